/* SPDX-License-Identifier: MIT */
/* What attributes of bpf point at: programs, lists, and what the kernel knows of an object. */
#include <string.h>

#include "harness/decode/fields.h"
#include "harness/decode/structs_bpf.h"

#define MOST_STEPS	4096	/* that are captured */
#define STEP_SIZE	8	/* struct bpf_insn */

#define U32(label, at)		SAME(label, UNSIGNED, at, 4)
#define U64(label, at)		SAME(label, UNSIGNED, at, 8)
#define POINTER(label, at)	SAME(label, ADDRESS, at, 8)
#define BITS(label, at, names)	SAME(label, FLAGS, at, 4, SET(constants_bpf_##names))
#define FIELDS(label, ...)	static const struct field label##_fields[] = {__VA_ARGS__, {NULL}};

static const struct constants *code_names(unsigned code)
{
	switch (code & 7) {
	case 4:
		return &constants_bpf_arithmetic;
	case 5:
		return &constants_bpf_jumps;
	case 6:
		return &constants_bpf_jumps32;
	case 7:
		return &constants_bpf_arithmetic64;
	default:
		return &constants_bpf_moves;
	}
}

static struct value *step_value(struct decoding *d, const unsigned char *bytes, uint64_t address)
{
	struct value *step = value_struct(d, address);

	value_field(step, "code", value_flags(d, code_names(bytes[0]), bytes[0]));
	value_field(step, "dst_reg", value_flags(d, &constants_bpf_registers, bytes[1] & 0xf));
	value_field(step, "src_reg", value_flags(d, &constants_bpf_registers, bytes[1] >> 4));
	value_field(step, "off", value_number(d, (uint64_t)get_signed(bytes + 2, 2), BASE_SIGNED));
	value_field(step, "imm", value_number(d, get_unsigned(bytes + 4, 4), BASE_HEX));
	return step;
}

static struct value *number_value(struct decoding *d, const unsigned char *bytes, size_t size, enum number_base base)
{
	return value_number(d, get_unsigned(bytes, size), base);
}

/* `count` elements as far as they were captured; where none could be, their address. */
static struct value *elements(struct decoding *d, const struct memory *memory, uint64_t address, uint64_t count,
			      const struct bpf_element *element)
{
	struct value *array = value_array(d, address);
	size_t at = 0;

	for (; count && at + element->size <= memory->length; count--, at += element->size) {
		const unsigned char *bytes = memory->bytes + at;

		value_add(array, element->is_step ? step_value(d, bytes, address + at) :
				 element->set	  ? value_flags(d, element->set, get_unsigned(bytes, element->size)) :
						    number_value(d, bytes, element->size, element->base));
	}
	if (array && count) {
		array->has_more = true;
		if (memory->is_broken)
			array->more_at = address + at;
	}
	return array;
}

struct value *value_bpf_list(struct decoding *d, uint64_t address, uint64_t count, const struct bpf_element *element,
			     bool at_exit)
{
	struct memory memory = {.bytes = NULL};
	bool is_there;

	if (!address)
		return value_address(d, 0);
	if (!count)
		return value_array(d, address);
	is_there = at_exit ? memory_at_exit(d, address, &memory) : memory_at_entry(d, address, &memory);
	if (!is_there)
		return value_address(d, address);
	if (memory.state == STATE_UNREAD || memory.length < element->size)
		return value_unread(d, address);
	return elements(d, &memory, address, count, element);
}

static const struct bpf_element step_element = {.size = STEP_SIZE, .is_step = true};
static const struct bpf_element id_element = {.size = 4, .base = BASE_UNSIGNED};

/* A program is long: without -v its address stands for it. */
struct value *value_bpf_program(struct decoding *d, uint64_t address, uint64_t count)
{
	struct value *program = value_bpf_list(d, address, count, &step_element, false);

	if (program && program->kind == VALUE_ARRAY)
		program->is_verbose_only = program->is_hidden_whole = true;
	return program;
}

/* Captured as memory, for other links have a structure there: it ends at its NUL. */
struct value *value_bpf_path(struct decoding *d, uint64_t address)
{
	struct memory memory;
	const unsigned char *end;

