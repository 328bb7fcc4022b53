/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Places of the module that call what can fail, and how to let one call fail: see
 * kmod/kt_fault.c. The lists are made with the image (faults_places), and what is known
 * of single places is in faults.expect.
 */

#ifndef KT_FAULT_H
#define KT_FAULT_H

#include <fnmatch.h>
#include <sys/mman.h>
#include "kt_harness.h"
#include "kt_module.h"

#define KT_FAULT(name) "/sys/kernel/debug/kt_fault/" name
#define KT_SITES_MAX 200
#define KT_SITE_TEXT 96

/**
 * enum kt_fate - what a call that fails leads to
 * @REFUSED: the request is refused with the errno, and nothing has changed
 * @TOLD: the client is told the errno, but more may have happened
 * @DONE: all is done as if nothing had failed
 * @DROPPED: as DONE, but for one record that the log counts as dropped
 * @OVERRUN: as DONE, but listeners are told that they missed an event
 * @RETRIED: as DONE, but for a moment clients may be told EAGAIN
 * @NEVER: it cannot fail here, or nobody can get there: the reason is in the list
 */
enum kt_fate { REFUSED, TOLD, DONE, DROPPED, OVERRUN, RETRIED, NEVER };

/**
 * struct kt_site - a place in the source that calls something that can fail
 * @where: file, function and line
 * @call: what is called
 * @fate: what has to come of it
 * @err: errno, for REFUSED and TOLD
 * @reached: the calls that the tests have seen
 * @tried: how many of them failed
 */
struct kt_site {
	char where[KT_SITE_TEXT], call[KT_SITE_TEXT];
	enum kt_fate fate;
	int err;
	int reached, tried;
};

/* Return addresses; several may belong to one place in the source. */
struct kt_place {
	char text[KT_SITE_TEXT];
	int site;
};

/* Shared by all tests of the program, which are processes of their own. */
struct kt_faults {
	struct kt_site sites[KT_SITES_MAX];
	struct kt_place places[2 * KT_SITES_MAX];
	int nr_sites, nr_places;
	int unknown, deep;
};

static struct kt_faults *kt_faults;

/* What fails as it is told in faults.calls is refused with this. */
static inline int kt_call_errno(const char *call)
{
	char line[256], name[KT_SITE_TEXT], value[32];
	FILE *file = fopen("faults.calls", "r");
	int err = ENOMEM;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%95s %31s", name, value) == 2 &&
		    !strcmp(name, call) && atoi(value) && atoi(value) != -46)
			err = -atoi(value);
	if (file)
		fclose(file);
	return err;
}

static inline enum kt_fate kt_fate_of(const char *word)
{
	static const char *const words[] = {
		[REFUSED] = "refused", [TOLD] = "told",
		[DONE] = "done",       [DROPPED] = "dropped",
		[OVERRUN] = "overrun", [RETRIED] = "retried",
		[NEVER] = "never",
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(word, words[i]))
			return i;
	return REFUSED;
}

/* "FILE:FUNCTION:LINE" is @where, the list has no lines. */
static inline bool kt_same_function(const char *where, const char *listed)
{
	size_t len = strlen(listed);

	return !strncmp(where, listed, len) && where[len] == ':';
}

static inline void kt_site_expect(struct kt_site *site)
{
	char line[256], where[KT_SITE_TEXT], call[KT_SITE_TEXT], word[32];
	FILE *file = fopen("faults.expect", "r");
	int err;

	site->fate = REFUSED;
	site->err = kt_call_errno(site->call);
	while (file && fgets(line, sizeof(line), file)) {
		err = 0;
		if (sscanf(line, "%95s %95s %31s %d", where, call, word, &err) <
			    3 ||
		    !kt_same_function(site->where, where) ||
		    fnmatch(call, site->call, 0))
			continue;
		site->fate = kt_fate_of(word);
		site->err = err;
	}
	if (file)
		fclose(file);
}

static inline int kt_site_add(const char *where, const char *call)
{
	struct kt_site *site;
	int i;

	for (i = 0; i < kt_faults->nr_sites; i++)
		if (!strcmp(kt_faults->sites[i].where, where) &&
		    !strcmp(kt_faults->sites[i].call, call))
			return i;
	if (i == KT_SITES_MAX)
		abort();
	kt_faults->nr_sites++;
	site = &kt_faults->sites[i];
	snprintf(site->where, sizeof(site->where), "%s", where);
	snprintf(site->call, sizeof(site->call), "%s", call);
	kt_site_expect(site);
	return i;
}

static inline void kt_places_read(void)
{
	char line[512], text[KT_SITE_TEXT], call[KT_SITE_TEXT];
	FILE *file = fopen("faults.places", "r");
	char where[KT_SITE_TEXT];
	struct kt_place *place;

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%95s %95s %95s", text, call, where) != 3)
			continue;
		if (!strcmp(text, "?")) {
			printf("# %s is not in %s\n", call, where);
			kt_faults->unknown++;
			continue;
		}
		place = &kt_faults->places[kt_faults->nr_places++];
		if (kt_faults->nr_places == ARRAY_SIZE(kt_faults->places))
			abort();
		snprintf(place->text, sizeof(place->text), "%s", text);
		place->site = kt_site_add(where, call);
	}
	if (file)
		fclose(file);
}

/* Before the tests are forked. */
static inline void kt_faults_read(void)
{
	kt_faults = mmap(NULL, sizeof(*kt_faults), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (kt_faults == MAP_FAILED)
		abort();
	kt_places_read();
}

/* A place that is in no list is where a call by a pointer ended in a jump. */
static inline struct kt_site *kt_site_of(const char *place, const char *call)
{
	struct kt_site *site, *jump = NULL;
	int i;

	for (i = 0; i < kt_faults->nr_places; i++) {
		site = &kt_faults->sites[kt_faults->places[i].site];
		if (strcmp(site->call, call))
			continue;
		if (!strcmp(kt_faults->places[i].text, place))
			return site;
		if (!strcmp(kt_faults->places[i].text, "*"))
			jump = site;
	}
	return jump;
}

/* Probes each function of the list that this kernel has. */
static inline int kt_fault_load(void)
{
	char line[256], name[KT_SITE_TEXT], value[32];
	FILE *file;
	int nr = 0;

	if (system("modprobe kt_fault"))
		return -1;
	file = fopen("faults.calls", "r");
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%95s %31s", name, value) != 2 ||
		    *name == '#' || !strcmp(value, "-"))
			continue;
		nr += !kt_param_write(KT_FAULT("probe"), line);
	}
	if (file)
		fclose(file);
	return nr ? 0 : -1;
}

static inline int kt_fault_unload(void)
{
	return system("rmmod kt_fault") ? -1 : 0;
}

static inline int kt_fault_arm(const char *place, int nth)
{
	char line[KT_SITE_TEXT + 16];

	snprintf(line, sizeof(line), "%s %d", place, nth);
	return kt_param_write(KT_FAULT("arm"), line);
}

/* Tells whether the call has failed; afterwards none will. */
static inline bool kt_fault_fired(void)
{
	char left[16] = "";

	kt_param_read(KT_FAULT("arm"), left, sizeof(left));
	kt_fault_arm("nowhere", 0);
	return !strcmp(left, "0");
}

#endif
