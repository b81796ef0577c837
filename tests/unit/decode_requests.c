/* SPDX-License-Identifier: MIT */
/* What requests of ioctl take, and arguments that others keep from being looked at. */
#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/if.h>
#include <linux/loop.h>
#include <linux/mount.h>
#include <linux/nsfs.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>

#include "tests/unit/lines.h"

#define FIRST  0x7ffc00001000ul
#define SECOND 0x7ffc00002000ul
#define THIRD  0x7ffc00003000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
	setenv("TZ", "UTC", 1);
}

static void teardown(void)
{
	f = fake_free(f);
}

static struct sx_call *request(uint64_t number, int64_t ret)
{
	return FAKE_CALL(f, "ioctl", ret, 3, number, FIRST);
}

START_TEST(extended_flags_are_asked_and_told)
{
	struct fsxattr flags = {.fsx_xflags = FS_XFLAG_NODUMP | FS_XFLAG_DAX, .fsx_nextents = 4, .fsx_projid = 7};
	struct sx_call *call = request(FS_IOC_FSGETXATTR, 0);

	fake_memory(f, call, 2, FIRST, true, &flags, sizeof(flags));
	assert_line(call, "ioctl(3, FS_IOC_FSGETXATTR, {fsx_xflags=FS_XFLAG_NODUMP|FS_XFLAG_DAX, fsx_extsize=0, "
			  "fsx_nextents=4, fsx_projid=0x7, fsx_cowextsize=0}) = 0");
	call = request(FS_IOC_FSSETXATTR, -EOPNOTSUPP);
	fake_memory(f, call, 2, FIRST, false, &flags, sizeof(flags));
	assert_line(call, "ioctl(3, FS_IOC_FSSETXATTR, {fsx_xflags=FS_XFLAG_NODUMP|FS_XFLAG_DAX, fsx_extsize=0, "
			  "fsx_projid=0x7, fsx_cowextsize=0}) = -1 EOPNOTSUPP (Operation not supported)");
}
END_TEST

START_TEST(extents_are_shown_as_asked_for_and_as_found)
{
	struct fiemap map = {.fm_length = 4096, .fm_flags = FIEMAP_FLAG_SYNC, .fm_extent_count = 2};
	struct sx_call *call = request(FS_IOC_FIEMAP, -EOPNOTSUPP);

	fake_memory(f, call, 2, FIRST, false, &map, sizeof(map));
	assert_line(call, "ioctl(3, FS_IOC_FIEMAP, {fm_start=0, fm_length=4096, fm_flags=FIEMAP_FLAG_SYNC, "
			  "fm_extent_count=2}) = -1 EOPNOTSUPP (Operation not supported)");
	call = request(FS_IOC_FIEMAP, 0);
	fake_memory(f, call, 2, FIRST, false, &map, sizeof(map));
	map.fm_mapped_extents = 1;
	fake_memory(f, call, 2, FIRST, true, &map, sizeof(map));
	assert_line(call, "ioctl(3, FS_IOC_FIEMAP, {fm_start=0, fm_length=4096, fm_flags=FIEMAP_FLAG_SYNC, "
			  "fm_extent_count=2} => {fm_flags=FIEMAP_FLAG_SYNC, fm_mapped_extents=1, ...}) = 0");
}
END_TEST

