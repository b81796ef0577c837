/* SPDX-License-Identifier: MIT */
/* fcntl: its commands, and what they say of the result. The arguments have rows of their own. */
#include "harness/decode/build.h"
#include "harness/decode/sets.h"

#include <linux/fcntl.h>

DECODE_KIND(decode_fcntl)
{
	return value_flags(d, argument->set ? argument->set : &constants_fcntl_commands, (uint32_t)number);
}

/* Flags with the word that strace puts before them; of sets that may be empty only the 0. The others
 * have their names in every style. */
static struct value *worded(struct decoding *d, const struct constants *set, const char *word, bool shows_empty)
{
	uint64_t number = (uint64_t)d->call->ret;
	struct value *value;

	if (!number && !shows_empty)
		return value_number(d, 0, BASE_SIGNED);
	value = value_flags(d, set, number);
	if (value) {
		value->word = word;
		value->is_bare = shows_empty;
	}
	return value;
}

struct value *decode_fcntl_result(struct decoding *d)
{
	switch ((uint32_t)call_arg(d->call, 1)) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return value_fd(d, WIRE_RESULT, (int)d->call->ret);
	case F_GETFD:
		return worded(d, &constants_fd_cloexec, "flags", false);
	case F_GETFL:
		return worded(d, &constants_open_flags, "flags", true);
	case F_GET_SEALS:
		return worded(d, &constants_seal_flags, "seals", false);
	case F_GETLEASE:
		return worded(d, &constants_lock_types, NULL, true);
	case F_GETSIG:
		return d->call->ret ? worded(d, &constants_signals, NULL, true) :
				      value_number(d, 0, BASE_SIGNED);
	default:
		return value_number(d, (uint64_t)d->call->ret, BASE_SIGNED);
	}
}
