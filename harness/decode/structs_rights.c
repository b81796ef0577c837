/* SPDX-License-Identifier: MIT */
/* Structures that say what may be done: capabilities, filters, landlock, segments. */
#include "harness/decode/fields.h"

#include <string.h>

static const struct field cap_header_fields[] = {
	SAME("version", FLAGS,	0, 4, SET(constants_capability_versions)),
	SAME("pid",	PID,	4, 4),
	{NULL},
};
LAYOUT_SAME(cap_header, 8)

static struct value *capability_mask(struct decoding *d, uint32_t low, uint32_t high)
{
	return value_flags(d, &constants_capability_bits, low | (uint64_t)high << 32);
}

#define CAP_DATA_SIZE	12
#define CAP_VERSION_2	0x20071026
#define CAP_VERSION_3	0x20080522

/* Version 1 has one set of 32 bits, the later ones two. */
static struct value *decode_cap_data(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const char *const names[] = {"effective", "permitted", "inheritable"};
	const unsigned char *header = bytes_at_entry(d, argument_word(d, 0), 8);
	uint32_t version = header ? (uint32_t)get_unsigned(header, 4) : 0;
	bool is_double = version == CAP_VERSION_2 || version == CAP_VERSION_3;
	struct value *data;

	if (!header)
		return value_address(d, address);
	if (length < CAP_DATA_SIZE * (is_double ? 2u : 1u))
		return value_unread(d, address);
	data = value_struct(d, address);
	for (size_t i = 0; i < 3; i++)
		value_field(data, names[i],
			    capability_mask(d, (uint32_t)get_unsigned(bytes + 4 * i, 4),
					    is_double ? (uint32_t)get_unsigned(bytes + CAP_DATA_SIZE + 4 * i, 4) : 0));
	return data;
}
/* At least one half: behind it there need not be memory. */
LAYOUT_BY(cap_data, CAP_DATA_SIZE, CAP_DATA_SIZE, decode_cap_data)

/* ---- segments of i386 programs ---- */

static struct value *entry_number(struct decoding *d, const unsigned char *bytes)
{
	return value_id(d, (uint32_t)get_unsigned(bytes, 4));	/* -1: any */
}

static struct value *decode_user_desc(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const struct {
		const char *name;
		unsigned shift, mask;
	} bits[] = {
		{"seg_32bit", 0, 1}, {"contents", 1, 3}, {"read_exec_only", 3, 1}, {"limit_in_pages", 4, 1},
		{"seg_not_present", 5, 1}, {"useable", 6, 1}, {"lm", 7, 1},
	};
	struct value *segment = value_struct(d, address);
	unsigned flags = (unsigned)get_unsigned(bytes + 12, 4);
	size_t count = sizeof(bits) / sizeof(bits[0]) - (is_compat(d) ? 1 : 0);

	value_field(segment, "entry_number", entry_number(d, bytes));
	value_field(segment, "base_addr", value_wide_hex(d, get_unsigned(bytes + 4, 4), 8));
	value_field(segment, "limit", value_wide_hex(d, get_unsigned(bytes + 8, 4), 8));
	for (size_t i = 0; i < count; i++)
		value_field(segment, bits[i].name, value_number(d, flags >> bits[i].shift & bits[i].mask, BASE_UNSIGNED));
	return segment;
}
LAYOUT_BY(user_desc, 16, 16, decode_user_desc)

/* Where there is no answer, what was asked for. */
static struct value *decode_user_desc_query(struct decoding *d, const unsigned char *bytes, size_t length,
					    uint64_t address)
{
	struct value *segment;

	if (length < 4)
		return value_unread(d, address);
	if (has_result(d) && length >= layout_user_desc.size)
		return decode_user_desc(d, bytes, length, address);
	segment = value_struct(d, address);
	value_field(segment, "entry_number", entry_number(d, bytes));
	if (segment)
		segment->has_more = true;
	return segment;
}
LAYOUT_BY(user_desc_query, 1, 1, decode_user_desc_query)

/* ---- filters ---- */

/* What the fields of a code mean depends on its class. */
static const struct constants *filter_names(unsigned code)
{
	switch (code & 7) {
	case 0:
	case 1:
		return &constants_filter_loads;
	case 2:
	case 3:
		return &constants_filter_stores;
	case 4:
		return &constants_filter_arithmetic;
	case 5:
		return &constants_filter_jumps;
	case 6:
		return &constants_filter_returns;
	default:
		return &constants_filter_others;
	}
}

