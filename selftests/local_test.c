// SPDX-License-Identifier: GPL-2.0
/* Group L: attributes per thread, over netlink and from inside of targets. */

#include "kt_join.h"
#include "kt_local.h"
#include "kt_module.h"
#include "kt_timer.h"

#define ATTRS_MAX 256

FIXTURE(local)
{
	struct kt_lab lab;
	struct kt_row rows[16];
};

FIXTURE_SETUP(local)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_module_use("kt_test_local"));
	ASSERT_EQ(0, kt_param_write(KT_LOCAL_LEVEL, "0"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(local)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test_local"));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

#define gate_add(seen, _name)                                              \
	thread_add(seen, .name = _name, .target = "gate", .args = { "1" }, \
		   .start = true)

TEST_F(local, l1_attribute_of_another_thread)
{
	struct kt_seen a, b;
	struct kt_row row;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, gate_add(&a, "a"));
	ASSERT_EQ(0, gate_add(&b, "b"));
	ASSERT_EQ(0, local_set("ctx", a.id, number_of("x", 123)));
	ASSERT_EQ(0, local_get(&row, "ctx", a.id, "x"));
	EXPECT_EQ(123, row.number);
	EXPECT_EQ(a.id, row.id);
	EXPECT_STREQ("a", row.thread);
	EXPECT_STREQ("ctx", row.local);
	EXPECT_STREQ("x", row.attr);
	EXPECT_EQ(-ENODATA, local_get(&row, "ctx", b.id, "x"));
	EXPECT_STREQ("local ctx has no attribute 'x'", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_VALUE, bad_attr());
	EXPECT_EQ(-ENODATA, local_get(&row, "ctx", 0, "x"));
	ASSERT_EQ(0, local_set("ctx", b.id, number_of("x", 5)));
	ASSERT_EQ(0, local_get(&row, "ctx", a.id, "x"));
	EXPECT_EQ(123, row.number);
}

/* A target finds what was set for its thread, and nothing of main's. */
TEST_F(local, l1_missing_in_a_target)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, local_set("ctx", 0, number_of("x", 123)));
	ASSERT_EQ(0, thread_add(&t, .target = "local_get",
				.args = { "ctx", "x" }, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, joined.outcome);
	EXPECT_EQ(ENODATA, joined.error);
	ASSERT_EQ(0, thread_add(&t, .target = "local_get",
				.args = { "ctx", "x" }));
	ASSERT_EQ(0, thread_run(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
	EXPECT_EQ(123, t.result);
}

TEST_F(local, l2_the_value_set_is_the_value_read)
{
	static const __s64 numbers[] = { 0, -1, INT64_MIN, INT64_MAX };
	struct kt_row row;
	int i;

	ASSERT_EQ(0, local_add("ctx"));
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		ASSERT_EQ(0, local_set("ctx", 0, number_of("x", numbers[i])));
		ASSERT_EQ(0, local_get(&row, "ctx", 0, "x"));
		EXPECT_TRUE(row.is_number);
		EXPECT_EQ(numbers[i], row.number);
	}
}

TEST_F(local, l2_byte_strings)
{
	static const size_t sizes[] = { 0, 1, 2, 1022, 1023 };
	unsigned char bytes[KTHREADING_VALUE_LEN_MAX + 1];
	struct kt_row row;
	int i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = i * 7;
	ASSERT_EQ(0, local_add("ctx"));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		ASSERT_EQ(0,
			  local_set("ctx", 0, bytes_of("x", bytes, sizes[i])));
		ASSERT_EQ(0, local_get(&row, "ctx", 0, "x"));
		EXPECT_FALSE(row.is_number);
		EXPECT_EQ(sizes[i], row.len);
		EXPECT_EQ(0, memcmp(bytes, row.bytes, sizes[i]));
	}
	EXPECT_EQ(-EINVAL, local_set("ctx", 0, bytes_of("x", bytes, 1024)));
	EXPECT_STREQ("a value has at most 1023 bytes", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_VALUE, bad_attr());
	ASSERT_EQ(0, local_get(&row, "ctx", 0, "x"));
	EXPECT_EQ(1023, row.len);
}

