/* SPDX-License-Identifier: MIT */
/* sysexpect profile -o FILE -- PROG: the smallest seccomp profile that a program runs under. */
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

#include "check.h"

#define EXIT_CANNOT_TRACE	77
#define EXIT_ERROR		99

static const char profile_help[] =
	"usage: sysexpect profile -o FILE [--add] [--args] [--systemd | --paths] [--] PROG [ARGS]...\n"
	"Runs PROG and writes the smallest OCI seccomp profile that allows all calls of its process tree.\n"
	"\n"
	"  -o FILE     where to; - is standard output\n"
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

/* What can be known before the program runs. */
static int judge_output(const char *output, unsigned flags)
{
	struct stat status;
	char *copy;
	int r = 0;

	if (strcmp(output, "-") == 0)
		return flags & SX_PROFILE_ADD ? complain("--add needs a file: nothing can be read back from", "-") : 0;
	if (stat(output, &status) == 0 && S_ISDIR(status.st_mode))
		return complain(output, strerror(EISDIR));
	if (access(output, F_OK) == 0)
		return access(output, W_OK) < 0 ? complain(output, strerror(errno)) : 0;
	copy = strdup(output);
	if (!copy || access(dirname(copy), W_OK | X_OK) < 0)
		r = complain(output, strerror(errno));
	free(copy);
	return r;
}

static int copy_to_stdout(int fd)
{
	char block[16384];
	ssize_t length;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	while ((length = read(fd, block, sizeof(block))) > 0)
		if (fwrite(block, 1, (size_t)length, stdout) != (size_t)length)
			return -EIO;
	return length < 0 || fflush(stdout) != 0 ? -errno : 0;
}

/* By way of memory: standard output may be what only appends. */
static int write_to_stdout(sx_trace *trace, unsigned flags)
{
	int fd = memfd_create("profile", MFD_CLOEXEC), r;
	char name[64];

	if (fd < 0)
		return -errno;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	r = sx_write_profile(trace, name, flags);
	if (r == 0)
		r = copy_to_stdout(fd);
	close(fd);
	return r;
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
	r = judge_output(output, flags);
	if (r)
		return r;
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
	r = strcmp(output, "-") == 0 ? write_to_stdout(trace, flags) : sx_write_profile(trace, output, flags);
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
	if (flags & (SX_PROFILE_SYSTEMD | SX_PROFILE_PATHS) && flags & (flags - 1))
		return complain(reason(-EINVAL, flags), NULL);
	if (optind >= argc)
		return complain("which program?", NULL);
	return run(output, flags, (const char *const *)argv + optind);
}
