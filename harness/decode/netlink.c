/* SPDX-License-Identifier: MIT */
/* Messages of netlink sockets: their headers, and errors; what stands behind is each family's. */
#include "harness/decode/netlink.h"

#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#define HEADER 16
#define ALIGNED(n) (((n) + 3) & ~(size_t)3)

struct piece piece_of(const struct piece *whole, size_t meant)
{
	struct piece piece = *whole;

	if (meant < piece.meant)
		piece.meant = meant;
	if (piece.length > piece.meant)
		piece.length = piece.meant;
	return piece;
}

struct piece piece_from(const struct piece *whole, size_t offset)
{
	size_t known = offset < whole->length ? offset : whole->length;

	return (struct piece){whole->bytes + known, whole->length - known,
			      offset < whole->meant ? whole->meant - offset : 0, whole->address + offset, whole->is_unread};
}


struct value *value_hex(struct decoding *d, const struct piece *piece)
{
	struct memory memory = {.bytes = piece->bytes, .length = piece->length, .state = STATE_OK};
	struct value *value;

	if (piece->is_unread && piece->length < piece->meant && piece->length <= LEAST_SHOWN)
		return value_unread(d, piece->address);
	if (memory.length < piece->meant)
		memory.state = STATE_CUT;
	value = value_bytes(d, &memory, piece->address, piece->meant);
	if (value)
		value->is_hex = true;
	return value;
}

/* An item begins with its length: of 32 bits in a message's header of 16 bytes, of 16 bits in an attribute's. */
static size_t item_length(const unsigned char *bytes, size_t header)
{
	return (size_t)get_unsigned(bytes, header == HEADER ? 4 : 2);
}

struct value *value_items(struct decoding *d, const struct piece *all, size_t header, decode_item item, const void *context)
{
	struct piece left = *all;
	struct value *array = NULL, *one;

	for (;;) {
		size_t claimed, whole;

		if (left.meant < header) {
			one = value_hex(d, &left);
			break;
		}
		if (left.length < header && !array)
			return value_partly(d, &left);
		if (left.length < header) {	/* not captured any more, or not readable */
			array->has_more = true;
			array->state = STATE_CUT;
			array->more_at = left.is_unread ? left.address : 0;
			return array;
		}
		claimed = item_length(left.bytes, header);
		whole = ALIGNED(claimed);
		one = item(d, &left, context);
		if (claimed < header || whole >= left.meant)
			break;
		if (!array)
			array = value_array(d, all->address);
		value_add(array, one);
		left = piece_from(&left, whole);
	}
	if (!array)
		return one;
	value_add(array, one);
	return array;
}

/* ---- the header ---- */

static struct value *header_value(struct decoding *d, const unsigned char *bytes, unsigned family, uint64_t address)
{
	struct value *header = value_struct(d, address);
	unsigned type = (unsigned)get_unsigned(bytes + 4, 2);

	value_field(header, "nlmsg_len", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	value_field(header, "nlmsg_type", value_message_type(d, type, family));
	value_field(header, "nlmsg_flags", value_flags(d, message_flags(type, family), get_unsigned(bytes + 6, 2)));
	value_field(header, "nlmsg_seq", value_number(d, get_unsigned(bytes + 8, 4), BASE_UNSIGNED));
	value_field(header, "nlmsg_pid", value_task_id(d, get_signed(bytes + 12, 4), ID_OF_TASK));
	return header;
}

/* ---- what stands behind it ---- */

static struct value *message_value(struct decoding *d, const struct piece *rest, const void *context);

struct message_context {
	unsigned family;
	bool is_capped;		/* an error's message came back without its payload */
	unsigned depth;		/* errors about errors */
};

static struct value *error_word(struct decoding *d, int64_t number)
{
	const char *name = number < 0 && number > -4096 ? errno_name((int)-number) : NULL;
	struct value *value;

