/* SPDX-License-Identifier: MIT */
/* What SG_IO takes: a command for a SCSI device, of either of its two interfaces. */
#include "harness/decode/requests.h"

#include <linux/bsg.h>
#include <linux/types.h>
#include <scsi/sg.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(scsi_directions, "SG_DXFER_???",
	 NAME(SG_DXFER_NONE), NAME(SG_DXFER_TO_DEV), NAME(SG_DXFER_FROM_DEV), NAME(SG_DXFER_TO_FROM_DEV))

FLAG_SET(scsi_flags, "SG_FLAG_???",
	 NAME(SG_FLAG_DIRECT_IO), NEWER(SG_FLAG_UNUSED_LUN_INHIBIT, 2), NEWER(SG_FLAG_MMAP_IO, 4), NAME(SG_FLAG_NO_DXFER),
	 NEWER(SG_FLAG_Q_AT_TAIL, 0x10), NEWER(SG_FLAG_Q_AT_HEAD, 0x20))

FLAG_SET(scsi_answers, "SG_INFO_???",
	 NAME(SG_INFO_CHECK), NAME(SG_INFO_DIRECT_IO), NAME(SG_INFO_MIXED_IO))

ENUM_SET(bsg_protocols, "BSG_PROTOCOL_???", NAME(BSG_PROTOCOL_SCSI))

ENUM_SET(bsg_subprotocols, "BSG_SUB_PROTOCOL_???",
	 NAME(BSG_SUB_PROTOCOL_SCSI_CMD), NAME(BSG_SUB_PROTOCOL_SCSI_TMF), NAME(BSG_SUB_PROTOCOL_SCSI_TRANSPORT))

FLAG_SET(bsg_flags, "BSG_FLAG_???", NAME(BSG_FLAG_Q_AT_TAIL), NAME(BSG_FLAG_Q_AT_HEAD))

static const struct field scsi_asked_fields[] = {
	SAME("dxfer_direction", FLAGS, 4, 4, SET(constants_scsi_directions)),
	SAME("cmd_len", UNSIGNED, 8, 1),
	{NULL},
};

static const struct field scsi_told_fields[] = {
	SAME("mx_sb_len", UNSIGNED, 9, 1),
	SAME("iovec_count", UNSIGNED, 10, 2),
	SAME("dxfer_len", UNSIGNED, 12, 4),
	BOTH("timeout", UNSIGNED, 40, 4, 28, 4),
	BOTH("flags", FLAGS, 44, 4, 32, 4, SET(constants_scsi_flags)),
	{NULL},
};

static const struct field scsi_status_fields[] = {
	BOTH("status", HEX, 64, 1, 44, 1),
	BOTH("masked_status", HEX, 65, 1, 45, 1),
	BOTH("msg_status", HEX, 66, 1, 46, 1),
	BOTH("sb_len_wr", UNSIGNED, 67, 1, 47, 1),
	{NULL},
};

static const struct field scsi_outcome_fields[] = {
	BOTH("host_status", HEX, 68, 2, 48, 2),
	BOTH("driver_status", HEX, 70, 2, 50, 2),
	BOTH("resid", SIGNED, 72, 4, 52, 4),
	BOTH("duration", UNSIGNED, 76, 4, 56, 4),
	BOTH("info", FLAGS, 80, 4, 60, 4, SET(constants_scsi_answers)),
	{NULL},
};

static const struct field bsg_asked_fields[] = {
	SAME("protocol", FLAGS, 4, 4, SET(constants_bsg_protocols)),
	SAME("subprotocol", FLAGS, 8, 4, SET(constants_bsg_subprotocols)),
	SAME("request_len", UNSIGNED, 12, 4),
	{NULL},
};

static const struct field bsg_told_fields[] = {
	SAME("request_tag", HEX, 24, 8),
	SAME("request_attr", UNSIGNED, 32, 4),
	SAME("request_priority", UNSIGNED, 36, 4),
	SAME("request_extra", UNSIGNED, 40, 4),
	SAME("max_response_len", UNSIGNED, 44, 4),
	SAME("dout_iovec_count", UNSIGNED, 56, 4),
	SAME("dout_xfer_len", UNSIGNED, 60, 4),
	SAME("din_iovec_count", UNSIGNED, 64, 4),
	SAME("din_xfer_len", UNSIGNED, 68, 4),
	{NULL},
};

static const struct field bsg_more_fields[] = {
	SAME("timeout", UNSIGNED, 88, 4),
	SAME("flags", FLAGS, 92, 4, SET(constants_bsg_flags)),
	SAME("usr_ptr", HEX, 96, 8),
	{NULL},
};

static const struct field bsg_outcome_fields[] = {
	SAME("driver_status", HEX, 108, 4),
	SAME("transport_status", HEX, 112, 4),
	SAME("device_status", HEX, 116, 4),
	SAME("retry_delay", UNSIGNED, 120, 4),
	SAME("info", FLAGS, 124, 4, SET(constants_scsi_answers)),
	SAME("duration", UNSIGNED, 128, 4),
	SAME("din_resid", SIGNED, 136, 4),
	SAME("dout_resid", SIGNED, 140, 4),
	SAME("generated_tag", HEX, 144, 8),
	{NULL},
};

static void add_part(struct decoding *d, struct value *structure, const struct field *fields, const unsigned char *bytes,
		     size_t length, bool is_answer)
{
	struct value *part = value_fields(d, fields, bytes, length, 0, is_compat(d));

	for (struct value *field = part ? part->first : NULL; field; field = field->next)
		field->is_exit = is_answer;
	value_take(structure, part);
}

