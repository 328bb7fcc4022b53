// SPDX-License-Identifier: GPL-2.0
#include "why.h"

#include <linux/kernel.h>

/**
 * kt_refuse - say why, and give the errno back
 * @why: filled; NULL when nobody asks
 * @error: negative errno
 * @item: what it is about
 * @fmt: the sentence, without a period
 *
 * Context: any.
 *
 * Return: @error.
 */
int kt_refuse(struct kt_why *why, int error, enum kt_item item, const char *fmt,
	      ...)
{
	va_list args;

	if (!why)
		return error;
	why->item = item;
	va_start(args, fmt);
	vscnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	return error;
}
