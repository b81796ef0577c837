/* SPDX-License-Identifier: MIT */
/* What crosses the border between the BPF programs and the library: plans go in, records come out. */
#ifndef SX_WIRE_H
#define SX_WIRE_H

#ifndef __bpf__
#include <stdint.h>
typedef uint8_t wire_u8;
typedef uint16_t wire_u16;
typedef uint32_t wire_u32;
typedef uint64_t wire_u64;
typedef int32_t wire_s32;
typedef int64_t wire_s64;
#else
typedef unsigned char wire_u8;
typedef unsigned short wire_u16;
typedef unsigned int wire_u32;
typedef unsigned long long wire_u64;
typedef int wire_s32;
typedef long long wire_s64;
#endif

#define WIRE_ARGS	6	/* argument slots of a call; slot 6 is the result */
#define WIRE_RESULT	6
#define WIRE_CALLS	512	/* plans per ABI; numbers from WIRE_CALLS - 1 on share the last, an empty plan */
#define WIRE_OPS	10	/* capture steps of one plan */
#define WIRE_SLOTS	8	/* sessions of one loaded tracer at a time, each with a ring of its own */
#define WIRE_PAYLOAD	24576	/* bytes of blobs in one call record; larger blobs travel as chunks */
#define WIRE_PATH_MAX	4096	/* PATH_MAX, with the NUL */
#define WIRE_CHUNK	32768	/* bytes of user memory in one chunk record */
#define WIRE_STRING_MOST (1 << 20)	/* string_limit at most; a power of two */

/* ABI of a call: decides its number table and the layout of the structures it points to. */
#define WIRE_ABI_NATIVE	0	/* x86-64; arm64 */
#define WIRE_ABI_COMPAT	1	/* i386 */
#define WIRE_ABI_RING	2	/* an operation of io_uring, under the number of the native call that does the same; never of
				 * a record: the reader sets it */
#define WIRE_ABI_X32	4	/* number has bit 0x40000000; kept in nr, never looked up */

/* ---- records, tester-bound; each begins with struct wire_head ---- */

#define WIRE_CALL	1	/* struct wire_call: a call that returned, or never will */
#define WIRE_CHUNK_OF	2	/* struct wire_chunk: bytes of a blob of the same task's next call record */
#define WIRE_FORK	3	/* struct wire_fork: a task was made */
#define WIRE_EXEC	4	/* struct wire_exec: a process runs a new image */
#define WIRE_EXIT	5	/* struct wire_exit: a task ended */
#define WIRE_SIGNAL	6	/* struct wire_signal: a signal was delivered, or sent and nothing was to be delivered of it */
#define WIRE_MARK	7	/* struct wire_call of the magic write; see <sysexpect/mark.h> */
#define WIRE_END	8	/* struct wire_head: the last task of the session ended */
#define WIRE_STACK_OF	9	/* struct wire_call, then struct wire_frame and stack bytes: of the same task's next call */
#define WIRE_ENTERED	10	/* struct wire_call as known at its entry; with WIRE_SESSION_ENTRIES */
#define WIRE_SUBMITTED	11	/* struct wire_call: io_uring has taken an operation; see WIRE_OPERATION_ID */
#define WIRE_COMPLETED	12	/* struct wire_call: the result of one submitted, and the blobs that came with it */
#define WIRE_IDS	13	/* struct wire_ids: of a task that is not in the pid namespace of the session's owner */

struct wire_head {
	wire_u16 kind;		/* WIRE_CALL … */
	wire_u8 abi;
	wire_u8 flags;		/* WIRE_DENIED … */
	wire_u32 generation;	/* of the session: records of an earlier one are dropped */
	wire_s32 pid;		/* in the pid namespace of the session's owner */
	wire_s32 tid;
	wire_u64 task;		/* names the task_struct for the length of the session; never reused in it */
	wire_u64 time_ns;	/* CLOCK_MONOTONIC; of a call: its entry */
};

