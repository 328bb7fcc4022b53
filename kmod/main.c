// SPDX-License-Identifier: GPL-2.0
/*
 * The ladder. Netlink goes live last and dies first, so that nobody meets half a
 * module.
 */
#include <linux/genetlink.h>
#include <linux/module.h>

#include "audit.h"
#include "builtin.h"
#include "life.h"
#include "netlink.h"
#include "process.h"
#include "thread.h"
#include "timer.h"
#include "waiter.h"
#include "worker.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static int __init kthreading_init(void)
{
	int ret;

	ret = kt_pool_init(&kt_life_ops);
	if (ret)
		return ret;
	ret = kt_thread_init();
	if (ret)
		goto pool_exit;
	ret = kt_timer_init();
	if (ret)
		goto thread_exit;
	ret = kt_waiter_init();
	if (ret)
		goto timer_exit;
	ret = kt_process_init();
	if (ret)
		goto waiter_exit;
	ret = kt_builtin_init();
	if (ret)
		goto process_cleanup;
	ret = kt_netlink_init();
	if (ret)
		goto builtin_exit;
	return 0;

builtin_exit:
	kt_builtin_exit();
process_cleanup:
	kt_process_cleanup();
waiter_exit:
	kt_waiter_exit();
timer_exit:
	kt_timer_exit();
thread_exit:
	kt_thread_exit();
pool_exit:
	kt_pool_exit();
	return ret;
}

/*
 * There is no process left, for each holds a reference of the module. Who dropped
 * the last one may still be on the way out of our code: the unregistration of the
 * family and of the notifier, and the end of each queue and worker wait for that.
 */
static void __exit kthreading_exit(void)
{
	kt_netlink_exit();
	kt_builtin_exit();
	kt_process_cleanup();
	kt_waiter_exit();
	kt_pool_exit();
	kt_timer_exit();
	kt_thread_exit();
	kt_audit_exit();
}

module_init(kthreading_init);
module_exit(kthreading_exit);

MODULE_DESCRIPTION("Kernel threads with the rules of Python's threading");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(KT_RELEASE);
MODULE_ALIAS_GENL_FAMILY(KTHREADING_FAMILY_NAME);
