/* SPDX-License-Identifier: MIT */
/* Data of chosen descriptors behind the lines of the calls that moved it, as bytes and characters. */
#include "harness/print.h"

#include <string.h>

#define ROW 16

static void add_row(struct text *text, const unsigned char *bytes, size_t count, size_t offset)
{
	text_format(text, " | %05zx ", offset);
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

static void add_bytes(struct text *text, const struct value *value, size_t most)
{
	size_t length = value->length < most ? value->length : most;

	for (size_t at = 0; at < length; at += ROW)
		add_row(text, value->bytes + at, length - at < ROW ? length - at : ROW, at);
}

/* The buffers of a vector, wherever it stands below the value; at most `*left` bytes in all. */
static void add_buffers(struct text *text, const struct value *value, unsigned *count, size_t *left)
{
	for (const struct value *child = value->first; child; child = child->next) {
		if (child->kind == VALUE_BYTES && child->name && !strcmp(child->name, "iov_base")) {
			size_t length = child->length < *left ? child->length : *left;

			if (length) {
				text_format(text, " * %zu bytes in buffer %u\n", length, *count);
				add_bytes(text, child, length);
			}
			*left -= length;
			(*count)++;
		}
		add_buffers(text, child, count, left);
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

void print_dumps(struct printer *printer, const struct sx_call *call)
{
	const struct print_wishes *wishes = printer->wishes;
	const struct syscall *row = decode_row(call);
	struct arena arena = {0};
	int fd = (int)call_arg(call, 0);

	if (!wishes || (!wishes->has_read && !wishes->has_write) || call_entry(call) != ENTRY_CALL ||
	    !call_returned(call) || call_failed(call) || row->args[0].kind != KIND_FD)
		return;
	for (unsigned n = 1; n < SYSCALL_ARGS; n++) {
		bool is_dumped = (is_input(row->args[n].kind) && wishes->has_read && fds_have(&wishes->read_fds, fd)) ||
				 (is_output(row->args[n].kind) && wishes->has_write && fds_have(&wishes->write_fds, fd));
		const struct value *value = is_dumped ? decode_argument(&arena, call, n) : NULL;
		bool is_many = row->args[n].kind == KIND_IN_MMSGHDR || row->args[n].kind == KIND_OUT_MMSGHDR;
		size_t left = is_many ? SIZE_MAX : call->ret > 0 ? (size_t)call->ret : 0;
		unsigned count = 0;

		if (value && value->kind == VALUE_BYTES)
			add_bytes(printer->text, value, left);
		else if (value)
			add_buffers(printer->text, value, &count, &left);
	}
	arena_free(&arena);
}
