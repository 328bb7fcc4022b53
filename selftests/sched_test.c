// SPDX-License-Identifier: GPL-2.0
/* Scheduling of a thread's kthread: given, changed, and given back at the end. */

#include <sched.h>
#include <sys/syscall.h>

#include "kt_join.h"
#include "kt_proc.h"

/*
 * As sched_getattr() fills it; the C library has no such struct, and the kernel's
 * header does not go with the C library's.
 */
struct attr {
	__u32 size, sched_policy;
	__u64 sched_flags;
	__s32 sched_nice;
	__u32 sched_priority;
	__u64 rest[4];
};

/* What the kernel says of a kthread. */
struct kthread {
	struct attr attr;
	cpu_set_t cpus;
	char comm[16];
};

static int kthread_read(__u32 pid, struct kthread *kthread)
{
	memset(kthread, 0, sizeof(*kthread));
	if (syscall(SYS_sched_getattr, pid, &kthread->attr,
		    sizeof(kthread->attr), 0))
		return -errno;
	if (sched_getaffinity(pid, sizeof(kthread->cpus), &kthread->cpus))
		return -errno;
	return kt_comm(pid, kthread->comm, sizeof(kthread->comm));
}

FIXTURE(sched)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(sched)
{
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(sched)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

static int sleeper_add(struct kt_lab *lab, struct kt_seen *t,
		       const struct kt_sched_spec *sched)
{
	struct kt_spec spec = {
		.name = "sleeper",
		.target = "sleep",
		.args = { "60m" },
		.daemon = DAEMON,
		.sched = sched,
		.start = true,
	};
	int err = kt_thread(lab, KTHREADING_CMD_THREAD_ADD, t, &spec);

	if (err)
		return err;
	return kt_await(lab, t->id, KTHREADING_THREAD_BLOCKED, "sleep", t);
}

TEST_F(sched, default_is_that_of_kthreads)
{
	struct kthread kthread;
	struct kt_seen t;

	ASSERT_EQ(0, sleeper_add(&self->lab, &t, NULL));
	EXPECT_FALSE(t.sched.given);
	ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
	EXPECT_EQ(SCHED_OTHER, kthread.attr.sched_policy);
	EXPECT_EQ(0, kthread.attr.sched_nice);
	EXPECT_EQ(sysconf(_SC_NPROCESSORS_ONLN), CPU_COUNT(&kthread.cpus));
	EXPECT_STREQ("sleeper", kthread.comm);
}

static const struct {
	struct kt_sched_spec spec;
	__u32 policy, priority;
	__s32 nice;
} policies[] = {
	{ { .policed = true, .policy = KTHREADING_POLICY_OTHER },
	  SCHED_OTHER,
	  0,
	  0 },
	{ { .policed = true, .policy = KTHREADING_POLICY_FIFO, .priority = 1 },
	  SCHED_FIFO,
	  1,
	  0 },
	{ { .policed = true, .policy = KTHREADING_POLICY_RR, .priority = 99 },
	  SCHED_RR,
	  99,
	  0 },
	{ { .policed = true,
	    .policy = KTHREADING_POLICY_BATCH,
	    .niced = true,
	    .nice = 19 },
	  SCHED_BATCH,
	  0,
	  19 },
	{ { .policed = true, .policy = KTHREADING_POLICY_IDLE },
	  SCHED_IDLE,
	  0,
	  0 },
	{ { .niced = true, .nice = -20 }, SCHED_OTHER, 0, -20 },
};

TEST_F(sched, given_at_creation)
{
	const struct kt_sched_spec *spec;
	struct kthread kthread;
	struct kt_seen t;
	int i;

	for (i = 0; i < ARRAY_SIZE(policies); i++) {
		spec = &policies[i].spec;
		ASSERT_EQ(0, sleeper_add(&self->lab, &t, spec));
		EXPECT_TRUE(t.sched.given);
		EXPECT_EQ(spec->policed, t.sched.policed);
		EXPECT_EQ(spec->policy, t.sched.policy);
		EXPECT_EQ(spec->priority, t.sched.priority);
		EXPECT_EQ(spec->niced, t.sched.niced);
		EXPECT_EQ(spec->nice, t.sched.nice);
		ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
		EXPECT_EQ(policies[i].policy, kthread.attr.sched_policy);
		EXPECT_EQ(policies[i].priority, kthread.attr.sched_priority);
		EXPECT_EQ(policies[i].nice, kthread.attr.sched_nice);
	}
}

/* One thread, through all of them while it lives. */
TEST_F(sched, changed_while_alive)
{
	struct kthread kthread;
	struct kt_seen t;
	int i;

	ASSERT_EQ(0, sleeper_add(&self->lab, &t, NULL));
	for (i = 0; i < ARRAY_SIZE(policies) - 1; i++) {
		ASSERT_EQ(0,
			  thread_set(.id = t.id, .sched = &policies[i].spec));
		ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
		EXPECT_EQ(policies[i].policy, kthread.attr.sched_policy);
		EXPECT_EQ(policies[i].priority, kthread.attr.sched_priority);
		ASSERT_EQ(0, thread_get(&t, .id = t.id));
		EXPECT_EQ(policies[i].spec.policy, t.sched.policy);
	}
}

/* What is not given stays, but for what the new policy has no use for. */
TEST_F(sched, fields_add_up)
{
	struct kt_sched_spec nice = { .niced = true, .nice = 3 };
	struct kt_sched_spec cpu = { .cpus = "1" };
	struct kthread kthread;
	struct kt_seen t;

	ASSERT_EQ(0, sleeper_add(&self->lab, &t, &nice));
	ASSERT_EQ(0, thread_set(.id = t.id, .sched = &cpu));
	ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
	EXPECT_EQ(3, kthread.attr.sched_nice);
	EXPECT_EQ(1, CPU_COUNT(&kthread.cpus));
	ASSERT_EQ(0, thread_set(.id = t.id, .sched = &policies[1].spec));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_FALSE(t.sched.niced);
	EXPECT_EQ(1, t.sched.priority);
	EXPECT_STREQ("1", t.sched.cpus);
}

TEST_F(sched, cpus)
{
	struct kt_sched_spec one = { .cpus = "1" }, both = { .cpus = "0-1" };
	struct kthread kthread;
	struct kt_seen t;

	ASSERT_EQ(0, sleeper_add(&self->lab, &t, &one));
	EXPECT_STREQ("1", t.sched.cpus);
	EXPECT_EQ(1, t.cpu);
	ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
	EXPECT_EQ(1, CPU_COUNT(&kthread.cpus));
	EXPECT_TRUE(CPU_ISSET(1, &kthread.cpus));
	ASSERT_EQ(0, thread_set(.id = t.id, .sched = &both));
	ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
	EXPECT_EQ(2, CPU_COUNT(&kthread.cpus));
}

TEST_F(sched, node_instead_of_cpus)
{
	struct kt_sched_spec one = { .cpus = "1" }, node = { .noded = true };
	struct kthread kthread;
	struct kt_seen t;

	ASSERT_EQ(0, sleeper_add(&self->lab, &t, &one));
	ASSERT_EQ(0, thread_set(.id = t.id, .sched = &node));
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_TRUE(t.sched.noded);
	EXPECT_EQ(0, t.sched.node);
	EXPECT_STREQ("", t.sched.cpus);
	ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
	EXPECT_EQ(sysconf(_SC_NPROCESSORS_ONLN), CPU_COUNT(&kthread.cpus));
}

TEST_F(sched, set_before_start)
{
	struct kt_sched_spec nice = { .niced = true, .nice = 9 };
	struct kthread kthread;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "sleep", .args = { "60m" }));
	ASSERT_EQ(0, thread_set(.id = t.id, .sched = &nice));
	ASSERT_EQ(0, thread_start(NULL, .id = t.id));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
	EXPECT_EQ(9, kthread.attr.sched_nice);
}