TEST_F(local, l2_delete_of_a_missing_one)
{
	struct kt_row row;

	ASSERT_EQ(0, local_add("ctx"));
	EXPECT_EQ(-ENODATA, local_unset("ctx", 0, "x"));
	EXPECT_STREQ("local ctx has no attribute 'x'", said());
	ASSERT_EQ(0, local_set("ctx", 0, number_of("x", 1)));
	ASSERT_EQ(0, local_unset("ctx", 0, "x"));
	EXPECT_EQ(-ENODATA, local_get(&row, "ctx", 0, "x"));
	EXPECT_EQ(-ENODATA, local_unset("ctx", 0, "x"));
	EXPECT_EQ(KTHREADING_A_LOCAL_VALUE, bad_attr());
	ASSERT_EQ(0, local_set("ctx", 0, number_of("x", 2)));
	ASSERT_EQ(0, local_get(&row, "ctx", 0, "x"));
	EXPECT_EQ(2, row.number);
}

/* CPython: test_cycle_collection. Values that name threads hold none of them. */
TEST_F(local, l3_threads_that_name_each_other)
{
	struct kt_joined joined;
	struct kt_seen a, b;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, gate_add(&a, "a"));
	ASSERT_EQ(0, gate_add(&b, "b"));
	ASSERT_EQ(0, local_set("ctx", a.id, bytes_of("peer", "b", 1)));
	ASSERT_EQ(0, local_set("ctx", b.id, bytes_of("peer", "a", 1)));
	/* The name of the local, and a row for each of the two. */
	EXPECT_EQ(3, local_dump("ctx"));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id, b.id }));
	EXPECT_EQ(1, local_dump("ctx"));
	ASSERT_EQ(0, thread_del(.id = a.id));
	ASSERT_EQ(0, thread_del(.id = b.id));
	EXPECT_EQ(-ENOENT, thread_get(&a, .ref_name = "a"));
}

/* Eight threads at once: what each set is what it gets. */
TEST_F(local, l2_many_threads_at_once)
{
	struct kt_joined joined;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, thread_add(NULL, .count = 8, .target = "local_own",
				.args = { "ctx", "300" }));
	ASSERT_EQ(0, thread_start(NULL, .all = true));
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_STREQ("", joined.error_text);
	EXPECT_EQ(0, joined.raised);
	EXPECT_EQ(0, joined.pending);
}

TEST_F(local, l3_gone_with_the_thread)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, gate_add(&t, "t"));
	ASSERT_EQ(0, local_set("ctx", t.id, number_of("x", 1)));
	ASSERT_EQ(2, local_dump(NULL));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(1, local_dump(NULL));
	EXPECT_FALSE(self->rows[0].has_value);
	EXPECT_EQ(-EINVAL, local_get(NULL, "ctx", t.id, "x"));
	EXPECT_STREQ("the acting thread is not alive", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_AS, bad_attr());
	EXPECT_EQ(-EINVAL, local_set("ctx", t.id, number_of("x", 1)));
	EXPECT_EQ(-EINVAL, local_unset("ctx", t.id, "x"));
}

TEST_F(local, l3_as_one_that_was_not_started)
{
	struct kt_seen t;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, thread_add(&t));
	EXPECT_EQ(-EINVAL, local_set("ctx", t.id, number_of("x", 1)));
	EXPECT_STREQ("the acting thread is not alive", said());
	EXPECT_EQ(-ENOENT, local_set("ctx", t.id + 1, number_of("x", 1)));
	EXPECT_EQ(KTHREADING_A_LOCAL_AS, bad_attr());
}

/* A Timer that waits is alive, and its target finds what it was given. */
TEST_F(local, l3_of_a_waiting_timer)
{
	struct kt_seen t;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR), .target = "local_get",
				 .args = { "ctx", "x" }));
	ASSERT_EQ(0, local_set("ctx", t.id, number_of("x", 7)));
	ASSERT_EQ(2, local_dump(NULL));
	ASSERT_EQ(1, timer_cancel(.id = t.id));
	ASSERT_EQ(1, local_dump(NULL));
}

