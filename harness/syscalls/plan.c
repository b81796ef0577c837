/* SPDX-License-Identifier: MIT */
/* From a row of the table to the steps that capture what its arguments name. */
#include "harness/syscalls/plan.h"

#include <string.h>

#include "harness/decode/layouts.h"
#include "harness/syscalls/plan_nested.h"

/* Where steps are gathered: those at entry come first in a plan, whatever the order of the arguments. */
struct draft {
	unsigned abi;
	unsigned slot;
	const struct syscall *row;
	const struct argument *arg;
	struct wire_op enter[WIRE_OPS], exit[WIRE_OPS];
	unsigned enters, exits;
	bool is_too_long;
};

static struct wire_op *add(struct draft *draft, unsigned what, unsigned when)
{
	struct wire_op *op;

	if (draft->enters + draft->exits >= WIRE_OPS) {
		draft->is_too_long = true;
		return &draft->exit[WIRE_OPS - 1];
	}
	op = when == WIRE_WHEN_ENTER ? &draft->enter[draft->enters++] : &draft->exit[draft->exits++];
	memset(op, 0, sizeof(*op));
	op->op = what;
	op->slot = draft->slot;
	op->when = when;
	op->dirfd = WIRE_NO_DIRFD;
	return op;
}

static void add_sized(struct draft *draft, unsigned what, unsigned when, unsigned length, unsigned of, uint32_t size)
{
	struct wire_op *op = add(draft, what, when);

	op->length = length;
	op->of = of;
	op->size = size;
}

/* A buffer whose length another argument's structure tells: as much as may be wanted of it is read. */
static void add_told(struct draft *draft, unsigned when)
{
	struct wire_op *op = add(draft, WIRE_OP_MEMORY, when);

	op->size = WIRE_FIXED_MAX;
	op->limit = 1;
}

/* How the register is read that says how many: of an int its 32 bits count. */
static unsigned count_of(const struct draft *draft)
{
	unsigned of = draft->arg->of;
	unsigned kind = of < SYSCALL_ARGS ? draft->row->args[of].kind : KIND_NONE;

	return kind == KIND_INT || kind == KIND_UINT ? WIRE_LENGTH_ARG32 : WIRE_LENGTH_ARG;
}

/* Bytes of a buffer: string_limit bounds them. */
static void add_buffer(struct draft *draft, unsigned when, unsigned length)
{
	struct wire_op *op = add(draft, WIRE_OP_MEMORY, when);

	op->length = length;
	op->of = draft->arg->of;
	op->limit = 1;
}

static bool is_compat(const struct draft *draft)
{
	return draft->abi == WIRE_ABI_COMPAT;
}

static uint32_t layout_size(const struct draft *draft)
{
	const struct layout *layout = draft->arg->layout;

	return is_compat(draft) && layout->compat_size ? layout->compat_size : layout->size;
}

/* Pointers inside a structure whose target is shown with it; where the call fills it, they are read then. */
static void add_nested(struct draft *draft, unsigned when)
{
	enum nested_part part = draft->arg->kind != KIND_INOUT_STRUCT ? NESTED_ALL :
				when == WIRE_WHEN_ENTER		      ? NESTED_TOLD :
									NESTED_FILLED;
	struct wire_op nested;

	for (size_t n = 0; memset(&nested, 0, sizeof(nested)),
			   plan_nested(draft->arg->layout, is_compat(draft), part, n, &nested); n++) {
		struct wire_op *op = add(draft, nested.op, nested.when ? nested.when : when);

		nested.slot = op->slot;
		nested.when = op->when;
		*op = nested;
	}
}

/* struct sockaddr_xdp: the socket whose memory another one shares. Few are of its family. */
static void add_shared_rings(struct draft *draft)
{
	struct wire_op *op = add(draft, WIRE_OP_FDAT, WIRE_WHEN_ENTER);

	op->size = 44;	/* AF_XDP */
	op->offset = 12;
}

static void add_struct(struct draft *draft, unsigned when)
{
	uint32_t size = draft->arg->size ? draft->arg->size : layout_size(draft);

	struct wire_op *op = add(draft, WIRE_OP_MEMORY, when);

	op->size = size;
	op->limit = size > WIRE_FIXED_MAX ? size : 0;
	add_nested(draft, when);
}

#define MOST_GROUPS 65536	/* include/uapi/linux/limits.h: NGROUPS_MAX */

