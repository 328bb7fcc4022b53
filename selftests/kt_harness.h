/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all tests share: a lab, which is a socket and a process of its own that ends
 * with it, and requests about threads as one call each. All return 0 or -errno;
 * said() tells the kernel's sentence.
 */

#ifndef KT_HARNESS_H
#define KT_HARNESS_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* On a slow kernel, says the rig, all takes so many times longer. */
static inline unsigned int kt_slow(void)
{
	const char *slow = getenv("KT_SLOW");

	return slow ? atoi(slow) : 1;
}

/* What is done for the sake of the number is done less often there. */
static inline unsigned int kt_many(unsigned int count)
{
	return count / kt_slow();
}

static inline unsigned int kt_patient_alarm(unsigned int seconds)
{
	return alarm(seconds * kt_slow());
}

/* The harness ends a test by it. */
#define alarm(seconds) kt_patient_alarm(seconds)
#include "kselftest_harness.h"
#undef alarm
#include "nl.h"

#define KT_SECOND 1000000000LL
/* Nothing that is awaited takes this long, unless it never comes. */
#define KT_PATIENCE_MS 120000
#define KT_PATIENCE (120 * KT_SECOND)
#define KT_MAIN 1

#define said() (kt_sock_error(self->lab.sock)->text)
#define bad_attr() (kt_sock_error(self->lab.sock)->path[0])

struct kt_lab {
	struct kt_sock *sock;
	char process[KTHREADING_PROCESS_NAME_MAX + 1];
};

/* What can be asked of a process; what is zero is left out. */
struct kt_process_spec {
	const char *name;
	bool owned;
	__u32 owner;
	bool timed;
	__s64 timeout;
};

struct kt_process_seen {
	char name[KTHREADING_PROCESS_NAME_MAX + 1];
	__u32 id, owner, portid, state, threads, alive, nondaemon, raised;
	__u64 since;
	char holdup[KTHREADING_THREAD_NAME_MAX + 1];
	__u32 holdup_id, records, status;
	__u64 dropped;
};

struct kt_sched_spec {
	bool policed, niced, noded;
	__u32 policy, priority, node;
	__s32 nice;
	const char *cpus;
};

enum kt_daemon_spec { INHERIT, DAEMON, NON_DAEMON };

/* What can be asked of threads; what is zero is left out. */
struct kt_spec {
	__u32 as, id;
	const char *as_name, *ref_name;
	__u64 ident;
	bool all, start;
	__u32 count;
	const char *name, *target;
	const char *args[KTHREADING_ARGS_MAX + 2];
	enum kt_daemon_spec daemon;
	const struct kt_sched_spec *sched;
};

struct kt_sched_seen {
	bool given, policed, prioritized, niced, noded;
	__u32 policy, priority, node;
	__s32 nice;
	char cpus[64];
};

struct kt_seen {
	__u32 id, native_id, state, cpu, outcome, error, count;
	bool main, daemon, has_ident, has_native_id, has_result;
	__u64 ident, since, ready, running, blocked, voluntary, involuntary;
	__s64 result;
	char process[KTHREADING_PROCESS_NAME_MAX + 1];
	char name[KTHREADING_THREAD_NAME_MAX + 1];
	char target[KTHREADING_TARGET_NAME_MAX + 1];
	char blocked_on[80];
	char error_text[KTHREADING_RECORD_LEN_MAX + 1];
	unsigned int nr_args;
	char args[KTHREADING_ARGS_MAX][KTHREADING_ARG_LEN_MAX + 1];
	struct kt_sched_seen sched;
};

static inline void kt_copy(char *to, size_t size, const struct kt_attrs *attrs,
			   int type)
{
	const char *text = kt_attr_str(attrs, type);

	snprintf(to, size, "%s", text ? text : "");
}

static inline long long kt_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * KT_SECOND + now.tv_nsec;
}

static inline void kt_pause(void)
{
	struct timespec pause = { .tv_nsec = 2000000 };

	nanosleep(&pause, NULL);
}

static inline void kt_read_holdup(const struct kt_attrs *attrs,
				  struct kt_process_seen *seen)
{
	struct kt_attrs ref = kt_attr_nest(attrs, KTHREADING_A_PROCESS_HOLDUP);

	seen->holdup_id = kt_attr_u32(&ref, KTHREADING_A_REF_ID);
	kt_copy(seen->holdup, sizeof(seen->holdup), &ref,
		KTHREADING_A_REF_NAME);
}

