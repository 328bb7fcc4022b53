/* SPDX-License-Identifier: GPL-2.0 */
/* JSON, piece by piece. All of it does nothing where text is wanted. */

#ifndef KT_JSON_H
#define KT_JSON_H

#include <linux/types.h>
#include <stdbool.h>

/**
 * json_array_begin() - begin an array
 * @key: its name if it is part of an object, else NULL
 */
void json_array_begin(const char *key);

/**
 * json_array_end() - end it
 */
void json_array_end(void);

/**
 * json_object_begin() - begin an object
 * @key: its name if it is part of an object, else NULL
 */
void json_object_begin(const char *key);

/**
 * json_object_end() - end it
 */
void json_object_end(void);

/**
 * json_string() - a string
 * @key: its name if it is part of an object, else NULL
 * @value: from outside, perhaps
 */
void json_string(const char *key, const char *value);

/**
 * json_signed() - a number
 * @key: its name
 * @value: the number
 */
void json_signed(const char *key, __s64 value);

/**
 * json_unsigned() - a number without a sign
 * @key: its name
 * @value: the number
 */
void json_unsigned(const char *key, __u64 value);

/**
 * json_bool() - true or false
 * @key: its name
 * @value: which of them
 */
void json_bool(const char *key, bool value);

#endif
