/* SPDX-License-Identifier: MIT */
/* A dump of a recording that runs: lines leave as soon as they are known. */
#include "harness/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/print.h"

#define BATCH 256	/* entries that are taken at a time */

#define RESTART_FIRST	512	/* include/linux/errno.h */
#define RESTART_LAST	516

/* What is known of a task, by its index in the recording. */
struct live_task {
	const struct sx_call *entered;	/* its call in progress, whose first part was printed; ours */
	const struct sx_call *held;	/* interrupted: printed when it is known whether the task goes on */
	FILE *file;			/* with file_per_task */
};

struct live {
	struct session *session;
	struct printer printer;
	struct print_wishes wishes;
	struct splitter splitter;
	struct arena arena;
	struct text text;
	const char *file_per_task;
	struct live_task *tasks;
	size_t task_room;
	size_t born;		/* tasks that were looked at: */
	size_t children;	/* … those born since */
	size_t ended;
	size_t taken;		/* arrivals */
	size_t calls, limit;
	const struct sx_call *batch[BATCH];
	size_t count;
	bool is_over;
	int error;
};

static struct live_task *task_of(struct live *live, const struct sx_call *entry)
{
	size_t room = live->task_room ? live->task_room : 16;
	struct live_task *tasks;

	while (room <= call_process(entry)->index)
		room *= 2;
	if (room > live->task_room) {
		tasks = reallocarray(live->tasks, room, sizeof(*tasks));
		if (!tasks) {
			live->error = -ENOMEM;
			return NULL;
		}
		memset(tasks + live->task_room, 0, (room - live->task_room) * sizeof(*tasks));
		live->tasks = tasks;
		live->task_room = room;
	}
	return &live->tasks[call_process(entry)->index];
}

/* ---- output ---- */

static void leave(struct live *live, FILE *stream)
{
	struct text *text = &live->text;

	if (text->failed)
		live->error = -ENOMEM;
	if (text->length && fwrite(text->bytes, 1, text->length, stream) != text->length)
		live->error = errno ? -errno : -EIO;
	text_cut(text, 0);
}

static void open_file(struct live *live, struct live_task *task, int32_t tid, const char *mode)
{
	char *name = NULL;

	if (asprintf(&name, "%s.%d", live->file_per_task, tid) < 0)
		return;
	task->file = fopen(name, mode);
	if (!task->file)
		live->error = -errno;
	free(name);
}

static void close_file(struct live *live, struct live_task *task)
{
	if (task->file && fclose(task->file) != 0)
		live->error = -errno;
	task->file = NULL;
}

static FILE *file_of(struct live *live, struct live_task *task, const struct sx_call *entry)
{
	if (!live->file_per_task)
		return live->printer.stream;
	if (!task->file)
		open_file(live, task, call_tid(entry), "we");
	return task->file ? task->file : live->printer.stream;
}

/* ---- entries as they come ---- */

static void forget_entered(struct live *live, struct live_task *task)
{
	if (live->splitter.open == task->entered)
		live->splitter.open = NULL;
	free((void *)(uintptr_t)task->entered);
	task->entered = NULL;
}

/* It returns as another: where each task has a file, in that of the first thread. */
static void show_change(struct live *live, struct live_task *task, const struct sx_call *entry)
{
	bool is_json = live->printer.flags & SX_PRINT_JSON;

	if (is_json) {
		print_entry(&live->printer, entry);
	} else {
		split_enter(&live->splitter, entry);
		split_leave(&live->splitter, entry);
	}
	if (live->file_per_task) {
		leave(live, file_of(live, task, entry));
		close_file(live, task);
		open_file(live, task, call_pid(entry), "ae");
	}
	if (!is_json)
		split_return(&live->splitter, entry);
}

static void show_whole(struct live *live, const struct sx_call *entry)
{
	split_leave(&live->splitter, entry);
	if (!(live->printer.flags & SX_PRINT_JSON))
		print_prefix(&live->printer, entry, call_start_ns(entry));
	print_entry(&live->printer, entry);
}

static void show(struct live *live, struct live_task *task, const struct sx_call *entry)
{
	bool is_return = task->entered && call_entry(entry) == ENTRY_CALL && entry->abi != WIRE_ABI_RING;

	if (is_return) {
		split_return(&live->splitter, entry);
		forget_entered(live, task);
	} else if (!print_hides(&live->printer, entry)) {
		if (print_changes_pid(entry))
			show_change(live, task, entry);
		else
			show_whole(live, entry);
	}
	if (banished_follow(live->printer.banished, entry) < 0)
		live->error = -ENOMEM;
	if (live->file_per_task)
		leave(live, file_of(live, task, entry));
	if (call_entry(entry) == ENTRY_CALL)
		live->calls++;
}

static void release(struct live *live, struct live_task *task)
{
	const struct sx_call *held = task->held;

	task->held = NULL;
	if (held)
		show(live, task, held);
}

/* Whether what comes next is the return of this very call: then its line is printed whole. */
static bool returns_at_once(const struct live *live, size_t i)
{
	return i + 1 < live->count && live->batch[i + 1]->process == live->batch[i]->process;
}

