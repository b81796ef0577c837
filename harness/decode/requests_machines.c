/* SPDX-License-Identifier: MIT */
/* What requests of virtual machines, page fault handlers and performance counters take. */
#include "harness/decode/requests.h"

#include <linux/kvm.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <linux/vhost.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(kvm_memory_flags, "KVM_MEM_???",
	 NAME(KVM_MEM_LOG_DIRTY_PAGES), NAME(KVM_MEM_READONLY), NEWER(KVM_MEM_GUEST_MEMFD, 0x4))

ENUM_SET(kvm_capabilities, "KVM_CAP_???",
	 NAME(KVM_CAP_IRQCHIP), NAME(KVM_CAP_HLT), NAME(KVM_CAP_MMU_SHADOW_CACHE_CONTROL), NAME(KVM_CAP_USER_MEMORY),
	 NAME(KVM_CAP_SET_TSS_ADDR), NAME(KVM_CAP_VAPIC), NAME(KVM_CAP_EXT_CPUID), NAME(KVM_CAP_CLOCKSOURCE),
	 NAME(KVM_CAP_NR_VCPUS), NAME(KVM_CAP_NR_MEMSLOTS), NAME(KVM_CAP_PIT), NAME(KVM_CAP_NOP_IO_DELAY),
	 NAME(KVM_CAP_PV_MMU), NAME(KVM_CAP_MP_STATE), NAME(KVM_CAP_COALESCED_MMIO), NAME(KVM_CAP_SYNC_MMU),
	 NAME(KVM_CAP_IOMMU), NAME(KVM_CAP_DESTROY_MEMORY_REGION_WORKS), NAME(KVM_CAP_USER_NMI),
	 NAME(KVM_CAP_SET_GUEST_DEBUG), NAME(KVM_CAP_REINJECT_CONTROL), NAME(KVM_CAP_IRQ_ROUTING),
	 NAME(KVM_CAP_IRQ_INJECT_STATUS), NAME(KVM_CAP_ASSIGN_DEV_IRQ), NAME(KVM_CAP_JOIN_MEMORY_REGIONS_WORKS),
	 NAME(KVM_CAP_MCE), NAME(KVM_CAP_IRQFD), NAME(KVM_CAP_PIT2), NAME(KVM_CAP_SET_BOOT_CPU_ID),
	 NAME(KVM_CAP_PIT_STATE2), NAME(KVM_CAP_IOEVENTFD), NAME(KVM_CAP_SET_IDENTITY_MAP_ADDR),
	 NAME(KVM_CAP_XEN_HVM), NAME(KVM_CAP_ADJUST_CLOCK), NAME(KVM_CAP_INTERNAL_ERROR_DATA),
	 NAME(KVM_CAP_VCPU_EVENTS), NAME(KVM_CAP_S390_PSW), NAME(KVM_CAP_PPC_SEGSTATE), NAME(KVM_CAP_HYPERV),
	 NAME(KVM_CAP_HYPERV_VAPIC), NAME(KVM_CAP_HYPERV_SPIN), NAME(KVM_CAP_PCI_SEGMENT),
	 NAME(KVM_CAP_PPC_PAIRED_SINGLES), NAME(KVM_CAP_INTR_SHADOW), NAME(KVM_CAP_DEBUGREGS),
	 NAME(KVM_CAP_X86_ROBUST_SINGLESTEP), NAME(KVM_CAP_PPC_OSI), NAME(KVM_CAP_PPC_UNSET_IRQ),
	 NAME(KVM_CAP_ENABLE_CAP), NAME(KVM_CAP_XSAVE), NAME(KVM_CAP_XCRS), NAME(KVM_CAP_PPC_GET_PVINFO),
	 NAME(KVM_CAP_PPC_IRQ_LEVEL), NAME(KVM_CAP_ASYNC_PF), NAME(KVM_CAP_TSC_CONTROL), NAME(KVM_CAP_GET_TSC_KHZ),
	 NAME(KVM_CAP_PPC_BOOKE_SREGS), NAME(KVM_CAP_SPAPR_TCE), NAME(KVM_CAP_PPC_SMT), NAME(KVM_CAP_PPC_RMA),
	 NAME(KVM_CAP_MAX_VCPUS), NAME(KVM_CAP_PPC_HIOR), NAME(KVM_CAP_PPC_PAPR), NAME(KVM_CAP_SW_TLB),
	 NAME(KVM_CAP_ONE_REG), NAME(KVM_CAP_S390_GMAP), NAME(KVM_CAP_TSC_DEADLINE_TIMER),
	 NAME(KVM_CAP_S390_UCONTROL), NAME(KVM_CAP_SYNC_REGS), NAME(KVM_CAP_PCI_2_3), NAME(KVM_CAP_KVMCLOCK_CTRL),
	 NAME(KVM_CAP_SIGNAL_MSI), NAME(KVM_CAP_PPC_GET_SMMU_INFO), NAME(KVM_CAP_S390_COW),
	 NAME(KVM_CAP_PPC_ALLOC_HTAB), NAME(KVM_CAP_READONLY_MEM), NAME(KVM_CAP_IRQFD_RESAMPLE),
	 NAME(KVM_CAP_PPC_BOOKE_WATCHDOG), NAME(KVM_CAP_PPC_HTAB_FD), NAME(KVM_CAP_S390_CSS_SUPPORT),
	 NAME(KVM_CAP_PPC_EPR), NAME(KVM_CAP_ARM_PSCI), NAME(KVM_CAP_ARM_SET_DEVICE_ADDR), NAME(KVM_CAP_DEVICE_CTRL),
	 NAME(KVM_CAP_IRQ_MPIC), NAME(KVM_CAP_PPC_RTAS), NAME(KVM_CAP_IRQ_XICS), NAME(KVM_CAP_ARM_EL1_32BIT),
	 NAME(KVM_CAP_SPAPR_MULTITCE), NAME(KVM_CAP_EXT_EMUL_CPUID), NAME(KVM_CAP_HYPERV_TIME),
	 NAME(KVM_CAP_IOAPIC_POLARITY_IGNORED), NAME(KVM_CAP_ENABLE_CAP_VM), NAME(KVM_CAP_S390_IRQCHIP),
	 NAME(KVM_CAP_IOEVENTFD_NO_LENGTH), NAME(KVM_CAP_VM_ATTRIBUTES), NAME(KVM_CAP_ARM_PSCI_0_2),
	 NAME(KVM_CAP_PPC_FIXUP_HCALL), NAME(KVM_CAP_PPC_ENABLE_HCALL), NAME(KVM_CAP_CHECK_EXTENSION_VM),
	 NAME(KVM_CAP_S390_USER_SIGP), NAME(KVM_CAP_S390_VECTOR_REGISTERS), NAME(KVM_CAP_S390_MEM_OP),
	 NAME(KVM_CAP_S390_USER_STSI), NAME(KVM_CAP_S390_SKEYS), NAME(KVM_CAP_MIPS_FPU), NAME(KVM_CAP_MIPS_MSA),
	 NAME(KVM_CAP_S390_INJECT_IRQ), NAME(KVM_CAP_S390_IRQ_STATE), NAME(KVM_CAP_PPC_HWRNG),
	 NAME(KVM_CAP_DISABLE_QUIRKS), NAME(KVM_CAP_X86_SMM), NAME(KVM_CAP_MULTI_ADDRESS_SPACE),
	 NAME(KVM_CAP_GUEST_DEBUG_HW_BPS), NAME(KVM_CAP_GUEST_DEBUG_HW_WPS), NAME(KVM_CAP_SPLIT_IRQCHIP),
	 NAME(KVM_CAP_IOEVENTFD_ANY_LENGTH), NAME(KVM_CAP_HYPERV_SYNIC), NAME(KVM_CAP_S390_RI),
	 NAME(KVM_CAP_SPAPR_TCE_64), NAME(KVM_CAP_ARM_PMU_V3), NAME(KVM_CAP_VCPU_ATTRIBUTES),
	 NAME(KVM_CAP_MAX_VCPU_ID), NAME(KVM_CAP_X2APIC_API), NAME(KVM_CAP_S390_USER_INSTR0),
	 NAME(KVM_CAP_MSI_DEVID), NAME(KVM_CAP_PPC_HTM), NAME(KVM_CAP_SPAPR_RESIZE_HPT), NAME(KVM_CAP_PPC_MMU_RADIX),
	 NAME(KVM_CAP_PPC_MMU_HASH_V3), NAME(KVM_CAP_IMMEDIATE_EXIT), NAME(KVM_CAP_MIPS_VZ), NAME(KVM_CAP_MIPS_TE),
	 NAME(KVM_CAP_MIPS_64BIT), NAME(KVM_CAP_S390_GS), NAME(KVM_CAP_S390_AIS), NAME(KVM_CAP_SPAPR_TCE_VFIO),
	 NAME(KVM_CAP_X86_DISABLE_EXITS), NAME(KVM_CAP_ARM_USER_IRQ), NAME(KVM_CAP_S390_CMMA_MIGRATION),
	 NAME(KVM_CAP_PPC_FWNMI), NAME(KVM_CAP_PPC_SMT_POSSIBLE), NAME(KVM_CAP_HYPERV_SYNIC2),
	 NAME(KVM_CAP_HYPERV_VP_INDEX), NAME(KVM_CAP_S390_AIS_MIGRATION), NAME(KVM_CAP_PPC_GET_CPU_CHAR),
	 NAME(KVM_CAP_S390_BPB), NAME(KVM_CAP_GET_MSR_FEATURES), NAME(KVM_CAP_HYPERV_EVENTFD),
	 NAME(KVM_CAP_HYPERV_TLBFLUSH), NAME(KVM_CAP_S390_HPAGE_1M), NAME(KVM_CAP_NESTED_STATE),
	 NAME(KVM_CAP_ARM_INJECT_SERROR_ESR), NAME(KVM_CAP_MSR_PLATFORM_INFO), NAME(KVM_CAP_PPC_NESTED_HV),
	 NAME(KVM_CAP_HYPERV_SEND_IPI), NAME(KVM_CAP_COALESCED_PIO), NAME(KVM_CAP_HYPERV_ENLIGHTENED_VMCS),
	 NAME(KVM_CAP_EXCEPTION_PAYLOAD), NAME(KVM_CAP_ARM_VM_IPA_SIZE), NAME(KVM_CAP_MANUAL_DIRTY_LOG_PROTECT),
	 NAME(KVM_CAP_HYPERV_CPUID), NAME(KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2), NAME(KVM_CAP_PPC_IRQ_XIVE),
	 NAME(KVM_CAP_ARM_SVE), NAME(KVM_CAP_ARM_PTRAUTH_ADDRESS), NAME(KVM_CAP_ARM_PTRAUTH_GENERIC),
	 NAME(KVM_CAP_PMU_EVENT_FILTER), NAME(KVM_CAP_ARM_IRQ_LINE_LAYOUT_2), NAME(KVM_CAP_HYPERV_DIRECT_TLBFLUSH),
	 NAME(KVM_CAP_PPC_GUEST_DEBUG_SSTEP), NAME(KVM_CAP_ARM_NISV_TO_USER), NAME(KVM_CAP_ARM_INJECT_EXT_DABT),
	 NAME(KVM_CAP_S390_VCPU_RESETS), NAME(KVM_CAP_S390_PROTECTED), NAME(KVM_CAP_PPC_SECURE_GUEST),
	 NAME(KVM_CAP_HALT_POLL), NAME(KVM_CAP_ASYNC_PF_INT), NAME(KVM_CAP_LAST_CPU),
	 NAME(KVM_CAP_SMALLER_MAXPHYADDR), NAME(KVM_CAP_S390_DIAG318), NAME(KVM_CAP_STEAL_TIME),
	 NAME(KVM_CAP_X86_USER_SPACE_MSR), NAME(KVM_CAP_X86_MSR_FILTER), NAME(KVM_CAP_ENFORCE_PV_FEATURE_CPUID),
	 NAME(KVM_CAP_SYS_HYPERV_CPUID), NAME(KVM_CAP_DIRTY_LOG_RING), NAME(KVM_CAP_X86_BUS_LOCK_EXIT),
	 NAME(KVM_CAP_PPC_DAWR1), NAME(KVM_CAP_SET_GUEST_DEBUG2), NAME(KVM_CAP_SGX_ATTRIBUTE),
	 NAME(KVM_CAP_VM_COPY_ENC_CONTEXT_FROM), NAME(KVM_CAP_PTP_KVM), NAME(KVM_CAP_HYPERV_ENFORCE_CPUID),
	 NAME(KVM_CAP_SREGS2), NAME(KVM_CAP_EXIT_HYPERCALL), NAME(KVM_CAP_PPC_RPT_INVALIDATE),
	 NAME(KVM_CAP_BINARY_STATS_FD), NAME(KVM_CAP_EXIT_ON_EMULATION_FAILURE), NAME(KVM_CAP_ARM_MTE),
	 NAME(KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM), NAME(KVM_CAP_VM_GPA_BITS), NAME(KVM_CAP_XSAVE2),
	 NAME(KVM_CAP_SYS_ATTRIBUTES), NAME(KVM_CAP_PPC_AIL_MODE_3), NAME(KVM_CAP_S390_MEM_OP_EXTENSION),
	 NAME(KVM_CAP_PMU_CAPABILITY), NAME(KVM_CAP_DISABLE_QUIRKS2), NAME(KVM_CAP_VM_TSC_CONTROL),
	 NAME(KVM_CAP_SYSTEM_EVENT_DATA), NAME(KVM_CAP_ARM_SYSTEM_SUSPEND), NAME(KVM_CAP_S390_PROTECTED_DUMP),
	 NAME(KVM_CAP_X86_TRIPLE_FAULT_EVENT), NAME(KVM_CAP_X86_NOTIFY_VMEXIT),
	 NAME(KVM_CAP_VM_DISABLE_NX_HUGE_PAGES), NAME(KVM_CAP_S390_ZPCI_OP), NAME(KVM_CAP_S390_CPU_TOPOLOGY),
	 NAME(KVM_CAP_DIRTY_LOG_RING_ACQ_REL))

