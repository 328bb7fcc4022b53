/* SPDX-License-Identifier: GPL-2.0 */
/* Arrays that grow by one. */

#ifndef KT_ARRAY_H
#define KT_ARRAY_H

#include <stddef.h>

/**
 * array_grow() - have room for one more
 * @array: NULL, or what this has returned before
 * @count: of entries in it
 * @size: of an entry
 *
 * Return: the array, which may have moved; without memory the program ends.
 */
void *array_grow(void *array, size_t count, size_t size);

#endif
