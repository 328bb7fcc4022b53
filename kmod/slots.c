// SPDX-License-Identifier: GPL-2.0
/*
 * Each attribute of each local has a slot number in its process, and each thread has
 * its own slots. So a thread gets at its own value by two indices: no lock, no hash.
 * Who acts for another thread does the same, as a value never changes: it is replaced,
 * and read under RCU.
 */
#include "slots.h"

#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

static struct kt_value *value_alloc(size_t len)
{
	return kzalloc(struct_size_t(struct kt_value, bytes, len), GFP_KERNEL);
}

/**
 * kt_value_number - make a value
 * @number: the number
 *
 * Context: may sleep.
 *
 * Return: the value, or NULL without memory.
 */
struct kt_value *kt_value_number(s64 number)
{
	struct kt_value *value = value_alloc(0);

	if (!value)
		return NULL;
	value->is_number = true;
	value->number = number;
	return value;
}

/**
 * kt_value_bytes - make a value
 * @bytes: copied
 * @len: how many
 *
 * Context: may sleep.
 *
 * Return: the value, or NULL without memory.
 */
struct kt_value *kt_value_bytes(const void *bytes, size_t len)
{
	struct kt_value *value = value_alloc(len);

	if (!value)
		return NULL;
	value->len = len;
	memcpy(value->bytes, bytes, len);
	return value;
}

struct kt_value *kt_value_copy(const struct kt_value *value)
{
	return value->is_number ? kt_value_number(value->number) :
				  kt_value_bytes(value->bytes, value->len);
}

/* Installs what was missing; of two who do so at once one loses, and takes the other's. */
static void *install(void **where, size_t size)
{
	void *new = kzalloc(size, GFP_KERNEL);
	void *old;

	if (!new)
		return NULL;
	old = cmpxchg(where, NULL, new);
	if (!old)
		return new;
	kfree(new);
	return old;
}

static struct kt_value __rcu **slot_make(struct kt_slots **where,
					 unsigned int index)
{
	struct kt_slots *slots = READ_ONCE(*where);
	struct kt_chunk *chunk;

	if (!slots)
		slots = install((void **)where, sizeof(*slots));
	if (!slots)
		return NULL;
	chunk = READ_ONCE(slots->chunk[index / KT_CHUNK_SLOTS]);
	if (!chunk)
		chunk = install((void **)&slots->chunk[index / KT_CHUNK_SLOTS],
				sizeof(*chunk));
	return chunk ? &chunk->slot[index % KT_CHUNK_SLOTS] : NULL;
}

static void slot_exchange(struct kt_value __rcu **slot, struct kt_value *value)
{
	struct kt_value *old =
		unrcu_pointer(xchg(slot, RCU_INITIALIZER(value)));

	if (old)
		kfree_rcu(old, rcu);
}

bool kt_slots_has(struct kt_slots *slots, unsigned int index, u64 attr)
{
	bool found;

	rcu_read_lock();
	found = kt_slots_peek(slots, index, attr);
	rcu_read_unlock();
	return found;
}

/**
 * kt_slots_store - set the value of a slot
 * @slots: of the thread
 * @index: of the slot
 * @attr: id of the attribute
 * @value: owned afterwards, also on failure
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -ENOMEM - no memory
 */
int kt_slots_store(struct kt_slots **slots, unsigned int index, u64 attr,
		   struct kt_value *value)
{
	struct kt_value __rcu **slot = slot_make(slots, index);

	if (!slot) {
		kfree(value);
		return -ENOMEM;
	}
	value->attr = attr;
	slot_exchange(slot, value);
	return 0;
}

/**
 * kt_slots_erase - empty a slot
 * @slots: of the thread, or NULL
 * @index: of the slot
 *
 * Context: any.
 */
void kt_slots_erase(struct kt_slots *slots, unsigned int index)
{
	struct kt_value __rcu **slot = kt_slots_at(slots, index);

	if (slot)
		slot_exchange(slot, NULL);
}

/**
 * kt_slots_clear - drop all that a thread has
 * @slots: of the thread, or NULL
 *
 * Context: any.
 */
void kt_slots_clear(struct kt_slots *slots)
{
	unsigned int i;

	for (i = 0; slots && i < KT_ATTRS_MAX; i++)
		kt_slots_erase(slots, i);
}

/**
 * kt_slots_free - the end of a thread object
 * @slots: of the thread, which nobody can find any more; or NULL
 */
void kt_slots_free(struct kt_slots *slots)
{
	unsigned int i;

	if (!slots)
		return;
	kt_slots_clear(slots);
	for (i = 0; i < KT_CHUNKS; i++)
		kfree(slots->chunk[i]);
	kfree(slots);
}
