/* SPDX-License-Identifier: MIT */
/* Who called: the stack that was recorded with a call, and the ways in which it is written. */
#include "harness/stacks.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct stacks {
	pthread_mutex_t lock;	/* a running trace is asked while it grows */
	struct spaces *spaces;
	struct unwinder *unwinder;
	const struct recording *recording;
};

struct stacks *stacks_new(const struct recording *recording)
{
	struct stacks *stacks = calloc(1, sizeof(*stacks));

	if (!stacks)
		return NULL;
	pthread_mutex_init(&stacks->lock, NULL);
	stacks->recording = recording;
	stacks->spaces = spaces_new(recording);
	return stacks->spaces ? stacks : stacks_free(stacks);
}

struct stacks *stacks_free(struct stacks *stacks)
{
	if (!stacks)
		return NULL;
	unwinder_free(stacks->unwinder);
	spaces_free(stacks->spaces);
	pthread_mutex_destroy(&stacks->lock);
	free(stacks);
	return NULL;
}

int stacks_follow(struct stacks *stacks, uint64_t task, const struct sx_call *call)
{
	int r;

	pthread_mutex_lock(&stacks->lock);
	r = spaces_follow(stacks->spaces, task, call);
	pthread_mutex_unlock(&stacks->lock);
	return r;
}

int stacks_fork(struct stacks *stacks, uint64_t parent, uint64_t child, bool shares, uint64_t ns)
{
	int r;

	pthread_mutex_lock(&stacks->lock);
	r = spaces_fork(stacks->spaces, parent, child, shares, ns);
	pthread_mutex_unlock(&stacks->lock);
	return r;
}

int stacks_seed(struct stacks *stacks, const char *maps_path, uint64_t ns)
{
	int r;

	pthread_mutex_lock(&stacks->lock);
	r = spaces_seed(stacks->spaces, maps_path, ns);
	pthread_mutex_unlock(&stacks->lock);
	return r;
}

/* ---- frames ---- */

static const struct wire_frame *recorded_stack(const struct sx_call *call, const unsigned char **ret_bytes,
					       size_t *ret_length)
{
	const struct wire_blob *blob = NULL;

	while ((blob = call_next_blob(call, blob))) {
		const unsigned char *bytes = blob_bytes(blob, ret_length);

		if (blob->what != WIRE_STACK || *ret_length < sizeof(struct wire_frame))
			continue;
		*ret_bytes = bytes + sizeof(struct wire_frame);
		*ret_length -= sizeof(struct wire_frame);
		return (const void *)bytes;
	}
	return NULL;
}

/* Frames hold pointers into the list of mappings, which the next question changes: they get copies. */
static void keep_mappings(struct arena *arena, struct stack *stack)
{
	for (size_t i = 0; i < stack->count; i++)
		if (stack->frames[i].mapping)
			stack->frames[i].mapping = arena_copy(arena, stack->frames[i].mapping,
							      sizeof(*stack->frames[i].mapping));
}

static void walk(struct stacks *stacks, struct arena *arena, const struct sx_call *call, struct stack *stack)
{
	const unsigned char *bytes = NULL;
	const struct mappings *mappings;
	const struct wire_frame *start;
	size_t length = 0;

	start = recorded_stack(call, &bytes, &length);
	if (!start) {
		stack->incomplete = call->abi == WIRE_ABI_RING ? "what io_uring does has no callers" :
				    call->abi == WIRE_ABI_NATIVE ?
				    "the stack was not recorded: the ring was too full" :
				    "stacks of 32-bit programs are not recorded";
		return;
	}
	stack->frames[0].address = start->instruction_pointer;
	stack->count = 1;
	mappings = spaces_of_call(stacks->spaces, call, &stack->incomplete);
	if (!mappings)
		return;
	stack->incomplete = NULL;
	if (!stacks->unwinder)
		stacks->unwinder = unwinder_new(stacks->recording);
	unwinder_walk(stacks->unwinder, arena, mappings, start, bytes, length, stack);
	keep_mappings(arena, stack);
}

