/* SPDX-License-Identifier: MIT */
/* Values, and the memory that travelled with the call. */
#include "harness/decode/build.h"

#include <string.h>

struct value *value_new(struct decoding *d, enum value_kind kind)
{
	struct value *value = arena_take(d->arena, sizeof(*value));

	if (value)
		value->kind = kind;
	return value;
}

struct value *value_number(struct decoding *d, uint64_t number, enum number_base base)
{
	struct value *value = value_new(d, VALUE_NUMBER);

	if (value) {
		value->number = number;
		value->base = base;
	}
	return value;
}

struct value *value_task_id(struct decoding *d, int64_t id, enum id_of of)
{
	struct value *value = value_number(d, (uint64_t)id, BASE_SIGNED);

	if (value)
		value->id_of = (uint8_t)of;
	return value;
}

struct value *value_flags(struct decoding *d, const struct constants *set, uint64_t number)
{
	struct value *value;

	if (!set)
		return value_number(d, number, BASE_HEX);
	value = value_new(d, VALUE_FLAGS);
	if (value) {
		value->number = number;
		value->set = set;
		value->base = BASE_HEX;
		value->id_of = set->is_task && !has_name(set, number) ? ID_OF_TASK : ID_OF_NOTHING;
	}
	return value;
}

struct value *value_wide_hex(struct decoding *d, uint64_t number, unsigned width)
{
	struct value *value = value_word(d, arena_format(d->arena, "%#0*llx", (int)width, (unsigned long long)number));

	if (value)
		value->number = number;
	return value;
}

struct value *value_word(struct decoding *d, const char *word)
{
	struct value *value = value_new(d, VALUE_WORD);

	if (value)
		value->word = word;
	return value;
}

struct value *value_address(struct decoding *d, uint64_t address)
{
	struct value *value = value_number(d, address, BASE_HEX);

	if (value) {
		value->kind = VALUE_ADDRESS;
		value->address = address;
	}
	return value;
}

struct value *value_unread(struct decoding *d, uint64_t address)
{
	struct value *value = value_address(d, address);

	if (value && address)
		value->state = STATE_UNREAD;
	return value;
}

static struct value *value_group(struct decoding *d, enum value_kind kind, uint64_t address)
{
	struct value *value = value_new(d, kind);

	if (value)
		value->address = address;
	return value;
}

struct value *value_struct(struct decoding *d, uint64_t address)
{
	return value_group(d, VALUE_STRUCT, address);
}

struct value *value_array(struct decoding *d, uint64_t address)
{
	return value_group(d, VALUE_ARRAY, address);
}

struct value *value_call(struct decoding *d, const char *word)
{
	struct value *value = value_new(d, VALUE_CALL);

	if (value)
		value->word = word;
	return value;
}

struct value *value_change(struct decoding *d, struct value *before, struct value *after)
{
	struct value *value = value_new(d, VALUE_CHANGE);

	value_add(value, before);
	value_add(value, after);
	return value;
}

