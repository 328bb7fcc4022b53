# SPDX-License-Identifier: GPL-2.0
#
# kthreading: the module, its tool, and the ways to try and to check them.
# "make help" lists the targets. All output goes to .build/.

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:

B := $(CURDIR)/.build
RIG := selftests/vm
PREFIX ?= /usr/local
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

# The kernel that the module is built for: the running one if its headers are
# here, else the one of the rig. Asked for once, and only when it is needed.
KDIR ?= $(eval KDIR := $$(or $$(wildcard /lib/modules/$$(shell uname -r)/build),$$(rig-kdir)))$(KDIR)
rig-kdir = $(shell $(RIG)/setup && echo "$$($(RIG)/kernel debian)/kdir")
# What uname -r says there; Debian's kernel.release is another string.
RELEASE = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' "$(KDIR)/include/generated/utsrelease.h")
# One folder per kernel, so that builds for several live side by side.
STAGE ?= $(B)/$(RELEASE)
KBUILD = $(MAKE) -C $(KDIR) $(if $(filter 1,$(V)),V=1) $(if $(WERROR),W=1 KCFLAGS=-Werror)
# The VM that "make vm", "make shell" and "make demo" boot.
KERNEL ?= debian
# With GCOV=1 in the environment the module counts its lines: selftests/coverage.
VM_STAGE = $(B)/$(KERNEL)$(if $(GCOV),-gcov)

all: module cli

# Kbuild writes beside the sources: give each kernel a tree of links. Links to
# what is gone go first, and so does all that was built for other headers.
stage:
	$(Q)test -e "$(KDIR)/Makefile" || { echo 'no kernel headers at KDIR=$(KDIR)' >&2; exit 1; }
	$(Q)test "$$(readlink -f $(KDIR))" = "$$(cat $(STAGE)/kdir 2>/dev/null)" || rm -rf $(STAGE)/kmod $(STAGE)/selftests
	$(Q)mkdir -p $(STAGE)/selftests/kmod
	$(Q)readlink -f $(KDIR) >$(STAGE)/kdir
	$(Q)find $(STAGE)/kmod $(STAGE)/include $(STAGE)/selftests -xtype l -delete 2>/dev/null || :
	$(Q)cp -rsf $(CURDIR)/kmod $(CURDIR)/include $(STAGE)/
	$(Q)cp -rsf $(CURDIR)/selftests/kmod $(STAGE)/selftests/

module: stage
	+$(Q)$(KBUILD) M=$(STAGE)/kmod modules

# Kbuild does not see that the symbols it links against have changed.
test-modules: module
	$(Q)test $(STAGE)/selftests/kmod/Module.symvers -nt $(STAGE)/kmod/Module.symvers || rm -f $(STAGE)/selftests/kmod/Module.symvers
	+$(Q)$(KBUILD) M=$(STAGE)/selftests/kmod KBUILD_EXTRA_SYMBOLS=$(STAGE)/kmod/Module.symvers modules

cli:
	$(Q)$(MAKE) -C user O=$(B)/user

cli-static:
	$(Q)$(MAKE) -C user O=$(B)/user static

tests:
	$(Q)mkdir -p $(B)/tests
	$(Q)$(MAKE) -C selftests OUTPUT=$(B)/tests KSFT="$$($(RIG)/source)/tools/testing/selftests"

# What a VM needs, for selftests/vm/run: warnings are errors here. Kbuild takes seconds to find
# that there is nothing to do, and a check boots dozens of VMs: it is only asked if something is
# newer, a folder if something has left it, or if the kernel is another one.
vm-build: $(VM_STAGE)/built

