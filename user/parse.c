// SPDX-License-Identifier: GPL-2.0

#include "parse.h"

#include "array.h"
#include "names.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_S 1000000000LL

static bool is_digits(const char *word)
{
	return *word && strspn(word, "0123456789") == strlen(word);
}

bool parse_s64(const char *word, __s64 *value)
{
	const char *digits = word + (*word == '-');
	__s64 sign = *word == '-' ? -1 : 1, sum = 0;

	if (!is_digits(digits))
		return false;
	for (; *digits; digits++) {
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, sign * (*digits - '0'), &sum))
			return false;
	}
	*value = sum;
	return true;
}

static bool parse_u64(const char *word, __u64 *value)
{
	__u64 sum = 0;

	if (!is_digits(word))
		return false;
	for (; *word; word++) {
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, *word - '0', &sum))
			return false;
	}
	*value = sum;
	return true;
}

static bool parse_unit(const char *word, __s64 *unit)
{
	static const struct {
		const char *name;
		__s64 ns;
	} units[] = {
		{ "", NS_PER_S },  { "ns", 1 },
		{ "us", 1000 },	   { "ms", 1000 * 1000 },
		{ "s", NS_PER_S }, { "m", 60 * NS_PER_S },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (!strcmp(word, units[i].name)) {
			*unit = units[i].ns;
			return true;
		}
	}
	return false;
}

static bool parse_span(const char *word, __s64 *ns)
{
	const char *at = word + (*word == '-');
	const char *digits = at;
	__s64 unit, place, sum = 0;

	at += strspn(at, "0123456789");
	if (*at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	if (at == digits || (at == digits + 1 && *digits == '.') ||
	    !parse_unit(at, &unit))
		return false;
	for (; *digits >= '0' && *digits <= '9'; digits++) {
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, *digits - '0', &sum))
			return false;
	}
	if (__builtin_mul_overflow(sum, unit, &sum))
		return false;
	place = unit / 10;
	for (digits += *digits == '.'; digits < at; digits++, place /= 10) {
		if (__builtin_add_overflow(sum, (*digits - '0') * place, &sum))
			return false;
	}
	*ns = *word == '-' ? -sum : sum;
	return true;
}

static int take_number(struct cli *cli, const char *word, struct number *number,
		       __s64 least, __s64 most)
{
	number->given = true;
	if (!parse_s64(word, &number->value))
		return cli_usage(cli, "not a whole number", word);
	if (number->value < least || number->value > most)
		return cli_usage(cli, "out of range", word);
	return CLI_OK;
}

static int take_switch(struct cli *cli, const char *word, struct number *number)
{
	number->given = true;
	number->value = !strcmp(word, "on");
	if (number->value || !strcmp(word, "off"))
		return CLI_OK;
	return cli_usage(cli, "neither on nor off", word);
}

static int take_choice(struct cli *cli, const char *word, struct number *number,
		       const char *const *choices)
{
	struct text t = { 0 };
	int i;

	number->given = true;
	for (i = 0; choices[i]; i++) {
		if (!strcmp(word, choices[i])) {
			number->value = i;
			return CLI_OK;
		}
		text_addf(&t, "%s%s", i ? ", " : "", choices[i]);
	}
	cli_failure(cli, CLI_USAGE, "\"%s\" is none of %s", word, text_str(&t));
	text_free(&t);
	return CLI_USAGE;
}

static int take_span(struct cli *cli, const char *word, struct number *number)
{
	number->given = true;
	if (parse_span(word, &number->value))
		return CLI_OK;
	return cli_usage(cli,
			 "not a time span like 10, 1.5s, 200ms, 10us, 5ns, 2m",
			 word);
}

/* "#5" begins a comment in a shell, so "id 5" does as well. */
static int take_ref(struct cli *cli, const char *word, struct ref *ref)
{
	bool ident = !strcmp(word, "ident");
	const char *number = NULL;

	ref->type = KTHREADING_A_REF_NAME;
	ref->name = word;
	if (ident || !strcmp(word, "id"))
		number = cli_next(cli);
	else if (*word == '#' && is_digits(word + 1))
		number = word + 1;
	else
		return CLI_OK;
	if (!number || !parse_u64(number, &ref->number) ||
	    (!ident && ref->number > UINT_MAX))
		return cli_usage(cli, "not the number of a thread",
				 number ? number : word);
	ref->type = ident ? KTHREADING_A_REF_IDENT : KTHREADING_A_REF_ID;
	return CLI_OK;
}

void options_add_ref(struct options *o, const struct ref *ref)
{
	o->refs = array_grow(o->refs, o->n_refs, sizeof(*ref));
	o->refs[o->n_refs++] = *ref;
}

static int take_refs(struct cli *cli, const char *word, struct options *o)
{
	struct ref ref = { 0 };

	if (take_ref(cli, word, &ref))
		return CLI_USAGE;
	options_add_ref(o, &ref);
	return CLI_OK;
}

