/* SPDX-License-Identifier: MIT */
/* What is not known about a trace, and so keeps a statement from being made. */
#ifndef SX_DOUBTS_H
#define SX_DOUBTS_H

#include "harness/query.h"

struct doubt *doubt_add(struct answer *answer, enum doubt_kind kind, uint64_t count, const char *text,
			const char *remedy);

/* Doubts about calls that may be missing from the list, as far as these patterns could mean them. */
void doubt_missing(struct answer *answer, struct arena *arena, const struct selection *selection);

/* What went through io_uring could have been any call. */
void doubt_any_ring(struct answer *answer, struct arena *arena);

/* A call whose arguments do not say whether it matches. */
void doubt_unread(struct answer *answer, struct arena *arena, const struct witness *witness, uint64_t count);

/* A pattern's field that no structure had. */
void doubt_field(struct answer *answer, struct arena *arena, const struct pattern *pattern);

#endif
