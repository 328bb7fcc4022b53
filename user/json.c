// SPDX-License-Identifier: GPL-2.0

#include "json.h"

#include "show.h"
#include "text.h"

#include <stdio.h>

/* What is being written: how deep, and whether a comma comes next. */
static struct {
	unsigned int depth;
	bool comma;
} json;

static void json_break(void)
{
	if (show_options.pretty)
		printf("\n%*s", 4 * json.depth, "");
}

static void json_quote(const char *str)
{
	struct text t = { 0 };

	text_add_json(&t, str);
	fputs(text_str(&t), stdout);
	text_free(&t);
}

/* Returns whether a value may follow. */
static bool json_key(const char *key)
{
	if (!show_options.json)
		return false;
	if (json.comma)
		fputc(',', stdout);
	if (json.depth)
		json_break();
	json.comma = true;
	if (key) {
		json_quote(key);
		fputs(show_options.pretty ? ": " : ":", stdout);
	}
	return true;
}

static void json_begin(const char *key, char bracket)
{
	if (!json_key(key))
		return;
	fputc(bracket, stdout);
	json.depth++;
	json.comma = false;
}

static void json_end(char bracket)
{
	if (!show_options.json)
		return;
	json.depth--;
	if (json.comma)
		json_break();
	fputc(bracket, stdout);
	json.comma = json.depth;
	if (!json.depth)
		fputc('\n', stdout);
}

void json_array_begin(const char *key)
{
	json_begin(key, '[');
}

void json_array_end(void)
{
	json_end(']');
}

void json_object_begin(const char *key)
{
	json_begin(key, '{');
}

void json_object_end(void)
{
	json_end('}');
}

void json_string(const char *key, const char *value)
{
	if (json_key(key))
		json_quote(value);
}

void json_signed(const char *key, __s64 value)
{
	if (json_key(key))
		printf("%lld", value);
}

void json_unsigned(const char *key, __u64 value)
{
	if (json_key(key))
		printf("%llu", value);
}

void json_bool(const char *key, bool value)
{
	if (json_key(key))
		fputs(value ? "true" : "false", stdout);
}
