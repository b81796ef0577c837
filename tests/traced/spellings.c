/* SPDX-License-Identifier: MIT */
/* Names that hold what patterns give a meaning to: each line of the dump matches its own call, and no other name's. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"

/* "PID text" without the pid; NULL where no call stands there. */
static char *call_of(char *line)
{
	line += strspn(line, " 0123456789");
	return *line == '+' || *line == '-' || !*line ? NULL : line;
}

/* The calls are in the dump in the order of the list: one process, one thread. */
static unsigned read_back(sx_trace *trace)
{
	const sx_call *call = NULL, *found;
	char *dump = text_of_dump(trace), *next = NULL;
	unsigned count = 0;

	for (char *line = strtok_r(dump, "\n", &next); line; line = strtok_r(NULL, "\n", &next)) {
		char *text = call_of(line);

		if (!text)
			continue;
		found = sx_find(trace, call, text);
		ck_assert_msg(!sx_error(trace), "a line is no pattern: %s", text);
		call = sx_find(trace, call, NULL);
		ck_assert_msg(found == call, "this finds %s: %s", found ? "another call" : "nothing", text);
		count++;
	}
	ck_assert_ptr_null(sx_find(trace, call, NULL));
	free(dump);
	return count;
}

START_TEST(odd_names_are_read_back)
{
	sx_trace *trace = run_victim("spellings");

	sx_assert_exited(trace, 0);
	ck_assert_uint_gt(read_back(trace), 1000);
	sx_free(trace);
}
END_TEST

/* The text of one name is not that of another: a star that is printed is a star. */
START_TEST(what_is_printed_is_no_glob)
{
	sx_trace *trace = run_victim("spellings");
	static const char *const once[] = {
		"mkdir(\"*\", 0700) = 0", "mkdir(\"?\", 0700) = 0", "mkdir(\"$x\", 0700) = 0", "mkdir(\"a*b\", 0700) = 0",
		"mkdir(\"\\\\\", 0700) = 0", "mkdir(\"\\\\n\", 0700) = 0", "mkdir(\"\\n\", 0700) = 0", "mkdir(\"'\", 0700) = 0",
		"mkdir('\\*', 0700) = 0", "mkdir('\\?', 0700) = 0", "mkdir('\\$x', 0700) = 0", "mkdir('\\'', 0700) = 0",
	};

	for (size_t i = 0; i < sizeof(once) / sizeof(*once); i++)
		ck_assert_msg(sx_count(trace, once[i]) == 1, "%s: %zu", once[i], sx_count(trace, once[i]));
	sx_assert_times(trace, 1, "write(</**/\\*>, ...) = 1");
	sx_assert_times(trace, 1, "write(</**/\\$x>, ...) = 2");
	sx_free(trace);
}
END_TEST

/* Each form in which a kind of argument is printed is one in which it can be asked for. */
START_TEST(every_form_of_an_argument_is_read_back)
{
	sx_trace *trace = run_victim("forms");

	sx_assert_exited(trace, 0);
	ck_assert_uint_gt(read_back(trace), 600);
	sx_assert_times(trace, 1, "ioctl(99, MGSL_IOCTXABORT, ...)");
	sx_assert_times(trace, 1, "ioctl(99, MGSL_IOCTXABORT or MMTIMER_MMAPAVAIL, ...)");
	sx_assert_called(trace, "socket(AF_PACKET, *, 0x101) = -1 EINVAL");
	sx_assert_called(trace, "prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY) = -1 EINVAL");
	sx_assert_called(trace, "io_uring_register(*, IORING_REGISTER_FILES, [</dev/null>, -1, ...], 3) = 0");
	sx_assert_called(trace, "io_uring_register(*, IORING_REGISTER_FILES2, {nr=3, tags=[0, 0, 0x77], ...}, 32) = -1 EBADF");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, every_form_of_an_argument_is_read_back);
	tcase_add_test(tcase, odd_names_are_read_back);
	tcase_add_test(tcase, what_is_printed_is_no_glob);
}
