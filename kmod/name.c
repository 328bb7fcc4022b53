// SPDX-License-Identifier: GPL-2.0
/* What threads are called. */
#include "thread.h"

#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "args.h"
#include "clean.h"
#include "target.h"
#include "why.h"

static const char pairs[][2] = {
	"00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11",
	"12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23",
	"24", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "35",
	"36", "37", "38", "39", "40", "41", "42", "43", "44", "45", "46", "47",
	"48", "49", "50", "51", "52", "53", "54", "55", "56", "57", "58", "59",
	"60", "61", "62", "63", "64", "65", "66", "67", "68", "69", "70", "71",
	"72", "73", "74", "75", "76", "77", "78", "79", "80", "81", "82", "83",
	"84", "85", "86", "87", "88", "89", "90", "91", "92", "93", "94", "95",
	"96", "97", "98", "99",
};

static unsigned int digits_of(u32 number)
{
	static const u32 powers[] = { 0,	 10,	    100,     1000,
				      10000,	 100000,    1000000, 10000000,
				      100000000, 1000000000 };
	/* As many as bits by log10(2), or one less. */
	unsigned int digits = fls(number) * 1233 >> 12;

	return digits + (number >= powers[digits]);
}

/* Two at a time, as each takes a division. Returns where it ends. */
static char *put_number(char *to, u32 number)
{
	char *end = to + digits_of(number);
	char *at = end;

	for (; number >= 100; number /= 100) {
		at -= 2;
		memcpy(at, pairs[number % 100], 2);
	}
	if (number >= 10)
		memcpy(to, pairs[number], 2);
	else
		*to = '0' + number;
	return end;
}

/* "Thread-4294967295 (target)" fits. */
static_assert(KTHREADING_TARGET_NAME_MAX + 21 < KT_NAME_LEN);

/* By hand, as each start needs it, and snprintf() takes as long as a switch of tasks. */
static size_t name_default(const struct kt_thread *thread,
			   char buf[KT_NAME_LEN])
{
	struct kt_target_entry *target = kt_args_target(thread->args);
	char *to = buf + strlen("Thread-");

	memcpy(buf, "Thread-", strlen("Thread-"));
	to = put_number(to, thread->seq);
	if (target && !thread->kind) {
		memcpy(to, " (", 2);
		memcpy(to + 2, target->name, sizeof(target->name));
		to += 2 + target->name_len;
		*to++ = ')';
	}
	*to = '\0';
	return to - buf;
}

static size_t name_cut(const struct kt_thread *thread, char *buf, size_t size)
{
	char name[KT_NAME_LEN];
	ssize_t len;

	if (!thread->name)
		name_default(thread, name);
	len = strscpy(buf, thread->name ?: name, size);
	return len < 0 ? size - 1 : len;
}

/**
 * kt_thread_name_locked - tell the name
 * @thread: the thread; its table's lock is held
 * @buf: filled
 * @size: of @buf; KT_NAME_LEN is enough for any
 *
 * Return: how long it is in @buf.
 */
size_t kt_thread_name_locked(const struct kt_thread *thread, char *buf,
			     size_t size)
{
	lockdep_assert_held(&thread->table->lock);
	/* Dumps ask for a million of these. */
	if (!thread->name && size >= KT_NAME_LEN)
		return name_default(thread, buf);
	return name_cut(thread, buf, size);
}

/**
 * kt_thread_lend_name_locked - have a kthread bear the name of its thread
 * @thread: the thread; its table's lock is held
 * @worker: with that kthread
 *
 * As far as its bytes go.
 */
void kt_thread_lend_name_locked(const struct kt_thread *thread,
				struct kt_worker *worker)
{
	lockdep_assert_held(&thread->table->lock);
	if (thread->name) {
		strscpy_pad(worker->name, thread->name, TASK_COMM_LEN);
		kt_clean(worker->name, "");
	} else {
		/* Its pieces are followed by zeroes, or by nothing. */
		memset(worker->name, 0, TASK_COMM_LEN);
		name_default(thread, worker->name);
	}
	kt_worker_rename(worker, worker->name);
}

/**
 * kt_thread_name - tell the name
 * @thread: the thread
 * @buf: filled
 * @size: of @buf; KTHREADING_THREAD_NAME_MAX + 1 is enough for any
 *
 * Context: any but interrupts.
 *
 * Return: how long it is in @buf.
 */
size_t kt_thread_name(struct kt_thread *thread, char *buf, size_t size)
{
	size_t len;

	spin_lock(&thread->table->lock);
	len = kt_thread_name_locked(thread, buf, size);
	spin_unlock(&thread->table->lock);
	return len;
}
EXPORT_SYMBOL_GPL(kt_thread_name);

/**
 * kt_thread_name_check - see whether a thread can bear a name
 * @name: the name
 * @why: filled on refusal
 *
 * Return:
 * * 0
 * * -EINVAL - empty
 * * -ENAMETOOLONG - too long
 */
int kt_thread_name_check(const char *name, struct kt_why *why)
{
	size_t len = strnlen(name, KT_NAME_LEN);

	if (!len)
		return kt_refuse(why, -EINVAL, KT_ITEM_NAME,
				 "a name cannot be empty");
	if (len > KTHREADING_THREAD_NAME_MAX)
		return kt_refuse(why, -ENAMETOOLONG, KT_ITEM_NAME,
				 "a thread's name has at most %d bytes",
				 KTHREADING_THREAD_NAME_MAX);
	return 0;
}

/**
 * kt_thread_name_create - give a new thread its name
 * @thread: the thread
 * @name: copied
 * @index: appended, for threads that are made together; 0 for nothing
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - empty
 * * -ENAMETOOLONG - too long
 * * -ENOMEM - no memory
 */
int kt_thread_name_create(struct kt_thread *thread, const char *name,
			  unsigned int index, struct kt_why *why)
{
	char buf[KT_NAME_LEN];
	int ret;

	ret = kt_thread_name_check(name, why);
	if (ret)
		return ret;
	if (index) {
		if (snprintf(buf, sizeof(buf), "%s-%u", name, index) >=
		    sizeof(buf))
			return kt_refuse(why, -ENAMETOOLONG, KT_ITEM_NAME,
					 "the name has no room for -%u", index);
		name = buf;
	}
	thread->name = kstrdup(name, GFP_KERNEL);
	return thread->name ? 0 : -ENOMEM;
}
