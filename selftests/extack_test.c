// SPDX-License-Identifier: GPL-2.0
/*
 * Every refusal over netlink: errno, sentence and the attribute that is to blame, in
 * a lab where there is one thread of each kind.
 */

#include "kt_join.h"
#include "kt_refusals.h"

#define ENDED "extack-ended"
#define EXITING "extack-exiting"

/* The threads of the lab. */
enum { INITIAL = 2, BLOCKED, DEAD, TWIN, OTHER_TWIN, USED };

FIXTURE(extack)
{
	struct kt_lab lab;
};

/* A process whose main has ended, and which waits for its thread, or ends, too. */
static int other_process(struct kt_lab *lab, const char *name, bool ends)
{
	struct kt_process_spec add = {
		.name = name,
		.owned = true,
		.owner = KTHREADING_OWNER_STOP,
	};
	struct kt_process_spec exit = { .name = name };
	struct kt_spec sleep = {
		.target = "sleep",
		.args = { "60m" },
		.daemon = ends ? DAEMON : NON_DAEMON,
		.start = true,
	};
	struct kt_lab other = *lab;
	struct kt_seen t;
	int err;

	snprintf(other.process, sizeof(other.process), "%s", name);
	err = kt_process(lab, KTHREADING_CMD_PROCESS_ADD, NULL, &add);
	if (!err)
		err = kt_thread(&other, KTHREADING_CMD_THREAD_ADD, NULL,
				&sleep);
	if (!err)
		err = kt_process(lab, KTHREADING_CMD_PROCESS_EXIT, NULL, &exit);
	if (!err && ends)
		return kt_process_end(lab, name);
	return err ? err :
		     kt_await(&other, KT_MAIN, KTHREADING_THREAD_TERMINATED,
			      NULL, &t);
}

FIXTURE_SETUP(extack)
{
	struct kt_joined joined;
	struct kt_seen t;

	ASSERT_EQ(0, kt_lab_open(&self->lab));
	ASSERT_EQ(0, thread_add(&t, .name = "initial"));
	ASSERT_EQ(INITIAL, t.id);
	ASSERT_EQ(0, thread_add(&t, .name = "blocked", .target = "join",
				.args = { "MainThread" }, .start = true));
	ASSERT_EQ(0, await_blocked(BLOCKED, "join MainThread", &t));
	ASSERT_EQ(0, thread_add(&t, .name = "dead", .start = true));
	ASSERT_EQ(0, thread_join(&joined, .ids = { DEAD }));
	ASSERT_EQ(0, thread_add(NULL, .name = "twin"));
	ASSERT_EQ(0, thread_add(NULL, .name = "twin"));
	ASSERT_EQ(0, thread_add(&t, .name = "used"));
	ASSERT_EQ(0, thread_run(&t, .id = USED));
	ASSERT_EQ(0, other_process(&self->lab, ENDED, true));
	ASSERT_EQ(0, other_process(&self->lab, EXITING, false));
}

