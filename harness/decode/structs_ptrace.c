/* SPDX-License-Identifier: MIT */
/* What ptrace reads and writes: registers as offsets and vectors, calls, queued signals. */
#include "harness/decode/fields.h"

#include <linux/audit.h>
#include <linux/elf.h>
#include <linux/elf-em.h>
#include <stddef.h>
#include <string.h>

#ifdef __aarch64__
#define AUDIT_ARCH_NATIVE AUDIT_ARCH_AARCH64
#else
#define AUDIT_ARCH_NATIVE AUDIT_ARCH_X86_64
#endif
#define AUDIT_ARCH_COMPAT AUDIT_ARCH_I386

/* ---- offsets in struct user ---- */

struct place {
	uint16_t offset;
	const char *name;
};

#ifdef __x86_64__
static const struct place places[] = {
	{0, "8*R15"}, {8, "8*R14"}, {16, "8*R13"}, {24, "8*R12"}, {32, "8*RBP"}, {40, "8*RBX"}, {48, "8*R11"},
	{56, "8*R10"}, {64, "8*R9"}, {72, "8*R8"}, {80, "8*RAX"}, {88, "8*RCX"}, {96, "8*RDX"}, {104, "8*RSI"},
	{112, "8*RDI"}, {120, "8*ORIG_RAX"}, {128, "8*RIP"}, {136, "8*CS"}, {144, "8*EFL"}, {152, "8*RSP"}, {160, "8*SS"},
	{216, "offsetof(struct user, u_fpvalid)"}, {224, "offsetof(struct user, i387)"},
	{736, "offsetof(struct user, u_tsize)"}, {744, "offsetof(struct user, u_dsize)"},
	{752, "offsetof(struct user, u_ssize)"}, {760, "offsetof(struct user, start_code)"},
	{768, "offsetof(struct user, start_stack)"}, {776, "offsetof(struct user, signal)"},
	{784, "offsetof(struct user, reserved)"}, {792, "offsetof(struct user, u_ar0)"},
	{800, "offsetof(struct user, u_fpstate)"}, {808, "offsetof(struct user, magic)"},
	{816, "offsetof(struct user, u_comm)"}, {848, "offsetof(struct user, u_debugreg)"}, {912, "sizeof(struct user)"},
};
#define LAST_PLACE 912

static const struct place *place_of(uint64_t offset)
{
	const struct place *place = NULL;

	if (offset > LAST_PLACE)
		return NULL;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && places[i].offset <= offset; i++)
		place = &places[i];
	return place;
}
bool is_user_offset(const char *name)
{
	size_t length = strcspn(name, "+");

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strlen(places[i].name) == length && !strncmp(places[i].name, name, length))
			return true;
	return false;
}
#else
static const struct place *place_of(uint64_t offset)
{
	return NULL;
}

bool is_user_offset(const char *name)
{
	return false;
}
#endif

DECODE_KIND(decode_user_offset)
{
	const struct place *place = place_of(number);
	struct value *value;

	if (!place)
		return value_address(d, number);
	value = value_word(d, place->offset == number ? place->name :
						       arena_format(d->arena, "%s+%u", place->name,
								    (unsigned)(number - place->offset)));
	if (value) {
		value->number = number;
		value->is_named_number = true;
		value->is_address = true;
		value->base = BASE_HEX;
	}
	return value;
}

/* ---- registers ---- */

#ifdef __x86_64__
#define REGISTER(name, n) SAME(name, HEX, 8 * (n), 8)
static const struct field user_regs_fields[] = {
	REGISTER("r15", 0), REGISTER("r14", 1), REGISTER("r13", 2), REGISTER("r12", 3), REGISTER("rbp", 4),
	REGISTER("rbx", 5), REGISTER("r11", 6), REGISTER("r10", 7), REGISTER("r9", 8), REGISTER("r8", 9),
	REGISTER("rax", 10), REGISTER("rcx", 11), REGISTER("rdx", 12), REGISTER("rsi", 13), REGISTER("rdi", 14),
	REGISTER("orig_rax", 15), REGISTER("rip", 16), REGISTER("cs", 17), REGISTER("eflags", 18), REGISTER("rsp", 19),
	REGISTER("ss", 20), REGISTER("fs_base", 21), REGISTER("gs_base", 22), REGISTER("ds", 23), REGISTER("es", 24),
	REGISTER("fs", 25), REGISTER("gs", 26), {NULL},
};
LAYOUT_SAME(user_regs, 216)