/* A layout of size 1 stands for as many bytes as `of` says. */
static void add_array(struct draft *draft, unsigned when, unsigned length)
{
	struct wire_op *op = add(draft, WIRE_OP_MEMORY, when);

	op->length = length;
	op->of = draft->arg->of;
	op->size = layout_size(draft);
	if (draft->arg->layout == &layout_id)
		op->limit = MOST_GROUPS * op->size;
}

/* Where clone3 writes the new descriptor and the new thread's number. */
static void add_clone_answers(struct draft *draft)
{
	static const uint16_t offsets[] = { 8, 24 };
	size_t i;

	for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		struct wire_op *op = add(draft, i ? WIRE_OP_POINTER : WIRE_OP_POINTER_FD, WIRE_WHEN_SUCCESS);

		op->offset = offsets[i];
		op->size = 4;
		op->dirfd = 64;		/* as wide for every ABI */
	}
}

/* Entries of a folder are counted in the dump, so none may be cut off by the usual bound. */
static void add_out_array(struct draft *draft)
{
	const struct layout *layout = draft->arg->layout;
	struct wire_op *op = add(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS);

	op->length = WIRE_LENGTH_RESULT;
	op->of = draft->arg->of;
	op->size = layout_size(draft);
	if (layout == &layout_dirents || layout == &layout_dirents64)
		op->limit = 1 << 20;
}

/* Some commands of bpf leave an answer among their attributes. */
static void add_attributes(struct draft *draft)
{
	const struct layout *layout = draft->arg->layout;

	if (layout == &layout_bpf_attr || layout == &layout_bpf_attr_fd || layout == &layout_bpf_attr_info ||
	    layout == &layout_bpf_attr_query)
		add_array(draft, WIRE_WHEN_SUCCESS, count_of(draft));
}

/* One byte of the answer stands for a page. */
static void add_filled_array(struct draft *draft)
{
	bool is_by_page = draft->arg->layout == &layout_residency;

	add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, is_by_page ? WIRE_LENGTH_PAGES : count_of(draft),
		  draft->arg->of, layout_size(draft));
}

/* The text stands behind a long. */
static void add_message(struct draft *draft, unsigned when, unsigned length)
{
	struct wire_op *op = add(draft, WIRE_OP_MEMORY, when);

	op->length = length;
	op->of = draft->arg->of;
	op->offset = is_compat(draft) ? 4 : 8;
	op->limit = 1;
}

static void add_sigset(struct draft *draft, unsigned when)
{
	if (draft->arg->of == NO_SIZE)
		add_sized(draft, WIRE_OP_MEMORY, when, WIRE_LENGTH_SIZE, 0, is_compat(draft) ? 4 : 8);
	else
		add_sized(draft, WIRE_OP_MEMORY, when, WIRE_LENGTH_ARG, draft->arg->of, 0);
}

static void add_frame(struct draft *draft)
{
	struct wire_op *op = add(draft, WIRE_OP_STACK, WIRE_WHEN_ENTER);

	op->offset = draft->arg->size;
	op->size = draft->arg->of;
}

static void add_fd_pair(struct draft *draft)
{
	struct wire_op *op;

	add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, WIRE_LENGTH_SIZE, 0, 8);
	add(draft, WIRE_OP_FDAT, WIRE_WHEN_SUCCESS);
	op = add(draft, WIRE_OP_FDAT, WIRE_WHEN_SUCCESS);
	op->offset = 4;
}

#define LARGEST_REQUEST	0x3fff	/* _IOC_SIZEMASK */
#define PROBE_HEAD	16	/* bytes of struct io_uring_probe before its operations */

