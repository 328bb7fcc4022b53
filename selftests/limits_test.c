// SPDX-License-Identifier: GPL-2.0
/* Limits: the last that fits, the first that does not, and the sentence for it. */

#include "kt_join.h"
#include "kt_module.h"

#define NAME_63 \
	"a-name-of-63-bytes-that-is-as-long-as-a-name-of-a-thread-can-be"
#define NAME_31 "a-name-of-31-bytes-as-a-process"

enum { PROCESSES, THREADS, WORKERS, PARAMS };

static const char *const params[PARAMS] = {
	[PROCESSES] = KT_PARAM("max_processes"),
	[THREADS] = KT_PARAM("max_threads"),
	[WORKERS] = KT_PARAM("max_workers"),
};

FIXTURE(limits)
{
	struct kt_lab lab;
	char were[PARAMS][16];
};

FIXTURE_SETUP(limits)
{
	int i;

	for (i = 0; i < PARAMS; i++)
		ASSERT_EQ(0, kt_param_read(params[i], self->were[i],
					   sizeof(self->were[i])));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(limits)
{
	int i;

	for (i = 0; i < PARAMS; i++)
		EXPECT_EQ(0, kt_param_write(params[i], self->were[i]));
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

static int param_set(int param, unsigned int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	return kt_param_write(params[param], text);
}

static int count_one(const struct kt_attrs *attrs, void *arg)
{
	unsigned int *count = arg;

	(*count)++;
	return 0;
}

/* Of others, too, that run at the same time. */
static unsigned int processes_count(struct kt_lab *lab)
{
	unsigned int count = 0;

	kt_dump(kt_req_new(lab->sock, KTHREADING_CMD_PROCESS_GET), count_one,
		&count);
	return count;
}

/* What others have left ends by itself. */
static bool alone(struct kt_lab *lab)
{
	long long end = kt_now() + KT_PATIENCE;

	while (processes_count(lab) > 1 && kt_now() < end)
		kt_pause();
	return processes_count(lab) == 1;
}

TEST_F(limits, process_names)
{
	ASSERT_EQ(31, strlen(NAME_31));
	ASSERT_EQ(0, process_call(ADD, NULL, .name = NAME_31));
	EXPECT_EQ(0, kt_process_finish(&self->lab, NAME_31));
	EXPECT_EQ(-ENAMETOOLONG, process_call(ADD, NULL, .name = NAME_31 "x"));
	EXPECT_STREQ("a process's name has at most 31 bytes", said());
	EXPECT_EQ(KTHREADING_A_PROCESS_NAME, bad_attr());
	EXPECT_EQ(-EINVAL, process_call(ADD, NULL, .name = ""));
	EXPECT_STREQ("a process needs a name", said());
}

TEST_F(limits, thread_names)
{
	struct kt_seen t;

	ASSERT_EQ(63, strlen(NAME_63));
	ASSERT_EQ(0, thread_add(&t, .name = NAME_63));
	EXPECT_STREQ(NAME_63, t.name);
	EXPECT_EQ(-ENAMETOOLONG, thread_add(NULL, .name = NAME_63 "x"));
	EXPECT_STREQ("a thread's name has at most 63 bytes", said());
	EXPECT_EQ(KTHREADING_A_THREAD_NAME, bad_attr());
	EXPECT_EQ(-EINVAL, thread_add(NULL, .name = ""));
	EXPECT_STREQ("a name cannot be empty", said());
	EXPECT_EQ(-ENAMETOOLONG, thread_set(.id = t.id, .name = NAME_63 "x"));
	EXPECT_STREQ("a thread's name has at most 63 bytes", said());
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_STREQ(NAME_63, t.name);
}

/* The number at the end must fit too, of all that are made. */
TEST_F(limits, numbered_names)
{
	struct kt_process_seen process;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .name = NAME_63 + 2, .count = 9));
	EXPECT_EQ(-ENAMETOOLONG,
		  thread_add(NULL, .name = NAME_63 + 2, .count = 10));
	EXPECT_STREQ("the name has no room for -10", said());
	EXPECT_EQ(KTHREADING_A_THREAD_NAME, bad_attr());
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(10, process.threads);
}

TEST_F(limits, target_names)
{
	EXPECT_EQ(-ENOENT, thread_add(NULL, .target = NAME_31));
	EXPECT_STREQ("there is no target " NAME_31, said());
	EXPECT_EQ(-EINVAL, thread_add(NULL, .target = NAME_31 "x"));
	EXPECT_EQ(KTHREADING_A_THREAD_TARGET, bad_attr());
}

TEST_F(limits, args_count)
{
	struct kt_spec spec = { .target = "spawn" };
	int i;

	spec.args[0] = "spawn";
	for (i = 1; i < KTHREADING_ARGS_MAX - 1; i++)
		spec.args[i] = "spawn";
	spec.args[i] = "info";
	EXPECT_EQ(0, kt_thread(&self->lab, KTHREADING_CMD_THREAD_ADD, NULL,
			       &spec));
	spec.args[i] = "spawn";
	spec.args[i + 1] = "info";
	EXPECT_EQ(-EINVAL, kt_thread(&self->lab, KTHREADING_CMD_THREAD_ADD,
				     NULL, &spec));
	EXPECT_STREQ("a target takes at most 16 arguments", said());
	EXPECT_EQ(KTHREADING_A_THREAD_ARG, bad_attr());
}

