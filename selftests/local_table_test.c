// SPDX-License-Identifier: GPL-2.0
/* Locals: limits, refusals, the table of threads and attributes, and what is freed. */

#include "kt_join.h"
#include "kt_local.h"
#include "kt_module.h"

#define NAME_31 "a-name-of-31-bytes-as-a-process"
#define ATTRS_MAX 256
#define ROUNDS 5

FIXTURE(local_table)
{
	struct kt_lab lab;
	struct kt_row rows[16];
};

FIXTURE_SETUP(local_table)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(local_table)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

#define gate_add(seen, _name)                                              \
	thread_add(seen, .name = _name, .target = "gate", .args = { "1" }, \
		   .start = true)

TEST_F(local_table, names)
{
	struct kt_row row;

	ASSERT_EQ(31, strlen(NAME_31));
	ASSERT_EQ(0, local_add(NAME_31));
	EXPECT_EQ(-EEXIST, local_add(NAME_31));
	EXPECT_STREQ("there is a local " NAME_31 " already", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_NAME, bad_attr());
	ASSERT_EQ(0, local_set(NAME_31, 0, number_of(NAME_31, 1)));
	ASSERT_EQ(0, local_get(&row, NAME_31, 0, NAME_31));
	EXPECT_STREQ(NAME_31, row.local);
	EXPECT_STREQ(NAME_31, row.attr);
	EXPECT_EQ(-EINVAL, local_add(NAME_31 "x"));
	EXPECT_STREQ("a name has 1 to 31 bytes", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_NAME, bad_attr());
	EXPECT_EQ(-EINVAL, local_set(NAME_31, 0, number_of(NAME_31 "x", 1)));
	EXPECT_STREQ("a name has 1 to 31 bytes", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_VALUE, bad_attr());
	EXPECT_EQ(-EINVAL, local_add(""));
	EXPECT_STREQ("a name has 1 to 31 bytes", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_NAME, bad_attr());
	EXPECT_EQ(-EINVAL, local_set(NAME_31, 0, number_of("", 1)));
	EXPECT_STREQ("a name has 1 to 31 bytes", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_VALUE, bad_attr());
	EXPECT_EQ(-ENODATA, local_get(&row, NAME_31, 0, ""));
}

TEST_F(local_table, values)
{
	const struct kt_local both = {
		.name = "ctx",
		.value = { .attr = "x", .has_number = true, .has_bytes = true },
	};
	const struct kt_local initial = {
		.name = "new",
		.initial = { { .attr = "x" } },
	};

	ASSERT_EQ(0, local_add("ctx"));
	EXPECT_EQ(-EINVAL,
		  kt_local(&self->lab, KTHREADING_CMD_LOCAL_SET, NULL, &both));
	EXPECT_STREQ("a value is a number or bytes", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_VALUE, bad_attr());
	EXPECT_EQ(-EINVAL, local_set("ctx", 0, .attr = "x"));
	EXPECT_STREQ("a value is a number or bytes", said());
	EXPECT_EQ(-EINVAL, kt_local(&self->lab, KTHREADING_CMD_LOCAL_ADD, NULL,
				    &initial));
	EXPECT_STREQ("a value is a number or bytes", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_INITIAL, bad_attr());
	EXPECT_EQ(-ENOENT, local_del("new"));
}

TEST_F(local_table, what_is_missing)
{
	struct kt_lab nowhere = self->lab;
	const struct kt_local ctx = { .name = "ctx" };

	ASSERT_EQ(0, local_add("ctx"));
	EXPECT_EQ(-EINVAL, local_set("ctx", 0, .has_number = true));
	EXPECT_STREQ("no attribute given", said());
	EXPECT_EQ(-EINVAL, local_get(NULL, "ctx", 0, NULL));
	EXPECT_STREQ("no attribute given", said());
	EXPECT_EQ(-EINVAL, local_add(NULL));
	EXPECT_STREQ("no local given", said());
	EXPECT_EQ(-EINVAL, local_del(NULL));
	EXPECT_STREQ("no local given", said());
	EXPECT_EQ(-ENOENT, local_set("none", 0, number_of("x", 1)));
	EXPECT_STREQ("there is no local none", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_NAME, bad_attr());
	snprintf(nowhere.process, sizeof(nowhere.process), "nowhere");
	EXPECT_EQ(-ENOENT,
		  kt_local(&nowhere, KTHREADING_CMD_LOCAL_ADD, NULL, &ctx));
	EXPECT_STREQ("there is no process nowhere", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_PROCESS, bad_attr());
	EXPECT_EQ(-ENOENT, kt_local_dump(&nowhere, NULL, self->rows, 1));
}