FIXTURE_TEARDOWN(extack)
{
	EXPECT_EQ(0, kt_process_finish(&self->lab, ENDED));
	EXPECT_EQ(0, kt_process_finish(&self->lab, EXITING));
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

static void check(struct __test_metadata *_metadata, struct kt_lab *lab,
		  const struct kt_refusal *refusal)
{
	const struct kt_error *error;
	char text[200];

	for (; refusal->text; refusal++) {
		snprintf(text, sizeof(text), refusal->text, lab->process);
		EXPECT_EQ(refusal->err, kt_refusal_send(lab, refusal));
		error = kt_sock_error(lab->sock);
		EXPECT_STREQ(text, error->text);
		EXPECT_EQ(refusal->attr, error->path[0])
		{
			TH_LOG("to blame for '%s'", text);
		}
		EXPECT_EQ(refusal->missing, error->missing)
		{
			TH_LOG("missing for '%s'", text);
		}
	}
}

static const struct kt_refusal of_processes[] = {
	BAD(EPROTONOSUPPORT, "the module is of release 0.1", VERSION_RELEASE,
	    VERSION_GET, STR(VERSION_RELEASE, "0.0")),
	LACKS("no target given", TARGET_NAME, TARGET_GET),
	BAD(ENOENT, "there is no target nowhere", TARGET_NAME, TARGET_GET,
	    STR(TARGET_NAME, "nowhere")),
	LACKS("no process given", PROCESS_NAME, PROCESS_ADD),
	BAD(EINVAL, "a process needs a name", PROCESS_NAME, PROCESS_ADD,
	    STR(PROCESS_NAME, "")),
	BAD(ENAMETOOLONG, "a process's name has at most 31 bytes", PROCESS_NAME,
	    PROCESS_ADD, STR(PROCESS_NAME, "0123456789abcdef0123456789abcdef")),
	BAD(EEXIST, "there is a process %s already", PROCESS_NAME, PROCESS_ADD,
	    STR(PROCESS_NAME, "@")),
	BAD(EINVAL, "only a module can own a process so", PROCESS_OWNER,
	    PROCESS_ADD, STR(PROCESS_NAME, "new"),
	    U32(PROCESS_OWNER, KTHREADING_OWNER_MODULE)),
	LACKS("no process given", PROCESS_NAME, PROCESS_GET),
	LACKS("no process given", PROCESS_NAME, PROCESS_EXIT),
	LACKS("no process given", PROCESS_NAME, PROCESS_KILL),
	LACKS("no process given", PROCESS_NAME, PROCESS_DEL),
	LACKS("no process given", PROCESS_NAME, PROCESS_WAIT),
	BAD(ENOENT, "there is no process none", PROCESS_NAME, PROCESS_GET,
	    STR(PROCESS_NAME, "none")),
	BAD(ENOENT, "there is no process none", PROCESS_NAME, PROCESS_EXIT,
	    STR(PROCESS_NAME, "none")),
	BAD(ENOENT, "there is no process none", PROCESS_NAME, PROCESS_KILL,
	    STR(PROCESS_NAME, "none")),
	BAD(ENOENT, "there is no process none", PROCESS_NAME, PROCESS_DEL,
	    STR(PROCESS_NAME, "none")),
	BAD(ENOENT, "there is no process none", PROCESS_NAME, PROCESS_WAIT,
	    STR(PROCESS_NAME, "none")),
	BAD(EALREADY, "process " EXITING " is ending already", PROCESS_NAME,
	    PROCESS_EXIT, STR(PROCESS_NAME, EXITING)),
	BAD(EALREADY, "process " ENDED " has ended", PROCESS_NAME, PROCESS_EXIT,
	    STR(PROCESS_NAME, ENDED)),
	BAD(EALREADY, "process " ENDED " has ended", PROCESS_NAME, PROCESS_KILL,
	    STR(PROCESS_NAME, ENDED)),
	BAD(EBUSY, "process %s has not ended", PROCESS_NAME, PROCESS_DEL,
	    STR(PROCESS_NAME, "@")),
	LACKS("no process given", RECORD_PROCESS, LOG_GET),
	LACKS("no record given", RECORD_SEQ, LOG_GET, STR(RECORD_PROCESS, "@")),
	BAD(ENOENT, "there is no process none", RECORD_PROCESS, LOG_GET,
	    STR(RECORD_PROCESS, "none"), U64(RECORD_SEQ, 1)),
	BAD(ENODATA, "there is no record 99", RECORD_SEQ, LOG_GET,
	    STR(RECORD_PROCESS, "@"), U64(RECORD_SEQ, 99)),
	BAD_DUMP(EINVAL, "no process given", 0, LOG_GET),
	BAD_DUMP(ENOENT, "there is no process none", 0, LOG_GET,
		 STR(RECORD_PROCESS, "none")),
	{},
};

TEST_F(extack, processes_targets_and_logs)
{
	check(_metadata, &self->lab, of_processes);
}

#define HERE STR(THREAD_PROCESS, "@")
#define ONE(thread) REF(THREAD_REF, thread)
#define AS(thread) REF(THREAD_AS, thread)
#define NOWHERE STR(THREAD_PROCESS, "none")

static const struct kt_refusal of_lookups[] = {
	LACKS("no process given", THREAD_PROCESS, THREAD_ADD),
	LACKS("no process given", THREAD_PROCESS, THREAD_GET),
	LACKS("no process given", THREAD_PROCESS, THREAD_SET, ONE(INITIAL)),
	LACKS("no process given", THREAD_PROCESS, THREAD_START, ONE(INITIAL)),
	LACKS("no process given", THREAD_PROCESS, THREAD_START,
	      FLAG(THREAD_ALL)),
	LACKS("no process given", THREAD_PROCESS, THREAD_RUN, ONE(INITIAL)),
	LACKS("no process given", THREAD_PROCESS, THREAD_DEL, ONE(INITIAL)),
	LACKS("no process given", THREAD_PROCESS, THREAD_DEL, FLAG(THREAD_ALL)),
	LACKS("no thread given", THREAD_REF, THREAD_SET, HERE),
	LACKS("no thread given", THREAD_REF, THREAD_START, HERE),
	LACKS("no thread given", THREAD_REF, THREAD_RUN, HERE),
	LACKS("no thread given", THREAD_REF, THREAD_DEL, HERE),
	BAD(ENOENT, "there is no process none", THREAD_PROCESS, THREAD_ADD,
	    NOWHERE),
	BAD(ENOENT, "there is no process none", THREAD_PROCESS, THREAD_GET,
	    NOWHERE),
	BAD(ENOENT, "there is no process none", THREAD_PROCESS, THREAD_SET,
	    NOWHERE, ONE(INITIAL)),
	BAD(ENOENT, "there is no process none", THREAD_PROCESS, THREAD_START,
	    NOWHERE, ONE(INITIAL)),
	BAD(ENOENT, "there is no process none", THREAD_PROCESS, THREAD_START,
	    NOWHERE, FLAG(THREAD_ALL)),
	BAD(ENOENT, "there is no process none", THREAD_PROCESS, THREAD_RUN,
	    NOWHERE, ONE(INITIAL)),
	BAD(ENOENT, "there is no process none", THREAD_PROCESS, THREAD_DEL,
	    NOWHERE, ONE(INITIAL)),
	BAD(ENOENT, "there is no process none", THREAD_PROCESS, THREAD_DEL,
	    NOWHERE, FLAG(THREAD_ALL)),
	BAD_DUMP(ENOENT, "there is no process none", 0, THREAD_GET, NOWHERE),
	BAD(EINVAL, "a thread is named by one of name, id and ident",
	    THREAD_REF, THREAD_GET, HERE, IN(THREAD_REF), OUT),
	BAD(EINVAL, "a thread is named by one of name, id and ident",
	    THREAD_REF, THREAD_GET, HERE, IN(THREAD_REF), U32(REF_ID, INITIAL),
	    STR(REF_NAME, "initial"), OUT),
	BAD(ENOENT, "there is no thread #99", THREAD_REF, THREAD_GET, HERE,
	    ONE(99)),
	BAD(ENOENT, "there is no thread nobody", THREAD_REF, THREAD_GET, HERE,
	    IN(THREAD_REF), STR(REF_NAME, "nobody"), OUT),
	BAD(ENOENT, "no living thread has ident 1", THREAD_REF, THREAD_GET,
	    HERE, IN(THREAD_REF), U64(REF_IDENT, 1), OUT),
	BAD(ENOTUNIQ, "several threads are named twin: #5 #6", THREAD_REF,
	    THREAD_GET, HERE, IN(THREAD_REF), STR(REF_NAME, "twin"), OUT),
	BAD(ENOENT, "there is no thread #99", THREAD_AS, THREAD_GET, HERE,
	    AS(99)),
	BAD(EINVAL, "the acting thread is not alive", THREAD_AS, THREAD_GET,
	    HERE, AS(DEAD)),
	BAD(EINVAL, "the acting thread is not alive", THREAD_AS, THREAD_ADD,
	    HERE, AS(INITIAL)),
	BAD(EINVAL, "the main thread has ended, say which thread acts", 0,
	    THREAD_ADD, STR(THREAD_PROCESS, EXITING)),
	BAD(ESHUTDOWN, "can't create new thread at process end", THREAD_PROCESS,
	    THREAD_ADD, STR(THREAD_PROCESS, ENDED)),
	{},
};

TEST_F(extack, lookups)
{
	check(_metadata, &self->lab, of_lookups);
}

#define ADD(error, said, blamed, ...) \
	BAD(error, said, THREAD_##blamed, THREAD_ADD, HERE, __VA_ARGS__)
#define TARGET(name) STR(THREAD_TARGET, name)
#define ARG(text) STR(THREAD_ARG, text)
#define NAME_63 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"

static const struct kt_refusal of_making[] = {
	ADD(EINVAL, "a name cannot be empty", NAME, STR(THREAD_NAME, "")),
	ADD(ENAMETOOLONG, "a thread's name has at most 63 bytes", NAME,
	    STR(THREAD_NAME, NAME_63 "f")),
	ADD(ENAMETOOLONG, "the name has no room for -1", NAME,
	    STR(THREAD_NAME, NAME_63), U32(THREAD_COUNT, 1)),
	ADD(EINVAL, "one request makes at most 1000000 threads", COUNT,
	    U32(THREAD_COUNT, 1000001)),
	ADD(ENOENT, "there is no target nowhere", TARGET, TARGET("nowhere")),
	ADD(EINVAL, "arguments need a target", ARG, ARG("1")),
	ADD(EINVAL, "an argument must end with its only zero", ARG,
	    TARGET("add"), RAW(THREAD_ARG, "1234"), ARG("1")),
	ADD(EINVAL, "argument y must be a 64-bit integer", ARG, TARGET("add"),
	    ARG("1"), ARG("x")),
	ADD(EINVAL, "argument duration must be a duration like 200ms or 1.5s",
	    ARG, TARGET("sleep"), ARG("soon")),
	ADD(EINVAL, "argument errno must be an errno like EIO or 1 to 4095",
	    ARG, TARGET("fail"), ARG("EWHAT"), ARG("x")),
	ADD(EINVAL, "argument info must be on or off", ARG, TARGET("add"),
	    ARG("info=yes"), ARG("1"), ARG("1")),
	ADD(EINVAL, "argument info is given twice", ARG, TARGET("add"),
	    ARG("info=on"), ARG("info=on"), ARG("1"), ARG("1")),
	ADD(EINVAL, "target add takes no argument 3", ARG, TARGET("add"),
	    ARG("1"), ARG("2"), ARG("3")),
	ADD(EINVAL, "target add needs argument y", ARG, TARGET("add"),
	    ARG("1")),
	BAD(EINVAL, "target add needs argument x", 0, THREAD_ADD, HERE,
	    TARGET("add")),
	ADD(EINVAL, "there is no target nowhere", ARG, TARGET("spawn"),
	    ARG("nowhere")),
	ADD(EINVAL, "target add needs argument x", ARG, TARGET("spawn"),
	    ARG("add")),
	ADD(EINVAL, "a target takes at most 16 arguments", ARG, TARGET("log"),
	    ARG("1"), ARG("2"), ARG("3"), ARG("4"), ARG("5"), ARG("6"),
	    ARG("7"), ARG("8"), ARG("9"), ARG("10"), ARG("11"), ARG("12"),
	    ARG("13"), ARG("14"), ARG("15"), ARG("16"), ARG("17")),
	ADD(EINVAL, "makes no sense beside entries", COUNT,
	    U32(THREAD_COUNT, 2), IN(THREAD_ENTRY), OUT),
	ADD(ENOENT, "there is no target nowhere", ENTRY, IN(THREAD_ENTRY),
	    TARGET("nowhere"), OUT),
	ADD(EINVAL, "target add needs argument x", ENTRY, IN(THREAD_ENTRY),
	    TARGET("add"), OUT),
	{},
};

TEST_F(extack, making)
{
	struct kt_process_seen process;

	check(_metadata, &self->lab, of_making);
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(USED, process.threads);
}

#define SCHED(error, said, ...) \
	ADD(error, said, SCHED, IN(THREAD_SCHED), __VA_ARGS__, OUT)
#define POLICY(policy) U32(SCHED_POLICY, KTHREADING_POLICY_##policy)

static const struct kt_refusal of_sched[] = {
	SCHED(EINVAL, "policies fifo and rr need a priority from 1 to 99",
	      POLICY(FIFO)),
	SCHED(EINVAL, "policies fifo and rr need a priority from 1 to 99",
	      POLICY(RR), U32(SCHED_PRIORITY, 0)),
	SCHED(EINVAL, "nice has no meaning with policies fifo and rr",
	      POLICY(RR), U32(SCHED_PRIORITY, 1), S32(SCHED_NICE, 1)),
	SCHED(EINVAL, "priority has a meaning only with policies fifo and rr",
	      POLICY(BATCH), U32(SCHED_PRIORITY, 1)),
	SCHED(EINVAL, "nice must be from -20 to 19", S32(SCHED_NICE, 20)),
	SCHED(EINVAL, "nice must be from -20 to 19", S32(SCHED_NICE, -21)),
	SCHED(EINVAL, "cpus must be a list like 0,2-3",
	      STR(SCHED_CPUS, "first")),
	SCHED(EINVAL, "none of these CPUs is online", STR(SCHED_CPUS, "")),
	SCHED(EINVAL, "cpus and node cannot be given together",
	      STR(SCHED_CPUS, "0"), U32(SCHED_NODE, 0)),
	SCHED(EINVAL, "memory node 7 is not online", U32(SCHED_NODE, 7)),
	SCHED(EINVAL, "memory node 4294967295 is not online",
	      U32(SCHED_NODE, 0xffffffff)),
	BAD(EINVAL, "nice must be from -20 to 19", THREAD_SCHED, THREAD_SET,
	    HERE, ONE(INITIAL), IN(THREAD_SCHED), S32(SCHED_NICE, 20), OUT),
	{},
};

TEST_F(extack, scheduling)
{
	check(_metadata, &self->lab, of_sched);
}

static const struct kt_refusal of_acts[] = {
	BAD(EBUSY, "cannot set daemon status of active thread", THREAD_DAEMON,
	    THREAD_SET, HERE, ONE(KT_MAIN), U8(THREAD_DAEMON, 1)),
	BAD(EINVAL, "a name cannot be empty", THREAD_NAME, THREAD_SET, HERE,
	    ONE(INITIAL), STR(THREAD_NAME, "")),
	BAD(ENAMETOOLONG, "a thread's name has at most 63 bytes", THREAD_NAME,
	    THREAD_SET, HERE, ONE(INITIAL), STR(THREAD_NAME, NAME_63 "f")),
	BAD(EALREADY, "threads can only be started once", THREAD_REF,
	    THREAD_START, HERE, ONE(KT_MAIN)),
	BAD(EALREADY, "threads can only be started once", THREAD_REF,
	    THREAD_START, HERE, ONE(DEAD)),
	BAD(ENOENT, "the target is gone, it can only be run once", THREAD_REF,
	    THREAD_RUN, HERE, ONE(USED)),
	BAD(ENOENT, "the target is gone, it can only be run once", THREAD_REF,
	    THREAD_RUN, HERE, ONE(DEAD)),
	BAD(EBUSY, "the acting thread is busy", THREAD_AS, THREAD_RUN, HERE,
	    AS(BLOCKED), ONE(INITIAL)),
	BAD(EBUSY, "the main thread goes with its process", THREAD_REF,
	    THREAD_DEL, HERE, ONE(KT_MAIN)),
	BAD(EBUSY, "the thread is alive", THREAD_REF, THREAD_DEL, HERE,
	    ONE(BLOCKED)),
	{},
};

TEST_F(extack, acts)
{
	check(_metadata, &self->lab, of_acts);
}

#define THERE STR(JOIN_PROCESS, "@")
#define WHOM(thread) REF(JOIN_REF, thread)

static const struct kt_refusal of_joins[] = {
	LACKS("no process given", JOIN_PROCESS, THREAD_JOIN, WHOM(DEAD)),
	LACKS("no thread given", JOIN_REF, THREAD_JOIN, THERE),
	BAD(ENOENT, "there is no process none", JOIN_PROCESS, THREAD_JOIN,
	    STR(JOIN_PROCESS, "none"), WHOM(DEAD)),
	BAD(ENOENT, "there is no thread #99", JOIN_REF, THREAD_JOIN, THERE,
	    WHOM(DEAD), WHOM(99)),
	BAD(ENOENT, "there is no thread #99", JOIN_AS, THREAD_JOIN, THERE,
	    WHOM(DEAD), REF(JOIN_AS, 99)),
	BAD(EINVAL, "the acting thread is not alive", JOIN_AS, THREAD_JOIN,
	    THERE, WHOM(BLOCKED), REF(JOIN_AS, DEAD)),
	BAD(EINVAL, "cannot join thread before it is started", JOIN_REF,
	    THREAD_JOIN, THERE, WHOM(INITIAL)),
	BAD(EDEADLK, "cannot join current thread", JOIN_REF, THREAD_JOIN, THERE,
	    WHOM(KT_MAIN)),
	BAD(EDEADLK, "deadlock: MainThread -> blocked -> MainThread", JOIN_REF,
	    THREAD_JOIN, THERE, WHOM(BLOCKED)),
	{},
};

TEST_F(extack, joins)
{
	check(_metadata, &self->lab, of_joins);
}

#define STAT(error, said, blamed, cmd, ...) \
	BAD(error, said, STAT_##blamed, STAT_##cmd, __VA_ARGS__)
#define OBSERVED STR(STAT_PROCESS, "@")

/* Before anything is observed. */
static const struct kt_refusal of_observations[] = {
	LACKS("no process given", STAT_PROCESS, STAT_SET),
	LACKS("no process given", STAT_PROCESS, STAT_GET),
	LACKS("nothing to set", STAT_MEASURE, STAT_SET, OBSERVED),
	LACKS("say which time is to stop it", STAT_STOP_ON, STAT_SET, OBSERVED,
	      U64(STAT_STOP_NS, 1)),
	LACKS("say which time is too long", STAT_STOP_NS, STAT_SET, OBSERVED,
	      U32(STAT_STOP_ON, KTHREADING_STAT_LATENCY)),
	STAT(ENOENT, "there is no process none", PROCESS, SET,
	     STR(STAT_PROCESS, "none"), U8(STAT_MEASURE, 1)),
	STAT(ENOENT, "there is no process none", PROCESS, GET,
	     STR(STAT_PROCESS, "none")),
	STAT(ENODATA, "process %s is not observed", PROCESS, SET, OBSERVED,
	     FLAG(STAT_RESET)),
	BAD_DUMP(EINVAL, "no process given", 0, STAT_GET),
	BAD_DUMP(ENOENT, "there is no process none", 0, STAT_GET,
		 STR(STAT_PROCESS, "none")),
	BAD_DUMP(ENOENT, "there is no thread #99", 0, STAT_GET, OBSERVED,
		 REF(STAT_REF, 99)),
	BAD_DUMP(EINVAL, "one thread has no sums by target", 0, STAT_GET,
		 OBSERVED, REF(STAT_REF, INITIAL), FLAG(STAT_BY_TARGET)),
	BAD_DUMP(ENODATA, "the times of process %s are not measured", 0,
		 STAT_GET, OBSERVED),
	LACKS("no process given", TIMELINE_PROCESS, TIMELINE_SET),
	LACKS("no process given", TIMELINE_PROCESS, TIMELINE_GET),
	LACKS("nothing to set", TIMELINE_RECORD, TIMELINE_SET,
	      STR(TIMELINE_PROCESS, "@")),
	BAD(ENOENT, "there is no process none", TIMELINE_PROCESS, TIMELINE_SET,
	    STR(TIMELINE_PROCESS, "none"), U8(TIMELINE_RECORD, 1)),
	BAD(ENOENT, "there is no process none", TIMELINE_PROCESS, TIMELINE_GET,
	    STR(TIMELINE_PROCESS, "none")),
	BAD_DUMP(EINVAL, "no process given", 0, TIMELINE_GET),
	BAD_DUMP(ENOENT, "there is no process none", 0, TIMELINE_GET,
		 STR(TIMELINE_PROCESS, "none")),
	BAD_DUMP(ENODATA, "process %s has no timeline", 0, TIMELINE_GET,
		 STR(TIMELINE_PROCESS, "@")),
	{},
};

TEST_F(extack, observations)
{
	check(_metadata, &self->lab, of_observations);
}

/* These are netlink's own words, for what the spec forbids. */
#define INVALID "Attribute failed policy validation"
#define RANGE "integer out of range"

static const struct kt_refusal of_the_spec[] = {
	BAD(EINVAL, INVALID, PROCESS_NAME, PROCESS_GET,
	    RAW(PROCESS_NAME, "no-zero")),
	BAD(ERANGE, RANGE, PROCESS_OWNER, PROCESS_ADD, STR(PROCESS_NAME, "new"),
	    U32(PROCESS_OWNER, 4)),
	BAD(ERANGE, RANGE, THREAD_DAEMON, THREAD_ADD, HERE,
	    U8(THREAD_DAEMON, 2)),
	BAD(ERANGE, RANGE, THREAD_COUNT, THREAD_ADD, HERE,
	    U32(THREAD_COUNT, 0)),
	BAD(EINVAL, INVALID, THREAD_TARGET, THREAD_ADD, HERE,
	    TARGET("0123456789abcdef0123456789abcdef")),
	SCHED(ERANGE, RANGE, U32(SCHED_POLICY, 5)),
	SCHED(ERANGE, RANGE, U32(SCHED_PRIORITY, 100)),
	BAD(ERANGE, RANGE, STAT_MEASURE, STAT_SET, OBSERVED,
	    U8(STAT_MEASURE, 2)),
	BAD(ERANGE, RANGE, STAT_STOP_ON, STAT_SET, OBSERVED,
	    U32(STAT_STOP_ON, 3), U64(STAT_STOP_NS, 1)),
	BAD(ERANGE, RANGE, TIMELINE_RECORD, TIMELINE_SET,
	    STR(TIMELINE_PROCESS, "@"), U8(TIMELINE_RECORD, 2)),
	BAD(ERANGE, RANGE, JOIN_MODE, THREAD_JOIN, THERE, WHOM(DEAD),
	    U32(JOIN_MODE, 2)),
	BAD(EINVAL, "Unknown attribute type", THREAD_MADE, THREAD_ADD, HERE,
	    STR(THREAD_MADE, "")),
	BAD(EINVAL, "Unsupported attribute", THREAD_ERROR_TEXT, THREAD_ADD,
	    HERE, STR(THREAD_ERROR_TEXT, "")),
	BAD(EINVAL, "NLA_F_NESTED is missing", THREAD_REF, THREAD_GET, HERE,
	    U32(THREAD_REF, 2)),
	{},
};

TEST_F(extack, spec)
{
	check(_metadata, &self->lab, of_the_spec);
}

static const char *const not_reached[] = {
	"'there is no such policy': the spec refuses it before",
	"'cannot join a thread of another process': for modules, see api_test",
	"'the process is gone', 'the thread is gone': two clients race",
	"'the module is being removed': races with rmmod, see life_test.sh",
	"'needs CAP_SYS_ADMIN ...': see privilege_test",
	"'there are at most N processes', 'a process has at most N threads', 'can't start new thread', 'can't start N new threads': see limits_test",
	"'this kernel has no tracepoint ...': all our kernels have them",
	"'out of memory': no memory",
	"'the kernel refused': for an errno of the kernel's own without a sentence",
};

TEST_F(extack, what_is_not_reached_here)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(not_reached); i++)
		TH_LOG("not reached: %s", not_reached[i]);
}

TEST_HARNESS_MAIN
