/* SPDX-License-Identifier: MIT */
/* Views of a trace: each keeps some of its parent's calls. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <sysexpect/sysexpect.h>

#include "harness/query.h"
#include "harness/trace.h"

static struct sx_trace *add_view(struct sx_trace *trace, enum view_kind kind, const char *pattern, const char *until,
				 pid_t id)
{
	struct sx_trace *root, *view;

	/* every assertion on it says that the trace is NULL */
	if (!trace)
		return NULL;
	root = trace->root;
	pthread_mutex_lock(&root->lock);
	view = arena_take(&root->arena, sizeof(*view));
	if (view && pattern)
		pattern = arena_copy(&root->arena, pattern, strlen(pattern) + 1);
	if (view && until)
		until = arena_copy(&root->arena, until, strlen(until) + 1);
	pthread_mutex_unlock(&root->lock);
	if (!view) {
		trace_fail(root, "out of memory for a view");
		return root;
	}
	view->root = root;
	view->kind = kind;
	view->parent = trace;
	view->pattern = pattern;
	view->until = until;
	view->id = id;
	return view;
}

/* A bad pattern is reported where it stands, not at the first assertion on the view. */
static void check_pattern(struct sx_trace *trace, const char *pattern)
{
	struct arena arena = {0};
	struct patterns patterns;
	struct text report = {0};

	if (trace && pattern && !trace_error(trace) &&
	    patterns_compile(&arena, &pattern, 1, trace_variables(trace), &patterns, &report) < 0) {
		trace_fail(trace, "%s", report.bytes ? report.bytes : "out of memory");
		fprintf(stderr, "%s\n", trace_error(trace));
	}
	text_free(&report);
	arena_free(&arena);
}

sx_trace *sx_matching(sx_trace *trace, const char *pattern)
{
	if (!pattern)
		return trace;
	check_pattern(trace, pattern);
	return add_view(trace, VIEW_MATCHING, pattern, NULL, 0);
}

sx_trace *sx_between(sx_trace *trace, const char *from, const char *to)
{
	check_pattern(trace, from);
	check_pattern(trace, to);
	return add_view(trace, VIEW_BETWEEN, from, to, 0);
}

sx_trace *sx_of_process(sx_trace *trace, pid_t pid)
{
	return add_view(trace, VIEW_PROCESS, NULL, NULL, pid);
}

sx_trace *sx_of_thread(sx_trace *trace, pid_t tid)
{
	return add_view(trace, VIEW_THREAD, NULL, NULL, tid);
}

static bool is_name(const char *name)
{
	const char *at = name;

	while (at && (isalnum((unsigned char)*at) || *at == '_'))
		at++;
	return at && at > name && !*at;
}

void sx_set(sx_trace *trace, const char *name, const char *format, ...)
{
	struct text text = {0};
	va_list list;

	if (!trace)
		return;
	if (name && *name == '$')
		name++;
	if (!format || !is_name(name)) {
		trace_fail(trace, "sx_set: %s", format ? "a name has letters, digits and _" : "the value is NULL");
		return;
	}
	va_start(list, format);
	text_vformat(&text, format, list);
	va_end(list);
	if (text.failed || !trace_define(trace, name, text.bytes ? text.bytes : ""))
		trace_fail(trace, "out of memory for the variable $%s", name);
	text_free(&text);
}
