// SPDX-License-Identifier: GPL-2.0
/*
 * An example: a module that adds a target to kthreading. After it is loaded,
 * "kthreadctl run fibonacci 20" runs it in a kernel thread.
 */
#include <linux/kthreading.h>
#include <linux/module.h>

static const struct kt_param fibonacci_params[] = {
	{ "n", KTHREADING_PARAM_INT },
	{ "pause", KTHREADING_PARAM_DURATION, KT_PARAM_OPTIONAL },
};

static int fibonacci(const struct kt_args *args)
{
	s64 n = kt_arg_int(args, 0);
	s64 a = 0, b = 1, next;
	int ret;

	/* The first Fibonacci number that does not fit is number 93. */
	if (n < 0 || n > 92)
		return kt_raise(-EDOM, "n must be from 0 to 92");
	while (n--) {
		next = a + b;
		a = b;
		b = next;
		/* Returns at once when the process stops, and so must we. */
		ret = kt_sleep(kt_arg_int(args, 1));
		if (ret)
			return ret;
	}
	kt_result(a);
	return 0;
}

static struct kt_target target = {
	.name = "fibonacci",
	.summary = "return the n-th Fibonacci number",
	.params = fibonacci_params,
	.nr_params = ARRAY_SIZE(fibonacci_params),
	.run = fibonacci,
	.owner = THIS_MODULE,
};

static int __init example_init(void)
{
	return kt_targets_register(&target, 1);
}

static void __exit example_exit(void)
{
	kt_targets_unregister(&target, 1);
}

module_init(example_init);
module_exit(example_exit);

MODULE_DESCRIPTION("Example of a target for kthreading");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
