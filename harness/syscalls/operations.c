/* SPDX-License-Identifier: MIT */
/* The operations of io_uring: which call each stands for, and rows for those that stand for none. */
#include "harness/syscalls/operations.h"

#include <errno.h>
#include <string.h>

#include "harness/syscalls/rows.h"

/* ---- operations that no call does: one row each, in the order of their numbers ---- */

#define OWN(text, what, ...) \
	{ .name = "io_uring:" text, .args = { __VA_ARGS__ }, .result = RESULT_##what, .is_known = true, \
	  .count = sizeof((struct argument[]){ __VA_ARGS__ }) / sizeof(struct argument), .classes = CLASS_DESC }

enum own {
	OWN_NOP, OWN_POLL_ADD, OWN_POLL_REMOVE, OWN_TIMEOUT, OWN_TIMEOUT_REMOVE, OWN_ASYNC_CANCEL, OWN_LINK_TIMEOUT,
	OWN_FILES_UPDATE, OWN_PROVIDE_BUFFERS, OWN_REMOVE_BUFFERS, OWN_MSG_RING, OWN_URING_CMD, OWN_FIXED_FD_INSTALL,
	OWN_UNKNOWN, OWN_LAST
};

static const struct syscall own_rows[OWN_LAST] = {
	[OWN_NOP]	       = OWN("nop",		 NUMBER, HEX32(flags)),
	[OWN_POLL_ADD]	       = OWN("poll_add",	 NUMBER, FD(fd), HEX32(events), HEX32(flags)),
	[OWN_POLL_REMOVE]      = OWN("poll_remove",	 NUMBER, HEX(user_data), HEX32(events), HEX32(flags)),
	[OWN_TIMEOUT]	       = OWN("timeout",		 NUMBER, IN(ts, timespec64), SIZE(count), HEX32(flags)),
	[OWN_TIMEOUT_REMOVE]   = OWN("timeout_remove",	 NUMBER, HEX(user_data), HEX32(flags)),
	[OWN_ASYNC_CANCEL]     = OWN("async_cancel",	 NUMBER, INT(fd), HEX(user_data), HEX32(flags)),
	[OWN_LINK_TIMEOUT]     = OWN("link_timeout",	 NUMBER, IN(ts, timespec64), HEX32(flags)),
	[OWN_FILES_UPDATE]     = OWN("files_update",	 NUMBER, ADDRESS(fds), UINT(count), SIZE(offset)),
	[OWN_PROVIDE_BUFFERS]  = OWN("provide_buffers",	 NUMBER, ADDRESS(addr), UINT(len), INT(count), UINT(group), SIZE(bid)),
	[OWN_REMOVE_BUFFERS]   = OWN("remove_buffers",	 NUMBER, INT(count), UINT(group)),
	[OWN_MSG_RING]	       = OWN("msg_ring",	 NUMBER, FD(fd), HEX(command), HEX(user_data), UINT(len), HEX32(flags)),
	[OWN_URING_CMD]	       = OWN("uring_cmd",	 NUMBER, FD(fd), HEX32(command), HEX(addr), UINT(len)),
	[OWN_FIXED_FD_INSTALL] = OWN("fixed_fd_install", FD,	 FD(fd), HEX32(flags)),
	[OWN_UNKNOWN]	       = OWN("unknown",		 NUMBER, INT(opcode)),
};

#define NAMES(...) (const char *const[]){ __VA_ARGS__, NULL }

static const char *const *const stand_ins[OWN_LAST] = {
	[OWN_POLL_ADD]	       = NAMES("poll", "ppoll", "select", "pselect6"),
	[OWN_TIMEOUT]	       = NAMES("nanosleep", "clock_nanosleep"),
	[OWN_FILES_UPDATE]     = NAMES("io_uring_register"),
	[OWN_MSG_RING]	       = NAMES("sendmsg"),
	[OWN_URING_CMD]	       = NAMES("ioctl", "getsockopt", "setsockopt", "getsockname", "getpeername", "read", "pread64",
				       "readv", "preadv2", "write", "pwrite64", "writev", "pwritev2"),
	[OWN_FIXED_FD_INSTALL] = NAMES("dup", "dup2", "dup3"),
};

