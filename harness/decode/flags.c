/* SPDX-License-Identifier: MIT */
/* Named values as text: names joined by |, what has no name in hexadecimal. */
#include "harness/decode/build.h"
#include "harness/decode/print.h"
#include "harness/decode/sets.h"

#include <asm/termbits.h>
#include <linux/futex.h>
#include <linux/mount.h>
#include <linux/sched.h>

static const struct constant *find_whole(const struct constants *set, uint64_t number)
{
	for (const struct constant *constant = set->list; constant->name; constant++)
		if (constant->mask ? (number & constant->mask) == constant->value : number == constant->value)
			return constant;
	return NULL;
}

#define HUGE_SHIFT 26
#define HUGE_MASK ((uint64_t)0x3f << HUGE_SHIFT)
#define PERMISSIONS 0777ull
#define MAPPING_TYPES 0xfull	/* MAP_TYPE */

static void add_separator(struct text *text, bool *has_names)
{
	if (*has_names)
		text_add_char(text, '|');
	*has_names = true;
}

/* Permissions are printed always, other bits that have no name before them. */
static void add_octal(struct text *text, const struct constants *set, uint64_t shifted, uint64_t rest, bool has_names)
{
	if (set != &constants_file_modes && rest & ~PERMISSIONS) {
		add_separator(text, &has_names);
		text_add_hex(text, rest & ~PERMISSIONS);
		rest &= PERMISSIONS;
	}
	if (shifted) {
		add_separator(text, &has_names);
		text_format(text, "%u<<%s", (unsigned)(shifted >> HUGE_SHIFT), set->shift);
	}
	add_separator(text, &has_names);
	text_format(text, "%#03llo", (unsigned long long)rest);
}

#define LENGTH_OF_VECTOR 0xffffull

static bool is_length(const struct constants *set)
{
	return set == &constants_vector_lengths || set == &constants_matrix_lengths;
}

/* Behind the flags of clone the signal at the end, behind those of vectors their length. */
static bool add_low_number(struct text *text, const struct constants *set, uint64_t rest, bool has_names)
{
	if (is_length(set)) {
		if (rest & ~LENGTH_OF_VECTOR) {
			add_separator(text, &has_names);
			text_add_hex(text, rest & ~LENGTH_OF_VECTOR);
		}
		add_separator(text, &has_names);
		text_add_hex(text, rest & LENGTH_OF_VECTOR);
		return true;
	}
	if (set != &constants_clone_flags || !(rest & CSIGNAL))
		return false;
	if (rest & ~(uint64_t)CSIGNAL) {
		bool is_first = !has_names;

		add_separator(text, &has_names);
		text_add_hex(text, rest & ~(uint64_t)CSIGNAL);
		if (is_first)
			text_format(text, " /* %s */", set->unknown);
	}
	add_separator(text, &has_names);
	text_add_unsigned(text, rest & CSIGNAL);
	return true;
}

/* A number behind the flag is a command of its own, known or not. */
static bool is_command(const struct constants *set)
{
	return set == &constants_shmctl_ops || set == &constants_semctl_ops || set == &constants_msgctl_ops;
}

static void add_rest(struct text *text, const struct constants *set, uint64_t shifted, uint64_t rest, bool has_names)
{
	bool is_first = !has_names;

	if (add_low_number(text, set, rest, has_names))
		return;
	if (set->is_octal) {
		add_octal(text, set, shifted, rest, has_names);
		return;
	}
	if (rest || (is_first && !shifted)) {
		add_separator(text, &has_names);
		text_add_hex(text, rest);
		if (rest && (is_first || is_command(set)) && set->unknown)
			text_format(text, " /* %s */", set->unknown);
	}
	if (shifted) {
		add_separator(text, &has_names);
		text_format(text, "%u<<%s", (unsigned)(shifted >> HUGE_SHIFT), set->shift);
	}
}

static bool is_named_field(const struct constants *set, uint64_t number, uint64_t field)
{
	for (const struct constant *constant = set->list; constant->name; constant++)
		if (constant->mask == field && (number & field) == constant->value)
			return true;
	return false;
}

/* Commands that do not wait by the clock have no name with it, and neither has a command that is none. */
static bool is_futex_name(uint64_t number)
{
	uint64_t command = number & ~(uint64_t)(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);

	if (command > FUTEX_LOCK_PI2)
		return false;
	return !(number & FUTEX_CLOCK_REALTIME) || command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET ||
	       command == FUTEX_WAIT_REQUEUE_PI;
}

