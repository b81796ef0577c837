/* SPDX-License-Identifier: MIT */
/* Registers of several parts, each printed by itself where numbers are: fields, two halves, a number beside flags. */
#include "harness/decode/flags.h"
#include "harness/decode/print.h"
#include "harness/decode/sets.h"

#include <asm/termbits.h>
#include <linux/mount.h>

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
	const struct unknown_field *unknown = unknown_field_of(set);
	struct constants field = *set;
	size_t count = 0;

	for (const struct constant *constant = set->list; constant->name && count < MOST_NAMES; constant++)
		if (constant->mask == mask)
			list[count++] = *constant;
	field.list = list;
	field.is_octal = false;
	field.is_flags = !mask;
	if (mask && unknown && unknown->mask == mask)
		field.unknown = unknown->unknown;
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