bool stack_of_call(struct arena *arena, const struct sx_call *call, struct stack *ret_stack)
{
	struct stacks *stacks = call_recording(call)->stacks;

	*ret_stack = (struct stack){0};
	if (!stacks || call_entry(call) != ENTRY_CALL)
		return false;
	pthread_mutex_lock(&stacks->lock);
	walk(stacks, arena, call, ret_stack);
	pthread_mutex_unlock(&stacks->lock);
	return true;
}

/* ---- as text ---- */

static uint64_t file_offset(const struct frame *frame)
{
	return frame->address - frame->mapping->start + frame->mapping->offset;
}

void stack_add_frame(struct text *text, const struct frame *frame)
{
	if (frame->function)
		text_add(text, frame->function);
	else
		text_format(text, "0x%" PRIx64, frame->address);
	if (frame->source)
		text_format(text, " at %s:%d", frame->source, frame->line);
	else if (frame->mapping)
		text_format(text, " in %s+0x%" PRIx64, frame->mapping->file->path, file_offset(frame));
}

void stack_add_lines(struct text *text, const struct stack *stack)
{
	for (size_t i = 0; i < stack->count; i++) {
		stack_add_frame(text, &stack->frames[i]);
		text_add_char(text, '\n');
	}
	if (stack->incomplete)
		text_format(text, "(incomplete: %s)\n", stack->incomplete);
}

void stack_add_strace(struct text *text, const struct sx_call *call, size_t most, bool has_sources)
{
	struct arena arena = {0};
	struct stack stack;

	if (!stack_of_call(&arena, call, &stack))
		return;
	for (size_t i = 0; i < stack.count && i < most; i++) {
		const struct frame *frame = &stack.frames[i];

		if (!frame->mapping)
			text_format(text, " > [0x%" PRIx64 "]", frame->address);
		else if (frame->function)
			text_format(text, " > %s(%s+0x%" PRIx64 ") [0x%" PRIx64 "]", frame->mapping->file->path,
				    frame->function, frame->offset, file_offset(frame));
		else
			text_format(text, " > %s() [0x%" PRIx64 "]", frame->mapping->file->path, file_offset(frame));
		if (has_sources && frame->function && frame->source)
			text_format(text, " %s:%d", frame->source, frame->line);
		text_add_char(text, '\n');
	}
	if (stack.incomplete && stack.count < most)
		text_format(text, " > (incomplete: %s)\n", stack.incomplete);
	arena_free(&arena);
}

/* Frames of libc, the loader and this library (below a function of sx_fork()) say nothing about the program. */
static bool is_foreign(const struct frame *frame)
{
	static const char *const names[] = {"libsysexpect.so", "libc.so", "libc-", "libc.musl", "libpthread", "ld-linux", "ld-musl", "ld-"};
	const char *name = frame->mapping ? strrchr(frame->mapping->file->path, '/') : NULL;

	if (frame->function && !strcmp(frame->function, "_start"))
		return true;
	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(name + 1, names[i], strlen(names[i])))
			return true;
	return false;
}

void stack_add_evidence(struct text *text, const struct sx_call *call, size_t margin, size_t most)
{
	struct arena arena = {0};
	struct stack stack;
	size_t first = 0, end, i;

	if (!stack_of_call(&arena, call, &stack))
		return;
	end = stack.count;
	while (first < end && is_foreign(&stack.frames[first]))
		first++;
	while (end > first && is_foreign(&stack.frames[end - 1]))
		end--;
	if (first == end) {	/* nothing else: then these */
		first = 0;
		end = stack.count;
	}
	for (i = first; i < end && i - first < most; i++) {
		text_add_repeated(text, ' ', margin);
		stack_add_frame(text, &stack.frames[i]);
		text_add_char(text, '\n');
	}
	if (i < end || stack.incomplete) {
		text_add_repeated(text, ' ', margin);
		if (i < end)
			text_format(text, "... %zu callers more\n", end - i);
		else
			text_format(text, "(incomplete: %s)\n", stack.incomplete);
	}
	arena_free(&arena);
}