static const struct field user_fpregs_fields[] = {
	SAME("cwd",	  HEX,	  0, 2),     SAME("swd",       HEX, 2, 2),  SAME("ftw", HEX, 4, 2), SAME("fop", HEX, 6, 2),
	SAME("rip",	  HEX,	  8, 8),     SAME("rdp",       HEX, 16, 8),
	SAME("mxcsr",	  HEX,	  24, 4),    SAME("mxcr_mask", HEX, 28, 4),
	SAME("st_space",  HEX,	  32, 4,     UP_TO(32)),
	SAME("xmm_space", HEX,	  160, 4,    UP_TO(64)),
	SAME("padding",	  HEX,	  416, 4,    UP_TO(24)),
	{NULL},
};
LAYOUT_SAME(user_fpregs, 512)

static const struct layout *registers_of(const struct decoding *d, uint64_t note)
{
	if (is_compat(d))
		return NULL;
	return note == NT_PRSTATUS ? &layout_user_regs : note == NT_PRFPREG ? &layout_user_fpregs : NULL;
}
#else
static const struct layout *registers_of(const struct decoding *d, uint64_t note)
{
	return NULL;
}
#endif

/* What the vector points to: the registers as far as it reaches, where they are whole words. */
static struct value *registers_value(struct decoding *d, uint64_t base, uint64_t length, bool is_filled)
{
	const struct layout *layout = registers_of(d, argument_word(d, 2));
	struct value *registers;
	struct memory memory;

	if (!layout || !base || !length || length % 8 || (is_filled && !has_result(d)) ||
	    (is_filled ? !memory_at_exit(d, base, &memory) : !memory_at_entry(d, base, &memory)) ||
	    memory.state == STATE_UNREAD || !memory.length)
		return value_address(d, base);
	registers = layout->decode(d, memory.bytes, memory.length < length ? memory.length : length, base);
	if (registers && length > layout->size)
		registers->has_more = true;
	return registers;
}

/* The vector of a register set: the kernel writes how much of it there is. */
static struct value *decode_register_vector(struct decoding *d, const unsigned char *bytes, size_t length,
					    uint64_t address)
{
	bool is_filled = d->row->args[d->slot].kind == KIND_INOUT_STRUCT;
	size_t word = word_size(d);
	struct value *vector = value_struct(d, address), *size;
	const unsigned char *asked = bytes_at_entry(d, address, 2 * word), *left = bytes_at_exit(d, address, 2 * word);
	uint64_t base = get_unsigned(bytes, word), given = get_unsigned(bytes + word, word);

	value_field(vector, "iov_base", registers_value(d, base, given, is_filled));
	if (left)
		given = get_unsigned(left + word, word);
	size = value_number(d, given, BASE_UNSIGNED);
	if (asked && get_unsigned(asked + word, word) != given) {
		size = value_change(d, value_number(d, get_unsigned(asked + word, word), BASE_UNSIGNED), size);
		if (size)
			size->is_bare = true;
	}
	value_field(vector, "iov_len", size);
	return vector;
}
LAYOUT_BY(register_vector, 16, 8, decode_register_vector)

/* ---- signals that wait ---- */

static const struct field peeksiginfo_fields[] = {
	SAME("off",   UNSIGNED, 0, 8),
	SAME("flags", FLAGS,	8, 4, SET(constants_peeksiginfo_flags)),
	SAME("nr",    UNSIGNED, 12, 4),
	{NULL},
};
LAYOUT_SAME(peeksiginfo, 16)

/* ---- the call that a thread stopped in ---- */

#define INFO_ENTRY	1
#define INFO_EXIT	2
#define INFO_SECCOMP	3

#define ARGS_AT		32
#define ENTRY_AT	24
#define SECCOMP_END	84

/* A call by its name where the architecture is ours. */
static struct value *call_name_value(struct decoding *d, uint64_t number, uint32_t arch)
{
	const struct syscall *row = NULL;
	struct value *value;

	if (arch == AUDIT_ARCH_NATIVE)
		row = syscall_of(WIRE_ABI_NATIVE, (unsigned)number);
	else if (arch == AUDIT_ARCH_COMPAT)
		row = syscall_of(WIRE_ABI_COMPAT, (unsigned)number);
	if (!row || !row->is_known || number > UINT32_MAX)
		return value_number(d, number, row ? BASE_HEX : BASE_UNSIGNED);
	value = value_word(d, arena_format(d->arena, "__NR_%s", row->name));
	if (value) {
		value->number = number;
		value->is_named_number = true;
		value->base = BASE_UNSIGNED;
	}
	return value;
}

