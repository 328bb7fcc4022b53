// SPDX-License-Identifier: GPL-2.0
/* Group T: cancel against start, expiry, end and other Timers; periods; the end. */

#include "kt_join.h"
#include "kt_log.h"
#include "kt_module.h"
#include "kt_timer.h"

#define RACERS 2000
#define RUN_LONG_AGO (-1000000000LL * KT_SECOND)
#define MAX_WORKERS KT_PARAM("max_workers")

FIXTURE(timer_cancel)
{
	struct kt_lab lab;
	char max_workers[16];
};

FIXTURE_SETUP(timer_cancel)
{
	ASSERT_EQ(0, kt_param_read(MAX_WORKERS, self->max_workers,
				   sizeof(self->max_workers)));
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_module_use("kt_test_timer"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(timer_cancel)
{
	EXPECT_EQ(0, kt_param_write(MAX_WORKERS, self->max_workers));
	EXPECT_EQ(0, kt_param_write(KT_STEP, "9"));
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test_timer"));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

#define join_one(joined, _id)                              \
	thread_join(joined, .ids = { _id }, .timed = true, \
		    .timeout = KT_PATIENCE)

TEST_F(timer_cancel, t3_cancel_waiting)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_start(&made, after(KT_HOUR), .target = "add",
				 .args = { "5", "4" }));
	ASSERT_EQ(1, timer_cancel(.id = made.id));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.thread.state);
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, t.thread.outcome);
	EXPECT_FALSE(t.thread.has_result);
	EXPECT_FALSE(t.waits);
	EXPECT_FALSE(t.ran);
	EXPECT_EQ(0, t.fired);
	EXPECT_LT(0, t.thread.blocked);
	ASSERT_EQ(0, thread_join(&joined, .ids = { made.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, joined.outcome);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.alive);
	EXPECT_EQ(0, process.raised);
	EXPECT_EQ(0, process.records);
}

TEST_F(timer_cancel, t3_cancel_twice)
{
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR)));
	EXPECT_EQ(1, timer_cancel(.id = t.id));
	EXPECT_EQ(0, timer_cancel(.id = t.id));
	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR)));
	EXPECT_EQ(1, timer_cancel(.id = t.id));
	EXPECT_EQ(0, timer_cancel(.id = t.id));
}

TEST_F(timer_cancel, t3_cancel_before_start)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_add(&made, after(0), .target = "add",
			       .args = { "5", "4" }));
	ASSERT_EQ(1, timer_cancel(.id = made.id));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.thread.state);
	ASSERT_EQ(0, thread_start(&made, .id = made.id));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, made.state);
	EXPECT_TRUE(made.has_ident);
	ASSERT_EQ(0, thread_join(&joined, .ids = { made.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, joined.outcome);
	EXPECT_FALSE(joined.has_result);
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(0, t.fired);
	EXPECT_EQ(-EALREADY, thread_start(NULL, .id = made.id));
}

/* Expiry came first: the target runs on, and its result counts. */
TEST_F(timer_cancel, t3_cancel_after_expiry)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(KT_MILLI), .target = "gate",
				 .args = { "1" }));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	EXPECT_EQ(0, timer_cancel(.id = t.id));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, join_one(&joined, t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
}

TEST_F(timer_cancel, t3_cancel_ended)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(0), .target = "add",
				 .args = { "5", "4" }));
	ASSERT_EQ(0, join_one(&joined, t.id));
	EXPECT_EQ(0, timer_cancel(.id = t.id));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
	EXPECT_EQ(9, t.result);
}

