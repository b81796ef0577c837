/* SPDX-License-Identifier: MIT */
/* From entry to exit of one call: the record is begun, completed, and sent once. */
#ifndef SX_CALLS_H
#define SX_CALLS_H

#define MOST_FILTERS	32	/* of a task that are looked at; each costs memory, so few have more than some */

static __always_inline void begin_record(struct state *state, struct pt_regs *regs, u32 number, u8 abi)
{
	struct wire_call *record = &state->record;

	record->head.kind = WIRE_CALL;
	record->head.abi = abi;
	record->head.flags = 0;
	record->head.generation = state->generation;
	record->head.pid = state->pid;
	record->head.tid = state->tid;
	record->head.task = state->number;
	record->nr = number;
	record->payload = 0;
	record->ret = 0;
	record->stack_pointer = stack_pointer_of(regs);
	record->instruction_pointer = instruction_pointer_of(regs);
	read_arguments(record->args, regs, abi);
	unfold_call(record);
	state->retry = 0;
	state->data_limit = state->string_limit;
	state->was_denied = 0;
	__builtin_memset(state->first, 0, sizeof(state->first));
}

/* Flags of the plans of calls that are recorded unasked: what they make or map must be known. */
static __always_inline u8 unasked_plans(struct wire_session *session)
{
	u8 maps = session->flags & WIRE_SESSION_STACKS ? WIRE_PLAN_MAPS : 0;

	return WIRE_PLAN_MAKES_FD | WIRE_PLAN_EXEC | maps;
}

/* Whether the session records this call; a mark always, and what makes a descriptor in the background. */
static __always_inline u8 is_wanted(struct wire_session *session, const struct wire_plan *plan, struct state *state)
{
	u32 number = state->record.nr;
	u8 abi = state->record.head.abi, unasked = unasked_plans(session);
	u32 n = number < WIRE_CALLS && abi != WIRE_ABI_X32 ? number : WIRE_CALLS - 1;
	u64 word = pinned(n / 64);

	if (word < WIRE_CALLS / 64 && session->wanted[abi & 1][word] >> (n & 63) & 1)
		return CALL_WANTED;
	if (number == (abi == WIRE_ABI_COMPAT ? NR_WRITE_COMPAT : NR_WRITE))
		return (s32)state->record.args[0] == -1 ? CALL_WANTED : CALL_UNWANTED;
	if (!(session->flags & WIRE_SESSION_STACKS))
		unasked &= ~WIRE_PLAN_EXEC;
	return plan && plan->flags & unasked ? CALL_HIDDEN : CALL_UNWANTED;
}

/* The quick answer for the calls that a filter leaves out; false: look closer. */
static __always_inline bool is_plainly_unwanted(struct wire_session *session, u32 number, u8 abi)
{
	const struct wire_plan *plan;
	u64 word = pinned(number / 64);
	u32 key = number;

	if (abi != WIRE_ABI_NATIVE || word >= WIRE_CALLS / 64 || number == NR_WRITE ||
	    session->wanted[0][word] >> (number & 63) & 1)
		return false;
	plan = bpf_map_lookup_elem(&plans, &key);
	return plan && !plan->selector && !(plan->flags & unasked_plans(session));
}

static __always_inline void enter_call(struct state *state, struct wire_session *session, struct task_struct *task,
				       struct pt_regs *regs, u32 number)
{
	const struct wire_plan *plan;
	u8 abi = abi_of(task, number), wanted;

	state->has_run = 1;
	if (is_plainly_unwanted(session, number, abi)) {
		state->call = CALL_UNWANTED;
		return;
	}
	begin_record(state, regs, number, abi);
	plan = plan_of(state);
	wanted = is_wanted(session, plan, state);
	if (state->is_armed && !(plan && plan->flags & WIRE_PLAN_EXEC))
		wanted = CALL_UNWANTED;
	state->call = wanted;
	if (wanted == CALL_UNWANTED)
		return;
	if (wanted == CALL_HIDDEN)
		state->record.head.flags = WIRE_HIDDEN;
	state->record.head.time_ns = bpf_ktime_get_ns();
	if (state->flags & WIRE_SESSION_RUN_TIMES)
		note_run_time(state, task);
	if (wanted == CALL_WANTED && state->flags & WIRE_SESSION_STACKS)
		take_stack(state, regs);
	if (plan && plan->enter_steps)
		capture_enter(state, plan);
	/* What was unreadable would be missing in the line: such a call is seen when it returns. */
	if (state->flags & WIRE_SESSION_ENTRIES && wanted == CALL_WANTED && !state->is_armed && !state->retry)
		send_entry(state);
}

