/* SPDX-License-Identifier: MIT */
/* How long a call runs on a processor: what the scheduler counts, and not only up to when it counted last. */
#ifndef SX_CLOCK_H
#define SX_CLOCK_H

/*
 * While a task runs, what the scheduler adds to its run time it also adds to when it counted last; while it does not, only
 * the latter grows. So the one minus the other changes by the time off the processor alone: the rest of what passed by the
 * clock was spent on it. Clocks of two processors may differ: who came out on another one has what was counted.
 */
static __always_inline void note_run_time(struct state *state, struct task_struct *task)
{
	state->ran_ns = TASK(task, se.sum_exec_runtime);
	state->counted_ns = TASK(task, se.exec_start);
	state->cpu = bpf_get_smp_processor_id();
}

static __always_inline void take_run_time(struct state *state, struct task_struct *task)
{
	s64 passed = state->record.end_ns - state->record.head.time_ns;
	s64 ran = TASK(task, se.sum_exec_runtime) - state->ran_ns;

	if (state->cpu == bpf_get_smp_processor_id())
		ran += passed - (s64)(TASK(task, se.exec_start) - state->counted_ns);
	state->ran_ns = ran < 0 ? 0 : ran > passed ? passed : ran;
}

#endif
