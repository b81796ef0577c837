/* SPDX-License-Identifier: MIT */
/* What io_uring carries out: each operation is sent when the kernel takes it, and its result when that is posted. */
#ifndef SX_RINGS_H
#define SX_RINGS_H

#define PF_IO_WORKER	0x00000010	/* include/linux/sched.h */

/* include/uapi/linux/io_uring.h */
#define SQE_FLAGS		1
#define SQE_USER_DATA		32
#define IOSQE_BUFFER_SELECT	0x20
#define IOSQE_CQE_SKIP_SUCCESS	0x40
#define IORING_CQE_BUFFER_SHIFT	16
#define IORING_OP_SENDMSG	9
#define IORING_OP_SENDMSG_ZC	48
#define IORING_CQE_F_MORE	(1U << 1)

/* An operation in progress. */
struct request {
	struct wire_task owner;
	u64 id, context, user_data, memory;
	u64 args[WIRE_ARGS];
	u32 retry;
	u16 nr;
	u8 opcode, selects, has_buffer, on_file, makes_no_fd;	/* selects: IOSQE_BUFFER_SELECT */
};

/* By the ring and the number that the program gave it: all that is known of a result without its request. */
struct label {
	u64 context, user_data;
};

struct labelled {
	u64 request;
	u64 count;	/* several bear it: whose a result is is not known */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, u64);	/* struct io_kiocb */
	__type(value, struct request);
} requests SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, struct label);
	__type(value, struct labelled);
} labels SEC(".maps");

/* Who made a ring: its own thread, which submits unasked, belongs to no task that was followed. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);	/* struct io_ring_ctx */
	__type(value, struct wire_task);
} ring_owners SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, WIRE_OPCODES);
	__type(key, u32);
	__type(value, struct wire_operation);
} operations SEC(".maps");

/* A task's place for records of operations: its state proper holds the call that submits them. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct state);
} workplaces SEC(".maps");

const volatile bool has_wide_complete;	/* io_uring_complete has the result as arguments, not as a struct: older kernels */

static __always_inline void copy_task(struct wire_task *to, const struct wire_task *from)
{
	__builtin_memcpy(to, from, sizeof(*to));
}

/* NULL where the session that it was noted in is over: a ring may live longer, and be used in the next one. */
static __always_inline struct wire_session *session_of_owner(const struct wire_task *owner)
{
	return session_of((struct state *)owner);
}

static __always_inline void count_obscure(struct wire_session *session)
{
	__sync_fetch_and_add(&session->obscure, 1);
}

static long tell_region(u32 slot, u32 *known_slot)
{
	struct wire_session *session = bpf_map_lookup_elem(&sessions, &slot);
	u32 process = bpf_get_current_pid_tgid() >> 32;

	if (session && slot != *known_slot && session->on && session->region_of == process)
		count_obscure(session);
	return 0;
}

/*
 * A thread of the kernel's works for a process, through a ring that no recording knows: whose work it is, of the threads
 * that record a region, the entry does not say. All are told but the one in slot `known_slot`, whose list has it.
 */
__noinline int work_for_regions(u32 known_slot)
{
	if (!is_lent || !is_foreign(bpf_get_current_task_btf()))
		bpf_loop(WIRE_SLOTS, tell_region, &known_slot, 0);
	return 0;
}

/* Whose operations the current task submits to this ring; NULL: nobody's. */
static __always_inline struct wire_task *owner_of(struct task_struct *task, u64 context)
{
	struct state *state = known(task);
	struct wire_session *session;
	struct wire_task *owner;

	if (state)
		return state->is_armed ? NULL : (struct wire_task *)state;
	if (!(task->flags & PF_IO_WORKER))
		return NULL;
	state = known(task->group_leader);
	owner = bpf_map_lookup_elem(&ring_owners, &context);
	session = owner ? session_of_owner(owner) : NULL;
	if (session && (!is_lent || (state && !state->is_armed)))
		return owner;
	if (session)
		count_obscure(session);		/* nobody vouches for the process */
	else
		work_for_regions(state ? state->slot : WIRE_SLOTS);
	return !session && state && !state->is_armed ? (struct wire_task *)state : NULL;
}

