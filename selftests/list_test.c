// SPDX-License-Identifier: GPL-2.0
/* One request makes threads that differ, each by an entry of its own: all of them or none. */

#include "kt_join.h"
#include "kt_timer.h"

FIXTURE(list)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(list)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(list)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

/* What the reply tells. */
struct made {
	__u32 count, nr;
	__u32 ids[KTHREADING_ENTRIES_MAX];
	char names[KTHREADING_ENTRIES_MAX][KTHREADING_THREAD_NAME_MAX + 1];
};

static int read_made(const struct kt_attrs *attrs, void *arg)
{
	const struct nlattr *attr = NULL;
	struct made *made = arg;

	made->count = kt_attr_u32(attrs, KTHREADING_A_THREAD_COUNT);
	while (made->nr < KTHREADING_ENTRIES_MAX &&
	       (attr = kt_attr_next(attrs, attr, KTHREADING_A_THREAD_MADE))) {
		struct kt_attrs ref = kt_attr_inside(attr);

		made->ids[made->nr] = kt_attr_u32(&ref, KTHREADING_A_REF_ID);
		kt_copy(made->names[made->nr], sizeof(made->names[0]), &ref,
			KTHREADING_A_REF_NAME);
		made->nr++;
	}
	return 0;
}

static struct kt_req *list_new(struct kt_lab *lab)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_THREAD_ADD);

	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, lab->process);
	return req;
}

static void put_entry(struct kt_req *req, const struct kt_spec *spec)
{
	kt_nest_begin(req, KTHREADING_A_THREAD_ENTRY);
	kt_put_spec(req, spec);
	kt_nest_end(req);
}

#define entry(req, ...) put_entry(req, &(struct kt_spec){ __VA_ARGS__ })

static int list_send(struct kt_req *req, struct made *made)
{
	memset(made, 0, sizeof(*made));
	return kt_call(req, read_made, made);
}

static __u32 threads_of(struct kt_lab *lab)
{
	struct kt_process_spec spec = {};
	struct kt_process_seen process;

	if (kt_process(lab, KTHREADING_CMD_PROCESS_GET, &process, &spec))
		return 0;
	return process.threads;
}

TEST_F(list, each_is_made_as_its_entry_says)
{
	const struct kt_sched_spec sched = { .niced = true, .nice = 5 };
	struct kt_req *req = list_new(&self->lab);
	struct kt_joined joined;
	struct made made;
	struct kt_seen t;

	entry(req, .name = "sum", .target = "add", .args = { "5", "4" },
	      .start = true);
	entry(req, .daemon = DAEMON, .sched = &sched);
	entry(req, .target = "sleep", .args = { "1m" }, .start = true);
	ASSERT_EQ(0, list_send(req, &made));
	ASSERT_EQ(3, made.count);
	ASSERT_EQ(3, made.nr);
	EXPECT_EQ(2, made.ids[0]);
	EXPECT_EQ(3, made.ids[1]);
	EXPECT_EQ(4, made.ids[2]);
	EXPECT_STREQ("sum", made.names[0]);
	EXPECT_STREQ("Thread-1", made.names[1]);
	EXPECT_STREQ("Thread-2 (sleep)", made.names[2]);

	ASSERT_EQ(0, thread_join(&joined, .ids = { 2 }));
	EXPECT_EQ(9, joined.result);
	ASSERT_EQ(0, thread_get(&t, .id = 3));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.state);
	EXPECT_TRUE(t.daemon);
	EXPECT_TRUE(t.sched.niced);
	EXPECT_EQ(5, t.sched.nice);
	ASSERT_EQ(0, await_blocked(4, "sleep", &t));
	EXPECT_FALSE(t.daemon);
	EXPECT_FALSE(t.sched.given);
	ASSERT_EQ(1, t.nr_args);
	EXPECT_STREQ("1m", t.args[0]);
}

static void put_tick(struct kt_req *req, bool start)
{
	kt_nest_begin(req, KTHREADING_A_THREAD_ENTRY);
	kt_put_str(req, KTHREADING_A_THREAD_NAME, "tick");
	kt_nest_begin(req, KTHREADING_A_THREAD_TIMER);
	kt_put_s64(req, KTHREADING_A_TIMER_INTERVAL_NS, 3600 * KT_SECOND);
	kt_nest_end(req);
	if (start)
		kt_put_flag(req, KTHREADING_A_THREAD_START);
	kt_nest_end(req);
}