static void take_entered(struct live *live, struct live_task *task, size_t i)
{
	const struct sx_call *call = live->batch[i];

	if (task->entered || live->file_per_task || returns_at_once(live, i) ||
	    print_waits_for_results(&live->printer) || print_hides(&live->printer, call)) {
		free((void *)(uintptr_t)call);
		return;
	}
	split_enter(&live->splitter, call);
	task->entered = call;
}

static bool is_restarted(const struct sx_call *call)
{
	return call_entry(call) == ENTRY_CALL && call->ret <= -RESTART_FIRST && call->ret >= -RESTART_LAST;
}

static uint64_t moment_of(const struct sx_call *entry)
{
	return call_entry(entry) == ENTRY_CALL && call_returned(entry) ? call_end_ns(entry) : call_start_ns(entry);
}

/* Tasks that were born before this moment. */
static void count_births(struct live *live, uint64_t ns)
{
	const struct process *const *processes;
	size_t count = recorder_processes(live->session->recorder, &processes);

	/* Those that were there when recording began were counted when they were attached to. */
	for (; live->born < count && processes[live->born]->born_ns <= ns; live->born++)
		live->children += !live->session->attached || processes[live->born]->parent_task;
	live->printer.alive = live->session->attached_tasks + live->children - live->ended;
}

static void take(struct live *live, size_t i)
{
	const struct sx_call *entry = live->batch[i];
	struct live_task *task = task_of(live, entry);

	if (!task) {
		if (entry->is_entered)
			free((void *)(uintptr_t)entry);
		return;
	}
	count_births(live, moment_of(entry));
	release(live, task);
	if (entry->is_entered) {
		take_entered(live, task, i);
		return;
	}
	if (is_restarted(entry) && !live->is_over)
		task->held = entry;
	else
		show(live, task, entry);
	if (call_entry(entry) != ENTRY_EXIT)
		return;
	live->ended++;
	close_file(live, task);
}

static bool is_at_limit(const struct live *live)
{
	return live->error || (live->limit && live->calls >= live->limit);
}

static void take_batch(struct live *live)
{
	size_t i;

	for (i = 0; i < live->count && !is_at_limit(live); i++)
		take(live, i);
	for (; i < live->count; i++)
		if (live->batch[i]->is_entered)
			free((void *)(uintptr_t)live->batch[i]);
	leave(live, live->printer.stream);
}

/* ---- the whole ---- */

/* Printing may have to wait for who reads; meanwhile the recording goes on, unless stacks are looked up, which grow. */
static void follow(struct live *live)
{
	bool holds_lock = live->printer.flags & SX_PRINT_STACKS;

	while (!is_at_limit(live)) {
		live->is_over = session_take(live->session, &live->taken, live->batch, BATCH, &live->count);
		if (holds_lock)
			pthread_mutex_lock(&live->session->lock);
		take_batch(live);
		if (holds_lock)
			pthread_mutex_unlock(&live->session->lock);
		/* What waits in a stream is seen when nothing follows at once. */
		if (live->count < BATCH && fflush(live->printer.stream) != 0)
			live->error = -errno;
		if (live->is_over && !live->count)
			break;
	}
}

static void finish(struct live *live)
{
	for (size_t i = 0; i < live->task_room; i++) {
		release(live, &live->tasks[i]);
		close_file(live, &live->tasks[i]);
	}
	split_leave(&live->splitter, NULL);
	if (live->is_over)
		print_losses(&live->text, live->printer.recording, live->printer.flags & SX_PRINT_JSON);
	leave(live, live->printer.stream);
	fflush(live->printer.stream);
	for (size_t i = 0; i < live->task_room; i++)
		free((void *)(uintptr_t)live->tasks[i].entered);
	free(live->tasks);
}

int sx_print_live(sx_trace *trace, FILE *stream, const struct sx_print_style *style, size_t limit)
{
	struct session *session = trace ? trace->root->session : NULL;
	struct live live = {
		.session = session,
		.limit = limit,
		.printer = {.stream = stream, .counts_alive = true, .text = &live.text, .before_ns = PRINT_NO_LINE},
		.splitter = {.printer = &live.printer},
	};
	int r;

	if (!session || !session->recorder || !trace->root->recording)
		return -ECANCELED;
	r = print_take_style(&live.printer, &live.wishes, &live.arena, style, fileno(stream), &live.text);
	if (r == 0 && live.printer.flags & SX_PRINT_UNTIL_EXEC && !(live.printer.banished = banished_new()))
		r = -ENOMEM;
	if (r == 0) {
		live.printer.recording = recorder_list(session->recorder);
		if (style && style->size > offsetof(struct sx_print_style, file_per_task))
			live.file_per_task = style->file_per_task;
		session_pause();
		follow(&live);
		finish(&live);
		session_resume();
		r = live.error;
	}
	banished_free(live.printer.banished);
	free(live.printer.last_calls);
	text_free(&live.text);
	arena_free(&live.arena);
	return r;
}
