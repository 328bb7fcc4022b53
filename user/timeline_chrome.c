// SPDX-License-Identifier: GPL-2.0
/*
 * A timeline in the JSON of Chrome's trace viewer, which ui.perfetto.dev opens: a slice for
 * each interval, in the colour that the viewer has for such a state of a thread.
 */

#include "timeline.h"

#define NS_PER_US 1000

static const char *const colours[] = {
	[KTHREADING_THREAD_READY] = "thread_state_runnable",
	[KTHREADING_THREAD_RUNNING] = "thread_state_running",
	[KTHREADING_THREAD_BLOCKED] = "thread_state_sleeping",
};

static void print_json(FILE *file, const char *words)
{
	struct text t = { 0 };

	text_add_json(&t, words);
	fputs(text_str(&t), file);
	text_free(&t);
}

/*
 * The viewer's unit is a microsecond, and what is behind the point is kept. It reads a double, so
 * moments count from the begin: those of a clock that has run for 100 days would lose nanoseconds,
 * slices would overlap, and it drops those.
 */
static void print_us(FILE *file, const char *key, __u64 ns)
{
	fprintf(file, ",\"%s\":%llu.%03llu", key, ns / NS_PER_US,
		ns % NS_PER_US);
}

static void print_name(FILE *file, const char *what, __u32 tid,
		       const char *name)
{
	fprintf(file,
		"{\"ph\":\"M\",\"pid\":1,\"tid\":%u,\"name\":\"%s\",\"args\":{\"name\":",
		tid, what);
	print_json(file, name);
	fputs("}}", file);
}

static void interval_chrome(FILE *file, __u64 from, __u32 tid,
			    const struct interval *interval)
{
	struct text name = { 0 };

	if (interval->state >= ARRAY_SIZE(colours))
		return;
	interval_text(&name, interval);
	fprintf(file, ",\n{\"ph\":\"X\",\"pid\":1,\"tid\":%u,\"name\":\"%s\"",
		tid, text_str(&name));
	fprintf(file, ",\"cat\":\"state\",\"cname\":\"%s\"",
		colours[interval->state]);
	print_us(file, "ts", interval->begin - from);
	print_us(file, "dur", interval->end - interval->begin);
	if (interval->state == KTHREADING_THREAD_RUNNING)
		fprintf(file, ",\"args\":{\"cpu\":%u}", interval->cpu);
	fputs("}", file);
	text_free(&name);
}

static void row_chrome(FILE *file, __u64 from, const struct row *row)
{
	size_t i;

	fputs(",\n", file);
	print_name(file, "thread_name", row->id, row->name);
	for (i = 0; i < row->count; i++)
		interval_chrome(file, from, row->id, &row->intervals[i]);
}

void timeline_chrome(const struct timeline *timeline, FILE *file)
{
	size_t i;

	fprintf(file,
		"{\"displayTimeUnit\":\"ns\",\"otherData\":{\"clock\":\"monotonic\",\"begin_ns\":\"%llu\",\"dropped\":\"%llu\"},\"traceEvents\":[\n",
		timeline->begin, timeline->dropped);
	print_name(file, "process_name", 0, timeline->process);
	for (i = 0; i < timeline->count; i++)
		row_chrome(file, timeline->begin, &timeline->rows[i]);
	fputs("\n]}\n", file);
}
