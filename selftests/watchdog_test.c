// SPDX-License-Identifier: GPL-2.0
/* Who ignores a stop: named in dmesg with its stack, once, and the process is marked. */

#include <sys/klog.h>

#include "kt_join.h"
#include "kt_module.h"

#define READ_ALL 3
#define LOG_SIZE 0x200000
#define STOP_SECONDS KT_PARAM("stop_seconds")
/* Of the module: so many threads of one process are told of. */
#define REPORTS_MAX 8

FIXTURE(watchdog)
{
	struct kt_lab lab;
	char stop_seconds[16];
	char *dmesg;
};

FIXTURE_SETUP(watchdog)
{
	self->dmesg = malloc(LOG_SIZE);
	ASSERT_NE(NULL, self->dmesg);
	ASSERT_EQ(0, kt_param_read(STOP_SECONDS, self->stop_seconds,
				   sizeof(self->stop_seconds)));
	ASSERT_EQ(0, kt_param_write(STOP_SECONDS, "1"));
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(watchdog)
{
	EXPECT_EQ(0, kt_gates(9));
	EXPECT_EQ(0, kt_param_write(STOP_SECONDS, self->stop_seconds));
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
	free(self->dmesg);
}

static void dmesg_read(char *text)
{
	int len = klogctl(READ_ALL, text, LOG_SIZE - 1);

	text[len < 0 ? 0 : len] = '\0';
}

static unsigned int count_of(const char *text, const char *what)
{
	unsigned int count = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		count++;
	return count;
}

struct flags {
	bool overdue;
	struct kt_process_seen process;
};

static int read_flags(const struct kt_attrs *attrs, void *arg)
{
	struct flags *flags = arg;

	flags->overdue = kt_attr_has(attrs, KTHREADING_A_PROCESS_OVERDUE);
	return kt_read_process(attrs, &flags->process);
}

static int flags_get(struct kt_lab *lab, struct flags *flags)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_PROCESS_GET);

	kt_put_str(req, KTHREADING_A_PROCESS_NAME, lab->process);
	return kt_call(req, read_flags, flags);
}

static int await_overdue(struct kt_lab *lab, struct flags *flags)
{
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = flags_get(lab, flags);
		if (err || flags->overdue)
			return err;
		kt_pause();
	} while (kt_now() < end);
	return -ETIMEDOUT;
}

/* The mark comes before the words. */
static int await_dmesg(char *text, const char *what, unsigned int count)
{
	long long end = kt_now() + KT_PATIENCE;

	do {
		dmesg_read(text);
		if (count_of(text, what) >= count)
			return 0;
		kt_pause();
	} while (kt_now() < end);
	return -ETIMEDOUT;
}

#define stubborn_add(seen, ...)                                                \
	thread_add(seen, .target = "stubborn", .args = { "1" }, .start = true, \
		   __VA_ARGS__)

TEST_F(watchdog, names_who_ignores_the_stop)
{
	char line[200], stack[64];
	const char *at, *end;
	struct flags flags;
	unsigned int told;
	struct kt_seen t;

	dmesg_read(self->dmesg);
	told = count_of(self->dmesg, "end of stack");
	snprintf(line, sizeof(line), "process %s: thread mule ignores the stop",
		 self->lab.process);
	ASSERT_EQ(0, stubborn_add(&t, .name = "mule"));
	ASSERT_EQ(0, await_blocked(t.id, "kernel", &t));
	ASSERT_EQ(0, flags_get(&self->lab, &flags));
	EXPECT_FALSE(flags.overdue);
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, await_overdue(&self->lab, &flags));
	EXPECT_EQ(KTHREADING_PROCESS_STOPPING, flags.process.state);
	EXPECT_STREQ("mule", flags.process.holdup);
	EXPECT_LE(KT_SECOND, flags.process.since);
	ASSERT_EQ(0, await_dmesg(self->dmesg, "end of stack", told + 1));
	at = strstr(self->dmesg, line);
	ASSERT_NE(NULL, at);
	/* It looks at its gate from time to time. */
	snprintf(line, sizeof(line), "ignores the stop, pid %u, %s\n",
		 t.native_id,
		 strstr(strstr(at, "pid"), "not blocked") ?
			 "not blocked" :
			 "blocked on kernel");
	EXPECT_EQ(strstr(at, "ignores"), strstr(at, line));
	snprintf(stack, sizeof(stack), "stack of pid %u\n", t.native_id);
	at = strstr(at, stack);
	ASSERT_NE(NULL, at);
	end = strstr(at, "end of stack");
	ASSERT_NE(NULL, end);
	at = strstr(at, "stubborn");
	ASSERT_NE(NULL, at);
	EXPECT_LT(at, end);
}

