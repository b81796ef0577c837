/* SPDX-License-Identifier: MIT */
/* A string that grows. */
#ifndef SX_BASE_TEXT_H
#define SX_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Starts as {0}. Always NUL-terminated once something was added. Out of memory sets `failed`, and
 * what was added before stays. */
struct text {
	char *bytes;
	size_t length, room;
	bool failed;
};

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const void *bytes, size_t length);
void text_add_char(struct text *text, char c);
void text_add_repeated(struct text *text, char c, size_t count);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vformat(struct text *text, const char *format, va_list list) __attribute__((format(printf, 2, 0)));
void text_add_decimal(struct text *text, long long number);
void text_add_unsigned(struct text *text, unsigned long long number);
void text_add_hex(struct text *text, unsigned long long number);	/* 0x1f; 0 is "0" */
void text_cut(struct text *text, size_t length);	/* keep the first `length` bytes */
char *text_steal(struct text *text);	/* the malloc'ed string, never NULL unless memory ran out; text is {0} again */
void text_free(struct text *text);

#endif
