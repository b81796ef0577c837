/* SPDX-License-Identifier: MIT */
/* Who called: the frames behind a call, from the bytes of its stack, with functions and lines. */
#ifndef SX_STACKS_H
#define SX_STACKS_H

#include "harness/base/arena.h"
#include "harness/base/text.h"
#include "harness/recording.h"
#include "harness/spaces.h"

#define STACK_FRAMES 64		/* the innermost that are shown */

struct frame {
	uint64_t address;	/* where the caller goes on; of the first: behind the call itself */
	const struct mapping *mapping;	/* code it stands in; NULL: not known */
	const char *function;	/* NULL: not known */
	uint64_t offset;	/* from its start */
	const char *source;	/* file of the line; NULL: not known */
	int line;
};

/* Strings live in the arena that was handed in. */
struct stack {
	struct frame frames[STACK_FRAMES];
	size_t count;
	const char *incomplete;	/* why it ends before the outermost frame; NULL: it does not */
};

struct stacks;

struct stacks *stacks_new(const struct recording *recording);	/* NULL: out of memory */
struct stacks *stacks_free(struct stacks *stacks);		/* NULL is nothing */

/* As records come; see spaces.h. */
int stacks_follow(struct stacks *stacks, uint64_t task, const struct sx_call *call);
int stacks_fork(struct stacks *stacks, uint64_t parent, uint64_t child, bool shares, uint64_t ns);
int stacks_seed(struct stacks *stacks, const char *maps_path, uint64_t ns);

/* The frames of a call; false: stacks were not asked for, or it is no call. */
bool stack_of_call(struct arena *arena, const struct sx_call *call, struct stack *ret_stack);

/* "load_config at src/config.c:88" and so on: one line for each frame. */
void stack_add_frame(struct text *text, const struct frame *frame);
void stack_add_lines(struct text *text, const struct stack *stack);

/* The same as strace -k prints it: " > /usr/lib/libc.so.6(read+0x14) [0xf8a84]"; with sources as -kk does, the line of a
 * frame behind it: " src/main.c:12". At most `most` frames. */
void stack_add_strace(struct text *text, const struct sx_call *call, size_t most, bool has_sources);

/* For reports: the frames of the program's own code, at most `most`, each on a line that begins with `margin` blanks. */
void stack_add_evidence(struct text *text, const struct sx_call *call, size_t margin, size_t most);

/* ---- shared with stacks_unwind.c ---- */

struct unwinder;

struct unwinder *unwinder_new(const struct recording *recording);	/* NULL: out of memory, or built without */
struct unwinder *unwinder_free(struct unwinder *unwinder);

/* Fill in frames, functions and lines. */
void unwinder_walk(struct unwinder *unwinder, struct arena *arena, const struct mappings *mappings,
		   const struct wire_frame *start, const unsigned char *bytes, size_t length, struct stack *stack);

#endif