static inline int kt_read_process(const struct kt_attrs *attrs, void *arg)
{
	struct kt_process_seen *seen = arg;

	memset(seen, 0, sizeof(*seen));
	kt_copy(seen->name, sizeof(seen->name), attrs,
		KTHREADING_A_PROCESS_NAME);
	seen->id = kt_attr_u32(attrs, KTHREADING_A_PROCESS_ID);
	seen->owner = kt_attr_u32(attrs, KTHREADING_A_PROCESS_OWNER);
	seen->portid = kt_attr_u32(attrs, KTHREADING_A_PROCESS_OWNER_PORTID);
	seen->state = kt_attr_u32(attrs, KTHREADING_A_PROCESS_STATE);
	seen->threads = kt_attr_u32(attrs, KTHREADING_A_PROCESS_THREADS);
	seen->alive = kt_attr_u32(attrs, KTHREADING_A_PROCESS_ALIVE);
	seen->nondaemon = kt_attr_u32(attrs, KTHREADING_A_PROCESS_NONDAEMON);
	seen->raised = kt_attr_u32(attrs, KTHREADING_A_PROCESS_RAISED);
	seen->since = kt_attr_u64(attrs, KTHREADING_A_PROCESS_SINCE_NS);
	seen->records = kt_attr_u32(attrs, KTHREADING_A_PROCESS_LOG_RECORDS);
	seen->dropped = kt_attr_u64(attrs, KTHREADING_A_PROCESS_LOG_DROPPED);
	seen->status = kt_attr_u32(attrs, KTHREADING_A_PROCESS_STATUS);
	kt_read_holdup(attrs, seen);
	return 0;
}

static inline bool kt_process_replies(int cmd)
{
	return cmd == KTHREADING_CMD_PROCESS_ADD ||
	       cmd == KTHREADING_CMD_PROCESS_GET ||
	       cmd == KTHREADING_CMD_PROCESS_WAIT;
}

static inline int kt_process(struct kt_lab *lab, int cmd,
			     struct kt_process_seen *seen,
			     const struct kt_process_spec *spec)
{
	struct kt_req *req = kt_req_new(lab->sock, cmd);
	struct kt_process_seen unseen;

	kt_put_str(req, KTHREADING_A_PROCESS_NAME,
		   spec->name ? spec->name : lab->process);
	if (spec->owned)
		kt_put_u32(req, KTHREADING_A_PROCESS_OWNER, spec->owner);
	if (spec->timed)
		kt_put_s64(req, KTHREADING_A_PROCESS_TIMEOUT_NS, spec->timeout);
	return kt_call(req, kt_process_replies(cmd) ? kt_read_process : NULL,
		       seen ? seen : &unseen);
}

#define process_call(cmd, seen, ...)                               \
	kt_process(&self->lab, KTHREADING_CMD_PROCESS_##cmd, seen, \
		   &(struct kt_process_spec){ __VA_ARGS__ })

/* -ETIMEDOUT if it has not ended after that time. */
static inline int kt_process_end(struct kt_lab *lab, const char *name)
{
	struct kt_process_spec spec = {
		.name = name,
		.timed = true,
		.timeout = KT_PATIENCE,
	};
	struct kt_process_seen seen;
	int err;

	err = kt_process(lab, KTHREADING_CMD_PROCESS_WAIT, &seen, &spec);
	if (!err && seen.status != KTHREADING_JOINED_DONE)
		err = -ETIMEDOUT;
	return err;
}

static inline int kt_process_finish(struct kt_lab *lab, const char *name)
{
	struct kt_process_spec spec = { .name = name };
	int err;

	err = kt_process(lab, KTHREADING_CMD_PROCESS_KILL, NULL, &spec);
	if (err && err != -EALREADY)
		return err;
	err = kt_process_end(lab, name);
	if (err)
		return err;
	return kt_process(lab, KTHREADING_CMD_PROCESS_DEL, NULL, &spec);
}

static inline int kt_lab_open(struct kt_lab *lab)
{
	struct kt_process_spec spec = {
		.owned = true,
		.owner = KTHREADING_OWNER_STOP,
	};
	int err;

	snprintf(lab->process, sizeof(lab->process), "%s-%d",
		 program_invocation_short_name, getpid());
	err = kt_sock_open(&lab->sock);
	if (err)
		return err;
	return kt_process(lab, KTHREADING_CMD_PROCESS_ADD, NULL, &spec);
}

static inline int kt_lab_close(struct kt_lab *lab)
{
	int err = kt_process_finish(lab, lab->process);

	kt_sock_close(lab->sock);
	return err;
}

static inline void kt_read_sched(const struct kt_attrs *attrs,
				 struct kt_sched_seen *seen)
{
	struct kt_attrs nest = kt_attr_nest(attrs, KTHREADING_A_THREAD_SCHED);

