/* SPDX-License-Identifier: MIT */
/* The names that fields of printed structures have. */
#include <stdlib.h>
#include <string.h>

#include "harness/decode/decode.h"

static const struct field_name {
	const char *name;
	enum field_look look;
} names[] = {
#include "field_names.inc"
};

#define NAMES (sizeof(names) / sizeof(names[0]))

static int compare(const void *name, const void *other)
{
	return strcmp(name, ((const struct field_name *)other)->name);
}

static const struct field_name *find(const char *name)
{
	return bsearch(name, names, NAMES, sizeof(names[0]), compare);
}

bool is_field_name(const char *name)
{
	return find(name) != NULL;
}

enum field_look field_look(const char *name)
{
	const struct field_name *field = find(name);

	return field ? field->look : LOOK_ANY;
}

const char *field_name(size_t index)
{
	return index < NAMES ? names[index].name : NULL;
}
