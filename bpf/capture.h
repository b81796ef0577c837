/* SPDX-License-Identifier: MIT */
/* Carries out the steps of a plan; knows no call by name. */
#ifndef SX_CAPTURE_H
#define SX_CAPTURE_H

#define AT_FDCWD	(-100)

/* How many bytes or entries the step means; where that could not be read, state->is_unknown is set. */
__noinline u64 length_of(struct state *state, const struct wire_op *op)
{
	u64 length = 1, of, at;
	s64 result;

	if (!state || !op)
		return 0;
	of = op->of;
	result = state->record.ret;
	state->is_unknown = 0;
	switch (op->length) {
	case WIRE_LENGTH_SIZE:
		return op->size;
	case WIRE_LENGTH_ARG:
		length = of < WIRE_ARGS ? state->record.args[of] : 0;
		break;
	case WIRE_LENGTH_ARG32:
		length = of < WIRE_ARGS ? (u32)state->record.args[of] : 0;
		break;
	case WIRE_LENGTH_BITS:
		length = of < WIRE_ARGS ? state->record.args[of] : 0;
		length = op->size == 8 ? (length + 62) >> 6 : (length + 30) >> 5;
		break;
	case WIRE_LENGTH_PAGES:
		length = of < WIRE_ARGS ? (state->record.args[of] + PAGE - 1) / PAGE : 0;
		break;
	case WIRE_LENGTH_RESULT:
		length = of < WIRE_ARGS ? state->record.args[of] : 0;
		if (result <= 0)
			length = 0;
		else if ((u64)result < length)
			length = result;
		break;
	case WIRE_LENGTH_AT: {
		u32 value = 0;

		if (of < WIRE_ARGS && state->record.args[of])
			state->is_unknown = bpf_probe_read_user(&value, sizeof(value), (void *)state->record.args[of]) != 0;
		length = value;
		break;
	}
	case WIRE_LENGTH_FIELD32:
	case WIRE_LENGTH_FIELD64:
	case WIRE_LENGTH_FIELD16:
		at = op->slot < WIRE_ARGS ? state->first[op->slot] : 0;
		if (!at || at + of > WIRE_PAYLOAD) {
			state->is_unknown = 1;
			return 0;
		}
		at = pinned(at + of);
		if (at > WIRE_PAYLOAD)
			return 0;
		if (op->length == WIRE_LENGTH_FIELD32)
			length = *(u32 *)(state->payload + at);
		else if (op->length == WIRE_LENGTH_FIELD64)
			length = *(u64 *)(state->payload + at);
		else
			length = *(u16 *)(state->payload + at);
		break;
	}
	if (op->size && length > (1ULL << 32))
		length = 1ULL << 32;
	return op->size ? length * op->size : length;
}

static long fd_array_turn(u32 index, struct turn *turn)
{
	u64 at = pinned(turn->address + index * turn->width);

	if (index >= turn->count || at > WIRE_PAYLOAD)
		return 1;
	if (*(s32 *)(turn->state->payload + at) >= 0)
		put_fd(turn->state, *(u32 *)(turn->state->payload + at), turn->slot_mode);
	return 0;
}

/* The descriptors of an array of structures that begin with one: int, struct pollfd; it stands in the payload. */
__noinline int put_fd_array(struct state *state, u64 at, u64 count, u64 width, u64 slot_exit)
{
	struct turn turn = {.state = state, .address = at, .count = count, .width = width, .slot_mode = slot_exit};

	if (state && at)
		bpf_loop(64, fd_array_turn, &turn, 0);
	return 0;
}

static long fd_set_turn(u32 fd, struct turn *turn)
{
	u64 at = pinned(turn->address + fd / 8);

	if (fd >= turn->count || at > WIRE_PAYLOAD)
		return 1;
	if (turn->state->payload[at] >> (fd & 7) & 1)
		put_fd(turn->state, fd, turn->slot_mode);
	return 0;
}

/* The descriptors of an fd_set. */
static __always_inline void put_fd_set(struct state *state, u64 count, u64 slot_exit)
{
	struct turn turn = {.state = state, .count = count, .slot_mode = slot_exit};
	u64 slot = slot_exit & 7;

	if (slot >= WIRE_ARGS || !state->first[slot])
		return;
	turn.address = state->first[slot];
	bpf_loop(1024, fd_set_turn, &turn, 0);
}

