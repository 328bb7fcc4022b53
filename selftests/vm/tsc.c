// SPDX-License-Identifier: GPL-2.0
/*
 * Prints how many kHz the host's time stamp counter has, however busy the host is: of many
 * looks at both clocks the one counts that took the shortest time.
 */

#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

#define LOOKS 1000

struct look {
	unsigned long long ns, ticks;
};

static unsigned long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static struct look look(void)
{
	unsigned long long before, ticks, after, least = ULLONG_MAX;
	struct look best = { 0 };
	int i;

	for (i = 0; i < LOOKS; i++) {
		before = now();
		ticks = __rdtsc();
		after = now();
		if (after - before >= least)
			continue;
		least = after - before;
		best.ns = before + least / 2;
		best.ticks = ticks;
	}
	return best;
}

int main(void)
{
	const struct timespec pause = { .tv_nsec = 200000000 };
	struct look first = look(), last;

	nanosleep(&pause, NULL);
	last = look();
	printf("%llu\n",
	       (last.ticks - first.ticks) * 1000000 / (last.ns - first.ns));
	return 0;
}
