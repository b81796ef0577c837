/* SPDX-License-Identifier: MIT */
/* Walks recorded stacks by the call frame information of the programs, with libdw. */
#include "harness/stacks.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORIES 8	/* kept: calls of several processes come mixed */
#define THREAD 1	/* libdw wants one; which does not matter */

/* Code as it stood in a process at some time, and what libdw knows about it. */
struct memory {
	struct mappings mappings;
	Dwfl *dwfl;
	uint64_t used;
};

struct unwinder {
	const struct recording *recording;
	struct memory memories[MEMORIES];
	uint64_t questions;
	/* the stack that is being walked */
	const struct wire_frame *start;
	const unsigned char *bytes;
	size_t length;
	bool is_past_end;	/* the way to the next frame leads past the bytes that were recorded */
	struct stack *stack;
	bool is_activation[STACK_FRAMES];
};

/* ---- what libdw asks ---- */

static pid_t next_thread(Dwfl *dwfl, void *context, void **thread)
{
	(void)dwfl;
	if (*thread)
		return 0;
	*thread = context;
	return THREAD;
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *context, void **thread)
{
	(void)dwfl;
	*thread = context;
	return tid == THREAD;
}

static bool read_memory(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *ret_word, void *context)
{
	struct unwinder *unwinder = context;
	uint64_t at = address - unwinder->start->stack_pointer;

	(void)dwfl;
	if (address < unwinder->start->stack_pointer || at > unwinder->length ||
	    unwinder->length - at < sizeof(*ret_word)) {
		unwinder->is_past_end = true;
		return false;
	}
	memcpy(ret_word, unwinder->bytes + at, sizeof(*ret_word));
	return true;
}

/* Numbers of registers as DWARF has them: System V ABI of x86-64, figure 3.36; DWARF for the Arm 64-bit architecture. */
static bool set_registers(Dwfl_Thread *thread, void *context)
{
	const struct unwinder *unwinder = context;
	const struct wire_frame *start = unwinder->start;
	Dwarf_Word pc = start->instruction_pointer, sp = start->stack_pointer;
#ifdef __x86_64__
	Dwarf_Word bx = start->saved[0], bp = start->saved[1];

	return dwfl_thread_state_registers(thread, 3, 1, &bx) && dwfl_thread_state_registers(thread, 6, 1, &bp) &&
	       dwfl_thread_state_registers(thread, 7, 1, &sp) &&
	       dwfl_thread_state_registers(thread, 12, 4, (const Dwarf_Word *)start->saved + 2) &&
	       dwfl_thread_state_registers(thread, 16, 1, &pc);
#else
	if (!dwfl_thread_state_registers(thread, 19, 12, (const Dwarf_Word *)start->saved) ||
	    !dwfl_thread_state_registers(thread, 31, 1, &sp))
		return false;
	dwfl_thread_state_register_pc(thread, pc);
	return true;
#endif
}

static const Dwfl_Thread_Callbacks thread_callbacks = {
	.next_thread = next_thread,
	.get_thread = get_thread,
	.memory_read = read_memory,
	.set_initial_registers = set_registers,
};

static const Dwfl_Callbacks file_callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
};

static int take_frame(Dwfl_Frame *state, void *context)
{
	struct unwinder *unwinder = context;
	struct stack *stack = unwinder->stack;
	Dwarf_Addr pc;

	unwinder->is_past_end = false;
	if (stack->count == STACK_FRAMES || !dwfl_frame_pc(state, &pc, &unwinder->is_activation[stack->count]))
		return DWARF_CB_ABORT;
	stack->frames[stack->count++].address = pc;
	return DWARF_CB_OK;
}

/* ---- code ---- */

