/* SPDX-License-Identifier: MIT */
/* Flow control: a task whose records fill the ring waits, before it returns from its call, until the reader has caught up. */
#ifndef SX_FLOW_H
#define SX_FLOW_H

#define MOST_TURNS	(1 << 23)	/* as many as bpf_loop() does */
#define MOST_HELD_NS	1000000000ULL	/* a reader that reads nothing for so long holds nobody any more */
#define MOST_LOOK_NS	50000000	/* that one look may count: a machine that was stopped meanwhile stopped the reader, too */
#define LOW_MARKS	4	/* of the 16 at which the reader is woken: tasks wait until no more is left than this */

#define QUERY_WAITING(ring)	waiting = bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA)
#define QUERY_READ(ring)	read = bpf_ringbuf_query(ring, BPF_RB_CONS_POS)

/* One look at the ring; 1 when there is no reason to wait any longer. */
static long held_turn(u32 index, struct turn *turn)
{
	struct state *state = turn->state;
	struct wire_session *session = session_of(state);
	u64 waiting = 0, read = 0, now, pause;
	struct pt_regs *regs;
	char byte;

	if (!session || session->kill)
		return 1;
	FOR_RING(state->slot, QUERY_WAITING)
	if (waiting <= LOW_MARKS * session->wake_bytes)
		return 1;
	FOR_RING(state->slot, QUERY_READ)
	now = bpf_ktime_get_ns();
	pause = now - state->held_ns;
	state->held_ns = now;
	state->still_ns += pause < MOST_LOOK_NS ? pause : MOST_LOOK_NS;
	if (read != turn->address) {
		turn->address = read;
		state->still_ns = 0;
	} else if (state->still_ns > MOST_HELD_NS) {
		session->stalled = read + 1;
		return 1;
	}
	/* For its side effect: it lets others run, the reader first of all. Fails where the task is being killed. Not at the
	 * record's instruction pointer: an execve has left that behind. */
	regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	return bpf_copy_from_user_task(&byte, 1, (void *)instruction_pointer_of(regs), bpf_get_current_task_btf(), 0) != 0;
}

/* Whether the task whose record was just sent should wait: much is to be read, and there is a reader that reads. */
static __always_inline bool is_too_fast(struct state *state, struct wire_session *session)
{
	u64 read = 0;

	if (!has_task_work || !state->is_full || !(session->flags & WIRE_SESSION_HOLDS))
		return false;
	if (!session->stalled)
		return true;
	FOR_RING(state->slot, QUERY_READ)
	if (session->stalled == read + 1)
		return false;
	session->stalled = 0;
	return true;
}

/* Wait: only in a task work, where a task may sleep. */
static __always_inline void hold_task(struct state *state)
{
	struct turn turn = {.state = state};
	struct wire_session *session;

	state->held_ns = bpf_ktime_get_ns();
	state->still_ns = 0;
	if (bpf_loop(MOST_TURNS, held_turn, &turn, 0) < MOST_TURNS)
		return;
	session = session_of(state);
	if (session)
		session->stalled = turn.address + 1;	/* whatever the time is: this was long */
}

static __always_inline void hold_if_too_fast(struct state *state)
{
	struct wire_session *session = session_of(state);

	if (!session || !is_too_fast(state, session))
		return;
	hold_task(state);
}

static int hold_later(struct bpf_map *map, void *key, void *value)
{
	struct state *state = bpf_task_storage_get(&states, bpf_get_current_task_btf(), NULL, 0);

	if (state)
		hold_task(state);
	bpf_map_delete_elem(&works, key);
	return 0;
}

/* Hold the current task, if it should wait, as soon as its call is over. (Not inline: its variables would lie below all
 * that its caller calls, and verifiers before 6.2 let eight frames share 512 bytes.) */
static __noinline int hold_call(struct state *state, struct task_struct *task)
{
	struct wire_session *session = session_of(state);
	u64 key = state->number << 8 | 0x80 | state->slot;
	struct work fresh = {}, *work;

	if (!session || !is_too_fast(state, session) || bpf_map_update_elem(&works, &key, &fresh, BPF_NOEXIST))
		return 0;
	work = bpf_map_lookup_elem(&works, &key);
	if (!work)
		return 0;
	if (bpf_task_work_schedule_resume_impl(task, &work->handle, &works, hold_later, NULL))
		bpf_map_delete_elem(&works, &key);
	return 0;
}

#endif
