// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin of QEMU that has it forget breakpoints that are gone. When a CPU writes to code,
 * QEMU drops its translation, and then writes: a CPU that comes by in between translates what was
 * there before, and keeps it. The kernel changes its code under a breakpoint, and who runs
 * into that tries again until it is gone: without this, for ever.
 *
 * So before a breakpoint is executed this looks whether it is still there. All translations
 * are dropped if not, as no others can be named.
 */
#include <stdbool.h>
#include <string.h>

#include "qemu_plugin.h"

#define EXPORTED __attribute__((visibility("default")))
#define INT3 0xcc

EXPORTED int qemu_plugin_version = 2;

static void executed(unsigned int cpu, void *code)
{
	if (__atomic_load_n((unsigned char *)code, __ATOMIC_RELAXED) != INT3)
		tb_flush(qemu_get_cpu(cpu));
}

/*
 * What was translated is not told, but its length is, and memory as it is by now: one byte can
 * be no jump, no call and no long nop, which is what the kernel's breakpoints give way to.
 */
static bool is_breakpoint(const struct qemu_plugin_insn *insn,
			  const unsigned char *code)
{
	static const unsigned char first[] = { INT3, 0x0f, 0x66,
					       0xe8, 0xe9, 0xeb };

	return qemu_plugin_insn_size(insn) == 1 && code &&
	       memchr(first, *code, sizeof(first));
}

static void translated(unsigned long id, struct qemu_plugin_tb *tb)
{
	size_t last = qemu_plugin_tb_n_insns(tb) - 1;
	struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, last);
	void *code = qemu_plugin_insn_haddr(insn);

	if (is_breakpoint(insn, code))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, executed, 0, code);
}

EXPORTED int qemu_plugin_install(unsigned long id, const void *info, int argc,
				 char **argv)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
