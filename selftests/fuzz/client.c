// SPDX-License-Identifier: GPL-2.0
/* A sober client: what the fuzzer needs before and after. */
#include "fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM (4 << 20)
/* What is awaited and has not come after this, never comes. */
#define PATIENCE_S 60

int fz_open(unsigned int room)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	const int on = 1, most = ROOM;

	if (fd < 0)
		return fd;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &most, sizeof(most));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	/* Half of them get their request back with an error. */
	if (fd % 2)
		setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	return fd;
}

/**
 * struct talk - a request and what comes back
 * @fd: socket
 * @msg: the request
 * @len: of what was received
 * @answer: that
 */
struct talk {
	int fd;
	struct fz_msg msg;
	size_t len;
	__u8 answer[65536] __aligned(8);
};

static struct talk *talk_open(void)
{
	struct talk *talk = calloc(1, sizeof(*talk));

	if (!talk)
		abort();
	talk->fd = fz_open(ROOM);
	return talk;
}

static void talk_close(struct talk *talk)
{
	close(talk->fd);
	free(talk);
}

static void put_text(struct talk *talk, __u16 type, const char *text)
{
	fz_put(&talk->msg, type, text, strlen(text) + 1);
}

/* Sends the request and receives once; a negative errno is what it was refused with. */
static int talk_ask(struct talk *talk, __u16 family)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)talk->answer;
	ssize_t got;

	fz_end(&talk->msg);
	fz_header(&talk->msg)->nlmsg_type = family;
	if (send(talk->fd, talk->msg.bytes, talk->msg.len, 0) < 0)
		return -errno;
	got = recv(talk->fd, talk->answer, sizeof(talk->answer), 0);
	if (got < 0)
		return -errno;
	talk->len = got;
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
		return *(const int *)NLMSG_DATA(nlh);
	return 0;
}

static const struct nlattr *attr_in(const void *from, const void *end,
				    __u16 type)
{
	const struct nlattr *attr = from;

	for (; (const void *)(attr + 1) <= end && attr->nla_len >= NLA_HDRLEN;
	     attr = (const void *)((const __u8 *)attr +
				   NLA_ALIGN(attr->nla_len)))
		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			return attr;
	return NULL;
}

static const struct nlattr *attr_of(const struct nlmsghdr *nlh, __u16 type)
{
	return attr_in((const __u8 *)nlh + FZ_HEADERS,
		       (const __u8 *)nlh + nlh->nlmsg_len, type);
}

static const struct nlattr *attr_within(const struct nlattr *nest, __u16 type)
{
	return attr_in(nest + 1, (const __u8 *)nest + nest->nla_len, type);
}

static void take_groups(struct fz_run *run, const struct nlattr *groups)
{
	const __u8 *end = (const __u8 *)groups + groups->nla_len;
	const struct nlattr *group = groups + 1, *name, *id;
	unsigned int i;

	for (; (const __u8 *)(group + 1) <= end && group->nla_len;
	     group = (const void *)((const __u8 *)group +
				    NLA_ALIGN(group->nla_len))) {
		name = attr_within(group, CTRL_ATTR_MCAST_GRP_NAME);
		id = attr_within(group, CTRL_ATTR_MCAST_GRP_ID);
		for (i = 0; name && id && i < fz_nr_groups(); i++)
			if (!strcmp((const char *)(name + 1), fz_group(i)))
				run->groups[i] = *(const __u32 *)(id + 1);
	}
}

bool fz_find_family(struct fz_run *run)
{
	struct talk *talk = talk_open();
	const struct nlattr *id, *groups;
	int err;

	fz_begin(&talk->msg, CTRL_CMD_GETFAMILY, NLM_F_REQUEST);
	put_text(talk, CTRL_ATTR_FAMILY_NAME, KTHREADING_FAMILY_NAME);
	err = talk_ask(talk, GENL_ID_CTRL);
	if (!err) {
		id = attr_of((void *)talk->answer, CTRL_ATTR_FAMILY_ID);
		groups = attr_of((void *)talk->answer, CTRL_ATTR_MCAST_GROUPS);
		run->family = id ? *(const __u16 *)(id + 1) : 0;
		if (groups)
			take_groups(run, groups);
	}
	talk_close(talk);
	return run->family;
}

static int process_ask(const struct fz_run *run, struct talk *talk, __u8 cmd,
		       const char *name)
{
	const __s64 patience = PATIENCE_S * 1000000000LL;
	bool waits = cmd == KTHREADING_CMD_PROCESS_WAIT;

	fz_begin(&talk->msg, cmd, NLM_F_REQUEST | (waits ? 0 : NLM_F_ACK));
	put_text(talk, KTHREADING_A_PROCESS_NAME, name);
	if (waits)
		fz_put(&talk->msg, KTHREADING_A_PROCESS_TIMEOUT_NS, &patience,
		       sizeof(patience));
	return talk_ask(talk, run->family);
}

