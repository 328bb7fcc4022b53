// SPDX-License-Identifier: GPL-2.0
/* Group T: run() of a Timer waits in the thread that calls it, and a cancel ends that. */

#include "kt_join.h"
#include "kt_module.h"
#include "kt_timer.h"

FIXTURE(timer_run)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(timer_run)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(timer_run)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

static int run_send(struct kt_lab *lab, __u32 id, __u32 *seq)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_THREAD_RUN);

	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, lab->process);
	kt_put_ref(req, KTHREADING_A_THREAD_REF, id, NULL, 0);
	return kt_send(req, 0, seq);
}

static int run_wait(struct kt_lab *lab, __u32 seq, struct kt_seen *seen)
{
	struct kt_answer answer;
	int err = kt_sock_wait(lab->sock, seq, &answer, KT_PATIENCE_MS);

	if (err)
		return err;
	if (answer.kind != KT_REPLY)
		return answer.err ? answer.err : -EPROTO;
	return kt_read_thread(&answer.attrs, seen);
}

/* Main, in its caller's name. */
#define await_main(what) await_blocked(KT_MAIN, what, &(struct kt_seen){ 0 })

TEST_F(timer_run, t1_run_waits_for_the_interval)
{
	long long begin = kt_now();
	struct kt_process_seen process;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_add(&made, after(20 * KT_MILLI), .target = "add",
			       .args = { "5", "4" }));
	ASSERT_EQ(0, thread_run(&made, .id = made.id));
	EXPECT_LE(20 * KT_MILLI, kt_now() - begin);
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, made.state);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, made.outcome);
	EXPECT_EQ(9, made.result);
	EXPECT_FALSE(made.has_ident);
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_FALSE(t.waits);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.alive);
}

static const struct kt_timer at_once[] = {
	{ .interval = 0 },
	{ .interval = -1 },
	{ .interval = INT64_MIN },
	{ .interval = INT64_MIN, .absolute = true },
	{ .interval = 1, .absolute = true },
	{ .interval = 1, .absolute = true, .clock = KTHREADING_CLOCK_BOOTTIME },
	{ .interval = 0, .every = KT_HOUR },
};

TEST_F(timer_run, t4_run_at_once)
{
	struct kt_seen t;
	__u32 seq;
	int i;

	for (i = 0; i < ARRAY_SIZE(at_once); i++) {
		ASSERT_EQ(0, timer_add(&t, &at_once[i], .target = "add",
				       .args = { "5", "4" }));
		ASSERT_EQ(0, run_send(&self->lab, t.id, &seq));
		ASSERT_EQ(0, run_wait(&self->lab, seq, &t));
		EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
		EXPECT_EQ(9, t.result);
	}
}

TEST_F(timer_run, t3_cancel_ends_a_run)
{
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR), .target = "add",
			       .args = { "5", "4" }));
	ASSERT_EQ(0, run_send(&self->lab, t.id, &seq));
	ASSERT_EQ(0, await_main("sleep"));
	EXPECT_EQ(1, timer_cancel(.id = t.id));
	EXPECT_EQ(0, timer_cancel(.id = t.id));
	ASSERT_EQ(0, run_wait(&self->lab, seq, &t));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, t.outcome);
	EXPECT_FALSE(t.has_result);
	ASSERT_EQ(0, await_main("work"));
	EXPECT_EQ(-ENOENT, thread_run(NULL, .id = t.id));
}

TEST_F(timer_run, t3_cancel_all_ends_a_run)
{
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR), .count = 10));
	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR)));
	ASSERT_EQ(0, run_send(&self->lab, t.id, &seq));
	ASSERT_EQ(0, await_main("sleep"));
	EXPECT_EQ(11, timer_cancel(.all = true));
	ASSERT_EQ(0, run_wait(&self->lab, seq, &t));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, t.outcome);
}

TEST_F(timer_run, t3_cancel_before_a_run)
{
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR), .target = "add",
			       .args = { "5", "4" }));
	EXPECT_EQ(1, timer_cancel(.id = t.id));
	ASSERT_EQ(0, run_send(&self->lab, t.id, &seq));
	ASSERT_EQ(0, run_wait(&self->lab, seq, &t));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, t.outcome);
	EXPECT_FALSE(t.has_result);
}

/* The target runs on, and its result counts. */
TEST_F(timer_run, t3_cancel_too_late_for_a_run)
{
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0,
		  timer_add(&t, after(0), .target = "gate", .args = { "1" }));
	ASSERT_EQ(0, run_send(&self->lab, t.id, &seq));
	ASSERT_EQ(0, await_main("sleep"));
	EXPECT_EQ(0, timer_cancel(.id = t.id));
	ASSERT_EQ(0, await_main("sleep"));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, run_wait(&self->lab, seq, &t));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
	EXPECT_EQ(0, timer_cancel(.id = t.id));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
}

/* Both wait, each in a way of its own; one cancel is for both. */
TEST_F(timer_run, t3_cancel_of_one_that_runs_and_was_started)
{
	struct kt_joined joined;
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR), .target = "add",
			       .args = { "5", "4" }));
	ASSERT_EQ(0, run_send(&self->lab, t.id, &seq));
	ASSERT_EQ(0, await_main("sleep"));
	ASSERT_EQ(0, thread_start(&t, .id = t.id));
	EXPECT_EQ(1, timer_cancel(.id = t.id));
	ASSERT_EQ(0, run_wait(&self->lab, seq, &t));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, joined.outcome);
}

TEST_F(timer_run, p3_a_kill_ends_a_run)
{
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR), .target = "add",
			       .args = { "5", "4" }));
	ASSERT_EQ(0, run_send(&self->lab, t.id, &seq));
	ASSERT_EQ(0, await_main("sleep"));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, run_wait(&self->lab, seq, &t));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
}

TEST_HARNESS_MAIN
