// SPDX-License-Identifier: GPL-2.0
/*
 * What has to come back. A buffer is read as netlink reads it, which tells how many
 * messages are in it and which of them the module gets to see; each has its number,
 * and the answers are held against that.
 */
#include "fuzz.h"

#include <errno.h>
#include <string.h>

/* The reply to these comes when something has ended, or never. */
bool fz_is_deferred(const struct fz_op *op)
{
	return op->cmd == KTHREADING_CMD_PROCESS_WAIT ||
	       op->cmd == KTHREADING_CMD_THREAD_JOIN ||
	       op->cmd == KTHREADING_CMD_THREAD_RUN;
}

static void set_expect(struct fz_expect *expect, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	bool request = nlh->nlmsg_flags & NLM_F_REQUEST;

	memset(expect, 0, sizeof(*expect));
	expect->seq = nlh->nlmsg_seq;
	expect->acked = nlh->nlmsg_flags & NLM_F_ACK;
	expect->core = !request || nlh->nlmsg_type != FZ_FAMILY ||
		       nlh->nlmsg_len < FZ_HEADERS;
	if (expect->core)
		return;
	expect->op = fz_op_of(genl->cmd);
	expect->dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	if (!expect->op ||
	    (expect->dump ? !expect->op->has_dump : !expect->op->has_do))
		expect->core = true;
}

/*
 * Gives each message in the buffer a number and keeps it away from other families.
 * Returns how many netlink will find.
 */
size_t fz_walk(__u8 *bytes, size_t len, __u32 *seq, struct fz_expect *expects)
{
	struct nlmsghdr *nlh;
	size_t nr = 0, step;

	while (len >= NLMSG_HDRLEN) {
		nlh = (struct nlmsghdr *)bytes;
		if (nlh->nlmsg_len < NLMSG_HDRLEN || nlh->nlmsg_len > len)
			break;
		/* Without room for more, the last one takes all that is left. */
		if (nr == FZ_EXPECT_MAX - 1)
			nlh->nlmsg_len = len;
		if (nlh->nlmsg_type >= NLMSG_MIN_TYPE &&
		    nlh->nlmsg_type != FZ_FAMILY)
			nlh->nlmsg_type = FZ_STRANGER;
		nlh->nlmsg_seq = (*seq)++;
		set_expect(&expects[nr++], nlh);
		step = NLMSG_ALIGN(nlh->nlmsg_len);
		if (step >= len)
			break;
		bytes += step;
		len -= step;
	}
	return nr;
}

/* Puts the family's number in, after all that is to be the same on each boot. */
void fz_stamp(__u8 *bytes, size_t len, __u16 family)
{
	struct nlmsghdr *nlh;
	size_t step;

	while (len >= NLMSG_HDRLEN) {
		nlh = (struct nlmsghdr *)bytes;
		if (nlh->nlmsg_len < NLMSG_HDRLEN || nlh->nlmsg_len > len)
			return;
		if (nlh->nlmsg_type == FZ_FAMILY)
			nlh->nlmsg_type = family;
		step = NLMSG_ALIGN(nlh->nlmsg_len);
		if (step >= len)
			return;
		bytes += step;
		len -= step;
	}
}

/* The sentence of an extended ACK, NULL without. */
static const char *sentence(const struct nlmsghdr *nlh, size_t skip)
{
	const __u8 *at = (const __u8 *)NLMSG_DATA(nlh) + NLMSG_ALIGN(skip);
	const __u8 *end = (const __u8 *)nlh + nlh->nlmsg_len;
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	while (at + NLA_HDRLEN <= end) {
		attr = (const struct nlattr *)at;
		if (attr->nla_len < NLA_HDRLEN || at + attr->nla_len > end)
			return NULL;
		if (attr->nla_type == NLMSGERR_ATTR_MSG &&
		    attr->nla_len > NLA_HDRLEN + 1)
			return (const char *)(attr + 1);
		at += NLA_ALIGN(attr->nla_len);
	}
	return NULL;
}

static size_t echo_len(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);

	if (nlh->nlmsg_type == NLMSG_DONE)
		return sizeof(int);
	if (!err->error || nlh->nlmsg_flags & NLM_F_CAPPED)
		return sizeof(*err);
	return sizeof(*err) + NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
}

/* Netlink says so itself when a socket has a dump already. */
static bool is_busy_dump(const struct fz_expect *expect)
{
	return expect->dump && expect->error == -EBUSY;
}

static void check_sentence(const struct fz_run *run,
			   const struct fz_expect *expect, const char *text)
{
	if (run->busted == FZ_LOSE_SENTENCE && !expect->core)
		text = NULL;
	if (text)
		return;
	if (expect->core || is_busy_dump(expect))
		fz_count(&run->counts->silent);
	else
		fz_fail(run, "%s: refused with errno %d and without a sentence",
			expect->op->name, -expect->error);
}

/* The ACK, the error or the end of the dump that a message is answered with. */
void fz_take_end(const struct fz_run *run, struct fz_expect *expect,
		 const struct nlmsghdr *nlh)
{
	const char *name = expect->op ? expect->op->name : "no command";

	expect->error = *(const int *)NLMSG_DATA(nlh);
	expect->ended++;
	if (nlh->nlmsg_type == NLMSG_DONE && expect->dump && !expect->error)
		fz_count(&run->counts->dumps);
	if (nlh->nlmsg_type == NLMSG_DONE && !expect->dump)
		fz_fail(run, "%s: the end of a dump for what was none", name);
	if (!expect->error) {
		fz_count(&run->counts->acks);
		return;
	}
	fz_count(&run->counts->errors);
	/* From 512 on they are the kernel's own and not for clients. */
	if (expect->error > 0 || expect->error <= -512)
		fz_fail(run, "%s: refused with %d, which is no errno", name,
			expect->error);
	check_sentence(run, expect, sentence(nlh, echo_len(nlh)));
}

static void judge_replies(const struct fz_run *run,
			  const struct fz_expect *expect)
{
	unsigned int wanted = expect->op->has_reply;
	unsigned int seen = expect->replies;

	if (run->busted == FZ_LOSE_REPLY && seen)
		seen--;
	if (expect->ended && expect->error)
		wanted = 0;
	/* Without an ACK no answer at all is a success of what has no reply. */
	if (seen != wanted && !fz_is_deferred(expect->op))
		fz_fail(run, "%s: %u replies instead of %u", expect->op->name,
			seen, wanted);
}

/* When netlink has come back from the message: all but what is deferred is there. */
void fz_judge(const struct fz_run *run, const struct fz_expect *expect)
{
	const char *name = expect->op ? expect->op->name : "no command";
	unsigned int ended = expect->ended;

	if (expect->ended && !expect->core) {
		if (expect->error)
			fz_count(&run->counts->refused[expect->op->cmd]);
		else
			fz_count(&run->counts->done[expect->op->cmd]);
	}
	if (run->busted == FZ_LOSE_ANSWER && ended)
		ended--;
	if (run->busted == FZ_ANSWER_TWICE && ended)
		ended++;
	if (ended > 1)
		fz_fail(run, "%s: answered %u times", name, ended);
	else if (!ended && (expect->acked || expect->dump))
		fz_fail(run, "%s: not answered", name);
	else if (!expect->core && !expect->dump && expect->op)
		judge_replies(run, expect);
}
