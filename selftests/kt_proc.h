/* SPDX-License-Identifier: GPL-2.0 */
/* What procfs tells of kthreads. */
#ifndef KT_PROC_H
#define KT_PROC_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

/*
 * The name that the scheduler, the tracers and dmesg know, which a thread lends to its
 * kthread: from 6.12 on /proc/PID/comm keeps the one that the kthread was made with. A name
 * may hold spaces; what follows it begins with the last " (".
 */
static inline int kt_comm(__u32 pid, char *comm, size_t size)
{
	char path[32], line[64] = "", *end;
	FILE *file;

	*comm = '\0';
	snprintf(path, sizeof(path), "/proc/%u/sched", pid);
	file = fopen(path, "r");
	if (!file)
		return -errno;
	end = fgets(line, sizeof(line), file) ? strrchr(line, '(') : NULL;
	fclose(file);
	if (!end || end == line)
		return -ENODATA;
	end[-1] = '\0';
	snprintf(comm, size, "%s", line);
	return 0;
}

#endif
