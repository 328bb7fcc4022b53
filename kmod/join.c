// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel thread that joins sleeps. While it does, @joining is an edge of the wait
 * graph: each thread has at most one, so a cycle is found by walking them. Edges are
 * only made and walked under the table's lock, so of two threads that would close
 * a cycle together the second one sees the edge of the first.
 */
#include "join.h"

#include <linux/sched.h>
#include <linux/string.h>

#include "life.h"
#include "trace.h"
#include "why.h"

/* "a -> b -> a", as far as it fits. */
static int refuse_cycle_locked(struct kt_thread *thread,
			       struct kt_thread *joiner, struct kt_why *why)
{
	struct kt_thread *link;
	size_t len;

	kt_refuse(why, 0, KT_ITEM_REF, "deadlock: ");
	if (!why)
		return -EDEADLK;
	len = strlen(why->text);
	kt_thread_name_locked(joiner, why->text + len, sizeof(why->text) - len);
	for (link = thread; link; link = link->joining) {
		strlcat(why->text, " -> ", sizeof(why->text));
		len = strlen(why->text);
		kt_thread_name_locked(link, why->text + len,
				      sizeof(why->text) - len);
		if (link == joiner)
			break;
	}
	return -EDEADLK;
}

static int join_check_locked(struct kt_thread *thread, struct kt_thread *joiner,
			     struct kt_why *why)
{
	struct kt_thread *link;

	lockdep_assert_held(&thread->table->lock);
	if (thread->life == KT_LIFE_INITIAL)
		return kt_refuse(why, -EINVAL, KT_ITEM_REF,
				 "cannot join thread before it is started");
	if (thread == joiner)
		return kt_refuse(why, -EDEADLK, KT_ITEM_REF,
				 "cannot join current thread");
	if (!joiner || joiner->life != KT_LIFE_ALIVE)
		return 0;
	for (link = thread; link; link = link->joining)
		if (link == joiner)
			return refuse_cycle_locked(thread, joiner, why);
	return 0;
}

/**
 * kt_join_check - tell whether a thread may join another one
 * @thread: the one to be joined
 * @joiner: the one that joins, of the same process; NULL for a task that is none of
 *	ours
 * @why: filled on refusal
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 0
 * * -EINVAL - @thread was not started (CPython: test_joining_inactive_thread)
 * * -EDEADLK - @thread is @joiner (CPython: test_joining_current_thread), or waits
 *   for it, directly or over others
 */
int kt_join_check(struct kt_thread *thread, struct kt_thread *joiner,
		  struct kt_why *why)
{
	int ret;

	spin_lock(&thread->table->lock);
	ret = join_check_locked(thread, joiner, why);
	spin_unlock(&thread->table->lock);
	return ret;
}

/*
 * Under the lock, which the sleeper takes before it leaves its stack frame: so this is
 * over before the frame is.
 */
static void sleeper_ended(struct kt_joiner *joiner)
{
	struct kt_sleeper *sleeper =
		container_of(joiner, struct kt_sleeper, joiner);

	WRITE_ONCE(sleeper->over, true);
	wake_up_process(sleeper->task);
}

/**
 * kt_sleeper_init - make the current task one that can wait
 * @sleeper: on its stack. It must be taken off its list under the table's lock
 *	before the stack frame is left, be it over or not
 */
void kt_sleeper_init(struct kt_sleeper *sleeper)
{
	INIT_LIST_HEAD(&sleeper->joiner.node);
	sleeper->joiner.ended = sleeper_ended;
	sleeper->task = current;
	sleeper->over = false;
}

/**
 * kt_sleeper_over - what kt_block() asks
 * @sleeper: struct kt_sleeper
 *
 * Return: true when the end has come.
 */
bool kt_sleeper_over(void *sleeper)
{
	return READ_ONCE(((struct kt_sleeper *)sleeper)->over);
}

static int join_begin(struct kt_thread *thread, struct kt_thread *self,
		      struct kt_sleeper *sleeper, struct kt_why *why)
{
	int ret;

	spin_lock(&thread->table->lock);
	ret = join_check_locked(thread, self, why);
	if (!ret && thread->life == KT_LIFE_TERMINATED)
		sleeper->over = true;
	if (!ret && !sleeper->over) {
		list_add_tail(&sleeper->joiner.node, &thread->joiners);
		if (self)
			self->joining = thread;
	}
	spin_unlock(&thread->table->lock);
	return ret;
}

static void join_end(struct kt_thread *thread, struct kt_thread *self,
		     struct kt_sleeper *sleeper)
{
	spin_lock(&thread->table->lock);
	list_del_init(&sleeper->joiner.node);
	if (self)
		self->joining = NULL;
	spin_unlock(&thread->table->lock);
}

/*
 * One that was started just now may have ended when it has had the CPU: then nobody is
 * put to sleep and woken, which takes a third of a start and join. Not before a timeout,
 * as it may be long until this task has the CPU again.
 */
static void let_it_run(const struct kt_thread *thread)
{
	if (!thread->kind && READ_ONCE(thread->life) == KT_LIFE_ALIVE &&
	    !READ_ONCE(thread->worker))
		schedule();
}

/*
 * Of one that was still alive when last seen, or was not started. Apart, for the sake of who needs
 * not wait.
 */
static noinline int join_wait(struct kt_thread *thread, struct kt_thread *self,
			      ktime_t timeout, struct kt_why *why)
{
	struct kt_sleeper sleeper;
	int ret;

	kt_sleeper_init(&sleeper);
	ret = join_begin(thread, self, &sleeper, why);
	if (ret || sleeper.over)
		return ret;
	trace_kt_join_begin(thread, self ? self->id : 0);
	ret = kt_block(KT_WAIT_JOIN, kt_sleeper_over, &sleeper, timeout);
	join_end(thread, self, &sleeper);
	trace_kt_join_end(thread, self ? self->id : 0, ret);
	return ret;
}

/**
 * kt_join - wait for a thread's end
 * @thread: the caller has a reference
 * @timeout: nanoseconds; KT_FOREVER for ever; not positive does not wait
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: see kt_thread_join().
 */
int kt_join(struct kt_thread *thread, ktime_t timeout, struct kt_why *why)
{
	struct kt_thread *self = kt_current();

	might_sleep();
	if (self && self->table != thread->table)
		return kt_refuse(why, -EXDEV, KT_ITEM_REF,
				 "cannot join a thread of another process");
	if (timeout == KT_FOREVER)
		let_it_run(thread);
	/* Pairs with make_terminated_locked(): all of its life is over and seen. */
	if (smp_load_acquire(&thread->life) == KT_LIFE_TERMINATED)
		return 0;
	return join_wait(thread, self, timeout, why);
}
