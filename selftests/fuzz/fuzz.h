/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A fuzzer of the wire. What it knows of commands and attributes is made from the YAML
 * spec at each build. All that it sends comes from the seed alone, never from
 * an answer: the same options send the same bytes.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <linux/genetlink.h>
#include <linux/kthreading.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler.h"

#ifndef __aligned
#define __aligned(bytes) __attributes(__aligned__(bytes))
#endif

#define FZ_BIT(type) (1ULL << (type))

/* Stands for the family until it is sent: its number differs from boot to boot. */
#define FZ_FAMILY 0x7777
/* No family has that number. */
#define FZ_STRANGER 0x7778
#define FZ_HEADERS (NLMSG_HDRLEN + GENL_HDRLEN)
/* Room for one message, and for those that are sent at once. */
#define FZ_MESSAGE_MAX 16384
#define FZ_BATCH_MAX 8
#define FZ_BUFFER_MAX (FZ_BATCH_MAX * FZ_MESSAGE_MAX)
/* A mutated length can make more messages of them. */
#define FZ_EXPECT_MAX 256

enum fz_kind {
	FZ_FLAG,
	FZ_U8,
	FZ_U32,
	FZ_U64,
	FZ_S32,
	FZ_S64,
	FZ_STRING,
	FZ_BINARY,
	FZ_NEST,
	FZ_PAD,
};

/**
 * struct fz_attr - an attribute of the spec
 * @name: its name there
 * @type: its number
 * @kind: what it holds
 * @set: index of the set in a nest, else -1
 * @enumerated: a number that is one of an enum
 * @multi: may be given several times
 * @min: least number
 * @max: most number or bytes; 0 if the spec does not say
 */
struct fz_attr {
	const char *name;
	__u16 type;
	enum fz_kind kind;
	int set;
	bool enumerated;
	bool multi;
	long long min;
	long long max;
};

struct fz_set {
	const char *name;
	const struct fz_attr *attrs;
	size_t nr;
};

/**
 * struct fz_op - a command of the spec
 * @name: its name there
 * @cmd: its number
 * @set: index of its set of attributes
 * @has_do: it can be asked for once
 * @has_dump: it can be asked for as a list
 * @has_reply: asked for once, it answers with more than an ACK
 * @request: attributes of the request, as bits
 * @reply: of the reply
 * @dump: of each message of a dump
 * @event: of a notification
 */
struct fz_op {
	const char *name;
	__u8 cmd;
	int set;
	bool has_do;
	bool has_dump;
	bool has_reply;
	__u64 request;
	__u64 reply;
	__u64 dump;
	__u64 event;
};

/* fuzz-table.h */
const struct fz_op *fz_op(unsigned int index);
const struct fz_op *fz_op_of(__u8 cmd);
unsigned int fz_nr_ops(void);
const struct fz_set *fz_set(int index);
const struct fz_attr *fz_attr_of(const struct fz_set *set, __u16 type);
unsigned int fz_nr_groups(void);
const char *fz_group(unsigned int index);

struct fz_rand {
	__u64 state;
};

__u64 fz_next(struct fz_rand *rand);
/* From 0 to @below - 1. */
unsigned int fz_below(struct fz_rand *rand, unsigned int below);
bool fz_one_in(struct fz_rand *rand, unsigned int many);

#define fz_pick(rand, array) \
	((array)[fz_below(rand, sizeof(array) / sizeof((array)[0]))])

/**
 * struct fz_msg - a message while it is made
 * @len: bytes so far
 * @bytes: header, generic header, attributes
 */
struct fz_msg {
	size_t len;
	__u8 bytes[FZ_MESSAGE_MAX] __aligned(8);
};

struct nlmsghdr *fz_header(struct fz_msg *msg);
struct genlmsghdr *fz_genl_header(struct fz_msg *msg);
void fz_begin(struct fz_msg *msg, __u8 cmd, __u16 flags);
bool fz_put(struct fz_msg *msg, __u16 type, const void *data, size_t len);
size_t fz_nest(struct fz_msg *msg, __u16 type);
void fz_nest_end(struct fz_msg *msg, size_t nest);
void fz_end(struct fz_msg *msg);

/* make.c */
void fz_make(struct fz_rand *rand, struct fz_msg *msg);
void fz_put_generic(struct fz_rand *rand, struct fz_msg *msg,
		    const struct fz_set *set, const struct fz_attr *attr);

/* value.c */
const char *fz_text(struct fz_rand *rand, const struct fz_set *set,
		    const struct fz_attr *attr);
