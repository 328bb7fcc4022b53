// SPDX-License-Identifier: GPL-2.0
/* The group of events: what is told, in which order, to whom, and what is lost. */

#include <sys/socket.h>
#include <sys/wait.h>

#include "kt_event.h"
#include "kt_join.h"
#include "kt_module.h"
#include "kt_timer.h"

#define NOBODY 65534

FIXTURE(event)
{
	struct kt_lab lab;
	struct kt_sock *listener;
	struct kt_event event;
};

FIXTURE_SETUP(event)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_sock_open(&self->listener));
	ASSERT_EQ(0, kt_sock_subscribe(self->listener, KTHREADING_MCGRP_EVENT));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(event)
{
	kt_sock_close(self->listener);
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

#define event_next() \
	kt_event_next(self->listener, self->lab.process, &self->event)

/* The next event must be of that kind and about that thread. */
#define EXPECT_EVENT(_kind, _id)                                       \
	do {                                                           \
		ASSERT_EQ(0, event_next());                            \
		EXPECT_EQ(KTHREADING_EVENT_##_kind, self->event.kind); \
		EXPECT_EQ(_id, self->event.id);                        \
	} while (0)

#define EXPECT_STATE(_state)                           \
	do {                                           \
		EXPECT_EVENT(PROCESS_STATE, 0);        \
		EXPECT_EQ(KTHREADING_PROCESS_##_state, \
			  self->event.process_state);  \
		EXPECT_FALSE(self->event.has_thread);  \
	} while (0)

/* What came of making the lab. */
#define EXPECT_LAB()                                  \
	do {                                          \
		EXPECT_EVENT(PROCESS_ADD, 0);         \
		EXPECT_FALSE(self->event.has_thread); \
		EXPECT_EVENT(THREAD_ADD, KT_MAIN);    \
		EXPECT_EVENT(THREAD_START, KT_MAIN);  \
	} while (0)

TEST_F(event, add_start_end_del)
{
	struct kt_joined joined;
	struct kt_seen t;

	EXPECT_LAB();
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, self->event.process_state);
	ASSERT_EQ(0, thread_add(&t, .name = "sum", .target = "add",
				.args = { "5", "4" }));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_STREQ("sum", self->event.name);
	EXPECT_STREQ("add", self->event.target);
	EXPECT_FALSE(self->event.has_ident);
	EXPECT_FALSE(self->event.has_outcome);
	ASSERT_EQ(0, thread_start(&t, .id = t.id));
	EXPECT_EVENT(THREAD_START, t.id);
	EXPECT_EQ(t.ident, self->event.ident);
	EXPECT_FALSE(self->event.has_outcome);
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EVENT(THREAD_END, t.id);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, self->event.outcome);
	EXPECT_TRUE(self->event.has_result);
	EXPECT_EQ(9, self->event.result);
	EXPECT_FALSE(self->event.has_error);
	ASSERT_EQ(0, thread_del(.id = t.id));
	EXPECT_EVENT(THREAD_DEL, t.id);
	EXPECT_STREQ("sum", self->event.name);
}

TEST_F(event, errors_are_told)
{
	struct kt_joined joined;
	struct kt_seen t;

	EXPECT_LAB();
	ASSERT_EQ(0, thread_add(&t, .name = "bad", .target = "fail",
				.args = { "EIO", "boom" }, .start = true));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_EVENT(THREAD_START, t.id);
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EVENT(THREAD_END, t.id);
	EXPECT_EQ(KTHREADING_OUTCOME_RAISED, self->event.outcome);
	EXPECT_EQ(EIO, self->event.error);
	EXPECT_STREQ("boom", self->event.error_text);
	EXPECT_FALSE(self->event.has_result);
	EXPECT_STREQ("fail", self->event.target);
}

/* The longest names and text fit. */
TEST_F(event, longest)
{
	char name[KTHREADING_THREAD_NAME_MAX + 1] = { 0 };
	char text[KTHREADING_ARG_LEN_MAX + 1] = { 0 };
	struct kt_joined joined;
	struct kt_seen t;

	memset(name, 'n', sizeof(name) - 1);
	memset(text, 't', sizeof(text) - 1);
	EXPECT_LAB();
	ASSERT_EQ(0, thread_add(&t, .name = name, .target = "fail",
				.args = { "EIO", text }, .start = true));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_EVENT(THREAD_START, t.id);
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EVENT(THREAD_END, t.id);
	EXPECT_STREQ(name, self->event.name);
	EXPECT_STREQ(joined.error_text, self->event.error_text);
	EXPECT_LT(200, strlen(self->event.error_text));
}

TEST_F(event, timer_fire)
{
	struct kt_joined joined;
	struct kt_seen t;

	EXPECT_LAB();
	ASSERT_EQ(0, timer_start(&t, after(KT_MILLI), .target = "info"));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_STREQ("Thread-1", self->event.name);
	EXPECT_EVENT(THREAD_START, t.id);
	EXPECT_EVENT(TIMER_FIRE, t.id);
	EXPECT_STREQ("info", self->event.target);
	EXPECT_EVENT(THREAD_END, t.id);
	EXPECT_EQ(KTHREADING_OUTCOME_RETURNED, self->event.outcome);
}