/* A field whose value has no name is a number before the names of the others. */
static void add_unnamed_field(struct text *text, const struct constants *set, uint64_t *rest, bool *has_names)
{
	static const struct {
		const struct constants *set;
		uint64_t field;
		const char *unknown;
	} fields[] = {
		{&constants_mmap_flags, MAPPING_TYPES, "MAP_???"},
		{&constants_personality_flags, 0xff, "PER_???"},
		{&constants_fanotify_init_flags, 0xc, "FAN_CLASS_???"},
		{&constants_kexec_flags, 0xffff0000, "KEXEC_ARCH_???"},
		{&constants_io_uring_register_ops, 0x7fffffff, "IORING_REGISTER_???"},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		uint64_t field = fields[i].field;

		if (set != fields[i].set || is_named_field(set, *rest, field))
			continue;
		text_format(text, "%#llx /* %s */", (unsigned long long)(*rest & field), fields[i].unknown);
		*rest &= ~field;
		*has_names = true;
	}
}

static void add_flags(struct text *text, const struct constants *set, uint64_t number)
{
	uint64_t shifted = set->shift ? number & HUGE_MASK : 0;
	uint64_t rest = number - shifted, whole = rest;
	bool has_names = false;

	if (set == &constants_futex_ops && !is_futex_name(number)) {
		text_format(text, "%#llx /* %s */", (unsigned long long)number, set->unknown);
		return;
	}
	add_unnamed_field(text, set, &rest, &has_names);
	if (set == &constants_sched_policies && !is_named_field(set, number, set->list->mask)) {
		text_format(text, "%#llx /* %s */", (unsigned long long)number, set->unknown);
		return;
	}
	for (const struct constant *constant = set->list; constant->name; constant++) {
		bool is_there;

		if (constant->mask)
			is_there = (whole & constant->mask) == constant->value && (rest & constant->mask) == constant->value;
		else
			is_there = constant->value ? (rest & constant->value) == constant->value : !number;
		if (!is_there)
			continue;
		/* A field whose value is 0 is named once: its bits are gone for the names after it. */
		add_separator(text, &has_names);
		text_add(text, constant->name);
		rest &= ~(constant->mask ? constant->mask : constant->value);
	}
	add_rest(text, set, shifted, rest, has_names);
}

/* A file type that is none: the mode is a number then. */
static bool has_unknown_field(const struct constants *set, uint64_t number)
{
	uint64_t fields = 0;

	if (!set->is_octal)
		return false;
	for (const struct constant *constant = set->list; constant->name; constant++) {
		if (constant->mask && (number & constant->mask) == constant->value)
			return false;
		fields |= constant->mask;
	}
	return number & fields;
}

const char *constant_name(const struct constants *set, uint64_t number)
{
	const struct constant *constant = find_whole(set, number);

	return constant ? constant->name : NULL;
}

bool has_name(const struct constants *set, uint64_t number)
{
	return find_whole(set, number) != NULL;
}

/* Numbers of 64 bits without a sign. */
static bool is_unsigned(const struct constants *set)
{
	return set == &constants_btrfs_objects || set == &constants_btrfs_keys ||
	       set == &constants_limits64;
}

static void add_names(struct text *text, const struct constants *set, uint64_t number)
{
	const struct constant *constant;

	if (has_unknown_field(set, number)) {
		text_format(text, "%#03llo", (unsigned long long)number);
		return;
	}
	if (set->is_flags) {
		add_flags(text, set, number);
		return;
	}
	constant = find_whole(set, number);
	if (constant) {
		text_add(text, constant->name);
		return;
	}
	if (set->unknown && set->is_decimal)
		text_format(text, "%d /* %s */", (int32_t)number, set->unknown);
	else if (set->unknown)
		text_format(text, "%#llx /* %s */", (unsigned long long)number, set->unknown);
	else if (is_unsigned(set) || (set == &constants_signals && number != (uint64_t)(int32_t)number))
		text_add_unsigned(text, number);
	else if (set->is_decimal || set == &constants_signals)
		text_add_decimal(text, (int32_t)number);
	else
		text_add_hex(text, number);
}

static void add_raw(struct text *text, const struct constants *set, uint64_t number)
{
	if (set == &constants_signals)
		text_add_decimal(text, (int64_t)number);
	else if (is_unsigned(set))
		text_add_unsigned(text, number);
	else if (set->is_decimal)
		text_add_decimal(text, (int32_t)number);
	else if (set == &constants_si_codes)
		text_add_hex(text, (uint32_t)number);	/* an int, those below 0 with their sign */
	else if (set->is_octal)
		text_format(text, "%#03llo", (unsigned long long)number);
	else
		text_add_hex(text, number);
}

