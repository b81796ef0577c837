/* SPDX-License-Identifier: MIT */
/* sysexpect PROG ARGS…: prints every system call of a program and its children, as strace does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sysexpect/sysexpect.h>

#include "check.h"
#include "options.h"
#include "run.h"

int main(int argc, char *argv[])
{
	struct command command;
	char *why = NULL;
	int result;

	if (argc < 2) {
		fputs(options_help, stderr);
		return EXIT_FAILURE;
	}
	if (check_is_meant(argv))
		return check_main(argc, argv);
	if (strcmp(argv[1], "profile") == 0)
		return profile_main(argc - 1, argv + 1);
	if (options_read(&command, argc, argv, &why) < 0) {
		result = complain(why);
		free(why);
	} else if (command.task == TASK_HELP) {
		result = fputs(options_help, stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	} else if (command.task == TASK_VERSION) {
		result = puts("sysexpect " SX_VERSION) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	} else {
		result = run(&command);
	}
	options_done(&command);
	return result;
}