START_TEST(a_supervisor_reads_and_answers)
{
	struct seccomp_notif asked = {.id = 0x1234, .pid = 77, .data = {83, 0xc000003e, 0x7f001000, {1, 0700}}};
	struct seccomp_notif_resp answer = {.id = 0x1234, .error = -EXDEV};
	struct seccomp_notif empty = {0};
	struct sx_call *call = request(SECCOMP_IOCTL_NOTIF_RECV, 0);

	fake_memory(f, call, 2, FIRST, false, &empty, sizeof(empty));
	fake_memory(f, call, 2, FIRST, true, &asked, sizeof(asked));
	assert_line(call, "ioctl(3, SECCOMP_IOCTL_NOTIF_RECV, {id=0x1234, pid=77, flags=0, data={nr=__NR_mkdir, "
			  "arch=AUDIT_ARCH_X86_64, instruction_pointer=0x7f001000, args=[0x1, 0x1c0, 0, 0, 0, 0]}}) = 0");
	call = request(SECCOMP_IOCTL_NOTIF_SEND, 0);
	fake_memory(f, call, 2, FIRST, false, &answer, sizeof(answer));
	assert_line(call, "ioctl(3, SECCOMP_IOCTL_NOTIF_SEND, {id=0x1234, val=0, error=-EXDEV, flags=0}) = 0");
	answer = (struct seccomp_notif_resp){.id = 1, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
	call = request(SECCOMP_IOCTL_NOTIF_SEND, 0);
	fake_memory(f, call, 2, FIRST, false, &answer, sizeof(answer));
	assert_line(call, "ioctl(3, SECCOMP_IOCTL_NOTIF_SEND, {id=0x1, val=0, error=0, "
			  "flags=SECCOMP_USER_NOTIF_FLAG_CONTINUE}) = 0");
}
END_TEST

START_TEST(interfaces_answer_what_they_are_asked)
{
	struct ifreq interface = {.ifr_ifrn.ifrn_name = "lo"};
	struct sx_call *call = request(SIOCGIFINDEX, -ENODEV);

	fake_memory(f, call, 2, FIRST, false, &interface, sizeof(interface));
	assert_line(call, "ioctl(3, SIOCGIFINDEX, {ifr_name=\"lo\"}) = -1 ENODEV (No such device)");
	call = request(SIOCGIFINDEX, 0);
	fake_memory(f, call, 2, FIRST, false, &interface, sizeof(interface));
	interface.ifr_ifindex = 5;
	fake_memory(f, call, 2, FIRST, true, &interface, sizeof(interface));
	assert_line(call, "ioctl(3, SIOCGIFINDEX, {ifr_name=\"lo\", ifr_ifindex=5}) = 0");
	interface.ifr_flags = IFF_UP | IFF_LOOPBACK;
	call = request(SIOCSIFFLAGS, -EPERM);
	fake_memory(f, call, 2, FIRST, false, &interface, sizeof(interface));
	assert_line(call, "ioctl(3, SIOCSIFFLAGS, {ifr_name=\"lo\", ifr_flags=IFF_UP|IFF_LOOPBACK}) = -1 EPERM "
			  "(Operation not permitted)");
}
END_TEST

START_TEST(an_interface_is_named_by_its_number)
{
	struct ifreq interface = {.ifr_ifindex = 5};
	struct sx_call *call = request(SIOCGIFNAME, -ENODEV);
	unsigned action = SECCOMP_RET_LOG;

	fake_memory(f, call, 2, FIRST, false, &interface, sizeof(interface));
	assert_line(call, "ioctl(3, SIOCGIFNAME, {ifr_ifindex=5}) = -1 ENODEV (No such device)");
	call = request(SIOCGIFNAME, 0);
	fake_memory(f, call, 2, FIRST, false, &interface, sizeof(interface));
	strcpy(interface.ifr_ifrn.ifrn_name, "eth0");
	fake_memory(f, call, 2, FIRST, true, &interface, sizeof(interface));
	assert_line(call, "ioctl(3, SIOCGIFNAME, {ifr_ifindex=5, ifr_name=\"eth0\"}) = 0");

	call = FAKE_CALL(f, "seccomp", 0, SECCOMP_GET_ACTION_AVAIL, 0, FIRST);
	fake_memory(f, call, 2, FIRST, false, &action, sizeof(action));
	assert_line(call, "seccomp(SECCOMP_GET_ACTION_AVAIL, 0, [SECCOMP_RET_LOG]) = 0");
}
END_TEST

START_TEST(requests_without_an_argument_show_none)
{
	struct loop_info64 loop = {.lo_offset = 512, .lo_number = 2, .lo_flags = LO_FLAGS_AUTOCLEAR, .lo_file_name = "/i"};
	struct sx_call *call = request(NS_GET_USERNS, 7);

	fake_object(f, call, WIRE_RESULT, 7, &(struct wire_file){.type = WIRE_FILE_NS, .ino = 42}, "user");
	assert_line_as(call, "ioctl(3, NS_GET_USERNS) = 7<user:[42]>", .paths = true, .no_alignment = true);
	assert_line(request(LOOP_CTL_GET_FREE, 3), "ioctl(3, LOOP_CTL_GET_FREE) = 3");
	assert_line(request(NS_GET_NSTYPE, 0x20000), "ioctl(3, NS_GET_NSTYPE) = 131072 (CLONE_NEWNS)");
	call = request(LOOP_GET_STATUS64, 0);
	fake_memory(f, call, 2, FIRST, true, &loop, sizeof(loop));
	assert_line(call, "ioctl(3, LOOP_GET_STATUS64, {lo_offset=0x200, lo_number=2, lo_flags=LO_FLAGS_AUTOCLEAR, "
			  "lo_file_name=\"/i\", ...}) = 0");
}
END_TEST

START_TEST(flags_of_a_terminal_may_be_none)
{
	unsigned terminal[11] = {0, 5, 0xbf, 0};
	struct sx_call *call = request(TCSETS, 0);

	fake_memory(f, call, 2, FIRST, false, terminal, 36);
	assert_line(call, "ioctl(3, TCSETS, {c_iflag=, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, "
			  "c_cflag=B38400|CS8|CREAD, c_lflag=, ...}) = 0");
	assert_matches(call, "ioctl(3, TCSETS, {c_iflag=0, c_lflag=0, ...})");
	assert_differs(call, "ioctl(3, TCSETS, {c_iflag=ICRNL, ...})");
}
END_TEST

static struct sx_call *mounts(uint64_t flags)
{
	struct sx_call *call = FAKE_CALL(f, "mount", 0, FIRST, SECOND, THIRD, flags, THIRD);

	fake_string(f, call, 0, FIRST, "/a");
	fake_string(f, call, 1, SECOND, "/b");
	fake_string(f, call, 2, THIRD, "none");
	return call;
}

START_TEST(a_mount_shows_what_the_kernel_looks_at)
{
	assert_line(mounts(MS_RDONLY), "mount(\"/a\", \"/b\", \"none\", MS_RDONLY, \"none\") = 0");
	assert_line(mounts(MS_BIND), "mount(\"/a\", \"/b\", 0x7ffc00003000, MS_BIND, 0x7ffc00003000) = 0");
	assert_line(mounts(MS_REMOUNT | MS_BIND), "mount(\"/a\", \"/b\", 0x7ffc00003000, MS_REMOUNT|MS_BIND, \"none\") = 0");
	assert_line(mounts(0xc0ed0000 | MS_RDONLY), "mount(\"/a\", \"/b\", \"none\", MS_MGC_VAL|MS_RDONLY, \"none\") = 0");
}
END_TEST

static struct sx_call *sets_attribute(const char *bytes, size_t length)
{
	struct sx_call *call = FAKE_CALL(f, "fsetxattr", 0, 3, FIRST, SECOND, length, 0);

	fake_string(f, call, 1, FIRST, "user.a");
	if (length)
		fake_memory(f, call, 2, SECOND, false, bytes, length);
	return call;
}

START_TEST(an_attribute_ends_before_its_nul)
{
	struct sx_call *call = sets_attribute("v\0", 2);
	struct arena arena = {0};
	enum value_state state;
	size_t length;

	assert_line(call, "fsetxattr(3, \"user.a\", \"v\", 2, 0) = 0");
	assert_line(sets_attribute("v\0\0", 3), "fsetxattr(3, \"user.a\", \"v\\0\", 3, 0) = 0");
	assert_line(sets_attribute("", 0), "fsetxattr(3, \"user.a\", \"\", 0, 0) = 0");
	ck_assert_ptr_nonnull(decode_data(&arena, call, 2, &length, &state));
	ck_assert_uint_eq(length, 2);	/* which is the program's all the same */
	arena_free(&arena);
	assert_line(FAKE_CALL(f, "flistxattr", 12, 3, FIRST, 0), "flistxattr(3, 0x7ffc00001000, 0) = 12");
}
END_TEST

START_TEST(requests_that_share_a_number_are_all_named)
{
	assert_line(request(0x6d06, -ENOTTY), "ioctl(3, MGSL_IOCTXABORT or MMTIMER_MMAPAVAIL, 0x7ffc00001000) = -1 ENOTTY "
					      "(Inappropriate ioctl for device)");
	assert_line(request(0x80404506, -ENOTTY), "ioctl(3, EVIOCGNAME(64), 0x7ffc00001000) = -1 ENOTTY "
						  "(Inappropriate ioctl for device)");
	assert_line(request(0x80604524, -ENOTTY), "ioctl(3, EVIOCGBIT(EV_MSC, 96), 0x7ffc00001000) = -1 ENOTTY "
						  "(Inappropriate ioctl for device)");
	assert_line(request(0x8018457d, -ENOTTY), "ioctl(3, EVIOCGABS(ABS_MT_TOOL_Y), 0x7ffc00001000) = -1 ENOTTY "
						  "(Inappropriate ioctl for device)");
	assert_line(request(0x8018fe7d, -ENOTTY), "ioctl(3, _IOC(_IOC_READ, 0xfe, 0x7d, 0x18), 0x7ffc00001000) = -1 ENOTTY "
						  "(Inappropriate ioctl for device)");
}
END_TEST

START_TEST(what_a_ring_can_do_is_asked)
{
	static const unsigned char probe[32] = { 22, 2, [16] = 0, [18] = 1, [24] = 1 };
	struct sx_call *call = FAKE_CALL(f, "io_uring_register", 0, 3, 8, FIRST, 2);

	fake_memory(f, call, 2, FIRST, true, probe, sizeof(probe));
	assert_line(call, "io_uring_register(3, IORING_REGISTER_PROBE, {last_op=IORING_OP_READ, ops_len=2, "
			  "ops=[{op=IORING_OP_NOP, flags=IO_URING_OP_SUPPORTED}, {op=IORING_OP_READV, flags=0}]}, 2) = 0");
	call = FAKE_CALL(f, "io_uring_register", -EINVAL, 3, 8, FIRST, 2);
	assert_line(call, "io_uring_register(3, IORING_REGISTER_PROBE, 0x7ffc00001000, 2) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(an_attribute_that_is_set_by_a_structure_has_its_value)
{
	uint64_t args[2] = { SECOND, 3 | 1ull << 32 };
	struct sx_call *call = FAKE_CALL(f, "setxattrat", 0, AT_FDCWD, FIRST, 0, FIRST, THIRD, sizeof(args));

	fake_string(f, call, 1, FIRST, "name");
	fake_string(f, call, 3, FIRST, "name");
	fake_memory(f, call, 4, THIRD, false, args, sizeof(args));
	fake_memory(f, call, 4, SECOND, false, "abc", 3);
	assert_line(call, "setxattrat(AT_FDCWD, \"name\", 0, \"name\", {value=\"abc\", size=3, flags=XATTR_CREATE}, 16) = 0");
}
END_TEST

START_TEST(results_and_times_that_are_nothing)
{
	long times[4] = {0, 0, 1, 0};
	struct sx_call *call = FAKE_CALL(f, "utimensat", 0, AT_FDCWD, 0, FIRST, 0);
	struct seminfo info = {.semmap = 1, .semaem = 2};

	fake_memory(f, call, 2, FIRST, false, times, sizeof(times));
	assert_line(call, "utimensat(AT_FDCWD, NULL, [{tv_sec=0, tv_nsec=0}, {tv_sec=1, tv_nsec=0} "
			  "/* 1970-01-01T00:00:01+0000 */], 0) = 0");
	assert_line(FAKE_CALL(f, "personality", 0, 0xffffffff), "personality(0xffffffff) = 0 (PER_LINUX)");
	assert_line(FAKE_CALL(f, "ioprio_get", 16389, 1, 0), "ioprio_get(IOPRIO_WHO_PROCESS, 0) = 16389 "
							     "(IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 5))");
	assert_line(FAKE_CALL(f, "prctl", 0, 22, SECCOMP_MODE_STRICT, FIRST), "prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) = 0");
	call = FAKE_CALL(f, "semctl", 0, 0, 0, SEM_INFO, FIRST);
	fake_memory(f, call, 3, FIRST, true, &info, sizeof(info));
	assert_line(call, "semctl(0, 0, SEM_INFO, {semmap=1, semmni=0, semmns=0, semmnu=0, semmsl=0, semopm=0, semume=0, "
			  "semusz=0, semvmx=0, semaem=2}) = 0");
}
END_TEST

#define assert_raw(call, expected)     assert_line_as(call, expected, .names = LINE_RAW, .no_alignment = true)
#define assert_verbose(call, expected) assert_line_as(call, expected, .names = LINE_VERBOSE, .no_alignment = true)

START_TEST(numbers_stand_for_each_field_of_a_register)
{
	long times[4] = {0, (1 << 30) - 1, 0, (1 << 30) - 2};
	unsigned terminal[11] = {0, 5, 0xbf, 0};
	struct sx_call *call = request(TCSETS, 0);

	fake_memory(f, call, 2, FIRST, false, terminal, 36);
	assert_raw(call, "ioctl(3, 0x5402, {c_iflag=, c_oflag=0|0|0|0|0|0|0x5, c_cflag=0xf|0x30|0x80, c_lflag=, ...}) = 0");
	assert_verbose(call, "ioctl(3, 0x5402 /* TCSETS */, {c_iflag=, c_oflag=0 /* NL0 */|0 /* CR0 */|0 /* TAB0 */|"
			     "0 /* BS0 */|0 /* VT0 */|0 /* FF0 */|0x5 /* OPOST|ONLCR */, c_cflag=0xf /* B38400 */|"
			     "0x30 /* CS8 */|0x80 /* CREAD */, c_lflag=, ...}) = 0");
	call = FAKE_CALL(f, "semget", 4, 0x1234, 2, 01644);
	assert_raw(call, "semget(0x1234, 2, 0x200|0644) = 4");
	assert_verbose(call, "semget(0x1234, 2, 0x200 /* IPC_CREAT */|0644) = 4");
	assert_raw(FAKE_CALL(f, "fanotify_init", 3, 1, 0), "fanotify_init(0|0x1, 0) = 3");
	assert_raw(FAKE_CALL(f, "keyctl", 5, 0, -2ul, 1), "keyctl(0, -2, 1) = 5");
	call = FAKE_CALL(f, "personality", 0x40000, 0xffffffff);
	assert_raw(call, "personality(0xffffffff) = 0x40000 (0|0x40000)");
	call = FAKE_CALL(f, "ioprio_get", 16391, 1, 0);
	assert_raw(call, "ioprio_get(0x1, 0) = 16391");
	assert_verbose(call, "ioprio_get(0x1 /* IOPRIO_WHO_PROCESS */, 0) = 16391 (IOPRIO_PRIO_VALUE(0x2 "
			     "/* IOPRIO_CLASS_BE */, 7))");
	assert_verbose(FAKE_CALL(f, "ioprio_set", 0, 1, 0, 0xe007),
		       "ioprio_set(0x1 /* IOPRIO_WHO_PROCESS */, 0, 57351 /* IOPRIO_PRIO_VALUE(0x7 /* IOPRIO_CLASS_??? */, 7) */) = 0");
	call = FAKE_CALL(f, "utimensat", 0, AT_FDCWD, 0, FIRST, 0);
	fake_memory(f, call, 2, FIRST, false, times, sizeof(times));
	assert_raw(call, "utimensat(-100, NULL, [{tv_sec=0, tv_nsec=1073741823}, {tv_sec=0, tv_nsec=1073741822}], 0) = 0");
	assert_verbose(call, "utimensat(-100 /* AT_FDCWD */, NULL, [{tv_sec=0, tv_nsec=1073741823} /* UTIME_NOW */, "
			     "{tv_sec=0, tv_nsec=1073741822} /* UTIME_OMIT */], 0) = 0");
	assert_line(call, "utimensat(AT_FDCWD, NULL, [UTIME_NOW, UTIME_OMIT], 0) = 0");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_requests");
	TCase *tests = tcase_create("requests");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, extended_flags_are_asked_and_told);
	tcase_add_test(tests, extents_are_shown_as_asked_for_and_as_found);
	tcase_add_test(tests, a_supervisor_reads_and_answers);
	tcase_add_test(tests, interfaces_answer_what_they_are_asked);
	tcase_add_test(tests, an_interface_is_named_by_its_number);
	tcase_add_test(tests, requests_without_an_argument_show_none);
	tcase_add_test(tests, flags_of_a_terminal_may_be_none);
	tcase_add_test(tests, a_mount_shows_what_the_kernel_looks_at);
	tcase_add_test(tests, an_attribute_ends_before_its_nul);
	tcase_add_test(tests, requests_that_share_a_number_are_all_named);
	tcase_add_test(tests, what_a_ring_can_do_is_asked);
	tcase_add_test(tests, an_attribute_that_is_set_by_a_structure_has_its_value);
	tcase_add_test(tests, results_and_times_that_are_nothing);
	tcase_add_test(tests, numbers_stand_for_each_field_of_a_register);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
