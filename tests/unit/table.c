/* SPDX-License-Identifier: MIT */
/* The table of system calls: numbers, names, classes, variants. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/wire.h"
#include "harness/syscalls/variants.h"

/* Every "#define __NR_name number" of an installed header is in the table under that name. */
static int compare_with_header(const char *path, unsigned abi)
{
	char line[256], name[64];
	FILE *file = fopen(path, "r");
	int count = 0;
	unsigned number;

	ck_assert_msg(file != NULL, "cannot open %s", path);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "#define __NR_%63s %u", name, &number) != 2)
			continue;
		ck_assert_msg(!strcmp(syscall_of(abi, number)->name, name), "%s: number %u is %s, the table says %s", path,
			      number, name, syscall_of(abi, number)->name);
		ck_assert_int_eq(syscall_number(abi, name), number);
		count++;
	}
	fclose(file);
	return count;
}

#if defined(__x86_64__)
START_TEST(numbers_are_those_of_the_installed_headers)
{
	ck_assert_int_gt(compare_with_header("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", WIRE_ABI_NATIVE), 350);
	ck_assert_int_gt(compare_with_header("/usr/include/x86_64-linux-gnu/asm/unistd_32.h", WIRE_ABI_COMPAT), 420);
}
END_TEST
#endif

struct generic {
	const char *name;
	int number;
};

/* The third column, whatever the machine: names as asm-generic/unistd.h has them. */
static const struct generic arm64_numbers[] = {
#define NUMBER(call, x86_64, i386, arm64) { #call, arm64 },
#define NUMBER_I386 NUMBER
#include "harness/syscalls/numbers.h"
#undef NUMBER
#undef NUMBER_I386
};

static int arm64_number(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(arm64_numbers) / sizeof(arm64_numbers[0]); i++)
		if (!strcmp(arm64_numbers[i].name, name))
			return arm64_numbers[i].number;
	return -1;
}

START_TEST(numbers_of_arm64_are_those_of_the_generic_header)
{
	char line[256], name[64];
	FILE *file = fopen("/usr/include/asm-generic/unistd.h", "r");
	unsigned number;
	int count = 0;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "#define __NR_%63s %u", name, &number) != 2)
			continue;
		/* 32-bit only; other machines' variant; where machines' own begin; how many there are */
		if ((number >= 403 && number <= 423) || !strcmp(name, "sync_file_range2") ||
		    !strcmp(name, "arch_specific_syscall") || !strcmp(name, "syscalls"))
			continue;
		ck_assert_msg(arm64_number(name) == (int)number, "%s is %u, the table says %d", name, number,
			      arm64_number(name));
		count++;
	}
	fclose(file);
	ck_assert_int_gt(count, 270);
	ck_assert_int_eq(arm64_number("newfstatat"), 79);
	ck_assert_int_eq(arm64_number("mmap"), 222);
	ck_assert_int_eq(arm64_number("open"), -1);
	ck_assert_int_eq(arm64_number("mseal"), 462);
}
END_TEST

START_TEST(every_named_call_has_a_sane_row)
{
	unsigned abi, number, slot, known = 0;

	for (abi = WIRE_ABI_NATIVE; abi <= WIRE_ABI_COMPAT; abi++)
		for (number = 0; number < syscall_end(abi); number++) {
			const struct syscall *row = syscall_of(abi, number);

			if (!row->is_known) {
				ck_assert_ptr_eq(strstr(row->name, "syscall_0x"), row->name);
				continue;
			}
			known++;
			ck_assert_int_eq(syscall_number(abi, row->name), number);
			ck_assert_uint_le(row->count, SYSCALL_ARGS);
			for (slot = 0; slot < SYSCALL_ARGS; slot++) {
				const struct argument *arg = &row->args[slot];

				if (slot >= row->count) {
					ck_assert_ptr_null(arg->name);
					continue;
				}
				ck_assert_msg(arg->name != NULL, "%s: argument %u", row->name, slot);
				ck_assert_uint_gt(arg->kind, KIND_NONE);
				ck_assert_uint_lt(arg->kind, KIND_LAST);
				ck_assert_msg(arg->of < SYSCALL_ARGS || arg->of == NO_DIRFD || arg->kind == KIND_SIGFRAME, "%s: %s", row->name, arg->name);
			}
		}
	ck_assert_uint_gt(known, 800);
}
END_TEST

START_TEST(the_newest_calls_are_known)
{
	ck_assert_str_eq(syscall_of(WIRE_ABI_NATIVE, syscall_number(WIRE_ABI_NATIVE, "listns"))->name, "listns");
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, "file_setattr"), 469);
	ck_assert_uint_gt(syscall_end(WIRE_ABI_NATIVE), 469);
}
END_TEST