/* What one argument needs: one line per kind; kinds that are not here need nothing but their register. */
static void add_argument(struct draft *draft)
{
	const struct argument *arg = draft->arg;
	unsigned iovec = is_compat(draft) ? 8 : 16;
	unsigned msghdr = is_compat(draft) ? 28 : 56, mmsghdr = is_compat(draft) ? 32 : 64;

	switch ((enum kind)arg->kind) {
	case KIND_FD:
		if (arg->of)
			add_sized(draft, WIRE_OP_FD, WIRE_WHEN_ENTER, WIRE_LENGTH_ARG32, arg->of - 1, 0);
		else
			add(draft, WIRE_OP_FD, WIRE_WHEN_ENTER);
		break;
	case KIND_DIRFD:
		add(draft, WIRE_OP_DIRFD, WIRE_WHEN_ENTER);
		break;
	case KIND_PATH:
		add(draft, WIRE_OP_PATH, WIRE_WHEN_ENTER)->dirfd = arg->of;
		break;
	case KIND_PATH_TEXT:
		add(draft, WIRE_OP_STRING, WIRE_WHEN_ENTER)->size = WIRE_PATH_MAX;
		break;
	case KIND_STRING:
	case KIND_MOUNT_TYPE:
	case KIND_MOUNT_DATA:
		add(draft, WIRE_OP_STRING, WIRE_WHEN_ENTER)->size = arg->size;
		break;
	case KIND_OUT_STRING:
	case KIND_OUT_PATH:
		add(draft, WIRE_OP_STRING, WIRE_WHEN_SUCCESS)->size = WIRE_PATH_MAX;
		break;
	case KIND_STRINGS:
		add(draft, WIRE_OP_STRINGS, WIRE_WHEN_ENTER);
		break;
	case KIND_ENVIRONMENT:	/* counted first: where not all of the strings have room, their number is known */
		add(draft, WIRE_OP_COUNT, WIRE_WHEN_ENTER);
		add(draft, WIRE_OP_STRINGS, WIRE_WHEN_ENTER);
		break;
	case KIND_IN_BYTES:
	case KIND_XATTR_VALUE:
		add_buffer(draft, WIRE_WHEN_ENTER, count_of(draft));
		break;
	case KIND_OUT_BYTES:
		add_buffer(draft, WIRE_WHEN_SUCCESS, WIRE_LENGTH_RESULT);
		break;
	case KIND_TOLD_BYTES:
		add_told(draft, WIRE_WHEN_ENTER);
		break;
	case KIND_OUT_TOLD_BYTES:
		add_told(draft, WIRE_WHEN_SUCCESS);
		break;
	case KIND_IN_IOVEC:
		add_sized(draft, WIRE_OP_IOVEC, WIRE_WHEN_ENTER, count_of(draft), arg->of, 0);
		break;
	case KIND_REMOTE_IOVEC:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, count_of(draft), arg->of, iovec);
		break;
	case KIND_OUT_IOVEC:	/* the array itself is shown on failure, too */
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, count_of(draft), arg->of, iovec);
		add_sized(draft, WIRE_OP_IOVEC, WIRE_WHEN_SUCCESS, count_of(draft), arg->of, 0);
		break;
	case KIND_IN_MSGHDR:
		add(draft, WIRE_OP_MSGHDR, WIRE_WHEN_ENTER);
		break;
	case KIND_OUT_MSGHDR:	/* its lengths are shown as they were and as they are */
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, WIRE_LENGTH_SIZE, 0, msghdr);
		add(draft, WIRE_OP_MSGHDR, WIRE_WHEN_SUCCESS);
		break;
	case KIND_IN_MMSGHDR:	/* msg_len is what was sent: at exit */
		add_sized(draft, WIRE_OP_MMSGHDR, WIRE_WHEN_ENTER, WIRE_LENGTH_ARG32, arg->of, 0);
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, WIRE_LENGTH_RESULT, arg->of, mmsghdr);
		break;
	case KIND_OUT_MMSGHDR:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, WIRE_LENGTH_ARG32, arg->of, mmsghdr);
		add_sized(draft, WIRE_OP_MMSGHDR, WIRE_WHEN_SUCCESS, WIRE_LENGTH_RESULT, arg->of, 0);
		break;
	case KIND_IN_OPTION:	/* with a layout: one of the level's options has pointers */
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, WIRE_LENGTH_ARG32, arg->of, 0);
		if (arg->layout)
			add_nested(draft, WIRE_WHEN_ENTER);
		break;
	case KIND_IN_SOCKADDR:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, WIRE_LENGTH_ARG32, arg->of, 0);
		add_shared_rings(draft);
		break;
	case KIND_OUT_SOCKADDR:
	case KIND_OUT_OPTION:
	case KIND_OUT_CONTEXTS:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, WIRE_LENGTH_AT, arg->of, arg->size);
		break;
	case KIND_SOCKLEN:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, WIRE_LENGTH_SIZE, 0, 4);
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, WIRE_LENGTH_SIZE, 0, 4);
		break;
	case KIND_STRUCT:
		add_struct(draft, WIRE_WHEN_ENTER);
		if (arg->layout == &layout_register_vector)	/* how much the kernel took */
			add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, WIRE_LENGTH_SIZE, 0, layout_size(draft));
		if (arg->layout == &layout_siginfo)	/* si_fd */
			add(draft, WIRE_OP_FDAT, WIRE_WHEN_ENTER)->offset = is_compat(draft) ? 16 : 24;
		if (arg->layout == &layout_sched_attr || arg->layout == &layout_perf_event_attr)
			/* the size that the kernel knows, where it knows another */
			add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_EXIT, WIRE_LENGTH_SIZE, 0, 8);
		break;
	case KIND_OUT_STRUCT:
	case KIND_REAPED_STRUCT:
		add_struct(draft, WIRE_WHEN_SUCCESS);
		if (arg->layout == &layout_parent_tid)	/* with CLONE_PIDFD it is a descriptor */
			add(draft, WIRE_OP_FDAT, WIRE_WHEN_SUCCESS);
		break;
	case KIND_INOUT_STRUCT:	/* the room that a handle needs is written where there was too little of it */
		add_struct(draft, WIRE_WHEN_ENTER);
		add_struct(draft, arg->layout == &layout_file_handle ? WIRE_WHEN_EXIT : WIRE_WHEN_SUCCESS);
		break;
	case KIND_LEFT_STRUCT:	/* written on a failure: EINTR */
		add_struct(draft, WIRE_WHEN_EXIT);
		break;
	case KIND_ARRAY:
		add_array(draft, WIRE_WHEN_ENTER, count_of(draft));
		if (arg->layout == &layout_clone_args)
			add_clone_answers(draft);
		add_attributes(draft);
		add_nested(draft, WIRE_WHEN_ENTER);
		break;
	case KIND_FDS:
		add_sized(draft, WIRE_OP_FDS, WIRE_WHEN_ENTER, WIRE_LENGTH_ARG32, arg->of, layout_size(draft));
		if (arg->layout != &layout_fd)
			draft->enter[draft->enters - 1].offset = arg->size;
		break;
	case KIND_WORKERS:
		add_array(draft, WIRE_WHEN_ENTER, count_of(draft));
		add_array(draft, WIRE_WHEN_SUCCESS, count_of(draft));
		break;
	case KIND_PROBE:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, count_of(draft), arg->of, layout_size(draft));
		draft->enter[draft->enters - 1].offset = PROBE_HEAD;
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, count_of(draft), arg->of, layout_size(draft));
		draft->exit[draft->exits - 1].offset = PROBE_HEAD;
		break;
	case KIND_OUT_ARRAY:
		add_out_array(draft);
		break;
	case KIND_FILLED_ARRAY:
		add_filled_array(draft);
		break;
	case KIND_NODEMASK:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, WIRE_LENGTH_BITS, arg->of, is_compat(draft) ? 4 : 8);
		break;
	case KIND_OUT_NODEMASK:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, WIRE_LENGTH_BITS, arg->of, is_compat(draft) ? 4 : 8);
		break;
	case KIND_IN_MESSAGE:
		add_message(draft, WIRE_WHEN_ENTER, count_of(draft));
		break;
	case KIND_OUT_MESSAGE:
		add_message(draft, WIRE_WHEN_SUCCESS, WIRE_LENGTH_RESULT);
		break;
	case KIND_BLOCKS:
		add_sized(draft, WIRE_OP_BLOCKS, WIRE_WHEN_ENTER, count_of(draft), arg->of, 0);
		break;
	case KIND_FD_PAIR:
		add_fd_pair(draft);
		break;
	case KIND_WAIT_STATUS:
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, WIRE_LENGTH_SIZE, 0, 4);
		break;
	case KIND_SIGSET:
		add_sigset(draft, WIRE_WHEN_ENTER);
		break;
	case KIND_OUT_SIGSET:
		add_sigset(draft, WIRE_WHEN_SUCCESS);
		break;
	case KIND_SIGFRAME:
		add_frame(draft);
		break;
	case KIND_POLLFDS:
		add_sized(draft, WIRE_OP_POLLFDS, WIRE_WHEN_ENTER, WIRE_LENGTH_ARG32, arg->of, 8);
		add_sized(draft, WIRE_OP_MEMORY, WIRE_WHEN_SUCCESS, WIRE_LENGTH_ARG32, arg->of, 8);
		break;
	case KIND_FDSET:
		add_sized(draft, WIRE_OP_FDSET, WIRE_WHEN_ENTER, WIRE_LENGTH_SIZE, arg->of, 0);
		add_sized(draft, WIRE_OP_FDSET, WIRE_WHEN_SUCCESS, WIRE_LENGTH_SIZE, arg->of, 0);
		break;
	case KIND_IOCTL_ARG:	/* the kernel side asks the request at which of the two there are bytes */
		add_sized(draft, WIRE_OP_IOCTL, WIRE_WHEN_ENTER, WIRE_LENGTH_SIZE, arg->of, 0);
		draft->enter[draft->enters - 1].limit = LARGEST_REQUEST;
		add_sized(draft, WIRE_OP_IOCTL, WIRE_WHEN_SUCCESS, WIRE_LENGTH_SIZE, arg->of, 0);
		draft->exit[draft->exits - 1].limit = LARGEST_REQUEST;
		break;
	default:
		break;
	}
}

