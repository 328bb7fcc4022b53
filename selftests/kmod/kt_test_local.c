// SPDX-License-Identifier: GPL-2.0
/* Targets that use and check locals from inside of threads. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/kthreading.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

static int level;
module_param(level, int, 0644);
MODULE_PARM_DESC(level, "At 1, who churns comes to an end (0)");

/* The first fault is what the target raises. */
static void check(int *ret, const char *what, long long got, long long want)
{
	if (!*ret && got != want)
		*ret = kt_raise(-EPROTO, "%s: %lld instead of %lld", what, got,
				want);
}

static struct kt_process *own_process(void)
{
	return kt_thread_process(kt_current());
}

/* An error of the lookup, or one of the attribute. */
static struct kt_attr *attr_open(const char *name, const char *attr_name,
				 struct kt_local **local)
{
	struct kt_attr *attr;

	*local = kt_local_lookup(own_process(), name);
	if (IS_ERR(*local))
		return ERR_CAST(*local);
	attr = kt_local_attr(*local, attr_name);
	if (IS_ERR(attr))
		kt_local_put(*local);
	return attr;
}

/* CPython: reading an attribute. */
static int local_get(const struct kt_args *args)
{
	struct kt_local *local;
	struct kt_attr *attr;
	s64 number;
	int ret;

	attr = attr_open(kt_arg_text(args, 0), kt_arg_text(args, 1), &local);
	if (IS_ERR(attr))
		return PTR_ERR(attr);
	ret = kt_attr_get(attr, &number);
	kt_local_put(local);
	if (!ret)
		kt_result(number);
	return ret;
}

static int own_round(struct kt_attr *attr, s64 mine)
{
	s64 seen = 0;
	int ret = 0;

	check(&ret, "set", kt_attr_set(attr, mine), 0);
	check(&ret, "sleep", kt_sleep(NSEC_PER_USEC), 0);
	check(&ret, "get", kt_attr_get(attr, &seen), 0);
	check(&ret, "own value", seen, mine);
	return ret;
}

/* What it set is what it gets, whatever others do. */
static int local_own(const struct kt_args *args)
{
	s64 base = (s64)kt_thread_id(kt_current()) << 32;
	struct kt_local *local;
	struct kt_attr *attr;
	s64 seen, i;
	int ret = 0;

	attr = attr_open(kt_arg_text(args, 0), "x", &local);
	if (IS_ERR(attr))
		return PTR_ERR(attr);
	check(&ret, "not set", kt_attr_get(attr, &seen), -ENODATA);
	for (i = 0; !ret && i < kt_arg_int(args, 1); i++)
		ret = own_round(attr, base + i);
	kt_local_put(local);
	return ret;
}

static int churn_round(struct kt_attr *attr, s64 mine)
{
	s64 seen = mine;
	int ret = 0;
	int got;

	check(&ret, "set", kt_attr_set(attr, mine), 0);
	got = kt_attr_get(attr, &seen);
	if (got != -ENODATA)
		check(&ret, "get", got, 0);
	check(&ret, "value", seen, mine);
	got = kt_attr_del(attr);
	if (got != -ENODATA)
		check(&ret, "del", got, 0);
	return ret;
}

/* The local comes and goes meanwhile, but an attribute in use is nobody else's. */
static int local_churn(const struct kt_args *args)
{
	struct kt_local *local;
	struct kt_attr *attr;
	s64 rounds = 0;
	int ret = 0;

	while (!ret && READ_ONCE(level) < 1 && !kt_should_stop()) {
		cond_resched();
		attr = attr_open(kt_arg_text(args, 0), "x", &local);
		if (attr == ERR_PTR(-ENOENT))
			continue;
		if (IS_ERR(attr))
			return PTR_ERR(attr);
		ret = churn_round(attr, ++rounds);
		kt_local_put(local);
	}
	kt_result(rounds);
	return ret;
}

static int check_numbers(struct kt_attr *attr)
{
	char buf[4];
	int ret = 0;
	s64 n = 0;

	check(&ret, "missing", kt_attr_get(attr, &n), -ENODATA);
	check(&ret, "del of a missing one", kt_attr_del(attr), -ENODATA);
	check(&ret, "set", kt_attr_set(attr, S64_MIN), 0);
	check(&ret, "get", kt_attr_get(attr, &n), 0);
	check(&ret, "least", n, S64_MIN);
	check(&ret, "set again", kt_attr_set(attr, S64_MAX), 0);
	check(&ret, "get again", kt_attr_get(attr, &n), 0);
	check(&ret, "greatest", n, S64_MAX);
	check(&ret, "bytes of a number",
	      kt_attr_get_bytes(attr, buf, sizeof(buf)), -EINVAL);
	check(&ret, "del", kt_attr_del(attr), 0);
	check(&ret, "del again", kt_attr_del(attr), -ENODATA);
	return ret;
}

