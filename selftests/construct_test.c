// SPDX-License-Identifier: GPL-2.0
/* Group C: construction, name, ident, and what start() and run() do once. */

#include "kt_join.h"
#include "kt_proc.h"

FIXTURE(construct)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(construct)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(construct)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

TEST_F(construct, c1_made_without_being_started)
{
	struct kt_process_seen process;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "add", .args = { "1", "2" }));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.state);
	EXPECT_FALSE(t.has_ident);
	EXPECT_FALSE(t.has_native_id);
	EXPECT_EQ(KTHREADING_OUTCOME_NONE, t.outcome);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(2, process.threads);
	EXPECT_EQ(1, process.alive);
}

TEST_F(construct, c2_args_given_at_construction)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .name = "sum", .target = "add",
				.args = { "5", "info=on", "4" }));
	EXPECT_STREQ("sum", t.name);
	EXPECT_STREQ("add", t.target);
	ASSERT_EQ(3, t.nr_args);
	EXPECT_STREQ("5", t.args[0]);
	EXPECT_STREQ("info=on", t.args[1]);
	EXPECT_STREQ("4", t.args[2]);
	ASSERT_EQ(0, thread_start(NULL, .id = t.id));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_TRUE(joined.has_result);
	EXPECT_EQ(9, joined.result);
}

static const struct {
	const char *target;
	const char *args[5];
	const char *text;
} misfits[] = {
	{ "add", { "5" }, "target add needs argument y" },
	{ "add", { "5", "4", "3" }, "target add takes no argument 3" },
	{ "add", { "5", "four" }, "argument y must be a 64-bit integer" },
	{ "add",
	  { "info=on", "info=off", "5", "4" },
	  "argument info is given twice" },
	{ "spawn", { "add", "5" }, "target add needs argument y" },
};

TEST_F(construct, c2_args_must_fit)
{
	struct kt_process_seen process;
	struct kt_spec spec = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(misfits); i++) {
		spec.target = misfits[i].target;
		memcpy(spec.args, misfits[i].args, sizeof(misfits[i].args));
		EXPECT_EQ(-EINVAL,
			  kt_thread(&self->lab, KTHREADING_CMD_THREAD_ADD, NULL,
				    &spec));
		EXPECT_STREQ(misfits[i].text, said());
	}
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.threads);
}

TEST_F(construct, c3_start_once)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "1m" },
				.start = true));
	EXPECT_EQ(-EALREADY, thread_start(NULL, .id = t.id));
	EXPECT_STREQ("threads can only be started once", said());
	EXPECT_EQ(KTHREADING_A_THREAD_REF, bad_attr());

	ASSERT_EQ(0, thread_add(&t, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(-EALREADY, thread_start(NULL, .id = t.id));
	EXPECT_STREQ("threads can only be started once", said());
}

TEST_F(construct, c4_run_in_the_callers_thread)
{
	struct kt_process_seen process;
	struct kt_seen t, main;

	ASSERT_EQ(0, thread_get(&main, .id = KT_MAIN));
	ASSERT_EQ(0, thread_add(&t, .target = "add", .args = { "5", "4" }));
	ASSERT_EQ(0, thread_run(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.state);
	EXPECT_FALSE(t.has_ident);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
	EXPECT_EQ(9, t.result);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.alive);
}

TEST_F(construct, c4_second_run_has_no_target)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .name = "once", .target = "add",
				.args = { "5", "4" }));
	ASSERT_EQ(0, thread_run(&t, .id = t.id));
	EXPECT_EQ(-ENOENT, thread_run(NULL, .id = t.id));
	EXPECT_STREQ("the target is gone, it can only be run once", said());
	EXPECT_EQ(KTHREADING_A_THREAD_REF, bad_attr());

	ASSERT_EQ(0, thread_start(&t, .id = t.id));
	EXPECT_TRUE(t.has_ident);
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, joined.outcome);
	EXPECT_EQ(ENOENT, joined.error);
	EXPECT_STREQ("run() has used the target", joined.error_text);
}

TEST_F(construct, c4_no_run_after_start)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "add", .args = { "5", "4" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(-ENOENT, thread_run(NULL, .id = t.id));
	EXPECT_STREQ("the target is gone, it can only be run once", said());
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(9, t.result);
}

TEST_F(construct, c5_no_target)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .start = true));
	EXPECT_STREQ("", t.target);
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	EXPECT_FALSE(joined.has_result);
}

TEST_F(construct, c5_no_target_run_then_start)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t));
	ASSERT_EQ(0, thread_run(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
	EXPECT_EQ(-ENOENT, thread_run(NULL, .id = t.id));
	ASSERT_EQ(0, thread_start(NULL, .id = t.id));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, joined.outcome);
	EXPECT_EQ(ENOENT, joined.error);
}

