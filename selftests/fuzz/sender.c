// SPDX-License-Identifier: GPL-2.0
/*
 * One of those that send. It has sockets whose every answer it reads and judges, and
 * others that it abandons: with dumps half read, waits pending, groups joined.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STRICT 4
#define LOOSE 6
#define PENDING_MAX 64
/* A socket takes this much, whatever is sent to it between two reads. */
#define STRICT_ROOM (4 << 20)
#define LOOSE_ROOM 4096
/* Ports that are taken again as soon as they are free. */
#define FIRST_PORT 77000
#define PORTS 8

/**
 * struct strict - a socket that is read
 * @fd: the socket
 * @pending: numbers of the waits without a reply yet
 * @nr_pending: how many
 */
struct strict {
	int fd;
	__u32 pending[PENDING_MAX];
	unsigned int nr_pending;
};

/**
 * struct sender - a sender
 * @run: the run
 * @rand: what is sent comes from here
 * @how: where it is sent to, and all else, comes from here
 * @hash: of what it sent
 * @seq: number of the next message
 * @strict: sockets that are read
 * @loose: file descriptors of those that are not
 * @listener: a socket that reads the groups
 * @cover: guidance, or NULL
 * @msg: scratch
 * @buffer: what is sent at once
 * @kept: that, before the family's number is in
 * @answer: what is received at once
 * @expects: the messages in @buffer
 */
struct sender {
	const struct fz_run *run;
	struct fz_rand rand;
	struct fz_rand how;
	__u64 hash;
	__u32 seq;
	struct strict strict[STRICT];
	int loose[LOOSE];
	int listener;
	struct fz_cover *cover;
	struct fz_msg msg;
	__u8 buffer[FZ_BUFFER_MAX] __aligned(8);
	__u8 kept[FZ_BUFFER_MAX];
	__u8 answer[65536] __aligned(8);
	struct fz_expect expects[FZ_EXPECT_MAX];
};

static void hash_add(struct sender *sender, const __u8 *bytes, size_t len)
{
	while (len--)
		sender->hash = (sender->hash ^ *bytes++) * 0x100000001b3ULL;
}

static void message_make(struct sender *sender)
{
	struct fz_rand *rand = &sender->rand;

	if (!fz_corpus_pick(rand, &sender->msg))
		fz_make(rand, &sender->msg);
	if (fz_one_in(rand, 3)) {
		fz_mutate(rand, &sender->msg);
		fz_count(&sender->run->counts->mutated);
	}
	fz_count(&sender->run->counts->messages);
}

/* One message, or up to eight; returns the bytes. */
static size_t batch_make(struct sender *sender, unsigned int *messages)
{
	unsigned int count = 1;
	size_t len = 0;

	if (fz_one_in(&sender->rand, 8))
		count += fz_below(&sender->rand, FZ_BATCH_MAX);
	if (count > *messages)
		count = *messages;
	*messages -= count;
	while (count--) {
		/* Only the last one may end where it should not. */
		memset(sender->buffer + len, 0, NLMSG_ALIGN(len) - len);
		len = NLMSG_ALIGN(len);
		message_make(sender);
		memcpy(sender->buffer + len, sender->msg.bytes,
		       sender->msg.len);
		len += sender->msg.len;
	}
	return len;
}

static struct fz_expect *expect_find(struct sender *sender, size_t nr,
				     __u32 seq)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (sender->expects[i].seq == seq)
			return &sender->expects[i];
	return NULL;
}

static bool pending_take(struct strict *strict, __u32 seq)
{
	unsigned int i;

	for (i = 0; i < strict->nr_pending; i++) {
		if (strict->pending[i] != seq)
			continue;
		strict->pending[i] = strict->pending[--strict->nr_pending];
		return true;
	}
	return false;
}

static void reply_take(struct sender *sender, const struct nlmsghdr *nlh,
		       struct fz_expect *expect)
{
	const struct fz_op *op = expect->op;

	expect->replies++;
	if (!op)
		fz_fail(sender->run, "a reply to no command");
	else
		fz_check_reply(sender->run, nlh, op,
			       expect->dump ? op->dump : op->reply);
}

