/* SPDX-License-Identifier: MIT */
/* Happens-before between two calls. */
#include <string.h>
#include <sys/wait.h>

#include "harness/query.h"

static const struct process *task_of(const struct recording *recording, const struct sx_call *call)
{
	return recording->process_count ? call_process(call) : NULL;
}

static const struct process *task_numbered(const struct recording *recording, uint64_t task)
{
	for (size_t i = 0; i < recording->process_count; i++)
		if (recording->processes[i]->task == task)
			return recording->processes[i];
	return NULL;
}

/* Whether a made the task of b, or the task that made it, and so on. */
static bool is_maker(const struct recording *recording, const struct sx_call *a, const struct sx_call *b)
{
	const struct process *task = task_of(recording, b);

	for (unsigned depth = 0; task && depth < 64; depth++) {
		if (task->born_of == a)
			return true;
		if (!task->parent_task)
			return false;
		task = task_numbered(recording, task->parent_task);
	}
	return false;
}

/* The process that a wait reaped, or 0. */
static int32_t reaped_pid(struct arena *scratch, const struct sx_call *call)
{
	const char *name = call_row(call)->name;
	const struct value *value;

	if (!call_returned(call) || call_failed(call))
		return 0;
	if (strcmp(name, "wait4") == 0 || strcmp(name, "waitpid") == 0)
		return (int32_t)call->ret;
	if (strcmp(name, "waitid") != 0)
		return 0;
	value = decode_argument(scratch, call, 2);
	for (value = value ? value->first : NULL; value; value = value->next)
		if (value->name && strcmp(value->name, "si_pid") == 0)
			return (int32_t)value->number;
	return 0;
}

static bool is_reaped(struct arena *scratch, const struct recording *recording, const struct sx_call *a,
		      const struct sx_call *b)
{
	const struct process *task = task_of(recording, a);

	if (call_pid(a) == call_pid(b) || call_start_ns(a) > call_end_ns(b) || reaped_pid(scratch, b) != call_pid(a))
		return false;
	/* an id that was given twice: the one that was reaped has ended by then */
	return !task || task->ended_ns == UINT64_MAX || task->is_thread || task->ended_ns <= call_end_ns(b);
}

uint64_t call_over_ns(const struct recording *recording, const struct sx_call *call)
{
	const struct process *task;

	if (call_entry(call) == ENTRY_SIGNAL || call_entry(call) == ENTRY_EXIT)
		return call_start_ns(call);
	if (call_returned(call))
		return call_end_ns(call);
	task = task_of(recording, call);
	return task ? task->ended_ns : UINT64_MAX;
}

bool call_is_before(struct arena *scratch, const struct recording *recording, const struct sx_call *a,
		    const struct sx_call *b)
{
	if (a == b)
		return false;
	if (call_over_ns(recording, a) <= call_start_ns(b))
		return true;
	if (recording->process_count == 1)
		return false;
	return is_maker(recording, a, b) || is_reaped(scratch, recording, a, b);
}
