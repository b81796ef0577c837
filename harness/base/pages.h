/* SPDX-License-Identifier: MIT */
/* Arrays that may become very large: grown without a copy, and given back to the system when they are freed. */
#ifndef SX_BASE_PAGES_H
#define SX_BASE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* `memory` (NULL: none yet) of `old_size` bytes, moved to where there are `size`; what is new has no contents yet.
 * NULL: there is no memory, and the old piece stays. */
void *pages_resize(void *memory, size_t old_size, size_t size);
void pages_free(void *memory, size_t size);

/* Whether so many bytes, taken anew, are zeroed. */
bool pages_are_zero(size_t size);

/* `size` bytes that begin at a multiple of `alignment` (a power of two, of pages); for pages_free(). Zeroed. */
void *pages_take(size_t size, size_t alignment);

#endif
