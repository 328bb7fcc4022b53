// SPDX-License-Identifier: GPL-2.0
/* Timers and what ends around them: the process, the module, the workers. */

#include "kt_join.h"
#include "kt_log.h"
#include "kt_module.h"
#include "kt_timer.h"

#define MAX_WORKERS KT_PARAM("max_workers")

FIXTURE(timer_end)
{
	struct kt_lab lab;
	char max_workers[16];
};

FIXTURE_SETUP(timer_end)
{
	ASSERT_EQ(0, kt_param_read(MAX_WORKERS, self->max_workers,
				   sizeof(self->max_workers)));
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_module_use("kt_test_timer"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(timer_end)
{
	EXPECT_EQ(0, kt_param_write(MAX_WORKERS, self->max_workers));
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test_timer"));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

#define join_one(joined, _id)                              \
	thread_join(joined, .ids = { _id }, .timed = true, \
		    .timeout = KT_PATIENCE)

static int await_state(struct kt_lab *lab, __u32 state,
		       struct kt_process_seen *seen)
{
	const struct kt_process_spec spec = { 0 };
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = kt_process(lab, KTHREADING_CMD_PROCESS_GET, seen, &spec);
		if (err || seen->state == state)
			return err;
		kt_pause();
	} while (kt_now() < end);
	return -ETIMEDOUT;
}

TEST_F(timer_end, p4_exit_waits_for_a_timer)
{
	struct kt_process_seen process;
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(100 * KT_MILLI), .target = "add",
				 .args = { "5", "4" }));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_ENDED, process.state);
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
	EXPECT_EQ(9, t.result);
}

TEST_F(timer_end, p4_exit_waits_until_it_is_cancelled)
{
	struct kt_process_seen process;
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR), .name = "late"));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, await_state(&self->lab, KTHREADING_PROCESS_EXITING,
				 &process));
	EXPECT_STREQ("late", process.holdup);
	EXPECT_EQ(t.id, process.holdup_id);
	EXPECT_EQ(1, process.nondaemon);
	ASSERT_EQ(1, timer_cancel(.id = t.id));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
}

TEST_F(timer_end, p4_exit_drops_a_daemon_timer)
{
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, timer_start(&made, after(KT_HOUR), .daemon = DAEMON,
				 .target = "add", .args = { "5", "4" }));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.thread.state);
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, t.thread.outcome);
	EXPECT_EQ(0, t.fired);
	EXPECT_EQ(0, timer_cancel(.id = made.id));
	EXPECT_EQ(-ESHUTDOWN, timer_add(NULL, after(0)));
	EXPECT_STREQ("can't create new thread at process end", said());
}

/* One that was made and not started cannot be, whatever was done to it before. */
TEST_F(timer_end, p5_start_after_the_end)
{
	struct kt_seen a, b;

	ASSERT_EQ(0, timer_add(&a, after(0)));
	ASSERT_EQ(0, timer_add(&b, after(0)));
	ASSERT_EQ(1, timer_cancel(.id = b.id));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	EXPECT_EQ(-ESHUTDOWN, thread_start(NULL, .id = a.id));
	EXPECT_EQ(-ESHUTDOWN, thread_start(NULL, .id = b.id));
}

TEST_F(timer_end, kill_with_timers_in_all_states)
{
	struct kt_seen waits, runs, again, t;

	ASSERT_EQ(0, timer_start(&waits, after(KT_HOUR), .count = 100));
	ASSERT_EQ(0, timer_start(&again, after(0, .every = KT_MILLI)));
	ASSERT_EQ(0, timer_start(&runs, after(0), .target = "gate",
				 .args = { "1" }));
	ASSERT_EQ(0, await_blocked(runs.id, "sleep", &t));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(0, thread_get(&t, .id = waits.id + 99));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, t.outcome);
	ASSERT_EQ(0, thread_get(&t, .id = runs.id));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
	ASSERT_EQ(0, thread_get(&t, .id = again.id));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.state);
	EXPECT_NE(KTHREADING_OUTCOME_RAISED, t.outcome);
}

/* A socket that owns the process closes: nobody is left to cancel them. */
TEST_F(timer_end, owner_closes_with_timers_waiting)
{
	struct kt_lab other = { 0 };
	struct kt_seen t;
	const struct kt_spec spec = { .start = true, .count = 10 };
	const struct kt_process_spec add = {
		.owned = true,
		.owner = KTHREADING_OWNER_STOP,
	};
	int err;

	snprintf(other.process, sizeof(other.process), "owned-timers");
	ASSERT_EQ(0, kt_sock_open(&other.sock));
	EXPECT_EQ(0,
		  kt_process(&other, KTHREADING_CMD_PROCESS_ADD, NULL, &add));
	EXPECT_EQ(0, kt_timer_add(&other, &t, after(KT_HOUR), &spec));
	kt_sock_close(other.sock);
	err = kt_process_end(&self->lab, other.process);
	EXPECT_TRUE(!err || err == -ENOENT);
}

