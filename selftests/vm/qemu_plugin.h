/* SPDX-License-Identifier: GPL-2.0 */
/* What stale.c needs of QEMU, whose packages do not bring the header of plugins. */
#ifndef QEMU_PLUGIN_H
#define QEMU_PLUGIN_H

#include <stddef.h>

struct qemu_plugin_tb;
struct qemu_plugin_insn;

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_tb_trans_cb(
	unsigned long id,
	void (*callback)(unsigned long id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*callback)(unsigned int cpu,
							     void *data),
					    int flags, void *data);

/*
 * Of QEMU itself. A plugin has no other way to drop translations but its own reset, after
 * which it is not asked for a while.
 */
void *qemu_get_cpu(int index);
void tb_flush(void *cpu);

#endif /* QEMU_PLUGIN_H */