/* A pointer inside the memory that this slot's first step read. */
__noinline u64 nested_pointer(struct state *state, const struct wire_op *op)
{
	u64 at;

	if (!state || !op)
		return 0;
	at = op->slot < WIRE_ARGS ? state->first[op->slot] : 0;
	if (!at)
		return 0;
	at = pinned(at + op->offset);
	/* A structure that is shorter has no such pointer: what lies there is of another call. */
	if (at > WIRE_PAYLOAD || at >= state->record.payload)
		return 0;
	return is_compat(state) && op->dirfd != 64 ? *(u32 *)(state->payload + at) : *(u64 *)(state->payload + at);
}

/* Into how many parts of a vector its memory is scattered. (A function of its own, as is the next: eight frames share
 * 512 bytes of stack.) */
__noinline u64 parts_of(struct state *state, const struct wire_op *op)
{
	bool is_wide;
	u64 at;

	if (!state || !op)
		return 0;
	at = op->slot < WIRE_ARGS ? state->first[op->slot] : 0;
	is_wide = op->dirfd == 64;
	if (!at)
		return 0;
	at = pinned(at + op->of - (is_wide ? sizeof(u32) : sizeof(u16)));
	if (at > WIRE_PAYLOAD)
		return 0;
	return is_wide ? *(u32 *)(state->payload + at) : *(u16 *)(state->payload + at);
}

/* Whether the argument names the calling process. */
__noinline int is_caller(struct state *state, u64 argument)
{
	struct task_struct *leader = TASK(bpf_get_current_task_btf(), group_leader);

	if (!state || argument >= WIRE_ARGS)
		return 0;
	return id_at_level(leader, TASK(leader, thread_pid)->level) == (s32)state->record.args[argument];
}

/* A relative path needs the folder that it starts from. */
static __always_inline void put_folder(struct state *state, const struct wire_op *op, u64 address, u64 at_exit)
{
	char first;

	if (op->dirfd != WIRE_NO_DIRFD)
		return;		/* the dirfd has a step of its own */
	if (bpf_probe_read_user(&first, 1, (void *)address) == 0 && first != '/')
		put_cwd(state, at_exit << 8 | op->slot);
}

/* As put_memory() takes it. */
#define MEMORY_OF(slot_mode) ((slot_mode) << 8 | WIRE_MEMORY)

