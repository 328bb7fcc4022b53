// SPDX-License-Identifier: GPL-2.0
/* Group T: a Timer is a thread; when it runs; what the end of a process does to it. */

#include <sched.h>

#include "kt_join.h"
#include "kt_log.h"
#include "kt_module.h"
#include "kt_timer.h"

FIXTURE(timer)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(timer)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_module_use("kt_test_timer"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(timer)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test_timer"));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

TEST_F(timer, t1_made_without_being_started)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_add(&made, after(KT_HOUR), .target = "add",
			       .args = { "5", "4" }));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, made.state);
	EXPECT_FALSE(made.has_ident);
	EXPECT_FALSE(made.has_native_id);
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_TRUE(t.timer);
	EXPECT_FALSE(t.waits);
	EXPECT_FALSE(t.ran);
	EXPECT_EQ(0, t.fired);
	EXPECT_EQ(-EINVAL, thread_join(&joined, .ids = { made.id }));
	EXPECT_STREQ("cannot join thread before it is started", said());
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.alive);
	ASSERT_EQ(0, thread_del(.id = made.id));
}

TEST_F(timer, t1_start_once)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR)));
	EXPECT_EQ(-EALREADY, thread_start(NULL, .id = t.id));
	EXPECT_STREQ("threads can only be started once", said());
	ASSERT_EQ(1, timer_cancel(.id = t.id));
	EXPECT_EQ(-EALREADY, thread_start(NULL, .id = t.id));

	ASSERT_EQ(0, timer_start(&t, after(0)));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(-EALREADY, thread_start(NULL, .id = t.id));
}

/* CPython: the target's name is no part of a Timer's. */
TEST_F(timer, t1_default_names)
{
	struct kt_seen t;

	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR), .target = "info"));
	EXPECT_STREQ("Thread-1", t.name);
	EXPECT_STREQ("info", t.target);
	ASSERT_EQ(0, thread_add(&t, .target = "info"));
	EXPECT_STREQ("Thread-2 (info)", t.name);
	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR), .name = "w", .count = 2));
	EXPECT_STREQ("w-1", t.name);
	EXPECT_EQ(2, t.count);
	ASSERT_EQ(0, thread_set(.id = t.id, .name = "renamed"));
	ASSERT_EQ(0, thread_get(&t, .ref_name = "renamed"));
	EXPECT_EQ(KTHREADING_THREAD_BLOCKED, t.state);
}

TEST_F(timer, t1_daemon)
{
	struct kt_seen daemon, t;

	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR)));
	EXPECT_FALSE(t.daemon);
	EXPECT_EQ(-EBUSY, thread_set(.id = t.id, .daemon = DAEMON));
	EXPECT_STREQ("cannot set daemon status of active thread", said());
	ASSERT_EQ(0, timer_start(&daemon, after(KT_HOUR), .daemon = DAEMON));
	EXPECT_TRUE(daemon.daemon);
	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR), .as = daemon.id));
	EXPECT_TRUE(t.daemon);
	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR), .as = daemon.id,
			       .daemon = NON_DAEMON));
	EXPECT_FALSE(t.daemon);
	EXPECT_EQ(0, thread_set(.id = t.id, .daemon = DAEMON));
}

TEST_F(timer, t1_ident)
{
	struct kt_seen a, b, t;

	ASSERT_EQ(0, timer_start(&a, after(KT_HOUR)));
	ASSERT_EQ(0, timer_start(&b, after(KT_HOUR)));
	EXPECT_TRUE(a.has_ident);
	EXPECT_NE(0, a.ident);
	EXPECT_NE(a.ident, b.ident);
	ASSERT_EQ(0, thread_get(&t, .ident = a.ident));
	EXPECT_EQ(a.id, t.id);
	ASSERT_EQ(1, timer_cancel(.id = a.id));
	EXPECT_EQ(-ENOENT, thread_get(NULL, .ident = a.ident));
	ASSERT_EQ(0, thread_get(&t, .id = a.id));
	EXPECT_EQ(a.ident, t.ident);
	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR)));
	EXPECT_EQ(a.ident, t.ident);
}

