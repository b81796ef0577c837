/* SPDX-License-Identifier: MIT */
/* The one table of system calls: names, numbers, and what each argument is. */
#ifndef SX_SYSCALLS_TABLE_H
#define SX_SYSCALLS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYSCALL_ARGS 6

/* ---- named values ---- */

/* A name of a value. `mask` is set where the value is a field of several bits (O_RDONLY under
 * O_ACCMODE, S_IFREG under S_IFMT): then it is there when (number & mask) == value, 0 included.
 * Otherwise it is there when all of its bits are. In a set that is no bit set, mask is 0 and equality counts. */
struct constant {
	const char *name;
	uint64_t value;
	uint64_t mask;
};

/* The names that one argument or field can have. Lists are in the order in which strace prints them. */
struct constants {
	const char *name;		/* "open_flags": for messages and documentation */
	const char *unknown;		/* "O_???": comment behind bits or values that have no name; NULL: none */
	const struct constant *list;	/* ends with a NULL name */
	const char *shift;		/* "MAP_HUGE_SHIFT": how far up a number of 6 bits stands; NULL: none */
	bool is_flags;			/* names are joined by |; false: one name is the whole value */
	bool is_octal;			/* unknown bits are printed in octal (modes) */
	bool is_decimal;		/* what has no name is printed in decimal, signed: keys */
	bool is_task;			/* what has no name is the id of a task */
	bool is_silent;			/* 0 is not printed at all: {c_iflag=, …} */
};

/* Every set there is, NULL-terminated: to look up a constant inside a structure. */
extern const struct constants *const all_constants[];

/* ---- kinds of arguments ---- */

struct decoding;	/* harness/decode/decode.h */
struct value;		/* harness/decode/value.h */

