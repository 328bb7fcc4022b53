// SPDX-License-Identifier: GPL-2.0

#include "value.h"

#include "parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void value_free(struct value *value)
{
	free(value->own);
	memset(value, 0, sizeof(*value));
}

struct value value_parse_text(const char *word)
{
	struct value value = { .bytes = word, .len = strlen(word) };

	return value;
}

struct value value_parse(const char *word)
{
	struct value value = value_parse_text(word);

	value.is_number = parse_s64(word, &value.number);
	return value;
}

/* Returns -1 if it is none. */
static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? at - digits : -1;
}

int value_parse_hex(struct cli *cli, const char *word, struct value *value)
{
	size_t i, len = strlen(word) / 2;
	unsigned char *out = malloc(len + 1);
	int high, low;

	if (!out)
		abort();
	*value = (struct value){ .bytes = out, .len = len, .own = out };
	for (i = 0; i < len; i++) {
		high = hex_digit(word[2 * i]);
		low = hex_digit(word[2 * i + 1]);
		if (high < 0 || low < 0)
			break;
		out[i] = high << 4 | low;
	}
	if (word[2 * i])
		return cli_usage(cli, "not pairs of hexadecimal digits", word);
	return CLI_OK;
}

void value_put(struct kt_req *req, int type, const char *attr, size_t attr_len,
	       const struct value *value)
{
	char *name = strndup(attr, attr_len);

	if (!name)
		abort();
	kt_nest_begin(req, type);
	kt_put_str(req, KTHREADING_A_VALUE_ATTR, name);
	if (value && value->is_number)
		kt_put_s64(req, KTHREADING_A_VALUE_NUMBER, value->number);
	else if (value)
		kt_put(req, KTHREADING_A_VALUE_BYTES, value->bytes, value->len);
	kt_nest_end(req);
	free(name);
}

static bool add_number(struct text *t, const struct kt_attrs *attrs)
{
	if (!kt_attr_has(attrs, KTHREADING_A_VALUE_NUMBER))
		return false;
	text_addf(t, "%lld", kt_attr_s64(attrs, KTHREADING_A_VALUE_NUMBER));
	return true;
}

/* NULL and 0 if it has no bytes. */
static const char *value_bytes(const struct kt_attrs *attrs, size_t *len)
{
	const struct nlattr *attr =
		kt_attr_next(attrs, NULL, KTHREADING_A_VALUE_BYTES);

	*len = attr ? attr->nla_len - NLA_HDRLEN : 0;
	return attr ? (const char *)attr + NLA_HDRLEN : NULL;
}

void value_text(struct text *t, const struct kt_attrs *attrs)
{
	const char *bytes;
	size_t len;

	if (add_number(t, attrs))
		return;
	bytes = value_bytes(attrs, &len);
	text_add_bytes(t, bytes, len, NULL);
}

void value_repr(struct text *t, const struct kt_attrs *attrs)
{
	const char *bytes;
	size_t len;

	if (add_number(t, attrs))
		return;
	bytes = value_bytes(attrs, &len);
	text_add(t, "'");
	text_add_bytes(t, bytes, len, "'\\");
	text_add(t, "'");
}

static void json_bytes(const char *key, const unsigned char *bytes, size_t len)
{
	struct text t = { 0 };
	size_t i;

	for (i = 0; i < len; i++)
		text_addf(&t, "%02x", bytes[i]);
	json_object_begin(key);
	json_string("bytes", text_str(&t));
	json_object_end();
	text_free(&t);
}

void value_json(const char *key, const struct kt_attrs *attrs)
{
	const char *bytes;
	char *text;
	size_t len;

	if (kt_attr_has(attrs, KTHREADING_A_VALUE_NUMBER)) {
		json_signed(key, kt_attr_s64(attrs, KTHREADING_A_VALUE_NUMBER));
		return;
	}
	bytes = value_bytes(attrs, &len);
	text = strndup(bytes ? bytes : "", len);
	if (!text)
		abort();
	if (strlen(text) == len && text_is_utf8(text))
		json_string(key, text);
	else
		json_bytes(key, (const unsigned char *)bytes, len);
	free(text);
}