VM_SOURCES := $(wildcard Makefile Documentation/kthreadctl.rst selftests/Makefile selftests/*.[ch] \
	$(foreach dir,kmod include/linux include/uapi/linux user selftests/kmod selftests/bench \
	selftests/fuzz,$(dir) $(dir)/*))

$(VM_STAGE)/built: $(VM_SOURCES) $(VM_STAGE)/kernel
	$(Q)touch $@.new
	$(Q)$(MAKE) test-modules cli cli-static tests KDIR="$$(cat $(VM_STAGE)/kernel)/kdir" STAGE=$(VM_STAGE) WERROR=1
	$(Q)ln -sfn ../user $(VM_STAGE)/user
	$(Q)ln -sfn ../tests $(VM_STAGE)/tests
	$(Q)mv $@.new $@

$(VM_STAGE)/kernel: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)$(RIG)/kernel $(KERNEL) >$@.new
	$(Q)cmp -s $@.new $@ || cp $@.new $@

FORCE:

# The archive that it boots, with the clients of others if KT_CLIENTS is set. Of the host's tools,
# what the packages' states tell.
VM_IMAGE = $(VM_STAGE)/initramfs$(if $(KT_CLIENTS),-clients)

vm-image: $(VM_IMAGE)

$(VM_IMAGE): $(VM_STAGE)/built $(VM_STAGE)/faults.places /var/lib/dpkg/status \
		$(wildcard selftests/*.sh selftests/timeouts selftests/faults.* $(RIG)/init $(RIG)/bashrc \
		$(RIG)/initramfs selftests/isolated/* selftests/clients/* Documentation/netlink/specs/*)
	$(Q)$(RIG)/initramfs "$$(cat $(VM_STAGE)/kernel)" $(VM_STAGE) $@.new
	$(Q)mv $@.new $@

# To read all debug information takes as long as a boot, so it is done once for a module.
$(VM_STAGE)/faults.places: $(VM_STAGE)/kmod/kthreading.ko selftests/faults_places selftests/faults.calls
	$(Q)selftests/faults_places $< selftests/faults.calls >$@

$(VM_STAGE)/kmod/kthreading.ko: $(VM_STAGE)/built
	@:

setup:
	$(Q)$(RIG)/setup
	$(Q)$(RIG)/emulator >/dev/null
	$(Q)$(RIG)/source >/dev/null
	$(Q)$(RIG)/kernel $(KERNEL) >/dev/null

demo: setup
	$(Q)$(RIG)/run --kernel $(KERNEL) -- /selftests/demo.sh
	$(Q)KERNEL=$(KERNEL) selftests/notes/side_by_side.sh

shell: setup
	$(Q)$(RIG)/shell --kernel $(KERNEL)

vm: setup
	$(if $(value CMD),,$(error say what to run: make vm CMD='kthreadctl run add 5 4'))
	$(Q)$(RIG)/run --kernel $(KERNEL) -- "$$VM_COMMAND"
# As it was typed: a $ in it is for the VM's shell, not for make.
vm: export VM_COMMAND := $(value CMD)
unexport CMD

check:
	$(Q)selftests/check

check-all:
	$(Q)selftests/check --all

torture: setup
	$(Q)$(RIG)/run --kernel $(KERNEL) --timeout 1200 -- KT_TORTURE_SECONDS=600 /selftests/run_tests.sh torture_test.sh

fuzz: setup
	$(Q)selftests/fuzz/long

coverage:
	$(Q)$(MAKE) setup KERNEL=6.1-debug
	$(Q)selftests/coverage

bench: setup
	$(Q)selftests/bench/run

lint: setup
	$(Q)selftests/lint/run

generate: setup
	$(Q)selftests/lint/generate

install: all
	$(Q)$(KBUILD) M=$(STAGE)/kmod INSTALL_MOD_PATH=$(DESTDIR) CONFIG_MODULE_SIG_ALL= modules_install
	$(Q)install -D $(B)/user/kthreadctl $(DESTDIR)$(PREFIX)/sbin/kthreadctl
	$(Q)install -D -m 644 $(B)/user/kthreadctl.8 $(DESTDIR)$(PREFIX)/share/man/man8/kthreadctl.8
	$(Q)install -D -m 644 user/kthreadctl.bash-completion $(DESTDIR)$(PREFIX)/share/bash-completion/completions/kthreadctl
	$(Q)install -D -m 644 -t $(DESTDIR)$(PREFIX)/include/linux include/linux/kthreading.h
	$(Q)install -D -m 644 -t $(DESTDIR)$(PREFIX)/include/uapi/linux include/uapi/linux/kthreading.h
	$(Q)install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/kthreading $(STAGE)/kmod/Module.symvers
	$(if $(DESTDIR),,$(Q)depmod $(RELEASE))

clean:
	$(Q)rm -rf $(B)

help:
	@echo 'kthreading: kernel threads driven from the shell'
	@echo 
	@echo '  make             the module and kthreadctl for KDIR (default: the running'
	@echo '                   kernel'\''s headers, else those of the VM'\''s kernel)'
	@echo '  make demo        boot a VM and show what threads do'
	@echo '  make shell       a prompt in the VM, with the module loaded'
	@echo '  make vm CMD='\''kthreadctl run add 5 4'\'''
	@echo '                   one command in the VM'
	@echo '  make check       set up, lint, build and run every test'
	@echo '  make check-all   the same on every kernel of the VM'
	@echo '  make torture     ten minutes of everything at once, on KERNEL'
	@echo '  make fuzz        millions of messages on a debug kernel, guided by KCOV'
	@echo '  make coverage    the lines of the module that the tests reach'
	@echo '  make bench       what threads and Timers cost, beside their rivals; writes the'
	@echo '                   tables of Documentation/performance.rst and .build/bench/'
	@echo '  make lint        the static checks alone'
	@echo '  make install     module, kthreadctl, headers and manual; DESTDIR, PREFIX'
	@echo '  make generate    write the netlink files anew from the YAML spec'
	@echo '  make setup       install the Debian packages, get the VM'\''s kernel'
	@echo '  make clean       remove .build/'
	@echo 
	@echo '  KDIR=...         headers of the kernel to build for'
	@echo '  KERNEL=debian    the VM'\''s kernel'
	@echo '  V=1              show the commands'

.PHONY: all stage module test-modules cli cli-static tests vm-build vm-image setup demo shell vm check check-all torture fuzz coverage bench lint generate install clean help
.NOTPARALLEL:
