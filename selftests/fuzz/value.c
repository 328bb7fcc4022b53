// SPDX-License-Identifier: GPL-2.0
/*
 * Plausible values. The names are few, so that senders meet each other's objects.
 *
 * What runs must not starve the VM. A fifo or rr thread that keeps its CPU leaves others a
 * twentieth of it, too little for a kernel full of checks: these policies are rare, a spin
 * lasts 2 ms at most and gives way, a print has few words, a count few lines, and a Timer
 * comes again after 20 ms at least. How many there are is bounded by the module's own
 * limits, see limits.c.
 */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

/* A word like "<31>" stands for that many letters. */
#define LONGEST 1100

static const char *const processes[] = {
	"f0", "f1", "f2", "f3", "f4", "f5",
};

static const char *const odd_processes[] = {
	"", "nobody", "<31>", "<32>", "a\nb", "\xff\xfe", "f0 ", "%s%n",
};

static const char *const threads[] = {
	"t0",
	"t1",
	"t2",
	"t3",
	"t4",
	"t0-1",
	"t1-2",
	"MainThread",
	"t2-1",
	"Thread-1",
	"t3-1",
	"Thread-1 (sleep)",
	"Thread-2 (add)",
	"",
	"<63>",
	"<64>",
	"%s%n",
};

static const char *const locals[] = {
	"l0", "l1", "l2", "l3", "x", "y", "", "<31>", "<32>", "%s%n",
};

static const char *const lists_of_cpus[] = {
	"0",	 "1",	"0-1", "0,1", "",	    "7",
	"0-0",	 "1-0", "0-9", "a",   "0-1:1/2",    "0,0,0,0",
	"99999", "all", "N",   "-1",  "4294967296", "<992>",
};

static const char *const others[] = {
	"", "x", "0.1", "text", "<31>", "<255>", "<310>", "%s%n",
};

/* A target and its arguments, mostly what it takes. */
static const char *const targets[][20] = {
	{ "add", "5", "4" },
	{ "add", "9223372036854775807", "1" },
	{ "add", "-9223372036854775808", "0x10", "info=on" },
	{ "add", "5" },
	{ "add", "5", "4", "3" },
	{ "sleep", "1ms" },
	{ "sleep", "0" },
	{ "sleep", "20ms" },
	{ "sleep", "60m" },
	{ "sleep", "9223372036854775807ns" },
	{ "sleep", "1.0000000001s" },
	{ "spin", "200us" },
	{ "spin", "2ms" },
	{ "count", "3", "1ms" },
	{ "count", "0", "0" },
	{ "count", "-9223372036854775808", "1ms" },
	{ "log", "hello" },
	{ "log", "<255>" },
	{ "print", "a b c" },
	{ "print", "   ", "1ms" },
	{ "spawn", "sleep", "5ms" },
	{ "spawn", "daemon=on", "name=t1", "add", "1", "2" },
	{ "spawn", "name=t2", "spawn", "spawn", "spawn", "log", "deep" },
	{ "spawn", "spawn", "spawn", "spawn", "spawn", "spawn", "spawn",
	  "spawn", "spawn", "spawn", "spawn", "spawn", "spawn", "spawn",
	  "spawn", "info" },
	{ "spawn" },
	{ "join", "t0", "5ms" },
	{ "join", "t1" },
	{ "join", "t2", "1ms" },
	{ "join", "#3" },
	{ "join", "MainThread", "1ms" },
	{ "fail", "EIO", "broken" },
	{ "fail", "4095", "%s%n" },
	{ "fail", "0", "none" },
	{ "info" },
	{ "nothing", "like", "it" },
	{ "" },
	{ "info", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
	  "13", "14", "15", "16", "17" },
};

static const long long numbers[] = {
	0,	   1,	      2,	 3,	    4,	       5,
	7,	   8,	      10,	 -1,	    127,       255,
	65535,	   1000,      -1000,	 INT32_MAX, INT32_MIN, UINT32_MAX,
	1LL << 32, INT64_MAX, INT64_MIN, 1000000,   1000001,   INT64_MAX - 1,
};

/* From a wait's or a Timer's start; few are long. */
static const long long times[] = {
	0,	  1,	     1000,	100000,	       1000000,
	2000000,  5000000,   10000000,	10000000,      -1,
	50000000, INT64_MAX, INT64_MIN, INT64_MAX - 1, 60000000000,
};

const char *fz_word(const char *word)
{
	static __thread char letters[LONGEST + 1];
	unsigned int len;

	if (sscanf(word, "<%u>", &len) != 1 || len > LONGEST)
		return word;
	memset(letters, 'x', LONGEST);
	return letters + LONGEST - len;
}

static const char *name_of_process(struct fz_rand *rand)
{
	return fz_one_in(rand, 24) ? fz_pick(rand, odd_processes) :
				     fz_pick(rand, processes);
}

const char *const *fz_target(struct fz_rand *rand)
{
	return fz_pick(rand, targets);
}

static bool is(const struct fz_set *set, const struct fz_attr *attr,
	       const char *set_name, const char *attr_name)
{
	return !strcmp(set->name, set_name) && !strcmp(attr->name, attr_name);
}

static const long long periods[] = {
	0, 20000000, 50000000, 1000000000, INT64_MAX, INT64_MIN, -1,
};

static const long long policies[] = {
	KTHREADING_POLICY_OTHER, KTHREADING_POLICY_OTHER,
	KTHREADING_POLICY_BATCH, KTHREADING_POLICY_BATCH,
	KTHREADING_POLICY_IDLE,	 KTHREADING_POLICY_IDLE,
	KTHREADING_POLICY_FIFO,	 KTHREADING_POLICY_RR,
};

static const char *text_of(struct fz_rand *rand, const struct fz_set *set,
			   const struct fz_attr *attr)
{
	if (!strcmp(attr->name, "process") || is(set, attr, "process", "name"))
		return name_of_process(rand);
	if (is(set, attr, "ref", "name") || is(set, attr, "thread", "name") ||
	    is(set, attr, "entry", "name"))
		return fz_one_in(rand, 6) ? fz_pick(rand, threads) :
					    threads[fz_below(rand, 5)];
	if (is(set, attr, "target", "name") || !strcmp(attr->name, "target"))
		return fz_target(rand)[0];
	if (is(set, attr, "local", "name") || is(set, attr, "value", "attr"))
		return fz_one_in(rand, 6) ? fz_pick(rand, locals) :
					    locals[fz_below(rand, 3)];
	if (!strcmp(attr->name, "release"))
		return fz_one_in(rand, 4) ? fz_pick(rand, others) : "0.1";
	if (!strcmp(attr->name, "cpus"))
		return fz_pick(rand, lists_of_cpus);
	return fz_pick(rand, others);
}

const char *fz_text(struct fz_rand *rand, const struct fz_set *set,
		    const struct fz_attr *attr)
{
	return fz_word(text_of(rand, set, attr));
}

static bool is_time(const char *name)
{
	size_t len = strlen(name);

	return len > 3 && !strcmp(name + len - 3, "-ns");
}

long long fz_number(struct fz_rand *rand, const struct fz_attr *attr)
{
	if (!strcmp(attr->name, "policy"))
		return fz_pick(rand, policies);
	if (!strcmp(attr->name, "every-ns"))
		return fz_pick(rand, periods);
	if (attr->max && !fz_one_in(rand, 16))
		return attr->min + fz_below(rand, attr->max - attr->min + 1);
	if (is_time(attr->name))
		return fz_pick(rand, times);
	/* An id or an ident of one of the first few. */
	if (!fz_one_in(rand, 6))
		return fz_below(rand, fz_one_in(rand, 3) ? 200 : 12);
	return fz_pick(rand, numbers);
}
