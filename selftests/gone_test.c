// SPDX-License-Identifier: GPL-2.0
/*
 * A process is taken away while requests are about it: who has found it a moment before
 * still finds its main thread. There is no way to stop a request in between, so two
 * clients try often; a kernel that checks its references tells of one that is lost.
 */

#include <pthread.h>

#include "kt_join.h"

/* A lost reference shows within a tenth of that. */
#define LONG_ENOUGH (5 * KT_SECOND)

typedef int (*ask_fn)(struct kt_lab *lab);

/* The client that asks, while the other one makes and ends the process. */
struct asker {
	struct kt_lab lab;
	ask_fn ask;
	bool over;
	int err;
	unsigned int found;
	unsigned int missed;
};

FIXTURE(gone)
{
	struct kt_lab lab;
	struct asker asker;
};

FIXTURE_SETUP(gone)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
	ASSERT_EQ(0, kt_sock_open(&self->asker.lab.sock));
	snprintf(self->asker.lab.process, sizeof(self->asker.lab.process),
		 "gone");
}

FIXTURE_TEARDOWN(gone)
{
	kt_sock_close(self->asker.lab.sock);
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

static int ask_main(struct kt_lab *lab)
{
	const struct kt_spec main = {};

	return kt_thread(lab, KTHREADING_CMD_THREAD_GET, NULL, &main);
}

static int ask_start_all(struct kt_lab *lab)
{
	const struct kt_spec all = { .all = true };

	return kt_thread(lab, KTHREADING_CMD_THREAD_START, NULL, &all);
}

static int ask_join_all(struct kt_lab *lab)
{
	const struct kt_join_spec all = { .all = true };
	struct kt_joined joined;

	return kt_call(kt_join_req(lab, &all), kt_read_joined, &joined);
}

/* -EINVAL: the main thread has ended, and nobody can act. */
static void *ask_on(void *arg)
{
	struct asker *asker = arg;
	int err;

	while (!__atomic_load_n(&asker->over, __ATOMIC_RELAXED)) {
		err = asker->ask(&asker->lab);
		if (!err)
			asker->found++;
		else if (err == -ENOENT)
			asker->missed++;
		else if (err != -EINVAL && !asker->err)
			asker->err = err;
	}
	return NULL;
}

/* They did meet, and miss each other. */
static bool has_met(const struct asker *asker)
{
	return __atomic_load_n(&asker->found, __ATOMIC_RELAXED) &&
	       __atomic_load_n(&asker->missed, __ATOMIC_RELAXED);
}

/* Returns the first error that makes no sense, or 0. */
static int make_and_end(struct kt_lab *lab, struct asker *asker)
{
	const struct kt_process_spec add = {
		.name = "gone",
		.owned = true,
		.owner = KTHREADING_OWNER_STOP,
	};
	long long begin = kt_now(), passed = 0;
	pthread_t thread;
	int err = 0;

	if (pthread_create(&thread, NULL, ask_on, asker))
		return -EAGAIN;
	while (!err && passed < KT_PATIENCE &&
	       (passed < LONG_ENOUGH || !has_met(asker))) {
		err = kt_process(lab, KTHREADING_CMD_PROCESS_ADD, NULL, &add);
		if (!err)
			err = kt_process_finish(lab, "gone");
		passed = kt_now() - begin;
	}
	__atomic_store_n(&asker->over, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	return err ? err : asker->err;
}

TEST_F_TIMEOUT(gone, get, 150)
{
	self->asker.ask = ask_main;
	EXPECT_EQ(0, make_and_end(&self->lab, &self->asker));
	EXPECT_TRUE(has_met(&self->asker));
}

TEST_F_TIMEOUT(gone, start_all, 150)
{
	self->asker.ask = ask_start_all;
	EXPECT_EQ(0, make_and_end(&self->lab, &self->asker));
	EXPECT_TRUE(has_met(&self->asker));
}

TEST_F_TIMEOUT(gone, join_all, 150)
{
	self->asker.ask = ask_join_all;
	EXPECT_EQ(0, make_and_end(&self->lab, &self->asker));
	EXPECT_TRUE(has_met(&self->asker));
}

TEST_HARNESS_MAIN
