/* SPDX-License-Identifier: MIT */
/* struct perf_event_attr: what is counted, and sixty-four bits by their names. */
#include "harness/decode/fields.h"
#include "harness/decode/print.h"
#include "harness/syscalls/constants/set.h"

#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <string.h>

ENUM_SET(perf_types, "PERF_TYPE_???",
	 NAME(PERF_TYPE_HARDWARE), NAME(PERF_TYPE_SOFTWARE), NAME(PERF_TYPE_TRACEPOINT), NAME(PERF_TYPE_HW_CACHE),
	 NAME(PERF_TYPE_RAW), NAME(PERF_TYPE_BREAKPOINT))
ENUM_SET(perf_sizes, "PERF_ATTR_SIZE_???",
	 NAME(PERF_ATTR_SIZE_VER0), NAME(PERF_ATTR_SIZE_VER1), NAME(PERF_ATTR_SIZE_VER2), NAME(PERF_ATTR_SIZE_VER3),
	 NAME(PERF_ATTR_SIZE_VER4), NAME(PERF_ATTR_SIZE_VER5), NAME(PERF_ATTR_SIZE_VER6), NAME(PERF_ATTR_SIZE_VER7),
	 NEWER(PERF_ATTR_SIZE_VER8, 136))
ENUM_SET(perf_hardware, "PERF_COUNT_HW_???",
	 NAME(PERF_COUNT_HW_CPU_CYCLES), NAME(PERF_COUNT_HW_INSTRUCTIONS), NAME(PERF_COUNT_HW_CACHE_REFERENCES),
	 NAME(PERF_COUNT_HW_CACHE_MISSES), NAME(PERF_COUNT_HW_BRANCH_INSTRUCTIONS), NAME(PERF_COUNT_HW_BRANCH_MISSES),
	 NAME(PERF_COUNT_HW_BUS_CYCLES), NAME(PERF_COUNT_HW_STALLED_CYCLES_FRONTEND),
	 NAME(PERF_COUNT_HW_STALLED_CYCLES_BACKEND), NAME(PERF_COUNT_HW_REF_CPU_CYCLES))
/* With the unit that counts above it, printed by print_hardware_config(). */
FLAG_SET(perf_hardware_configs, NULL,
	 NAME(PERF_COUNT_HW_CPU_CYCLES), NAME(PERF_COUNT_HW_INSTRUCTIONS), NAME(PERF_COUNT_HW_CACHE_REFERENCES),
	 NAME(PERF_COUNT_HW_CACHE_MISSES), NAME(PERF_COUNT_HW_BRANCH_INSTRUCTIONS), NAME(PERF_COUNT_HW_BRANCH_MISSES),
	 NAME(PERF_COUNT_HW_BUS_CYCLES), NAME(PERF_COUNT_HW_STALLED_CYCLES_FRONTEND),
	 NAME(PERF_COUNT_HW_STALLED_CYCLES_BACKEND), NAME(PERF_COUNT_HW_REF_CPU_CYCLES))
ENUM_SET(perf_software, "PERF_COUNT_SW_???",
	 NAME(PERF_COUNT_SW_CPU_CLOCK), NAME(PERF_COUNT_SW_TASK_CLOCK), NAME(PERF_COUNT_SW_PAGE_FAULTS),
	 NAME(PERF_COUNT_SW_CONTEXT_SWITCHES), NAME(PERF_COUNT_SW_CPU_MIGRATIONS), NAME(PERF_COUNT_SW_PAGE_FAULTS_MIN),
	 NAME(PERF_COUNT_SW_PAGE_FAULTS_MAJ), NAME(PERF_COUNT_SW_ALIGNMENT_FAULTS), NAME(PERF_COUNT_SW_EMULATION_FAULTS),
	 NAME(PERF_COUNT_SW_DUMMY), NAME(PERF_COUNT_SW_BPF_OUTPUT), NAME(PERF_COUNT_SW_CGROUP_SWITCHES))
ENUM_SET(perf_caches, "PERF_COUNT_HW_CACHE_???",
	 NAME(PERF_COUNT_HW_CACHE_L1D), NAME(PERF_COUNT_HW_CACHE_L1I), NAME(PERF_COUNT_HW_CACHE_LL),
	 NAME(PERF_COUNT_HW_CACHE_DTLB), NAME(PERF_COUNT_HW_CACHE_ITLB), NAME(PERF_COUNT_HW_CACHE_BPU),
	 NAME(PERF_COUNT_HW_CACHE_NODE))