const struct syscall *own_row(unsigned number)
{
	return number >= WIRE_OWN_CALLS && number < WIRE_OWN_CALLS + OWN_LAST ? &own_rows[number - WIRE_OWN_CALLS] : NULL;
}

const char *const *own_stands_in(unsigned number)
{
	return own_row(number) ? stand_ins[number - WIRE_OWN_CALLS] : NULL;
}

unsigned own_unknown(void)
{
	return WIRE_OWN_CALLS + OWN_UNKNOWN;
}

/* ---- opcodes ---- */

/* Members of struct io_uring_sqe, include/uapi/linux/io_uring.h. */
#define F_NONE		0
#define F_IOPRIO	(WIRE_SQE_U16 | 2)
#define F_FD		(WIRE_SQE_S32 | 4)
#define F_OFF		(WIRE_SQE_64 | 8)
#define F_OFF32		(WIRE_SQE_U32 | 8)
#define F_ADDR		(WIRE_SQE_64 | 16)
#define F_LEN		(WIRE_SQE_U32 | 24)
#define F_LEN_S32	(WIRE_SQE_S32 | 24)
#define F_FLAGS		(WIRE_SQE_U32 | 28)
#define F_GROUP		(WIRE_SQE_U16 | 40)
#define F_FILE		(WIRE_SQE_S32 | 44)
#define F_LENGTH	(WIRE_SQE_U16 | 44)
#define F_ADDR3		(WIRE_SQE_64 | 48)

/* One opcode. A file of its own: the descriptor is resolved when the operation is done, registered or not. */
struct row {
	uint8_t opcode;
	const char *name;		/* of the call that does the same; NULL: `own` */
	uint8_t own;
	uint8_t source[WIRE_ARGS];	/* its arguments */
	uint8_t file;			/* 1 + slot of the descriptor that it is on; 0: none */
	const char *other;
	uint8_t when;
	uint8_t flags;
	uint8_t names;
	uint8_t name_slots[2];
};

#define SAME(code, text, on, ...)	{ .opcode = (code), .name = (text), .file = (on), .source = { __VA_ARGS__ } }
#define ONE_OF(code, text, at, otherwise, on, ...) \
	{ .opcode = (code), .name = (text), .when = WIRE_OTHER_##at, .other = (otherwise), .file = (on), \
	  .source = { __VA_ARGS__ } }
#define NAMED(code, text, where, first, second, ...) \
	{ .opcode = (code), .name = (text), .names = WIRE_NAMES_##where, .name_slots = { first, second }, \
	  .source = { __VA_ARGS__ } }
#define ALONE(code, which, on, ...)	{ .opcode = (code), .own = (which), .file = (on), .source = { __VA_ARGS__ } }

#define NOWHERE WIRE_RESULT
#define ON_FIRST 1

