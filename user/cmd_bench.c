// SPDX-License-Identifier: GPL-2.0
/*
 * How fast this machine is at what kthreadctl does. The process that the threads live in is
 * bound to our socket: however we end, the kernel stops it.
 */

#include "cli.h"
#include "put.h"
#include "series.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define USAGE "bench [ rounds N ] [ count N ]"
#define ROUNDS 1000
#define COUNT 10000
/* So often a list of all @count threads is asked for. */
#define DUMPS 5
/* Entries of a request that has a few. */
#define LIST 64
#define TIMER_NS 1000000LL

/**
 * struct bench - what is measured, and where
 * @cli: the command line
 * @process: that the threads are made in
 * @rounds: how often
 * @count: how many threads a dump tells of
 * @id: of the thread that was made last
 * @times: what the dump adds to: times that the kernel measured
 * @read: takes one from a thread; false if it has none
 * @told: threads that the dump has told
 */
struct bench {
	struct cli *cli;
	char process[KTHREADING_PROCESS_NAME_MAX + 1];
	unsigned int rounds;
	unsigned int count;
	__u32 id;
	struct series *times;
	bool (*read)(const struct kt_attrs *attrs, __u64 *ns);
	unsigned int told;
};

static __u64 now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* So that request() can serve all. */
static_assert((int)KTHREADING_A_PROCESS_NAME ==
			      (int)KTHREADING_A_THREAD_PROCESS &&
		      (int)KTHREADING_A_JOIN_PROCESS ==
			      (int)KTHREADING_A_THREAD_PROCESS,
	      "the process is the first attribute of each set");

static int take_nothing(const struct kt_attrs *attrs, void *arg)
{
	(void)attrs;
	(void)arg;
	return 0;
}

static int take_id(const struct kt_attrs *attrs, void *arg)
{
	struct bench *bench = arg;

	bench->id = kt_attr_u32(attrs, KTHREADING_A_THREAD_ID);
	return 0;
}

static struct kt_req *request(struct bench *bench, enum kthreading_cmd cmd)
{
	struct kt_req *req = kt_req_new(bench->cli->sock, cmd);

	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, bench->process);
	return req;
}

static int process_add(struct bench *bench)
{
	struct kt_req *req = request(bench, KTHREADING_CMD_PROCESS_ADD);

	kt_put_u32(req, KTHREADING_A_PROCESS_OWNER, KTHREADING_OWNER_STOP);
	return kt_call(req, take_nothing, NULL);
}

static int process_end(struct bench *bench)
{
	int err;

	err = kt_call(request(bench, KTHREADING_CMD_PROCESS_KILL), NULL, NULL);
	if (!err)
		err = kt_call(request(bench, KTHREADING_CMD_PROCESS_WAIT),
			      take_nothing, NULL);
	if (!err)
		err = kt_call(request(bench, KTHREADING_CMD_PROCESS_DEL), NULL,
			      NULL);
	return err;
}

static int join(struct bench *bench)
{
	struct ref ref = { .type = KTHREADING_A_REF_ID, .number = bench->id };
	struct kt_req *req = request(bench, KTHREADING_CMD_THREAD_JOIN);

	put_ref(req, KTHREADING_A_JOIN_REF, &ref);
	return kt_call(req, take_nothing, NULL);
}

/* A thread that does nothing, from the request to make it to the answer that it has ended. */
static int start_join(struct bench *bench, struct series *series)
{
	struct kt_req *req = request(bench, KTHREADING_CMD_THREAD_ADD);
	__u64 begin = now_ns();
	int err;

	kt_put_flag(req, KTHREADING_A_THREAD_START);
	err = kt_call(req, take_id, bench);
	if (!err)
		err = join(bench);
	series_add(series, now_ns() - begin);
	return err;
}

static int run_timer(struct bench *bench, struct series *unused)
{
	struct kt_req *req = request(bench, KTHREADING_CMD_THREAD_ADD);
	int err;

	(void)unused;
	kt_nest_begin(req, KTHREADING_A_THREAD_TIMER);
	kt_put_s64(req, KTHREADING_A_TIMER_INTERVAL_NS, TIMER_NS);
	kt_nest_end(req);
	kt_put_flag(req, KTHREADING_A_THREAD_START);
	err = kt_call(req, take_id, bench);
	return err ? err : join(bench);
}

static int create(struct bench *bench, struct series *series)
{
	struct kt_req *req = request(bench, KTHREADING_CMD_THREAD_ADD);
	__u64 begin = now_ns();
	int err = kt_call(req, take_id, bench);

	series_add(series, now_ns() - begin);
	return err;
}

/* Per thread of a list. */
static int create_list(struct bench *bench, struct series *series)
{
	struct kt_req *req = request(bench, KTHREADING_CMD_THREAD_ADD);
	__u64 begin = now_ns();
	unsigned int i;
	int err;

	for (i = 0; i < LIST; i++) {
		kt_nest_begin(req, KTHREADING_A_THREAD_ENTRY);
		kt_nest_end(req);
	}
	err = kt_call(req, take_id, bench);
	series_add(series, (now_ns() - begin) / LIST);
	return err;
}

