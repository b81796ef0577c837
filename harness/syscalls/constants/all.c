/* SPDX-License-Identifier: MIT */
/* Every set of named values, to look a name up that stands inside a structure. */
#include "harness/decode/sets.h"
#include "harness/syscalls/constants.h"

#define ADDRESS_OF(id) &constants_##id,
const struct constants *const all_constants[] = {
	CONSTANT_SETS(ADDRESS_OF)
	STRUCT_SETS(ADDRESS_OF)
	NULL
};
