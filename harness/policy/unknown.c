/* SPDX-License-Identifier: MIT */
/* Names in a profile that no call has: runtimes pass over them in silence. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/nearest.h"
#include "harness/policy/profile_private.h"

/* Calls that other machines have, and ours does not: their kernels' tables (arch/.../syscalls/syscall.tbl). Sorted. */
static const char *const elsewhere[] = {
	"arm_fadvise64_64", "arm_sync_file_range", "atomic_barrier", "atomic_cmpxchg_32", "breakpoint", "cachectl", "cacheflush",
	"get_tls", "getdomainname", "getpagesize", "multiplexer", "or1k_atomic", "pciconfig_iobase", "pciconfig_read",
	"pciconfig_write", "riscv_flush_icache", "riscv_hwprobe", "rtas", "s390_guarded_storage", "s390_pci_mmio_read",
	"s390_pci_mmio_write", "s390_runtime_instr", "s390_sthyi", "set_tls", "spu_create", "spu_run", "subpage_prot",
	"swapcontext", "switch_endian", "sync_file_range2", "sys_debug_setcontext", "sysmips", "timerfd", "usr26", "usr32",
	"utrap_install",
};

static int compare(const void *name, const void *other)
{
	return strcmp(name, *(const char *const *)other);
}

static bool is_elsewhere(const char *name)
{
	return bsearch(name, elsewhere, sizeof(elsewhere) / sizeof(*elsewhere), sizeof(*elsewhere), compare);
}

static const char *nearest_call(const char *name)
{
	struct nearest nearest = {.word = name};

	for (unsigned abi = 0; abi < 2; abi++)
		for (unsigned number = 0; number < syscall_end(abi); number++)
			if (syscall_of(abi, number)->is_known)
				nearest_offer(&nearest, syscall_of(abi, number)->name);
	return nearest.name;
}

void reader_note_unknown(struct profile_reader *reader, const struct rule *rule, const char *name, unsigned line)
{
	struct profile *profile = reader->profile;

	if (is_elsewhere(name))
		return;
	if (profile->unknown_count < NOTED_UNKNOWN)
		profile->unknown[profile->unknown_count] = (struct unknown_name){
			.name = name, .nearest = nearest_call(name), .rule = rule, .line = line,
		};
	profile->unknown_count++;
}