#define WIRE_DENIED	0x01	/* seccomp refused the call; it was not run */
#define WIRE_UNFINISHED	0x02	/* it never returned: the task ended inside it */
#define WIRE_MIDWAY	0x04	/* tracing began while the call was in progress; arguments are those at exit */
#define WIRE_NOTIFIED	0x08	/* with WIRE_DENIED: not refused, but answered with success by a seccomp supervisor */
#define WIRE_SUPERSEDED	0x10	/* ended because another thread called execve */
#define WIRE_OPAQUE	0x20	/* the blobs did not fit: `payload` ends with an incomplete set */
#define WIRE_HIDDEN	0x40	/* not asked for; sent because it made a descriptor or a mapping, which others need, or
				 * had io_uring do what no call shows */
#define WIRE_SHARES	0x80	/* struct wire_fork: the child runs in its parent's memory */

#define WIRE_CHUNKED	0x80	/* some blob travels as chunks */

struct wire_call {
	struct wire_head head;
	wire_u64 end_ns;
	wire_s64 ret;		/* as the kernel left it: -errno, -512 … -516 for a restart */
	wire_u64 args[WIRE_ARGS];
	wire_u32 nr;
	wire_u32 payload;	/* bytes of blobs that follow */
	wire_u64 stack_pointer;
	wire_u64 instruction_pointer;
};

/* Of a call that was seen from its entry to its end, with WIRE_SESSION_RUN_TIMES: how long it was on a processor. */
#define WIRE_RUN_NS(call)	((call)->stack_pointer)

/* Of an operation these members mean something else: what ties the two records together; what it is. */
#define WIRE_OPERATION_ID(call)	((call)->stack_pointer)
#define WIRE_OPERATION(call)	((call)->instruction_pointer)	/* opcode, and WIRE_RING_… */
#define WIRE_RING_MORE		0x0100	/* another result follows: accept, recv and so on for many */
#define WIRE_RING_SILENT	0x0200	/* no result is posted where it succeeds */

/*
 * A blob is a snapshot: user memory at an address, or what a descriptor is open on. The reader looks
 * them up by slot or by address, so one that is missing never shifts its neighbours. Each starts on
 * an 8-byte boundary.
 */
#define WIRE_MEMORY	1	/* `length` bytes at `address` */
#define WIRE_STRING	2	/* the same, ends with the NUL where state is neither WIRE_CUT nor WIRE_BROKEN */
#define WIRE_FILE	3	/* struct wire_file: what descriptor `address` is open on; slot 6: the result */
#define WIRE_CWD	4	/* struct wire_file: the folder that AT_FDCWD or a relative path starts from */
#define WIRE_COUNT	5	/* no bytes: `wanted` strings stand in the vector at `address` (argv, envp) */
#define WIRE_STACK	6	/* struct wire_frame and the bytes of the stack from there up; made by the reader */
#define WIRE_IMAGE	7	/* struct wire_file: the program that an execve started; with WIRE_SESSION_STACKS */
#define WIRE_AUXV	8	/* pairs of 64-bit words: the auxiliary vector that the kernel made for it */

/* State of a blob. */
#define WIRE_OK		0
#define WIRE_CUT	1	/* `length` of `wanted` bytes: string_limit, or no room for more */
#define WIRE_UNREAD	2	/* not readable at any time tried; no bytes */
#define WIRE_LATE	3	/* could only be read at exit: whole, but the program may have changed it */
#define WIRE_BROKEN	4	/* as WIRE_CUT, by an unreadable page after them */

struct wire_blob {
	wire_u8 what;		/* WIRE_MEMORY … */
	wire_u8 slot;		/* argument it belongs to, or WIRE_RESULT */
	wire_u8 state;
	wire_u8 at_exit;	/* 0: as it was at entry; 1: as the call left it */
	wire_u32 length;	/* bytes that follow (before padding); of a chunked blob: 0 here */
	wire_u32 wanted;	/* bytes that the call meant; for a string that was cut: 0, unknown */
	wire_u32 chunked;	/* bytes that came before as WIRE_CHUNK_OF records, in order */
	wire_u64 address;	/* user address; for WIRE_FILE the descriptor number, sign-extended */
};