/* The rest of the record, and off it goes. */
static __always_inline void complete_call(struct state *state, const struct wire_plan *plan)
{
	if (state->retry)
		capture_again(state, plan, LAST_CHANCE);
	if (plan->steps > plan->enter_steps && !(state->record.head.flags & WIRE_DENIED))
		capture_exit(state, plan);
	if (state->flags & WIRE_SESSION_STACKS && plan->flags & WIRE_PLAN_EXEC && !state->record.ret &&
	    !(state->record.head.flags & WIRE_DENIED))
		put_image(state);
	state->is_deferred = 0;
	if (state->flags & WIRE_SESSION_RUN_TIMES)	/* the stack is no longer read */
		WIRE_RUN_NS(&state->record) = state->ran_ns;
}

/* Bring in the pages that the failed steps read: the first two of each, as the kernel would. */
static __always_inline void touch_pages(struct state *state, const struct wire_plan *plan)
{
	int i;

#pragma unroll
	for (i = 0; i < WIRE_OPS; i++) {
		u64 slot = plan->ops[i].slot, address;
		char byte;

		if (!(state->retry & 1U << i) || slot >= WIRE_ARGS)
			continue;
		address = state->record.args[slot];
		bpf_copy_from_user(&byte, 1, (void *)address);
		bpf_copy_from_user(&byte, 1, (void *)((address | (PAGE - 1)) + 1));
	}
}

/* Task work: runs in the task before it returns to user space, where page faults are allowed. */
static int complete_later(struct bpf_map *map, void *key, void *value)
{
	struct state *state = bpf_task_storage_get(&states, bpf_get_current_task_btf(), NULL, 0);
	const struct wire_plan *plan;

	if (state && state->is_deferred && state->is_armed != WIRE_TASK_BLIND) {
		plan = plan_of(state);
		if (plan) {
			touch_pages(state, plan);
			complete_call(state, plan);
			send_call(state);
			hold_if_too_fast(state);
		}
	}
	bpf_map_delete_elem(&works, key);
	return 0;
}

/*
 * Whether the record is left to a task work; one that reads what only a page fault brings in. As a signal it
 * runs before a fatal signal is handled: where seccomp kills, nothing else is early enough.
 */
static __always_inline bool defer_call(struct state *state, struct task_struct *task, bool as_signal)
{
	u64 key = state->number << 8 | state->slot;
	struct work fresh = {}, *work;

	if (!has_task_work)
		return false;
	bpf_map_update_elem(&works, &key, &fresh, BPF_ANY);
	work = bpf_map_lookup_elem(&works, &key);
	if (!work)
		return false;
	state->is_deferred = 1;
	if ((as_signal ? bpf_task_work_schedule_signal_impl(task, &work->handle, &works, complete_later, NULL)
		       : bpf_task_work_schedule_resume_impl(task, &work->handle, &works, complete_later, NULL)) == 0)
		return true;
	state->is_deferred = 0;
	bpf_map_delete_elem(&works, &key);
	return false;
}

static __always_inline void finish_call(struct state *state, struct task_struct *task, s64 result)
{
	const struct wire_plan *plan = plan_of(state);

	state->record.ret = result;
	state->record.end_ns = bpf_ktime_get_ns();
	if (state->flags & WIRE_SESSION_RUN_TIMES)
		take_run_time(state, task);
	if (!plan)
		return;
	if (plan->flags & WIRE_PLAN_EXEC && result == 0)
		state->retry = 0;	/* the addresses now mean another program's memory */
	if (state->retry) {
		capture_again(state, plan, 0);
		if (state->retry && defer_call(state, task, false))
			return;
	}
	complete_call(state, plan);
	send_call(state);
	if (has_task_work && state->is_full)
		hold_call(state, task);
}

/* Trapped or killed: the kernel rolled the registers back, and a SIGSYS is on its way. An answer may be the same number. */
static __always_inline bool is_rolled_back(struct task_struct *task, u32 number, s64 result)
{
	return result == (s64)number && task->pending.signal.sig[0] >> (SIGSYS - 1) & 1;
}