TEST_F(local, l3_gone_with_the_local)
{
	struct kt_seen t;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, gate_add(&t, "t"));
	ASSERT_EQ(0, local_set("ctx", t.id, number_of("x", 1)));
	ASSERT_EQ(0, local_set("ctx", 0, number_of("x", 2)));
	ASSERT_EQ(0, local_del("ctx"));
	EXPECT_EQ(-ENOENT, local_get(NULL, "ctx", t.id, "x"));
	EXPECT_STREQ("there is no local ctx", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_NAME, bad_attr());
	EXPECT_EQ(-ENOENT, local_del("ctx"));
	ASSERT_EQ(0, local_dump(NULL));
	ASSERT_EQ(0, local_add("ctx"));
	EXPECT_EQ(-ENODATA, local_get(NULL, "ctx", t.id, "x"));
	ASSERT_EQ(1, local_dump(NULL));
}

/* CPython: test_threading_local_clear_race. */
TEST_F(local, l3_clear_race)
{
	struct kt_joined joined;
	struct kt_row row;
	int i;

	ASSERT_EQ(0, local_add("ctx"));
	ASSERT_EQ(0, thread_add(NULL, .count = 4, .target = "local_churn",
				.args = { "ctx" }, .start = true));
	for (i = 0; i < 500; i++) {
		ASSERT_EQ(0, local_set("ctx", 0, number_of("x", i)));
		ASSERT_EQ(0, local_get(&row, "ctx", 0, "x"));
		ASSERT_EQ(i, row.number);
		ASSERT_EQ(0, local_del("ctx"));
		ASSERT_EQ(0, local_add("ctx"));
	}
	ASSERT_EQ(0, kt_param_write(KT_LOCAL_LEVEL, "1"));
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_STREQ("", joined.error_text);
	EXPECT_EQ(0, joined.raised);
}

/* Threads end and the local goes at the same time. */
TEST_F(local, l3_both_ends_race)
{
	struct kt_joined joined;
	struct kt_seen t;
	int i, j;

	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, kt_gates(0));
		ASSERT_EQ(0, local_add("ctx"));
		ASSERT_EQ(0, thread_add(&t, .count = 8, .target = "gate",
					.args = { "1" }, .start = true));
		for (j = 0; j < 8; j++)
			ASSERT_EQ(0, local_set("ctx", t.id + j,
					       number_of("x", j)));
		ASSERT_EQ(0, kt_gates(1));
		ASSERT_EQ(0, local_del("ctx"));
		ASSERT_EQ(0, thread_join(&joined, .all = true));
		ASSERT_EQ(0, local_dump(NULL));
	}
}

static void check_target(struct __test_metadata *_metadata, struct kt_lab *lab,
			 const char *target, const char *arg)
{
	const struct kt_spec spec = {
		.target = target,
		.args = { arg },
		.start = true,
	};
	struct kt_join_spec join = { 0 };
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, kt_thread(lab, KTHREADING_CMD_THREAD_ADD, &t, &spec));
	join.ids[0] = t.id;
	ASSERT_EQ(0, kt_call(kt_join_req(lab, &join), kt_read_joined, &joined));
	EXPECT_STREQ("", joined.error_text);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
}

TEST_F(local, l3_deleted_reads_as_missing)
{
	check_target(_metadata, &self->lab, "local_deleted", NULL);
}

TEST_F(local, calls_from_inside)
{
	ASSERT_EQ(0, local_add("ctx"));
	check_target(_metadata, &self->lab, "local_api", NULL);
	check_target(_metadata, &self->lab, "local_foreign", "ctx");
}

static const struct kt_local initial = {
	.name = "ctx",
	.initial = { { number_of("x", 5) }, { bytes_of("s", "abc", 3) } },
};

static const struct kt_local twice = {
	.name = "twice",
	.initial = { { number_of("x", 5) }, { number_of("x", 6) } },
};

