/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output. What an object has is told once, in a table of fields, and shown as a
 * row of a table, as a block of details or as JSON: they cannot drift apart.
 */

#ifndef KT_SHOW_H
#define KT_SHOW_H

#include "json.h"
#include "nl_attr.h"
#include "text.h"

/**
 * enum show_kind - how an attribute is read, and shown
 * @SHOW_OWN: it has no JSON, and its text comes from the field's function
 * @SHOW_STR: a string
 * @SHOW_UINT: an unsigned number
 * @SHOW_INT: a signed number
 * @SHOW_ID: an unsigned number, with a # before it in text
 * @SHOW_SWITCH: a number that is on or off
 * @SHOW_FLAG: true by being there
 * @SHOW_ENUM: an index into the field's names
 * @SHOW_NS: nanoseconds, in human units in text
 * @SHOW_SPAN: the same with a sign
 * @SHOW_ERRNO: an errno, by its name
 * @SHOW_STRS: all strings of a type
 * @SHOW_NEST: one object, by the field's fields; its text comes from a function
 * @SHOW_NESTS: all objects of a type
 */
enum show_kind {
	SHOW_OWN,
	SHOW_STR,
	SHOW_UINT,
	SHOW_INT,
	SHOW_ID,
	SHOW_SWITCH,
	SHOW_FLAG,
	SHOW_ENUM,
	SHOW_NS,
	SHOW_SPAN,
	SHOW_ERRNO,
	SHOW_STRS,
	SHOW_NEST,
	SHOW_NESTS,
};

/* Text: only in details, only in tables; may be cut to fit; lines tell the time anyway. */
#define SHOW_DETAIL 1
#define SHOW_TABLE 2
#define SHOW_SHRINK 4
#define SHOW_TIMED 8

/**
 * typedef show_text_fn - write the text of an object or a part of it
 * @t: where to append
 * @attrs: the object
 */
typedef void (*show_text_fn)(struct text *t, const struct kt_attrs *attrs);

/**
 * struct show_field - one fact about an object
 * @key: its name in JSON, NULL if it is not there
 * @head: its name in text, NULL if it is not there
 * @kind: how it is read
 * @attr: the attribute's type
 * @flags: SHOW_DETAIL and so on
 * @names: for SHOW_ENUM
 * @fields: for SHOW_NEST and SHOW_NESTS
 * @text: writes its text, instead of what the kind would
 * @nest: for text: type of the nest that the attribute is in, 0 if it is in none
 *
 * A table of them ends with one that is all zero.
 */
struct show_field {
	const char *key;
	const char *head;
	enum show_kind kind;
	int attr;
	unsigned int flags;
	const char *const *names;
	const struct show_field *fields;
	show_text_fn text;
	int nest;
};

/**
 * struct show_options - how to show, from the command line
 * @json: JSON instead of text
 * @pretty: JSON with line breaks
 * @details: blocks of details instead of tables
 * @timed: begin each line of text with the time
 */
struct show_options {
	bool json;
	bool pretty;
	bool details;
	bool timed;
};

extern struct show_options show_options;

/**
 * show_name() - name of an enum's value
 * @names: its names, ended by NULL
 * @value: the value
 *
 * Return: the name, "?" for a value newer than we are.
 */
const char *show_name(const char *const *names, __u32 value);

/**
 * show_fields() - fields of the JSON object that was begun; no text
 * @fields: the table
 * @attrs: the object
 */
void show_fields(const struct show_field *fields, const struct kt_attrs *attrs);

/**
 * show_entry() - an object in JSON, or one line of text about it
 * @fields: the table, for JSON
 * @attrs: the object
 * @line: writes the line; if it writes nothing, there is none
 */
void show_entry(const struct show_field *fields, const struct kt_attrs *attrs,
		show_text_fn line);

/**
 * show_table_begin() - begin a table, an array in JSON
 * @fields: what its objects have
 * @columns: the first of @fields that is shown in text; NULL if its objects come by
 *   show_entry()
 */
void show_table_begin(const struct show_field *fields,
		      const struct show_field *columns);

/**
 * show_row() - an object in it
 * @attrs: the object
 */
void show_row(const struct kt_attrs *attrs);

/**
 * show_table_end() - end it; only now are the widths known and text comes
 * @good: false if there is nothing to show, because the request failed
 */
void show_table_end(bool good);

/**
 * show_begin() - begin a line of text, by the time if that is wanted
 * @t: where to append
 */
void show_begin(struct text *t);

/**
 * show_line() - print a line of text as it is, even where JSON is wanted
 * @t: the line, without its end; freed
 * @timed: it tells the time itself
 */
void show_line(struct text *t, bool timed);

#endif
