/* SPDX-License-Identifier: MIT */
/* The program's memory into blobs: bytes and strings. */
#ifndef SX_MEMORY_H
#define SX_MEMORY_H

/* What goes wrong at one reading: a step that returns this is taken again at exit. */
#define UNREADABLE	1

/* Modes of a reading. */
#define AT_EXIT		0x01	/* mark the blob so */
#define LAST_CHANCE	0x02	/* unreadable memory gives a blob that says so, or what can be had of it */
#define READ_LATE	0x04	/* what is read now was meant to be read at entry */

#define PAGE		4096ULL
#define SMALL		16	/* bytes that are read by way of the stack */
#define MANY		512	/* entries of a vector that are followed */
#define MOST_COUNTED	2048	/* entries of a vector that are counted */

/* What a loop body is handed: bpf_loop() verifies it once, where a plain loop is verified turn by turn. */
struct turn {
	struct state *state;
	u64 address;
	u32 count, width, slot_mode;	/* narrow: eight frames share 512 bytes of stack */
	int result;
};

static __always_inline struct wire_blob *new_blob(struct state *state, u8 what, u64 slot, u64 mode, u64 address)
{
	u64 at = state->record.payload;
	struct wire_blob *blob;

	if (at > WIRE_PAYLOAD - sizeof(*blob)) {
		state->record.head.flags |= WIRE_OPAQUE;
		return NULL;
	}
	blob = (void *)state->payload + at;
	blob->what = what;
	blob->slot = slot;
	blob->state = mode & READ_LATE ? WIRE_LATE : WIRE_OK;
	blob->at_exit = mode & AT_EXIT;
	blob->length = 0;
	blob->wanted = 0;
	blob->chunked = 0;
	blob->address = address;
	return blob;
}

static __always_inline void close_blob(struct state *state, struct wire_blob *blob, u64 length)
{
	u64 at = state->record.payload;

	blob->length = length;
	state->record.payload = (at + sizeof(*blob) + length + 7) & ~7ULL;
}

/* One chunk more; 1 when there is none left or it cannot be read. */
static __always_inline int run_step(struct state *state, u64 most)
{
	u64 piece, address;

	if (!state)
		return 1;
	if (state->run.done >= state->run.limit)
		return 1;
	piece = state->run.limit - state->run.done;
	address = state->run.address + state->run.done;
	if (most == PAGE)
		most = PAGE - (address & (PAGE - 1));
	if (piece > most)
		piece = most;
	if (send_chunk(state, address, piece))
		return 1;
	state->run.done += piece;
	return 0;
}

static long run_turn(u32 index, struct turn *turn)
{
	return run_step(turn->state, turn->width);
}

/* Bytes past INLINE_MAX: chunk by chunk, then page by page to the first that cannot be read. */
static __always_inline u64 put_chunks(struct state *state, u64 address, u64 length)
{
	struct turn turn = {.state = state};

	if (!state)
		return 0;
	state->run.address = address;
	state->run.limit = length;
	state->run.done = 0;
	turn.width = WIRE_CHUNK;
	bpf_loop(40, run_turn, &turn, 0);
	turn.width = PAGE;
	bpf_loop(9, run_turn, &turn, 0);
	return state->run.done;
}

/* User memory into the payload, of which as much as SMALL is free. A few bytes go by the stack: where the kernel checks
 * what it copies to (CONFIG_HARDENED_USERCOPY), a place there is known at once, and one in a map is looked up. */
static __always_inline long read_inline(struct state *state, u64 at, u64 length, u64 address)
{
	if (length <= SMALL) {
		u64 small[SMALL / 8] = {};
		long r = bpf_probe_read_user(small, length, (void *)address);

		__builtin_memcpy(state->payload + at, small, SMALL);
		return r;
	}
	if (length > INLINE_MAX)
		return -1;
	return bpf_probe_read_user(state->payload + at, length, (void *)address);
}

/*
 * Append `wanted` bytes at `address`, or as many as `limit` allows; 0 or UNREADABLE.
 * what_slot: WIRE_MEMORY or its like in the low byte, the slot in the next.
 */
__noinline int put_memory(struct state *state, u64 address, u64 wanted, u64 limit, u64 what_slot_mode)
{
	u64 mode = what_slot_mode >> 16, slot = what_slot_mode >> 8 & 7;
	struct wire_blob *blob;
	u64 length = wanted, room, at;
	long r;

	if (!state)
		return 0;
	if (!address)
		return 0;
	blob = new_blob(state, what_slot_mode, slot, mode, address);
	if (!blob)
		return 0;
	at = state->record.payload;
	blob->wanted = wanted > 0xffffffff ? 0xffffffff : wanted;
	if (length > limit) {
		length = limit;
		blob->state = WIRE_CUT;
	}
	if (!length) {
		close_blob(state, blob, 0);
		return 0;
	}
	if (length > INLINE_MAX) {
		u64 done = put_chunks(state, address, length);

		if (done < length) {
			if (!(mode & LAST_CHANCE))
				return UNREADABLE;
			blob->state = done ? WIRE_BROKEN : WIRE_UNREAD;
		}
		blob->chunked = done;
		state->record.head.flags |= WIRE_CHUNKED;
		close_blob(state, blob, 0);
		return 0;
	}
	room = WIRE_PAYLOAD - at;
	if (at > WIRE_PAYLOAD)
		return 0;
	if (room < length + sizeof(*blob)) {
		state->record.head.flags |= WIRE_OPAQUE;
		blob->state = WIRE_CUT;
		close_blob(state, blob, 0);
		return 0;
	}
	asm volatile("" : "+r"(length));
	r = read_inline(state, at + sizeof(*blob), length, address);
	if (r) {
		u64 first = PAGE - (address & (PAGE - 1));

		if (!(mode & LAST_CHANCE))
			return UNREADABLE;
		blob->state = WIRE_UNREAD;
		if (first < length) {
			asm volatile("" : "+r"(first));
			if (first > INLINE_MAX)
				return 0;
			r = bpf_probe_read_user(state->payload + at + sizeof(*blob), first, (void *)address);
			if (!r)
				blob->state = WIRE_BROKEN;
			length = first;
		}
		if (r)
			length = 0;
	}
	if (slot < WIRE_ARGS && !state->first[slot])
		state->first[slot] = at + sizeof(*blob);
	close_blob(state, blob, length);
	return 0;
}