/* The registers that a caller's frame is found by: of x86-64 bx, bp, r12 to r15; of arm64 x19 to x30. */
#define WIRE_SAVED	12
#define WIRE_STACK_MOST	8192	/* bytes of stack in one record */

struct wire_frame {
	wire_u64 instruction_pointer;
	wire_u64 stack_pointer;
	wire_u64 saved[WIRE_SAVED];
};

/*
 * What a descriptor or folder is. The path follows as NUL-terminated components, leaf first; the
 * reader joins them. For a socket the two addresses follow instead.
 */
#define WIRE_FILE_PATH	1	/* components follow */
#define WIRE_FILE_PIPE	2
#define WIRE_FILE_SOCKET 3	/* struct wire_socket follows */
#define WIRE_FILE_ANON	4	/* anon_inode: one component, its name; of some, struct wire_counter at WIRE_COUNTER_AT */
#define WIRE_FILE_NS	5	/* nsfs: one component, "mnt" … */
#define WIRE_FILE_MEMFD	6	/* memfd, secretmem, SysV shm: one component; printed "/name (deleted)" */
#define WIRE_FILE_PIDFD	7	/* pidfs or anon_inode:[pidfd]; `number` is the pid in the owner's namespace */
#define WIRE_FILE_NONE	8	/* the descriptor is not open */
#define WIRE_FILE_UNKNOWN 9	/* could not be found out */

#define WIRE_DELETED	0x01	/* unlinked: printed with " (deleted)" */
#define WIRE_OUTSIDE	0x02	/* not under the task's root folder: printed with "(unreachable)" */
#define WIRE_SHORT	0x04	/* more components than were kept: the path has no beginning */
#define WIRE_UNMOUNTED	0x08	/* the walk ended at a mount that is attached nowhere */

struct wire_file {
	wire_u8 type;		/* WIRE_FILE_PATH … */
	wire_u8 flags;		/* WIRE_DELETED … */
	wire_u16 mode;		/* st_mode */
	wire_u32 dev;		/* as the kernel has it: major << 20 | minor */
	wire_u64 ino;
	wire_u64 identity;	/* the open file description: equal through dup, fork, exec, SCM_RIGHTS */
	wire_u32 rdev;		/* of a device node */
	wire_u32 number;	/* of a pidfd: the pid */
};

/* Behind the name, at a fixed place: what an eventfd or a signalfd holds. */
#define WIRE_COUNTER_AT	16

struct wire_counter {
	wire_u64 word;		/* of an eventfd its count, of a signalfd the signals that it does not take */
	wire_u32 id;
	wire_u32 flags;		/* EFD_SEMAPHORE */
};

struct wire_socket {
	wire_u16 family;
	wire_u16 type;
	wire_u16 protocol;
	wire_u16 state;		/* TCP state, or of a unix socket its own */
	wire_u32 local_length;	/* bytes of local, a struct sockaddr of the family; 0: none */
	wire_u32 remote_length;
	wire_u64 peer_ino;	/* unix: the other end's inode */
	wire_u8 local[112];
	wire_u8 remote[112];
};

struct wire_chunk {
	struct wire_head head;
	wire_u64 address;	/* of the first byte, in the program; a later chunk of the same address replaces it */
	wire_u32 length;
	wire_u32 pad;
	wire_u8 bytes[WIRE_CHUNK];
};

struct wire_fork {
	struct wire_head head;	/* of the parent */
	wire_s32 child_pid;
	wire_s32 child_tid;
	wire_u64 child_task;
	wire_u8 comm[16];
};