/* No module goes while a Timer waits for its target. */
TEST_F(timer_end, module_of_the_target_stays)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR), .target = "take_lock"));
	EXPECT_NE(0, system("rmmod kt_test_timer 2>/dev/null"));
	ASSERT_EQ(1, timer_cancel(.id = t.id));
	EXPECT_EQ(0, system("rmmod kt_test_timer"));

	ASSERT_EQ(0, system("modprobe kt_test_timer"));
	ASSERT_EQ(0, timer_start(&t, after(0), .target = "take_lock"));
	ASSERT_EQ(0, join_one(&joined, t.id));
	EXPECT_EQ(0, system("rmmod kt_test_timer"));

	/* Made before, and started after its target has gone: it raises. */
	ASSERT_EQ(0, system("modprobe kt_test_timer"));
	ASSERT_EQ(0, timer_add(&t, after(0), .target = "take_lock"));
	EXPECT_EQ(0, system("rmmod kt_test_timer"));
	ASSERT_EQ(0, thread_start(NULL, .id = t.id));
	ASSERT_EQ(0, join_one(&joined, t.id));
	EXPECT_EQ(ENOENT, joined.error);
	EXPECT_STREQ("target take_lock is gone", joined.error_text);
	EXPECT_EQ(0, system("modprobe kt_test_timer"));
}

static int joiner_start(struct kt_lab *lab, const char *name, const char *level,
			const char *other, struct kt_seen *seen)
{
	const struct kt_spec spec = {
		.name = name,
		.target = "step_join",
		.args = { level, other },
		.start = true,
	};
	int err = kt_timer_add(lab, seen, after(0), &spec);

	return err ? err :
		     kt_await(lab, seen->id, KTHREADING_THREAD_BLOCKED, "sleep",
			      seen);
}

TEST_F(timer_end, j2_cycle_of_three_timers)
{
	struct kt_joined joined;
	struct kt_seen a, b, c;

	ASSERT_EQ(0, joiner_start(&self->lab, "a", "1", "b", &a));
	ASSERT_EQ(0, joiner_start(&self->lab, "b", "2", "c", &b));
	ASSERT_EQ(0, joiner_start(&self->lab, "c", "3", "a", &c));
	ASSERT_EQ(0, kt_param_write(KT_STEP, "1"));
	ASSERT_EQ(0, await_blocked(a.id, "join b", &a));
	ASSERT_EQ(0, kt_param_write(KT_STEP, "2"));
	ASSERT_EQ(0, await_blocked(b.id, "join c", &b));
	ASSERT_EQ(0, kt_param_write(KT_STEP, "3"));
	ASSERT_EQ(0, join_one(&joined, c.id));
	EXPECT_EQ(EDEADLK, joined.error);
	EXPECT_STREQ("deadlock: c -> a -> b -> c", joined.error_text);
	ASSERT_EQ(0, join_one(&joined, b.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
	ASSERT_EQ(0, join_one(&joined, a.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, joined.outcome);
}

/* One place is main's, one the gate's: a Timer that is due has to wait. */
static int occupy(struct kt_lab *lab)
{
	const struct kt_spec spec = {
		.target = "gate",
		.args = { "1" },
		.start = true,
	};
	struct kt_seen gate;
	int err;

	if (kt_param_write(MAX_WORKERS, "2"))
		return -EIO;
	err = kt_thread(lab, KTHREADING_CMD_THREAD_ADD, &gate, &spec);
	return err ? err :
		     kt_await(lab, gate.id, KTHREADING_THREAD_BLOCKED, "sleep",
			      &gate);
}

TEST_F(timer_end, due_without_a_place)
{
	struct kt_joined joined;
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, occupy(&self->lab));
	EXPECT_EQ(-EAGAIN, thread_add(NULL, .start = true));
	ASSERT_EQ(0, timer_start(&made, after(KT_MILLI), .target = "add",
				 .args = { "5", "4" }));
	ASSERT_EQ(0, kt_await(&self->lab, made.id, KTHREADING_THREAD_READY,
			      NULL, &made));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_FALSE(t.waits);
	EXPECT_FALSE(t.thread.has_native_id);
	EXPECT_LE(KT_MILLI, t.thread.blocked);
	EXPECT_EQ(0, timer_cancel(.id = made.id));
	EXPECT_EQ(-EBUSY, thread_del(.id = made.id));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, join_one(&joined, made.id));
	EXPECT_EQ(9, joined.result);
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(1, t.fired);
	EXPECT_LT(0, t.thread.ready);
}

/* In the order in which they were due. */
TEST_F(timer_end, many_due_with_one_place)
{
	struct kt_record records[4];
	struct kt_joined joined;
	struct kt_seen a, b;

	ASSERT_EQ(0, occupy(&self->lab));
	ASSERT_EQ(0, timer_start(&a, after(0), .target = "log",
				 .args = { "first" }));
	ASSERT_EQ(0, kt_await(&self->lab, a.id, KTHREADING_THREAD_READY, NULL,
			      &a));
	ASSERT_EQ(0, timer_start(&b, after(0), .target = "log",
				 .args = { "second" }));
	ASSERT_EQ(0, kt_await(&self->lab, b.id, KTHREADING_THREAD_READY, NULL,
			      &b));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, thread_join(&joined, .ids = { a.id, b.id }));
	ASSERT_EQ(2, kt_log_read(&self->lab, 0, records, 4));
	EXPECT_STREQ("first", records[0].text);
	EXPECT_STREQ("second", records[1].text);
}

TEST_F(timer_end, kill_of_one_without_a_place)
{
	struct kt_timer_seen t;
	struct kt_seen made;

	ASSERT_EQ(0, occupy(&self->lab));
	ASSERT_EQ(0, timer_start(&made, after(0), .target = "add",
				 .args = { "5", "4" }));
	ASSERT_EQ(0, kt_await(&self->lab, made.id, KTHREADING_THREAD_READY,
			      NULL, &made));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(0, timer_get(made.id, &t));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, t.thread.outcome);
	EXPECT_EQ(0, t.thread.has_result);
}

TEST_HARNESS_MAIN
