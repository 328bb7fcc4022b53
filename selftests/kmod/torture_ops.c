// SPDX-License-Identifier: GPL-2.0
/* What is done next, and to whom. */
#include "torture.h"

#include <linux/errno.h>

/* Of so many, one kills a process from inside or outside. */
#define KILL_RATE 4000

static struct torture_subject *pick(struct torture_actor *actor,
				    struct torture_arena *arena)
{
	unsigned int nr = min(atomic_read(&arena->nr), SUBJECTS_MAX);
	unsigned int id;

	if (!nr)
		return NULL;
	/* The latest ones are where most happens. */
	if (torture_random(actor, 4))
		id = nr - 1 - torture_random(actor, min(nr, 16U));
	else
		id = torture_random(actor, nr);
	/* Pairs with the release of who made it. */
	return smp_load_acquire(&arena->subjects[id]);
}

static void op_thread(struct torture_actor *actor, struct torture_arena *arena)
{
	struct torture_subject *subject = pick(actor, arena);
	u32 which = torture_random(actor, 20);

	if (!subject)
		return;
	if (which < 6)
		torture_start(actor, subject);
	else if (which < 11)
		torture_join(actor, subject);
	else if (which < 13)
		torture_cancel(actor, subject);
	else if (which < 14)
		torture_del(actor, subject);
	else if (which < 16)
		torture_change(actor, subject);
	else if (which < 17 && actor->arena == arena && !actor->nested)
		torture_run(actor, subject);
	else
		torture_look(actor, subject);
}

static void op_kill(struct torture_arena *arena)
{
	int ret;

	WRITE_ONCE(arena->stopping, true);
	WRITE_ONCE(arena->killed, true);
	ret = kt_process_kill(arena->process);
	torture_hold(!ret || ret == -EALREADY, RULE_ANSWER, "kill: %d", ret);
	torture_count(COUNT_KILLS);
}

static void op_in(struct torture_actor *actor, struct torture_arena *arena)
{
	u32 which = torture_random(actor, 32);

	torture_count(COUNT_OPERATIONS);
	if (which < 6)
		torture_create(actor, arena);
	else if (which < 8)
		torture_locals(actor, arena);
	else if (which < 9)
		torture_look_process(actor, arena);
	else if (which < 10)
		torture_look_main(actor, arena);
	else
		op_thread(actor, arena);
	if (!torture_random(actor, KILL_RATE))
		op_kill(arena);
}

/**
 * torture_op - do anything
 * @actor: who does it
 */
void torture_op(struct torture_actor *actor)
{
	struct torture_arena *arena = actor->arena;

	if (!arena || !torture_random(actor, 8))
		arena = torture_arena(torture_random(actor, torture_nr_arenas));
	/* The end of its own process waits for the actor. */
	if (arena == actor->arena) {
		op_in(actor, arena);
		return;
	}
	if (!down_read_trylock(&arena->sem))
		return;
	if (arena->process)
		op_in(actor, arena);
	up_read(&arena->sem);
}
