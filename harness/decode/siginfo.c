/* SPDX-License-Identifier: MIT */
/* siginfo_t: what the kernel or another process says about a signal. */
#include "harness/decode/fields.h"

#include <signal.h>
#include <string.h>

/* The union behind si_signo, si_errno, si_code. */
struct fields {
	const unsigned char *bytes;
	size_t length;
	size_t word;
};

static uint64_t part(const struct fields *fields, size_t at, size_t size)
{
	return at + size <= fields->length ? get_unsigned(fields->bytes + at, size) : 0;
}

/* A long of the program's ABI. */
static uint64_t signed_part(const struct fields *fields, size_t at)
{
	uint64_t number = part(fields, at, fields->word);

	return fields->word == 4 ? (uint64_t)(int64_t)(int32_t)number : number;
}

static void add_signed(struct decoding *d, struct value *info, const char *name, uint64_t number)
{
	value_field(info, name, value_number(d, (uint64_t)(int64_t)(int32_t)number, BASE_SIGNED));
}

static void add_sender(struct decoding *d, struct value *info, const struct fields *fields)
{
	value_field(info, "si_pid", value_task_id(d, (int32_t)part(fields, 0, 4), ID_OF_TASK));
	value_field(info, "si_uid", value_id(d, (uint32_t)part(fields, 4, 4)));
}

/* sigval */
static void add_value(struct decoding *d, struct value *info, const struct fields *fields, size_t at)
{
	add_signed(d, info, "si_int", part(fields, at, 4));
	value_field(info, "si_ptr", value_address(d, part(fields, at, fields->word)));
}

static void add_value_if_any(struct decoding *d, struct value *info, const struct fields *fields)
{
	if (part(fields, 8, fields->word))
		add_value(d, info, fields, 8);
}

static void add_band(struct decoding *d, struct value *info, const struct fields *fields)
{
	value_field(info, "si_band", value_number(d, signed_part(fields, 0), BASE_SIGNED));
	value_field(info, "si_fd", value_fd(d, -1, (int)part(fields, fields->word, 4)));
}

const struct constants *signal_codes(int signal)
{
	switch (signal) {
	case SIGTRAP:
		return &constants_si_codes_trap;
	case SIGCHLD:
		return &constants_si_codes_chld;
	case SIGPOLL:
		return &constants_si_codes_poll;
	case SIGILL:
		return &constants_si_codes_ill;
	case SIGFPE:
		return &constants_si_codes_fpe;
	case SIGSEGV:
		return &constants_si_codes_segv;
	case SIGBUS:
		return &constants_si_codes_bus;
	case SIGSYS:
		return &constants_si_codes_sys;
	default:
		return &constants_si_codes;
	}
}

#define CODE_KERNEL 0x80

static struct value *code_value(struct decoding *d, int signal, int code)
{
	const struct constants *set = code <= 0 || code == CODE_KERNEL ? &constants_si_codes : signal_codes(signal);
	uint64_t number = (uint64_t)(int64_t)code;

	return value_flags(d, set, has_name(set, number) ? number : (uint32_t)number);
}

static void add_child(struct decoding *d, struct value *info, const struct fields *fields, int code)
{
	size_t times = fields->word == 8 ? 16 : 12;
	uint32_t status = (uint32_t)part(fields, 8, 4);

	add_sender(d, info, fields);
	if (code == CLD_EXITED)
		add_signed(d, info, "si_status", status);
	else
		value_field(info, "si_status", value_signal(d, (int)status));
	value_field(info, "si_utime", value_ticks(d, signed_part(fields, times)));
	value_field(info, "si_stime", value_ticks(d, signed_part(fields, times + fields->word)));
}

#define AUDIT_ARCH_64 0xc000003e
#define AUDIT_ARCH_32 0x40000003

static struct value *numbered_word(struct decoding *d, const char *word, uint64_t number, enum number_base base)
{
	struct value *value = value_word(d, word);

	if (!value)
		return NULL;
	value->is_named_number = true;
	value->number = number;
	value->base = base;
	return value;
}

struct value *value_call_name(struct decoding *d, uint32_t number, uint32_t arch)
{
	const struct syscall *row = syscall_of(arch == AUDIT_ARCH_32 ? WIRE_ABI_COMPAT : WIRE_ABI_NATIVE, number);

	if (!row->is_known || (arch != AUDIT_ARCH_64 && arch != AUDIT_ARCH_32))
		return value_number(d, number, BASE_UNSIGNED);
	return numbered_word(d, arena_format(d->arena, "__NR_%s", row->name), number, BASE_UNSIGNED);
}

struct value *value_arch(struct decoding *d, uint32_t arch)
{
	if (arch != AUDIT_ARCH_64 && arch != AUDIT_ARCH_32)
		return value_flags(d, &constants_audit_archs, arch);
	return numbered_word(d, arch == AUDIT_ARCH_64 ? "AUDIT_ARCH_X86_64" : "AUDIT_ARCH_I386", arch, BASE_HEX);
}

