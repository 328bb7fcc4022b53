/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A netlink socket as bare as can be, the same for all families: messages are put one after
 * another into one buffer, sent at once, and the answers counted. All failures end
 * the program.
 */
#ifndef WIRE_H
#define WIRE_H

#include <linux/netlink.h>
#include <linux/types.h>
#include <stddef.h>

/**
 * struct wire - a socket
 * @fd: its file
 * @seq: number of the last message
 * @len: of what is in @out
 * @message: the last one there
 * @receives: calls that it took to receive the last answer
 * @objects: messages of the last answer that were no ACK
 * @out: what is sent next
 * @in: what was received last
 */
struct wire {
	int fd;
	__u32 seq;
	size_t len;
	struct nlmsghdr *message;
	unsigned int receives;
	unsigned int objects;
	char out[1 << 18];
	char in[1 << 15];
};

void wire_open(struct wire *wire, int protocol);
void wire_close(struct wire *wire);
int wire_family(struct wire *wire, const char *name);
void wire_begin(struct wire *wire, int type, int flags, const void *header,
		size_t size);
void wire_genl(struct wire *wire, int family, int cmd, int flags);
void wire_put(struct wire *wire, int type, const void *data, size_t size);
void wire_str(struct wire *wire, int type, const char *text);
void wire_u32(struct wire *wire, int type, __u32 number);
struct nlattr *wire_nest(struct wire *wire, int type);
void wire_nest_end(struct wire *wire, struct nlattr *nest);
void wire_send(struct wire *wire);
void wire_wait(struct wire *wire);
void wire_read(struct wire *wire, unsigned int objects);

#endif
