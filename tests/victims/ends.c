/* SPDX-License-Identifier: MIT */
/* Ends as argv[2] says: "exit N" or by the signal of that number; "late_…": after its first thread has. */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>

#include "victim.h"

static int number;
static bool exits;

static void end(void)
{
	if (exits)
		_exit(number);
	signal(number, SIG_DFL);
	raise(number);
	_exit(98);
}

/* Ends the process when the first thread is only waited for: of a dead one the state is Z. */
static void *outlives(void *argument)
{
	char text[512], *state;
	ssize_t length;
	int fd;

	do {
		fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
		require(fd >= 0);
		length = read(fd, text, sizeof(text) - 1);
		require(length > 0);
		close(fd);
		text[length] = '\0';
		state = strrchr(text, ')');
	} while (!state || state[2] != 'Z');
	end();
	return argument;
}

int main(int argc, char **argv)
{
	bool is_late = argc > 3 && strncmp(argv[2], "late_", 5) == 0;
	pthread_t thread;

	require(argc > 3);
	number = atoi(argv[3]);
	exits = strcmp(argv[2] + 5 * is_late, "exit") == 0;
	prctl(PR_SET_DUMPABLE, 0);	/* leaves no core file */
	if (is_late) {
		require(pthread_create(&thread, NULL, outlives, NULL) == 0);
		syscall(SYS_exit, 5);
	}
	end();
}