/* Whether a supervisor listens at one of the task's filters. */
static __noinline bool has_supervisor(struct task_struct *task)
{
	struct seccomp_filter *filter = TASK(task, seccomp.filter);
	int i;

	if (!bpf_core_field_exists(filter->notif))	/* a kernel without seccomp filters */
		return false;
	for (i = 0; filter && i < MOST_FILTERS; i++) {
		if (filter->notif)
			return true;
		filter = filter->prev;
	}
	return false;
}

/* An exit without an entry: seccomp refused the call, and its registers are as the program set them. */
static __always_inline void refused_call(struct state *state, struct wire_session *session, struct task_struct *task,
					 struct pt_regs *regs, s64 result, bool has_ended)
{
	u32 number = number_of(regs);
	const struct wire_plan *plan;
	u8 abi = abi_of(task, number);

	begin_record(state, regs, number, abi);
	plan = plan_of(state);
	if (is_wanted(session, plan, state) != CALL_WANTED)
		return;
	state->record.head.flags = WIRE_DENIED;
	state->record.head.time_ns = bpf_ktime_get_ns();
	if (state->flags & WIRE_SESSION_STACKS && !has_ended)
		take_stack(state, regs);
	state->record.ret = result;
	state->record.end_ns = state->record.head.time_ns;
	if (has_ended || is_rolled_back(task, number, result)) {
		state->record.head.flags |= WIRE_UNFINISHED;
		state->record.ret = 0;
	} else if (result >= 0 && has_supervisor(task)) {
		state->record.head.flags |= WIRE_NOTIFIED;
	}
	state->was_denied = 1;
	if (plan && plan->enter_steps)
		capture_enter(state, plan);
	if (plan && state->retry) {
		if (!has_ended && defer_call(state, task, true))
			return;
		capture_again(state, plan, LAST_CHANCE);
	}
	send_call(state);
}

/* The end of a call that was in progress when recording began: its registers are still there. Whether it is wanted. */
static __always_inline bool unseen_entry(struct state *state, struct wire_session *session, struct task_struct *task,
					 struct pt_regs *regs)
{
	u32 number = number_of(regs);
	const struct wire_plan *plan;
	u8 abi = abi_of(task, number);

	state->has_run = 1;
	begin_record(state, regs, number, abi);
	plan = plan_of(state);
	if (is_wanted(session, plan, state) != CALL_WANTED)
		return false;
	state->record.head.flags = WIRE_MIDWAY;
	state->record.head.time_ns = bpf_ktime_get_ns();
	if (plan && plan->enter_steps)
		capture_enter(state, plan);
	return true;
}

static __always_inline void exit_call(struct state *state, struct task_struct *task, struct pt_regs *regs, s64 result)
{
	struct wire_session *session = session_of(state);
	u8 call = state->call;

	if (!session || state->is_armed == WIRE_TASK_BLIND)
		return;
	if (session->kill)
		bpf_send_signal(SIGKILL);
	state->call = CALL_NONE;
	if (call == CALL_MIDWAY)
		call = is_on(session, state) && unseen_entry(state, session, task, regs) ? CALL_WANTED : CALL_UNWANTED;
	if (call == CALL_WANTED || call == CALL_HIDDEN) {
		if (state->is_armed)
			return;		/* an execve on the way to the program failed */
		if (call == CALL_WANTED || result >= 0)
			finish_call(state, task, result);
		return;
	}
	if (call == CALL_UNWANTED)
		return;
	if (!state->has_run) {
		state->has_run = 1;	/* the child's own return from fork */
		return;
	}
	if (!state->is_armed && task->seccomp.mode && is_on(session, state))
		refused_call(state, session, task, regs, result, false);
}

/* The task ends inside a call: exit, a kill; or seccomp killed it without an exit from the call. */
static __always_inline void abandon_call(struct state *state, struct task_struct *task, struct pt_regs *regs)
{
	struct wire_session *session = session_of(state);
	u8 call = state->call;

	if (!session || state->is_armed)
		return;
	state->call = CALL_NONE;
	if (state->is_deferred) {	/* killed before its task work ran */
		state->is_deferred = 0;
		send_call(state);
		return;
	}
	if (call == CALL_WANTED) {
		const struct wire_plan *plan = plan_of(state);

		if (plan && state->retry)
			capture_again(state, plan, LAST_CHANCE);
		state->record.head.flags |= WIRE_UNFINISHED;
		state->record.end_ns = 0;
		send_call(state);
	} else if (call == CALL_NONE && task->seccomp.mode == SECCOMP_MODE_DEAD && !state->was_denied) {
		refused_call(state, session, task, regs, 0, true);
	}
}

#endif
