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
#include <stdint.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Of qemu-plugin.h, which the packages of QEMU do not bring. */
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef void (*on_translation)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void (*on_execution)(unsigned int cpu, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, on_translation callback);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, on_execution callback,
					    int flags, void *data);

/* Of QEMU itself. A plugin has no other way but a reset, after which it is not asked for a while. */
struct CPUState;
struct CPUState *qemu_get_cpu(int index);
void tb_flush(struct CPUState *cpu);

#define EXPORTED __attribute__((visibility("default")))
#define INT3 0xcc

EXPORTED int qemu_plugin_version = 2;

static void executed(unsigned int cpu, void *code)
{
	if (*(volatile uint8_t *)code != INT3)
		tb_flush(qemu_get_cpu(cpu));
}

/*
 * What was translated is not told, but its length is, and memory as it is by now: one byte can
 * be no jump, no call and no long nop, which is what the kernel's breakpoints give way to.
 */
static bool is_breakpoint(const struct qemu_plugin_insn *insn, const uint8_t *code)
{
	static const uint8_t first[] = { INT3, 0x0f, 0x66, 0xe8, 0xe9, 0xeb };

	return qemu_plugin_insn_size(insn) == 1 && code && memchr(first, *code, sizeof(first));
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t last = qemu_plugin_tb_n_insns(tb) - 1;
	struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, last);
	void *code = qemu_plugin_insn_haddr(insn);

	if (is_breakpoint(insn, code))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, executed, 0, code);
}

EXPORTED int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
