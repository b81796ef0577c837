/* SPDX-License-Identifier: MIT */
/* The user stack of a call: registers and raw bytes at entry, and what a new image is made of. */
#ifndef SX_STACK_H
#define SX_STACK_H

#define STACK_PIECES	(WIRE_STACK_MOST / PAGE + 1)
#define AUXV_BYTES	320	/* 20 pairs: what the kernel puts first is what is needed */

/*
 * Send the bytes of the stack from its pointer up, behind the frame that is in the payload. Page by page,
 * as a reading past the end of the stack fails whole. Stacks take at most half of the ring: a call without
 * its stack is worth more than a stack without its call, and the reader says what is missing.
 */
__noinline int send_stack(struct state *state)
{
	u64 at, piece, size, done = 0, waiting = 0, ring_size = 0;
	struct wire_session *session;
	int i;

	if (!state)
		return 0;
	session = session_of(state);
	if (!session)
		return 0;
#define QUERY(ring) \
	waiting = bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA); \
	ring_size = bpf_ringbuf_query(ring, BPF_RB_RING_SIZE)
	FOR_RING(state->slot, QUERY)
#undef QUERY
	if (waiting > ring_size / 2)
		return 0;
#pragma unroll
	for (i = 0; i < (int)STACK_PIECES; i++) {
		at = state->record.stack_pointer + done;
		piece = PAGE - (at & (PAGE - 1));
		done = pinned(done);
		if (done >= WIRE_STACK_MOST)
			break;
		if (piece > WIRE_STACK_MOST - done)
			piece = WIRE_STACK_MOST - done;
		piece = pinned(piece);
		if (piece > PAGE)
			break;
		if (bpf_probe_read_user(state->payload + sizeof(struct wire_frame) + done, piece, (void *)at))
			break;
		done += piece;
	}
	done = pinned(done);
	if (done > WIRE_STACK_MOST)
		return 0;
	size = sizeof(struct wire_frame) + done;
	state->record.payload = size;
	state->record.head.kind = WIRE_STACK_OF;
	size += sizeof(state->record);
#define OUTPUT(ring) bpf_ringbuf_output(ring, &state->record, size, wake_flags(state, session, ring, size))
	FOR_RING(state->slot, OUTPUT)
#undef OUTPUT
	state->record.head.kind = WIRE_CALL;
	state->record.payload = 0;
	return 0;
}

/* Before anything else of the call is captured: the payload is free. */
static __always_inline void take_stack(struct state *state, struct pt_regs *regs)
{
	struct wire_frame *frame = (void *)state->payload;

	if (!is_wide(regs))
		return;
	__builtin_memset(frame, 0, sizeof(*frame));
	frame->instruction_pointer = state->record.instruction_pointer;
	frame->stack_pointer = state->record.stack_pointer;
	save_registers(frame->saved, regs);
	send_stack(state);
}

/* Append what program runs now, and where the kernel put it and its loader. */
__noinline int put_image(struct state *state)
{
	struct mm_struct *mm = TASK(bpf_get_current_task_btf(), mm);
	struct wire_blob *blob;
	u64 at;

	if (!state || !mm)
		return 0;
	state->walk.dentry = (u64)LOAD(struct mm_struct, mm, exe_file);	/* as in put_fd() */
	asm volatile("" ::: "memory");
	put_path(state, state->walk.dentry, 0, AT_EXIT << 16 | WIRE_RESULT << 8 | WIRE_IMAGE, 0);
	blob = new_blob(state, WIRE_AUXV, WIRE_RESULT, AT_EXIT, 0);
	at = state->record.payload;
	if (!blob || at > WIRE_PAYLOAD - sizeof(*blob))
		return 0;
	if (bpf_probe_read_kernel(state->payload + at + sizeof(*blob), AUXV_BYTES,
				  (void *)mm + bpf_core_field_offset(struct mm_struct, saved_auxv)))
		return 0;
	close_blob(state, blob, AUXV_BYTES);
	return 0;
}

#endif