ENUM_SET(perf_cache_operations, "PERF_COUNT_HW_CACHE_OP_???",
	 NAME(PERF_COUNT_HW_CACHE_OP_READ), NAME(PERF_COUNT_HW_CACHE_OP_WRITE), NAME(PERF_COUNT_HW_CACHE_OP_PREFETCH))
ENUM_SET(perf_cache_results, "PERF_COUNT_HW_CACHE_RESULT_???",
	 NAME(PERF_COUNT_HW_CACHE_RESULT_ACCESS), NAME(PERF_COUNT_HW_CACHE_RESULT_MISS))
/* Printed in three parts, by print_cache_config(). */
FLAG_SET(perf_cache_configs, NULL,
	 NAME(PERF_COUNT_HW_CACHE_L1D), NAME(PERF_COUNT_HW_CACHE_L1I), NAME(PERF_COUNT_HW_CACHE_LL),
	 NAME(PERF_COUNT_HW_CACHE_DTLB), NAME(PERF_COUNT_HW_CACHE_ITLB), NAME(PERF_COUNT_HW_CACHE_BPU),
	 NAME(PERF_COUNT_HW_CACHE_NODE), NAME(PERF_COUNT_HW_CACHE_OP_READ), NAME(PERF_COUNT_HW_CACHE_OP_WRITE),
	 NAME(PERF_COUNT_HW_CACHE_OP_PREFETCH), NAME(PERF_COUNT_HW_CACHE_RESULT_ACCESS),
	 NAME(PERF_COUNT_HW_CACHE_RESULT_MISS))
FLAG_SET(perf_samples, "PERF_SAMPLE_???",
	 NAME(PERF_SAMPLE_IP), NAME(PERF_SAMPLE_TID), NAME(PERF_SAMPLE_TIME), NAME(PERF_SAMPLE_ADDR),
	 NAME(PERF_SAMPLE_READ), NAME(PERF_SAMPLE_CALLCHAIN), NAME(PERF_SAMPLE_ID), NAME(PERF_SAMPLE_CPU),
	 NAME(PERF_SAMPLE_PERIOD), NAME(PERF_SAMPLE_STREAM_ID), NAME(PERF_SAMPLE_RAW), NAME(PERF_SAMPLE_BRANCH_STACK),
	 NAME(PERF_SAMPLE_REGS_USER), NAME(PERF_SAMPLE_STACK_USER), NAME(PERF_SAMPLE_WEIGHT), NAME(PERF_SAMPLE_DATA_SRC),
	 NAME(PERF_SAMPLE_IDENTIFIER), NAME(PERF_SAMPLE_TRANSACTION), NAME(PERF_SAMPLE_REGS_INTR),
	 NAME(PERF_SAMPLE_PHYS_ADDR), NAME(PERF_SAMPLE_AUX), NAME(PERF_SAMPLE_CGROUP), NAME(PERF_SAMPLE_DATA_PAGE_SIZE),
	 NAME(PERF_SAMPLE_CODE_PAGE_SIZE), NAME(PERF_SAMPLE_WEIGHT_STRUCT))
FLAG_SET(perf_formats, "PERF_FORMAT_???",
	 NAME(PERF_FORMAT_TOTAL_TIME_ENABLED), NAME(PERF_FORMAT_TOTAL_TIME_RUNNING), NAME(PERF_FORMAT_ID),
	 NAME(PERF_FORMAT_GROUP), NAME(PERF_FORMAT_LOST))
