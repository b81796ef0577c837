/* SPDX-License-Identifier: MIT */
/* The caller's options over the defaults. */
#include "harness/options.h"

#include <errno.h>
#include <string.h>

#define DEFAULT_STRING_LIMIT	4096
#define LARGEST_STRING_LIMIT	(1u << 20)
#define DEFAULT_TIMEOUT_MS	10000
#define DEFAULT_MEMORY_LIMIT	(2ull << 30)
#define ALL_FLAGS		(SX_NO_FOLLOW | SX_STACKS | SX_LEAVE_DAEMONS | SX_CAPTURE | SX_LIVE | SX_AT_EXEC | \
				 SX_IGNORED_SIGNALS | SX_RUN_TIMES)

int options_read(struct sx_options *ret_options, const struct sx_options *options, const char **ret_why)
{
	struct sx_options all = {.size = sizeof(all)};

	if (options) {
		if (options->size < sizeof(options->size) + sizeof(options->calls)) {
			*ret_why = "sx_options.size is not set: use SX_OPTIONS() or sx_options_default()";
			return -EINVAL;
		}
		memcpy(&all, options, options->size < sizeof(all) ? options->size : sizeof(all));
	}
	if (!all.string_limit)
		all.string_limit = DEFAULT_STRING_LIMIT;
	if (!all.timeout_ms)
		all.timeout_ms = DEFAULT_TIMEOUT_MS;
	if (!all.memory_limit)
		all.memory_limit = DEFAULT_MEMORY_LIMIT;
	if (all.string_limit > LARGEST_STRING_LIMIT) {
		*ret_why = "sx_options.string_limit is more than 1 MiB";
		return -EINVAL;
	}
	if (all.flags & ~ALL_FLAGS) {
		*ret_why = "sx_options.flags has bits that this version of sysexpect does not know";
		return -EINVAL;
	}
	*ret_options = all;
	return 0;
}
