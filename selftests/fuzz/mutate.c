// SPDX-License-Identifier: GPL-2.0
/*
 * What goes wrong on the way: a message is changed in one to four places. The number
 * and the family are set again when it is sent, see fz_walk(): other families
 * are none of our business.
 */
#include "fuzz.h"

#include <string.h>

#define FZ_ATTRS_MAX 512

/**
 * struct spot - where an attribute stands
 * @at: offset in the message
 * @len: of it with its padding
 */
struct spot {
	size_t at;
	size_t len;
};

static struct nlattr *attr_at(struct fz_msg *msg, size_t at)
{
	return (struct nlattr *)(msg->bytes + at);
}

/* The attributes between two offsets, as far as they make sense. */
static unsigned int find_spots(struct fz_msg *msg, size_t from, size_t end,
			       struct spot *spots)
{
	unsigned int nr = 0;
	size_t len;

	while (nr < FZ_ATTRS_MAX && from + NLA_HDRLEN <= end) {
		len = NLA_ALIGN(attr_at(msg, from)->nla_len);
		if (len < NLA_HDRLEN || from + len > end)
			break;
		spots[nr++] = (struct spot){ from, len };
		from += len;
	}
	return nr;
}

/*
 * One attribute, of the message or of a nest in it. False without any. The nest's
 * own length may be wrong afterwards, which is as good.
 */
static bool pick_spot(struct fz_rand *rand, struct fz_msg *msg,
		      struct spot *spot)
{
	static __thread struct spot spots[FZ_ATTRS_MAX];
	size_t from = FZ_HEADERS, end = msg->len;
	unsigned int nr;

	for (;;) {
		nr = find_spots(msg, from, end, spots);
		if (!nr)
			return false;
		*spot = spots[fz_below(rand, nr)];
		if (!(attr_at(msg, spot->at)->nla_type & NLA_F_NESTED) ||
		    spot->len <= NLA_HDRLEN || fz_one_in(rand, 2))
			return true;
		from = spot->at + NLA_HDRLEN;
		end = spot->at + spot->len;
	}
}

/* Makes room for @len bytes at @at, or takes them away if negative. */
static bool shift(struct fz_msg *msg, size_t at, long len)
{
	size_t rest = msg->len - at;

	if (len > 0 && msg->len + len > sizeof(msg->bytes))
		return false;
	if (len < 0)
		memmove(msg->bytes + at, msg->bytes + at - len, rest + len);
	else
		memmove(msg->bytes + at + len, msg->bytes + at, rest);
	msg->len += len;
	fz_end(msg);
	return true;
}

static void flip_bits(struct fz_rand *rand, struct fz_msg *msg)
{
	unsigned int count = 1 + fz_below(rand, 4);
	unsigned int bit;

	while (count--) {
		bit = fz_below(rand, msg->len * 8);
		msg->bytes[bit / 8] ^= 1 << bit % 8;
	}
}

static void set_bytes(struct fz_rand *rand, struct fz_msg *msg)
{
	static const __u8 values[] = { 0, 1, 0x7f, 0x80, 0xff, '\n', '%' };
	size_t at = fz_below(rand, msg->len);
	size_t len = 1 + fz_below(rand, 8);

	while (len-- && at < msg->len)
		msg->bytes[at++] = fz_pick(rand, values);
}

static void attr_double(struct fz_rand *rand, struct fz_msg *msg)
{
	unsigned int times = fz_one_in(rand, 32) ? fz_below(rand, 200) : 1;
	struct spot spot;

	if (!pick_spot(rand, msg, &spot))
		return;
	while (times-- && shift(msg, spot.at, spot.len))
		memmove(msg->bytes + spot.at, msg->bytes + spot.at + spot.len,
			spot.len);
}

static void attr_drop(struct fz_rand *rand, struct fz_msg *msg)
{
	struct spot spot;

	if (pick_spot(rand, msg, &spot))
		shift(msg, spot.at, -(long)spot.len);
}

/* To the front, before all others. */
static void attr_reorder(struct fz_rand *rand, struct fz_msg *msg)
{
	static __thread __u8 copy[FZ_MESSAGE_MAX];
	struct spot spot;

	if (!pick_spot(rand, msg, &spot))
		return;
	memcpy(copy, msg->bytes + spot.at, spot.len);
	shift(msg, spot.at, -(long)spot.len);
	if (shift(msg, FZ_HEADERS, spot.len))
		memcpy(msg->bytes + FZ_HEADERS, copy, spot.len);
}

static void attr_retype(struct fz_rand *rand, struct fz_msg *msg)
{
	static const __u16 flags[] = { 0, 0, NLA_F_NESTED, NLA_F_NET_BYTEORDER,
				       0xc000 };
	struct spot spot;
	__u16 type;

	if (!pick_spot(rand, msg, &spot))
		return;
	type = attr_at(msg, spot.at)->nla_type & NLA_TYPE_MASK;
	if (fz_one_in(rand, 2))
		type = fz_one_in(rand, 8) ? fz_next(rand) & NLA_TYPE_MASK :
					    fz_below(rand, 34);
	attr_at(msg, spot.at)->nla_type = type | fz_pick(rand, flags);
}