	seen->given = nest.len;
	seen->policed = kt_attr_has(&nest, KTHREADING_A_SCHED_POLICY);
	seen->policy = kt_attr_u32(&nest, KTHREADING_A_SCHED_POLICY);
	seen->prioritized = kt_attr_has(&nest, KTHREADING_A_SCHED_PRIORITY);
	seen->priority = kt_attr_u32(&nest, KTHREADING_A_SCHED_PRIORITY);
	seen->niced = kt_attr_has(&nest, KTHREADING_A_SCHED_NICE);
	seen->nice = kt_attr_s64(&nest, KTHREADING_A_SCHED_NICE);
	seen->noded = kt_attr_has(&nest, KTHREADING_A_SCHED_NODE);
	seen->node = kt_attr_u32(&nest, KTHREADING_A_SCHED_NODE);
	kt_copy(seen->cpus, sizeof(seen->cpus), &nest, KTHREADING_A_SCHED_CPUS);
}

static inline void kt_read_times(const struct kt_attrs *attrs,
				 struct kt_seen *seen)
{
	seen->since = kt_attr_u64(attrs, KTHREADING_A_THREAD_SINCE_NS);
	seen->ready = kt_attr_u64(attrs, KTHREADING_A_THREAD_READY_NS);
	seen->running = kt_attr_u64(attrs, KTHREADING_A_THREAD_RUNNING_NS);
	seen->blocked = kt_attr_u64(attrs, KTHREADING_A_THREAD_BLOCKED_NS);
	seen->voluntary =
		kt_attr_u64(attrs, KTHREADING_A_THREAD_VOLUNTARY_SWITCHES);
	seen->involuntary =
		kt_attr_u64(attrs, KTHREADING_A_THREAD_INVOLUNTARY_SWITCHES);
}

static inline void kt_read_end(const struct kt_attrs *attrs,
			       struct kt_seen *seen)
{
	seen->outcome = kt_attr_u32(attrs, KTHREADING_A_THREAD_OUTCOME);
	seen->has_result = kt_attr_has(attrs, KTHREADING_A_THREAD_RESULT);
	seen->result = kt_attr_s64(attrs, KTHREADING_A_THREAD_RESULT);
	seen->error = kt_attr_u32(attrs, KTHREADING_A_THREAD_ERROR);
	kt_copy(seen->error_text, sizeof(seen->error_text), attrs,
		KTHREADING_A_THREAD_ERROR_TEXT);
}

static inline void kt_read_target(const struct kt_attrs *attrs,
				  struct kt_seen *seen)
{
	const struct nlattr *arg = NULL;

	kt_copy(seen->target, sizeof(seen->target), attrs,
		KTHREADING_A_THREAD_TARGET);
	while (seen->nr_args < KTHREADING_ARGS_MAX &&
	       (arg = kt_attr_next(attrs, arg, KTHREADING_A_THREAD_ARG)))
		snprintf(seen->args[seen->nr_args++], sizeof(seen->args[0]),
			 "%s", kt_attr_text(arg));
}

static inline int kt_read_thread(const struct kt_attrs *attrs, void *arg)
{
	struct kt_seen *seen = arg;

	memset(seen, 0, sizeof(*seen));
	kt_copy(seen->process, sizeof(seen->process), attrs,
		KTHREADING_A_THREAD_PROCESS);
	seen->id = kt_attr_u32(attrs, KTHREADING_A_THREAD_ID);
	kt_copy(seen->name, sizeof(seen->name), attrs,
		KTHREADING_A_THREAD_NAME);
	seen->has_ident = kt_attr_has(attrs, KTHREADING_A_THREAD_IDENT);
	seen->ident = kt_attr_u64(attrs, KTHREADING_A_THREAD_IDENT);
	seen->has_native_id = kt_attr_has(attrs, KTHREADING_A_THREAD_NATIVE_ID);
	seen->native_id = kt_attr_u32(attrs, KTHREADING_A_THREAD_NATIVE_ID);
	seen->daemon = kt_attr_u32(attrs, KTHREADING_A_THREAD_DAEMON);
	seen->main = kt_attr_has(attrs, KTHREADING_A_THREAD_MAIN);
	seen->state = kt_attr_u32(attrs, KTHREADING_A_THREAD_STATE);
	seen->cpu = kt_attr_u32(attrs, KTHREADING_A_THREAD_CPU);
	kt_copy(seen->blocked_on, sizeof(seen->blocked_on), attrs,
		KTHREADING_A_THREAD_BLOCKED_ON);
	seen->count = kt_attr_u32(attrs, KTHREADING_A_THREAD_COUNT);
	kt_read_target(attrs, seen);
	kt_read_sched(attrs, &seen->sched);
	kt_read_times(attrs, seen);
	kt_read_end(attrs, seen);
	return 0;
}

