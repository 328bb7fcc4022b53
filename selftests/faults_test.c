// SPDX-License-Identifier: GPL-2.0
/*
 * For each command, and for each way through a life: every single call that can fail
 * does, once, while all others work. What has to come of it is told in faults.expect; if
 * nothing is, the request is refused with the errno of the call, nothing has changed,
 * and the same request works the next time.
 */

#include "kt_fault_act.h"
#include "kt_fault.h"

/* Of calls from one place in an act; the fifth is like the fourth. */
#define NTH_MAX 4
#define IDLE KT_PARAM("idle_seconds")
#define REFCNT "/sys/module/kthreading/refcnt"

/* What a request that is refused must leave as it was. */
struct state {
	struct kt_process_seen process;
	int processes, rows;
};

struct hit {
	char place[KT_SITE_TEXT], call[KT_SITE_TEXT];
	int count;
};

struct hits {
	struct hit hits[64];
	int nr;
};

FIXTURE(faults)
{
	struct kt_bench bench;
	struct hits hits;
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
LIFE(life, NULL, .listens = true);
LIFE(life_log, NULL, .listens = true);
LIFE(life_print, NULL);
LIFE(life_raise, NULL);
LIFE(life_used, prepare_thread, .skips = PIN);
LIFE(life_spawn, NULL, .skips = PIN);
LIFE(life_timer, NULL, .listens = true);
LIFE(life_local, prepare_local, .says = EPROTO, .skips = PIN);
LIFE(life_overdue, prepare_stubborn);
LIFE(life_at_exit, NULL);
LIFE(life_many, NULL);

/*
 * The probes take a while, so they stay until the last test. No worker stays idle: each
 * start has to make one.
 */
FIXTURE_SETUP(faults)
{
	if (access(KT_FAULT("arm"), F_OK))
		ASSERT_EQ(0, kt_fault_load());
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

static int subscribe(struct kt_bench *bench)
{
	int err = kt_sock_open(&bench->events);

	if (!err)
		err = kt_sock_subscribe(bench->events, KTHREADING_MCGRP_EVENT);
	if (!err)
		err = kt_sock_subscribe(bench->events, KTHREADING_MCGRP_LOG);
	return err;
}

static int bench_open(struct kt_bench *bench, const struct kt_act *act)
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
static int await_unused(void)
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

static int bench_close(struct kt_bench *bench, const struct kt_act *act)
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

static int count_one(const struct kt_attrs *attrs, void *arg)
{
	++*(int *)arg;
	return 0;
}

static int state_get(struct kt_bench *self, const struct kt_act *act,
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
	return err < 0 ? err : 0;
}

static bool same_state(const struct state *a, const struct state *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static bool overrun(struct kt_bench *bench)
{
	struct kt_answer answer;
	int err;

	do {
		err = kt_sock_next(bench->events, &answer, 0);
	} while (!err);
	return err == -ENOBUFS;
}

/* What is wrong, or NULL. */
static const char *judge(struct kt_bench *self, const struct kt_act *act,
			 const struct kt_site *site, int err,
			 const struct state *before)
{
	struct state after;

	switch (site->fate) {
	case REFUSED:
	case TOLD:
		if (err != -(act->says ?: site->err))
			return "another error";
		break;
	case RETRIED:
		if (err && err != -EAGAIN)
			return "an error";
		break;
	default:
		if (err)
			return "an error";
	}
	if (state_get(self, act, &after))
		return "no state";
	if (site->fate == REFUSED && !act->lives && !same_state(before, &after))
		return "something has changed";
	if (site->fate == DROPPED &&
	    after.process.dropped != before->process.dropped + 1)
		return "no record is counted as dropped";
	if (site->fate == OVERRUN && !overrun(self))
		return "the listener does not know that it missed something";
	if (site->fate == REFUSED && !act->lives && act->act(self))
		return "it does not work the next time";
	return NULL;
}

/* What is wrong, or NULL. */
static const char *try_once(struct kt_bench *bench, const struct kt_act *act,
			    const struct kt_site *site, const struct hit *hit,
			    int nth, bool *fired)
{
	const char *wrong = "the bench cannot be made";
	struct state before;
	int err;

	*fired = false;
	err = bench_open(bench, act);
	if (!err)
		err = state_get(bench, act, &before);
	if (!err) {
		kt_fault_arm(hit->place, nth);
		err = act->act(bench);
		*fired = kt_fault_fired();
		wrong = *fired ? judge(bench, act, site, err, &before) :
			err    ? "it fails without a fault" :
				 NULL;
	}
	if (bench_close(bench, act) && !wrong)
		wrong = "something is left";
	/* Not that of the fault: the last worker could not be made. */
	if (wrong && err == -EAGAIN)
		return "EAGAIN";
	if (wrong)
		printf("# %s, call %d of %s at %s, says %d: %s\n", hit->place,
		       nth, site->call, site->where, err, wrong);
	return wrong;
}

static const char *try_one(struct kt_bench *bench, const struct kt_act *act,
			   const struct kt_site *site, const struct hit *hit,
			   int nth, bool *fired)
{
	long long end = kt_now() + KT_PATIENCE;
	const char *wrong;

	do {
		wrong = try_once(bench, act, site, hit, nth, fired);
	} while (wrong && !strcmp(wrong, "EAGAIN") && kt_now() < end);
	return wrong;
}

static int hits_read(struct hits *hits)
{
	FILE *file = fopen(KT_FAULT("hits"), "r");
	struct hit *hit;
	char line[256];

	hits->nr = 0;
	while (file && fgets(line, sizeof(line), file)) {
		hit = &hits->hits[hits->nr];
		if (sscanf(line, "%95s %95s %d", hit->place, hit->call,
			   &hit->count) != 3 ||
		    ++hits->nr == ARRAY_SIZE(hits->hits))
			return -EPROTO;
	}
	if (file)
		fclose(file);
	return file ? 0 : -ENOENT;
}

/* Once without a fault, to see what there is to fail. */
static int rehearse_once(struct kt_bench *bench, const struct kt_act *act,
			 struct hits *hits)
{
	int err = bench_open(bench, act);
	int left;

	kt_param_write(KT_FAULT("hits"), "0");
	if (!err)
		err = act->act(bench);
	if (!err)
		err = hits_read(hits);
	left = bench_close(bench, act);
	return err ?: left;
}

static int rehearse(struct kt_bench *bench, const struct kt_act *act,
		    struct hits *hits)
{
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = rehearse_once(bench, act, hits);
	} while (err == -EAGAIN && kt_now() < end);
	return err;
}

/* How many were wrong. */
static int try_all(struct kt_bench *bench, const struct kt_act *act,
		   const struct hit *hit)
{
	struct kt_site *site = kt_site_of(hit->place, hit->call);
	int nth, bad = 0;
	bool fired;

	if (!site) {
		printf("# %s of %s is in no list\n", hit->call, hit->place);
		kt_faults->unknown++;
		return 1;
	}
	site->reached++;
	if (site->fate == NEVER ||
	    (act->skips && !strcmp(act->skips, site->call)))
		return 0;
	for (nth = 1; nth <= hit->count && nth <= NTH_MAX; nth++) {
		bad += !!try_one(bench, act, site, hit, nth, &fired);
		site->tried += fired;
	}
	return bad;
}

TEST_F_TIMEOUT(faults, each_call_alone, 300)
{
	int i;

	ASSERT_EQ(0, rehearse(&self->bench, variant->act, &self->hits));
	for (i = 0; i < self->hits.nr; i++)
		EXPECT_EQ(0, try_all(&self->bench, variant->act,
				     &self->hits.hits[i]));
	EXPECT_EQ(0, rehearse(&self->bench, variant->act, &self->hits));
}

/* The last one: what all tests together have reached. */
FIXTURE(sites)
{
	int tried, never, faults;
};

FIXTURE_SETUP(sites)
{
	ASSERT_LT(0, kt_faults->nr_sites);
}

FIXTURE_TEARDOWN(sites)
{
	EXPECT_EQ(0, system("rmmod kt_notes kt_test kt_test_local kthreading"));
	EXPECT_EQ(0, kt_fault_unload());
	EXPECT_EQ(0, system("modprobe kthreading"));
}

TEST_F(sites, none_without_a_reason)
{
	const struct kt_site *site;
	int i;

	for (i = 0; i < kt_faults->nr_sites; i++) {
		site = &kt_faults->sites[i];
		self->faults += site->tried;
		self->tried += !!site->tried;
		self->never += site->fate == NEVER;
		if (site->tried)
			continue;
		printf("# not tried: %s %s, %s\n", site->where, site->call,
		       site->fate == NEVER ? "see faults.expect" :
		       site->reached ? "it was reached, and did not fail" :
				       "it was not reached");
		EXPECT_EQ(NEVER, site->fate);
	}
	printf("# sites: %d known, %d tried, %d not tried for a reason; %d faults\n",
	       kt_faults->nr_sites, self->tried, self->never, self->faults);
	EXPECT_LT(0, self->tried);
	EXPECT_EQ(0, kt_faults->unknown);
}

__attribute__((constructor)) static void read_lists(void)
{
	kt_faults_read();
}

TEST_HARNESS_MAIN
