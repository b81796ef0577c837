/* SPDX-License-Identifier: MIT */
/* The one place for facts about the processor: where a call's number and arguments are. */
#ifndef SX_REGISTERS_H
#define SX_REGISTERS_H

#if defined(__TARGET_ARCH_x86)

#define NR_WRITE	1	/* arch/x86/entry/syscalls/syscall_64.tbl */
#define NR_WRITE_COMPAT	4	/* arch/x86/entry/syscalls/syscall_32.tbl */
#define TS_COMPAT	2	/* arch/x86/include/asm/thread_info.h */
#define X32_BIT		0x40000000
/* The new task's own return from fork is seen as a sys_exit without an enter. */
#define CHILD_RETURN_IS_SEEN 1

static __always_inline u8 abi_of(struct task_struct *task, u32 number)
{
	if (task->thread_info.status & TS_COMPAT)
		return WIRE_ABI_COMPAT;
	return number & X32_BIT && number != (u32)-1 ? WIRE_ABI_X32 : WIRE_ABI_NATIVE;
}

static __always_inline void read_arguments(u64 *args, struct pt_regs *regs, u8 abi)
{
	if (abi == WIRE_ABI_COMPAT) {
		args[0] = (u32)regs->bx;
		args[1] = (u32)regs->cx;
		args[2] = (u32)regs->dx;
		args[3] = (u32)regs->si;
		args[4] = (u32)regs->di;
		args[5] = (u32)regs->bp;
	} else {
		args[0] = regs->di;
		args[1] = regs->si;
		args[2] = regs->dx;
		args[3] = regs->r10;
		args[4] = regs->r8;
		args[5] = regs->r9;
	}
}

static __always_inline u32 number_of(struct pt_regs *regs)
{
	return regs->orig_ax;
}

static __always_inline u64 stack_pointer_of(struct pt_regs *regs)
{
	return regs->sp;
}

static __always_inline u64 instruction_pointer_of(struct pt_regs *regs)
{
	return regs->ip;
}

/* The registers that a called function gives back as they were: from them the callers are found. */
static __always_inline void save_registers(u64 *saved, struct pt_regs *regs)
{
	saved[0] = regs->bx;
	saved[1] = regs->bp;
	saved[2] = regs->r12;
	saved[3] = regs->r13;
	saved[4] = regs->r14;
	saved[5] = regs->r15;
}

/* 32-bit code has other registers and frames: its stacks are not taken. */
static __always_inline bool is_wide(struct pt_regs *regs)
{
	return regs->cs == 0x33;	/* __USER_CS, arch/x86/include/asm/segment.h */
}

#elif defined(__TARGET_ARCH_arm64)

#define NR_WRITE	64	/* include/uapi/asm-generic/unistd.h */
#define NR_WRITE_COMPAT	4	/* arch/arm64/tools/syscall_32.tbl */
#define TIF_32BIT	22	/* arch/arm64/include/asm/thread_info.h */
#define CHILD_RETURN_IS_SEEN 0

static __always_inline u8 abi_of(struct task_struct *task, u32 number)
{
	return task->thread_info.flags >> TIF_32BIT & 1 ? WIRE_ABI_COMPAT : WIRE_ABI_NATIVE;
}

static __always_inline void read_arguments(u64 *args, struct pt_regs *regs, u8 abi)
{
	args[0] = regs->orig_x0;
	args[1] = regs->regs[1];
	args[2] = regs->regs[2];
	args[3] = regs->regs[3];
	args[4] = regs->regs[4];
	args[5] = regs->regs[5];
}

static __always_inline u32 number_of(struct pt_regs *regs)
{
	return regs->syscallno;
}

static __always_inline u64 stack_pointer_of(struct pt_regs *regs)
{
	return regs->sp;
}

static __always_inline u64 instruction_pointer_of(struct pt_regs *regs)
{
	return regs->pc;
}

static __always_inline void save_registers(u64 *saved, struct pt_regs *regs)
{
	int i;

#pragma unroll
	for (i = 0; i < WIRE_SAVED; i++)
		saved[i] = regs->regs[19 + i];
}

static __always_inline bool is_wide(struct pt_regs *regs)
{
	return true;
}

#else
#error "this architecture is not supported"
#endif

#endif
