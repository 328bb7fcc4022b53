// SPDX-License-Identifier: GPL-2.0
/*
 * Threads are added: one, several of one kind, or several that differ, each told by an
 * entry of its own. All or none are made.
 */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "args.h"
#include "life.h"
#include "process.h"
#include "sched.h"
#include "target.h"
#include "timer.h"

/**
 * struct spec - what a request, or an entry of it, says of a thread
 *
 * Short, as a list has many, and their memory is cleared.
 *
 * @name: in the request; NULL gives a default
 * @args: reference owned
 * @sched: owned
 * @timer: what makes it a Timer; NULL for a thread
 * @entry: of the request; NULL where it is the request itself
 * @daemon: an enum kt_daemon
 * @start: it is to be started
 */
struct spec {
	const char *name;
	struct kt_args *args;
	struct kt_sched *sched;
	const struct kt_timer_spec *timer;
	struct nlattr *entry;
	u8 daemon;
	bool start;
};

/**
 * struct said - what is looked at when all of a request, or of an entry, was seen
 * @target: name of the target
 * @args: the first argument, and all behind it
 * @args_len: length of that
 * @sched: scheduling
 * @timer: what makes it a Timer
 */
struct said {
	struct nlattr *target;
	struct nlattr *args;
	int args_len;
	struct nlattr *sched;
	struct nlattr *timer;
};

/**
 * struct add - a request to add threads, while it is handled
 * @process: reference owned
 * @acting: reference owned
 * @threads: those that are made, references owned
 * @room: for how many @threads has room, and the others
 * @made: how many are made
 * @specs: of entries, what is to be made
 * @read: how many of @specs are filled
 * @timer_specs: the rest, of those of @specs that are Timers; NULL while none is
 * @starts: those of entries that are to be started: plain threads from the first place
 *	on, Timers from the last one
 * @plain: how many of @starts are plain threads
 * @timers: how many are Timers
 * @reply: owned
 */
struct add {
	struct kt_process *process;
	struct kt_thread *acting;
	struct kt_thread **threads;
	u32 room;
	u32 made;
	struct spec *specs;
	u32 read;
	struct kt_timer_spec *timer_specs;
	struct kt_thread **starts;
	u32 plain;
	u32 timers;
	struct kt_nl_reply reply;
};

static int spec_target(const struct said *said, struct spec *spec,
		       struct kt_why *why)
{
	const char *words[KTHREADING_ARGS_MAX];
	struct kt_target_entry *entry;
	int nr = 0;

	if (said->args)
		nr = kt_nl_words(said->args, said->args_len, words, why);
	if (nr < 0)
		return nr;
	if (!said->target)
		return nr ? kt_refuse(why, -EINVAL, KT_ITEM_ARG,
				      "arguments need a target") :
			    0;
	entry = kt_target_find(nla_data(said->target));
	if (!entry)
		return kt_refuse(why, -ENOENT, KT_ITEM_TARGET,
				 "there is no target %s",
				 (char *)nla_data(said->target));
	spec->args = kt_args_create(entry, words, nr, why);
	kt_target_put(entry);
	return PTR_ERR_OR_ZERO(spec->args);
}

/* All was validated with the request; of what is said twice the last counts. */
static void spec_look(struct nlattr *first, int len, struct spec *spec,
		      struct said *said)
{
	struct nlattr *attr;
	int rem;

	nla_for_each_attr(attr, first, len, rem) {
		switch (nla_type(attr)) {
		case KTHREADING_A_THREAD_START:
			spec->start = true;
			break;
		case KTHREADING_A_THREAD_NAME:
			spec->name = nla_data(attr);
			break;
		case KTHREADING_A_THREAD_DAEMON:
			spec->daemon = nla_get_u8(attr) ? KT_DAEMON_ON :
							  KT_DAEMON_OFF;
			break;
		case KTHREADING_A_THREAD_TARGET:
			said->target = attr;
			break;
		case KTHREADING_A_THREAD_ARG:
			if (said->args)
				break;
			said->args = attr;
			said->args_len = rem;
			break;
		case KTHREADING_A_THREAD_SCHED:
			said->sched = attr;
			break;
		case KTHREADING_A_THREAD_TIMER:
			said->timer = attr;
			break;
		}
	}
}

/* All but what @timer says, which is for the caller; spec_free() follows in any case. */
static int spec_read(struct nlattr *first, int len, struct spec *spec,
		     struct nlattr **timer, struct kt_why *why)
{
	struct said said = {};
	int ret = 0;

	spec_look(first, len, spec, &said);
	*timer = said.timer;
	if (said.target || said.args)
		ret = spec_target(&said, spec, why);
	if (!ret && said.sched)
		ret = kt_nl_sched(said.sched, &spec->sched, why);
	return ret;
}

static int spec_timer(struct spec *spec, struct nlattr *said,
		      struct kt_timer_spec *timer, struct kt_why *why)
{
	spec->timer = timer;
	return kt_nl_timer(said, timer, why);
}

