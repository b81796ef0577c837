/* SPDX-License-Identifier: MIT */
/* How an answer is put together; private to the files that answer. */
#ifndef SX_QUERY_ANSWER_H
#define SX_QUERY_ANSWER_H

#include "harness/doubts.h"
#include "harness/query.h"
#include "harness/query_scan.h"

/* Is there a list, are the patterns good, which entries does the view keep. */
bool answer_select(struct answer *answer, struct sx_trace *trace, struct arena *arena, const char *const *patterns,
		   size_t count, struct selection *selection);

/* The same, and what every answer that is reported has. */
bool answer_begin(struct answer *answer, struct sx_trace *trace, struct arena *arena, const char *const *patterns,
		  size_t count, struct selection *selection);
enum outcome answer_error(struct answer *answer, const char *error);
void answer_count_calls(struct answer *answer);

/* A bit for each name that the patterns capture. */
static inline uint32_t answer_names(const struct answer *answer)
{
	return (1u << answer->patterns.name_count) - 1;
}

/* One more witness; counts it as matched, or as unsure. */
void answer_add(struct answer *answer, const struct sx_call *call, enum match match, const struct reason *reason,
		size_t pattern);

/* Whether there is a chain of the first `count` steps that is found with little work; then the answer has it. False
 * says nothing. */
bool order_quick(struct answer *answer, struct arena *arena, const struct selection *selection, size_t count);

struct candidates;

/* query_order(), which may be told to go the way of long lists whatever the list is. */
enum outcome order_answer(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			  bool is_narrow, struct answer *ret);

/* Fill `steps` with few candidates, chosen by the step that has the fewest: where there is a chain in them there is one.
 * False: there is no such step, `steps` is not good for anything; like a search in vain it says nothing. */
bool order_narrow(struct answer *answer, struct arena *arena, const struct selection *selection,
		  struct candidates *steps, size_t count);

/* Index of the first entry of a selection that comes after a call in the list. */
size_t first_behind(const struct selection *selection, const struct sx_call *call);

/* ---- candidates: the calls that a pattern matches, each with what it captured ---- */

struct candidate {
	const struct sx_call *call;
	const struct binding *captured;	/* patterns.name_count of them, or NULL */
	uint64_t start_ns, end_ns;	/* of the call; it ends at the latest with its task */
	uint32_t index;			/* in the selection */
	uint8_t choice;
	uint8_t match;
	uint8_t reason, slot;		/* of a match that is unknown */
};

/* Candidates by the value of one name, so that few need be compared; the others are `unkeyed`. */
struct key_index {
	bool is_there;
	unsigned name;
	struct key_group *groups;
	size_t room;
	uint32_t *positions;		/* in the list, by group */
	uint32_t *unkeyed;
	size_t unkeyed_count;
};

struct candidates {
	const struct pattern *pattern;
	size_t number;			/* of the pattern */
	struct candidate *list;
	size_t count;
	bool is_late;			/* may hold waits, which can begin before what they wait for */
	bool is_filtered;		/* calls whose captures go with no earlier candidate are not in it */
	size_t from, end;		/* entries of the selection that were looked at */
	bool is_all;			/* whatever the range was, the search has seen to it that none is missing */
	struct key_index index;
};

/* Keeps out calls that another pattern's candidates can have nothing to do with, before they are decoded. */
struct key_filter {
	const struct key_index *index;	/* of these, all of them keyed */
	struct place place;		/* of the name in the pattern that is looked for */
};

struct reason candidate_reason(const struct candidate *candidate);

/* Which of the candidates are looked for. */
struct candidate_range {
	size_t from, end;	/* entries of the selection */
	size_t most;		/* no more than so many; 0: any number */
	bool is_earliest;	/* only up to where the one that ends first has ended */
};

/* All candidates of a pattern within a range (NULL: everywhere), but for those that a filter (or NULL) keeps out; false:
 * out of memory. */
bool candidates_find(struct candidates *candidates, struct answer *answer, struct arena *arena,
		     const struct selection *selection, size_t pattern, const struct key_filter *filter,
		     const struct candidate_range *range);

/* Those of a pattern without captures that were found within a range become all of them; false: out of memory. */
bool candidates_complete(struct candidates *candidates, struct answer *answer, struct arena *arena,
			 const struct selection *selection);

/* Whether candidates of this pattern may be entered before what comes before them: waits. */
bool candidates_are_late(const struct pattern *pattern);

/* Index them by a name. */
bool candidates_index(struct candidates *candidates, struct arena *arena, unsigned name);

/* Whether a candidate goes with what is bound; then `into` has its captures too. `m` matches again where needed. */
enum match candidate_join(const struct candidates *candidates, const struct candidate *candidate, struct bindings *into,
			  const struct answer *answer, struct arena *scratch);

/* The candidates that may go with what is bound and were entered at `ns` or later, one after the other. */
struct walk {
	const struct candidates *candidates;
	const uint32_t *positions;	/* those of one key; NULL: all of the list */
	size_t at, end;
	size_t unkeyed;
};
void walk_begin(struct walk *walk, const struct candidates *candidates, const struct bindings *bound, uint64_t ns);
const struct candidate *walk_next(struct walk *walk);

#endif
