// SPDX-License-Identifier: GPL-2.0
/*
 * Lets one call of a kernel function fail, chosen by the place in kthreading.ko that
 * calls it: a probe at the function sees the return address. So any call can fail in
 * any context, be it made by a client, a worker, a work item or the init function, on
 * every kernel with kprobes. It does not use the module, which may come and go.
 *
 * In debugfs, below kt_fault:
 *	probe	write "FUNCTION VALUE [skb]": what it returns when it fails; with skb its
 *		second argument is consumed all the same
 *	hits	write to forget; read "PLACE FUNCTION COUNT" for each call since
 *	arm	write "PLACE NTH": the NTH call from there fails, once; read what is left
 */
#include <linux/debugfs.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/seq_file.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define PLACE_MAX 96
#define PLACES_MAX 256
#define SUFFIX " [kthreading]"

/**
 * struct point - a function that can be made to fail
 * @node: in the list of points, which only grows
 * @probe: at its first instruction
 * @value: what it returns instead of being called
 * @skb: its second argument is one that it consumes
 * @name: of the function
 */
struct point {
	struct list_head node;
	struct kprobe probe;
	long value;
	bool skb;
	char name[KSYM_NAME_LEN];
};

/**
 * struct place - where in the module a function is called
 * @address: return address, 0 for a place that is free
 * @point: the function; set last
 * @text: the address as a symbol and an offset
 * @hits: how often
 */
struct place {
	unsigned long address;
	const struct point *point;
	char text[PLACE_MAX];
	atomic_t hits;
};

static LIST_HEAD(points);
static DEFINE_MUTEX(points_lock);

/* A probe may interrupt anything, like an NMI: so there are no locks. */
static struct place places[PLACES_MAX];
static char armed[PLACE_MAX];
static atomic_t countdown;

static struct dentry *dir;

/* Where a call that fails goes to: it returns at once. */
static noinline notrace void skip_call(void)
{
	barrier();
}

NOKPROBE_SYMBOL(skip_call);

static void count(unsigned long address, const char *text,
		  const struct point *point)
{
	struct place *place;
	unsigned long old;

	for (place = places; place < places + PLACES_MAX; place++) {
		old = cmpxchg(&place->address, 0, address);
		if (!old) {
			strscpy(place->text, text, sizeof(place->text));
			/* Pairs with hits_show(): the text is complete. */
			smp_store_release(&place->point, point);
		}
		if (!old || old == address) {
			atomic_inc(&place->hits);
			return;
		}
	}
	WARN_ON_ONCE(1);
}

/* True when it is this call that has to fail. */
static bool has_to_fail(const char *text)
{
	return atomic_read_acquire(&countdown) && !strcmp(text, armed) &&
	       !atomic_dec_return(&countdown);
}

static bool is_ours(unsigned long address, char *text)
{
	char *end;

	if (address < MODULES_VADDR || address >= MODULES_END)
		return false;
	sprint_symbol(text, address);
	if (!strstr(text, SUFFIX))
		return false;
	/* What is padding of a function is not the same for everybody. */
	end = strchr(text, '/');
	if (end)
		*end = '\0';
	return true;
}

static int point_hit(struct kprobe *probe, struct pt_regs *regs)
{
	const struct point *point = container_of(probe, struct point, probe);
	unsigned long caller = *(unsigned long *)regs->sp;
	char text[KSYM_SYMBOL_LEN];

	if (!is_ours(caller, text))
		return 0;
	count(caller, text, point);
	if (!has_to_fail(text))
		return 0;
	if (point->skb)
		kfree_skb((struct sk_buff *)regs->si);
	regs->ax = point->value;
	regs->ip = (unsigned long)skip_call;
	return 1;
}

NOKPROBE_SYMBOL(point_hit);

/* With one, the probe is never made a jump, which could not go elsewhere. */
static void point_passed(struct kprobe *probe, struct pt_regs *regs,
			 unsigned long flags)
{
}

NOKPROBE_SYMBOL(point_passed);

