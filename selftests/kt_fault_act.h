/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of faults do while one call fails: an act is one command, or one way
 * through a thread's life, and says 0 or -errno. Where a thread raises, that is its
 * errno.
 */

#ifndef KT_FAULT_ACT_H
#define KT_FAULT_ACT_H

#include <sys/syscall.h>
#include <sys/utsname.h>
#include "kt_event.h"
#include "kt_join.h"
#include "kt_local.h"
#include "kt_log.h"
#include "kt_module.h"
#include "kt_refusals.h"
#include "kt_timer.h"

#define KT_SPARE "faults-spare"

/**
 * struct kt_bench - where an act is done, made anew for each fault
 * @lab: its process
 * @events: a socket that receives events and records; only when the act wants one
 * @t: what kt_act.prepare() made
 */
struct kt_bench {
	struct kt_lab lab;
	struct kt_sock *events;
	struct kt_seen t;
};

/**
 * struct kt_act - an act
 * @prepare: what has to be there before
 * @act: while it is done the call fails
 * @listens: events and records are received
 * @skips: calls of this are for other acts: it goes on when this one is over
 * @says: what a target raises that is refused something, if that is another errno
 * @lives: what is refused to a thread that lives is what it raises
 * @touches: it touches a local, which stays touched
 * @no_lab: it is about the module itself, which is not loaded before
 * @polls: it asks again and again until a time is over
 */
struct kt_act {
	int (*prepare)(struct kt_bench *self);
	int (*act)(struct kt_bench *self);
	bool listens;
	const char *skips;
	int says;
	bool lives;
	bool touches;
	bool no_lab;
	bool polls;
};

/* The errno that the thread raised, or that of the join. */
static inline int kt_join_end(struct kt_bench *self, __u32 id)
{
	struct kt_joined joined;
	int err = thread_join(&joined, .ids = { id });

	return err ? err : -(int)joined.error;
}

static inline int kt_run_thread(struct kt_bench *self,
				const struct kt_spec *spec)
{
	int err = kt_thread(&self->lab, KTHREADING_CMD_THREAD_ADD, &self->t,
			    spec);

	return err ? err : kt_join_end(self, self->t.id);
}

#define run_thread(...)                                              \
	kt_run_thread(self, &(struct kt_spec){ .daemon = NON_DAEMON, \
					       .start = true,        \
					       __VA_ARGS__ })

static inline int prepare_thread(struct kt_bench *self)
{
	return thread_add(&self->t, .name = "t", .target = "add",
			  .args = { "5", "4" });
}

static inline int prepare_sleeper(struct kt_bench *self)
{
	return thread_add(&self->t, .name = "t", .target = "sleep",
			  .args = { "60m" }, .start = true);
}

static inline int prepare_attached(struct kt_bench *self)
{
	int err = prepare_sleeper(self);

	return err ? err : await_blocked(self->t.id, "sleep", &self->t);
}

static inline int prepare_timer(struct kt_bench *self)
{
	return timer_start(&self->t, after(KT_HOUR), .name = "t",
			   .target = "add", .args = { "5", "4" });
}

static inline int prepare_local(struct kt_bench *self)
{
	int err = local_add("ctx", .initial = { { number_of("i", 1) },
						{ bytes_of("b", "xyz", 3) } });

	return err ? err : prepare_sleeper(self);
}

static inline int prepare_value(struct kt_bench *self)
{
	int err = prepare_local(self);

	return err ? err : local_set("ctx", self->t.id, number_of("x", 1));
}

static inline int prepare_record(struct kt_bench *self)
{
	return run_thread(.target = "log", .args = { "a record" });
}

static inline int act_version(struct kt_bench *self)
{
	return kt_call(kt_req_new(self->lab.sock, KTHREADING_CMD_VERSION_GET),
		       kt_heed_not, NULL);
}

static inline int act_target_get(struct kt_bench *self)
{
	struct kt_req *req =
		kt_req_new(self->lab.sock, KTHREADING_CMD_TARGET_GET);

	kt_put_str(req, KTHREADING_A_TARGET_NAME, "add");
	return kt_call(req, kt_heed_not, NULL);
}

static inline int kt_dump_all(struct kt_bench *self, int cmd)
{
	return kt_dump(kt_req_new(self->lab.sock, cmd), kt_heed_not, NULL);
}

static inline int act_target_dump(struct kt_bench *self)
{
	return kt_dump_all(self, KTHREADING_CMD_TARGET_GET);
}

static inline int act_process_dump(struct kt_bench *self)
{
	return kt_dump_all(self, KTHREADING_CMD_PROCESS_GET);
}

static inline int act_thread_dump(struct kt_bench *self)
{
	return kt_dump_all(self, KTHREADING_CMD_THREAD_GET);
}

static inline int act_process_add(struct kt_bench *self)
{
	return process_call(ADD, NULL, .name = KT_SPARE);
}

