// SPDX-License-Identifier: GPL-2.0
/* Group J: joins by kernel threads and by clients, of one thread and of lists. */

#include "kt_join.h"
#include "kt_log.h"
#include "kt_module.h"

FIXTURE(join)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(join)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(join)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

#define gate_add(seen, level) \
	thread_add(seen, .target = "gate", .args = { level }, .start = true)

/* A kernel thread that joins another one, by its id. */
static int joiner_add(struct kt_lab *lab, struct kt_seen *seen,
		      const char *name, __u32 id, const char *timeout)
{
	char ref[16];
	struct kt_spec spec = {
		.name = name,
		.target = "join",
		.args = { ref, timeout },
		.start = true,
	};

	snprintf(ref, sizeof(ref), "#%u", id);
	return kt_thread(lab, KTHREADING_CMD_THREAD_ADD, seen, &spec);
}

TEST_F(join, j1_before_start)
{
	struct kt_joined joined;
	struct kt_seen initial, t;

	ASSERT_EQ(0, thread_add(&initial));
	EXPECT_EQ(-EINVAL, thread_join(&joined, .ids = { initial.id }));
	EXPECT_STREQ("cannot join thread before it is started", said());
	EXPECT_EQ(KTHREADING_A_JOIN_REF, bad_attr());

	ASSERT_EQ(0, joiner_add(&self->lab, &t, "joiner", initial.id, NULL));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(EINVAL, joined.error);
	EXPECT_STREQ("cannot join thread before it is started",
		     joined.error_text);
}

TEST_F(join, j2_self)
{
	struct kt_joined joined;
	struct kt_seen t;

	EXPECT_EQ(-EDEADLK, thread_join(&joined, .ids = { KT_MAIN }));
	EXPECT_STREQ("cannot join current thread", said());
	ASSERT_EQ(0, gate_add(&t, "1"));
	EXPECT_EQ(-EDEADLK, thread_join(&joined, .as = t.id, .ids = { t.id }));
	EXPECT_STREQ("cannot join current thread", said());
	EXPECT_EQ(KTHREADING_A_JOIN_REF, bad_attr());
}

/* A chain of threads that each join the one before; the first joins main. */
static int chain_add(struct kt_lab *lab, unsigned int length,
		     struct kt_seen *last)
{
	char name[8], on[32] = "join MainThread";
	__u32 id = KT_MAIN;
	unsigned int i;
	int err;

	for (i = 1; i <= length; i++) {
		snprintf(name, sizeof(name), "t%u", i);
		err = joiner_add(lab, last, name, id, NULL);
		if (err)
			return err;
		id = last->id;
		err = kt_await(lab, id, KTHREADING_THREAD_BLOCKED, on, last);
		if (err)
			return err;
		snprintf(on, sizeof(on), "join %s", name);
	}
	return 0;
}

/* Main closes the circle, by running a target that joins the end of the chain. */
static int circle_close(struct kt_lab *lab, __u32 id, struct kt_seen *seen)
{
	char ref[16];
	struct kt_spec add = { .target = "join", .args = { ref } };
	struct kt_spec run = { 0 };
	int err;

	snprintf(ref, sizeof(ref), "#%u", id);
	err = kt_thread(lab, KTHREADING_CMD_THREAD_ADD, seen, &add);
	if (err)
		return err;
	run.id = seen->id;
	return kt_thread(lab, KTHREADING_CMD_THREAD_RUN, seen, &run);
}

TEST_F(join, j2_cycle_of_2)
{
	struct kt_joined joined;
	struct kt_seen t, last;

	ASSERT_EQ(0, chain_add(&self->lab, 1, &last));
	ASSERT_EQ(0, circle_close(&self->lab, last.id, &t));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, t.outcome);
	EXPECT_EQ(EDEADLK, t.error);
	EXPECT_STREQ("deadlock: MainThread -> t1 -> MainThread", t.error_text);

	/* A client that speaks for main is told the same. */
	EXPECT_EQ(-EDEADLK, thread_join(&joined, .ids = { last.id }));
	EXPECT_STREQ("deadlock: MainThread -> t1 -> MainThread", said());
}

