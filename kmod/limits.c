// SPDX-License-Identifier: GPL-2.0
#include "limits.h"

#include <linux/moduleparam.h>

unsigned int kt_max_processes = 1024;
module_param_named(max_processes, kt_max_processes, uint, 0644);
MODULE_PARM_DESC(max_processes, "Most processes at a time (1024)");

unsigned int kt_max_threads = 1 << 20;
module_param_named(max_threads, kt_max_threads, uint, 0644);
MODULE_PARM_DESC(max_threads, "Most thread objects in a process (1048576)");

/* Kthreads escape RLIMIT_NPROC: at the kernel's own limit no shell can fork. */
unsigned int kt_max_workers = 16384;
module_param_named(max_workers, kt_max_workers, uint, 0644);
MODULE_PARM_DESC(
	max_workers,
	"Most started threads at a time, main threads included (16384, and never more than half of the kernel's threads-max)");

unsigned int kt_log_records = 1024;
module_param_named(log_records, kt_log_records, uint, 0644);
MODULE_PARM_DESC(log_records,
		 "Log records kept by each new process, 1 to 65536 (1024)");

unsigned int kt_timeline_records = 65536;
module_param_named(timeline_records, kt_timeline_records, uint, 0644);
MODULE_PARM_DESC(
	timeline_records,
	"Changes of state kept by each new timeline, 1 to 4194304 (65536)");

unsigned int kt_stop_seconds = 10;
module_param_named(stop_seconds, kt_stop_seconds, uint, 0644);
MODULE_PARM_DESC(
	stop_seconds,
	"Seconds after which who ignores a stop is reported, 0 for never (10)");

bool kt_log_to_dmesg = true;
module_param_named(dmesg, kt_log_to_dmesg, bool, 0644);
MODULE_PARM_DESC(dmesg, "Mirror the processes' logs to dmesg (Y)");
