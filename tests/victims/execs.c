/* SPDX-License-Identifier: MIT */
/* Becomes other programs: scripts, none at all, itself again without some descriptors, from a thread. */
#include <pthread.h>
#include <sys/stat.h>

#include "victim.h"

extern char **environ;
static const char *told, *self;

static int environment_size(void)
{
	int n = 0;

	while (environ[n])
		n++;
	return n;
}

/* Says the call and tells, as nothing is left after it; `second` is the case that runs then. */
static void become(const char *path, const char *second, long number)
{
	char *arguments[] = { (char *)"again", (char *)told, (char *)second, NULL };

	if (number == SYS_execve)
		say("execve(\"%s\", [\"again\", \"%.32s\"%s, \"%s\"], %p /* %d vars */) = 0", path, told,
		    strlen(told) > 32 ? "..." : "", second, (void *)environ, environment_size());
	else
		say("execveat(AT_FDCWD<%s>, \"%s\", [\"again\", \"%.32s\"%s, \"%s\"], %p /* %d vars */, 0) = 0", folder,
		    path, told, strlen(told) > 32 ? "..." : "", second, (void *)environ, environment_size());
	tell(told);
	if (number == SYS_execve)
		syscall(SYS_execve, path, arguments, environ);
	else
		syscall(SYS_execveat, AT_FDCWD, path, arguments, environ, 0);
	require(!"execve");
}

static void do_failures(void)
{
	char *arguments[] = { (char *)"one", (char *)"two words", NULL };
	char *variables[] = { (char *)"NAME=value", NULL };

	make_file("not-a-program", "text", 4);
	say("execve(\"/no/such/program\", [\"one\", \"two words\"], %p /* 1 var */) = %s", (void *)variables,
	    outcome(syscall(SYS_execve, "/no/such/program", arguments, variables)));
	say("execve(\"not-a-program\", [\"one\", \"two words\"], %p /* 1 var */) = %s", (void *)variables,
	    outcome(syscall(SYS_execve, "not-a-program", arguments, variables)));
	say("execve(\"\", NULL, NULL) = %s", outcome(syscall(SYS_execve, "", NULL, NULL)));
}

/* An interpreter's first line; the path in the record is the script's. */
static void do_script(void)
{
	char *arguments[] = { (char *)"script", (char *)"argument", NULL };

	make_file("script", "#!/bin/sh\nexit 9\n", 17);
	require(chmod("script", 0755) == 0);
	say_as((int)syscall(SYS_gettid), "execve(\"./script\", [\"script\", \"argument\"], %p /* %d vars */) = 0",
	       (void *)environ, environment_size());
	tell(told);
	syscall(SYS_execve, "./script", arguments, environ);
	require(!"execve");
}

/* One descriptor that goes with the exec, at 40, and one that stays, at 41. */
static void do_cloexec(void)
{
	int fd;

	make_file("kept", "kept", 4);
	fd = open("kept", O_RDONLY | O_CLOEXEC);
	require(fd >= 0 && fcntl(fd, F_DUPFD_CLOEXEC, 40) == 40 && fcntl(fd, F_DUPFD, 41) == 41);
	become(self, "after_cloexec", SYS_execve);
}

static void do_after_cloexec(void)
{
	char buffer[8];

	say("fsync(40) = %s", outcome(fsync(40)));
	require(read(41, buffer, 8) == 4);
	say("read(%s, \"kept\", 8) = 4", shown(41));
}

static void do_by_descriptor(void)
{
	become(self, "after", SYS_execveat);
}

static void do_after(void)
{
	say("open(\"/missing/after\", O_RDONLY) = %s", outcome(syscall(SYS_open, "/missing/after", O_RDONLY)));
}

/* Does not end as the first thread of the program before did. */
static void do_after_thread(void)
{
	do_after();
	tell(told);
	_exit(13);
}

static void *execs(void *argument)
{
	char *arguments[] = { (char *)"again", (char *)told, (char *)"after_thread", NULL };

	syscall(SYS_execve, self, arguments, environ);
	return argument;
}

/* A thread other than the first calls execve and comes out with the process's id. */
static void do_from_thread(void)
{
	pthread_t thread;

	tell(told);
	require(pthread_create(&thread, NULL, execs, NULL) == 0);
	pthread_join(thread, NULL);
	require(!"execve");
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "failures", do_failures }, { "script", do_script },		{ "cloexec", do_cloexec },
		{ "by_descriptor", do_by_descriptor }, { "after", do_after }, { "after_thread", do_after_thread },
		{ "from_thread", do_from_thread },
		{ "after_cloexec", do_after_cloexec }, { NULL, NULL },
	};

	require(argc > 2);
	told = argv[1];
	self = "/proc/self/exe";
	return run_cases(argc, argv, cases);
}