static void add_arg(struct options *o, const char *start, const char *end)
{
	char *arg = malloc(end - start + 1), *out = arg;

	if (!arg)
		abort();
	for (; start < end; start++) {
		if (*start == '\\' && start + 1 < end &&
		    strchr(",\\", start[1]))
			start++;
		*out++ = *start;
	}
	*out = '\0';
	o->args = array_grow(o->args, o->n_args, sizeof(arg));
	o->args[o->n_args++] = arg;
}

static void take_args(const char *word, struct options *o)
{
	const char *end = word;

	if (!*word)
		return;
	for (;; end++) {
		if (*end == '\\' && end[1] && strchr(",\\", end[1])) {
			end++;
		} else if (!*end || *end == ',') {
			add_arg(o, word, end);
			word = end + 1;
			if (!*end)
				return;
		}
	}
}

static void take_arg(const char *word, struct options *o)
{
	char *arg = strdup(word);

	if (!arg)
		abort();
	o->args = array_grow(o->args, o->n_args, sizeof(arg));
	o->args[o->n_args++] = arg;
}

static int take_call(struct cli *cli, const char *word, struct options *o)
{
	o->target = word;
	while ((word = cli_next(cli)))
		take_arg(word, o);
	return CLI_OK;
}

static int take(struct cli *cli, const struct option *option, const char *word,
		struct options *o)
{
	void *at = (char *)o + option->at;

	switch (option->take) {
	case TAKE_NOTHING:
		*(bool *)at = true;
		return CLI_OK;
	case TAKE_WORD:
		*(const char **)at = word;
		return CLI_OK;
	case TAKE_NUMBER:
		return take_number(cli, word, at, 0, UINT_MAX);
	case TAKE_SIGNED:
		return take_number(cli, word, at, INT_MIN, INT_MAX);
	case TAKE_SWITCH:
		return take_switch(cli, word, at);
	case TAKE_CHOICE:
		return take_choice(cli, word, at, option->choices);
	case TAKE_SPAN:
		return take_span(cli, word, at);
	case TAKE_REF:
		return take_ref(cli, word, at);
	case TAKE_REFS:
		return take_refs(cli, word, o);
	case TAKE_WORDS:
		o->words = array_grow(o->words, o->n_words, sizeof(word));
		o->words[o->n_words++] = word;
		return CLI_OK;
	case TAKE_ARG:
		take_arg(word, o);
		return CLI_OK;
	case TAKE_ARGS:
		take_args(word, o);
		return CLI_OK;
	case TAKE_CALL:
		return take_call(cli, word, o);
	}
	return CLI_USAGE;
}

/* The value that stands alone, if one may still come. */
static const struct option *find_lone(const struct option *table, bool taken)
{
	for (; table->keyword; table++) {
		if (!*table->keyword)
			return !taken || table->take == TAKE_REFS ||
					       table->take == TAKE_WORDS ?
				       table :
				       NULL;
	}
	return NULL;
}

/* The very word wins over a value that stands alone, and that over a word that only begins. */
static const struct option *find_option(const struct option *table,
					const char *word, bool taken)
{
	const struct option *option, *begun = NULL;
	const char *rest;

	for (option = table; option->keyword; option++) {
		rest = cli_rest(word, option->keyword);
		if (!rest)
			continue;
		if (!*rest)
			return option;
		if (!begun)
			begun = option;
	}
	option = find_lone(table, taken);
	return option ? option : begun;
}

int parse_options(struct cli *cli, const struct option *table,
		  struct options *o)
{
	const struct option *option;
	const char *word, *value;
	bool taken = false;

	memset(o, 0, sizeof(*o));
	while ((word = cli_next(cli))) {
		option = find_option(table, word, taken);
		if (!option)
			return cli_usage(cli, "this makes no sense here", word);
		value = word;
		if (!*option->keyword)
			taken = true;
		else if (option->take != TAKE_NOTHING)
			value = cli_next(cli);
		if (!value)
			return cli_usage(cli, "a value is missing after", word);
		if (take(cli, option, value, o))
			return CLI_USAGE;
	}
	return CLI_OK;
}

void options_free(struct options *o)
{
	while (o->n_args)
		free((void *)o->args[--o->n_args]);
	free(o->args);
	free(o->refs);
	free(o->words);
}

/* Asked for once: the environment is long, and a batch has many lines. */
const char *default_process(void)
{
	static const char *name;

	if (!name)
		name = getenv("KTHREADCTL_PROCESS");
	if (!name)
		name = "";
	return *name ? name : NULL;
}

int options_process(struct cli *cli, struct options *o)
{
	static const char hint[] =
		"no process given: say \"process NAME\" or set KTHREADCTL_PROCESS";

	if (!o->process)
		o->process = default_process();
	return o->process ? CLI_OK : cli_usage(cli, hint, NULL);
}