/* clang-format off */
static const struct row rows[] = {
	ALONE( 0, OWN_NOP, 0,			F_FLAGS),
	ONE_OF(1, "readv", AT_OFFSET, "preadv2", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF, F_NONE, F_FLAGS),
	ONE_OF(2, "writev", AT_OFFSET, "pwritev2", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF, F_NONE, F_FLAGS),
	ONE_OF(3, "fsync", BY_FLAG, "fdatasync", ON_FIRST,	F_FD),
	ONE_OF(4, "read", AT_OFFSET, "pread64", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF),
	ONE_OF(5, "write", AT_OFFSET, "pwrite64", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF),
	ALONE( 6, OWN_POLL_ADD, ON_FIRST,	F_FD, F_FLAGS, F_LEN),
	ALONE( 7, OWN_POLL_REMOVE, 0,		F_ADDR, F_FLAGS, F_LEN),
	SAME(  8, "sync_file_range", ON_FIRST,	F_FD, F_OFF, F_LEN, F_FLAGS),
	SAME(  9, "sendmsg", ON_FIRST,		F_FD, F_ADDR, F_FLAGS),
	SAME( 10, "recvmsg", ON_FIRST,		F_FD, F_ADDR, F_FLAGS),
	ALONE(11, OWN_TIMEOUT, 0,		F_ADDR, F_OFF, F_FLAGS),
	ALONE(12, OWN_TIMEOUT_REMOVE, 0,	F_ADDR, F_FLAGS),
	{ .opcode = 13, .name = "accept4", .file = ON_FIRST, .flags = WIRE_RING_MAKES_FILE,
	  .source = { F_FD, F_ADDR, F_OFF, F_FLAGS } },
	ALONE(14, OWN_ASYNC_CANCEL, 0,		F_FD, F_ADDR, F_FLAGS),
	ALONE(15, OWN_LINK_TIMEOUT, 0,		F_ADDR, F_FLAGS),
	SAME( 16, "connect", ON_FIRST,		F_FD, F_ADDR, F_OFF),
	SAME( 17, "fallocate", ON_FIRST,	F_FD, F_LEN, F_OFF, F_ADDR),
	{ .opcode = 18, .name = "openat", .flags = WIRE_RING_MAKES_FILE, .names = WIRE_NAMES_OPEN,
	  .name_slots = { 1, NOWHERE }, .source = { F_FD, F_ADDR, F_FLAGS, F_LEN } },
	{ .opcode = 19, .name = "close", .flags = WIRE_RING_CLOSES, .source = { F_FD } },
	ALONE(20, OWN_FILES_UPDATE, 0,		F_ADDR, F_LEN, F_OFF),
	NAMED(21, "statx", STATX, 1, NOWHERE,	F_FD, F_ADDR, F_FLAGS, F_LEN, F_OFF),
	ONE_OF(22, "read", AT_OFFSET, "pread64", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF),
	ONE_OF(23, "write", AT_OFFSET, "pwrite64", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF),
	SAME( 24, "fadvise64", ON_FIRST,	F_FD, F_OFF, F_LEN, F_FLAGS),
	SAME( 25, "madvise", 0,			F_ADDR, F_LEN, F_FLAGS),
	SAME( 26, "sendto", ON_FIRST,		F_FD, F_ADDR, F_LEN, F_FLAGS, F_OFF, F_LENGTH),
	SAME( 27, "recvfrom", ON_FIRST,		F_FD, F_ADDR, F_LEN, F_FLAGS),
	{ .opcode = 28, .name = "openat2", .flags = WIRE_RING_MAKES_FILE, .names = WIRE_NAMES_OPEN,
	  .name_slots = { 1, NOWHERE }, .source = { F_FD, F_ADDR, F_OFF, F_LEN } },
	SAME( 29, "epoll_ctl", 0,		F_FD, F_LEN, F_OFF32, F_ADDR),
	{ .opcode = 30, .name = "splice", .file = 1 + 2, .flags = WIRE_RING_SPLICES,
	  .source = { F_FILE, F_NONE, F_FD, F_NONE, F_LEN, F_FLAGS } },
	ALONE(31, OWN_PROVIDE_BUFFERS, 0,	F_ADDR, F_LEN, F_FD, F_GROUP, F_OFF),
	ALONE(32, OWN_REMOVE_BUFFERS, 0,	F_FD, F_GROUP),
	{ .opcode = 33, .name = "tee", .file = 1 + 1, .flags = WIRE_RING_SPLICES,
	  .source = { F_FILE, F_FD, F_LEN, F_FLAGS } },
	SAME( 34, "shutdown", ON_FIRST,		F_FD, F_LEN),
	NAMED(35, "renameat2", RENAME, 1, 3,	F_FD, F_ADDR, F_LEN_S32, F_OFF, F_FLAGS),
	NAMED(36, "unlinkat", UNLINK, 1, NOWHERE, F_FD, F_ADDR, F_FLAGS),
	NAMED(37, "mkdirat", MKDIR, 1, NOWHERE,	F_FD, F_ADDR, F_LEN),
	NAMED(38, "symlinkat", LINK, 0, 2,	F_ADDR, F_FD, F_OFF),
	NAMED(39, "linkat", LINK, 1, 3,		F_FD, F_ADDR, F_LEN_S32, F_OFF, F_FLAGS),
	ALONE(40, OWN_MSG_RING, ON_FIRST,	F_FD, F_ADDR, F_OFF, F_LEN, F_FLAGS),
	SAME( 41, "fsetxattr", ON_FIRST,	F_FD, F_ADDR, F_OFF, F_LEN, F_FLAGS),
	NAMED(42, "setxattr", XATTR, 0, NOWHERE, F_ADDR3, F_ADDR, F_OFF, F_LEN, F_FLAGS),
	SAME( 43, "fgetxattr", ON_FIRST,	F_FD, F_ADDR, F_OFF, F_LEN),
	NAMED(44, "getxattr", XATTR, 0, NOWHERE, F_ADDR3, F_ADDR, F_OFF, F_LEN),
	{ .opcode = 45, .name = "socket", .flags = WIRE_RING_MAKES_FILE, .source = { F_FD, F_OFF, F_LEN } },
	ALONE(46, OWN_URING_CMD, ON_FIRST,	F_FD, F_OFF32, F_ADDR, F_LEN),
	SAME( 47, "sendto", ON_FIRST,		F_FD, F_ADDR, F_LEN, F_FLAGS, F_OFF, F_LENGTH),
	SAME( 48, "sendmsg", ON_FIRST,		F_FD, F_ADDR, F_FLAGS),
	ONE_OF(49, "read", AT_OFFSET, "pread64", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF),
	SAME( 50, "waitid", 0,			F_LEN, F_FD, F_OFF, F_FILE),
	SAME( 51, "futex_wait", 0,		F_ADDR, F_OFF, F_ADDR3, F_FD),
	SAME( 52, "futex_wake", 0,		F_ADDR, F_ADDR3, F_OFF32, F_FD),
	SAME( 53, "futex_waitv", 0,		F_ADDR, F_LEN),
	ALONE(54, OWN_FIXED_FD_INSTALL, ON_FIRST, F_FD, F_FLAGS),
	SAME( 55, "ftruncate", ON_FIRST,	F_FD, F_OFF),
	SAME( 56, "bind", ON_FIRST,		F_FD, F_ADDR, F_OFF),
	SAME( 57, "listen", ON_FIRST,		F_FD, F_LEN),
	SAME( 58, "recvfrom", ON_FIRST,		F_FD, F_NONE, F_LEN),
	SAME( 59, "epoll_wait", ON_FIRST,	F_FD, F_ADDR, F_LEN),
	ONE_OF(60, "readv", AT_OFFSET, "preadv2", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF, F_NONE, F_FLAGS),
	ONE_OF(61, "writev", AT_OFFSET, "pwritev2", ON_FIRST,	F_FD, F_ADDR, F_LEN, F_OFF, F_NONE, F_FLAGS),
	{ .opcode = 62, .name = "pipe2", .flags = WIRE_RING_MAKES_FILE, .source = { F_ADDR, F_FLAGS } },
	ALONE(63, OWN_NOP, 0,			F_FLAGS),
	ALONE(64, OWN_URING_CMD, ON_FIRST,	F_FD, F_OFF32, F_ADDR, F_LEN),
};
/* clang-format on */

