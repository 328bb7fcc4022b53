/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel's own tools call these things. */

#ifndef KT_COMPILER_H
#define KT_COMPILER_H

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))
#endif

#ifndef __printf
#define __checked_format(kind, a, b) __attribute__((__format__(kind, a, b)))
#define __printf(a, b) __checked_format(__printf__, a, b)
#endif

#endif
