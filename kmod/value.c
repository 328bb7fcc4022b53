// SPDX-License-Identifier: GPL-2.0
#include "value.h"

#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/string.h>
#include <linux/time64.h>

struct unit {
	const char *name;
	u64 ns;
};

static const struct unit units[] = {
	{ "ns", 1 },
	{ "us", NSEC_PER_USEC },
	{ "ms", NSEC_PER_MSEC },
	{ "s", NSEC_PER_SEC },
	{ "m", 60ULL * NSEC_PER_SEC },
	{ "", NSEC_PER_SEC },
};

static const struct unit *unit_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(units[i].name, name))
			return &units[i];
	return NULL;
}

/* Reads digits; false when there are none or the number is out of range. */
static bool digits_parse(const char **text, u64 *number)
{
	const char *c = *text;

	for (*number = 0; isdigit(*c); c++)
		if (check_mul_overflow(*number, 10ULL, number) ||
		    check_add_overflow(*number, (u64)(*c - '0'), number))
			return false;
	if (c == *text)
		return false;
	*text = c;
	return true;
}

/* "1.5s", "200ms", "3": the part after the point has at most nine digits. */
static int duration_parse(const char *text, s64 *ns)
{
	u64 whole, part = 0, sum;
	const struct unit *unit;
	const char *point;
	int digits;

	if (!digits_parse(&text, &whole))
		return -EINVAL;
	if (*text == '.') {
		point = ++text;
		if (!digits_parse(&text, &part) || text - point > 9)
			return -EINVAL;
		for (digits = text - point; digits < 9; digits++)
			part *= 10;
	}
	unit = unit_find(text);
	if (!unit)
		return -EINVAL;
	if (unit->ns >= NSEC_PER_SEC)
		part *= div_u64(unit->ns, NSEC_PER_SEC);
	else
		part = div_u64(part * unit->ns, NSEC_PER_SEC);
	if (check_mul_overflow(whole, unit->ns, &sum) ||
	    check_add_overflow(sum, part, &sum) || sum > S64_MAX)
		return -ERANGE;
	*ns = sum;
	return 0;
}

/* The kernel prints "-EIO"; it has no way back from there but to try them all. */
static bool errno_is(s64 number, const char *text)
{
	char name[24];

	snprintf(name, sizeof(name), "%pe", ERR_PTR(-number));
	return *name == '-' && !strcmp(name + 1, text);
}

static int errno_parse(const char *text, s64 *number)
{
	if (*text == 'E') {
		for (*number = 1; *number <= MAX_ERRNO; (*number)++)
			if (errno_is(*number, text))
				return 0;
		return -EINVAL;
	}
	if (kstrtos64(text, 10, number))
		return -EINVAL;
	return *number >= 1 && *number <= MAX_ERRNO ? 0 : -ERANGE;
}

static int switch_parse(const char *text, s64 *on)
{
	*on = !strcmp(text, "on");
	return *on || !strcmp(text, "off") ? 0 : -EINVAL;
}

/**
 * kt_value_parse - read an argument
 * @type: of its parameter
 * @text: what was given; lives as long as @value
 * @value: set
 *
 * Return:
 * * 0
 * * -EINVAL - it is no such thing
 * * -ERANGE - it is, and out of range
 */
int kt_value_parse(enum kthreading_param_type type, const char *text,
		   union kt_arg *value)
{
	switch (type) {
	case KTHREADING_PARAM_INT:
		return kstrtos64(text, 0, &value->num);
	case KTHREADING_PARAM_DURATION:
		return duration_parse(text, &value->num);
	case KTHREADING_PARAM_ERRNO:
		return errno_parse(text, &value->num);
	case KTHREADING_PARAM_SWITCH:
		return switch_parse(text, &value->num);
	default:
		value->text = text;
		return 0;
	}
}
