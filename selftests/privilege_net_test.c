// SPDX-License-Identifier: GPL-2.0
/* Another net namespace: our family is not there, not even for who knows its number. */

#include <errno.h>
#include <linux/genetlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "kt_event.h"
#include "kt_module.h"

/* Groups that the kernel may have given us: it counts them for all families. */
#define GROUPS_MAX 128
/* What a child found, as its exit status. */
enum { RIGHT, NO_SOCKET, NO_RIGHT, FOUND, ASKED, HEARD };

FIXTURE(privilege_net)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(privilege_net)
{
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(privilege_net)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

/* Of the administrator, and of a user who is its root and has all capabilities there. */
#define OF_ADMINISTRATOR CLONE_NEWNET
#define OF_USER (CLONE_NEWNET | CLONE_NEWUSER)

static int raw_socket(void)
{
	return socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
}

/* A request that needs no family to be found, as its number is known. */
struct raw {
	struct nlmsghdr header;
	struct genlmsghdr command;
	struct nlattr attr;
	char text[32];
};

/* -errno, or the number of bytes of an answer that is no error. */
static ssize_t raw_ask(int fd, struct raw *raw, char *answer, size_t size)
{
	const struct nlmsghdr *header = (void *)answer;
	const struct nlmsgerr *error = NLMSG_DATA(header);
	ssize_t len;

	raw->attr.nla_len = NLA_HDRLEN + strlen(raw->text) + 1;
	raw->header.nlmsg_len = offsetof(struct raw, attr) + raw->attr.nla_len;
	if (send(fd, raw, raw->header.nlmsg_len, 0) < 0)
		return -errno;
	len = recv(fd, answer, size, 0);
	if (len < 0)
		return -errno;
	return header->nlmsg_type == NLMSG_ERROR ? error->error : len;
}

/* The same in all net namespaces, though only one has the family. */
static int family_number(void)
{
	struct raw raw = {
		.header = { .nlmsg_type = GENL_ID_CTRL,
			    .nlmsg_flags = NLM_F_REQUEST },
		.command = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 },
		.attr = { .nla_type = CTRL_ATTR_FAMILY_NAME },
		.text = KTHREADING_FAMILY_NAME,
	};
	int fd = raw_socket();
	const struct nlattr *id;
	struct kt_attrs attrs;
	char answer[8192];
	ssize_t len;

	len = raw_ask(fd, &raw, answer, sizeof(answer));
	close(fd);
	if (len < 0)
		return len;
	attrs.first = (void *)(answer + NLMSG_HDRLEN + GENL_HDRLEN);
	attrs.len = len - NLMSG_HDRLEN - GENL_HDRLEN;
	id = kt_attr_next(&attrs, NULL, CTRL_ATTR_FAMILY_ID);
	return id ? *(__u16 *)((char *)id + NLA_HDRLEN) : -ENOENT;
}

static int raw_check(int fd, int family, int cmd, int flags,
		     const char *process)
{
	struct raw raw = {
		.header = { .nlmsg_type = family,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags },
		.command = { .cmd = cmd, .version = 1 },
		.attr = { .nla_type = 1 },
	};
	char answer[8192];

	snprintf(raw.text, sizeof(raw.text), "%s", process);
	return raw_ask(fd, &raw, answer, sizeof(answer));
}

static bool namespace_enters(int flags)
{
	if (unshare(flags))
		return false;
	return !(flags & CLONE_NEWUSER) ||
	       (!kt_param_write("/proc/self/setgroups", "deny") &&
		!kt_param_write("/proc/self/uid_map", "0 0 1") &&
		!kt_param_write("/proc/self/gid_map", "0 0 1"));
}

/* All that the header knows, as do and as dump. */
static int commands_check(int family, const char *process)
{
	int cmd, fd = raw_socket();

	if (fd < 0)
		return NO_SOCKET;
	if (family_number() != -ENOENT)
		return FOUND;
	for (cmd = 1; cmd <= KTHREADING_CMD_MAX; cmd++) {
		if (raw_check(fd, family, cmd, 0, process) != -ENOENT ||
		    raw_check(fd, family, cmd, NLM_F_DUMP, process) != -ENOENT)
			return ASKED;
	}
	return RIGHT;
}

static int status_of(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* What comes of the commands in a namespace. */
static int commands_try(int flags, int family, const char *process)
{
	pid_t pid = fork();

	if (!pid)
		_exit(namespace_enters(flags) ?
			      commands_check(family, process) :
			      NO_RIGHT);
	return status_of(pid);
}

TEST_F(privilege_net, each_command)
{
	const char *process = self->lab.process;
	int family = family_number();

	ASSERT_LE(GENL_MIN_ID, family);
	EXPECT_EQ(RIGHT, commands_try(OF_ADMINISTRATOR, family, process));
	EXPECT_EQ(RIGHT, commands_try(OF_USER, family, process));
	/* The same requests are good ones here. */
	EXPECT_LT(0, raw_check(raw_socket(), family, KTHREADING_CMD_PROCESS_GET,
			       0, self->lab.process));
}

/* Whatever groups it may join; it says when it listens, and is told when to look. */
static int listen_check(int told, int says)
{
	int group, fd = raw_socket();
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	char byte = 0;

	if (fd < 0 || bind(fd, (void *)&address, sizeof(address)))
		return NO_SOCKET;
	for (group = 1; group <= GROUPS_MAX; group++)
		setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
			   sizeof(group));
	if (write(says, &byte, 1) != 1 || read(told, &byte, 1) != 1)
		return NO_SOCKET;
	if (recv(fd, &byte, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN)
		return HEARD;
	return RIGHT;
}

/* What is heard in a namespace of an event here. */
static void listen_try(struct __test_metadata *_metadata, struct kt_lab *lab,
		       int flags)
{
	int tell[2], hear[2];
	struct kt_spec spec = { .target = "info", .start = true };
	struct kt_event event;
	struct kt_sock *sock;
	pid_t pid;
	char byte;

	ASSERT_EQ(0, pipe(tell));
	ASSERT_EQ(0, pipe(hear));
	ASSERT_EQ(0, kt_sock_open(&sock));
	ASSERT_EQ(0, kt_sock_subscribe(sock, KTHREADING_MCGRP_EVENT));
	pid = fork();
	if (!pid)
		_exit(namespace_enters(flags) ? listen_check(tell[0], hear[1]) :
						NO_RIGHT);
	close(hear[1]);
	ASSERT_EQ(1, read(hear[0], &byte, 1));
	ASSERT_EQ(0, kt_thread(lab, KTHREADING_CMD_THREAD_ADD, NULL, &spec));
	do {
		ASSERT_EQ(0, kt_event_next(sock, lab->process, &event));
	} while (event.kind != KTHREADING_EVENT_THREAD_END);
	ASSERT_EQ(1, write(tell[1], &byte, 1));
	EXPECT_EQ(RIGHT, status_of(pid));
	kt_sock_close(sock);
}

TEST_F(privilege_net, groups)
{
	listen_try(_metadata, &self->lab, OF_ADMINISTRATOR);
	listen_try(_metadata, &self->lab, OF_USER);
}

TEST_HARNESS_MAIN
