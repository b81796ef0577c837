/* SPDX-License-Identifier: MIT */
/* The bytes of a buffer argument as one piece, however the call scattered them. */
#include "harness/decode/build.h"

#include <string.h>

/* Segments in order, found anywhere below a value. */
struct gathering {
	unsigned char *bytes;	/* NULL: only measure */
	size_t length;
	enum value_state state;
	const unsigned char *only;
	size_t count;
};

static void gather(struct gathering *all, const struct value *value, bool is_in_vector)
{
	if ((value->kind == VALUE_BYTES || value->raw) && is_in_vector) {
		const unsigned char *bytes = value->raw ? value->raw : value->bytes;
		size_t length = value->raw ? value->raw_length : value->length;

		if (all->bytes && length)
			memcpy(all->bytes + all->length, bytes, length);
		all->length += length;
		all->only = bytes;
		all->count++;
		if (value->state != STATE_OK && all->state != STATE_UNREAD)
			all->state = (enum value_state)value->state;
	}
	if (is_in_vector && value->kind == VALUE_ADDRESS && value->state == STATE_UNREAD)
		all->state = STATE_UNREAD;
	for (const struct value *child = value->raw ? NULL : value->first; child; child = child->next)
		gather(all, child, child->name && !strcmp(child->name, "iov_base"));
	if (value->has_more)
		all->state = STATE_CUT;
}

static const unsigned char *gathered(struct arena *arena, const struct value *value, size_t *ret_length,
				     enum value_state *ret_state)
{
	struct gathering all = {.state = STATE_OK};

	gather(&all, value, false);
	*ret_state = all.state;
	*ret_length = all.length;
	if (!all.count)
		return NULL;
	if (all.count == 1)
		return all.only;
	all = (struct gathering){.bytes = arena_take(arena, all.length + 1), .state = STATE_OK};
	if (!all.bytes)
		return NULL;
	gather(&all, value, false);
	return all.bytes;
}

const unsigned char *decode_data(struct arena *arena, const struct sx_call *call, unsigned n, size_t *ret_length,
				 enum value_state *ret_state)
{
	const struct value *value = decode_argument(arena, call, n);

	*ret_length = 0;
	*ret_state = STATE_OK;
	if (!value)
		return NULL;
	if (value->raw) {
		*ret_length = value->raw_length;
		*ret_state = (enum value_state)value->state;
		return value->raw;
	}
	switch (value->kind) {
	case VALUE_BYTES:
	case VALUE_PATH:
		/* The NUL that is not shown belongs to a buffer, not to a string. */
		*ret_length = value->length + value->hides_nul;
		*ret_state = (enum value_state)value->state;
		return value->bytes;
	case VALUE_ARRAY:
	case VALUE_STRUCT:
	case VALUE_CHANGE:
		return gathered(arena, value, ret_length, ret_state);
	default:
		*ret_state = (enum value_state)value->state;
		return NULL;
	}
}