static int check_bytes(struct kt_attr *attr, u8 *buf)
{
	const int max = KTHREADING_VALUE_LEN_MAX;
	int ret = 0;
	s64 n;

	memset(buf, 0xa5, max);
	check(&ret, "too long", kt_attr_set_bytes(attr, buf, max + 1), -EINVAL);
	check(&ret, "longest", kt_attr_set_bytes(attr, buf, max), 0);
	check(&ret, "number of bytes", kt_attr_get(attr, &n), -EINVAL);
	check(&ret, "no room", kt_attr_get_bytes(attr, buf, max - 1), -ENOSPC);
	memset(buf, 0, max);
	check(&ret, "get", kt_attr_get_bytes(attr, buf, max), max);
	check(&ret, "last byte", buf[max - 1], 0xa5);
	check(&ret, "shortest", kt_attr_set_bytes(attr, buf, 0), 0);
	check(&ret, "get none", kt_attr_get_bytes(attr, buf, 0), 0);
	return ret;
}

static int check_names(struct kt_local *local)
{
	struct kt_local *twin = kt_local_create(own_process(), "api");
	struct kt_attr *attr;
	int ret = 0;

	check(&ret, "twin", PTR_ERR_OR_ZERO(twin), -EEXIST);
	attr = kt_local_attr(local, "a-name-of-32-bytes-is-too-long-x");
	check(&ret, "long name", PTR_ERR_OR_ZERO(attr), -EINVAL);
	attr = kt_local_attr(local, "");
	check(&ret, "no name", PTR_ERR_OR_ZERO(attr), -EINVAL);
	check(&ret, "initial", kt_local_initial(local, "i", 7), 0);
	check(&ret, "twice", kt_local_initial(local, "i", 8), -EEXIST);
	return ret;
}

static int check_all(struct kt_local *local)
{
	struct kt_attr *attr = kt_local_attr(local, "x");
	u8 *buf = kmalloc(KTHREADING_VALUE_LEN_MAX + 1, GFP_KERNEL);
	int ret = -ENOMEM;

	if (buf && !IS_ERR(attr))
		ret = check_numbers(attr);
	if (!ret)
		ret = check_bytes(attr, buf);
	kfree(buf);
	return ret ?: check_names(local);
}

static int local_api(const struct kt_args *args)
{
	struct kt_local *local = kt_local_create(own_process(), "api");
	int ret;

	if (IS_ERR(local))
		return PTR_ERR(local);
	ret = check_all(local);
	kt_local_del(local);
	kt_local_put(local);
	local = kt_local_lookup(own_process(), "api");
	check(&ret, "gone", PTR_ERR_OR_ZERO(local), -ENOENT);
	return ret;
}

/* Whoever still has the handle of a local that was deleted reads nothing. */
static int check_deleted(struct kt_local *local)
{
	struct kt_attr *attr;
	int ret = 0;
	s64 n = 0;

	check(&ret, "initial", kt_local_initial(local, "x", 5), 0);
	attr = kt_local_attr(local, "x");
	if (IS_ERR(attr))
		return PTR_ERR(attr);
	check(&ret, "get", kt_attr_get(attr, &n), 0);
	check(&ret, "initial value", n, 5);
	kt_local_del(local);
	check(&ret, "deleted", kt_attr_get(attr, &n), -ENODATA);
	attr = kt_local_attr(local, "y");
	check(&ret, "new", PTR_ERR_OR_ZERO(attr), -ENOENT);
	return ret;
}

static int local_deleted(const struct kt_args *args)
{
	struct kt_local *local = kt_local_create(own_process(), "deleted");
	int ret;

	if (IS_ERR(local))
		return PTR_ERR(local);
	ret = check_deleted(local);
	kt_local_put(local);
	return ret;
}

/* Leaves a value in a slot after its local was deleted, if that is possible. */
static int leave_behind(void)
{
	struct kt_local *local = kt_local_create(own_process(), "former");
	struct kt_attr *attr;
	int ret;

	if (IS_ERR(local))
		return PTR_ERR(local);
	attr = kt_local_attr(local, "x");
	ret = PTR_ERR_OR_ZERO(attr);
	kt_local_del(local);
	if (!ret)
		kt_attr_set(attr, 4711);
	kt_local_put(local);
	return ret;
}

