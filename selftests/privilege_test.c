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
	ASSERT_EQ(0, kt_module_use("kt_test"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(privilege)
{
	EXPECT_EQ(0, kt_lab_close(&self->lab));
	EXPECT_EQ(0, kt_module_unused("kt_test"));
}

/* Numbers of messages that nobody can send. */
static bool is_note(int cmd)
{
	return cmd == KTHREADING_CMD_LOG_NTF || cmd == KTHREADING_CMD_EVENT_NTF;
}

static bool is_open(int cmd)
{
	return cmd == KTHREADING_CMD_VERSION_GET ||
	       cmd == KTHREADING_CMD_TARGET_GET;
}

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

/* One way to ask for a command, do or dump; not all have both. */
static int guard_check(struct kt_sock *sock, int cmd, bool dump,
		       const char *process)
{
	int err = ask(sock, cmd, dump, process);

	if (is_note(cmd) || (dump && err == -EOPNOTSUPP))
		return err == -EOPNOTSUPP ? RIGHT : WRONG_ERRNO;
	if (is_open(cmd))
		return err != -EPERM ? RIGHT : WRONG_OPEN;
	if (err != -EPERM)
		return WRONG_ERRNO;
	return strcmp(kt_sock_error(sock)->text, SENTENCE) ? WRONG_TEXT : RIGHT;
}

/* All that the header knows, so that no new one is left out. */
static int guards_check(struct kt_sock *sock, const char *process)
{
	int cmd, dump, found;

	for (cmd = 1; cmd <= KTHREADING_CMD_MAX; cmd++) {
		for (dump = 0; dump <= 1; dump++) {
			found = guard_check(sock, cmd, dump, process);
			if (!found)
				continue;
			fprintf(stderr, "# %s %d: finding %d\n",
				dump ? "dump" : "do", cmd, found);
			return found;
		}
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
	if (kt_sock_subscribe(sock, KTHREADING_MCGRP_LOG) != -EPERM ||
	    kt_sock_subscribe(sock, KTHREADING_MCGRP_EVENT) != -EPERM)
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
static bool namespace_enters(void)
{
	return !unshare(CLONE_NEWUSER) &&
	       !kt_param_write("/proc/self/setgroups", "deny") &&
	       !kt_param_write("/proc/self/uid_map", "0 0 1") &&
	       !kt_param_write("/proc/self/gid_map", "0 0 1");
}

static int namespace_check(struct kt_lab *lab)
{
	return namespace_enters() ? fresh_socket_check(lab) : NO_RIGHT;
}

static int namespace_inherited_check(struct kt_lab *lab)
{
	return namespace_enters() ? guards_check(lab->sock, lab->process) :
				    NO_RIGHT;
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
	EXPECT_EQ(RIGHT, in_child(namespace_inherited_check, &self->lab));
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