FLAG_SET(fault_features, "UFFD_FEATURE_???",
	 NAME(UFFD_FEATURE_PAGEFAULT_FLAG_WP), NAME(UFFD_FEATURE_EVENT_FORK), NAME(UFFD_FEATURE_EVENT_REMAP),
	 NAME(UFFD_FEATURE_EVENT_REMOVE), NAME(UFFD_FEATURE_MISSING_HUGETLBFS), NAME(UFFD_FEATURE_MISSING_SHMEM),
	 NAME(UFFD_FEATURE_EVENT_UNMAP), NAME(UFFD_FEATURE_SIGBUS), NAME(UFFD_FEATURE_THREAD_ID),
	 NAME(UFFD_FEATURE_MINOR_HUGETLBFS), NAME(UFFD_FEATURE_MINOR_SHMEM), NAME(UFFD_FEATURE_EXACT_ADDRESS),
	 NAME(UFFD_FEATURE_WP_HUGETLBFS_SHMEM), NEWER(UFFD_FEATURE_WP_UNPOPULATED, 0x2000),
	 NEWER(UFFD_FEATURE_POISON, 0x4000), NEWER(UFFD_FEATURE_WP_ASYNC, 0x8000), NEWER(UFFD_FEATURE_MOVE, 0x10000))

