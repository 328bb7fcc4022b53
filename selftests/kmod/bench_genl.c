// SPDX-License-Identifier: GPL-2.0
/* A generic netlink family as bare as can be: what a request costs before anybody acts. */
#include "bench.h"

#include <linux/module.h>
#include <net/genetlink.h>

/* The commands; selftests/bench/net.c knows them too. */
enum {
	BARE_ACK = 1,
	BARE_REPLY,
};

static struct genl_family family;

static int bare_ack(struct sk_buff *skb, struct genl_info *info)
{
	return 0;
}

/* As much as kthreading's version has to say. */
static int bare_reply(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply = genlmsg_new(64, GFP_KERNEL);
	void *header;

	if (!reply)
		return -ENOMEM;
	header = genlmsg_put_reply(reply, info, &family, 0, BARE_REPLY);
	if (!header || nla_put_string(reply, 1, "0.0.0") ||
	    nla_put_string(reply, 2, "6.1.0-56-cloud-amd64")) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}

static const struct genl_small_ops ops[] = {
	{
		.cmd = BARE_ACK,
		.doit = bare_ack,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = BARE_REPLY,
		.doit = bare_reply,
		.flags = GENL_ADMIN_PERM,
	},
};

static struct genl_family family = {
	.name = "kt_bench",
	.version = 1,
	.maxattr = 2,
	.module = THIS_MODULE,
	.small_ops = ops,
	.n_small_ops = ARRAY_SIZE(ops),
	.parallel_ops = true,
};

int bench_genl_init(void)
{
	return genl_register_family(&family);
}

void bench_genl_exit(void)
{
	genl_unregister_family(&family);
}