FLAG_SET(perf_branches, "PERF_SAMPLE_BRANCH_???",
	 NAME(PERF_SAMPLE_BRANCH_USER), NAME(PERF_SAMPLE_BRANCH_KERNEL), NAME(PERF_SAMPLE_BRANCH_HV),
	 NAME(PERF_SAMPLE_BRANCH_ANY), NAME(PERF_SAMPLE_BRANCH_ANY_CALL), NAME(PERF_SAMPLE_BRANCH_ANY_RETURN),
	 NAME(PERF_SAMPLE_BRANCH_IND_CALL), NAME(PERF_SAMPLE_BRANCH_ABORT_TX), NAME(PERF_SAMPLE_BRANCH_IN_TX),
	 NAME(PERF_SAMPLE_BRANCH_NO_TX), NAME(PERF_SAMPLE_BRANCH_COND), NAME(PERF_SAMPLE_BRANCH_CALL_STACK),
	 NAME(PERF_SAMPLE_BRANCH_IND_JUMP), NAME(PERF_SAMPLE_BRANCH_CALL), NAME(PERF_SAMPLE_BRANCH_NO_FLAGS),
	 NAME(PERF_SAMPLE_BRANCH_NO_CYCLES), NAME(PERF_SAMPLE_BRANCH_TYPE_SAVE), NAME(PERF_SAMPLE_BRANCH_HW_INDEX),
	 NAME(PERF_SAMPLE_BRANCH_PRIV_SAVE), NEWER(PERF_SAMPLE_BRANCH_COUNTERS, 0x80000))
ENUM_SET(perf_breakpoints, "HW_BREAKPOINT_???",
	 NAME(HW_BREAKPOINT_EMPTY), NAME(HW_BREAKPOINT_R), NAME(HW_BREAKPOINT_W), NAME(HW_BREAKPOINT_RW),
	 NAME(HW_BREAKPOINT_X))

ENUM_SET(perf_bad_breakpoints, "HW_BREAKPOINT_INVALID",	/* of these bits, but no such combination */
	 NAME(HW_BREAKPOINT_EMPTY), NAME(HW_BREAKPOINT_R), NAME(HW_BREAKPOINT_W), NAME(HW_BREAKPOINT_RW),
	 NAME(HW_BREAKPOINT_X))

#define SMALLEST	PERF_ATTR_SIZE_VER0
#define LARGEST		136	/* PERF_ATTR_SIZE_VER8 */
#define SHOWN		48	/* with -v more of it is */
#define AT(member)	offsetof(struct perf_event_attr, member)
#define BITS_AT		40
#define SKID_AT		15	/* two bits */
#define FREQUENCY	(1u << 10)
#define USE_CLOCK	(1u << 25)
#define LOW(bits)	WHEN(AT(sample_type), bits, bits)

static const char *const bit_names[] = {
	"disabled", "inherit", "pinned", "exclusive", "exclude_user", "exclude_kernel", "exclude_hv", "exclude_idle",
	"mmap", "comm", "freq", "inherit_stat", "enable_on_exec", "task", "watermark", "precise_ip", NULL, "mmap_data",
	"sample_id_all", "exclude_host", "exclude_guest", "exclude_callchain_kernel", "exclude_callchain_user", "mmap2",
	"comm_exec", "use_clockid", "context_switch", "write_backward", "namespaces", "ksymbol", "bpf_event", "aux_output",
	"cgroup", "text_poke", "build_id", "inherit_thread", "remove_on_exec", "sigtrap",
};

#define BIT_NAMES (sizeof(bit_names) / sizeof(bit_names[0]))

static const struct field first[] = {
	SAME("type", FLAGS, 0, 4, SET(constants_perf_types)),
	SAME("size", FLAGS, 4, 4, SET(constants_perf_sizes)),
	SAME("config", FLAGS, 8, 8, SET(constants_perf_hardware_configs), WHEN(0, ~0u, PERF_TYPE_HARDWARE)),
	SAME("config", FLAGS, 8, 8, SET(constants_perf_software), WHEN(0, ~0u, PERF_TYPE_SOFTWARE)),
	SAME("config", UNSIGNED, 8, 8, WHEN(0, ~0u, PERF_TYPE_TRACEPOINT)),
	SAME("config", FLAGS, 8, 8, SET(constants_perf_cache_configs), WHEN(0, ~0u, PERF_TYPE_HW_CACHE)),
	SAME("config", HEX, 8, 8, UNLESS(0, ~3u, 0)),
	SAME("sample_freq", UNSIGNED, 16, 8, WHEN(BITS_AT, FREQUENCY, FREQUENCY)),
	SAME("sample_period", UNSIGNED, 16, 8, WHEN(BITS_AT, FREQUENCY, 0)),
	SAME("sample_type", FLAGS, 24, 8, SET(constants_perf_samples)),
	SAME("read_format", FLAGS, 32, 8, SET(constants_perf_formats)),
	{NULL},
};

