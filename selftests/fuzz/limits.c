// SPDX-License-Identifier: GPL-2.0
/*
 * The module's own limits bound what requests can make of it: one for a million threads,
 * one for each of a thousand processes. They are set low here, and back at the end.
 */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

#define PARAMETERS "/sys/module/kthreading/parameters/"

static struct limit {
	const char *name;
	const char *low;
	char old[32];
} limits[] = {
	{ .name = "max_processes", .low = "16" },
	{ .name = "max_threads", .low = "512" },
	{ .name = "max_workers", .low = "64" },
	{ .name = "log_records", .low = "64" },
	{ .name = "timeline_records", .low = "256" },
	/* What the threads log would be most of the kernel's log. */
	{ .name = "dmesg", .low = "N" },
};

static bool parameter_read(struct limit *limit)
{
	char path[128];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), PARAMETERS "%s", limit->name);
	file = fopen(path, "r");
	if (!file)
		return false;
	ok = fgets(limit->old, sizeof(limit->old), file);
	fclose(file);
	return ok;
}

static bool parameter_write(const char *name, const char *value)
{
	char path[128];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	file = fopen(path, "w");
	if (!file)
		return false;
	ok = fputs(value, file) >= 0;
	return !fclose(file) && ok;
}

void fz_limits_lower(const struct fz_run *run)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		if (!parameter_read(&limits[i]) ||
		    !parameter_write(limits[i].name, limits[i].low))
			fz_fail(run, "parameter %s cannot be set",
				limits[i].name);
}

void fz_limits_restore(const struct fz_run *run)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		if (*limits[i].old &&
		    !parameter_write(limits[i].name, limits[i].old))
			fz_fail(run, "parameter %s cannot be restored",
				limits[i].name);
}