/*
 * Whether a result that the current task posts may be told. To whom the tracer was lent may have closed the link of
 * on_submit(): then what was noted of a request may be of one before it at the same address, and this somebody else's.
 */
static __always_inline bool may_tell(struct task_struct *task, const struct wire_task *owner)
{
	struct state *state;

	if (!is_lent)
		return true;
	state = known(task->flags & PF_IO_WORKER ? task->group_leader : task);
	return state && !state->is_armed && state->slot == owner->slot && state->generation == owner->generation;
}

/* The workplace, made out to this owner; NULL where there is no memory for one. */
static __always_inline struct state *work_for(struct task_struct *task, struct wire_session *session,
					      const struct wire_task *owner)
{
	struct state *work = bpf_task_storage_get(&workplaces, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!work) {
		__sync_fetch_and_add(&session->lost, 1);
		return NULL;
	}
	copy_task((struct wire_task *)work, owner);
	if (work->string_limit > INLINE_MAX)	/* chunks are told apart by task, and this may be another one */
		work->string_limit = INLINE_MAX;
	work->data_limit = work->string_limit;
	work->retry = 0;
	__builtin_memset(work->first, 0, sizeof(work->first));
	fill_head(&work->record.head, work, WIRE_SUBMITTED);
	work->record.ret = 0;
	work->record.end_ns = 0;
	work->record.nr = WIRE_CALLS - 1;
	work->record.payload = 0;
	return work;
}

/* What the session does not ask for, and what makes no descriptor either. */
static __always_inline bool is_unwanted_operation(struct wire_session *session, const struct wire_plan *plan, u32 number)
{
	u64 word = pinned(number / 64);

	if (number >= WIRE_OWN_CALLS || word >= WIRE_CALLS / 64)
		return false;
	return !(session->wanted[0][word] >> (number & 63) & 1) && !(plan && plan->flags & WIRE_PLAN_MAKES_FD);
}

static __always_inline void drop_label(u64 context, u64 user_data)
{
	struct label key = {context, user_data};
	struct labelled *labelled = bpf_map_lookup_elem(&labels, &key);

	if (labelled && __sync_fetch_and_add(&labelled->count, -1) <= 1)
		bpf_map_delete_elem(&labels, &key);
}

static __always_inline void forget_request(u64 request)
{
	struct request *before = bpf_map_lookup_elem(&requests, &request);

	if (!before)
		return;
	drop_label(before->context, before->user_data);
	bpf_map_delete_elem(&requests, &request);
}

static __always_inline int add_label(u64 context, u64 user_data, u64 request)
{
	struct label key = {context, user_data};
	struct labelled fresh = {request, 1}, *labelled = bpf_map_lookup_elem(&labels, &key);

	if (!labelled)
		return bpf_map_update_elem(&labels, &key, &fresh, BPF_ANY);
	__sync_fetch_and_add(&labelled->count, 1);
	labelled->request = request;
	return 0;
}

/* Note what is needed when the result comes; false: there is no room. */
static __always_inline bool keep_request(struct state *work, struct task_struct *task, u64 request, u64 context,
					 const struct wire_operation *operation, u8 flags)
{
	struct request *kept = (struct request *)work->payload;	/* still empty; the stack has no room to spare */

	copy_task(&kept->owner, (struct wire_task *)work);
	kept->id = WIRE_OPERATION_ID(&work->record);
	kept->context = context;
	kept->user_data = *(u64 *)(work->event.bytes + SQE_USER_DATA);
	kept->memory = (u64)TASK(task, mm);
	__builtin_memcpy(kept->args, work->record.args, sizeof(kept->args));
	kept->nr = work->record.nr;
	kept->opcode = WIRE_OPERATION(&work->record);
	kept->on_file = operation && operation->file < WIRE_ARGS ? operation->file : WIRE_NO_FILE;
	kept->makes_no_fd = operation && operation->flags & WIRE_RING_MAKES_FILE &&
			    *(u32 *)(work->event.bytes + SQE_FILE_INDEX);
	kept->selects = work->event.bytes[SQE_FLAGS] & IOSQE_BUFFER_SELECT;	/* the request may have chosen already */
	kept->has_buffer = operation && operation->flags & WIRE_RING_SELECTS;
	kept->retry = 0;
	return bpf_map_update_elem(&requests, &request, kept, BPF_ANY) == 0 &&
	       add_label(context, kept->user_data, request) == 0;
}