FLAG_SET(fault_api_ioctls, "_UFFDIO_???",
	 {"1<<_UFFDIO_REGISTER", 0x1, 0}, {"1<<_UFFDIO_UNREGISTER", 0x2, 0},
	 {"1<<_UFFDIO_API", 0x8000000000000000, 0})

FLAG_SET(fault_register_ioctls, "_UFFDIO_???",
	 {"1<<_UFFDIO_WAKE", 0x4, 0}, {"1<<_UFFDIO_COPY", 0x8, 0}, {"1<<_UFFDIO_ZEROPAGE", 0x10, 0},
	 {"1<<_UFFDIO_MOVE", 0x20, 0}, {"1<<_UFFDIO_WRITEPROTECT", 0x40, 0}, {"1<<_UFFDIO_CONTINUE", 0x80, 0},
	 {"1<<_UFFDIO_POISON", 0x100, 0})

FLAG_SET(fault_register_modes, "UFFDIO_REGISTER_MODE_???",
	 NAME(UFFDIO_REGISTER_MODE_WP), NAME(UFFDIO_REGISTER_MODE_MINOR), NAME(UFFDIO_REGISTER_MODE_MISSING))

FLAG_SET(fault_copy_modes, "UFFDIO_COPY_???",
	 NAME(UFFDIO_COPY_MODE_DONTWAKE), NAME(UFFDIO_COPY_MODE_WP))

