/* SPDX-License-Identifier: MIT */
/* What each command of bpf takes: union bpf_attr, as much of it as the program passes. */
#include <linux/bpf.h>
#include <string.h>

#include "harness/decode/fields.h"
#include "harness/decode/netlink.h"
#include "harness/decode/structs_bpf.h"

#define MOST		4096	/* bytes that the kernel takes */
#define LONGEST		256	/* bytes of the longest list of fields, and some */
#define NUMA_NODE_AT	24
#define RELOCATIONS_AT	116	/* filled a gap later than what lies behind it */
#define RELOCATIONS_FROM 128
#define LINK_COMMON	16
/* enum bpf_attach_type of Linux 6.7 */
#define TCX_INGRESS	46
#define TCX_EGRESS	47
#define NETKIT_PRIMARY	54
#define NETKIT_PEER	55

#define U32(label, at)		SAME(label, UNSIGNED, at, 4)
#define FD32(label, at)		SAME(label, FD, at, 4)
#define POINTER(label, at)	SAME(label, ADDRESS, at, 8)
#define TEXT(label, at)		SAME(label, STRING, at, 8)
#define HEX64(label, at)	SAME(label, HEX, at, 8)
#define BITS(label, at, size, names) SAME(label, FLAGS, at, size, SET(constants_bpf_##names))
#define FIELDS(label, ...)	static const struct field label##_fields[] = {__VA_ARGS__, {NULL}};

FIELDS(map_create, BITS("map_type", 0, 4, map_types), U32("key_size", 4), U32("value_size", 8), U32("max_entries", 12),
       BITS("map_flags", 16, 4, map_flags), FD32("inner_map_fd", 20), U32("numa_node", NUMA_NODE_AT),
       SAME("map_name", NAME, 28, 16), SAME("map_ifindex", INTERFACE, 44, 4), FD32("btf_fd", 48),
       U32("btf_key_type_id", 52), U32("btf_value_type_id", 56), U32("btf_vmlinux_value_type_id", 60),
       SAME("map_extra", UNSIGNED, 64, 8), FD32("value_type_btf_obj_fd", 72), FD32("map_token_fd", 76),
       POINTER("excl_prog_hash", 80), U32("excl_prog_hash_size", 88))
FIELDS(map_lookup, FD32("map_fd", 0), POINTER("key", 8), POINTER("value", 16), BITS("flags", 24, 8, lookup_flags))
FIELDS(map_update, FD32("map_fd", 0), POINTER("key", 8), POINTER("value", 16), BITS("flags", 24, 8, update_flags))
FIELDS(map_delete, FD32("map_fd", 0), POINTER("key", 8))
FIELDS(map_next, FD32("map_fd", 0), POINTER("key", 8), POINTER("next_key", 16))
FIELDS(map_freeze, FD32("map_fd", 0))
FIELDS(program, BITS("prog_type", 0, 4, program_types), U32("insn_cnt", 4), POINTER("insns", 8), TEXT("license", 16),
       U32("log_level", 24), U32("log_size", 28), TEXT("log_buf", 32), SAME("kern_version", VERSION, 40, 4),
       BITS("prog_flags", 44, 4, program_flags), SAME("prog_name", NAME, 48, 16),
       SAME("prog_ifindex", INTERFACE, 64, 4), BITS("expected_attach_type", 68, 4, attach_types),
       FD32("prog_btf_fd", 72), U32("func_info_rec_size", 76), POINTER("func_info", 80), U32("func_info_cnt", 88),
       U32("line_info_rec_size", 92), POINTER("line_info", 96), U32("line_info_cnt", 104), U32("attach_btf_id", 108),
       FD32("attach_prog_fd", 112), U32("core_relo_cnt", RELOCATIONS_AT), POINTER("fd_array", 120),
       POINTER("core_relos", RELOCATIONS_FROM), U32("core_relo_rec_size", 136), U32("log_true_size", 140),
       FD32("prog_token_fd", 144), U32("fd_array_cnt", 148), POINTER("signature", 152), U32("signature_size", 160),
       SAME("keyring_id", SIGNED, 164, 4))
FIELDS(path, TEXT("pathname", 0), FD32("bpf_fd", 8), BITS("file_flags", 12, 4, file_flags), FD32("path_fd", 16))
FIELDS(attach, FD32("target_fd", 0), FD32("attach_bpf_fd", 4), BITS("attach_type", 8, 4, attach_types),
       BITS("attach_flags", 12, 4, attach_flags), FD32("replace_bpf_fd", 16), FD32("relative_fd", 20),
       SAME("expected_revision", UNSIGNED, 24, 8))