bool has_constant(const struct constants *set, uint64_t number)
{
	if (is_length(set))
		return number & ~LENGTH_OF_VECTOR;
	if (set == &constants_tagged_addresses)
		return true;
	if (!set->is_flags)
		return find_whole(set, number);
	if (set == &constants_futex_ops && !is_futex_name(number))
		return false;
	if (has_unknown_field(set, number))
		return false;
	if (set == &constants_sched_policies && !is_named_field(set, number, set->list->mask))
		return false;
	for (const struct constant *constant = set->list; constant->name; constant++) {
		if (constant->mask ? (number & constant->mask) == constant->value :
				     constant->value ? (number & constant->value) == constant->value : !number)
			return true;
	}
	return set->is_octal;
}

static void print_whole(struct text *text, const struct value *value, const struct line_style *style)
{
	const struct constants *set = value->set;

	if (set->is_silent && !value->number)
		return;
	if (style->names == LINE_ABBREV || (style->names == LINE_VERBOSE && !has_constant(set, value->number))) {
		add_names(text, set, value->number);
		return;
	}
	add_raw(text, set, value->number);
	if (style->names == LINE_RAW)
		return;
	text_add(text, " /* ");
	add_names(text, set, value->number);
	text_add(text, " */");
}

static void print_part(struct text *text, const struct constants *set, uint64_t number, const struct line_style *style)
{
	struct value part = {.kind = VALUE_FLAGS, .set = set, .number = number};

	print_whole(text, &part, style);
}

#define MOST_NAMES 64

/* Codes of filters are fields and nothing else, each by itself in every style. */
static bool is_filter_code(const struct constants *set)
{
	return set == &constants_filter_loads || set == &constants_filter_stores || set == &constants_filter_arithmetic ||
	       set == &constants_filter_jumps || set == &constants_filter_returns || set == &constants_filter_others;
}

/* What is left of a code when its fields are taken away means nothing, also where they are few. */
static bool is_filter_rest(const struct constants *set)
{
	return set == &constants_filter_stores || set == &constants_filter_returns || set == &constants_filter_others;
}

/* One field of a set, or what is left when all fields are taken away (mask 0). */
static void print_field(struct text *text, const struct constants *set, uint64_t mask, uint64_t number,
			const struct line_style *style)
{
	struct constant list[MOST_NAMES + 1] = {{0}};
	struct constants field = *set;
	size_t count = 0;

	for (const struct constant *constant = set->list; constant->name && count < MOST_NAMES; constant++)
		if (constant->mask == mask)
			list[count++] = *constant;
	field.list = list;
	field.is_octal = false;
	field.is_flags = !mask;
	if ((!count && !is_filter_rest(set)) || (!mask && set == &constants_personality_flags))
		field.unknown = NULL;
	print_part(text, &field, number, style);
}

/* Every field of a register by itself, and behind them the flags that are no fields. */
static void print_fields(struct text *text, const struct constants *set, uint64_t number, const struct line_style *style)
{
	uint64_t done = 0;

	for (const struct constant *constant = set->list; constant->name; constant++) {
		if (!constant->mask || (done & constant->mask) == constant->mask)
			continue;
		if (set == &constants_termios_control && constant->mask == CIBAUD && !(number & CIBAUD))
			continue;
		if (done)
			text_add_char(text, '|');
		print_field(text, set, constant->mask, number & constant->mask, style);
		done |= constant->mask;
	}
	if (!(number & ~done))
		return;
	text_add_char(text, '|');
	print_field(text, set, 0, number & ~done, style);
}

static bool has_parts(const struct constants *set)
{
	static const struct constants *const sets[] = {
		&constants_fanotify_init_flags, &constants_filter_arithmetic, &constants_filter_jumps,
		&constants_filter_loads,	&constants_filter_others,     &constants_filter_results,
		&constants_filter_returns,	&constants_filter_stores,     &constants_personality_flags,
		&constants_termios_control,	&constants_termios_output,
	};

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (set == sets[i])
			return true;
	return false;
}

/* What is no permission first: 0x200|21<<26|0600. */
static bool print_with_permissions(struct text *text, const struct constants *set, uint64_t number,
				   const struct line_style *style)
{
	uint64_t huge = set->shift ? number & HUGE_MASK : 0, flags = number & ~(huge | PERMISSIONS);

	if (set != &constants_ipc_flags && set != &constants_shmget_flags)
		return false;
	if (flags) {
		print_field(text, set, 0, flags, style);
		text_add_char(text, '|');
	}
	if (huge && style->names == LINE_RAW)
		text_format(text, "%llu<<%u|", (unsigned long long)huge >> HUGE_SHIFT, HUGE_SHIFT);
	else if (huge)
		text_format(text, "%llu<<%u /* %s */|", (unsigned long long)huge >> HUGE_SHIFT, HUGE_SHIFT, set->shift);
	text_format(text, "%#03llo", (unsigned long long)number & PERMISSIONS);
	return true;
}

