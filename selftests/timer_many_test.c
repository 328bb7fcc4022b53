// SPDX-License-Identifier: GPL-2.0
/* A hundred thousand Timers that wait, and twenty thousand that expire together. */

#include <dirent.h>

#include "kt_join.h"
#include "kt_timer.h"

#define WAITERS kt_many(100000)
#define EXPIRERS kt_many(20000)
#define MAX_KB (40 * 1024)
/* Of other parts of the kernel, that may come and go meanwhile. */
#define STRANGERS 40

FIXTURE(timer_many)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(timer_many)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(timer_many)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

static int tasks_count(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int count = 0;

	while (proc && (entry = readdir(proc)))
		count += entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
	if (proc)
		closedir(proc);
	return count;
}

/* A line of /proc/meminfo, in kilobytes. */
static long meminfo_kb(const char *name)
{
	FILE *file = fopen("/proc/meminfo", "r");
	size_t len = strlen(name);
	long size = -1;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, len) && line[len] == ':')
			size = atol(line + len + 1);
	if (file)
		fclose(file);
	return size;
}

/* What the kernel has for itself: not what is free, which others take and give as well. */
static long kernel_kb(void)
{
	return meminfo_kb("SUnreclaim") + meminfo_kb("KernelStack") +
	       meminfo_kb("VmallocUsed");
}

/* KASAN and its like make each object larger. */
static bool watched_kernel(void)
{
	return !access("/sys/kernel/debug/kmemleak", F_OK);
}

TEST_F_TIMEOUT(timer_many, wait_and_are_cancelled_together, 200)
{
	struct kt_process_seen process;
	int tasks = tasks_count();
	long before = kernel_kb();
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_start(&made, after(KT_HOUR), .count = WAITERS,
				 .target = "add", .args = { "5", "4" }));
	EXPECT_EQ(WAITERS, made.count);
	if (!watched_kernel())
		EXPECT_GT(MAX_KB, kernel_kb() - before);
	EXPECT_GT(tasks + STRANGERS, tasks_count());
	ASSERT_EQ(0, timer_get(made.id + WAITERS - 1, &t));
	EXPECT_TRUE(t.waits);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(WAITERS + 1, process.alive);
	EXPECT_EQ(WAITERS, timer_cancel(.all = true));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.alive);
	EXPECT_EQ(0, timer_cancel(.all = true));
	ASSERT_EQ(0, thread_del(.all = true));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.threads);
}

struct tally {
	unsigned int count, right;
};

static int tally_up(const struct kt_attrs *attrs, void *arg)
{
	struct tally *tally = arg;
	struct kt_timer_seen t;

	kt_read_timer(attrs, &t);
	tally->count += t.timer;
	tally->right += t.timer && t.thread.result == 9 && t.fired == 1 &&
			t.thread.state == KTHREADING_THREAD_TERMINATED;
	return 0;
}

TEST_F_TIMEOUT(timer_many, expire_together, 200)
{
	struct kt_process_seen process;
	struct tally tally = { 0 };
	struct kt_joined joined;
	struct kt_seen made;
	struct kt_req *req;

	ASSERT_EQ(0,
		  timer_start(&made,
			      after(kt_now() + 3 * KT_SECOND, .absolute = true),
			      .count = EXPIRERS, .target = "add",
			      .args = { "5", "4" }));
	ASSERT_EQ(0, thread_join(&joined, .all = true));
	EXPECT_EQ(0, joined.pending);
	EXPECT_EQ(0, joined.raised);
	req = kt_req_new(self->lab.sock, KTHREADING_CMD_THREAD_GET);
	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, self->lab.process);
	ASSERT_EQ(0, kt_dump(req, tally_up, &tally));
	EXPECT_EQ(EXPIRERS, tally.count);
	EXPECT_EQ(EXPIRERS, tally.right);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.alive);
}

/* A kill drops them all. */
TEST_F_TIMEOUT(timer_many, killed_while_waiting, 200)
{
	ASSERT_EQ(0, timer_start(NULL, after(KT_HOUR), .count = WAITERS));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	EXPECT_EQ(0, timer_cancel(.all = true));
}

TEST_HARNESS_MAIN
