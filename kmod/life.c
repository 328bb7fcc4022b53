// SPDX-License-Identifier: GPL-2.0
/*
 * A thread is started (start.c), waits in the pool for a worker, is attached, runs
 * its target, is detached and ends. A process that stops does not end a thread: it
 * sets its table's stopping and wakes who blocks in a call of ours.
 */
#include "life.h"

#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "admit.h"
#include "args.h"
#include "event.h"
#include "report.h"
#include "sched.h"
#include "slots.h"
#include "target.h"
#include "trace.h"
#include "track.h"
#include "usage.h"
#include "why.h"

/* See life.h. */
DEFINE_MUTEX(kt_sched_mutex);

static struct kt_thread *job_thread(struct kt_job *job)
{
	return container_of(job, struct kt_thread, job);
}

static u32 ident_take_locked(struct kt_table *table)
{
	if (table->nr_spare)
		return table->spare[--table->nr_spare];
	return table->next_ident++;
}

static void ident_give_locked(struct kt_table *table, u32 ident)
{
	if (table->nr_spare < KT_IDENT_SPARES)
		table->spare[table->nr_spare++] = ident;
}

static int start_check_locked(const struct kt_thread *thread,
			      struct kt_why *why)
{
	lockdep_assert_held(&thread->table->lock);
	if (thread->life != KT_LIFE_INITIAL)
		return kt_refuse(why, -EALREADY, KT_ITEM_REF,
				 "threads can only be started once");
	if (thread->table->stopping)
		return kt_refuse(why, -ESHUTDOWN, KT_ITEM_PROCESS,
				 "can't create new thread at process end");
	if (thread->removed)
		return kt_refuse(why, -ENOENT, KT_ITEM_REF,
				 "the thread is gone");
	return 0;
}

/*
 * From here on it is alive: it has an ident, and somebody will end it. It is not removed while it
 * lives, so it stays in memory.
 */
static void make_alive_locked(struct kt_thread *thread)
{
	struct kt_table *table = thread->table;

	thread->life = KT_LIFE_ALIVE;
	if (thread->consumed) {
		/* What a run() before left there. */
		kfree(thread->end.text);
		memset(&thread->end, 0, sizeof(thread->end));
	}
	WRITE_ONCE(thread->ident, table->ident_base | ident_take_locked(table));
	thread->since_ns = ktime_get_ns();
	table->alive++;
	table->nondaemon += !thread->daemon;
	if (thread->args && !thread->consumed)
		thread->target = kt_target_pin(kt_args_target(thread->args),
					       thread->table->module);
	kt_observe_start_locked(thread);
	trace_kt_thread_start(thread);
	kt_event(KTHREADING_EVENT_THREAD_START, table, thread);
}

/* Whoever has the lock next may remove the thread, so the caller is done with it. */
static void make_terminated_locked(struct kt_thread *thread)
{
	struct kt_table *table = thread->table;

	kt_observe_end_locked(thread);
	trace_kt_thread_end(thread);
	/* Before a joiner can know, so that it can remove the target's module. */
	if (thread->target)
		kt_target_unpin(thread->target, table->module);
	if (thread->slots)
		kt_slots_clear(thread->slots);
	ident_give_locked(table, lower_32_bits(thread->ident));
	table->alive--;
	table->nondaemon -= !thread->daemon;
	table->raised += thread->end.outcome == KTHREADING_OUTCOME_RAISED;
	kt_event(KTHREADING_EVENT_THREAD_END, table, thread);
	if (!list_empty(&thread->joiners))
		kt_joiners_complete_locked(&thread->joiners);
	table->ops->ended(table, thread);
	/* The last of all, as who joins now looks without the lock; pairs with kt_join(). */
	smp_store_release(&thread->life, KT_LIFE_TERMINATED);
}

/* Without ever having had a kthread. */
static void cancel_locked(struct kt_thread *thread)
{
	thread->end.outcome = KTHREADING_OUTCOME_CANCELLED;
	kt_event(KTHREADING_EVENT_TIMER_CANCEL, thread->table, thread);
	make_terminated_locked(thread);
}

/**
 * kt_life_disarm_locked - end a thread that waits for its time
 * @thread: alive; the table's lock is held
 *
 * Return: true if it did.
 */
bool kt_life_disarm_locked(struct kt_thread *thread)
{
	lockdep_assert_held(&thread->table->lock);
	if (!thread->kind || !thread->kind->disarm_locked(thread))
		return false;
	cancel_locked(thread);
	return true;
}

/* A thread of a kind waits now, and takes its place when it is due. */
static void arm_locked(struct kt_thread *thread)
{
	if (!thread->kind->arm_locked(thread))
		cancel_locked(thread);
}

/**
 * kt_life_begin - make a thread alive, which is all of a start but its job
 * @thread: the thread; the caller submits its job, unless it is of a kind
 * @admitted: it has a place
 * @why: filled on refusal
 *
 * Context: any but interrupts.
 *
 * Return: as kt_life_start().
 */
