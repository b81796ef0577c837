/* SPDX-License-Identifier: MIT */
/* Writes down what it was started with: descriptors, signals, groups, limits. Whatever a tracer adds shows. */
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "victim.h"

extern char **environ;

static void write_descriptors(FILE *out)
{
	char target[4096], link[64];
	struct stat status;
	ssize_t length;
	int fd;

	/* By number, not through a folder's descriptor, so that nothing of ours is among them. */
	for (fd = 0; fd < 1024; fd++) {
		if (fd == fileno(out) || fstat(fd, &status) != 0)
			continue;
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		length = readlink(link, target, sizeof(target) - 1);
		require(length > 0);
		target[length] = '\0';
		fprintf(out, "fd %d %s flags 0%o cloexec %d\n", fd, target, fcntl(fd, F_GETFL), fcntl(fd, F_GETFD));
	}
}

static void write_signals(FILE *out)
{
	struct itimerval timer;
	struct sigaction action;
	sigset_t set;
	int number;

	sigprocmask(SIG_BLOCK, NULL, &set);
	for (number = 1; number < 65; number++) {
		if (sigismember(&set, number) == 1)
			fprintf(out, "blocked %d\n", number);
		if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
			fprintf(out, "disposition %d %s\n", number, action.sa_handler == SIG_IGN ? "ignored" : "handled");
	}
	sigpending(&set);
	for (number = 1; number < 65; number++)
		if (sigismember(&set, number) == 1)
			fprintf(out, "pending %d\n", number);
	getitimer(ITIMER_REAL, &timer);
	fprintf(out, "timer %ld\n", timer.it_value.tv_sec);
}

static void write_limits(FILE *out)
{
	struct rlimit limit;
	int resource;

	for (resource = 0; resource < RLIMIT_NLIMITS; resource++)
		if (getrlimit(resource, &limit) == 0)
			fprintf(out, "limit %d %lu %lu\n", resource, limit.rlim_cur, limit.rlim_max);
	fprintf(out, "nice %d\n", getpriority(PRIO_PROCESS, 0));
	fprintf(out, "scheduler %d\n", sched_getscheduler(0));
	fprintf(out, "umask %o\n", umask(0));
}

static void write_identity(FILE *out)
{
	int death = 0, subreaper = 0;
	char line[256];
	FILE *status = fopen("/proc/self/status", "re");

	require(status);
	prctl(PR_GET_PDEATHSIG, &death);
	prctl(PR_GET_CHILD_SUBREAPER, &subreaper);
	fprintf(out, "group %d session %d\n", getpgrp(), getsid(0));
	fprintf(out, "death signal %d subreaper %d dumpable %d no_new_privs %d\n", death, subreaper,
		prctl(PR_GET_DUMPABLE), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	while (fgets(line, sizeof(line), status))
		if (strncmp(line, "TracerPid", 9) == 0 || strncmp(line, "Cap", 3) == 0 ||
		    strncmp(line, "Seccomp", 7) == 0 || strncmp(line, "Groups", 6) == 0 ||
		    strncmp(line, "Uid", 3) == 0 || strncmp(line, "Gid", 3) == 0)
			fputs(line, out);
	fclose(status);
	fprintf(out, "folder %s\n", folder);
}

int main(int argc, char **argv)
{
	FILE *out = fopen(argc > 1 ? argv[1] : "/dev/stdout", "we");
	int i;

	require(out);
	write_descriptors(out);
	write_signals(out);
	write_limits(out);
	write_identity(out);
	for (i = 0; environ[i]; i++)
		fprintf(out, "environment %s\n", environ[i]);
	for (i = 2; i < argc; i++)
		fprintf(out, "argument %s\n", argv[i]);
	fclose(out);
	return 0;
}