TEST_F(construct, c6_default_names)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_get(&t, .id = KT_MAIN));
	EXPECT_STREQ("MainThread", t.name);
	EXPECT_TRUE(t.main);
	ASSERT_EQ(0, thread_add(&t, .target = "info"));
	EXPECT_STREQ("Thread-1 (info)", t.name);
	EXPECT_FALSE(t.main);
	ASSERT_EQ(0, thread_add(&t, .name = "named"));
	ASSERT_EQ(0, thread_add(&t));
	EXPECT_STREQ("Thread-2", t.name);
	ASSERT_EQ(0, thread_add(&t, .target = "info", .count = 3));
	EXPECT_STREQ("Thread-3 (info)", t.name);
	ASSERT_EQ(0, thread_get(&t, .id = t.id + 2));
	EXPECT_STREQ("Thread-5 (info)", t.name);
	ASSERT_EQ(0, thread_add(&t, .name = "many", .count = 2));
	EXPECT_STREQ("many-1", t.name);
	EXPECT_EQ(2, t.count);
	ASSERT_EQ(0, thread_get(&t, .id = t.id + 1));
	EXPECT_STREQ("many-2", t.name);
}

TEST_F(construct, c7_names_may_repeat)
{
	struct kt_seen a, b;
	char text[80];

	ASSERT_EQ(0, thread_add(&a, .name = "twin"));
	ASSERT_EQ(0, thread_add(&b, .name = "twin"));
	EXPECT_NE(a.id, b.id);
	EXPECT_EQ(-ENOTUNIQ, thread_get(NULL, .ref_name = "twin"));
	snprintf(text, sizeof(text), "several threads are named twin: #%u #%u",
		 a.id, b.id);
	EXPECT_STREQ(text, said());
	EXPECT_EQ(KTHREADING_A_THREAD_REF, bad_attr());
	ASSERT_EQ(0, thread_set(.id = b.id, .name = "other"));
	ASSERT_EQ(0, thread_get(&a, .ref_name = "twin"));
}

TEST_F(construct, c7_rename_at_any_time)
{
	struct kt_joined joined;
	struct kt_seen t;
	char comm[64];

	ASSERT_EQ(0, thread_add(&t, .name = "before", .target = "sleep",
				.args = { "1m" }));
	ASSERT_EQ(0, thread_set(.id = t.id, .name = "initial"));
	ASSERT_EQ(0, thread_start(NULL, .id = t.id));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	ASSERT_EQ(0, kt_comm(t.native_id, comm, sizeof(comm)));
	EXPECT_STREQ("initial", comm);
	ASSERT_EQ(0,
		  thread_set(.id = t.id, .name = "alive-and-longer-than-15"));
	ASSERT_EQ(0, kt_comm(t.native_id, comm, sizeof(comm)));
	EXPECT_STREQ("alive-and-longe", comm);
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_STREQ("alive-and-longer-than-15", t.name);

	ASSERT_EQ(0, thread_add(&t, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_set(.id = t.id, .name = "dead"));
	ASSERT_EQ(0, thread_get(&t, .ref_name = "dead"));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.state);
}

TEST_F(construct, c8_ident)
{
	struct kt_joined joined;
	struct kt_seen a, b, t;

	ASSERT_EQ(0, thread_add(&a, .target = "sleep", .args = { "1m" }));
	EXPECT_FALSE(a.has_ident);
	ASSERT_EQ(0, thread_start(&a, .id = a.id));
	EXPECT_NE(0, a.ident);
	ASSERT_EQ(0, thread_add(&b, .start = true));
	EXPECT_NE(0, b.ident);
	EXPECT_NE(a.ident, b.ident);
	ASSERT_EQ(0, thread_get(&t, .ident = a.ident));
	EXPECT_EQ(a.id, t.id);

	ASSERT_EQ(0, thread_join(&joined, .ids = { b.id }));
	ASSERT_EQ(0, thread_get(&t, .id = b.id));
	EXPECT_EQ(b.ident, t.ident);
	EXPECT_FALSE(t.has_native_id);
	EXPECT_EQ(-ENOENT, thread_get(NULL, .ident = b.ident));

	/* Used again, by the next one that starts. */
	ASSERT_EQ(0, thread_add(&t, .start = true));
	EXPECT_EQ(b.ident, t.ident);
}

TEST_F(construct, c8_native_id)
{
	struct kt_seen t;
	char comm[64];

	ASSERT_EQ(0, thread_add(&t, .name = "native", .target = "sleep",
				.args = { "1m" }, .start = true));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	ASSERT_TRUE(t.has_native_id);
	ASSERT_EQ(0, kt_comm(t.native_id, comm, sizeof(comm)));
	EXPECT_STREQ("native", comm);
}

TEST_F(construct, c9_repr)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .name = "repr", .daemon = DAEMON));
	EXPECT_STREQ("repr", t.name);
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.state);
	EXPECT_TRUE(t.daemon);
	ASSERT_EQ(0, thread_start(NULL, .id = t.id));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.state);
	EXPECT_TRUE(t.has_ident);
	EXPECT_TRUE(t.daemon);
}

TEST_F(construct, ids_are_never_used_again)
{
	struct kt_seen a, b;

	ASSERT_EQ(0, thread_add(&a));
	ASSERT_EQ(0, thread_del(.id = a.id));
	ASSERT_EQ(0, thread_add(&b));
	EXPECT_EQ(a.id + 1, b.id);
	EXPECT_EQ(-ENOENT, thread_get(NULL, .id = a.id));
}

TEST_HARNESS_MAIN
