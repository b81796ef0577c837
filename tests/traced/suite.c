/* SPDX-License-Identifier: MIT */
/* The main() of every traced suite, and the folders and victims of its tests. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static char scratch[PATH_MAX];	/* of the whole suite; made by main() */
static int fifo = -1;
static __thread char folder[PATH_MAX + 64], work[PATH_MAX + 80], told[PATH_MAX + 80];

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where)
{
	return remove(path);
}

void new_folder(void)
{
	snprintf(folder, sizeof(folder), "%s/XXXXXX", scratch);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chmod(folder, 0777), 0);
	snprintf(work, sizeof(work), "%s/work", folder);
	snprintf(told, sizeof(told), "%s/told", folder);
	ck_assert_int_eq(mkdir(work, 0755), 0);
	ck_assert_int_eq(chmod(work, 0777), 0);
}

const char *work_folder(void)
{
	return work;
}

const char *told_file(void)
{
	return told;
}

void make_fifo(void)
{
	new_folder();
	ck_assert_int_eq(mkfifo(told, 0600), 0);
	fifo = open(told, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fifo, 0);
}

void send_letter(char letter)
{
	ck_assert_int_eq(write(fifo, &letter, 1), 1);
}

const char *victim(const char *name)
{
	static __thread char paths[4][PATH_MAX];
	static __thread unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, PATH_MAX, "%s/victim_%s", VICTIMS, name);
	return path;
}

sx_trace *run_victim_(const struct sx_options *options, const char *const *words)
{
	struct sx_options with = { 0 };
	const char *argv[16] = { victim(words[0]) };
	unsigned count = 2;

	new_folder();
	argv[1] = told;
	for (words++; *words; words++) {
		ck_assert_uint_lt(count, 15);
		argv[count++] = *words;
	}
	argv[count] = NULL;

	if (options)
		with = *options;
	with.size = sizeof(with);
	if (!with.dir)
		with.dir = work;
	return sx_run(&with, argv);
}

char *text_of_file(const char *path)
{
	FILE *stream = fopen(path, "re");
	size_t room = 1 << 16, length = 0, n;
	char *text = malloc(room);

	ck_assert_msg(stream, "%s: %s", path, strerror(errno));
	ck_assert_ptr_nonnull(text);
	while ((n = fread(text + length, 1, room - length - 1, stream)) > 0) {
		length += n;
		if (room - length < 1 << 12) {
			room *= 2;
			text = realloc(text, room);
			ck_assert_ptr_nonnull(text);
		}
	}
	fclose(stream);
	text[length] = '\0';
	return text;
}

char *text_of_dump(sx_trace *trace)
{
	struct sx_print_style style = { .size = sizeof(style), .flags = SX_PRINT_PIDS };
	size_t length;
	char *text = NULL;
	FILE *stream = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(stream);
	sx_print_as(trace, stream, &style);
	ck_assert_int_eq(fclose(stream), 0);
	return text;
}

int run_plain(const char *output, const char *const argv[])
{
	int status = 0, fd;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		fd = open(output ? output : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0644);
		if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
			_exit(126);
		close(fd);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

int main(void)
{
	const char *base = getenv("TMPDIR"), *why;
	SRunner *runner;
	Suite *suite;
	TCase *tcase;
	int failed;

	if (sx_available(&why) < 0) {
		fprintf(stderr, "SKIP: %s\n", why);
		return 77;
	}
	suite = suite_create(SUITE);
	tcase = tcase_create(SUITE);
	snprintf(scratch, sizeof(scratch), "%s/sysexpect-XXXXXX", base ? base : "/tmp");
	if (!mkdtemp(scratch)) {
		perror(scratch);
		return 99;
	}
	chmod(scratch, 0755);

	tcase_set_timeout(tcase, 120);
	add_tests(tcase);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	nftw(scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	return failed ? 1 : 0;
}
