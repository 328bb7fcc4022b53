// SPDX-License-Identifier: GPL-2.0
/* The calls of linux/kthreading.h: each check is a target of kt_test. */

#include "kt_join.h"
#include "kt_module.h"

FIXTURE(api)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(api)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(api)
{
	EXPECT_EQ(0, kt_gates(1000));
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

/* What the target raises is the line of the report that matters. */
static void check(struct __test_metadata *_metadata, struct kt_lab *lab,
		  struct kt_spec *spec)
{
	struct kt_joined joined = { 0 };
	struct kt_join_spec join = { 0 };
	struct kt_seen t;

	spec->start = true;
	ASSERT_EQ(0, kt_thread(lab, KTHREADING_CMD_THREAD_ADD, &t, spec));
	join.ids[0] = t.id;
	ASSERT_EQ(0, kt_call(kt_join_req(lab, &join), kt_read_joined, &joined));
	EXPECT_STREQ("", joined.error_text);
	EXPECT_EQ(0, joined.error);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
}

#define check_target(...) \
	check(_metadata, &self->lab, &(struct kt_spec){ __VA_ARGS__ })

TEST_F(api, c3_c8_j2_own_thread)
{
	check_target(.target = "test_self");
}

TEST_F(api, c1_c3_d3_j1_child)
{
	check_target(.target = "test_child");
}

TEST_F(api, j4_timeouts)
{
	check_target(.target = "test_timeouts");
}

TEST_F(api, a4_c4_run)
{
	check_target(.target = "test_run");
}

TEST_F(api, e1_results)
{
	check_target(.target = "test_results");
}

TEST_F(api, c7_names)
{
	check_target(.target = "test_names");
}

TEST_F(api, sched_of_its_own)
{
	check_target(.target = "test_sched");
}

TEST_F(api, a4_foreign_task)
{
	check_target(.target = "test_foreign");
}

TEST_F(api, process_of_a_module)
{
	check_target(.target = "test_process");
}

TEST_F(api, nothing_across_processes)
{
	check_target(.target = "test_other");
}

TEST_F(api, p3_p5_stop)
{
	check_target(.target = "test_stop");
}

TEST_F(api, c2_arguments)
{
	check_target(.target = "test_args");
}

TEST_F(api, c2_misfits)
{
	check_target(.target = "test_misfits");
}

TEST_F(api, targets_register)
{
	check_target(.target = "test_register");
}

TEST_F(api, targets_gone)
{
	check_target(.target = "test_gone");
}

TEST_F(api, d1_d4_daemon)
{
	check_target(.target = "test_daemon");
	check_target(.target = "test_daemon", .daemon = DAEMON);
}

/* The last one makes the second value of a result the one that counts. */
TEST_F(api, result_given_twice)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "test_results", .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_TRUE(joined.has_result);
	EXPECT_EQ(2, joined.result);
}

/* A target must hand on -ESHUTDOWN; the busted one does not. */
TEST_F(api, stopped_target_says_so)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.start = true));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
}

TEST_F(api, condition)
{
	check_target(.target = "test_wait");
}

TEST_F(api, condition_ends_with_the_process)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "test_waiting", .start = true));
	ASSERT_EQ(0, await_blocked(t.id, "condition", &t));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
}

TEST_F(api, module_of_a_living_thread_stays)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.start = true));
	EXPECT_NE(0, system("rmmod kt_test 2>/dev/null"));
	ASSERT_EQ(0, kt_gates(1));
}

TEST_HARNESS_MAIN