TEST_F(timer, t1_joins)
{
	struct kt_joined joined;
	struct kt_seen waits, t;
	__u32 seq;

	ASSERT_EQ(0, timer_start(&waits, after(KT_HOUR), .name = "waits"));
	ASSERT_EQ(0, thread_join(&joined, .ids = { waits.id }, .timed = true));
	EXPECT_EQ(KTHREADING_JOINED_TIMEOUT, joined.status);
	EXPECT_EQ(-EDEADLK,
		  thread_join(&joined, .as = waits.id, .ids = { waits.id }));
	EXPECT_STREQ("cannot join current thread", said());
	ASSERT_EQ(0, thread_add(&t, .target = "join", .args = { "waits" },
				.start = true));
	ASSERT_EQ(0, await_blocked(t.id, "join waits", &t));
	ASSERT_EQ(0, kt_send(join_req(.ids = { waits.id, t.id }), 0, &seq));
	ASSERT_EQ(1, timer_cancel(.id = waits.id));
	ASSERT_EQ(0, kt_join_wait(&self->lab, seq, &joined, KT_PATIENCE_MS));
	EXPECT_EQ(2, joined.joined);
	EXPECT_EQ(0, joined.raised);
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, joined.outcome);
	EXPECT_STREQ("waits", joined.name);
}

TEST_F(timer, t1_runs_and_returns)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;
	long long begin;

	begin = kt_now();
	ASSERT_EQ(0, timer_start(&made, after(20 * KT_MILLI), .target = "add",
				 .args = { "5", "4" }));
	ASSERT_EQ(0, thread_join(&joined, .ids = { made.id }));
	EXPECT_LE(20 * KT_MILLI, kt_now() - begin);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	EXPECT_EQ(9, joined.result);
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.thread.state);
	EXPECT_FALSE(t.waits);
	EXPECT_TRUE(t.ran);
	EXPECT_EQ(1, t.fired);
	EXPECT_EQ(0, t.overruns);
	EXPECT_LE(20 * KT_MILLI, t.thread.blocked);
}

TEST_F(timer, t1_checks_from_inside)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "timer_api", .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_STREQ("", joined.error_text);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
}

static int count_kt_waiting(const struct kt_attrs *attrs, void *arg)
{
	struct kt_timer_seen t;

	kt_read_timer(attrs, &t);
	*(int *)arg += t.thread.state == KTHREADING_THREAD_BLOCKED && t.timer;
	return 0;
}

TEST_F(timer, t2_waits_alive_and_listed)
{
	struct kt_process_seen process;
	struct kt_timer_seen t;
	struct kt_seen made;
	struct kt_req *req;
	int waiting = 0;

	ASSERT_EQ(0, timer_start(&made, after(KT_HOUR), .target = "add",
				 .args = { "5", "4" }));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(KTHREADING_THREAD_BLOCKED, t.thread.state);
	EXPECT_STREQ("timer", t.thread.blocked_on);
	EXPECT_FALSE(t.thread.has_native_id);
	EXPECT_EQ(KTHREADING_OUTCOME_NONE, t.thread.outcome);
	EXPECT_TRUE(t.waits);
	EXPECT_GE(KT_HOUR, t.remaining);
	EXPECT_LT(KT_HOUR - 60 * KT_SECOND, t.remaining);
	EXPECT_LT(0, t.thread.since);
	EXPECT_LT(0, t.thread.blocked);
	EXPECT_EQ(0, t.thread.running);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(2, process.alive);
	EXPECT_EQ(2, process.nondaemon);
	req = kt_req_new(self->lab.sock, KTHREADING_CMD_THREAD_GET);
	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, self->lab.process);
	ASSERT_EQ(0, kt_dump(req, count_kt_waiting, &waiting));
	EXPECT_EQ(1, waiting);
}

TEST_F(timer, t2_delete_while_waiting)
{
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR)));
	EXPECT_EQ(-EBUSY, thread_del(.id = t.id));
	EXPECT_STREQ("the thread is alive", said());
	EXPECT_EQ(KTHREADING_A_THREAD_REF, bad_attr());
	ASSERT_EQ(0, thread_del(.all = true));
	ASSERT_EQ(1, timer_cancel(.id = t.id));
	ASSERT_EQ(0, thread_del(.id = t.id));
}