TEST_F(local, l4_initial_attributes)
{
	struct kt_seen a, b;
	struct kt_row row;

	ASSERT_EQ(0, kt_local(&self->lab, KTHREADING_CMD_LOCAL_ADD, NULL,
			      &initial));
	ASSERT_EQ(0, gate_add(&a, "a"));
	ASSERT_EQ(0, gate_add(&b, "b"));
	ASSERT_EQ(0, local_get(&row, "ctx", a.id, "x"));
	EXPECT_EQ(5, row.number);
	ASSERT_EQ(0, local_get(&row, "ctx", a.id, "s"));
	EXPECT_EQ(3, row.len);
	EXPECT_EQ(0, memcmp("abc", row.bytes, 3));
	ASSERT_EQ(0, local_set("ctx", a.id, number_of("x", 6)));
	ASSERT_EQ(0, local_get(&row, "ctx", b.id, "x"));
	EXPECT_EQ(5, row.number);
	ASSERT_EQ(0, local_unset("ctx", a.id, "x"));
	EXPECT_EQ(-ENODATA, local_get(NULL, "ctx", a.id, "x"));
	ASSERT_EQ(0, local_get(&row, "ctx", b.id, "x"));
	EXPECT_EQ(-EEXIST,
		  kt_local(&self->lab, KTHREADING_CMD_LOCAL_ADD, NULL, &twice));
	EXPECT_STREQ("attribute x is given twice", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_INITIAL, bad_attr());
	EXPECT_EQ(-ENOENT, local_del("twice"));
}

/* The first touch counts, be it a set, a get or a delete. */
TEST_F(local, l4_at_the_first_touch)
{
	struct kt_seen a, b, c;

	ASSERT_EQ(0, local_add("ctx", .initial = { { number_of("x", 5) } }));
	ASSERT_EQ(0, gate_add(&a, "a"));
	ASSERT_EQ(0, gate_add(&b, "b"));
	ASSERT_EQ(0, gate_add(&c, "c"));
	ASSERT_EQ(1, local_dump(NULL));
	ASSERT_EQ(0, local_set("ctx", a.id, number_of("y", 1)));
	ASSERT_EQ(0, local_unset("ctx", b.id, "x"));
	EXPECT_EQ(-ENODATA, local_get(NULL, "ctx", c.id, "y"));
	ASSERT_EQ(4, local_dump(NULL));
	EXPECT_EQ(a.id, self->rows[1].id);
	EXPECT_STREQ("x", self->rows[1].attr);
	EXPECT_EQ(a.id, self->rows[2].id);
	EXPECT_STREQ("y", self->rows[2].attr);
	EXPECT_EQ(c.id, self->rows[3].id);
	EXPECT_STREQ("x", self->rows[3].attr);
}

TEST_F(local, l5_two_never_mix)
{
	struct kt_row row;

	ASSERT_EQ(0, local_add("a"));
	ASSERT_EQ(0, local_add("b"));
	ASSERT_EQ(0, local_set("a", 0, number_of("x", 1)));
	EXPECT_EQ(-ENODATA, local_get(NULL, "b", 0, "x"));
	EXPECT_STREQ("local b has no attribute 'x'", said());
	ASSERT_EQ(0, local_set("b", 0, number_of("x", 2)));
	ASSERT_EQ(0, local_get(&row, "a", 0, "x"));
	EXPECT_EQ(1, row.number);
	ASSERT_EQ(0, local_del("a"));
	ASSERT_EQ(0, local_get(&row, "b", 0, "x"));
	EXPECT_EQ(2, row.number);
}

/* CPython: test_derived_cycle_dealloc. The next one takes the same slots. */
TEST_F(local, l5_slot_used_again)
{
	struct kt_seen t;
	int i;

	ASSERT_EQ(0, gate_add(&t, "t"));
	for (i = 0; i < 2 * ATTRS_MAX; i++) {
		ASSERT_EQ(0, local_add("next"));
		ASSERT_EQ(-ENODATA, local_get(NULL, "next", t.id, "x"));
		ASSERT_EQ(0, local_set("next", 0, number_of("x", i)));
		ASSERT_EQ(-ENODATA, local_get(NULL, "next", t.id, "x"));
		ASSERT_EQ(0, local_set("next", t.id, number_of("x", -i)));
		ASSERT_EQ(0, local_del("next"));
	}
	EXPECT_EQ(0, local_dump(NULL));
	check_target(_metadata, &self->lab, "local_reuse", NULL);
}

TEST_HARNESS_MAIN
