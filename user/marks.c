// SPDX-License-Identifier: GPL-2.0

#include "marks.h"

#include "array.h"

#include <stdlib.h>
#include <string.h>

struct mark *marks_find(const struct marks *marks, const char *process)
{
	size_t i;

	for (i = 0; i < marks->count; i++) {
		if (!strcmp(marks->marks[i].process, process))
			return &marks->marks[i];
	}
	return NULL;
}

struct mark *marks_add(struct marks *marks, const char *process)
{
	struct mark mark = { .process = strdup(process) };

	if (!mark.process)
		abort();
	marks->marks = array_grow(marks->marks, marks->count, sizeof(mark));
	marks->marks[marks->count] = mark;
	return &marks->marks[marks->count++];
}

void marks_forget(struct marks *marks, const char *process)
{
	struct mark *mark = marks_find(marks, process);

	if (!mark)
		return;
	free(mark->process);
	*mark = marks->marks[--marks->count];
}

void marks_free(struct marks *marks)
{
	while (marks->count)
		free(marks->marks[--marks->count].process);
	free(marks->marks);
	marks->marks = NULL;
}