FLAG_SET(fault_zero_modes, "UFFDIO_ZEROPAGE_???",
	 NAME(UFFDIO_ZEROPAGE_MODE_DONTWAKE))

FLAG_SET(perf_flags_ioctl, "PERF_IOC_FLAG_???",
	 NAME(PERF_IOC_FLAG_GROUP))

static const struct field fault_range_fields[] = {
	SAME("start", HEX, 0, 8),
	SAME("len", HEX, 8, 8),
	{NULL},
};

/* What the kernel has of what was asked for stands behind that. */
static struct value *decode_fault_api(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, sizeof(struct uffdio_api)) : NULL;
	struct value *api = value_struct(d, address), *features, *answer, *ioctls;

	value_field(api, "api", value_number(d, get_unsigned(bytes, 8), BASE_HEX));
	features = value_flags(d, &constants_fault_features, get_unsigned(bytes + 8, 8));
	answer = filled && memcmp(bytes + 8, filled + 8, 8) ? value_flags(d, &constants_fault_features, get_unsigned(filled + 8, 8)) : NULL;
	value_field(api, "features", value_turn_again(d, features, answer));
	ioctls = filled ? value_flags(d, &constants_fault_api_ioctls, get_unsigned(filled + 16, 8)) : NULL;
	if (value_field(api, "ioctls", ioctls))
		ioctls->is_exit = true;
	return api;
}
static REQUEST_LAYOUT(fault_api, sizeof(struct uffdio_api))

