// SPDX-License-Identifier: GPL-2.0

#include "locals.h"

#include "array.h"
#include "value.h"
#include "views.h"

#include <stdlib.h>
#include <string.h>

/* Its number keeps the kernel's order within a thread. */
struct cell {
	size_t number;
	const char *local;
	__u32 id;
	struct kt_attrs attrs;
};

int locals_take(const struct kt_attrs *attrs, void *arg)
{
	struct kt_attrs thread = kt_attr_nest(attrs, KTHREADING_A_LOCAL_THREAD);
	struct locals *locals = arg;
	struct cell *cell;
	void *copy;

	if (!kt_attr_has(attrs, KTHREADING_A_LOCAL_NAME))
		return 0;
	copy = malloc(attrs->len);
	if (!copy)
		abort();
	locals->cells = array_grow(locals->cells, locals->count, sizeof(*cell));
	cell = &locals->cells[locals->count];
	cell->number = locals->count++;
	cell->id = kt_attr_u32(&thread, KTHREADING_A_REF_ID);
	cell->attrs.first = memcpy(copy, attrs->first, attrs->len);
	cell->attrs.len = attrs->len;
	cell->local = kt_attr_str(&cell->attrs, KTHREADING_A_LOCAL_NAME);
	return 0;
}

void locals_free(struct locals *locals)
{
	while (locals->count)
		free((void *)locals->cells[--locals->count].attrs.first);
	free(locals->cells);
	locals->cells = NULL;
}

static int compare(const void *one, const void *two)
{
	const struct cell *a = one, *b = two;
	int order = strcmp(a->local, b->local);

	if (!order)
		order = (a->id > b->id) - (a->id < b->id);
	return order ? order :
		       (a->number > b->number) - (a->number < b->number);
}

static struct kt_attrs cell_value(const struct cell *cell)
{
	return kt_attr_nest(&cell->attrs, KTHREADING_A_LOCAL_VALUE);
}

static void add_thread(struct text *t, const struct cell *cell)
{
	struct kt_attrs ref =
		kt_attr_nest(&cell->attrs, KTHREADING_A_LOCAL_THREAD);

	text_add_ref(t, &ref);
}

static void add_attr(struct text *t, const struct cell *cell)
{
	struct kt_attrs value = cell_value(cell);
	const char *attr = kt_attr_str(&value, KTHREADING_A_VALUE_ATTR);

	text_add(t, " ");
	text_add_safe(t, attr ? attr : "");
	text_add(t, "=");
	value_repr(t, &value);
}

static const struct cell *thread_end(const struct cell *cell,
				     const struct cell *end)
{
	const struct cell *at = cell;

	while (at < end && at->id == cell->id)
		at++;
	return at;
}

static size_t widest_thread(const struct cell *cell, const struct cell *end)
{
	size_t width = 0;

	for (; cell < end; cell = thread_end(cell, end)) {
		struct text t = { 0 };

		add_thread(&t, cell);
		if (width < text_width(text_str(&t)))
			width = text_width(text_str(&t));
		text_free(&t);
	}
	return width;
}

static void show_thread(const struct cell *cell, const struct cell *end,
			size_t width)
{
	struct text name = { 0 }, line = { 0 };

	add_thread(&name, cell);
	text_add(&line, "  ");
	text_add_cell(&line, text_str(&name), width, false);
	text_add(&line, " ");
	for (; cell < end; cell++)
		add_attr(&line, cell);
	show_line(&line, false);
	text_free(&name);
}

static void json_thread(const struct cell *cell, const struct cell *end)
{
	struct kt_attrs ref =
		kt_attr_nest(&cell->attrs, KTHREADING_A_LOCAL_THREAD);

	json_object_begin(NULL);
	show_fields(ref_fields, &ref);
	json_object_begin("attributes");
	for (; cell < end; cell++) {
		struct kt_attrs value = cell_value(cell);
		const char *attr = kt_attr_str(&value, KTHREADING_A_VALUE_ATTR);

		value_json(attr ? attr : "", &value);
	}
	json_object_end();
	json_object_end();
}

static void show_local(const struct cell *cell, const struct cell *end)
{
	size_t width = widest_thread(cell, end);
	const struct cell *next;
	struct text t = { 0 };

	json_object_begin(NULL);
	json_string("name", cell->local);
	json_array_begin("threads");
	text_add_safe(&t, cell->local);
	if (!show_options.json)
		show_line(&t, false);
	/* One without a thread only tells that the local is there. */
	while (cell < end && !cell->id)
		cell++;
	for (; cell < end; cell = next) {
		next = thread_end(cell, end);
		if (show_options.json)
			json_thread(cell, next);
		else
			show_thread(cell, next, width);
	}
	json_array_end();
	json_object_end();
	text_free(&t);
}

void locals_show(struct locals *locals)
{
	const struct cell *cell = locals->cells, *next;
	const struct cell *end = cell + locals->count;

	json_array_begin(NULL);
	if (locals->count)
		qsort(locals->cells, locals->count, sizeof(*cell), compare);
	for (; cell < end; cell = next) {
		for (next = cell;
		     next < end && !strcmp(next->local, cell->local);)
			next++;
		show_local(cell, next);
	}
	json_array_end();
}
