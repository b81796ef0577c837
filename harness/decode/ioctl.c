/* SPDX-License-Identifier: MIT */
/* ioctl: the request, and what it says of its argument. */
#include "harness/decode/requests.h"

#include <string.h>

extern const struct request requests_blocks[], requests_btrfs[], requests_clocks[], requests_devices[], requests_files[],
	requests_flash[], requests_fonts[], requests_inputs[], requests_keyboard[], requests_machines[], requests_mapper[], requests_video[], requests_controls[],
	requests_tee[], requests_networks[], requests_pictures[], requests_pins[],
	requests_screens[], requests_scsi[], requests_terminals[], requests_tunnels[], requests_newer[];

const struct request *const request_tables[] = {
	requests_blocks, requests_btrfs, requests_clocks, requests_devices, requests_files, requests_flash, requests_fonts, requests_inputs,
	requests_keyboard, requests_machines, requests_mapper, requests_video, requests_controls,
	requests_tee, requests_networks, requests_pictures, requests_pins, requests_screens,
	requests_scsi, requests_terminals, requests_tunnels, requests_newer, NULL,
};

const struct request *request_of(uint32_t number)
{
	for (size_t i = 0; request_tables[i]; i++)
		for (const struct request *request = request_tables[i]; request->number; request++)
			if (request->number == number)
				return request;
	return NULL;
}

static size_t list_size(const struct field *fields)
{
	size_t end, size = 0;

	for (; fields && fields->name; fields++) {
		end = fields->at + (fields->count ? (size_t)fields->size * fields->count : fields->size);
		size = end > size ? end : size;
		end = fields->compat_at + (fields->count ? (size_t)fields->compat_size * fields->count : fields->compat_size);
		size = end > size ? end : size;
	}
	return size;
}

/* A structure is read as a whole: its last fields may be none that are shown. */
static size_t whole_size(const struct request *request, const struct field *fields)
{
	size_t size = list_size(fields), told = request->number >> 30 ? request->number >> 16 & 0x3fff : request->size;

	if (request->is_bare || !fields->name[0])
		return size;
	if (told > WIRE_FIXED_MAX)
		told = WIRE_FIXED_MAX;
	return told > size ? told : size;
}

size_t request_size(const struct request *request)
{
	size_t before, after;

	if (request->kind == REQUEST_NOTHING || request->kind == REQUEST_VALUE)
		return 0;
	if (request->layout)
		return request->size ? request->size : request->layout->size;
	before = whole_size(request, request->fields);
	after = request->answer ? whole_size(request, request->answer) : 0;
	return before > after ? before : after;
}

/* Descriptors that the structure names; of one that is filled, those that it is told. */
static void find_descriptors(const struct request *request, struct request_shape *ret_shape)
{
	const struct field *field = request->kind != REQUEST_GIVES ? request->fields : NULL;

	for (; field && field->name && ret_shape->fds < 2; field++)
		if (field->kind == FIELD_FD && !field->count && field->at == field->compat_at)
			ret_shape->fd_at[ret_shape->fds++] = field->at;
}

#define CURSOR_ROWS 1024	/* more than the longest table has */

bool request_shape(size_t *cursor, struct request_shape *ret_shape)
{
	size_t table = *cursor / CURSOR_ROWS, row = *cursor % CURSOR_ROWS;

	for (; request_tables[table]; table++, row = 0)
		for (const struct request *request = &request_tables[table][row]; request->number; request++) {
			bool is_fd = request->kind == REQUEST_VALUE && request->fields && request->fields->kind == FIELD_FD;
			size_t size = request_size(request);

			row++;
			if (!size && !is_fd)
				continue;
			*cursor = table * CURSOR_ROWS + row;
			*ret_shape = (struct request_shape){
				.number = request->number,
				.takes = request->kind != REQUEST_GIVES,
				.gives = request->kind != REQUEST_TAKES,
				.is_fd = is_fd,
				.size = (uint16_t)size,
				.layout = request->layout,
			};
			if (!is_fd)
				find_descriptors(request, ret_shape);
			return true;
		}
	return false;
}

bool ioctl_has_argument(uint32_t request)
{
	const struct request *row = request_of(request);

	return !row || row->kind != REQUEST_NOTHING;
}

static bool is_named(uint32_t request)
{
	for (const struct constant *constant = constants_ioctl_requests.list; constant->name; constant++)
		if (constant->value == request)
			return true;
	return false;
}