/* Carry out one step; 0, or UNREADABLE: try again at exit. `mode` as in memory.h. */
__noinline int capture(struct state *state, const struct wire_op *op, u64 mode)
{
	u64 slot, address, length, limit, at_exit, slot_mode;
	u32 before;
	int r = 0;

	if (!state || !op)
		return 0;
	slot = op->slot;
	if (slot > WIRE_RESULT)
		return 0;
	if (op->when != WIRE_WHEN_ENTER)
		mode |= AT_EXIT | LAST_CHANCE;
	at_exit = mode & AT_EXIT;
	slot_mode = mode << 8 | slot;
	address = slot < WIRE_ARGS ? state->record.args[slot] : (u64)state->record.ret;
	limit = op->limit > 1 ? op->limit : op->limit ? state->data_limit : WIRE_FIXED_MAX;
	before = state->record.payload;

	switch (op->op) {
	case WIRE_OP_STRING:
		r = put_string(state, address, op->size ? op->size : state->string_limit, slot_mode);
		break;
	case WIRE_OP_PATH:
		r = put_string(state, address, WIRE_PATH_MAX - 1, slot_mode);
		if (!r)
			put_folder(state, op, address, at_exit);
		break;
	case WIRE_OP_MEMORY:
		length = length_of(state, op);
		if (op->offset)
			length = length > 1ULL << 32 ? 1ULL << 32 : length + op->offset;
		r = state->is_unknown ? UNREADABLE : put_memory(state, address, length, limit, MEMORY_OF(slot_mode));
		break;
	case WIRE_OP_IOVEC:
	case WIRE_OP_POINTER_PARTS:
		length = length_of(state, op);
		state->left = at_exit ? (state->record.ret > 0 ? (u64)state->record.ret : 0) : ~0ULL;
		if (op->op == WIRE_OP_POINTER_PARTS) {
			state->left = length;
			address = nested_pointer(state, op);
			length = parts_of(state, op);
			if (!length) {
				r = state->is_unknown ? UNREADABLE : put_memory(state, address, state->left, limit, MEMORY_OF(slot_mode));
				break;
			}
		}
		r = put_iovec(state, address, length, slot_mode);
		break;
	case WIRE_OP_MSGHDR:
		r = put_message(state, address,
				at_exit ? (state->record.ret > 0 ? (u64)state->record.ret : 0) : ~0ULL, slot_mode);
		break;
	case WIRE_OP_MMSGHDR:
		length = length_of(state, op);
		r = put_messages(state, address, length, slot_mode);
		break;
	case WIRE_OP_BLOCKS:
		length = length_of(state, op);
		r = put_blocks(state, address, length, slot_mode);
		break;
	case WIRE_OP_STRINGS:
		r = put_strings(state, address, 0, slot_mode);
		break;
	case WIRE_OP_COUNT:
		r = put_strings(state, address, 1, slot_mode);
		break;
	case WIRE_OP_DIRFD:
		if ((s32)address == AT_FDCWD) {
			put_cwd(state, at_exit << 8 | slot);
			break;
		}
		/* fallthrough */
	case WIRE_OP_FD:
		if (op->length && !is_caller(state, op->of))
			break;
		/* fallthrough */
	case WIRE_OP_RESULT:
		put_fd(state, address, at_exit << 8 | slot);
		break;
	case WIRE_OP_CWD:
		put_cwd(state, at_exit << 8 | slot);
		break;
	case WIRE_OP_FDS:
	case WIRE_OP_POLLFDS:
		length = length_of(state, op);
		r = state->is_unknown ? UNREADABLE : put_memory(state, address, length, limit, MEMORY_OF(slot_mode));
		if (!r && op->size && slot < WIRE_ARGS && state->first[slot])
			put_fd_array(state, state->first[slot] + op->offset, length / op->size, op->size, at_exit << 8 | slot);
		break;
	case WIRE_OP_FDSET:
		length = op->of < WIRE_ARGS ? (u32)state->record.args[op->of & 7] : 0;
		if ((s32)length < 0)
			break;
		if (length > WIRE_LARGEST_SET)
			length = WIRE_USUAL_SET;
		r = put_memory(state, address, (length + 63) / 64 * 8, WIRE_FIXED_MAX, MEMORY_OF(slot_mode));
		if (!r)
			put_fd_set(state, length, at_exit << 8 | slot);
		break;
	case WIRE_OP_POINTER:
	case WIRE_OP_POINTER_FD:
	case WIRE_OP_POINTER_ON:
		length = length_of(state, op);
		address = nested_pointer(state, op);
		r = state->is_unknown ? UNREADABLE : put_memory(state, address, length, limit, MEMORY_OF(slot_mode));
		if (!r && op->op == WIRE_OP_POINTER_FD)
			put_fd_array(state, before + sizeof(struct wire_blob), length / sizeof(s32), sizeof(s32),
				     at_exit << 8 | slot);
		if (op->op == WIRE_OP_POINTER_ON && slot < WIRE_ARGS)
			state->first[slot] = before + sizeof(struct wire_blob);
		break;
	case WIRE_OP_POINTER_STRING:
		r = put_string(state, nested_pointer(state, op), op->size ? op->size : state->string_limit, slot_mode);
		break;
	case WIRE_OP_STACK:
		r = put_memory(state, state->record.stack_pointer + op->offset, op->size, WIRE_FIXED_MAX, MEMORY_OF(slot_mode));
		break;
	case WIRE_OP_FDAT: {
		u64 at = slot < WIRE_ARGS ? state->first[slot] : 0;

		if (!at)
			break;
		if (op->size) {
			u64 family = pinned(at);

			if (family > WIRE_PAYLOAD || *(u16 *)(state->payload + family) != op->size)
				break;
		}
		at = pinned(at + op->offset);
		if (at <= WIRE_PAYLOAD)
			put_fd(state, *(u32 *)(state->payload + at), at_exit << 8 | slot);
		break;
	}
	case WIRE_OP_IOCTL: {
		u64 request = op->of < WIRE_ARGS ? state->record.args[op->of & 7] : 0;
		u64 direction = request >> 30 & 3;	/* 1: written by the program, 2: by the kernel */

		if (direction & (at_exit ? 2 : 1))
			r = put_memory(state, address, request >> 16 & 0x3fff, limit, MEMORY_OF(slot_mode));
		break;
	}
	}
	if (r) {	/* nothing half-done stays */
		state->record.payload = before;
		if (slot < WIRE_ARGS && state->first[slot] > before)
			state->first[slot] = 0;
	}
	return r;
}