TEST_F(timer_cancel, t3_cancel_from_own_target)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(0), .name = "self",
				 .target = "step_cancel",
				 .args = { "0", "self" }));
	ASSERT_EQ(0, join_one(&joined, t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	EXPECT_TRUE(joined.has_result);
	EXPECT_EQ(0, joined.result);
}

/* The one that runs now is the last one. */
TEST_F(timer_cancel, t3_cancel_periodic_from_own_target)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_start(&made, after(0, .every = KT_MILLI),
				 .name = "self", .target = "step_cancel",
				 .args = { "0", "self" }));
	ASSERT_EQ(0, join_one(&joined, made.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(1, t.fired);
}

TEST_F(timer_cancel, t3_cancel_periodic)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_start(&made, after(0, .every = KT_HOUR),
				 .target = "add", .args = { "5", "4" }));
	ASSERT_EQ(0, await_fired(made.id, 1, &t));
	EXPECT_EQ(KTHREADING_THREAD_BLOCKED, t.thread.state);
	EXPECT_EQ(KTHREADING_OUTCOME_NONE, t.thread.outcome);
	ASSERT_EQ(1, timer_cancel(.id = made.id));
	ASSERT_EQ(0, join_one(&joined, made.id));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, joined.outcome);

	/* While its target runs: it is not run again. */
	ASSERT_EQ(0, timer_start(&made, after(0, .every = KT_MILLI),
				 .target = "gate", .args = { "1" }));
	ASSERT_EQ(0, await_blocked(made.id, "sleep", &made));
	EXPECT_EQ(0, timer_cancel(.id = made.id));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, join_one(&joined, made.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(1, t.fired);
}

TEST_F(timer_cancel, t3_two_timers_cancel_each_other)
{
	struct kt_joined joined;
	struct kt_seen a, b;

	/* Both are due. */
	ASSERT_EQ(0,
		  timer_start(&a, after(0), .name = "a",
			      .target = "step_cancel", .args = { "1", "b" }));
	ASSERT_EQ(0,
		  timer_start(&b, after(0), .name = "b",
			      .target = "step_cancel", .args = { "1", "a" }));
	ASSERT_EQ(0, await_blocked(a.id, "sleep", &a));
	ASSERT_EQ(0, await_blocked(b.id, "sleep", &b));
	ASSERT_EQ(0, kt_param_write(KT_STEP, "1"));
	ASSERT_EQ(0, join_one(&joined, a.id));
	EXPECT_EQ(0, joined.result);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	ASSERT_EQ(0, join_one(&joined, b.id));
	EXPECT_EQ(0, joined.result);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);

	/* The first one is due, and the other one never will be. */
	ASSERT_EQ(0,
		  timer_start(&b, after(KT_HOUR), .name = "d",
			      .target = "step_cancel", .args = { "1", "c" }));
	ASSERT_EQ(0,
		  timer_start(&a, after(0), .name = "c",
			      .target = "step_cancel", .args = { "1", "d" }));
	ASSERT_EQ(0, join_one(&joined, b.id));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, joined.outcome);
	ASSERT_EQ(0, join_one(&joined, a.id));
	EXPECT_EQ(1, joined.result);
}

TEST_F(timer_cancel, t3_cancel_under_a_lock_of_the_target)
{
	struct kt_seen holder, taker;
	struct kt_joined joined;

	ASSERT_EQ(0, thread_add(&holder, .target = "step_cancel_locked",
				.args = { "1", "taker" }, .start = true));
	ASSERT_EQ(0, await_blocked(holder.id, "sleep", &holder));
	ASSERT_EQ(0, timer_start(&taker, after(0), .name = "taker",
				 .target = "take_lock"));
	ASSERT_EQ(0, await_blocked(taker.id, "kernel", &taker));
	ASSERT_EQ(0, kt_param_write(KT_STEP, "1"));
	ASSERT_EQ(0, join_one(&joined, holder.id));
	EXPECT_EQ(0, joined.result);
	ASSERT_EQ(0, join_one(&joined, taker.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
}

TEST_F(timer_cancel, t3_misfits)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t));
	EXPECT_EQ(-EINVAL, timer_cancel(.id = t.id));
	EXPECT_STREQ("the thread is no Timer", said());
	EXPECT_EQ(KTHREADING_A_THREAD_REF, bad_attr());
	EXPECT_EQ(-EINVAL, timer_cancel(.id = KT_MAIN));
	EXPECT_EQ(-ENOENT, timer_cancel(.id = t.id + 1));
	EXPECT_EQ(-EINVAL, timer_cancel());
	EXPECT_STREQ("no thread given", said());
	EXPECT_EQ(0, timer_cancel(.all = true));
}

static int count_outcomes(const struct kt_attrs *attrs, void *arg)
{
	unsigned int *by_outcome = arg;
	struct kt_timer_seen t;
	bool returned;

	kt_read_timer(attrs, &t);
	returned = t.thread.outcome == KTHREADING_OUTCOME_RETURNED;
	if (t.timer && t.thread.state == KTHREADING_THREAD_TERMINATED &&
	    t.fired == returned)
		by_outcome[t.thread.outcome]++;
	return 0;
}

