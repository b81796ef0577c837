/* SPDX-License-Identifier: MIT */
/* JSON text as a tree that knows the line of each value.
 *
 * The readers that Debian has lose what a profile must not lose: 64-bit constants become doubles or errors, the
 * second of two equal names wins in silence, and no value knows its line. */
#include "harness/policy/json.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define MOST_LEVELS 64
#define MOST_MEMBERS 256	/* each is compared with all before it */

struct reader {
	struct arena *arena;
	const char *at, *end;
	unsigned line;
	unsigned level;
	struct text scratch;	/* the string being read */
	struct text *why;
};

static int read_value(struct reader *reader, struct json **ret);

static int fail(struct reader *reader, const char *what)
{
	text_format(reader->why, "%u: no JSON: ", reader->line);
	if (reader->at == reader->end)
		text_add(reader->why, "the text ends too early");
	else
		text_add(reader->why, what);
	return -EINVAL;
}

static void skip_space(struct reader *reader)
{
	for (; reader->at < reader->end; reader->at++) {
		if (*reader->at == '\n')
			reader->line++;
		else if (*reader->at != ' ' && *reader->at != '\t' && *reader->at != '\r')
			return;
	}
}

static bool take(struct reader *reader, char c)
{
	if (reader->at == reader->end || *reader->at != c)
		return false;
	reader->at++;
	return true;
}

static bool take_word(struct reader *reader, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
		return false;
	reader->at += length;
	return true;
}

/* ---- strings ---- */

static int read_hex4(struct reader *reader, unsigned *ret)
{
	*ret = 0;
	for (int i = 0; i < 4; i++) {
		char c = reader->at < reader->end ? *reader->at : '\0';
		unsigned digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 16;

		if (digit > 15)
			return fail(reader, "\\u needs four hexadecimal digits");
		*ret = *ret << 4 | digit;
		reader->at++;
	}
	return 0;
}

static void add_utf8(struct text *text, unsigned code)
{
	if (code < 0x80) {
		text_add_char(text, (char)code);
		return;
	}
	if (code < 0x800) {
		text_add_char(text, (char)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			text_add_char(text, (char)(0xe0 | code >> 12));
		} else {
			text_add_char(text, (char)(0xf0 | code >> 18));
			text_add_char(text, (char)(0x80 | (code >> 12 & 63)));
		}
		text_add_char(text, (char)(0x80 | (code >> 6 & 63)));
	}
	text_add_char(text, (char)(0x80 | (code & 63)));
}

static int read_unicode(struct reader *reader)
{
	unsigned code, low;
	int r = read_hex4(reader, &code);

	if (r < 0)
		return r;
	if (code == 0)
		return fail(reader, "a NUL in a string");
	if (code >= 0xd800 && code < 0xe000) {
		if (code >= 0xdc00 || !take_word(reader, "\\u"))
			return fail(reader, "half of a surrogate pair");
		r = read_hex4(reader, &low);
		if (r < 0)
			return r;
		if (low < 0xdc00 || low >= 0xe000)
			return fail(reader, "half of a surrogate pair");
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	add_utf8(&reader->scratch, code);
	return 0;
}

static int read_escape(struct reader *reader)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	const char *found;
	char c = reader->at < reader->end ? *reader->at : '\0';

	if (c == 'u') {
		reader->at++;
		return read_unicode(reader);
	}
	found = c ? strchr(letters, c) : NULL;
	if (!found)
		return fail(reader, "an unknown escape in a string");
	text_add_char(&reader->scratch, meanings[found - letters]);
	reader->at++;
	return 0;
}

/* The opening quote has been taken. */
static int read_string(struct reader *reader, const char **ret)
{
	int r;

	text_cut(&reader->scratch, 0);
	for (;;) {
		if (reader->at == reader->end)
			return fail(reader, "");
		if (take(reader, '"'))
			break;
		if ((unsigned char)*reader->at < 0x20)
			return fail(reader, "a string must not have a raw control character or line end");
		if (take(reader, '\\')) {
			r = read_escape(reader);
			if (r < 0)
				return r;
		} else {
			text_add_char(&reader->scratch, *reader->at++);
		}
	}
	*ret = reader->scratch.failed ? NULL : reader->scratch.length ?
		arena_copy(reader->arena, reader->scratch.bytes, reader->scratch.length + 1) : "";
	return *ret ? 0 : -ENOMEM;
}

/* ---- numbers ---- */

static size_t take_digits(struct reader *reader)
{
	const char *start = reader->at;

	while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
		reader->at++;
	return (size_t)(reader->at - start);
}

