// SPDX-License-Identifier: GPL-2.0
/*
 * Has the first one who enters a function go another way before it goes on there, so that the one
 * order of events that a race needs comes about each time. It does not use kthreading.
 *
 * Parameters: see below. To wait is for functions that may sleep; it ends when "open" is set.
 */
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/wait.h>

#define HOURS_NS (2 * 3600 * NSEC_PER_SEC)

static char *function;
module_param(function, charp, 0444);
MODULE_PARM_DESC(function, "Where to go another way");

static bool later;
module_param(later, bool, 0444);
MODULE_PARM_DESC(later, "Set the hrtimer that is its argument, do not wait");

static char *comm;
module_param(comm, charp, 0444);
MODULE_PARM_DESC(comm, "Only tasks of this name");

static char *counted;
module_param(counted, charp, 0444);
MODULE_PARM_DESC(counted, "Count calls of this function by who has waited");

static int pid;
module_param(pid, int, 0444);
MODULE_PARM_DESC(pid, "Who went there; 0 for nobody yet, -1 for an idle CPU");

static unsigned int calls;
module_param(calls, uint, 0444);
MODULE_PARM_DESC(calls, "How many were counted");

static bool open;
static DECLARE_WAIT_QUEUE_HEAD(gate);

static int open_set(const char *value, const struct kernel_param *param)
{
	int ret = param_set_bool(value, param);

	wake_up_all(&gate);
	return ret;
}

static const struct kernel_param_ops open_ops = {
	.set = open_set,
	.get = param_get_bool,
};

module_param_cb(open, &open_ops, &open, 0644);
MODULE_PARM_DESC(open, "Let it go on");

/* Any function of up to six arguments that are no structures. */
typedef long way_fn(unsigned long a, unsigned long b, unsigned long c,
		    unsigned long d, unsigned long e, unsigned long f);

static struct kprobe probe;
static atomic_t inside;

static way_fn *original(void)
{
	return (way_fn *)probe.addr;
}

static long way_wait(unsigned long a, unsigned long b, unsigned long c,
		     unsigned long d, unsigned long e, unsigned long f)
{
	long ret;

	/* Who is killed goes on as well, so that a test that fails can end. */
	wait_event_killable(gate, READ_ONCE(open));
	ret = original()(a, b, c, d, e, f);
	atomic_dec(&inside);
	wake_up_all(&gate);
	return ret;
}

/*
 * As another CPU may do with the hrtimer once it has expired. That is in an interrupt, which is
 * over when the probe is gone, so nobody has to be woken.
 */
static long way_later(unsigned long hrtimer, unsigned long b, unsigned long c,
		      unsigned long d, unsigned long e, unsigned long f)
{
	long ret;

	hrtimer_start((struct hrtimer *)hrtimer,
		      ktime_add_ns(ktime_get(), HOURS_NS),
		      HRTIMER_MODE_ABS_HARD);
	ret = original()(hrtimer, b, c, d, e, f);
	atomic_dec(&inside);
	return ret;
}

static int entered(struct kprobe *probe, struct pt_regs *regs)
{
	if ((comm && strcmp(comm, current->comm)) ||
	    cmpxchg(&pid, 0, current->pid ?: -1))
		return 0;
	atomic_inc(&inside);
	regs->ip = (unsigned long)(later ? way_later : way_wait);
	return 1;
}

NOKPROBE_SYMBOL(entered);

/* With one, the probe is never made a jump, which could not go elsewhere. */
static void passed(struct kprobe *probe, struct pt_regs *regs,
		   unsigned long flags)
{
}

NOKPROBE_SYMBOL(passed);

static int counted_entered(struct kprobe *probe, struct pt_regs *regs)
{
	if (current->pid == READ_ONCE(pid))
		calls++;
	return 0;
}

static struct kprobe probe = { .pre_handler = entered, .post_handler = passed };
static struct kprobe counter = { .pre_handler = counted_entered };

static int __init detour_init(void)
{
	int ret = 0;

	probe.symbol_name = function;
	counter.symbol_name = counted;
	if (counted)
		ret = register_kprobe(&counter);
	if (ret)
		return ret;
	ret = register_kprobe(&probe);
	if (ret && counted)
		unregister_kprobe(&counter);
	return ret;
}

/*
 * Who waits goes on first, as it may hold what it takes to remove a probe. When it has left, the
 * grace period is for its last steps.
 */
static void __exit detour_exit(void)
{
	WRITE_ONCE(open, true);
	wake_up_all(&gate);
	unregister_kprobe(&probe);
	if (counted)
		unregister_kprobe(&counter);
	wait_event(gate, !atomic_read(&inside));
	synchronize_rcu_tasks();
}

module_init(detour_init);
module_exit(detour_exit);

MODULE_DESCRIPTION("Have others go another way at a chosen place");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
