// SPDX-License-Identifier: GPL-2.0
/*
 * bench GROUP [ROUNDS [COUNT]]: what user space has for the same work as the files of the
 * module kt_bench, and netlink beside netlink. Samples as the module writes them: group,
 * way, value, and how many calls the value is of.
 */
#include "bench.h"

#include <string.h>

unsigned int bench_rounds = 1, bench_count = 1000;

static const struct {
	const char *name;
	void (*run)(void);
} groups[] = {
	{ "start_join", bench_start_join }, { "burst", bench_burst },
	{ "latency", bench_latency },	    { "timer_late", bench_timer_late },
	{ "net_empty", bench_net_empty },   { "net_create", bench_net_create },
	{ "net_dump", bench_net_dump },	    { "net_send", bench_net_send },
};

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc > 2)
		bench_rounds = atoi(argv[2]);
	if (argc > 3)
		bench_count = atoi(argv[3]);
	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		if (argc < 2 || strcmp(argv[1], groups[i].name))
			continue;
		groups[i].run();
		return 0;
	}
	fprintf(stderr, "usage: bench GROUP [ROUNDS [COUNT]]\n");
	return 1;
}
