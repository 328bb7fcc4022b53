// SPDX-License-Identifier: GPL-2.0
/* How clients are told why: the sentence, and the attribute that is to blame. */
#include "netlink.h"

#include <linux/string.h>

/* The attribute that an item of a refusal came in, per set. */
static const u8 thread_items[KT_ITEMS] = {
	[KT_ITEM_PROCESS] = KTHREADING_A_THREAD_PROCESS,
	[KT_ITEM_AS] = KTHREADING_A_THREAD_AS,
	[KT_ITEM_REF] = KTHREADING_A_THREAD_REF,
	[KT_ITEM_ALL] = KTHREADING_A_THREAD_ALL,
	[KT_ITEM_COUNT] = KTHREADING_A_THREAD_COUNT,
	[KT_ITEM_NAME] = KTHREADING_A_THREAD_NAME,
	[KT_ITEM_DAEMON] = KTHREADING_A_THREAD_DAEMON,
	[KT_ITEM_TARGET] = KTHREADING_A_THREAD_TARGET,
	[KT_ITEM_ARG] = KTHREADING_A_THREAD_ARG,
	[KT_ITEM_SCHED] = KTHREADING_A_THREAD_SCHED,
	[KT_ITEM_TIMER] = KTHREADING_A_THREAD_TIMER,
};

static const u8 join_items[KT_ITEMS] = {
	[KT_ITEM_PROCESS] = KTHREADING_A_JOIN_PROCESS,
	[KT_ITEM_AS] = KTHREADING_A_JOIN_AS,
	[KT_ITEM_REF] = KTHREADING_A_JOIN_REF,
	[KT_ITEM_ALL] = KTHREADING_A_JOIN_ALL,
};

static const u8 process_items[KT_ITEMS] = {
	[KT_ITEM_PROCESS] = KTHREADING_A_PROCESS_NAME,
	[KT_ITEM_OWNER] = KTHREADING_A_PROCESS_OWNER,
};

static const u8 target_items[KT_ITEMS] = {
	[KT_ITEM_TARGET] = KTHREADING_A_TARGET_NAME,
};

static const u8 record_items[KT_ITEMS] = {
	[KT_ITEM_PROCESS] = KTHREADING_A_RECORD_PROCESS,
	[KT_ITEM_SEQ] = KTHREADING_A_RECORD_SEQ,
};

static const u8 local_items[KT_ITEMS] = {
	[KT_ITEM_PROCESS] = KTHREADING_A_LOCAL_PROCESS,
	[KT_ITEM_AS] = KTHREADING_A_LOCAL_AS,
	[KT_ITEM_NAME] = KTHREADING_A_LOCAL_NAME,
	[KT_ITEM_VALUE] = KTHREADING_A_LOCAL_VALUE,
	[KT_ITEM_INITIAL] = KTHREADING_A_LOCAL_INITIAL,
};

static const u8 stat_items[KT_ITEMS] = {
	[KT_ITEM_PROCESS] = KTHREADING_A_STAT_PROCESS,
	[KT_ITEM_REF] = KTHREADING_A_STAT_REF,
	[KT_ITEM_STOP] = KTHREADING_A_STAT_STOP_ON,
};

static const u8 timeline_items[KT_ITEMS] = {
	[KT_ITEM_PROCESS] = KTHREADING_A_TIMELINE_PROCESS,
};

static const u8 *items_of(u8 cmd)
{
	switch (cmd) {
	case KTHREADING_CMD_LOCAL_ADD ... KTHREADING_CMD_LOCAL_GET:
		return local_items;
	case KTHREADING_CMD_THREAD_JOIN:
		return join_items;
	case KTHREADING_CMD_TARGET_GET:
		return target_items;
	case KTHREADING_CMD_LOG_GET:
		return record_items;
	case KTHREADING_CMD_PROCESS_ADD ... KTHREADING_CMD_PROCESS_WAIT:
		return process_items;
	case KTHREADING_CMD_STAT_SET ... KTHREADING_CMD_STAT_GET:
		return stat_items;
	case KTHREADING_CMD_TIMELINE_SET ... KTHREADING_CMD_TIMELINE_GET:
		return timeline_items;
	default:
		return thread_items;
	}
}

