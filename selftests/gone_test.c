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

FIXTURE(gone)
{
	struct kt_lab lab;
	struct kt_lab other;
	pthread_t thread;
	bool over;
	int err;
	unsigned int found;
	unsigned int missed;
	int (*ask)(struct kt_lab * lab);
};

FIXTURE_SETUP(gone)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
	ASSERT_EQ(0, kt_sock_open(&self->other.sock));
	strcpy(self->other.process, "gone");
}

FIXTURE_TEARDOWN(gone)
{
	kt_sock_close(self->other.sock);
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
	FIXTURE_DATA(gone) *self = arg;
	int err;

	while (!__atomic_load_n(&self->over, __ATOMIC_RELAXED)) {
		err = self->ask(&self->other);
		if (!err)
			self->found++;
		else if (err == -ENOENT)
			self->missed++;
		else if (err != -EINVAL && !self->err)
			self->err = err;
	}
	return NULL;
}

FIXTURE_VARIANT(gone)
{
	int (*ask)(struct kt_lab * lab);
};

FIXTURE_VARIANT_ADD(gone, get){
	.ask = ask_main,
};

FIXTURE_VARIANT_ADD(gone, start_all){
	.ask = ask_start_all,
};

FIXTURE_VARIANT_ADD(gone, join_all){
	.ask = ask_join_all,
};

TEST_F_TIMEOUT(gone, main_is_there_as_long_as_its_process, 100)
{
	long long end = kt_now() + LONG_ENOUGH;

	self->ask = variant->ask;
	ASSERT_EQ(0, pthread_create(&self->thread, NULL, ask_on, self));
	while (kt_now() < end) {
		ASSERT_EQ(0,
			  process_call(ADD, NULL, .name = "gone", .owned = true,
				       .owner = KTHREADING_OWNER_STOP));
		ASSERT_EQ(0, kt_process_finish(&self->lab, "gone"));
	}
	__atomic_store_n(&self->over, true, __ATOMIC_RELAXED);
	ASSERT_EQ(0, pthread_join(self->thread, NULL));
	EXPECT_EQ(0, self->err);
	/* They did meet, and miss each other. */
	EXPECT_NE(0, self->found);
	EXPECT_NE(0, self->missed);
}

TEST_HARNESS_MAIN
