/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All acts, and the bench where each is done. A program that includes this says how it gets
 * ready, and what it does with each act.
 */

#ifndef KT_FAULT_BENCH_H
#define KT_FAULT_BENCH_H

#include "kt_fault_observe.h"

#define IDLE KT_PARAM("idle_seconds")
#define REFCNT "/sys/module/kthreading/refcnt"

/* Of the program; 0 or -1. */
static int faults_ready(void);

/* What a request that is refused must leave as it was. */
struct state {
	struct kt_process_seen process;
	char name[KTHREADING_THREAD_NAME_MAX + 1];
	struct kt_sched_seen sched;
	int processes, rows;
};

FIXTURE(faults)
{
	struct kt_bench bench;
};

FIXTURE_VARIANT(faults)
{
	const struct kt_act *act;
};

#define ACT(_name, _prepare, _act, ...)                                    \
	static const struct kt_act act_of_##_name = { .prepare = _prepare, \
						      .act = _act,         \
						      ##__VA_ARGS__ };     \
	FIXTURE_VARIANT_ADD(faults, _name)                                 \
	{                                                                  \
		.act = &act_of_##_name                                     \
	}

#define LIFE(_name, _prepare, ...) \
	ACT(_name, _prepare, act_##_name, .lives = true, ##__VA_ARGS__)

/* Its failure is a matter of the thread that is started. */
#define PIN "try_module_get"

/* The first one, as it loads the module anew: see FIXTURE_SETUP. */
ACT(module_load, prepare_module, act_module_load, .no_lab = true);
ACT(version_get, NULL, act_version);
ACT(target_get, NULL, act_target_get);
ACT(target_dump, NULL, act_target_dump);
ACT(process_add, NULL, act_process_add);
ACT(process_get, NULL, act_process_get);
ACT(process_dump, NULL, act_process_dump);
ACT(process_set, NULL, act_process_set);
ACT(process_exit, prepare_thread, act_process_exit);
ACT(process_kill, prepare_sleeper, act_process_kill);
ACT(process_wait, NULL, act_process_wait);
LIFE(process_life, NULL, .listens = true);
ACT(thread_add, NULL, act_thread_add);
ACT(thread_add_start, NULL, act_thread_add_start, .skips = PIN);
ACT(thread_add_list, NULL, act_thread_add_list);
ACT(timer_add, NULL, act_timer_add);
ACT(thread_get, prepare_thread, act_thread_get);
ACT(thread_dump, prepare_thread, act_thread_dump);
ACT(thread_set, prepare_thread, act_thread_set);
ACT(thread_set_attached, prepare_attached, act_thread_set);
ACT(thread_start, prepare_thread, act_thread_start, .skips = PIN);
ACT(thread_start_all, prepare_thread, act_start_all, .skips = PIN);
ACT(thread_run, prepare_thread, act_thread_run);
ACT(thread_join, prepare_sleeper, act_thread_join);
ACT(thread_join_all, prepare_sleeper, act_join_all);
ACT(thread_del, prepare_thread, act_thread_del);
ACT(timer_cancel, prepare_timer, act_timer_cancel);
ACT(timer_cancel_all, prepare_timer, act_cancel_all);
ACT(local_add, NULL, act_local_add);
ACT(local_del, prepare_local, act_local_del);
ACT(local_set, prepare_local, act_local_set, .touches = true);
ACT(local_set_bytes, prepare_local, act_local_set_bytes, .touches = true);
ACT(local_set_again, prepare_value, act_local_set);
ACT(local_unset, prepare_value, act_local_unset);
ACT(local_get, prepare_local, act_local_get, .touches = true);
ACT(local_dump, prepare_value, act_local_dump);
ACT(log_get, prepare_record, act_log_get);
ACT(log_dump, prepare_record, act_log_dump);
ACT(stat_on, prepare_sleeper, act_stat_on);
ACT(stat_stop_on, prepare_sleeper, act_stat_stop_on);
ACT(stat_get, prepare_observed, act_stat_get);
ACT(stat_dump, prepare_observed, act_stat_dump);
ACT(timeline_on, prepare_sleeper, act_timeline_on);
ACT(timeline_get, prepare_observed, act_timeline_get);
ACT(timeline_dump, prepare_observed, act_timeline_dump);
LIFE(life, NULL, .listens = true);
LIFE(life_log, NULL, .listens = true);
LIFE(life_print, NULL);
LIFE(life_raise, NULL);
LIFE(life_used, prepare_thread, .skips = PIN);
LIFE(life_spawn, NULL, .skips = PIN);
LIFE(life_timer, NULL, .listens = true);
LIFE(life_local, prepare_local, .says = EPROTO, .skips = PIN);
LIFE(life_overdue, prepare_stubborn, .polls = true);
LIFE(life_at_exit, NULL);
LIFE(life_many, NULL);
LIFE(life_observed, prepare_observed);

/* No worker stays idle: each start has to make one. */
FIXTURE_SETUP(faults)
{
	ASSERT_EQ(0, faults_ready());
	if (variant->act->no_lab)
		return;
	ASSERT_EQ(
		0,
		system("modprobe -a kthreading kt_notes kt_test kt_test_local"));
	ASSERT_EQ(0, kt_param_write(IDLE, "0"));
}

FIXTURE_TEARDOWN(faults)
{
	if (variant->act->no_lab)
		EXPECT_EQ(0, system("modprobe kthreading"));
}

static inline int subscribe(struct kt_bench *bench)
{
	int err = kt_sock_open(&bench->events);

	if (!err)
		err = kt_sock_subscribe(bench->events, KTHREADING_MCGRP_EVENT);
	if (!err)
		err = kt_sock_subscribe(bench->events, KTHREADING_MCGRP_LOG);
	return err;
}

static inline int bench_open(struct kt_bench *bench, const struct kt_act *act)
{
	int err = 0;

	memset(bench, 0, sizeof(*bench));
	if (!act->no_lab)
		err = kt_lab_open(&bench->lab);
	if (!err && act->listens)
		err = subscribe(bench);
	if (!err && act->prepare)
		err = act->prepare(bench);
	return err;
}

/* Whoever drops the last process drops the module a moment later. */
static inline int await_unused(void)
{
	long long end = kt_now() + KT_PATIENCE;
	char count[16];

	do {
		/* Three test modules use it. */
		if (!kt_param_read(REFCNT, count, sizeof(count)) &&
		    !strcmp(count, "3"))
			return 0;
		kt_pause();
	} while (kt_now() < end);
	return -EBUSY;
}

static inline int bench_close(struct kt_bench *bench, const struct kt_act *act)
{
	int err;

	if (act->no_lab)
		return 0;
	if (!bench->lab.sock)
		return 0;
	kt_process_finish(&bench->lab, KT_SPARE);
	err = kt_lab_close(&bench->lab);
	kt_sock_close(bench->events);
	return err ? err : await_unused();
}

static inline int count_one(const struct kt_attrs *attrs, void *arg)
{
	++*(int *)arg;
	return 0;
}

/* Of the thread that was prepared. */
static inline int thread_state_get(struct kt_bench *self, struct state *state)
{
	struct kt_seen t;
	int err;

	if (!self->t.id)
		return 0;
	err = thread_get(&t, .id = self->t.id);
	if (err)
		return err == -ENOENT ? 0 : err;
	memcpy(state->name, t.name, sizeof(state->name));
	state->sched = t.sched;
	return 0;
}

static inline int state_get(struct kt_bench *self, const struct kt_act *act,
			    struct state *state)
{
	struct kt_row rows[16];
	int err;

	memset(state, 0, sizeof(*state));
	if (act->no_lab) {
		state->processes = access("/sys/module/kthreading", F_OK);
		return 0;
	}
	err = process_call(GET, &state->process);
	if (!err)
		err = kt_dump(kt_req_new(self->lab.sock,
					 KTHREADING_CMD_PROCESS_GET),
			      count_one, &state->processes);
	if (!err)
		err = kt_local_dump(&self->lab, NULL, rows, ARRAY_SIZE(rows));
	state->rows = act->touches ? 0 : err;
	state->process.since = 0;
	return err < 0 ? err : thread_state_get(self, state);
}

static inline bool same_state(const struct state *a, const struct state *b)
{
	return !memcmp(a, b, sizeof(*a));
}

#endif