/*
 * Of an attribute that may be given several times the one that is meant, or the last.
 * Looked up in the message: the parsed array ends where this operation's attributes do,
 * and a refusal may be about one that it does not have.
 */
static struct nlattr *attr_among(struct nlattr *first, int len, int type,
				 unsigned int index)
{
	struct nlattr *attr, *last = NULL;
	int rem;

	nla_for_each_attr(attr, first, len, rem) {
		if (nla_type(attr) != type)
			continue;
		last = attr;
		if (!index--)
			break;
	}
	return last;
}

static struct nlattr *attr_at(struct genl_info *info, int type,
			      unsigned int index)
{
	return attr_among(nlmsg_attrdata(info->nlhdr, GENL_HDRLEN),
			  nlmsg_attrlen(info->nlhdr, GENL_HDRLEN), type, index);
}

/*
 * The extended ACK keeps a pointer that is read after the handler has returned. A
 * text is overwritten after as many more refusals as there are slots; the ACK is
 * written right after the handler.
 */
static const char *text_keep(const char *text)
{
	static char slots[256][KT_WHY_MAX];
	static atomic_t next;
	char *slot = slots[atomic_inc_return(&next) % ARRAY_SIZE(slots)];

	strscpy(slot, text, KT_WHY_MAX);
	return slot;
}

static const char *text_for(int error)
{
	return error == -ENOMEM ? "out of memory" : "the kernel refused";
}

/**
 * kt_nl_refuse - tell a client why
 * @info: of the request
 * @why: the sentence and the item; without a sentence there is one for the errno
 * @error: negative errno
 *
 * Return: @error.
 */
int kt_nl_refuse(struct genl_info *info, const struct kt_why *why, int error)
{
	int type = items_of(info->genlhdr->cmd)[why->item];

	info->extack->_msg = *why->text ? text_keep(why->text) :
					  text_for(error);
	if (type)
		info->extack->bad_attr = attr_at(info, type, why->index);
	return error;
}

/**
 * kt_nl_refuse_in - kt_nl_refuse() for what a nest of the request says
 * @info: of the request
 * @nest: the nest, with attributes as the request has them; it is to blame itself for what
 *	neither of the two says
 * @why: the sentence and the item
 * @error: negative errno
 *
 * Return: @error.
 */
int kt_nl_refuse_in(struct genl_info *info, struct nlattr *nest,
		    const struct kt_why *why, int error)
{
	int type = items_of(info->genlhdr->cmd)[why->item];
	struct nlattr *attr =
		attr_among(nla_data(nest), nla_len(nest), type, why->index);

	kt_nl_refuse(info, why, error);
	if (attr || !info->extack->bad_attr)
		info->extack->bad_attr = attr ?: nest;
	return error;
}

/**
 * kt_nl_dump_refuse - kt_nl_refuse() for a dump
 * @cb: of the dump
 * @attr: the offending attribute
 * @why: the sentence
 * @error: negative errno
 *
 * Return: @error.
 */
int kt_nl_dump_refuse(struct netlink_callback *cb, struct nlattr *attr,
		      const struct kt_why *why, int error)
{
	cb->extack->_msg = text_keep(why->text);
	cb->extack->bad_attr = attr;
	return error;
}

/**
 * kt_nl_missing - tell a client what it has to give
 * @info: of the request
 * @attr: type of the attribute
 * @text: a literal
 *
 * Return: -EINVAL.
 */
int kt_nl_missing(struct genl_info *info, int attr, const char *text)
{
	info->extack->_msg = text;
	NL_SET_ERR_ATTR_MISS(info->extack, NULL, attr);
	return -EINVAL;
}

/**
 * kt_nl_result - the end of a handler
 * @info: of the request
 * @why: filled on refusal; what kt_nl_missing() said is not said again
 * @error: 0 or negative errno
 *
 * Return: @error.
 */
int kt_nl_result(struct genl_info *info, const struct kt_why *why, int error)
{
	return !error || info->extack->_msg ? error :
					      kt_nl_refuse(info, why, error);
}
