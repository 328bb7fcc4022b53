// SPDX-License-Identifier: GPL-2.0

#include "stream.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

int stream_open(struct stream *s)
{
	int err = kt_sock_open(&s->notes);

	if (err)
		return cli_open_error(s->cli, err);
	err = kt_sock_subscribe(s->notes, KTHREADING_MCGRP_LOG);
	if (!err)
		return CLI_OK;
	stream_close(s);
	return cli_failure(s->cli, CLI_REFUSED, "cannot follow the log: %s",
			   strerror(-err));
}

void stream_close(struct stream *s)
{
	kt_sock_close(s->notes);
	s->notes = NULL;
}

static int take_record(const struct kt_attrs *record, void *arg)
{
	struct stream *s = arg;
	__u64 seq = kt_attr_u64(record, KTHREADING_A_RECORD_SEQ);

	if (seq <= s->last)
		return 0;
	s->last = seq;
	s->fn(record, s->arg);
	return 0;
}

int stream_catch_up(struct stream *s)
{
	struct kt_req *req = kt_req_new(s->cli->sock, KTHREADING_CMD_LOG_GET);
	int err;

	kt_put_str(req, KTHREADING_A_RECORD_PROCESS, s->process);
	kt_put_u64(req, KTHREADING_A_RECORD_SEQ, s->last + 1);
	err = kt_dump(req, take_record, s);
	return err < 0 ? err : 0;
}

/*
 * Two threads that log at once may be told in the wrong order, and some may be lost on the
 * way. The log itself is in order: where the next number is not the next one, ask it.
 */
static int take_note(struct stream *s, const struct kt_attrs *record)
{
	const char *process = kt_attr_str(record, KTHREADING_A_RECORD_PROCESS);

	if (!process || strcmp(process, s->process))
		return 0;
	if (kt_attr_u64(record, KTHREADING_A_RECORD_SEQ) > s->last + 1)
		return stream_catch_up(s);
	return take_record(record, s);
}

/* Take all notes that are there. */
static int stream_read(struct stream *s)
{
	struct kt_answer answer;
	int err;

	for (;;) {
		err = kt_sock_next(s->notes, &answer, 0);
		if (err == -ENOBUFS)
			err = stream_catch_up(s);
		else if (!err && answer.cmd == KTHREADING_CMD_LOG_NTF)
			err = take_note(s, &answer.attrs);
		if (err) {
			fflush(stdout);
			return err == -ETIMEDOUT ? 0 : err;
		}
	}
}

int stream_finish(struct stream *s)
{
	int err = stream_read(s);

	return err ? err : stream_catch_up(s);
}

/* Returns -EINTR if it was a signal that ended the wait. */
static int stream_poll(struct stream *s, int signals)
{
	struct signalfd_siginfo info;
	struct pollfd fds[] = {
		{ .fd = kt_sock_fd(s->cli->sock), .events = POLLIN },
		{ .fd = kt_sock_fd(s->notes), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};

	if (poll(fds, 3, -1) < 0)
		return -errno;
	if (fds[2].revents && read(signals, &info, sizeof(info)) > 0)
		return -EINTR;
	return 0;
}

int stream_wait(struct stream *s, __u32 seq, int signals,
		struct kt_answer *answer)
{
	int err;

	for (;;) {
		err = stream_read(s);
		if (err)
			return err;
		err = kt_sock_wait(s->cli->sock, seq, answer, 0);
		if (err != -ETIMEDOUT)
			return err ? err : answer->err;
		err = stream_poll(s, signals);
		if (err)
			return err;
	}
}
