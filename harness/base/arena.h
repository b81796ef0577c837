/* SPDX-License-Identifier: MIT */
/* Memory that is taken piece by piece and given back all at once. */
#ifndef SX_BASE_ARENA_H
#define SX_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *last;
	size_t total;		/* bytes of all blocks */
};

/* An arena starts as {0}. Zeroed memory, aligned to 8 bytes; NULL when there is none. */
void *arena_take(struct arena *arena, size_t size);
void *arena_take_raw(struct arena *arena, size_t size);	/* not zeroed: for long lists, whose end may never be used */
void *arena_copy(struct arena *arena, const void *bytes, size_t size);
/* Of `size` bytes that were the last taken, all but the first `kept` are free again. */
void arena_give_back(struct arena *arena, void *memory, size_t size, size_t kept);
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_clear(struct arena *arena);	/* everything taken is gone; one block is kept for reuse */
void arena_free(struct arena *arena);	/* back to {0} */

#endif