START_TEST(calls_without_a_name_print_as_strace_prints_them)
{
	const struct syscall *row = syscall_of(WIRE_ABI_NATIVE, 9999);

	ck_assert_str_eq(row->name, "syscall_0x270f");
	ck_assert_ptr_eq(row, syscall_of(WIRE_ABI_COMPAT, 9999));
	ck_assert(!row->is_known);
	ck_assert_uint_eq(row->count, 6);
	ck_assert_str_eq(row->args[5].name, "arg6");
	ck_assert_uint_eq(row->args[0].kind, KIND_HEX);
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, "syscall_0x270f"), 9999);
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, "syscall_0x1"), -ENOENT);
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, "syscall_0x"), -ENOENT);
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, "syscall_0x270fz"), -ENOENT);
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, "opennat"), -ENOENT);
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, ""), -ENOENT);
	ck_assert_str_eq(syscall_of(WIRE_ABI_NATIVE, UINT32_MAX)->name, "syscall_0xffffffffffffffff");
	ck_assert_str_eq(syscall_of(WIRE_ABI_COMPAT, UINT32_MAX)->name, "syscall_0xffffffff");
}
END_TEST

START_TEST(an_x32_call_is_never_named_as_the_64_bit_one)
{
	ck_assert_str_eq(syscall_of(WIRE_ABI_X32, 0x40000001)->name, "syscall_0x40000001");
	ck_assert_str_eq(syscall_of(WIRE_ABI_X32, 1)->name, "syscall_0x1");
}
END_TEST

#if defined(__x86_64__)
START_TEST(an_i386_call_has_i386_registers_and_names)
{
	const struct syscall *native = syscall_of(WIRE_ABI_NATIVE, syscall_number(WIRE_ABI_NATIVE, "mmap"));
	const struct syscall *compat = syscall_of(WIRE_ABI_COMPAT, syscall_number(WIRE_ABI_COMPAT, "mmap"));

	ck_assert_uint_eq(native->count, 6);
	ck_assert_uint_eq(compat->count, 1);
	ck_assert_str_eq(syscall_of(WIRE_ABI_COMPAT, 3)->name, "read");
	ck_assert_str_eq(syscall_of(WIRE_ABI_COMPAT, 140)->name, "_llseek");
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, "_llseek"), -ENOENT);
	ck_assert_uint_eq(syscall_of(WIRE_ABI_COMPAT, 23)->args[0].kind, KIND_ID16);
	/* carried by socketcall and ipc only: numbers of our own, as bpf/unfold.h gives them */
	ck_assert_str_eq(syscall_of(WIRE_ABI_COMPAT, 500)->name, "accept");
	ck_assert_str_eq(syscall_of(WIRE_ABI_COMPAT, 501)->name, "send");
	ck_assert_str_eq(syscall_of(WIRE_ABI_COMPAT, 502)->name, "recv");
	ck_assert_str_eq(syscall_of(WIRE_ABI_COMPAT, 503)->name, "semop");
	ck_assert_str_eq(syscall_of(WIRE_ABI_COMPAT, 504)->name, "semtimedop");
	ck_assert_int_eq(syscall_number(WIRE_ABI_NATIVE, "send"), -ENOENT);
}
END_TEST
#endif

/* By asking the installed strace 6.1 with every call under `-e trace=%CLASS`. */
static const struct {
	const char *class, *name;
	bool is_in;
} memberships[] = {
	{ "file", "openat", true }, { "file", "execve", true }, { "file", "truncate", true },
	{ "file", "fstat", false }, { "file", "read", false }, { "file", "unlinkat", true },
	{ "desc", "openat", true }, { "desc", "mmap", true }, { "desc", "read", true },
	{ "desc", "dup3", true }, { "desc", "munmap", false }, { "desc", "socket", false },
	{ "network", "socket", true }, { "network", "sendfile", true }, { "network", "read", false },
	{ "process", "execve", true }, { "process", "kill", true }, { "process", "getpid", false },
	{ "process", "wait4", true }, { "process", "exit_group", true }, { "process", "arch_prctl", false },
	{ "signal", "kill", true }, { "signal", "pause", true }, { "signal", "alarm", false },
	{ "ipc", "shmat", true }, { "ipc", "mq_open", false }, { "memory", "shmat", true },
	{ "memory", "brk", true }, { "memory", "mseal", true }, { "creds", "prctl", true },
	{ "creds", "setuid", true }, { "stat", "stat", true }, { "stat", "newfstatat", false },
	{ "lstat", "lstat", true }, { "fstat", "newfstatat", true }, { "fstat", "statx", true },
	{ "%stat", "newfstatat", true }, { "%stat", "stat", true }, { "%stat", "statfs", false },
	{ "statfs", "statfs", true }, { "fstatfs", "fstatfs", true }, { "%statfs", "ustat", true },
	{ "clock", "clock_gettime", true }, { "clock", "nanosleep", false }, { "pure", "getpid", true },
	{ "pure", "getpgrp", true }, { "pure", "sched_yield", false },
};