/* `entry`: of a request that was refused as it was read, its entry, in the kernel's mapping; 0: the one taken last.
 * What a refused one points to is not looked at. */
static __always_inline void submit(u64 request, u64 entry, bool is_refused)
{
	struct task_struct *task = bpf_get_current_task_btf();
	u64 context = (u64)LOAD(struct io_kiocb, request, ctx);
	const struct wire_operation *operation;
	const struct wire_plan *plan = NULL;
	struct wire_session *session;
	struct wire_task *owner;
	struct request *kept;
	struct state *work;
	u32 opcode;
	u8 flags = 0;

	forget_request(request);	/* it ended without a word, and its memory is another's now */
	owner = owner_of(task, context);
	if (!owner)
		return;
	session = session_of_owner(owner);
	if (!session || !is_on(session, (struct state *)owner))
		return;
	work = work_for(task, session, owner);
	if (!work)
		return;
	opcode = LOAD(struct io_kiocb, request, opcode);
	if (!read_entry(work, context, entry) ||
	    (!is_refused && (work->event.bytes[0] != opcode ||
			*(u64 *)(work->event.bytes + SQE_USER_DATA) != LOAD(struct io_kiocb, request, cqe.user_data)))) {
		count_obscure(session);		/* changed meanwhile, or not where it was looked for */
		return;
	}
	if (is_refused)
		opcode = work->event.bytes[0];
	bpf_probe_read_kernel(&flags, sizeof(flags), (void *)request + bpf_core_field_offset(struct io_kiocb, flags));
	WIRE_OPERATION(&work->record) = opcode | (flags & IOSQE_CQE_SKIP_SUCCESS ? WIRE_RING_SILENT : 0);
	operation = bpf_map_lookup_elem(&operations, &opcode);
	if (operation && operation->is_known) {
		read_operation(work, operation, flags);
		plan = plan_of(work);
	} else {
		operation = NULL;
	}
	if (is_unwanted_operation(session, plan, work->record.nr))
		return;
	if (work->event.bytes[SQE_FLAGS] & IOSQE_BUFFER_SELECT && operation) {
		if (operation->flags & WIRE_RING_SELECTS)
			work->record.args[SELECTED_SLOT] = 0;	/* what stands there has nothing to do with it */
		else if (opcode == IORING_OP_SENDMSG || opcode == IORING_OP_SENDMSG_ZC)
			count_obscure(session);		/* its data is elsewhere than the message says */
	}
	WIRE_OPERATION_ID(&work->record) = __sync_fetch_and_add(&session->operations, 1) + 1;
	if (!keep_request(work, task, request, context, operation, flags)) {
		__sync_fetch_and_add(&session->lost, 1);
		return;
	}
	if (operation && !is_refused) {
		put_kernel_names(work, operation, request);
		if (plan)
			capture_submitted(work, plan, BPF_CORE_READ_BITFIELD_PROBED((struct io_ring_ctx *)context, compat));
		kept = bpf_map_lookup_elem(&requests, &request);
		if (kept)
			kept->retry = work->retry;
	}
	send_call(work);
}

/* What the operation was on, whatever the descriptor had been when it was submitted. */
static __always_inline void put_file_of(struct state *work, const struct request *kept, u64 request)
{
	u64 slot = kept->on_file;

	if (slot >= WIRE_ARGS)
		return;
	work->walk.dentry = (u64)LOAD(struct io_kiocb, request, file);	/* as in put_fd() */
	asm volatile("" ::: "memory");
	if (work->walk.dentry)
		put_path(work, work->walk.dentry, 0, slot << 8 | WIRE_FILE, (s64)(s32)work->record.args[slot]);
}