static const struct field last[] = {
	SAME("wakeup_watermark", UNSIGNED, 48, 4, WHEN(BITS_AT, 1u << 14, 1u << 14), VERBOSE),
	SAME("wakeup_events", UNSIGNED, 48, 4, WHEN(BITS_AT, 1u << 14, 0), VERBOSE),
	SAME("bp_type", FLAGS, 52, 4, SET(constants_perf_breakpoints), WHEN(0, ~0u, PERF_TYPE_BREAKPOINT), VERBOSE),
	SAME("bp_addr", HEX, 56, 8, WHEN(0, ~0u, PERF_TYPE_BREAKPOINT), VERBOSE),
	SAME("config1", HEX, 56, 8, UNLESS(0, ~0u, PERF_TYPE_BREAKPOINT), VERBOSE),
	SAME("bp_len", UNSIGNED, 64, 8, WHEN(0, ~0u, PERF_TYPE_BREAKPOINT), VERBOSE),
	SAME("config2", HEX, 64, 8, UNLESS(0, ~0u, PERF_TYPE_BREAKPOINT), VERBOSE),
	SAME("branch_sample_type", FLAGS, 72, 8, SET(constants_perf_branches), LOW(PERF_SAMPLE_BRANCH_STACK), VERBOSE),
	SAME("sample_regs_user", HEX, 80, 8, VERBOSE),
	SAME("sample_stack_user", HEX, 88, 4, LOW(PERF_SAMPLE_STACK_USER), VERBOSE),
	SAME("clockid", FLAGS, 92, 4, SET(constants_clock_ids), WHEN(BITS_AT, USE_CLOCK, USE_CLOCK), VERBOSE),
	SAME("sample_regs_intr", HEX, 96, 8, VERBOSE),
	SAME("aux_watermark", UNSIGNED, 104, 4, VERBOSE),
	SAME("sample_max_stack", UNSIGNED, 108, 2, VERBOSE),
	SAME("aux_sample_size", UNSIGNED, 112, 4, VERBOSE),
	SAME("sig_data", HEX, 120, 8, VERBOSE),
	SAME("config3", HEX, 128, 8, VERBOSE),
	{NULL},
};

#define RESERVED_2_AT	110
#define ACTION_AT	116	/* three bits of it have names, and those of Linux 6.1 none */
#define ACTION_BITS	3

/* One byte of a number, by its name. */
static void print_cache_part(struct text *text, const struct constants *set, uint64_t number, const struct line_style *style)
{
	const struct value value = {.kind = VALUE_FLAGS, .set = set, .number = number};

	print_constants(text, &value, style);
}

static void print_unit(struct text *text, uint64_t config)
{
	if (config >> 32)
		text_format(text, "%#llx<<32|", (unsigned long long)config >> 32);
}

void print_hardware_config(struct text *text, uint64_t config, const struct line_style *style)
{
	print_unit(text, config);
	print_cache_part(text, &constants_perf_hardware, (uint32_t)config, style);
}

void print_cache_config(struct text *text, uint64_t config, const struct line_style *style)
{
	print_unit(text, config);
	if ((uint32_t)config >> 24)
		text_format(text, "%#x<<24|", (uint32_t)config >> 24);
	print_cache_part(text, &constants_perf_cache_results, config >> 16 & 0xff, style);
	text_add(text, "<<16|");
	print_cache_part(text, &constants_perf_cache_operations, config >> 8 & 0xff, style);
	text_add(text, "<<8|");
	print_cache_part(text, &constants_perf_caches, config & 0xff, style);
}

static void add_bits(struct decoding *d, struct value *attr, uint64_t bits)
{
	static const char *const skids[] = {
		"arbitrary skid", "constant skid", "requested to have 0 skid", "must have 0 skid",
	};
	struct value *value;

	for (size_t i = 0; i < BIT_NAMES; i++) {
		if (!bit_names[i])
			continue;
		value = value_field(attr, bit_names[i],
				    value_number(d, bits >> i & (i == SKID_AT ? 3 : 1), BASE_SIGNED));
		if (value && i == SKID_AT)
			value->comment = skids[value->number];
		else if (value)
			value->is_verbose_only = !value->number;
	}
	if (!(bits >> BIT_NAMES))
		return;
	value = value_field(attr, "__reserved_1", value_number(d, bits >> BIT_NAMES, BASE_HEX));
	if (value)
		value->comment = arena_format(d->arena, "Bits 63..%zu", BIT_NAMES);
}

