/* SPDX-License-Identifier: MIT */
/* What points further: vectors of strings, iovecs, messages with descriptors. */
#ifndef SX_VECTORS_H
#define SX_VECTORS_H

/* The pointer at state->run.address + done * width; 0 with is_over set where it cannot be read. */
__noinline u64 read_pointer(struct state *state)
{
	u64 pointer = 0;
	u32 narrow = 0;

	if (!state)
		return 0;
	if (is_compat(state)) {
		state->run.is_over = bpf_probe_read_user(&narrow, sizeof(narrow),
							 (void *)(state->run.address + state->run.done * 4)) != 0;
		return narrow;
	}
	state->run.is_over = bpf_probe_read_user(&pointer, sizeof(pointer),
						 (void *)(state->run.address + state->run.done * 8)) != 0;
	return pointer;
}

/* How many pointers stand before the NULL; 1 when it or an unreadable page was met. */
static long count_turn(u32 index, struct turn *turn)
{
	if (!read_pointer(turn->state))
		return 1;
	turn->state->run.done++;
	return 0;
}

/* The next string of a vector. */
static long vector_turn(u32 index, struct turn *turn)
{
	struct state *state = turn->state;

	if (index >= turn->count || state->record.head.flags & WIRE_OPAQUE)
		return 1;
	state->run.address = turn->address;
	state->run.done = index;
	turn->result = put_string(state, read_pointer(state), state->string_limit, turn->slot_mode);
	return turn->result != 0;
}

/* A NULL-terminated vector of strings. */
__noinline int put_strings(struct state *state, u64 address, u64 only_count, u64 slot_mode)
{
	u64 mode = slot_mode >> 8, slot = slot_mode & 7;
	struct turn turn = {.state = state, .address = address, .slot_mode = slot_mode};
	u64 count, width;
	bool failed, is_whole;
	int r;

	if (!state)
		return 0;
	if (!address)
		return 0;
	width = is_compat(state) ? 4 : 8;
	state->run.address = address;
	state->run.done = 0;
	bpf_loop(MOST_COUNTED, count_turn, &turn, 0);
	count = state->run.done;
	failed = state->run.is_over;
	is_whole = !failed && count < MOST_COUNTED;
	turn.count = count;
	if (failed && !(mode & LAST_CHANCE))
		return UNREADABLE;
	if (only_count) {
		struct wire_blob *blob = new_blob(state, WIRE_COUNT, slot, mode, address);

		if (!blob)
			return 0;
		blob->wanted = count;
		if (!is_whole)
			blob->state = count ? WIRE_CUT : WIRE_UNREAD;
		close_blob(state, blob, 0);
		return 0;
	}
	if (failed && !count) {
		struct wire_blob *blob = new_blob(state, WIRE_MEMORY, slot, mode, address);

		if (blob) {
			blob->state = WIRE_UNREAD;
			close_blob(state, blob, 0);
		}
		return 0;
	}
	/* The NULL is part of it: without it the reader knows that the vector was cut. */
	r = put_memory(state, address, (count + is_whole) * width, PAGE, mode << 16 | slot << 8 | WIRE_MEMORY);
	if (r)
		return r;
	bpf_loop(MANY, vector_turn, &turn, 0);
	return turn.result;
}

/* One entry of an iovec that stands in the payload at `entry`; returns its bytes, or -UNREADABLE. */
static __always_inline s64 put_segment(struct state *state, u64 entry, u64 left, u64 slot_mode)
{
	u64 base, length;
	int r;

	if (!state)
		return 0;
	if (entry > WIRE_PAYLOAD)
		return 0;
	if (is_compat(state)) {
		base = *(u32 *)(state->payload + entry);
		length = *(u32 *)(state->payload + entry + 4);
	} else {
		base = *(u64 *)(state->payload + entry);
		length = *(u64 *)(state->payload + entry + 8);
	}
	if (length > left)
		length = left;
	if (!length)
		return 0;
	r = put_memory(state, base, length, state->data_limit,
		       (slot_mode >> 8) << 16 | (slot_mode & 7) << 8 | WIRE_MEMORY);
	if (r)
		return -UNREADABLE;
	return length > 0x7fffffff ? 0x7fffffff : length;
}

static long iovec_turn(u32 index, struct turn *turn)
{
	s64 got;

	if (index >= turn->count || !turn->state->left || turn->state->record.head.flags & WIRE_OPAQUE)
		return 1;
	got = put_segment(turn->state, turn->address + index * turn->width, turn->state->left, turn->slot_mode);
	if (got < 0) {
		turn->result = UNREADABLE;
		return 1;
	}
	turn->state->left -= got;
	return 0;
}

