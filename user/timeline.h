/* SPDX-License-Identifier: GPL-2.0 */
/* The timeline of a process, as it is drawn: intervals without holes for each thread. */

#ifndef KT_TIMELINE_H
#define KT_TIMELINE_H

#include "cli.h"

#include <stdio.h>

/**
 * struct interval - a thread is in a state
 * @begin: when it enters it, monotonic ns
 * @end: when it enters the next one
 * @state: KTHREADING_THREAD_READY, _RUNNING or _BLOCKED
 * @cause: KTHREADING_CAUSE_*, if it is blocked
 * @other: id of the thread that it joins, 0 if it does not
 * @cpu: where it runs, if it does
 */
struct interval {
	__u64 begin;
	__u64 end;
	__u32 state;
	__u32 cause;
	__u32 other;
	__u32 cpu;
};

/**
 * struct row - a thread and what it did
 * @id: of the thread
 * @name: owned; empty if nobody knows it any more
 * @target: owned; empty without one
 * @intervals: each begins where the one before ends; owned
 * @count: how many
 * @open: the last one has not ended yet
 */
struct row {
	__u32 id;
	char *name;
	char *target;
	struct interval *intervals;
	size_t count;
	bool open;
};

/**
 * struct timeline - a process and what its threads did
 * @process: its name
 * @begin: of the first interval, monotonic ns
 * @end: of those that had not ended yet
 * @dropped: records that were lost before the begin
 * @rows: the threads, by their ids; owned
 * @count: how many
 * @seq: number of the last record
 */
struct timeline {
	const char *process;
	__u64 begin;
	__u64 end;
	__u64 dropped;
	struct row *rows;
	size_t count;
	__u64 seq;
};

/**
 * timeline_read() - ask for a timeline
 * @cli: the command line
 * @process: name of the process
 * @timeline: filled in; timeline_free() is for the caller in any case
 *
 * Return: a status.
 */
int timeline_read(struct cli *cli, const char *process,
		  struct timeline *timeline);

/**
 * timeline_free() - give back what timeline_read() made
 * @timeline: the timeline
 */
void timeline_free(struct timeline *timeline);

/**
 * interval_text() - tell the state, and what a blocked thread waits for
 * @t: where to append
 * @interval: the interval
 */
void interval_text(struct text *t, const struct interval *interval);

/* The pictures: in the terminal, for browsers, for trace viewers, and for programs. */
void timeline_gantt(const struct timeline *timeline);
void timeline_json(const struct timeline *timeline);
void timeline_svg(const struct timeline *timeline, FILE *file);
void timeline_chrome(const struct timeline *timeline, FILE *file);

#endif
