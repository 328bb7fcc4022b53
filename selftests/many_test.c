// SPDX-License-Identifier: GPL-2.0
/*
 * Ten thousand threads, by one request each. A KASAN kernel has less room for stacks, and
 * one that is slow gets fewer.
 */

#include "kt_join.h"
#include "kt_module.h"

#define MANY kt_many(10000)

FIXTURE(many)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(many)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(many)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

/* All of them live at the same time, until the one that they join ends. */
TEST_F_TIMEOUT(many, live_together, 250)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_seen t;
	char ref[16], last[16];

	ASSERT_EQ(0, thread_add(&t, .name = "last", .target = "gate",
				.args = { "1" }, .start = true));
	snprintf(ref, sizeof(ref), "#%u", t.id);
	ASSERT_EQ(0,
		  thread_add(&t, .name = "many", .count = MANY,
			     .target = "join", .args = { ref }, .start = true));
	EXPECT_EQ(MANY, t.count);
	EXPECT_STREQ("many-1", t.name);
	ASSERT_EQ(0, await_blocked(t.id + MANY - 1, "join last", &t));
	snprintf(last, sizeof(last), "many-%u", MANY);
	EXPECT_STREQ(last, t.name);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(MANY + 2, process.alive);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
	EXPECT_EQ(0, joined.pending);
	EXPECT_EQ(0, joined.raised);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.alive);
	EXPECT_EQ(MANY + 2, process.threads);
}

struct tally {
	unsigned int count, right;
};

static int tally_up(const struct kt_attrs *attrs, void *arg)
{
	struct tally *tally = arg;
	struct kt_seen t;

	kt_read_thread(attrs, &t);
	tally->count++;
	tally->right += t.state == KTHREADING_THREAD_TERMINATED &&
			t.has_result && t.result == 9;
	return 0;
}

TEST_F_TIMEOUT(many, come_and_go, 250)
{
	struct kt_process_seen process;
	struct tally tally = { 0 };
	struct kt_joined joined;
	struct kt_req *req;

	ASSERT_EQ(0, thread_add(NULL, .count = MANY, .target = "add",
				.args = { "5", "4" }, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(0, joined.pending);
	req = kt_req_new(self->lab.sock, KTHREADING_CMD_THREAD_GET);
	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, self->lab.process);
	ASSERT_EQ(0, kt_dump(req, tally_up, &tally));
	EXPECT_EQ(MANY + 1, tally.count);
	EXPECT_EQ(MANY, tally.right);
	ASSERT_EQ(0, thread_del(.all = true));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.threads);
}

/* Made by one request and started by another. */
TEST_F_TIMEOUT(many, started_later, 250)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .count = MANY));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.state);
	ASSERT_EQ(0, thread_start(&t, .all = true));
	EXPECT_EQ(MANY, t.count);
	EXPECT_TRUE(t.main);
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(0, joined.pending);
	ASSERT_EQ(0, thread_start(&t, .all = true));
	EXPECT_EQ(0, t.count);
}

TEST_HARNESS_MAIN
