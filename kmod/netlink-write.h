/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Attributes as nla_put() writes them, but without its four nested calls each: a dump of
 * all threads writes a million of them.
 */
#ifndef _KT_NETLINK_WRITE_H
#define _KT_NETLINK_WRITE_H

#include <linux/skbuff.h>
#include <linux/string.h>
#include <net/netlink.h>

/* Room for the value of an attribute whose length is known when it is compiled, or NULL. */
static __always_inline void *kt_nl_room(struct sk_buff *skb, int type,
					unsigned int len)
{
	struct nlattr *attr;

	if (skb_tailroom(skb) < nla_total_size(len))
		return NULL;
	attr = __skb_put(skb, nla_total_size(len));
	attr->nla_type = type;
	attr->nla_len = nla_attr_size(len);
	return nla_data(attr);
}

static inline int kt_nl_write_u8(struct sk_buff *skb, int type, u8 value)
{
	u32 *room = kt_nl_room(skb, type, sizeof(value));

	if (!room)
		return -EMSGSIZE;
	/* With the padding, which is not to tell what was in the memory before. */
	*room = 0;
	*(u8 *)room = value;
	return 0;
}

static inline int kt_nl_write_u32(struct sk_buff *skb, int type, u32 value)
{
	u32 *room = kt_nl_room(skb, type, sizeof(value));

	if (!room)
		return -EMSGSIZE;
	*room = value;
	return 0;
}

static inline int kt_nl_write_u64(struct sk_buff *skb, int type, u64 value,
				  int pad)
{
	u64 *room;

	if (!IS_ENABLED(CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS))
		return nla_put_u64_64bit(skb, type, value, pad);
	room = kt_nl_room(skb, type, sizeof(value));
	if (!room)
		return -EMSGSIZE;
	*room = value;
	return 0;
}

/* @size counts the zero behind it, too. */
static inline int kt_nl_write_text(struct sk_buff *skb, int type,
				   const char *text, unsigned int size)
{
	void *room = kt_nl_room(skb, type, size);

	if (!room)
		return -EMSGSIZE;
	/* As above: the last word of it has the padding. */
	*(u32 *)(room + NLA_ALIGN(size) - sizeof(u32)) = 0;
	memcpy(room, text, size);
	return 0;
}

static inline int kt_nl_write_str(struct sk_buff *skb, int type,
				  const char *text)
{
	return kt_nl_write_text(skb, type, text, strlen(text) + 1);
}

/* The begin of a nest, for nla_nest_end(), or NULL without room. */
static inline struct nlattr *kt_nl_write_nest(struct sk_buff *skb, int type)
{
	void *room = kt_nl_room(skb, type | NLA_F_NESTED, 0);

	return room ? room - NLA_HDRLEN : NULL;
}

#endif /* _KT_NETLINK_WRITE_H */
