// SPDX-License-Identifier: GPL-2.0

#include "series.h"

#include "array.h"
#include "show.h"

#include <stdlib.h>
#include <string.h>

#define NS_PER_S 1000000000ULL

void series_add(struct series *series, __u64 ns)
{
	series->ns = array_grow(series->ns, series->count, sizeof(*series->ns));
	series->ns[series->count++] = ns;
}

static int compare(const void *a, const void *b)
{
	const __u64 *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Of sorted times the one that so many of a hundred do not exceed. */
static __u64 percentile(const struct series *series, unsigned int percent)
{
	__u64 rank = ((__u64)series->count * percent + 99) / 100;

	return series->ns[rank ? rank - 1 : 0];
}

/* By the median, so that one long time does not hide what all others are. */
static __u64 per_second(const struct series *series)
{
	__u64 median = percentile(series, 50);

	return median ? NS_PER_S / median : 0;
}

static void series_json(const struct series *series, const char *name)
{
	json_object_begin(NULL);
	json_string("name", name);
	json_unsigned("count", series->count);
	json_unsigned("min_ns", series->ns[0]);
	json_unsigned("median_ns", percentile(series, 50));
	json_unsigned("p99_ns", percentile(series, 99));
	json_unsigned("max_ns", series->ns[series->count - 1]);
	json_unsigned("per_second", per_second(series));
	json_object_end();
}

static void add_cell(struct text *t, __u64 ns)
{
	struct text cell = { 0 };

	text_add_ns(&cell, ns);
	text_addf(t, " %7s", text_str(&cell));
	text_free(&cell);
}

static void series_line(const struct series *series, const char *about)
{
	struct text t = { 0 };

	text_addf(&t, "%-40s %7u", about, series->count);
	add_cell(&t, series->ns[0]);
	add_cell(&t, percentile(series, 50));
	add_cell(&t, percentile(series, 99));
	add_cell(&t, series->ns[series->count - 1]);
	text_addf(&t, " %9llu", per_second(series));
	show_line(&t, false);
}

void series_show_head(void)
{
	struct text t = { 0 };

	if (show_options.json)
		return;
	text_addf(&t, "%-40s %7s %7s %7s %7s %7s %9s", "", "COUNT", "MIN",
		  "MEDIAN", "P99", "MAX", "PER S");
	show_line(&t, false);
}

void series_show(struct series *series, const char *name, const char *about)
{
	if (series->count) {
		qsort(series->ns, series->count, sizeof(*series->ns), compare);
		if (show_options.json)
			series_json(series, name);
		else
			series_line(series, about);
	}
	free(series->ns);
	memset(series, 0, sizeof(*series));
}