static inline void kt_put_ref(struct kt_req *req, int type, __u32 id,
			      const char *name, __u64 ident)
{
	if (!id && !name && !ident)
		return;
	kt_nest_begin(req, type);
	if (id)
		kt_put_u32(req, KTHREADING_A_REF_ID, id);
	if (name)
		kt_put_str(req, KTHREADING_A_REF_NAME, name);
	if (ident)
		kt_put_u64(req, KTHREADING_A_REF_IDENT, ident);
	kt_nest_end(req);
}

static inline void kt_put_sched(struct kt_req *req,
				const struct kt_sched_spec *spec)
{
	if (!spec)
		return;
	kt_nest_begin(req, KTHREADING_A_THREAD_SCHED);
	if (spec->policed)
		kt_put_u32(req, KTHREADING_A_SCHED_POLICY, spec->policy);
	if (spec->priority)
		kt_put_u32(req, KTHREADING_A_SCHED_PRIORITY, spec->priority);
	if (spec->niced)
		kt_put_s32(req, KTHREADING_A_SCHED_NICE, spec->nice);
	if (spec->cpus)
		kt_put_str(req, KTHREADING_A_SCHED_CPUS, spec->cpus);
	if (spec->noded)
		kt_put_u32(req, KTHREADING_A_SCHED_NODE, spec->node);
	kt_nest_end(req);
}

static inline void kt_put_spec(struct kt_req *req, const struct kt_spec *spec)
{
	unsigned int i;

	kt_put_ref(req, KTHREADING_A_THREAD_AS, spec->as, spec->as_name, 0);
	kt_put_ref(req, KTHREADING_A_THREAD_REF, spec->id, spec->ref_name,
		   spec->ident);
	if (spec->all)
		kt_put_flag(req, KTHREADING_A_THREAD_ALL);
	if (spec->count)
		kt_put_u32(req, KTHREADING_A_THREAD_COUNT, spec->count);
	if (spec->start)
		kt_put_flag(req, KTHREADING_A_THREAD_START);
	if (spec->name)
		kt_put_str(req, KTHREADING_A_THREAD_NAME, spec->name);
	if (spec->target)
		kt_put_str(req, KTHREADING_A_THREAD_TARGET, spec->target);
	for (i = 0; spec->args[i]; i++)
		kt_put_str(req, KTHREADING_A_THREAD_ARG, spec->args[i]);
	if (spec->daemon)
		kt_put_u8(req, KTHREADING_A_THREAD_DAEMON,
			  spec->daemon == DAEMON);
	kt_put_sched(req, spec->sched);
}

static inline int kt_thread(struct kt_lab *lab, int cmd, struct kt_seen *seen,
			    const struct kt_spec *spec)
{
	bool replies = cmd != KTHREADING_CMD_THREAD_SET &&
		       cmd != KTHREADING_CMD_THREAD_DEL;
	struct kt_req *req = kt_req_new(lab->sock, cmd);
	struct kt_seen unseen;

	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, lab->process);
	kt_put_spec(req, spec);
	return kt_call(req, replies ? kt_read_thread : NULL,
		       seen ? seen : &unseen);
}

#define thread_call(cmd, seen, ...)                              \
	kt_thread(&self->lab, KTHREADING_CMD_THREAD_##cmd, seen, \
		  &(struct kt_spec){ __VA_ARGS__ })

#define thread_add(seen, ...) thread_call(ADD, seen, __VA_ARGS__)
#define thread_get(seen, ...) thread_call(GET, seen, __VA_ARGS__)
#define thread_start(seen, ...) thread_call(START, seen, __VA_ARGS__)
#define thread_run(seen, ...) thread_call(RUN, seen, __VA_ARGS__)
#define thread_set(...) thread_call(SET, NULL, __VA_ARGS__)
#define thread_del(...) thread_call(DEL, NULL, __VA_ARGS__)

/* Looks until the thread is in that state, blocked on that if it matters. */
static inline int kt_await(struct kt_lab *lab, __u32 id, __u32 state,
			   const char *blocked_on, struct kt_seen *seen)
{
	struct kt_spec spec = { .id = id };
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = kt_thread(lab, KTHREADING_CMD_THREAD_GET, seen, &spec);
		if (err)
			return err;
		if (seen->state == state &&
		    (!blocked_on || !strcmp(seen->blocked_on, blocked_on)))
			return 0;
		kt_pause();
	} while (kt_now() < end);
	return -ETIMEDOUT;
}

#define await_blocked(id, on, seen) \
	kt_await(&self->lab, id, KTHREADING_THREAD_BLOCKED, on, seen)

#endif
