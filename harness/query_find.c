/* SPDX-License-Identifier: MIT */
/* Finds one call after the other; what the questions of a loop have in common is made once. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "harness/query_answer.h"

/* Loops in loops that ask the same trace by turns. */
#define FINDERS 4

/* A question to a list that does not grow any more. */
struct finder {
	struct sx_trace *trace;		/* NULL: free */
	char *pattern;			/* NULL: any call */
	const struct variable *variables;
	struct arena arena;
	struct answer answer;
	struct selection selection;
	struct scan scan;
};

struct finders {
	pthread_mutex_t lock;
	struct finder *of[FINDERS];
	unsigned next;			/* to be made anew */
};

static struct finder *finder_free(struct finder *finder)
{
	if (!finder)
		return NULL;
	if (finder->pattern)
		scan_end(&finder->scan);
	free(finder->pattern);
	arena_free(&finder->arena);
	free(finder);
	return NULL;
}

/* NULL: see *ret_why, where the caller wants to know. */
static struct finder *finder_new(struct sx_trace *trace, const char *pattern, const char **ret_why)
{
	struct finder *finder = calloc(1, sizeof(*finder));

	if (!finder)
		return NULL;
	finder->trace = trace;
	finder->variables = trace_variables(trace);
	if (!answer_select(&finder->answer, trace, &finder->arena, &pattern, pattern ? 1 : 0, &finder->selection)) {
		if (ret_why)
			*ret_why = trace_error(trace) ? trace_error(trace) : trace_keep(trace, finder->answer.error);
		return finder_free(finder);
	}
	if (!pattern)
		return finder;
	finder->pattern = strdup(pattern);
	if (!finder->pattern)
		return finder_free(finder);
	scan_begin(&finder->scan, finder->answer.patterns.list[0], &finder->selection, &finder->answer.recording);
	return finder;
}

static const struct sx_call *next_call(struct finder *finder, const struct sx_call *after)
{
	const struct selection *selection = &finder->selection;
	size_t from = after ? first_behind(selection, after) : 0;

	if (!finder->pattern) {
		while (from < selection->count && call_entry(selection->entries[from]) != ENTRY_CALL)
			from++;
		return from < selection->count ? selection->entries[from] : NULL;
	}
	scan_from(&finder->scan, from);
	while (scan_next(&finder->scan))
		if (finder->scan.match == MATCH_YES)
			return finder->scan.call;
	return NULL;
}

/* ---- those that a trace keeps ---- */

static struct finders *finders_of(struct sx_trace *root)
{
	struct finders *finders;

	pthread_mutex_lock(&root->lock);
	if (!root->finders) {
		root->finders = calloc(1, sizeof(*root->finders));
		if (root->finders)
			pthread_mutex_init(&root->finders->lock, NULL);
	}
	finders = root->finders;
	pthread_mutex_unlock(&root->lock);
	return finders;
}

struct finders *finders_free(struct finders *finders)
{
	if (!finders)
		return NULL;
	for (size_t i = 0; i < FINDERS; i++)
		finder_free(finders->of[i]);
	pthread_mutex_destroy(&finders->lock);
	free(finders);
	return NULL;
}

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static struct finder *find_kept(const struct finders *finders, const struct sx_trace *trace, const char *pattern)
{
	const struct variable *variables = trace_variables(trace);
	const struct recording *recording = trace->root->recording;

	for (size_t i = 0; i < FINDERS; i++) {
		struct finder *finder = finders->of[i];

		if (finder && finder->trace == trace && finder->variables == variables &&
		    finder->answer.recording.count == recording->count && is_same_text(finder->pattern, pattern))
			return finder;
	}
	return NULL;
}

const struct sx_call *query_find(struct sx_trace *trace, const struct sx_call *after, const char *pattern,
				 const char **ret_why)
{
	struct finders *finders = finders_of(trace->root);
	/* somebody else may be asking */
	bool is_ours = finders && pthread_mutex_trylock(&finders->lock) == 0;
	struct finder *finder = is_ours && !trace_error(trace) ? find_kept(finders, trace, pattern) : NULL;
	const struct sx_call *found;
	bool is_kept = finder;

	if (ret_why)
		*ret_why = NULL;
	if (!finder)
		finder = finder_new(trace, pattern, ret_why);
	found = finder ? next_call(finder, after) : NULL;
	if (finder && !is_kept && is_ours && !finder->answer.recording.is_running) {
		finder_free(finders->of[finders->next]);
		finders->of[finders->next] = finder;
		finders->next = (finders->next + 1) % FINDERS;
		is_kept = true;
	}
	if (!is_kept)
		finder_free(finder);
	if (is_ours)
		pthread_mutex_unlock(&finders->lock);
	return found;
}
