/* SPDX-License-Identifier: MIT */
/* Which tasks are traced: joining, children, new images, ends. */
#ifndef SX_WATCH_H
#define SX_WATCH_H

#define SIGKILL			9
#define SIGSYS			31
#define SI_KERNEL	0x80
#define CLD_STOPPED	5	/* include/uapi/asm-generic/siginfo.h */
#define SIGCHLD		17
#define SIGNAL_GROUP_EXIT	0x4	/* include/linux/sched/signal.h */
#define SECCOMP_MODE_DEAD	3	/* kernel/seccomp.c */
#define ENFORCE_NONDUMP		0x1	/* BINPRM_FLAGS_ENFORCE_NONDUMP, include/linux/binfmts.h */

/* What a task is called in its own pid namespace and those around it, where it is not in the owner's. */
__noinline int send_ids(struct state *state, u64 pid)
{
	const struct upid *number;
	struct wire_session *session;
	struct wire_ids *record;
	u64 space = 0;
	u32 level = 0, i;

	session = state ? session_of(state) : NULL;
	if (!session)
		return 0;
	bpf_core_read(&level, sizeof(level), &((struct pid *)pid)->level);
	if (level <= session->owner_level)
		return 0;
	record = new_event(state, WIRE_IDS);
	for (i = 0; i < WIRE_NAMESPACES && level > session->owner_level; i++, level--) {
		number = (void *)pid + bpf_core_field_offset(struct pid, numbers) + (u64)level * bpf_core_type_size(struct upid);
		bpf_core_read(&record->ids[i].id, sizeof(number->nr), &number->nr);
		bpf_core_read(&space, sizeof(space), &number->ns);
		bpf_core_read(&record->ids[i].namespace, sizeof(u32), &((struct pid_namespace *)space)->ns.inum);
	}
	return send_event(state, 0);
}

static __always_inline void tell_ids(struct state *state, struct task_struct *task)
{
	u64 pid = 0;

	bpf_core_read(&pid, sizeof(pid), &task->thread_pid);
	send_ids(state, pid);
}

/* The state of a task that has its number already. */
static __always_inline struct state *make_state(struct task_struct *task, struct wire_session *session, u32 slot,
						u64 number)
{
	struct state *state;

	state = bpf_task_storage_get(&states, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!state)
		return NULL;
	state->slot = slot;
	state->generation = session->generation;
	state->string_limit = session->string_limit & (2 * WIRE_STRING_MOST - 1);
	state->flags = session->flags;
	state->call = CALL_NONE;
	state->has_run = !CHILD_RETURN_IS_SEEN;
	state->is_armed = 0;
	state->was_denied = 0;
	state->image = task->self_exec_id;
	state->number = number;
	state->tid = id_at_level(task, session->owner_level);
	state->pid = id_at_level(TASK(task, group_leader), session->owner_level);
	return state;
}

static __always_inline u64 next_number(struct wire_session *session)
{
	return __sync_fetch_and_add(&session->started, 1) + 1;
}

static __always_inline struct state *add_task(struct task_struct *task, struct wire_session *session, u32 slot)
{
	struct state *state = make_state(task, session, slot, next_number(session));

	if (state)
		__sync_fetch_and_add(&session->live, 1);
	return state;
}

static __always_inline void add_living(struct state *state)
{
	struct wire_live key = {state->generation, state->pid};
	u64 number = state->number;

	bpf_map_update_elem(&living, &key, &number, BPF_ANY);
}

/* ---- tasks that wait ---- */

static __always_inline int begin_waiting(struct task_struct *task, struct wire_session *session, u32 slot)
{
	struct waiting *waiting;

	waiting = bpf_task_storage_get(&waiters, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!waiting)
		return -12;
	if (!waiting->generation)
		__sync_fetch_and_add(&waiting_count, 1);
	waiting->slot = slot;
	waiting->generation = session->generation;
	waiting->number = next_number(session);
	waiting->image = task->self_exec_id;
	__sync_fetch_and_add(&session->live, 1);
	return 0;
}

/* Whether it was in the session still. */
static __always_inline bool end_waiting(struct waiting *waiting)
{
	u32 slot = waiting->slot, generation = waiting->generation;
	struct wire_session *session = bpf_map_lookup_elem(&sessions, &slot);

	if (!generation)
		return false;
	waiting->generation = 0;
	__sync_fetch_and_add(&waiting_count, -1);
	return session && session->generation == generation;
}

