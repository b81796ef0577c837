/* SPDX-License-Identifier: MIT */
/* Paths: joined, normalised, resolved; what descriptors stand for. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/unit/lines.h"

#define PATH 0x7ffc00002000ul

static struct fake *f;
static struct arena arena;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
	arena_free(&arena);
}

static const char *resolved(const char *cwd, const char *path, bool *ret_is_uncertain)
{
	struct sx_call *call = FAKE_CALL(f, "open", -2, PATH, O_RDONLY);

	fake_string(f, call, 0, PATH, path);
	if (cwd)
		fake_cwd(f, call, cwd);
	return decode_path(&arena, call, 0, ret_is_uncertain);
}

static const struct {
	const char *cwd, *path, *resolved;
	bool is_uncertain;
} cases[] = {
	{"/home/u", "a", "/home/u/a", false},
	{"/home/u", "./a", "/home/u/a", false},
	{"/home/u", "a/./b//c/", "/home/u/a/b/c", false},
	{"/", "a", "/a", false},
	{"/", ".", "/", false},
	{"/home/u", "", NULL, false},
	{"/home/u", "..", "/home", false},
	{"/home/u", "../v/x", "/home/v/x", false},
	{"/home/u", "../../../..", "/", false},
	{"/home/u", "../../../../etc/x", "/etc/x", false},
	/* `a` may be a link to anywhere. */
	{"/home/u", "a/../b", "/home/u/a/../b", true},
	{"/home/u", "../a/../b", "/home/a/../b", true},
	{"/home/u", "/etc/passwd", "/etc/passwd", false},
	{"/home/u", "//etc///passwd", "/etc/passwd", false},
	{"/home/u", "/..", "/", false},
	{"/home/u", "/../etc/passwd", "/etc/passwd", false},
	{"/home/u", "/etc/../passwd", "/etc/../passwd", true},
	{"/home/u", "/", "/", false},
	{"/home/u", "...", "/home/u/...", false},
	{"/home/u", "..a/.b", "/home/u/..a/.b", false},
	{NULL, "/etc/passwd", "/etc/passwd", false},
	{NULL, "passwd", NULL, false},
};

START_TEST(paths_are_resolved_and_normalised)
{
	bool is_uncertain;
	const char *path = resolved(cases[_i].cwd, cases[_i].path, &is_uncertain);

	if (cases[_i].resolved)
		ck_assert_str_eq(path, cases[_i].resolved);
	else
		ck_assert_ptr_null(path);
	ck_assert_int_eq(is_uncertain, cases[_i].is_uncertain);
}
END_TEST

START_TEST(a_relative_path_starts_at_its_dirfd)
{
	struct sx_call *call = FAKE_CALL(f, "unlinkat", 0, 5, PATH, 0);
	bool is_uncertain;

	fake_string(f, call, 1, PATH, "../x");
	fake_cwd(f, call, "/not/this");
	fake_file(f, call, 0, 5, "/srv/data");
	ck_assert_str_eq(decode_path(&arena, call, 1, &is_uncertain), "/srv/x");
	ck_assert(!is_uncertain);
	ck_assert_str_eq(decode_path(&arena, call, 0, &is_uncertain), "/srv/data");

	call = FAKE_CALL(f, "unlinkat", 0, (uint32_t)AT_FDCWD, PATH, 0);
	fake_string(f, call, 1, PATH, "x");
	fake_cwd(f, call, "/home");
	ck_assert_str_eq(decode_path(&arena, call, 1, &is_uncertain), "/home/x");
}
END_TEST

START_TEST(an_empty_path_names_the_descriptor_itself)
{
	struct sx_call *call = FAKE_CALL(f, "newfstatat", 0, 5, PATH, 0, AT_EMPTY_PATH);
	bool is_uncertain;

	fake_string(f, call, 1, PATH, "");
	fake_file(f, call, 0, 5, "/srv/data");
	ck_assert_str_eq(decode_path(&arena, call, 1, &is_uncertain), "/srv/data");
}
END_TEST

START_TEST(a_path_from_an_unknown_folder_is_not_resolved)
{
	static const uint8_t flags[] = {WIRE_OUTSIDE, WIRE_SHORT, WIRE_UNMOUNTED};
	bool is_uncertain;

	for (size_t i = 0; i < sizeof(flags); i++) {
		struct wire_file file = {.type = WIRE_FILE_PATH, .flags = flags[i], .mode = S_IFDIR};
		struct sx_call *call = FAKE_CALL(f, "unlinkat", 0, 5, PATH, 0);

		fake_string(f, call, 1, PATH, "x");
		fake_object(f, call, 0, 5, &file, "somewhere");
		ck_assert_ptr_null(decode_path(&arena, call, 1, &is_uncertain));
	}
}
END_TEST