#define BPF_RET_CLASS 6

/* Such filters return what is to be done with a call; those of sockets return a length. */
static bool is_seccomp_filter(const struct decoding *d)
{
	return !strcmp(d->row->name, "seccomp") || !strcmp(d->row->name, "prctl") || !strcmp(d->row->name, "ptrace");
}

/* Loads of a socket's filter from behind the packet: its headers by layer, and what the kernel knows of it. */
static struct value *area_value(struct decoding *d, uint32_t operand)
{
	static const struct {
		uint32_t start;
		const char *name;
	} areas[] = {{0xfffff000, "SKF_AD_OFF"}, {0xfff00000, "SKF_NET_OFF"}, {0xffe00000, "SKF_LL_OFF"}};
	size_t n = 0;
	struct value *sum, *offset;
	const char *name;

	while (n < 3 && operand < areas[n].start)
		n++;
	if (n == 3)
		return value_number(d, operand, BASE_HEX);
	operand -= areas[n].start;
	offset = n ? value_number(d, operand, BASE_UNSIGNED) : value_flags(d, &constants_filter_extras, operand);
	name = n ? arena_format(d->arena, "%u", operand) : constant_name(&constants_filter_extras, operand);
	if (!name)
		name = arena_format(d->arena, "%#x /* %s */", operand, constants_filter_extras.unknown);
	sum = value_word(d, arena_format(d->arena, "%s+%s", areas[n].name, name));
	if (!sum)
		return NULL;
	sum->number = areas[n].start + operand;
	sum->is_named_number = sum->is_sum = true;
	sum->base = BASE_HEX;
	value_add(sum, value_flags(d, &constants_filter_areas, areas[n].start));
	value_add(sum, offset);
	return sum;
}

static struct value *decode_sock_filter(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	unsigned code = (unsigned)get_unsigned(bytes, 2);
	uint32_t operand = (uint32_t)get_unsigned(bytes + 4, 4);
	bool is_jump = bytes[2] || bytes[3];
	struct value *step = value_call(d, is_jump ? "BPF_JUMP" : "BPF_STMT");

	value_add(step, value_flags(d, filter_names(code), code));
	if ((code & 7) == BPF_RET_CLASS && is_seccomp_filter(d))
		value_add(step, value_flags(d, &constants_filter_results, operand));
	else if (d->row->classes & CLASS_NETWORK && !(code & 7) && (code & 0xe0) == 0x20 /* BPF_LD|BPF_ABS */)
		value_add(step, area_value(d, operand));
	else
		value_add(step, value_number(d, operand, BASE_HEX));
	if (is_jump) {
		value_add(step, value_number(d, bytes[2], BASE_HEX));
		value_add(step, value_number(d, bytes[3], BASE_HEX));
	}
	return step;
}
LAYOUT_BY(sock_filter, 8, 8, decode_sock_filter)

/* The program with -v where it was captured; otherwise its address, as strace abbreviates it. */
static struct value *decode_sock_fprog(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d);
	struct value *program = value_struct(d, address);
	uint64_t count = get_unsigned(bytes, 2);
	uint64_t filter = get_unsigned(bytes + word, word);
	struct memory memory;
	struct value *steps;

	value_field(program, "len", value_number(d, count, BASE_UNSIGNED));
	if (!filter || !memory_at_entry(d, filter, &memory) || memory.state == STATE_UNREAD) {
		value_field(program, "filter", value_address(d, filter));
		return program;
	}
	steps = value_array(d, filter);
	for (uint64_t i = 0; i < count && (i + 1) * 8 <= memory.length; i++)
		value_add(steps, decode_sock_filter(d, memory.bytes + i * 8, 8, filter + i * 8));
	if (steps) {
		steps->is_verbose_only = true;
		steps->is_hidden_whole = true;
		steps->has_more = count * 8 > memory.length;
		if (steps->has_more && memory.is_broken)
			steps->more_at = filter + memory.length / 8 * 8;
	}
	value_field(program, "filter", steps);
	return program;
}
LAYOUT_BY(sock_fprog, 16, 8, decode_sock_fprog)

static const struct field seccomp_sizes_fields[] = {
	SAME("seccomp_notif",	   UNSIGNED, 0, 2),
	SAME("seccomp_notif_resp", UNSIGNED, 2, 2),
	SAME("seccomp_data",	   UNSIGNED, 4, 2),
	{NULL},
};
LAYOUT_SAME(seccomp_sizes, 6)

