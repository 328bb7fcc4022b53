// SPDX-License-Identifier: GPL-2.0
/* Checks of waiting for a condition, and of the wake-ups that end it. */
#include "kt_test.h"

#include <linux/err.h>
#include <linux/irq_work.h>
#include <linux/preempt.h>

#define ROUNDS 5000
#define expect kt_test_expect

static bool always(void *data)
{
	return true;
}

static bool never(void *data)
{
	return false;
}

static void in_vain(void)
{
	ktime_t begin = ktime_get();

	expect("wait for 0", kt_wait(never, NULL, 0), -ETIMEDOUT);
	expect("wait for -1", kt_wait(never, NULL, -1), -ETIMEDOUT);
	expect("wait for 5 ms", kt_wait(never, NULL, 5 * NSEC_PER_MSEC),
	       -ETIMEDOUT);
	expect("it waited", ktime_sub(ktime_get(), begin) >= 5 * NSEC_PER_MSEC,
	       true);
	expect("wait for what is so", kt_wait(always, NULL, 0), 0);
	expect("the same for ever", kt_wait(always, NULL, KT_FOREVER), 0);
}

/**
 * struct bell - an interrupt that comes between the look at a condition and the sleep
 * @work: runs in hard interrupt context
 * @sleeper: whom it wakes
 * @lie: it wakes, and nothing is true
 * @rung: what is waited for
 * @in_irq: it was an interrupt
 * @looks: how often @rung was asked for
 */
struct bell {
	struct irq_work work;
	struct kt_thread *sleeper;
	bool lie;
	bool rung;
	bool in_irq;
	unsigned int looks;
};

static void ring(struct irq_work *work)
{
	struct bell *bell = container_of(work, struct bell, work);

	bell->in_irq = in_hardirq();
	if (!bell->lie)
		WRITE_ONCE(bell->rung, true);
	kt_wake(bell->sleeper);
}

/* The first look sees nothing, and the interrupt is there before the sleep. */
static bool has_rung(void *data)
{
	struct bell *bell = data;
	bool rung = READ_ONCE(bell->rung);

	if (!bell->looks++)
		irq_work_queue(&bell->work);
	return rung;
}

static int await_bell(struct bell *bell, ktime_t timeout)
{
	int ret;

	bell->work = IRQ_WORK_INIT_HARD(ring);
	bell->sleeper = kt_current();
	ret = kt_wait(has_rung, bell, timeout);
	irq_work_sync(&bell->work);
	return ret;
}

static void woken_by_interrupt(void)
{
	struct bell bell = {}, liar = { .lie = true };

	expect("bell", await_bell(&bell, KT_FOREVER), 0);
	expect("in interrupt", bell.in_irq, true);
	expect("looks", bell.looks, 2);
	expect("liar", await_bell(&liar, 20 * NSEC_PER_MSEC), -ETIMEDOUT);
	/* At first, after the wake-up, at the end. */
	expect("looks", liar.looks, 3);
}

/**
 * struct game - two that wait for each other
 * @turn: whose turn it is, odd for the child
 * @child: waits for odd
 * @parent: waits for even
 */
static struct game {
	unsigned int turn;
	struct kt_thread *child;
	struct kt_thread *parent;
} game;

static bool is_odd(void *data)
{
	return READ_ONCE(game.turn) % 2;
}

static bool is_even(void *data)
{
	return !is_odd(data);
}

static int play(bool (*mine)(void *data), struct kt_thread *other)
{
	unsigned int i;
	int ret;

	for (i = 0; i < ROUNDS; i++) {
		ret = kt_wait(mine, NULL, KT_FOREVER);
		if (ret)
			return ret;
		WRITE_ONCE(game.turn, game.turn + 1);
		kt_wake(other);
	}
	return 0;
}

int kt_test_pong(const struct kt_args *args)
{
	return play(is_odd, game.parent);
}

/* A lost wake-up would leave both asleep, for ever. */
static void ping_pong(void)
{
	game.turn = 0;
	game.parent = kt_current();
	game.child = kt_test_make("test_pong", NULL);
	expect("create", PTR_ERR_OR_ZERO(game.child), 0);
	if (IS_ERR(game.child))
		return;
	/* It has no kthread yet, and sees that it is its turn when it has. */
	kt_wake(game.child);
	expect("start", kt_thread_start(game.child), 0);
	expect("play", play(is_even, game.child), 0);
	expect("join", kt_thread_join(game.child, KT_FOREVER), 0);
	expect("result", kt_thread_result(game.child, NULL), 0);
	expect("turns", game.turn, 2 * ROUNDS);
	/* Nobody is there any more. */
	kt_wake(game.child);
	kt_test_end(game.child);
}

int kt_test_wait(const struct kt_args *args)
{
	in_vain();
	woken_by_interrupt();
	ping_pong();
	return kt_test_verdict();
}

/* Waits until the process stops. */
int kt_test_waiting(const struct kt_args *args)
{
	return kt_wait(never, NULL, KT_FOREVER);
}
