// SPDX-License-Identifier: GPL-2.0
/* What the kernel says with a refusal: its extended ACK, which libnl 3.7 does not know. */

#include "nl_error.h"

#include <string.h>

#include "nl_attr.h"

/* Walk down to the attribute at an offset of the request. */
static void error_locate(struct kt_error *e, const char *request, size_t len)
{
	size_t at = KT_ATTRS_AT, end = len;

	while (at + NLA_HDRLEN <= end && e->depth < KT_ERROR_DEPTH) {
		const struct nlattr *attr = (const void *)(request + at);

		if (e->offset < at || attr->nla_len < NLA_HDRLEN)
			return;
		if (e->offset >= at + NLA_ALIGN(attr->nla_len)) {
			at += NLA_ALIGN(attr->nla_len);
			continue;
		}
		e->path[e->depth++] = attr->nla_type & NLA_TYPE_MASK;
		if (e->offset == at)
			return;
		if (at + attr->nla_len < end)
			end = at + attr->nla_len;
		at += NLA_HDRLEN;
	}
}

static void error_take(struct kt_error *e, const struct kt_attrs *tlvs)
{
	const char *text = kt_attr_str(tlvs, NLMSGERR_ATTR_MSG);

	if (text)
		strncat(e->text, text, sizeof(e->text) - 1);
	e->missing = kt_attr_u32(tlvs, NLMSGERR_ATTR_MISS_TYPE);
	e->offset = kt_attr_u32(tlvs, NLMSGERR_ATTR_OFFS);
	if (!e->offset)
		e->offset = kt_attr_u32(tlvs, NLMSGERR_ATTR_MISS_NEST);
}

/* The words of a refusal stand behind the errno and, if there, the request. */
void kt_error_read(struct kt_error *e, const struct nlmsghdr *msg, int err)
{
	const struct nlmsgerr *data = NLMSG_DATA(msg);
	size_t at = NLMSG_HDRLEN + sizeof(data->error), request = 0;
	struct kt_attrs tlvs = { 0 };

	memset(e, 0, sizeof(*e));
	e->err = err;
	if (msg->nlmsg_type == NLMSG_ERROR) {
		if (msg->nlmsg_len < NLMSG_LENGTH(sizeof(*data)))
			return;
		at = NLMSG_HDRLEN + sizeof(*data);
		if (!(msg->nlmsg_flags & NLM_F_CAPPED) && err)
			request = data->msg.nlmsg_len;
		if (request > NLMSG_HDRLEN)
			at += NLMSG_ALIGN(request - NLMSG_HDRLEN);
	}
	if (request >= KT_ATTRS_AT && at <= msg->nlmsg_len)
		e->cmd =
			((const struct genlmsghdr *)NLMSG_DATA(&data->msg))->cmd;
	if (!(msg->nlmsg_flags & NLM_F_ACK_TLVS) || at > msg->nlmsg_len)
		return;
	tlvs.first = (const void *)((const char *)msg + at);
	tlvs.len = msg->nlmsg_len - at;
	error_take(e, &tlvs);
	if (e->offset && e->cmd)
		error_locate(e, (const char *)&data->msg, request);
}
