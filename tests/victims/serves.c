/* SPDX-License-Identifier: MIT */
/* Does one call per letter that it reads from the FIFO argv[1], so that a test can drive it: open of
 * /missing/LETTER. 't' in a thread of its own, 'f' in a child; 'T' goes on in a
 * thread of its own, 'e' likewise when the first one has ended; 'q' and the end of input end it. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <sysexpect/mark.h>

#include "victim.h"

static void *look_for(void *argument)
{
	char path[32];

	snprintf(path, sizeof(path), "/missing/%c", (int)(long)argument);
	syscall(SYS_open, path, O_RDONLY);
	return NULL;
}

static int fd;

static void *serve_to_the_end(void *unused);

static void *serve(void *unused)
{
	pthread_t thread;
	char letter = 0;
	pid_t pid;

	while (letter != 'q' && read(fd, &letter, 1) == 1) {
		if (letter == 'e') {
			require(pthread_create(&thread, NULL, serve_to_the_end, NULL) == 0);
			pthread_exit(NULL);
		} else if (letter == 'T') {
			require(pthread_create(&thread, NULL, serve, NULL) == 0);
			pthread_join(thread, NULL);
			return unused;
		} else if (letter == 't') {
			require(pthread_create(&thread, NULL, look_for, (void *)'t') == 0);
			pthread_join(thread, NULL);
		} else if (letter == 'f') {
			pid = fork();
			require(pid >= 0);
			if (pid == 0) {
				look_for((void *)'f');
				_exit(0);
			}
			waitpid(pid, NULL, 0);
		} else {
			look_for((void *)(long)letter);
		}
	}
	return unused;
}

static void *serve_to_the_end(void *unused)
{
	serve(unused);
	exit(5);
}

static void on_signal(int number)
{
	(void)number;
}

int main(int argc, char **argv)
{
	require(argc > 1);
	signal(SIGUSR2, on_signal);
	sx_mark("ready");
	fd = open(argv[1], O_RDWR);	/* does not wait for a writer */
	require(fd >= 0);
	serve(NULL);
	sx_mark("stopping");
	return 5;
}
