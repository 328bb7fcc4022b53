// SPDX-License-Identifier: GPL-2.0
/* Group A: who is alive, who is counted, who am I. */

#include "kt_join.h"
#include "kt_log.h"

#define ROUNDS 200

FIXTURE(alive)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(alive)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(alive)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

/* What CPython's enumerate() would hold, of what a dump tells. */
struct living {
	const char *process;
	unsigned int count;
	bool has_main, has_wanted;
	__u32 wanted;
};

static int living_count(const struct kt_attrs *attrs, void *arg)
{
	struct living *living = arg;
	struct kt_seen t;

	kt_read_thread(attrs, &t);
	if (t.state == KTHREADING_THREAD_INITIAL ||
	    t.state == KTHREADING_THREAD_TERMINATED ||
	    strcmp(t.process, living->process))
		return 0;
	living->count++;
	living->has_main |= t.main;
	living->has_wanted |= t.id == living->wanted;
	return 0;
}

static int enumerate(struct kt_lab *lab, __u32 wanted, struct living *living)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_THREAD_GET);

	*living = (struct living){ .process = lab->process, .wanted = wanted };
	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, lab->process);
	return kt_dump(req, living_count, living);
}

/* More than fit into one message of a dump. */
#define CROWD 3000

/* Has a thread made in @other after the first answers; tells if the dump says so. */
static int dump_torn(struct kt_lab *lab, const char *only, struct kt_lab *other)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_THREAD_GET);
	struct kt_spec spec = { .name = "late" };
	struct kt_answer answer;
	bool torn = false;
	__u32 seq;
	int err;

	if (only)
		kt_put_str(req, KTHREADING_A_THREAD_PROCESS, only);
	err = kt_send(req, NLM_F_DUMP, &seq);
	if (!err)
		err = kt_sock_wait(lab->sock, seq, &answer, KT_PATIENCE_MS);
	if (!err && other)
		err = kt_thread(other, KTHREADING_CMD_THREAD_ADD, NULL, &spec);
	while (!err && answer.kind == KT_REPLY) {
		err = kt_sock_wait(lab->sock, seq, &answer, KT_PATIENCE_MS);
		torn |= answer.torn;
	}
	return err ? err : answer.err ? answer.err : torn;
}

TEST_F(alive, dump_tells_that_a_thread_came_meanwhile)
{
	struct kt_process_spec owned = { .owned = true,
					 .owner = KTHREADING_OWNER_STOP };
	const char *here = self->lab.process;
	struct kt_lab other = { .process = "other" };

	ASSERT_EQ(0, kt_sock_open(&other.sock));
	ASSERT_EQ(0,
		  kt_process(&other, KTHREADING_CMD_PROCESS_ADD, NULL, &owned));
	ASSERT_EQ(0, thread_add(NULL, .count = CROWD));
	EXPECT_EQ(0, dump_torn(&self->lab, here, NULL));
	EXPECT_EQ(0, dump_torn(&self->lab, NULL, NULL));
	EXPECT_EQ(0, dump_torn(&self->lab, here, &other));
	EXPECT_EQ(1, dump_torn(&self->lab, NULL, &other));
	EXPECT_EQ(1, dump_torn(&other, here, &self->lab));
	EXPECT_EQ(1, dump_torn(&other, NULL, &self->lab));
	EXPECT_EQ(0, kt_lab_close(&other));
}

