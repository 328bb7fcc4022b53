// SPDX-License-Identifier: GPL-2.0
/* States and accounts: what a thread is told to do, and to have done. */

#include "kt_join.h"
#include "kt_module.h"

#define CROWD 200
#define SPINNERS 4

FIXTURE(account)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(account)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(account)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

TEST_F(account, states)
{
	struct kt_joined joined;
	struct kt_seen t, j;
	char ref[16];

	ASSERT_EQ(0, thread_add(&t, .name = "gate", .target = "gate",
				.args = { "1" }));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.state);
	EXPECT_STREQ("", t.blocked_on);
	ASSERT_EQ(0, thread_start(NULL, .id = t.id));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	EXPECT_NE(0, t.since);
	snprintf(ref, sizeof(ref), "#%u", t.id);
	ASSERT_EQ(0, thread_add(&j, .target = "join", .args = { ref },
				.start = true));
	ASSERT_EQ(0, await_blocked(j.id, "join gate", &j));
	ASSERT_EQ(0, await_blocked(KT_MAIN, "work", &j));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.state);
	EXPECT_STREQ("", t.blocked_on);
	EXPECT_EQ(0, t.since);
}

TEST_F(account, blocked_elsewhere)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "stubborn", .args = { "1" },
				.start = true));
	ASSERT_EQ(0, await_blocked(t.id, "kernel", &t));
	ASSERT_EQ(0, kt_gates(1));
}

/* Of those that share a CPU, sooner or later one runs and one is ready. */
TEST_F(account, running_and_ready)
{
	struct kt_sched_spec cpu = { .cpus = "0" };
	bool running = false, ready = false;
	long long end = kt_now() + KT_PATIENCE;
	struct kt_seen first, t;
	int i;

	ASSERT_EQ(0,
		  thread_add(&first, .target = "spin", .args = { "60m" },
			     .count = SPINNERS, .sched = &cpu, .start = true));
	for (i = 0; !(running && ready) && kt_now() < end; i++) {
		ASSERT_EQ(0, thread_get(&t, .id = first.id + i % SPINNERS));
		running |= t.state == KTHREADING_THREAD_RUNNING;
		ready |= t.state == KTHREADING_THREAD_READY;
	}
	EXPECT_TRUE(running);
	EXPECT_TRUE(ready);
}

static __u64 total(const struct kt_seen *t)
{
	return t->ready + t->running + t->blocked;
}

/* The three add up to the life, which began in a request and is told by another. */
TEST_F(account, times_add_up_to_the_life)
{
	long long before_add, after_add, before_get, after_get;
	struct kt_seen t;

	before_add = kt_now();
	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.start = true));
	after_add = kt_now();
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	before_get = kt_now();
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	after_get = kt_now();
	EXPECT_LE(before_get - after_add, total(&t));
	EXPECT_GE(after_get - before_add, total(&t));
	EXPECT_GE(after_get - before_add, t.since);
}

TEST_F(account, times_of_an_ended_one)
{
	long long before = kt_now();
	struct kt_joined joined;
	struct kt_seen t, again;

	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "30ms" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_LE(30000000, total(&t));
	EXPECT_GE(kt_now() - before, total(&t));
	EXPECT_NE(0, t.running);
	EXPECT_NE(0, t.blocked);
	EXPECT_NE(0, t.voluntary);
	ASSERT_EQ(0, thread_get(&again, .id = t.id));
	EXPECT_EQ(total(&t), total(&again));
}

/* A spinner never blocks; interrupts and the host may take of its time. */
TEST_F(account, spin_runs)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "spin", .args = { "100ms" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_LE(100000000, total(&t));
	EXPECT_NE(0, t.running);
	EXPECT_EQ(0, t.voluntary);
}

TEST_F(account, running_grows)
{
	long long end = kt_now() + KT_PATIENCE;
	struct kt_seen t, later;

	ASSERT_EQ(0, thread_add(&t, .target = "spin", .args = { "60m" },
				.start = true));
	ASSERT_EQ(0, kt_await(&self->lab, t.id, KTHREADING_THREAD_RUNNING, NULL,
			      &t));
	do {
		ASSERT_EQ(0, thread_get(&later, .id = t.id));
		ASSERT_LE(t.running, later.running);
	} while (later.running < t.running + 20000000 && kt_now() < end);
	EXPECT_LE(t.running + 20000000, later.running);
}

TEST_F(account, pid_is_that_of_a_kthread)
{
	struct kt_seen t;
	char link[64], path[64];

	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.start = true));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	snprintf(path, sizeof(path), "/proc/%u/stack", t.native_id);
	EXPECT_EQ(0, access(path, R_OK));
	snprintf(path, sizeof(path), "/proc/%u/exe", t.native_id);
	EXPECT_EQ(-1, readlink(path, link, sizeof(link)));
	EXPECT_EQ(ENOENT, errno);
}

static int by_number(const void *a, const void *b)
{
	__u32 x = *(const __u32 *)a, y = *(const __u32 *)b;

	return (x > y) - (x < y);
}

/* They all wait for one: each has a kthread of its own, however many they are. */
TEST_F(account, pool_grows)
{
	__u32 pids[CROWD];
	struct kt_joined joined;
	struct kt_seen last, first, t;
	char ref[16];
	int i;

	ASSERT_EQ(0, thread_add(&last, .name = "last", .target = "gate",
				.args = { "1" }, .start = true));
	snprintf(ref, sizeof(ref), "#%u", last.id);
	ASSERT_EQ(0, thread_add(&first, .count = CROWD, .target = "join",
				.args = { ref }, .start = true));
	for (i = 0; i < CROWD; i++) {
		ASSERT_EQ(0, await_blocked(first.id + i, "join last", &t));
		pids[i] = t.native_id;
	}
	qsort(pids, CROWD, sizeof(*pids), by_number);
	for (i = 1; i < CROWD; i++)
		ASSERT_NE(pids[i - 1], pids[i]);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(0, joined.raised);
}

TEST_HARNESS_MAIN