static inline int act_process_get(struct kt_bench *self)
{
	return process_call(GET, NULL);
}

static inline int act_process_set(struct kt_bench *self)
{
	return process_call(SET, NULL);
}

static inline int act_process_exit(struct kt_bench *self)
{
	return process_call(EXIT, NULL);
}

static inline int act_process_kill(struct kt_bench *self)
{
	return process_call(KILL, NULL);
}

static inline int act_process_life(struct kt_bench *self)
{
	int err = process_call(ADD, NULL, .name = KT_SPARE);

	return err ? err : kt_process_finish(&self->lab, KT_SPARE);
}

static inline int act_process_wait(struct kt_bench *self)
{
	struct kt_process_seen seen;

	return process_call(WAIT, &seen, .timed = true, .timeout = 0);
}

static inline int act_thread_add(struct kt_bench *self)
{
	static const struct kt_sched_spec sched = { .niced = true, .nice = 5 };

	return thread_add(NULL, .name = "many", .count = 3, .target = "add",
			  .args = { "5", "4" }, .sched = &sched);
}

static inline int act_thread_add_start(struct kt_bench *self)
{
	return thread_add(NULL, .name = "many", .count = 2, .target = "sleep",
			  .args = { "60m" }, .start = true);
}

static inline int act_thread_add_list(struct kt_bench *self)
{
	struct kt_req *req =
		kt_req_new(self->lab.sock, KTHREADING_CMD_THREAD_ADD);

	kt_put_str(req, KTHREADING_A_THREAD_PROCESS, self->lab.process);
	kt_nest_begin(req, KTHREADING_A_THREAD_ENTRY);
	kt_put_str(req, KTHREADING_A_THREAD_NAME, "first");
	kt_nest_end(req);
	kt_nest_begin(req, KTHREADING_A_THREAD_ENTRY);
	kt_put_str(req, KTHREADING_A_THREAD_NAME, "second");
	kt_nest_begin(req, KTHREADING_A_THREAD_TIMER);
	kt_put_s64(req, KTHREADING_A_TIMER_INTERVAL_NS, KT_HOUR);
	kt_nest_end(req);
	kt_nest_end(req);
	return kt_call(req, kt_heed_not, NULL);
}

static inline int act_timer_add(struct kt_bench *self)
{
	return timer_start(NULL, after(KT_HOUR), .name = "late");
}

static inline int act_thread_get(struct kt_bench *self)
{
	return thread_get(NULL, .id = self->t.id);
}

static inline int act_thread_set(struct kt_bench *self)
{
	static const struct kt_sched_spec sched = { .niced = true,
						    .nice = 5,
						    .cpus = "1" };

	return thread_set(.id = self->t.id, .name = "renamed", .sched = &sched);
}

static inline int act_thread_start(struct kt_bench *self)
{
	return thread_start(NULL, .id = self->t.id);
}

static inline int act_start_all(struct kt_bench *self)
{
	return thread_start(NULL, .all = true);
}

static inline int act_thread_run(struct kt_bench *self)
{
	struct kt_seen t;
	int err = thread_run(&t, .id = self->t.id);

	return err ? err : -(int)t.error;
}

static inline int act_thread_join(struct kt_bench *self)
{
	struct kt_joined joined;

	return thread_join(&joined, .ids = { self->t.id }, .timed = true,
			   .timeout = 0);
}

static inline int act_join_all(struct kt_bench *self)
{
	struct kt_joined joined;

	return thread_join(&joined, .all = true, .timed = true, .timeout = 0);
}

static inline int act_thread_del(struct kt_bench *self)
{
	return thread_del(.id = self->t.id);
}

static inline int act_timer_cancel(struct kt_bench *self)
{
	int count = timer_cancel(.id = self->t.id);

	return count == 1 ? 0 : count < 0 ? count : -EPROTO;
}

static inline int act_cancel_all(struct kt_bench *self)
{
	int count = timer_cancel(.all = true);

	return count == 1 ? 0 : count < 0 ? count : -EPROTO;
}

static inline int act_local_add(struct kt_bench *self)
{
	return local_add("new", .initial = { { number_of("i", 1) },
					     { bytes_of("b", "xyz", 3) } });
}

static inline int act_local_del(struct kt_bench *self)
{
	return local_del("ctx");
}

static inline int act_local_set(struct kt_bench *self)
{
	return local_set("ctx", self->t.id, number_of("n", 7));
}

static inline int act_local_set_bytes(struct kt_bench *self)
{
	return local_set("ctx", 0, bytes_of("c", "abc", 3));
}

static inline int act_local_unset(struct kt_bench *self)
{
	return local_unset("ctx", self->t.id, "x");
}

static inline int act_local_get(struct kt_bench *self)
{
	struct kt_row row;

	return local_get(&row, "ctx", self->t.id, "i");
}

