/* SPDX-License-Identifier: MIT */
/* What was decoded for a caller who may hold it as long as the recording lives. */
#ifndef SX_KEPT_H
#define SX_KEPT_H

#include <stddef.h>

#include "harness/base/arena.h"
#include "harness/recording.h"

struct kept;

struct kept *kept_new(void);	/* NULL: out of memory */
struct kept *kept_free(struct kept *kept);	/* NULL is nothing */

/* What an answer is about: one argument of a call, in one of the ways it can be asked for. */
enum kept_what { KEPT_PATH, KEPT_DATA, KEPT_STACK, KEPT_TEXT };

/* Make: fill *ret_bytes and *ret_length from the arena, NULL for none. */
typedef void (*kept_make)(struct arena *arena, const struct sx_call *call, unsigned n, const void **ret_bytes,
			  size_t *ret_length);

/* What `make` gave the first time that it was asked for; made once, by one thread at a time. */
const void *kept_get(struct kept *kept, const struct sx_call *call, unsigned n, enum kept_what what, kept_make make,
		     size_t *ret_length);

/* A text about a call, kept once however often it is made. NULL: nothing is kept, or out of memory. */
const char *kept_text(struct kept *kept, const struct sx_call *call, const char *text);

#endif
