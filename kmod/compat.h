/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All that differs between the kernels we build for, 6.1 to 7.x; the other files
 * are written for the newest.
 */
#ifndef _KT_COMPAT_H
#define _KT_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/version.h>
#include <net/genetlink.h>

/* From 6.13 on the only way to initialize a timer. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void
hrtimer_setup(struct hrtimer *timer,
	      enum hrtimer_restart (*function)(struct hrtimer *),
	      clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

/* From 6.14 on one that is only created does not run yet. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define kthread_run_worker(flags, name) kthread_create_worker(flags, name)
#endif

/* From 6.7 on shrinkers are allocated by the core. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
static inline struct shrinker *shrinker_alloc(unsigned int flags,
					      const char *fmt)
{
	struct shrinker *shrinker = kzalloc(sizeof(*shrinker), GFP_KERNEL);

	if (shrinker)
		shrinker->seeks = DEFAULT_SEEKS;
	return shrinker;
}

static inline int kt_shrinker_register(struct shrinker *shrinker,
				       const char *name)
{
	return register_shrinker(shrinker, "%s", name);
}

static inline void shrinker_free(struct shrinker *shrinker)
{
	unregister_shrinker(shrinker);
	kfree(shrinker);
}
#else
static inline int kt_shrinker_register(struct shrinker *shrinker,
				       const char *name)
{
	shrinker_register(shrinker);
	return 0;
}
#endif

/* From 6.2 on a family's pre_doit is given a split op. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define kt_genl_op genl_ops
#else
#define kt_genl_op genl_split_ops
#endif

/* From 6.7 on a dump has the same info as any other request. */
static inline struct nlattr **kt_genl_dump_attrs(struct netlink_callback *cb)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
	return genl_dumpit_info(cb)->attrs;
#else
	return genl_info_dump(cb)->attrs;
#endif
}

/* From 6.10 on the source of a string is told once, with its declaration. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define kt_assign_str(field, source) __assign_str(field, source)
#else
#define kt_assign_str(field, source) \
	do {                         \
		(void)(source);      \
		__assign_str(field); \
	} while (0)
#endif

#endif /* _KT_COMPAT_H */
