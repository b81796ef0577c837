/* SPDX-License-Identifier: MIT */
/* What an operation of io_uring is: its entry as the registers of the call that does the same, and what those name. */
#ifndef SX_OPERATION_H
#define SX_OPERATION_H

/* include/uapi/linux/io_uring.h */
#define SQE_BYTES		64
#define SQE_FILE_INDEX		44
#define IOSQE_FIXED_FILE	0x01
#define SELECTED_SLOT		1	/* of what names the buffer, where the kernel selects it */
#define IORING_SETUP_SQE128	(1U << 10)
#define IORING_SETUP_NO_SQARRAY	(1U << 16)
#define SPLICE_F_FD_IN_FIXED	(1U << 31)

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
	u64 slot, address, length, limit, slot_mode, at_exit, most;
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
		length = length_of(work, op);
		r = work->is_unknown ? UNREADABLE : put_memory(work, address, length, limit, mode << 16 | slot << 8 | WIRE_MEMORY);
		break;
	case WIRE_OP_IOVEC:
		length = length_of(work, op);
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
static __always_inline void capture_submitted(struct state *work, const struct wire_plan *plan, bool is_compat_ring)
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

#endif
