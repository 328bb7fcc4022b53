// SPDX-License-Identifier: GPL-2.0
/* Who may do what: CAP_SYS_ADMIN in the initial namespaces, or next to nothing. */

#include <linux/genetlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "kt_join.h"
#include "kt_module.h"

#define NOBODY 65534
#define SENTENCE "needs CAP_SYS_ADMIN in the initial user namespace"
/* What a child found, as its exit status. */
enum {
	RIGHT,
	NO_SOCKET,
	NO_RIGHT,
	WRONG_ERRNO,
	WRONG_TEXT,
	WRONG_OPEN,
	LISTENS
};

FIXTURE(privilege)
{
	struct kt_lab lab;
};

FIXTURE_SETUP(privilege)
{
	ASSERT_EQ(0, kt_module_load());
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(privilege)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unload());
}

static const struct {
	int cmd;
	bool dump;
} guarded[] = {
	{ KTHREADING_CMD_PROCESS_ADD, false },
	{ KTHREADING_CMD_PROCESS_GET, false },
	{ KTHREADING_CMD_PROCESS_GET, true },
	{ KTHREADING_CMD_PROCESS_EXIT, false },
	{ KTHREADING_CMD_PROCESS_KILL, false },
	{ KTHREADING_CMD_PROCESS_DEL, false },
	{ KTHREADING_CMD_PROCESS_WAIT, false },
	{ KTHREADING_CMD_THREAD_ADD, false },
	{ KTHREADING_CMD_THREAD_GET, false },
	{ KTHREADING_CMD_THREAD_GET, true },
	{ KTHREADING_CMD_THREAD_SET, false },
	{ KTHREADING_CMD_THREAD_START, false },
	{ KTHREADING_CMD_THREAD_RUN, false },
	{ KTHREADING_CMD_THREAD_JOIN, false },
	{ KTHREADING_CMD_THREAD_DEL, false },
	{ KTHREADING_CMD_LOG_GET, false },
	{ KTHREADING_CMD_LOG_GET, true },
};

static int ignore(const struct kt_attrs *attrs, void *arg)
{
	return 0;
}

/* The name of a process is attribute 1 in all sets: all know what is meant. */
static int ask(struct kt_sock *sock, int cmd, bool dump, const char *process)
{
	struct kt_req *req = kt_req_new(sock, cmd);

	if (process)
		kt_put_str(req, 1, process);
	return dump ? kt_dump(req, ignore, NULL) : kt_call(req, ignore, NULL);
}

static int guards_check(struct kt_sock *sock, const char *process)
{
	int i, err;

	for (i = 0; i < ARRAY_SIZE(guarded); i++) {
		err = ask(sock, guarded[i].cmd, guarded[i].dump, process);
		if (err != -EPERM)
			return WRONG_ERRNO;
		if (strcmp(kt_sock_error(sock)->text, SENTENCE))
			return WRONG_TEXT;
	}
	if (ask(sock, KTHREADING_CMD_VERSION_GET, false, NULL) ||
	    ask(sock, KTHREADING_CMD_TARGET_GET, true, NULL) ||
	    ask(sock, KTHREADING_CMD_TARGET_GET, false, "add"))
		return WRONG_OPEN;
	return RIGHT;
}

static int fresh_socket_check(struct kt_lab *lab)
{
	struct kt_sock *sock;

	if (kt_sock_open(&sock))
		return NO_SOCKET;
	if (kt_sock_subscribe(sock, KTHREADING_MCGRP_LOG) != -EPERM)
		return LISTENS;
	return guards_check(sock, lab->process);
}

static bool nobody_becomes(void)
{
	return !setresgid(NOBODY, NOBODY, NOBODY) &&
	       !setresuid(NOBODY, NOBODY, NOBODY);
}

static int nobody_check(struct kt_lab *lab)
{
	return nobody_becomes() ? fresh_socket_check(lab) : NO_RIGHT;
}

/* Neither the one who opened the socket nor the one who uses it is enough. */
static int inherited_check(struct kt_lab *lab)
{
	return nobody_becomes() ? guards_check(lab->sock, lab->process) :
				  NO_RIGHT;
}

/* All capabilities, but of a namespace that everybody can make. */
static int namespace_check(struct kt_lab *lab)
{
	if (unshare(CLONE_NEWUSER) ||
	    kt_param_write("/proc/self/setgroups", "deny") ||
	    kt_param_write("/proc/self/uid_map", "0 0 1") ||
	    kt_param_write("/proc/self/gid_map", "0 0 1"))
		return NO_RIGHT;
	return fresh_socket_check(lab);
}

static int other_net_check(struct kt_lab *lab)
{
	struct kt_sock *sock;

	if (unshare(CLONE_NEWNET))
		return NO_RIGHT;
	return kt_sock_open(&sock) == -ENOENT ? RIGHT : WRONG_OPEN;
}

/* Ports are numbered anew in each net namespace: ours is free there. */
static int port_taken_and_closed(struct kt_lab *lab)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_pid = kt_sock_port(lab->sock),
	};
	int fd;

	if (unshare(CLONE_NEWNET))
		return NO_RIGHT;
	fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	if (fd < 0 || bind(fd, (void *)&address, sizeof(address)))
		return NO_SOCKET;
	close(fd);
	return RIGHT;
}

/* What the check says when it is made in a child. */
static int in_child(int (*check)(struct kt_lab *lab), struct kt_lab *lab)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(check(lab));
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

TEST_F(privilege, without_capability)
{
	struct kt_process_seen process;

	EXPECT_EQ(RIGHT, in_child(nobody_check, &self->lab));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
}

TEST_F(privilege, root_of_another_user_namespace)
{
	EXPECT_EQ(RIGHT, in_child(namespace_check, &self->lab));
}

TEST_F(privilege, inherited_socket)
{
	EXPECT_EQ(RIGHT, in_child(inherited_check, &self->lab));
}

TEST_F(privilege, other_net_namespace)
{
	EXPECT_EQ(RIGHT, in_child(other_net_check, &self->lab));
}

TEST_F(privilege, port_of_another_net_namespace)
{
	struct kt_process_seen process;
	struct kt_joined joined;
	struct kt_seen t;
	__u32 seq;

	ASSERT_EQ(0, thread_add(&t, .target = "gate", .args = { "1" },
				.start = true));
	ASSERT_EQ(0, kt_send(join_req(.ids = { t.id }), 0, &seq));
	EXPECT_EQ(RIGHT, in_child(port_taken_and_closed, &self->lab));
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(KTHREADING_PROCESS_RUNNING, process.state);
	ASSERT_EQ(0, kt_gates(1));
	ASSERT_EQ(0, kt_join_wait(&self->lab, seq, &joined, KT_PATIENCE_MS));
	EXPECT_EQ(KTHREADING_JOINED_DONE, joined.status);
}

TEST_HARNESS_MAIN