struct value *value_errno(struct decoding *d, int error)
{
	const char *name = errno_name(error < 0 ? -error : error);

	if (!error || !name)
		return value_number(d, (uint64_t)(int64_t)error, BASE_SIGNED);
	return numbered_word(d, arena_format(d->arena, "%s%s", error < 0 ? "-" : "", name), (uint64_t)(int64_t)error,
			     BASE_SIGNED);
}

static void add_system(struct decoding *d, struct value *info, const struct fields *fields)
{
	uint32_t number = (uint32_t)part(fields, fields->word, 4);
	uint32_t arch = (uint32_t)part(fields, fields->word + 4, 4);

	value_field(info, "si_call_addr", value_address(d, part(fields, 0, fields->word)));
	value_field(info, "si_syscall", value_call_name(d, number, arch));
	value_field(info, "si_arch", value_arch(d, arch));
}

#define TRAP_PERF_CODE 6	/* TRAP_PERF */

/* What some faults say besides the address, behind it. */
static void add_fault(struct decoding *d, struct value *info, const struct fields *fields, int signal, int code)
{
	size_t behind = 2 * fields->word;	/* there is padding to the alignment of a pointer */

	value_field(info, "si_addr", value_address(d, part(fields, 0, fields->word)));
	if (signal == SIGBUS && (code == BUS_MCEERR_AR || code == BUS_MCEERR_AO)) {
		value_field(info, "si_addr_lsb", value_number(d, part(fields, fields->word, 2), BASE_HEX));
	} else if (signal == SIGSEGV && code == SEGV_BNDERR) {
		value_field(info, "si_lower", value_address(d, part(fields, behind, fields->word)));
		value_field(info, "si_upper", value_address(d, part(fields, behind + fields->word, fields->word)));
	} else if (signal == SIGSEGV && code == SEGV_PKUERR) {
		value_field(info, "si_pkey", value_number(d, part(fields, behind, 4), BASE_UNSIGNED));
	} else if (signal == SIGTRAP && code == TRAP_PERF_CODE) {
		value_field(info, "si_perf_data", value_number(d, part(fields, fields->word, fields->word), BASE_HEX));
		value_field(info, "si_perf_type", value_flags(d, &constants_perf_types, part(fields, behind, 4)));
		value_field(info, "si_perf_flags", value_flags(d, &constants_trap_flags, part(fields, behind + 4, 4)));
	}
}

static void add_by_signal(struct decoding *d, struct value *info, const struct fields *fields, int signal, int code)
{
	switch (signal) {
	case SIGCHLD:
		add_child(d, info, fields, code);
		break;
	case SIGILL:
	case SIGFPE:
	case SIGSEGV:
	case SIGBUS:
	case SIGTRAP:
		add_fault(d, info, fields, signal, code);
		break;
	case SIGPOLL:
		if (code >= POLL_IN && code <= POLL_HUP)
			add_band(d, info, fields);
		break;
	case SIGSYS:
		add_system(d, info, fields);
		break;
	default:
		if (part(fields, 0, 4) || part(fields, 4, 4))
			add_sender(d, info, fields);
		add_value_if_any(d, info, fields);
		break;
	}
}

struct value *value_siginfo(struct decoding *d, int signal, int error, int code, const unsigned char *bytes,
			    size_t length, size_t word)
{
	struct fields fields = {.bytes = bytes, .length = length, .word = word};
	struct value *info = value_struct(d, 0);

	if (!signal)
		return info;
	value_field(info, "si_signo", value_signal(d, signal));
	value_field(info, "si_code", code_value(d, signal, code));
	if (error)
		value_field(info, "si_errno", error > 0 ? value_errno(d, error) :
							  value_number(d, (uint32_t)error, BASE_UNSIGNED));
	if (code == SI_TIMER) {
		value_field(info, "si_timerid", value_number(d, part(&fields, 0, 4), BASE_HEX));
		add_signed(d, info, "si_overrun", part(&fields, 4, 4));
		add_value(d, info, &fields, 8);
	} else if (code == SI_USER || code == SI_TKILL) {
		add_sender(d, info, &fields);
	} else if (code == SI_SIGIO) {
		add_band(d, info, &fields);
	} else if (code < 0) {
		add_sender(d, info, &fields);
		add_value_if_any(d, info, &fields);
	} else {
		add_by_signal(d, info, &fields, signal, code);
	}
	return info;
}

static struct value *decode_siginfo(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d);
	size_t fields_at = word == 8 ? 16 : 12;
	struct value *info = value_siginfo(d, (int)get_signed(bytes, 4), (int)get_signed(bytes + 4, 4),
					   (int)get_signed(bytes + 8, 4), bytes + fields_at, length - fields_at, word);

	if (info)
		info->address = address;
	return info;
}
LAYOUT_BY(siginfo, 128, 128, decode_siginfo)
