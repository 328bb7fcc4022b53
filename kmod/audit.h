/* SPDX-License-Identifier: GPL-2.0 */
/* What there is of each kind of object, for the word of the module when it goes. */
#ifndef _KT_AUDIT_H
#define _KT_AUDIT_H

#include <linux/percpu.h>
#include <linux/types.h>

enum kt_object {
	KT_OBJECT_PROCESS,
	KT_OBJECT_THREAD,
	KT_OBJECT_TIMER,
	KT_OBJECT_WAITER,
	KT_OBJECT_TRACK,
	KT_OBJECTS,
};

/**
 * struct kt_audit - what was made less what was freed on one CPU
 * @objects: by enum kt_object
 * @bytes: of all of them
 */
struct kt_audit {
	long objects[KT_OBJECTS];
	long bytes;
};

DECLARE_PER_CPU(struct kt_audit, kt_audit);

static inline void kt_audit_add(enum kt_object object, size_t size)
{
	this_cpu_inc(kt_audit.objects[object]);
	this_cpu_add(kt_audit.bytes, size);
}

static inline void kt_audit_sub(enum kt_object object, size_t size)
{
	this_cpu_dec(kt_audit.objects[object]);
	this_cpu_sub(kt_audit.bytes, size);
}

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
