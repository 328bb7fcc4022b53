// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink. libnl connects the socket, finds the family, and has the memory of requests.
 * Their attributes are written here, as each line of a batch has some. Reading is done here: libnl
 * 3.7 knows neither extended ACKs nor a wait for one answer while others are outstanding.
 */

#include "nl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>

/* The kernel's dumps come in pieces of up to 32 KiB if there is room for them. */
#define READ_SIZE 65536
/* Room for the answers to 100,000 joins that end in the same moment. */
#define RECEIVE_BUFFER (256 << 20)
#define SEND_BUFFER (8 << 20)
#define DUMP_TRIES 16

/* A message read before its turn. */
struct kept {
	TAILQ_ENTRY(kept) list;
	struct nlmsghdr msg[];
};

TAILQ_HEAD(kept_list, kept);

struct kt_sock {
	struct nl_sock *nl;
	int family;
	__u32 seq;
	void *datagram;
	size_t size;
	/* What is not yet looked at of the datagram. */
	struct nlmsghdr *unread;
	int left;
	/* Answers to other requests than the one that was waited for. */
	struct kept_list kept;
	/* The kept answer that the caller looks at, until the next read. */
	struct kept *lent;
	struct kt_error error;
};

struct kt_req {
	struct kt_sock *sock;
	struct nl_msg *msg;
	/* Offsets, as the message moves when it grows. */
	size_t nest[KT_ERROR_DEPTH];
	unsigned int depth;
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static void keep(struct kept_list *list, const struct nlmsghdr *msg)
{
	struct kept *kept = must(malloc(sizeof(*kept) + msg->nlmsg_len));

	memcpy(kept->msg, msg, msg->nlmsg_len);
	TAILQ_INSERT_TAIL(list, kept, list);
}

static void kept_list_free(struct kept_list *list)
{
	struct kept *kept;

	while ((kept = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, kept, list);
		free(kept);
	}
}

static void sock_set(struct kt_sock *s, int level, int option, int value)
{
	setsockopt(kt_sock_fd(s), level, option, &value, sizeof(value));
}

static void sock_configure(struct kt_sock *s)
{
	sock_set(s, SOL_SOCKET, SO_SNDBUFFORCE, SEND_BUFFER);
	sock_set(s, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
	sock_set(s, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER);
	sock_set(s, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	sock_set(s, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
	sock_set(s, SOL_NETLINK, NETLINK_NO_ENOBUFS, 1);
}

static int sock_connect(struct kt_sock *s)
{
	errno = 0;
	if (genl_connect(s->nl) < 0)
		return errno ? -errno : -EIO;
	s->family = genl_ctrl_resolve(s->nl, KTHREADING_FAMILY_NAME);
	if (s->family == -NLE_OBJ_NOTFOUND)
		return -ENOENT;
	return s->family < 0 ? -EPROTO : 0;
}

int kt_sock_open(struct kt_sock **out)
{
	struct kt_sock *s = must(calloc(1, sizeof(*s)));
	int err;

	TAILQ_INIT(&s->kept);
	s->nl = must(nl_socket_alloc());
	err = sock_connect(s);
	if (err) {
		kt_sock_close(s);
		return err;
	}
	sock_configure(s);
	s->size = READ_SIZE;
	s->datagram = must(malloc(s->size));
	*out = s;
	return 0;
}

void kt_sock_close(struct kt_sock *s)
{
	if (!s)
		return;
	nl_socket_free(s->nl);
	kept_list_free(&s->kept);
	free(s->lent);
	free(s->datagram);
	free(s);
}

int kt_sock_fd(const struct kt_sock *s)
{
	return nl_socket_get_fd(s->nl);
}

__u32 kt_sock_port(const struct kt_sock *s)
{
	return nl_socket_get_local_port(s->nl);
}

int kt_sock_subscribe(struct kt_sock *s, const char *group)
{
	int id = genl_ctrl_resolve_grp(s->nl, KTHREADING_FAMILY_NAME, group);

	if (id < 0)
		return -ENOENT;
	sock_set(s, SOL_NETLINK, NETLINK_NO_ENOBUFS, 0);
	if (setsockopt(kt_sock_fd(s), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &id,
		       sizeof(id)))
		return -errno;
	return 0;
}

const struct kt_error *kt_sock_error(const struct kt_sock *s)
{
	return &s->error;
}

/* Returns false for messages that mean nothing to anyone. */
static bool answer_read(struct kt_sock *s, struct kt_answer *answer,
			const struct nlmsghdr *msg)
{
	const struct genlmsghdr *genl = NLMSG_DATA(msg);

	memset(answer, 0, sizeof(*answer));
	answer->seq = msg->nlmsg_seq;
	answer->torn = msg->nlmsg_flags & NLM_F_DUMP_INTR;
	if (msg->nlmsg_type == NLMSG_DONE || msg->nlmsg_type == NLMSG_ERROR) {
		answer->kind = msg->nlmsg_type == NLMSG_DONE ? KT_DONE : KT_ACK;
		if (msg->nlmsg_len >= NLMSG_LENGTH(sizeof(int)))
			answer->err = *(const int *)NLMSG_DATA(msg);
		kt_error_read(&s->error, msg, answer->err);
		return true;
	}
	if (msg->nlmsg_type != s->family || msg->nlmsg_len < KT_ATTRS_AT)
		return false;
	answer->kind = msg->nlmsg_seq ? KT_REPLY : KT_NOTE;
	answer->cmd = genl->cmd;
	answer->attrs.first = (const void *)((const char *)msg + KT_ATTRS_AT);
	answer->attrs.len = msg->nlmsg_len - KT_ATTRS_AT;
	return true;
}

/* Ask for its length first: a refusal holds its request, and that may be of any size. */
static ssize_t sock_receive(struct kt_sock *s, struct sockaddr_nl *from)
{
	socklen_t from_len = sizeof(*from);
	ssize_t len = recv(kt_sock_fd(s), NULL, 0,
			   MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);

	if (len < 0)
		return len;
	if ((size_t)len > s->size) {
		s->size = len;
		s->datagram = must(realloc(s->datagram, s->size));
	}
	return recvfrom(kt_sock_fd(s), s->datagram, s->size, MSG_DONTWAIT,
			(void *)from, &from_len);
}

/* Most answers are there as soon as the request was sent. */
static int sock_fill(struct kt_sock *s, int timeout_ms)
{
	struct pollfd pollfd = { .fd = kt_sock_fd(s), .events = POLLIN };
	struct sockaddr_nl from = { 0 };
	ssize_t len;
	int n;

	while ((len = sock_receive(s, &from)) < 0 || from.nl_pid) {
		if (len >= 0)
			continue;
		if (errno != EAGAIN)
			return -errno;
		n = poll(&pollfd, 1, timeout_ms);
		if (n <= 0)
			return n ? -errno : -ETIMEDOUT;
	}
	s->unread = s->datagram;
	s->left = len;
	return 0;
}

static int sock_message(struct kt_sock *s, const struct nlmsghdr **msg,
			int timeout_ms)
{
	int err;

	while (!s->left || !NLMSG_OK(s->unread, (unsigned int)s->left)) {
		s->left = 0;
		err = sock_fill(s, timeout_ms);
		if (err)
			return err;
	}
	*msg = s->unread;
	s->unread = NLMSG_NEXT(s->unread, s->left);
	if (s->left < 0)
		s->left = 0;
	return 0;
}

/* Let the caller look at the kept answer to a request, at the oldest for 0. */
static bool sock_lend(struct kt_sock *s, __u32 seq, struct kt_answer *answer)
{
	struct kept *kept = TAILQ_FIRST(&s->kept);

	free(s->lent);
	s->lent = NULL;
	while (kept && seq && kept->msg->nlmsg_seq != seq)
		kept = TAILQ_NEXT(kept, list);
	if (!kept)
		return false;
	TAILQ_REMOVE(&s->kept, kept, list);
	s->lent = kept;
	return answer_read(s, answer, kept->msg);
}

int kt_sock_wait(struct kt_sock *s, __u32 seq, struct kt_answer *answer,
		 int timeout_ms)
{
	const struct nlmsghdr *msg;
	int err;

	if (sock_lend(s, seq, answer))
		return 0;
	for (;;) {
		err = sock_message(s, &msg, timeout_ms);
		if (err)
			return err;
		if (!answer_read(s, answer, msg))
			continue;
		if (!seq || answer->seq == seq)
			return 0;
		keep(&s->kept, msg);
	}
}

struct kt_req *kt_req_new(struct kt_sock *s, enum kthreading_cmd cmd)
{
	struct kt_req *req = must(calloc(1, sizeof(*req)));

	req->sock = s;
	req->msg = must(nlmsg_alloc());
	must(genlmsg_put(req->msg, kt_sock_port(s), 0, s->family, 0,
			 NLM_F_REQUEST, cmd, KTHREADING_FAMILY_VERSION));
	return req;
}

void kt_req_free(struct kt_req *req)
{
	if (!req)
		return;
	nlmsg_free(req->msg);
	free(req);
}

void kt_put(struct kt_req *req, int type, const void *data, size_t len)
{
	struct nlattr *attr;

	while (!(attr = nlmsg_reserve(req->msg, NLA_HDRLEN + len,
				      NLA_ALIGNTO))) {
		if (nlmsg_expand(req->msg,
				 2 * nlmsg_get_max_size(req->msg) + len) < 0)
			abort();
	}
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)attr + NLA_HDRLEN, data, len);
}

void kt_nest_begin(struct kt_req *req, int type)
{
	if (req->depth == KT_ERROR_DEPTH)
		abort();
	kt_put(req, type | NLA_F_NESTED, NULL, 0);
	req->nest[req->depth++] = nlmsg_hdr(req->msg)->nlmsg_len - NLA_HDRLEN;
}

void kt_nest_end(struct kt_req *req)
{
	struct nlmsghdr *msg = nlmsg_hdr(req->msg);
	size_t at = req->nest[--req->depth];
	struct nlattr *nest = (void *)((char *)msg + at);

	nest->nla_len = msg->nlmsg_len - at;
}

static int req_transmit(struct kt_req *req, int flags, __u32 *seq)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr *msg = nlmsg_hdr(req->msg);

	memset(&req->sock->error, 0, sizeof(req->sock->error));
	/* The number 0 is that of notes. */
	if (!++req->sock->seq)
		req->sock->seq++;
	msg->nlmsg_seq = req->sock->seq;
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	if (seq)
		*seq = msg->nlmsg_seq;
	if (sendto(kt_sock_fd(req->sock), msg, msg->nlmsg_len, 0,
		   (void *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	return 0;
}

int kt_send(struct kt_req *req, int flags, __u32 *seq)
{
	int err = req_transmit(req, flags, seq);

	kt_req_free(req);
	return err;
}

int kt_call(struct kt_req *req, kt_attrs_fn fn, void *arg)
{
	struct kt_sock *s = req->sock;
	struct kt_answer answer;
	__u32 seq;
	int err;

	err = kt_send(req, fn ? 0 : NLM_F_ACK, &seq);
	if (err)
		return err;
	do {
		err = kt_sock_wait(s, seq, &answer, -1);
		if (err)
			return err;
	} while (answer.kind == KT_REPLY && !fn);
	if (answer.kind == KT_REPLY)
		return fn(&answer.attrs, arg);
	return answer.err;
}

/* Read one dump to its end. Returns 1 if the objects changed meanwhile. */
static int dump_read(struct kt_sock *s, __u32 seq, struct kept_list *parts)
{
	struct kt_answer answer;
	bool torn = false;
	int err;

	while (!(err = kt_sock_wait(s, seq, &answer, -1))) {
		torn |= answer.torn;
		if (answer.kind != KT_REPLY)
			return answer.err ? answer.err : torn;
		keep(parts, (const void *)((const char *)answer.attrs.first -
					   KT_ATTRS_AT));
	}
	return err;
}

static int dump_tell(struct kept_list *parts, kt_attrs_fn fn, void *arg)
{
	struct kept *part = TAILQ_FIRST(parts);
	int err = 0;

	for (; part && !err; part = TAILQ_NEXT(part, list)) {
		struct kt_attrs attrs = {
			.first = (const void *)((const char *)part->msg +
						KT_ATTRS_AT),
			.len = part->msg->nlmsg_len - KT_ATTRS_AT,
		};

		err = fn(&attrs, arg);
	}
	return err;
}

int kt_dump(struct kt_req *req, kt_attrs_fn fn, void *arg)
{
	struct kept_list parts;
	int tries = DUMP_TRIES;
	int err, told;
	__u32 seq;

	TAILQ_INIT(&parts);
	do {
		kept_list_free(&parts);
		err = req_transmit(req, NLM_F_DUMP, &seq);
		if (!err)
			err = dump_read(req->sock, seq, &parts);
	} while (err > 0 && --tries);
	kt_req_free(req);
	if (err >= 0) {
		told = dump_tell(&parts, fn, arg);
		err = told ? told : err;
	}
	kept_list_free(&parts);
	return err;
}