/* How much higher the file was loaded than it says, by its segment that has the bytes of the mapping. */
static bool find_bias(int fd, const struct mapping *mapping, uint64_t *ret_bias)
{
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	bool is_found = false;
	GElf_Phdr segment;
	size_t count, i;

	if (!elf || gelf_getclass(elf) != ELFCLASS64 || elf_getphdrnum(elf, &count) < 0)
		count = 0;
	for (i = 0; i < count && !is_found && gelf_getphdr(elf, (int)i, &segment); i++) {
		if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_X) ||
		    mapping->offset + 4095 < segment.p_offset || mapping->offset >= segment.p_offset + segment.p_filesz)
			continue;
		*ret_bias = mapping->start - (segment.p_vaddr + mapping->offset - segment.p_offset);
		is_found = true;
	}
	elf_end(elf);
	return is_found;
}

static void report_file(struct unwinder *unwinder, Dwfl *dwfl, const struct mapping *mapping)
{
	int fd = mapped_file_open(mapping->file, unwinder->recording);
	uint64_t bias;

	if (fd < 0)
		return;
	if (dwfl_addrmodule(dwfl, mapping->start) || !find_bias(fd, mapping, &bias) ||
	    !dwfl_report_elf(dwfl, mapping->file->path, mapping->file->path, fd, bias, true))
		close(fd);
}

static Dwfl *describe(struct unwinder *unwinder, const struct mappings *mappings)
{
	Dwfl *dwfl = dwfl_begin(&file_callbacks);

	if (!dwfl)
		return NULL;
	elf_version(EV_CURRENT);
	dwfl_report_begin(dwfl);
	for (size_t i = 0; i < mappings->count; i++)
		if (!i || mappings->list[i].file != mappings->list[i - 1].file)
			report_file(unwinder, dwfl, &mappings->list[i]);
	if (dwfl_report_end(dwfl, NULL, NULL) == 0 && dwfl_attach_state(dwfl, NULL, THREAD, &thread_callbacks, unwinder))
		return dwfl;
	dwfl_end(dwfl);
	return NULL;
}

static bool is_equal(const struct mappings *a, const struct mappings *b)
{
	return a->count == b->count && (!a->count || !memcmp(a->list, b->list, a->count * sizeof(*a->list)));
}

static struct memory *find_memory(struct unwinder *unwinder, const struct mappings *mappings)
{
	struct memory *oldest = &unwinder->memories[0], *memory = unwinder->memories;

	unwinder->questions++;
	for (; memory < unwinder->memories + MEMORIES; memory++) {
		if (memory->used && is_equal(&memory->mappings, mappings)) {
			memory->used = unwinder->questions;
			return memory;
		}
		if (memory->used < oldest->used)
			oldest = memory;
	}
	dwfl_end(oldest->dwfl);
	free(oldest->mappings.list);
	*oldest = (struct memory){.used = unwinder->questions};
	oldest->mappings.list = malloc((mappings->count + 1) * sizeof(*mappings->list));
	if (!oldest->mappings.list) {
		oldest->used = 0;
		return NULL;
	}
	if (mappings->count)
		memcpy(oldest->mappings.list, mappings->list, mappings->count * sizeof(*mappings->list));
	oldest->mappings.count = mappings->count;
	oldest->dwfl = describe(unwinder, mappings);
	return oldest;
}

/* ---- frames ---- */

static const struct mapping *mapping_of(const struct mappings *mappings, uint64_t address)
{
	for (size_t i = 0; i < mappings->count; i++)
		if (address >= mappings->list[i].start && address < mappings->list[i].end)
			return &mappings->list[i];
	return NULL;
}

/* Whether the step from this frame to the next was laid down by the compiler; without that libdw guesses. */
static bool has_frame_information(Dwfl_Module *module, Dwarf_Addr address)
{
	Dwarf_Frame *frame = NULL;
	Dwarf_Addr bias = 0;
	Dwarf_CFI *cfi = dwfl_module_eh_cfi(module, &bias);
	bool has = cfi && dwarf_cfi_addrframe(cfi, address - bias, &frame) == 0;

	free(frame);
	if (has)
		return true;
	frame = NULL;
	cfi = dwfl_module_dwarf_cfi(module, &bias);
	has = cfi && dwarf_cfi_addrframe(cfi, address - bias, &frame) == 0;
	free(frame);
	return has;
}

