// SPDX-License-Identifier: GPL-2.0
#include "wire.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

void wire_open(struct wire *wire, int protocol)
{
	const int size = 1 << 22;

	memset(wire, 0, offsetof(struct wire, out));
	wire->fd = socket(AF_NETLINK, SOCK_RAW, protocol);
	if (wire->fd < 0)
		bench_fail("socket");
	setsockopt(wire->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
}

void wire_close(struct wire *wire)
{
	close(wire->fd);
}

/* header is what the family wants behind netlink's own. */
void wire_begin(struct wire *wire, int type, int flags, const void *header,
		size_t size)
{
	struct nlmsghdr *message = (void *)(wire->out + wire->len);

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | flags;
	message->nlmsg_seq = ++wire->seq;
	message->nlmsg_pid = 0;
	message->nlmsg_len = NLMSG_LENGTH(size);
	memcpy(NLMSG_DATA(message), header, size);
	wire->len += NLMSG_ALIGN(message->nlmsg_len);
	wire->message = message;
}

void wire_genl(struct wire *wire, int family, int cmd, int flags)
{
	const struct genlmsghdr header = { .cmd = cmd, .version = 1 };

	wire_begin(wire, family, flags, &header, sizeof(header));
}

void wire_put(struct wire *wire, int type, const void *data, size_t size)
{
	struct nlattr *attr = (void *)(wire->out + wire->len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + size;
	if (size)
		memcpy(wire->out + wire->len + NLA_HDRLEN, data, size);
	wire->len += NLA_ALIGN(attr->nla_len);
	wire->message->nlmsg_len += NLA_ALIGN(attr->nla_len);
}

void wire_str(struct wire *wire, int type, const char *text)
{
	wire_put(wire, type, text, strlen(text) + 1);
}

void wire_u32(struct wire *wire, int type, __u32 number)
{
	wire_put(wire, type, &number, sizeof(number));
}

struct nlattr *wire_nest(struct wire *wire, int type)
{
	struct nlattr *nest = (void *)(wire->out + wire->len);

	wire_put(wire, type | NLA_F_NESTED, NULL, 0);
	return nest;
}

void wire_nest_end(struct wire *wire, struct nlattr *nest)
{
	nest->nla_len = wire->out + wire->len - (char *)nest;
}

void wire_send(struct wire *wire)
{
	if (send(wire->fd, wire->out, wire->len, 0) < 0)
		bench_fail("send");
	wire->len = 0;
}

/* True when it ends the answer to the last request. */
static int is_end(struct wire *wire, const struct nlmsghdr *message)
{
	const struct nlmsgerr *error = NLMSG_DATA(message);

	if (message->nlmsg_type == NLMSG_ERROR && error->error) {
		errno = -error->error;
		bench_fail("answer");
	}
	if (message->nlmsg_type == NLMSG_ERROR ||
	    message->nlmsg_type == NLMSG_DONE)
		return message->nlmsg_seq == wire->seq;
	wire->objects++;
	return 0;
}

static int receive(struct wire *wire)
{
	const struct nlmsghdr *message = (void *)wire->in;
	ssize_t len = recv(wire->fd, wire->in, sizeof(wire->in), 0);
	int end = 0;

	if (len < 0)
		bench_fail("recv");
	wire->receives++;
	for (; NLMSG_OK(message, len); message = NLMSG_NEXT(message, len))
		end |= is_end(wire, message);
	return end;
}

/* Until the ACK of the last message, or the end of its dump. */
void wire_wait(struct wire *wire)
{
	wire->receives = 0;
	wire->objects = 0;
	while (!receive(wire))
		;
}

/* Until so many messages that are no ACK. */
void wire_read(struct wire *wire, unsigned int objects)
{
	wire->receives = 0;
	wire->objects = 0;
	while (wire->objects < objects)
		receive(wire);
}

int wire_family(struct wire *wire, const char *name)
{
	const struct nlattr *attr;

	wire_genl(wire, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	wire_str(wire, CTRL_ATTR_FAMILY_NAME, name);
	wire_send(wire);
	wire_read(wire, 1);
	attr = (void *)(wire->in + NLMSG_LENGTH(GENL_HDRLEN));
	while (attr->nla_type != CTRL_ATTR_FAMILY_ID)
		attr = (void *)((char *)attr + NLA_ALIGN(attr->nla_len));
	return *(const __u16 *)((const char *)attr + NLA_HDRLEN);
}