static int read_number(struct reader *reader, const char **ret)
{
	const char *start = reader->at;

	take(reader, '-');
	if (!take(reader, '0') && !take_digits(reader))
		return fail(reader, "not a value");
	if (take(reader, '.') && !take_digits(reader))
		return fail(reader, "digits must follow the point");
	if (take(reader, 'e') || take(reader, 'E')) {
		if (!take(reader, '+'))
			take(reader, '-');
		if (!take_digits(reader))
			return fail(reader, "digits must follow the exponent");
	}
	*ret = arena_format(reader->arena, "%.*s", (int)(reader->at - start), start);
	return *ret ? 0 : -ENOMEM;
}

/* ---- arrays and objects ---- */

static int read_name(struct reader *reader, const struct json *object, const char **ret)
{
	int r;

	if (!take(reader, '"'))
		return fail(reader, "a name in quotes must stand here");
	r = read_string(reader, ret);
	if (r < 0)
		return r;
	if (object->count == MOST_MEMBERS)
		return fail(reader, "an object with more than 256 members");
	for (const struct json *other = object->first; other; other = other->next) {
		if (strcasecmp(other->name, *ret) != 0)
			continue;
		text_format(reader->why, "%u: no JSON: %s stands twice in one object, first in line %u", reader->line,
			    json_quoted(reader->arena, *ret), other->line);
		return -EINVAL;
	}
	skip_space(reader);
	if (!take(reader, ':'))
		return fail(reader, "a colon must follow the name");
	return 0;
}

static int read_members(struct reader *reader, struct json *json)
{
	char close = json->kind == JSON_OBJECT ? '}' : ']';
	struct json **link = &json->first;
	const char *name = NULL;
	int r;

	if (++reader->level > MOST_LEVELS)
		return fail(reader, "more than 64 levels of brackets");
	skip_space(reader);
	while (!take(reader, close)) {
		if (json->count && !take(reader, ','))
			return fail(reader, json->kind == JSON_OBJECT ? "a comma or } must stand here" :
				    "a comma or ] must stand here");
		skip_space(reader);
		if (json->kind == JSON_OBJECT) {
			r = read_name(reader, json, &name);
			if (r < 0)
				return r;
		}
		r = read_value(reader, link);
		if (r < 0)
			return r;
		(*link)->name = name;
		link = &(*link)->next;
		json->count++;
		skip_space(reader);
	}
	reader->level--;
	return 0;
}

static int read_value(struct reader *reader, struct json **ret)
{
	struct json *json = arena_take(reader->arena, sizeof(*json));

	if (!json)
		return -ENOMEM;
	skip_space(reader);
	json->line = reader->line;
	*ret = json;
	if (take(reader, '{') || take(reader, '[')) {
		json->kind = reader->at[-1] == '{' ? JSON_OBJECT : JSON_ARRAY;
		return read_members(reader, json);
	}
	if (take(reader, '"')) {
		json->kind = JSON_STRING;
		return read_string(reader, &json->text);
	}
	if (take_word(reader, "null"))
		json->kind = JSON_NULL;
	else if (take_word(reader, "true"))
		json->kind = JSON_TRUE;
	else if (take_word(reader, "false"))
		json->kind = JSON_FALSE;
	else
		json->kind = JSON_NUMBER;
	return json->kind == JSON_NUMBER ? read_number(reader, &json->text) : 0;
}

int json_read(struct arena *arena, const char *bytes, size_t length, struct json **ret, struct text *why)
{
	struct reader reader = {.arena = arena, .at = bytes, .end = bytes + length, .line = 1, .why = why};
	int r;

	text_add(&reader.scratch, "");
	r = read_value(&reader, ret);
	if (r == 0) {
		skip_space(&reader);
		if (reader.at < reader.end)
			r = fail(&reader, "more text behind the value");
	}
	text_free(&reader.scratch);
	return r;
}

const struct json *json_member(const struct json *object, const char *name)
{
	if (object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json *member = object->first; member; member = member->next)
		if (strcasecmp(member->name, name) == 0)
			return member->kind == JSON_NULL ? NULL : member;
	return NULL;
}

bool json_unsigned(const struct json *number, uint64_t *ret)
{
	uint64_t value = 0;

	if (number->kind != JSON_NUMBER)
		return false;
	for (const char *digit = number->text; *digit; digit++) {
		if (*digit < '0' || *digit > '9' || value > (UINT64_MAX - (*digit - '0')) / 10)
			return false;
		value = value * 10 + (*digit - '0');
	}
	*ret = value;
	return true;
}

const char *json_quoted(struct arena *arena, const char *string)
{
	char *copy = arena_format(arena, "\"%.48s%s\"", string, strlen(string) > 48 ? "..." : "");

	for (char *c = copy; c && *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
	return copy ? copy : "";
}

const char *json_kind_name(enum json_kind kind)
{
	static const char *const names[] = {
		[JSON_NULL] = "null", [JSON_FALSE] = "a boolean", [JSON_TRUE] = "a boolean", [JSON_NUMBER] = "a number",
		[JSON_STRING] = "a string", [JSON_ARRAY] = "an array", [JSON_OBJECT] = "an object",
	};

	return names[kind];
}
