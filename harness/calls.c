/* SPDX-License-Identifier: MIT */
/* Public questions to a trace, and what a call says of itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sysexpect/sysexpect.h>

#include "harness/decode/decode.h"
#include "harness/kept.h"
#include "harness/query.h"
#include "harness/stacks.h"
#include "harness/trace.h"

static void print_error(const char *error)
{
	fprintf(stderr, "%s\n", error);
}

/* Whether a count is known: of a running program, what there is so far; of a list with gaps, none. */
static bool is_countable(const struct answer *answer)
{
	if (answer->unsure)
		return false;
	for (unsigned i = 0; i < answer->doubt_count; i++)
		if (answer->doubts[i].kind != DOUBT_RUNNING || !answer->matched)
			return false;
	return true;
}

static size_t count_all(sx_trace *trace, struct arena *arena)
{
	const char *every = "*";
	struct answer answer;

	query_times(trace, arena, 0, SIZE_MAX, every, &answer);
	if (answer.outcome == OUTCOME_ERROR)
		return SIZE_MAX;
	/* what the filter left out and what io_uring did are no part of the list */
	for (unsigned i = 0; i < answer.doubt_count; i++)
		if (answer.doubts[i].kind != DOUBT_RUNNING && answer.doubts[i].kind != DOUBT_FILTERED &&
		    answer.doubts[i].kind != DOUBT_IO_URING && answer.doubts[i].kind != DOUBT_EMPTY_VIEW &&
		    answer.doubts[i].kind != DOUBT_TIMEOUT)
			return SIZE_MAX;
	return answer.call_count;
}

size_t sx_count(sx_trace *trace, const char *pattern)
{
	struct arena arena = {0};
	struct answer answer;
	size_t count = SIZE_MAX;
	bool was_failed;

	if (!trace)
		return SIZE_MAX;
	was_failed = trace_error(trace) != NULL;
	if (!pattern) {
		count = count_all(trace, &arena);
	} else {
		query_times(trace, &arena, 0, 0, pattern, &answer);
		if (answer.is_bad_pattern && !was_failed)
			print_error(answer.error);
		if (answer.outcome != OUTCOME_ERROR && is_countable(&answer))
			count = answer.matched;
	}
	arena_free(&arena);
	return count;
}

const sx_call *sx_find(sx_trace *trace, const sx_call *after, const char *pattern)
{
	const sx_call *found;
	const char *why;
	bool was_failed;

	if (!trace)
		return NULL;
	was_failed = trace_error(trace) != NULL;
	found = query_find(trace, after, pattern, &why);
	if (why && !was_failed)
		print_error(why);
	return found;
}

const char *sx_call_name(const sx_call *call)
{
	return call ? call_name(call) : NULL;
}

pid_t sx_call_pid(const sx_call *call)
{
	return call ? call_pid(call) : -1;
}

pid_t sx_call_tid(const sx_call *call)
{
	return call ? call_tid(call) : -1;
}

uint64_t sx_call_arg(const sx_call *call, unsigned n)
{
	return call ? call_arg(call, n) : UINT64_MAX;
}

int64_t sx_call_ret(const sx_call *call)
{
	if (!call)
		return INT64_MIN;
	return call_failed(call) ? -1 : call->ret;
}

int sx_call_errno(const sx_call *call)
{
	if (!call)
		return -1;
	return call_returned(call) && call_failed(call) ? (int)-call->ret : 0;
}

uint64_t sx_call_time_ns(const sx_call *call)
{
	return call ? call_start_ns(call) : UINT64_MAX;
}

uint64_t sx_call_duration_ns(const sx_call *call)
{
	if (!call)
		return UINT64_MAX;
	return call_returned(call) ? call_end_ns(call) - call_start_ns(call) : UINT64_MAX;
}

uint64_t sx_call_run_ns(const sx_call *call)
{
	return call && call_returned(call) ? call_run_ns(call) : UINT64_MAX;
}

bool sx_call_denied(const sx_call *call)
{
	return call && call_denied(call);
}

/* ---- decoded once, and kept with the recording ---- */

static void make_path(struct arena *arena, const struct sx_call *call, unsigned n, const void **ret_bytes,
		      size_t *ret_length)
{
	bool is_uncertain;
	const char *path = decode_path(arena, call, n, &is_uncertain);

	*ret_bytes = is_uncertain ? NULL : path;
	*ret_length = 0;
}

const char *sx_call_path(const sx_call *call, unsigned n)
{
	size_t length;

	if (!call || n >= SYSCALL_ARGS)
		return NULL;
	return kept_get(call_recording(call)->kept, call, n, KEPT_PATH, make_path, &length);
}

const char *sx_call_path_of(const sx_call *call, const char *parameter)
{
	const char *path = NULL;

	for (unsigned n = 0; call && parameter && n < SYSCALL_ARGS && !path; n++)
		if (pattern_parameter_is(call, parameter) >> n & 1)
			path = sx_call_path(call, n);
	return path;
}

static void make_data(struct arena *arena, const struct sx_call *call, unsigned n, const void **ret_bytes,
		      size_t *ret_length)
{
	enum value_state state;

	*ret_bytes = decode_data(arena, call, n, ret_length, &state);
	if (!*ret_bytes)
		*ret_length = 0;
}

const void *sx_call_data(const sx_call *call, unsigned n, size_t *length)
{
	size_t unused;

	if (length)
		*length = 0;
	if (!call || n >= SYSCALL_ARGS)
		return NULL;
	return kept_get(call_recording(call)->kept, call, n, KEPT_DATA, make_data, length ? length : &unused);
}

static void make_stack(struct arena *arena, const struct sx_call *call, unsigned n, const void **ret_bytes,
		       size_t *ret_length)
{
	struct text text = {0};
	struct arena scratch = {0};
	struct stack stack;

	(void)n;
	*ret_bytes = NULL;
	*ret_length = 0;
	if (stack_of_call(&scratch, call, &stack)) {
		stack_add_lines(&text, &stack);
		if (text.bytes && !text.failed)
			*ret_bytes = arena_copy(arena, text.bytes, text.length + 1);
	}
	text_free(&text);
	arena_free(&scratch);
}

const char *sx_call_stack(const sx_call *call)
{
	size_t length;

	if (!call)
		return NULL;
	return kept_get(call_recording(call)->kept, call, 0, KEPT_STACK, make_stack, &length);
}