	if (!address || !memory_at_entry(d, address, &memory) || memory.state == STATE_UNREAD)
		return value_address(d, address);
	end = memchr(memory.bytes, '\0', memory.length);
	return end ? value_name(d, memory.bytes, (size_t)(end - memory.bytes) + 1) : value_address(d, address);
}

/* An iterator takes one union, of which it is not known what the program iterates over: a map by its descriptor, … */
struct value *value_bpf_iterator(struct decoding *d, uint64_t address, uint64_t length)
{
	struct value *array, *one, *map;
	const unsigned char *bytes;
	struct memory memory;

	if (!address || length < 4 || !memory_at_entry(d, address, &memory) || memory.state == STATE_UNREAD ||
	    memory.length < 4)
		return value_address(d, address);
	bytes = memory.bytes;
	array = value_array(d, address);
	one = value_struct(d, address);
	map = value_struct(d, address);
	value_field(map, "map_fd", value_fd(d, -1, (int)get_signed(bytes, 4)));
	value_field(one, "map", map);
	value_add(array, one);
	for (size_t i = 4; one && i < memory.length && i < length; i++)
		one->has_more |= bytes[i] != 0;
	return array;
}

/* ---- what BPF_OBJ_GET_INFO_BY_FD tells ---- */

#define TAG_AT		8
#define NATIVE_AT	24	/* jited_prog_insns */
#define STEPS_AT	32	/* xlated_prog_insns */
#define MAPS_AT		56
#define LICENSED_AT	84	/* one bit */
#define NAME_AT		16	/* of a set of types, and of what some links are attached to */
#define NAME_ROOM_AT	24

FIELDS(map, BITS("type", 0, map_types), U32("id", 4), U32("key_size", 8), U32("value_size", 12), U32("max_entries", 16),
       BITS("map_flags", 20, map_flags), SAME("name", NAME, 24, 16), SAME("ifindex", INTERFACE, 40, 4),
       U32("btf_vmlinux_value_type_id", 44), SAME("netns_dev", DEV, 48, 8), U64("netns_ino", 56), U32("btf_id", 64),
       U32("btf_key_type_id", 68), U32("btf_value_type_id", 72), SAME("btf_vmlinux_id", UNSIGNED, 76, 4, IF_SET),
       SAME("map_extra", UNSIGNED, 80, 8, IF_SET), SAME("hash", ADDRESS, 88, 8, IF_SET),
       SAME("hash_size", UNSIGNED, 96, 4, IF_SET))
FIELDS(program, BITS("type", 0, program_types), U32("id", 4), SAME("tag", HEX_BYTES, TAG_AT, 8), U32("jited_prog_len", 16),
       POINTER("jited_prog_insns", NATIVE_AT), U32("xlated_prog_len", 20), POINTER("xlated_prog_insns", STEPS_AT),
       U64("load_time", 40), SAME("created_by_uid", ID, 48, 4), U32("nr_map_ids", 52), POINTER("map_ids", MAPS_AT),
       SAME("name", NAME, 64, 16), SAME("ifindex", INTERFACE, 80, 4), U32("gpl_compatible", LICENSED_AT),
       SAME("netns_dev", DEV, 88, 8), U64("netns_ino", 96), U32("nr_jited_ksyms", 104), U32("nr_jited_func_lens", 108),
       POINTER("jited_ksyms", 112), POINTER("jited_func_lens", 120), U32("btf_id", 128), U32("func_info_rec_size", 132),
       POINTER("func_info", 136), U32("nr_func_info", 144), U32("nr_line_info", 148), POINTER("line_info", 152),
       POINTER("jited_line_info", 160), U32("nr_jited_line_info", 168), U32("line_info_rec_size", 172),
       U32("jited_line_info_rec_size", 176), U32("nr_prog_tags", 180), POINTER("prog_tags", 184), U64("run_time_ns", 192),
       U64("run_cnt", 200), U64("recursion_misses", 208), U32("verified_insns", 216),
       SAME("attach_btf_obj_id", UNSIGNED, 220, 4, IF_SET), SAME("attach_btf_id", UNSIGNED, 224, 4, IF_SET))