#define WIRE_NAMESPACES	8	/* of a task that is in more of them below the owner's, the innermost ones */

/* What a task is called in a pid namespace. */
struct wire_id {
	wire_u32 namespace;	/* inode number; 0: it is in no more */
	wire_s32 id;
};

struct wire_ids {
	struct wire_head head;	/* of the task; of user space, with task 0: of a process group or session that no task leads */
	struct wire_id ids[WIRE_NAMESPACES];	/* its own first, then each one's parent, up to those below the owner's */
};

struct wire_exec {
	struct wire_head head;	/* tid is already the process's */
	wire_s32 old_tid;	/* of the thread that called execve */
	wire_u32 pad;
	wire_u8 comm[16];
};

struct wire_exit {
	struct wire_head head;
	wire_u32 status;	/* as wait(2) would give it; WIRE_SUPERSEDED: the thread that called execve */
	wire_u32 is_whole;	/* 1: the status is that of the process: no thread is left, or all are being ended */
	wire_u8 comm[16];
};

#define WIRE_SIGNAL_DELIVERED	0
#define WIRE_SIGNAL_IGNORED	1	/* sent, and of no effect */
#define WIRE_SIGNAL_STOPPED	2	/* the task, and with it its process, has stopped by it */
#define WIRE_SIGNAL_FATAL	3	/* sent, and it ended the process before anything was delivered */

struct wire_signal {
	struct wire_head head;
	wire_s32 signal;
	wire_s32 code;		/* si_code */
	wire_s32 error;		/* si_errno */
	wire_u32 how;		/* WIRE_SIGNAL_… */
	wire_u64 fields[4];	/* the union of siginfo_t, raw */
	wire_u64 instruction_pointer;	/* where it met the program */
};

/* ---- plans, kernel-bound ---- */

/* Step of a plan: read one thing that an argument names. */
#define WIRE_OP_END	0
#define WIRE_OP_STRING	1	/* the string at the slot's address; at most `size` bytes, or string_limit if 0 */
#define WIRE_OP_PATH	2	/* the same up to 4096 bytes; if it is relative, also the folder named by `dirfd` */
#define WIRE_OP_MEMORY	3	/* bytes at the slot's address; how many: `length`, and `offset` more */
#define WIRE_OP_IOVEC	4	/* array of struct iovec of `length` entries, and the bytes of each */
#define WIRE_OP_MSGHDR	5	/* struct msghdr, its name, vector with bytes, and control */
#define WIRE_OP_MMSGHDR	6	/* `length` of struct mmsghdr, each as above */
#define WIRE_OP_STRINGS	7	/* NULL-terminated vector of strings */
#define WIRE_OP_COUNT	8	/* NULL-terminated vector: how many */
#define WIRE_OP_FD	9	/* the descriptor in the slot: what it is open on; where `length` is not 0, only if argument
				 * `of` is the calling process, as itself sees it */
#define WIRE_OP_DIRFD	10	/* the same, AT_FDCWD included */
#define WIRE_OP_CWD	11	/* the current folder */
#define WIRE_OP_RESULT	12	/* the descriptor that the call returned */
#define WIRE_OP_FDS	13	/* array of ints at the slot's address, or of structures of `size` bytes that have one at `offset`:
				 * what each is open on */
#define WIRE_OP_POLLFDS	14	/* array of `length` struct pollfd, and what each is open on */
#define WIRE_OP_POINTER	15	/* pointer at `offset` of the memory that this slot's first step read: `length` bytes there */
#define WIRE_OP_FDSET	16	/* fd_set of as many bits as the argument `of`, and what each is open on */
#define WIRE_OP_FDAT	17	/* int descriptor at `offset` of the memory of this slot: what it is open on */
#define WIRE_OP_IOCTL	18	/* `size` unknown: as the direction and size bits of argument `of` say */
#define WIRE_OP_STACK	20	/* `size` bytes at the stack pointer plus `offset` */
#define WIRE_OP_POINTER_STRING 19 /* pointer at `offset` of the memory of this slot: a string */
#define WIRE_OP_POINTER_FD	21	/* as WIRE_OP_POINTER: ints, and what each is open on */
#define WIRE_OP_BLOCKS	22	/* array of `length` pointers to struct iocb, each of these, and what it writes or its vector */
#define WIRE_OP_POINTER_ON	23	/* as WIRE_OP_POINTER, and what it read is the memory of this slot for later steps */
#define WIRE_OP_POINTER_PARTS	24	/* as WIRE_OP_POINTER; where the number before the length's is not 0, to a vector of so many:
				 * 16 bits, or 32 where pointers are as wide for every ABI */