TEST_F(join, j2_cycle_of_5)
{
	struct kt_seen t, last;

	ASSERT_EQ(0, chain_add(&self->lab, 4, &last));
	ASSERT_EQ(0, circle_close(&self->lab, last.id, &t));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, t.outcome);
	EXPECT_EQ(EDEADLK, t.error);
	EXPECT_STREQ(
		"deadlock: MainThread -> t4 -> t3 -> t2 -> t1 -> MainThread",
		t.error_text);
}

TEST_F(join, j3_many_times_many_joiners)
{
	struct kt_joined joined;
	struct kt_seen t, a, b;
	__u32 seqs[8];
	int i;

	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, joiner_add(&self->lab, &a, "a", t.id, NULL));
	ASSERT_EQ(0, joiner_add(&self->lab, &b, "b", t.id, NULL));
	for (i = 0; i < ARRAY_SIZE(seqs); i++)
		ASSERT_EQ(0, kt_send(join_req(.ids = { t.id }), 0, &seqs[i]));
	ASSERT_EQ(0, kt_gates(1));
	for (i = 0; i < ARRAY_SIZE(seqs); i++) {
		ASSERT_EQ(0, kt_join_wait(&self->lab, seqs[i], &joined,
					  KT_PATIENCE_MS));
		EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
		EXPECT_EQ(t.id, joined.id);
	}
	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id, b.id }));
	EXPECT_EQ(0, joined.raised);
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }, .timed = true));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
}

TEST_F(join, j4_timeout_runs_out)
{
	static const __s64 timeouts[] = { 0, -1, INT64_MIN, 1, 20000000 };
	struct kt_joined joined;
	long long begin;
	struct kt_seen t;
	int i;

	ASSERT_EQ(0, gate_add(&t, "1"));
	for (i = 0; i < ARRAY_SIZE(timeouts); i++) {
		begin = kt_now();
		ASSERT_EQ(0,
			  thread_join(&joined, .ids = { t.id }, .timed = true,
				      .timeout = timeouts[i]));
		EXPECT_EQ(KTHREADING_JOINED_TIMEOUT, joined.status);
		EXPECT_EQ(0, joined.joined);
		EXPECT_EQ(1, joined.pending);
		EXPECT_FALSE(joined.has_end);
		EXPECT_LE(timeouts[i], kt_now() - begin);
	}
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
}

TEST_F(join, j4_timeout_of_a_kernel_thread)
{
	struct kt_joined joined;
	struct kt_seen t, a, b;

	ASSERT_EQ(0, gate_add(&t, "1"));
	ASSERT_EQ(0, joiner_add(&self->lab, &a, "a", t.id, "10ms"));
	ASSERT_EQ(0, joiner_add(&self->lab, &b, "b", t.id, "0"));
	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id }));
	EXPECT_EQ(ETIMEDOUT, joined.error);
	ASSERT_EQ(0, thread_join(&joined, .ids = { b.id }));
	EXPECT_EQ(ETIMEDOUT, joined.error);
}

TEST_F(join, j4_not_out_yet)
{
	struct kt_joined joined;
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, gate_add(&t, "1"));
	ASSERT_EQ(0, kt_send(join_req(.ids = { t.id }, .timed = true,
				      .timeout = KT_PATIENCE),
			     0, &seq));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_join_wait(&self->lab, seq, &joined, KT_PATIENCE_MS));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
}

TEST_F(join, j5_error_is_no_error_of_join)
{
	struct kt_joined joined;
	struct kt_seen bad, t;

	ASSERT_EQ(0, thread_add(&bad, .name = "bad", .target = "fail",
				.args = { "EIO", "boom" }, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { bad.id }));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
	EXPECT_EQ(1, joined.joined);
	EXPECT_EQ(1, joined.raised);
	EXPECT_STREQ("bad", joined.name);
	EXPECT_EQ(EIO, joined.error);
	EXPECT_STREQ("boom", joined.error_text);

	ASSERT_EQ(0, joiner_add(&self->lab, &t, "joiner", bad.id, NULL));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
}

TEST_F(join, j6_main)
{
	struct kt_joined joined;
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, joiner_add(&self->lab, &t, "joiner", KT_MAIN, NULL));
	ASSERT_EQ(0, await_blocked(t.id, "join MainThread", &t));
	ASSERT_EQ(0, gate_add(&t, "1"));
	ASSERT_EQ(0,
		  kt_send(join_req(.as = t.id, .ids = { KT_MAIN }), 0, &seq));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_join_wait(&self->lab, seq, &joined, KT_PATIENCE_MS));
	EXPECT_EQ(KT_MAIN, joined.id);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id - 1 }));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
}

