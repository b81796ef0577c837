/* SPDX-License-Identifier: MIT */
/* Whose an id is: the name of its command, and its number where the tracer is. */
#include "harness/decode/print.h"

#include <errno.h>
#include <string.h>

#include "harness/task_ids.h"

void print_task_name(struct text *text, const char *name, const struct line_style *style)
{
	struct quoting quoting = {.limit = SIZE_MAX, .is_in_angles = true, .is_no_pattern = true};

	if (!*name)
		return;
	text_add_char(text, '<');
	print_quoted(text, (const unsigned char *)name, strlen(name), &quoting, style);
	text_add_char(text, '>');
}

/* The last one of that id. The list may grow meanwhile: what the count says is there is in the array that is read after it. */
static const struct process *find_process(const struct recording *recording, int32_t tid)
{
	size_t count = __atomic_load_n(&recording->process_count, __ATOMIC_ACQUIRE);
	const struct process *const *processes = count ? __atomic_load_n(&recording->processes, __ATOMIC_ACQUIRE) : NULL;

	for (size_t i = count; i > 0; i--)
		if (processes[i - 1]->tid == tid)
			return processes[i - 1];
	return NULL;
}

static bool is_of_group(const struct value *value)
{
	return value->id_of == ID_OF_GROUP || (value->id_of == ID_OF_EITHER && (int64_t)value->number < 0);
}

/* 0: of none in particular. */
static int64_t id_in(const struct value *value)
{
	int64_t number = (int64_t)value->number;

	if (value->id_of != ID_OF_EITHER || number >= 0)
		return number;
	return number == -1 ? 0 : -number;
}

/* The same as the session's owner has it; 0: nobody's that is known. */
static int32_t owner_id(const struct value *value, const struct sx_call *entry)
{
	int64_t id = id_in(value);

	return id <= 0 || id > INT32_MAX ? 0 : task_ids_translate(call_process(entry), (int32_t)id, call_end_ns(entry));
}

int32_t task_id_there(const struct value *value, const struct line_style *style)
{
	int32_t id = value->id_of && style->translates && style->entry ? owner_id(value, style->entry) : 0;

	return id == id_in(value) ? 0 : id;
}

static bool has_failed_with(const struct sx_call *entry, int error)
{
	return call_entry(entry) == ENTRY_CALL && call_returned(entry) && entry->ret == -error;
}

/* Whether it had ended before somebody could mean it: a call that found nobody, or returns an id when that was reaped. */
static bool is_gone(const struct process *process, const struct sx_call *entry, bool is_result)
{
	if (is_result)
		return process->ended_ns < call_end_ns(entry);
	return has_failed_with(entry, ESRCH) && process->ended_ns < call_start_ns(entry);
}

void print_whose(struct text *text, const struct value *value, bool is_result, const struct line_style *style)
{
	const struct sx_call *entry = style->entry;
	int32_t there = task_id_there(value, style), id;
	const struct process *process;
	uint64_t ns;

	if (!value->id_of || !entry || (!style->commands && !there))
		return;
	id = owner_id(value, entry);
	process = id ? find_process(call_recording(entry), id) : NULL;
	/* A group outlives who led it. */
	if (process && !(is_result && is_of_group(value)) && is_gone(process, entry, is_result))
		return;
	ns = is_result && call_end_ns(entry) > call_start_ns(entry) ? call_end_ns(entry) : call_start_ns(entry);
	if (style->commands && process && !is_of_group(value))
		print_task_name(text, process_name_at(process, ns), style);
	if (there)
		text_format(text, " /* %d in strace's PID NS */", there);
}