static int runs_at_once(struct kt_lab *lab, const struct kt_timer *timer)
{
	struct kt_join_spec join = { .timed = true, .timeout = KT_PATIENCE };
	const struct kt_spec spec = {
		.target = "add",
		.args = { "5", "4" },
		.start = true,
	};
	struct kt_joined joined;
	struct kt_seen t;
	int err = kt_timer_add(lab, &t, timer, &spec);

	join.ids[0] = t.id;
	if (!err)
		err = kt_call(kt_join_req(lab, &join), kt_read_joined, &joined);
	return err ? err : joined.result;
}

TEST_F(timer, t4_zero_interval_runs_at_once)
{
	EXPECT_EQ(9, runs_at_once(&self->lab, after(0)));
}

TEST_F(timer, t4_negative_interval_runs_at_once)
{
	EXPECT_EQ(9, runs_at_once(&self->lab, after(-1)));
	EXPECT_EQ(9, runs_at_once(&self->lab, after(INT64_MIN)));
}

/* CPython: test_init_immutable_default_args. */
TEST_F(timer, t5_arguments_not_shared)
{
	struct kt_joined joined;
	struct kt_seen a, b, c;

	ASSERT_EQ(0, timer_add(&a, after(0), .target = "add",
			       .args = { "5", "4" }));
	ASSERT_EQ(0, timer_add(&b, after(0), .target = "add",
			       .args = { "1", "1" }));
	ASSERT_EQ(0, timer_add(&c, after(0), .target = "info"));
	EXPECT_EQ(0, c.nr_args);
	ASSERT_EQ(0, thread_start(NULL, .all = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id }));
	EXPECT_EQ(9, joined.result);
	ASSERT_EQ(0, thread_join(&joined, .ids = { b.id }));
	EXPECT_EQ(2, joined.result);
	ASSERT_EQ(0, thread_get(&a, .id = a.id));
	EXPECT_STREQ("5", a.args[0]);
	ASSERT_EQ(0, thread_get(&c, .id = c.id));
	EXPECT_EQ(0, c.nr_args);
}

/* It ended without a target to run, as a plain thread does. */
TEST_F(timer, t1_no_target)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(KT_MILLI)));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	EXPECT_FALSE(joined.has_result);
}

static const struct {
	struct kt_timer timer;
	int err;
	const char *text;
} misfits[] = {
	{ { .no_interval = true }, -EINVAL, "a Timer needs an interval" },
	{ { .every = -1 }, -EINVAL, "a period cannot be negative" },
	{ { .every = INT64_MIN }, -EINVAL, "a period cannot be negative" },
	{ { .slack = 1ULL << 63 }, -EINVAL, "slack is out of range" },
	{ { .clock = 2 }, -ERANGE, NULL },
};

TEST_F(timer, misfits_are_refused)
{
	const struct kt_spec spec = { 0 };
	struct kt_process_seen process;
	int i;

	for (i = 0; i < ARRAY_SIZE(misfits); i++) {
		EXPECT_EQ(misfits[i].err,
			  kt_timer_add(&self->lab, NULL, &misfits[i].timer,
				       &spec));
		if (misfits[i].text)
			EXPECT_STREQ(misfits[i].text, said());
		EXPECT_EQ(KTHREADING_A_THREAD_TIMER, bad_attr());
	}
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.threads);
}

TEST_F(timer, fields_are_shown)
{
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0,
		  timer_add(&made, after(5, .every = 7, .slack = INT64_MAX,
					 .absolute = true,
					 .clock = KTHREADING_CLOCK_BOOTTIME)));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(5, t.interval);
	EXPECT_EQ(7, t.every);
	EXPECT_EQ(INT64_MAX, t.slack);
	EXPECT_TRUE(t.absolute);
	EXPECT_EQ(KTHREADING_CLOCK_BOOTTIME, t.clock);
	ASSERT_EQ(0, timer_start(&made, after(INT64_MAX)));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(INT64_MAX, t.interval);
	EXPECT_FALSE(t.absolute);
	EXPECT_EQ(0, t.every);
	EXPECT_EQ(0, t.slack);
	EXPECT_EQ(KTHREADING_CLOCK_MONOTONIC, t.clock);
	EXPECT_EQ(KTHREADING_THREAD_BLOCKED, t.thread.state);
	ASSERT_EQ(0, thread_get(&made, .id = KT_MAIN));
	ASSERT_EQ(0, timer_get(KT_MAIN, &t));
	EXPECT_FALSE(t.timer);
}

