// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz [--seed N] [--messages M] [--senders K]: send M messages to the module, and check
 * all that comes back. The same options send the same bytes; the hash at the end shows
 * it. For a machine that has no other use: it removes all processes at the end.
 */
#include "fuzz.h"

#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Two senders share a process. */
#define SENDERS_PER_PROCESS 2
#define SENDERS_MAX 64

static const char *const busted_names[] = {
	[FZ_SOUND] = "nothing",
	[FZ_LOSE_ANSWER] = "lose-answer",
	[FZ_ANSWER_TWICE] = "answer-twice",
	[FZ_LOSE_SENTENCE] = "lose-sentence",
	[FZ_LOSE_REPLY] = "lose-reply",
	[FZ_FORGET_ATTR] = "forget-attr",
	[FZ_LEAVE_PROCESS] = "leave-process",
};

static void show_usage(void)
{
	unsigned int i;

	fprintf(stderr,
		"Usage: fuzz [--seed N] [--messages M] [--senders K] [--dry-run]\n"
		"            [--corpus] [--busted WHAT]\n"
		"--corpus: guided by KCOV, begin with the corpus on stdin, print it at the end\n"
		"--busted: break an expectation, to show that it is noticed:\n");
	for (i = 1; i < ARRAY_SIZE(busted_names); i++)
		fprintf(stderr, "          %s\n", busted_names[i]);
	exit(1);
}

static enum fz_busted busted_of(const char *name)
{
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(busted_names); i++)
		if (!strcmp(name, busted_names[i]))
			return i;
	show_usage();
	return 0;
}

static __u64 number_of(const char *text)
{
	char *end;
	__u64 number = strtoull(text, &end, 0);

	if (!*text || *end)
		show_usage();
	return number;
}

static void read_options(struct fz_run *run, int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "messages", required_argument, NULL, 'm' },
		{ "senders", required_argument, NULL, 'k' },
		{ "busted", required_argument, NULL, 'b' },
		{ "dry-run", no_argument, NULL, 'd' },
		{ "corpus", no_argument, NULL, 'c' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 's':
			run->seed = number_of(optarg);
			break;
		case 'm':
			run->messages = number_of(optarg);
			break;
		case 'k':
			run->senders = number_of(optarg);
			break;
		case 'b':
			run->busted = busted_of(optarg);
			break;
		case 'd':
			run->dry = true;
			break;
		case 'c':
			run->corpus = true;
			break;
		default:
			show_usage();
		}
	if (optind < argc || !run->messages || !run->senders ||
	    run->senders > SENDERS_MAX)
		show_usage();
}

struct task {
	pthread_t thread;
	const struct fz_run *run;
	unsigned int index;
};

static void *task_run(void *arg)
{
	struct task *task = arg;

	fz_sender(task->run, task->index);
	return NULL;
}

static void process_run(struct fz_run *run, unsigned int first)
{
	struct task tasks[SENDERS_PER_PROCESS];
	unsigned int i, nr = 0;

	run->shared = fz_open(4096);
	for (i = first; i < run->senders && nr < SENDERS_PER_PROCESS; i++) {
		tasks[nr] = (struct task){ .run = run, .index = i };
		if (pthread_create(&tasks[nr].thread, NULL, task_run,
				   &tasks[nr]))
			abort();
		nr++;
	}
	for (i = 0; i < nr; i++)
		pthread_join(tasks[i].thread, NULL);
}

static void senders_run(struct fz_run *run)
{
	unsigned int first;
	int status;

	for (first = 0; first < run->senders; first += SENDERS_PER_PROCESS)
		switch (fork()) {
		case -1:
			abort();
		case 0:
			process_run(run, first);
			fflush(stdout);
			_exit(0);
		}
	while (wait(&status) > 0)
		if (status)
			fz_fail(run, "a sender ended with status %#x", status);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* A command that never succeeds is hardly tried: the names and numbers are wrong. */
static void report_ops(const struct fz_run *run)
{
	const struct fz_op *op;
	unsigned int i;

	for (i = 0; i < fz_nr_ops(); i++) {
		op = fz_op(i);
		if (op->has_do)
			printf("fuzz: %-13s %7lu done %7lu refused\n", op->name,
			       run->counts->done[op->cmd],
			       run->counts->refused[op->cmd]);
	}
}

static void report(const struct fz_run *run, unsigned int removed, long long ms)
{
	const struct fz_counts *counts = run->counts;

	printf("fuzz: %lu messages, %lu of them mutated, in %lld ms\n",
	       counts->messages, counts->mutated, ms);
	if (run->dry)
		goto hash;
	printf("fuzz: %lu done, %lu refused, %lu of them by netlink without a sentence\n",
	       counts->acks, counts->errors, counts->silent);
	printf("fuzz: %lu replies, %lu dumps\n", counts->replies,
	       counts->dumps);
	printf("fuzz: %lu abandoned, %lu sockets closed with %lu waits pending\n",
	       counts->abandoned, counts->closes, counts->pending);
	printf("fuzz: %u processes removed at the end\n", removed);
	if (run->corpus)
		printf("fuzz: %lu points reached, %u inputs kept\n",
		       fz_corpus_points(), fz_corpus_size());
	report_ops(run);
hash:
	printf("fuzz: hash %016llx\n", (unsigned long long)counts->hash);
}

int main(int argc, char **argv)
{
	struct fz_run run = { .seed = 1, .messages = 1000, .senders = 1 };
	unsigned int removed = 0;
	long long start;

	read_options(&run, argc, argv);
	run.counts = mmap(NULL, sizeof(*run.counts), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (run.counts == MAP_FAILED)
		abort();
	/* Before all else, so that it is known should the machine not survive. */
	printf("fuzz: --seed %llu --messages %lu --senders %u\n",
	       (unsigned long long)run.seed, run.messages, run.senders);
	fflush(stdout);
	if (!run.dry && !fz_find_family(&run)) {
		printf("fuzz: FAILED: the module is not there\n");
		return 1;
	}
	if (!run.dry)
		fz_limits_lower(&run);
	fz_corpus_init(&run);
	start = now_ms();
	senders_run(&run);
	if (!run.dry) {
		removed = fz_remove_processes(&run);
		fz_check_alive(&run);
		fz_limits_restore(&run);
	}
	report(&run, removed, now_ms() - start);
	fz_corpus_print();
	if (run.counts->failures)
		printf("fuzz: FAILED, %lu times\n", run.counts->failures);
	else
		printf("fuzz: OK\n");
	return run.counts->failures ? 1 : 0;
}