#define WIRE_OP_LAST	24

/* Bits of an fd_set: more than any kernel allows descriptors, and what counts of a number that is larger still. */
#define WIRE_LARGEST_SET	(1 << 20)
#define WIRE_USUAL_SET		1024	/* FD_SETSIZE */

/* When a step is taken. */
#define WIRE_WHEN_ENTER	 0	/* at entry; if unreadable then, again at exit */
#define WIRE_WHEN_EXIT	 1	/* at exit, whatever the result */
#define WIRE_WHEN_SUCCESS 2	/* at exit if the result is not an error */

/* How many bytes (times `size`, if that is not 0). */
#define WIRE_LENGTH_SIZE	0	/* `size` bytes */
#define WIRE_LENGTH_ARG		1	/* argument `of`: its register, as 64 bits */
#define WIRE_LENGTH_ARG32	2	/* argument `of`: its low 32 bits, unsigned */
#define WIRE_LENGTH_RESULT	3	/* the result, and at most argument `of` */
#define WIRE_LENGTH_AT		4	/* the 32-bit integer that argument `of` points to */
#define WIRE_LENGTH_FIELD32	5	/* the 32-bit integer at offset `of` of the memory of this slot */
#define WIRE_LENGTH_FIELD64	6
#define WIRE_LENGTH_FIELD16	7
#define WIRE_LENGTH_BITS	8	/* argument `of` less one, in bits: words of `size` bytes that hold them */
#define WIRE_LENGTH_PAGES	9	/* argument `of` in pages of 4096 bytes, rounded up */

struct wire_op {
	wire_u8 op;
	wire_u8 slot;
	wire_u8 when;
	wire_u8 length;		/* WIRE_LENGTH_… */
	wire_u8 of;		/* argument number or offset, as `length` says */
	wire_u8 dirfd;		/* WIRE_OP_PATH: slot of the dirfd, or WIRE_NO_DIRFD: the current folder */
	wire_u16 offset;	/* WIRE_OP_POINTER: of the pointer; WIRE_OP_MEMORY: bytes more than `length` */
	wire_u32 size;		/* bytes of one element; see `length` */
	wire_u32 limit;		/* 0: WIRE_FIXED_MAX bounds it, 1: string_limit; more: that many bytes */
};

#define WIRE_NO_DIRFD	0xff
#define WIRE_FIXED_MAX	4096	/* bytes of a structure or of an array of structures */

struct wire_plan {
	wire_u8 enter_steps;	/* steps 0 … enter_steps - 1 are WIRE_WHEN_ENTER */
	wire_u8 steps;		/* in all */
	wire_u8 selector;	/* 1 + slot of the argument whose value picks another plan; 0: none */
	wire_u8 flags;		/* WIRE_PLAN_… */
	wire_u32 shift;		/* low bits of the selector's value that do not count */
	struct wire_op ops[WIRE_OPS];
};

#define WIRE_PLAN_NEVER_RETURNS	0x01	/* exit, exit_group: sent at the end of the task */
#define WIRE_PLAN_EXEC		0x02	/* execve, execveat: the memory goes away on success */
#define WIRE_PLAN_MAKES_FD	0x04	/* its result, on success, is a descriptor; or it has io_uring work, or
					 * gives a name: recorded unasked */