/*
 * bpf_probe_read_user_str(), which on kernels before 6.17 says 0 and not 1 of a string that is empty, its NUL being read
 * (mm/maccess.c, strncpy_from_user_nofault). What cannot be read is negative on all of them.
 */
static __always_inline long read_user_string(void *to, u32 size, u64 address)
{
	long length = bpf_probe_read_user_str(to, size, (void *)address);

	return length ? length : 1;
}

/* One page more of a long string; 1 when its NUL, the limit or an unreadable page is met. */
static long string_turn(u32 index, struct turn *turn)
{
	struct state *state = turn->state;
	u64 piece, address;
	long length;

	if (!state)
		return 1;
	if (state->run.done >= state->run.limit)
		return 1;
	address = state->run.address + state->run.done;
	piece = PAGE - (address & (PAGE - 1));
	if (piece > state->run.limit - state->run.done)
		piece = state->run.limit - state->run.done;
	asm volatile("" : "+r"(piece));
	if (piece > PAGE)
		return 1;
	/* The tail of the payload is free while a step runs: it holds the page to look for the NUL. */
	length = read_user_string(state->payload + WIRE_PAYLOAD, piece + 1, address);
	if (length <= 0)
		return 1;
	if ((u64)length > piece)
		length = piece;
	else
		state->run.is_over = 1;
	if (send_chunk(state, address, length))
		return 1;
	state->run.done += length;
	return state->run.is_over != 0;
}

/* A string of more than INLINE_MAX bytes, its NUL included; how many bytes were sent. */
__noinline u64 put_long_string(struct state *state, u64 address, u64 limit)
{
	struct turn turn = {.state = state};

	if (!state)
		return 0;
	state->run.address = address;
	state->run.limit = limit;
	state->run.done = 0;
	state->run.is_over = 0;
	bpf_loop(258, string_turn, &turn, 0);
	return state->run.done;
}

/* Append the string at `address`, of at most `limit` bytes without its NUL; 0 or UNREADABLE. */
__noinline int put_string(struct state *state, u64 address, u64 limit, u64 slot_mode)
{
	u64 mode = slot_mode >> 8, slot = slot_mode & 7;
	struct wire_blob *blob;
	u64 at, room, size;
	long length;

	if (!state)
		return 0;
	if (!address)
		return 0;
	blob = new_blob(state, WIRE_STRING, slot, mode, address);
	if (!blob)
		return 0;
	at = state->record.payload;
	if (at > WIRE_PAYLOAD - sizeof(*blob))
		return 0;
	room = WIRE_PAYLOAD - sizeof(*blob) - at;
	size = limit + 2;	/* one more than is kept, and the NUL that the helper always writes */
	if (size > INLINE_MAX + 2)
		size = INLINE_MAX + 2;
	asm volatile("" : "+r"(size));
	if (size > INLINE_MAX + 2)
		return 0;
	length = read_user_string(state->payload + at + sizeof(*blob), size, address);
	if (length <= 0) {
		if (!(mode & LAST_CHANCE))
			return UNREADABLE;
		/* As long as may be kept, and an unreadable page right behind it: all that the kernel looks at. Of a path it
		 * looks at the place of the NUL, too. */
		size = limit + (limit == WIRE_PATH_MAX - 1);
		asm volatile("" : "+r"(size));
		blob->state = WIRE_CUT;
		length = limit;
		if (size > INLINE_MAX ||
		    bpf_probe_read_user(state->payload + at + sizeof(*blob), size, (void *)address)) {
			size = PAGE - (address & (PAGE - 1));
			asm volatile("" : "+r"(size));
			if (size > INLINE_MAX)
				return 0;
			blob->state = WIRE_BROKEN;
			length = size;
			if (bpf_probe_read_user(state->payload + at + sizeof(*blob), size, (void *)address)) {
				blob->state = WIRE_UNREAD;
				length = 0;
			}
		}
	} else if ((u64)length == size && limit > INLINE_MAX) {
		u64 done = put_long_string(state, address, limit);

		if (!state->run.is_over) {	/* the limit, or an unreadable page */
			if (done < limit && !(mode & LAST_CHANCE))
				return UNREADABLE;
			blob->state = WIRE_CUT;
		}
		blob->wanted = blob->state == WIRE_CUT ? 0 : done;
		blob->chunked = done;
		state->record.head.flags |= WIRE_CHUNKED;
		close_blob(state, blob, 0);
		return 0;
	} else if ((u64)length == size) {
		blob->state = WIRE_CUT;
		length = limit;
	} else {
		blob->wanted = length;
	}
	if (length < 0)
		return 0;
	if ((u64)length > room) {	/* read into the tail: it does not fit */
		state->record.head.flags |= WIRE_OPAQUE;
		blob->state = WIRE_CUT;
		blob->wanted = 0;
		length = 0;
	}
	close_blob(state, blob, length);
	return 0;
}

static __always_inline bool is_compat(struct state *state)
{
	return state->record.head.abi == WIRE_ABI_COMPAT;
}

#endif