/* Two words of a mask. */
static bool print_halves(struct text *text, const struct constants *set, uint64_t number, const struct line_style *style)
{
	struct constant list[MOST_NAMES + 1] = {{0}};
	struct constants high = *set;
	size_t count = 0;

	if (set != &constants_capability_bits || number <= UINT32_MAX)
		return false;
	for (const struct constant *constant = set->list; constant->name && count < MOST_NAMES; constant++)
		if (constant->value > UINT32_MAX)
			list[count++] = (struct constant){constant->name, constant->value >> 32, 0};
	high.list = list;
	if ((uint32_t)number) {
		print_part(text, set, (uint32_t)number, style);
		text_add_char(text, '|');
	}
	print_part(text, &high, number >> 32, style);
	return true;
}

/* The layout of a structure, and the command by itself. */
static void print_command_parts(struct text *text, const struct constants *set, uint64_t number,
				const struct line_style *style)
{
	uint64_t layout = number & set->list->value;

	if (layout) {
		print_field(text, set, 0, layout, style);
		text_add_char(text, '|');
	}
	print_field(text, set, set->list[1].mask, number - layout, style);
}

/* The old magic number of mount before the flags: 0xc0ed0000|0xf. */
static bool print_magic(struct text *text, const struct constants *set, uint64_t number, const struct line_style *style)
{
	if (set != &constants_mount_flags || (number & MS_MGC_MSK) != MS_MGC_VAL || number == MS_MGC_VAL)
		return false;
	print_part(text, set, MS_MGC_VAL, style);
	text_add_char(text, '|');
	print_part(text, set, number - MS_MGC_VAL, style);
	return true;
}

/* Registers that hold a number beside their flags: with -X raw and -X verbose each is printed by itself. */
static bool print_parts(struct text *text, const struct value *value, const struct line_style *style)
{
	struct constants others = *value->set;
	uint64_t number = value->number;
	uint64_t field;

	if (has_parts(value->set)) {
		print_fields(text, value->set, number, style);
		return true;
	}
	if (is_command(value->set)) {
		print_command_parts(text, value->set, number, style);
		return true;
	}
	if (print_with_permissions(text, value->set, number, style) || print_halves(text, value->set, number, style) ||
	    print_magic(text, value->set, number, style))
		return true;
	if (value->set == &constants_clone_flags) {
		field = number & 0xff;
		if (!field)
			return false;
		if (field != number) {
			print_part(text, value->set, number - field, style);
			text_add_char(text, '|');
		}
		print_part(text, &constants_signals, field, style);
		return true;
	}
	if (value->set == &constants_socket_types)
		field = number & 0xf;
	else if (value->set == &constants_statx_flags)
		field = number & 0x6000;
	else
		return false;
	if (field == number || !has_constant(value->set, field) || (!field && value->set == &constants_socket_types))
		return false;
	/* What has no name in the kernel's header, being 0, is not there in strace's numbers either. */
	if (field || style->names != LINE_RAW)
		print_part(text, value->set, field, style);
	text_add_char(text, '|');
	while (others.list->mask)	/* the field's names stand first */
		others.list++;
	print_part(text, &others, number - field, style);
	return true;
}

#define SWAP_PRIORITY 0x7fffull	/* SWAP_FLAG_PRIO_MASK of include/linux/swap.h */

static void print_swap_flags(struct text *text, uint64_t number, const struct line_style *style)
{
	if (number & ~SWAP_PRIORITY) {
		print_part(text, &constants_swap_flags, number & ~SWAP_PRIORITY, style);
		text_add_char(text, '|');
	}
	text_add_unsigned(text, number & SWAP_PRIORITY);
}

void print_constants(struct text *text, const struct value *value, const struct line_style *style)
{
	if (value->set == &constants_futex_operations) {
		print_futex_operation(text, (uint32_t)value->number, style);
		return;
	}
	if (value->set == &constants_swap_flags) {
		print_swap_flags(text, value->number, style);
		return;
	}
	if (value->set == &constants_tagged_addresses) {
		print_tagged_addresses(text, value->number, style);
		return;
	}
	if (value->set == &constants_perf_hardware_configs) {
		print_hardware_config(text, value->number, style);
		return;
	}
	if (value->set == &constants_perf_cache_configs) {
		print_cache_config(text, value->number, style);
		return;
	}
	if ((style->names == LINE_ABBREV && !is_filter_code(value->set)) || !print_parts(text, value, style))
		print_whole(text, value, style);
}
