/* SPDX-License-Identifier: MIT */
/* The entries that a view keeps. */
#include "harness/query.h"

#include <string.h>

#include "harness/query_scan.h"
#include "sysexpect/mark.h"

static bool fail(struct arena *arena, const char **ret_why, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool fail(struct arena *arena, const char **ret_why, const char *format, ...)
{
	struct text text = {0};
	va_list list;

	va_start(list, format);
	text_vformat(&text, format, list);
	va_end(list);
	*ret_why = text.bytes ? arena_copy(arena, text.bytes, text.length + 1) : NULL;
	if (!*ret_why)
		*ret_why = "out of memory";
	text_free(&text);
	return false;
}

static bool compile(struct sx_trace *trace, struct arena *arena, const char *text, struct pattern **ret,
		    const char **ret_why)
{
	struct text report = {0};
	struct patterns patterns;
	int r = patterns_compile(arena, &text, 1, trace_variables(trace), &patterns, &report);

	if (r < 0)
		fail(arena, ret_why, "%s", report.bytes ? report.bytes : "out of memory");
	else
		*ret = patterns.list[0];
	text_free(&report);
	return r >= 0;
}

static void note_unsure(struct selection *selection, const struct sx_call *call, const struct reason *reason)
{
	if (!selection->unsure++)
		selection->first_unsure = (struct witness){.call = call, .match = MATCH_UNKNOWN, .reason = *reason};
}

static bool keep_matching(struct sx_trace *view, struct arena *arena, const struct recording *recording,
			  struct selection *selection, const char **ret_why)
{
	const struct sx_call **kept = arena_take(arena, (selection->count + 1) * sizeof(*kept));
	struct scan scan;
	struct pattern *pattern;
	size_t count = 0;

	if (!compile(view, arena, view->pattern, &pattern, ret_why))
		return false;
	if (!kept)
		return fail(arena, ret_why, "out of memory for a view");
	scan_begin(&scan, pattern, selection, recording);
	while (scan_next(&scan)) {
		if (scan.match != MATCH_YES)
			note_unsure(selection, scan.call, &scan.reason);
		else if (!count || kept[count - 1] != scan.call)
			kept[count++] = scan.call;
	}
	scan_end(&scan);
	selection->entries = kept;
	selection->count = count;
	selection->is_matching_and_empty = !count;
	return true;
}

#define MOST_MARKS 8

static void add_mark(struct text *text, struct arena *arena, const struct sx_call *mark)
{
	size_t magic = strlen(SX_MARK_MAGIC), length = 0;
	enum value_state state = STATE_OK;
	const unsigned char *name = decode_data(arena, mark, 1, &length, &state);

	text_add(text, "mark('");
	for (size_t i = magic; name && i < length && i < magic + 64; i++)
		text_add_char(text, name[i] >= ' ' && name[i] < 0x7f ? (char)name[i] : '?');
	text_add(text, "')");
}

/* " (there is mark('ready'), mark('stopping'))": a slip in a name is seen at once. */
static const char *marks_that_are_there(struct arena *arena, const struct recording *recording, uint64_t from_ns)
{
	struct text text = {0};
	const char *copy = "";
	size_t count = 0;

	for (size_t i = 0; i < recording->count && count <= MOST_MARKS; i++) {
		if (call_entry(recording->entries[i]) != ENTRY_MARK || call_start_ns(recording->entries[i]) < from_ns)
			continue;
		text_add(&text, !count ? " (there is " : ", ");
		if (count++ < MOST_MARKS)
			add_mark(&text, arena, recording->entries[i]);
		else
			text_add(&text, "...");
	}
	if (!count)
		text_format(&text, " (there is no mark at all%s)", from_ns ? " behind its start" : "");
	else
		text_add_char(&text, ')');
	if (!text.failed)
		copy = arena_copy(arena, text.bytes, text.length + 1);
	text_free(&text);
	return copy ? copy : "";
}

/* The first entry that matches, entered at `from_ns` or later. */
static bool find_marker(struct sx_trace *view, struct arena *arena, const char *text, uint64_t from_ns, bool is_end,
			const struct recording *recording, struct selection *selection, const struct sx_call **ret_call,
			const char **ret_why)
{
	struct pattern *pattern;
	struct scan scan;

	*ret_call = NULL;
	if (!compile(view, arena, text, &pattern, ret_why))
		return false;
	scan_begin(&scan, pattern, selection, recording);
	while (!*ret_call && scan_next(&scan)) {
		if (call_start_ns(scan.call) < from_ns)
			continue;
		if (scan.match == MATCH_YES)
			*ret_call = scan.call;
		else
			note_unsure(selection, scan.call, &scan.reason);
	}
	scan_end(&scan);
	if (!*ret_call)
		return fail(arena, ret_why, "the view has no %s: nothing matches %s%s", is_end ? "end" : "start", text,
			    pattern_subject(pattern) == SUBJECT_MARK ? marks_that_are_there(arena, recording, from_ns) : "");
	return true;
}

static bool keep_between(struct sx_trace *view, struct arena *arena, const struct recording *recording,
			 struct selection *selection, const char **ret_why)
{
	uint64_t from_ns = 0, to_ns = UINT64_MAX;
	const struct sx_call *marker, **kept;
	size_t count = 0;

	if (view->pattern) {
		if (!find_marker(view, arena, view->pattern, 0, false, recording, selection, &marker, ret_why))
			return false;
		if (call_entry(marker) == ENTRY_CALL && !call_returned(marker))
			return fail(arena, ret_why, "the view has no start: the call that matches %s never returned",
				    view->pattern);
		from_ns = call_end_ns(marker);
		if (call_entry(marker) == ENTRY_SIGNAL || call_entry(marker) == ENTRY_EXIT)
			from_ns = call_start_ns(marker);
	}
	if (view->until) {
		if (!find_marker(view, arena, view->until, from_ns, true, recording, selection, &marker, ret_why))
			return false;
		to_ns = call_start_ns(marker);
	}
	kept = arena_take(arena, (selection->count + 1) * sizeof(*kept));
	if (!kept)
		return fail(arena, ret_why, "out of memory for a view");
	for (size_t i = 0; i < selection->count; i++) {
		const struct sx_call *call = selection->entries[i];

		if (call_start_ns(call) >= from_ns && call_start_ns(call) < to_ns)
			kept[count++] = call;
	}
	selection->entries = kept;
	selection->count = count;
	return true;
}

static bool is_of(const struct sx_trace *view, pid_t id, const struct sx_call *call)
{
	return view->kind == VIEW_PROCESS ? call_pid(call) == id : call_tid(call) == id;
}

static bool keep_task(struct sx_trace *view, struct arena *arena, const struct recording *recording,
		      struct selection *selection, const char **ret_why)
{
	const struct sx_call **kept = arena_take(arena, (selection->count + 1) * sizeof(*kept));
	pid_t id = view->id;
	bool is_known = false;
	size_t count = 0;

	if (!kept)
		return fail(arena, ret_why, "out of memory for a view");
	if (!id && view->kind == VIEW_PROCESS && recording->process_count)
		id = recording->processes[0]->pid;
	for (size_t i = 0; i < recording->process_count; i++)
		is_known |= (view->kind == VIEW_PROCESS ? recording->processes[i]->pid : recording->processes[i]->tid) == id;
	for (size_t i = 0; i < selection->count; i++)
		if (is_of(view, id, selection->entries[i]))
			kept[count++] = selection->entries[i];
	if (!is_known && !count)
		return fail(arena, ret_why, "no %s %d in this trace", view->kind == VIEW_PROCESS ? "process" : "thread", id);
	selection->entries = kept;
	selection->count = count;
	return true;
}

/* ---- what was selected once, of a list that does not grow any more ---- */

struct kept_view {
	struct selection selection;
	const struct variable *variables;	/* as they were … */
	size_t count;				/* … and the list was */
};

static bool find_kept(const struct sx_trace *view, const struct recording *recording, struct selection *ret)
{
	struct sx_trace *root = view->root;
	bool is_kept;

	pthread_mutex_lock(&root->lock);
	is_kept = view->kept && view->kept->variables == root->variables && view->kept->count == recording->count;
	if (is_kept)
		*ret = view->kept->selection;
	pthread_mutex_unlock(&root->lock);
	return is_kept;
}

/* The first answer stays: others may be reading it. */
static void keep_view(struct sx_trace *view, const struct recording *recording, const struct variable *variables,
		      const struct selection *selection)
{
	const char *name = selection->first_unsure.reason.name;
	struct sx_trace *root = view->root;
	struct kept_view *kept = NULL;

	pthread_mutex_lock(&root->lock);
	if (!view->kept)
		kept = arena_take(&root->arena, sizeof(*kept));
	if (kept) {
		kept->selection = *selection;
		kept->variables = variables;
		kept->count = recording->count;
		if (name)
			name = arena_copy(&root->arena, name, strlen(name) + 1);
		kept->selection.first_unsure.reason.name = name;
		kept->selection.entries = arena_copy(&root->arena, selection->entries,
						     selection->count * sizeof(*selection->entries));
	}
	if (kept && kept->selection.entries)
		view->kept = kept;
	pthread_mutex_unlock(&root->lock);
}

static bool select_now(struct sx_trace *trace, struct arena *arena, const struct recording *recording,
		       struct selection *ret, const char **ret_why)
{
	switch (trace->kind) {
	case VIEW_MATCHING:
		return keep_matching(trace, arena, recording, ret, ret_why);
	case VIEW_BETWEEN:
		return keep_between(trace, arena, recording, ret, ret_why);
	default:
		return keep_task(trace, arena, recording, ret, ret_why);
	}
}

bool query_select(struct sx_trace *trace, struct arena *arena, const struct recording *recording,
		  struct selection *ret, const char **ret_why)
{
	const struct variable *variables;

	if (trace->kind == VIEW_ALL) {
		*ret = (struct selection){.entries = recording->entries, .count = recording->count};
		return true;
	}
	if (!recording->is_running && find_kept(trace, recording, ret))
		return true;
	variables = trace_variables(trace);
	if (!query_select(trace->parent, arena, recording, ret, ret_why) ||
	    !select_now(trace, arena, recording, ret, ret_why))
		return false;
	if (!recording->is_running)
		keep_view(trace, recording, variables, ret);
	return true;
}