TEST_F(watchdog, reports_once_and_the_process_ends)
{
	struct flags flags;
	char line[120];
	struct kt_seen t;

	snprintf(line, sizeof(line), "process %s: thread mule ignores",
		 self->lab.process);
	ASSERT_EQ(0, stubborn_add(&t, .name = "mule"));
	ASSERT_EQ(0, await_blocked(t.id, "kernel", &t));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, await_overdue(&self->lab, &flags));
	EXPECT_EQ(-EALREADY, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(0, flags_get(&self->lab, &flags));
	EXPECT_FALSE(flags.overdue);
	EXPECT_EQ(KTHREADING_PROCESS_ENDED, flags.process.state);
	EXPECT_STREQ("", flags.process.holdup);
	ASSERT_EQ(0, await_dmesg(self->dmesg, line, 1));
	EXPECT_EQ(1, count_of(self->dmesg, line));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
}

/* Who heeds the stop is not named, nor who was never started. */
TEST_F(watchdog, names_nobody_else)
{
	struct flags flags;
	struct kt_seen t;
	char line[120];

	ASSERT_EQ(0, thread_add(NULL, .name = "tame", .target = "gate",
				.args = { "1" }, .start = true));
	ASSERT_EQ(0, thread_add(NULL, .name = "unborn"));
	ASSERT_EQ(0, stubborn_add(&t, .name = "mule"));
	ASSERT_EQ(0, await_blocked(t.id, "kernel", &t));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, await_overdue(&self->lab, &flags));
	EXPECT_EQ(1, flags.process.alive);
	snprintf(line, sizeof(line), "process %s: thread", self->lab.process);
	ASSERT_EQ(0, await_dmesg(self->dmesg, line, 1));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	dmesg_read(self->dmesg);
	EXPECT_EQ(1, count_of(self->dmesg, line));
}

/* Of many, some are enough. */
TEST_F(watchdog, names_not_too_many)
{
	struct flags flags;
	struct kt_seen t;
	char line[120];
	int i;

	ASSERT_EQ(0, stubborn_add(&t, .count = REPORTS_MAX + 2));
	for (i = 0; i < REPORTS_MAX + 2; i++)
		ASSERT_EQ(0, kt_await(&self->lab, t.id + i,
				      KTHREADING_THREAD_BLOCKED, "kernel",
				      &(struct kt_seen){ 0 }));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, await_overdue(&self->lab, &flags));
	snprintf(line, sizeof(line), "process %s: thread", self->lab.process);
	ASSERT_EQ(0, await_dmesg(self->dmesg, line, REPORTS_MAX));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	dmesg_read(self->dmesg);
	EXPECT_EQ(REPORTS_MAX, count_of(self->dmesg, line));
}

/* One of another process that is stopped after all others, and is overdue already. */
static int see_another_overdue(struct kt_lab *later)
{
	const struct kt_process_spec process = { .name = later->process };
	const struct kt_spec mule = { .target = "stubborn",
				      .args = { "1" },
				      .start = true };
	struct flags flags;
	struct kt_seen t;
	int err;

	snprintf(later->process, sizeof(later->process), "later");
	err = kt_process(later, KTHREADING_CMD_PROCESS_ADD, NULL, &process);
	err = err ?: kt_thread(later, KTHREADING_CMD_THREAD_ADD, &t, &mule);
	err = err ?: kt_await(later, t.id, KTHREADING_THREAD_BLOCKED, NULL, &t);
	if (err)
		return err;
	err = kt_process(later, KTHREADING_CMD_PROCESS_KILL, NULL, &process);
	return err ?: await_overdue(later, &flags);
}

/* Waiting for non-daemons at an exit is no stop: it may take as long as it takes. */
TEST_F(watchdog, exit_is_no_stop)
{
	struct kt_lab later = self->lab;
	struct flags flags;
	struct kt_seen t;

	ASSERT_EQ(0, stubborn_add(&t, .name = "mule"));
	ASSERT_EQ(0, process_call(EXIT, NULL));

	ASSERT_EQ(0, see_another_overdue(&later));
	ASSERT_EQ(0, flags_get(&self->lab, &flags));
	EXPECT_EQ(KTHREADING_PROCESS_EXITING, flags.process.state);
	EXPECT_FALSE(flags.overdue);
	ASSERT_EQ(0, kt_gates(1));
	EXPECT_EQ(0, kt_process_finish(&self->lab, later.process));
}

/* Each process keeps what was set when it was stopped. */
TEST_F(watchdog, zero_is_never)
{
	struct kt_lab later = self->lab;
	struct flags flags;
	struct kt_seen t;

	ASSERT_EQ(0, stubborn_add(&t, .name = "mule"));
	ASSERT_EQ(0, await_blocked(t.id, "kernel", &t));
	ASSERT_EQ(0, kt_param_write(STOP_SECONDS, "0"));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_param_write(STOP_SECONDS, "1"));
	ASSERT_EQ(0, see_another_overdue(&later));
	ASSERT_EQ(0, flags_get(&self->lab, &flags));
	EXPECT_EQ(KTHREADING_PROCESS_STOPPING, flags.process.state);
	EXPECT_FALSE(flags.overdue);
	ASSERT_EQ(0, kt_gates(1));
	EXPECT_EQ(0, kt_process_finish(&self->lab, later.process));
}

TEST_HARNESS_MAIN