static const struct field fault_register_fields[] = {
	SAME("range", FIELDS, 0, 16, INSIDE(fault_range)),
	SAME("mode", FLAGS, 16, 8, SET(constants_fault_register_modes)),
	{NULL},
};

static const struct field fault_registered_fields[] = {
	SAME("ioctls", FLAGS, 24, 8, SET(constants_fault_register_ioctls)),
	{NULL},
};

static const struct field fault_copy_fields[] = {
	SAME("dst", HEX, 0, 8),
	SAME("src", HEX, 8, 8),
	SAME("len", HEX, 16, 8),
	SAME("mode", FLAGS, 24, 8, SET(constants_fault_copy_modes)),
	{NULL},
};

static const struct field fault_copied_fields[] = {
	SAME("copy", HEX, 32, 8),
	{NULL},
};

static const struct field fault_zero_fields[] = {
	SAME("range", FIELDS, 0, 16, INSIDE(fault_range)),
	SAME("mode", FLAGS, 16, 8, SET(constants_fault_zero_modes)),
	{NULL},
};

static const struct field fault_zeroed_fields[] = {
	SAME("zeropage", HEX, 24, 8),
	{NULL},
};

static const struct field kvm_region_fields[] = {
	SAME("slot", UNSIGNED, 0, 4),
	SAME("flags", FLAGS, 4, 4, SET(constants_kvm_memory_flags)),
	SAME("guest_phys_addr", HEX, 8, 8),
	SAME("memory_size", UNSIGNED, 16, 8),
	SAME("userspace_addr", HEX, 24, 8),
	{NULL},
};

static const struct field kvm_registers_fields[] = {
	SAME("rax", HEX, 0, 8),
	SAME("rbx", HEX, 8, 8, GAP),
	SAME("rcx", HEX, 16, 8, GAP),
	SAME("rdx", HEX, 24, 8, GAP),
	SAME("rsi", HEX, 32, 8, GAP),
	SAME("rdi", HEX, 40, 8, GAP),
	SAME("rsp", HEX, 48, 8),
	SAME("rbp", HEX, 56, 8),
	SAME("r8", HEX, 64, 8, GAP),
	SAME("r9", HEX, 72, 8, GAP),
	SAME("r10", HEX, 80, 8, GAP),
	SAME("r11", HEX, 88, 8, GAP),
	SAME("r12", HEX, 96, 8, GAP),
	SAME("r13", HEX, 104, 8, GAP),
	SAME("r14", HEX, 112, 8, GAP),
	SAME("r15", HEX, 120, 8, GAP),
	SAME("rip", HEX, 128, 8),
	SAME("rflags", HEX, 136, 8),
	{NULL},
};