TEST_F(list, timers_among_threads)
{
	struct kt_req *req = list_new(&self->lab);
	struct kt_joined joined;
	struct made made;
	struct kt_seen t;

	put_tick(req, true);
	entry(req, .name = "plain", .start = true);
	put_tick(req, false);
	put_tick(req, true);
	ASSERT_EQ(0, list_send(req, &made));
	ASSERT_EQ(4, made.nr);
	EXPECT_STREQ("tick", made.names[0]);
	EXPECT_STREQ("plain", made.names[1]);
	ASSERT_EQ(0, thread_join(&joined, .ids = { made.ids[1] }));
	ASSERT_EQ(0, await_blocked(made.ids[0], "timer", &t));
	ASSERT_EQ(0, thread_get(&t, .id = made.ids[2]));
	EXPECT_EQ(KTHREADING_THREAD_INITIAL, t.state);
	ASSERT_EQ(0, await_blocked(made.ids[3], "timer", &t));
}

TEST_F(list, daemon_flag_is_that_of_the_acting_thread)
{
	struct kt_req *req = list_new(&self->lab);
	struct made made;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "1m" },
				.daemon = DAEMON, .start = true));
	kt_put_ref(req, KTHREADING_A_THREAD_AS, t.id, NULL, 0);
	entry(req, .name = "heir");
	entry(req, .daemon = NON_DAEMON);
	ASSERT_EQ(0, list_send(req, &made));
	ASSERT_EQ(0, thread_get(&t, .id = made.ids[0]));
	EXPECT_TRUE(t.daemon);
	ASSERT_EQ(0, thread_get(&t, .id = made.ids[1]));
	EXPECT_FALSE(t.daemon);
}

static const struct {
	struct kt_spec entry;
	int err;
	int attr;
	const char *text;
} misfits[] = {
	{ { .target = "nowhere" },
	  -ENOENT,
	  KTHREADING_A_THREAD_TARGET,
	  "there is no target nowhere" },
	{ { .name = "" },
	  -EINVAL,
	  KTHREADING_A_THREAD_NAME,
	  "a name cannot be empty" },
	{ { .target = "add", .args = { "5", "four" } },
	  -EINVAL,
	  KTHREADING_A_THREAD_ARG,
	  "argument y must be a 64-bit integer" },
	{ { .sched = &(struct kt_sched_spec){ .niced = true, .nice = 20 } },
	  -EINVAL,
	  KTHREADING_A_THREAD_SCHED,
	  "nice must be from -20 to 19" },
	{ { .args = { "5" } },
	  -EINVAL,
	  KTHREADING_A_THREAD_ARG,
	  "arguments need a target" },
	/* Nothing in it is to blame, but what it lacks. */
	{ { .target = "add" }, -EINVAL, 0, "target add needs argument x" },
};

TEST_F(list, one_that_is_refused_refuses_all)
{
	struct kt_req *req;
	struct made made;
	struct kt_seen t;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(misfits); i++) {
		req = list_new(&self->lab);
		entry(req, .name = "before", .target = "sleep",
		      .args = { "1m" }, .start = true);
		put_entry(req, &misfits[i].entry);
		entry(req, .name = "behind");
		EXPECT_EQ(misfits[i].err, list_send(req, &made));
		EXPECT_STREQ(misfits[i].text, said());
		EXPECT_EQ(KTHREADING_A_THREAD_ENTRY, bad_attr());
		EXPECT_EQ(misfits[i].attr,
			  kt_sock_error(self->lab.sock)->path[1]);
		EXPECT_EQ(1, threads_of(&self->lab));
	}
	/* No number was used up. */
	ASSERT_EQ(0, thread_add(&t, .daemon = NON_DAEMON));
	EXPECT_EQ(2, t.id);
	EXPECT_STREQ("Thread-1", t.name);
}

/* The second argument of the second entry, by its place in the request. */
TEST_F(list, the_bad_argument_is_named_by_its_offset)
{
	struct kt_req *req = list_new(&self->lab);
	size_t process = strlen(self->lab.process) + 1;
	struct made made;

	entry(req, .name = "abc");
	entry(req, .target = "add", .args = { "5", "x" });
	EXPECT_EQ(-EINVAL, list_send(req, &made));
	/* Headers; the process; an entry with a name; of the other target and argument. */
	EXPECT_EQ(NLMSG_HDRLEN + 4 + NLA_HDRLEN + NLA_ALIGN(process) + 4 + 8 +
			  4 + 8 + 8,
		  kt_sock_error(self->lab.sock)->offset);
}

