// SPDX-License-Identifier: GPL-2.0

#include "lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAST_SIZE 65536

static bool is_whole(struct lines *lines)
{
	if (!lines->newline && lines->start < lines->end)
		lines->newline = memchr(lines->buffer + lines->start, '\n',
					lines->end - lines->start);
	return lines->newline || lines->over;
}

/* With a byte behind it, for the zero of a last line that has no end. */
static void make_room(struct lines *lines)
{
	memmove(lines->buffer, lines->buffer + lines->start,
		lines->end - lines->start);
	lines->end -= lines->start;
	lines->start = 0;
	if (lines->end + 1 < lines->size)
		return;
	lines->size = lines->size ? 2 * lines->size : LEAST_SIZE;
	lines->buffer = realloc(lines->buffer, lines->size);
	if (!lines->buffer)
		abort();
}

static void fill(struct lines *lines)
{
	ssize_t len;

	make_room(lines);
	len = read(lines->fd, lines->buffer + lines->end,
		   lines->size - 1 - lines->end);
	if (len > 0) {
		lines->end += len;
	} else if (!len || errno != EINTR) {
		lines->over = true;
		lines->failed = len;
	}
}

bool lines_ready(struct lines *lines)
{
	struct pollfd file = { .fd = lines->fd, .events = POLLIN };

	while (!is_whole(lines)) {
		if (poll(&file, 1, 0) <= 0)
			return false;
		fill(lines);
	}
	return true;
}

char *lines_next(struct lines *lines, size_t *len)
{
	char *line, *end;

	while (!is_whole(lines))
		fill(lines);
	if (lines->start == lines->end)
		return NULL;
	line = lines->buffer + lines->start;
	end = lines->newline ? lines->newline : lines->buffer + lines->end;
	lines->start = end - lines->buffer + !!lines->newline;
	lines->newline = NULL;
	*end = '\0';
	*len = end - line;
	return line;
}

void lines_free(struct lines *lines)
{
	free(lines->buffer);
}
