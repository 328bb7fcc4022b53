/* SPDX-License-Identifier: GPL-2.0 */
/* The test module, and parameters of modules: set, and given back. */

#ifndef KT_MODULE_H
#define KT_MODULE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KT_TEST_LEVEL "/sys/module/kt_test/parameters/level"
#define KT_PARAM(name) "/sys/module/kthreading/parameters/" name

static inline int kt_param_write(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);
	ssize_t len = strlen(value);
	bool done;

	if (fd < 0)
		return -1;
	done = write(fd, value, len) == len;
	close(fd);
	return done ? 0 : -1;
}

static inline int kt_param_read(const char *path, char *value, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t len;

	if (fd < 0)
		return -1;
	len = read(fd, value, size - 1);
	close(fd);
	if (len < 0)
		return -1;
	value[len] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return 0;
}

/* Opens the gates up to that level. */
static inline int kt_gates(int level)
{
	char value[16];

	snprintf(value, sizeof(value), "%d", level);
	return kt_param_write(KT_TEST_LEVEL, value);
}

/*
 * Loads a test module, or finds it loaded by a test before: on a debug kernel to load and
 * to remove one takes seconds. All its gates are shut. The environment can bust it: see
 * busted_test.sh.
 */
static inline int kt_module_use(const char *name)
{
	char path[96], command[96];

	snprintf(path, sizeof(path), "/sys/module/%s/parameters/level", name);
	snprintf(command, sizeof(command), "modprobe %s $KT_TEST_OPTIONS",
		 name);
	if (access(path, F_OK) && system(command))
		return -1;
	return kt_param_write(path, "0");
}

/* Fails as long as a thread runs one of its targets. */
static inline int kt_module_unused(const char *name)
{
	char path[96], count[16];

	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", name);
	if (kt_param_read(path, count, sizeof(count)))
		return -1;
	return strcmp(count, "0") ? -1 : 0;
}

/* At the end of the program, not of its tests, which are processes of their own. */
__attribute__((destructor)) static void kt_modules_remove(void)
{
	if (system("for name in kt_test kt_test_local kt_test_timer; do\n"
		   "[ ! -e /sys/module/$name ] || rmmod $name || exit 1\n"
		   "done"))
		_exit(1);
}

#endif