FIELDS(run, FD32("prog_fd", 0), U32("retval", 4), U32("data_size_in", 8), U32("data_size_out", 12), POINTER("data_in", 16),
       POINTER("data_out", 24), U32("repeat", 32), U32("duration", 36), U32("ctx_size_in", 40), U32("ctx_size_out", 44),
       POINTER("ctx_in", 48), POINTER("ctx_out", 56), BITS("flags", 64, 4, run_flags), U32("cpu", 68), U32("batch_size", 72))
FIELDS(next_id, U32("start_id", 0), U32("next_id", 4))
FIELDS(program_id, U32("prog_id", 0))
FIELDS(map_id, U32("map_id", 0), BITS("open_flags", 8, 4, file_flags))
FIELDS(types_id, U32("btf_id", 0), BITS("open_flags", 8, 4, file_flags), FD32("fd_by_id_token_fd", 12))
FIELDS(link_id, U32("link_id", 0))
FIELDS(info, FD32("bpf_fd", 0), U32("info_len", 4), POINTER("info", 8))
FIELDS(query, FD32("target_fd", 0), BITS("attach_type", 4, 4, attach_types), BITS("query_flags", 8, 4, query_flags),
       BITS("attach_flags", 12, 4, attach_flags), POINTER("prog_ids", 16), U32("prog_cnt", 24),
       POINTER("prog_attach_flags", 32), POINTER("link_ids", 40), POINTER("link_attach_flags", 48), HEX64("revision", 56))
FIELDS(tracepoint, TEXT("name", 0), FD32("prog_fd", 8), HEX64("cookie", 16))
FIELDS(types, POINTER("btf", 0), POINTER("btf_log_buf", 8), U32("btf_size", 16), U32("btf_log_size", 20),
       U32("btf_log_level", 24), U32("btf_log_true_size", 28), BITS("btf_flags", 32, 4, file_flags), FD32("btf_token_fd", 36))
FIELDS(task_fd, SAME("pid", PID, 0, 4), FD32("fd", 4), U32("flags", 8), U32("buf_len", 12), TEXT("buf", 16),
       U32("prog_id", 24), BITS("fd_type", 28, 4, descriptor_types), HEX64("probe_offset", 32), HEX64("probe_addr", 40))
#define BATCH_REST \
	U32("count", 32), FD32("map_fd", 36), BITS("elem_flags", 40, 8, lookup_flags), HEX64("flags", 48)
FIELDS(batch, POINTER("in_batch", 0), POINTER("out_batch", 8), POINTER("keys", 16), POINTER("values", 24), BATCH_REST)
FIELDS(batch_update, POINTER("keys", 16), POINTER("values", 24), BATCH_REST)
FIELDS(batch_delete, POINTER("keys", 16), BATCH_REST)
FIELDS(link_create, FD32("prog_fd", 0), FD32("target_fd", 4), BITS("attach_type", 8, 4, attach_types),
       BITS("flags", 12, 4, attach_flags))
FIELDS(link_iterator, POINTER("iter_info", 16), U32("iter_info_len", 24))
FIELDS(link_perf_event, HEX64("bpf_cookie", 16))
FIELDS(link_tracing, U32("target_btf_id", 16), HEX64("cookie", 24))
FIELDS(link_netfilter, U32("pf", 16), U32("hooknum", 20), SAME("priority", SIGNED, 24, 4), SAME("flags", HEX, 28, 4))
FIELDS(link_neighbour, FD32("relative_fd", 16), HEX64("expected_revision", 24))
FIELDS(link_kprobes, BITS("flags", 16, 4, kprobe_flags), U32("cnt", 20), POINTER("syms", 24), POINTER("addrs", 32),
       POINTER("cookies", 40))
FIELDS(link_uprobes, POINTER("path", 16), POINTER("offsets", 24), POINTER("ref_ctr_offsets", 32), POINTER("cookies", 40),
       U32("cnt", 48), BITS("flags", 52, 4, kprobe_flags), SAME("pid", SIGNED, 56, 4))