static struct value *entry_value(struct decoding *d, const unsigned char *bytes, size_t length, bool is_seccomp)
{
	struct value *entry = value_struct(d, 0), *array;
	size_t count = (length - ARGS_AT) / 8;

	value_field(entry, "nr", call_name_value(d, get_unsigned(bytes + ENTRY_AT, 8), (uint32_t)get_unsigned(bytes + 4, 4)));
	if (!count)
		return entry;
	array = value_array(d, 0);
	for (size_t i = 0; i < count && i < SYSCALL_ARGS; i++)
		value_add(array, value_number(d, get_unsigned(bytes + ARGS_AT + 8 * i, 8), BASE_HEX));
	value_field(entry, "args", array);
	if (is_seccomp && length >= SECCOMP_END)
		value_field(entry, "ret_data", value_number(d, get_unsigned(bytes + 80, 4), BASE_UNSIGNED));
	return entry;
}

static struct value *exit_value(struct decoding *d, const unsigned char *bytes, size_t length)
{
	struct value *exit = value_struct(d, 0), *result;
	int64_t number = get_signed(bytes + ENTRY_AT, 8);
	bool is_whole = length > ARGS_AT;
	const char *name = is_whole && bytes[ARGS_AT] && number < 0 && number > -4096 ? errno_name((int)-number) : NULL;

	result = name ? value_word(d, arena_format(d->arena, "-%s", name)) :
			value_number(d, (uint64_t)number, BASE_SIGNED);
	if (result && name) {
		result->number = (uint64_t)number;
		result->is_named_number = true;
		result->base = BASE_SIGNED;
	}
	value_field(exit, "rval", result);
	if (is_whole)
		value_field(exit, "is_error", value_number(d, bytes[ARGS_AT], BASE_UNSIGNED));
	return exit;
}

/* As much of it as the program had room for. */
static struct value *decode_syscall_info(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *info = value_struct(d, address);

	if (!length)
		return value_address(d, address);
	value_field(info, "op", value_flags(d, &constants_syscall_info_ops, bytes[0]));
	if (length >= 8)
		value_field(info, "arch", value_flags(d, &constants_audit_archs, get_unsigned(bytes + 4, 4)));
	if (length >= 16)
		value_field(info, "instruction_pointer", value_address(d, get_unsigned(bytes + 8, 8)));
	if (length >= ENTRY_AT)
		value_field(info, "stack_pointer", value_address(d, get_unsigned(bytes + 16, 8)));
	if (length < ARGS_AT)
		return info;
	switch (bytes[0]) {
	case INFO_ENTRY:
		value_field(info, "entry", entry_value(d, bytes, length, false));
		break;
	case INFO_SECCOMP:
		value_field(info, "seccomp", entry_value(d, bytes, length, true));
		break;
	case INFO_EXIT:
		value_field(info, "exit", exit_value(d, bytes, length));
		break;
	}
	return info;
}
LAYOUT_BY(syscall_info, 1, 1, decode_syscall_info)

/* The first field is asked with, the second the answer. The result is how much the kernel has of both. */
static struct value *decode_seccomp_metadata(struct decoding *d, const unsigned char *bytes, size_t length,
					     uint64_t address)
{
	const unsigned char *asked = bytes_at_entry(d, address, 8), *answer = bytes_at_exit(d, address, 16);
	struct value *metadata;

	if (argument_word(d, 2) < 8 || !asked)
		return value_address(d, address);
	metadata = value_struct(d, address);
	value_field(metadata, "filter_off", value_number(d, get_unsigned(asked, 8), BASE_UNSIGNED));
	if (!has_result(d) || d->call->ret <= 8)
		return metadata;
	if (d->call->ret >= 16 && answer)
		value_field(metadata, "flags", value_flags(d, &constants_seccomp_filter_flags, get_unsigned(answer + 8, 8)));
	if (metadata) {
		metadata->is_more_unread = d->call->ret < 16 || !answer;
		metadata->has_more = metadata->is_more_unread || d->call->ret > 16;
	}
	return metadata;
}
LAYOUT_BY(seccomp_metadata, 1, 1, decode_seccomp_metadata)
