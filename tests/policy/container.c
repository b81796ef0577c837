/* SPDX-License-Identifier: MIT */
/* A profile with the structure of the one that Docker gives a container by default: what it says for whom. */
#include <pthread.h>
#include <string.h>

#include "harness/policy/profile.h"
#include "suite.h"

static struct arena arena;
static struct profile *profile;

static void read_for(const char *caps, unsigned major, unsigned minor)
{
	struct policy_subject subject;
	struct text why = {0};
	const char *cap_why;

	arena_free(&arena);
	ck_assert_int_eq(policy_subject_read(&subject, caps, &arena, &cap_why), 0);
	subject.kernel_major = major;
	subject.kernel_minor = minor;
	ck_assert_msg(profile_read(&arena, PROFILE, &subject, &profile, &why) == 0, "%s", why.bytes);
	text_free(&why);
}

static struct verdict judge(const char *call, uint64_t first)
{
	int number = syscall_number(WIRE_ABI_NATIVE, call);

	ck_assert_msg(number >= 0, "%s", call);
	return profile_judge_registers(profile, WIRE_ABI_NATIVE, (unsigned)number, (uint64_t[WIRE_ARGS]){first});
}

static bool allows(const char *call, uint64_t first)
{
	return judge(call, first).kind == VERDICT_ALLOWED;
}

START_TEST(capabilities_decide_who_may)
{
	static const struct { const char *cap, *call; } may[] = {
		{ "CAP_SYS_ADMIN", "mount" }, { "CAP_SYS_ADMIN", "setns" }, { "CAP_SYS_ADMIN", "bpf" }, { "CAP_BPF", "bpf" },
		{ "CAP_SYS_BOOT", "reboot" }, { "CAP_SYS_MODULE", "init_module" }, { "CAP_SYS_TIME", "settimeofday" },
		{ "CAP_SYSLOG", "syslog" }, { "CAP_PERFMON", "perf_event_open" }, { "CAP_SYS_CHROOT", "chroot" },
		{ "CAP_DAC_READ_SEARCH", "open_by_handle_at" },
	};

	for (size_t i = 0; i < sizeof(may) / sizeof(may[0]); i++) {
		read_for("", 6, 1);
		ck_assert_msg(!allows(may[i].call, 0), "%s", may[i].call);
		read_for(may[i].cap, 6, 1);
		ck_assert_msg(allows(may[i].call, 0), "%s", may[i].call);
	}
	read_for(NULL, 6, 1);
	ck_assert(allows("chroot", 0));		/* a capability that Docker gives */
	ck_assert(!allows("mount", 0));
	ck_assert(allows("read", 0));
	ck_assert_uint_eq(judge("keyctl", 0).action.number, 1);
}
END_TEST

START_TEST(arguments_decide_what)
{
	read_for(NULL, 6, 1);
	ck_assert(allows("socket", 2));
	ck_assert(!allows("socket", 40));	/* AF_VSOCK */
	ck_assert(allows("personality", 0xffffffff));
	ck_assert(!allows("personality", 1));
	ck_assert(allows("clone", 0x11));
	ck_assert(!allows("clone", 0x10000000));	/* CLONE_NEWUSER */
	ck_assert_uint_eq(judge("clone3", 0).action.number, 38);
	read_for("CAP_SYS_ADMIN", 6, 1);
	ck_assert(allows("clone", 0x10000000));
	ck_assert(allows("clone3", 0));
}
END_TEST

START_TEST(the_kernel_and_the_machine_decide_too)
{
	struct verdict verdict;

	read_for("", 4, 7);
	ck_assert(!allows("ptrace", 0));
	read_for("", 4, 8);
	ck_assert(allows("ptrace", 0));
#if defined(__x86_64__)
	ck_assert(allows("arch_prctl", 0));
	verdict = profile_judge_registers(profile, WIRE_ABI_COMPAT, 3 /* read */, (uint64_t[WIRE_ARGS]){0});
	ck_assert_int_eq(verdict.kind, VERDICT_ALLOWED);
#endif
}
END_TEST

static void *idle(void *argument)
{
	return argument;
}

static int make_a_thread(void *argument)
{
	pthread_t id;

	return pthread_create(&id, NULL, idle, argument) || pthread_join(id, NULL);
}

START_TEST(programs_are_told_from_each_other)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV("/bin/sh", "-c", "ls -l /etc | sort >/dev/null; cat /etc/hostname >/dev/null"));
	const char *why;

	sx_assert_exited(trace, 0);
	sx_assert_conforms_as(trace, PROFILE, "CAP_CHOWN");
	sx_free(trace);
	/* glibc makes threads by clone3, and takes ENOSYS for a reason to make them by clone */
	trace = sx_fork(NULL, make_a_thread, NULL);
	sx_assert_exited(trace, 0);
	if (sx_count(trace, "clone3") > 0) {
		QUIETLY(why, sx_check_conforms_(SX_HERE_, trace, PROFILE, "CAP_CHOWN"));
		ck_assert_msg(why && strstr(why, "clone3 fails with ENOSYS: syscalls["), "%s", why ? why : "holds");
	}
	sx_free(trace);
	trace = sx_run(NULL, SX_ARGV("unshare", "--uts", "true"));
	QUIETLY(why, sx_check_conforms_(SX_HERE_, trace, PROFILE, "CAP_CHOWN"));
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strstr(why, "unshare fails with EPERM: defaultAction, no rule allows it"), "%s", why);
	QUIETLY(why, sx_check_conforms_(SX_HERE_, trace, PROFILE, "CAP_SYS_ADMIN"));
	ck_assert_msg(!why, "%s", why);
	sx_free(trace);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("profile");
	int result;

	if (!suite_can_trace())
		return SUITE_SKIPPED;
	tcase_add_test(tcase, capabilities_decide_who_may);
	tcase_add_test(tcase, arguments_decide_what);
	tcase_add_test(tcase, the_kernel_and_the_machine_decide_too);
	tcase_add_test(tcase, programs_are_told_from_each_other);
	result = suite_run("container", tcase);
	arena_free(&arena);
	return result;
}