START_TEST(a_cut_path_is_not_resolved)
{
	struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);
	bool is_uncertain;
	struct value *value;

	fake_cut_string(f, call, 0, PATH, "/etc/passwd", 5);
	ck_assert_ptr_null(decode_path(&arena, call, 0, &is_uncertain));
	value = decode_argument(&arena, call, 0);
	ck_assert_int_eq(value->state, STATE_CUT);
	ck_assert_uint_eq(value->length, 5);
	ck_assert_uint_eq(value->full_length, SIZE_MAX);
}
END_TEST

START_TEST(an_opened_file_has_the_path_of_what_it_is)
{
	struct sx_call *call = FAKE_CALL(f, "openat", 3, (uint64_t)AT_FDCWD, PATH, O_RDONLY);
	struct value *value;

	fake_string(f, call, 1, PATH, "/lib/libc.so");
	fake_file(f, call, WIRE_RESULT, 3, "/usr/lib/libc.so");
	value = decode_argument(&arena, call, 1);
	ck_assert_str_eq(value->resolved, "/lib/libc.so");
	ck_assert_str_eq(value->opened, "/usr/lib/libc.so");

	call = FAKE_CALL(f, "openat", -2, (uint64_t)AT_FDCWD, PATH, O_RDONLY);
	fake_string(f, call, 1, PATH, "/lib/libc.so");
	value = decode_argument(&arena, call, 1);
	ck_assert_ptr_null(value->opened);
}
END_TEST

START_TEST(a_string_read_late_says_so)
{
	struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);
	struct value *value;

	fake_blob(f, call, &(struct wire_blob){.what = WIRE_STRING, .state = WIRE_LATE, .at_exit = 1, .length = 3,
		  .wanted = 3, .address = PATH}, "/x");
	value = decode_argument(&arena, call, 0);
	ck_assert_int_eq(value->kind, VALUE_PATH);
	ck_assert_int_eq(value->state, STATE_LATE);
	ck_assert_str_eq(value->resolved, "/x");
	assert_line(call, "unlink(\"/x\") = 0");
}
END_TEST

START_TEST(a_descriptor_that_is_not_open_differs_from_one_not_known)
{
	struct sx_call *call = FAKE_CALL(f, "close", -9, 7);
	struct value *value = decode_argument(&arena, call, 0);

	ck_assert_int_eq(value->state, STATE_UNREAD);
	ck_assert_ptr_null(value->object);
	fake_object(f, call, 0, 7, &(struct wire_file){.type = WIRE_FILE_NONE}, NULL);
	value = decode_argument(&arena, call, 0);
	ck_assert_int_eq(value->state, STATE_OK);
	ck_assert_ptr_null(value->object);

	call = FAKE_CALL(f, "close", -9, (uint64_t)-1);
	value = decode_argument(&arena, call, 0);
	ck_assert_int_eq(value->state, STATE_OK);
	ck_assert_int_eq((int64_t)value->number, -1);
}
END_TEST

static const struct object *object_of(const struct wire_file *file, const char *name)
{
	struct sx_call *call = FAKE_CALL(f, "close", 0, 7);

	fake_object(f, call, 0, 7, file, name);
	return decode_argument(&arena, call, 0)->object;
}

/* Of an anonymous file that holds something: what the kernel side sends behind its name. */
static const struct object *counted_as(const char *name, const struct wire_counter *counter)
{
	struct wire_file file = {.type = WIRE_FILE_ANON};
	unsigned char bytes[sizeof(file) + WIRE_COUNTER_AT + sizeof(*counter)] = {0};
	struct sx_call *call = FAKE_CALL(f, "close", 0, 7);

	memcpy(bytes, &file, sizeof(file));
	strcpy((char *)bytes + sizeof(file), name);
	memcpy(bytes + sizeof(file) + WIRE_COUNTER_AT, counter, sizeof(*counter));
	fake_blob(f, call, &(struct wire_blob){.what = WIRE_FILE, .address = 7, .length = sizeof(bytes)}, bytes);
	return decode_argument(&arena, call, 0)->object;
}

