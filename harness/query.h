/* SPDX-License-Identifier: MIT */
/* Questions to a trace, answered as data: which calls, which outcome, and what could not be told. */
#ifndef SX_QUERY_H
#define SX_QUERY_H

#include "harness/base/arena.h"
#include "harness/pattern/pattern.h"
#include "harness/recording.h"
#include "harness/trace.h"

enum outcome {
	OUTCOME_HOLDS,
	OUTCOME_FAILS,
	OUTCOME_CANNOT_TELL,	/* see `doubts` */
	OUTCOME_ERROR,		/* bad pattern, failed recording, failed view: see `error` */
};

/* Why an outcome cannot be told. */
enum doubt_kind {
	DOUBT_LOST,		/* records were lost: the ring was full */
	DOUBT_MEMORY_LIMIT,	/* … or memory_limit was reached */
	DOUBT_CHILD,		/* a child was not followed */
	DOUBT_GAINED,		/* a program had more rights than its user */
	DOUBT_FILTERED,		/* the pattern names a call that `calls` left out */
	DOUBT_UNREAD,		/* calls whose arguments do not say; see `reason` */
	DOUBT_RUNNING,		/* the tree has not ended */
	DOUBT_TIMEOUT,		/* it was killed at timeout_ms */
	DOUBT_IO_URING,		/* operations may have gone through io_uring */
	DOUBT_AIO,		/* reads and writes may have gone through io_submit */
	DOUBT_EMPTY_VIEW,	/* nothing is in the sx_matching() view */
	DOUBT_NO_FIELD,		/* no structure looked at has the field that the pattern names */
	DOUBT_UNDECIDED,	/* a policy leaves to others what happens to a call */
	DOUBT_UNORDERED,	/* calls overlap, so that neither is before the other */
};

struct doubt {
	enum doubt_kind kind;
	const struct sx_call *call;	/* DOUBT_UNREAD: the first such call; or NULL */
	struct reason reason;		/* DOUBT_UNREAD */
	uint64_t count;			/* how many records, calls or children */
	const char *text;		/* "3 records were lost (the ring was full)" */
	const char *remedy;		/* "record fewer calls with SX_OPTIONS(.calls = …)"; or NULL */
};

#define QUERY_DOUBTS 12

/* A call that an answer speaks of. */
struct witness {
	const struct sx_call *call;
	uint8_t match;			/* enum match */
	struct reason reason;		/* MATCH_UNKNOWN */
	size_t pattern;			/* index of the pattern that it is about */
};

/* order and next: one per pattern. */
struct step {
	const struct sx_call *call;	/* what was chosen for it in the longest chain; NULL: beyond the chain */
	size_t candidates;		/* calls that match it, order apart (captures not compared) */
	const struct sx_call *first;	/* the first of these; NULL: none */
	const struct sx_call *early;	/* first step beyond the chain: a match that ended before the chain's last call was
					 * entered; NULL: none */
	const struct sx_call *overlapping; /* … one that overlaps it, so that neither is before the other; NULL: none */
	const struct sx_call *other;	/* … one with captures that differ; NULL: none */
	const struct sx_call *found;	/* next: the call that stood in its place; NULL: the thread made none */
};

struct answer {
	enum outcome outcome;
	const char *error;		/* OUTCOME_ERROR: whole text, may have several lines */
	bool is_bad_pattern;		/* … and it is a pattern's caret report */
	bool is_vacuous;		/* OUTCOME_FAILS: nothing to check */
	struct doubt doubts[QUERY_DOUBTS];	/* of other outcomes too: what is not known */
	unsigned doubt_count;
	struct patterns patterns;	/* as compiled; count 0 on OUTCOME_ERROR */
	struct recording recording;	/* the list that was looked at */
	const struct sx_call *const *entries;	/* those of the view, events and marks included */
	size_t entry_count;
	size_t call_count;		/* calls among them, without marks and events */
	size_t matched;			/* calls that match for certain; of `only`, `all`, `follows`, `precedes`: offenders */
	size_t unsure;			/* calls that may */
	struct witness first_unsure;
	struct witness *witnesses;	/* the first QUERY_WITNESSES of these, in order */
	size_t witness_count;
	struct step *steps;		/* order, next: one per pattern */
	size_t reached;			/* order, next: length of the longest chain */
	struct bindings bindings;	/* order, next: captures of that chain */
	bool *is_used;			/* only: per pattern, whether a call matched it */
	const char *note;		/* a hint on a pattern, or NULL */
};

#define QUERY_WITNESSES 64

/* Everything in an answer lives in `arena` or in the trace. Each returns the outcome. A bad pattern becomes the
 * trace's sticky error as well; who asks prints it. */

/* How many calls match: at least `lowest`, at most `highest` (SIZE_MAX: no bound). called: 1, SIZE_MAX; never: 0, 0. */
enum outcome query_times(struct sx_trace *trace, struct arena *arena, size_t lowest, size_t highest,
			 const char *pattern, struct answer *ret);
enum outcome query_only(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			struct answer *ret);
enum outcome query_order(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			 struct answer *ret);
enum outcome query_next(struct sx_trace *trace, struct arena *arena, const char *const *patterns, size_t count,
			struct answer *ret);
enum outcome query_all(struct sx_trace *trace, struct arena *arena, const char *p, const char *q, struct answer *ret);
enum outcome query_follows(struct sx_trace *trace, struct arena *arena, const char *p, const char *q,
			   struct answer *ret);
enum outcome query_precedes(struct sx_trace *trace, struct arena *arena, const char *p, const char *q,
			    struct answer *ret);

/* The first call that matches for certain behind `after` (NULL: from the start), or NULL. `ret_why`, if not NULL, is
 * set to NULL or to a bad pattern's report or the trace's error, which live in the trace. NULL pattern: any call. */
const struct sx_call *query_find(struct sx_trace *trace, const struct sx_call *after, const char *pattern,
				 const char **ret_why);

/* What a trace keeps between these questions. */
struct finders *finders_free(struct finders *finders);

/* The entries of a view as they are now; false: a failed view or trace, *ret_why says why. `ret_doubts` (room for
 * QUERY_DOUBTS, may be NULL): what keeps negative statements about it from being told. */
struct selection {
	const struct sx_call *const *entries;
	size_t count;
	bool is_matching_and_empty;
	size_t unsure;			/* calls that may belong to it, and are not in it */
	struct witness first_unsure;
};
bool query_select(struct sx_trace *trace, struct arena *arena, const struct recording *recording,
		  struct selection *ret, const char **ret_why);

/* Number and ABI of an entry of the answer, see call_key(): without reading the call, where that is possible. */
uint16_t entry_key(const struct answer *answer, size_t index);

/* When a call was over: at the latest when its task was; UINT64_MAX: not yet. */
uint64_t call_over_ns(const struct recording *recording, const struct sx_call *call);

/* Whether a is before b: it returned before b was entered, or is the clone that made b's task, or b is the wait
 * that reaped a's. */
bool call_is_before(struct arena *scratch, const struct recording *recording, const struct sx_call *a,
		    const struct sx_call *b);

#endif
