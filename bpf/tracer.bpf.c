/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* The attached programs: what happens at each tracepoint. */
#include "kernel.h"
#include "wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#include "state.h"
#include "registers.h"
#include "unfold.h"
#include "send.h"
#include "kept.h"
#include "paths.h"
#include "memory.h"
#include "vectors.h"
#include "capture.h"
#include "stack.h"
#include "watch.h"
#include "flow.h"
#include "clock.h"
#include "calls.h"
#include "operation.h"
#include "rings.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* The same where what the current task does may be the first thing of it to be recorded. */
static __always_inline struct state *traced(struct task_struct *task)
{
	struct state *state = known(task);

	return !state && waiting_count && wait_no_longer() ? known(task) : state;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_enter, struct pt_regs *regs, long number)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct state *state = traced(task);
	struct wire_session *session;

	if (!state)
		return 0;
	session = session_of(state);
	if (!session || state->is_armed == WIRE_TASK_BLIND)
		return 0;
	if (session->kill)
		bpf_send_signal(SIGKILL);
	if (is_on(session, state))
		enter_call(state, session, task, regs, number);
	else
		state->call = CALL_UNWANTED;	/* so that its exit is not taken for a refusal */
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit, struct pt_regs *regs, long result)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct state *state = traced(task);

	if (state)
		exit_call(state, task, regs, result);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct state *state = known(parent);

	if (state)
		follow_child(state, child);
	return 0;
}

/* The old image is still there: the last chance to read the strings of an execve that succeeds. */
SEC("?tp_btf/sched_prepare_exec")
int BPF_PROG(on_prepare_exec, struct task_struct *task, struct linux_binprm *image)
{
	struct state *state = known(task);
	const struct wire_plan *plan;

	if (!state || !state->retry || state->call != CALL_WANTED)
		return 0;
	plan = plan_of(state);
	if (plan && plan->flags & WIRE_PLAN_EXEC)
		capture_strings_again(state, plan);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *image)
{
	struct state *state = bpf_task_storage_get(&states, task, NULL, 0);

	if (state)
		new_image(state, task, image);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_end, struct task_struct *task)
{
	struct state *state = known(task);

	if (waiting_count)
		forget_waiting(task);
	if (!state)
		return 0;
	abandon_call(state, task, (struct pt_regs *)bpf_task_pt_regs(task));
	end_task(state, task);
	return 0;
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(on_signal, int number, struct kernel_siginfo *info, struct k_sigaction *action)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct state *state = traced(task);
	struct wire_signal *record;
	s32 start[3] = {};

	if (!state || state->is_armed)
		return 0;
	record = new_event(state, WIRE_SIGNAL);
	record->signal = number;
	record->instruction_pointer = instruction_pointer_of((struct pt_regs *)bpf_task_pt_regs(task));
	if ((unsigned long)info > 1) {		/* 0 and 1: SEND_SIG_NOINFO, SEND_SIG_PRIV */
		bpf_probe_read_kernel(start, sizeof(start), info);
		record->error = start[1];
		record->code = start[2];
		bpf_probe_read_kernel(record->fields, sizeof(record->fields), (void *)info + 16);
	}
	send_event(state, 0);
	return 0;
}

SEC("tp_btf/signal_generate")
int BPF_PROG(on_sent, int number, struct kernel_siginfo *info, struct task_struct *task, int group, int result)
{
	look_at_signal(bpf_get_current_task_btf(), task, number, info, result);
	return 0;
}

SEC("?tp_btf/io_uring_create")
int BPF_PROG(on_ring, int fd, void *context)
{
	note_ring((u64)context);
	return 0;
}

/* Before 6.4 it is called io_uring_submit_sqe. */
SEC("?tp_btf/io_uring_submit_req")
int BPF_PROG(on_submit, struct io_kiocb *request)
{
	submit((u64)request, 0, false);
	return 0;
}

/* Refused as it was read: its result is posted all the same. */
SEC("?tp_btf/io_uring_req_failed")
int BPF_PROG(on_refusal, const struct io_uring_sqe *entry, struct io_kiocb *request)
{
	submit((u64)request, (u64)entry, true);
	return 0;
}

SEC("?tp_btf/io_uring_complete")
int on_complete(u64 *arguments)
{
	u64 cqe = 0, user_data, flags;
	s32 result;

	if (has_wide_complete) {
		user_data = arguments[2];
		result = arguments[3];
		flags = arguments[4];
	} else {
		cqe = arguments[2];
		user_data = LOAD(struct io_uring_cqe, cqe, user_data);
		result = LOAD(struct io_uring_cqe, cqe, res);
		flags = LOAD(struct io_uring_cqe, cqe, flags);
	}
	complete(arguments[1], arguments[0], user_data, result, flags, true);
	return 0;
}

/* The queue of results is full: the kernel keeps this one, and names no request. */
SEC("?tp_btf/io_uring_cqe_overflow")
int BPF_PROG(on_overflow, void *context, u64 user_data, s32 result, u32 flags)
{
	complete(0, (u64)context, user_data, result, flags, false);
	return 0;
}

SEC("syscall")
int control(struct wire_join *request)
{
	return join(request);
}
