// SPDX-License-Identifier: GPL-2.0
#include "timeline.h"

#include <linux/minmax.h>

/**
 * kt_timeline_add - record a step
 * @timeline: has a ring; when that is full the oldest step makes room
 * @step: the step
 *
 * Context: any.
 */
void kt_timeline_add(struct kt_timeline *timeline, const struct kt_step *step)
{
	timeline->ring[timeline->next % timeline->size] = *step;
	timeline->next++;
}

/**
 * kt_timeline_dropped - tell how many steps made room for later ones
 * @timeline: the timeline
 *
 * Return: that.
 */
u64 kt_timeline_dropped(const struct kt_timeline *timeline)
{
	u64 all = timeline->next - 1;

	return all > timeline->size ? all - timeline->size : 0;
}

/**
 * kt_timeline_copy - copy steps, oldest first
 * @timeline: the timeline
 * @number: the first one wanted; set to that of the first one that is there
 * @steps: where to copy them
 * @count: room there
 *
 * Context: any.
 *
 * Return: how many, 0 after the last.
 */
unsigned int kt_timeline_copy(const struct kt_timeline *timeline, u64 *number,
			      struct kt_step *steps, unsigned int count)
{
	unsigned int i;

	*number = max(*number, kt_timeline_dropped(timeline) + 1);
	for (i = 0; i < count && *number + i < timeline->next; i++)
		steps[i] = timeline->ring[(*number + i) % timeline->size];
	return i;
}