static __always_inline void capture_completed(struct state *work, const struct wire_plan *plan,
					      const struct request *kept)
{
	int i;

#pragma unroll
	for (i = 0; i < WIRE_OPS; i++) {
		const struct wire_op *op = &plan->ops[i];

		if (kept->selects && op->slot == SELECTED_SLOT)
			continue;
		if (work->retry & 1U << i)
			capture_step(work, op, READ_LATE | LAST_CHANCE);
		if (i < plan->enter_steps)
			continue;
		if (i >= plan->steps)
			break;
		if ((op->when == WIRE_WHEN_SUCCESS && work->record.ret < 0) ||
		    (op->op == WIRE_OP_RESULT && kept->makes_no_fd))
			continue;
		capture_step(work, op, 0);
	}
}

/* `request` is 0 where the kernel names only the ring and what the program called the operation. */
static __always_inline void complete(u64 request, u64 context, u64 user_data, s64 result, u64 flags, bool captures)
{
	struct task_struct *task = bpf_get_current_task_btf();
	bool has_request = request != 0, has_more = flags & IORING_CQE_F_MORE && !has_request;
	struct label label = {context, user_data};
	const struct wire_plan *plan;
	struct wire_session *session;
	struct labelled *labelled;
	struct request *kept;
	struct state *work;
	u64 count = 1;

	if (!has_request) {
		labelled = bpf_map_lookup_elem(&labels, &label);
		if (!labelled)
			return;
		request = labelled->request;
		count = labelled->count;
	}
	kept = bpf_map_lookup_elem(&requests, &request);
	if (!kept)
		return;
	if (kept->context != context || kept->user_data != user_data) {
		if (has_request)
			forget_request(request);
		return;
	}
	session = session_of_owner(&kept->owner);
	if (!session)
		goto forget;
	if (count > 1) {
		count_obscure(session);
		return;
	}
	if (!may_tell(task, &kept->owner)) {
		count_obscure(session);
		goto forget;
	}
	work = work_for(task, session, &kept->owner);
	if (!work)
		goto forget;
	work->record.head.kind = WIRE_COMPLETED;
	work->record.end_ns = work->record.head.time_ns;
	work->record.ret = result;
	work->record.nr = kept->nr;
	__builtin_memcpy(work->record.args, kept->args, sizeof(kept->args));
	WIRE_OPERATION_ID(&work->record) = kept->id;
	WIRE_OPERATION(&work->record) = kept->opcode | (has_more ? WIRE_RING_MORE : 0);
	put_file_of(work, kept, request);
	if (kept->selects && kept->has_buffer && result > 0)	/* where it is nobody says any more */
		work->record.args[SELECTED_SLOT] = WIRE_SELECTED | (flags & 0xffffffff) >> IORING_CQE_BUFFER_SHIFT;
	if (kept->selects && kept->has_buffer && result > 0 && !work->record.args[SELECTED_SLOT + 1])
		work->record.args[SELECTED_SLOT + 1] = result;	/* as large as the buffer, whichever it is */
	plan = plan_of(work);
	if (captures && plan && (u64)TASK(task, mm) == kept->memory) {
		work->retry = kept->retry;
		capture_completed(work, plan, kept);
	}
	send_call(work);
forget:
	if (!has_more)
		forget_request(request);
}

static __always_inline void note_ring(u64 context)
{
	struct state *state = known(bpf_get_current_task_btf());
	struct wire_task owner;

	if (!state || state->is_armed) {
		bpf_map_delete_elem(&ring_owners, &context);	/* its address may have been another's */
		return;
	}
	copy_task(&owner, (struct wire_task *)state);
	bpf_map_update_elem(&ring_owners, &context, &owner, BPF_ANY);
}

#endif