void value_add(struct value *parent, struct value *child)
{
	if (!parent || !child)
		return;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

void value_take(struct value *parent, const struct value *from)
{
	struct value *child = from ? from->first : NULL;

	while (child) {
		struct value *next = child->next;

		child->next = NULL;
		value_add(parent, child);
		child = next;
	}
}

struct value *value_field(struct value *parent, const char *name, struct value *child)
{
	if (child)
		child->name = name;
	value_add(parent, child);
	return child;
}

bool is_compat(const struct decoding *d)
{
	return d->call->abi == WIRE_ABI_COMPAT;
}

size_t word_size(const struct decoding *d)
{
	return is_compat(d) ? 4 : 8;
}

uint64_t argument_word(const struct decoding *d, unsigned slot)
{
	uint64_t number = call_arg(d->call, slot);

	return is_compat(d) ? (uint32_t)number : number;
}

uint64_t argument_count(const struct decoding *d, unsigned slot)
{
	unsigned kind = slot < SYSCALL_ARGS ? d->row->args[slot].kind : KIND_NONE;
	uint64_t number = argument_word(d, slot);

	return kind == KIND_INT || kind == KIND_UINT ? (uint32_t)number : number;
}

bool has_result(const struct decoding *d)
{
	return call_returned(d->call) && !call_failed(d->call) && !(d->call->flags & WIRE_DENIED);
}

uint64_t get_unsigned(const unsigned char *bytes, size_t size)
{
	uint64_t number = 0;

	memcpy(&number, bytes, size <= sizeof(number) ? size : sizeof(number));
	return number;
}

int64_t get_signed(const unsigned char *bytes, size_t size)
{
	uint64_t number = get_unsigned(bytes, size);

	switch (size) {
	case 1:
		return (int8_t)number;
	case 2:
		return (int16_t)number;
	case 4:
		return (int32_t)number;
	default:
		return (int64_t)number;
	}
}

static bool take_blob(const struct wire_blob *blob, struct memory *ret_memory)
{
	if (!blob)
		return false;
	ret_memory->bytes = blob_bytes(blob, &ret_memory->length);
	ret_memory->wanted = blob->what == WIRE_STRING && !blob->wanted ? SIZE_MAX : blob->wanted;
	ret_memory->is_string = blob->what == WIRE_STRING;
	ret_memory->is_exit = blob->at_exit;
	ret_memory->is_broken = blob->state == WIRE_BROKEN;
	switch (blob->state) {
	case WIRE_OK:
		ret_memory->state = STATE_OK;
		break;
	case WIRE_CUT:
	case WIRE_BROKEN:
		ret_memory->state = STATE_CUT;
		break;
	case WIRE_LATE:
		ret_memory->state = STATE_LATE;
		break;
	default:
		ret_memory->state = STATE_UNREAD;
		ret_memory->length = 0;
		break;
	}
	return true;
}

bool memory_at_entry(const struct decoding *d, uint64_t address, struct memory *ret_memory)
{
	const struct wire_blob *blob = call_memory(d->call, address, false);
	const struct wire_blob *late;

	if (blob && blob->state != WIRE_UNREAD)
		return take_blob(blob, ret_memory);
	late = call_memory(d->call, address, true);
	if (late && late->state == WIRE_LATE)
		return take_blob(late, ret_memory);
	return take_blob(blob, ret_memory);
}

bool memory_at_exit(const struct decoding *d, uint64_t address, struct memory *ret_memory)
{
	return take_blob(call_memory(d->call, address, true), ret_memory);
}

const unsigned char *bytes_at_entry(const struct decoding *d, uint64_t address, size_t size)
{
	struct memory memory;

	if (!address || !memory_at_entry(d, address, &memory) || memory.length < size)
		return NULL;
	return memory.bytes;
}

const unsigned char *bytes_at_exit(const struct decoding *d, uint64_t address, size_t size)
{
	struct memory memory;

	if (!address || !memory_at_exit(d, address, &memory) || memory.length < size)
		return NULL;
	return memory.bytes;
}

#define MOST_OF_STRUCTURE 4096	/* WIRE_FIXED_MAX, and as much as the kernel takes of such structures: a page */

/* Bytes that the call means; 0: no argument says it. */
static size_t meant_length(const struct decoding *d)
{
	const struct argument *argument = &d->row->args[d->slot];
	uint64_t length = argument->kind == KIND_ARRAY || argument->kind == KIND_FILLED_ARRAY ?
				  argument_count(d, argument->of) :
				  0;

	return length < MOST_OF_STRUCTURE ? length : MOST_OF_STRUCTURE;
}

bool has_known_part(const struct decoding *d, size_t known, size_t length)
{
	size_t meant = meant_length(d);

	return length >= (meant < known ? meant : known);
}

void add_unknown_part(struct decoding *d, struct value *structure, const unsigned char *bytes, size_t known,
		      size_t length)
{
	if (!structure)
		return;
	if (meant_length(d) > length)
		structure->has_more = structure->is_more_unread = true;
	else if (length > known)
		add_tail(d, structure, bytes, known, length);
}

void add_tail(struct decoding *d, struct value *structure, const unsigned char *bytes, size_t from, size_t length)
{
	struct memory tail = {.bytes = bytes + from, .length = length - from, .state = STATE_OK};
	struct value *value;

	for (size_t i = from; i < length; i++) {
		if (!bytes[i])
			continue;
		value = value_bytes(d, &tail, 0, tail.length);
		if (value) {
			value->is_hex = true;
			value->is_comment_first = true;
			value->comment = arena_format(d->arena, "bytes %zu..%zu", from, length - 1);
		}
		value_add(structure, value);
		return;
	}
}