TEST_F(list, as_many_as_the_limit_and_no_more)
{
	struct kt_req *req = list_new(&self->lab);
	struct made made;
	unsigned int i;

	for (i = 0; i < KTHREADING_ENTRIES_MAX; i++)
		entry(req, .start = i % 2);
	ASSERT_EQ(0, list_send(req, &made));
	EXPECT_EQ(KTHREADING_ENTRIES_MAX, made.count);
	EXPECT_EQ(KTHREADING_ENTRIES_MAX, made.nr);
	EXPECT_EQ(1 + KTHREADING_ENTRIES_MAX, threads_of(&self->lab));

	req = list_new(&self->lab);
	for (i = 0; i <= KTHREADING_ENTRIES_MAX; i++)
		entry(req, .start = true);
	EXPECT_EQ(-EINVAL, list_send(req, &made));
	EXPECT_STREQ("a request has at most 160 entries", said());
	EXPECT_EQ(KTHREADING_A_THREAD_ENTRY, bad_attr());
	EXPECT_EQ(1 + KTHREADING_ENTRIES_MAX, threads_of(&self->lab));
}

/* As long as names may be, which takes more room than most replies. */
TEST_F(list, the_reply_has_room_for_all_names)
{
	char names[KTHREADING_ENTRIES_MAX][KTHREADING_THREAD_NAME_MAX + 1];
	struct kt_req *req = list_new(&self->lab);
	struct made made;
	unsigned int i;

	for (i = 0; i < KTHREADING_ENTRIES_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "%0*u",
			 KTHREADING_THREAD_NAME_MAX, i);
		entry(req, .name = names[i], .start = i % 2);
	}
	ASSERT_EQ(0, list_send(req, &made));
	ASSERT_EQ(KTHREADING_ENTRIES_MAX, made.nr);
	for (i = 0; i < KTHREADING_ENTRIES_MAX; i++) {
		EXPECT_EQ(2 + i, made.ids[i]);
		EXPECT_STREQ(names[i], made.names[i]);
	}
	EXPECT_EQ(1 + KTHREADING_ENTRIES_MAX, threads_of(&self->lab));
}

static const struct {
	struct kt_spec beside;
	int attr;
} besides[] = {
	{ { .count = 2 }, KTHREADING_A_THREAD_COUNT },
	{ { .start = true }, KTHREADING_A_THREAD_START },
	{ { .name = "x" }, KTHREADING_A_THREAD_NAME },
	{ { .daemon = DAEMON }, KTHREADING_A_THREAD_DAEMON },
	{ { .target = "add" }, KTHREADING_A_THREAD_TARGET },
	{ { .args = { "5" } }, KTHREADING_A_THREAD_ARG },
	{ { .sched = &(struct kt_sched_spec){ .niced = true } },
	  KTHREADING_A_THREAD_SCHED },
};

TEST_F(list, the_request_itself_cannot_say_what_entries_say)
{
	struct kt_req *req;
	struct made made;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(besides); i++) {
		req = list_new(&self->lab);
		entry(req, .name = "entry");
		kt_put_spec(req, &besides[i].beside);
		EXPECT_EQ(-EINVAL, list_send(req, &made));
		EXPECT_STREQ("makes no sense beside entries", said());
		EXPECT_EQ(besides[i].attr, bad_attr());
	}
	EXPECT_EQ(1, threads_of(&self->lab));
}

/* What an entry cannot say is refused by the policy. */
TEST_F(list, an_entry_has_no_count)
{
	struct kt_req *req = list_new(&self->lab);
	struct made made;

	entry(req, .count = 2);
	EXPECT_EQ(-EINVAL, list_send(req, &made));
	EXPECT_EQ(1, threads_of(&self->lab));
}

TEST_F(list, none_in_a_process_that_stops)
{
	struct kt_req *req = list_new(&self->lab);
	struct made made;

	ASSERT_EQ(0, process_call(KILL, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, NULL));
	entry(req, .name = "late");
	EXPECT_EQ(-ESHUTDOWN, list_send(req, &made));
	EXPECT_STREQ("can't create new thread at process end", said());
	EXPECT_EQ(KTHREADING_A_THREAD_PROCESS, bad_attr());
}

TEST_HARNESS_MAIN
