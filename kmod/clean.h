/* SPDX-License-Identifier: GPL-2.0 */
/* Names and texts of users, where lines must stay lines. */
#ifndef _KT_CLEAN_H
#define _KT_CLEAN_H

#include <linux/ctype.h>
#include <linux/string.h>

/* Control characters become question marks, but for those in @keep. */
static inline void kt_clean(char *text, const char *keep)
{
	for (; *text; text++)
		if (iscntrl(*text) && !strchr(keep, *text))
			*text = '?';
}

#endif /* _KT_CLEAN_H */
