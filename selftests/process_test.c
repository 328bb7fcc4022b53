// SPDX-License-Identifier: GPL-2.0
/* Group P: the end of a process, who is waited for, and to whom it belongs. */

#include "kt_join.h"
#include "kt_module.h"

#define DAEMONS 16

FIXTURE(process)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(process)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

/* Without a stop there would be none of the gates' threads after this. */
FIXTURE_TEARDOWN(process)
{
	EXPECT_EQ(0, kt_gates(1000));
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

#define gate_add(seen, level, ...)                                           \
	thread_add(seen, .target = "gate", .args = { level }, .start = true, \
		   ##__VA_ARGS__)

/* Looks until the process is in that state. */
static int await_process(struct kt_lab *lab, const char *name, __u32 state,
			 struct kt_process_seen *seen)
{
	struct kt_process_spec spec = { .name = name };
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = kt_process(lab, KTHREADING_CMD_PROCESS_GET, seen, &spec);
		if (err)
			return err;
		if (seen->state == state)
			return 0;
		kt_pause();
	} while (kt_now() < end);
	return -ETIMEDOUT;
}

/* Looks until there is no such process. */
static int await_gone(struct kt_lab *lab, const char *name)
{
	struct kt_process_spec spec = { .name = name };
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = kt_process(lab, KTHREADING_CMD_PROCESS_GET, NULL, &spec);
		if (err)
			return err == -ENOENT ? 0 : err;
		kt_pause();
	} while (kt_now() < end);
	return -ETIMEDOUT;
}

#define await_state(name, seen)                      \
	await_process(&self->lab, self->lab.process, \
		      KTHREADING_PROCESS_##name, seen)

TEST_F(process, born_with_a_main_thread)
{
	struct kt_process_seen process;
	struct kt_seen main;

	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_STREQ(self->lab.process, process.name);
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	EXPECT_EQ(KTHREADING_OWNER_STOP, process.owner);
	EXPECT_EQ(kt_sock_port(self->lab.sock), process.portid);
	EXPECT_EQ(1, process.threads);
	EXPECT_EQ(1, process.alive);
	EXPECT_EQ(1, process.nondaemon);
	ASSERT_EQ(0, await_blocked(KT_MAIN, "work", &main));
	EXPECT_TRUE(main.main);
	EXPECT_TRUE(main.has_native_id);
}

TEST_F(process, p1_waits_for_non_daemons)
{
	struct kt_process_seen process;
	struct kt_seen a, b;

	ASSERT_EQ(0, gate_add(&a, "2", .name = "first"));
	ASSERT_EQ(0, gate_add(&b, "1", .name = "second"));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, await_state(EXITING, &process));
	EXPECT_EQ(2, process.nondaemon);
	EXPECT_STREQ("first", process.holdup);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_await(&self->lab, b.id, KTHREADING_THREAD_TERMINATED,
			      NULL, &b));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_EXITING, process.state);
	ASSERT_EQ(0, process_call(WAIT, &process, .timed = true));
	EXPECT_EQ(KTHREADING_JOINED_TIMEOUT, process.status);
	ASSERT_EQ(0, kt_gates(2));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, thread_get(&a, .id = a.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, a.outcome);
}

/* Also for one that is started when main is gone, by a thread that still lives. */
TEST_F(process, p1_waits_for_late_starters)
{
	struct kt_process_seen process;
	struct kt_seen a, late;

	ASSERT_EQ(0, gate_add(&a, "1"));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, await_state(EXITING, &process));
	ASSERT_EQ(0, kt_await(&self->lab, KT_MAIN, KTHREADING_THREAD_TERMINATED,
			      NULL, &late));
	ASSERT_EQ(0, gate_add(&late, "2", .as = a.id));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_await(&self->lab, a.id, KTHREADING_THREAD_TERMINATED,
			      NULL, &a));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_EXITING, process.state);
	EXPECT_EQ(late.id, process.holdup_id);
	ASSERT_EQ(0, kt_gates(2));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, thread_get(&late, .id = late.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, late.outcome);
}

/* The peers program: a daemon starts a non-daemon, which outlives it and main. */
TEST_F(process, p2_who_started_it_does_not_matter)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_seen t, child;

	ASSERT_EQ(0, thread_add(&t, .target = "spawn", .daemon = DAEMON,
				.args = { "daemon=off", "gate", "1" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_get(&child, .id = joined.result));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, await_state(EXITING, &process));
	EXPECT_EQ(1, process.nondaemon);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, thread_get(&child, .id = child.id));
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, child.outcome);
}

