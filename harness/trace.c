/* SPDX-License-Identifier: MIT */
/* The trace behind the public handle: its list, its variables, its first error. */
#include "harness/trace.h"

#include "harness/query.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sx_trace *trace_new(void)
{
	struct sx_trace *root = calloc(1, sizeof(*root));
	const char *home = getenv("HOME");

	if (!root)
		return NULL;
	root->root = root;
	pthread_mutex_init(&root->lock, NULL);
	if (home)
		trace_define(root, "home", home);
	return root;
}

void trace_define_folder(struct sx_trace *root, const char *folder)
{
	char cwd[PATH_MAX];

	if (folder ? realpath(folder, cwd) : getcwd(cwd, sizeof(cwd)))
		trace_define(root, "cwd", cwd);
}

void trace_attach(struct sx_trace *root, const struct recording *recording)
{
	char pid[16];

	root->recording = recording;
	if (!recording->process_count)
		return;
	snprintf(pid, sizeof(pid), "%d", recording->processes[0]->pid);
	trace_define(root, "pid", pid);
}

struct sx_trace *trace_free(struct sx_trace *root)
{
	if (!root)
		return NULL;
	finders_free(root->finders);
	arena_free(&root->arena);
	pthread_mutex_destroy(&root->lock);
	free(root);
	return NULL;
}

/* Formatting may need more memory than there is: then the sentence says that. */
static const char *keep_text(struct arena *arena, const char *format, va_list list)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, list);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = length < 0 ? NULL : arena_take(arena, (size_t)length + 1);
	if (!text)
		return "out of memory";
	vsnprintf(text, (size_t)length + 1, format, list);
	return text;
}

const char *trace_fail(struct sx_trace *trace, const char *format, ...)
{
	struct sx_trace *root = trace->root;
	const char *error;
	va_list list;

	va_start(list, format);
	pthread_mutex_lock(&root->lock);
	if (!root->error)
		root->error = keep_text(&root->arena, format, list);
	error = root->error;
	pthread_mutex_unlock(&root->lock);
	va_end(list);
	return error;
}

const char *trace_keep(struct sx_trace *trace, const char *text)
{
	struct sx_trace *root = trace->root;
	const char *kept;

	pthread_mutex_lock(&root->lock);
	kept = arena_copy(&root->arena, text, strlen(text) + 1);
	pthread_mutex_unlock(&root->lock);
	return kept ? kept : "out of memory";
}

const char *trace_error(const struct sx_trace *trace)
{
	struct sx_trace *root = trace->root;
	const char *error;

	pthread_mutex_lock(&root->lock);
	error = root->error;
	pthread_mutex_unlock(&root->lock);
	return error;
}

void trace_set_timeout(struct sx_trace *trace, const char *text)
{
	trace->root->timeout = trace_keep(trace, text);
}

const char *trace_timeout(const struct sx_trace *trace)
{
	return trace->root->timeout;
}

/* A new value goes in front of the old one, which readers may still hold. */
bool trace_define(struct sx_trace *trace, const char *name, const char *text)
{
	struct sx_trace *root = trace->root;
	struct variable *variable;

	pthread_mutex_lock(&root->lock);
	variable = arena_take(&root->arena, sizeof(*variable));
	if (variable) {
		variable->name = arena_copy(&root->arena, name, strlen(name) + 1);
		variable->text = arena_copy(&root->arena, text, strlen(text) + 1);
		variable->next = root->variables;
		if (variable->name && variable->text)
			root->variables = variable;
		else
			variable = NULL;
	}
	pthread_mutex_unlock(&root->lock);
	return variable;
}

const struct variable *trace_variables(const struct sx_trace *trace)
{
	struct sx_trace *root = trace->root;
	const struct variable *variables;

	pthread_mutex_lock(&root->lock);
	variables = root->variables;
	pthread_mutex_unlock(&root->lock);
	return variables;
}

bool trace_recording(const struct sx_trace *trace, struct recording *ret)
{
	struct sx_trace *root = trace->root;

	if (!root->recording)
		return false;
	if (root->snapshot)
		root->snapshot(root, ret);
	else
		*ret = *root->recording;
	return true;
}
