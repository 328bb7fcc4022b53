// SPDX-License-Identifier: GPL-2.0
/*
 * A client is killed in the middle of a request for ten thousand objects. The request
 * goes on without it and is done as a whole; what belongs to its socket goes with it.
 */

#include <signal.h>
#include <sys/wait.h>

#include "kt_harness.h"

#define OBJECTS 10000
/* No more may be started than half of what the kernel has room for; with KASAN 8192. */
#define SLEEPERS 5000
/* It may be done before it is killed; then it is tried again. */
#define TRIES 50
#define NAME "killed"

/* What is made, and whether the process belongs to the client's socket. */
struct request {
	unsigned int count;
	const char *target, *arg;
	bool start, owned;
};

FIXTURE(client_kill)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(client_kill)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(client_kill)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

/* Of its own socket, which the kernel closes. Does not return. */
static void client(const struct request *request)
{
	struct kt_process_spec add = {
		.name = NAME,
		.owned = request->owned,
		.owner = KTHREADING_OWNER_STOP,
	};
	struct kt_spec spec = {
		.count = request->count,
		.target = request->target,
		.args = { request->arg },
		.start = request->start,
	};
	struct kt_lab lab;

	snprintf(lab.process, sizeof(lab.process), "%s", NAME);
	if (kt_sock_open(&lab.sock) ||
	    kt_process(&lab, KTHREADING_CMD_PROCESS_ADD, NULL, &add) ||
	    kt_thread(&lab, KTHREADING_CMD_THREAD_ADD, NULL, &spec))
		_exit(1);
	for (;;)
		pause();
}

/* Kills it when some of what it asked for is there. Sets how many it was then. */
static int kill_amid(struct kt_lab *lab, const char *name, pid_t pid,
		     __u32 *seen)
{
	struct kt_process_spec spec = { .name = name };
	long long end = kt_now() + KT_PATIENCE;
	struct kt_process_seen process;
	int err, status;

	do {
		err = kt_process(lab, KTHREADING_CMD_PROCESS_GET, &process,
				 &spec);
	} while ((err == -ENOENT || (!err && process.threads < 2)) &&
		 kt_now() < end);
	kill(pid, SIGKILL);
	if (err)
		return err;
	/* That the signal is there is what counts, and not what was seen before. */
	err = kt_process(lab, KTHREADING_CMD_PROCESS_GET, &process, &spec);
	*seen = process.threads;
	if (waitpid(pid, &status, 0) != pid || !WIFSIGNALED(status) ||
	    WTERMSIG(status) != SIGKILL)
		return -ECHILD;
	return err;
}

static int await_gone(struct kt_lab *lab, const char *name)
{
	struct kt_process_spec spec = { .name = name };
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = kt_process(lab, KTHREADING_CMD_PROCESS_GET, NULL, &spec);
		kt_pause();
	} while (!err && kt_now() < end);
	return err;
}

/* One reference of the module for each process, so: nothing holds one any more. */
static int references(void)
{
	FILE *file = fopen("/sys/module/kthreading/refcnt", "r");
	int count = -1;

	if (file && fscanf(file, "%d", &count) != 1)
		count = -1;
	if (file)
		fclose(file);
	return count;
}

static bool await_references(int wanted)
{
	long long end = kt_now() + KT_PATIENCE;

	while (references() != wanted && kt_now() < end)
		kt_pause();
	return references() == wanted;
}

/* All of it is there, in spite of the client's end, or went with its socket. */
static int check_rest(struct kt_lab *lab, const struct request *request)
{
	struct kt_process_spec spec = { .name = NAME };
	struct kt_process_seen process;
	int err;

	if (request->owned) {
		err = await_gone(lab, NAME);
		return err == -ENOENT ? 0 : -EBUSY;
	}
	err = kt_process(lab, KTHREADING_CMD_PROCESS_GET, &process, &spec);
	if (err)
		return err;
	if (process.threads != request->count + 1 ||
	    process.alive != (request->start ? request->count + 1 : 1))
		return -EBADMSG;
	return kt_process_finish(lab, NAME);
}

/* Until it was killed when some were there and others not; sets how many were. */
static int kill_and_check(struct kt_lab *lab, const struct request *request,
			  __u32 *seen)
{
	int err = 0, tries;
	pid_t pid;

	for (tries = 0; !err && tries < TRIES; tries++) {
		pid = fork();
		if (!pid)
			client(request);
		err = kill_amid(lab, NAME, pid, seen);
		if (!err)
			err = check_rest(lab, request);
		if (*seen <= request->count)
			break;
	}
	return err;
}

static const struct request requests[] = {
	{ .count = OBJECTS },
	{ .count = OBJECTS, .owned = true },
	{ .count = SLEEPERS, .target = "sleep", .arg = "60m", .start = true },
	{ .count = SLEEPERS,
	  .target = "sleep",
	  .arg = "60m",
	  .start = true,
	  .owned = true },
};

TEST_F_TIMEOUT(client_kill, amid_a_large_request, 250)
{
	int before = references();
	unsigned int i;
	__u32 seen = 0;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		ASSERT_EQ(0, kill_and_check(&self->lab, &requests[i], &seen));
		TH_LOG("killed when %u of %u were there", seen - 1,
		       requests[i].count);
		EXPECT_GE(requests[i].count, seen);
		EXPECT_TRUE(await_references(before));
	}
}

TEST_HARNESS_MAIN