static void spec_free(struct spec *spec)
{
	kfree(spec->sched);
	if (!IS_ERR(spec->args))
		kt_args_put(spec->args);
}

static int add_room(struct add *add, u32 room)
{
	add->room = room;
	add->threads = kvmalloc_array(room, sizeof(*add->threads), GFP_KERNEL);
	return add->threads ? 0 : -ENOMEM;
}

static struct kt_thread *add_one(struct add *add, const struct spec *spec,
				 unsigned int index, struct kt_why *why)
{
	const struct kt_thread_kind *kind = spec->timer ? &kt_timer_kind : NULL;
	const struct kt_thread_spec made_of = {
		.name = spec->name,
		.daemon = spec->daemon,
		.sched = spec->sched,
		.timer = spec->timer,
	};
	struct kt_thread *thread;

	thread = kt_thread_make(&add->process->table, kind, add->acting,
				&made_of, kt_args_get(spec->args), index, why);
	if (!IS_ERR(thread))
		add->threads[add->made++] = thread;
	return thread;
}

static int add_same(struct add *add, const struct spec *spec, bool numbered,
		    struct kt_why *why)
{
	struct kt_thread *thread;
	int ret;

	ret = add_room(add, add->room);
	while (!ret && add->made < add->room) {
		thread = add_one(add, spec, numbered ? add->made + 1 : 0, why);
		ret = PTR_ERR_OR_ZERO(thread);
		cond_resched();
	}
	return ret;
}

/* One thread, or a number of them. */
static int add_count(struct genl_info *info, struct add *add,
		     struct kt_why *why)
{
	struct nlattr *count = info->attrs[KTHREADING_A_THREAD_COUNT];
	struct kt_timer_spec timer = {};
	struct nlattr *said_timer;
	struct spec spec = {};
	int ret;

	add->room = count ? nla_get_u32(count) : 1;
	if (add->room > KTHREADING_COUNT_MAX)
		return kt_refuse(why, -EINVAL, KT_ITEM_COUNT,
				 "one request makes at most %u threads",
				 KTHREADING_COUNT_MAX);
	ret = spec_read(nlmsg_attrdata(info->nlhdr, GENL_HDRLEN),
			nlmsg_attrlen(info->nlhdr, GENL_HDRLEN), &spec,
			&said_timer, why);
	if (!ret && said_timer)
		ret = spec_timer(&spec, said_timer, &timer, why);
	if (!ret)
		ret = add_same(add, &spec, count, why);
	spec_free(&spec);
	if (!ret)
		ret = kt_nl_thread_reply_new(info, add->threads[0],
					     &add->reply);
	if (!ret && spec.start)
		ret = kt_life_start_many(add->threads, add->made, why);
	return ret;
}

/* What an entry says, the request itself cannot. */
static int entries_alone(struct genl_info *info)
{
	static const u8 types[] = {
		KTHREADING_A_THREAD_COUNT,  KTHREADING_A_THREAD_START,
		KTHREADING_A_THREAD_NAME,   KTHREADING_A_THREAD_DAEMON,
		KTHREADING_A_THREAD_TARGET, KTHREADING_A_THREAD_ARG,
		KTHREADING_A_THREAD_SCHED,  KTHREADING_A_THREAD_TIMER,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (!info->attrs[types[i]])
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[types[i]],
				    "makes no sense beside entries");
		return -EINVAL;
	}
	return 0;
}

/* What making it would refuse is refused now, when no number is used up yet. */
static int spec_check(const struct spec *spec, struct kt_why *why)
{
	struct kt_sched *sched;
	int ret = 0;

	if (spec->name)
		ret = kt_thread_name_check(spec->name, why);
	if (ret || !spec->sched)
		return ret;
	sched = kt_sched_merge(NULL, spec->sched, why);
	if (IS_ERR(sched))
		return PTR_ERR(sched);
	kfree(sched);
	return 0;
}

/* Memory for as many as there are entries, when the first one is a Timer: most lists have none. */
static int entry_timer(struct add *add, struct spec *spec, struct nlattr *said,
		       struct kt_why *why)
{
	if (!add->timer_specs)
		add->timer_specs = kvcalloc(
			add->room, sizeof(*add->timer_specs), GFP_KERNEL);
	if (!add->timer_specs)
		return -ENOMEM;
	return spec_timer(spec, said, &add->timer_specs[spec - add->specs],
			  why);
}

static int entry_read(struct genl_info *info, struct add *add,
		      struct nlattr *entry, struct kt_why *why)
{
	struct spec *spec = &add->specs[add->read++];
	struct nlattr *timer;
	int ret;

	spec->entry = entry;
	ret = spec_read(nla_data(entry), nla_len(entry), spec, &timer, why);
	if (!ret && timer)
		ret = entry_timer(add, spec, timer, why);
	if (!ret)
		ret = spec_check(spec, why);
	return ret ? kt_nl_refuse_in(info, entry, why, ret) : 0;
}

