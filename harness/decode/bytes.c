/* SPDX-License-Identifier: MIT */
/* Buffers and strings that are no paths. */
#include "harness/decode/build.h"

#include <linux/mount.h>
#include <string.h>


struct value *value_bytes(struct decoding *d, const struct memory *memory, uint64_t address, size_t full_length)
{
	struct value *value;

	/* A call that failed may have failed on it: nobody took what could be read of it. */
	if (memory->state == STATE_UNREAD ||
	    (memory->is_broken && memory->length < full_length && memory->length <= LEAST_SHOWN && !has_result(d)))
		return value_unread(d, address);
	value = value_new(d, VALUE_BYTES);
	if (!value)
		return NULL;
	value->address = address;
	value->bytes = memory->bytes;
	value->length = memory->length < full_length ? memory->length : full_length;
	value->full_length = full_length;
	value->is_exit = memory->is_exit;
	value->state = memory->state;
	if (value->length == full_length && memory->state == STATE_CUT)
		value->state = STATE_OK;	/* the piece that was not kept is not meant here */
	else if (value->length < full_length)
		value->state = STATE_CUT;
	return value;
}

/* What was kept of a C string, with its NUL taken off. */
static struct value *terminated(struct decoding *d, const struct memory *memory, uint64_t address)
{
	const unsigned char *end;
	struct value *value;

	if (memory->state == STATE_UNREAD || (memory->is_broken && memory->length <= LEAST_SHOWN))
		return value_unread(d, address);
	value = value_new(d, VALUE_BYTES);
	if (!value)
		return NULL;
	end = memory->length ? memchr(memory->bytes, '\0', memory->length) : NULL;
	value->address = address;
	value->bytes = memory->bytes;
	value->length = end ? (size_t)(end - memory->bytes) : memory->length;
	value->full_length = end ? value->length : SIZE_MAX;
	value->is_terminated = end != NULL;
	value->is_exit = memory->is_exit;
	value->state = end ? memory->state : STATE_CUT;
	if (end && memory->state == STATE_CUT)
		value->state = STATE_OK;
	return value;
}

struct value *value_string(struct decoding *d, uint64_t address)
{
	struct memory memory;

	if (!address)
		return value_address(d, 0);
	if (!memory_at_entry(d, address, &memory) && !memory_at_exit(d, address, &memory))
		return value_unread(d, address);
	return terminated(d, &memory, address);
}

struct value *value_name(struct decoding *d, const unsigned char *bytes, size_t size)
{
	struct memory memory = {.bytes = bytes, .length = strnlen((const char *)bytes, size), .state = STATE_OK};
	struct value *value = value_bytes(d, &memory, 0, memory.length);

	if (value)
		value->is_quoted_name = true;
	return value;
}

struct value *value_name_field(struct decoding *d, const unsigned char *bytes, size_t size)
{
	bool has_end = !size || memchr(bytes, '\0', size);
	struct value *value = value_name(d, bytes, has_end ? size : size - 1);

	if (value)
		value->has_more = !has_end;
	return value;
}

/* Of a name with a bound the kernel takes fewer bytes than that: what is as long as that is a beginning. */
DECODE_KIND(decode_string)
{
	struct value *value = value_string(d, number);

	if (value && value->kind == VALUE_BYTES && argument->size && value->length >= argument->size)
		value->has_more = true;
	return value;
}

/* The kernel looks at the type of a new mount only, at the data of a new one and of one that changes. */
static bool is_new_mount(uint64_t flags)
{
	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~(uint64_t)MS_MGC_MSK;
	return !(flags & (MS_REMOUNT | MS_BIND | MS_MOVE | MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE));
}

DECODE_KIND(decode_mount_type)
{
	return is_new_mount(argument_word(d, argument->of)) ? value_string(d, number) : value_address(d, number);
}

DECODE_KIND(decode_mount_data)
{
	uint64_t flags = argument_word(d, argument->of);

	return flags & MS_REMOUNT || is_new_mount(flags) ? value_string(d, number) : value_address(d, number);
}

