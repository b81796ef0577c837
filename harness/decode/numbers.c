/* SPDX-License-Identifier: MIT */
/* Arguments that are plain registers: numbers, flags, modes, ids, devices. */
#include "harness/decode/build.h"
#include "harness/decode/sets.h"

#include <sys/stat.h>

DECODE_KIND(decode_int)
{
	return value_number(d, (uint64_t)(int64_t)(int32_t)number, BASE_SIGNED);
}

DECODE_KIND(decode_task_id)
{
	return value_task_id(d, (int32_t)number, argument_id(argument, call_arg(d->call, argument->of)));
}

DECODE_KIND(decode_uint)
{
	return value_number(d, (uint32_t)number, BASE_UNSIGNED);
}

DECODE_KIND(decode_long)
{
	int64_t wide = is_compat(d) ? (int32_t)number : (int64_t)number;

	return value_number(d, (uint64_t)wide, BASE_SIGNED);
}

DECODE_KIND(decode_size)
{
	return value_number(d, number, BASE_UNSIGNED);
}

DECODE_KIND(decode_hex)
{
	return value_number(d, number, BASE_HEX);
}

DECODE_KIND(decode_hex32)
{
	return value_number(d, (uint32_t)number, BASE_HEX);
}

DECODE_KIND(decode_address)
{
	return value_address(d, number);
}

/* On i386 a 64-bit number takes two registers. */
static uint64_t register_pair(const struct decoding *d, unsigned low, unsigned high)
{
	return (uint32_t)call_arg(d->call, low) | (uint64_t)(uint32_t)call_arg(d->call, high) << 32;
}

static uint64_t wide_argument(const struct decoding *d, uint64_t number)
{
	return is_compat(d) ? register_pair(d, d->slot, d->slot + 1) : number;
}

DECODE_KIND(decode_offset)
{
	const struct argument *next = argument + 1;

	/* i386's old calls pass 32 bits in one register: then no spare register follows. */
	if (is_compat(d) && (d->slot + 1 >= SYSCALL_ARGS || next->kind != KIND_IGNORED))
		return value_number(d, (uint64_t)(int64_t)(int32_t)number, BASE_SIGNED);
	return value_number(d, wide_argument(d, number), BASE_SIGNED);
}

DECODE_KIND(decode_offset_high)
{
	uint64_t wide = is_compat(d) ? register_pair(d, d->slot + 1, d->slot) : number;

	return value_number(d, wide, BASE_SIGNED);
}

DECODE_KIND(decode_offset_hex)
{
	const struct argument *next = argument + 1;

	if (is_compat(d) && d->slot + 1 < SYSCALL_ARGS && next->kind == KIND_IGNORED)
		return value_number(d, wide_argument(d, number), BASE_HEX);
	return value_number(d, number, BASE_HEX);
}

DECODE_KIND(decode_offset_pages)
{
	return value_number(d, number * 4096, BASE_HEX);
}

DECODE_KIND(decode_flags)
{
	return value_flags(d, argument->set, number);
}

DECODE_KIND(decode_flags32)
{
	return value_flags(d, argument->set, (uint32_t)number);
}

DECODE_KIND(decode_flags64)
{
	return value_flags(d, argument->set, wide_argument(d, number));
}

DECODE_KIND(decode_mode)
{
	struct value *value = value_number(d, number & 0xffff, BASE_OCTAL);

	return value;
}

struct value *value_mode(struct decoding *d, unsigned mode)
{
	return value_flags(d, &constants_file_modes, mode);
}

DECODE_KIND(decode_mode_mknod)
{
	return value_mode(d, number & 0xffff);
}

struct value *value_id(struct decoding *d, uint32_t id)
{
	if (id == UINT32_MAX)
		return value_number(d, UINT64_MAX, BASE_SIGNED);
	return value_number(d, id, BASE_UNSIGNED);
}

DECODE_KIND(decode_id)
{
	return value_id(d, (uint32_t)number);
}

DECODE_KIND(decode_id16)
{
	uint16_t id = (uint16_t)number;

	return value_id(d, id == UINT16_MAX ? UINT32_MAX : id);
}

/* Bits of a dev_t as the kernel gives it to programs: minor 0-7 and 20-43, major 8-19 and 44-63. */
static struct value *makedev_of(struct decoding *d, uint64_t major, uint64_t minor, uint64_t number)
{
	struct value *value = value_call(d, "makedev");

	if (value) {
		value->number = number;
		value->is_named_number = true;
		value->base = BASE_HEX;
	}
	value_add(value, value_number(d, major, BASE_HEX));
	value_add(value, value_number(d, minor, BASE_HEX));
	return value;
}

struct value *value_dev(struct decoding *d, uint64_t dev)
{
	uint64_t major = ((dev >> 8) & 0xfff) | ((dev >> 32) & ~(uint64_t)0xfff);
	uint64_t minor = (dev & 0xff) | ((dev >> 12) & ~(uint64_t)0xff & 0xffffffff);

	return makedev_of(d, major & 0xffffffff, minor, dev);
}

DECODE_KIND(decode_dev)
{
	return value_dev(d, (uint32_t)number);
}

#define IOPRIO_CLASS_SHIFT 13

struct value *value_ioprio(struct decoding *d, uint32_t value)
{
	struct value *call = value_call(d, "IOPRIO_PRIO_VALUE");

	if (call) {
		call->number = (uint64_t)(int64_t)(int32_t)value;
		call->is_named_number = true;
		call->base = BASE_SIGNED;
	}
	value_add(call, value_flags(d, &constants_ioprio_classes, value >> IOPRIO_CLASS_SHIFT));
	value_add(call, value_number(d, value & ((1 << IOPRIO_CLASS_SHIFT) - 1), BASE_UNSIGNED));
	return call;
}

DECODE_KIND(decode_ioprio)
{
	return value_ioprio(d, (uint32_t)number);
}

DECODE_KIND(decode_signal)
{
	return value_signal(d, (int)number);
}