/* The task ends, or leaves. */
static __always_inline void forget_waiting(struct task_struct *task)
{
	struct waiting *waiting = bpf_task_storage_get(&waiters, task, NULL, 0);
	struct wire_session *session;
	u32 slot;

	if (!waiting || !end_waiting(waiting))
		return;
	slot = waiting->slot;
	session = bpf_map_lookup_elem(&sessions, &slot);
	if (session)
		__sync_fetch_and_add(&session->live, -1);
}

/* What the current task does now is to be recorded, if it waits: 1 if it has got its state. */
__noinline int wait_no_longer(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct waiting *waiting = bpf_task_storage_get(&waiters, task, NULL, 0);
	struct wire_session *session;
	struct state *state;
	u32 slot;

	if (!waiting || !waiting->generation)
		return 0;
	slot = waiting->slot;
	session = bpf_map_lookup_elem(&sessions, &slot);
	if (!session || session->generation != waiting->generation || session->on != WIRE_ON_ALL)
		return 0;
	end_waiting(waiting);
	if (waiting->image != task->self_exec_id)
		return 0;
	state = make_state(task, session, slot, waiting->number);
	if (!state) {
		__sync_fetch_and_add(&session->lost_tasks, 1);
		return 0;
	}
	state->has_run = 1;
	if (state->pid == state->tid)
		add_living(state);
	return 1;
}

/* ---- tasks that are recorded ---- */

static __always_inline void follow_child(struct state *parent, struct task_struct *child)
{
	struct wire_session *session = session_of(parent);
	struct wire_fork *record;
	struct state *state;

	if (!session || !is_on(session, parent) || parent->flags & WIRE_SESSION_NO_FOLLOW)
		return;
	if (parent->is_armed == WIRE_TASK_BLIND)
		return;
	state = add_task(child, session, parent->slot);
	if (!state) {
		__sync_fetch_and_add(&session->lost_tasks, 1);
		return;
	}
	state->is_armed = parent->is_armed;
	if (state->pid == state->tid)
		add_living(state);
	if (state->is_armed)
		return;
	record = new_event(parent, WIRE_FORK);
	record->child_pid = state->pid;
	record->child_tid = state->tid;
	record->child_task = state->number;
	if (TASK(child, mm) == TASK(bpf_get_current_task_btf(), mm))
		record->head.flags = WIRE_SHARES;
	bpf_core_read(record->comm, sizeof(record->comm), &child->comm);
	send_event(parent, 0);
	tell_ids(state, child);
}

/*
 * Kernels without sched_prepare_exec: the path of an execve that was unreadable at entry is gone with
 * the old image, but the kernel keeps its copy. (argv then stays unread, and says so.)
 */
static __always_inline void keep_image_path(struct state *state, struct linux_binprm *image)
{
	const struct wire_plan *plan = plan_of(state);
	u64 at = state->record.payload;
	struct wire_blob *blob;
	long length;

	if (!plan || plan->ops[0].op != WIRE_OP_PATH || plan->ops[0].slot || !(state->retry & 1))
		return;
	blob = new_blob(state, WIRE_STRING, 0, READ_LATE, state->record.args[0]);
	if (!blob || at > WIRE_PAYLOAD - sizeof(*blob))
		return;
	length = bpf_probe_read_kernel_str(state->payload + at + sizeof(*blob), WIRE_PATH_MAX, image->filename);
	if (length <= 0)
		return;
	blob->wanted = length;
	close_blob(state, blob, length);
	state->retry &= ~1U;
}

/* Whether the program has rights that its user has not, or may be run but not read: as ptrace_may_access() has it. */
static __always_inline bool has_gained(struct linux_binprm *image)
{
	return BPF_CORE_READ_BITFIELD_PROBED(image, secureexec) || image->interp_flags & ENFORCE_NONDUMP;
}

/* The user sees that it was started, and that it ended. */
static __always_inline void lose_sight(struct state *state)
{
	struct wire_session *session = session_of(state);

	state->tid = state->pid;
	if (session)
		__sync_fetch_and_add(&session->gained, 1);
	if (session && state->call == CALL_WANTED) {
		state->record.ret = 0;
		state->record.end_ns = bpf_ktime_get_ns();
		send_call(state);
	}
	state->call = CALL_UNWANTED;
	state->is_armed = WIRE_TASK_BLIND;
}

