/* SPDX-License-Identifier: MIT */
/* Registers that hold several numbers, and numbers that have a name beside them or only sometimes. */
#include "harness/decode/build.h"
#include "harness/decode/print.h"
#include "harness/decode/sets.h"

#include <linux/futex.h>
#include <linux/prctl.h>

/* The protocol of a packet socket stands in network order. */
DECODE_KIND(decode_ethertype)
{
	uint32_t protocol = (uint32_t)number;
	struct value *call = value_call(d, "htons");

	if (protocol > UINT16_MAX)
		return value_flags(d, &constants_ethertypes, protocol);
	if (call) {
		call->number = protocol;
		call->is_named_number = true;
		call->base = BASE_HEX;
	}
	value_add(call, value_flags(d, &constants_ethertypes, (protocol & 0xff) << 8 | protocol >> 8));
	return call;
}

/* Names where the register in slot `of` has one of the values whose bits are set in `size`; else a number. */
DECODE_KIND(decode_flags_if)
{
	uint64_t which = argument_word(d, argument->of);

	if (which < 16 && argument->size >> which & 1)
		return value_flags(d, argument->set, number);
	return value_number(d, number, BASE_HEX);
}

/* The number, and its name as a comment behind it: of components of the extended state. */
struct value *value_commented(struct decoding *d, const struct constants *set, uint64_t number)
{
	const struct constant *constant = set->list;
	struct value *value = value_number(d, number, BASE_HEX);

	while (constant->name && constant->value != number)
		constant++;
	if (value)
		value->comment = constant->name ? constant->name : set->unknown;
	return value;
}

DECODE_KIND(decode_commented)
{
	struct value *value;

	if (argument->size != 1)
		return value_commented(d, argument->set, argument->size == 4 ? (uint32_t)number : number);
	value = value_commented(d, argument->set, (uint32_t)number);
	if (value) {
		value->base = BASE_SIGNED;
		value->number = (uint64_t)(int32_t)number;
	}
	return value;
}

/* An errno that is handed over: EPERM. */
DECODE_KIND(decode_error_number)
{
	uint32_t error = (uint32_t)number;
	const char *name = error ? errno_name((int)error) : NULL;
	struct value *word = name ? value_word(d, name) : value_number(d, error, BASE_UNSIGNED);

	if (word && name) {
		word->number = error;
		word->is_named_number = true;
		word->base = BASE_UNSIGNED;
	}
	return word;
}

DECODE_KIND(decode_futex_operation)
{
	return value_flags(d, &constants_futex_operations, (uint32_t)number);
}

/* One part of it as the style has it: FUTEX_OP_ADD<<28, or a number with a comment behind it. */
static void print_operation_part(struct text *text, const char *name, uint32_t part, unsigned shift,
				 const char *unknown, const struct line_style *style)
{
	if (!name || style->names == LINE_RAW)
		text_format(text, "%#x<<%u /* %s */", part, shift, unknown);
	else if (style->names == LINE_VERBOSE)
		text_format(text, "%#x /* %s */<<%u", part, name, shift);
	else
		text_format(text, "%s<<%u", name, shift);
}

/* {operation, its argument, comparison, its argument}: FUTEX_OP_ADD<<28|0x1<<12|FUTEX_OP_CMP_EQ<<24|0x2 */
void print_futex_operation(struct text *text, uint32_t word, const struct line_style *style)
{
	static const char *const operations[8] = {
		"FUTEX_OP_SET", "FUTEX_OP_ADD", "FUTEX_OP_OR", "FUTEX_OP_ANDN", "FUTEX_OP_XOR",
	};
	static const char *const comparisons[16] = {
		"FUTEX_OP_CMP_EQ", "FUTEX_OP_CMP_NE", "FUTEX_OP_CMP_LT",
		"FUTEX_OP_CMP_LE", "FUTEX_OP_CMP_GT", "FUTEX_OP_CMP_GE",
	};
	uint32_t operation = word >> 28 & 7, comparison = word >> 24 & 0xf;

	if (word >> 28 & FUTEX_OP_OPARG_SHIFT) {
		if (style->names == LINE_RAW)
			text_add(text, "0x8<<28|");
		else
			text_add(text, style->names == LINE_VERBOSE ? "0x8 /* FUTEX_OP_OPARG_SHIFT */<<28|" :
								      "FUTEX_OP_OPARG_SHIFT<<28|");
	}
	print_operation_part(text, operations[operation], operation, 28, "FUTEX_OP_???", style);
	text_format(text, "|%#x<<12|", word >> 12 & 0xfff);
	print_operation_part(text, comparisons[comparison], comparison, 24, "FUTEX_OP_CMP_???", style);
	text_format(text, "|%#x", word & 0xfff);
}

#define CHECK_MODES	(3 << 1)	/* PR_MTE_TCF_MASK; include/uapi/linux/prctl.h */
#define TAG_SHIFT	3
#define TAGS		(0xffff << TAG_SHIFT)

void print_tagged_addresses(struct text *text, uint64_t number, const struct line_style *style)
{
	static const char *const modes[] = {"PR_MTE_TCF_NONE", "PR_MTE_TCF_SYNC", "PR_MTE_TCF_ASYNC", "PR_MTE_TCF_MASK"};
	uint64_t rest = number & ~(uint64_t)(PR_TAGGED_ADDR_ENABLE | CHECK_MODES | TAGS);

	if (style->names != LINE_ABBREV)
		text_add_hex(text, number);
	if (style->names == LINE_RAW)
		return;
	if (style->names == LINE_VERBOSE)
		text_add(text, " /* ");
	text_format(text, "%sPR_TAGGED_ADDR_ENABLE|%s", number & PR_TAGGED_ADDR_ENABLE ? "" : "!",
		    modes[(number & CHECK_MODES) >> 1]);
	if (number & TAGS)
		text_format(text, "|%#llx<<PR_MTE_TAG_SHIFT", (unsigned long long)(number & TAGS) >> TAG_SHIFT);
	if (rest)
		text_format(text, "|%#llx", (unsigned long long)rest);
	if (style->names == LINE_VERBOSE)
		text_add(text, " */");
}