/* CPython: test_4_daemon_threads */
TEST_F(process, p3_daemons_are_stopped)
{
	struct kt_process_seen process;
	struct kt_seen first, t;
	int i;

	ASSERT_EQ(0, thread_add(&first, .target = "sleep", .args = { "60m" },
				.daemon = DAEMON, .count = DAEMONS,
				.start = true));
	for (i = 0; i < DAEMONS; i++)
		ASSERT_EQ(0, await_blocked(first.id + i, "sleep", &t));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_ENDED, process.state);
	EXPECT_EQ(0, process.alive);
	EXPECT_EQ(0, process.raised);
	for (i = 0; i < DAEMONS; i++) {
		ASSERT_EQ(0, thread_get(&t, .id = first.id + i));
		EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
	}
}

TEST_F(process, p3_spinning_daemon_is_stopped)
{
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "spin", .args = { "60m" },
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, kt_await(&self->lab, t.id, KTHREADING_THREAD_RUNNING, NULL,
			      &t));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
}

TEST_F(process, p5_nothing_starts_after_the_last)
{
	struct kt_seen initial, t;

	ASSERT_EQ(0, thread_add(&initial));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	EXPECT_EQ(-ESHUTDOWN, thread_start(NULL, .id = initial.id));
	EXPECT_STREQ("can't create new thread at process end", said());
	EXPECT_EQ(KTHREADING_A_THREAD_PROCESS, bad_attr());
	ASSERT_EQ(0, thread_get(&t, .id = initial.id));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.state);
	EXPECT_EQ(-ESHUTDOWN, thread_add(NULL));
	EXPECT_STREQ("can't create new thread at process end", said());
}

/* Nothing is freed under a thread that does not heed the stop; it is named. */
TEST_F(process, stubborn_thread_holds_the_end_up)
{
	struct kt_process_seen process;
	struct kt_seen t, initial;

	ASSERT_EQ(0, thread_add(&initial));
	ASSERT_EQ(0, thread_add(&t, .name = "mule", .target = "stubborn",
				.args = { "1" }, .start = true));
	ASSERT_EQ(0, await_blocked(t.id, "kernel", &t));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_await(&self->lab, KT_MAIN, KTHREADING_THREAD_TERMINATED,
			      NULL, &t));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_STOPPING, process.state);
	EXPECT_STREQ("mule", process.holdup);
	EXPECT_NE(0, process.since);
	EXPECT_EQ(-ESHUTDOWN, thread_add(NULL, .as = process.holdup_id));
	EXPECT_STREQ("can't create new thread at process end", said());
	EXPECT_EQ(-ESHUTDOWN, thread_start(NULL, .id = initial.id));
	EXPECT_EQ(-EBUSY, process_call(DEL, NULL));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, thread_get(&t, .ref_name = "mule"));
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, t.outcome);
}

TEST_F(process, exit_and_kill_once)
{
	struct kt_process_seen process;
	struct kt_seen t;
	char text[80];

	snprintf(text, sizeof(text), "process %s is ending already",
		 self->lab.process);
	ASSERT_EQ(0, thread_add(&t, .target = "stubborn", .args = { "1" },
				.start = true));
	ASSERT_EQ(0, await_blocked(t.id, "kernel", &t));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	EXPECT_EQ(-EALREADY, process_call(EXIT, NULL));
	EXPECT_STREQ(text, said());
	EXPECT_EQ(KTHREADING_A_PROCESS_NAME, bad_attr());
	ASSERT_EQ(0, process_call(KILL, NULL));
	EXPECT_EQ(-EALREADY, process_call(KILL, NULL));
	EXPECT_STREQ(text, said());
	EXPECT_EQ(-EALREADY, process_call(EXIT, NULL));
	EXPECT_STREQ(text, said());
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, process_call(WAIT, &process));
	EXPECT_EQ(KTHREADING_PROCESS_ENDED, process.state);
	EXPECT_EQ(KTHREADING_JOINED_DONE, process.status);
	snprintf(text, sizeof(text), "process %s has ended", self->lab.process);
	EXPECT_EQ(-EALREADY, process_call(EXIT, NULL));
	EXPECT_STREQ(text, said());
}

TEST_F(process, del_only_when_ended)
{
	struct kt_lab *lab = &self->lab;
	char text[80];

	snprintf(text, sizeof(text), "process %s has not ended", lab->process);
	EXPECT_EQ(-EBUSY, process_call(DEL, NULL));
	EXPECT_STREQ(text, said());
	ASSERT_EQ(0, process_call(ADD, NULL, .name = "short-lived"));
	ASSERT_EQ(0, kt_process_finish(lab, "short-lived"));
	EXPECT_EQ(-ENOENT, process_call(GET, NULL, .name = "short-lived"));
	EXPECT_STREQ("there is no process short-lived", said());
}

