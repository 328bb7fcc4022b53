// SPDX-License-Identifier: GPL-2.0
/* The hook: what an unhandled error does beside being reported. */

#include "kt_event.h"
#include "kt_join.h"
#include "kt_log.h"
#include "kt_module.h"
#include "kt_timer.h"

FIXTURE(hook)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(hook)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(hook)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

static int read_hook(const struct kt_attrs *attrs, void *arg)
{
	if (!kt_attr_has(attrs, KTHREADING_A_PROCESS_HOOK))
		return -EPROTO;
	*(__u32 *)arg = kt_attr_u32(attrs, KTHREADING_A_PROCESS_HOOK);
	return 0;
}

static int hook_set(struct kt_lab *lab, __u32 hook)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_PROCESS_SET);

	kt_put_str(req, KTHREADING_A_PROCESS_NAME, lab->process);
	kt_put_u32(req, KTHREADING_A_PROCESS_HOOK, hook);
	return kt_call(req, NULL, NULL);
}

/* The hook, or -errno. */
static int hook_get(struct kt_lab *lab, const char *process)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_PROCESS_GET);
	__u32 hook;
	int err;

	kt_put_str(req, KTHREADING_A_PROCESS_NAME, process);
	err = kt_call(req, read_hook, &hook);
	return err ? err : (int)hook;
}

static int process_add(struct kt_lab *lab, const char *name, __u32 hook)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_PROCESS_ADD);
	__u32 seen;
	int err;

	kt_put_str(req, KTHREADING_A_PROCESS_NAME, name);
	kt_put_u32(req, KTHREADING_A_PROCESS_HOOK, hook);
	err = kt_call(req, read_hook, &seen);
	return err ? err : (int)seen;
}

TEST_F(hook, e2_hook_is_log_at_first)
{
	EXPECT_EQ(KTHREADING_HOOK_LOG, hook_get(&self->lab, self->lab.process));
}

TEST_F(hook, e2_hook_set_and_shown)
{
	EXPECT_EQ(0, hook_set(&self->lab, KTHREADING_HOOK_STOP));
	EXPECT_EQ(KTHREADING_HOOK_STOP,
		  hook_get(&self->lab, self->lab.process));
	EXPECT_EQ(0, hook_set(&self->lab, KTHREADING_HOOK_LOG));
	EXPECT_EQ(KTHREADING_HOOK_LOG, hook_get(&self->lab, self->lab.process));
	EXPECT_EQ(-ERANGE, hook_set(&self->lab, 2));
	EXPECT_EQ(KTHREADING_A_PROCESS_HOOK, bad_attr());
	EXPECT_EQ(KTHREADING_HOOK_LOG, hook_get(&self->lab, self->lab.process));
}

TEST_F(hook, e2_hook_given_with_the_process)
{
	EXPECT_EQ(KTHREADING_HOOK_STOP,
		  process_add(&self->lab, "hooked", KTHREADING_HOOK_STOP));
	EXPECT_EQ(KTHREADING_HOOK_STOP, hook_get(&self->lab, "hooked"));
	EXPECT_EQ(0, kt_process_finish(&self->lab, "hooked"));
	EXPECT_EQ(-ERANGE, process_add(&self->lab, "hooked", 2));
	EXPECT_EQ(-ENOENT, hook_get(&self->lab, "hooked"));
}

TEST_F(hook, e2_hook_misfits)
{
	struct kt_lab nowhere = self->lab;
	struct kt_req *req;

	snprintf(nowhere.process, sizeof(nowhere.process), "nowhere");
	EXPECT_EQ(-ENOENT, hook_set(&nowhere, KTHREADING_HOOK_LOG));
	EXPECT_STREQ("there is no process nowhere", said());
	EXPECT_EQ(KTHREADING_A_PROCESS_NAME, bad_attr());
	req = kt_req_new(self->lab.sock, KTHREADING_CMD_PROCESS_SET);
	kt_put_u32(req, KTHREADING_A_PROCESS_HOOK, KTHREADING_HOOK_LOG);
	EXPECT_EQ(-EINVAL, kt_call(req, NULL, NULL));
	EXPECT_STREQ("no process given", said());
}

