// SPDX-License-Identifier: GPL-2.0
/*
 * As faults_test, but deeper: each allocation fails that the kernel makes on behalf of
 * the client, in whatever it calls, until no more is left. The kernel's own /proc/self/fail-nth
 * does that, where it is built in. So it cannot be told what has to come of each, but
 * a refusal for want of memory has changed nothing, and nothing is lost.
 */

#include <errno.h>
#include "kt_fault_bench.h"

#define NTH "/proc/thread-self/fail-nth"
#define SLAB(name) "/sys/kernel/debug/failslab/" name
/* An act that allocates more often is one that loads a module. */
#define NTH_MAX 400

/* Probability stays 0: nothing fails but what is chosen. */
static int faults_ready(void)
{
	if (access(NTH, W_OK) || access(SLAB("verbose"), W_OK))
		return 0;
	return kt_param_write(SLAB("verbose"), "0") ||
	       kt_param_write(SLAB("ignore-gfp-wait"), "N");
}

/* Open before it counts, as to open it takes memory. */
static int nth_fd = -1;

static bool nth_set(int nth)
{
	char number[16];
	int len = snprintf(number, sizeof(number), "%d", nth);

	if (nth_fd < 0)
		nth_fd = open(NTH, O_RDWR | O_CLOEXEC);
	return pwrite(nth_fd, number, len, 0) == len;
}

/* True when it was reached. */
static bool nth_fired(void)
{
	char left[16] = "";

	if (pread(nth_fd, left, sizeof(left) - 1, 0) < 1)
		return false;
	nth_set(0);
	return atoi(left) == 0;
}

/* What a client may be told when there is no memory. */
static bool is_clean(int err)
{
	switch (err) {
	case 0:
	case -ENOMEM:
	case -ENOBUFS:
	case -EAGAIN:
		return true;
	}
	return false;
}

static const char *judge(struct kt_bench *bench, const struct kt_act *act,
			 int err, const struct state *before)
{
	struct state after;

	if (!is_clean(err) && err != -(act->says ?: ENOMEM))
		return "another error";
	if (act->lives || err != -ENOMEM)
		return NULL;
	if (state_get(bench, act, &after))
		return "no state";
	if (!same_state(before, &after))
		return "something has changed";
	return act->act(bench) ? "it does not work the next time" : NULL;
}

/* The act while the nth allocation fails; what is wrong, or NULL. */
static const char *try_once(struct kt_bench *bench, const struct kt_act *act,
			    int nth, bool *fired)
{
	const char *wrong = "the bench cannot be made";
	struct state before;
	int err;

	*fired = true;
	err = bench_open(bench, act);
	if (!err)
		err = state_get(bench, act, &before);
	if (!err && !nth_set(nth))
		err = -EIO;
	if (!err) {
		err = act->act(bench);
		*fired = nth_fired();
		wrong = *fired ? judge(bench, act, err, &before) :
			err    ? "it fails without a fault" :
				 NULL;
	}
	if (bench_close(bench, act) && !wrong)
		wrong = "something is left";
	if (wrong && err == -EAGAIN)
		return "EAGAIN";
	if (wrong)
		printf("# allocation %d: %d: %s\n", nth, err, wrong);
	return wrong;
}

static const char *try_one(struct kt_bench *bench, const struct kt_act *act,
			   int nth, bool *fired)
{
	long long end = kt_now() + KT_PATIENCE;
	const char *wrong;

	do {
		wrong = try_once(bench, act, nth, fired);
	} while (wrong && !strcmp(wrong, "EAGAIN") && kt_now() < end);
	return wrong;
}

TEST_F_TIMEOUT(faults, each_allocation_alone, 600)
{
	bool fired = true;
	int nth;

	if (access(NTH, W_OK) || access(SLAB("verbose"), W_OK))
		SKIP(return, "this kernel has no failslab");
	if (variant->act->no_lab)
		SKIP(return, "most allocations are those of the loader");
	if (variant->act->polls)
		SKIP(return, "process_get has no end here: an act of its own");
	for (nth = 1; fired && nth <= NTH_MAX; nth++)
		EXPECT_EQ(NULL,
			  try_one(&self->bench, variant->act, nth, &fired));
	EXPECT_FALSE(fired);
	printf("# %d allocations have failed\n", nth - 2);
}

FIXTURE(end)
{
	int status;
};

FIXTURE_SETUP(end)
{
	self->status =
		system("rmmod kt_notes kt_test kt_test_local kthreading");
}

FIXTURE_TEARDOWN(end)
{
	EXPECT_EQ(0, system("modprobe kthreading"));
}

TEST_F(end, the_module_can_go)
{
	EXPECT_EQ(0, self->status);
}

TEST_HARNESS_MAIN
