/* SPDX-License-Identifier: MIT */
/* i386's socketcall and ipc carry other calls in them: the record is that of the call carried. */
#ifndef SX_UNFOLD_H
#define SX_UNFOLD_H

#if defined(__TARGET_ARCH_x86)

/* arch/x86/entry/syscalls/syscall_32.tbl */
#define NR_SOCKETCALL	102
#define NR_IPC		117
#define FIRST_CARRIED	500

struct carried {
	u16 number;
	u8 count;	/* of arguments */
};

/* By SYS_… of include/uapi/linux/net.h. Numbers from 500 on: harness/syscalls/numbers.h. */
static const struct carried socket_calls[] = {
	[1] = {359, 3},		/* socket */
	[2] = {361, 3},		/* bind */
	[3] = {362, 3},		/* connect */
	[4] = {363, 2},		/* listen */
	[5] = {500, 3},		/* accept */
	[6] = {367, 3},		/* getsockname */
	[7] = {368, 3},		/* getpeername */
	[8] = {360, 4},		/* socketpair */
	[9] = {501, 4},		/* send */
	[10] = {502, 4},	/* recv */
	[11] = {369, 6},	/* sendto */
	[12] = {371, 6},	/* recvfrom */
	[13] = {373, 2},	/* shutdown */
	[14] = {366, 5},	/* setsockopt */
	[15] = {365, 5},	/* getsockopt */
	[16] = {370, 3},	/* sendmsg */
	[17] = {372, 3},	/* recvmsg */
	[18] = {364, 4},	/* accept4 */
	[19] = {337, 5},	/* recvmmsg */
	[20] = {345, 4},	/* sendmmsg */
};

static __always_inline void unfold_socketcall(struct wire_call *record)
{
	u64 which = (u32)record->args[0], bytes, i;
	u32 words[WIRE_ARGS] = {};

	asm volatile("" : "+r"(which));
	if (which < 1 || which >= sizeof(socket_calls) / sizeof(socket_calls[0]))
		return;
	bytes = socket_calls[which].count * sizeof(u32);
	asm volatile("" : "+r"(bytes));
	if (bytes > sizeof(words))
		return;
	if (bpf_probe_read_user(words, bytes, (void *)record->args[1]))
		return;		/* it stays what it is: a socketcall whose arguments are not known */
	record->nr = socket_calls[which].number;
	for (i = 0; i < WIRE_ARGS; i++)
		record->args[i] = words[i];
}

static __always_inline void become(struct wire_call *record, u32 number, u64 a, u64 b, u64 c, u64 d)
{
	record->nr = number;
	record->args[0] = a;
	record->args[1] = b;
	record->args[2] = c;
	record->args[3] = d;
	record->args[4] = 0;
	record->args[5] = 0;
}

/* ipc(call, first, second, third, ptr, fifth); the upper half of `call` is a version. ipc/syscall.c */
static __always_inline void unfold_ipc(struct wire_call *record)
{
	u64 first = record->args[1], second = record->args[2], third = record->args[3], pointer = record->args[4];
	u64 fifth = record->args[5];
	u32 words[2] = {};

	switch (record->args[0] & 0xffff) {
	case 1:
		return become(record, 503 /* semop */, first, pointer, second, 0);
	case 2:
		return become(record, 393 /* semget */, first, second, third, 0);
	case 3:
		if (bpf_probe_read_user(words, sizeof(words[0]), (void *)pointer) == 0)
			become(record, 394 /* semctl */, first, second, third, words[0]);
		return;
	case 4:
		return become(record, 504 /* semtimedop */, first, pointer, second, fifth);
	case 11:
		return become(record, 400 /* msgsnd */, first, pointer, second, third);
	case 12:
		if (record->args[0] >> 16) {
			become(record, 401 /* msgrcv */, first, pointer, second, fifth);
		} else {
			if (bpf_probe_read_user(words, sizeof(words), (void *)pointer))
				return;
			become(record, 401, first, words[0], second, words[1]);
		}
		record->args[4] = third;
		return;
	case 13:
		return become(record, 399 /* msgget */, first, second, 0, 0);
	case 14:
		return become(record, 402 /* msgctl */, first, second, pointer, 0);
	case 21:
		return become(record, 397 /* shmat */, first, pointer, second, 0);
	case 22:
		return become(record, 398 /* shmdt */, pointer, 0, 0, 0);
	case 23:
		return become(record, 395 /* shmget */, first, second, third, 0);
	case 24:
		return become(record, 396 /* shmctl */, first, second, pointer, 0);
	}
}

static __always_inline void unfold_call(struct wire_call *record)
{
	if (record->head.abi != WIRE_ABI_COMPAT)
		return;
	if (record->nr == NR_SOCKETCALL)
		unfold_socketcall(record);
	else if (record->nr == NR_IPC)
		unfold_ipc(record);
	else if (record->nr >= FIRST_CARRIED)
		record->head.abi = WIRE_ABI_X32;	/* a number that no table has: not to be taken for one below */
}

#else

static __always_inline void unfold_call(struct wire_call *record)
{
}

#endif

#endif
