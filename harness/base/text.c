/* SPDX-License-Identifier: MIT */
/* A string that grows. */
#include "harness/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool make_more_room(struct text *text, size_t more)
{
	size_t room = text->room ? text->room : 128;
	char *bytes;

	while (room - text->length <= more)
		room *= 2;
	bytes = realloc(text->bytes, room);
	if (!bytes) {
		text->failed = true;
		return false;
	}
	text->bytes = bytes;
	text->room = room;
	return true;
}

static inline bool make_room(struct text *text, size_t more)
{
	if (text->failed)
		return false;
	return more < text->room - text->length || make_more_room(text, more);
}

void text_add_bytes(struct text *text, const void *bytes, size_t length)
{
	if (!make_room(text, length))
		return;
	if (length)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
	if (!make_room(text, 1))
		return;
	text->bytes[text->length++] = c;
	text->bytes[text->length] = '\0';
}

void text_add_repeated(struct text *text, char c, size_t count)
{
	if (!make_room(text, count))
		return;
	memset(text->bytes + text->length, c, count);
	text->length += count;
	text->bytes[text->length] = '\0';
}

void text_vformat(struct text *text, const char *format, va_list list)
{
	va_list again;
	int length;

	va_copy(again, list);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0 || !make_room(text, (size_t)length))
		return;
	vsnprintf(text->bytes + text->length, (size_t)length + 1, format, list);
	text->length += (size_t)length;
}

void text_format(struct text *text, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	text_vformat(text, format, list);
	va_end(list);
}

static void add_digits(struct text *text, unsigned long long number, unsigned base)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	text_add_bytes(text, digits + at, sizeof(digits) - at);
}

void text_add_unsigned(struct text *text, unsigned long long number)
{
	add_digits(text, number, 10);
}

void text_add_decimal(struct text *text, long long number)
{
	if (number < 0) {
		text_add_char(text, '-');
		add_digits(text, -(unsigned long long)number, 10);
	} else {
		add_digits(text, (unsigned long long)number, 10);
	}
}

void text_add_hex(struct text *text, unsigned long long number)
{
	if (number)
		text_add_bytes(text, "0x", 2);
	add_digits(text, number, 16);
}

void text_cut(struct text *text, size_t length)
{
	if (length >= text->length)
		return;
	text->length = length;
	text->bytes[length] = '\0';
}

char *text_steal(struct text *text)
{
	char *bytes;

	if (!text->bytes)
		text_add_bytes(text, "", 0);
	bytes = text->bytes;
	*text = (struct text){0};
	return bytes;
}

void text_free(struct text *text)
{
	free(text->bytes);
	*text = (struct text){0};
}