/* What an argument is. Each kind is one line in plan.c (what to capture) and one function in decode/. */
enum kind {
	KIND_NONE,		/* no such argument */
	KIND_INT,		/* signed 32 bits, decimal */
	KIND_UINT,		/* unsigned 32 bits, decimal */
	KIND_LONG,		/* signed register, decimal */
	KIND_SIZE,		/* unsigned register, decimal */
	KIND_HEX,		/* register, hexadecimal */
	KIND_HEX32,
	KIND_ADDRESS,		/* pointer that is not followed: NULL or hexadecimal */
	KIND_OFFSET,		/* signed 64-bit; on i386 the slot has its low half, the next one (KIND_IGNORED) the high */
	KIND_OFFSET_HIGH,	/* i386: the slot has the high half, the next one the low: _llseek */
	KIND_OFFSET_HEX,	/* as KIND_OFFSET, unsigned and in hexadecimal; 0 is 0: of mmap */
	KIND_OFFSET_PAGES,	/* the same in units of 4096 bytes: of mmap2 */
	KIND_FD,		/* descriptor; `of`: 1 + slot of the process whose it is, 0: the caller's */
	KIND_DIRFD,		/* descriptor or AT_FDCWD, or a number that `set` names */
	KIND_FD_THERE,		/* of another process; the one that the call makes is open on the same: pidfd_getfd */
	KIND_PATH,		/* path; `of`: slot of its dirfd, or NO_DIRFD */
	KIND_PATH_TEXT,		/* path that is kept as text: a symlink's target; printed whole, never resolved */
	KIND_STRING,		/* NUL-terminated string that is no path */
	KIND_MOUNT_TYPE,	/* the same, or a pointer that the flags of mount (slot `of`) keep from being followed */
	KIND_MOUNT_DATA,
	KIND_OUT_STRING,	/* the same, written by the call when it succeeds: getcwd */
	KIND_STRINGS,		/* argv: NULL-terminated vector of strings, printed whole */
	KIND_ENVIRONMENT,	/* envp: address and count, strings when asked */
	KIND_IN_BYTES,		/* buffer, `of`: slot of its length; read at entry; of more than `size` an address, 0: no bound */
	KIND_OUT_BYTES,		/* buffer that the call fills, `of`: slot of its room, the result says how much */
	KIND_IN_IOVEC,		/* `of`: slot of the count */
	KIND_OUT_IOVEC,
	KIND_IN_MSGHDR,
	KIND_OUT_MSGHDR,
	KIND_IN_MMSGHDR,	/* `of`: slot of the count */
	KIND_OUT_MMSGHDR,
	KIND_IN_SOCKADDR,	/* `of`: slot of the length */
	KIND_OUT_SOCKADDR,	/* `of`: slot of the pointer to the length */
	KIND_SOCKLEN,		/* value-result length: [16 => 0]; `of`: slot of the address it belongs to */
	KIND_IN_OPTION,		/* value of a socket option, `of`: slot of its length: [1] if it is an int, else bytes;
				 * `layout`: of an option whose pointers are followed; NULL: none has any */
	KIND_OUT_OPTION,	/* the same, filled by the call; `of`: slot of the pointer to the length; `size`: of one of
				 * the level's options the length is a number of elements of so many bytes; 0: of none */
	KIND_FLAGS,		/* register of named values, `set` */
	KIND_FLAGS32,		/* the same, only its low 32 bits count */
	KIND_FLAGS64,		/* the same of 64 bits; on i386 this slot and the next one (KIND_IGNORED) */
	KIND_MODE,		/* permission bits, octal as strace: 0644; with S_IFMT names where there are any */
	KIND_MODE_IF_CREATE,	/* the same, printed only where flags (slot `of`) have O_CREAT or O_TMPFILE */
	KIND_SIGNAL,		/* SIGTERM */
	KIND_PID,		/* process or thread id */
	KIND_PGID,		/* process group */
	KIND_PID_OR_PGID,	/* process id, or below -1 that of a process group: kill */
	KIND_WHOSE,		/* id of what register `of` says: by the bits of `size` a process or thread, 256 times those a process
				 * group, else neither */
	KIND_ID,		/* uid or gid; -1 */
	KIND_ID16,		/* i386: the low 16 bits; 0xffff is -1 */
	KIND_DEV,		/* makedev(major, minor) */
	KIND_MODE_IF_MKNOD,	/* as KIND_MODE; names S_IFREG and so on always */
	KIND_DEV_IF_MKNOD,	/* as KIND_DEV, printed only for a device node (slot `of`: mode) */
	KIND_STRUCT,		/* pointer to a structure, `layout`; read at entry */
	KIND_OUT_STRUCT,	/* pointer to a structure that the call fills on success */
	KIND_INOUT_STRUCT,	/* read at entry and, on success, at exit */
	KIND_LEFT_STRUCT,	/* filled only when a signal interrupted the call: nanosleep's rem; else an address;
				 * `of`: slot of flags (not 0) with any of which there is no rest: TIMER_ABSTIME */
	KIND_REAPED_STRUCT,	/* filled where the result is > 0: wait4's rusage */
	KIND_ARRAY,		/* array of `layout`, `of`: slot of the count; read at entry */
	KIND_OUT_ARRAY,		/* array that the call fills; the result is the count, at most slot `of` */
	KIND_OUT_CONTEXTS,	/* struct lsm_ctx one behind the other, each of its own length, that the call fills; the result
				 * is the count, `of`: slot of the pointer to the bytes that all of them have */
	KIND_FDS,		/* array of descriptors, or of `layout` with one at byte `size`; `of`: slot of the count; read at entry */
	KIND_WORKERS,		/* array of `layout` that the call reads and fills, `of`: slot of the count */
	KIND_PROBE,		/* struct io_uring_probe, `of`: slot of the count behind it */
	KIND_FILLED_ARRAY,	/* array that the call fills; slot `of` is the count, whatever the result */
	KIND_NODEMASK,		/* set of memory nodes, `of`: slot of one more than its bits */
	KIND_OUT_NODEMASK,
	KIND_IN_MESSAGE,	/* struct msgbuf, `of`: slot of the length of its text */
	KIND_OUT_MESSAGE,	/* the same, filled by the call: the result is the length */
	KIND_BLOCKS,		/* array of pointers to struct iocb, `of`: slot of the count */
	KIND_USER_OFFSET,	/* offset in struct user: 8*RIP */
	KIND_QUOTA_COMMAND,	/* QCMD(Q_GETQUOTA, USRQUOTA) */
	KIND_FD_PAIR,		/* two descriptors that the call makes: [3, 4] */
	KIND_WAIT_STATUS,	/* pointer to a wait status, filled when the result is > 0 */
	KIND_SIGSET,		/* pointer to a signal set; `of`: slot of its size, NO_SIZE: one register wide */
	KIND_OUT_SIGSET,	/* `size` 1: of a smaller one so many bytes: rt_sigpending */
	KIND_SIGSET_WORD,	/* i386: the register itself is a signal set */
	KIND_SIGFRAME,		/* no register: what a signal left on the stack; `size`: offset of its `of` bytes of mask */
	KIND_POLLFDS,		/* `of`: slot of the count */
	KIND_FDSET,		/* pointer to an fd_set; `of`: slot of nfds */
	KIND_IOCTL,		/* request of ioctl: a name or _IOC(…) */
	KIND_IOCTL_ARG,		/* what the request says; `of`: slot of the request */
	KIND_FCNTL,		/* command of fcntl */
	KIND_FCNTL_ARG,		/* what the command says; `of`: slot of the command */
	KIND_VARIANT,		/* what the value of argument `of` says: rows in variants.c */
	KIND_XATTR_VALUE,	/* as KIND_IN_BYTES; `size` 1, as of KIND_OUT_BYTES: a NUL at its end is not shown */
	KIND_TOLD_BYTES,	/* buffer; slot `of` points to a structure that has its length at byte `size`; read at entry */
	KIND_OUT_TOLD_BYTES,	/* the same, filled by the call */
	KIND_IOPRIO,		/* IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4) */
	KIND_FLAGS_IF,		/* as KIND_FLAGS where register `of` has a value whose bit is set in `size`; else a number */
	KIND_COMMENTED,		/* in hexadecimal, the name of `set` behind it as a comment; `size` 4: 32 bits of it */
	KIND_ERROR_NUMBER,	/* an errno: EPERM */
	KIND_FUTEX_OPERATION,	/* FUTEX_OP_ADD<<28|0x1<<12|FUTEX_OP_CMP_EQ<<24|0x2 */
	KIND_ETHERTYPE,		/* protocol of a packet socket, in network order: htons(ETH_P_ALL) */
	KIND_REMOTE_IOVEC,	/* vector whose segments lie in another process: addresses; `of`: slot of the count */
	KIND_OUT_PATH,		/* path that the call writes, the result is its length with the NUL: getcwd */
	KIND_INTERRUPTED,	/* no register: the number of the call that goes on, or UINT32_MAX: of restart_syscall */
	KIND_IGNORED,		/* a register that the call has and strace does not print: skip it, others may follow */
	KIND_LAST
};