FIELDS(types, POINTER("btf", 0), U32("btf_size", 8), U32("id", 12), POINTER("name", NAME_AT), U32("name_len", NAME_ROOM_AT),
       U32("kernel_btf", 28))
FIELDS(link, BITS("type", 0, link_types), U32("id", 4), U32("prog_id", 8))

FIELDS(link_tracepoint, POINTER("tp_name", NAME_AT), U32("tp_name_len", NAME_ROOM_AT))
FIELDS(link_tracing, BITS("attach_type", 16, attach_types), U32("target_obj_id", 20), U32("target_btf_id", 24))
FIELDS(link_cgroup, U64("cgroup_id", 16), BITS("attach_type", 24, attach_types))
FIELDS(link_iterator, POINTER("target_name", NAME_AT), U32("target_name_len", NAME_ROOM_AT))
FIELDS(link_network, U32("netns_ino", 16), BITS("attach_type", 20, attach_types))
FIELDS(link_device, SAME("ifindex", INTERFACE, 16, 4))
FIELDS(link_placed_device, SAME("ifindex", INTERFACE, 16, 4), BITS("attach_type", 20, attach_types))
FIELDS(link_packets, U32("pf", 16), U32("hooknum", 20), SAME("priority", SIGNED, 24, 4), SAME("flags", HEX, 28, 4))
FIELDS(link_operations, U32("map_id", 16))

/* By enum bpf_link_type; later ones are of Linux 6.3 to 6.7. */
static const struct {
	const char *name;
	const struct field *fields;
} links[] = {
	[1] = {"raw_tracepoint", link_tracepoint_fields},
	[2] = {"tracing", link_tracing_fields},
	[3] = {"cgroup", link_cgroup_fields},
	[4] = {"iter", link_iterator_fields},
	[5] = {"netns", link_network_fields},
	[6] = {"xdp", link_device_fields},
	[9] = {"struct_ops", link_operations_fields},
	[10] = {"netfilter", link_packets_fields},
	[11] = {"tcx", link_placed_device_fields},
	[13] = {"netkit", link_placed_device_fields},
};

/* The program says how much room it has, the kernel how much there is. */
static bool is_count(const struct field *fields, const struct field *field)
{
	const char *name = field->name;

	if (fields == program_fields)
		return !strncmp(name, "nr_", 3) || strstr(name, "_len") == name + strlen(name) - 4 || strstr(name, "rec_size");
	return !strcmp(name, "btf_size") || !strcmp(name, "name_len") || !strcmp(name, "tp_name_len") ||
	       !strcmp(name, "target_name_len");
}

struct info {
	const unsigned char *asked, *bytes;	/* as the program passed it, and as it is */
	size_t asked_length, length;
};

static uint64_t least_of(const struct info *info, size_t at)
{
	uint64_t asked = at + 4 <= info->asked_length ? get_unsigned(info->asked + at, 4) : 0;
	uint64_t told = get_unsigned(info->bytes + at, 4);

	return asked < told ? asked : told;
}

/* Machine code, as much as there was room for. */
static struct value *native_value(struct decoding *d, const struct info *info)
{
	uint64_t address = get_unsigned(info->bytes + NATIVE_AT, 8);
	struct memory memory;
	struct value *code;

	if (!address || !memory_at_exit(d, address, &memory) || memory.state == STATE_UNREAD)
		return value_address(d, address);
	code = value_bytes(d, &memory, address, least_of(info, 16));
	if (code)
		code->is_hex = true;
	return code;
}

static struct value *name_value(struct decoding *d, const struct info *info)
{
	uint64_t address = get_unsigned(info->bytes + NAME_AT, 8);
	struct memory memory;

	if (!address || !memory_at_exit(d, address, &memory) || memory.state == STATE_UNREAD || !memory.length)
		return value_address(d, address);
	return value_name(d, memory.bytes, memory.length);
}