/* They expire while they are cancelled: each is one of the two, and is counted so. */
TEST_F(timer_cancel, t3_cancel_races_with_expiry)
{
	unsigned int by_outcome[KTHREADING_OUTCOME_STOPPED + 1] = { 0 };
	struct kt_joined joined;
	struct kt_req *req;
	int count, i;

	for (i = 0; i < RACERS; i++)
		ASSERT_EQ(0, timer_add(NULL, after(i * KT_SECOND / 50000)));
	ASSERT_EQ(0, thread_start(NULL, .all = true));
	count = timer_cancel(.all = true);
	ASSERT_LE(0, count);
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(0, joined.pending);
	req = kt_req_new(self->lab.sock, KTHREADING_CMD_THREAD_GET);
	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, self->lab.process);
	ASSERT_EQ(0, kt_dump(req, count_outcomes, by_outcome));
	EXPECT_EQ(count, by_outcome[KTHREADING_OUTCOME_CANCELLED]);
	EXPECT_EQ(RACERS - count, by_outcome[KTHREADING_OUTCOME_RETURNED]);
}

/* All that are due are told, and each is a whole number of periods after the first. */
TEST_F(timer_cancel, every_without_drift)
{
	long long begin = kt_now() + 10 * KT_MILLI, due, before;
	const long long every = 30 * KT_MILLI;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_start(&made, after(begin, .absolute = true,
					      .every = every)));
	ASSERT_EQ(0, await_fired(made.id, 5, &t));
	before = kt_now();
	ASSERT_EQ(0, await_fired(made.id, 5, &t));
	due = begin + (t.fired + t.overruns) * every;
	EXPECT_LE(before + t.remaining, due);
	EXPECT_GE(kt_now() + t.remaining, due);
	EXPECT_EQ(every, t.every);
	EXPECT_EQ(KTHREADING_OUTCOME_NONE, t.thread.outcome);
	ASSERT_EQ(1, timer_cancel(.id = made.id));
}

/* Its target runs longer than the period: what it missed is counted, not made up for. */
TEST_F(timer_cancel, every_counts_overruns)
{
	const long long every = 10 * KT_MILLI;
	long long begin = kt_now();
	struct kt_timer_seen t;
	struct kt_seen made;
	long long passed;

	ASSERT_EQ(0, timer_start(&made,
				 after(begin, .absolute = true, .every = every),
				 .target = "gate", .args = { "1" }));
	ASSERT_EQ(0, await_blocked(made.id, "sleep", &made));
	while (kt_now() < begin + 10 * every)
		kt_pause();
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(1, t.fired);
	EXPECT_EQ(0, t.overruns);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, await_fired(made.id, 2, &t));
	passed = kt_now() - begin;
	EXPECT_LE(9, t.overruns);
	EXPECT_GE(passed / every + 1, t.fired + t.overruns);
}

TEST_F(timer_cancel, every_since_long_ago)
{
	struct kt_timer_seen t;
	struct kt_seen made;
	__u64 least;

	least = (kt_now() - RUN_LONG_AGO) / (100 * KT_MILLI);
	ASSERT_EQ(0, timer_start(&made, after(RUN_LONG_AGO, .absolute = true,
					      .every = 100 * KT_MILLI)));
	ASSERT_EQ(0, await_fired(made.id, 1, &t));
	EXPECT_LE(t.remaining, 100 * KT_MILLI);
	EXPECT_LE(kt_now() / (200 * KT_MILLI), t.fired + t.overruns);
	EXPECT_GE(least + 1000, t.fired + t.overruns);
}

TEST_F(timer_cancel, every_ends_by_an_error)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_start(&made, after(0, .every = KT_MILLI),
				 .target = "fail", .args = { "EIO", "boom" }));
	ASSERT_EQ(0, join_one(&joined, made.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, joined.outcome);
	EXPECT_EQ(EIO, joined.error);
	EXPECT_STREQ("boom", joined.error_text);
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(1, t.fired);
}

TEST_HARNESS_MAIN