/* A structure in the program's memory. */
struct layout {
	const char *name;	/* "stat" */
	uint16_t size;		/* bytes, native ABI */
	uint16_t compat_size;	/* bytes, i386; 0: as native */
	struct value *(*decode)(struct decoding *, const unsigned char *bytes, size_t length, uint64_t address);
};

#define NO_DIRFD 0xff
#define NO_SIZE 0xff

struct argument {
	const char *name;	/* parameter name of the manual page; NULL ends the list */
	uint8_t kind;		/* enum kind */
	uint8_t of;		/* slot of the argument that completes it, see enum kind */
	uint16_t size;		/* KIND_STRING: bytes at most, 0: string_limit; of a structure whose layout has
				 * size 1 (it brings its own length): bytes to read */
	bool is_labelled;	/* printed as name=value: clone */
	bool is_of_success;	/* where the call failed, an address: epoll_pwait2's timeout */
	uint8_t when;		/* slot of a register of flags, for when_bits */
	uint32_t when_bits;	/* printed only where that register has one of these bits; 0: always */
	uint16_t not_for;	/* not printed where register `when` has a value whose bit is set here … */
	uint16_t only_for;	/* … and a number in hexadecimal unless it has one of these; 0: for all */
	union {
		const struct constants *set;
		const struct layout *layout;
	};
};

/* What the result is. */
enum result {
	RESULT_NUMBER,		/* decimal */
	RESULT_INT,		/* the same, but the kernel leaves out the sign of an int: modify_ldt (arch/x86/kernel/ldt.c) */
	RESULT_FD,		/* a new descriptor */
	RESULT_BYTES,		/* decimal: so many of the bytes that it was asked to move: read, write */
	RESULT_DONE,		/* 0: close, mkdir */
	RESULT_UNMAP,		/* 0, and what was mapped there is not any more: munmap, shmdt */
	RESULT_PAGE,		/* hexadecimal: where a page is mapped now: mmap, shmat */
	RESULT_ADDRESS,		/* hexadecimal: brk */
	RESULT_HEX,
	RESULT_OCTAL,		/* umask: octal as strace */
	RESULT_NONE,		/* does not return: exit, exit_group */
	RESULT_FCNTL,		/* what the command says: flags, a descriptor, a number */
	RESULT_POLL,		/* with strace's text: (Timeout), ([{fd=3, revents=POLLIN}]) */
	RESULT_PID,		/* a process or thread */
	RESULT_PGID,		/* a process group or session */
	RESULT_SELF,		/* the caller's id, which strace shows as a number: setsid */
	RESULT_OWNER,		/* a process, or below zero a process group: F_GETOWN */
	RESULT_VARIANT,		/* what an argument's value says: rows in variants.c */
	RESULT_NAMED,		/* decimal, with its name in result_set behind it: 3 (SCHED_BATCH) */
	RESULT_NAMED_HEX,	/* hexadecimal, with names behind it: 0x400000 (PER_LINUX|READ_IMPLIES_EXEC) */
	RESULT_IOPRIO,		/* decimal, with IOPRIO_PRIO_VALUE(…) behind it */
	RESULT_TIME,		/* seconds since 1970, with the date behind it */
	RESULT_RESTORED,	/* rt_sigreturn: the register that the signal interrupted, whatever it was */
};

