/* SPDX-License-Identifier: MIT */
/* What io_uring carries out: each operation is sent when the kernel takes it, and its result when that is posted. */
#ifndef SX_RINGS_H
#define SX_RINGS_H

#define PF_IO_WORKER	0x00000010	/* include/linux/sched.h */

/* include/uapi/linux/io_uring.h */
#define SQE_BYTES		64
#define SQE_FLAGS		1
#define SQE_USER_DATA		32
#define SQE_FILE_INDEX		44
#define IOSQE_FIXED_FILE	0x01
#define IOSQE_BUFFER_SELECT	0x20
#define IOSQE_CQE_SKIP_SUCCESS	0x40
#define IORING_CQE_BUFFER_SHIFT	16
#define SELECTED_SLOT		1	/* of what names the buffer, where the kernel selects it */
#define IORING_SETUP_SQE128	(1U << 10)
#define IORING_SETUP_NO_SQARRAY	(1U << 16)
#define IORING_CQE_F_MORE	(1U << 1)
#define SPLICE_F_FD_IN_FIXED	(1U << 31)

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

/* A thread of the kernel's works for a process that waits to be recorded: what it does has no task to be told of. */
static __always_inline void work_for_waiting(struct task_struct *leader)
{
	struct waiting *waiting = bpf_task_storage_get(&waiters, leader, NULL, 0);
	struct wire_session *session;
	u32 slot;

	if (!waiting || !waiting->generation)
		return;
	slot = waiting->slot;
	session = bpf_map_lookup_elem(&sessions, &slot);
	if (session && session->generation == waiting->generation && session->on == WIRE_ON_ALL)
		count_obscure(session);
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
	else if (!state && waiting_count)
		work_for_waiting(task->group_leader);
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

/* The entry of the submission queue that was taken last, into the workplace's event. */
static __always_inline bool read_entry(struct state *work, u64 context, u64 entry)
{
	u32 index, flags, count;
	u64 array;

	if (!entry) {
		flags = LOAD(struct io_ring_ctx, context, flags);
		count = LOAD(struct io_ring_ctx, context, sq_entries);
		index = (LOAD(struct io_ring_ctx, context, cached_sq_head) - 1) & (count - 1);
		array = (u64)LOAD(struct io_ring_ctx, context, sq_array);
		if (!(flags & IORING_SETUP_NO_SQARRAY) &&
		    bpf_probe_read_kernel(&index, sizeof(index), (void *)(array + (u64)index * sizeof(index))))
			return false;
		if (index >= count)	/* the program can write it meanwhile, and behind the queue is the kernel's own */
			return false;
		if (flags & IORING_SETUP_SQE128)
			index <<= 1;
		entry = (u64)LOAD(struct io_ring_ctx, context, sq_sqes) + (u64)index * SQE_BYTES;
	}
	return bpf_probe_read_kernel(work->event.bytes, SQE_BYTES, (void *)entry) == 0;
}

static __always_inline u64 argument_of(struct state *work, u8 source)
{
	u64 at = source & 0x3f;
	u8 *bytes = work->event.bytes;

	asm volatile("" : "+r"(at));
	if (!source || at > SQE_BYTES - 2)
		return 0;
	switch (source & 0xc0) {
	case WIRE_SQE_S32:
		return (s64) * (s32 *)(bytes + at);
	case WIRE_SQE_U32:
		return *(u32 *)(bytes + at);
	case WIRE_SQE_U16:
		return *(u16 *)(bytes + at);
	}
	return *(u64 *)(bytes + at);
}

/* From the entry to the registers of the call that does the same. */
static __always_inline void read_operation(struct state *work, const struct wire_operation *operation, u8 flags)
{
	struct wire_call *record = &work->record;
	u32 index = *(u32 *)(work->event.bytes + SQE_FILE_INDEX);
	int i;

#pragma unroll
	for (i = 0; i < WIRE_ARGS; i++)
		record->args[i] = argument_of(work, operation->source[i]);
	record->nr = operation->nr;
	if (operation->when == WIRE_OTHER_AT_OFFSET && *(s64 *)(work->event.bytes + 8) != -1)
		record->nr = operation->other;
	if (operation->when == WIRE_OTHER_BY_FLAG && work->event.bytes[28] & 1)
		record->nr = operation->other;
	if (operation->flags & WIRE_RING_CLOSES && index)
		record->args[0] = WIRE_FIXED_FILE + index - 1;
	if (operation->flags & WIRE_RING_SPLICES && *(u32 *)(work->event.bytes + 28) & SPLICE_F_FD_IN_FIXED)
		record->args[0] |= WIRE_FIXED_FILE;
	if (operation->file < WIRE_ARGS && flags & IOSQE_FIXED_FILE)
		record->args[operation->file & 7] |= WIRE_FIXED_FILE;
}

/* A path as the kernel has copied it: nobody can change it any more. */
__noinline int put_kernel_name(struct state *work, u64 slot)
{
	struct wire_blob *blob;
	u64 at, name;
	long length;

	if (!work || slot >= WIRE_ARGS)
		return 0;
	name = work->run.address;
	at = work->record.payload;
	if (!name || at > WIRE_PAYLOAD - sizeof(*blob))
		return 0;
	blob = new_blob(work, WIRE_STRING, slot, 0, work->record.args[slot]);
	if (!blob)
		return 0;
	length = bpf_probe_read_kernel_str(work->payload + at + sizeof(*blob), WIRE_PATH_MAX,
					   (void *)LOAD(struct filename, name, name));
	if (length <= 0)
		return 0;
	blob->wanted = length;
	close_blob(work, blob, length);
	work->left |= 1ULL << slot;
	return 0;
}

#define NAME_OF(type, member) \
	(bpf_core_field_exists(((struct type *)0)->member) ? \
	 (u64)LOAD(struct type, request, member) : 0)

/* The copies that the kernel has made, where it is known where; the slots that they are of are set in work->left. */
static __always_inline void put_kernel_names(struct state *work, const struct wire_operation *operation, u64 request)
{
	u64 first = 0, second = 0;

	work->left = 0;
	switch (operation->names) {
	case WIRE_NAMES_OPEN:
		first = NAME_OF(io_open, filename);
		break;
	case WIRE_NAMES_STATX:
		first = NAME_OF(io_statx, filename);
		break;
	case WIRE_NAMES_UNLINK:
		first = NAME_OF(io_unlink, filename);
		break;
	case WIRE_NAMES_MKDIR:
		first = NAME_OF(io_mkdir, filename);
		break;
	case WIRE_NAMES_RENAME:
		first = NAME_OF(io_rename, oldpath);
		second = NAME_OF(io_rename, newpath);
		break;
	case WIRE_NAMES_LINK:
		first = NAME_OF(io_link, oldpath);
		second = NAME_OF(io_link, newpath);
		break;
	case WIRE_NAMES_XATTR:
		first = NAME_OF(io_xattr, filename);
		break;
	}
	work->run.address = first;
	put_kernel_name(work, operation->name_slots[0]);
	work->run.address = second;
	put_kernel_name(work, operation->name_slots[1]);
}

#define SEGMENTS 16	/* of a vector that are followed; the verifier goes through them one by one, which is quicker than
			 * a callback for it */

/* As put_iovec(). */
__noinline int put_segments(struct state *work, u64 address, u64 count, u64 total, u64 slot_mode)
{
	u64 what = (slot_mode >> 8) << 16 | (slot_mode & 7) << 8 | WIRE_MEMORY, at, i;
	s64 got;

	if (!work)
		return 0;
	if (!address || !count || count > 1024)
		return 0;
	work->data_limit = work->string_limit;	/* more than that, as of netlink, would travel as chunks */
	at = work->record.payload + sizeof(struct wire_blob);
	got = put_memory(work, address, count * 16, PAGE, what);
	if (got)
		return got;
	if (count > SEGMENTS)
		count = SEGMENTS;
	if (work->record.payload < at + count * 16)
		return 0;
	work->left = total;
	for (i = 0; i < SEGMENTS; i++) {
		if (i >= count || !work->left || work->record.head.flags & WIRE_OPAQUE)
			break;
		got = put_segment(work, pinned(at + i * 16), work->left, slot_mode);
		if (got < 0)
			return UNREADABLE;
		work->left -= got;
	}
	return 0;
}

/* As put_message(), of the native layout. */
__noinline int put_parts(struct state *work, u64 address, u64 total, u64 slot_mode)
{
	u64 what = (slot_mode >> 8) << 16 | (slot_mode & 7) << 8 | WIRE_MEMORY, at, length;
	const u8 *bytes;
	int r;

	if (!work)
		return 0;
	at = work->record.payload + sizeof(struct wire_blob);
	r = put_memory(work, address, 56, PAGE, what);
	if (r || at > WIRE_PAYLOAD || work->record.payload < at + 56)
		return r;
	bytes = work->payload + at;
	r = put_memory(work, *(u64 *)bytes, *(u32 *)(bytes + 8), 128, what);
	if (!r)
		r = put_segments(work, *(u64 *)(bytes + 16), *(u64 *)(bytes + 24), total, slot_mode);
	if (r)
		return r;
	length = *(u64 *)(bytes + 40);
	at = pinned(work->record.payload + sizeof(struct wire_blob));
	r = put_memory(work, *(u64 *)(bytes + 32), length, PAGE, what);
	if (!r && length >= 16 && work->record.payload >= at + 16)
		put_passed_fds(work, at, (slot_mode >> 8 & AT_EXIT) << 8 | (slot_mode & 7));
	return r;
}

/* As capture(), for the steps that operations have: the verifier takes its time with the others. */
__noinline int capture_step(struct state *work, const struct wire_op *op, u64 mode)
{
	u64 slot, address, failed, length, limit, slot_mode, at_exit, most;
	u32 before;
	int r = 0;

	if (!work || !op)
		return 0;
	slot = op->slot;
	if (slot > WIRE_RESULT)
		return 0;
	if (op->when != WIRE_WHEN_ENTER)
		mode |= AT_EXIT | LAST_CHANCE;
	at_exit = mode & AT_EXIT;
	slot_mode = mode << 8 | slot;
	address = slot < WIRE_ARGS ? work->record.args[slot] : (u64)work->record.ret;
	limit = op->limit ? work->string_limit : WIRE_FIXED_MAX;
	before = work->record.payload;
	most = !at_exit ? ~0ULL : work->record.ret > 0 ? (u64)work->record.ret : 0;

	switch (op->op) {
	case WIRE_OP_STRING:
	case WIRE_OP_PATH:
		r = put_string(work, address, op->op == WIRE_OP_PATH ? WIRE_PATH_MAX - 1 : work->string_limit, slot_mode);
		break;
	case WIRE_OP_MEMORY:
		length = length_of(work, op, &failed);
		r = failed ? UNREADABLE : put_memory(work, address, length, limit, mode << 16 | slot << 8 | WIRE_MEMORY);
		break;
	case WIRE_OP_IOVEC:
		length = length_of(work, op, &failed);
		r = put_segments(work, address, length, most, slot_mode);
		break;
	case WIRE_OP_MSGHDR:
		r = put_parts(work, address, most, slot_mode);
		break;
	case WIRE_OP_DIRFD:
		if ((s32)address == AT_FDCWD) {
			put_cwd(work, at_exit << 8 | slot);
			break;
		}
		/* fallthrough */
	case WIRE_OP_FD:
	case WIRE_OP_RESULT:
		put_fd(work, address, at_exit << 8 | slot);
		break;
	case WIRE_OP_FDAT: {
		u64 at = slot < WIRE_ARGS ? work->first[slot] : 0;

		if (!at)
			break;
		at = pinned(at + op->offset);
		if (at <= WIRE_PAYLOAD)
			put_fd(work, *(u32 *)(work->payload + at), at_exit << 8 | slot);
		break;
	}
	}
	if (r) {	/* nothing half-done stays */
		work->record.payload = before;
		if (slot < WIRE_ARGS && work->first[slot] > before)
			work->first[slot] = 0;
	}
	return r;
}

/* The steps of the call's plan that are taken before it. A registered file is known when the operation is done. */
static __always_inline void capture_submitted(struct state *work, const struct wire_plan *plan, bool is_compat_ring,
					      u8 selects)
{
	u64 named = work->left;
	int i;

#pragma unroll
	for (i = 0; i < WIRE_OPS; i++) {
		const struct wire_op *op = &plan->ops[i];
		u64 slot = op->slot & 7;

		if (i >= plan->enter_steps)
			break;
		if (slot >= WIRE_ARGS)
			continue;
		if (op->op == WIRE_OP_FD && work->record.args[slot] & WIRE_FIXED_FILE)
			continue;
		if (selects && slot == SELECTED_SLOT)	/* what stands there has nothing to do with it */
			continue;
		if ((op->op == WIRE_OP_PATH || op->op == WIRE_OP_STRING) && named >> slot & 1) {
			if (op->op == WIRE_OP_PATH)
				put_folder(work, op, work->record.args[slot], 0);
			continue;
		}
		/* its structures have other layouts: they stay unread, and that is said */
		if (is_compat_ring && (op->op == WIRE_OP_IOVEC || op->op == WIRE_OP_MSGHDR))
			continue;
		if (capture_step(work, op, 0))
			work->retry |= 1U << i;
	}
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
	WIRE_OPERATION_ID(&work->record) = __sync_fetch_and_add(&session->operations, 1) + 1;
	if (!keep_request(work, task, request, context, operation, flags)) {
		__sync_fetch_and_add(&session->lost, 1);
		return;
	}
	if (operation && !is_refused) {
		put_kernel_names(work, operation, request);
		if (plan)
			capture_submitted(work, plan, BPF_CORE_READ_BITFIELD_PROBED((struct io_ring_ctx *)context, compat),
					  work->event.bytes[SQE_FLAGS] & IOSQE_BUFFER_SELECT);
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
