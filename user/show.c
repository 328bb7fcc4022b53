// SPDX-License-Identifier: GPL-2.0

#include "show.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_WIDTH 100
/* A column that may be cut keeps so much, or so little if that does not do. */
#define CELL_LEAST 8
#define CELL_VERY_LEAST 4
#define COLUMNS_MAX 40

struct show_options show_options;

/* The table that is being collected: rows of as many cells as there are columns. */
static struct {
	const struct show_field *fields;
	const struct show_field *columns[COLUMNS_MAX];
	size_t width[COLUMNS_MAX];
	unsigned int count;
	char **cells;
	size_t used, size;
	bool blocks;
	/* Its array of JSON waits for the first object: a refusal has no output. */
	bool waits;
} table;

const char *show_name(const char *const *names, __u32 value)
{
	__u32 i;

	for (i = 0; names[i]; i++) {
		if (i == value)
			return names[i];
	}
	return "?";
}

void show_begin(struct text *t)
{
	if (!show_options.timed)
		return;
	text_add_now(t);
	text_add_char(t, ' ');
}

void show_line(struct text *t, bool timed)
{
	struct text stamp = { 0 };

	if (!timed)
		show_begin(&stamp);
	fputs(text_str(&stamp), stdout);
	fputs(text_str(t), stdout);
	fputc('\n', stdout);
	text_free(&stamp);
	text_free(t);
}

static void json_strings(const struct show_field *f,
			 const struct kt_attrs *attrs)
{
	const struct nlattr *attr = NULL;

	json_array_begin(f->key);
	while ((attr = kt_attr_next(attrs, attr, f->attr)))
		json_string(NULL, kt_attr_text(attr));
	json_array_end();
}

static void json_object(const char *key, const struct show_field *fields,
			const struct kt_attrs *attrs)
{
	json_object_begin(key);
	show_fields(fields, attrs);
	json_object_end();
}

static void json_nests(const struct show_field *f, const struct kt_attrs *attrs)
{
	const struct nlattr *attr = NULL;

	json_array_begin(f->key);
	while ((attr = kt_attr_next(attrs, attr, f->attr))) {
		struct kt_attrs inside = kt_attr_inside(attr);

		json_object(NULL, f->fields, &inside);
	}
	json_array_end();
}

static void json_errno(const char *key, __u32 value)
{
	struct text t = { 0 };

	text_add_errno(&t, value);
	json_string(key, text_str(&t));
	text_free(&t);
}

static void json_value(const struct show_field *f, const struct kt_attrs *attrs)
{
	switch (f->kind) {
	case SHOW_INT:
	case SHOW_SPAN:
		json_signed(f->key, kt_attr_s64(attrs, f->attr));
		break;
	case SHOW_FLAG:
		json_bool(f->key, kt_attr_has(attrs, f->attr));
		break;
	case SHOW_SWITCH:
		json_bool(f->key, kt_attr_u32(attrs, f->attr));
		break;
	case SHOW_STR:
		json_string(f->key, kt_attr_str(attrs, f->attr));
		break;
	case SHOW_ENUM:
		json_string(f->key,
			    show_name(f->names, kt_attr_u32(attrs, f->attr)));
		break;
	case SHOW_ERRNO:
		json_errno(f->key, kt_attr_u32(attrs, f->attr));
		break;
	default:
		json_unsigned(f->key, kt_attr_u64(attrs, f->attr));
	}
}

static void json_field(const struct show_field *f, const struct kt_attrs *attrs)
{
	struct kt_attrs inside = kt_attr_nest(attrs, f->attr);

	switch (f->kind) {
	case SHOW_STRS:
		json_strings(f, attrs);
		break;
	case SHOW_NESTS:
		json_nests(f, attrs);
		break;
	case SHOW_NEST:
		if (kt_attr_has(attrs, f->attr))
			json_object(f->key, f->fields, &inside);
		break;
	default:
		if (f->kind == SHOW_FLAG || kt_attr_has(attrs, f->attr))
			json_value(f, attrs);
	}
}

static bool field_ends(const struct show_field *f)
{
	return !f->key && !f->head;
}

void show_fields(const struct show_field *fields, const struct kt_attrs *attrs)
{
	const struct show_field *f;

	if (!show_options.json)
		return;
	for (f = fields; !field_ends(f); f++) {
		if (f->key)
			json_field(f, attrs);
	}
}

static void table_array(void)
{
	if (table.waits)
		json_array_begin(NULL);
	table.waits = false;
}

void show_entry(const struct show_field *fields, const struct kt_attrs *attrs,
		show_text_fn line)
{
	const struct show_field *f;
	struct text t = { 0 };
	bool timed = false;

	if (show_options.json) {
		table_array();
		json_object(NULL, fields, attrs);
		return;
	}
	line(&t, attrs);
	if (!t.len)
		return;
	for (f = fields; !field_ends(f); f++)
		timed |= !!(f->flags & SHOW_TIMED);
	show_line(&t, timed);
}

static void add_strings(struct text *t, const struct kt_attrs *attrs, int type)
{
	const struct nlattr *attr = NULL;

	while ((attr = kt_attr_next(attrs, attr, type))) {
		text_add(t, t->len ? " " : "");
		text_add_safe(t, kt_attr_text(attr));
	}
}

