/* SPDX-License-Identifier: MIT */
/* Picks the row that holds for a call's registers. */
#include "harness/syscalls/variants.h"

const struct variant *const variant_lists[] = {
	variants_descriptors, variants_objects, variants_processes, variants_ptrace, variants_rings, variants_sockets, variants_system,
	NULL,
};

const struct syscall *syscall_variant(const struct syscall *row, const uint64_t args[SYSCALL_ARGS])
{
	const struct variant *variant;
	uint32_t value;
	size_t i;

	if (!row->selector)
		return row;
	value = (uint32_t)args[row->selector - 1] >> row->shift;
	for (i = 0; variant_lists[i]; i++)
		for (variant = variant_lists[i]; variant->base; variant++)
			if (variant->base == row && variant->value == (value & ~variant->ignored))
				return &variant->row;
	return row;
}