START_TEST(objects_have_the_names_of_proc)
{
	struct wire_counter counter = {.word = 5, .id = 7, .flags = 1};
	const struct object *object = object_of(&(struct wire_file){.type = WIRE_FILE_PIPE, .ino = 5, .identity = 9}, NULL);

	ck_assert_str_eq(object->path, "pipe:[5]");
	ck_assert_uint_eq(object->identity, 9);
	ck_assert_str_eq(object_of(&(struct wire_file){.type = WIRE_FILE_NS, .ino = 6}, "mnt")->path, "mnt:[6]");
	ck_assert_str_eq(object_of(&(struct wire_file){.type = WIRE_FILE_ANON}, "inotify")->path, "anon_inode:inotify");
	object = counted_as("[eventfd]", &counter);
	ck_assert_str_eq(object->path, "anon_inode:[eventfd]");
	ck_assert_str_eq(object->details, "{eventfd-count=0x5, eventfd-id=7, eventfd-semaphore=1}");
	counter.word = ~(1ull << (SIGUSR1 - 1) | 1ull << (SIGCHLD - 1));
	object = counted_as("[signalfd]", &counter);
	ck_assert_str_eq(object->path, "anon_inode:[signalfd]");
	ck_assert_str_eq(object->details, "signalfd:[USR1 CHLD]");
	object = object_of(&(struct wire_file){.type = WIRE_FILE_PIDFD, .number = 44}, NULL);
	ck_assert_str_eq(object->path, "anon_inode:[pidfd]");
	ck_assert_str_eq(object->details, "pid:44");
	object = object_of(&(struct wire_file){.type = WIRE_FILE_PATH, .flags = WIRE_DELETED}, "x");
	ck_assert_str_eq(object->path, "/x");
	ck_assert(object->is_deleted);
	object = object_of(&(struct wire_file){.type = WIRE_FILE_PATH, .flags = WIRE_OUTSIDE}, "x");
	ck_assert_str_eq(object->path, "(unreachable)/x");
	object = object_of(&(struct wire_file){.type = WIRE_FILE_PATH}, NULL);
	ck_assert_str_eq(object->path, "/");
}
END_TEST

/* What is a glob, a name or an end in a pattern is none in a file's name, wherever the line shows it. */
START_TEST(a_printed_path_is_no_glob)
{
	static const char *const names[][2] = {
		{"/d/a*b", "/d/aXb"}, {"/d/a?b", "/d/aXb"}, {"/d/**", "/d/e/f"}, {"/d/*7", "/d/17"}, {"/d/?", "/d/x"},
		{"/d/$home", "/d/x"}, {"/d/a\\*", "/d/a\\b"}, {"/d/<*>", "/d/<x>"}, {"/**/x", "/x"}, {"/d/a->", "/d/a-"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		static const struct line_style style = {.string_limit = 32, .paths = true};
		struct sx_call *call = FAKE_CALL(f, "dup", 5, 3), *other = FAKE_CALL(f, "dup", 5, 3);
		char *line;

		fake_file(f, call, 0, 3, names[i][0]);
		fake_file(f, call, WIRE_RESULT, 5, "/d/x");
		fake_file(f, other, 0, 3, names[i][1]);
		fake_file(f, other, WIRE_RESULT, 5, "/d/x");
		line = line_as(call, &style);
		assert_line_matches_itself(call, line);
		ck_assert_msg(match_of_text(line, other, NULL, NULL) == MATCH_NO, "%s is also %s", line, names[i][1]);
		free(line);
		line = line_as(other, &style);
		assert_line_matches_itself(other, line);
		ck_assert_msg(match_of_text(line, call, NULL, NULL) == MATCH_NO, "%s is also %s", line, names[i][0]);
		free(line);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_paths");
	TCase *tests = tcase_create("paths");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, paths_are_resolved_and_normalised, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, a_relative_path_starts_at_its_dirfd);
	tcase_add_test(tests, an_empty_path_names_the_descriptor_itself);
	tcase_add_test(tests, a_path_from_an_unknown_folder_is_not_resolved);
	tcase_add_test(tests, a_cut_path_is_not_resolved);
	tcase_add_test(tests, an_opened_file_has_the_path_of_what_it_is);
	tcase_add_test(tests, a_string_read_late_says_so);
	tcase_add_test(tests, a_descriptor_that_is_not_open_differs_from_one_not_known);
	tcase_add_test(tests, objects_have_the_names_of_proc);
	tcase_add_test(tests, a_printed_path_is_no_glob);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