static const struct {
	__u32 kernel;
	clockid_t clock;
} clocks[] = {
	{ KTHREADING_CLOCK_MONOTONIC, CLOCK_MONOTONIC },
	{ KTHREADING_CLOCK_BOOTTIME, CLOCK_BOOTTIME },
};

static long long clock_now(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * KT_SECOND + now.tv_nsec;
}

TEST_F(timer, absolute_in_the_past)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;
	int i;

	for (i = 0; i < ARRAY_SIZE(clocks); i++) {
		ASSERT_EQ(0,
			  timer_start(&made, after(clock_now(clocks[i].clock) -
							   KT_SECOND,
						   .absolute = true,
						   .clock = clocks[i].kernel)));
		ASSERT_EQ(0, thread_join(&joined, .ids = { made.id }));
		ASSERT_EQ(0, timer_get(made.id, &t));
		EXPECT_EQ(1, t.fired);
		EXPECT_LE(KT_SECOND, t.lateness);
	}
}

TEST_F(timer, absolute_in_the_future)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;
	long long due;
	int i;

	for (i = 0; i < ARRAY_SIZE(clocks); i++) {
		due = clock_now(clocks[i].clock) + 50 * KT_MILLI;
		ASSERT_EQ(0,
			  timer_start(&made, after(due, .absolute = true,
						   .clock = clocks[i].kernel)));
		ASSERT_EQ(0, thread_join(&joined, .ids = { made.id }));
		EXPECT_LE(due, clock_now(clocks[i].clock));
		due = clock_now(clocks[i].clock) + KT_HOUR;
		ASSERT_EQ(0,
			  timer_start(&made, after(due, .absolute = true,
						   .clock = clocks[i].kernel)));
		ASSERT_EQ(0, timer_get(made.id, &t));
		EXPECT_GE(KT_HOUR, t.remaining);
		EXPECT_LE(due, clock_now(clocks[i].clock) + t.remaining);
	}
}

TEST_F(timer, absolute_long_ago)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_start(&made, after(INT64_MIN, .absolute = true)));
	ASSERT_EQ(0, thread_join(&joined, .ids = { made.id }));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(1, t.fired);
	EXPECT_LT(0, t.lateness);
}

/* One that may be late goes with the next that may not, on the same CPU. */
TEST_F(timer, slack_lets_it_go_with_another)
{
	struct kt_joined joined;
	struct kt_seen lazy, prompt;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(cpus), &cpus));
	ASSERT_EQ(0, timer_start(&lazy, after(KT_MILLI, .slack = KT_HOUR),
				 .target = "add", .args = { "5", "4" }));
	ASSERT_EQ(0, timer_start(&prompt, after(20 * KT_MILLI)));
	ASSERT_EQ(0, thread_join(&joined, .ids = { lazy.id }, .timed = true,
				 .timeout = KT_PATIENCE));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
	EXPECT_EQ(9, joined.result);
}

/* The time up to which it may be late is beyond what a clock can tell. */
TEST_F(timer, endless_slack_keeps_no_other_waiting)
{
	struct kt_seen endless, prompt;
	struct kt_joined joined;
	struct kt_timer_seen t;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(cpus), &cpus));
	ASSERT_EQ(0,
		  timer_start(&endless, after(INT64_MAX, .slack = INT64_MAX)));
	ASSERT_EQ(0, timer_start(&prompt, after(KT_MILLI)));
	ASSERT_EQ(0, thread_join(&joined, .ids = { prompt.id }, .timed = true,
				 .timeout = KT_PATIENCE));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
	ASSERT_EQ(0, timer_get(endless.id, &t));
	EXPECT_TRUE(t.waits);
}

TEST_HARNESS_MAIN
