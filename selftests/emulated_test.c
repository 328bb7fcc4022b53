// SPDX-License-Identifier: GPL-2.0
/*
 * Not ours, but what all the rest stands on: one CPU changes code under a breakpoint, as the
 * kernel does, while another one runs it. Where the machine is emulated and keeps
 * a translation of the breakpoint, who runs into it does so for ever. See vm/stale.c.
 */

#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "kt_harness.h"

#define SIZE 4096
#define CHANGES 500
#define INT3 0xcc

static const unsigned char nop_and_return[] = { 0x0f, 0x1f, 0x44, 0, 0, 0xc3 };

static atomic_ulong calls, traps;
static atomic_bool over;

FIXTURE(code)
{
	atomic_uchar *writable;
	void *executable;
	pthread_t runner;
};

/* The kernel's way: whoever runs into it tries again. */
static void try_again(int signal, siginfo_t *info, void *context)
{
	((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP]--;
	traps++;
}

static void *run(void *code)
{
	while (!over) {
		((void (*)(void))code)();
		calls++;
	}
	return NULL;
}

FIXTURE_SETUP(code)
{
	struct sigaction action = { .sa_sigaction = try_again,
				    .sa_flags = SA_SIGINFO | SA_NODEFER };
	int fd = memfd_create("code", 0);

	ASSERT_EQ(0, ftruncate(fd, SIZE));
	ASSERT_EQ(sizeof(nop_and_return),
		  write(fd, nop_and_return, sizeof(nop_and_return)));
	self->writable =
		mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	self->executable =
		mmap(NULL, SIZE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, self->writable);
	ASSERT_NE(MAP_FAILED, self->executable);
	close(fd);
	ASSERT_EQ(0, sigaction(SIGTRAP, &action, NULL));
	ASSERT_EQ(0,
		  pthread_create(&self->runner, NULL, run, self->executable));
}

FIXTURE_TEARDOWN(code)
{
	over = true;
	pthread_join(self->runner, NULL);
}

/* Twice, as the first one may have begun before the change. */
static void await_two_of(atomic_ulong *count)
{
	unsigned long seen = *count;

	while (*count < seen + 2)
		sched_yield();
}

TEST_F(code, a_breakpoint_that_is_gone_is_gone)
{
	unsigned int i;

	for (i = 0; i < kt_many(CHANGES); i++) {
		self->writable[0] = INT3;
		await_two_of(&traps);
		self->writable[0] = nop_and_return[0];
		await_two_of(&calls);
	}
	EXPECT_LE(2UL * i, traps);
}

TEST_HARNESS_MAIN
