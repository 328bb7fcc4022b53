/* SPDX-License-Identifier: GPL-2.0 */
/* How far the log of each process was read. */

#ifndef KT_MARKS_H
#define KT_MARKS_H

#include <linux/types.h>
#include <stddef.h>

/**
 * struct mark - how far one log was read
 * @process: name of its process
 * @id: of the process, 0 while unknown; a later one of the same name has another
 * @last: number of the last record seen, 0 if none was
 */
struct mark {
	char *process;
	__u32 id;
	__u64 last;
};

/**
 * struct marks - how far several were read; all zero is empty
 * @marks: one for each
 * @count: how many
 */
struct marks {
	struct mark *marks;
	size_t count;
};

/**
 * marks_find() - the mark of a process
 * @marks: where to look
 * @process: its name
 *
 * Return: its mark, or NULL.
 */
struct mark *marks_find(const struct marks *marks, const char *process);

/**
 * marks_add() - a mark for a process that has none yet
 * @marks: where to add it
 * @process: its name
 *
 * Return: its mark, good until the next one is added or forgotten.
 */
struct mark *marks_add(struct marks *marks, const char *process);

/**
 * marks_forget() - the process is gone
 * @marks: where to look
 * @process: its name
 */
void marks_forget(struct marks *marks, const char *process);

/**
 * marks_free() - forget all
 * @marks: what to empty
 */
void marks_free(struct marks *marks);

#endif
