/* SPDX-License-Identifier: MIT */
/* sysexpect profile -o FILE -- PROG: the smallest seccomp profile that a program runs under. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <sysexpect/sysexpect.h>

#include "check.h"

#define EXIT_CANNOT_TRACE	77
#define EXIT_ERROR		99

static const char profile_help[] =
	"usage: sysexpect profile -o FILE [--add] [--args] [--systemd | --paths] [--] PROG [ARGS]...\n"
	"Runs PROG and writes the smallest OCI seccomp profile that allows all calls of its process tree.\n"
	"\n"
	"  -o FILE     where to\n"
	"  --add       and what FILE already allows: the union of several runs\n"
	"  --args      flags and commands only as they were seen\n"
	"  --systemd   SystemCallFilter= lines for a unit, in place of JSON\n"
	"  --paths     what was done to the files of each folder, in place of JSON\n"
	"\n"
	"0: written. 77: this machine cannot trace. 99: PROG could not be run, or FILE not written.\n";

static const struct option profile_options[] = {
	{"output", required_argument, NULL, 'o'},
	{"add", no_argument, NULL, 'A'},
	{"args", no_argument, NULL, 'a'},
	{"systemd", no_argument, NULL, 's'},
	{"paths", no_argument, NULL, 'p'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0}};

static int complain(const char *what, const char *about)
{
	fprintf(stderr, "sysexpect profile: %s%s%s\n", what, about ? ": " : "", about ? about : "");
	return EXIT_ERROR;
}

static const char *reason(int r, unsigned flags)
{
	switch (r) {
	case -ENODATA:
		return "the recording is not complete";
	case -EINVAL:
		return flags & (SX_PROFILE_SYSTEMD | SX_PROFILE_PATHS) ? "--systemd and --paths go with no other option" :
		       "it is no profile that was written by this command, so nothing can be added";
	default:
		return strerror(-r);
	}
}

static int run(const char *output, unsigned flags, const char *const argv[])
{
	struct sx_options options = {.size = sizeof(options), .timeout_ms = UINT_MAX};
	sx_trace *trace;
	const char *why;
	int status, r;

	if (sx_available(&why) < 0) {
		complain(why, NULL);
		return EXIT_CANNOT_TRACE;
	}
	trace = sx_run(&options, argv);
	if (sx_error(trace)) {
		r = complain(sx_error(trace), NULL);
		sx_free(trace);
		return r;
	}
	status = sx_status(trace);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		fprintf(stderr, "sysexpect profile: %s %s %d: the profile is of that run\n", argv[0],
			WIFEXITED(status) ? "exited with" : "was killed by signal",
			WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	r = sx_write_profile(trace, output, flags);
	sx_free(trace);
	return r < 0 ? complain(output, reason(r, flags)) : 0;
}

int profile_main(int argc, char *argv[])
{
	const char *output = NULL;
	unsigned flags = 0;
	int letter;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, "+:o:h", profile_options, NULL)) != -1) {
		switch (letter) {
		case 'o':
			output = optarg;
			break;
		case 'A':
			flags |= SX_PROFILE_ADD;
			break;
		case 'a':
			flags |= SX_PROFILE_ARGS;
			break;
		case 's':
			flags |= SX_PROFILE_SYSTEMD;
			break;
		case 'p':
			flags |= SX_PROFILE_PATHS;
			break;
		case 'h':
			return fputs(profile_help, stdout) < 0 ? EXIT_ERROR : 0;
		default:
			return complain(letter == ':' ? "this option needs a value" : "this option is not known",
					argv[optind - 1]);
		}
	}
	if (!output)
		return complain("where to? -o FILE", NULL);
	if (optind >= argc)
		return complain("which program?", NULL);
	return run(output, flags, (const char *const *)argv + optind);
}
