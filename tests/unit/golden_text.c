/* SPDX-License-Identifier: MIT */
/* Golden text: what changes from run to run has a name, everything else stands as it is. */
#include <check.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#include "harness/golden.h"
#include "tests/unit/fake.h"

#define PATH 0x1000
#define DATA 0x2000

static struct fake *fake;

static void setup(void)
{
	fake = fake_new();
}

static void teardown(void)
{
	fake = fake_free(fake);
}

static void renders(const char *wanted)
{
	struct text text = {0};

	ck_assert_int_eq(golden_render(&text, &fake->recording, fake->recording.entries, fake->recording.count,
				       "/home/me/project", "/home/me"), 0);
	ck_assert_str_eq(text.bytes ? text.bytes : "", wanted);
	text_free(&text);
}

static struct sx_call *opens(const char *path, uint64_t flags, uint64_t mode, int64_t ret)
{
	struct sx_call *call = FAKE_CALL(fake, "openat", ret, (uint64_t)AT_FDCWD, PATH, flags, mode);

	fake_cwd(fake, call, "/home/me/project");
	fake_string(fake, call, 1, PATH, path);
	return call;
}

START_TEST(addresses_are_stars_and_small_numbers_stay)
{
	FAKE_CALL(fake, "brk", 0x55d0c8a4e000, 0);
	FAKE_CALL(fake, "munmap", 0, 0x7f0c2a000000, 135168);
	FAKE_CALL(fake, "close", -9, 77);
	renders("brk(NULL) = *\n"
		"munmap(*, 135168) = 0\n"
		"close(77) = -1 EBADF (Bad file descriptor)\n");
}
END_TEST

START_TEST(tasks_have_names_by_birth)
{
	FAKE_CALL(fake, "getpid", 100);
	FAKE_CALL(fake, "getppid", 99);
	FAKE_CALL(fake, "kill", 0, 101, SIGTERM);
	renders("getpid() = $p1\n"
		"getppid() = *\n"
		"kill(*, SIGTERM) = 0\n");
}
END_TEST

START_TEST(tasks_follow_one_another)
{
	FAKE_CALL(fake, "close", 0, 3);
	fake_process(fake, 4242, "child");
	FAKE_CALL(fake, "close", 0, 4);
	fake->pid = fake->tid = 100;
	FAKE_CALL(fake, "kill", 0, 4242, SIGTERM);
	renders("[pid $p1] close(3) = 0\n"
		"[pid $p1] kill($p2, SIGTERM) = 0\n"
		"[pid $p2] close(4) = 0\n");
}
END_TEST

START_TEST(folders_of_the_test_have_names)
{
	opens("/home/me/project/data", O_RDONLY, 0, -2);
	opens("/home/me/.config", O_RDONLY, 0, -2);
	opens("/home/meander", O_RDONLY, 0, -2);
	renders("openat(AT_FDCWD<$cwd>, \"$cwd/data\", O_RDONLY) = -1 ENOENT (No such file or directory)\n"
		"openat(AT_FDCWD<$cwd>, \"$home/.config\", O_RDONLY) = -1 ENOENT (No such file or directory)\n"
		"openat(AT_FDCWD<$cwd>, \"/home/meander\", O_RDONLY) = -1 ENOENT (No such file or directory)\n");
}
END_TEST

START_TEST(temporary_names_are_known_by_how_they_were_made)
{
	struct sx_call *call = opens("/tmp/save.a8Xq0Z", O_RDWR | O_CREAT | O_EXCL, 0600, 3);

	fake_file(fake, call, WIRE_RESULT, 3, "/tmp/save.a8Xq0Z");
	call = FAKE_CALL(fake, "unlink", 0, PATH);
	fake_string(fake, call, 0, PATH, "/tmp/save.a8Xq0Z");
	call = FAKE_CALL(fake, "unlink", -2, PATH);
	fake_string(fake, call, 0, PATH, "/tmp/save.a8Xq0Zother");
	renders("openat(AT_FDCWD<$cwd>, \"/tmp/save.*\", O_RDWR|O_CREAT|O_EXCL, 0600) = 3</tmp/save.*>\n"
		"unlink(\"/tmp/save.*\") = 0\n"
		"unlink(\"/tmp/save.a8Xq0Zother\") = -1 ENOENT (No such file or directory)\n");
}
END_TEST

START_TEST(inodes_are_counted_from_one)
{
	struct wire_file pipe = {.type = WIRE_FILE_PIPE, .ino = 7316};
	struct sx_call *call = FAKE_CALL(fake, "close", 0, 3);

	fake_object(fake, call, 0, 3, &pipe, NULL);
	call = FAKE_CALL(fake, "close", 0, 4);
	fake_object(fake, call, 0, 4, &pipe, NULL);
	pipe.ino = 7317;
	call = FAKE_CALL(fake, "close", 0, 5);
	fake_object(fake, call, 0, 5, &pipe, NULL);
	renders("close(3<pipe:[1]>) = 0\n"
		"close(4<pipe:[1]>) = 0\n"
		"close(5<pipe:[2]>) = 0\n");
}
END_TEST

START_TEST(text_that_looks_like_an_address_is_text)
{
	struct sx_call *call = FAKE_CALL(fake, "write", 24, 2, DATA, 24);

	fake_memory(fake, call, 1, DATA, false, "0x7f0000000000 pid=100\\\"x", 24);
	renders("write(2, \"0x7f0000000000 pid=100\\\\\\\"\", 24) = 24\n");
}
END_TEST

START_TEST(random_bytes_are_a_star)
{
	struct sx_call *call = FAKE_CALL(fake, "getrandom", 4, DATA, 4, 1);

	fake_memory(fake, call, 0, DATA, true, "\1\2\3\4", 4);
	renders("getrandom(*, 4, GRND_NONBLOCK) = 4\n");
}
END_TEST

START_TEST(marks_are_their_own_pattern)
{
	fake_mark(fake, "ready");
	renders("mark(\"ready\")\n");
}
END_TEST

START_TEST(ends_of_children_name_them)
{
	fake_process(fake, 4242, "child");
	fake_exit(fake, 0);
	fake->pid = fake->tid = 100;
	fake_signal(fake, SIGCHLD, 1, (const uint64_t[4]){4242, 0, 0, 0});
	fake_exit(fake, 3 << 8);
	renders("[pid $p1] --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=$p2, si_uid=0, si_status=0, "
		"si_utime=*, si_stime=*} ---\n"
		"[pid $p1] +++ exited with 3 +++\n"
		"[pid $p2] +++ exited with 0 +++\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("golden text");
	TCase *tests = tcase_create("normalised");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, addresses_are_stars_and_small_numbers_stay);
	tcase_add_test(tests, tasks_have_names_by_birth);
	tcase_add_test(tests, tasks_follow_one_another);
	tcase_add_test(tests, folders_of_the_test_have_names);
	tcase_add_test(tests, temporary_names_are_known_by_how_they_were_made);
	tcase_add_test(tests, inodes_are_counted_from_one);
	tcase_add_test(tests, text_that_looks_like_an_address_is_text);
	tcase_add_test(tests, random_bytes_are_a_star);
	tcase_add_test(tests, marks_are_their_own_pattern);
	tcase_add_test(tests, ends_of_children_name_them);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
