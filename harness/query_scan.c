/* SPDX-License-Identifier: MIT */
/* Walks a selection for the entries that a pattern matches, or may match. */
#include "harness/query_scan.h"

#include <string.h>

void scan_begin(struct scan *scan, const struct pattern *pattern, const struct selection *selection,
		const struct recording *recording)
{
	*scan = (struct scan){
		.pattern = pattern,
		.selection = selection,
		.end = selection->count,
		.keys = selection->entries == recording->entries ? recording->keys : NULL,
		.is_name_only = pattern_is_name_only(pattern),
		.has_names = pattern_names_used(pattern) != 0,
	};
	for (unsigned key = 0; key < KEYS; key++)
		scan->wanted[key] = pattern_numbers(pattern, key / WIRE_CALLS)[key % WIRE_CALLS / 64] >> key % 64 & 1;
	scan->census = scan->keys ? recording->census : NULL;
	for (unsigned key = 0; scan->census && key < KEYS; key++)
		scan->keyed += scan->wanted[key] ? scan->census->counts[key] : 0;
	scan->matching = (struct matching){.recording = recording};
}

void scan_from(struct scan *scan, size_t index)
{
	if (index < scan->next) {	/* what was asked of memory is behind */
		scan->ahead = 0;
		scan->fetched = scan->used;
	}
	scan->next = index;
	scan->choices = 0;
}

void scan_within(struct scan *scan, size_t index, size_t end)
{
	scan_from(scan, index);
	scan->end = end < scan->selection->count ? end : scan->selection->count;
}

bool scan_wants(const struct scan *scan, size_t index)
{
	uint16_t key;

	if (pattern_subject(scan->pattern) != SUBJECT_CALL)
		return true;
	key = scan->keys ? scan->keys[index] : KEY_OTHER;
	return key != KEY_OTHER ? scan->wanted[key] : pattern_selects(scan->pattern, scan->selection->entries[index]);
}

/* Where nothing that has a key can be meant: marks, events, calls past the table. */
static size_t next_other(const struct scan *scan)
{
	const struct key_census *census = scan->census;
	size_t low = 0, high = census->other_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (census->others[middle] < scan->next)
			low = middle + 1;
		else
			high = middle;
	}
	while (low < census->other_count && !scan_wants(scan, census->others[low]))
		low++;
	return low < census->other_count && census->others[low] < scan->end ? census->others[low] : SIZE_MAX;
}

/* The next entry that the pattern's name part selects; SIZE_MAX: none. */
static size_t next_selected(struct scan *scan)
{
	size_t count = scan->end, i = scan->next;

	if (scan->census && (!scan->keyed || pattern_subject(scan->pattern) != SUBJECT_CALL))
		return next_other(scan);
	if (!scan->keys || pattern_subject(scan->pattern) != SUBJECT_CALL) {
		while (i < count && !scan_wants(scan, i))
			i++;
		return i < count ? i : SIZE_MAX;
	}
	for (; i < count; i++) {
		uint16_t key = scan->keys[i];

		if (key != KEY_OTHER ? scan->wanted[key] :
		    pattern_selects(scan->pattern, scan->selection->entries[i]))
			return i;
	}
	return SIZE_MAX;
}

bool scan_count_named(const struct scan *scan, size_t *ret_count)
{
	const struct key_census *census = scan->census;

	if (!census || !scan->is_name_only || pattern_subject(scan->pattern) != SUBJECT_CALL)
		return false;
	*ret_count = scan->keyed;
	for (size_t i = 0; i < census->other_count; i++)
		*ret_count += scan_wants(scan, census->others[i]);
	return true;
}

bool scan_names_any(struct scan *scan)
{
	return next_selected(scan) != SIZE_MAX;
}

static enum match match_once(struct scan *scan)
{
	static const struct bindings nothing;

	scan->matching.scratch = &scan->scratch;
	scan->matching.kept = &scan->kept;
	scan->matching.bindings = NULL;
	scan->matching.is_open = scan->is_open;
	scan->matching.choice = scan->choice;
	if (scan->has_names) {
		bindings_copy(&scan->captured, &nothing, pattern_names_used(scan->pattern));
		scan->matching.bindings = &scan->captured;
	}
	arena_clear(&scan->scratch);
	scan->match = pattern_match(scan->pattern, scan->call, &scan->matching);
	scan->reason = scan->matching.reason;
	return scan->match;
}

#define FETCH_AHEAD 8	/* calls */
#define FETCH_BYTES 384 /* of each: with the payload behind it */
#define LINE	    64

/* Most of the time goes into waiting for memory that is read in order, with gaps. */
static void fetch_ahead(struct scan *scan)
{
	size_t count = scan->end;

	if (!scan->keys)
		return;
	if (scan->ahead <= scan->index)
		scan->ahead = scan->index + 1;
	for (; scan->ahead < count && scan->ahead <= scan->index + 8 * FETCH_AHEAD; scan->ahead++) {
		uint16_t key = scan->keys[scan->ahead];
		const char *call = (const char *)scan->selection->entries[scan->ahead];

		if (key == KEY_OTHER || !scan->wanted[key])
			continue;
		for (unsigned line = 0; line < FETCH_BYTES; line += LINE)
			__builtin_prefetch(call + line);
		if (++scan->fetched >= scan->used + FETCH_AHEAD)
			break;
	}
}

bool scan_next(struct scan *scan)
{
	for (;;) {
		if (scan->choices && ++scan->choice < scan->choices) {
			if (match_once(scan) != MATCH_NO)
				return true;
			continue;
		}
		scan->index = next_selected(scan);
		if (scan->index == SIZE_MAX)
			return false;
		scan->next = scan->index + 1;
		scan->call = scan->selection->entries[scan->index];
		scan->used++;
		fetch_ahead(scan);
		scan->choice = 0;
		scan->choices = 0;
		scan->match = MATCH_YES;
		scan->reason = (struct reason){0};
		if (scan->is_name_only)
			return true;
		if (scan->filter && !key_filter_passes(scan->filter, scan->call))
			continue;
		if (++scan->looks == scan->most_looks)
			return false;
		if (scan->has_names)
			scan->choices = pattern_choices(scan->pattern, scan->call);
		if (match_once(scan) != MATCH_NO)
			return true;
	}
}

void scan_end(struct scan *scan)
{
	arena_free(&scan->scratch);
	arena_free(&scan->kept);
}
