/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The wire, as kthreadctl and the tests in C use it: one socket, requests built
 * attribute by attribute, answers waited for by their number. All functions that
 * can fail return 0 or -errno. A signal ends every wait with -EINTR.
 */

#ifndef KT_NL_H
#define KT_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/kthreading.h>
#include <linux/types.h>
#include "nl_attr.h"
#include "nl_error.h"

struct kt_sock;
struct kt_req;

/**
 * enum kt_kind - what an answer is
 * @KT_REPLY: attributes, to a request or as one part of a dump
 * @KT_ACK: the end of a request: done if err is 0, else refused
 * @KT_DONE: the end of a dump, see err
 * @KT_NOTE: a multicast message, its seq is 0
 */
enum kt_kind { KT_REPLY, KT_ACK, KT_DONE, KT_NOTE };

/**
 * struct kt_answer - one message from the kernel, good until the next read
 * @kind: what it is
 * @seq: number of the request that it answers
 * @cmd: its command, for replies and notes
 * @err: 0 or -errno; if not 0, kt_sock_error() tells more
 * @torn: part of a dump during which the objects changed
 * @attrs: its attributes
 */
struct kt_answer {
	enum kt_kind kind;
	__u32 seq;
	__u8 cmd;
	int err;
	bool torn;
	struct kt_attrs attrs;
};

/**
 * typedef kt_attrs_fn - called with the attributes of a reply
 * @attrs: good until it returns
 * @arg: what the caller gave
 *
 * Return: 0, or what the caller of kt_call() or kt_dump() shall get.
 */
typedef int (*kt_attrs_fn)(const struct kt_attrs *attrs, void *arg);

/**
 * kt_sock_open() - open a socket to the module, which is loaded on demand
 * @out: where to put it
 *
 * Return:
 * * 0 - done
 * * -ENOENT - there is no module, and it could not be loaded
 * * another -errno - of the socket
 */
int kt_sock_open(struct kt_sock **out);

/**
 * kt_sock_close() - close it; what is bound to it in the kernel goes with it
 * @s: the socket, or NULL
 */
void kt_sock_close(struct kt_sock *s);

/**
 * kt_sock_fd() - for poll(); kt_sock_next() may hold answers already read, so ask it
 *   before, with a timeout of 0, until it has none
 * @s: the socket
 *
 * Return: its file descriptor.
 */
int kt_sock_fd(const struct kt_sock *s);

/**
 * kt_sock_port() - the port id by which the kernel knows the socket
 * @s: the socket
 *
 * Return: the port id.
 */
__u32 kt_sock_port(const struct kt_sock *s);

/**
 * kt_sock_subscribe() - receive a multicast group
 * @s: the socket; from now on its reads say -ENOBUFS once when messages were lost
 * @group: name of the group
 *
 * Return: 0 or -errno, -ENOENT if there is no such group.
 */
int kt_sock_subscribe(struct kt_sock *s, const char *group);

/**
 * kt_sock_error() - why the last answer with an err was a refusal
 * @s: the socket
 *
 * Return: the kernel's words, good until the next answer.
 */
const struct kt_error *kt_sock_error(const struct kt_sock *s);

/**
 * kt_sock_wait() - wait for the next answer to one request
 * @s: the socket; answers to others are kept for later reads
 * @seq: number of the request; 0 for any, and for notes
 * @answer: filled in
 * @timeout_ms: how long to wait; 0 does not, -1 without an end
 *
 * Return:
 * * 0 - there is one
 * * -ETIMEDOUT - none in time
 * * -EINTR - a signal came
 * * -ENOBUFS - notes were lost
 */
int kt_sock_wait(struct kt_sock *s, __u32 seq, struct kt_answer *answer,
		 int timeout_ms);

/**
 * kt_sock_next() - read the next answer to whatever request, or a note
 * @s: the socket
 * @answer: filled in
 * @timeout_ms: as for kt_sock_wait()
 *
 * Return: as kt_sock_wait().
 */
static inline int kt_sock_next(struct kt_sock *s, struct kt_answer *answer,
			       int timeout_ms)
{
	return kt_sock_wait(s, 0, answer, timeout_ms);
}

/**
 * kt_req_new() - begin a request
 * @s: the socket that it will go to
 * @cmd: KTHREADING_CMD_*
 *
 * Return: the request, never NULL. Sending it or kt_req_free() ends its life.
 */
struct kt_req *kt_req_new(struct kt_sock *s, enum kthreading_cmd cmd);

/**
 * kt_req_free() - drop a request that was not sent
 * @req: the request, or NULL
 */
void kt_req_free(struct kt_req *req);

/**
 * kt_put() - add an attribute of any kind
 * @req: the request
 * @type: KTHREADING_A_*
 * @data: the payload
 * @len: its length
 *
 * Like all kt_put_*() it grows the request as needed.
 */
void kt_put(struct kt_req *req, int type, const void *data, size_t len);

static inline void kt_put_str(struct kt_req *req, int type, const char *value)
{
	kt_put(req, type, value, strlen(value) + 1);
}

static inline void kt_put_u8(struct kt_req *req, int type, __u8 value)
{
	kt_put(req, type, &value, sizeof(value));
}

static inline void kt_put_u32(struct kt_req *req, int type, __u32 value)
{
	kt_put(req, type, &value, sizeof(value));
}

static inline void kt_put_s32(struct kt_req *req, int type, __s32 value)
{
	kt_put(req, type, &value, sizeof(value));
}

static inline void kt_put_u64(struct kt_req *req, int type, __u64 value)
{
	kt_put(req, type, &value, sizeof(value));
}

static inline void kt_put_s64(struct kt_req *req, int type, __s64 value)
{
	kt_put(req, type, &value, sizeof(value));
}

static inline void kt_put_flag(struct kt_req *req, int type)
{
	kt_put(req, type, NULL, 0);
}

/**
 * kt_nest_begin() - what is put from now on goes into a nest
 * @req: the request
 * @type: KTHREADING_A_*
 */
void kt_nest_begin(struct kt_req *req, int type);

/**
 * kt_nest_end() - end the nest begun last
 * @req: the request
 */
void kt_nest_end(struct kt_req *req);

/**
 * kt_send() - send a request without waiting
 * @req: the request, gone afterwards
 * @flags: NLM_F_ACK for a request that has no reply, NLM_F_DUMP, or 0
 * @seq: where to put its number, or NULL
 *
 * Return: 0 or -errno of the socket.
 */
int kt_send(struct kt_req *req, int flags, __u32 *seq);

/**
 * kt_call() - send a request and wait for its answer
 * @req: the request, gone afterwards
 * @fn: called with the reply; NULL for a request that has none
 * @arg: for @fn
 *
 * Return: what @fn returned, 0 or -errno; see kt_sock_error().
 */
int kt_call(struct kt_req *req, kt_attrs_fn fn, void *arg);

/**
 * kt_dump() - send a request for a dump, and wait for all of it
 * @req: the request, gone afterwards
 * @fn: called with each part, once the dump is complete
 * @arg: for @fn
 *
 * A dump during which the objects changed is done again, a few times.
 *
 * Return:
 * * 0 - done
 * * 1 - done, but the objects never stood still: some may be missing
 * * what @fn returned first, if not 0
 * * -errno - see kt_sock_error()
 */
int kt_dump(struct kt_req *req, kt_attrs_fn fn, void *arg);

#endif
