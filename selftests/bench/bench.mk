# SPDX-License-Identifier: GPL-2.0
#
# The user side of the benchmark, part of selftests/Makefile. With no netlink library: what is
# measured is the kernel.

$(OUTPUT)/bench: $(wildcard bench/*.c bench/*.h) ../include/uapi/linux/kthreading.h
	$(call msg,CC,,$@)
	$(Q)$(CC) $(CFLAGS) $(filter %.c,$^) -lpthread -o $@
