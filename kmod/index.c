// SPDX-License-Identifier: GPL-2.0
/*
 * Ids only grow, and threads are often few at a time. In an xarray of threads each would
 * have nodes to itself, which come and go with it. So ids that are neighbours share
 * a block, and the block of the next ids stays: a start costs no memory here and no walk.
 */
#include "index.h"

#include <linux/kernel.h>
#include <linux/slab.h>

void kt_index_init(struct kt_index *index)
{
	xa_init(&index->blocks);
	mutex_init(&index->grow_lock);
}

/**
 * kt_index_destroy - the end of an index
 * @index: without threads; nobody uses it any more
 */
void kt_index_destroy(struct kt_index *index)
{
	kfree(index->last);
	xa_destroy(&index->blocks);
}

static struct kt_block *block_of(struct kt_index *index, u32 id)
{
	if (id / KT_BLOCK_IDS == index->room / KT_BLOCK_IDS)
		return index->last;
	return xa_load(&index->blocks, id / KT_BLOCK_IDS);
}

static void block_drop(struct kt_index *index, u32 id, struct kt_block *block)
{
	xa_erase(&index->blocks, id / KT_BLOCK_IDS);
	kfree(block);
}

static void last_replace(struct kt_index *index, u32 id, struct kt_block *block)
{
	struct kt_block *old = index->last;

	if (old && !old->nr)
		block_drop(index, index->room, old);
	index->last = block;
	index->room = id | (KT_BLOCK_IDS - 1);
}

/**
 * kt_index_grow - make room for the next ids
 * @index: the index
 * @id: the next one, for which there was no room
 * @lock: what protects @index; not held
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - there is room for @id, or was
 * * -ENOMEM - no memory
 */
int kt_index_grow(struct kt_index *index, u32 id, spinlock_t *lock)
{
	struct kt_block *block = kzalloc(sizeof(*block), GFP_KERNEL);
	int ret;

	if (!block)
		return -ENOMEM;
	mutex_lock(&index->grow_lock);
	/* Not for who comes second. */
	ret = -EBUSY;
	if (!index->last || id > index->room)
		ret = xa_insert(&index->blocks, id / KT_BLOCK_IDS, block,
				GFP_KERNEL);
	if (!ret) {
		spin_lock(lock);
		last_replace(index, id, block);
		spin_unlock(lock);
	}
	mutex_unlock(&index->grow_lock);
	if (ret)
		kfree(block);
	return ret == -EBUSY ? 0 : ret;
}

/**
 * kt_index_insert - let a thread be found
 * @index: its lock is held
 * @id: the next one; there is room for it
 * @thread: the thread
 */
void kt_index_insert(struct kt_index *index, u32 id, struct kt_thread *thread)
{
	index->last->threads[id % KT_BLOCK_IDS] = thread;
	index->last->nr++;
}

/**
 * kt_index_erase - let a thread not be found any more
 * @index: its lock is held
 * @id: of a thread in it
 */
void kt_index_erase(struct kt_index *index, u32 id)
{
	struct kt_block *block = block_of(index, id);

	block->threads[id % KT_BLOCK_IDS] = NULL;
	if (!--block->nr && block != index->last)
		block_drop(index, id, block);
}

/**
 * kt_index_find - find a thread
 * @index: its lock is held
 * @id: the id
 *
 * Return: the thread, or NULL.
 */
struct kt_thread *kt_index_find(struct kt_index *index, u32 id)
{
	struct kt_block *block = block_of(index, id);

	return block ? block->threads[id % KT_BLOCK_IDS] : NULL;
}

/**
 * kt_index_some - find the next threads
 * @index: its lock is held
 * @id: the first one wanted
 * @threads: filled with those that come next and are neighbours
 * @room: for how many @threads has room
 *
 * Return: how many there are; 0 after the last.
 */
unsigned int kt_index_some(struct kt_index *index, unsigned long id,
			   struct kt_thread **threads, unsigned int room)
{
	unsigned int count = 0, i;
	struct kt_block *block;
	unsigned long key;

	xa_for_each_start(&index->blocks, key, block, id / KT_BLOCK_IDS) {
		i = key == id / KT_BLOCK_IDS ? id % KT_BLOCK_IDS : 0;
		for (; i < KT_BLOCK_IDS && count < room; i++)
			if (block->threads[i])
				threads[count++] = block->threads[i];
		if (count)
			break;
	}
	return count;
}

/**
 * kt_index_next - find the next thread
 * @index: its lock is held
 * @id: the first one wanted
 *
 * Return: the thread with the lowest id from @id on, or NULL.
 */
struct kt_thread *kt_index_next(struct kt_index *index, unsigned long id)
{
	struct kt_thread *thread;

	return kt_index_some(index, id, &thread, 1) ? thread : NULL;
}
