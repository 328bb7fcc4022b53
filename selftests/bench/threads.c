// SPDX-License-Identifier: GPL-2.0
/* glibc's threads, and the timer of the kernel that a program can wait for. */
#include "bench.h"

#include <pthread.h>
#include <sys/timerfd.h>
#include <unistd.h>

static unsigned long long stamped;

static void *empty(void *unused)
{
	return NULL;
}

static void *stamp(void *unused)
{
	stamped = bench_now();
	return NULL;
}

static void start_join(void *(*body)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, body, NULL))
		bench_fail("pthread_create");
	pthread_join(thread, NULL);
}

/* As in the module, a first round does not count. */
void bench_start_join(void)
{
	unsigned long long start, end;
	unsigned int i;

	for (i = 0; i < (bench_rounds + 1) * BENCH_CALLS; i++) {
		start = bench_now();
		start_join(empty);
		end = bench_now();
		if (i >= BENCH_CALLS)
			bench_sample("start_join", "pthread", end - start, 1);
	}
}

static void burst(void)
{
	pthread_t threads[bench_count];
	unsigned int i;

	for (i = 0; i < bench_count; i++)
		if (pthread_create(&threads[i], NULL, empty, NULL))
			bench_fail("pthread_create");
	for (i = 0; i < bench_count; i++)
		pthread_join(threads[i], NULL);
}

void bench_burst(void)
{
	unsigned long long start;
	unsigned int i;

	for (i = 0; i <= bench_rounds; i++) {
		start = bench_now();
		burst();
		if (i)
			bench_sample("burst", "pthread", bench_now() - start,
				     bench_count);
	}
}

void bench_latency(void)
{
	unsigned long long start;
	unsigned int i;

	for (i = 0; i < (bench_rounds + 1) * BENCH_CALLS; i++) {
		start = bench_now();
		start_join(stamp);
		if (i >= BENCH_CALLS)
			bench_sample("latency", "pthread", stamped - start, 1);
	}
}

static unsigned long long timer_late(int fd)
{
	unsigned long long due = bench_now() + 1000000;
	const struct itimerspec spec = {
		.it_value.tv_sec = due / 1000000000,
		.it_value.tv_nsec = due % 1000000000,
	};
	unsigned long long fired;

	if (timerfd_settime(fd, TFD_TIMER_ABSTIME, &spec, NULL) ||
	    read(fd, &fired, sizeof(fired)) < 0)
		bench_fail("timerfd");
	return bench_now() - due;
}

void bench_timer_late(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	unsigned int i;

	for (i = 0; i < (bench_rounds + 1) * BENCH_CALLS; i++) {
		unsigned long long late = timer_late(fd);

		if (i >= BENCH_CALLS)
			bench_sample("timer_late", "timerfd", late, 1);
	}
	close(fd);
}