long long fz_number(struct fz_rand *rand, const struct fz_attr *attr);
/* A target and its arguments, NULL at the end. */
const char *const *fz_target(struct fz_rand *rand);
const char *fz_word(const char *word);

/* mutate.c */
void fz_mutate(struct fz_rand *rand, struct fz_msg *msg);

/**
 * struct fz_expect - what a message that is sent must be answered with
 * @seq: its number
 * @op: its command, NULL for one that there is not
 * @acked: it asked for an ACK
 * @dump: it asks for a dump
 * @core: netlink answers it before the module sees it
 * @ended: how often its last answer has come: ACK, error or the end of a dump
 * @error: of that
 * @replies: messages beside
 */
struct fz_expect {
	__u32 seq;
	const struct fz_op *op;
	bool acked;
	bool dump;
	bool core;
	unsigned int ended;
	int error;
	unsigned int replies;
};

/* What an option breaks, to show that it is found. */
enum fz_busted {
	FZ_SOUND,
	FZ_LOSE_ANSWER,
	FZ_ANSWER_TWICE,
	FZ_LOSE_SENTENCE,
	FZ_LOSE_REPLY,
	FZ_FORGET_ATTR,
	FZ_LEAVE_PROCESS,
};

/**
 * struct fz_counts - what all senders did; shared, and added to atomically
 * @messages: sent
 * @mutated: of those
 * @acks: requests that were done
 * @errors: requests that were refused
 * @silent: of those, refused by netlink itself without a sentence
 * @replies: messages with attributes
 * @dumps: dumps read to their end
 * @abandoned: requests on sockets that nobody reads
 * @closes: sockets closed
 * @pending: waits that were pending then
 * @failures: expectations that did not hold
 * @done: by command, requests that were done
 * @refused: by command, requests that the module refused
 * @hash: of all bytes sent
 */
struct fz_counts {
	unsigned long messages;
	unsigned long mutated;
	unsigned long acks;
	unsigned long errors;
	unsigned long silent;
	unsigned long replies;
	unsigned long dumps;
	unsigned long abandoned;
	unsigned long closes;
	unsigned long pending;
	unsigned long failures;
	unsigned long done[256];
	unsigned long refused[256];
	__u64 hash;
};

/**
 * struct fz_run - one run
 * @seed: all that is sent comes from it
 * @messages: how many to send at least
 * @senders: how many send at once
 * @busted: see enum fz_busted
 * @dry: make the messages, send none
 * @corpus: print the inputs that reached new code, and begin with those of stdin
 * @family: number of the family
 * @groups: numbers of its multicast groups
 * @shared: a socket that all senders of a process send on, and none reads
 * @counts: shared by the senders
 */
struct fz_run {
	__u64 seed;
	unsigned long messages;
	unsigned int senders;
	enum fz_busted busted;
	bool dry;
	bool corpus;
	__u16 family;
	__u32 groups[8];
	int shared;
	struct fz_counts *counts;
};

unsigned long fz_count(unsigned long *counter);
__printf(2, 3) void fz_fail(const struct fz_run *run, const char *format, ...);

/* expect.c */
size_t fz_walk(__u8 *bytes, size_t len, __u32 *seq, struct fz_expect *expects);
void fz_stamp(__u8 *bytes, size_t len, __u16 family);
void fz_judge(const struct fz_run *run, const struct fz_expect *expect);
void fz_take_end(const struct fz_run *run, struct fz_expect *expect,
		 const struct nlmsghdr *nlh);
bool fz_is_deferred(const struct fz_op *op);

/* reply.c */
void fz_check_reply(const struct fz_run *run, const struct nlmsghdr *nlh,
		    const struct fz_op *op, __u64 allowed);

/* cover.c */
struct fz_cover;
void fz_corpus_init(const struct fz_run *run);
void fz_corpus_print(void);
unsigned int fz_corpus_size(void);
unsigned long fz_corpus_points(void);
bool fz_corpus_pick(struct fz_rand *rand, struct fz_msg *msg);
struct fz_cover *fz_cover_open(void);
void fz_cover_begin(struct fz_cover *cover);
void fz_cover_end(struct fz_cover *cover, const __u8 *bytes, size_t len);
void fz_cover_close(struct fz_cover *cover);

/* sender.c */
void fz_sender(const struct fz_run *run, unsigned int index);

/* limits.c */
void fz_limits_lower(const struct fz_run *run);
void fz_limits_restore(const struct fz_run *run);

/* client.c */
int fz_open(unsigned int room);
bool fz_find_family(struct fz_run *run);
unsigned int fz_remove_processes(const struct fz_run *run);
void fz_check_alive(const struct fz_run *run);

#endif /* FUZZ_H */
