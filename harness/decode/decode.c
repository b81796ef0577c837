/* SPDX-License-Identifier: MIT */
/* Arguments and results of a call as values: which decoder each kind has. */
#include "harness/decode/build.h"

#include <string.h>
#include <sys/stat.h>

#include "harness/decode/layouts.h"
#include "harness/decode/print.h"
#include "harness/decode/sets.h"

static const decode_kind kinds[KIND_LAST] = {
	[KIND_INT] = decode_int,
	[KIND_UINT] = decode_uint,
	[KIND_LONG] = decode_long,
	[KIND_SIZE] = decode_size,
	[KIND_HEX] = decode_hex,
	[KIND_HEX32] = decode_hex32,
	[KIND_ADDRESS] = decode_address,
	[KIND_OFFSET] = decode_offset,
	[KIND_OFFSET_HIGH] = decode_offset_high,
	[KIND_OFFSET_HEX] = decode_offset_hex,
	[KIND_OFFSET_PAGES] = decode_offset_pages,
	[KIND_FD] = decode_fd,
	[KIND_DIRFD] = decode_dirfd,
	[KIND_FD_THERE] = decode_fd_there,
	[KIND_PATH] = decode_path_argument,
	[KIND_OUT_PATH] = decode_out_path,
	[KIND_PATH_TEXT] = decode_path_text,
	[KIND_STRING] = decode_string,
	[KIND_MOUNT_TYPE] = decode_mount_type,
	[KIND_MOUNT_DATA] = decode_mount_data,
	[KIND_OUT_STRING] = decode_out_string,
	[KIND_STRINGS] = decode_strings,
	[KIND_ENVIRONMENT] = decode_environment,
	[KIND_IN_BYTES] = decode_in_bytes,
	[KIND_OUT_BYTES] = decode_out_bytes,
	[KIND_IN_IOVEC] = decode_in_iovec,
	[KIND_OUT_IOVEC] = decode_out_iovec,
	[KIND_REMOTE_IOVEC] = decode_remote_iovec,
	[KIND_IN_MSGHDR] = decode_in_msghdr,
	[KIND_OUT_MSGHDR] = decode_out_msghdr,
	[KIND_IN_MMSGHDR] = decode_in_mmsghdr,
	[KIND_OUT_MMSGHDR] = decode_out_mmsghdr,
	[KIND_IN_SOCKADDR] = decode_in_sockaddr,
	[KIND_OUT_SOCKADDR] = decode_out_sockaddr,
	[KIND_IN_OPTION] = decode_in_option,
	[KIND_OUT_OPTION] = decode_out_option,
	[KIND_SOCKLEN] = decode_socklen,
	[KIND_FLAGS] = decode_flags,
	[KIND_FLAGS32] = decode_flags32,
	[KIND_FLAGS64] = decode_flags64,
	[KIND_MODE] = decode_mode,
	[KIND_MODE_IF_CREATE] = decode_mode,
	[KIND_MODE_IF_MKNOD] = decode_mode_mknod,
	[KIND_SIGNAL] = decode_signal,
	[KIND_IOPRIO] = decode_ioprio,
	[KIND_FLAGS_IF] = decode_flags_if,
	[KIND_COMMENTED] = decode_commented,
	[KIND_ERROR_NUMBER] = decode_error_number,
	[KIND_FUTEX_OPERATION] = decode_futex_operation,
	[KIND_ETHERTYPE] = decode_ethertype,
	[KIND_PID] = decode_task_id,
	[KIND_PGID] = decode_task_id,
	[KIND_PID_OR_PGID] = decode_task_id,
	[KIND_WHOSE] = decode_task_id,
	[KIND_ID] = decode_id,
	[KIND_ID16] = decode_id16,
	[KIND_DEV] = decode_dev,
	[KIND_DEV_IF_MKNOD] = decode_dev,
	[KIND_STRUCT] = decode_struct,
	[KIND_OUT_STRUCT] = decode_out_struct,
	[KIND_INOUT_STRUCT] = decode_inout_struct,
	[KIND_LEFT_STRUCT] = decode_left_struct,
	[KIND_REAPED_STRUCT] = decode_reaped_struct,
	[KIND_ARRAY] = decode_array,
	[KIND_FDS] = decode_array,
	[KIND_PROBE] = decode_probe,
	[KIND_WORKERS] = decode_workers,
	[KIND_OUT_ARRAY] = decode_out_array,
	[KIND_OUT_CONTEXTS] = decode_out_contexts,
	[KIND_FILLED_ARRAY] = decode_filled_array,
	[KIND_NODEMASK] = decode_nodemask,
	[KIND_OUT_NODEMASK] = decode_out_nodemask,
	[KIND_IN_MESSAGE] = decode_in_message,
	[KIND_OUT_MESSAGE] = decode_out_message,
	[KIND_BLOCKS] = decode_blocks,
	[KIND_USER_OFFSET] = decode_user_offset,
	[KIND_QUOTA_COMMAND] = decode_quota_command,
	[KIND_FD_PAIR] = decode_fd_pair,
	[KIND_WAIT_STATUS] = decode_wait_status,
	[KIND_SIGSET] = decode_sigset,
	[KIND_OUT_SIGSET] = decode_out_sigset,
	[KIND_SIGSET_WORD] = decode_sigset_word,
	[KIND_SIGFRAME] = decode_sigframe,
	[KIND_POLLFDS] = decode_pollfds,
	[KIND_FDSET] = decode_fdset,
	[KIND_IOCTL] = decode_ioctl,
	[KIND_IOCTL_ARG] = decode_ioctl_arg,
	[KIND_FCNTL] = decode_fcntl,
	[KIND_FCNTL_ARG] = decode_hex,
	[KIND_VARIANT] = decode_hex,
	[KIND_XATTR_VALUE] = decode_in_bytes,
	[KIND_TOLD_BYTES] = decode_told_bytes,
	[KIND_OUT_TOLD_BYTES] = decode_told_bytes,
	[KIND_INTERRUPTED] = decode_interrupted,
};