static void process_remove(const struct fz_run *run, const char *name)
{
	struct talk *talk = talk_open();
	int err;

	err = process_ask(run, talk, KTHREADING_CMD_PROCESS_KILL, name);
	if (!err || err == -EALREADY)
		err = process_ask(run, talk, KTHREADING_CMD_PROCESS_WAIT, name);
	if (!err)
		err = process_ask(run, talk, KTHREADING_CMD_PROCESS_DEL, name);
	/* What belonged to a socket that is gone goes by itself. */
	if (err && err != -ENOENT)
		fz_fail(run, "process %s cannot be removed: %s", name,
			strerror(-err));
	talk_close(talk);
}

/* The first one that the dump tells of. */
static bool process_first(const struct fz_run *run, char *name, size_t size)
{
	struct talk *talk = talk_open();
	const struct nlattr *attr = NULL;

	fz_begin(&talk->msg, KTHREADING_CMD_PROCESS_GET,
		 NLM_F_REQUEST | NLM_F_DUMP);
	if (!talk_ask(talk, run->family) &&
	    ((struct nlmsghdr *)talk->answer)->nlmsg_type == run->family)
		attr = attr_of((void *)talk->answer, KTHREADING_A_PROCESS_NAME);
	if (attr)
		snprintf(name, size, "%s", (const char *)(attr + 1));
	talk_close(talk);
	return attr;
}

/* Of the whole machine: nobody else has any where this is run. Returns how many. */
unsigned int fz_remove_processes(const struct fz_run *run)
{
	char name[KTHREADING_PROCESS_NAME_MAX + 1];
	unsigned int count = 0;

	while (process_first(run, name, sizeof(name)) && count < 100000) {
		process_remove(run, name);
		count++;
	}
	return count;
}

/* 5 + 4 by a thread, or a negative errno. */
static long long add_by_thread(const struct fz_run *run, struct talk *talk,
			       const char *process)
{
	const __u32 id = 2; /* main is 1 */
	const struct nlattr *end, *result;
	size_t nest;
	int err;

	fz_begin(&talk->msg, KTHREADING_CMD_THREAD_ADD, NLM_F_REQUEST);
	put_text(talk, KTHREADING_A_THREAD_PROCESS, process);
	put_text(talk, KTHREADING_A_THREAD_TARGET, "add");
	put_text(talk, KTHREADING_A_THREAD_ARG, "5");
	put_text(talk, KTHREADING_A_THREAD_ARG, "4");
	fz_put(&talk->msg, KTHREADING_A_THREAD_START, NULL, 0);
	err = talk_ask(talk, run->family);
	if (err)
		return err;
	fz_begin(&talk->msg, KTHREADING_CMD_THREAD_JOIN, NLM_F_REQUEST);
	put_text(talk, KTHREADING_A_JOIN_PROCESS, process);
	nest = fz_nest(&talk->msg, KTHREADING_A_JOIN_REF);
	fz_put(&talk->msg, KTHREADING_A_REF_ID, &id, sizeof(id));
	fz_nest_end(&talk->msg, nest);
	err = talk_ask(talk, run->family);
	if (err)
		return err;
	end = attr_of((void *)talk->answer, KTHREADING_A_JOIN_END);
	result = end ? attr_within(end, KTHREADING_A_END_RESULT) : NULL;
	return result ? *(const __s64 *)(result + 1) : -ENODATA;
}

/* The module still does what it is for. */
void fz_check_alive(const struct fz_run *run)
{
	static const char name[] = "fuzz-after";
	char left[KTHREADING_PROCESS_NAME_MAX + 1];
	struct talk *talk = talk_open();
	long long sum;
	int err;

	fz_begin(&talk->msg, KTHREADING_CMD_PROCESS_ADD, NLM_F_REQUEST);
	put_text(talk, KTHREADING_A_PROCESS_NAME, name);
	err = talk_ask(talk, run->family);
	if (err)
		fz_fail(run, "no process can be made: %s", strerror(-err));
	sum = err ? 9 : add_by_thread(run, talk, name);
	if (sum != 9)
		fz_fail(run, "a thread added 5 to 4, which is %lld", sum);
	talk_close(talk);
	if (!err && run->busted != FZ_LEAVE_PROCESS)
		process_remove(run, name);
	if (process_first(run, left, sizeof(left)))
		fz_fail(run, "process %s is left", left);
}