/* Whether it is the id of a task that the caller made, waited for or is. */
static inline bool result_is_task(uint8_t result)
{
	return result == RESULT_PID || result == RESULT_PGID || result == RESULT_SELF;
}

/* What an id is of. */
enum id_of {
	ID_OF_NOTHING,
	ID_OF_TASK,		/* a process or thread */
	ID_OF_GROUP,		/* a process group or session: the id of who leads or led it */
	ID_OF_EITHER,		/* below -1, a process group */
};

/* Of an argument; `of_value` is the register that it names in `of`. */
static inline enum id_of argument_id(const struct argument *argument, uint64_t of_value)
{
	uint32_t which = (uint32_t)of_value;

	switch (argument->kind) {
	case KIND_PID:
		return ID_OF_TASK;
	case KIND_PGID:
		return ID_OF_GROUP;
	case KIND_PID_OR_PGID:
		return ID_OF_EITHER;
	case KIND_WHOSE:
		return which > 7 ? ID_OF_NOTHING : argument->size >> which & 1 ? ID_OF_TASK :
		       argument->size >> (which + 8) & 1 ? ID_OF_GROUP : ID_OF_NOTHING;
	default:
		return ID_OF_NOTHING;
	}
}

static inline enum id_of result_id(uint8_t result)
{
	switch (result) {
	case RESULT_PID:
		return ID_OF_TASK;
	case RESULT_PGID:
		return ID_OF_GROUP;
	case RESULT_OWNER:
		return ID_OF_EITHER;
	default:
		return ID_OF_NOTHING;
	}
}

/* strace's classes (-e trace=%file and so on; src/sysent.h and strace(1)). */
#define CLASS_FILE	(1u << 0)
#define CLASS_DESC	(1u << 1)
#define CLASS_NETWORK	(1u << 2)
#define CLASS_PROCESS	(1u << 3)
#define CLASS_SIGNAL	(1u << 4)
#define CLASS_IPC	(1u << 5)
#define CLASS_MEMORY	(1u << 6)
#define CLASS_CREDS	(1u << 7)
#define CLASS_STAT	(1u << 8)
#define CLASS_LSTAT	(1u << 9)
#define CLASS_STAT_LIKE	(1u << 10)
#define CLASS_STATFS	(1u << 11)
#define CLASS_FSTATFS	(1u << 12)
#define CLASS_STATFS_LIKE (1u << 13)
#define CLASS_FSTAT	(1u << 14)
#define CLASS_CLOCK	(1u << 15)
#define CLASS_PURE	(1u << 16)

struct syscall {
	const char *name;
	struct argument args[SYSCALL_ARGS];
	uint8_t result;		/* enum result */
	const struct constants *result_set;	/* RESULT_NAMED, RESULT_NAMED_HEX */
	uint8_t count;		/* of slots in args, those of KIND_IGNORED in between included */
	uint8_t selector;	/* 1 + slot of the argument that picks a variant; 0: it has none */
	uint8_t shift;		/* low bits of the selector's value that do not count */
	const char *order;	/* slots in the order in which strace prints them, "10243"; NULL: ascending */
	uint32_t classes;	/* CLASS_… */
	bool is_known;		/* it has a row: false: raw registers, names arg1 … arg6 */
};

/* The row of a call. Never NULL: a number without a name has a row that prints as strace does
 * ("syscall_0x1c2"). `abi` is WIRE_ABI_…; valid for the life of the process. */
const struct syscall *syscall_of(unsigned abi, unsigned number);

/* The row that holds for these registers: calls such as futex or prctl have one per command, with other
 * arguments and another result, under the same name. `row` itself where it has none for them. */
const struct syscall *syscall_variant(const struct syscall *row, const uint64_t args[SYSCALL_ARGS]);

/* The name of an operation that io_uring carries out: "io_uring:openat" for what openat does, by its number. */
const char *syscall_ring_name(unsigned number);

/* The number of a call by its name, or -ENOENT. */
int syscall_number(unsigned abi, const char *name);

/* Numbers in use lie below this, per ABI; those between without a call have rows with is_known false. */
unsigned syscall_end(unsigned abi);

/* The class mask of "%file" (without the percent sign: "file", "%stat" for %%stat); 0: no such class. */
uint32_t syscall_class(const char *name);

/* Names of the classes, NULL-terminated, for suggestions. */
extern const char *const syscall_class_names[];

/* Families of equal calls: %open is open, openat, openat2, creat …; ends with a NULL name. */
struct syscall_family {
	const char *name;
	const char *const *members;	/* NULL-terminated */
};
extern const struct syscall_family syscall_families[];

#endif