static uint16_t number_of(const struct row *row, const char *name)
{
	int number = name ? syscall_number(WIRE_ABI_NATIVE, name) : WIRE_OWN_CALLS + row->own;

	/* arm64 has epoll_pwait alone: its first arguments are the same */
	if (number < 0 && strcmp(name, "epoll_wait") == 0)
		number = syscall_number(WIRE_ABI_NATIVE, "epoll_pwait");
	return number < 0 ? WIRE_CALLS - 1 : (uint16_t)number;
}

/* Those whose second argument is a buffer that the kernel may select, from a group that the program provides. */
static bool may_select(unsigned opcode)
{
	static const uint8_t opcodes[] = { 1, 22, 26, 27, 47, 49 };	/* READV, READ, SEND, RECV, SEND_ZC, READ_MULTISHOT */

	return memchr(opcodes, (int)opcode, sizeof(opcodes));
}

void operation_of(unsigned opcode, struct wire_operation *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];

		if (row->opcode != opcode)
			continue;
		ret->nr = number_of(row, row->name);
		ret->other = row->other ? number_of(row, row->other) : 0;
		ret->when = row->when;
		ret->file = row->file ? row->file - 1 : WIRE_NO_FILE;
		ret->flags = row->flags | (may_select(opcode) ? WIRE_RING_SELECTS : 0);
		ret->names = row->names;
		memcpy(ret->name_slots, row->name_slots, sizeof(ret->name_slots));
		memcpy(ret->source, row->source, sizeof(ret->source));
		ret->is_known = 1;
		return;
	}
}