/* CPython: test_derived_cycle_dealloc. The next local takes the same slots. */
static int local_reuse(const struct kt_args *args)
{
	struct kt_local *local;
	struct kt_attr *attr;
	int ret = 0;
	s64 n;

	check(&ret, "leave behind", leave_behind(), 0);
	local = kt_local_create(own_process(), "latter");
	if (IS_ERR(local))
		return PTR_ERR(local);
	attr = kt_local_attr(local, "x");
	check(&ret, "attribute", PTR_ERR_OR_ZERO(attr), 0);
	if (!ret)
		check(&ret, "of the former", kt_attr_get(attr, &n), -ENODATA);
	kt_local_del(local);
	kt_local_put(local);
	return ret;
}

struct stranger {
	struct kt_attr *attr;
	struct completion done;
	int get, set, del;
};

/* In a kthread that is none of ours, or in a thread of another process. */
static void strange_try(struct stranger *stranger)
{
	s64 n;

	stranger->get = kt_attr_get(stranger->attr, &n);
	stranger->set = kt_attr_set(stranger->attr, 1);
	stranger->del = kt_attr_del(stranger->attr);
}

static int strange(void *data)
{
	struct stranger *stranger = data;

	strange_try(stranger);
	complete(&stranger->done);
	while (!kthread_should_stop())
		schedule_timeout_idle(1);
	return 0;
}

static int strange_check(const struct stranger *stranger)
{
	int ret = 0;

	check(&ret, "get", stranger->get, -ESRCH);
	check(&ret, "set", stranger->set, -ESRCH);
	check(&ret, "del", stranger->del, -ESRCH);
	return ret;
}

static int check_kthread(struct kt_attr *attr)
{
	struct stranger stranger = { .attr = attr };
	struct task_struct *task;

	init_completion(&stranger.done);
	task = kthread_run(strange, &stranger, "strange");
	if (IS_ERR(task))
		return PTR_ERR(task);
	wait_for_completion(&stranger.done);
	kthread_stop(task);
	return strange_check(&stranger);
}

static int check_other_process(struct kt_process *other)
{
	struct stranger stranger = {};
	struct kt_local *local = kt_local_create(other, "theirs");
	int ret;

	if (IS_ERR(local))
		return PTR_ERR(local);
	stranger.attr = kt_local_attr(local, "x");
	ret = PTR_ERR_OR_ZERO(stranger.attr);
	if (!ret) {
		strange_try(&stranger);
		ret = strange_check(&stranger);
	}
	kt_local_put(local);
	return ret;
}

/* Its local is there when it goes: that must not leak. */
static int with_other_process(void)
{
	struct kt_process *other = kt_process_create("locals-other");
	int ret;

	if (IS_ERR(other))
		return PTR_ERR(other);
	ret = check_other_process(other);
	kt_process_kill(other);
	check(&ret, "wait", kt_process_wait(other, KT_FOREVER), 0);
	check(&ret, "del", kt_process_del(other), 0);
	kt_process_put(other);
	return ret;
}

static int local_foreign(const struct kt_args *args)
{
	struct kt_local *local;
	struct kt_attr *attr;
	int ret;

	attr = attr_open(kt_arg_text(args, 0), "x", &local);
	if (IS_ERR(attr))
		return PTR_ERR(attr);
	ret = check_kthread(attr);
	kt_local_put(local);
	return ret ?: with_other_process();
}

static const struct kt_param get_params[] = {
	{ "local", KTHREADING_PARAM_TEXT },
	{ "attr", KTHREADING_PARAM_TEXT },
};

static const struct kt_param own_params[] = {
	{ "local", KTHREADING_PARAM_TEXT },
	{ "rounds", KTHREADING_PARAM_INT },
};

static const struct kt_param name_params[] = {
	{ "local", KTHREADING_PARAM_TEXT },
};

#define CHECK(_name, _params, _nr, _summary)                            \
	{                                                               \
		.name = #_name, .summary = _summary, .params = _params, \
		.nr_params = _nr, .run = _name, .owner = THIS_MODULE,   \
	}

static struct kt_target targets[] = {
	CHECK(local_get, get_params, 2, "return an attribute"),
	CHECK(local_own, own_params, 2, "set and get an attribute"),
	CHECK(local_churn, name_params, 1, "use a local that comes and goes"),
	CHECK(local_foreign, name_params, 1, "check who may use a local"),
	CHECK(local_api, NULL, 0, "check calls about locals"),
	CHECK(local_deleted, NULL, 0, "use a local that was deleted"),
	CHECK(local_reuse, NULL, 0, "use a slot again"),
};

static int __init local_test_init(void)
{
	return kt_targets_register(targets, ARRAY_SIZE(targets));
}

static void __exit local_test_exit(void)
{
	kt_targets_unregister(targets, ARRAY_SIZE(targets));
}

module_init(local_test_init);
module_exit(local_test_exit);

MODULE_DESCRIPTION("Targets for the tests of kthreading's locals");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
