/* SPDX-License-Identifier: GPL-2.0 */
/* One argument: from its text to its value. */
#ifndef _KT_VALUE_H
#define _KT_VALUE_H

#include <linux/types.h>
#include <uapi/linux/kthreading.h>

/**
 * union kt_arg - an argument, by the type of its parameter
 * @num: int, duration (ns), errno (positive), switch (0 or 1)
 * @text: any other; the text itself
 */
union kt_arg {
	s64 num;
	const char *text;
};

int kt_value_parse(enum kthreading_param_type type, const char *text,
		   union kt_arg *value);

#endif /* _KT_VALUE_H */
