// SPDX-License-Identifier: GPL-2.0
/* Well-formed requests, each of a command of the spec and some of its attributes. */
#include "fuzz.h"

#include <string.h>

static void put_number(struct fz_rand *rand, struct fz_msg *msg,
		       const struct fz_attr *attr)
{
	static const __u8 sizes[] = {
		[FZ_U8] = 1,  [FZ_U32] = 4, [FZ_U64] = 8,
		[FZ_S32] = 4, [FZ_S64] = 8,
	};
	/* The lower bytes come first on all that this is run on. */
	long long number = fz_number(rand, attr);

	fz_put(msg, attr->type, &number, sizes[attr->kind]);
}

static void put_bytes(struct fz_rand *rand, struct fz_msg *msg,
		      const struct fz_attr *attr)
{
	static const unsigned int lengths[] = { 0, 1, 8, 100, 1023, 1024 };
	__u8 bytes[1024];
	unsigned int i, len = fz_pick(rand, lengths);

	for (i = 0; i < len; i++)
		bytes[i] = fz_next(rand);
	fz_put(msg, attr->type, bytes, len);
}

/* One in 24 stays where it does not belong, or is left out where it does. */
static bool is_slip(struct fz_rand *rand)
{
	return fz_one_in(rand, 24);
}

/* One of them names a thread; several are refused, and an ident is hard to guess. */
static void put_ref(struct fz_rand *rand, struct fz_msg *msg,
		    const struct fz_set *set)
{
	static const __u16 names[] = {
		KTHREADING_A_REF_ID,   KTHREADING_A_REF_ID,
		KTHREADING_A_REF_NAME, KTHREADING_A_REF_NAME,
		KTHREADING_A_REF_NAME, KTHREADING_A_REF_IDENT,
	};
	__u16 name = fz_pick(rand, names);
	bool wanted;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		wanted = set->attrs[i].type == name;
		if (wanted != is_slip(rand))
			fz_put_generic(rand, msg, set, &set->attrs[i]);
	}
}

/* A value is a number or bytes. */
static void put_value(struct fz_rand *rand, struct fz_msg *msg,
		      const struct fz_set *set)
{
	__u16 other = fz_one_in(rand, 2) ? KTHREADING_A_VALUE_NUMBER :
					   KTHREADING_A_VALUE_BYTES;
	bool wanted;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		wanted = set->attrs[i].kind != FZ_PAD &&
			 set->attrs[i].type != other;
		if (wanted != is_slip(rand))
			fz_put_generic(rand, msg, set, &set->attrs[i]);
	}
}

static void put_some(struct fz_rand *rand, struct fz_msg *msg,
		     const struct fz_set *set)
{
	bool wanted;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		wanted = set->attrs[i].kind != FZ_PAD &&
			 (!i || fz_one_in(rand, 4));
		if (wanted != is_slip(rand))
			fz_put_generic(rand, msg, set, &set->attrs[i]);
	}
}

/* What a target takes is known here and not in the spec. */
static void put_target(struct fz_rand *rand, struct fz_msg *msg)
{
	const char *const *words = fz_target(rand);
	__u16 type = KTHREADING_A_THREAD_TARGET;
	const char *word;

	for (; *words; words++) {
		word = fz_word(*words);
		fz_put(msg, type, word, strlen(word) + 1);
		type = KTHREADING_A_THREAD_ARG;
	}
}

static bool is_of_target(const struct fz_attr *attr)
{
	return !strcmp(attr->name, "target") || !strcmp(attr->name, "arg");
}

/* Of a thread some, as of others, but a target that fits its arguments. */
static void put_entry(struct fz_rand *rand, struct fz_msg *msg,
		      const struct fz_set *set)
{
	bool wanted;
	size_t i;

	if (!fz_one_in(rand, 3))
		put_target(rand, msg);
	for (i = 0; i < set->nr; i++) {
		wanted = !is_of_target(&set->attrs[i]) && fz_one_in(rand, 4);
		if (wanted != is_slip(rand))
			fz_put_generic(rand, msg, set, &set->attrs[i]);
	}
}

static void put_nest(struct fz_rand *rand, struct fz_msg *msg,
		     const struct fz_attr *attr)
{
	const struct fz_set *set = fz_set(attr->set);
	size_t nest = fz_nest(msg, attr->type);

	if (!strcmp(set->name, "ref"))
		put_ref(rand, msg, set);
	else if (!strcmp(set->name, "value"))
		put_value(rand, msg, set);
	else if (!strcmp(set->name, "entry"))
		put_entry(rand, msg, set);
	else
		put_some(rand, msg, set);
	fz_nest_end(msg, nest);
}

