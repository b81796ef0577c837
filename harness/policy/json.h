/* SPDX-License-Identifier: MIT */
/* JSON text as a tree that knows the line of each value. */
#ifndef SX_POLICY_JSON_H
#define SX_POLICY_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/text.h"

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
	enum json_kind kind;
	unsigned line;
	const char *text;	/* of a string: unescaped; of a number: as written */
	const char *name;	/* of a member of an object */
	size_t count;		/* of an array or object */
	struct json *first, *next;
};

/* RFC 8259, and stricter where readers disagree: a name that an object has twice (letters of either case are one, as
 * Go reads them), a NUL in a string, more than 64 levels or 256 members are errors. 0; -EINVAL with one sentence
 * ("3: no JSON: …", the line first) in `why`; -ENOMEM. Everything lives in the arena. */
int json_read(struct arena *arena, const char *bytes, size_t length, struct json **ret, struct text *why);

/* A member, whatever the case of its letters; NULL: there is none, or it is null, or `object` is no object. */
const struct json *json_member(const struct json *object, const char *name);

/* A number without sign, fraction and exponent that fits; false otherwise. */
bool json_unsigned(const struct json *number, uint64_t *ret);

/* A string as a message quotes it: its first bytes, without control characters. In the arena. */
const char *json_quoted(struct arena *arena, const char *string);

/* "an object", "a number" */
const char *json_kind_name(enum json_kind kind);

#endif