/* Registers as this ABI has them: the upper half of an i386 register is not the call's. */
static uint64_t argument_number(const struct sx_call *call, unsigned slot)
{
	uint64_t number = call_arg(call, slot);

	return call->abi == WIRE_ABI_COMPAT ? (uint32_t)number : number;
}

const struct syscall *decode_row(const struct sx_call *call)
{
	const struct syscall *row = call_row(call);
	uint64_t args[SYSCALL_ARGS];

	if (!row->selector)
		return row;
	for (unsigned n = 0; n < SYSCALL_ARGS; n++)
		args[n] = argument_number(call, n);
	return syscall_variant(row, args);
}

static bool is_value_of(const struct sx_call *call, const struct argument *argument, unsigned values)
{
	uint64_t which = argument_number(call, argument->when);

	return which < 16 && values >> which & 1;
}

static struct value *argument_of(struct decoding *d, unsigned n)
{
	const struct argument *argument;

	if (n >= SYSCALL_ARGS)
		return value_word(d, "?");
	argument = &d->row->args[n];
	if (!d->row->is_known || argument->kind >= KIND_LAST || !kinds[argument->kind])
		return value_number(d, argument_number(d->call, n), BASE_HEX);
	if (argument->only_for && !is_value_of(d->call, argument, argument->only_for))
		return value_number(d, argument_number(d->call, n), BASE_HEX);
	/* Not shown is not known: "never with five seconds" must not hold of a wait that a signal ended. */
	if (argument->is_of_success && !has_result(d))
		return value_unread(d, argument_number(d->call, n));
	return kinds[argument->kind](d, argument, argument_number(d->call, n));
}

struct value *decode_argument(struct arena *arena, const struct sx_call *call, unsigned n)
{
	struct decoding d = {.arena = arena, .call = call, .row = decode_row(call), .slot = n};

