/* SPDX-License-Identifier: MIT */
/* A ring of io_uring as it is made, waited for and changed. */
#include <linux/io_uring.h>

#include "harness/decode/fields.h"

/* ---- io_uring_setup ---- */

static const struct field sq_offsets_fields[] = {
	SAME("head", UNSIGNED, 0, 4),	       SAME("tail", UNSIGNED, 4, 4),   SAME("ring_mask", UNSIGNED, 8, 4),
	SAME("ring_entries", UNSIGNED, 12, 4), SAME("flags", UNSIGNED, 16, 4), SAME("dropped", UNSIGNED, 20, 4),
	SAME("array", UNSIGNED, 24, 4),	       SAME("resv1", HEX, 28, 4, IF_SET), SAME("user_addr", HEX, 32, 8), {NULL},
};

static const struct field cq_offsets_fields[] = {
	SAME("head", UNSIGNED, 0, 4),	       SAME("tail", UNSIGNED, 4, 4),	  SAME("ring_mask", UNSIGNED, 8, 4),
	SAME("ring_entries", UNSIGNED, 12, 4), SAME("overflow", UNSIGNED, 16, 4), SAME("cqes", UNSIGNED, 20, 4),
	SAME("flags", UNSIGNED, 24, 4),	       SAME("resv1", HEX, 28, 4, IF_SET), SAME("user_addr", HEX, 32, 8), {NULL},
};

#define ASKED \
	SAME("flags", FLAGS, 8, 4, SET(constants_io_uring_setup_flags)), SAME("sq_thread_cpu", HEX, 12, 4), \
	SAME("sq_thread_idle", UNSIGNED, 16, 4), \
	SAME("wq_fd", FD, 24, 4, WHEN(8, IORING_SETUP_ATTACH_WQ, IORING_SETUP_ATTACH_WQ)), \
	SAME("resv", HEX, 28, 4, REPEATED(3), IF_SET)

static const struct field uring_asked[] = {ASKED, {NULL}};

static const struct field uring_given[] = {
	ASKED,
	SAME("sq_entries", UNSIGNED, 0, 4),
	SAME("cq_entries", UNSIGNED, 4, 4),
	SAME("features",   FLAGS,    20, 4,  SET(constants_io_uring_features)),
	SAME("sq_off",	   FIELDS,   40, 40, INSIDE(sq_offsets)),
	SAME("cq_off",	   FIELDS,   80, 40, INSIDE(cq_offsets)),
	{NULL},
};

static struct value *decode_io_uring_params(struct decoding *d, const unsigned char *bytes, size_t length,
					    uint64_t address)
{
	return value_fields(d, has_result(d) ? uring_given : uring_asked, bytes, length, address, false);
}
LAYOUT_BY(io_uring_params, 120, 120, decode_io_uring_params)

/* ---- io_uring_enter ---- */

/* A mask of signals and a time, each behind a pointer. */
static struct value *decode_uring_wait(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t mask = get_unsigned(bytes, 8), mask_size = get_unsigned(bytes + 8, 4), time = get_unsigned(bytes + 16, 8);
	struct value *wait = value_struct(d, address);

	value_field(wait, "sigmask", value_sigset_at(d, mask, mask_size));
	value_field(wait, "sigmask_sz", value_number(d, mask_size, BASE_UNSIGNED));
	value_field(wait, "min_wait_usec", value_number(d, get_unsigned(bytes + 12, 4), BASE_UNSIGNED));
	value_field(wait, "ts", value_pointer_to(d, &layout_timespec64, time, false));
	return wait;
}
LAYOUT_BY(uring_wait, 24, 24, decode_uring_wait)

/* ---- io_uring_register: one structure, or a number of workers for each kind of them ---- */

DECODE_KIND(decode_workers)
{
	static const char *const names[] = {"[IO_WQ_BOUND]", "[IO_WQ_UNBOUND]"};
	struct value *arrays[2], *change;

	for (int at_exit = 0; at_exit < 2; at_exit++) {
		struct value *array = value_several(d, &layout_word32, number, argument_count(d, argument->of), at_exit);
		size_t i = 0;

		if (at_exit && !has_result(d))
			array = value_address(d, number);
		arrays[at_exit] = array;
		for (struct value *child = array ? array->first : NULL; child; child = child->next, i++)
			child->name = i < 2 ? names[i] : arena_format(d->arena, "[%zu /* IO_WQ_??? */]", i);
	}
	if (!arrays[0] || arrays[0]->kind != VALUE_ARRAY || !arrays[0]->first || arrays[0]->has_more)
		return arrays[0];
	change = value_change(d, arrays[0], arrays[1]);
	if (change)
		change->is_bare = true;
	return change;
}

/* What exactly one may be given of, or none at all. */
static struct value *counted(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t length,
			     uint64_t address, uint32_t count)
{
	return argument_count(d, 3) == count ? value_fields(d, fields, bytes, length, address, false) :
					       value_address(d, address);
}

