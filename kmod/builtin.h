/* SPDX-License-Identifier: GPL-2.0 */
/* The built-in targets. */
#ifndef _KT_BUILTIN_H
#define _KT_BUILTIN_H

int kt_builtin_init(void);
void kt_builtin_exit(void);

#endif /* _KT_BUILTIN_H */
