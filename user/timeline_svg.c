// SPDX-License-Identifier: GPL-2.0
/* A timeline as SVG: a bar for each interval, and what it is where the pointer rests. */

#include "timeline.h"

#define NAMES_WIDTH 200
#define BARS_WIDTH 1000
#define ROW_HEIGHT 20
#define BAR_HEIGHT 16
#define HEAD_HEIGHT 40
#define TICKS 10

static const char *const colours[] = {
	[KTHREADING_THREAD_READY] = "#f2a541",
	[KTHREADING_THREAD_RUNNING] = "#3a9d5d",
	[KTHREADING_THREAD_BLOCKED] = "#c9d1d9",
};

/* Words from outside: control characters are no XML, and come escaped. */
static void add_xml(struct text *t, const char *words)
{
	struct text safe = { 0 };
	const char *c;

	text_add_safe(&safe, words);
	for (c = text_str(&safe); *c; c++) {
		if (*c == '<')
			text_add(t, "&lt;");
		else if (*c == '>')
			text_add(t, "&gt;");
		else if (*c == '&')
			text_add(t, "&amp;");
		else
			text_addf(t, "%c", *c);
	}
	text_free(&safe);
}

static double place(const struct timeline *timeline, __u64 at)
{
	double span = timeline->end - timeline->begin;

	return NAMES_WIDTH +
	       (span ? (at - timeline->begin) / span * BARS_WIDTH : 0);
}

static void interval_svg(const struct timeline *timeline,
			 const struct interval *interval, size_t y, FILE *file)
{
	double x = place(timeline, interval->begin);
	struct text title = { 0 };

	if (interval->state >= ARRAY_SIZE(colours))
		return;
	interval_text(&title, interval);
	if (interval->state == KTHREADING_THREAD_RUNNING)
		text_addf(&title, " on CPU %u", interval->cpu);
	text_add(&title, " for ");
	text_add_ns(&title, interval->end - interval->begin);
	fprintf(file,
		"<rect x=\"%.3f\" y=\"%zu\" width=\"%.3f\" height=\"%d\" fill=\"%s\"><title>%s</title></rect>\n",
		x, y, place(timeline, interval->end) - x, BAR_HEIGHT,
		colours[interval->state], text_str(&title));
	text_free(&title);
}

static void row_svg(const struct timeline *timeline, const struct row *row,
		    size_t y, FILE *file)
{
	struct text name = { 0 };
	size_t i;

	text_addf(&name, "#%u ", row->id);
	add_xml(&name, row->name);
	fprintf(file, "<text x=\"4\" y=\"%zu\">%s</text>\n", y + 12,
		text_str(&name));
	text_free(&name);
	for (i = 0; i < row->count; i++)
		interval_svg(timeline, &row->intervals[i], y, file);
}

static void ticks_svg(const struct timeline *timeline, size_t height,
		      FILE *file)
{
	__u64 span = timeline->end - timeline->begin;
	int i, x;

	for (i = 0; i <= TICKS; i++) {
		struct text label = { 0 };

		x = NAMES_WIDTH + BARS_WIDTH / TICKS * i;
		text_add_ns(&label, span / TICKS * i);
		fprintf(file,
			"<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%zu\" stroke=\"#e5e5e5\"/>\n<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
			x, HEAD_HEIGHT - 8, x, height, x, HEAD_HEIGHT - 12,
			text_str(&label));
		text_free(&label);
	}
}

void timeline_svg(const struct timeline *timeline, FILE *file)
{
	size_t i, height = HEAD_HEIGHT + timeline->count * ROW_HEIGHT;
	struct text title = { 0 };

	add_xml(&title, timeline->process);
	fprintf(file,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%zu\" font-family=\"sans-serif\" font-size=\"12\">\n<title>%s</title>\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n<text x=\"4\" y=\"14\">%s</text>\n",
		NAMES_WIDTH + BARS_WIDTH + 40, height, text_str(&title),
		text_str(&title));
	text_free(&title);
	ticks_svg(timeline, height, file);
	for (i = 0; i < timeline->count; i++)
		row_svg(timeline, &timeline->rows[i],
			HEAD_HEIGHT + i * ROW_HEIGHT, file);
	fprintf(file, "</svg>\n");
}
