# SPDX-License-Identifier: GPL-2.0
#
# The fuzzer, and its table of the wire, made from the spec at each build. Part
# of selftests/Makefile.

SPEC := ../Documentation/netlink/specs/kthreading.yaml

$(OUTPUT)/table/fuzz-table.h: $(SPEC) fuzz/table.py
	$(Q)mkdir -p $(@D)
	$(Q)/usr/bin/python3 -B fuzz/table.py $(SPEC) >$@

# Not by the rule that links a test with the one file that knows netlink: what is
# sent here is what that file would never send.
$(OUTPUT)/fuzz: $(wildcard fuzz/*.c fuzz/*.h) $(OUTPUT)/table/fuzz-table.h
	$(call msg,CC,,$@)
	$(Q)$(CC) $(CFLAGS) -Ifuzz -I$(OUTPUT)/table $(filter %.c,$^) -lpthread -o $@
