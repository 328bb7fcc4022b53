// SPDX-License-Identifier: GPL-2.0
/* Operations on locals. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/slab.h>

#include "compat.h"
#include "local.h"
#include "process.h"

/**
 * struct place - what a request about an attribute names
 * @process: reference owned
 * @thread: whose attribute; reference owned
 * @local: reference owned
 * @value: the parsed nest
 */
struct place {
	struct kt_process *process;
	struct kt_thread *thread;
	struct kt_local *local;
	struct nlattr *value[KTHREADING_A_VALUE_MAX + 1];
};

static struct kt_process *process_of(struct genl_info *info, struct kt_why *why)
{
	struct nlattr *name = info->attrs[KTHREADING_A_LOCAL_PROCESS];

	if (!name)
		return ERR_PTR(kt_nl_missing(info, KTHREADING_A_LOCAL_PROCESS,
					     "no process given"));
	if (!info->attrs[KTHREADING_A_LOCAL_NAME])
		return ERR_PTR(kt_nl_missing(info, KTHREADING_A_LOCAL_NAME,
					     "no local given"));
	return kt_nl_process(name, why);
}

static int value_parse(struct genl_info *info, struct nlattr *nest,
		       struct nlattr **tb)
{
	int ret = nla_parse_nested(tb, KTHREADING_A_VALUE_MAX, nest,
				   kthreading_value_nl_policy, info->extack);

	if (!ret && !tb[KTHREADING_A_VALUE_ATTR])
		ret = kt_nl_missing(info, KTHREADING_A_LOCAL_VALUE,
				    "no attribute given");
	return ret;
}

/* Exactly one of number and bytes. */
static struct kt_value *value_make(struct nlattr **tb, enum kt_item item,
				   struct kt_why *why)
{
	struct nlattr *number = tb[KTHREADING_A_VALUE_NUMBER];
	struct nlattr *bytes = tb[KTHREADING_A_VALUE_BYTES];
	struct kt_value *value;

	if (!number == !bytes)
		return ERR_PTR(kt_refuse(why, -EINVAL, item,
					 "a value is a number or bytes"));
	if (bytes && nla_len(bytes) > KTHREADING_VALUE_LEN_MAX)
		return ERR_PTR(kt_refuse(why, -EINVAL, item,
					 "a value has at most %d bytes",
					 KTHREADING_VALUE_LEN_MAX));
	value = number ? kt_value_number(nla_get_s64(number)) :
			 kt_value_bytes(nla_data(bytes), nla_len(bytes));
	return value ?: ERR_PTR(-ENOMEM);
}

static void place_put(struct place *place)
{
	kt_local_put(place->local);
	kt_thread_put(place->thread);
	kt_process_put(place->process);
}

static int place_get_thread(struct genl_info *info, struct place *place,
			    struct kt_why *why)
{
	struct nlattr *as = info->attrs[KTHREADING_A_LOCAL_AS];

	place->thread = kt_nl_acting(place->process, as, why);
	if (!IS_ERR(place->thread))
		return 0;
	why->item = KT_ITEM_AS;
	return PTR_ERR(place->thread);
}

static int place_fill(struct genl_info *info, struct place *place,
		      struct kt_why *why)
{
	struct nlattr **attrs = info->attrs;
	int ret;

	ret = place_get_thread(info, place, why);
	if (ret) {
		place->thread = NULL;
		return ret;
	}
	place->local = kt_local_find(&place->process->locals,
				     nla_data(attrs[KTHREADING_A_LOCAL_NAME]),
				     why);
	if (IS_ERR(place->local)) {
		ret = PTR_ERR(place->local);
		place->local = NULL;
		return ret;
	}
	if (!attrs[KTHREADING_A_LOCAL_VALUE])
		return kt_nl_missing(info, KTHREADING_A_LOCAL_VALUE,
				     "no attribute given");
	return value_parse(info, attrs[KTHREADING_A_LOCAL_VALUE], place->value);
}

static int place_get(struct genl_info *info, struct place *place,
		     struct kt_why *why)
{
	int ret;

	memset(place, 0, sizeof(*place));
	place->process = process_of(info, why);
	if (IS_ERR(place->process))
		return PTR_ERR(place->process);
	ret = place_fill(info, place, why);
	if (ret)
		place_put(place);
	return ret;
}

/* Handles a request about an attribute. */
static int place_doit(struct genl_info *info,
		      int (*act)(struct genl_info *info, struct place *place,
				 struct kt_why *why))
{
	struct kt_why why = {};
	struct place place;
	int ret;

	ret = place_get(info, &place, &why);
	if (!ret) {
		ret = act(info, &place, &why);
		place_put(&place);
	}
	return kt_nl_result(info, &why, ret);
}

