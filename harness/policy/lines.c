/* SPDX-License-Identifier: MIT */
/* Tells in which format a policy is, and takes those of lines apart. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "harness/policy/profile_private.h"

static const char *end_of_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline : end;
}

const char *line_next(struct line_walk *walk, struct arena *arena, int *ret_error)
{
	while (walk->at < walk->end) {
		const char *start = walk->at, *end = end_of_line(start, walk->end);
		char *copy;

		walk->at = end < walk->end ? end + 1 : end;
		walk->line++;
		while (start < end && isspace((unsigned char)*start))
			start++;
		while (end > start && isspace((unsigned char)end[-1]))
			end--;
		if (start == end || *start == '#' || *start == ';')
			continue;
		copy = arena_format(arena, "%.*s", (int)(end - start), start);
		if (!copy)
			*ret_error = -ENOMEM;
		return copy;
	}
	return NULL;
}

static bool is_word(const char *at, const char *end, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(end - at) > length && memcmp(at, word, length) == 0 && isblank((unsigned char)at[length]);
}

/* What a file may hold in place of a profile. */
static bool is_word_of_json(const char *at, const char *end)
{
	size_t length = 0;

	while (at + length < end && isalpha((unsigned char)at[length]))
		length++;
	return (length == 4 && (memcmp(at, "null", 4) == 0 || memcmp(at, "true", 4) == 0)) ||
	       (length == 5 && memcmp(at, "false", 5) == 0);
}

/* What cannot be anything else is held to be JSON: then the reader says what is wrong with it. */
enum policy_format format_of(const char *bytes, size_t length)
{
	const char *at = bytes, *end = bytes + length;

	while (at < end && (isspace((unsigned char)*at) || *at == '#' || *at == ';'))
		at = isspace((unsigned char)*at) ? at + 1 : end_of_line(at, end);
	if (at == end)
		return FORMAT_OCI;
	if (is_word(at, end, "allow") || is_word(at, end, "deny"))
		return FORMAT_PATTERNS;
	if (is_word_of_json(at, end))
		return FORMAT_OCI;
	if (isalpha((unsigned char)*at) || *at == '_' || *at == '@' || *at == '~' ||
	    (*at == '[' && end - at > 1 && isalpha((unsigned char)at[1])))
		return FORMAT_SYSTEMD;
	return FORMAT_OCI;
}
