/* SPDX-License-Identifier: MIT */
/* Leaves processes behind that go on working: a child without a parent, and a daemon of its own session. */
#include <sys/wait.h>

#include "victim.h"

static const char *told;

/* Goes on once `parent` is gone: it looks until it has another parent. */
static void work_after(pid_t parent, const char *name)
{
	char path[64];

	while (getppid() == parent)
		;
	snprintf(path, sizeof(path), "/missing/%s", name);
	say("open(\"%s\", O_RDONLY) = %s", path, outcome(syscall(SYS_open, path, O_RDONLY)));
	tell(told);
	_exit(33);
}

static void do_orphan(void)
{
	pid_t parent = getpid(), pid = fork();

	require(pid >= 0);
	if (pid == 0)
		work_after(parent, "orphan");
	_exit(0);
}

/* fork, setsid, fork: as daemons are made. */
static void do_daemon(void)
{
	pid_t pid = fork(), parent;
	int status;

	require(pid >= 0);
	if (pid == 0) {
		require(setsid() == getpid());
		parent = getpid();
		pid = fork();
		require(pid >= 0);
		if (pid == 0)
			work_after(parent, "daemon");
		_exit(0);
	}
	require(waitpid(pid, &status, 0) == pid && status == 0);
	_exit(0);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "orphan", do_orphan }, { "daemon", do_daemon }, { NULL, NULL },
	};

	require(argc > 2);
	told = argv[1];
	return run_cases(argc, argv, cases);
}
