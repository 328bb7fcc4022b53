// SPDX-License-Identifier: GPL-2.0
/* The spec as a table, random numbers, and how a message is put together. */
#include "fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fuzz-table.h"

const struct fz_op *fz_op(unsigned int index)
{
	return &fz_ops[index];
}

const struct fz_op *fz_op_of(__u8 cmd)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fz_ops); i++)
		if (fz_ops[i].cmd == cmd)
			return &fz_ops[i];
	return NULL;
}

unsigned int fz_nr_ops(void)
{
	return ARRAY_SIZE(fz_ops);
}

const struct fz_set *fz_set(int index)
{
	return &fz_sets[index];
}

const struct fz_attr *fz_attr_of(const struct fz_set *set, __u16 type)
{
	size_t i;

	for (i = 0; i < set->nr; i++)
		if (set->attrs[i].type == type)
			return &set->attrs[i];
	return NULL;
}

unsigned int fz_nr_groups(void)
{
	return ARRAY_SIZE(fz_groups);
}

const char *fz_group(unsigned int index)
{
	return fz_groups[index];
}

/* Splitmix: a seed next to another one gives another stream. */
__u64 fz_next(struct fz_rand *rand)
{
	__u64 z = rand->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

unsigned int fz_below(struct fz_rand *rand, unsigned int below)
{
	return (fz_next(rand) >> 32) * below >> 32;
}

bool fz_one_in(struct fz_rand *rand, unsigned int many)
{
	return !fz_below(rand, many);
}

struct nlmsghdr *fz_header(struct fz_msg *msg)
{
	return (struct nlmsghdr *)msg->bytes;
}

struct genlmsghdr *fz_genl_header(struct fz_msg *msg)
{
	return NLMSG_DATA(msg->bytes);
}

void fz_begin(struct fz_msg *msg, __u8 cmd, __u16 flags)
{
	memset(msg->bytes, 0, FZ_HEADERS);
	fz_header(msg)->nlmsg_type = FZ_FAMILY;
	fz_header(msg)->nlmsg_flags = flags;
	fz_genl_header(msg)->cmd = cmd;
	fz_genl_header(msg)->version = KTHREADING_FAMILY_VERSION;
	msg->len = FZ_HEADERS;
}

/* False when there is no room. */
bool fz_put(struct fz_msg *msg, __u16 type, const void *data, size_t len)
{
	struct nlattr *attr = (struct nlattr *)(msg->bytes + msg->len);

	if (msg->len + NLA_HDRLEN + NLA_ALIGN(len) > sizeof(msg->bytes))
		return false;
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	memset(attr + 1, 0, NLA_ALIGN(len));
	if (len)
		memcpy(attr + 1, data, len);
	msg->len += NLA_HDRLEN + NLA_ALIGN(len);
	return true;
}

/* Returns where it begins, 0 when there is no room. */
size_t fz_nest(struct fz_msg *msg, __u16 type)
{
	size_t nest = msg->len;

	return fz_put(msg, type | NLA_F_NESTED, NULL, 0) ? nest : 0;
}

void fz_nest_end(struct fz_msg *msg, size_t nest)
{
	if (nest)
		((struct nlattr *)(msg->bytes + nest))->nla_len =
			msg->len - nest;
}

void fz_end(struct fz_msg *msg)
{
	fz_header(msg)->nlmsg_len = msg->len;
}

unsigned long fz_count(unsigned long *counter)
{
	return __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

/* The first ones are enough to see what it is. */
void fz_fail(const struct fz_run *run, const char *format, ...)
{
	unsigned long count = fz_count(&run->counts->failures);
	va_list args;

	if (count > 20)
		return;
	va_start(args, format);
	flockfile(stdout);
	printf("fuzz: ");
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
	funlockfile(stdout);
	va_end(args);
}