static int repeat(struct bench *bench, struct series *series,
		  unsigned int times,
		  int (*once)(struct bench *bench, struct series *series))
{
	int err = 0;

	while (!err && times--)
		err = once(bench, series);
	return err;
}

static int take_told(const struct kt_attrs *attrs, void *arg)
{
	struct bench *bench = arg;
	__u64 ns;

	bench->told++;
	if (bench->read && bench->read(attrs, &ns))
		series_add(bench->times, ns);
	return 0;
}

static int dump(struct bench *bench)
{
	int err;

	bench->told = 0;
	err = kt_dump(request(bench, KTHREADING_CMD_THREAD_GET), take_told,
		      bench);
	return err > 0 ? 0 : err;
}

/* Per thread. */
static int timed_dump(struct bench *bench, struct series *series)
{
	__u64 begin = now_ns();
	int err = dump(bench);

	if (!err)
		series_add(series, (now_ns() - begin) / bench->told);
	return err;
}

static bool read_ready(const struct kt_attrs *attrs, __u64 *ns)
{
	*ns = kt_attr_u64(attrs, KTHREADING_A_THREAD_READY_NS);
	return kt_attr_u32(attrs, KTHREADING_A_THREAD_STATE) ==
	       KTHREADING_THREAD_TERMINATED;
}

static bool read_lateness(const struct kt_attrs *attrs, __u64 *ns)
{
	struct kt_attrs timer = kt_attr_nest(attrs, KTHREADING_A_THREAD_TIMER);

	*ns = kt_attr_u64(&timer, KTHREADING_A_TIMER_LATENESS_NS);
	return kt_attr_u64(&timer, KTHREADING_A_TIMER_FIRED);
}

/* What the kernel knows of all threads that there are, which go then. */
static int take_times(struct bench *bench, struct series *series,
		      bool (*read)(const struct kt_attrs *attrs, __u64 *ns))
{
	struct kt_req *req;
	int err;

	bench->times = series;
	bench->read = read;
	err = dump(bench);
	bench->read = NULL;
	if (err)
		return err;
	req = request(bench, KTHREADING_CMD_THREAD_DEL);
	kt_put_flag(req, KTHREADING_A_THREAD_ALL);
	return kt_call(req, NULL, NULL);
}

static int bench_starts(struct bench *bench)
{
	struct series series = { 0 }, ready = { 0 };
	int err = repeat(bench, &series, bench->rounds, start_join);

	if (!err)
		err = take_times(bench, &ready, read_ready);
	series_show(&series, "start_join", "start and join by two requests");
	series_show(&ready, "ready", "from the start to the kthread");
	return err;
}

static int bench_creates(struct bench *bench)
{
	unsigned int lists = bench->rounds / LIST + 1;
	struct series single = { 0 }, list = { 0 };
	int err = repeat(bench, &single, bench->rounds, create);

	if (!err)
		err = repeat(bench, &list, lists, create_list);
	if (!err)
		err = take_times(bench, NULL, NULL);
	series_show(&single, "create", "make a thread by a request");
	series_show(&list, "create_list",
		    "make a thread as one of a list of 64");
	return err;
}

static int bench_dumps(struct bench *bench)
{
	struct kt_req *req = request(bench, KTHREADING_CMD_THREAD_ADD);
	struct series series = { 0 };
	int err;

	kt_put_u32(req, KTHREADING_A_THREAD_COUNT, bench->count);
	err = kt_call(req, take_id, bench);
	if (!err)
		err = repeat(bench, &series, DUMPS, timed_dump);
	if (!err)
		err = take_times(bench, NULL, NULL);
	series_show(&series, "dump", "tell of a thread among all");
	return err;
}

static int bench_timers(struct bench *bench)
{
	struct series series = { 0 };
	int err = repeat(bench, NULL, bench->rounds, run_timer);

	if (!err)
		err = take_times(bench, &series, read_lateness);
	series_show(&series, "timer_lateness", "lateness of a Timer of 1 ms");
	return err;
}

static int measure(struct bench *bench)
{
	int err;

	snprintf(bench->process, sizeof(bench->process), "bench-%d", getpid());
	err = process_add(bench);
	if (err)
		return cli_refused(bench->cli, err);
	json_array_begin(NULL);
	series_show_head();
	err = bench_starts(bench);
	if (!err)
		err = bench_creates(bench);
	if (!err)
		err = bench_dumps(bench);
	if (!err)
		err = bench_timers(bench);
	json_array_end();
	if (!err)
		err = process_end(bench);
	return cli_refused(bench->cli, err);
}

static unsigned int given_or(const struct number *number, unsigned int usual)
{
	return number->given ? number->value : usual;
}

int cmd_bench(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("rounds", TAKE_NUMBER, rounds),
		OPTION("count", TAKE_NUMBER, count),
		{ 0 },
	};
	struct bench bench = { .cli = cli };
	struct options o;
	int status;

	if (cli_is_help(cli))
		return cli_help(USAGE);
	status = parse_options(cli, table, &o);
	bench.rounds = given_or(&o.rounds, ROUNDS);
	bench.count = given_or(&o.count, COUNT);
	options_free(&o);
	if (status)
		return status;
	if (!bench.rounds || !bench.count)
		return cli_usage(cli, "out of range", "0");
	status = cli_open(cli);
	return status ? status : measure(&bench);
}