/* An attribute with a plausible value. */
void fz_put_generic(struct fz_rand *rand, struct fz_msg *msg,
		    const struct fz_set *set, const struct fz_attr *attr)
{
	const char *text;

	switch (attr->kind) {
	case FZ_FLAG:
	case FZ_PAD:
		fz_put(msg, attr->type, NULL, 0);
		break;
	case FZ_STRING:
		text = fz_text(rand, set, attr);
		fz_put(msg, attr->type, text, strlen(text) + 1);
		break;
	case FZ_BINARY:
		put_bytes(rand, msg, attr);
		break;
	case FZ_NEST:
		put_nest(rand, msg, attr);
		break;
	default:
		put_number(rand, msg, attr);
	}
}

static unsigned int times_of(struct fz_rand *rand, const struct fz_attr *attr)
{
	if (!attr->multi)
		return 1;
	if (fz_one_in(rand, 64))
		return fz_below(rand, 600);
	return 1 + fz_below(rand, 3);
}

static bool is_wanted(struct fz_rand *rand, const struct fz_op *op,
		      const struct fz_attr *attr)
{
	/* With few of them most are needed. */
	bool few = __builtin_popcountll(op->request) <= 4;

	if (!strcmp(attr->name, "start"))
		return fz_one_in(rand, 2);
	if (attr->kind == FZ_FLAG || !strcmp(attr->name, "as") ||
	    !strcmp(attr->name, "owner"))
		return fz_one_in(rand, 8);
	if (!strcmp(attr->name, "ref"))
		return !fz_one_in(rand, 12);
	if (!strcmp(attr->name, "count") || !strcmp(attr->name, "sched") ||
	    !strcmp(attr->name, "timer"))
		return fz_one_in(rand, 6);
	return few ? !is_slip(rand) : fz_one_in(rand, 2);
}

static void put_attr(struct fz_rand *rand, struct fz_msg *msg,
		     const struct fz_set *set, const struct fz_attr *attr)
{
	unsigned int times;

	if (!strcmp(set->name, "thread") && !strcmp(attr->name, "arg"))
		return;
	if (!strcmp(set->name, "thread") && !strcmp(attr->name, "target")) {
		put_target(rand, msg);
		return;
	}
	for (times = times_of(rand, attr); times; times--)
		fz_put_generic(rand, msg, set, attr);
}

/* What ends a process is rare, or nothing would live for long. */
static bool is_rare(struct fz_rand *rand, __u8 cmd)
{
	switch (cmd) {
	case KTHREADING_CMD_PROCESS_EXIT:
		return !fz_one_in(rand, 24);
	case KTHREADING_CMD_PROCESS_KILL:
		return !fz_one_in(rand, 12);
	case KTHREADING_CMD_THREAD_ADD:
		return false;
	default:
		return fz_one_in(rand, 2);
	}
}

static const struct fz_op *pick_op(struct fz_rand *rand)
{
	const struct fz_op *op;

	do
		op = fz_op(fz_below(rand, fz_nr_ops()));
	while (!op->has_do || is_rare(rand, op->cmd));
	return op;
}

static __u16 pick_flags(struct fz_rand *rand, const struct fz_op *op)
{
	__u16 flags = NLM_F_REQUEST;

	if (!fz_one_in(rand, 5))
		flags |= NLM_F_ACK;
	if (op->has_dump ? fz_one_in(rand, 3) : fz_one_in(rand, 200))
		flags |= NLM_F_DUMP;
	return flags;
}

/* Entries stand instead of all that an entry can say. */
static bool is_apart(const struct fz_attr *attr, bool entries)
{
	return (attr->set >= 0 && !strcmp(fz_set(attr->set)->name, "entry")) !=
		       entries &&
	       strcmp(attr->name, "process") && strcmp(attr->name, "as");
}

void fz_make(struct fz_rand *rand, struct fz_msg *msg)
{
	const struct fz_op *op = pick_op(rand);
	const struct fz_set *set = fz_set(op->set);
	bool entries = op->cmd == KTHREADING_CMD_THREAD_ADD &&
		       fz_one_in(rand, 3);
	bool first = true;
	size_t i;

	fz_begin(msg, op->cmd, pick_flags(rand, op));
	for (i = 0; i < set->nr; i++) {
		if (!(op->request & FZ_BIT(set->attrs[i].type)) ||
		    (op->cmd == KTHREADING_CMD_THREAD_ADD &&
		     is_apart(&set->attrs[i], entries) && !is_slip(rand)))
			continue;
		if (first ? !is_slip(rand) :
			    is_wanted(rand, op, &set->attrs[i]))
			put_attr(rand, msg, set, &set->attrs[i]);
		first = false;
	}
	fz_end(msg);
}