static bool is_data_step(const struct wire_op *op, unsigned when, unsigned length)
{
	return op->op == WIRE_OP_MEMORY && op->slot == 1 && op->when == when && op->length == length && op->of == 2 &&
	       op->size <= 1 && op->limit == 1;
}

/* The shapes of read and write, whose steps the kernel side takes without interpreting them. */
static void mark_shape(struct wire_plan *plan)
{
	const struct wire_op *ops = plan->ops;

	if (!plan->enter_steps || ops[0].op != WIRE_OP_FD || ops[0].slot != 0)
		return;
	plan->flags |= WIRE_PLAN_FD_FIRST;
	if (plan->steps != 2)
		return;
	if (plan->enter_steps == 2 && is_data_step(&ops[1], WIRE_WHEN_ENTER, WIRE_LENGTH_ARG))
		plan->flags |= WIRE_PLAN_DATA_IN;
	if (plan->enter_steps == 1 && is_data_step(&ops[1], WIRE_WHEN_SUCCESS, WIRE_LENGTH_RESULT))
		plan->flags |= WIRE_PLAN_DATA_OUT;
}

/* Code may stand elsewhere after it: who looks for the callers of a call must know. */
static bool changes_mappings(const struct syscall *row)
{
	return row->result == RESULT_PAGE || row->result == RESULT_UNMAP;
}

