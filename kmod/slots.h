/* SPDX-License-Identifier: GPL-2.0 */
/* What one thread has in all locals of its process. */
#ifndef _KT_SLOTS_H
#define _KT_SLOTS_H

#include <linux/rcupdate.h>
#include <linux/types.h>

/* Slots of a thread, in chunks that never move once a thread has them. */
#define KT_CHUNK_SLOTS 16
#define KT_CHUNKS 16
#define KT_ATTRS_MAX (KT_CHUNKS * KT_CHUNK_SLOTS)

/**
 * struct kt_value - what one thread has in one attribute; never changes
 * @rcu: for its end
 * @attr: id of the attribute; the slot may be that of another one by now
 * @is_number: of @number and @bytes
 * @number: the number
 * @len: of @bytes
 * @bytes: the byte string
 */
struct kt_value {
	struct rcu_head rcu;
	u64 attr;
	bool is_number;
	s64 number;
	size_t len;
	u8 bytes[];
};

/**
 * struct kt_chunk - some slots of a thread
 * @slot: values by the index of their attribute; exchanged atomically, read under RCU
 */
struct kt_chunk {
	struct kt_value __rcu *slot[KT_CHUNK_SLOTS];
};

/**
 * struct kt_slots - what a thread has in all locals of its process
 * @chunk: made when first needed, and kept until the thread object goes
 */
struct kt_slots {
	struct kt_chunk *chunk[KT_CHUNKS];
};

struct kt_value *kt_value_number(s64 number);
struct kt_value *kt_value_bytes(const void *bytes, size_t len);
struct kt_value *kt_value_copy(const struct kt_value *value);
bool kt_slots_has(struct kt_slots *slots, unsigned int index, u64 attr);
int kt_slots_store(struct kt_slots **slots, unsigned int index, u64 attr,
		   struct kt_value *value);
void kt_slots_erase(struct kt_slots *slots, unsigned int index);
void kt_slots_clear(struct kt_slots *slots);
void kt_slots_free(struct kt_slots *slots);

static inline struct kt_value __rcu **kt_slots_at(struct kt_slots *slots,
						  unsigned int index)
{
	struct kt_chunk *chunk;

	if (!slots)
		return NULL;
	chunk = READ_ONCE(slots->chunk[index / KT_CHUNK_SLOTS]);
	return chunk ? &chunk->slot[index % KT_CHUNK_SLOTS] : NULL;
}

/**
 * kt_slots_peek - the value that a thread has in a slot
 * @slots: of the thread, or NULL
 * @index: of the slot
 * @attr: id of the attribute that the slot is for now
 *
 * Context: any, under RCU, also that of rcu_read_lock_sched().
 *
 * Return: the value, or NULL, also for one that an attribute before it has left.
 */
static inline const struct kt_value *kt_slots_peek(struct kt_slots *slots,
						   unsigned int index, u64 attr)
{
	struct kt_value __rcu **slot = kt_slots_at(slots, index);
	struct kt_value *value = NULL;

	if (slot)
		value = rcu_dereference_check(*slot,
					      rcu_read_lock_sched_held());
	return value && value->attr == attr ? value : NULL;
}

#endif /* _KT_SLOTS_H */
