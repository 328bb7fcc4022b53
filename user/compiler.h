/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel's own tools call these things. */

#ifndef KT_COMPILER_H
#define KT_COMPILER_H

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))
#endif

#ifndef __printf
#define __attributes(...) __attribute__((__VA_ARGS__))
#define __printf(a, b) __attributes(__format__(__printf__, a, b))
#endif

#endif