static inline int act_local_dump(struct kt_bench *self)
{
	struct kt_row rows[8];
	int nr = kt_local_dump(&self->lab, NULL, rows, ARRAY_SIZE(rows));

	return nr < 0 ? nr : 0;
}

static inline int act_log_get(struct kt_bench *self)
{
	struct kt_record record;

	return kt_log_one(&self->lab, 1, &record);
}

static inline int act_log_dump(struct kt_bench *self)
{
	struct kt_record records[8];
	int nr = kt_log_read(&self->lab, 0, records, ARRAY_SIZE(records));

	return nr < 0 ? nr : nr == 1 ? 0 : -EPROTO;
}

/* Lives: what fails in a worker, in a work item, in an interrupt. */
static inline int act_life(struct kt_bench *self)
{
	static const struct kt_sched_spec sched = {
		.niced = true,
		.nice = 5,
		.cpus = "0",
	};

	return run_thread(.target = "add", .args = { "5", "4" },
			  .sched = &sched);
}

static inline int act_life_log(struct kt_bench *self)
{
	return run_thread(.target = "log", .args = { "a record" });
}

static inline int act_life_print(struct kt_bench *self)
{
	return run_thread(.target = "print", .args = { "a record" });
}

/* It is to fail, and with this errno whatever else does. */
static inline int act_life_raise(struct kt_bench *self)
{
	int err = run_thread(.target = "fail", .args = { "EIO", "boom" });

	return err == -EIO ? 0 : err ? err : -EPROTO;
}

/* Its target was used by run(). */
static inline int act_life_used(struct kt_bench *self)
{
	int err = act_thread_run(self);

	if (!err)
		err = act_thread_start(self) ?: kt_join_end(self, self->t.id);
	return err == -ENOENT ? 0 : err ? err : -EPROTO;
}

static inline int act_life_spawn(struct kt_bench *self)
{
	return run_thread(.target = "spawn", .args = { "add", "5", "4" });
}

static inline int act_life_timer(struct kt_bench *self)
{
	int err = timer_start(&self->t, after(KT_MILLI), .target = "add",
			      .args = { "5", "4" });

	return err ? err : kt_join_end(self, self->t.id);
}

static inline int act_life_local(struct kt_bench *self)
{
	return run_thread(.target = "local_own", .args = { "ctx", "1" });
}

static inline int act_life_at_exit(struct kt_bench *self)
{
	return run_thread(.target = "at_exit", .args = { "7" });
}

static inline int prepare_stubborn(struct kt_bench *self)
{
	if (kt_gates(0) || kt_param_write(KT_PARAM("stop_seconds"), "1"))
		return -EIO;
	return thread_add(&self->t, .target = "stubborn", .args = { "1" }, .start = true) ?:
		       kt_await(&self->lab, self->t.id,
				KTHREADING_THREAD_BLOCKED, NULL, &self->t);
}

static inline int kt_read_overdue(const struct kt_attrs *attrs, void *arg)
{
	*(bool *)arg = kt_attr_has(attrs, KTHREADING_A_PROCESS_OVERDUE);
	return 0;
}

/* Who does not heed a stop is reported. */
static inline int act_life_overdue(struct kt_bench *self)
{
	long long end = kt_now() + KT_PATIENCE;
	int err = process_call(KILL, NULL);
	bool overdue = false;
	struct kt_req *req;

	while (!err && !overdue && kt_now() < end) {
		req = kt_req_new(self->lab.sock, KTHREADING_CMD_PROCESS_GET);
		kt_put_str(req, KTHREADING_A_PROCESS_NAME, self->lab.process);
		err = kt_call(req, kt_read_overdue, &overdue);
		kt_pause();
	}
	kt_gates(1);
	return err ? err : overdue ? kt_process_end(&self->lab, NULL) : -EPROTO;
}

/* More workers than there can be idle ones. */
static inline int act_life_many(struct kt_bench *self)
{
	struct kt_process_seen seen;
	int err = thread_add(&self->t, .count = 12, .target = "sleep",
			     .args = { "60m" }, .start = true);

	if (!err)
		err = await_blocked(self->t.id + 11, "sleep", &self->t);
	if (!err)
		err = process_call(GET, &seen);
	return err ? err : seen.raised ? -ENOENT : 0;
}

static inline int kt_finit(const char *module)
{
	struct utsname name;
	char path[256];
	int fd, err;

	uname(&name);
	snprintf(path, sizeof(path), "/lib/modules/%s/extra/%s.ko",
		 name.release, module);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;
	close(fd);
	return err;
}

static inline int prepare_module(struct kt_bench *self)
{
	return system("rmmod kthreading 2>/dev/null") ? -EBUSY : 0;
}

static inline int act_module_load(struct kt_bench *self)
{
	return kt_finit("kthreading");
}

#endif