static const struct field kvm_segment_fields[] = {
	SAME("base", HEX, 0, 8),
	SAME("limit", UNSIGNED, 8, 4),
	SAME("selector", UNSIGNED, 12, 2),
	SAME("type", UNSIGNED, 14, 1),
	SAME("present", UNSIGNED, 15, 1),
	SAME("dpl", UNSIGNED, 16, 1),
	SAME("db", UNSIGNED, 17, 1),
	SAME("s", UNSIGNED, 18, 1),
	SAME("l", UNSIGNED, 19, 1),
	SAME("g", UNSIGNED, 20, 1),
	SAME("avl", UNSIGNED, 21, 1),
	{NULL},
};

static const struct field kvm_table_fields[] = {
	SAME("base", HEX, 0, 8),
	SAME("limit", UNSIGNED, 8, 2),
	{NULL},
};

static const struct field kvm_special_fields[] = {
	SAME("cs", FIELDS, 0, 24, INSIDE(kvm_segment)),
	SAME("ds", FIELDS, 24, 24, INSIDE(kvm_segment), VERBOSE),
	SAME("es", FIELDS, 48, 24, INSIDE(kvm_segment), VERBOSE),
	SAME("fs", FIELDS, 72, 24, INSIDE(kvm_segment), VERBOSE),
	SAME("gs", FIELDS, 96, 24, INSIDE(kvm_segment), VERBOSE),
	SAME("ss", FIELDS, 120, 24, INSIDE(kvm_segment), VERBOSE),
	SAME("tr", FIELDS, 144, 24, INSIDE(kvm_segment), VERBOSE),
	SAME("ldt", FIELDS, 168, 24, INSIDE(kvm_segment), VERBOSE),
	SAME("gdt", FIELDS, 192, 16, INSIDE(kvm_table), VERBOSE),
	SAME("idt", FIELDS, 208, 16, INSIDE(kvm_table), VERBOSE),
	SAME("cr0", UNSIGNED, 224, 8, VERBOSE),
	SAME("cr2", UNSIGNED, 232, 8, VERBOSE),
	SAME("cr3", UNSIGNED, 240, 8, VERBOSE),
	SAME("cr4", UNSIGNED, 248, 8, VERBOSE),
	SAME("cr8", UNSIGNED, 256, 8, VERBOSE),
	SAME("efer", UNSIGNED, 264, 8, VERBOSE),
	SAME("apic_base", HEX, 272, 8, VERBOSE),
	SAME("interrupt_bitmap", HEX, 280, 8, REPEATED(4), VERBOSE),
	{NULL},
};

FLAG_SET(kvm_processor_flags, "KVM_CPUID_FLAG_???",
	 NEWER(KVM_CPUID_FLAG_SIGNIFCANT_INDEX, 1), NEWER(KVM_CPUID_FLAG_STATEFUL_FUNC, 2),
	 NEWER(KVM_CPUID_FLAG_STATE_READ_NEXT, 4))

static const struct field kvm_processor_fields[] = {
	SAME("function", HEX, 0, 4),
	SAME("index", HEX, 4, 4),
	SAME("flags", FLAGS, 8, 4, SET(constants_kvm_processor_flags)),
	SAME("eax", HEX, 12, 4),
	SAME("ebx", HEX, 16, 4),
	SAME("ecx", HEX, 20, 4),
	SAME("edx", HEX, 24, 4),
	{NULL},
};

#define PROCESSOR_BYTES 40	/* struct kvm_cpuid_entry2, arch/x86/include/uapi/asm/kvm.h */

/* What a virtual processor says of itself: with -v. */
static struct value *decode_processor(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct memory memory = {.bytes = bytes, .length = length}, behind = memory_behind(&memory, 8);
	struct value *processor = value_struct(d, address), *list;
	uint64_t count = get_unsigned(bytes, 4);

	list = value_elements(d, kvm_processor_fields, &behind, address + 8, count, PROCESSOR_BYTES);
	if (list)
		list->shown_most = 1 + 0;
	value_field(processor, "nent", value_number(d, count, BASE_UNSIGNED));
	value_field(processor, "entries", list);
	return processor;
}
const struct layout layout_processor = {.name = "kvm_cpuid2", .size = 8, .decode = decode_processor};

