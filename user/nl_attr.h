/* SPDX-License-Identifier: GPL-2.0 */
/* Read attributes of a message. Nothing in it is believed before it was looked at. */

#ifndef KT_NL_ATTR_H
#define KT_NL_ATTR_H

#include <linux/netlink.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/**
 * struct kt_attrs - attributes one after the other
 * @first: the first of them
 * @len: length of all of them in bytes, 0 if there are none
 */
struct kt_attrs {
	const struct nlattr *first;
	size_t len;
};

/**
 * kt_attr_next() - the next attribute of a type
 * @attrs: where to look
 * @prev: the one before, NULL for the first
 * @type: KTHREADING_A_*
 *
 * Return: the attribute, or NULL.
 */
static inline const struct nlattr *
kt_attr_next(const struct kt_attrs *attrs, const struct nlattr *prev, int type)
{
	const char *at = (const char *)attrs->first;
	const char *end = at + attrs->len;

	if (prev)
		at = (const char *)prev + NLA_ALIGN(prev->nla_len);
	while (end - at >= NLA_HDRLEN) {
		const struct nlattr *attr = (const void *)at;

		if (attr->nla_len < NLA_HDRLEN || attr->nla_len > end - at)
			return NULL;
		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			return attr;
		at += NLA_ALIGN(attr->nla_len);
	}
	return NULL;
}

/**
 * kt_attr_has() - is there an attribute of a type
 * @attrs: where to look
 * @type: KTHREADING_A_*
 *
 * Return: whether there is.
 */
static inline bool kt_attr_has(const struct kt_attrs *attrs, int type)
{
	return kt_attr_next(attrs, NULL, type);
}

/**
 * kt_attr_u64() - value of an unsigned attribute, of 8 to 64 bits
 * @attrs: where to look
 * @type: KTHREADING_A_*
 *
 * Return: the value, 0 if there is none.
 */
static inline __u64 kt_attr_u64(const struct kt_attrs *attrs, int type)
{
	const struct nlattr *attr = kt_attr_next(attrs, NULL, type);
	__u64 value = 0;
	int len;

	if (!attr)
		return 0;
	len = attr->nla_len - NLA_HDRLEN;
	/* Little-endian, as x86-64 is. Most have 32 bits, which need no call. */
	if (len == sizeof(__u32))
		memcpy(&value, (const char *)attr + NLA_HDRLEN, sizeof(__u32));
	else if (len <= (int)sizeof(value))
		memcpy(&value, (const char *)attr + NLA_HDRLEN, len);
	return value;
}

/**
 * kt_attr_u32() - value of an unsigned attribute of up to 32 bits
 * @attrs: where to look
 * @type: KTHREADING_A_*
 *
 * Return: the value, 0 if there is none.
 */
static inline __u32 kt_attr_u32(const struct kt_attrs *attrs, int type)
{
	return kt_attr_u64(attrs, type);
}

/**
 * kt_attr_s64() - value of a signed attribute, of 32 or 64 bits
 * @attrs: where to look
 * @type: KTHREADING_A_*
 *
 * Return: the value, 0 if there is none.
 */
static inline __s64 kt_attr_s64(const struct kt_attrs *attrs, int type)
{
	const struct nlattr *attr = kt_attr_next(attrs, NULL, type);

	if (attr && attr->nla_len == NLA_HDRLEN + sizeof(__s32))
		return (__s32)kt_attr_u64(attrs, type);
	return kt_attr_u64(attrs, type);
}

/**
 * kt_attr_text_len() - length of the string of an attribute found by kt_attr_next()
 * @attr: the attribute
 *
 * Return: the length, 0 if it is none.
 */
static inline size_t kt_attr_text_len(const struct nlattr *attr)
{
	size_t size = attr->nla_len - NLA_HDRLEN;
	const char *text = (const char *)attr + NLA_HDRLEN;

	return size && !text[size - 1] ? size - 1 : 0;
}

/**
 * kt_attr_text() - the string of an attribute found by kt_attr_next()
 * @attr: the attribute
 *
 * Return: the string, empty if it is none.
 */
static inline const char *kt_attr_text(const struct nlattr *attr)
{
	return kt_attr_text_len(attr) ? (const char *)attr + NLA_HDRLEN : "";
}

/**
 * kt_attr_str() - value of a string attribute
 * @attrs: where to look
 * @type: KTHREADING_A_*
 *
 * Return: the string, or NULL.
 */
static inline const char *kt_attr_str(const struct kt_attrs *attrs, int type)
{
	const struct nlattr *attr = kt_attr_next(attrs, NULL, type);

	return attr ? kt_attr_text(attr) : NULL;
}

/**
 * kt_attr_inside() - the attributes in a nest found by kt_attr_next()
 * @attr: the nest, or NULL
 *
 * Return: its attributes, none for NULL.
 */
static inline struct kt_attrs kt_attr_inside(const struct nlattr *attr)
{
	struct kt_attrs attrs = { 0 };

	if (attr) {
		attrs.first = (const void *)((const char *)attr + NLA_HDRLEN);
		attrs.len = attr->nla_len - NLA_HDRLEN;
	}
	return attrs;
}

/**
 * kt_attr_nest() - the attributes in the first nest of a type
 * @attrs: where to look
 * @type: KTHREADING_A_*
 *
 * Return: its attributes, none if there is no such nest.
 */
static inline struct kt_attrs kt_attr_nest(const struct kt_attrs *attrs,
					   int type)
{
	return kt_attr_inside(kt_attr_next(attrs, NULL, type));
}

#endif
