/* SPDX-License-Identifier: MIT */
/* What is kept per traced task, per session, and for all: the maps and their types. */
#ifndef SX_STATE_H
#define SX_STATE_H

#define TAIL	4352	/* so that a full payload still has room for one read of WIRE_PATH_MAX */
#define NETLINK_MAX 32768	/* messages are taken apart: whole ones are wanted */
#define INLINE_MAX 4096	/* larger blobs travel as chunks */

#define KEPT_PATHS	4	/* paths that a task keeps; a power of two */
#define KEPT_WORDS	30	/* each name needs four, each mount two */
#define KEPT_NAMES	96	/* bytes of the names of one, their NULs included */

struct kept_word {
	u64 address, value;
};

struct kept_path {
	u64 dentry, mount;	/* where it begins */
	u64 root_dentry, root_mount;
	u32 words;		/* 0: none is kept */
	u32 length;		/* bytes of names */
	u64 flags;		/* of struct wire_file */
	struct kept_word word[KEPT_WORDS];
	u8 names[KEPT_NAMES];
};

/* Where the walk from a dentry to the root stands: in the map, not in registers, for the verifier. */
struct walk {
	u64 dentry, mount, mount_root;
	u64 root_dentry, root_mount;
	u64 flags;
	u64 end;		/* bytes of payload used so far */
	u64 from_dentry, from_mount;
	u64 words;		/* that it went by; more than KEPT_WORDS: it is not kept */
	struct kept_word word[KEPT_WORDS];
};

/* A blob that travels as chunks: how far it has come. In the map for the same reason. */
struct run {
	u64 address, limit, done;
	u64 is_over;		/* the NUL or an unreadable page was met */
};

/* How far the call in progress is known. */
#define CALL_NONE	0
#define CALL_WANTED	1
#define CALL_UNWANTED	2	/* entered, but not recorded: so that its exit is not taken for a refusal */
#define CALL_HIDDEN	3	/* not asked for, but makes a descriptor, or uses a ring */
#define CALL_MIDWAY	WIRE_TASK_MIDWAY	/* recording began inside it, if it is one */

/* Room for any of the small records. */
struct event {
	u8 bytes[128];
};

/* A traced task. The call record is laid out as it is sent. */
struct state {
	WIRE_TASK_FIELDS
	u64 is_full;		/* so much was unread after what this task sent last that it should wait */
	u64 held_ns;		/* when the ring was last looked at, while this task waits for its reader */
	u64 still_ns;		/* for how long nothing was read of it */
	u32 is_unknown;		/* the length that was asked for last could not be read */
	u32 retry;		/* steps of the plan that found unreadable memory at entry */
	u32 first[WIRE_ARGS];	/* payload offset of the memory that each slot's first step read; 0: none */
	u32 data_limit;		/* bytes kept of a buffer of the call in progress; more than string_limit if it is netlink's */
	u32 cpu;		/* with WIRE_SESSION_RUN_TIMES, as the call was entered: the processor, … */
	u64 ran_ns, counted_ns;	/* … what the task had run, and when that was counted; then what the call ran */
	struct walk walk;
	struct run run;
	u64 image;		/* the task's execves when it was last known to be its user's; 0: not looked at yet */
	u64 left;		/* bytes of a message that its vector's next entries may still name */
	u64 message_at;		/* payload offset of the struct msghdr that was read last */
	struct event event;
	struct kept_path kept[KEPT_PATHS];
	struct wire_call record;
	u8 payload[WIRE_PAYLOAD + TAIL];
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct state);
} states SEC(".maps");

/* A task that joined, but has made no call since that is to be recorded: a state is large, and so is what it costs. */
struct waiting {
	u32 slot, generation;	/* generation 0: it waits no longer */
	u64 number;
	u64 image;		/* its execves when it joined: whatever it runs later did not */
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct waiting);
} waiters SEC(".maps");

unsigned int waiting_count;		/* so that tasks which nobody traces are not asked */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, WIRE_SLOTS);
	__type(key, u32);
	__type(value, struct wire_session);
} sessions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2 * WIRE_CALLS);
	__type(key, u32);
	__type(value, struct wire_plan);
} plans SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct wire_variant);
	__type(value, struct wire_plan);
} variants SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 17);	/* processes alive at a time; its buckets are made at loading */
	__type(key, struct wire_live);
	__type(value, u64);
} living SEC(".maps");