int kt_life_begin(struct kt_thread *thread, bool admitted, struct kt_why *why)
{
	struct kt_table *table = thread->table;
	int ret;

	spin_lock(&table->lock);
	ret = start_check_locked(thread, why);
	if (!ret && !thread->kind && !admitted && !kt_admit(1))
		ret = kt_refuse(why, -EAGAIN, KT_ITEM_NONE,
				"can't start new thread");
	if (!ret) {
		make_alive_locked(thread);
		if (thread->kind)
			arm_locked(thread);
	}
	spin_unlock(&table->lock);
	return ret;
}

/* Makes the accounts final. */
static void account_locked(struct kt_thread *thread,
			   const struct kt_usage *used)
{
	thread->running_ns += used->running_ns;
	thread->ready_ns += used->delay_ns;
	thread->blocked_ns += used->at - used->running_ns - used->delay_ns;
	thread->voluntary += used->voluntary;
	thread->involuntary += used->involuntary;
}

/* Apart, for the sake of the stack of what nobody traces. */
static noinline void attach_trace(struct kt_thread *thread)
{
	char name[KT_NAME_LEN];

	kt_thread_name(thread, name, sizeof(name));
	trace_kt_thread_attach(thread, name);
}

/* False when the process stopped before it got its kthread. */
static bool attach(struct kt_thread *thread, struct kt_worker *worker)
{
	struct kt_table *table = thread->table;
	bool run;

	kt_usage_begin(&worker->base);
	spin_lock(&table->lock);
	if (thread->kind)
		thread->kind->attached_locked(thread, worker->base.at);
	else
		thread->ready_ns = worker->base.at - thread->since_ns;
	run = !table->stopping || thread == table->main;
	if (run) {
		worker->thread = thread;
		WRITE_ONCE(thread->worker, worker);
		kt_observe_attach_locked(thread, worker);
		kt_thread_lend_name_locked(thread, worker);
		if (thread->kind)
			kt_event(KTHREADING_EVENT_TIMER_FIRE, table, thread);
	}
	spin_unlock(&table->lock);
	if (run && trace_kt_thread_attach_enabled())
		attach_trace(thread);
	return run;
}

static void detach_locked(struct kt_thread *thread, struct kt_worker *worker)
{
	kt_observe_detach_locked(worker);
	account_locked(thread, &worker->used);
	WRITE_ONCE(thread->worker, NULL);
	worker->thread = NULL;
}

/* Who changes it at this moment found the worker before it was detached. */
static void sched_forget(struct kt_worker *worker)
{
	mutex_lock(&kt_sched_mutex);
	kt_sched_reset(worker->task);
	mutex_unlock(&kt_sched_mutex);
}

/* With scheduling of its own a thread leaves early: nobody is to see that after its end. */
static void leave(struct kt_thread *thread, struct kt_worker *worker)
{
	spin_lock(&thread->table->lock);
	detach_locked(thread, worker);
	spin_unlock(&thread->table->lock);
	sched_forget(worker);
}

static void end_raise(struct kt_frame *frame, int error, const char *text)
{
	if (!frame->end.text)
		frame->end.text = kstrdup(text, GFP_KERNEL);
	frame->end.error = error;
	frame->end.outcome = KTHREADING_OUTCOME_RAISED;
}

/* What the target returned, and what it said before. */
static void frame_finish(struct kt_frame *frame, int ret)
{
	if (ret == -ESHUTDOWN && READ_ONCE(frame->thread->table->stopping))
		frame->end.outcome = KTHREADING_OUTCOME_STOPPED;
	else if (ret < 0)
		end_raise(frame, clamp(-ret, 1, MAX_ERRNO), "");
	else
		frame->end.outcome = KTHREADING_OUTCOME_RETURNED;
	if (frame->end.text &&
	    frame->end.outcome != KTHREADING_OUTCOME_RAISED) {
		kfree(frame->end.text);
		frame->end.text = NULL;
	}
}

/*
 * Of a run(), while the thread is initial. One that was started meanwhile has an end
 * of its own, which the run() must not change.
 */
static void frame_publish(struct kt_frame *frame)
{
	struct kt_thread *thread = frame->thread;
	char *unused = frame->end.text;

	spin_lock(&thread->table->lock);
	if (thread->life == KT_LIFE_INITIAL) {
		unused = thread->end.text;
		thread->end = frame->end;
	}
	spin_unlock(&thread->table->lock);
	kfree(unused);
}

/* Calls the target, if there is one, as part of what the worker does. */
static void frame_call(struct kt_frame *frame, struct kt_worker *worker,
		       struct kt_target *target, const struct kt_args *args)
{
	int ret = 0;

	frame->outer = worker->frame;
	worker->frame = frame;
	if (target)
		ret = target->run(args);
	else if (args)
		ret = kt_raise(-ENOENT, "target %s is gone",
			       kt_args_target(args)->name);
	worker->frame = frame->outer;
	frame_finish(frame, ret);
}

