/* SPDX-License-Identifier: MIT */
/* Data of chosen descriptors behind the lines of the calls that moved it, as bytes and characters. */
#include "harness/print.h"

#include <string.h>

#define ROW 16
#define LEAST_DIGITS 5	/* of offsets */

static void add_row(struct text *text, const unsigned char *bytes, size_t count, size_t offset, int width)
{
	text_format(text, " | %0*zx ", width, offset);
	for (size_t i = 0; i < ROW; i++) {
		if (i == ROW / 2)
			text_add_char(text, ' ');
		if (i < count)
			text_format(text, " %02x", bytes[i]);
		else
			text_add(text, "   ");
	}
	text_add(text, "  ");
	for (size_t i = 0; i < ROW; i++)
		text_add_char(text, i >= count ? ' ' : bytes[i] >= ' ' && bytes[i] < 0x7f ? (char)bytes[i] : '.');
	text_add(text, " |\n");
}

/* The bytes that a value is or was taken apart from; NULL: it has none of its own. */
static const unsigned char *bytes_of(const struct value *value, size_t *ret_length)
{
	*ret_length = value->raw ? value->raw_length : value->length;
	return value->raw ? value->raw : value->kind == VALUE_BYTES ? value->bytes : NULL;
}

static void add_bytes(struct text *text, const unsigned char *bytes, size_t length)
{
	int width = LEAST_DIGITS;

	for (size_t rest = length ? (length - 1) >> 4 * LEAST_DIGITS : 0; rest; rest >>= 4)
		width++;
	for (size_t at = 0; at < length; at += ROW)
		add_row(text, bytes + at, length - at < ROW ? length - at : ROW, at, width);
}

/* The buffers of a vector, wherever it stands below the value; at most `*left` bytes in all. */
static void add_buffers(struct text *text, const struct value *value, unsigned *count, size_t *left)
{
	for (const struct value *child = value->first; child; child = child->next) {
		size_t length;
		const unsigned char *bytes = bytes_of(child, &length);

		if (!bytes || !child->name || strcmp(child->name, "iov_base")) {
			add_buffers(text, child, count, left);
			continue;
		}
		if (length > *left)
			length = *left;
		if (length) {
			text_format(text, " * %zu bytes in buffer %u\n", length, *count);
			add_bytes(text, bytes, length);
		}
		*left -= length;
		(*count)++;
	}
}

static const struct value *field_of(const struct value *value, const char *name)
{
	const struct value *child = value ? value->first : NULL;

	while (child && (!child->name || strcmp(child->name, name)))
		child = child->next;
	return child;
}

/* The buffers of each message that was moved. */
static void add_messages(struct text *text, const struct value *messages, int64_t moved)
{
	const struct value *message = messages->first;

	for (int64_t n = 0; n < moved && message; n++, message = message->next) {
		const struct value *header = field_of(message, "msg_hdr"), *buffers = field_of(header, "msg_iovlen");
		const struct value *length = field_of(message, "msg_len");
		size_t left = length ? (size_t)length->number : 0;
		unsigned count = 0;

		if (!buffers)
			return;
		text_format(text, " = %llu buffers in vector %lld\n", (unsigned long long)buffers->number, (long long)n);
		add_buffers(text, header, &count, &left);
	}
}

static bool is_input(uint8_t kind)
{
	return kind == KIND_OUT_BYTES || kind == KIND_OUT_IOVEC || kind == KIND_OUT_MSGHDR || kind == KIND_OUT_MMSGHDR;
}

static bool is_output(uint8_t kind)
{
	return kind == KIND_IN_BYTES || kind == KIND_IN_IOVEC || kind == KIND_IN_MSGHDR || kind == KIND_IN_MMSGHDR;
}

/* What was to be written is shown whole, whatever became of it; of what was read, what came. */
void print_dumps(struct printer *printer, const struct sx_call *call)
{
	const struct print_wishes *wishes = printer->wishes;
	const struct syscall *row = decode_row(call);
	struct arena arena = {0};
	int fd = (int)call_arg(call, 0);

	if (!wishes || (!wishes->has_read && !wishes->has_write) || call_entry(call) != ENTRY_CALL ||
	    !call_returned(call) || row->args[0].kind != KIND_FD)
		return;
	for (unsigned n = 1; n < SYSCALL_ARGS; n++) {
		bool is_written = is_output(row->args[n].kind);
		bool is_dumped = (is_input(row->args[n].kind) && wishes->has_read && fds_have(&wishes->read_fds, fd) &&
				  !call_failed(call)) ||
				 (is_written && wishes->has_write && fds_have(&wishes->write_fds, fd));
		const struct value *value = is_dumped ? decode_argument(&arena, call, n) : NULL;
		bool is_many = row->args[n].kind == KIND_IN_MMSGHDR || row->args[n].kind == KIND_OUT_MMSGHDR;
		size_t left = is_written ? SIZE_MAX : call->ret > 0 ? (size_t)call->ret : 0, length = 0;
		const unsigned char *bytes = value ? bytes_of(value, &length) : NULL;
		unsigned count = 0;

		if (value && call_failed(call) && value->more_at)
			continue;	/* a vector that could not be read whole was passed to nobody */
		if (value && is_many)
			add_messages(printer->text, value, call->ret);
		else if (bytes)
			add_bytes(printer->text, bytes, length < left ? length : left);
		else if (value)
			add_buffers(printer->text, value, &count, &left);
	}
	arena_free(&arena);
}
