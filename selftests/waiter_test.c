// SPDX-License-Identifier: GPL-2.0
/* Clients that wait: very many at once, and the races of their ends. */

#include <dirent.h>
#include <glob.h>
#include <sys/socket.h>

#include "kt_join.h"
#include "kt_module.h"

/* A message for each, there and back, which under KASAN takes milliseconds. */
#define WAITERS kt_many(kt_many(100000))
#define RACERS 2000
#define LEAVERS kt_many(40000)
/* Of other parts of the kernel, that may come and go meanwhile. */
#define STRANGERS 40

FIXTURE(waiter)
{
	struct kt_lab lab;
	struct kt_seen thread;
};

FIXTURE_SETUP(waiter)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
	ASSERT_EQ(0, thread_add(&self->thread, .target = "gate",
				.args = { "1" }, .start = true));
}

FIXTURE_TEARDOWN(waiter)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
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

/* What is in use of the size that a waiter has; its memory may stay the cache's afterwards. */
static long slab_objects(void)
{
	const char *pattern = "/sys/kernel/slab/*kmalloc*-256/objects";
	long count, sum = 0;
	glob_t found;
	FILE *file;
	size_t i;

	if (glob(pattern, 0, NULL, &found))
		return -1;
	for (i = 0; i < found.gl_pathc; i++) {
		file = fopen(found.gl_pathv[i], "r");
		if (file && fscanf(file, "%ld", &count) == 1)
			sum += count;
		if (file)
			fclose(file);
	}
	globfree(&found);
	return sum;
}

/* Sends that many joins; their numbers follow each other. */
static int send_joins(struct kt_lab *lab, struct kt_sock *sock, __u32 id,
		      unsigned int count, __u32 *first)
{
	struct kt_join_spec spec = { .ids = { id } };
	struct kt_lab other = *lab;
	__u32 seq;
	int err;

	other.sock = sock;
	while (count--) {
		err = kt_send(kt_join_req(&other, &spec), 0, &seq);
		if (err)
			return err;
		if (first) {
			*first = seq;
			first = NULL;
		}
	}
	return 0;
}

/* Each of them must be answered once: -EEXIST for a second time. */
static int read_answers(struct kt_lab *lab, __u32 first, unsigned int count,
			unsigned int *by_status)
{
	unsigned char *seen = calloc(1, count);
	struct kt_joined joined;
	struct kt_answer answer;
	unsigned int i;
	int err = 0;

	for (i = 0; i < count && !err; i++) {
		err = kt_sock_next(lab->sock, &answer, KT_PATIENCE_MS);
		if (err)
			break;
		if (answer.kind != KT_REPLY || answer.seq - first >= count)
			err = -EPROTO;
		else if (seen[answer.seq - first]++)
			err = -EEXIST;
		kt_read_joined(&answer.attrs, &joined);
		if (!err)
			by_status[joined.status == KTHREADING_JOINED_TIMEOUT]++;
	}
	free(seen);
	return err;
}

/* All that was to be answered is: what comes next is what is asked for next. */
static int nothing_left(struct kt_lab *lab)
{
	struct kt_answer answer;
	__u32 seq;
	int err;

	err = kt_send(kt_req_new(lab->sock, KTHREADING_CMD_VERSION_GET), 0,
		      &seq);
	if (!err)
		err = kt_sock_next(lab->sock, &answer, KT_PATIENCE_MS);
	return err ? err : answer.seq == seq ? 0 : -EEXIST;
}

TEST_F_TIMEOUT(waiter, many_pending, 300)
{
	unsigned int by_status[2] = { 0 };
	int tasks = tasks_count();
	__u32 first;

	ASSERT_EQ(0, send_joins(&self->lab, self->lab.sock, self->thread.id,
				WAITERS, &first));
	ASSERT_EQ(0, nothing_left(&self->lab));
	EXPECT_GT(tasks + STRANGERS, tasks_count());
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, read_answers(&self->lab, first, WAITERS, by_status));
	EXPECT_EQ(WAITERS, by_status[0]);
	ASSERT_EQ(0, nothing_left(&self->lab));
}

/* Deadlines against the end of the thread: each waiter has one of the two. */
TEST_F_TIMEOUT(waiter, deadlines_race_with_the_end, 300)
{
	unsigned int by_status[2] = { 0 };
	__u32 first = 0, seq;
	long long timeout;
	int i;

	for (i = 0; i < RACERS; i++) {
		/* The first one is late, the last one cannot be. */
		timeout = i == RACERS - 1 ? KT_PATIENCE : i * 100000LL;
		ASSERT_EQ(0,
			  kt_send(join_req(.ids = { self->thread.id },
					   .timed = true, .timeout = timeout),
				  0, &seq));
		if (!i)
			first = seq;
		if (i == RACERS / 2)
			ASSERT_EQ(0, kt_gates(1));
	}
	ASSERT_EQ(0, read_answers(&self->lab, first, RACERS, by_status));
	EXPECT_EQ(RACERS, by_status[0] + by_status[1]);
	EXPECT_NE(0, by_status[0]);
	EXPECT_NE(0, by_status[1]);
	ASSERT_EQ(0, nothing_left(&self->lab));
}

/* A client that reads late has room for a few answers only, and gets all of them. */
TEST_F_TIMEOUT(waiter, full_socket, 300)
{
	unsigned int by_status[2] = { 0 };
	int room = 16384;
	__u32 first;

	ASSERT_EQ(0, setsockopt(kt_sock_fd(self->lab.sock), SOL_SOCKET,
				SO_RCVBUF, &room, sizeof(room)));
	ASSERT_EQ(0, send_joins(&self->lab, self->lab.sock, self->thread.id,
				RACERS, &first));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, read_answers(&self->lab, first, RACERS, by_status));
	EXPECT_EQ(RACERS, by_status[0]);
	ASSERT_EQ(0, nothing_left(&self->lab));
}

/* A client that is gone takes its waiters along, and their memory comes back. */
TEST_F_TIMEOUT(waiter, closed_socket, 300)
{
	long before, limit;
	struct kt_sock *other;
	long long end;

	if (kt_slow() > 1)
		SKIP(return, "KASAN keeps for a while what was freed");
	ASSERT_EQ(0, kt_sock_open(&other));
	before = slab_objects();
	ASSERT_LT(0, before);
	limit = before + LEAVERS / 2;
	ASSERT_EQ(0, send_joins(&self->lab, other, self->thread.id, LEAVERS,
				NULL));
	EXPECT_LT(limit, slab_objects());
	kt_sock_close(other);
	for (end = kt_now() + KT_PATIENCE; kt_now() < end; kt_pause())
		if (slab_objects() < limit)
			break;
	EXPECT_GT(limit, slab_objects());
	ASSERT_EQ(0, await_blocked(self->thread.id, "sleep", &self->thread));
}

/* The end of the process answers all, too. */
TEST_F(waiter, killed_process)
{
	unsigned int by_status[2] = { 0 };
	__u32 first;

	ASSERT_EQ(0, send_joins(&self->lab, self->lab.sock, self->thread.id,
				100, &first));
	ASSERT_EQ(0, process_call(KILL, NULL));
	/* The call has left what came meanwhile for later. */
	ASSERT_EQ(0, read_answers(&self->lab, first, 100, by_status));
	EXPECT_EQ(100, by_status[0]);
}

TEST_HARNESS_MAIN