START_TEST(classes_are_those_of_strace)
{
	size_t i;

	for (i = 0; i < sizeof(memberships) / sizeof(memberships[0]); i++) {
		int number = syscall_number(WIRE_ABI_NATIVE, memberships[i].name);
		bool is_in;

#if !defined(__x86_64__)
		if (number < 0)
			continue;
#endif
		ck_assert_int_ge(number, 0);
		is_in = syscall_of(WIRE_ABI_NATIVE, number)->classes & syscall_class(memberships[i].class);
		ck_assert_msg(is_in == memberships[i].is_in, "%%%s and %s", memberships[i].class, memberships[i].name);
	}
	ck_assert_uint_eq(syscall_class("files"), 0);
	ck_assert_uint_eq(syscall_class(""), 0);
	for (i = 0; syscall_class_names[i]; i++)
		ck_assert_uint_ne(syscall_class(syscall_class_names[i]), 0);
}
END_TEST

static const struct syscall *variant_of(const char *name, unsigned slot, uint64_t value)
{
	uint64_t args[SYSCALL_ARGS] = { 0 };

	args[slot] = value;
	return syscall_variant(syscall_of(WIRE_ABI_NATIVE, syscall_number(WIRE_ABI_NATIVE, name)), args);
}

START_TEST(a_command_picks_its_own_arguments)
{
	const struct syscall *row = variant_of("fcntl", 1, 1 /* F_GETFD */);

	ck_assert_str_eq(row->name, "fcntl");
	ck_assert_uint_eq(row->count, 2);
	ck_assert_uint_eq(variant_of("fcntl", 1, 0 /* F_DUPFD */)->result, RESULT_FD);
	ck_assert_uint_eq(variant_of("fcntl", 1, 2 /* F_SETFD */)->result, RESULT_NUMBER);
	ck_assert_uint_eq(variant_of("fcntl", 1, 0xbeef)->args[2].kind, KIND_FCNTL_ARG);
	/* FUTEX_WAKE, plain and private */
	ck_assert_uint_eq(variant_of("futex", 1, 1)->count, 3);
	ck_assert_uint_eq(variant_of("futex", 1, 129)->count, 3);
	ck_assert_uint_eq(variant_of("futex", 1, 0x7f)->count, 6);
	ck_assert_uint_eq(variant_of("prctl", 0, 15 /* PR_SET_NAME */)->args[1].kind, KIND_STRING);
	ck_assert_uint_eq(variant_of("socket", 0, 2 /* AF_INET */)->args[2].kind, KIND_FLAGS32);
	ck_assert_uint_eq(variant_of("socket", 0, 1 /* AF_UNIX */)->args[2].kind, KIND_SIZE);
	/* an int's command is its low 32 bits */
	ck_assert_uint_eq(variant_of("fcntl", 1, 0xdead00000001)->count, 2);
	ck_assert_ptr_eq(variant_of("read", 1, 1), syscall_of(WIRE_ABI_NATIVE, syscall_number(WIRE_ABI_NATIVE, "read")));
}
END_TEST

/* A macro's parameter of the same name would replace an argument's. */
START_TEST(a_variant_calls_its_arguments_as_its_base_does)
{
	const struct variant *variant;
	unsigned slot;
	size_t i;

	for (i = 0; variant_lists[i]; i++)
		for (variant = variant_lists[i]; variant->base; variant++) {
			ck_assert_str_eq(variant->row.name, variant->base->name);
			ck_assert_uint_eq(variant->row.classes, variant->base->classes);
			for (slot = 0; slot < variant->base->selector; slot++)
				ck_assert_str_eq(variant->row.args[slot].name, variant->base->args[slot].name);
			for (slot = 0; slot < variant->row.count; slot++)
				ck_assert_msg(variant->row.args[slot].name[0] >= 'a', "%s: %s", variant->row.name,
					      variant->row.args[slot].name);
		}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("table");
	TCase *tcase = tcase_create("table");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
#if defined(__x86_64__)
	tcase_add_test(tcase, numbers_are_those_of_the_installed_headers);
	tcase_add_test(tcase, an_i386_call_has_i386_registers_and_names);
#endif
	tcase_add_test(tcase, numbers_of_arm64_are_those_of_the_generic_header);
	tcase_add_test(tcase, every_named_call_has_a_sane_row);
	tcase_add_test(tcase, the_newest_calls_are_known);
	tcase_add_test(tcase, calls_without_a_name_print_as_strace_prints_them);
	tcase_add_test(tcase, an_x32_call_is_never_named_as_the_64_bit_one);
	tcase_add_test(tcase, classes_are_those_of_strace);
	tcase_add_test(tcase, a_command_picks_its_own_arguments);
	tcase_add_test(tcase, a_variant_calls_its_arguments_as_its_base_does);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