/* A request without a name as its fields: _IOC(_IOC_READ, 0x54, 0x30, 0x4) */
static struct value *composed(struct decoding *d, uint32_t request)
{
	struct value *call = value_call(d, "_IOC");

	if (!call)
		return NULL;
	call->number = request;
	call->is_named_number = true;
	call->base = BASE_HEX;
	value_add(call, value_flags(d, &constants_ioctl_directions, request >> 30));
	value_add(call, value_number(d, request >> 8 & 0xff, BASE_HEX));
	value_add(call, value_number(d, request & 0xff, BASE_HEX));
	value_add(call, value_number(d, request >> 16 & 0x3fff, BASE_HEX));
	return call;
}

DECODE_KIND(decode_ioctl)
{
	uint32_t request = (uint32_t)number;
	struct value *value;

	if (is_named(request))
		return value_flags(d, &constants_ioctl_requests, request);
	value = value_sized_request(d, request);
	return value ? value : composed(d, request);
}

static struct value *fields_at(struct decoding *d, const struct request *request, const struct field *fields,
			       uint64_t address, bool at_exit)
{
	size_t size = whole_size(request, fields);
	struct memory memory;
	struct value *value;

	if (!address)
		return value_address(d, 0);
	if (at_exit ? !memory_at_exit(d, address, &memory) : !memory_at_entry(d, address, &memory))
		return value_unread(d, address);
	if (request->is_bare && fields->kind == FIELD_HEX_BYTES)
		return value_buffer(d, address, size, at_exit);
	if (memory.length < size)
		return value_unread(d, address);
	if (request->is_bare || (!fields->name[0] && fields->count))
		value = field_value(d, fields, memory.bytes + fields->at, fields->size);
	else if (fields->name[0])
		value = value_fields(d, fields, memory.bytes, memory.length, address, is_compat(d));
	else
		value = value_list(d, fields, memory.bytes, memory.length, address);
	if (value) {
		value->is_exit = at_exit;
		value->state = memory.state == STATE_LATE ? STATE_LATE : STATE_OK;
	}
	return value;
}

static struct value *structure_at(struct decoding *d, const struct request *request, uint64_t address, bool at_exit)
{
	if (request->layout)
		return value_pointer_to(d, request->layout, address, at_exit);
	return fields_at(d, request, request->fields, address, at_exit);
}

/* What the call filled stands behind what it was told, in the same braces. */
static struct value *with_answer(struct decoding *d, const struct request *request, uint64_t address)
{
	struct value *before = structure_at(d, request, address, false), *after;

	if (!request->answer || !before || before->kind == VALUE_ADDRESS || !has_result(d))
		return before;
	after = fields_at(d, request, request->answer, address, true);
	if (!after || after->kind == VALUE_ADDRESS)
		return before;
	for (struct value *field = after->first; field; field = field->next)
		field->is_exit = true;
	value_take(before, after);
	return before;
}

static struct value *change(struct decoding *d, const struct request *request, uint64_t address)
{
	struct value *before = structure_at(d, request, address, false), *after, *both;
	bool turns = request->kind == REQUEST_TURNS;

	if (!before || before->kind == VALUE_ADDRESS || (!turns && !has_result(d)))
		return before;
	after = has_result(d) ? fields_at(d, request, request->answer, address, true) : value_address(d, address);
	both = value_change(d, before, after);
	if (both)
		both->is_bare = true;
	return both;
}

static struct value *number_itself(struct decoding *d, const struct request *request, uint64_t number)
{
	unsigned char bytes[sizeof(number)];

	memcpy(bytes, &number, sizeof(bytes));
	if (request->layout)
		return request->layout->decode(d, bytes, sizeof(bytes), 0);
	return field_value(d, request->fields, bytes, request->fields->size);
}

DECODE_KIND(decode_ioctl_arg)
{
	const struct request *request = request_of((uint32_t)call_arg(d->call, argument->of));

	if (!request) {
		struct value *value = value_of_events(d, (uint32_t)call_arg(d->call, argument->of), number);

		return value ? value : value_number(d, number, BASE_HEX);
	}
	switch ((enum request_kind)request->kind) {
	case REQUEST_VALUE:
		return number_itself(d, request, number);
	case REQUEST_TAKES:
		return structure_at(d, request, number, false);
	case REQUEST_GIVES:
		return has_result(d) ? structure_at(d, request, number, true) : value_address(d, number);
	case REQUEST_ADDS:
		return with_answer(d, request, number);
	case REQUEST_CHANGES:
	case REQUEST_TURNS:
		return change(d, request, number);
	default:
		return value_number(d, number, BASE_HEX);
	}
}