/* A new image runs: the first one begins the recording. */
static __always_inline void new_image(struct state *state, struct task_struct *task, struct linux_binprm *image)
{
	bool is_first = state->is_armed;
	struct wire_exec *record;

	if (state->is_armed == WIRE_TASK_BLIND)
		return;
	if (state->retry && state->call == CALL_WANTED)
		keep_image_path(state, image);
	if (is_lent && (has_gained(image) || (state->image && state->image + 1 != task->self_exec_id))) {
		lose_sight(state);
		return;
	}
	state->image = task->self_exec_id;
	state->is_armed = 0;
	record = new_event(state, WIRE_EXEC);
	record->old_tid = state->tid;
	state->tid = state->pid;	/* a thread that calls execve becomes the leader */
	record->head.tid = state->tid;
	bpf_core_read(record->comm, sizeof(record->comm), &task->comm);
	send_event(state, 0);
	if (is_first)
		tell_ids(state, task);
}

/* The status that wait(2) gives: of the process, or of a thread alone. */
static __always_inline u32 status_of(struct task_struct *task, bool is_whole)
{
	if (is_whole && TASK(task, signal)->flags & SIGNAL_GROUP_EXIT)
		return TASK(task, signal)->group_exit_code;
	return is_whole ? TASK(task, group_leader)->exit_code : task->exit_code;
}

static __always_inline void end_task(struct state *state, struct task_struct *task)
{
	struct wire_session *session = session_of(state);
	struct wire_live key = {state->generation, state->pid};
	struct wire_exit *record;
	bool is_last;

	if (!session)
		return;
	is_last = TASK(task, signal)->live.counter == 0 && bpf_map_delete_elem(&living, &key) == 0;
	if (!state->is_armed) {
		record = new_event(state, WIRE_EXIT);
		/* The first thread may be the only one that is followed. */
		record->is_whole = is_last || (task->pid == task->tgid && TASK(task, signal)->flags & SIGNAL_GROUP_EXIT);
		record->status = status_of(task, record->is_whole);
		/* Of the threads that an execve ends only the leader loses its id to the one that called it. */
		if (TASK(task, signal)->group_exec_task && task->pid == task->tgid && TASK(task, signal)->live.counter) {
			record->head.flags = WIRE_SUPERSEDED;
			record->status = id_at_level(TASK(task, signal)->group_exec_task, session->owner_level);
		}
		bpf_core_read(record->comm, sizeof(record->comm), &task->comm);
		send_event(state, 0);
	}
	if (__sync_fetch_and_add(&session->live, -1) == 1) {
		new_event(state, WIRE_END);
		send_event(state, 1);
	}
}

/* A task of one session joins another, as where a function under test records by itself: the first one
 * no longer sees it, and must say so. */
static __always_inline void leave_session(struct task_struct *task)
{
	struct state *state = bpf_task_storage_get(&states, task, NULL, 0);
	struct wire_session *session = state ? session_of(state) : NULL;
	struct wire_live key = {};

	if (!session)
		return;
	key.generation = state->generation;
	key.pid = state->pid;
	bpf_map_delete_elem(&living, &key);
	__sync_fetch_and_add(&session->lost_tasks, 1);
	__sync_fetch_and_add(&session->live, -1);
}

/* Whether the tracer was loaded for somebody else than whose task this is. */
static __always_inline bool is_foreign(struct task_struct *task)
{
	return BPF_CORE_READ(task, cred, uid.val) != lent_to || BPF_CORE_READ(task, cred, euid.val) != lent_to ||
	       BPF_CORE_READ(task, cred, suid.val) != lent_to;
}

/* To whom the tracer was lent may have closed the link of on_exec(), so no other program relies on that. */
static __always_inline struct state *known(struct task_struct *task)
{
	struct state *state = bpf_task_storage_get(&states, task, NULL, 0);

	if (!is_lent || !state)
		return state;
	if (!state->image && !is_foreign(task))		/* of a process that was attached to, the first that is seen */
		state->image = task->self_exec_id;
	if (state->image != task->self_exec_id) {
		state->is_armed = WIRE_TASK_BLIND;
		state->call = CALL_UNWANTED;
	}
	return state;
}

static __always_inline bool is_blind(struct task_struct *task)
{
	struct state *state = bpf_task_storage_get(&states, task, NULL, 0);

	return state && state->is_armed == WIRE_TASK_BLIND;
}