static void name_frame(struct arena *arena, Dwfl_Module *module, Dwarf_Addr address, struct frame *frame)
{
	GElf_Off offset = 0;
	GElf_Sym symbol;
	const char *name = dwfl_module_addrinfo(module, address, &offset, &symbol, NULL, NULL, NULL);
	Dwfl_Line *line = dwfl_module_getsrc(module, address);
	const char *source = line ? dwfl_lineinfo(line, NULL, &frame->line, NULL, NULL, NULL) : NULL;

	if (name) {
		/* without the version that .symtab puts behind it */
		frame->function = arena_format(arena, "%.*s", (int)strcspn(name, "@"), name);
		frame->offset = offset + (frame->address - address);
	}
	if (source && frame->line > 0)
		frame->source = arena_copy(arena, source, strlen(source) + 1);
}

static const char *why_ended(const struct unwinder *unwinder, const struct frame *last)
{
	if (unwinder->stack->count == STACK_FRAMES)
		return "64 callers are shown";
	if (unwinder->is_past_end && unwinder->length == WIRE_STACK_MOST)
		return "8 KiB of the stack are recorded";
	return last->mapping ? "its caller could not be found" : "it is not known what code this is";
}

/* Names for the frames, up to the first whose caller is not certain. */
static void name_frames(struct unwinder *unwinder, struct arena *arena, Dwfl *dwfl, const struct mappings *mappings,
			bool is_whole)
{
	struct stack *stack = unwinder->stack;
	size_t i;

	for (i = 0; i < stack->count; i++) {
		struct frame *frame = &stack->frames[i];
		/* A caller goes on behind its call instruction, which may be the last of its function. */
		Dwarf_Addr address = frame->address - (unwinder->is_activation[i] ? 0 : 1);
		Dwfl_Module *module;

		frame->mapping = mapping_of(mappings, address);
		module = frame->mapping ? dwfl_addrmodule(dwfl, address) : NULL;
		if (module)
			name_frame(arena, module, address, frame);
		if (!module || !has_frame_information(module, address))
			break;
	}
	if (i < stack->count) {
		const char *function = stack->frames[i].function;

		stack->count = i + 1;
		if (!function || strcmp(function, "_start"))	/* nobody called that one */
			stack->incomplete = function ? "no unwind table for its frame" :
					    "it is not known what code this is";
	} else if (!is_whole) {
		stack->incomplete = why_ended(unwinder, &stack->frames[stack->count - 1]);
	}
}

void unwinder_walk(struct unwinder *unwinder, struct arena *arena, const struct mappings *mappings,
		   const struct wire_frame *start, const unsigned char *bytes, size_t length, struct stack *stack)
{
	struct memory *memory = unwinder ? find_memory(unwinder, mappings) : NULL;
	int r;

	if (!memory || !memory->dwfl) {
		stack->frames[0].mapping = mapping_of(mappings, stack->frames[0].address);
		stack->incomplete = memory ? "none of its files is there as it was" : "out of memory";
		return;
	}
	unwinder->start = start;
	unwinder->bytes = bytes;
	unwinder->length = length;
	unwinder->is_past_end = false;
	unwinder->stack = stack;
	stack->count = 0;
	r = dwfl_getthread_frames(memory->dwfl, THREAD, take_frame, unwinder);
	if (!stack->count) {
		stack->frames[0].address = start->instruction_pointer;
		stack->count = 1;
		unwinder->is_activation[0] = true;
	}
	/* libdw takes a return address that it cannot read for the end of the stack. */
	name_frames(unwinder, arena, memory->dwfl, mappings, r == 0 && !unwinder->is_past_end);
	unwinder->stack = NULL;
}

struct unwinder *unwinder_new(const struct recording *recording)
{
	struct unwinder *unwinder = calloc(1, sizeof(*unwinder));

	if (unwinder)
		unwinder->recording = recording;
	return unwinder;
}

struct unwinder *unwinder_free(struct unwinder *unwinder)
{
	if (!unwinder)
		return NULL;
	for (size_t i = 0; i < MEMORIES; i++) {
		dwfl_end(unwinder->memories[i].dwfl);
		free(unwinder->memories[i].mappings.list);
	}
	free(unwinder);
	return NULL;
}
