// SPDX-License-Identifier: GPL-2.0
/* What can be done to a thread, and what may come of it while all others do the same. */
#include "torture.h"

#include <linux/errno.h>
#include <linux/ktime.h>

/* Before whatever could make its body run. */
static void note_begin(struct torture_subject *subject)
{
	atomic64_cmpxchg(&subject->begin, 0, torture_now(subject));
}

void torture_start(struct torture_actor *actor, struct torture_subject *subject)
{
	bool stopping, fits;
	int ret;

	note_begin(subject);
	atomic_inc(&subject->starting);
	ret = kt_thread_start(subject->thread);
	stopping = READ_ONCE(subject->arena->stopping);
	switch (ret) {
	case 0:
		fits = atomic_inc_return(&subject->started) == 1;
		torture_see_ident(subject);
		torture_count(COUNT_STARTS);
		break;
	case -EALREADY:
		fits = atomic_read(&subject->starting) > 1;
		break;
	case -ESHUTDOWN:
		fits = stopping;
		break;
	case -ENOENT:
		fits = atomic_read(&subject->deleting) || stopping;
		break;
	default:
		fits = false;
	}
	torture_hold(fits, RULE_ANSWER, "start of #%u: %d", subject->id, ret);
}

static s64 choose_timeout(struct torture_actor *actor)
{
	switch (torture_random(actor, 8)) {
	case 0:
		return KT_FOREVER;
	case 1:
		return -1;
	case 2:
		return 0;
	case 3:
		return torture_random(actor, 50 * NSEC_PER_MSEC);
	default:
		return torture_random(actor, 3 * NSEC_PER_MSEC);
	}
}

static void see_joined(struct torture_subject *subject)
{
	torture_count(COUNT_JOINS);
	torture_see_ident(subject);
	torture_see_result(subject);
}

static void see_timeout(const struct torture_subject *subject, s64 timeout,
			u64 begin)
{
	s64 waited = ktime_get_ns() - begin;

	torture_count(COUNT_TIMEOUTS);
	torture_hold(timeout != KT_FOREVER && waited >= timeout, RULE_EARLY,
		     "join of #%u for %lld ns timed out after %lld ns",
		     subject->id, timeout, waited);
}

void torture_join(struct torture_actor *actor, struct torture_subject *subject)
{
	bool foreign = actor->self && actor->arena != subject->arena;
	bool was_started = atomic_read(&subject->started);
	s64 timeout = choose_timeout(actor);
	u64 begin = ktime_get_ns();
	int ret = kt_thread_join(subject->thread, timeout);
	bool fits = !foreign;

	switch (ret) {
	case 0:
		see_joined(subject);
		break;
	case -ETIMEDOUT:
		see_timeout(subject, timeout, begin);
		break;
	case -EINVAL:
		fits &= !was_started;
		break;
	case -EDEADLK:
		torture_count(COUNT_CYCLES);
		fits &= actor->self && !torture_breaks(RULE_ANSWER);
		break;
	case -EXDEV:
		fits = foreign;
		break;
	case -ESHUTDOWN:
		fits &= actor->self && READ_ONCE(actor->arena->stopping);
		break;
	default:
		fits = false;
	}
	if (actor->self && subject->thread == kt_current())
		fits &= ret == -EDEADLK;
	torture_hold(fits, RULE_ANSWER, "join of #%u: %d", subject->id, ret);
}

/* It is this one that used the target. */
static bool run_fits(struct torture_subject *subject, int ret)
{
	if (atomic_inc_return(&subject->claimed) != 1)
		return false;
	torture_count(COUNT_RUNS);
	switch (ret) {
	case 0:
		return READ_ONCE(subject->gave);
	case -ECANCELED:
		return atomic_read(&subject->cancelling);
	case -ESHUTDOWN:
		return READ_ONCE(subject->arena->stopping);
	default:
		return ret == subject->error && READ_ONCE(subject->gave);
	}
}

/**
 * torture_run - have the target run in the current thread
 * @actor: who runs it; a thread of the same process
 * @subject: whose target
 */
void torture_run(struct torture_actor *actor, struct torture_subject *subject)
{
	bool fits;
	int ret;

	/* It could sleep for that long, and nothing but the end would wake it. */
	if (subject->interval > NSEC_PER_SEC)
		return;
	note_begin(subject);
	atomic_inc(&subject->running);
	ret = kt_thread_run(subject->thread);
	if (ret == -ENOENT)
		fits = atomic_read(&subject->running) > 1 ||
		       atomic_read(&subject->starting) ||
		       atomic_read(&subject->deleting);
	else
		fits = run_fits(subject, ret);
	torture_hold(fits, RULE_ANSWER, "run of #%u: %d", subject->id, ret);
}