TEST_F(alive, a1_from_start_to_end)
{
	struct kt_joined joined;
	struct living living;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "1ms" }));
	ASSERT_EQ(0, enumerate(&self->lab, t.id, &living));
	EXPECT_FALSE(living.has_wanted);

	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "1m" }));
	ASSERT_EQ(0, thread_start(&t, .id = t.id));
	EXPECT_NE(KTHREADING_THREAD_INITIAL, t.state);
	EXPECT_NE(KTHREADING_THREAD_TERMINATED, t.state);
	ASSERT_EQ(0, enumerate(&self->lab, t.id, &living));
	EXPECT_TRUE(living.has_wanted);

	ASSERT_EQ(0, thread_add(&t, .target = "info", .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_EQ(KTHREADING_THREAD_TERMINATED, t.state);
}

TEST_F(alive, a2_enumerate_and_active_count)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct living living;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(NULL, .name = "initial"));
	ASSERT_EQ(0, thread_add(&t, .name = "ended", .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(0, thread_add(NULL, .count = 3, .target = "sleep",
				.args = { "1m" }, .start = true));
	ASSERT_EQ(0, enumerate(&self->lab, t.id, &living));
	EXPECT_EQ(4, living.count);
	EXPECT_TRUE(living.has_main);
	EXPECT_FALSE(living.has_wanted);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(4, process.alive);
	EXPECT_EQ(6, process.threads);
	EXPECT_EQ(4, process.nondaemon);
}

/* CPython: test_enumerate_after_join */
TEST_F(alive, a3_enumerate_after_join)
{
	struct kt_joined joined;
	struct living living;
	struct kt_seen t;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ASSERT_EQ(0, thread_add(&t, .start = true));
		ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
		ASSERT_EQ(0, enumerate(&self->lab, t.id, &living));
		ASSERT_FALSE(living.has_wanted);
		ASSERT_EQ(1, living.count);
		ASSERT_EQ(0, thread_del(.id = t.id));
	}
}

TEST_F(alive, a4_current_thread)
{
	struct kt_record records[4];
	struct kt_joined joined;
	struct kt_seen t, main;
	char text[160];

	ASSERT_EQ(0, thread_get(&main, .id = KT_MAIN));
	ASSERT_EQ(0, thread_add(&t, .name = "me", .target = "info",
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(1, kt_log_read(&self->lab, 0, records, 4));
	snprintf(
		text, sizeof(text),
		"current_thread <Thread(me, started daemon %llu)>, main ident %llu, active_count 2",
		t.ident, main.ident);
	EXPECT_STREQ(text, records[0].text);
	EXPECT_STREQ("me", records[0].thread);
	EXPECT_EQ(t.ident, records[0].ident);
}

/* In run() it is the caller. */
TEST_F(alive, a4_current_thread_in_run)
{
	struct kt_record records[4];
	struct kt_seen t, main;
	char text[160];

	ASSERT_EQ(0, thread_get(&main, .id = KT_MAIN));
	ASSERT_EQ(0, thread_add(&t, .name = "me", .target = "info"));
	ASSERT_EQ(0, thread_run(NULL, .id = t.id));
	ASSERT_EQ(1, kt_log_read(&self->lab, 0, records, 4));
	snprintf(
		text, sizeof(text),
		"current_thread <_MainThread(MainThread, started %llu)>, main ident %llu, active_count 1",
		main.ident, main.ident);
	EXPECT_STREQ(text, records[0].text);
	EXPECT_STREQ("MainThread", records[0].thread);
	EXPECT_EQ(main.ident, records[0].ident);
}

TEST_F(alive, a4_acting_thread)
{
	struct kt_joined joined;
	struct kt_seen t, me;

	ASSERT_EQ(0, thread_get(&me));
	EXPECT_TRUE(me.main);
	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "1m" },
				.start = true));
	ASSERT_EQ(0, thread_get(&me, .as = t.id));
	EXPECT_EQ(t.id, me.id);
	ASSERT_EQ(0, thread_add(&t, .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	EXPECT_EQ(-EINVAL, thread_get(&me, .as = t.id));
	EXPECT_STREQ("the acting thread is not alive", said());
	EXPECT_EQ(KTHREADING_A_THREAD_AS, bad_attr());
}

TEST_F(alive, a5_main_is_always_the_same)
{
	struct kt_seen before, t;

	ASSERT_EQ(0, thread_get(&before, .id = KT_MAIN));
	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "1m" },
				.start = true));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_await(&self->lab, KT_MAIN, KTHREADING_THREAD_TERMINATED,
			      NULL, &t));
	EXPECT_TRUE(t.main);
	EXPECT_EQ(before.ident, t.ident);
	EXPECT_STREQ("MainThread", t.name);
	EXPECT_EQ(-EBUSY, thread_del(.id = KT_MAIN));
	EXPECT_STREQ("the main thread goes with its process", said());
}

/* A record bears what get_ident() told, the object what current_thread() is. */
TEST_F(alive, a6_ident_is_current_threads)
{
	struct kt_record records[4];
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "log", .args = { "who" },
				.start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { t.id }));
	ASSERT_EQ(1, kt_log_read(&self->lab, 0, records, 4));
	EXPECT_EQ(t.ident, records[0].ident);
}

TEST_HARNESS_MAIN