/* ---- landlock ---- */

static const struct field landlock_ruleset_fields[] = {
	SAME("handled_access_fs",  FLAGS, 0, 8,	 SET(constants_landlock_fs_rights)),
	SAME("handled_access_net", FLAGS, 8, 8,	 SET(constants_landlock_net_rights)),
	SAME("scoped",		   FLAGS, 16, 8, SET(constants_landlock_scopes)),
	{NULL},
};
#define LANDLOCK_RULESET_SIZE 24

static struct value *decode_landlock_ruleset_attr(struct decoding *d, const unsigned char *bytes, size_t length,
						  uint64_t address)
{
	struct value *attr;

	if (length < 8 || !has_known_part(d, LANDLOCK_RULESET_SIZE, length))
		return has_known_part(d, 8, length) ? value_address(d, address) : value_unread(d, address);
	attr = value_fields(d, landlock_ruleset_fields, bytes, length, address, false);
	if (attr)
		attr->has_more = argument_word(d, 1) > LANDLOCK_RULESET_SIZE;
	return attr;
}
LAYOUT_BY(landlock_ruleset_attr, 1, 1, decode_landlock_ruleset_attr)

static const struct field landlock_path_beneath_attr_fields[] = {
	SAME("allowed_access", FLAGS, 0, 8, SET(constants_landlock_fs_rights)),
	SAME("parent_fd",      FD,    8, 4),
	{NULL},
};
LAYOUT_SAME(landlock_path_beneath_attr, 12)

static const struct field landlock_net_port_attr_fields[] = {
	SAME("allowed_access", FLAGS,	 0, 8, SET(constants_landlock_net_rights)),
	SAME("port",	       UNSIGNED, 8, 8),
	{NULL},
};
LAYOUT_SAME(landlock_net_port_attr, 16)

/* ---- attributes of security modules ---- */

#define LSM_CONTEXT_HEAD 32	/* bytes of struct lsm_ctx before the attribute itself */

static struct value *decode_lsm_context(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct memory text = {.state = STATE_OK};
	struct value *context, *content;
	uint64_t whole, size;

	if (length < LSM_CONTEXT_HEAD)
		return has_known_part(d, LSM_CONTEXT_HEAD, length) ? value_address(d, address) : value_unread(d, address);
	context = value_struct(d, address);
	whole = get_unsigned(bytes + 16, 8);
	size = get_unsigned(bytes + 24, 8);
	value_field(context, "id", value_flags(d, &constants_lsm_ids, get_unsigned(bytes, 8)));
	value_field(context, "flags", value_number(d, get_unsigned(bytes + 8, 8), BASE_HEX));
	value_field(context, "len", value_number(d, whole, BASE_UNSIGNED));
	value_field(context, "ctx_len", value_number(d, size, BASE_UNSIGNED));
	whole = (whole < length ? whole : length);
	whole = whole > LSM_CONTEXT_HEAD ? whole - LSM_CONTEXT_HEAD : 0;
	text.bytes = bytes + LSM_CONTEXT_HEAD;
	text.length = size < whole ? size : whole;
	content = text.length ? value_field(context, "ctx", value_bytes(d, &text, 0, text.length)) : NULL;
	if (content)
		content->is_hex = true;
	return context;
}
LAYOUT_BY(lsm_context, 1, 1, decode_lsm_context)

/* Each says how long it is, and so where the next one stands. */
DECODE_KIND(decode_out_contexts)
{
	struct memory memory;
	struct value *array;
	size_t at = 0;
	int64_t i;

	if (!number || !has_result(d))
		return value_address(d, number);
	if (!memory_at_exit(d, number, &memory) || memory.state == STATE_UNREAD)
		return value_unread(d, number);
	array = value_array(d, number);
	for (i = 0; i < d->call->ret && memory.length - at >= LSM_CONTEXT_HEAD; i++) {
		uint64_t whole = get_unsigned(memory.bytes + at + 16, 8);

		if (whole < LSM_CONTEXT_HEAD || whole > memory.length - at)
			break;
		value_add(array, decode_lsm_context(d, memory.bytes + at, whole, number + at));
		at += whole;
	}
	if (array) {
		array->is_exit = true;
		array->has_more = i < d->call->ret;
		array->state = array->has_more ? STATE_CUT : STATE_OK;
	}
	return array;
}