static int entries_read(struct genl_info *info, struct add *add,
			struct kt_why *why)
{
	struct nlattr *entry;
	int rem, ret;

	nlmsg_for_each_attr(entry, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(entry) != KTHREADING_A_THREAD_ENTRY)
			continue;
		if (add->read == KTHREADING_ENTRIES_MAX) {
			ret = kt_refuse(why, -EINVAL, KT_ITEM_NONE,
					"a request has at most %u entries",
					KTHREADING_ENTRIES_MAX);
			return kt_nl_refuse_in(info, entry, why, ret);
		}
		ret = entry_read(info, add, entry, why);
		if (ret)
			return ret;
	}
	return 0;
}

static void entry_starts(struct add *add, struct kt_thread *thread)
{
	if (thread->kind)
		add->starts[add->room - ++add->timers] = thread;
	else
		add->starts[add->plain++] = thread;
}

static int entries_make(struct genl_info *info, struct add *add,
			struct kt_why *why)
{
	struct kt_thread *thread;
	struct spec *spec;

	for (spec = add->specs; spec < add->specs + add->read; spec++) {
		thread = add_one(add, spec, 0, why);
		if (IS_ERR(thread))
			return kt_nl_refuse_in(info, spec->entry, why,
					       PTR_ERR(thread));
		if (spec->start)
			entry_starts(add, thread);
	}
	return 0;
}

/* Plain threads first, as they may be refused a place. */
static int entries_start(struct add *add, struct kt_why *why)
{
	int ret = 0;

	if (add->plain)
		ret = kt_life_start_many(add->starts, add->plain, why);
	if (!ret && add->timers)
		ret = kt_life_start_many(add->starts + add->room - add->timers,
					 add->timers, why);
	return ret;
}

static int entries_room(struct genl_info *info, struct add *add)
{
	u32 room = min_t(u32, kt_nl_count(info, KTHREADING_A_THREAD_ENTRY),
			 KTHREADING_ENTRIES_MAX);

	add->specs = kvcalloc(room, sizeof(*add->specs), GFP_KERNEL);
	add->starts = kmalloc_array(room, sizeof(*add->starts), GFP_KERNEL);
	return add->specs && add->starts ? add_room(add, room) : -ENOMEM;
}

static int add_entries(struct genl_info *info, struct add *add,
		       struct kt_why *why)
{
	int ret = entries_alone(info) ?: entries_room(info, add);

	if (!ret)
		ret = entries_read(info, add, why);
	if (!ret)
		ret = entries_make(info, add, why);
	if (!ret)
		ret = kt_nl_made_reply_new(info, add->threads, add->made,
					   &add->reply);
	return ret ?: entries_start(add, why);
}

/* All or none: what was made for a request that fails is taken back. */
static void add_undo(struct add *add)
{
	u32 i;

	for (i = 0; i < add->made; i++) {
		kt_thread_remove(add->threads[i], NULL);
		cond_resched();
	}
}

static void add_free(struct add *add)
{
	u32 i;

	for (i = 0; i < add->made; i++) {
		kt_thread_put(add->threads[i]);
		cond_resched();
	}
	kt_nl_thread_reply_free(&add->reply);
	kvfree(add->threads);
	while (add->read)
		spec_free(&add->specs[--add->read]);
	kvfree(add->specs);
	kvfree(add->timer_specs);
	kfree(add->starts);
	if (!IS_ERR(add->acting))
		kt_thread_put(add->acting);
	if (!IS_ERR(add->process))
		kt_process_put(add->process);
}

static int add_all(struct genl_info *info, struct add *add, struct kt_why *why)
{
	int ret;

	add->process = kt_nl_thread_process(info, why);
	if (IS_ERR(add->process))
		return PTR_ERR(add->process);
	/* Nobody can act there any more: the end is the better reason. */
	if (READ_ONCE(add->process->table.stopping))
		return kt_refuse(why, -ESHUTDOWN, KT_ITEM_PROCESS,
				 "can't create new thread at process end");
	add->acting = kt_nl_acting(add->process,
				   info->attrs[KTHREADING_A_THREAD_AS], why);
	if (IS_ERR(add->acting))
		return PTR_ERR(add->acting);
	ret = info->attrs[KTHREADING_A_THREAD_ENTRY] ?
		      add_entries(info, add, why) :
		      add_count(info, add, why);
	if (ret)
		add_undo(add);
	return ret;
}

static int add_tell(struct genl_info *info, struct add *add)
{
	if (info->attrs[KTHREADING_A_THREAD_ENTRY])
		return kt_nl_made_reply_send(info, &add->reply);
	return kt_nl_thread_reply_send(info, &add->reply, add->threads[0],
				       add->made);
}

int kthreading_nl_thread_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_why why = {};
	struct add add = {};
	int ret = add_all(info, &add, &why) ?: add_tell(info, &add);

	add_free(&add);
	return kt_nl_result(info, &why, ret);
}