static void thread_body(struct kt_frame *frame, struct kt_worker *worker)
{
	struct kt_thread *thread = frame->thread;
	struct kt_table *table = thread->table;
	int ret = 0;

	if (thread->sched) {
		mutex_lock(&kt_sched_mutex);
		ret = kt_sched_apply(worker->task, thread->sched);
		mutex_unlock(&kt_sched_mutex);
	}
	if (ret)
		end_raise(frame, -ret, "cannot set the scheduling");
	else if (thread->consumed)
		end_raise(frame, ENOENT, "run() has used the target");
	else if (thread == table->main)
		frame_finish(frame, table->ops->main(table));
	else
		frame_call(frame, worker, thread->target, thread->args);
	kt_report_print(thread);
	if (frame->end.outcome == KTHREADING_OUTCOME_RAISED) {
		kt_report_error(thread, &frame->end);
		table->ops->raised(table);
	}
}

static void life_run(struct kt_job *job, struct kt_worker *worker)
{
	struct kt_thread *thread = job_thread(job);
	struct kt_frame *call = &worker->call;

	*call = (struct kt_frame){ .thread = thread };
	if (attach(thread, worker)) {
		thread_body(call, worker);
		kt_usage_since(worker->task, &worker->base, &worker->used);
		kt_observe_over(worker);
	} else {
		call->end.outcome = KTHREADING_OUTCOME_CANCELLED;
	}
	if (worker->thread && READ_ONCE(thread->sched))
		leave(thread, worker);
}

/* Of a kind that runs again and again: it waits once more, and keeps its result. */
static bool again_locked(struct kt_thread *thread)
{
	if (!thread->kind || thread->table->stopping ||
	    thread->end.outcome != KTHREADING_OUTCOME_RETURNED)
		return false;
	thread->since_ns = ktime_get_ns();
	thread->end.outcome = KTHREADING_OUTCOME_NONE;
	if (thread->kind->again_locked(thread)) {
		kt_observe_again_locked(thread);
		return true;
	}
	thread->end.outcome = KTHREADING_OUTCOME_RETURNED;
	return false;
}

static void life_done(struct kt_job *job, struct kt_worker *worker, bool idle)
{
	struct kt_thread *thread = job_thread(job);
	struct kt_table *table = thread->table;
	bool changed;

	/* Before a joiner can know, so that it can start the next one. */
	kt_admit_release(1);
	spin_lock(&table->lock);
	/* Since it did not leave early. */
	changed = worker->thread && thread->sched;
	if (worker->thread)
		detach_locked(thread, worker);
	thread->end = worker->call.end;
	if (idle)
		kt_worker_rest(worker);
	if (!again_locked(thread))
		make_terminated_locked(thread);
	/* From here on it may be gone, or run on another worker. */
	spin_unlock(&table->lock);
	if (changed)
		sched_forget(worker);
}

const struct kt_worker_ops kt_life_ops = {
	.run = life_run,
	.done = life_done,
};

/**
 * kt_life_claim_run_locked - claim the one run of a thread's target
 * @thread: the thread; the table's lock is held
 * @why: filled on refusal
 *
 * Return:
 * * 0 - kt_life_run() or kt_life_cancel_run_locked() must follow
 * * -ENOENT - the target was used by run() or start() before
 */
int kt_life_claim_run_locked(struct kt_thread *thread, struct kt_why *why)
{
	lockdep_assert_held(&thread->table->lock);
	if (thread->consumed || thread->removed ||
	    thread->life != KT_LIFE_INITIAL)
		return kt_refuse(why, -ENOENT, KT_ITEM_REF,
				 "the target is gone, it can only be run once");
	thread->consumed = true;
	return 0;
}

/**
 * kt_life_cancel_run_locked - say that a claimed run will never be
 * @thread: claimed; the table's lock is held
 */
void kt_life_cancel_run_locked(struct kt_thread *thread)
{
	lockdep_assert_held(&thread->table->lock);
	if (thread->life == KT_LIFE_INITIAL)
		thread->end.outcome = KTHREADING_OUTCOME_CANCELLED;
}

static void run_target(struct kt_frame *frame, struct kt_worker *worker)
{
	struct kt_thread *thread = frame->thread;
	const struct module *module = thread->table->module;
	struct kt_target *target = NULL;

	if (thread->args) {
		rcu_read_lock();
		target = kt_target_pin(kt_args_target(thread->args), module);
		rcu_read_unlock();
	}
	frame_call(frame, worker, target, thread->args);
	if (target)
		kt_target_unpin(target, module);
}

/**
 * kt_life_run - run a thread's target in the current thread
 * @thread: claimed by kt_life_claim_run()
 *
 * The thread stays initial, and keeps how its target ended; unless it is started
 * meanwhile.
 *
 * Context: one of our threads; may sleep.
 *
 * Return: as kt_end_result().
 */
int kt_life_run(struct kt_thread *thread)
{
	struct kt_worker *worker = kt_worker_current();
	struct kt_frame frame = { .thread = thread };
	int ret = 0;

	if (WARN_ON_ONCE(!worker))
		return -ESRCH;
	if (thread->kind)
		ret = thread->kind->before_run(thread);
	if (ret == -ECANCELED)
		frame.end.outcome = KTHREADING_OUTCOME_CANCELLED;
	else if (ret)
		frame_finish(&frame, ret);
	else
		run_target(&frame, worker);
	ret = kt_end_result(&frame.end);
	frame_publish(&frame);
	return ret;
}