	return argument_of(&d, n);
}

struct value *decode_argument_bare(struct arena *arena, const struct sx_call *call, unsigned n)
{
	struct decoding d = {.arena = arena, .call = call, .row = decode_row(call), .slot = n, .is_bare = true};

	return argument_of(&d, n);
}

#define MAY_CREATE (0100 | 020000000)	/* O_CREAT, and the bit of O_TMPFILE that is its own */

static bool is_shown(const struct sx_call *call, const struct argument *argument)
{
	uint64_t other = argument->of < SYSCALL_ARGS ? argument_number(call, argument->of) : 0;

	if (argument->when_bits && !(argument_number(call, argument->when) & argument->when_bits))
		return false;
	if (argument->not_for && is_value_of(call, argument, argument->not_for))
		return false;
	switch (argument->kind) {
	case KIND_NONE:
	case KIND_IGNORED:
		return false;
	case KIND_MODE_IF_CREATE:
		return other & MAY_CREATE;
	case KIND_DEV_IF_MKNOD:
		return S_ISCHR(other) || S_ISBLK(other);
	case KIND_IOCTL_ARG:
		return ioctl_has_argument((uint32_t)other);
	default:
		return true;
	}
}

unsigned decode_order(const struct sx_call *call, uint8_t ret_slots[SYSCALL_ARGS])
{
	const struct syscall *row = decode_row(call);
	unsigned slots = row->count < SYSCALL_ARGS ? row->count : SYSCALL_ARGS;
	unsigned shown = 0;

	if (!row->is_known) {
		for (unsigned n = 0; n < slots; n++)
			ret_slots[n] = (uint8_t)n;
		return slots;
	}
	for (unsigned i = 0; i < slots; i++) {
		unsigned slot = i;

		if (row->order && strlen(row->order) > i)
			slot = (unsigned)(row->order[i] - '0');
		else if (row->order)
			break;
		if (slot < SYSCALL_ARGS && is_shown(call, &row->args[slot]))
			ret_slots[shown++] = (uint8_t)slot;
	}
	return shown;
}

unsigned decode_count(const struct sx_call *call)
{
	uint8_t slots[SYSCALL_ARGS];

	return decode_order(call, slots);
}

/* set_thread_area picks a segment where it is asked for any. */
static struct value *plain_result(struct decoding *d, uint64_t result)
{
	struct value *value = value_number(d, is_compat(d) ? (uint32_t)result : result, BASE_UNSIGNED);
	uint64_t address = argument_word(d, 0);
	const unsigned char *asked, *given;

	if (value)
		value->id_of = (uint8_t)result_id(d->row->result);
	if (!value || d->row->args[0].kind != KIND_INOUT_STRUCT || d->row->args[0].layout != &layout_user_desc)
		return value;
	asked = bytes_at_entry(d, address, 4);
	given = bytes_at_exit(d, address, 4);
	if (asked && given && get_signed(asked, 4) != get_signed(given, 4))
		value->comment = arena_format(d->arena, "entry_number=%d", (int)get_signed(given, 4));
	return value;
}

/* A number with its name behind it, whatever the style; without any where it has none. */
static struct value *named_result(struct decoding *d, uint64_t result)
{
	const struct line_style style = {.names = LINE_ABBREV};
	struct value named = {.kind = VALUE_FLAGS, .number = (uint32_t)result, .set = d->row->result_set};
	struct value *value = value_number(d, result, BASE_SIGNED);
	struct text text = {0};

	if (!value || !has_constant(named.set, named.number))
		return value;
	print_constants(&text, &named, &style);
	if (text.bytes)
		value->comment = arena_copy(d->arena, text.bytes, text.length + 1);
	text_free(&text);
	return value;
}

/* A number with the names of its bits behind it, in the style of the line. */
static struct value *flags_result(struct decoding *d, uint64_t result)
{
	const struct constants *set = d->row->result_set;
	bool is_personality = set == &constants_personality_flags;
	struct value *value = value_number(d, result, BASE_HEX), *part;

