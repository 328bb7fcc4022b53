/* SPDX-License-Identifier: GPL-2.0 */
/* A process's log as it grows, each record once and in order. */

#ifndef KT_STREAM_H
#define KT_STREAM_H

#include "cli.h"

/**
 * typedef stream_fn - called with each record
 * @record: its attributes
 * @arg: what the caller gave
 */
typedef void (*stream_fn)(const struct kt_attrs *record, void *arg);

/**
 * struct stream - a log that is read
 * @cli: its socket asks for the records that were missed
 * @notes: the socket that is told of new records
 * @process: whose log it is
 * @last: number of the last record seen
 * @fn: called with each record
 * @arg: for @fn
 */
struct stream {
	struct cli *cli;
	struct kt_sock *notes;
	const char *process;
	__u64 last;
	stream_fn fn;
	void *arg;
};

/**
 * stream_open() - hear of new records from now on
 * @s: the stream, all but @notes set
 *
 * Return: a status, after telling why.
 */
int stream_open(struct stream *s);

/**
 * stream_close() - hear no more
 * @s: the stream
 */
void stream_close(struct stream *s);

/**
 * stream_catch_up() - ask for all records after the last one seen
 * @s: the stream
 *
 * Return: 0 or -errno, see kt_sock_error() of the command line's socket.
 */
int stream_catch_up(struct stream *s);

/**
 * stream_finish() - take what was told and ask for the rest
 * @s: the stream, of a process that has ended
 *
 * Return: as stream_catch_up().
 */
int stream_finish(struct stream *s);

/**
 * stream_wait() - follow the log until a request is answered
 * @s: the stream
 * @seq: of the request, sent by the command line's socket
 * @signals: readable when the wait shall end
 * @answer: filled in
 *
 * Return:
 * * 0 - there is the answer
 * * -EINTR - a signal came instead
 * * another -errno - see kt_sock_error() of the command line's socket
 */
int stream_wait(struct stream *s, __u32 seq, int signals,
		struct kt_answer *answer);

#endif
