/* SPDX-License-Identifier: MIT */
/* Walks a selection for the entries that a pattern matches, or may match. */
#ifndef SX_QUERY_SCAN_H
#define SX_QUERY_SCAN_H

#include "harness/query.h"

/* A look at a call that tells without decoding that it will not do. */
struct key_filter;
bool key_filter_passes(const struct key_filter *filter, const struct sx_call *call);

struct scan {
	/* of the last entry found */
	const struct sx_call *call;
	size_t index;			/* in the selection */
	enum match match;		/* never MATCH_NO */
	struct reason reason;
	unsigned choice;		/* of pattern_choices() */
	struct bindings captured;	/* if the pattern has names */

	const struct pattern *pattern;
	const struct selection *selection;
	const uint16_t *keys;		/* of the selection, or NULL */
	const struct key_census *census; /* of these, or NULL */
	size_t keyed;			/* entries with a key that the pattern selects, where there is a census */
	bool is_name_only, has_names, is_open;
	const struct key_filter *filter;	/* calls that it keeps out are not found; or NULL */
	size_t looks, most_looks;	/* entries that were matched; after so many none is found any more, 0: no bound */
	size_t ahead, fetched, used;	/* what is asked of memory early: up to which entry, and how many calls */
	unsigned choices;		/* of the entry at hand; 0: take the next one */
	size_t next, end;		/* entries to look at */
	struct arena scratch, kept;
	struct matching matching;
	uint8_t wanted[KEYS];	/* by key: the pattern selects it */
};

void scan_begin(struct scan *scan, const struct pattern *pattern, const struct selection *selection,
		const struct recording *recording);
void scan_from(struct scan *scan, size_t index);
void scan_within(struct scan *scan, size_t index, size_t end);	/* from here to before there */
bool scan_next(struct scan *scan);
/* How many entries there are for a pattern of nothing but a name; false: they must be looked at. */
bool scan_count_named(const struct scan *scan, size_t *ret_count);
/* Whether the pattern's name part may select any entry. */
bool scan_names_any(struct scan *scan);
/* Whether the pattern's name part may select the entry at this index. */
bool scan_wants(const struct scan *scan, size_t index);
void scan_end(struct scan *scan);

#endif