	if (!has_constant(set, (uint32_t)result) && !is_personality)
		return value;
	part = value_flags(d, set, (uint32_t)result);
	if (part)	/* these two alone have their numbers once more */
		part->is_bare = !is_personality && set != &constants_membarrier_supported;
	value_add(value, part);
	return value;
}

static struct value *result_of(struct decoding *d)
{
	uint64_t result = (uint64_t)d->call->ret;
	struct value *value, *part;

	if ((!has_result(d) && !call_answered(d->call)) || d->row->result == RESULT_NONE)
		return NULL;
	if (!d->row->is_known)
		return value_number(d, result, BASE_SIGNED);
	switch (d->row->result) {
	case RESULT_FD:
		return value_fd(d, WIRE_RESULT, (int)d->call->ret);
	case RESULT_PAGE:
	case RESULT_ADDRESS:
	case RESULT_HEX:
		return value_number(d, is_compat(d) ? (uint32_t)result : result, BASE_HEX);
	case RESULT_NAMED:
		return named_result(d, result);
	case RESULT_NAMED_HEX:
		return flags_result(d, result);
	case RESULT_IOPRIO:
		value = value_number(d, result, BASE_SIGNED);
		part = decode_ioprio(d, NULL, result);
		if (part)
			part->is_named_number = false;
		value_add(value, part);
		return value;
	case RESULT_TIME:
		return value_seconds(d, (int64_t)result, 0);
	case RESULT_OCTAL:
		return value_number(d, result, BASE_OCTAL);
	case RESULT_FCNTL:
		return decode_fcntl_result(d);
	case RESULT_POLL:
		return decode_poll_result(d);
	default:
		return plain_result(d, result);
	}
}

struct value *decode_result(struct arena *arena, const struct sx_call *call)
{
	struct decoding d = {.arena = arena, .call = call, .row = decode_row(call), .slot = WIRE_RESULT};

	return result_of(&d);
}

struct value *decode_result_bare(struct arena *arena, const struct sx_call *call)
{
	struct decoding d = {.arena = arena, .call = call, .row = decode_row(call), .slot = WIRE_RESULT, .is_bare = true};

	return result_of(&d);
}

const char *decode_path(struct arena *arena, const struct sx_call *call, unsigned n, bool *ret_is_uncertain)
{
	const struct value *value = decode_argument(arena, call, n);

	*ret_is_uncertain = false;
	if (!value)
		return NULL;
	if (value->kind == VALUE_FD)
		return value->object ? value->object->path : NULL;
	if (value->kind != VALUE_PATH)
		return NULL;
	*ret_is_uncertain = value->is_uncertain;
	return value->resolved && *value->resolved ? value->resolved : NULL;
}

/* The sets that the table's own argument does not name. */
const struct constants *argument_constants(const struct syscall *row, unsigned n)
{
	const struct argument *argument;

	if (n >= SYSCALL_ARGS)
		return NULL;
	argument = &row->args[n];
	switch (argument->kind) {
	case KIND_FLAGS:
	case KIND_FLAGS32:
	case KIND_FLAGS64:
	case KIND_FLAGS_IF:
	case KIND_COMMENTED:
	case KIND_DIRFD:
		return argument->set;
	case KIND_ETHERTYPE:
		return &constants_ethertypes;
	case KIND_FUTEX_OPERATION:
		return &constants_futex_operations;
	case KIND_SIGNAL:
		return &constants_signals;
	case KIND_FCNTL:
		return argument->set ? argument->set : &constants_fcntl_commands;
	case KIND_IOCTL:
		return &constants_ioctl_requests;
	case KIND_MODE:
	case KIND_MODE_IF_CREATE:
	case KIND_MODE_IF_MKNOD:
		return &constants_file_modes;
	default:
		return NULL;
	}
}
