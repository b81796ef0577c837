/* SPDX-License-Identifier: MIT */
/* Bytes between quotes, with strace's escapes. */
#include <ctype.h>
#include <string.h>

#include "harness/decode/print.h"

static bool is_octal_digit(unsigned char c)
{
	return c >= '0' && c <= '7';
}

/* -x looks for bytes that are neither printable nor white space. */
static bool is_plain(unsigned char c)
{
	return (c >= ' ' && c <= '~') || (c >= '\t' && c <= '\r');
}

bool wants_hex(const unsigned char *bytes, size_t length, const struct quoting *quoting, const struct line_style *style)
{
	if (quoting->is_hex || style->hex_strings > 1)
		return true;
	if (!style->hex_strings)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_plain(bytes[i]))
			return true;
	return false;
}

/* The shortest octal number that the next byte cannot be taken for a part of. */
static void add_octal(struct text *text, unsigned char c, bool is_padded)
{
	char digits[4] = {'\\'};
	size_t count = 1;

	if (is_padded || c >= 0100)
		digits[count++] = (char)('0' + (c >> 6));
	if (is_padded || c >= 010)
		digits[count++] = (char)('0' + (c >> 3 & 7));
	digits[count++] = (char)('0' + (c & 7));
	text_add_bytes(text, digits, count);
}

/* Between < and > a pattern would take these for an end, for a glob, or for a name that is captured. */
static bool is_special(const unsigned char *bytes, size_t length, const struct quoting *quoting)
{
	if (!quoting->is_in_angles)
		return false;
	switch (*bytes) {
	case '\0':
	case '<':
	case '>':
		return true;
	case '*':
	case '?':
		return !quoting->is_no_pattern;
	case '$':
		return !quoting->is_no_pattern && length > 1 && (isalnum(bytes[1]) || bytes[1] == '_');
	default:
		return false;
	}
}

static void add_escaped(struct text *text, unsigned char c, bool is_before_digit, const struct line_style *style)
{
	static const char letters[] = {['\t'] = 't', ['\n'] = 'n', ['\v'] = 'v', ['\f'] = 'f', ['\r'] = 'r'};

	if (c < sizeof(letters) && letters[c]) {
		text_add_char(text, '\\');
		text_add_char(text, letters[c]);
	} else if (c == '"' || c == '\\') {
		text_add_char(text, '\\');
		text_add_char(text, (char)c);
	} else if (style->hex_escapes) {
		text_format(text, "\\x%02x", c);
	} else {
		add_octal(text, c, is_before_digit);
	}
}

/* Runs of bytes that need no escape are added at once. */
static size_t plain_run(const unsigned char *bytes, size_t length, const struct quoting *quoting)
{
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned char c = bytes[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\' || is_special(bytes + i, length - i, quoting))
			break;
	}
	return i;
}

void print_quoted(struct text *text, const unsigned char *bytes, size_t length, const struct quoting *quoting,
		  const struct line_style *style)
{
	static const char hex[] = "0123456789abcdef";

	if (length > quoting->limit)
		length = quoting->limit;
	if (!quoting->is_in_angles)
		text_add_char(text, '"');
	if (wants_hex(bytes, length, quoting, style)) {
		for (size_t i = 0; i < length; i++) {
			char pair[4] = {'\\', 'x', hex[bytes[i] >> 4], hex[bytes[i] & 15]};

			text_add_bytes(text, pair, sizeof(pair));
		}
	} else {
		for (size_t i = 0; i < length;) {
			size_t run = plain_run(bytes + i, length - i, quoting);

			text_add_bytes(text, bytes + i, run);
			i += run;
			if (i < length) {
				add_escaped(text, bytes[i], i + 1 < length && is_octal_digit(bytes[i + 1]), style);
				i++;
			}
		}
	}
	if (!quoting->is_in_angles)
		text_add_char(text, '"');
}