FIELDS(link_update, FD32("link_fd", 0), FD32("new_prog_fd", 4), BITS("flags", 8, 4, attach_flags), FD32("old_prog_fd", 12))
FIELDS(enable_stats, BITS("type", 0, 4, statistics))
FIELDS(iter_create, FD32("link_fd", 0), U32("flags", 4))
FIELDS(link_detach, FD32("link_fd", 0))
FIELDS(token_create, SAME("flags", HEX, 0, 4), FD32("bpffs_fd", 4))
FIELDS(bind_map, FD32("prog_fd", 0), FD32("map_fd", 4), U32("flags", 8))

/* `least`: fields that lie in so many bytes are always there, others where the program passed them. */
#define COMMAND(command, label, wrapped, bytes) [command] = {.fields = label##_fields, .name = wrapped, .least = bytes}

static const struct {
	const struct field *fields;
	const char *name;	/* of the structure in the union that the fields are in */
	size_t least;
} commands[] = {
	COMMAND(BPF_MAP_CREATE, map_create, NULL, 16),
	COMMAND(BPF_MAP_LOOKUP_ELEM, map_lookup, NULL, 24),
	COMMAND(BPF_MAP_UPDATE_ELEM, map_update, NULL, 32),
	COMMAND(BPF_MAP_DELETE_ELEM, map_delete, NULL, 16),
	COMMAND(BPF_MAP_GET_NEXT_KEY, map_next, NULL, 24),
	COMMAND(BPF_PROG_LOAD, program, NULL, 24),
	COMMAND(BPF_OBJ_PIN, path, NULL, 12),
	COMMAND(BPF_OBJ_GET, path, NULL, 12),
	COMMAND(BPF_PROG_ATTACH, attach, NULL, 16),
	COMMAND(BPF_PROG_DETACH, attach, NULL, 16),
	COMMAND(BPF_PROG_TEST_RUN, run, "test", 40),
	COMMAND(BPF_PROG_GET_NEXT_ID, next_id, NULL, 8),
	COMMAND(BPF_MAP_GET_NEXT_ID, next_id, NULL, 8),
	COMMAND(BPF_PROG_GET_FD_BY_ID, program_id, NULL, 4),
	COMMAND(BPF_MAP_GET_FD_BY_ID, map_id, NULL, 4),
	COMMAND(BPF_OBJ_GET_INFO_BY_FD, info, "info", 16),
	COMMAND(BPF_PROG_QUERY, query, "query", 28),
	COMMAND(BPF_RAW_TRACEPOINT_OPEN, tracepoint, "raw_tracepoint", 12),
	COMMAND(BPF_BTF_LOAD, types, NULL, 28),
	COMMAND(BPF_BTF_GET_FD_BY_ID, types_id, NULL, 4),
	COMMAND(BPF_TASK_FD_QUERY, task_fd, "task_fd_query", 48),
	COMMAND(BPF_MAP_LOOKUP_AND_DELETE_ELEM, map_lookup, NULL, 24),
	COMMAND(BPF_MAP_FREEZE, map_freeze, NULL, 4),
	COMMAND(BPF_BTF_GET_NEXT_ID, next_id, NULL, 8),
	COMMAND(BPF_MAP_LOOKUP_BATCH, batch, "batch", 56),
	COMMAND(BPF_MAP_LOOKUP_AND_DELETE_BATCH, batch, "batch", 56),
	COMMAND(BPF_MAP_UPDATE_BATCH, batch_update, "batch", 56),
	COMMAND(BPF_MAP_DELETE_BATCH, batch_delete, "batch", 56),
	COMMAND(BPF_LINK_CREATE, link_create, "link_create", 16),
	COMMAND(BPF_LINK_UPDATE, link_update, "link_update", 16),
	COMMAND(BPF_LINK_GET_FD_BY_ID, link_id, NULL, 4),
	COMMAND(BPF_LINK_GET_NEXT_ID, next_id, NULL, 8),
	COMMAND(BPF_ENABLE_STATS, enable_stats, "enable_stats", 4),
	COMMAND(BPF_ITER_CREATE, iter_create, "iter_create", 8),
	COMMAND(BPF_LINK_DETACH, link_detach, "link_detach", 4),
	COMMAND(BPF_PROG_BIND_MAP, bind_map, "prog_bind_map", 12),
	COMMAND(36 /* BPF_TOKEN_CREATE */, token_create, "token_create", 8),
};