DECODE_KIND(decode_out_string)
{
	struct memory memory;

	if (!number || !has_result(d))
		return value_address(d, number);
	if (!memory_at_exit(d, number, &memory))
		return value_unread(d, number);
	return terminated(d, &memory, number);
}

/* Values are often strings: a NUL at the end is not shown. Where there is no room nothing is looked at. */
static struct value *without_nul(struct decoding *d, struct value *value, const struct argument *argument)
{
	if (!value || argument->size != 1 || value->kind != VALUE_BYTES)
		return value;
	if (!argument_count(d, argument->of) && argument->kind == KIND_OUT_BYTES)
		return value_address(d, value->address);
	if (value->length && value->length == value->full_length && !value->bytes[value->length - 1]) {
		value->length--;
		value->full_length--;
		value->is_terminated = true;
		value->hides_nul = true;
	}
	return value;
}

/* What goes through a netlink socket by the calls of sockets is taken apart. */
static struct value *buffer_value(struct decoding *d, const struct memory *memory, uint64_t address, size_t length)
{
	int family = d->row->classes & CLASS_NETWORK && length ? netlink_family(d) : -1;

	return family >= 0 ? value_netlink(d, memory, address, length, family) : value_bytes(d, memory, address, length);
}

/* Random bytes, and a parameter of a file system that is not its text, say nothing as text. */
static bool is_noise(const struct decoding *d)
{
	return !strcmp(d->row->name, "getrandom") || !strcmp(d->row->name, "fsconfig");
}

#define LARGEST_ATTRIBUTE 65536	/* XATTR_SIZE_MAX of include/uapi/linux/limits.h */
#define LARGEST_PARAMETER (1 << 20)	/* fs/fsopen.c */

/* More than the kernel takes it does not read. */
static bool is_too_long(const struct decoding *d, const struct argument *argument, uint64_t length)
{
	if (argument->kind == KIND_XATTR_VALUE)
		return length > LARGEST_ATTRIBUTE;
	if (!strcmp(d->row->name, "fsconfig"))
		return length > LARGEST_PARAMETER;
	return argument->size && (uint32_t)length > argument->size;
}

DECODE_KIND(decode_in_bytes)
{
	uint64_t length = argument_count(d, argument->of);
	struct memory memory;
	struct value *value;

	if (!number || is_too_long(d, argument, length))
		return value_address(d, number);
	if (!memory_at_entry(d, number, &memory)) {
		if (length)
			return value_unread(d, number);
		memory = (struct memory){.bytes = (const unsigned char *)"", .state = STATE_OK};
	}
	/* An empty buffer is read by nobody: the call cannot have failed on it. */
	if (!length)
		memory.state = STATE_OK;
	value = without_nul(d, buffer_value(d, &memory, number, length), argument);
	if (value && is_noise(d))
		value->is_hex = true;
	return value;
}

DECODE_KIND(decode_told_bytes)
{
	const unsigned char *teller = bytes_at_entry(d, argument_word(d, argument->of), layout_size(d, d->row->args[argument->of].layout));
	bool is_out = argument->kind == KIND_OUT_TOLD_BYTES;
	struct memory memory = {.bytes = (const unsigned char *)"", .state = STATE_OK};
	uint64_t length;

	if (!number || !teller || (is_out && !has_result(d)))
		return value_address(d, number);
	length = get_unsigned(teller + argument->size, 4);
	if (length && (!(is_out ? memory_at_exit(d, number, &memory) : memory_at_entry(d, number, &memory)) ||
		       memory.state == STATE_UNREAD))
		return value_unread(d, number);
	if (memory.length >= length) {	/* more was read than the call meant */
		memory.length = length;
		memory.state = STATE_OK;
	}
	return value_bytes(d, &memory, number, length);
}

