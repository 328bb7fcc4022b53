/* SPDX-License-Identifier: GPL-2.0 */
/* Locals as two levels, the way they are thought of: thread -> attributes. */

#ifndef KT_LOCALS_H
#define KT_LOCALS_H

#include "nl_attr.h"

/**
 * struct locals - attributes of locals, collected; all zero are none
 * @cells: each is one attribute of one thread
 * @count: how many
 */
struct locals {
	struct cell *cells;
	size_t count;
};

/**
 * locals_take() - collect one; a kt_attrs_fn
 * @attrs: the attribute
 * @arg: the locals
 *
 * Return: 0.
 */
int locals_take(const struct kt_attrs *attrs, void *arg);

/**
 * locals_show() - show all: local by local, thread by thread
 * @locals: those collected
 */
void locals_show(struct locals *locals);

/**
 * locals_free() - forget them
 * @locals: those collected
 */
void locals_free(struct locals *locals);

#endif