static int add_initial(struct genl_info *info, struct kt_local *local,
		       struct kt_why *why)
{
	struct nlattr *tb[KTHREADING_A_VALUE_MAX + 1];
	struct kt_value *value;
	struct kt_attr *made;
	struct nlattr *attr;
	int rem, ret;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != KTHREADING_A_LOCAL_INITIAL)
			continue;
		ret = value_parse(info, attr, tb);
		if (ret)
			return ret;
		value = value_make(tb, KT_ITEM_INITIAL, why);
		if (IS_ERR(value))
			return PTR_ERR(value);
		made = kt_attr_make(local,
				    nla_data(tb[KTHREADING_A_VALUE_ATTR]),
				    value, why);
		if (IS_ERR(made))
			return PTR_ERR(made);
		why->index++;
	}
	return 0;
}

int kthreading_nl_local_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_process *process;
	struct kt_local *local;
	struct kt_why why = {};
	int ret;

	process = process_of(info, &why);
	if (IS_ERR(process))
		return kt_nl_result(info, &why, PTR_ERR(process));
	local = kt_local_make(&process->locals, &process->table,
			      nla_data(info->attrs[KTHREADING_A_LOCAL_NAME]),
			      &why);
	ret = PTR_ERR_OR_ZERO(local);
	if (!ret) {
		ret = add_initial(info, local, &why);
		if (ret)
			kt_local_remove(local);
		kt_local_put(local);
	}
	kt_process_put(process);
	return kt_nl_result(info, &why, ret);
}

int kthreading_nl_local_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_process *process;
	struct kt_local *local;
	struct kt_why why = {};

	process = process_of(info, &why);
	if (IS_ERR(process))
		return kt_nl_result(info, &why, PTR_ERR(process));
	local = kt_local_find(&process->locals,
			      nla_data(info->attrs[KTHREADING_A_LOCAL_NAME]),
			      &why);
	kt_process_put(process);
	if (IS_ERR(local))
		return kt_nl_result(info, &why, PTR_ERR(local));
	kt_local_remove(local);
	kt_local_put(local);
	return 0;
}

static int set_at(struct genl_info *info, struct place *place,
		  struct kt_why *why)
{
	struct kt_value *value;
	struct kt_attr *attr;

	value = value_make(place->value, KT_ITEM_VALUE, why);
	if (IS_ERR(value))
		return PTR_ERR(value);
	attr = kt_attr_make(place->local,
			    nla_data(place->value[KTHREADING_A_VALUE_ATTR]),
			    NULL, why);
	if (!IS_ERR(attr))
		return kt_attr_store(attr, place->thread, value);
	kfree(value);
	return PTR_ERR(attr);
}

int kthreading_nl_local_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return place_doit(info, set_at);
}

static struct kt_attr *attr_at(struct place *place, struct kt_why *why)
{
	return kt_attr_find(place->local,
			    nla_data(place->value[KTHREADING_A_VALUE_ATTR]),
			    why);
}

static int unset_at(struct genl_info *info, struct place *place,
		    struct kt_why *why)
{
	struct kt_attr *attr = attr_at(place, why);

	return IS_ERR(attr) ? PTR_ERR(attr) :
			      kt_attr_erase(attr, place->thread, why);
}

int kthreading_nl_local_unset_doit(struct sk_buff *skb, struct genl_info *info)
{
	return place_doit(info, unset_at);
}

static int put_value(struct sk_buff *skb, const struct kt_row *row)
{
	struct nlattr *nest = nla_nest_start(skb, KTHREADING_A_LOCAL_VALUE);

	if (!nest || nla_put_string(skb, KTHREADING_A_VALUE_ATTR, row->attr))
		return -EMSGSIZE;
	if (row->is_number ? nla_put_s64(skb, KTHREADING_A_VALUE_NUMBER,
					 row->number, KTHREADING_A_VALUE_PAD) :
			     nla_put(skb, KTHREADING_A_VALUE_BYTES, row->len,
				     row->bytes))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_row(struct sk_buff *skb, const char *process,
		   struct kt_thread *thread, const struct kt_row *row)
{
	return nla_put_string(skb, KTHREADING_A_LOCAL_PROCESS, process) ||
	       nla_put_string(skb, KTHREADING_A_LOCAL_NAME, row->local) ||
	       kt_nl_put_ref(skb, KTHREADING_A_LOCAL_THREAD, thread) ||
	       put_value(skb, row);
}

static int get_reply(struct genl_info *info, struct place *place,
		     struct kt_attr *attr, struct kt_why *why)
{
	struct kt_row *row = kzalloc(sizeof(*row), GFP_KERNEL);
	struct sk_buff *skb;
	void *header;
	int ret;

	if (!row)
		return -ENOMEM;
	ret = kt_attr_row(attr, place->thread, row, why);
	if (ret)
		goto free;
	skb = kt_nl_reply_new(info, KTHREADING_VALUE_LEN_MAX + 512, &header);
	ret = -ENOMEM;
	if (skb)
		ret = kt_nl_reply_send(info, skb, header,
				       put_row(skb, place->process->name,
					       place->thread, row) ?
					       -EMSGSIZE :
					       0);
free:
	kfree(row);
	return ret;
}

static int get_at(struct genl_info *info, struct place *place,
		  struct kt_why *why)
{
	struct kt_attr *attr = attr_at(place, why);

	return IS_ERR(attr) ? PTR_ERR(attr) : get_reply(info, place, attr, why);
}

int kthreading_nl_local_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return place_doit(info, get_at);
}

