/* SPDX-License-Identifier: MIT */
/* What the threads of the offenders did around them. */
#include "harness/expect.h"

#include <string.h>

#define MOST_LINES 256

struct context {
	const struct recording *recording;
	struct report_line lines[MOST_LINES];
	size_t indices[MOST_LINES];	/* of the lines in the list, ascending */
	size_t count;
};

void report_culprit(struct assertion *a, const struct sx_call *call)
{
	size_t i;

	if (!a->focus)
		a->focus = call;
	for (i = 0; i < a->culprit_count; i++)
		if (a->culprits[i] == call)
			return;
	if (a->culprit_count < REPORT_VIOLATIONS)
		a->culprits[a->culprit_count++] = call;
}

void report_mark(struct assertion *a, const struct sx_call *call)
{
	if (a->marked_count < QUERY_WITNESSES)
		a->marked[a->marked_count++] = call;
}

static bool is_marked(const struct assertion *a, const struct sx_call *call)
{
	size_t i;

	for (i = 0; i < a->marked_count; i++)
		if (a->marked[i] == call)
			return true;
	for (i = 0; i < a->culprit_count; i++)
		if (a->culprits[i] == call)
			return true;
	return false;
}

/* The place of a call in the list. */
static size_t index_of(const struct recording *recording, const struct sx_call *call)
{
	size_t i = call_sequence(call) - 1;

	if (i < recording->count && recording->entries[i] == call)
		return i;
	for (i = 0; i < recording->count; i++)
		if (recording->entries[i] == call)
			return i;
	return 0;
}

static bool is_same_thread(const struct sx_call *a, const struct sx_call *b)
{
	return call_tid(a) == call_tid(b);
}

static void add_index(struct context *context, size_t index)
{
	size_t at = context->count;

	while (at > 0 && context->indices[at - 1] > index)
		at--;
	if ((at > 0 && context->indices[at - 1] == index) || context->count == MOST_LINES)
		return;
	memmove(&context->indices[at + 1], &context->indices[at], (context->count - at) * sizeof(*context->indices));
	context->indices[at] = index;
	context->count++;
}

/* `count` entries of the same thread on one side. */
static void add_side(struct context *context, size_t index, int step, size_t count)
{
	const struct sx_call *const *entries = context->recording->entries;
	size_t i = index;

	while (count) {
		if (step < 0 ? i == 0 : i + 1 >= context->recording->count)
			return;
		i = step < 0 ? i - 1 : i + 1;
		if (!is_same_thread(entries[i], entries[index]))
			continue;
		add_index(context, i);
		count--;
	}
}

static bool is_shown_thread(const struct assertion *a, const struct sx_call *call)
{
	size_t i;

	for (i = 0; i < a->culprit_count; i++)
		if (is_same_thread(a->culprits[i], call))
			return true;
	return false;
}

/* How many calls of the shown threads lie between two lines. */
static size_t gap_between(const struct assertion *a, const struct context *context, size_t from, size_t to)
{
	size_t gap = 0, i;

	for (i = from + 1; i < to; i++)
		gap += is_shown_thread(a, context->recording->entries[i]);
	return gap;
}

static bool is_one_thread(const struct assertion *a)
{
	size_t i;

	for (i = 1; i < a->culprit_count; i++)
		if (!is_same_thread(a->culprits[i], a->culprits[0]))
			return false;
	return true;
}

void report_context(struct assertion *a)
{
	struct context context = {.recording = &a->answer.recording};
	bool is_alone = is_one_thread(a);
	size_t i, index;

	if (!a->culprit_count || !a->report.settings.context)
		return;
	for (i = 0; i < a->culprit_count; i++) {
		index = index_of(context.recording, a->culprits[i]);
		add_index(&context, index);
		add_side(&context, index, -1, a->report.settings.context);
		add_side(&context, index, 1, a->report.settings.context);
	}
	if (context.count <= a->culprit_count)
		return;
	for (i = 0; i < context.count; i++) {
		context.lines[i] = (struct report_line){.call = context.recording->entries[context.indices[i]]};
		context.lines[i].is_marked = is_marked(a, context.lines[i].call);
		if (i)
			context.lines[i].gap = gap_between(a, &context, context.indices[i - 1], context.indices[i]);
	}
	text_format(&a->report.text, "  what %s did around %s:\n", is_alone ? "this thread" : "these threads",
		    a->culprit_count == 1 ? "it" : "them");
	report_lines(&a->report, context.lines, context.count, 2,
		     LINES_OF_CONTEXT | (is_alone ? 0 : LINES_WITH_PROCESS));
}