TEST_F(hook, e2_hook_log_lets_the_process_live)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_seen other, t;

	ASSERT_EQ(0, hook_set(&self->lab, KTHREADING_HOOK_LOG));
	ASSERT_EQ(0, thread_add(&other, .target = "gate", .args = { "1" },
				.start = true));
	ASSERT_EQ(0, thread_add(&t, .target = "fail", .args = { "EIO", "boom" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, await_blocked(other.id, "sleep", &other));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	EXPECT_EQ(2, process.alive);
	EXPECT_EQ(1, process.records);
}

TEST_F(hook, e2_hook_stop_ends_the_process)
{
	struct kt_process_seen process;
	struct kt_record records[4];
	struct kt_seen other, t;

	ASSERT_EQ(0, hook_set(&self->lab, KTHREADING_HOOK_STOP));
	ASSERT_EQ(0, thread_add(&other, .target = "gate", .args = { "1" },
				.start = true));
	ASSERT_EQ(0, await_blocked(other.id, "sleep", &other));
	ASSERT_EQ(0, thread_add(&t, .name = "bad", .target = "fail",
				.args = { "EIO", "boom" }, .start = true));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, t.outcome);
	EXPECT_EQ(EIO, t.error);
	ASSERT_EQ(0, thread_get(&other, .id = other.id));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, other.outcome);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.raised);
	ASSERT_EQ(1, kt_log_read(&self->lab, 0, records, 4));
	EXPECT_STREQ("Exception in thread bad: EIO: boom", records[0].text);
}

/* The second error comes when the process is stopping already. */
TEST_F(hook, e2_hook_stop_of_many_errors)
{
	struct kt_process_seen process;
	int err;

	ASSERT_EQ(0, hook_set(&self->lab, KTHREADING_HOOK_STOP));
	/* The first error may stop the process before the last one is started. */
	err = thread_add(NULL, .target = "fail", .count = 50,
			 .args = { "EIO", "boom" }, .start = true);
	EXPECT_TRUE(err == 0 || err == -ESHUTDOWN);
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_LE(1, process.raised);
	EXPECT_EQ(process.records, process.raised);
	EXPECT_EQ(0, process.alive);
}

/* CPython: run() hands the error to its caller, which handled it. */
TEST_F(hook, e2_hook_not_for_run)
{
	struct kt_process_seen process;
	struct kt_seen t;

	ASSERT_EQ(0, hook_set(&self->lab, KTHREADING_HOOK_STOP));
	ASSERT_EQ(0,
		  thread_add(&t, .target = "fail", .args = { "EIO", "boom" }));
	ASSERT_EQ(0, thread_run(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, t.outcome);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
}

/* CPython: SystemExit is silent; ours is a target that returns. */
TEST_F(hook, e2_hook_not_for_a_return)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, hook_set(&self->lab, KTHREADING_HOOK_STOP));
	ASSERT_EQ(0, thread_add(&t, .target = "add", .args = { "5", "4" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR)));
	ASSERT_EQ(1, timer_cancel(.id = t.id));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	EXPECT_EQ(0, process.records);
}

TEST_F(hook, e3_timer_error_is_reported_the_same_way)
{
	struct kt_process_seen process;
	struct kt_record records[4];
	struct kt_sock *listener;
	struct kt_joined joined;
	struct kt_event event;
	struct kt_seen t;

	ASSERT_EQ(0, kt_sock_open(&listener));
	ASSERT_EQ(0, kt_sock_subscribe(listener, KTHREADING_MCGRP_EVENT));
	ASSERT_EQ(0, timer_start(&t, after(KT_MILLI), .name = "late",
				 .target = "fail", .args = { "EIO", "boom" }));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, joined.outcome);
	EXPECT_EQ(EIO, joined.error);
	EXPECT_STREQ("boom", joined.error_text);
	ASSERT_EQ(1, kt_log_read(&self->lab, 0, records, 4));
	EXPECT_TRUE(records[0].error);
	EXPECT_STREQ("Exception in thread late: EIO: boom", records[0].text);
	EXPECT_EQ(t.ident, records[0].ident);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.raised);
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	do {
		ASSERT_EQ(0,
			  kt_event_next(listener, self->lab.process, &event));
	} while (event.kind != KTHREADING_EVENT_THREAD_END);
	EXPECT_EQ(t.id, event.id);
	EXPECT_EQ(EIO, event.error);
	EXPECT_STREQ("boom", event.error_text);
	kt_sock_close(listener);
}

TEST_F(hook, e3_timer_error_stops_the_process)
{
	struct kt_seen waits, t;

	ASSERT_EQ(0, hook_set(&self->lab, KTHREADING_HOOK_STOP));
	ASSERT_EQ(0, timer_start(&waits, after(KT_HOUR)));
	ASSERT_EQ(0, timer_start(&t, after(0), .target = "fail",
				 .args = { "EIO", "boom" }));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	ASSERT_EQ(0, thread_get(&waits, .id = waits.id));
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, waits.outcome);
}

TEST_HARNESS_MAIN