/* The calling task joins a session, or leaves it. */
static __always_inline int join(struct wire_join *request)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct wire_session *session;
	struct state *state;
	u32 slot = request->slot;

	if (is_lent && (is_foreign(task) || is_blind(task)))
		return -1;
	if (request->flags & WIRE_JOIN_LEAVE) {
		bpf_task_storage_delete(&states, task);
		forget_waiting(task);
		return 0;
	}
	session = bpf_map_lookup_elem(&sessions, &slot);
	if (!session || session->generation != request->generation)
		return -22;
	if (request->flags & WIRE_JOIN_OWNER) {
		session->owner_level = TASK(task, thread_pid)->level;
		session->sees_rings = has_rings;
		session->region_of = request->flags & WIRE_JOIN_LATER ? (u32)task->tgid : 0;
		request->tid = id_at_level(task, session->owner_level);
		if (!(request->flags & WIRE_JOIN_LATER))
			return 0;
	}
	if (request->flags & WIRE_JOIN_LATER && !bpf_task_storage_get(&states, task, NULL, 0))
		return begin_waiting(task, session, slot);
	leave_session(task);
	state = add_task(task, session, slot);
	if (!state)
		return -12;
	state->has_run = 1;
	state->call = CALL_UNWANTED;	/* the return of this very bpf(2) */
	state->is_armed = request->flags & WIRE_JOIN_AT_EXEC;
	if (state->pid == state->tid)
		add_living(state);
	return 0;
}

#define SIGNAL_IS_DELIVERED	0	/* include/trace/events/signal.h: TRACE_SIGNAL_DELIVERED */
#define SIGNAL_IS_IGNORED	1

/* Of a signal that was sent to a task: `how` says what became of it. */
static __always_inline void note_signal(struct task_struct *task, u32 number, u32 how, struct kernel_siginfo *info)
{
	struct state *state = known(task);
	struct wire_session *session = state ? session_of(state) : NULL;
	struct wire_signal note = {};
	s32 start[3] = {};

	if (!session || state->is_armed || !is_on(session, state))
		return;
	fill_head(&note.head, state, WIRE_SIGNAL);
	note.signal = number;
	note.how = how;
	if ((unsigned long)info > 1) {		/* 0 and 1: SEND_SIG_NOINFO, SEND_SIG_PRIV */
		bpf_probe_read_kernel(start, sizeof(start), info);
		note.error = start[1];
		note.code = start[2];
		bpf_probe_read_kernel(note.fields, sizeof(note.fields), (void *)info + 16);
	} else if ((unsigned long)info == 1) {	/* not: other than 0, which the verifier takes for granted */
		note.code = SI_KERNEL;
	} else if (how != WIRE_SIGNAL_STOPPED) {	/* by who runs: SI_USER */
		note.fields[0] = (u32)id_at_level(TASK(bpf_get_current_task_btf(), group_leader),
						  TASK(task, thread_pid)->level) |
				 bpf_get_current_uid_gid() << 32;
	}
	send_note(state, session, &note);
}

/* A signal without effect is one that a ptracer would be told of all the same, but for a task that ends. One that ends
 * its process without a core file is turned into SIGKILL as it is sent (kernel/signal.c, complete_signal) and delivered to
 * nobody: who sent it is told here alone. That a process has stopped nobody says but its last thread, to its parent. */
static __always_inline void look_at_signal(struct task_struct *sender, struct task_struct *task, u32 number,
					   struct kernel_siginfo *info, int result)
{
	struct signal_struct *process = TASK(task, signal);
	s32 start[8] = {};

	if (number == SIGCHLD && (unsigned long)info > 1) {
		bpf_probe_read_kernel(start, sizeof(start), info);
		/* of a stop that is a ptracer's alone there is no signal */
		if (start[2] == CLD_STOPPED && start[6] && TASK(TASK(sender, real_parent), tgid) == task->tgid)
			note_signal(sender, start[6], WIRE_SIGNAL_STOPPED, NULL);
	}
	if (number == SIGKILL)
		return;
	if (!(process->flags & SIGNAL_GROUP_EXIT)) {
		if (result == SIGNAL_IS_IGNORED)
			note_signal(task, number, WIRE_SIGNAL_IGNORED, info);
	} else if (result == SIGNAL_IS_DELIVERED && process->group_exit_code == (int)number) {
		note_signal(task, number, WIRE_SIGNAL_FATAL, info);
	}
}

#endif