/* What stands behind the common part of a link to be made depends on where it is attached. */
static const struct link_kind {
	unsigned first, last;	/* of enum bpf_attach_type */
	const char *name;	/* NULL: the fields stand in the same structure */
	const struct field *fields;
} link_kinds[] = {
	{BPF_TRACE_FENTRY, BPF_LSM_MAC, "tracing", link_tracing_fields},
	{BPF_TRACE_ITER, BPF_TRACE_ITER, NULL, link_iterator_fields},
	{BPF_PERF_EVENT, BPF_PERF_EVENT, "perf_event", link_perf_event_fields},
	{BPF_TRACE_KPROBE_MULTI, BPF_TRACE_KPROBE_MULTI, "kprobe_multi", link_kprobes_fields},
	{48, 48, "uprobe_multi", link_uprobes_fields},	/* BPF_TRACE_UPROBE_MULTI */
	{56, 56, "kprobe_multi", link_kprobes_fields},	/* BPF_TRACE_KPROBE_SESSION */
	{57, 57, "uprobe_multi", link_uprobes_fields},	/* BPF_TRACE_UPROBE_SESSION */
	{45, 45, "netfilter", link_netfilter_fields},	/* BPF_NETFILTER */
	{TCX_INGRESS, TCX_EGRESS, "tcx", link_neighbour_fields},
	{NETKIT_PRIMARY, NETKIT_PEER, "netkit", link_neighbour_fields},
};

/* One that is a list: what it has, by the number that says how many. */
static struct value *link_field(struct decoding *d, const struct field *fields, const struct field *field,
				const unsigned char *bytes)
{
	static const struct bpf_element place = {.size = 8, .base = BASE_HEX};
	uint64_t address = get_unsigned(bytes + field->at, field->size);

	if (fields == link_iterator_fields && field->at == 16)
		return value_bpf_iterator(d, address, get_unsigned(bytes + 24, 4));
	if (fields == link_uprobes_fields && field->at == 16)
		return value_bpf_path(d, address);
	if (fields == link_kprobes_fields && field->at >= 32)
		return value_bpf_list(d, address, get_unsigned(bytes + 20, 4), &place, false);
	return field_value(d, field, bytes + field->at, field->size);
}

/* Adds them; returns where they end. */
static size_t add_link_kind(struct decoding *d, struct value *link, const unsigned char *bytes, uint64_t address)
{
	unsigned type = (unsigned)get_unsigned(bytes + 8, 4);

	for (size_t i = 0; i < sizeof(link_kinds) / sizeof(link_kinds[0]); i++) {
		const struct link_kind *kind = &link_kinds[i];
		struct value *inner = kind->name ? value_struct(d, address) : link;
		size_t end = LINK_COMMON;

		if (type < kind->first || type > kind->last)
			continue;
		for (const struct field *field = kind->fields; field->name; field++) {
			value_field(inner, field->name, link_field(d, kind->fields, field, bytes));
			end = field->at + field->size;
		}
		if (kind->name)
			value_field(link, kind->name, inner);
		return end;
	}
	return LINK_COMMON;
}

static bool is_of_interface(unsigned type)
{
	return type == BPF_XDP || (type >= TCX_INGRESS && type <= TCX_EGRESS) || (type >= NETKIT_PRIMARY && type <= NETKIT_PEER);
}

/* Fields that came into the kernel together: where the program passed the first of them, all are shown. */
static const struct together {
	const struct field *fields;
	uint16_t first, last;
} together[] = {
	{map_create_fields, 48, 56}, {map_create_fields, 80, 88}, {program_fields, 24, 32},    {program_fields, 72, 104},
	{program_fields, 152, 164},  {attach_fields, 20, 24},	  {run_fields, 40, 56},	       {run_fields, 64, 68},
	{query_fields, 40, 56},	     {types_fields, 32, 36},	  {types_id_fields, 8, 12},
};

static bool was_passed(const struct field *fields, const struct field *field, size_t length)
{
	size_t at = field->at;

	for (size_t i = 0; i < sizeof(together) / sizeof(together[0]); i++)
		if (together[i].fields == fields && at >= together[i].first && at <= together[i].last)
			at = together[i].first;
	return at < length;
}

#define REPLACES	0x04	/* BPF_F_REPLACE */
#define BY_ID		0x20	/* BPF_F_ID */

