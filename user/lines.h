/* SPDX-License-Identifier: GPL-2.0 */
/* A file line by line, by who wants to know whether the next one must be waited for. */

#ifndef KT_LINES_H
#define KT_LINES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct lines - a file that is read; all zero but for @fd before
 * @fd: the file
 * @buffer: what was read
 * @size: of @buffer
 * @start: of what was not yet told, in @buffer
 * @end: of it
 * @newline: end of the next line, once it was found
 * @over: there is no more to read
 * @failed: because that failed
 */
struct lines {
	int fd;
	char *buffer;
	size_t size;
	size_t start;
	size_t end;
	char *newline;
	bool over;
	bool failed;
};

/**
 * lines_ready() - see whether the next line is there
 * @lines: the file
 *
 * Return: whether lines_next() returns without waiting for who writes the file.
 */
bool lines_ready(struct lines *lines);

/**
 * lines_next() - take the next line
 * @lines: the file
 * @len: set to its length; a zero is behind it, and may be in it
 *
 * Return: the line without its end, good until the next call; NULL after the last.
 */
char *lines_next(struct lines *lines, size_t *len);

/**
 * lines_free() - the end
 * @lines: the file, which stays open
 */
void lines_free(struct lines *lines);

#endif