/* What nobody knows yet is a comment on the field before it. */
static void add_reserved(struct decoding *d, struct value *field, unsigned from, uint64_t bits)
{
	if (field && bits)
		field->comment = arena_format(d->arena, "bytes %u..%u: %#llx", from, from | (from == ACTION_AT ? 3 : 1),
					      (unsigned long long)bits);
}

/* What is to be done with the buffer of another event, behind the size of its samples. */
static void add_actions(struct decoding *d, struct value *attr, struct value *field, uint32_t actions)
{
	static const char *const names[ACTION_BITS] = {"aux_start_paused", "aux_pause", "aux_resume"};

	add_reserved(d, field, ACTION_AT, actions >> ACTION_BITS << ACTION_BITS);
	for (unsigned i = 0; i < ACTION_BITS; i++) {
		struct value *bit = actions >> i & 1 ? value_field(attr, names[i], value_number(d, 1, BASE_SIGNED)) : NULL;

		if (bit)
			bit->is_verbose_only = true;
	}
}

/* The last fields one by one: the structure may end between any two of them, and in the middle of one. */
static void add_last(struct decoding *d, struct value *attr, const unsigned char *bytes, size_t size)
{
	struct value *part = value_fields(d, last, bytes, LARGEST, 0, false), *next;

	for (struct value *child = part ? part->first : NULL; child; child = next) {
		const struct field *field = last;

		next = child->next;
		while (strcmp(field->name, child->name))
			field++;
		if (field->at >= size)
			break;
		child->next = NULL;
		value_add(attr, child);
		if (child->set == &constants_perf_breakpoints && child->number <= HW_BREAKPOINT_INVALID)
			child->set = &constants_perf_bad_breakpoints;
		if (!strcmp(child->name, "sample_max_stack") && size > RESERVED_2_AT)
			add_reserved(d, child, RESERVED_2_AT, get_unsigned(bytes + RESERVED_2_AT, 2));
		if (!strcmp(child->name, "aux_sample_size") && size > ACTION_AT)
			add_actions(d, attr, child, (uint32_t)get_unsigned(bytes + ACTION_AT, 4));
	}
}

/* The size that the kernel would take, where it takes no such one. */
static void add_size_that_fits(struct decoding *d, struct value *attr, uint64_t address)
{
	const unsigned char *left = -d->call->ret == E2BIG ? bytes_at_exit(d, address, 8) : NULL;
	struct value *before, *change, *size = attr ? attr->first->next : NULL;	/* behind its type */

	if (!left || !size || get_unsigned(left + 4, 4) == size->number)
		return;
	before = value_flags(d, size->set, size->number);
	change = value_change(d, before, value_flags(d, size->set, get_unsigned(left + 4, 4)));
	if (!change)
		return;
	change->is_bare = true;
	change->name = size->name;
	change->next = size->next;
	attr->first->next = change;
}

/* The kernel answers E2BIG with the size that it knows: what was read only then is not what it was given. */
static bool is_overwritten(const struct decoding *d, uint64_t address)
{
	const struct wire_blob *blob = -d->call->ret == E2BIG ? call_memory(d->call, address, false) : NULL;

	return blob && blob->state != WIRE_OK && blob->state != WIRE_CUT;
}

static struct value *decode_perf_event_attr(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t size = length < 8 ? LARGEST : get_unsigned(bytes + 4, 4);
	unsigned char whole[LARGEST] = {0};
	struct value *attr;
	bool is_cut;

	if (!size)
		size = SMALLEST;
	size = size > LARGEST ? LARGEST : size;
	if (length < SHOWN || size < SMALLEST || is_overwritten(d, address))
		return value_unread(d, address);
	is_cut = length < size;
	if (is_cut)
		size = length;
	memcpy(whole, bytes, size);
	attr = value_fields(d, first, bytes, size, address, false);
	add_size_that_fits(d, attr, address);
	add_bits(d, attr, get_unsigned(bytes + BITS_AT, 8));
	add_last(d, attr, whole, size);
	if (attr)	/* also where it is more than anybody knows */
		attr->has_more = is_cut || get_unsigned(bytes + 4, 4) > size;
	return attr;
}
LAYOUT_BY(perf_event_attr, 1, 1, decode_perf_event_attr)