TEST_F(process, names_are_unique)
{
	char text[80];

	snprintf(text, sizeof(text), "there is a process %s already",
		 self->lab.process);
	EXPECT_EQ(-EEXIST, process_call(ADD, NULL));
	EXPECT_STREQ(text, said());
	EXPECT_EQ(KTHREADING_A_PROCESS_NAME, bad_attr());
}

/* Two processes side by side: what one does, the other does not see. */
TEST_F(process, two_processes)
{
	struct kt_process_seen process;
	struct kt_lab other = self->lab;
	struct kt_spec add = { .name = "there", .start = true };
	struct kt_seen t;

	snprintf(other.process, sizeof(other.process), "other");
	ASSERT_EQ(0,
		  process_call(ADD, NULL, .name = other.process, .owned = true,
			       .owner = KTHREADING_OWNER_STOP));
	ASSERT_EQ(0, kt_thread(&other, KTHREADING_CMD_THREAD_ADD, &t, &add));
	EXPECT_EQ(-ENOENT, thread_get(NULL, .ref_name = "there"));
	EXPECT_EQ(-ENOENT, thread_get(NULL, .ident = t.ident));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, process_call(GET, &process, .name = other.process));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	ASSERT_EQ(0, kt_process_finish(&self->lab, other.process));
}

/* What a socket owns, and a thread in it that a gate holds. */
static int owned_add(struct kt_lab *owner, __u32 policy, const char *level)
{
	struct kt_process_spec spec = { .owned = true, .owner = policy };
	struct kt_spec add = {
		.target = "gate",
		.args = { level },
		.start = true,
	};
	int err;

	snprintf(owner->process, sizeof(owner->process), "owned");
	err = kt_sock_open(&owner->sock);
	if (!err)
		err = kt_process(owner, KTHREADING_CMD_PROCESS_ADD, NULL,
				 &spec);
	if (!err)
		err = kt_thread(owner, KTHREADING_CMD_THREAD_ADD, NULL, &add);
	return err;
}

TEST_F(process, owner_persist)
{
	struct kt_process_seen process;
	struct kt_lab owner;

	ASSERT_EQ(0, owned_add(&owner, KTHREADING_OWNER_PERSIST, "1"));
	kt_sock_close(owner.sock);
	ASSERT_EQ(0, process_call(GET, &process, .name = "owned"));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	EXPECT_EQ(KTHREADING_OWNER_PERSIST, process.owner);
	EXPECT_EQ(0, process.portid);
	EXPECT_EQ(2, process.alive);
	ASSERT_EQ(0, kt_process_finish(&self->lab, "owned"));
}

TEST_F(process, owner_stop)
{
	struct kt_lab owner;

	ASSERT_EQ(0, owned_add(&owner, KTHREADING_OWNER_STOP, "1"));
	kt_sock_close(owner.sock);
	ASSERT_EQ(0, await_gone(&self->lab, "owned"));
}

TEST_F(process, owner_join)
{
	struct kt_process_seen process;
	struct kt_lab owner;

	ASSERT_EQ(0, owned_add(&owner, KTHREADING_OWNER_JOIN, "1"));
	kt_sock_close(owner.sock);
	ASSERT_EQ(0, await_process(&self->lab, "owned",
				   KTHREADING_PROCESS_EXITING, &process));
	EXPECT_EQ(1, process.alive);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, await_gone(&self->lab, "owned"));
}

TEST_F(process, owner_of_an_ended_one)
{
	struct kt_lab owner;

	ASSERT_EQ(0, owned_add(&owner, KTHREADING_OWNER_JOIN, "0"));
	ASSERT_EQ(0, process_call(EXIT, NULL, .name = "owned"));
	ASSERT_EQ(0, kt_process_end(&self->lab, "owned"));
	ASSERT_EQ(0, process_call(GET, NULL, .name = "owned"));
	kt_sock_close(owner.sock);
	ASSERT_EQ(0, await_gone(&self->lab, "owned"));
}

/* What main was told to run before it was told to end comes first. */
TEST_F(process, run_before_exit)
{
	struct kt_answer answer;
	struct kt_req *req;
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" }));
	req = kt_req_new(self->lab.sock, KTHREADING_CMD_THREAD_RUN);
	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, self->lab.process);
	kt_put_ref(req, KTHREADING_A_THREAD_REF, t.id, NULL, 0);
	ASSERT_EQ(0, kt_send(req, 0, &seq));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, await_blocked(KT_MAIN, "sleep", &t));
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0,
		  kt_sock_wait(self->lab.sock, seq, &answer, KT_PATIENCE_MS));
	ASSERT_EQ(KT_REPLY, answer.kind);
	kt_read_thread(&answer.attrs, &t);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, t.outcome);
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
}

TEST_HARNESS_MAIN