/* An array of struct iovec, and the bytes that each entry names: state->left at most. */
static __always_inline int put_iovec(struct state *state, u64 address, u64 count, u64 slot_mode)
{
	u64 mode = slot_mode >> 8, slot = slot_mode & 7;
	struct turn turn = {.state = state};
	u64 width, at;
	int r;

	if (!state)
		return 0;
	if (!address || !count)
		return 0;
	width = is_compat(state) ? 8 : 16;
	/* UIO_MAXIOV: more the kernel refuses unread. Written and read again, as then the verifier knows one number only. */
	*(volatile u64 *)&state->run.limit = count > 1024 ? 1024 : count;
	count = *(volatile u64 *)&state->run.limit;
	at = state->record.payload + sizeof(struct wire_blob);
	r = put_memory(state, address, count * width, PAGE, mode << 16 | slot << 8 | WIRE_MEMORY);
	if (r)
		return r;
	if (state->record.payload < at + count * width)
		count = (state->record.payload - at) / width;
	turn.address = at;
	turn.count = count;
	turn.width = width;
	turn.slot_mode = slot_mode;
	bpf_loop(MANY, iovec_turn, &turn, 0);
	return turn.result;
}

/* The descriptors that a control message passes: what each is open on. Returns where the next message stands. */
__noinline u64 put_passed_fds(struct state *state, u64 control, u64 slot_exit)
{
	u64 end, next, i;

	if (!state)
		return ~0ULL;
	if (control > WIRE_PAYLOAD)
		return ~0ULL;
	end = control + *(u32 *)(state->payload + control);
	next = (end + 7) & ~7ULL;
	if (is_compat(state))
		next = (end + 3) & ~3ULL;
	control += is_compat(state) ? 4 : 8;
	if (*(u64 *)(state->payload + pinned(control)) != (1 | 1ULL << 32))	/* SOL_SOCKET, SCM_RIGHTS */
		return next;
	for (i = 0; i < 16; i++) {
		control = pinned(control + (i ? 4 : 8));
		if (control + 4 > end || control > WIRE_PAYLOAD)
			break;
		put_fd(state, *(u32 *)(state->payload + control), slot_exit);
	}
	return next;
}

/* A field of the struct msghdr that was read last: where it is in one of 64 bits, and in one of 32. */
__noinline u64 message_field(struct state *state, u64 wide, u64 narrow, u64 is_long)
{
	bool compat;
	u64 at;

	if (!state)
		return 0;
	compat = is_compat(state);
	at = pinned(state->message_at + (compat ? narrow : wide));
	if (at > WIRE_PAYLOAD)
		return 0;
	return compat || !is_long ? *(u32 *)(state->payload + at) : *(u64 *)(state->payload + at);
}

#define CONTROLS 4	/* control messages whose descriptors are looked at */

/* A struct msghdr with all that it names; `total` bytes of data at most. */
__noinline int put_message(struct state *state, u64 address, u64 total, u64 slot_mode)
{
	u64 at, end, what = slot_mode >> 8 << 16 | (slot_mode & 7) << 8 | WIRE_MEMORY;
	int r, i;

	if (!state)
		return 0;
	if (!address)
		return 0;
	state->left = total;	/* in the map, not on the stack: this is the deepest call chain */
	at = state->record.payload + sizeof(struct wire_blob);
	state->message_at = at;
	r = put_memory(state, address, is_compat(state) ? 28 : 56, PAGE, what);
	if (r)
		return r;
	if (at > WIRE_PAYLOAD || state->record.payload < at + 28)
		return 0;
	r = put_memory(state, message_field(state, 0, 0, true), message_field(state, 8, 4, false), 128, what);
	if (r)
		return r;
	r = put_iovec(state, message_field(state, 16, 8, true), message_field(state, 24, 12, true), slot_mode);
	if (r)
		return r;
	at = state->record.payload + sizeof(struct wire_blob);
	r = put_memory(state, message_field(state, 32, 16, true), message_field(state, 40, 20, true), PAGE, what);
	if (r)
		return r;
	end = state->record.payload;
	if (message_field(state, 32, 16, true) && message_field(state, 40, 20, true) >= 16)
		for (i = 0; i < CONTROLS && at + 16 <= end; i++)
			at = put_passed_fds(state, at, (slot_mode >> 8 & AT_EXIT) << 8 | (slot_mode & 7));
	return 0;
}