TEST_F(event, timer_cancel)
{
	struct kt_seen t;

	EXPECT_LAB();
	ASSERT_EQ(0, timer_start(&t, after(KT_HOUR)));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_EVENT(THREAD_START, t.id);
	ASSERT_EQ(1, timer_cancel(.id = t.id));
	EXPECT_EQ(0, timer_cancel(.id = t.id));
	EXPECT_EVENT(TIMER_CANCEL, t.id);
	EXPECT_EVENT(THREAD_END, t.id);
	EXPECT_EQ(KTHREADING_OUTCOME_CANCELLED, self->event.outcome);

	/* Before the start: it is told of when it ends, that is, at the start. */
	ASSERT_EQ(0, timer_add(&t, after(KT_HOUR)));
	ASSERT_EQ(1, timer_cancel(.id = t.id));
	ASSERT_EQ(0, thread_start(NULL, .id = t.id));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_EVENT(THREAD_START, t.id);
	EXPECT_EVENT(TIMER_CANCEL, t.id);
	EXPECT_EVENT(THREAD_END, t.id);
}

TEST_F(event, periodic_fires_and_ends_once)
{
	struct kt_timer_seen seen;
	struct kt_seen t;
	int i;

	EXPECT_LAB();
	ASSERT_EQ(0, timer_start(&t, after(0, .every = 20 * KT_MILLI)));
	ASSERT_EQ(0, await_fired(t.id, 3, &seen));
	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_EVENT(THREAD_START, t.id);
	for (i = 0; i < 3; i++) {
		EXPECT_EVENT(TIMER_FIRE, t.id);
		EXPECT_FALSE(self->event.has_outcome);
	}
}

TEST_F(event, process_states)
{
	struct kt_seen t;

	EXPECT_LAB();
	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.start = true));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_EVENT(THREAD_START, t.id);
	ASSERT_EQ(0, process_call(EXIT, NULL));
	EXPECT_EVENT(THREAD_END, KT_MAIN);
	EXPECT_STATE(EXITING);
	ASSERT_EQ(0, kt_gates(1));
	EXPECT_EVENT(THREAD_END, t.id);
	EXPECT_STATE(STOPPING);
	EXPECT_STATE(ENDED);
	ASSERT_EQ(0, process_call(DEL, NULL));
	EXPECT_EVENT(PROCESS_DEL, 0);
	/* The teardown needs one. */
	ASSERT_EQ(0, process_call(ADD, NULL));
}

TEST_F(event, killed)
{
	struct kt_seen t;

	EXPECT_LAB();
	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.start = true));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_EVENT(THREAD_START, t.id);
	ASSERT_EQ(0, process_call(KILL, NULL));
	EXPECT_STATE(STOPPING);
	/* Of main and of the thread, in any order. */
	ASSERT_EQ(0, event_next());
	EXPECT_EQ(KTHREADING_EVENT_THREAD_END, self->event.kind);
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, self->event.outcome);
	ASSERT_EQ(0, event_next());
	EXPECT_EQ(KTHREADING_EVENT_THREAD_END, self->event.kind);
	EXPECT_EQ(KTHREADING_OUTCOME_STOPPED, self->event.outcome);
	EXPECT_STATE(ENDED);
}

TEST_F(event, time_of_an_event)
{
	struct timespec now;
	__u64 before, after;

	EXPECT_LAB();
	clock_gettime(CLOCK_REALTIME, &now);
	before = now.tv_sec * KT_SECOND + now.tv_nsec;
	ASSERT_EQ(0, thread_add(NULL));
	clock_gettime(CLOCK_REALTIME, &now);
	after = now.tv_sec * KT_SECOND + now.tv_nsec;
	ASSERT_EQ(0, event_next());
	EXPECT_LE(before, self->event.time);
	EXPECT_GE(after, self->event.time);
}

/* The exit status of a child: what it is told when it wants to listen. */
static int nobody_subscribes(void)
{
	struct kt_sock *sock;
	int err;

	if (setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY) || kt_sock_open(&sock))
		return 255;
	err = kt_sock_subscribe(sock, KTHREADING_MCGRP_EVENT);
	kt_sock_close(sock);
	return -err;
}

TEST_F(event, group_needs_the_capability)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(nobody_subscribes());
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_TRUE(WIFEXITED(status));
	EXPECT_EQ(EPERM, WEXITSTATUS(status));
}

/* Told once that something was lost; who has read all that is left hears again. */
TEST_F(event, overrun)
{
	int size = 4096, err, heard = 0;
	struct kt_answer answer;
	struct kt_seen t;

	EXPECT_LAB();
	ASSERT_EQ(0, setsockopt(kt_sock_fd(self->listener), SOL_SOCKET,
				SO_RCVBUFFORCE, &size, sizeof(size)));
	ASSERT_EQ(0, thread_add(NULL, .count = 2000));
	err = event_next();
	EXPECT_EQ(-ENOBUFS, err);
	for (;;) {
		err = kt_sock_next(self->listener, &answer, 0);
		if (err)
			break;
		heard++;
	}
	EXPECT_EQ(-ETIMEDOUT, err);
	EXPECT_GT(2000, heard);
	ASSERT_EQ(0, thread_add(&t, .name = "later"));
	EXPECT_EVENT(THREAD_ADD, t.id);
	EXPECT_STREQ("later", self->event.name);
}

TEST_HARNESS_MAIN
