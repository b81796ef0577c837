/* SPDX-License-Identifier: MIT */
/* How an answer is put together; private to the files that answer. */
#ifndef SX_QUERY_ANSWER_H
#define SX_QUERY_ANSWER_H

#include "harness/doubts.h"
#include "harness/query.h"
#include "harness/query_scan.h"

bool answer_begin(struct answer *answer, struct sx_trace *trace, struct arena *arena, const char *const *patterns,
		  size_t count, struct selection *selection);
enum outcome answer_error(struct answer *answer, const char *error);
void answer_count_calls(struct answer *answer);

/* One more witness; counts it as matched, or as unsure. */
void answer_add(struct answer *answer, const struct sx_call *call, enum match match, const struct reason *reason,
		size_t pattern);

/* Whether there is a chain of the first `count` steps that is found with little work; then the answer has it. False
 * says nothing. */
bool order_quick(struct answer *answer, struct arena *arena, const struct selection *selection, size_t count);

/* Index of the first entry of a selection that comes after a call in the list. */
size_t first_behind(const struct selection *selection, const struct sx_call *call);

/* ---- candidates: the calls that a pattern matches, each with what it captured ---- */

struct candidate {
	const struct sx_call *call;
	const struct binding *captured;	/* patterns.name_count of them, or NULL */
	uint32_t index;			/* in the selection */
	uint8_t choice;
	uint8_t match;
	uint8_t reason, slot;		/* of a match that is unknown */
};

struct candidates {
	const struct pattern *pattern;
	size_t number;			/* of the pattern */
	struct candidate *list;
	size_t count;
	bool is_late;			/* may hold waits, which can begin before what they wait for */
	/* by the value of one name, so that few need be compared; `key_name` < 0: none */
	int key_name;
	struct keyed *keyed;
	size_t keyed_count;
	uint32_t *unkeyed;
	size_t unkeyed_count;
};

struct reason candidate_reason(const struct candidate *candidate);

/* All candidates of a pattern; false: out of memory. */
bool candidates_find(struct candidates *candidates, struct answer *answer, struct arena *arena,
		     const struct selection *selection, size_t pattern);

/* Index them by a name that is bound when they are asked for. */
bool candidates_index(struct candidates *candidates, struct arena *arena, uint32_t bound_names);

/* Whether a candidate goes with what is bound; then `into` has its captures too. `m` matches again where needed. */
enum match candidate_join(const struct candidates *candidates, const struct candidate *candidate, struct bindings *into,
			  const struct answer *answer, struct arena *scratch);

/* The candidates that may go with what is bound, from list position `from` on, one after the other. */
struct walk {
	const struct candidates *candidates;
	size_t at, end;			/* in the list, or in the index */
	size_t unkeyed;
	size_t from;
	bool is_keyed;
};
void walk_begin(struct walk *walk, const struct candidates *candidates, const struct bindings *bound, size_t from);
const struct candidate *walk_next(struct walk *walk);

/* Position of the first candidate that was entered at `ns` or later. */
size_t candidates_from(const struct candidates *candidates, uint64_t ns);

#endif