/* One line of input; the files have no use for more. */
static int line_get(const char __user *from, size_t len, char *line,
		    size_t size)
{
	if (len >= size)
		return -EINVAL;
	if (copy_from_user(line, from, len))
		return -EFAULT;
	line[len] = '\0';
	return 0;
}

static int point_add(const char *line)
{
	struct point *point = kzalloc(sizeof(*point), GFP_KERNEL);
	char kind[4] = "";
	int ret = -EINVAL;

	if (!point)
		return -ENOMEM;
	if (sscanf(line, "%127s %ld %3s", point->name, &point->value, kind) < 2)
		goto free;
	point->skb = !strcmp(kind, "skb");
	point->probe.symbol_name = point->name;
	point->probe.pre_handler = point_hit;
	point->probe.post_handler = point_passed;
	ret = register_kprobe(&point->probe);
	if (ret)
		goto free;
	mutex_lock(&points_lock);
	list_add(&point->node, &points);
	mutex_unlock(&points_lock);
	return 0;
free:
	kfree(point);
	return ret;
}

static ssize_t probe_write(struct file *file, const char __user *from,
			   size_t len, loff_t *pos)
{
	char line[KSYM_NAME_LEN + 32];
	int ret = line_get(from, len, line, sizeof(line));

	if (!ret)
		ret = point_add(line);
	return ret ?: len;
}

static const struct file_operations probe_fops = {
	.owner = THIS_MODULE,
	.write = probe_write,
};

static ssize_t arm_write(struct file *file, const char __user *from, size_t len,
			 loff_t *pos)
{
	char line[PLACE_MAX + 16], text[PLACE_MAX];
	unsigned int nth;
	int ret = line_get(from, len, line, sizeof(line));

	if (ret)
		return ret;
	if (sscanf(line, "%95s %u", text, &nth) != 2)
		return -EINVAL;
	atomic_set(&countdown, 0);
	strscpy(armed, text, sizeof(armed));
	atomic_set_release(&countdown, nth);
	return len;
}

static int arm_show(struct seq_file *seq, void *unused)
{
	seq_printf(seq, "%d\n", atomic_read(&countdown));
	return 0;
}

static int arm_open(struct inode *inode, struct file *file)
{
	return single_open(file, arm_show, NULL);
}

static const struct file_operations arm_fops = {
	.owner = THIS_MODULE,
	.open = arm_open,
	.read = seq_read,
	.write = arm_write,
	.release = single_release,
};

static ssize_t hits_write(struct file *file, const char __user *from,
			  size_t len, loff_t *pos)
{
	memset(places, 0, sizeof(places));
	return len;
}

static int hits_show(struct seq_file *seq, void *unused)
{
	const struct point *point;
	struct place *place;

	for (place = places; place < places + PLACES_MAX; place++) {
		/* Pairs with count(). */
		point = smp_load_acquire(&place->point);
		if (point)
			seq_printf(seq, "%s %s %d\n", place->text, point->name,
				   atomic_read(&place->hits));
	}
	return 0;
}

static int hits_open(struct inode *inode, struct file *file)
{
	return single_open(file, hits_show, NULL);
}

static const struct file_operations hits_fops = {
	.owner = THIS_MODULE,
	.open = hits_open,
	.read = seq_read,
	.write = hits_write,
	.release = single_release,
};

static int __init fault_init(void)
{
	dir = debugfs_create_dir("kt_fault", NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	debugfs_create_file("probe", 0200, dir, NULL, &probe_fops);
	debugfs_create_file("arm", 0600, dir, NULL, &arm_fops);
	debugfs_create_file("hits", 0600, dir, NULL, &hits_fops);
	return 0;
}

static void __exit fault_exit(void)
{
	struct point *point, *next;

	debugfs_remove(dir);
	list_for_each_entry_safe(point, next, &points, node) {
		unregister_kprobe(&point->probe);
		kfree(point);
	}
}

module_init(fault_init);
module_exit(fault_exit);

MODULE_DESCRIPTION("Faults for the tests of kthreading");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
