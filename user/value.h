/* SPDX-License-Identifier: GPL-2.0 */
/* What an attribute of a local can be: a number, or a string of bytes. */

#ifndef KT_VALUE_H
#define KT_VALUE_H

#include "cli.h"

/**
 * struct value - what an attribute is set to
 * @is_number: which of the two it is
 * @number: if it is
 * @bytes: if it is not
 * @len: how many
 * @own: memory that value_free() gives back, or NULL
 */
struct value {
	bool is_number;
	__s64 number;
	const void *bytes;
	size_t len;
	void *own;
};

/**
 * value_free() - give back what parsing made
 * @value: the value
 */
void value_free(struct value *value);

/**
 * value_parse() - a word, as a number if it is one
 * @word: the word, which must outlive the value
 *
 * Return: the value.
 */
struct value value_parse(const char *word);

/**
 * value_parse_text() - a word, as bytes in any case
 * @word: the word, which must outlive the value
 *
 * Return: the value.
 */
struct value value_parse_text(const char *word);

/**
 * value_parse_hex() - bytes, told by two hexadecimal digits each
 * @cli: the command line
 * @word: the digits
 * @value: filled in
 *
 * Return: CLI_OK, or CLI_USAGE after telling why.
 */
int value_parse_hex(struct cli *cli, const char *word, struct value *value);

/**
 * value_put() - put an attribute with its value into a request
 * @req: the request
 * @type: KTHREADING_A_LOCAL_INITIAL or KTHREADING_A_LOCAL_VALUE
 * @attr: name of the attribute
 * @attr_len: its length
 * @value: NULL to name the attribute only
 */
void value_put(struct kt_req *req, int type, const char *attr, size_t attr_len,
	       const struct value *value);

/**
 * value_text() - a value alone
 * @t: where to append
 * @attrs: the nest of an attribute and its value
 */
void value_text(struct text *t, const struct kt_attrs *attrs);

/**
 * value_repr() - a value as Python's repr() writes it
 * @t: where to append
 * @attrs: the nest of an attribute and its value
 */
void value_repr(struct text *t, const struct kt_attrs *attrs);

/**
 * value_json() - a value in JSON; bytes that are no text become {"bytes": digits}
 * @key: its name
 * @attrs: the nest of an attribute and its value
 */
void value_json(const char *key, const struct kt_attrs *attrs);

#endif
