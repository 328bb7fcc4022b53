// SPDX-License-Identifier: GPL-2.0
/* Groups E and O: unhandled errors, and what of the output can mix. */

#include "kt_join.h"
#include "kt_log.h"

#define WRITERS 8
#define LINES 20

FIXTURE(error)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(error)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(error)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

TEST_F(error, e1_ends_only_its_thread)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_seen other, t;

	ASSERT_EQ(0, thread_add(&other, .target = "sleep", .args = { "1m" },
				.start = true));
	ASSERT_EQ(0, thread_add(&t, .name = "bad", .target = "fail",
				.args = { "EIO", "boom" }, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, joined.outcome);
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.state);
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, t.outcome);
	EXPECT_EQ(EIO, t.error);
	EXPECT_STREQ("boom", t.error_text);
	EXPECT_FALSE(t.has_result);
	ASSERT_EQ(0, await_blocked(other.id, "sleep", &other));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	EXPECT_EQ(2, process.alive);
	EXPECT_EQ(1, process.raised);
}

TEST_F(error, e1_reported_with_name_and_kind)
{
	struct kt_record records[4];
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .name = "bad", .target = "fail",
				.args = { "EIO", "boom" }, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(1, kt_log_read(&self->lab, 0, records, 4));
	EXPECT_TRUE(records[0].error);
	EXPECT_STREQ("Exception in thread bad: EIO: boom", records[0].text);
	EXPECT_STREQ("bad", records[0].thread);
	EXPECT_EQ(t.ident, records[0].ident);
}

TEST_F(error, e1_reported_without_text_and_name_of_errno)
{
	struct kt_record records[4];
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .name = "odd", .target = "fail",
				.args = { "4000", "" }, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(4000, joined.error);
	EXPECT_STREQ("", joined.error_text);
	ASSERT_EQ(1, kt_log_read(&self->lab, 0, records, 4));
	EXPECT_STREQ("Exception in thread odd: 4000", records[0].text);
}

TEST_F(error, e1_overflow_is_an_error)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "add",
				.args = { "9223372036854775807", "1" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(ERANGE, joined.error);
	EXPECT_STREQ("9223372036854775807 + 1 does not fit into 64 bits",
		     joined.error_text);
}

/* What run() raises goes to its caller, and is not the caller's end. */
TEST_F(error, e1_run_tells_its_caller)
{
	struct kt_process_seen process;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "fail",
				.args = { "EDOM", "not here" }));
	ASSERT_EQ(0, thread_run(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, t.outcome);
	EXPECT_EQ(EDOM, t.error);
	EXPECT_STREQ("not here", t.error_text);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	EXPECT_EQ(1, process.alive);
}

static bool whole_line(const char *text)
{
	int writer, n;

	return sscanf(text, "writer %d has one whole line to tell%n", &writer,
		      &n) == 1 &&
	       !text[n];
}

/* All are let go by one request; each writes its one record. */
TEST_F(error, o1_log_never_mixes)
{
	struct kt_record records[WRITERS * LINES + 1];
	char text[64];
	struct kt_joined joined;
	int i;

	for (i = 0; i < WRITERS; i++) {
		snprintf(text, sizeof(text),
			 "writer %d has one whole line to tell", i);
		ASSERT_EQ(0, thread_add(NULL, .count = LINES, .target = "log",
					.args = { text }));
	}
	ASSERT_EQ(0, thread_start(NULL, .all = true));
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(0, joined.pending);
	ASSERT_EQ(WRITERS * LINES,
		  kt_log_read(&self->lab, 0, records, ARRAY_SIZE(records)));
	for (i = 0; i < WRITERS * LINES; i++) {
		ASSERT_EQ(i + 1, records[i].seq);
		ASSERT_TRUE(whole_line(records[i].text));
	}
}

/* The second one gets in while the first one sleeps between its words: the lesson. */
TEST_F(error, o1_print_may_mix)
{
	struct kt_record records[4];
	struct kt_joined joined;
	struct kt_seen a, b;

	ASSERT_EQ(0, thread_add(&a, .target = "print",
				.args = { "slow and steady", "1m" },
				.start = true));
	ASSERT_EQ(0, await_blocked(a.id, "sleep", &a));
	ASSERT_EQ(0, thread_add(&b, .target = "print", .args = { "quick" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { b.id }));
	ASSERT_EQ(1, kt_log_read(&self->lab, 0, records, 4));
	EXPECT_STREQ("slow quick", records[0].text);
	EXPECT_EQ(b.ident, records[0].ident);
}

TEST_HARNESS_MAIN