/* Fields that depend on others. */
static bool is_shown(const struct field *fields, const struct field *field, const unsigned char *bytes, size_t length)
{
	if (fields == map_create_fields && field->at == NUMA_NODE_AT)
		return get_unsigned(bytes + 16, 4) & BPF_F_NUMA_NODE;
	if (fields == program_fields && (field->at == RELOCATIONS_AT || field->at == 136))
		return length > RELOCATIONS_FROM;
	if (fields == link_update_fields && field->at == 12)
		return get_unsigned(bytes + 8, 4) & REPLACES;
	return true;
}

/* What the kernel wrote into the union stands for what was there, or behind it. */
static struct value *attribute_field(struct decoding *d, const struct field *fields, const struct field *field,
				     const unsigned char *bytes, uint64_t address)
{
	struct value *before = field_value(d, field, bytes + field->at, field->size);
	const unsigned char *written = has_result(d) ? bytes_at_exit(d, address, field->at + field->size) : NULL;
	bool is_answer = (fields == next_id_fields && field->at) || (fields == query_fields && field->at == 12) ||
			 (fields == program_fields && field->at == 140);
	bool is_changed = (fields == info_fields && field->at == 4) || (fields == query_fields && field->at == 24);

	if (!written || (!is_answer && !is_changed) || !memcmp(written + field->at, bytes + field->at, field->size))
		return before;
	if (is_answer)
		return field_value(d, field, written + field->at, field->size);
	before = value_change(d, before, field_value(d, field, written + field->at, field->size));
	if (before)
		before->is_bare = true;
	return before;
}

/* An object of types is bytes, as many as another field says. */
static struct value *types_value(struct decoding *d, const unsigned char *bytes)
{
	uint64_t address = get_unsigned(bytes, 8);
	struct memory memory;

	if (!address || !memory_at_entry(d, address, &memory) || memory.state == STATE_UNREAD)
		return value_address(d, address);
	return value_bytes(d, &memory, address, get_unsigned(bytes + 16, 4));
}

/* What the verifier said, at most as much as there was room for. */
static struct value *log_value(struct decoding *d, const struct field *field, const unsigned char *bytes)
{
	struct value *log = field_value(d, field, bytes + field->at, field->size);
	uint64_t room = get_unsigned(bytes + 28, 4);

	if (log && log->kind == VALUE_BYTES && log->length >= room) {
		log->length = room;
		log->state = STATE_CUT;
	}
	return log;
}

/* As many were written as there was room for; how many there are stands behind. */
static struct value *answer_list(struct decoding *d, const struct field *field, const unsigned char *bytes, uint64_t address)
{
	static const struct bpf_element id = {.size = 4, .base = BASE_UNSIGNED};
	static const struct bpf_element flags = {.size = 4, .set = &constants_bpf_attach_flags};
	bool is_flags = !strcmp(field->name, "prog_attach_flags") || !strcmp(field->name, "link_attach_flags");
	const unsigned char *written = bytes_at_exit(d, address, 28);
	uint64_t count = get_unsigned(bytes + 24, 4);

	if (written && get_unsigned(written + 24, 4) < count)
		count = get_unsigned(written + 24, 4);
	return value_bpf_list(d, get_unsigned(bytes + field->at, 8), count, is_flags ? &flags : &id, true);
}

static struct value *info_value(struct decoding *d, const unsigned char *bytes, uint64_t address)
{
	const unsigned char *after = has_result(d) ? bytes_at_exit(d, address, 8) : NULL;
	size_t room = get_unsigned(bytes + 4, 4);

	return value_bpf_info(d, (int)get_signed(bytes, 4), get_unsigned(bytes + 8, 8), room,
			      after ? get_unsigned(after + 4, 4) : room);
}

static struct value *node_value(struct decoding *d, const unsigned char *bytes)
{
	struct value *node = value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED);

	if (node && node->number == UINT32_MAX)
		node->comment = "NUMA_NO_NODE";
	return node;
}