/* A call whose strings can only be read once the task may sleep: its work, by the task's address. */
struct work {
	struct bpf_task_work handle;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 14);	/* of tasks on their way out of a call */
	__type(key, u64);
	__type(value, struct work);
} works SEC(".maps");

#define RING(name) \
	struct { \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, 1 << 24); \
	} name SEC(".maps")

RING(ring0);
RING(ring1);
RING(ring2);
RING(ring3);
RING(ring4);
RING(ring5);
RING(ring6);
RING(ring7);

/* Found out by user space before loading; the verifier drops the branches not taken. */
const volatile bool has_cast;		/* bpf_rdonly_cast, 6.2 */
const volatile bool has_task_work;	/* bpf_task_work_schedule_resume_impl, 6.18 */
const volatile bool has_rings;		/* io_uring's tracepoints, as rings.h needs them */

/*
 * Loaded on behalf of a user who is not root, and may see no more than ptrace would show: only tasks of that user
 * join, what gains rights is out of sight, and nothing that is sent tells a kernel address. The user may have the
 * descriptors of rings, sessions, living and control, and write what they like into those that can be written.
 */
const volatile bool is_lent;
const volatile unsigned int lent_to;		/* uid, in the initial user namespace */
const volatile unsigned long long secret[2];

extern int bpf_task_work_schedule_resume_impl(struct task_struct *task, struct bpf_task_work *work, void *map,
					      int (*callback)(struct bpf_map *, void *, void *),
					      void *aux) __ksym __weak;
extern int bpf_task_work_schedule_signal_impl(struct task_struct *task, struct bpf_task_work *work, void *map,
					      int (*callback)(struct bpf_map *, void *, void *),
					      void *aux) __ksym __weak;
extern void *bpf_rdonly_cast(const void *object, u32 type_id) __ksym __weak;

/* A field behind a pointer that the verifier does not know: a direct load where the kernel can, a
 * guarded copy elsewhere. */
#define LOAD(type, pointer, field) \
	({ \
		const void *at_ = (const void *)(pointer); \
		typeof(((type *)0)->field) value_; \
		if (has_cast) \
			value_ = ((type *)bpf_rdonly_cast(at_, bpf_core_type_id_kernel(type)))->field; \
		else \
			bpf_core_read(&value_, sizeof(value_), &((type *)at_)->field); \
		value_; \
	})

/*
 * A pointer in a task_struct. Through the cast the verifier need not ask whether the pointer is a trusted one, for which
 * it looks through all the types of the kernel by name: half of the time that loading took.
 */
#define TASK(task, field) \
	(has_cast ? ((struct task_struct *)bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct)))->field \
		  : (task)->field)

/* The number as the verifier will see it tested: keeps the compiler from computing it anew behind the test. */
static __always_inline u64 pinned(u64 number)
{
	asm volatile("" : "+r"(number));
	return number;
}

static __always_inline struct wire_session *session_of(struct state *state)
{
	u32 slot = state->slot;
	struct wire_session *session = bpf_map_lookup_elem(&sessions, &slot);

	return session && session->generation == state->generation ? session : NULL;
}

static __always_inline bool is_on(const struct wire_session *session, const struct state *state)
{
	u32 on = session->on;

	return on == WIRE_ON_ALL || (on == WIRE_ON_OTHERS && state->number != 1);
}

/* What a struct pid is called in the namespace `level` below the initial one; 0: nothing. The owner of a session can write the
 * level, and what stands behind the last one is none of theirs. */
static __always_inline s32 id_of(u64 pid, u32 level)
{
	s32 id = 0;

	if (pid && level <= LOAD(struct pid, pid, level))
		bpf_probe_read_kernel(&id, sizeof(id), (void *)pid + bpf_core_field_offset(struct pid, numbers) +
						       (u64)level * bpf_core_type_size(struct upid));
	return id;
}

/* A task's id there. */
static __always_inline s32 id_at_level(struct task_struct *task, u32 level)
{
	u64 pid = 0;	/* a number, not a pointer: the verifier lets nobody compute with those */

	bpf_core_read(&pid, sizeof(pid), &task->thread_pid);
	return id_of(pid, level);
}

#endif