/* In one piece, or scattered. */
static struct value *transfer(struct decoding *d, uint64_t address, uint64_t size, uint64_t pieces, bool at_exit)
{
	if (!pieces)
		return value_buffer(d, address, size, at_exit);
	return at_exit ? value_filled_vector(d, address, pieces, size) : value_vector(d, address, pieces, size);
}

/* What was not moved is not shown. */
static uint64_t moved(uint64_t length, int64_t rest)
{
	return rest > 0 && (uint64_t)rest <= length ? length - (uint64_t)rest : length;
}

static void add_scsi_answer(struct decoding *d, struct value *io, struct value *data, const unsigned char *bytes, size_t length,
			    size_t pointers)
{
	size_t word = word_size(d);
	uint64_t size = moved(get_unsigned(bytes + 12, 4), get_signed(bytes + (is_compat(d) ? 52 : 72), 4));
	int direction = (int)get_signed(bytes + 4, 4);
	uint64_t buffer = get_unsigned(bytes + 16, word), pieces = get_unsigned(bytes + 10, 2);

	if (direction == SG_DXFER_FROM_DEV)
		value_field(io, "dxferp", transfer(d, buffer, size, pieces, true));
	else if (direction == SG_DXFER_TO_FROM_DEV && size)
		value_field(io, "dxferp", value_turn_again(d, data, transfer(d, buffer, size, pieces, true)));
	else
		value_field(io, "dxferp", data);
	add_part(d, io, scsi_status_fields, bytes, length, true);
	value_field(io, "sbp", value_buffer(d, get_unsigned(bytes + pointers + word, word),
					    get_unsigned(bytes + (is_compat(d) ? 47 : 67), 1), true));
	add_part(d, io, scsi_outcome_fields, bytes, length, true);
}

static struct value *scsi_command(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d), size = is_compat(d) ? 64 : sizeof(struct sg_io_hdr), pointers = 16 + word;
	struct value *io = value_struct(d, address), *told;
	struct field kind = SAME("", CHARACTER, 0, 1);
	const unsigned char *filled;
	struct value *data = NULL;
	int direction;

	value_field(io, "interface_id", field_value(d, &kind, bytes, 1));
	if (length < size)
		return value_add(io, value_unread(d, address + 4)), io;
	add_part(d, io, scsi_asked_fields, bytes, length, false);
	value_field(io, "cmdp", value_buffer(d, get_unsigned(bytes + pointers, word), bytes[8], false));
	told = value_fields(d, scsi_told_fields, bytes, length, 0, is_compat(d));
	value_take(io, told);
	direction = (int)get_signed(bytes + 4, 4);
	if (direction == SG_DXFER_TO_DEV || direction == SG_DXFER_TO_FROM_DEV)
		data = transfer(d, get_unsigned(bytes + 16, word), get_unsigned(bytes + 12, 4), get_unsigned(bytes + 10, 2), false);
	filled = bytes_at_exit(d, address, size);
	if (filled)
		add_scsi_answer(d, io, data, filled, size, pointers);
	else
		value_field(io, "dxferp", data);
	return io;
}

static void add_bsg_answer(struct decoding *d, struct value *io, const unsigned char *bytes, size_t length)
{
	uint64_t size = moved(get_unsigned(bytes + 68, 4), get_signed(bytes + 136, 4)), answered = get_unsigned(bytes + 132, 4);

	value_field(io, "response_len", value_number(d, answered, BASE_UNSIGNED));
	value_field(io, "response", value_buffer(d, get_unsigned(bytes + 48, 8), answered, true));
	value_field(io, "din_xferp", transfer(d, get_unsigned(bytes + 80, 8), size, get_unsigned(bytes + 64, 4), true));
	add_part(d, io, bsg_outcome_fields, bytes, length, true);
}

static struct value *bsg_command(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *io = value_struct(d, address);
	struct field kind = SAME("", CHARACTER, 0, 1);
	const unsigned char *filled;

	value_field(io, "guard", field_value(d, &kind, bytes, 1));
	if (length < sizeof(struct sg_io_v4))
		return value_add(io, value_unread(d, address + 4)), io;
	add_part(d, io, bsg_asked_fields, bytes, length, false);
	value_field(io, "request", value_buffer(d, get_unsigned(bytes + 16, 8), get_unsigned(bytes + 12, 4), false));
	add_part(d, io, bsg_told_fields, bytes, length, false);
	value_field(io, "dout_xferp", transfer(d, get_unsigned(bytes + 72, 8), get_unsigned(bytes + 60, 4),
					       get_unsigned(bytes + 56, 4), false));
	add_part(d, io, bsg_more_fields, bytes, length, false);
	filled = bytes_at_exit(d, address, sizeof(struct sg_io_v4));
	if (filled)
		add_bsg_answer(d, io, filled, sizeof(struct sg_io_v4));
	return io;
}

static struct value *decode_scsi_io(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint32_t kind = (uint32_t)get_unsigned(bytes, 4);
	struct value *array;

	if (kind == 'S')
		return scsi_command(d, bytes, length, address);
	if (kind == 'Q')
		return bsg_command(d, bytes, length, address);
	array = value_array(d, address);
	value_add(array, value_number(d, kind, BASE_UNSIGNED));
	return array;
}
const struct layout layout_scsi_io = {.name = "scsi_io", .size = 4, .decode = decode_scsi_io};

const struct request requests_scsi[] = {
	TAKES_SIZED(SG_IO, scsi_io, sizeof(struct sg_io_v4)),
	{0},
};