#define ONLY(n, label, bytes)                                                                   \
	static struct value *decode_##label(struct decoding *d, const unsigned char *memory,     \
					    size_t length, uint64_t address)                    \
	{                                                                                        \
		return counted(d, label##_fields, memory, length, address, n);                   \
	}                                                                                        \
	LAYOUT_BY(label, bytes, bytes, decode_##label)

static const struct field uring_buffer_ring_fields[] = {
	SAME("ring_addr", ADDRESS, 0, 8), SAME("ring_entries", UNSIGNED, 8, 4), SAME("bgid", UNSIGNED, 12, 2),
	SAME("flags", FLAGS, 14, 2, SET(constants_uring_buffer_ring_flags)), SAME("min_left", UNSIGNED, 16, 4),
	SAME("resv", HEX, 20, 4, REPEATED(5), IF_SET), {NULL},
};
ONLY(1, uring_buffer_ring, 40)

static const struct field uring_sync_cancel_fields[] = {
	SAME("addr", ADDRESS, 0, 8),
	SAME("fd", FD, 8, 4),
	SAME("flags", FLAGS, 12, 4, SET(constants_uring_cancel_flags)),
	SAME("timeout", LAYOUT, 16, 16, .layout = &layout_timespec64),
	SAME("opcode", FLAGS, 32, 1, SET(constants_uring_allowed)),
	SAME("pad", HEX, 33, 1, REPEATED(7), IF_SET),
	SAME("pad2", HEX, 40, 8, REPEATED(3), IF_SET),
	{NULL},
};
ONLY(1, uring_sync_cancel, 64)

static const struct field uring_index_range_fields[] = {
	SAME("off", UNSIGNED, 0, 4), SAME("len", UNSIGNED, 4, 4), SAME("resv", HEX, 8, 8, IF_SET), {NULL},
};
ONLY(1, uring_index_range, 16)

static const struct field uring_buffer_status_fields[] = {
	SAME("buf_group", HEX, 0, 4), SAME("head", HEX, 4, 4), SAME("resv", HEX, 8, 4, REPEATED(8), IF_SET), {NULL},
};
ONLY(1, uring_buffer_status, 40)

/* The parameter means something with one operation only. */
static const struct field uring_polling_fields[] = {
	SAME("busy_poll_to", HEX, 0, 4),
	SAME("prefer_busy_poll", HEX, 4, 1),
	SAME("opcode", FLAGS, 5, 1, SET(constants_uring_polling_operations)),
	SAME("pad", HEX, 6, 1, REPEATED(2), IF_SET),
	SAME("op_param", FLAGS, 8, 4, SET(constants_uring_polling_strategies), WHEN(4, 0xff00, 0)),
	SAME("op_param", HEX, 8, 4, UNLESS(4, 0xff00, 0)),
	SAME("resv", HEX, 12, 4, IF_SET),
	{NULL},
};
ONLY(1, uring_polling, 16)

static const struct field uring_clock_fields[] = {
	SAME("clockid", FLAGS, 0, 4, SET(constants_clock_ids)), SAME("__resv", HEX, 4, 4, REPEATED(3), IF_SET), {NULL},
};
ONLY(0, uring_clock, 16)

static const struct field uring_clone_fields[] = {
	SAME("src_fd", FD, 0, 4),
	SAME("flags", FLAGS, 4, 4, SET(constants_uring_clone_flags)),
	SAME("src_off", UNSIGNED, 8, 4),
	SAME("dst_off", UNSIGNED, 12, 4),
	SAME("nr", UNSIGNED, 16, 4),
	SAME("pad", HEX, 20, 4, REPEATED(3), IF_SET),
	{NULL},
};
ONLY(1, uring_clone, 32)

static const struct field uring_user_address_fields[] = {SAME("user_addr", HEX, 32, 8), {NULL}};

static const struct field uring_resize_fields[] = {
	SAME("sq_entries", UNSIGNED, 0, 4),
	SAME("cq_entries", UNSIGNED, 4, 4),
	SAME("flags", FLAGS, 8, 4, SET(constants_io_uring_setup_flags)),
	SAME("sq_off", FIELDS, 40, 40, INSIDE(uring_user_address), WHEN(72, UINT32_MAX, 0), .is_unless = true),
	SAME("cq_off", FIELDS, 80, 40, INSIDE(uring_user_address), WHEN(112, UINT32_MAX, 0), .is_unless = true),
	SAME("resv", HEX, 28, 4, REPEATED(3), IF_SET),
	{NULL},
};
ONLY(1, uring_resize, 120)

static const struct field uring_region_fields[] = {
	SAME("region_uptr", ADDRESS, 0, 8),
	SAME("flags", FLAGS, 8, 8, SET(constants_uring_region_flags)),
	SAME("__resv", HEX, 16, 8, REPEATED(2), IF_SET),
	{NULL},
};
ONLY(1, uring_region, 32)

static const struct field uring_entry_fields[] = {
	SAME("opcode", FLAGS, 0, 1, SET(constants_uring_operations)),
	SAME("flags", FLAGS, 1, 1, SET(constants_uring_entry_flags)),
	SAME("ioprio", UNSIGNED, 2, 2),
	SAME("fd", FD, 4, 4),
	SAME("off", HEX, 8, 8),
	SAME("addr", HEX, 16, 8),
	SAME("len", UNSIGNED, 24, 4),
	SAME("msg_ring_flags", FLAGS, 28, 4, SET(constants_uring_message_flags), WHEN(0, 0xff, IORING_OP_MSG_RING)),
	SAME("rw_flags", HEX, 28, 4, UNLESS(0, 0xff, IORING_OP_MSG_RING)),
	SAME("user_data", HEX, 32, 8),
	SAME("buf_index", HEX, 40, 2),
	SAME("personality", UNSIGNED, 42, 2),
	SAME("file_index", HEX, 44, 4),
	SAME("optval", HEX, 48, 8),
	{NULL},
};
ONLY(1, uring_entry, 64)

static const struct field uring_receiver_offsets_fields[] = {
	SAME("head", UNSIGNED, 0, 4),	       SAME("tail", UNSIGNED, 4, 4),		 SAME("rqes", UNSIGNED, 8, 4),
	SAME("__resv2", HEX, 12, 4, IF_SET), SAME("__resv", HEX, 16, 8, REPEATED(2), IF_SET), {NULL},
};

/* A queue of a network interface, whose packets come into memory of the program. */
static const struct field uring_receiver_fields[] = {
	SAME("if_idx", UNSIGNED, 0, 4),
	SAME("if_rxq", UNSIGNED, 4, 4),
	SAME("rq_entries", UNSIGNED, 8, 4),
	SAME("flags", FLAGS, 12, 4, SET(constants_uring_receiver_flags)),
	SAME("area_ptr", ADDRESS, 16, 8),
	SAME("region_ptr", ADDRESS, 24, 8),
	SAME("offsets", FIELDS, 32, 32, INSIDE(uring_receiver_offsets)),
	SAME("zcrx_id", UNSIGNED, 64, 4),
	SAME("rx_buf_len", UNSIGNED, 68, 4),
	SAME("event_desc", ADDRESS, 72, 8),
	SAME("__resv", HEX, 80, 8, REPEATED(2), IF_SET),
	{NULL},
};
ONLY(1, uring_receiver, 96)

/* ---- IORING_REGISTER_QUERY (include/uapi/linux/io_uring/query.h) ---- */

static const struct field uring_abilities_fields[] = {
	SAME("nr_request_opcodes", UNSIGNED, 0, 4),
	SAME("nr_register_opcodes", UNSIGNED, 4, 4),
	SAME("feature_flags", FLAGS, 8, 8, SET(constants_io_uring_features)),
	SAME("ring_setup_flags", FLAGS, 16, 8, SET(constants_io_uring_setup_flags)),
	SAME("enter_flags", FLAGS, 24, 8, SET(constants_io_uring_enter_flags)),
	SAME("sqe_flags", FLAGS, 32, 8, SET(constants_uring_entry_flags)),
	SAME("nr_query_opcodes", UNSIGNED, 40, 4),
	SAME("__pad", HEX, 44, 4, IF_SET),
	{NULL},
};

static const struct field uring_query_fields[] = {
	SAME("query_op", FLAGS, 16, 4, SET(constants_uring_queries)),
	SAME("size", UNSIGNED, 20, 4),
	SAME("result", SIGNED, 24, 4),
	SAME("__resv", HEX, 28, 4, REPEATED(3), IF_SET),
	SAME("next_entry", ADDRESS, 0, 8),
	{NULL},
};

/* The first of a list, with what was answered; where the next one is. */
static struct value *decode_uring_query(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t place = get_unsigned(bytes + 8, 8), size = get_unsigned(bytes + 20, 4);
	bool is_known = has_result(d) && !get_unsigned(bytes + 16, 4) && !get_unsigned(bytes + 24, 4);
	struct value *query = value_struct(d, address), *answer;
	struct memory memory;

	if (argument_count(d, 3))
		return value_address(d, address);
	if (is_known && place && memory_at_exit(d, place, &memory) && memory.state != STATE_UNREAD) {
		answer = value_fields(d, uring_abilities_fields, memory.bytes, memory.length < size ? memory.length : size, place,
				      false);
		if (answer)
			answer->is_exit = true;
	} else {
		answer = value_address(d, place);
	}
	value_field(query, "query_data", answer);
	value_take(query, value_fields(d, uring_query_fields, bytes, length, address, false));
	return query;
}
LAYOUT_BY(uring_query, 40, 40, decode_uring_query)