TEST_F(limits, arg_length)
{
	char text[KTHREADING_ARG_LEN_MAX + 2] = { 0 };
	struct kt_seen t;

	memset(text, 'x', KTHREADING_ARG_LEN_MAX);
	ASSERT_EQ(0, thread_add(&t, .target = "log", .args = { text }));
	EXPECT_STREQ(text, t.args[0]);
	text[KTHREADING_ARG_LEN_MAX] = 'x';
	EXPECT_EQ(-ERANGE, thread_add(NULL, .target = "log", .args = { text }));
	EXPECT_EQ(KTHREADING_A_THREAD_ARG, bad_attr());
}

TEST_F(limits, count_max)
{
	struct kt_process_seen process;

	EXPECT_EQ(-EINVAL, thread_add(NULL, .count = KTHREADING_COUNT_MAX + 1));
	EXPECT_STREQ("one request makes at most 1000000 threads", said());
	EXPECT_EQ(KTHREADING_A_THREAD_COUNT, bad_attr());
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.threads);
}

TEST_F(limits, max_processes)
{
	unsigned int max = processes_count(&self->lab) + 1;
	char text[64];

	snprintf(text, sizeof(text), "there are at most %u processes", max);
	ASSERT_EQ(0, param_set(PROCESSES, max));
	ASSERT_EQ(0, process_call(ADD, NULL, .name = "last"));
	EXPECT_EQ(-ENOSPC, process_call(ADD, NULL, .name = "too-many"));
	EXPECT_STREQ(text, said());
	EXPECT_EQ(-ENOENT, process_call(GET, NULL, .name = "too-many"));
	EXPECT_EQ(0, kt_process_finish(&self->lab, "last"));
	ASSERT_EQ(0, process_call(ADD, NULL, .name = "last"));
	EXPECT_EQ(0, kt_process_finish(&self->lab, "last"));
}

/* All or none: of those that do not fit together, none is made. */
TEST_F(limits, max_threads)
{
	struct kt_process_seen process;
	struct kt_seen t;

	ASSERT_EQ(0, param_set(THREADS, 4));
	ASSERT_EQ(0, thread_add(&t));
	EXPECT_EQ(-ENOSPC, thread_add(NULL, .count = 3));
	EXPECT_STREQ("a process has at most 4 threads", said());
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(2, process.threads);
	ASSERT_EQ(0, thread_add(NULL, .count = 2));
	EXPECT_EQ(-ENOSPC, thread_add(NULL));
	ASSERT_EQ(0, thread_del(.id = t.id));
	ASSERT_EQ(0, thread_add(NULL));
}

/*
 * No process of others is there to take a place: the tests run one by one. One
 * place is main's.
 */
TEST_F(limits, c10_max_workers)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_seen a, b;

	ASSERT_TRUE(alone(&self->lab));
	ASSERT_EQ(0, param_set(WORKERS, 2));
	ASSERT_EQ(0, thread_add(&a, .target = "sleep", .args = { "60m" },
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, thread_add(&b, .name = "late"));
	EXPECT_EQ(-EAGAIN, thread_start(NULL, .id = b.id));
	EXPECT_STREQ("can't start new thread", said());
	ASSERT_EQ(0, thread_get(&b, .id = b.id));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, b.state);
	EXPECT_FALSE(b.has_ident);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(2, process.alive);

	ASSERT_EQ(0, param_set(WORKERS, 3));
	ASSERT_EQ(0, thread_start(NULL, .id = b.id));
	ASSERT_EQ(0, thread_join(&joined, .ids = { b.id }));
}

TEST_F(limits, c10_all_or_none)
{
	struct kt_process_seen process;

	ASSERT_TRUE(alone(&self->lab));
	ASSERT_EQ(0, param_set(WORKERS, 4));
	EXPECT_EQ(-EAGAIN, thread_add(NULL, .count = 4, .start = true));
	EXPECT_STREQ("can't start 4 new threads", said());
	EXPECT_EQ(KTHREADING_A_THREAD_COUNT, bad_attr());
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.threads);
	ASSERT_EQ(0, thread_add(NULL, .count = 3, .target = "sleep",
				.args = { "60m" }, .start = true));
}

TEST_F(limits, c10_no_place_for_main)
{
	ASSERT_TRUE(alone(&self->lab));
	ASSERT_EQ(0, param_set(WORKERS, 1));
	EXPECT_EQ(-EAGAIN, process_call(ADD, NULL, .name = "headless"));
	EXPECT_STREQ("can't start new thread", said());
	EXPECT_EQ(-ENOENT, process_call(GET, NULL, .name = "headless"));
}

TEST_HARNESS_MAIN