/**
 * struct walk - a dump of locals, and where it stands in the callback's args
 * @dump: what it fills
 * @process: reference held by the caller
 * @only: name of the one local that is wanted, or NULL
 * @row: scratch; it is large
 * @local: args[0], index of the next local to name
 * @thread: args[1], id of the thread before the one that is told of
 * @slot: args[2], index of the next slot of @counted
 * @counted: args[3], id of the thread that @slot is for
 */
struct walk {
	struct kt_nl_dump dump;
	struct kt_process *process;
	const char *only;
	struct kt_row *row;
	long *local;
	long *thread;
	long *slot;
	long *counted;
};

/* First the names, so that one that no thread has touched is told of, too. */
static int walk_locals(struct walk *walk)
{
	struct kt_row *row = walk->row;
	void *header;
	int ret;

	while (kt_locals_name(&walk->process->locals, *walk->local,
			      row->local)) {
		if (!walk->only || !strcmp(walk->only, row->local)) {
			header = kt_nl_dump_header(&walk->dump,
						   KTHREADING_CMD_LOCAL_GET);
			ret = header ?
				      nla_put_string(walk->dump.skb,
						     KTHREADING_A_LOCAL_PROCESS,
						     walk->process->name) ||
					      nla_put_string(
						      walk->dump.skb,
						      KTHREADING_A_LOCAL_NAME,
						      row->local) :
				      0;
			ret = kt_nl_dump_end(&walk->dump, header, ret);
			if (ret)
				return ret;
		}
		++*walk->local;
	}
	return 0;
}

static int walk_slots(struct walk *walk, struct kt_thread *thread)
{
	struct kt_row *row = walk->row;
	void *header;
	int ret;

	for (; *walk->slot < KT_ATTRS_MAX; ++*walk->slot) {
		if (!kt_locals_row(&walk->process->locals, thread, *walk->slot,
				   row) ||
		    (walk->only && strcmp(walk->only, row->local)))
			continue;
		header = kt_nl_dump_header(&walk->dump,
					   KTHREADING_CMD_LOCAL_GET);
		ret = header ? put_row(walk->dump.skb, walk->process->name,
				       thread, row) :
			       0;
		ret = kt_nl_dump_end(&walk->dump, header, ret);
		if (ret)
			return ret;
	}
	return 0;
}

static int walk_threads(struct walk *walk)
{
	struct kt_thread *thread;
	unsigned long id;
	int ret;

	for (;;) {
		id = *walk->thread;
		thread = kt_thread_next(&walk->process->table, &id);
		if (!thread)
			return 0;
		/* The one that the last message ended in may have gone. */
		if (*walk->counted != id) {
			*walk->counted = id;
			*walk->slot = 0;
		}
		ret = thread->slots ? walk_slots(walk, thread) : 0;
		kt_thread_put(thread);
		if (ret)
			return ret;
		*walk->thread = id;
		cond_resched();
	}
}

static int walk_all(struct walk *walk)
{
	int ret;

	walk->row = kzalloc(sizeof(*walk->row), GFP_KERNEL);
	if (!walk->row)
		return -ENOMEM;
	ret = walk_locals(walk);
	if (!ret)
		ret = walk_threads(walk);
	kfree(walk->row);
	return ret;
}

static int local_check(struct kt_process *process, const char *name,
		       struct kt_why *why)
{
	struct kt_local *local = kt_local_find(&process->locals, name, why);

	if (IS_ERR(local))
		return PTR_ERR(local);
	kt_local_put(local);
	return 0;
}

int kthreading_nl_local_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb)
{
	struct nlattr **attrs = kt_genl_dump_attrs(cb);
	struct nlattr *name = attrs[KTHREADING_A_LOCAL_PROCESS];
	struct walk walk = {
		.dump = { .skb = skb, .cb = cb },
		.local = &cb->args[0],
		.thread = &cb->args[1],
		.slot = &cb->args[2],
		.counted = &cb->args[3],
	};
	struct kt_why why = {};
	int ret = kt_nl_dump_allowed(cb);

	if (ret)
		return ret;
	if (!name) {
		NL_SET_ERR_MSG(cb->extack, "no process given");
		return -EINVAL;
	}
	if (attrs[KTHREADING_A_LOCAL_NAME])
		walk.only = nla_data(attrs[KTHREADING_A_LOCAL_NAME]);
	walk.process = kt_nl_process(name, &why);
	if (IS_ERR(walk.process))
		return kt_nl_dump_refuse(cb, name, &why, PTR_ERR(walk.process));
	ret = walk.only ? local_check(walk.process, walk.only, &why) : 0;
	if (ret)
		kt_nl_dump_refuse(cb, attrs[KTHREADING_A_LOCAL_NAME], &why,
				  ret);
	else
		ret = walk_all(&walk);
	kt_process_put(walk.process);
	return kt_nl_dump_result(skb, ret);
}
