// SPDX-License-Identifier: GPL-2.0
/* Subjects: what they are made of, and what they are like before anybody knows them. */
#include "torture.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/slab.h>

#define HOUR (3600LL * NSEC_PER_SEC)

/**
 * torture_sched - choose a scheduling
 * @actor: who chooses
 * @sched: filled; its CPUs may be offline
 */
void torture_sched(struct torture_actor *actor, struct kt_sched *sched)
{
	memset(sched, 0, sizeof(*sched));
	if (torture_random(actor, 4)) {
		sched->given |= KT_SCHED_CPUS;
		cpumask_copy(&sched->cpus,
			     cpumask_of(torture_random(actor, nr_cpu_ids)));
	}
	switch (torture_random(actor, 4)) {
	case 0:
		sched->given |= KT_SCHED_POLICY | KT_SCHED_PRIORITY;
		sched->policy = torture_random(actor, 2) ?
					KTHREADING_POLICY_FIFO :
					KTHREADING_POLICY_RR;
		sched->priority = 1 + torture_random(actor, 50);
		break;
	case 1:
		sched->given |= KT_SCHED_POLICY | KT_SCHED_NICE;
		sched->policy = KTHREADING_POLICY_OTHER;
		sched->nice = (int)torture_random(actor, 40) - 20;
	}
}

static s64 interval_of(struct torture_actor *actor)
{
	switch (torture_random(actor, 16)) {
	case 0:
		return HOUR;
	case 1:
		return -(s64)torture_random(actor, 1000);
	case 2:
		return torture_random(actor, 300 * NSEC_PER_MSEC);
	default:
		return torture_random(actor, 8 * NSEC_PER_MSEC);
	}
}

static void choose_timer(struct torture_actor *actor,
			 struct torture_subject *subject,
			 struct kt_timer_spec *timer)
{
	subject->is_timer = true;
	subject->interval = max(interval_of(actor), 0LL);
	if (!torture_random(actor, 3))
		subject->every = 1 + torture_random(actor, 3 * NSEC_PER_MSEC);
	subject->clock = torture_random(actor, 2) ? KTHREADING_CLOCK_BOOTTIME :
						    KTHREADING_CLOCK_MONOTONIC;
	timer->clock = subject->clock;
	timer->interval = subject->interval;
	timer->every = subject->every;
	timer->slack = torture_random(actor, 2) * 100 * NSEC_PER_USEC;
	timer->absolute = !torture_random(actor, 4);
	if (!timer->absolute)
		return;
	atomic64_set(&subject->begin, torture_now(subject));
	timer->interval += atomic64_read(&subject->begin);
}

static enum kt_daemon choose_daemon(struct torture_actor *actor,
				    const struct torture_subject *subject)
{
	/* An exit would wait for it. */
	if (subject->interval == HOUR)
		return KT_DAEMON_ON;
	return torture_random(actor, 3);
}

static bool daemon_wanted(const struct torture_actor *actor,
			  const struct torture_arena *arena,
			  enum kt_daemon daemon)
{
	if (daemon != KT_DAEMON_INHERIT)
		return daemon == KT_DAEMON_ON;
	return actor->arena == arena && kt_thread_is_daemon(kt_current());
}

/* Nobody else knows it. */
static void look_at_new(struct torture_actor *actor,
			struct torture_subject *subject, bool daemon)
{
	struct kt_thread *thread = subject->thread;
	bool foreign = actor->self && actor->arena != subject->arena;
	bool lives = kt_thread_is_alive(thread) || kt_thread_ident(thread) ||
		     kt_thread_native_id(thread);

	torture_hold(!lives, RULE_ANSWER, "#%u is new, and lives", subject->id);
	torture_hold(kt_thread_is_daemon(thread) == daemon, RULE_ANSWER,
		     "#%u has the wrong daemon flag", subject->id);
	torture_hold(kt_thread_result(thread, NULL) == -EINPROGRESS,
		     RULE_RESULT, "#%u is new, and has a result", subject->id);
	torture_hold(kt_thread_join(thread, KT_FOREVER) ==
			     (foreign ? -EXDEV : -EINVAL),
		     RULE_ANSWER, "#%u is new, and was joined", subject->id);
}

static struct torture_subject *subject_alloc(struct torture_actor *actor,
					     struct torture_arena *arena,
					     unsigned int id)
{
	struct torture_subject *subject = kzalloc(sizeof(*subject), GFP_KERNEL);

	if (!subject)
		return NULL;
	subject->arena = arena;
	subject->id = id;
	subject->steps = torture_random(actor, 6);
	subject->seed = prandom_u32_state(&actor->rnd);
	subject->give = subject->seed * 1000LL + id;
	if (!torture_random(actor, 8))
		subject->error = -EDOM;
	atomic_set(&subject->result, 1);
	return subject;
}

static struct kt_thread *thread_make(struct torture_actor *actor,
				     struct torture_subject *subject,
				     enum kt_daemon *daemon)
{
	struct torture_arena *arena = subject->arena;
	struct kt_timer_spec timer = {};
	struct kt_sched sched = {};
	char name[NAME_LEN], where[12], which[12];
	const char *const args[] = { where, which };
	struct kt_thread_spec spec = {
		.name = name,
		.target = torture_targets,
		.args = args,
		.nr_args = ARRAY_SIZE(args),
	};

	snprintf(name, sizeof(name), "t%u-new", subject->id);
	snprintf(where, sizeof(where), "%u", torture_arena_index(arena));
	snprintf(which, sizeof(which), "%u", subject->id);
	if (!torture_random(actor, 3)) {
		choose_timer(actor, subject, &timer);
		spec.timer = &timer;
	}
	if (!torture_random(actor, 4)) {
		torture_sched(actor, &sched);
		subject->placed = true;
		spec.sched = &sched;
	}
	*daemon = choose_daemon(actor, subject);
	spec.daemon = *daemon;
	return kt_thread_create(arena->process, &spec);
}

/**
 * torture_create - make a thread
 * @actor: who makes it
 * @arena: where
 */
void torture_create(struct torture_actor *actor, struct torture_arena *arena)
{
	struct torture_subject *subject;
	enum kt_daemon daemon;
	unsigned int id = atomic_fetch_inc(&arena->nr);
	int ret;

	if (id >= SUBJECTS_MAX)
		return;
	subject = subject_alloc(actor, arena, id);
	if (!subject)
		return;
	subject->thread = thread_make(actor, subject, &daemon);
	ret = PTR_ERR_OR_ZERO(subject->thread);
	if (ret) {
		torture_hold((ret == -ESHUTDOWN &&
			      READ_ONCE(arena->stopping)) ||
				     (ret == -EINVAL && subject->placed),
			     RULE_ANSWER, "create: %d", ret);
		kfree(subject);
		return;
	}
	torture_count(COUNT_CREATES);
	subject->handle = kt_thread_id(subject->thread);
	look_at_new(actor, subject, daemon_wanted(actor, arena, daemon));
	/* Pairs with the acquire of who picks one: all of it can be seen. */
	smp_store_release(&arena->subjects[id], subject);
}