static void add_field(struct decoding *d, struct value *to, const struct field *fields, const struct field *field,
		      const unsigned char *bytes, size_t length, uint64_t address)
{
	bool is_attached = fields == attach_fields || fields == link_create_fields;	/* its type at 8 */
	size_t size = length > field->at && length - field->at < field->size ? length - field->at : field->size;

	if (is_attached && !strcmp(field->name, "target_fd") && is_of_interface((unsigned)get_unsigned(bytes + 8, 4)))
		value_field(to, "target_ifindex", value_interface(d, (uint32_t)get_unsigned(bytes + field->at, 4)));
	else if (fields == types_fields && !field->at)
		value_field(to, field->name, types_value(d, bytes));
	else if (fields == attach_fields && field->at == 20 && get_unsigned(bytes + 12, 4) & BY_ID)
		value_field(to, "relative_id", value_number(d, get_unsigned(bytes + 20, 4), BASE_UNSIGNED));
	else if (fields == program_fields && field->at == 32)
		value_field(to, field->name, log_value(d, field, bytes));
	else if (fields == map_create_fields && field->at == NUMA_NODE_AT)
		value_field(to, field->name, node_value(d, bytes + NUMA_NODE_AT));
	else if (fields == program_fields && field->at == 8)
		value_field(to, field->name, value_bpf_program(d, get_unsigned(bytes + 8, 8), get_unsigned(bytes + 4, 4)));
	else if (fields == query_fields && field->kind == FIELD_ADDRESS)
		value_field(to, field->name, answer_list(d, field, bytes, address));
	else if (fields == info_fields && field->at == 8)
		value_field(to, field->name, info_value(d, bytes, address));
	else if (field->kind == FIELD_NAME)
		value_field(to, field->name, value_name_field(d, bytes + field->at, size));
	else
		value_field(to, field->name, attribute_field(d, fields, field, bytes, address));
}

static void add_rest(struct decoding *d, struct value *attributes, const unsigned char *bytes, size_t from, size_t length)
{
	struct value *rest;

	add_tail(d, attributes, bytes, from, length);
	rest = attributes ? attributes->last : NULL;
	if (!rest || rest->name || rest->kind != VALUE_BYTES)
		return;
	rest->name = "extra_data";
	rest->is_comment_first = false;
	rest->is_verbose_only = true;
	rest->is_quoted_name = true;	/* shown whole */
}

static struct value *decode_bpf_attr(struct decoding *d, const unsigned char *given, size_t length, uint64_t address)
{
	unsigned command = (unsigned)argument_word(d, 0);
	const struct field *fields = command < sizeof(commands) / sizeof(commands[0]) ? commands[command].fields : NULL;
	struct value *attributes, *inner;
	unsigned char *bytes;
	size_t end = 0;

	if (argument_count(d, 2) > MOST)
		return value_address(d, address);
	if (!has_known_part(d, MOST, length))
		return value_unread(d, address);
	bytes = fields && length ? arena_take(d->arena, length > LONGEST ? length : LONGEST) : NULL;
	if (!bytes)
		return value_address(d, address);
	memset(bytes, 0, length > LONGEST ? length : LONGEST);
	memcpy(bytes, given, length);
	attributes = value_struct(d, address);
	inner = commands[command].name ? value_struct(d, address) : attributes;
	for (const struct field *field = fields; field->name; field++) {
		if (field->at >= commands[command].least && !was_passed(fields, field, length))
			continue;
		end = field->at + field->size;
		if (is_shown(fields, field, bytes, length))
			add_field(d, inner, fields, field, bytes, length, address);
	}
	if (fields == link_create_fields && length > LINK_COMMON)
		end = add_link_kind(d, inner, bytes, address);
	if (inner != attributes)
		value_field(attributes, commands[command].name, inner);
	if (length > end)
		add_rest(d, attributes, bytes, end, length);
	return attributes;
}
LAYOUT_BY(bpf_attr, 1, 1, decode_bpf_attr)
LAYOUT_BY(bpf_attr_fd, 1, 1, decode_bpf_attr)		/* begins with a descriptor */
LAYOUT_BY(bpf_attr_map, 1, 1, decode_bpf_attr)	/* has some further on */
LAYOUT_BY(bpf_attr_fds, 1, 1, decode_bpf_attr)		/* begins with two */
LAYOUT_BY(bpf_attr_program, 1, 1, decode_bpf_attr)	/* points at a license and a log */
LAYOUT_BY(bpf_attr_info, 1, 1, decode_bpf_attr)	/* points at what is told of the descriptor that it begins with */
LAYOUT_BY(bpf_attr_query, 1, 1, decode_bpf_attr)	/* begins with a descriptor, points at lists that are filled */
LAYOUT_BY(bpf_attr_link, 1, 1, decode_bpf_attr)	/* begins with two descriptors, points at a union or at lists */
LAYOUT_BY(bpf_attr_text, 1, 1, decode_bpf_attr)	/* begins with a pointer at a string */
LAYOUT_BY(bpf_attr_types, 1, 1, decode_bpf_attr)	/* begins with a pointer at btf_size bytes */
