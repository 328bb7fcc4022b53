// SPDX-License-Identifier: GPL-2.0
/* A timeline in the terminal, a line for each thread and a character for each moment. */

#include "timeline.h"

#include "names.h"

#define LINE_WIDTH 100
#define NAME_MOST 24

/* The state that a character stands for had most of its time; a colon ran for a while. */
static const char marks[] = {
	[KTHREADING_THREAD_READY] = '+',
	[KTHREADING_THREAD_RUNNING] = '#',
	[KTHREADING_THREAD_BLOCKED] = '.',
};

static char mark_of(const __u64 spent[])
{
	__u64 running = spent[KTHREADING_THREAD_RUNNING];
	__u64 ready = spent[KTHREADING_THREAD_READY];
	__u64 blocked = spent[KTHREADING_THREAD_BLOCKED];

	if (!running && !ready && !blocked)
		return ' ';
	if (running >= ready && running >= blocked)
		return marks[KTHREADING_THREAD_RUNNING];
	if (ready >= blocked)
		return marks[KTHREADING_THREAD_READY];
	return running ? ':' : marks[KTHREADING_THREAD_BLOCKED];
}

static __u64 overlap(const struct interval *interval, __u64 from, __u64 to)
{
	__u64 begin = interval->begin > from ? interval->begin : from;
	__u64 end = interval->end < to ? interval->end : to;

	return end > begin ? end - begin : 0;
}

/* @first is the first interval that may matter, as moments are looked at in their order. */
static char moment(const struct row *row, size_t *first, __u64 from, __u64 to)
{
	__u64 spent[KTHREADING_THREAD_TERMINATED] = { 0 };
	size_t i;

	while (*first < row->count && row->intervals[*first].end <= from)
		(*first)++;
	for (i = *first; i < row->count && row->intervals[i].begin < to; i++) {
		if (row->intervals[i].state < ARRAY_SIZE(spent))
			spent[row->intervals[i].state] +=
				overlap(&row->intervals[i], from, to);
	}
	return mark_of(spent);
}

static void name_text(struct text *t, const struct row *row)
{
	text_addf(t, "#%u ", row->id);
	text_add_safe(t, row->name);
}

static size_t names_width(const struct timeline *timeline)
{
	size_t i, width = 0;

	for (i = 0; i < timeline->count; i++) {
		struct text t = { 0 };

		name_text(&t, &timeline->rows[i]);
		if (width < text_width(text_str(&t)))
			width = text_width(text_str(&t));
		text_free(&t);
	}
	return width < NAME_MOST ? width : NAME_MOST;
}

/* The moment at which column @i begins; the whole may be longer than 64 bits can multiply. */
static __u64 column(const struct timeline *timeline, size_t i, size_t columns)
{
	__u64 span = timeline->end - timeline->begin;

	return timeline->begin + span / columns * i +
	       span % columns * i / columns;
}

static void row_line(const struct timeline *timeline, const struct row *row,
		     size_t width, size_t columns)
{
	struct text line = { 0 }, name = { 0 };
	size_t i, first = 0;

	name_text(&name, row);
	text_add_cell(&line, text_str(&name), width, false);
	text_add(&line, " |");
	for (i = 0; i < columns; i++)
		text_addf(&line, "%c",
			  moment(row, &first, column(timeline, i, columns),
				 column(timeline, i + 1, columns)));
	text_add(&line, "|");
	show_line(&line, false);
	text_free(&name);
}

static void head_line(const struct timeline *timeline, size_t columns)
{
	__u64 span = timeline->end - timeline->begin;
	struct text line = { 0 };

	text_add_safe(&line, timeline->process);
	text_add(&line, ": ");
	text_add_ns(&line, span);
	text_add(&line, ", ");
	text_add_ns(&line, span / columns);
	text_addf(&line,
		  " each: %c running, : for a while, %c ready, %c blocked",
		  marks[KTHREADING_THREAD_RUNNING],
		  marks[KTHREADING_THREAD_READY],
		  marks[KTHREADING_THREAD_BLOCKED]);
	if (timeline->dropped)
		text_addf(&line, "; %llu dropped", timeline->dropped);
	show_line(&line, false);
}

void timeline_gantt(const struct timeline *timeline)
{
	size_t width = names_width(timeline);
	size_t columns = LINE_WIDTH - width - 3;
	size_t i;

	head_line(timeline, columns);
	for (i = 0; i < timeline->count; i++)
		row_line(timeline, &timeline->rows[i], width, columns);
}