static const struct field one_number_fields[] = {
	SAME("", UNSIGNED, 0, 4),
	{NULL},
};

/* How many programs there is room for, and which ones there are. */
static struct value *decode_attached_programs(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *programs = value_struct(d, address), *count;
	struct memory filled, behind;

	value_field(programs, "ids_len", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	if (!has_result(d) || !memory_at_exit(d, address, &filled) || filled.length < 8) {
		if (programs)
			programs->has_more = true;
		return programs;
	}
	behind = memory_behind(&filled, 8);
	count = value_field(programs, "prog_cnt", value_number(d, get_unsigned(filled.bytes + 4, 4), BASE_UNSIGNED));
	if (count)
		count->is_exit = true;
	value_field(programs, "ids", value_elements(d, one_number_fields, &behind, address + 8, get_unsigned(filled.bytes + 4, 4), 4));
	return programs;
}
const struct layout layout_attached_programs = {.name = "perf_event_query_bpf", .size = 4, .decode = decode_attached_programs};

#define FILTER_MOST 4096	/* a page: kernel/events/core.c */

static struct value *decode_counter_filter(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return length < FILTER_MOST && !memchr(bytes, '\0', length) ? value_unread(d, address) : value_text(d, bytes, length);
}
static REQUEST_LAYOUT(counter_filter, 1)

const struct request requests_machines[] = {
	VALUE_OF(KVM_CHECK_EXTENSION, FLAGS, 8, SET(constants_kvm_capabilities)),
	TAKES(KVM_SET_USER_MEMORY_REGION, kvm_region),
	GIVES(KVM_GET_REGS, kvm_registers),
	TAKES(KVM_SET_REGS, kvm_registers),
	GIVES(KVM_GET_SREGS, kvm_special),
	TAKES(KVM_SET_SREGS, kvm_special),
	BOTH_LAYOUT(UFFDIO_API, fault_api),
	ADDS(UFFDIO_REGISTER, fault_register, fault_registered),
	TAKES(UFFDIO_UNREGISTER, fault_range),
	TAKES(UFFDIO_WAKE, fault_range),
	ADDS(UFFDIO_COPY, fault_copy, fault_copied),
	ADDS(UFFDIO_ZEROPAGE, fault_zero, fault_zeroed),
	VALUE_OF(PERF_EVENT_IOC_ENABLE, FLAGS, 4, SET(constants_perf_flags_ioctl)),
	VALUE_OF(PERF_EVENT_IOC_DISABLE, FLAGS, 4, SET(constants_perf_flags_ioctl)),
	VALUE_OF(PERF_EVENT_IOC_RESET, FLAGS, 4, SET(constants_perf_flags_ioctl)),
	VALUE_OF(PERF_EVENT_IOC_REFRESH, SIGNED, 4),
	VALUE_OF(PERF_EVENT_IOC_SET_OUTPUT, FD, 4),
	VALUE_OF(PERF_EVENT_IOC_SET_BPF, FD, 4),
	VALUE_OF(PERF_EVENT_IOC_PAUSE_OUTPUT, UNSIGNED, 8),
	TAKES_ONE(PERF_EVENT_IOC_PERIOD, UNSIGNED, 8),
	GIVES_ONE(PERF_EVENT_IOC_ID, UNSIGNED, 8),
	CHANGES_SIZED(PERF_EVENT_IOC_QUERY_BPF, attached_programs, 8),
	TAKES_SIZED(PERF_EVENT_IOC_SET_FILTER, counter_filter, FILTER_MOST),
	TAKES_LAYOUT(KVM_SET_CPUID2, processor),
	GIVES_LAYOUT(KVM_GET_SUPPORTED_CPUID, processor),
	GIVES_LAYOUT(KVM_GET_EMULATED_CPUID, processor),
	TAKES_SIZED(PERF_EVENT_IOC_MODIFY_ATTRIBUTES, perf_event_attr, 136),
	{0},
};