/* A local takes one, too. */
TEST_F(local_table, attributes_max)
{
	char name[16];
	int i;

	ASSERT_EQ(0, local_add("ctx"));
	for (i = 0; i < ATTRS_MAX - 1; i++) {
		snprintf(name, sizeof(name), "x%d", i);
		ASSERT_EQ(0, local_set("ctx", 0, number_of(name, i)));
	}
	EXPECT_EQ(-ENOSPC, local_set("ctx", 0, number_of("more", 0)));
	EXPECT_STREQ("a process has at most 256 attributes", said());
	EXPECT_EQ(KTHREADING_A_LOCAL_VALUE, bad_attr());
	EXPECT_EQ(-ENOSPC, local_add("other"));
	EXPECT_STREQ("a process has at most 256 attributes", said());
	/* Those that are there can be used. */
	ASSERT_EQ(0, local_set("ctx", 0, number_of("x7", 1)));
	ASSERT_EQ(0, local_unset("ctx", 0, "x7"));
	EXPECT_EQ(-ENOSPC, local_set("ctx", 0, number_of("more", 0)));
	ASSERT_EQ(0, local_del("ctx"));
	ASSERT_EQ(0, local_add("other"));
	ASSERT_EQ(0, local_set("other", 0, number_of("more", 0)));
}

static bool row_is(const struct kt_row *row, const char *local, __u32 id,
		   const char *attr, __s64 number)
{
	return !strcmp(row->local, local) && row->id == id &&
	       !strcmp(row->attr, attr) && row->number == number &&
	       row->has_value == !!id;
}

/* First the locals there are, then thread by thread what each has. */
TEST_F(local_table, dump_has_two_levels)
{
	struct kt_seen t;

	ASSERT_EQ(0, local_dump(NULL));
	ASSERT_EQ(0, local_add("a"));
	ASSERT_EQ(0, local_add("untouched"));
	ASSERT_EQ(0, local_add("b"));
	ASSERT_EQ(0, gate_add(&t, "t"));
	ASSERT_EQ(0, local_set("b", t.id, number_of("z", 4)));
	ASSERT_EQ(0, local_set("a", t.id, number_of("x", 3)));
	ASSERT_EQ(0, local_set("a", 0, number_of("x", 1)));
	ASSERT_EQ(0, local_set("a", 0, number_of("y", 2)));
	ASSERT_EQ(7, local_dump(NULL));
	EXPECT_TRUE(row_is(&self->rows[0], "a", 0, "", 0));
	EXPECT_TRUE(row_is(&self->rows[1], "untouched", 0, "", 0));
	EXPECT_TRUE(row_is(&self->rows[2], "b", 0, "", 0));
	EXPECT_TRUE(row_is(&self->rows[3], "a", KT_MAIN, "x", 1));
	EXPECT_TRUE(row_is(&self->rows[4], "a", KT_MAIN, "y", 2));
	EXPECT_TRUE(row_is(&self->rows[5], "b", t.id, "z", 4));
	EXPECT_TRUE(row_is(&self->rows[6], "a", t.id, "x", 3));
	EXPECT_STREQ("MainThread", self->rows[3].thread);
	EXPECT_STREQ("t", self->rows[5].thread);
	ASSERT_EQ(2, local_dump("b"));
	EXPECT_TRUE(row_is(&self->rows[0], "b", 0, "", 0));
	EXPECT_TRUE(row_is(&self->rows[1], "b", t.id, "z", 4));
	EXPECT_EQ(-ENOENT, local_dump("none"));
	EXPECT_STREQ("there is no local none", said());
}

static int set_many(struct kt_lab *lab, __u32 id, int count)
{
	unsigned char bytes[KTHREADING_VALUE_LEN_MAX] = { 0 };
	struct kt_local spec = { .name = "big", .as = id };
	char name[16];
	int i, err = 0;

	for (i = 0; i < count && !err; i++) {
		snprintf(name, sizeof(name), "x%d", i);
		memset(bytes, i, sizeof(bytes));
		spec.value = (struct kt_value){
			bytes_of(name, bytes, sizeof(bytes)),
		};
		err = kt_local(lab, KTHREADING_CMD_LOCAL_SET, NULL, &spec);
	}
	return err;
}

/* Each once, though they do not fit into one message. */
TEST_F(local_table, dump_of_many_messages)
{
	struct kt_row *rows = calloc(400, sizeof(*rows));
	struct kt_seen t;
	int i, j;

	ASSERT_EQ(0, local_add("big"));
	ASSERT_EQ(0, thread_add(&t, .count = 6, .target = "gate",
				.args = { "1" }, .start = true));
	for (i = 0; i < 6; i++)
		ASSERT_EQ(0, set_many(&self->lab, t.id + i, 50));
	ASSERT_EQ(301, kt_local_dump(&self->lab, NULL, rows, 400));
	for (i = 0; i < 6; i++) {
		for (j = 0; j < 50; j++) {
			ASSERT_EQ(t.id + i, rows[1 + 50 * i + j].id);
			ASSERT_EQ(j, rows[1 + 50 * i + j].bytes[1022]);
		}
	}
	free(rows);
}