DECODE_KIND(decode_out_bytes)
{
	struct value *value;
	uint64_t room = argument_count(d, argument->of);
	uint64_t length = (uint64_t)d->call->ret;
	struct memory memory;

	if (!number || !has_result(d))
		return value_address(d, number);
	/* With MSG_TRUNC and for listings asked with no room, the result is more than was written. */
	if (length > room)
		length = room;
	if (!memory_at_exit(d, number, &memory)) {
		if (length)
			return value_unread(d, number);
		memory = (struct memory){.bytes = (const unsigned char *)"", .state = STATE_OK};
	}
	if (!length)
		memory.state = STATE_OK;
	memory.is_exit = true;
	value = buffer_value(d, &memory, number, length);
	if (value && is_noise(d))
		value->is_hex = true;
	return without_nul(d, value, argument);
}

/*
 * The kernel side sends the vector as memory at its address and each string at its own; the count
 * blob says how many strings there are where not all of them were kept.
 */
static const struct wire_blob *count_blob(const struct decoding *d, uint64_t address)
{
	const struct wire_blob *blob;

	for (blob = call_next_blob(d->call, NULL); blob; blob = call_next_blob(d->call, blob))
		if (blob->what == WIRE_COUNT && blob->address == address)
			return blob;
	return NULL;
}

/* The kernel side sends the pointers that could be read: all of them and no NULL, where a page ended them. */
static struct value *pointer_vector(struct decoding *d, uint64_t address, const struct memory *memory)
{
	struct value *array = value_array(d, address);
	size_t size = word_size(d);
	size_t at;

	for (at = 0; memory->length - at >= size; at += size) {
		uint64_t pointer = get_unsigned(memory->bytes + at, size);

		if (!pointer)
			return array;
		value_add(array, value_string(d, pointer));
	}
	if (array) {
		array->has_more = true;
		array->state = STATE_CUT;
		if (memory->is_broken || memory->state != STATE_CUT)
			array->more_at = address + at;
	}
	return array;
}

/* Where only the strings were sent, in their order, each as a blob of this slot. */
static struct value *string_blobs(struct decoding *d, uint64_t address, const struct wire_blob *count)
{
	struct value *array = value_array(d, address);
	const struct wire_blob *blob;
	size_t found = 0;

	for (blob = call_next_blob(d->call, NULL); blob; blob = call_next_blob(d->call, blob)) {
		struct memory memory = {.state = STATE_OK, .is_exit = blob->at_exit, .is_broken = blob->state == WIRE_BROKEN};

		if (blob->what != WIRE_STRING || blob->slot != d->slot)
			continue;
		memory.bytes = blob_bytes(blob, &memory.length);
		if (blob->state != WIRE_OK)
			memory.state = blob->state == WIRE_UNREAD ? STATE_UNREAD :
				       blob->state == WIRE_LATE	  ? STATE_LATE :
								    STATE_CUT;
		value_add(array, terminated(d, &memory, blob->address));
		found++;
	}
	if (array && count && (found < count->wanted || count->state != WIRE_OK)) {
		array->has_more = true;
		array->state = STATE_CUT;
	}
	if (!found && !count)
		return value_unread(d, address);
	return array;
}

static struct value *strings_at(struct decoding *d, uint64_t address)
{
	struct memory memory;

	if (!address)
		return value_address(d, 0);
	if (!memory_at_entry(d, address, &memory))
		return string_blobs(d, address, count_blob(d, address));
	if (memory.state == STATE_UNREAD)
		return value_unread(d, address);
	return pointer_vector(d, address, &memory);
}

DECODE_KIND(decode_strings)
{
	return strings_at(d, number);
}

DECODE_KIND(decode_environment)
{
	const struct wire_blob *count = count_blob(d, number);
	struct value *array;

	if (!number)
		return value_address(d, 0);
	array = strings_at(d, number);
	if (!array || !count || count->state == WIRE_UNREAD)
		return array;
	/* Only counted: with -v, too, the address stands for strings that nobody kept. */
	if (!array->first && count->wanted)
		array = value_address(d, number);
	if (!array)
		return NULL;
	array->is_verbose_only = array->kind == VALUE_ARRAY;
	array->comment = arena_format(d->arena, "%u var%s%s", count->wanted, count->wanted == 1 ? "" : "s",
				      count->state == WIRE_CUT ? ", unterminated" : "");
	return array;
}
