/* SPDX-License-Identifier: MIT */
/* Into the ring: records of every kind, wake-ups and losses. */
#ifndef SX_SEND_H
#define SX_SEND_H

#define HIGH_MARKS	8	/* of the 16 marks at which the reader is woken: from here on tasks wait for it */

#define FOR_RING(slot, CALL) \
	switch (slot) { \
	case 0: CALL(&ring0); break; \
	case 1: CALL(&ring1); break; \
	case 2: CALL(&ring2); break; \
	case 3: CALL(&ring3); break; \
	case 4: CALL(&ring4); break; \
	case 5: CALL(&ring5); break; \
	case 6: CALL(&ring6); break; \
	case 7: CALL(&ring7); break; \
	}

/* Waking the reader costs more than the record: only each time that another `wake_bytes` wait, or when
 * someone waits for every record. */
static __always_inline u64 wake_flags(struct state *state, struct wire_session *session, void *ring, u64 size)
{
	u64 waiting = bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA);

	state->is_full = waiting + size >= HIGH_MARKS * session->wake_bytes;
	if (session->wake || (waiting ^ (waiting + size + 8)) & session->wake_bytes)
		return BPF_RB_FORCE_WAKEUP;
	return BPF_RB_NO_WAKEUP;
}

static __always_inline void count_loss(struct wire_session *session, struct state *state)
{
	u32 nr = state->record.nr, abi = state->record.head.abi & 1;

	if (__sync_fetch_and_add(&session->lost, 1) == 0)
		session->lost_first_tid = state->tid;
	if (nr >= WIRE_CALLS)
		nr = WIRE_CALLS - 1;
	__sync_fetch_and_add(&session->lost_of[abi][nr], 1);
}

static __always_inline void fill_head(struct wire_head *head, struct state *state, u16 kind)
{
	head->kind = kind;
	head->abi = 0;
	head->flags = 0;
	head->generation = state->generation;
	head->pid = state->pid;
	head->tid = state->tid;
	head->task = state->number;
	head->time_ns = bpf_ktime_get_ns();
}

/* Send the call record of this task with its payload. */
static __always_inline int send_record(struct state *state, struct wire_session *session)
{
	long r = -1;
	u64 size;

	size = state->record.payload;
	if (size > WIRE_PAYLOAD + TAIL)
		size = WIRE_PAYLOAD + TAIL;
	asm volatile("" : "+r"(size));	/* keeps the 64-bit clamp that the verifier has seen */
	size += sizeof(state->record);
#define OUTPUT(ring) r = bpf_ringbuf_output(ring, &state->record, size, wake_flags(state, session, ring, size))
	FOR_RING(state->slot, OUTPUT)
#undef OUTPUT
	if (r && state->record.head.kind == WIRE_CALL)
		count_loss(session, state);
	return 0;
}

__noinline int send_call(struct state *state)
{
	struct wire_session *session;

	if (!state)
		return 0;
	session = session_of(state);
	return session ? send_record(state, session) : 0;
}

/* The same of a call that has just been entered. */
static __always_inline void send_entry(struct state *state)
{
	state->record.head.kind = WIRE_ENTERED;
	send_call(state);
	state->record.head.kind = WIRE_CALL;
}

/* An empty small record of this task, to be filled in and sent. */
static __always_inline void *new_event(struct state *state, u16 kind)
{
	struct event *event = &state->event;

	__builtin_memset(event, 0, sizeof(*event));
	fill_head((struct wire_head *)event, state, kind);
	return event;
}

/* Send it. */
__noinline int send_event(struct state *state, u64 wake)
{
	struct wire_session *session;
	long r = -1;

	if (!state)
		return 0;
	session = session_of(state);
	if (!session)
		return 0;
#define OUTPUT(ring) \
	r = bpf_ringbuf_output(ring, &state->event, sizeof(state->event), \
			       wake ? BPF_RB_FORCE_WAKEUP : wake_flags(state, session, ring, sizeof(state->event)))
	FOR_RING(state->slot, OUTPUT)
#undef OUTPUT
	if (r)
		__sync_fetch_and_add(&session->lost, 1);
	return 0;
}

/* Send what happens to a task that may be running elsewhere, where it uses its own room. */
static __always_inline void send_note(struct state *state, struct wire_session *session, struct wire_signal *note)
{
	long r = -1;

#define OUTPUT(ring) \
	r = bpf_ringbuf_output(ring, note, sizeof(*note), wake_flags(state, session, ring, sizeof(*note)))
	FOR_RING(state->slot, OUTPUT)
#undef OUTPUT
	if (r)
		__sync_fetch_and_add(&session->lost, 1);
}

/* Send up to WIRE_CHUNK bytes of user memory; 0, or -EFAULT, or -ENOSPC (counted as lost by the caller). */
static __always_inline int send_chunk(struct state *state, u64 address, u64 length)
{
	struct wire_session *session;
	struct wire_chunk *chunk = NULL;
	long r;

	if (!state)
		return -1;
	session = session_of(state);
	if (!session)
		return -1;
#define RESERVE(ring) chunk = bpf_ringbuf_reserve(ring, sizeof(*chunk), 0)
	FOR_RING(state->slot, RESERVE)
#undef RESERVE
	if (!chunk) {
		__sync_fetch_and_add(&session->lost, 1);
		return -28;
	}
	fill_head(&chunk->head, state, WIRE_CHUNK_OF);
	chunk->address = address;
	chunk->pad = 0;
	if (length > WIRE_CHUNK)
		length = WIRE_CHUNK;
	asm volatile("" : "+r"(length));
	chunk->length = length;
	r = bpf_probe_read_user(chunk->bytes, length, (void *)address);
	if (r) {
		bpf_ringbuf_discard(chunk, BPF_RB_NO_WAKEUP);
		return -14;
	}
	bpf_ringbuf_submit(chunk, BPF_RB_FORCE_WAKEUP);	/* it is large: the next mark is near */
	return 0;
}

#endif