/* The dump has stopped inside of a thread that is gone when it goes on. */
TEST_F(local_table, dump_goes_on_when_a_thread_has_gone)
{
	struct kt_lab other = self->lab;
	struct kt_answer answer;
	struct kt_joined joined;
	struct kt_seen a, b;
	struct kt_req *req;
	struct kt_row row;
	int of_b = 0;
	__u32 seq;

	ASSERT_EQ(0, local_add("big"));
	ASSERT_EQ(0, gate_add(&a, "a"));
	ASSERT_EQ(0, thread_add(&b, .target = "gate", .args = { "2" },
				.start = true));
	ASSERT_EQ(0, set_many(&self->lab, a.id, 60));
	ASSERT_EQ(0, set_many(&self->lab, b.id, 3));
	ASSERT_EQ(0, kt_sock_open(&other.sock));
	req = kt_req_new(other.sock, KTHREADING_CMD_LOCAL_GET);
	kt_put_str(req, KTHREADING_A_LOCAL_PROCESS, other.process);
	ASSERT_EQ(0, kt_send(req, NLM_F_DUMP, &seq));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id }));
	ASSERT_EQ(0, thread_del(.id = a.id));
	for (;;) {
		ASSERT_EQ(0, kt_sock_wait(other.sock, seq, &answer,
					  KT_PATIENCE_MS));
		if (answer.kind != KT_REPLY)
			break;
		ASSERT_EQ(0, kt_read_row(&answer.attrs, &row));
		of_b += row.id == b.id;
	}
	EXPECT_EQ(0, answer.err);
	EXPECT_EQ(3, of_b);
	kt_sock_close(other.sock);
}

/* CPython: test_locals_at_exit. Main's go, too; what is left are names. */
TEST_F(local_table, p6_gone_at_the_end)
{
	struct kt_seen t;

	ASSERT_EQ(0, local_add("ctx", .initial = { { number_of("i", 1) } }));
	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, local_set("ctx", t.id, number_of("x", 1)));
	ASSERT_EQ(0, local_set("ctx", 0, number_of("x", 2)));
	ASSERT_EQ(5, local_dump(NULL));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(1, local_dump(NULL));
	EXPECT_STREQ("ctx", self->rows[0].local);
	EXPECT_FALSE(self->rows[0].has_value);
	EXPECT_EQ(-EINVAL, local_set("ctx", 0, number_of("x", 1)));
	EXPECT_STREQ("the main thread has ended, say which thread acts",
		     said());
}

/* Of kernel memory that cannot be reclaimed, in kilobytes. */
static long slab_size(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	long size = -1;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "SUnreclaim: %ld kB", &size);
	if (file)
		fclose(file);
	return size;
}

/* CPython: test_leak_without_join. Each round has 5 MB of values. */
TEST_F_TIMEOUT(local_table, p6_nothing_leaks, 100)
{
	long before = slab_size();
	struct kt_lab other = self->lab;
	struct kt_local big = { .name = "big" };
	struct kt_spec spec = {
		.count = 100,
		.target = "sleep",
		.args = { "60m" },
		.start = true,
	};
	struct kt_seen t;
	int rounds = kt_many(ROUNDS);
	int i, j;

	snprintf(other.process, sizeof(other.process), "leaky");
	for (i = 0; i < rounds; i++) {
		ASSERT_EQ(0, process_call(ADD, NULL, .name = other.process,
					  .owned = true,
					  .owner = KTHREADING_OWNER_STOP));
		ASSERT_EQ(0, kt_thread(&other, KTHREADING_CMD_THREAD_ADD, &t,
				       &spec));
		ASSERT_EQ(0, kt_local(&other, KTHREADING_CMD_LOCAL_ADD, NULL,
				      &big));
		for (j = 0; j < 100; j++)
			ASSERT_EQ(0, set_many(&other, t.id + j, 50));
		ASSERT_EQ(0, kt_process_finish(&self->lab, other.process));
	}
	/* Half of a leak. KASAN keeps what was freed; run_tests.sh scans. */
	if (access("/sys/kernel/debug/kmemleak", F_OK))
		EXPECT_GT(rounds * 5 * 1024 / 2, slab_size() - before);
}

TEST_HARNESS_MAIN