#define WIRE_PLAN_FD_FIRST	0x10	/* its first step is the descriptor in slot 0 */
#define WIRE_PLAN_DATA_IN	0x20	/* … and its only other one the buffer in slot 1, as long as argument 2: write */
#define WIRE_PLAN_DATA_OUT	0x40	/* … the same filled as far as the result says: read */
#define WIRE_PLAN_SIGRETURN	0x08	/* its result is a restored register */
#define WIRE_PLAN_MAPS		0x80	/* it changes what is mapped: mmap, munmap, mremap, … */

/* Key of a plan picked by an argument's value: ioctl's request, fcntl's command, … */
struct wire_variant {
	wire_u32 call;		/* abi * WIRE_CALLS + nr */
	wire_u32 value;
};

/* ---- operations of io_uring, kernel-bound ---- */

#define WIRE_OPCODES	128
#define WIRE_OWN_CALLS	480	/* numbers from here on are of operations that no call does */
#define WIRE_SELECTED	0xffffffff00000000u	/* a buffer that the kernel selected, by its id: an address that none has */
#define WIRE_FIXED_FILE	0x40000000	/* a registered file by its index: a number that no descriptor has */

/* Where an argument stands in struct io_uring_sqe: its offset, and as what it is read. 0: it is 0. */
#define WIRE_SQE_64		0x00
#define WIRE_SQE_S32		0x40
#define WIRE_SQE_U32		0x80
#define WIRE_SQE_U16		0xc0

/* Where the kernel keeps its copies of the paths. */
#define WIRE_NAMES_NONE		0
#define WIRE_NAMES_OPEN		1
#define WIRE_NAMES_STATX	2
#define WIRE_NAMES_UNLINK	3
#define WIRE_NAMES_MKDIR	4
#define WIRE_NAMES_RENAME	5
#define WIRE_NAMES_LINK		6
#define WIRE_NAMES_XATTR	7

#define WIRE_RING_MAKES_FILE	0x01	/* with a file_index the result is no descriptor */
#define WIRE_RING_CLOSES	0x02	/* with a file_index it closes a registered file */
#define WIRE_RING_SPLICES	0x04	/* SPLICE_F_FD_IN_FIXED */
#define WIRE_RING_SELECTS	0x08	/* argument 1 is a buffer, which can be one that the kernel selects */

/* When the call that does the same is `other`. */
#define WIRE_OTHER_NEVER	0
#define WIRE_OTHER_AT_OFFSET	1	/* the offset is not -1 */
#define WIRE_OTHER_BY_FLAG	2	/* bit 0 of the flags */

#define WIRE_NO_FILE		0xff

struct wire_operation {
	wire_u16 nr;		/* of the call that does the same; 0 in all members: not known */
	wire_u16 other;
	wire_u8 when;		/* WIRE_OTHER_… */
	wire_u8 file;		/* slot of the descriptor that the operation is on, or WIRE_NO_FILE */
	wire_u8 flags;		/* WIRE_RING_MAKES_FILE … */
	wire_u8 names;		/* WIRE_NAMES_… */
	wire_u8 name_slots[2];
	wire_u8 source[WIRE_ARGS];
	wire_u8 is_known;
	wire_u8 pad[3];
};

