/* SPDX-License-Identifier: MIT */
/* How a row is written: one system call, one line, a macro per kind of argument. */
#ifndef SX_SYSCALLS_ROWS_H
#define SX_SYSCALLS_ROWS_H

#include "harness/decode/layouts.h"
#include "harness/decode/sets.h"
#include "harness/syscalls/constants.h"
#include "harness/syscalls/table.h"

/* Every call's row, by name: row_openat; row_i386_mmap where i386 has a row of its own. */
#define NUMBER(call, x86_64, i386, arm64) extern const struct syscall row_##call;
#define NUMBER_I386(call, x86_64, i386, arm64) extern const struct syscall row_##call, row_i386_##call;
#include "harness/syscalls/numbers.h"
#undef NUMBER
#undef NUMBER_I386

/* ROW(name, RESULT_ of it, classes, arguments…); ROW_BY(slot, …): the argument there picks a variant;
 * ROW_BY_HIGH(slot, bits, …): what stands above its low bits does;
 * ROW_NAMED(name, RESULT_, set of the result's names, …). */
#define ROW(call, what, classes, ...)		ROW_AS(row_##call, #call, what, classes, 0, NULL, __VA_ARGS__)
#define ROW_I386(call, what, classes, ...)	ROW_AS(row_i386_##call, #call, what, classes, 0, NULL, __VA_ARGS__)
#define ROW_BY(slot, call, what, classes, ...)	ROW_AS(row_##call, #call, what, classes, 1 + (slot), NULL, __VA_ARGS__)
#define ROW_BY_HIGH(slot, low, call, what, classes, ...) \
	ROW_FULL(row_##call, #call, what, NULL, classes, 1 + (slot), low, NULL, __VA_ARGS__)
#define ROW_NAMED(call, what, names, classes, ...) \
	ROW_WITH(row_##call, #call, what, &constants_##names, classes, 0, NULL, __VA_ARGS__)
#define ROW_AS(symbol, text, what, in, picked, slots, ...) \
	ROW_WITH(symbol, text, what, NULL, in, picked, slots, __VA_ARGS__)
#define ROW_WITH(symbol, text, what, names, in, picked, slots, ...) \
	ROW_FULL(symbol, text, what, names, in, picked, 0, slots, __VA_ARGS__)
#define ROW_FULL(symbol, text, what, names, in, picked, low, slots, ...)	\
	const struct syscall symbol = {						\
		.name = text,							\
		.args = { __VA_ARGS__ },					\
		.result = RESULT_##what,					\
		.result_set = names,						\
		.count = sizeof((struct argument[]){ __VA_ARGS__ }) / sizeof(struct argument), \
		.selector = picked,						\
		.shift = low,							\
		.order = slots,							\
		.classes = in,							\
		.is_known = true,						\
	};

/* Classes, in two letters. */
#define FI CLASS_FILE
#define DE CLASS_DESC
#define NE CLASS_NETWORK
#define PR CLASS_PROCESS
#define SI CLASS_SIGNAL
#define IP CLASS_IPC
#define ME CLASS_MEMORY
#define CR CLASS_CREDS
#define ST CLASS_STAT
#define LS CLASS_LSTAT
#define FS CLASS_FSTAT
#define SL CLASS_STAT_LIKE
#define SF CLASS_STATFS
#define FF CLASS_FSTATFS
#define VL CLASS_STATFS_LIKE
#define CK CLASS_CLOCK
#define PU CLASS_PURE

/* Kinds. */
#define PLAIN(n, k)			{ .name = #n, .kind = KIND_##k }
#define WITH(n, k, slot)		{ .name = #n, .kind = KIND_##k, .of = (slot) }
#define SET(n, k, s)			{ .name = #n, .kind = KIND_##k, .set = &constants_##s }
#define LAYOUT(n, k, l, slot, bytes)	{ .name = #n, .kind = KIND_##k, .of = (slot), .size = (bytes), .layout = &layout_##l }

#define INT(n)			PLAIN(n, INT)
#define UINT(n)			PLAIN(n, UINT)
#define LONG(n)			PLAIN(n, LONG)
#define SIZE(n)			PLAIN(n, SIZE)
#define HEX(n)			PLAIN(n, HEX)
#define HEX32(n)		PLAIN(n, HEX32)
#define ADDRESS(n)		PLAIN(n, ADDRESS)
#define OFFSET(n)		PLAIN(n, OFFSET)
#define OFFSET_HIGH(n)		PLAIN(n, OFFSET_HIGH)
#define OFFSET_HEX(n)		PLAIN(n, OFFSET_HEX)
#define OFFSET_PAGES(n)		PLAIN(n, OFFSET_PAGES)
#define IGNORED(n)		PLAIN(n, IGNORED)
#define INTERRUPTED(n)		PLAIN(n, INTERRUPTED)
#define SIGNAL(n)		PLAIN(n, SIGNAL)
#define FLAGS_IF(n, s, slot, values) \
	{ .name = #n, .kind = KIND_FLAGS_IF, .of = (slot), .size = (values), .set = &constants_##s }
#define COMMENTED(n, s)		SET(n, COMMENTED, s)
#define COMMENTED32(n, s)	{ .name = #n, .kind = KIND_COMMENTED, .size = 4, .set = &constants_##s }
#define COMMENTED_INT(n, s) { .name = #n, .kind = KIND_COMMENTED, .size = 1, .set = &constants_##s }
#define ERROR_NUMBER(n)		PLAIN(n, ERROR_NUMBER)
#define FUTEX_OPERATION(n)	PLAIN(n, FUTEX_OPERATION)
#define ETHERTYPE(n)		PLAIN(n, ETHERTYPE)
#define IOPRIO(n)		PLAIN(n, IOPRIO)
#define PID(n)			PLAIN(n, PID)
#define PGID(n)			PLAIN(n, PGID)
#define PID_OR_PGID(n)		PLAIN(n, PID_OR_PGID)
#define WHOSE(n, slot, processes, groups) \
	{ .name = #n, .kind = KIND_WHOSE, .of = (slot), .size = (processes) | (groups) << 8 }
#define ID(n)			PLAIN(n, ID)
#define ID16(n)			PLAIN(n, ID16)
#define DEV(n)			PLAIN(n, DEV)
#define DEV_MKNOD(n, mode)	WITH(n, DEV_IF_MKNOD, mode)
#define MODE(n)			PLAIN(n, MODE)
#define MODE_IF_CREATE(n, flags) WITH(n, MODE_IF_CREATE, flags)
#define MODE_MKNOD(n)		PLAIN(n, MODE_IF_MKNOD)
#define FLAGS(n, s)		SET(n, FLAGS32, s)	/* an int */
#define FLAGS_LONG(n, s)	SET(n, FLAGS, s)	/* a register */
#define FLAGS64(n, s)		SET(n, FLAGS64, s)	/* 64 bits on i386, too */

#define FD(n)			PLAIN(n, FD)
#define FD_OF(n, process)	WITH(n, FD, 1 + (process))
#define DIRFD(n)		PLAIN(n, DIRFD)
#define FD_THERE(n)		PLAIN(n, FD_THERE)
#define DIRFD_OR(n, s)		SET(n, DIRFD, s)
#define FD_PAIR(n)		PLAIN(n, FD_PAIR)
#define PATH(n)			WITH(n, PATH, NO_DIRFD)
#define PATH_AT(n, dirfd)	WITH(n, PATH, dirfd)
#define PATH_TEXT(n)		PLAIN(n, PATH_TEXT)
#define STRING(n)		PLAIN(n, STRING)
#define STRING_N(n, bytes)	{ .name = #n, .kind = KIND_STRING, .size = (bytes) }
#define MOUNT_TYPE(n, flags)	WITH(n, MOUNT_TYPE, flags)
#define MOUNT_DATA(n, flags)	WITH(n, MOUNT_DATA, flags)
#define OUT_PATH(n)		PLAIN(n, OUT_PATH)
#define OUT_STRING(n)		PLAIN(n, OUT_STRING)
#define STRINGS(n)		PLAIN(n, STRINGS)
#define ENVIRONMENT(n)		PLAIN(n, ENVIRONMENT)

#define IN_BYTES(n, length)	WITH(n, IN_BYTES, length)
#define IN_BYTES_UP_TO(n, length, most) { .name = #n, .kind = KIND_IN_BYTES, .of = (length), .size = (most) }
#define OUT_BYTES(n, room)	WITH(n, OUT_BYTES, room)
#define XATTR_VALUE(n, length)	{ .name = #n, .kind = KIND_XATTR_VALUE, .of = (length), .size = 1 }
#define OUT_XATTR_VALUE(n, room) { .name = #n, .kind = KIND_OUT_BYTES, .of = (room), .size = 1 }
#define TOLD_BYTES(n, slot, offset) { .name = #n, .kind = KIND_TOLD_BYTES, .of = (slot), .size = (offset) }
#define OUT_TOLD_BYTES(n, slot, offset) { .name = #n, .kind = KIND_OUT_TOLD_BYTES, .of = (slot), .size = (offset) }
#define IN_IOVEC(n, count)	WITH(n, IN_IOVEC, count)
#define OUT_IOVEC(n, count)	WITH(n, OUT_IOVEC, count)
#define REMOTE_IOVEC(n, count)	WITH(n, REMOTE_IOVEC, count)
#define IN_MSGHDR(n)		PLAIN(n, IN_MSGHDR)
#define OUT_MSGHDR(n)		PLAIN(n, OUT_MSGHDR)
#define IN_MMSGHDR(n, count)	WITH(n, IN_MMSGHDR, count)
#define OUT_MMSGHDR(n, count)	WITH(n, OUT_MMSGHDR, count)
#define IN_SOCKADDR(n, length)	WITH(n, IN_SOCKADDR, length)
#define OUT_SOCKADDR(n, length)	WITH(n, OUT_SOCKADDR, length)
#define IN_OPTION(n, length)	WITH(n, IN_OPTION, length)
#define IN_OPTION_OR(n, length, l) LAYOUT(n, IN_OPTION, l, length, 0)
#define OUT_OPTION(n, length)	WITH(n, OUT_OPTION, length)
#define OUT_OPTION_OF(n, length, bytes) { .name = #n, .kind = KIND_OUT_OPTION, .of = (length), .size = (bytes) }
#define SOCKLEN(n, address)	WITH(n, SOCKLEN, address)

#define IN(n, l)		LAYOUT(n, STRUCT, l, 0, 0)
#define OUT(n, l)		LAYOUT(n, OUT_STRUCT, l, 0, 0)
#define INOUT(n, l)		LAYOUT(n, INOUT_STRUCT, l, 0, 0)
#define LEFT(n, l)		LAYOUT(n, LEFT_STRUCT, l, 0, 0)
#define LEFT_UNLESS(n, l, slot)	LAYOUT(n, LEFT_STRUCT, l, slot, 0)
#define REAPED(n, l)		LAYOUT(n, REAPED_STRUCT, l, 0, 0)
#define IN_SIZED(n, l, bytes)	LAYOUT(n, STRUCT, l, 0, bytes)
#define OUT_SIZED(n, l, bytes)	LAYOUT(n, OUT_STRUCT, l, 0, bytes)
#define INOUT_SIZED(n, l, bytes) LAYOUT(n, INOUT_STRUCT, l, 0, bytes)
#define ARRAY(n, l, count)	LAYOUT(n, ARRAY, l, count, 0)
#define FDS(n, count)		LAYOUT(n, FDS, fd, count, 0)
#define FDS_IN(n, l, count, offset) LAYOUT(n, FDS, l, count, offset)
#define WORKERS(n, count)	LAYOUT(n, WORKERS, word32, count, 0)
#define PROBE(n, count)		LAYOUT(n, PROBE, uring_probe_op, count, 0)
#define OUT_ARRAY(n, l, count)	LAYOUT(n, OUT_ARRAY, l, count, 0)
#define OUT_CONTEXTS(n, length)	LAYOUT(n, OUT_CONTEXTS, lsm_context, length, 0)
#define FILLED_ARRAY(n, l, count) LAYOUT(n, FILLED_ARRAY, l, count, 0)
#define NODEMASK(n, bits)	WITH(n, NODEMASK, bits)
#define OUT_NODEMASK(n, bits)	WITH(n, OUT_NODEMASK, bits)
#define IN_MESSAGE(n, length)	WITH(n, IN_MESSAGE, length)
#define OUT_MESSAGE(n, room)	WITH(n, OUT_MESSAGE, room)
#define BLOCKS(n, count)	WITH(n, BLOCKS, count)
#define USER_OFFSET(n)		PLAIN(n, USER_OFFSET)
#define QUOTA_COMMAND(n)	PLAIN(n, QUOTA_COMMAND)
#define WAIT_STATUS(n)		PLAIN(n, WAIT_STATUS)
#define SIGSET(n, bytes)	WITH(n, SIGSET, bytes)
#define OUT_SIGSET(n, bytes)	WITH(n, OUT_SIGSET, bytes)
#define OUT_SIGSET_CUT(n, bytes) { .name = #n, .kind = KIND_OUT_SIGSET, .of = (bytes), .size = 1 }
#define SIGFRAME(n, offset, bytes) { .name = #n, .kind = KIND_SIGFRAME, .size = (offset), .of = (bytes) }
#define SIGSET_WORD(n)		PLAIN(n, SIGSET_WORD)
#define POLLFDS(n, count)	WITH(n, POLLFDS, count)
#define FDSET(n, nfds)		WITH(n, FDSET, nfds)

#define IOCTL(n)		PLAIN(n, IOCTL)
#define IOCTL_ARG(n, request)	WITH(n, IOCTL_ARG, request)
#define FCNTL(n)		PLAIN(n, FCNTL)
#define FCNTL_ARG(n, command)	WITH(n, FCNTL_ARG, command)

/* As this kind where the register `slot` has a value whose bit is set in `values`, a number otherwise. */
#define ADDRESS_FOR(n, slot, values) { .name = #n, .kind = KIND_ADDRESS, .when = (slot), .only_for = (values) }
#define SIZE_FOR(n, slot, values) { .name = #n, .kind = KIND_SIZE, .when = (slot), .only_for = (values) }
#define STRING_FOR(n, bytes, slot, values) \
	{ .name = #n, .kind = KIND_STRING, .size = (bytes), .when = (slot), .only_for = (values) }
#define IN_FOR(n, l, slot, values, others) \
	{ .name = #n, .kind = KIND_STRUCT, .layout = &layout_##l, .when = (slot), .only_for = (values), .not_for = (others) }
#define HEX_NOT_FOR(n, slot, values) { .name = #n, .kind = KIND_HEX, .when = (slot), .not_for = (values) }

/* An address where the call failed. */
#define IN_OF_SUCCESS(n, l)	{ .name = #n, .kind = KIND_STRUCT, .layout = &layout_##l, .is_of_success = true }
#define SIGSET_OF_SUCCESS(n, bytes) { .name = #n, .kind = KIND_SIGSET, .of = (bytes), .is_of_success = true }

/* Printed only where the register `slot` has one of `bits`. */
#define INT_WHEN(n, slot, bits)	{ .name = #n, .kind = KIND_INT, .when = (slot), .when_bits = (bits) }
#define MODE_WHEN(n, slot, bits) { .name = #n, .kind = KIND_MODE, .when = (slot), .when_bits = (bits) }
#define ADDRESS_WHEN(n, slot, bits) { .name = #n, .kind = KIND_ADDRESS, .when = (slot), .when_bits = (bits) }
#define IN_WHEN(n, l, slot, bits) \
	{ .name = #n, .kind = KIND_STRUCT, .layout = &layout_##l, .when = (slot), .when_bits = (bits) }

#endif