/* While its process stops, a thread does not wait for main any more. */
TEST_F(join, j6_daemon_joining_main_is_stopped)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "join", .args = { "MainThread" },
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, await_blocked(t.id, "join MainThread", &t));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
}

TEST_F(join, any_of_a_list)
{
	struct kt_joined joined;
	struct kt_seen a, b, c;
	__u32 seq;

	ASSERT_EQ(0, gate_add(&a, "3"));
	ASSERT_EQ(0, gate_add(&b, "1"));
	ASSERT_EQ(0, gate_add(&c, "2"));
	ASSERT_EQ(0, kt_send(join_req(.ids = { a.id, b.id, c.id }, .any = true),
			     0, &seq));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_join_wait(&self->lab, seq, &joined, KT_PATIENCE_MS));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
	EXPECT_EQ(1, joined.joined);
	EXPECT_EQ(2, joined.pending);
	EXPECT_EQ(b.id, joined.id);

	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id, c.id }, .any = true,
				 .timed = true, .timeout = 1000000));
	EXPECT_EQ(KTHREADING_JOINED_TIMEOUT, joined.status);
	EXPECT_EQ(2, joined.pending);
}

TEST_F(join, all_of_a_list)
{
	struct kt_joined joined;
	struct kt_seen a, b, c;

	ASSERT_EQ(0, gate_add(&a, "1"));
	ASSERT_EQ(0, thread_add(&b, .target = "add", .args = { "1", "1" },
				.start = true));
	ASSERT_EQ(0, thread_add(&c, .name = "bad", .target = "fail",
				.args = { "EIO", "boom" }, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { b.id, c.id }));
	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id, b.id, c.id, b.id },
				 .timed = true, .timeout = 1000000));
	EXPECT_EQ(KTHREADING_JOINED_TIMEOUT, joined.status);
	EXPECT_EQ(3, joined.joined);
	EXPECT_EQ(1, joined.pending);
	EXPECT_EQ(1, joined.raised);
	EXPECT_EQ(c.id, joined.id);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id, b.id }));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
	EXPECT_EQ(2, joined.joined);
	EXPECT_EQ(a.id, joined.id);
	EXPECT_EQ(0, joined.raised);
}

/* One bad entry refuses the list, and is named. */
TEST_F(join, list_with_a_misfit)
{
	struct kt_joined joined;
	struct kt_seen good, initial;

	ASSERT_EQ(0, gate_add(&good, "1"));
	ASSERT_EQ(0, thread_add(&initial));
	EXPECT_EQ(-EINVAL,
		  thread_join(&joined, .ids = { good.id, initial.id }));
	EXPECT_STREQ("cannot join thread before it is started", said());
	EXPECT_EQ(-ENOENT, thread_join(&joined, .ids = { good.id, 99 }));
	EXPECT_STREQ("there is no thread #99", said());
}

/* All that are alive but main and the joiner, and but what would be a deadlock. */
TEST_F(join, all_flag)
{
	struct kt_joined joined;
	struct kt_seen a, waits_for_a;

	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
	EXPECT_EQ(0, joined.joined);
	EXPECT_FALSE(joined.has_end);

	ASSERT_EQ(0, gate_add(&a, "1"));
	ASSERT_EQ(0, thread_add(NULL, .name = "initial"));
	ASSERT_EQ(0, joiner_add(&self->lab, &waits_for_a, "j", a.id, NULL));
	ASSERT_EQ(0, kt_await(&self->lab, waits_for_a.id,
			      KTHREADING_THREAD_BLOCKED, NULL, &waits_for_a));
	ASSERT_EQ(0, thread_join(&joined, .all = true, .timed = true));
	EXPECT_EQ(2, joined.pending);
	ASSERT_EQ(0,
		  thread_join(&joined, .all = true, .as = a.id, .timed = true));
	EXPECT_EQ(0, joined.pending);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(0, joined.pending);
}

TEST_F(join, deleted_while_joined)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_del(.id = t.id));
	EXPECT_EQ(-ENOENT, thread_join(&joined, .ids = { t.id }));
}

TEST_HARNESS_MAIN