static struct value *pointer_value(struct decoding *d, const struct field *fields, const struct field *field,
				   const struct info *info)
{
	uint64_t address = get_unsigned(info->bytes + field->at, 8);

	if (!has_result(d))
		return value_address(d, address);
	if (fields == program_fields && field->at == NATIVE_AT)
		return native_value(d, info);
	if (fields == program_fields && field->at == STEPS_AT)
		return value_bpf_list(d, address, least_of(info, 20) / STEP_SIZE, &step_element, true);
	if (fields == program_fields && field->at == MAPS_AT)
		return value_bpf_list(d, address, least_of(info, 52), &id_element, true);
	if (fields != program_fields && fields != map_fields && field->at == NAME_AT)
		return name_value(d, info);
	return value_address(d, address);
}

static struct value *info_field(struct decoding *d, const struct field *fields, const struct field *field,
				const struct info *info)
{
	const unsigned char *bytes = info->bytes + field->at;
	struct value *change;

	if (field->kind == FIELD_ADDRESS)
		return pointer_value(d, fields, field, info);
	if (fields == program_fields && field->at == LICENSED_AT)
		return value_number(d, bytes[0] & 1, BASE_UNSIGNED);
	if (!has_result(d) || !is_count(fields, field) || field->at + field->size > info->asked_length ||
	    !memcmp(info->asked + field->at, bytes, field->size))
		return field_value(d, field, bytes, field->size);
	change = value_change(d, field_value(d, field, info->asked + field->at, field->size),
			      field_value(d, field, bytes, field->size));
	if (change)
		change->is_bare = true;
	return change;
}

/* Adds what the length reaches of them; returns where they end. */
static size_t add_fields(struct decoding *d, struct value *to, const struct field *fields, const struct info *info)
{
	size_t end = 0;

	for (const struct field *field = fields; field->name; field++) {
		if (field->at + field->size > info->length)
			continue;
		if (field->at + field->size > end)
			end = field->at + field->size;
		if (!field->is_left_out_if_zero || get_unsigned(info->bytes + field->at, field->size))
			value_field(to, field->name, info_field(d, fields, field, info));
	}
	return end;
}

static size_t add_link(struct decoding *d, struct value *to, const struct info *info)
{
	uint64_t type = info->length >= 4 ? get_unsigned(info->bytes, 4) : 0;
	struct value *inner = value_struct(d, 0);
	size_t end;

	if (info->length <= 16 || type >= sizeof(links) / sizeof(links[0]) || !links[type].name)
		return 16;	/* behind the padding */
	end = add_fields(d, inner, links[type].fields, info);
	if (inner && inner->first)
		value_field(to, links[type].name, inner);
	return end ? end : 16;
}

static const struct field *fields_of(struct decoding *d, int fd)
{
	static const struct {
		const char *path;
		const struct field *fields;
	} objects[] = {
		{"anon_inode:bpf-map", map_fields},
		{"anon_inode:bpf-prog", program_fields},
		{"anon_inode:btf", types_fields},
		{"anon_inode:bpf_link", link_fields},
		{"anon_inode:bpf-link", link_fields},
	};
	struct value *value = value_fd(d, -1, fd);
	const char *path = value && value->object ? value->object->path : NULL;

	for (size_t i = 0; path && i < sizeof(objects) / sizeof(objects[0]); i++)
		if (!strcmp(path, objects[i].path))
			return objects[i].fields;
	return NULL;
}

struct value *value_bpf_info(struct decoding *d, int fd, uint64_t address, size_t room, size_t written)
{
	const struct field *fields = fields_of(d, fd);
	struct memory before, now;
	struct value *structure;
	struct info info;
	size_t end;

	if (!address || !fields || !memory_at_entry(d, address, &before) || before.state == STATE_UNREAD)
		return value_address(d, address);
	if (!has_result(d))
		now = before;
	else if (!memory_at_exit(d, address, &now) || now.state == STATE_UNREAD)
		return value_address(d, address);
	info = (struct info){.asked = before.bytes, .asked_length = before.length < room ? before.length : room,
			     .bytes = now.bytes, .length = now.length < written ? now.length : written};
	structure = value_struct(d, address);
	end = add_fields(d, structure, fields, &info);
	if (fields == link_fields)
		end = add_link(d, structure, &info);
	add_tail(d, structure, info.bytes, end, info.length);
	if (structure) {
		structure->is_verbose_only = structure->is_hidden_whole = true;
		structure->has_more |= info.length < written;
		structure->is_exit = has_result(d);
	}
	return structure;
}
