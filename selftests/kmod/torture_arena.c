// SPDX-License-Identifier: GPL-2.0
/* Processes that come, live for a while, end in one of the ways that there are, and go. */
#include "torture.h"

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/slab.h>

/* An exit may wait for one that waits for a daemon. */
#define EXIT_MAX (3 * NSEC_PER_SEC)

unsigned int torture_nr_arenas = 3;
static struct torture_arena *arenas;
static atomic_t births;

struct torture_arena *torture_arena(unsigned int index)
{
	return &arenas[index];
}

unsigned int torture_arena_index(const struct torture_arena *arena)
{
	return arena - arenas;
}

static int locals_make(struct torture_arena *arena)
{
	int ret;

	arena->local = kt_local_create(arena->process, "own");
	if (IS_ERR(arena->local))
		return PTR_ERR(arena->local);
	ret = kt_local_initial(arena->local, "first", 42);
	arena->first = kt_local_attr(arena->local, "first");
	arena->mark = kt_local_attr(arena->local, "mark");
	if (ret || IS_ERR(arena->first) || IS_ERR(arena->mark)) {
		kt_local_put(arena->local);
		return ret ?: -ENOMEM;
	}
	return 0;
}

static int arena_fill(struct torture_arena *arena)
{
	struct kt_process *process;
	char name[KTHREADING_PROCESS_NAME_MAX + 1];
	int ret;

	snprintf(name, sizeof(name), "torture-%d", atomic_inc_return(&births));
	process = kt_process_create(name);
	if (IS_ERR(process))
		return PTR_ERR(process);
	arena->process = process;
	ret = locals_make(arena);
	if (ret) {
		arena->process = NULL;
		kt_process_destroy(process);
		return ret;
	}
	torture_count(COUNT_ARENAS);
	return 0;
}

static void subjects_audit(struct torture_arena *arena)
{
	struct torture_subject *subject;
	unsigned int i;

	for (i = 0; i < SUBJECTS_MAX; i++) {
		subject = arena->subjects[i];
		if (!subject)
			continue;
		torture_audit(subject);
		kt_thread_put(subject->thread);
		kfree(subject);
		arena->subjects[i] = NULL;
	}
}

/* Nobody uses it any more: its process is gone, and we have the semaphore. */
static void arena_empty(struct torture_arena *arena)
{
	int called = atomic_read(&arena->called);
	int registered = atomic_read(&arena->registered);

	torture_hold(called == registered, RULE_END,
		     "%d functions of %d were called at the end", called,
		     registered);
	subjects_audit(arena);
	kt_local_put(arena->local);
	kt_process_put(arena->process);
	arena->process = NULL;
	arena->stopping = false;
	arena->killed = false;
	arena->over = false;
	atomic_set(&arena->nr, 0);
	atomic_set(&arena->called, 0);
	atomic_set(&arena->registered, 0);
}

static void live(struct torture_actor *actor, struct torture_arena *arena)
{
	unsigned long end =
		jiffies + msecs_to_jiffies(20 + torture_random(actor, 1000));

	while (time_before(jiffies, end) && !torture_over() &&
	       !READ_ONCE(arena->stopping)) {
		/* A full one lives on for a moment. */
		if (atomic_read(&arena->nr) >= 2 * SUBJECTS_MAX)
			break;
		schedule_timeout_idle(1);
	}
}

static void kill_it(struct torture_arena *arena)
{
	WRITE_ONCE(arena->killed, !torture_breaks(RULE_EXIT));
	kt_process_kill(arena->process);
	torture_count(COUNT_KILLS);
}

static void exit_it(struct torture_arena *arena, s64 patience)
{
	int ret = kt_process_exit(arena->process);

	torture_hold(!ret || ret == -EALREADY, RULE_ANSWER, "exit: %d", ret);
	if (kt_process_wait(arena->process, patience) == 0)
		torture_count(COUNT_EXITS);
	else
		kill_it(arena);
}

/* With a reference left for those who still use it. */
static void destroy_it(struct torture_arena *arena)
{
	kt_process_get(arena->process);
	WRITE_ONCE(arena->over, torture_breaks(RULE_END));
	kt_process_destroy(arena->process);
}

static void delete_it(struct torture_arena *arena)
{
	int ret = kt_process_wait(arena->process, KT_FOREVER);

	torture_hold(!ret, RULE_ANSWER, "wait for the end: %d", ret);
	ret = kt_process_del(arena->process);
	torture_hold(!ret, RULE_ANSWER, "del of a process: %d", ret);
}

/* However it ends: when it has ended nothing of it runs. */
static void end_it(struct torture_actor *actor, struct torture_arena *arena)
{
	u32 way = torture_random(actor, 6);

	WRITE_ONCE(arena->stopping, true);
	if (way == 0)
		kill_it(arena);
	else if (way == 1)
		exit_it(arena, torture_random(actor, 20 * NSEC_PER_MSEC));
	else if (way == 2)
		WRITE_ONCE(arena->killed, true);
	else
		exit_it(arena, EXIT_MAX);
	if (torture_breaks(RULE_END) || way == 2 || !torture_random(actor, 4))
		destroy_it(arena);
	else
		delete_it(arena);
	WRITE_ONCE(arena->over, true);
	torture_hold(!atomic_read(&arena->inside), RULE_END,
		     "%d run after the end", atomic_read(&arena->inside));
	torture_hold(!kt_active_count(arena->process), RULE_END,
		     "%u live after the end", kt_active_count(arena->process));
}

/**
 * torture_arena_live - the life of one process after another
 * @actor: who looks after it
 * @arena: where it lives
 */
void torture_arena_live(struct torture_actor *actor,
			struct torture_arena *arena)
{
	int ret;

	down_write(&arena->sem);
	ret = arena_fill(arena);
	up_write(&arena->sem);
	torture_hold(!ret, RULE_ANSWER, "process: %d", ret);
	if (ret) {
		msleep(20);
		return;
	}
	live(actor, arena);
	end_it(actor, arena);
	down_write(&arena->sem);
	arena_empty(arena);
	up_write(&arena->sem);
}

int torture_arenas_init(void)
{
	unsigned int i;

	arenas = kvcalloc(torture_nr_arenas, sizeof(*arenas), GFP_KERNEL);
	if (!arenas)
		return -ENOMEM;
	for (i = 0; i < torture_nr_arenas; i++)
		init_rwsem(&arenas[i].sem);
	return 0;
}

void torture_arenas_exit(void)
{
	kvfree(arenas);
}