static long message_turn(u32 index, struct turn *turn)
{
	u64 address = turn->address + index * turn->width, total = ~0ULL;
	struct state *state = turn->state;

	if (index >= turn->count || state->record.head.flags & WIRE_OPAQUE)
		return 1;
	if (turn->slot_mode >> 8 & AT_EXIT) {	/* msg_len stands behind the struct msghdr */
		u32 length = 0;

		bpf_probe_read_user(&length, sizeof(length), (void *)(address + (is_compat(state) ? 28 : 56)));
		total = length;
	}
	turn->result = put_message(state, address, total, turn->slot_mode);
	return turn->result != 0;
}

/* `count` of struct mmsghdr. */
static __always_inline int put_messages(struct state *state, u64 address, u64 count, u64 slot_mode)
{
	u64 mode = slot_mode >> 8, slot = slot_mode & 7;
	struct turn turn = {.state = state, .address = address, .count = count, .slot_mode = slot_mode};
	int r;

	if (!address)
		return 0;
	turn.width = is_compat(state) ? 32 : 64;
	r = put_memory(state, address, count * turn.width, PAGE, mode << 16 | slot << 8 | WIRE_MEMORY);
	if (r)
		return r;
	bpf_loop(64, message_turn, &turn, 0);
	return turn.result;
}

/* ---- control blocks of asynchronous work ---- */

#define BLOCK_SIZE	64	/* struct iocb, the same on every architecture; linux/aio_abi.h */
#define BLOCK_WRITE	1	/* IOCB_CMD_PWRITE */
#define BLOCK_READ_VECTOR 7	/* IOCB_CMD_PREADV */
#define BLOCK_WRITE_VECTOR 8	/* IOCB_CMD_PWRITEV */

/* The control block that the entry of the array in the payload points to, and what it names. */
static long block_turn(u32 index, struct turn *turn)
{
	struct state *state = turn->state;
	u64 what = ((u64)turn->slot_mode >> 8) << 16 | (turn->slot_mode & 7) << 8 | WIRE_MEMORY;
	u64 at = pinned(turn->address + index * turn->width), address, buffer, length;
	u16 command;

	if (index >= turn->count || at > WIRE_PAYLOAD || state->record.head.flags & WIRE_OPAQUE)
		return 1;
	address = turn->width == 4 ? *(u32 *)(state->payload + at) : *(u64 *)(state->payload + at);
	at = pinned(state->record.payload + sizeof(struct wire_blob));
	turn->result = put_memory(state, address, BLOCK_SIZE, PAGE, what);
	if (turn->result)
		return 1;
	if (at > WIRE_PAYLOAD || state->record.payload < at + BLOCK_SIZE)
		return 0;
	command = *(u16 *)(state->payload + at + 16);
	buffer = *(u64 *)(state->payload + at + 24);
	length = *(u64 *)(state->payload + at + 32);
	put_fd(state, *(u32 *)(state->payload + at + 20), turn->slot_mode & 7);
	state->left = ~0ULL;
	if (command == BLOCK_WRITE)
		turn->result = put_memory(state, buffer, length, state->data_limit, what);
	else if (command == BLOCK_WRITE_VECTOR)
		turn->result = put_iovec(state, buffer, length, turn->slot_mode);
	else if (command == BLOCK_READ_VECTOR && length <= 1024)
		turn->result = put_memory(state, buffer, length * (turn->width == 4 ? 8 : 16), PAGE, what);
	return turn->result != 0;
}

/* An array of `count` pointers to control blocks. */
__noinline int put_blocks(struct state *state, u64 address, u64 count, u64 slot_mode)
{
	u64 mode = slot_mode >> 8, slot = slot_mode & 7;
	struct turn turn = {.state = state, .slot_mode = slot_mode};
	u64 at;
	int r;

	if (!state)
		return 0;
	if (!address)
		return 0;
	if (count > 1024)
		count = 1024;
	turn.width = is_compat(state) ? 4 : 8;
	at = state->record.payload + sizeof(struct wire_blob);
	r = put_memory(state, address, count * turn.width, PAGE, mode << 16 | slot << 8 | WIRE_MEMORY);
	if (r)
		return r;
	if (state->record.payload < at + count * turn.width)
		count = (state->record.payload - at) / turn.width;
	turn.address = at;
	turn.count = count;
	bpf_loop(MANY, block_turn, &turn, 0);
	return turn.result;
}

#endif
