// SPDX-License-Identifier: GPL-2.0
/* Group D: the daemon flag, where it comes from and until when it can be set. */

#include "kt_join.h"

FIXTURE(daemon)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(daemon)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(daemon)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

TEST_F(daemon, d1_inherited_from_the_creator)
{
	struct kt_seen creator, t;

	ASSERT_EQ(0, thread_add(&t));
	EXPECT_FALSE(t.daemon);
	ASSERT_EQ(0, thread_add(&creator, .target = "sleep", .args = { "1m" },
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, thread_add(&t, .as = creator.id));
	EXPECT_TRUE(t.daemon);
	ASSERT_EQ(0, thread_add(&t, .as = KT_MAIN));
	EXPECT_FALSE(t.daemon);
}

TEST_F(daemon, d1_as_given)
{
	struct kt_seen creator, t;

	ASSERT_EQ(0, thread_add(&t, .daemon = DAEMON));
	EXPECT_TRUE(t.daemon);
	ASSERT_EQ(0, thread_add(&creator, .target = "sleep", .args = { "1m" },
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, thread_add(&t, .as = creator.id, .daemon = NON_DAEMON));
	EXPECT_FALSE(t.daemon);
}

TEST_F(daemon, d2_main_is_no_daemon)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_get(&t, .id = KT_MAIN));
	EXPECT_FALSE(t.daemon);
	EXPECT_EQ(-EBUSY, thread_set(.id = KT_MAIN, .daemon = DAEMON));
	EXPECT_STREQ("cannot set daemon status of active thread", said());
	ASSERT_EQ(0, thread_get(&t, .id = KT_MAIN));
	EXPECT_FALSE(t.daemon);
}

TEST_F(daemon, d3_set_before_start_only)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "1m" }));
	ASSERT_EQ(0, thread_set(.id = t.id, .daemon = DAEMON));
	ASSERT_EQ(0, thread_start(&t, .id = t.id));
	EXPECT_TRUE(t.daemon);
	EXPECT_EQ(-EBUSY, thread_set(.id = t.id, .daemon = NON_DAEMON));
	EXPECT_STREQ("cannot set daemon status of active thread", said());
	EXPECT_EQ(KTHREADING_A_THREAD_DAEMON, bad_attr());

	ASSERT_EQ(0, thread_add(&t, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(-EBUSY, thread_set(.id = t.id, .daemon = DAEMON));
	EXPECT_STREQ("cannot set daemon status of active thread", said());
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_FALSE(t.daemon);
}

TEST_F(daemon, d3_refused_set_changes_nothing)
{
	struct kt_sched_spec nicer = { .niced = true, .nice = 5 };
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .name = "whole"));
	EXPECT_EQ(-EINVAL, thread_set(.id = t.id, .daemon = DAEMON,
				      .sched = &nicer, .name = ""));
	EXPECT_STREQ("a name cannot be empty", said());
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_STREQ("whole", t.name);
	EXPECT_FALSE(t.daemon);
	EXPECT_FALSE(t.sched.given);
}

/* spawn returns the id of the thread that it made. */
TEST_F(daemon, d4_child_of_a_daemon)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .daemon = DAEMON, .target = "spawn",
				.args = { "sleep", "1m" }, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_get(&t, .id = joined.result));
	EXPECT_TRUE(t.daemon);

	ASSERT_EQ(0, thread_add(&t, .daemon = DAEMON, .target = "spawn",
				.args = { "daemon=off", "name=kid", "sleep",
					  "1m" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_get(&t, .id = joined.result));
	EXPECT_STREQ("kid", t.name);
	EXPECT_FALSE(t.daemon);
}

TEST_HARNESS_MAIN
