// SPDX-License-Identifier: GPL-2.0
/* What can be asked, and the attributes of locals. */
#include "torture.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/string.h>

#define FIRST_VALUE 42

static void look_up(const struct torture_subject *subject, const char *ref)
{
	struct torture_arena *arena = subject->arena;
	struct kt_thread *found = kt_thread_lookup(arena->process, ref);
	bool fits;

	if (IS_ERR(found)) {
		/* By a name that it bears no more it cannot be found either. */
		fits = *ref != '#' || atomic_read(&subject->deleting) ||
		       READ_ONCE(arena->stopping);
		torture_hold(fits && found == ERR_PTR(-ENOENT), RULE_ANSWER,
			     "look-up of %s: %ld", ref, PTR_ERR(found));
		return;
	}
	torture_hold(found == subject->thread, RULE_ANSWER,
		     "look-up of %s: another thread", ref);
	kt_thread_put(found);
}

/**
 * torture_look - ask all about a thread
 * @actor: who asks
 * @subject: the thread
 */
void torture_look(struct torture_actor *actor, struct torture_subject *subject)
{
	struct kt_thread *thread = kt_thread_get(subject->thread);
	char name[NAME_LEN], start[16], ref[16];
	/* In this order: it may be started in between. */
	bool was_over = kt_thread_ident(thread) && !kt_thread_is_alive(thread);

	torture_count(COUNT_LOOKS);
	snprintf(start, sizeof(start), "t%u-", subject->id);
	kt_thread_name(thread, name, sizeof(name));
	torture_hold(strstarts(name, start), RULE_ANSWER, "#%u is named %s",
		     subject->id, name);
	torture_hold(kt_thread_id(thread) == subject->handle, RULE_ANSWER,
		     "#%u has another id", subject->id);
	if (kt_thread_ident(thread))
		torture_see_ident(subject);
	torture_hold(!was_over || !kt_thread_is_alive(thread), RULE_END,
		     "#%u lives again", subject->id);
	if (was_over && !atomic_read(&subject->starting))
		torture_hold(false, RULE_ANSWER, "#%u was never started",
			     subject->id);
	snprintf(ref, sizeof(ref), "#%u", subject->handle);
	look_up(subject, ref);
	look_up(subject, name);
	kt_thread_put(thread);
}

static void look_at_wait(struct torture_actor *actor,
			 struct torture_arena *arena)
{
	s64 timeout = torture_random(actor, NSEC_PER_MSEC) - 10LL;
	u64 begin = ktime_get_ns();
	int ret = kt_process_wait(arena->process, timeout);
	bool fits;

	switch (ret) {
	case 0:
		fits = READ_ONCE(arena->stopping) &&
		       !kt_active_count(arena->process);
		break;
	case -ETIMEDOUT:
		fits = actor->arena != arena;
		torture_hold((s64)(ktime_get_ns() - begin) >= timeout,
			     RULE_EARLY, "wait for %lld ns", timeout);
		break;
	case -EDEADLK:
		fits = actor->arena == arena;
		break;
	default:
		fits = ret == -ESHUTDOWN && kt_should_stop();
	}
	torture_hold(fits, RULE_ANSWER, "wait: %d", ret);
}

static void at_exit(void *data)
{
	struct torture_arena *arena = data;

	torture_hold(!READ_ONCE(arena->over), RULE_END,
		     "a function is called after the end");
	atomic_inc(&arena->called);
}

static void look_at_exit(struct torture_arena *arena)
{
	int ret;

	/* It may be called before we are back. */
	atomic_inc(&arena->registered);
	ret = kt_process_at_exit(arena->process, at_exit, arena);
	if (!ret)
		return;
	atomic_dec(&arena->registered);
	torture_hold(ret == -ESHUTDOWN && READ_ONCE(arena->stopping),
		     RULE_ANSWER, "at exit: %d", ret);
}

/**
 * torture_look_process - ask about a process
 * @actor: who asks
 * @arena: the process
 */
void torture_look_process(struct torture_actor *actor,
			  struct torture_arena *arena)
{
	int count = kt_active_count(arena->process);
	int least = actor->arena == arena;
	int made = atomic_read(&arena->nr);

	if (!READ_ONCE(arena->stopping))
		least++;
	torture_count(COUNT_LOOKS);
	torture_hold(count >= least && count <= made + 1, RULE_COUNT,
		     "active count %d is not from %d to %d", count, least,
		     made + 1);
	look_at_wait(actor, arena);
	if (!torture_random(actor, 8))
		look_at_exit(arena);
}

/**
 * torture_look_main - ask about a main thread
 * @actor: who asks
 * @arena: whose main thread
 */