	if (!name)
		return value_number(d, (uint64_t)number, BASE_SIGNED);
	value = value_word(d, arena_format(d->arena, "-%s", name));
	if (value) {
		value->number = (uint64_t)number;
		value->is_named_number = true;
		value->base = BASE_SIGNED;
	}
	return value;
}

#define MOST_DEEP 8

static struct value *error_value(struct decoding *d, const struct piece *payload, bool is_capped,
				 const struct message_context *of)
{
	struct message_context context = {.family = of->family, .is_capped = is_capped, .depth = of->depth + 1};
	struct piece message = piece_from(payload, 4), attributes;
	struct value *error, *both;
	size_t length;

	if (payload->meant < 4 + HEADER || of->depth == MOST_DEEP)
		return value_hex(d, payload);
	if (payload->length < 4 + HEADER)
		return value_partly(d, payload);
	error = value_struct(d, payload->address);
	value_field(error, "error", error_word(d, get_signed(payload->bytes, 4)));
	length = is_capped ? HEADER : (size_t)get_unsigned(message.bytes, 4);
	if (length < HEADER)
		length = HEADER;
	attributes = piece_from(&message, length);
	message = piece_of(&message, length);
	value_field(error, "msg", message_value(d, &message, &context));
	if (!attributes.meant)
		return error;
	both = value_array(d, payload->address);
	value_add(both, error);
	value_add(both, value_attributes(d, &attributes, &netlink_errors, AF_UNSPEC));
	return both;
}

static void add_payload(struct decoding *d, struct value *message, unsigned type, unsigned flags,
			const struct message_context *of, const struct piece *payload)
{
	unsigned family = of->family;

	if (type == NLMSG_ERROR) {
		value_add(message, error_value(d, payload, flags & NLM_F_CAPPED, of));
		return;
	}
	if (type >= NLMSG_MIN_TYPE) {
		if (family == NETLINK_ROUTE && add_route_message(d, message, type, payload))
			return;
		if (family == NETLINK_SOCK_DIAG && add_diag_message(d, message, type, flags, payload))
			return;
		if (add_other_message(d, message, type, family, payload))
			return;
	}
	if (type == NLMSG_DONE && payload->meant == 4 && payload->length == 4)
		value_add(message, value_number(d, (uint64_t)get_signed(payload->bytes, 4), BASE_SIGNED));
	else
		value_add(message, value_hex(d, payload));
}

static struct value *message_value(struct decoding *d, const struct piece *rest, const void *context)
{
	const struct message_context *of = context;
	struct value *header = header_value(d, rest->bytes, of->family, rest->address), *message;
	struct piece whole = piece_of(rest, of->is_capped ? HEADER : (size_t)get_unsigned(rest->bytes, 4)), payload;

	if (whole.meant <= HEADER)
		return header;
	message = value_array(d, rest->address);
	value_add(message, header);
	payload = piece_from(&whole, HEADER);
	add_payload(d, message, (unsigned)get_unsigned(rest->bytes + 4, 2), (unsigned)get_unsigned(rest->bytes + 6, 2), of,
		    &payload);
	return message;
}

/* ---- sockets ---- */

int netlink_family(const struct decoding *d)
{
	const struct wire_blob *blob = NULL;
	const struct wire_file *file = call_file(d->call, 0, (int)call_arg(d->call, 0), &blob);
	const struct wire_socket *socket;
	const unsigned char *bytes;
	size_t length;

	if (!file || file->type != WIRE_FILE_SOCKET || !blob)
		return -1;
	bytes = blob_bytes(blob, &length);
	if (length < sizeof(*file) + sizeof(*socket))
		return -1;
	socket = (const void *)(bytes + sizeof(*file));
	return socket->family == AF_NETLINK ? socket->protocol : -1;
}

struct value *value_netlink(struct decoding *d, const struct memory *memory, uint64_t address, size_t meant, int family)
{
	struct message_context context = {.family = (unsigned)family};
	struct piece all = {.bytes = memory->bytes, .length = memory->length < meant ? memory->length : meant,
			    .meant = meant, .address = address};
	struct value *value = NULL;

	all.is_unread = all.length < meant && memory->is_broken;
	if (memory->state == STATE_UNREAD || !meant)
		return value_bytes(d, memory, address, meant);
	if (family == NETLINK_KOBJECT_UEVENT)
		value = value_event(d, &all);
	else
		value = value_items(d, &all, HEADER, message_value, &context);
	if (!value)
		return value_bytes(d, memory, address, meant);
	if (value) {	/* and as they are, for who asks for the data */
		value->address = address;
		value->raw = all.bytes;
		value->raw_length = all.length;
		value->is_exit = memory->is_exit;
		if (all.length < all.meant)
			value->state = STATE_CUT;
	}
	return value;
}
