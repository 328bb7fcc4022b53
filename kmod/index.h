/* SPDX-License-Identifier: GPL-2.0 */
/* Which thread of a process has which id. */
#ifndef _KT_INDEX_H
#define _KT_INDEX_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

struct kt_thread;

/* Ids that share a block. */
#define KT_BLOCK_IDS 64

/**
 * struct kt_block - threads whose ids are neighbours
 * @nr: how many there are
 * @threads: by the rest of their ids
 */
struct kt_block {
	unsigned int nr;
	struct kt_thread *threads[KT_BLOCK_IDS];
};

/**
 * struct kt_index - the threads of a process by their ids
 * @blocks: those with threads, and @last; by the id through KT_BLOCK_IDS
 * @last: where the next ids are; NULL before the first
 * @room: the last id of @last
 * @grow_lock: held while @last is replaced
 *
 * Protected by the lock of the table, but for @grow_lock.
 */
struct kt_index {
	struct xarray blocks;
	struct kt_block *last;
	u32 room;
	struct mutex grow_lock;
};

void kt_index_init(struct kt_index *index);
void kt_index_destroy(struct kt_index *index);
int kt_index_grow(struct kt_index *index, u32 id, spinlock_t *lock);
void kt_index_insert(struct kt_index *index, u32 id, struct kt_thread *thread);
void kt_index_erase(struct kt_index *index, u32 id);
struct kt_thread *kt_index_find(struct kt_index *index, u32 id);
struct kt_thread *kt_index_next(struct kt_index *index, unsigned long id);
unsigned int kt_index_some(struct kt_index *index, unsigned long id,
			   struct kt_thread **threads, unsigned int room);

#endif /* _KT_INDEX_H */
