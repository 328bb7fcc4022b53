// SPDX-License-Identifier: GPL-2.0
/*
 * For each command, and for each way through a life: every single call that can fail
 * does, once, while all others work. What has to come of it is told in faults.expect; if
 * nothing is, the request is refused with the errno of the call, nothing has changed,
 * and the same request works the next time.
 */

#include "kt_fault_bench.h"
#include "kt_fault.h"

/* Of calls from one place in an act; the fifth is like the fourth. */
#define NTH_MAX 4

struct hit {
	char place[KT_SITE_TEXT], call[KT_SITE_TEXT];
	int count;
};

struct hits {
	struct hit hits[64];
	int nr;
};

/* The probes take a while, so they stay until the last test. */
static int faults_ready(void)
{
	return access(KT_FAULT("arm"), F_OK) ? kt_fault_load() : 0;
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

/* EAGAIN is not of this fault: the last worker could not be made. */
static bool works(struct kt_bench *self, const struct kt_act *act)
{
	long long end = kt_now() + KT_PATIENCE;
	int err;

	do {
		err = act->act(self);
	} while (err == -EAGAIN && kt_now() < end);
	return !err;
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
		if (err != -site->err && (!act->says || err != -act->says))
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
	if (site->fate == REFUSED && !act->lives && !works(self, act))
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
	struct hits hits;
	int i;

	ASSERT_EQ(0, rehearse(&self->bench, variant->act, &hits));
	for (i = 0; i < hits.nr; i++)
		EXPECT_EQ(0,
			  try_all(&self->bench, variant->act, &hits.hits[i]));
	EXPECT_EQ(0, rehearse(&self->bench, variant->act, &hits));
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

static bool is_jump(const struct kt_site *site)
{
	int i;

	for (i = 0; i < kt_faults->nr_places; i++)
		if (&kt_faults->sites[kt_faults->places[i].site] == site &&
		    !strcmp(kt_faults->places[i].text, "*"))
			return true;
	return false;
}

/* Of calls by a pointer that end in a jump to the same function one stands for all. */
static const struct kt_site *stand_in(const struct kt_site *site)
{
	const struct kt_site *other;
	int i;

	for (i = 0; is_jump(site) && i < kt_faults->nr_sites; i++) {
		other = &kt_faults->sites[i];
		if (other->tried && !strcmp(other->call, site->call) &&
		    is_jump(other))
			return other;
	}
	return NULL;
}

TEST_F(sites, none_without_a_reason)
{
	const struct kt_site *site, *other;
	int i;

	for (i = 0; i < kt_faults->nr_sites; i++) {
		site = &kt_faults->sites[i];
		self->faults += site->tried;
		self->tried += !!site->tried;
		self->never += site->fate == NEVER;
		if (site->tried)
			continue;
		other = stand_in(site);
		if (other) {
			printf("# not told apart: %s and %s\n", site->where,
			       other->where);
			continue;
		}
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