static void see_cancelled(struct torture_subject *subject, bool was_started)
{
	/* What a run() uses, or has used up, can be started, and cancelled in time. */
	bool run = atomic_read(&subject->running);

	torture_count(COUNT_CANCELS);
	if (subject->every)
		torture_hold(run || !atomic_read(&subject->inside), RULE_CANCEL,
			     "#%u is cancelled, and runs", subject->id);
	else
		torture_hold(run || !atomic_read(&subject->bodies), RULE_CANCEL,
			     "#%u is cancelled, and has run", subject->id);
	torture_hold(!was_started || !kt_thread_is_alive(subject->thread),
		     RULE_CANCEL, "#%u is cancelled, and alive", subject->id);
	/* From now on its body may not begin. */
	atomic_inc(&subject->cancelled);
}

void torture_cancel(struct torture_actor *actor,
		    struct torture_subject *subject)
{
	bool was_started = atomic_read(&subject->started);
	bool fits;
	int ret;

	atomic_inc(&subject->cancelling);
	ret = kt_timer_cancel(subject->thread);
	if (torture_breaks(RULE_CANCEL) && !ret)
		ret = 1;
	switch (ret) {
	case 1:
		fits = subject->is_timer;
		see_cancelled(subject, was_started);
		break;
	case 0:
		fits = atomic_read(&subject->starting) ||
		       atomic_read(&subject->running) ||
		       atomic_read(&subject->cancelling) > 1;
		break;
	default:
		fits = ret == -EINVAL && !subject->is_timer;
	}
	torture_hold(fits, RULE_ANSWER, "cancel of #%u: %d", subject->id, ret);
}

void torture_del(struct torture_actor *actor, struct torture_subject *subject)
{
	bool fits;
	int ret;

	atomic_inc(&subject->deleting);
	ret = kt_thread_del(subject->thread);
	switch (ret) {
	case 0:
		fits = atomic_inc_return(&subject->deleted) == 1 &&
		       !kt_thread_is_alive(subject->thread);
		torture_count(COUNT_DELS);
		break;
	case -EBUSY:
		fits = atomic_read(&subject->starting);
		break;
	case -ENOENT:
		fits = atomic_read(&subject->deleting) > 1 ||
		       READ_ONCE(subject->arena->stopping);
		break;
	default:
		fits = false;
	}
	torture_hold(fits, RULE_ANSWER, "del of #%u: %d", subject->id, ret);
}

static void change_name(struct torture_actor *actor,
			struct torture_subject *subject)
{
	char name[NAME_LEN];
	int ret;

	snprintf(name, sizeof(name), "t%u-%0*x", subject->id,
		 1 + (int)torture_random(actor, 50),
		 torture_random(actor, 1 << 16));
	ret = kt_thread_set_name(subject->thread, name);
	torture_hold(!ret, RULE_ANSWER, "name of #%u: %d", subject->id, ret);
	torture_count(COUNT_RENAMES);
}

static void change_daemon(struct torture_actor *actor,
			  struct torture_subject *subject)
{
	bool was_started = atomic_read(&subject->started);
	/* An exit would wait for one that is no daemon for too long. */
	bool daemon = subject->interval > NSEC_PER_SEC ||
		      torture_random(actor, 2);
	int ret = kt_thread_set_daemon(subject->thread, daemon);
	bool fits = ret == 0 ? !was_started :
			       ret == -EBUSY && atomic_read(&subject->starting);

	torture_hold(fits, RULE_ANSWER, "daemon of #%u: %d", subject->id, ret);
}

static void change_sched(struct torture_actor *actor,
			 struct torture_subject *subject)
{
	struct kt_sched sched;
	int ret;

	torture_sched(actor, &sched);
	/* Before: the CPUs may go offline before it starts. */
	WRITE_ONCE(subject->placed, true);
	ret = kt_thread_set_sched(subject->thread, &sched);
	torture_hold(!ret || ret == -EINVAL, RULE_ANSWER, "sched of #%u: %d",
		     subject->id, ret);
	torture_count(COUNT_SCHEDS);
}

/**
 * torture_change - change something of a thread
 * @actor: who does it
 * @subject: the thread
 */
void torture_change(struct torture_actor *actor,
		    struct torture_subject *subject)
{
	switch (torture_random(actor, 3)) {
	case 0:
		return change_name(actor, subject);
	case 1:
		return change_daemon(actor, subject);
	default:
		return change_sched(actor, subject);
	}
}
