/* SPDX-License-Identifier: GPL-2.0 */
/* What there is of each kind of object, for the word of the module when it goes. */
#ifndef _KT_AUDIT_H
#define _KT_AUDIT_H

#include <linux/types.h>

enum kt_object {
	KT_OBJECT_PROCESS,
	KT_OBJECT_THREAD,
	KT_OBJECT_TIMER,
	KT_OBJECT_WAITER,
	KT_OBJECT_TRACK,
	KT_OBJECTS,
};

void kt_audit_add(enum kt_object object, size_t size);
void kt_audit_sub(enum kt_object object, size_t size);
void kt_audit_exit(void);

/* A thread of a kind is a Timer. */
static inline void kt_audit_add_thread(const void *kind, size_t size)
{
	kt_audit_add(kind ? KT_OBJECT_TIMER : KT_OBJECT_THREAD, size);
}

static inline void kt_audit_sub_thread(const void *kind, size_t size)
{
	kt_audit_sub(kind ? KT_OBJECT_TIMER : KT_OBJECT_THREAD, size);
}

#endif /* _KT_AUDIT_H */
