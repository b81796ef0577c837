/* SPDX-License-Identifier: MIT */
/* Every set of named values, to look a name up that stands inside a structure. */
#include "harness/decode/sets.h"
#include "harness/syscalls/constants.h"

#define ADDRESS_OF(id) &constants_##id,
#define ADDRESS_OF_NETLINK(id, comment, list) &constants_netlink_##id,
const struct constants *const all_constants[] = {
	CONSTANT_SETS(ADDRESS_OF)
	STRUCT_SETS(ADDRESS_OF)
	NETLINK_LISTS(ADDRESS_OF_NETLINK)
	NULL
};
