// SPDX-License-Identifier: GPL-2.0

#include "timeline.h"

#include "array.h"
#include "names.h"

#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
	char *words = strdup(text ? text : "");

	if (!words)
		abort();
	return words;
}

/* Where it is, or belongs. */
static size_t row_place(const struct timeline *timeline, __u32 id)
{
	size_t low = 0, high = timeline->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (timeline->rows[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct row *row_of(struct timeline *timeline, __u32 id)
{
	size_t at = row_place(timeline, id);
	struct row *row;

	if (at < timeline->count && timeline->rows[at].id == id)
		return &timeline->rows[at];
	timeline->rows =
		array_grow(timeline->rows, timeline->count, sizeof(*row));
	row = &timeline->rows[at];
	memmove(row + 1, row, (timeline->count++ - at) * sizeof(*row));
	*row = (struct row){ .id = id, .name = copy(""), .target = copy("") };
	return row;
}

static void take_thread(struct timeline *timeline, const struct kt_attrs *attrs)
{
	struct kt_attrs ref = kt_attr_nest(attrs, KTHREADING_A_TIMELINE_THREAD);
	struct row *row =
		row_of(timeline, kt_attr_u32(&ref, KTHREADING_A_REF_ID));

	free(row->name);
	free(row->target);
	row->name = copy(kt_attr_str(&ref, KTHREADING_A_REF_NAME));
	row->target = copy(kt_attr_str(attrs, KTHREADING_A_TIMELINE_TARGET));
}

/* What was lost is a hole: all before it is not to be believed any more. */
static void drop_all(struct timeline *timeline)
{
	size_t i;

	for (i = 0; i < timeline->count; i++) {
		timeline->rows[i].count = 0;
		timeline->rows[i].open = false;
	}
}

/* Nobody was in a state for no time. */
static void row_close(struct row *row, __u64 at)
{
	struct interval *last = &row->intervals[row->count - 1];

	if (!row->open)
		return;
	row->open = false;
	last->end = at;
	if (last->end <= last->begin)
		row->count--;
}

static void row_open(struct row *row, const struct kt_attrs *attrs, __u64 at)
{
	row->intervals =
		array_grow(row->intervals, row->count, sizeof(*row->intervals));
	row->intervals[row->count++] = (struct interval){
		.begin = at,
		.state = kt_attr_u32(attrs, KTHREADING_A_TIMELINE_STATE),
		.cause = kt_attr_u32(attrs, KTHREADING_A_TIMELINE_CAUSE),
		.other = kt_attr_u32(attrs, KTHREADING_A_TIMELINE_OTHER),
		.cpu = kt_attr_u32(attrs, KTHREADING_A_TIMELINE_CPU),
	};
	row->open = true;
}

static void take_step(struct timeline *timeline, const struct kt_attrs *attrs)
{
	__u64 seq = kt_attr_u64(attrs, KTHREADING_A_TIMELINE_SEQ);
	__u64 at = kt_attr_u64(attrs, KTHREADING_A_TIMELINE_TIME_NS);
	struct row *row;

	if (seq != timeline->seq + 1)
		drop_all(timeline);
	timeline->seq = seq;
	/* After our question for the end. */
	if (at > timeline->end)
		return;
	row = row_of(timeline, kt_attr_u32(attrs, KTHREADING_A_TIMELINE_ID));
	row_close(row, at);
	if (kt_attr_u32(attrs, KTHREADING_A_TIMELINE_STATE) !=
	    KTHREADING_THREAD_TERMINATED)
		row_open(row, attrs, at);
}

static int take_part(const struct kt_attrs *attrs, void *arg)
{
	if (kt_attr_has(attrs, KTHREADING_A_TIMELINE_THREAD))
		take_thread(arg, attrs);
	else
		take_step(arg, attrs);
	return 0;
}

static int take_status(const struct kt_attrs *attrs, void *arg)
{
	struct timeline *timeline = arg;

	timeline->end = kt_attr_u64(attrs, KTHREADING_A_TIMELINE_UNTIL_NS);
	timeline->dropped = kt_attr_u64(attrs, KTHREADING_A_TIMELINE_DROPPED);
	return 0;
}

static void row_free(struct row *row)
{
	free(row->name);
	free(row->target);
	free(row->intervals);
}

/* End what had not ended, and leave out who did nothing. */
static void finish(struct timeline *timeline)
{
	size_t i, kept = 0;
	struct row *row;

	timeline->begin = timeline->end;
	for (i = 0; i < timeline->count; i++) {
		row = &timeline->rows[i];
		row_close(row, timeline->end);
		if (!row->count) {
			row_free(row);
			continue;
		}
		if (row->intervals->begin < timeline->begin)
			timeline->begin = row->intervals->begin;
		timeline->rows[kept++] = *row;
	}
	timeline->count = kept;
}

static struct kt_req *request(struct cli *cli, const char *process)
{
	struct kt_req *req = kt_req_new(cli->sock, KTHREADING_CMD_TIMELINE_GET);

	kt_put_str(req, KTHREADING_A_TIMELINE_PROCESS, process);
	return req;
}

int timeline_read(struct cli *cli, const char *process,
		  struct timeline *timeline)
{
	int err;

	*timeline = (struct timeline){ .process = process };
	err = kt_call(request(cli, process), take_status, timeline);
	if (!err)
		err = kt_dump(request(cli, process), take_part, timeline);
	if (err < 0)
		return cli_refused(cli, err);
	finish(timeline);
	return CLI_OK;
}

void timeline_free(struct timeline *timeline)
{
	size_t i;

	for (i = 0; i < timeline->count; i++)
		row_free(&timeline->rows[i]);
	free(timeline->rows);
}

void interval_text(struct text *t, const struct interval *interval)
{
	text_add(t, show_name(name_thread_state, interval->state));
	if (interval->state != KTHREADING_THREAD_BLOCKED)
		return;
	text_addf(t, " %s", show_name(name_cause, interval->cause));
	if (interval->other)
		text_addf(t, " #%u", interval->other);
}
