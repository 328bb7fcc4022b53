/* SPDX-License-Identifier: GPL-2.0 */
/* Timers over netlink: made, looked at, cancelled by one call each. */

#ifndef KT_TIMER_H
#define KT_TIMER_H

#include "kt_harness.h"

#define KT_MILLI 1000000LL
#define KT_HOUR (3600 * KT_SECOND)
#define KT_STEP "/sys/module/kt_test_timer/parameters/level"

/* What makes a thread a Timer; what is zero is left out, but for the interval. */
struct kt_timer {
	__s64 interval, every;
	__u64 slack;
	__u32 clock;
	bool absolute, no_interval;
};

struct kt_timer_seen {
	bool timer, absolute, waits, ran;
	__s64 interval, every, remaining;
	__u64 slack, fired, overruns, lateness;
	__u32 clock;
	struct kt_seen thread;
};

/* The one after @_interval nanoseconds, with more fields if need be. */
#define after(_interval, ...) \
	(&(struct kt_timer){ .interval = _interval, ##__VA_ARGS__ })

static inline void kt_put_timer(struct kt_req *req,
				const struct kt_timer *timer)
{
	kt_nest_begin(req, KTHREADING_A_THREAD_TIMER);
	if (!timer->no_interval)
		kt_put_s64(req, KTHREADING_A_TIMER_INTERVAL_NS,
			   timer->interval);
	if (timer->absolute)
		kt_put_flag(req, KTHREADING_A_TIMER_ABSOLUTE);
	if (timer->clock)
		kt_put_u32(req, KTHREADING_A_TIMER_CLOCK, timer->clock);
	if (timer->every)
		kt_put_s64(req, KTHREADING_A_TIMER_EVERY_NS, timer->every);
	if (timer->slack)
		kt_put_u64(req, KTHREADING_A_TIMER_SLACK_NS, timer->slack);
	kt_nest_end(req);
}

static inline int kt_timer_add(struct kt_lab *lab, struct kt_seen *seen,
			       const struct kt_timer *timer,
			       const struct kt_spec *spec)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_THREAD_ADD);
	struct kt_seen unseen;

	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, lab->process);
	kt_put_spec(req, spec);
	kt_put_timer(req, timer);
	return kt_call(req, kt_read_thread, seen ? seen : &unseen);
}

/* Made, and started too by the second. */
#define timer_add(seen, timer, ...) \
	kt_timer_add(&self->lab, seen, timer, &(struct kt_spec){ __VA_ARGS__ })
#define timer_start(seen, timer, ...) \
	timer_add(seen, timer, .start = true, __VA_ARGS__)

static inline int kt_read_timer(const struct kt_attrs *attrs, void *arg)
{
	struct kt_attrs nest = kt_attr_nest(attrs, KTHREADING_A_THREAD_TIMER);
	struct kt_timer_seen *seen = arg;

	memset(seen, 0, sizeof(*seen));
	seen->timer = nest.len;
	seen->interval = kt_attr_s64(&nest, KTHREADING_A_TIMER_INTERVAL_NS);
	seen->absolute = kt_attr_has(&nest, KTHREADING_A_TIMER_ABSOLUTE);
	seen->clock = kt_attr_u32(&nest, KTHREADING_A_TIMER_CLOCK);
	seen->every = kt_attr_s64(&nest, KTHREADING_A_TIMER_EVERY_NS);
	seen->slack = kt_attr_u64(&nest, KTHREADING_A_TIMER_SLACK_NS);
	seen->waits = kt_attr_has(&nest, KTHREADING_A_TIMER_REMAINING_NS);
	seen->remaining = kt_attr_s64(&nest, KTHREADING_A_TIMER_REMAINING_NS);
	seen->fired = kt_attr_u64(&nest, KTHREADING_A_TIMER_FIRED);
	seen->overruns = kt_attr_u64(&nest, KTHREADING_A_TIMER_OVERRUNS);
	seen->ran = kt_attr_has(&nest, KTHREADING_A_TIMER_LATENESS_NS);
	seen->lateness = kt_attr_u64(&nest, KTHREADING_A_TIMER_LATENESS_NS);
	return kt_read_thread(attrs, &seen->thread);
}

static inline int kt_timer_get(struct kt_lab *lab, __u32 id,
			       struct kt_timer_seen *seen)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_THREAD_GET);

	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, lab->process);
	kt_put_ref(req, KTHREADING_A_THREAD_REF, id, NULL, 0);
	return kt_call(req, kt_read_timer, seen);
}

#define timer_get(id, seen) kt_timer_get(&self->lab, id, seen)

static inline int kt_read_count(const struct kt_attrs *attrs, void *arg)
{
	*(__u32 *)arg = kt_attr_u32(attrs, KTHREADING_A_THREAD_COUNT);
	return 0;
}

/* How many it ended or kept from starting; or -errno. */
static inline int kt_timer_cancel(struct kt_lab *lab,
				  const struct kt_spec *spec)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_TIMER_CANCEL);
	__u32 count = 0;
	int err;

	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, lab->process);
	kt_put_spec(req, spec);
	err = kt_call(req, kt_read_count, &count);
	return err ? err : (int)count;
}

#define timer_cancel(...) \
	kt_timer_cancel(&self->lab, &(struct kt_spec){ __VA_ARGS__ })

/* Looks until it waits again after having run that often. */
static inline int kt_await_fired(struct kt_lab *lab, __u32 id, __u64 fired,
				 struct kt_timer_seen *seen)
{
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = kt_timer_get(lab, id, seen);
		if (err || (seen->fired >= fired && seen->waits))
			return err;
		kt_pause();
	} while (kt_now() < end);
	return -ETIMEDOUT;
}

#define await_fired(id, fired, seen) kt_await_fired(&self->lab, id, fired, seen)
#define await_waiting(id, seen) \
	kt_await(&self->lab, id, KTHREADING_THREAD_BLOCKED, "timer", seen)

#endif
