/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the benchmark's user side share. */
#ifndef BENCH_H
#define BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BENCH_CALLS 20

/* How often, how many, as the command line says. */
extern unsigned int bench_rounds, bench_count;

static inline unsigned long long bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* As the module writes them. */
static inline void bench_sample(const char *group, const char *way,
				unsigned long long value, unsigned int per)
{
	printf("%s %s %llu %u\n", group, way, value, per);
}

static inline void bench_fail(const char *what)
{
	perror(what);
	exit(1);
}

void bench_start_join(void);
void bench_burst(void);
void bench_latency(void);
void bench_timer_late(void);
void bench_net_empty(void);
void bench_net_create(void);
void bench_net_dump(void);
void bench_net_send(void);

#endif
