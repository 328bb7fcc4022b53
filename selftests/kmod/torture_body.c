// SPDX-License-Identifier: GPL-2.0
/* What the threads run: they look around, and do to each other what they like. */
#include "torture.h"

#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/sched.h>

/* Runs after which one that is run again and again has had enough. */
#define RUNS_MAX 8

static bool is_again(const struct torture_subject *subject)
{
	return subject->every && !atomic_read(&subject->running);
}

static void look_at_time(const struct torture_subject *subject, int bodies)
{
	s64 begin = atomic64_read(&subject->begin);
	s64 due = begin + subject->interval;
	s64 now = torture_now(subject);

	if (is_again(subject))
		due += (bodies - 1) * subject->every;
	if (torture_breaks(RULE_EARLY))
		due += NSEC_PER_SEC;
	torture_hold(begin && now >= due, RULE_EARLY,
		     "run %d of #%u comes %lld ns before its time", bodies,
		     subject->id, due - now);
}

static void look_at_self(const struct torture_actor *actor)
{
	const struct torture_subject *subject = actor->self;
	struct kt_thread *self = kt_current();
	struct kt_thread *want = subject->thread;
	bool fits;

	if (torture_breaks(RULE_SELF))
		want = kt_main_thread(actor->arena->process);
	torture_hold(self == want || atomic_read(&subject->running), RULE_SELF,
		     "#%u runs in another thread", subject->id);
	fits = kt_thread_process(self) == actor->arena->process &&
	       kt_thread_is_alive(self) && kt_thread_ident(self) &&
	       kt_thread_native_id(self) == current->pid;
	torture_hold(fits, RULE_SELF, "the thread that runs #%u is not itself",
		     subject->id);
}

static void body_begin(struct torture_actor *actor)
{
	struct torture_subject *subject = actor->self;
	int bodies = atomic_inc_return(&subject->bodies);

	torture_count(COUNT_BODIES);
	atomic_inc(&actor->arena->inside);
	torture_hold(atomic_inc_return(&subject->inside) == 1, RULE_ONCE,
		     "#%u runs twice at a time", subject->id);
	torture_hold(!READ_ONCE(actor->arena->over), RULE_END,
		     "#%u runs after the end", subject->id);
	torture_hold(!atomic_read(&subject->cancelled), RULE_CANCEL,
		     "#%u runs, and was cancelled", subject->id);
	actor->nested = kt_current() != subject->thread;
	look_at_time(subject, bodies);
	look_at_self(actor);
	if (!actor->nested)
		torture_own_locals(subject, bodies == 1);
}

static int nap(struct torture_actor *actor)
{
	s64 duration = torture_random(actor, 2 * NSEC_PER_MSEC);
	u64 begin = ktime_get_ns();
	int ret = kt_sleep(duration);
	s64 slept = ktime_get_ns() - begin;

	torture_hold(ret || slept >= duration, RULE_EARLY,
		     "a sleep of %lld ns took %lld ns", duration, slept);
	torture_hold(!ret || (ret == -ESHUTDOWN && kt_should_stop()),
		     RULE_ANSWER, "sleep: %d", ret);
	return ret;
}

static void spin(struct torture_actor *actor)
{
	u64 end = ktime_get_ns() + torture_random(actor, 200 * NSEC_PER_USEC);

	while (ktime_get_ns() < end && !kt_should_stop())
		cpu_relax();
}

static int step(struct torture_actor *actor)
{
	switch (torture_random(actor, 8)) {
	case 0:
	case 1:
		return nap(actor);
	case 2:
		spin(actor);
		break;
	case 3:
		if (!actor->nested)
			torture_own_locals(actor->self, false);
		break;
	case 4:
		kt_log("#%u is here", actor->self->id);
		kt_print("#%u ", actor->self->id);
		break;
	default:
		torture_op(actor);
	}
	/* Some heed the stop at once, and others when they block. */
	return kt_should_stop() && torture_random(actor, 2) ? -ESHUTDOWN : 0;
}

static int body_end(struct torture_actor *actor, int ret)
{
	struct torture_subject *subject = actor->self;

	look_at_self(actor);
	if (!actor->nested)
		torture_own_locals(subject, false);
	if (ret) {
		torture_hold(READ_ONCE(actor->arena->stopping), RULE_EXIT,
			     "#%u was stopped", subject->id);
		WRITE_ONCE(subject->stopped, true);
	} else {
		ret = subject->error;
		if (is_again(subject) &&
		    atomic_read(&subject->bodies) < RUNS_MAX)
			ret = 0;
		kt_result(subject->give);
		WRITE_ONCE(subject->gave, true);
	}
	if (torture_breaks(RULE_ONCE) && !subject->every)
		atomic_inc(&subject->bodies);
	if (!torture_breaks(RULE_JOIN))
		atomic_dec(&subject->inside);
	atomic_dec(&actor->arena->inside);
	return ret ? kt_raise(ret, "#%u gave %d", subject->id, ret) : 0;
}

/**
 * torture_body - the target
 * @args: which arena, and which subject of it
 *
 * Return: as it was decided when the subject was made.
 */
int torture_body(const struct kt_args *args)
{
	struct torture_arena *arena = torture_arena(kt_arg_int(args, 0));
	struct torture_subject *subject = arena->subjects[kt_arg_int(args, 1)];
	struct torture_actor actor = { .self = subject, .arena = arena };
	unsigned int i;
	int ret = 0;

	prandom_seed_state(&actor.rnd,
			   subject->seed + atomic_read(&subject->bodies));
	body_begin(&actor);
	for (i = 0; i < subject->steps && !ret; i++)
		ret = step(&actor);
	return body_end(&actor, ret);
}
