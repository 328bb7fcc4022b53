// SPDX-License-Identifier: GPL-2.0
/* Whether what comes back is what the spec says that comes back. */
#include "fuzz.h"

#include <string.h>

static bool has_size(const struct fz_attr *attr, size_t len)
{
	switch (attr->kind) {
	case FZ_FLAG:
	case FZ_PAD:
		return !len;
	case FZ_U8:
		return len == 1;
	case FZ_U32:
	case FZ_S32:
		return len == 4;
	case FZ_U64:
	case FZ_S64:
		return len == 8;
	case FZ_STRING:
		return len;
	default:
		return true;
	}
}

static bool has_sense(const struct fz_attr *attr, const void *data, size_t len)
{
	if (!has_size(attr, len))
		return false;
	if (attr->kind == FZ_STRING)
		return strnlen(data, len) == len - 1;
	if (attr->enumerated)
		return *(const __u32 *)data <= attr->max;
	return true;
}

static void check_attrs(const struct fz_run *run, const struct fz_op *op,
			const struct fz_set *set, __u64 allowed, const __u8 *at,
			const __u8 *end)
{
	const struct fz_attr *known;
	const struct nlattr *attr;
	__u16 type;

	for (; at < end; at += NLA_ALIGN(attr->nla_len)) {
		attr = (const struct nlattr *)at;
		if (at + NLA_HDRLEN > end || attr->nla_len < NLA_HDRLEN ||
		    at + attr->nla_len > end) {
			fz_fail(run, "%s: a reply that is cut", op->name);
			return;
		}
		type = attr->nla_type & NLA_TYPE_MASK;
		known = fz_attr_of(set, type);
		if (!known || (known->kind != FZ_PAD && type < 64 &&
			       !(allowed & FZ_BIT(type)))) {
			fz_fail(run, "%s: attribute %u of %s in the reply",
				op->name, type, set->name);
			continue;
		}
		if (!has_sense(known, attr + 1, attr->nla_len - NLA_HDRLEN))
			fz_fail(run, "%s: %s.%s in the reply makes no sense",
				op->name, set->name, known->name);
		else if (known->kind == FZ_NEST)
			check_attrs(run, op, fz_set(known->set), ~0ULL,
				    at + NLA_HDRLEN, at + attr->nla_len);
	}
}

void fz_check_reply(const struct fz_run *run, const struct nlmsghdr *nlh,
		    const struct fz_op *op, __u64 allowed)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	const __u8 *end = (const __u8 *)nlh + nlh->nlmsg_len;

	fz_count(&run->counts->replies);
	if (nlh->nlmsg_len < FZ_HEADERS || genl->cmd != op->cmd) {
		fz_fail(run, "%s: answered by another command", op->name);
		return;
	}
	/* The lowest attribute has the number 1. */
	if (run->busted == FZ_FORGET_ATTR)
		allowed &= ~FZ_BIT(1);
	check_attrs(run, op, fz_set(op->set), allowed, (const __u8 *)(genl + 1),
		    end);
}