/* Of a wait that was sent before what is judged now. */
static void late_take(struct sender *sender, struct strict *strict,
		      const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	const struct fz_op *op = fz_op_of(genl->cmd);

	if (nlh->nlmsg_type != sender->run->family || !op ||
	    !fz_is_deferred(op) || !pending_take(strict, nlh->nlmsg_seq))
		fz_fail(sender->run,
			"an answer of type %u that nobody asked for",
			nlh->nlmsg_type);
	else
		fz_check_reply(sender->run, nlh, op, op->reply);
}

static void answer_take(struct sender *sender, struct strict *strict, size_t nr,
			const struct nlmsghdr *nlh)
{
	struct fz_expect *expect = expect_find(sender, nr, nlh->nlmsg_seq);

	if (!expect)
		late_take(sender, strict, nlh);
	else if (nlh->nlmsg_type == NLMSG_ERROR ||
		 nlh->nlmsg_type == NLMSG_DONE)
		fz_take_end(sender->run, expect, nlh);
	else
		reply_take(sender, nlh, expect);
}

/* Reads all that is there, which goes on with a dump. */
static void drain(struct sender *sender, struct strict *strict, size_t nr)
{
	const struct nlmsghdr *nlh;
	ssize_t got;

	for (;;) {
		got = recv(strict->fd, sender->answer, sizeof(sender->answer),
			   MSG_DONTWAIT);
		if (got < 0 && errno == EAGAIN)
			return;
		if (got < 0) {
			fz_fail(sender->run, "recv: %s", strerror(errno));
			return;
		}
		nlh = (const struct nlmsghdr *)sender->answer;
		for (; NLMSG_OK(nlh, got); nlh = NLMSG_NEXT(nlh, got))
			answer_take(sender, strict, nr, nlh);
	}
}

static void strict_open(struct sender *sender, struct strict *strict)
{
	strict->fd = fz_open(STRICT_ROOM);
	strict->nr_pending = 0;
	if (strict->fd < 0)
		fz_fail(sender->run, "no socket: %s", strerror(errno));
}

static void strict_close(struct sender *sender, struct strict *strict)
{
	__atomic_add_fetch(&sender->run->counts->pending, strict->nr_pending,
			   __ATOMIC_RELAXED);
	fz_count(&sender->run->counts->closes);
	close(strict->fd);
}

/* What a wait has not been answered with yet is remembered. */
static void pend(struct strict *strict, const struct fz_expect *expect)
{
	if (!expect->core && !expect->dump && expect->op &&
	    fz_is_deferred(expect->op) && !expect->replies &&
	    !(expect->ended && expect->error) &&
	    strict->nr_pending < PENDING_MAX)
		strict->pending[strict->nr_pending++] = expect->seq;
}

static void transmit(struct sender *sender, int fd, size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (sender->cover)
		memcpy(sender->kept, sender->buffer, len);
	fz_stamp(sender->buffer, len, sender->run->family);
	fz_cover_begin(sender->cover);
	if (sendto(fd, sender->buffer, len, MSG_DONTWAIT,
		   (struct sockaddr *)&kernel, sizeof(kernel)) < 0 &&
	    errno != EAGAIN && errno != ENOBUFS)
		fz_fail(sender->run, "send: %s", strerror(errno));
	fz_cover_end(sender->cover, sender->kept, len);
}

static void strict_send(struct sender *sender, size_t len, size_t nr)
{
	struct strict *strict = &sender->strict[fz_below(&sender->how, STRICT)];
	size_t i;

	if (strict->nr_pending + nr > PENDING_MAX) {
		strict_close(sender, strict);
		strict_open(sender, strict);
	}
	drain(sender, strict, 0);
	transmit(sender, strict->fd, len);
	drain(sender, strict, nr);
	for (i = 0; i < nr; i++) {
		fz_judge(sender->run, &sender->expects[i]);
		pend(strict, &sender->expects[i]);
	}
}

/* With a port of one's own there are two sockets after each other with the same. */
static void take_port(struct sender *sender, int fd)
{
	struct sockaddr_nl port = {
		.nl_family = AF_NETLINK,
		.nl_pid = FIRST_PORT + fz_below(&sender->how, PORTS),
	};

	bind(fd, (struct sockaddr *)&port, sizeof(port));
}

static void join_groups(struct sender *sender, int fd)
{
	unsigned int i;

	for (i = 0; i < fz_nr_groups(); i++)
		setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			   &sender->run->groups[i], sizeof(__u32));
}