static __noinline const struct wire_plan *plan_of(struct state *state)
{
	u32 nr = state->record.nr, abi = state->record.head.abi;
	struct wire_variant variant;
	const struct wire_plan *plan, *special;
	u64 selector;

	if (abi == WIRE_ABI_X32 || nr >= WIRE_CALLS)
		nr = WIRE_CALLS - 1;
	variant.call = (abi & 1) * WIRE_CALLS + nr;
	plan = bpf_map_lookup_elem(&plans, &variant.call);
	if (!plan || !plan->selector)
		return plan;
	selector = plan->selector - 1;
	variant.value = selector < WIRE_ARGS ? (u32)state->record.args[selector] >> (plan->shift & 31) : 0;
	special = bpf_map_lookup_elem(&variants, &variant);
	return special ? special : plan;
}

#define DATA_OF(state, length, mode) \
	put_memory(state, (state)->record.args[1], length, (state)->string_limit, \
		   (u64)(mode) << 16 | 1 << 8 | WIRE_MEMORY)

/*
 * The steps at entry; those that met unreadable memory are noted. Calls of the shape of read and write are most of
 * what programs make: their steps are taken without being interpreted.
 */
static __always_inline void capture_enter(struct state *state, const struct wire_plan *plan)
{
	int i;

	if (plan->flags & WIRE_PLAN_FD_FIRST) {
		put_fd(state, state->record.args[0], 0);
		if (plan->flags & WIRE_PLAN_DATA_IN && DATA_OF(state, state->record.args[2], 0))
			state->retry = 1U << 1;
		if (plan->enter_steps == 1 || plan->flags & WIRE_PLAN_DATA_IN)
			return;
	}
#pragma unroll	/* verifiers before 6.2 refuse the loop that the compiler makes of it */
	for (i = 0; i < WIRE_OPS; i++) {
		if (i >= plan->enter_steps)
			break;
		if (!i && plan->flags & WIRE_PLAN_FD_FIRST)
			continue;
		if (capture(state, &plan->ops[i], 0))
			state->retry |= 1U << i;
	}
}

/* What was unreadable at entry, once more; what still is stays noted, unless this is the last chance. */
static __always_inline int capture_again(struct state *state, const struct wire_plan *plan, u64 mode)
{
	int i;

#pragma unroll
	for (i = 0; i < WIRE_OPS; i++)
		if (state->retry & 1U << i && !capture(state, &plan->ops[i], READ_LATE | mode))
			state->retry &= ~(1U << i);
	return 0;
}

/*
 * The same before an execve takes its memory away: of its steps only strings can have failed. (A function of its own,
 * since each program that can reach capture() costs the loading of the tracer another verification of all that it does.)
 */
static __always_inline int capture_strings_again(struct state *state, const struct wire_plan *plan)
{
	u64 slot_mode;
	int i, r;

#pragma unroll
	for (i = 0; i < WIRE_OPS; i++) {
		const struct wire_op *op = &plan->ops[i];
		u32 before = state->record.payload;
		u64 address;

		if (!(state->retry & 1U << i) || op->slot >= WIRE_ARGS)
			continue;
		address = state->record.args[op->slot];
		slot_mode = READ_LATE << 8 | op->slot;
		if (op->op == WIRE_OP_PATH)
			r = put_string(state, address, WIRE_PATH_MAX - 1, slot_mode);
		else if (op->op == WIRE_OP_STRINGS || op->op == WIRE_OP_COUNT)
			r = put_strings(state, address, op->op == WIRE_OP_COUNT, slot_mode);
		else
			continue;
		if (r) {
			state->record.payload = before;
			continue;
		}
		if (op->op == WIRE_OP_PATH)
			put_folder(state, op, address, 0);
		state->retry &= ~(1U << i);
	}
	return 0;
}

/* The steps at exit. */
static __always_inline int capture_exit(struct state *state, const struct wire_plan *plan)
{
	int i;

	if (!state || !plan)
		return 0;
	if (plan->flags & WIRE_PLAN_DATA_OUT) {
		s64 result = state->record.ret;
		u64 length = result < 0 ? 0 : result;

		if (length > state->record.args[2])
			length = state->record.args[2];
		if (result >= 0)
			DATA_OF(state, length, AT_EXIT | LAST_CHANCE);
		return 0;
	}
#pragma unroll
	for (i = 0; i < WIRE_OPS; i++) {
		const struct wire_op *op = &plan->ops[i];

		if (i < plan->enter_steps)
			continue;
		if (i >= plan->steps)
			break;
		if (op->when == WIRE_WHEN_SUCCESS && state->record.ret < 0)
			continue;
		capture(state, op, 0);
	}
	return 0;
}

#endif
