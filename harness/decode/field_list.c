/* SPDX-License-Identifier: MIT */
/* The names that fields of printed structures have. */
#include <stdlib.h>
#include <string.h>

#include "harness/decode/decode.h"

static const char *const names[] = {
#include "field_names.inc"
};

#define NAMES (sizeof(names) / sizeof(names[0]))

static int compare(const void *name, const void *other)
{
	return strcmp(name, *(const char *const *)other);
}

bool is_field_name(const char *name)
{
	return bsearch(name, names, NAMES, sizeof(names[0]), compare) != NULL;
}

const char *field_name(size_t index)
{
	return index < NAMES ? names[index] : NULL;
}