static void loose_open(struct sender *sender, unsigned int index)
{
	struct fz_rand *rand = &sender->how;
	int *fd = &sender->loose[index];

	if (*fd >= 0) {
		close(*fd);
		fz_count(&sender->run->counts->closes);
	}
	*fd = fz_open(fz_one_in(rand, 2) ? LOOSE_ROOM : STRICT_ROOM);
	if (fz_one_in(rand, 2))
		take_port(sender, *fd);
	if (fz_one_in(rand, 2))
		join_groups(sender, *fd);
}

/* On a socket that is new, or has seen some already; of its answers one may be read. */
static void loose_send(struct sender *sender, size_t len)
{
	struct fz_rand *rand = &sender->how;
	unsigned int index = fz_below(rand, LOOSE);
	bool fresh = fz_one_in(rand, 8), read = fz_one_in(rand, 2);

	fz_count(&sender->run->counts->abandoned);
	if (fz_one_in(rand, 8)) {
		transmit(sender, sender->run->shared, len);
		return;
	}
	if (fresh || sender->loose[index] < 0)
		loose_open(sender, index);
	transmit(sender, sender->loose[index], len);
	if (read)
		recv(sender->loose[index], sender->answer,
		     sizeof(sender->answer), MSG_DONTWAIT);
}

/* Notifications have to be as the spec says, too; some may be lost. */
static void listen_some(struct sender *sender)
{
	const struct genlmsghdr *genl;
	const struct nlmsghdr *nlh;
	const struct fz_op *op;
	ssize_t got;

	for (;;) {
		got = recv(sender->listener, sender->answer,
			   sizeof(sender->answer), MSG_DONTWAIT);
		if (got < 0)
			return;
		nlh = (const struct nlmsghdr *)sender->answer;
		for (; NLMSG_OK(nlh, got); nlh = NLMSG_NEXT(nlh, got)) {
			genl = NLMSG_DATA(nlh);
			op = fz_op_of(genl->cmd);
			if (op && op->event)
				fz_check_reply(sender->run, nlh, op, op->event);
			else
				fz_fail(sender->run, "a notification of %u",
					genl->cmd);
		}
	}
}

static void step(struct sender *sender, unsigned int *messages)
{
	size_t len, nr;

	len = batch_make(sender, messages);
	nr = fz_walk(sender->buffer, len, &sender->seq, sender->expects);
	hash_add(sender, sender->buffer, len);
	if (sender->run->dry)
		return;
	if (fz_one_in(&sender->how, 8))
		loose_send(sender, len);
	else
		strict_send(sender, len, nr);
	if (fz_one_in(&sender->how, 16))
		listen_some(sender);
	if (fz_one_in(&sender->how, 128)) {
		strict_close(sender, &sender->strict[0]);
		strict_open(sender, &sender->strict[0]);
	}
}

static void sockets_open(struct sender *sender)
{
	unsigned int i;

	for (i = 0; i < LOOSE; i++)
		sender->loose[i] = -1;
	if (sender->run->dry)
		return;
	for (i = 0; i < STRICT; i++)
		strict_open(sender, &sender->strict[i]);
	sender->listener = fz_open(STRICT_ROOM);
	join_groups(sender, sender->listener);
	sender->cover = fz_cover_open();
}

static void sockets_close(struct sender *sender)
{
	unsigned int i;

	if (sender->run->dry)
		return;
	fz_cover_close(sender->cover);
	for (i = 0; i < STRICT; i++)
		strict_close(sender, &sender->strict[i]);
	for (i = 0; i < LOOSE; i++)
		if (sender->loose[i] >= 0)
			close(sender->loose[i]);
	close(sender->listener);
}

void fz_sender(const struct fz_run *run, unsigned int index)
{
	struct sender *sender = calloc(1, sizeof(*sender));
	unsigned int messages =
		(run->messages + run->senders - 1) / run->senders;
	struct fz_rand seed = { run->seed };
	unsigned int i;

	if (!sender)
		abort();
	sender->run = run;
	for (i = 0; i <= index; i++)
		sender->rand.state = fz_next(&seed);
	sender->how.state = fz_next(&seed);
	sender->hash = 0xcbf29ce484222325ULL;
	sender->seq = 1;
	sockets_open(sender);
	while (messages)
		step(sender, &messages);
	sockets_close(sender);
	__atomic_xor_fetch(&run->counts->hash, sender->hash, __ATOMIC_RELAXED);
	free(sender);
}