/* One session as both sides see it, in a map that user space has mapped. */
struct wire_session {
	wire_u32 generation;	/* 0: free */
	wire_u32 on;		/* WIRE_ON_… */
	wire_u32 kill;		/* every task of the session is killed at its next stop in a tracepoint */
	wire_u32 wake;		/* 1: someone waits for each record: wake the reader at once */
	wire_u32 string_limit;
	wire_u32 flags;		/* WIRE_SESSION_… */
	wire_u64 live;		/* tasks that have not ended */
	wire_u64 started;	/* tasks ever added; gives each its number */
	wire_u64 lost;		/* records that the ring had no room for */
	wire_u64 lost_tasks;	/* children that could not be followed */
	wire_u64 gained;	/* programs that run with more rights than their user's, and so are not recorded */
	wire_u64 stalled;	/* 1 + position of a reader that read nothing for so long that nobody waits for it */
	wire_u64 sees_rings;	/* 1: what io_uring does is recorded; set as the owner joins */
	wire_u64 operations;	/* of io_uring ever seen; gives each its id */
	wire_u64 obscure;	/* operations and results of which it is not known what they are or whose */
	wire_u64 wake_bytes;	/* the reader is woken each time that as many more wait; a power of two */
	wire_u32 region_of;	/* kernel's number of the process that records a region with it; 0: it is none */
	wire_u32 pad;
	wire_u32 owner_level;	/* depth of the owner's pid namespace */
	wire_s32 lost_first_tid; /* task of the first lost record */
	wire_u64 wanted[2][WIRE_CALLS / 64];	/* bit per call that is recorded */
	wire_u32 lost_of[2][WIRE_CALLS];	/* lost records by call */
};

#define WIRE_ON_NONE	0	/* no records are made, and no children followed */
#define WIRE_ON_ALL	1
#define WIRE_ON_OTHERS	2	/* of every task but number 1: what that does is the library's own */

#define WIRE_SESSION_NO_FOLLOW	0x01
#define WIRE_SESSION_HOLDS	0x08	/* someone reads all the time: tasks that are too fast for it wait */
#define WIRE_SESSION_ENTRIES	0x04	/* a WIRE_ENTERED before each call, so that one in progress can be seen */
#define WIRE_SESSION_STACKS	0x02	/* a WIRE_STACK_OF before each call; calls that map are recorded unasked */
#define WIRE_SESSION_RUN_TIMES	0x10	/* a call says how long it ran: WIRE_RUN_NS */

/* What the program that adds the calling task is told. */
struct wire_join {
	wire_u32 slot;
	wire_u32 generation;
	wire_u32 flags;		/* WIRE_JOIN_… */
	wire_s32 tid;		/* out, of WIRE_JOIN_OWNER: the caller's id */
};

#define WIRE_JOIN_AT_EXEC	0x01	/* record nothing before its next successful execve */
#define WIRE_JOIN_LEAVE		0x02	/* forget the calling task */
#define WIRE_JOIN_OWNER		0x04	/* do not join: the caller owns the session, its pid namespace counts */
#define WIRE_JOIN_LATER	0x08	/* with its first call while the session is WIRE_ON_ALL; also goes with WIRE_JOIN_OWNER */

/* How a traced task's state begins; written by user space for a task that is already running. */
#define WIRE_TASK_FIELDS \
	wire_u32 slot, generation; \
	wire_s32 pid, tid;		/* in the owner's namespace */ \
	wire_u64 number;		/* names the task within the session */ \
	wire_u32 string_limit; \
	wire_u32 flags;			/* WIRE_SESSION_… */ \
	wire_u8 call;			/* how far the call in progress is known */ \
	wire_u8 is_armed;		/* 1: nothing before the next successful execve is recorded; WIRE_TASK_BLIND */ \
	wire_u8 has_run;		/* it has entered or left a call before */ \
	wire_u8 was_denied;		/* the last call was refused and sent */ \
	wire_u8 is_deferred;		/* the last call waits for its task work, which sends it */ \
	wire_u8 task_pad[3];

struct wire_task {
	WIRE_TASK_FIELDS
};

#define WIRE_TASK_MIDWAY 4	/* `call` of a task that may be inside a call whose entry was not seen */

#define WIRE_TASK_BLIND 2	/* `is_armed` of a task that runs with more rights than its user's: never recorded again */

/* A process of a session that is alive: key of the map that kill walks; the value is its task number. */
struct wire_live {
	wire_u32 generation;
	wire_s32 pid;		/* in the owner's namespace */
};

#endif