static void attr_resize(struct fz_rand *rand, struct fz_msg *msg)
{
	static const int steps[] = { -8, -4, -3, -2, -1, 1, 2, 3, 4, 8 };
	static const __u16 lengths[] = { 0, 1, 3, 4, 5, 8, 255, 0x7fff, 0xffff };
	struct spot spot;

	if (!pick_spot(rand, msg, &spot))
		return;
	if (fz_one_in(rand, 3))
		attr_at(msg, spot.at)->nla_len = fz_pick(rand, lengths);
	else
		attr_at(msg, spot.at)->nla_len += fz_pick(rand, steps);
}

static void attr_scramble(struct fz_rand *rand, struct fz_msg *msg)
{
	struct spot spot;
	size_t i;

	if (!pick_spot(rand, msg, &spot))
		return;
	for (i = NLA_HDRLEN; i < spot.len; i++)
		if (fz_one_in(rand, 3))
			msg->bytes[spot.at + i] = fz_next(rand);
}

/* A plausible attribute that belongs elsewhere, in front of another one. */
static void attr_insert(struct fz_rand *rand, struct fz_msg *msg)
{
	static __thread struct fz_msg other;
	const struct fz_set *set;
	struct spot spot;
	size_t len;

	if (!pick_spot(rand, msg, &spot))
		spot.at = msg->len;
	fz_begin(&other, 0, 0);
	set = fz_set(fz_op(fz_below(rand, fz_nr_ops()))->set);
	fz_put_generic(rand, &other, set, &set->attrs[fz_below(rand, set->nr)]);
	len = other.len - FZ_HEADERS;
	if (shift(msg, spot.at, len))
		memcpy(msg->bytes + spot.at, other.bytes + FZ_HEADERS, len);
}

/* Into a nest, and that into another one, and so on. */
static void attr_wrap(struct fz_rand *rand, struct fz_msg *msg)
{
	unsigned int depth = fz_one_in(rand, 8) ? 40 : 1;
	struct spot spot;

	if (!pick_spot(rand, msg, &spot))
		return;
	while (depth-- && shift(msg, spot.at, NLA_HDRLEN)) {
		spot.len += NLA_HDRLEN;
		attr_at(msg, spot.at)->nla_len = spot.len;
		attr_at(msg, spot.at)->nla_type = fz_below(rand, 24) |
						  NLA_F_NESTED;
	}
}

static void tail_cut(struct fz_rand *rand, struct fz_msg *msg)
{
	msg->len -= fz_below(rand, msg->len - 1);
	if (msg->len >= sizeof(__u32))
		fz_end(msg);
}

static void tail_append(struct fz_rand *rand, struct fz_msg *msg)
{
	size_t len = 1 + fz_below(rand, 24);
	size_t at = msg->len;

	if (!shift(msg, at, len))
		return;
	while (at < msg->len)
		msg->bytes[at++] = fz_next(rand);
}

/* Longer or shorter than what is there. */
static void header_length(struct fz_rand *rand, struct fz_msg *msg)
{
	static const __u32 lengths[] = { 0,  1,	 15, 16,     17,
					 19, 20, 21, 0xffff, UINT32_MAX };

	if (msg->len < FZ_HEADERS)
		return;
	if (fz_one_in(rand, 2))
		fz_header(msg)->nlmsg_len = fz_pick(rand, lengths);
	else
		fz_header(msg)->nlmsg_len += fz_below(rand, 33) - 16;
}

static void header_flags(struct fz_rand *rand, struct fz_msg *msg)
{
	if (msg->len >= FZ_HEADERS)
		fz_header(msg)->nlmsg_flags ^= 1 << fz_below(rand, 16);
}

static void header_type(struct fz_rand *rand, struct fz_msg *msg)
{
	static const __u16 types[] = { NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE,
				       NLMSG_OVERRUN, FZ_STRANGER };

	if (msg->len >= FZ_HEADERS)
		fz_header(msg)->nlmsg_type = fz_pick(rand, types);
}

static void genl_fields(struct fz_rand *rand, struct fz_msg *msg)
{
	if (msg->len < FZ_HEADERS)
		return;
	switch (fz_below(rand, 3)) {
	case 0:
		fz_genl_header(msg)->cmd =
			fz_one_in(rand, 2) ? fz_next(rand) : fz_below(rand, 28);
		break;
	case 1:
		fz_genl_header(msg)->version = fz_next(rand);
		break;
	default:
		fz_genl_header(msg)->reserved = fz_next(rand);
	}
}

typedef void (*fz_mutation)(struct fz_rand *rand, struct fz_msg *msg);

void fz_mutate(struct fz_rand *rand, struct fz_msg *msg)
{
	static const fz_mutation mutations[] = {
		flip_bits,     flip_bits,    set_bytes,	    attr_double,
		attr_drop,     attr_reorder, attr_retype,   attr_retype,
		attr_resize,   attr_resize,  attr_scramble, attr_insert,
		attr_insert,   attr_wrap,    tail_cut,	    tail_append,
		header_length, header_flags, header_type,   genl_fields,
	};
	unsigned int count = 1 + fz_below(rand, 4);

	while (count-- && msg->len > 1)
		fz_pick(rand, mutations)(rand, msg);
}
