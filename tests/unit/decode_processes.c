/* SPDX-License-Identifier: MIT */
/* What calls about processes, times and rights show of odd arguments and of failures. */
#include <errno.h>
#include <linux/capability.h>
#include <linux/kcmp.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timex.h>

#include "tests/unit/lines.h"

#define FIRST  0x7ffc00001000ul
#define SECOND 0x7ffc00002000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

START_TEST(clone3_names_the_threads_to_be_and_what_it_cannot_take)
{
	uint64_t args[11] = {0, 0, 0, 0, SIGCHLD, 0, 0, 0, SECOND, 2};
	int tids[2] = {5, 6};
	struct sx_call *call = FAKE_CALL(f, "clone3", -EEXIST, FIRST, 88);

	fake_memory(f, call, 0, FIRST, false, args, sizeof(args));
	fake_memory(f, call, 0, SECOND, false, tids, sizeof(tids));
	assert_line(call, "clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0, set_tid=[5, 6], set_tid_size=2}, "
			  "88) = -1 EEXIST (File exists)");
	args[4] = 0xdeadbeefcafef00d;
	args[9] = 33;
	call = FAKE_CALL(f, "clone3", -EINVAL, FIRST, 88);
	fake_memory(f, call, 0, FIRST, false, args, sizeof(args));
	fake_memory(f, call, 0, SECOND, false, tids, sizeof(tids));
	assert_line(call, "clone3({flags=0, exit_signal=16045690984503111693, stack=NULL, stack_size=0, "
			  "set_tid=0x7ffc00002000, set_tid_size=33}, 88) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(clone3_of_the_first_size_has_no_cgroup)
{
	uint64_t args[11] = {0x200000000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7};
	struct sx_call *call = FAKE_CALL(f, "clone3", -EINVAL, FIRST, 64);

	fake_memory(f, call, 0, FIRST, false, args, 64);
	assert_line(call, "clone3({flags=CLONE_INTO_CGROUP, exit_signal=0, stack=NULL, stack_size=0}, 64) = -1 EINVAL (Invalid "
			  "argument)");
}
END_TEST

START_TEST(what_of_clone3_could_not_be_read_is_said)
{
	uint64_t args[12] = {0};
	struct sx_call *call = FAKE_CALL(f, "clone3", -EFAULT, FIRST + 4096 - 96, 120);

	fake_memory(f, call, 0, FIRST + 4096 - 96, false, args, 96);
	assert_line(call, "clone3({flags=0, exit_signal=0, stack=NULL, stack_size=0, ???}, 120) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(the_signal_at_the_end_of_a_clone_may_have_no_name)
{
	assert_line(FAKE_CALL(f, "clone", -EINVAL, CLONE_SIGHAND | 77, 0, 0, 0, 0),
		    "clone(child_stack=NULL, flags=CLONE_SIGHAND|77) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "clone", 5, 99, 0, 0, 0, 0), "clone(child_stack=NULL, flags=99) = 5");
	assert_line(FAKE_CALL(f, "clone", 5, CLONE_VM | 34, 0, 0, 0, 0), "clone(child_stack=NULL, flags=CLONE_VM|SIGRT_2) = 5");
}
END_TEST

START_TEST(of_a_child_that_is_not_there_yet_nothing_was_used)
{
	struct rusage usage = {.ru_utime = {.tv_sec = 3}};
	struct sx_call *call = FAKE_CALL(f, "wait4", 0, 7, 0, 1, SECOND);

	fake_memory(f, call, 3, SECOND, true, &usage, sizeof(usage));
	assert_line(call, "wait4(7, NULL, WNOHANG, 0x7ffc00002000) = 0");
	call = FAKE_CALL(f, "wait4", 7, 7, 0, 1, SECOND);
	fake_memory(f, call, 3, SECOND, true, &usage, sizeof(usage));
	assert_line(call, "wait4(7, NULL, WNOHANG, {ru_utime={tv_sec=3, tv_usec=0}, ru_stime={tv_sec=0, tv_usec=0}, ...}) = 7");
}
END_TEST

START_TEST(kcmp_points_at_what_an_epoll_watches)
{
	uint32_t slot[3] = {1, 2, 3};
	struct sx_call *call = FAKE_CALL(f, "kcmp", 0, 5, 6, KCMP_EPOLL_TFD, 4, FIRST);

	fake_memory(f, call, 4, FIRST, false, slot, sizeof(slot));
	assert_line(call, "kcmp(5, 6, KCMP_EPOLL_TFD, 4, {efd=1, tfd=2, toff=3}) = 0");
}
END_TEST

static struct sx_call *attributes(int64_t ret, const uint32_t words[14], size_t length)
{
	struct sx_call *call = FAKE_CALL(f, "sched_setattr", ret, 0, FIRST, 0);

	fake_memory(f, call, 1, FIRST, false, words, length);
	return call;
}

START_TEST(attributes_of_the_scheduler_that_are_to_stay_are_left_out)
{
	uint32_t words[14] = {56, 1, 0x08, 0, 0, 2};

	assert_line(attributes(0, words, 56),
		    "sched_setattr(0, {size=56, sched_flags=SCHED_FLAG_KEEP_POLICY, sched_nice=0, sched_priority=2, "
		    "sched_runtime=0, sched_deadline=0, sched_period=0, sched_util_min=0, sched_util_max=0}, 0) = 0");
	words[2] = 0x10;
	assert_line(attributes(0, words, 56),
		    "sched_setattr(0, {size=56, sched_flags=SCHED_FLAG_KEEP_PARAMS, sched_util_min=0, sched_util_max=0}, 0) = 0");
}
END_TEST

START_TEST(attributes_of_the_scheduler_come_in_versions)
{
	uint32_t words[14] = {0}, fits = 56;
	struct sx_call *call;

	assert_line(attributes(0, words, 56), "sched_setattr(0, {size=0, sched_policy=SCHED_OTHER, sched_flags=0, sched_nice=0, "
					      "sched_priority=0, sched_runtime=0, sched_deadline=0, sched_period=0}, 0) = 0");
	words[0] = 57;
	assert_line(attributes(0, words, 56), "sched_setattr(0, {size=57, sched_policy=SCHED_OTHER, sched_flags=0, sched_nice=0, "
					      "sched_priority=0, sched_runtime=0, sched_deadline=0, sched_period=0, "
					      "sched_util_min=0, sched_util_max=0, ...}, 0) = 0");
	words[0] = 47;
	call = attributes(-E2BIG, words, 56);
	fake_memory(f, call, 1, FIRST, true, &fits, sizeof(fits));
	assert_line(call, "sched_setattr(0, {size=47} => {size=56}, 0) = -1 E2BIG (Argument list too long)");
	assert_line(attributes(-EFAULT, (uint32_t[14]){56}, 20), "sched_setattr(0, 0x7ffc00001000, 0) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(a_policy_without_a_name_is_one_number)
{
	assert_line(FAKE_CALL(f, "sched_get_priority_max", -EINVAL, UINT32_MAX),
		    "sched_get_priority_max(0xffffffff /* SCHED_??? */) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "sched_get_priority_max", -EINVAL, 0x40000008),
		    "sched_get_priority_max(0x40000008 /* SCHED_??? */) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "sched_get_priority_max", -EINVAL, 0x40000001),
		    "sched_get_priority_max(SCHED_FIFO|SCHED_RESET_ON_FORK) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(a_set_of_processors_has_an_end)
{
	unsigned char bytes[200] = {[0] = 5, [127] = 0x80, [128] = 0xff};
	struct sx_call *call = FAKE_CALL(f, "sched_setaffinity", -ESRCH, 9, 200, FIRST);

	fake_memory(f, call, 2, FIRST, false, bytes, sizeof(bytes));
	assert_line(call, "sched_setaffinity(9, 200, [0 2 1023 ...]) = -1 ESRCH (No such process)");
	call = FAKE_CALL(f, "sched_setaffinity", -EFAULT, 9, 16, FIRST);
	fake_memory(f, call, 2, FIRST, false, bytes, 12);
	assert_line(call, "sched_setaffinity(9, 16, 0x7ffc00001000) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(the_rest_of_a_sleep_is_there_where_a_signal_ended_it)
{
	struct timespec time = {1, 2};
	struct sx_call *call = FAKE_CALL(f, "nanosleep", -EINVAL, 0, FIRST);

	fake_memory(f, call, 1, FIRST, true, &time, sizeof(time));
	assert_line(call, "nanosleep(NULL, 0x7ffc00001000) = -1 EINVAL (Invalid argument)");
	call = FAKE_CALL(f, "nanosleep", -EINTR, 0, FIRST);
	fake_memory(f, call, 1, FIRST, true, &time, sizeof(time));
	assert_line(call, "nanosleep(NULL, {tv_sec=1, tv_nsec=2}) = -1 EINTR (Interrupted system call)");
}
END_TEST

START_TEST(the_clock_that_was_not_asked_says_nothing)
{
	struct timex state = {0};
	struct sx_call *call = FAKE_CALL(f, "adjtimex", -EINVAL, FIRST);

	fake_memory(f, call, 0, FIRST, false, &state, sizeof(state));
	assert_line(call, "adjtimex(0x7ffc00001000) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(groups_are_listed_if_there_may_be_so_many)
{
	uint32_t groups[2] = {0, UINT32_MAX};
	struct sx_call *call = FAKE_CALL(f, "setgroups", 0, 2, FIRST);

	fake_memory(f, call, 1, FIRST, false, groups, sizeof(groups));
	assert_line(call, "setgroups(2, [0, -1]) = 0");
	call = FAKE_CALL(f, "setgroups", -EINVAL, 65537, FIRST);
	fake_memory(f, call, 1, FIRST, false, groups, sizeof(groups));
	assert_line(call, "setgroups(65537, 0x7ffc00001000) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "getgroups", 100, 0, FIRST), "getgroups(0, 0x7ffc00001000) = 100");
	assert_line(FAKE_CALL(f, "getgroups", 0, 0, FIRST), "getgroups(0, []) = 0");
}
END_TEST

START_TEST(capabilities_of_an_unknown_version_are_one_word)
{
	uint32_t header[2] = {0xbadc0ded, 0}, data[6] = {1, 2, 3, 4, 5, 6};
	struct sx_call *call = FAKE_CALL(f, "capset", -EINVAL, FIRST, SECOND);

	fake_memory(f, call, 0, FIRST, false, header, sizeof(header));
	fake_memory(f, call, 1, SECOND, false, data, sizeof(data));
	assert_line(call, "capset({version=0xbadc0ded /* _LINUX_CAPABILITY_VERSION_??? */, pid=0}, {effective=1<<CAP_CHOWN, "
			  "permitted=1<<CAP_DAC_OVERRIDE, inheritable=1<<CAP_CHOWN|1<<CAP_DAC_OVERRIDE}) = -1 EINVAL (Invalid "
			  "argument)");
	call = FAKE_CALL(f, "capset", -EFAULT, 0, SECOND);
	fake_memory(f, call, 1, SECOND, false, data, sizeof(data));
	assert_line(call, "capset(NULL, 0x7ffc00002000) = -1 EFAULT (Bad address)");
}
END_TEST

/* Of the first version there is one half, and behind it there may be nothing. */
START_TEST(capabilities_of_the_first_version_are_one_half)
{
	uint32_t header[2] = {_LINUX_CAPABILITY_VERSION_1, 0}, data[3] = {1, 2, 0};
	struct sx_call *call = FAKE_CALL(f, "capset", -EPERM, FIRST, SECOND - sizeof(data));

	fake_memory(f, call, 0, FIRST, false, header, sizeof(header));
	fake_memory(f, call, 1, SECOND - sizeof(data), false, data, sizeof(data));
	assert_line(call, "capset({version=_LINUX_CAPABILITY_VERSION_1, pid=0}, {effective=1<<CAP_CHOWN, "
			  "permitted=1<<CAP_DAC_OVERRIDE, inheritable=0}) = -1 EPERM (Operation not permitted)");
	header[0] = _LINUX_CAPABILITY_VERSION_3;
	call = FAKE_CALL(f, "capset", -EFAULT, FIRST, SECOND - sizeof(data));
	fake_memory(f, call, 0, FIRST, false, header, sizeof(header));
	fake_memory(f, call, 1, SECOND - sizeof(data), false, data, sizeof(data));
	assert_line(call, "capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, 0x7ffc00001ff4) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(a_personality_without_a_name_has_its_flags)
{
	assert_line(FAKE_CALL(f, "personality", 0x13, 0x40000 | 0x11),
		    "personality(0x11 /* PER_??? */|ADDR_NO_RANDOMIZE) = 0x13 (0x13 /* PER_??? */)");
}
END_TEST

START_TEST(pending_signals_are_as_many_as_were_asked_for)
{
	unsigned char set[8] = {0x01, 0x02};
	struct sx_call *call = FAKE_CALL(f, "rt_sigpending", 0, FIRST, 2);

	fake_memory(f, call, 0, FIRST, true, set, 2);
	assert_line(call, "rt_sigpending([HUP USR1], 2) = 0");
	call = FAKE_CALL(f, "rt_sigpending", 0, FIRST, 7);
	fake_memory(f, call, 0, FIRST, true, set, 7);
	assert_line(call, "rt_sigpending([HUP USR1], 7) = 0");
	call = FAKE_CALL(f, "rt_sigprocmask", -EINVAL, SIG_BLOCK, FIRST, 0, 2);
	fake_memory(f, call, 1, FIRST, false, set, 2);
	assert_line(call, "rt_sigprocmask(SIG_BLOCK, 0x7ffc00001000, NULL, 2) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(prctl_takes_whole_registers)
{
	assert_line(FAKE_CALL(f, "prctl", -EINVAL, PR_SET_PDEATHSIG, 0xdeadbeefcafef00d),
		    "prctl(PR_SET_PDEATHSIG, 16045690984503111693) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "prctl", 0, PR_SET_PDEATHSIG, SIGTERM), "prctl(PR_SET_PDEATHSIG, SIGTERM) = 0");
	assert_line(FAKE_CALL(f, "prctl", -EPERM, PR_SET_SECUREBITS, 0x100000001),
		    "prctl(PR_SET_SECUREBITS, SECBIT_NOROOT|0x100000000) = -1 EPERM (Operation not permitted)");
	assert_line(FAKE_CALL(f, "prctl", -EINVAL, 62, 1, 7, 0x100000003, 0),
		    "prctl(PR_SCHED_CORE, PR_SCHED_CORE_CREATE, 7, 0x3 /* PIDTYPE_SID */, NULL) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "prctl", -EINVAL, PR_SVE_SET_VL, 0x20010),
		    "prctl(PR_SVE_SET_VL, PR_SVE_VL_INHERIT|0x10) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "prctl", -EINVAL, PR_SVE_SET_VL, 0x10), "prctl(PR_SVE_SET_VL, 0x10) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "prctl", (int64_t)0xdeadbeefcafef00d, PR_GET_TIMERSLACK),
		    "prctl(PR_GET_TIMERSLACK) = 16045690984503111693");
}
END_TEST

START_TEST(a_name_that_is_too_long_is_not_looked_at)
{
	assert_line(FAKE_CALL(f, "sethostname", -EINVAL, FIRST, 65), "sethostname(0x7ffc00001000, 65) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(components_of_the_state_have_names_together)
{
	uint64_t mask = 0x600e7;
	struct sx_call *call = FAKE_CALL(f, "arch_prctl", 0, 0x1021, FIRST);

	fake_memory(f, call, 1, FIRST, true, &mask, sizeof(mask));
	assert_line(call, "arch_prctl(ARCH_GET_XCOMP_SUPP, [0x600e7 /* XFEATURE_MASK_FPSSE|XFEATURE_MASK_YMM|"
			  "XFEATURE_MASK_AVX512|XFEATURE_MASK_XTILE */]) = 0");
}
END_TEST

#define assert_verbose(call, expected) assert_line_as(call, expected, .no_alignment = true, .names = LINE_VERBOSE)

START_TEST(numbers_without_a_name_have_one_comment)
{
	assert_verbose(FAKE_CALL(f, "sched_get_priority_max", -EINVAL, UINT32_MAX),
		       "sched_get_priority_max(0xffffffff /* SCHED_??? */) = -1 EINVAL (Invalid argument)");
	assert_verbose(FAKE_CALL(f, "personality", 0x13, 0x10000),
		       "personality(0 /* PER_LINUX */|0x10000) = 0x13 (0x13 /* PER_??? */)");
	assert_line_as(FAKE_CALL(f, "ioprio_set", -EINVAL, 1, 7, 0xbeef0003),
		       "ioprio_set(0x1, 7, -1091633149) = -1 EINVAL (Invalid argument)", .no_alignment = true, .names = LINE_RAW);
}
END_TEST

START_TEST(who_is_waited_for_may_be_a_descriptor)
{
	struct sx_call *call = FAKE_CALL(f, "waitid", -EBADF, 3, 4, 0, 4, 0);

	fake_file(f, call, 1, 4, "/dev/null");
	assert_line_as(call, "waitid(P_PIDFD, 4</dev/null>, NULL, WEXITED, NULL) = -1 EBADF (Bad file descriptor)",
		       .no_alignment = true, .paths = true);
}
END_TEST

START_TEST(what_stopped_a_process_is_a_line_and_a_pattern)
{
	struct sx_call *stop = fake_stop(f, SIGTSTP);

	assert_line(stop, "--- stopped by SIGTSTP ---");
	assert_differs(stop, "--- stopped by SIGSTOP ---");
	assert_differs(stop, "--- SIGTSTP ...");
	assert_matches(stop, "--- stopped by * ---");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_processes");
	TCase *tests = tcase_create("decode_processes");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, clone3_names_the_threads_to_be_and_what_it_cannot_take);
	tcase_add_test(tests, clone3_of_the_first_size_has_no_cgroup);
	tcase_add_test(tests, what_of_clone3_could_not_be_read_is_said);
	tcase_add_test(tests, the_signal_at_the_end_of_a_clone_may_have_no_name);
	tcase_add_test(tests, of_a_child_that_is_not_there_yet_nothing_was_used);
	tcase_add_test(tests, kcmp_points_at_what_an_epoll_watches);
	tcase_add_test(tests, attributes_of_the_scheduler_that_are_to_stay_are_left_out);
	tcase_add_test(tests, attributes_of_the_scheduler_come_in_versions);
	tcase_add_test(tests, a_policy_without_a_name_is_one_number);
	tcase_add_test(tests, a_set_of_processors_has_an_end);
	tcase_add_test(tests, the_rest_of_a_sleep_is_there_where_a_signal_ended_it);
	tcase_add_test(tests, the_clock_that_was_not_asked_says_nothing);
	tcase_add_test(tests, groups_are_listed_if_there_may_be_so_many);
	tcase_add_test(tests, capabilities_of_an_unknown_version_are_one_word);
	tcase_add_test(tests, capabilities_of_the_first_version_are_one_half);
	tcase_add_test(tests, a_personality_without_a_name_has_its_flags);
	tcase_add_test(tests, pending_signals_are_as_many_as_were_asked_for);
	tcase_add_test(tests, prctl_takes_whole_registers);
	tcase_add_test(tests, a_name_that_is_too_long_is_not_looked_at);
	tcase_add_test(tests, components_of_the_state_have_names_together);
	tcase_add_test(tests, numbers_without_a_name_have_one_comment);
	tcase_add_test(tests, who_is_waited_for_may_be_a_descriptor);
	tcase_add_test(tests, what_stopped_a_process_is_a_line_and_a_pattern);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
