/* SPDX-License-Identifier: GPL-2.0 */
/* Text that grows. Words from outside go through an escape on their way in. */

#ifndef KT_TEXT_H
#define KT_TEXT_H

#include "compiler.h"
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct text - a string that grows; all zero is an empty one
 * @data: the string, or NULL while it is empty
 * @len: its length in bytes
 * @size: what is allocated
 */
struct text {
	char *data;
	size_t len;
	size_t size;
};

/**
 * text_free() - make it empty and give its memory back
 * @t: the text
 */
void text_free(struct text *t);

/**
 * text_str() - read it
 * @t: the text
 *
 * Return: the string, never NULL, good until the text grows.
 */
const char *text_str(const struct text *t);

/**
 * text_add() - append words of our own
 * @t: the text
 * @words: taken as they are
 */
void text_add(struct text *t, const char *words);

/**
 * text_reserve() - make room
 * @t: the text
 * @more: for so many bytes, and a zero behind them
 */
void text_reserve(struct text *t, size_t more);

/**
 * text_add_char() - append one character
 * @t: the text
 * @c: the character
 */
static inline void text_add_char(struct text *t, char c)
{
	if (t->len + 1 >= t->size)
		text_reserve(t, 1);
	t->data[t->len++] = c;
	t->data[t->len] = '\0';
}

/**
 * text_addf() - append by a format of our own
 * @t: the text
 * @format: never comes from outside, and no text from outside is among its values
 */
__printf(2, 3) void text_addf(struct text *t, const char *format, ...);

/**
 * text_add_number() - append a number
 * @t: the text
 * @number: the number, written in decimal
 */
void text_add_number(struct text *t, __u32 number);

/**
 * text_add_safe() - append words from outside
 * @t: the text
 * @words: control characters and what is not UTF-8 are written as \n, \xNN and so on
 */
void text_add_safe(struct text *t, const char *words);

/**
 * text_add_bytes() - as text_add_safe(), for any bytes
 * @t: the text
 * @bytes: zeros may be among them
 * @len: how many
 * @marked: characters that get a backslash, or NULL
 */
void text_add_bytes(struct text *t, const char *bytes, size_t len,
		    const char *marked);

/**
 * text_is_utf8() - is a string UTF-8
 * @str: the string
 *
 * Return: whether it is.
 */
bool text_is_utf8(const char *str);

/**
 * text_add_json() - append words from outside as a JSON string, with its quotes
 * @t: the text
 * @words: what is not UTF-8 becomes U+FFFD
 */
void text_add_json(struct text *t, const char *words);

/**
 * text_add_ns() - append a time span for people, of at most 6 characters up to 999 days
 * @t: the text
 * @ns: nanoseconds
 */
void text_add_ns(struct text *t, __u64 ns);

/**
 * text_add_span() - as text_add_ns(), with a sign
 * @t: the text
 * @ns: nanoseconds
 */
void text_add_span(struct text *t, __s64 ns);

/**
 * text_add_time() - append a moment as Python's logging writes it
 * @t: the text
 * @ns: nanoseconds since 1970; shown in local time
 */
void text_add_time(struct text *t, __u64 ns);

/**
 * text_add_clock() - append the time of day of a moment, to the millisecond
 * @t: the text
 * @ns: nanoseconds since 1970; shown in local time
 */
void text_add_clock(struct text *t, __u64 ns);

/**
 * text_now() - the present moment
 *
 * Return: nanoseconds since 1970.
 */
__u64 text_now(void);

/**
 * text_add_now() - append the present moment as text_add_time() does
 * @t: the text
 */
void text_add_now(struct text *t);

/**
 * text_add_errno() - append the name of an errno
 * @t: where to append
 * @value: positive
 */
void text_add_errno(struct text *t, __u32 value);

/**
 * text_width() - count characters
 * @str: UTF-8
 *
 * Return: the columns that it takes, if each character takes one.
 */
size_t text_width(const char *str);

/**
 * text_add_cell() - append a string in a column
 * @t: the text
 * @str: UTF-8; cut, with ~ at its end, if it is too long
 * @width: of the column, filled with blanks
 * @right: the blanks come first
 */
void text_add_cell(struct text *t, const char *str, size_t width, bool right);

#endif
