// SPDX-License-Identifier: GPL-2.0
/* A timeline for programs. */

#include "timeline.h"

#include "names.h"

static void interval_json(const struct interval *interval)
{
	json_object_begin(NULL);
	json_string("state", show_name(name_thread_state, interval->state));
	json_unsigned("begin_ns", interval->begin);
	json_unsigned("end_ns", interval->end);
	if (interval->state == KTHREADING_THREAD_RUNNING)
		json_unsigned("cpu", interval->cpu);
	if (interval->state == KTHREADING_THREAD_BLOCKED)
		json_string("on", show_name(name_cause, interval->cause));
	if (interval->other)
		json_unsigned("joins", interval->other);
	json_object_end();
}

static void row_json(const struct row *row)
{
	size_t i;

	json_object_begin(NULL);
	json_unsigned("id", row->id);
	json_string("name", row->name);
	if (*row->target)
		json_string("target", row->target);
	json_array_begin("intervals");
	for (i = 0; i < row->count; i++)
		interval_json(&row->intervals[i]);
	json_array_end();
	json_object_end();
}

void timeline_json(const struct timeline *timeline)
{
	size_t i;

	json_object_begin(NULL);
	json_string("process", timeline->process);
	json_unsigned("begin_ns", timeline->begin);
	json_unsigned("end_ns", timeline->end);
	json_unsigned("dropped", timeline->dropped);
	json_array_begin("threads");
	for (i = 0; i < timeline->count; i++)
		row_json(&timeline->rows[i]);
	json_array_end();
	json_object_end();
}