static void add_value(struct text *t, const struct show_field *f,
		      const struct kt_attrs *attrs)
{
	switch (f->kind) {
	case SHOW_STR:
		text_add_safe(t, kt_attr_str(attrs, f->attr));
		break;
	case SHOW_INT:
		text_addf(t, "%lld", kt_attr_s64(attrs, f->attr));
		break;
	case SHOW_ID:
		text_addf(t, "#%u", kt_attr_u32(attrs, f->attr));
		break;
	case SHOW_SWITCH:
		text_add(t, kt_attr_u32(attrs, f->attr) ? "yes" : "no");
		break;
	case SHOW_FLAG:
		text_add(t, "yes");
		break;
	case SHOW_ENUM:
		text_add(t, show_name(f->names, kt_attr_u32(attrs, f->attr)));
		break;
	case SHOW_NS:
		text_add_ns(t, kt_attr_u64(attrs, f->attr));
		break;
	case SHOW_SPAN:
		text_add_span(t, kt_attr_s64(attrs, f->attr));
		break;
	case SHOW_ERRNO:
		text_add_errno(t, kt_attr_u32(attrs, f->attr));
		break;
	case SHOW_STRS:
		add_strings(t, attrs, f->attr);
		break;
	default:
		text_addf(t, "%llu", kt_attr_u64(attrs, f->attr));
	}
}

static void add_field(struct text *t, const struct show_field *f,
		      const struct kt_attrs *attrs)
{
	struct kt_attrs inside = f->nest ? kt_attr_nest(attrs, f->nest) :
					   *attrs;

	if (f->text)
		f->text(t, &inside);
	else if (kt_attr_has(&inside, f->attr))
		add_value(t, f, &inside);
}

static bool is_column(const struct show_field *f)
{
	unsigned int other = show_options.details ? SHOW_TABLE : SHOW_DETAIL;

	return f->head && !(f->flags & other);
}

void show_table_begin(const struct show_field *fields,
		      const struct show_field *columns)
{
	const struct show_field *f;

	table.fields = fields;
	table.count = 0;
	table.blocks = false;
	table.waits = true;
	for (f = columns; f && !field_ends(f) && table.count < COLUMNS_MAX;
	     f++) {
		if (is_column(f)) {
			table.width[table.count] = strlen(f->head);
			table.columns[table.count++] = f;
		}
	}
}

/* One line per fact that is known. */
static void show_block(const struct kt_attrs *attrs)
{
	struct text value = { 0 }, line = { 0 };
	unsigned int i;
	char *c;

	if (table.blocks)
		show_line(&line, false);
	table.blocks = true;
	for (i = 0; i < table.count; i++) {
		add_field(&value, table.columns[i], attrs);
		if (value.len) {
			text_add_cell(&line, table.columns[i]->head, 12, false);
			for (c = line.data; *c; c++)
				*c = tolower(*c);
			text_addf(&line, " %s", text_str(&value));
			show_line(&line, false);
		}
		text_free(&value);
	}
}

static void table_cell(const struct show_field *f, size_t *width,
		       const struct kt_attrs *attrs)
{
	struct text t = { 0 };

	if (table.used == table.size) {
		table.size = 2 * table.size + COLUMNS_MAX;
		table.cells =
			realloc(table.cells, table.size * sizeof(*table.cells));
		if (!table.cells)
			abort();
	}
	add_field(&t, f, attrs);
	if (!t.len)
		text_add(&t, "-");
	if (*width < text_width(t.data))
		*width = text_width(t.data);
	table.cells[table.used++] = t.data;
}

void show_row(const struct kt_attrs *attrs)
{
	unsigned int i;

	if (show_options.json) {
		table_array();
		json_object(NULL, table.fields, attrs);
	} else if (show_options.details) {
		show_block(attrs);
	} else {
		for (i = 0; i < table.count; i++)
			table_cell(table.columns[i], &table.width[i], attrs);
	}
}

/* The widest column that may be cut, and keeps more than @least. */
static size_t *table_widest(size_t least)
{
	size_t *widest = NULL;
	unsigned int i;

	for (i = 0; i < table.count; i++) {
		if ((table.columns[i]->flags & SHOW_SHRINK) &&
		    table.width[i] > least &&
		    (!widest || table.width[i] >= *widest))
			widest = &table.width[i];
	}
	return widest;
}

static void table_shrink(void)
{
	size_t total = table.count - 1;
	unsigned int i;
	size_t *widest;

	for (i = 0; i < table.count; i++)
		total += table.width[i];
	for (; total > LINE_WIDTH; total--) {
		widest = table_widest(CELL_LEAST);
		if (!widest)
			widest = table_widest(CELL_VERY_LEAST);
		if (!widest)
			return;
		(*widest)--;
	}
}

static bool is_number(const struct show_field *f)
{
	return f->kind == SHOW_UINT || f->kind == SHOW_INT ||
	       f->kind == SHOW_ID || f->kind == SHOW_NS || f->kind == SHOW_SPAN;
}

static void table_line(char **cells)
{
	struct text line = { 0 };
	unsigned int i;

	for (i = 0; i < table.count; i++) {
		const struct show_field *f = table.columns[i];

		text_add(&line, i ? " " : "");
		text_add_cell(&line, cells ? cells[i] : f->head, table.width[i],
			      is_number(f));
	}
	while (line.len && line.data[line.len - 1] == ' ')
		line.data[--line.len] = '\0';
	show_line(&line, false);
}

void show_table_end(bool good)
{
	size_t i;

	if (good)
		table_array();
	if (!table.waits)
		json_array_end();
	table.waits = false;
	if (good && table.count && !show_options.json &&
	    !show_options.details) {
		table_shrink();
		table_line(NULL);
		for (i = 0; i < table.used; i += table.count)
			table_line(table.cells + i);
	}
	for (i = 0; i < table.used; i++)
		free(table.cells[i]);
	free(table.cells);
	table.cells = NULL;
	table.used = 0;
	table.size = 0;
}
