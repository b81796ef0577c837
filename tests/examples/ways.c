/* SPDX-License-Identifier: MIT */
/* Runs the examples that README and the headers print, with what they take for granted. */
#include "ways.h"
#include "saves.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is printed ends before sx_free(): asked for by LeakSanitizer, where there is one. */
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
	return "detect_leaks=0";
}

struct block blocks[1000];
pid_t pid;
static int requests = -1;

void process(struct block *block)
{
	for (size_t i = 0; i < sizeof(block->bytes); i++)
		block->bytes[i] ^= 0x55;
}

int write_config(const char *path)
{
	return save_as(path, "ready = yes\n");
}

void serve(void)
{
}

static const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SERVER_SOCKET};

void talk_to_it(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char text[8];

	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(read(fd, text, sizeof(text)), 5);
	ck_assert_int_eq(read(fd, text, sizeof(text)), 0);	/* it has closed its end */
	close(fd);
}

/* ---- the process that runs already ---- */

static void serve_requests(int from)
{
	char letter;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(from, &letter, 1) == 1)
		open("/srv/data/index", O_RDONLY);
	_exit(0);
}

void send_request(void)
{
	ck_assert_int_eq(write(requests, "r", 1), 1);
}

/* ---- the tests ---- */

static char folder[] = "/tmp/sysexpect-XXXXXX";

static bool copy_program(const char *name)
{
	char command[4200];

	snprintf(command, sizeof(command), "cp %s %s", PROGRAM, name);
	return system(command) == 0;
}

/* Each in the same folder, with a process of its own that runs already. */
static void set_up(void)
{
	int ends[2];

	unlink(address.sun_path);
	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		serve_requests(ends[0]);
	}
	close(ends[0]);
	requests = ends[1];
}

static void tear_down(void)
{
	close(requests);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void remove_folder(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (system(command))
		perror(folder);
}

int main(void)
{
	const char *why;
	TCase *tcase = tcase_create("printed");
	Suite *suite = suite_create("printed");
	SRunner *runner;
	int failed;

	if (geteuid() != 0 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", geteuid() ? "one of them runs a program as another user" : why), 77;
	if (!mkdtemp(folder) || chmod(folder, 0755) < 0 || chdir(folder) < 0 || mkdir("fixture", 0755) < 0 ||
	    !copy_program("app") || !copy_program("server") || !copy_program("fixture/app"))
		return perror(folder), 1;

	runner = srunner_create(suite);
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 120);
	add_printed(tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	remove_folder();
	return failed != 0;
}