/* prctl(PR_SET_NAME): later lines have the name, whatever is recorded. */
static bool gives_name(const struct syscall *row)
{
	return !strcmp(row->name, "prctl") && row->count > 1 && row->args[1].kind == KIND_STRING;
}

void plan_of_row(unsigned abi, const struct syscall *row, struct wire_plan *ret_plan)
{
	struct draft draft = { .abi = abi, .row = row };

	memset(ret_plan, 0, sizeof(*ret_plan));
	if (!row->is_known)
		return;
	ret_plan->selector = row->selector;
	ret_plan->shift = row->shift;
	for (draft.slot = 0; draft.slot < row->count; draft.slot++) {
		draft.arg = &row->args[draft.slot];
		add_argument(&draft);
		if (draft.arg->kind == KIND_STRINGS)
			ret_plan->flags |= WIRE_PLAN_EXEC;
		if (draft.arg->kind == KIND_FD_PAIR)
			ret_plan->flags |= WIRE_PLAN_MAKES_FD;
	}
	if (row->result == RESULT_FD) {
		draft.slot = WIRE_RESULT;
		add(&draft, WIRE_OP_RESULT, WIRE_WHEN_SUCCESS);
		ret_plan->flags |= WIRE_PLAN_MAKES_FD;
	} else if (row->result == RESULT_NONE) {
		ret_plan->flags |= WIRE_PLAN_NEVER_RETURNS;
	} else if (row->result == RESULT_RESTORED) {
		ret_plan->flags |= WIRE_PLAN_SIGRETURN;
	}
	if (changes_mappings(row))
		ret_plan->flags |= WIRE_PLAN_MAPS;
	memcpy(ret_plan->ops, draft.enter, draft.enters * sizeof(draft.enter[0]));
	memcpy(ret_plan->ops + draft.enters, draft.exit, draft.exits * sizeof(draft.exit[0]));
	ret_plan->enter_steps = draft.enters;
	ret_plan->steps = draft.enters + draft.exits;
	if (strcmp(row->name, "io_uring_enter") == 0 || gives_name(row))
		ret_plan->flags |= WIRE_PLAN_MAKES_FD;
	mark_shape(ret_plan);
}

void plan_of(unsigned abi, unsigned number, struct wire_plan *ret_plan)
{
	plan_of_row(abi, syscall_of(abi, number), ret_plan);
}