/* A refused change changes nothing, and a refused thread is none. */
TEST_F(sched, refused)
{
	struct kt_sched_spec wrong = { .priority = 5 };
	struct kt_sched_spec nice = { .niced = true, .nice = 4 };
	struct kt_process_seen process;
	struct kthread kthread;
	struct kt_seen t;

	EXPECT_EQ(-EINVAL, sleeper_add(&self->lab, &t, &wrong));
	EXPECT_STREQ("priority has a meaning only with policies fifo and rr",
		     said());
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(1, process.threads);
	ASSERT_EQ(0, sleeper_add(&self->lab, &t, &nice));
	EXPECT_EQ(-EINVAL, thread_set(.id = t.id, .sched = &wrong));
	EXPECT_EQ(KTHREADING_A_THREAD_SCHED, bad_attr());
	ASSERT_EQ(0, kthread_read(t.native_id, &kthread));
	EXPECT_EQ(4, kthread.attr.sched_nice);
}

/* The kthread goes back to the cache as it was; it waits there under its own name. */
TEST_F(sched, given_back_at_the_end)
{
	struct kt_sched_spec sched = {
		.policed = true,
		.policy = KTHREADING_POLICY_FIFO,
		.priority = 7,
		.cpus = "1",
	};
	struct kthread kthread;
	struct kt_seen t;
	__u32 pid;

	ASSERT_EQ(0, sleeper_add(&self->lab, &t, &sched));
	pid = t.native_id;
	ASSERT_EQ(0, kthread_read(pid, &kthread));
	EXPECT_EQ(SCHED_FIFO, kthread.attr.sched_policy);
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, kthread_read(pid, &kthread));
	EXPECT_EQ(SCHED_OTHER, kthread.attr.sched_policy);
	EXPECT_EQ(0, kthread.attr.sched_priority);
	EXPECT_EQ(0, kthread.attr.sched_nice);
	EXPECT_EQ(sysconf(_SC_NPROCESSORS_ONLN), CPU_COUNT(&kthread.cpus));
	EXPECT_STREQ("kt_idle", kthread.comm);
	ASSERT_EQ(0, thread_get(&t, .id = t.id));
	EXPECT_FALSE(t.has_native_id);
	EXPECT_EQ(7, t.sched.priority);
}

TEST_HARNESS_MAIN