void torture_look_main(struct torture_actor *actor, struct torture_arena *arena)
{
	bool foreign = actor->self && actor->arena != arena;
	struct kt_thread *thread = kt_main_thread(arena->process);
	s64 timeout = torture_random(actor, 3) * 100 * NSEC_PER_USEC;
	int ret = kt_thread_join(thread, timeout);
	bool fits;

	fits = ret == -ETIMEDOUT || (foreign && ret == -EXDEV) ||
	       (ret == 0 && READ_ONCE(arena->stopping)) ||
	       (ret == -ESHUTDOWN && kt_should_stop());
	torture_hold(fits, RULE_ANSWER, "join of main: %d", ret);
	ret = kt_thread_start(thread);
	torture_hold(ret == -EALREADY, RULE_ANSWER, "start of main: %d", ret);
	ret = kt_thread_del(thread);
	torture_hold(ret == -EBUSY, RULE_ANSWER, "del of main: %d", ret);
	ret = kt_timer_cancel(thread);
	torture_hold(ret == -EINVAL, RULE_ANSWER, "cancel of main: %d", ret);
	ret = kt_thread_set_daemon(thread, true);
	torture_hold(ret == -EBUSY, RULE_ANSWER, "daemon of main: %d", ret);
	fits = kt_thread_id(thread) == 1 && kt_thread_ident(thread) &&
	       !kt_thread_is_daemon(thread);
	torture_hold(fits, RULE_ANSWER, "main is another thread");
}

/**
 * torture_own_locals - touch what the current thread has
 * @subject: whose body runs, and in its own thread
 * @fresh: it was never touched
 */
void torture_own_locals(struct torture_subject *subject, bool fresh)
{
	struct torture_arena *arena = subject->arena;
	s64 mark = -1, first = -1;
	int ret;

	torture_count(COUNT_LOCALS);
	ret = kt_attr_get(arena->mark, &mark);
	if (fresh) {
		torture_hold(ret == -ENODATA, RULE_LOCAL,
			     "#%u is new, and has %lld: %d", subject->id, mark,
			     ret);
		ret = kt_attr_set(arena->mark,
				  subject->id + torture_breaks(RULE_LOCAL));
		torture_hold(!ret, RULE_ANSWER, "set: %d", ret);
	} else {
		torture_hold(!ret && mark == subject->id, RULE_LOCAL,
			     "#%u has %lld: %d", subject->id, mark, ret);
	}
	ret = kt_attr_get(arena->first, &first);
	torture_hold(!ret && first == FIRST_VALUE + (fresh ? 0 : subject->id),
		     RULE_LOCAL, "#%u began with %lld: %d", subject->id, first,
		     ret);
	if (fresh)
		kt_attr_set(arena->first, FIRST_VALUE + subject->id);
}

static void local_use(struct torture_actor *actor, struct torture_arena *arena,
		      struct kt_attr *attr)
{
	s64 want = torture_random(actor, 1 << 30), got = -1;
	bool own = actor->arena == arena;
	int ret = kt_attr_set(attr, want);

	torture_hold(own ? !ret || ret == -ENODATA : ret == -ESRCH, RULE_ANSWER,
		     "set of a local: %d", ret);
	ret = kt_attr_get(attr, &got);
	torture_hold(!own || ret == -ENODATA || (!ret && got == want),
		     RULE_LOCAL, "%lld became %lld: %d", want, got, ret);
	if (torture_random(actor, 2))
		return;
	ret = kt_attr_del(attr);
	torture_hold(own ? !ret || ret == -ENODATA : ret == -ESRCH, RULE_ANSWER,
		     "del of an attribute: %d", ret);
	ret = kt_attr_get(attr, &got);
	torture_hold(ret == (own ? -ENODATA : -ESRCH), RULE_LOCAL,
		     "it is still there: %d", ret);
}

/**
 * torture_locals - make, use and delete locals that all share
 * @actor: who does it
 * @arena: where
 */
void torture_locals(struct torture_actor *actor, struct torture_arena *arena)
{
	struct kt_local *local;
	struct kt_attr *attr;
	char name[8];
	bool fits;

	torture_count(COUNT_LOCALS);
	snprintf(name, sizeof(name), "x%u", torture_random(actor, 4));
	local = kt_local_create(arena->process, name);
	if (local == ERR_PTR(-EEXIST))
		local = kt_local_lookup(arena->process, name);
	if (IS_ERR(local)) {
		fits = local == ERR_PTR(-ENOENT) ||
		       (local == ERR_PTR(-ESHUTDOWN) &&
			READ_ONCE(arena->stopping));
		torture_hold(fits, RULE_ANSWER, "local: %ld", PTR_ERR(local));
		return;
	}
	attr = kt_local_attr(local, "value");
	if (!IS_ERR(attr))
		local_use(actor, arena, attr);
	else
		torture_hold(PTR_ERR(attr) == -ENOENT, RULE_ANSWER,
			     "attribute: %ld", PTR_ERR(attr));
	if (!torture_random(actor, 3))
		kt_local_del(local);
	kt_local_put(local);
}
