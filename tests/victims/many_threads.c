/* SPDX-License-Identifier: MIT */
/* A hundred threads that all live at once; each looks for a file of its own. */
#include <pthread.h>

#include "victim.h"

#define THREADS 100

static pthread_barrier_t all;

static void *work(void *argument)
{
	char name[32];
	long n;

	snprintf(name, sizeof(name), "/missing/thread-%ld", (long)argument);
	pthread_barrier_wait(&all);
	n = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY);
	say("openat(AT_FDCWD<%s>, \"%s\", O_RDONLY) = %s", folder, name, outcome(n));
	pthread_barrier_wait(&all);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS];
	long i;

	pthread_barrier_init(&all, NULL, THREADS);
	for (i = 0; i < THREADS; i++)
		require(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	tell(argc > 1 ? argv[1] : NULL);
	return 0;
}
