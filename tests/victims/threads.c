/* SPDX-License-Identifier: MIT */
/* Four threads at once read a file each, at places that say which thread and which round it is. */
#include <pthread.h>

#include "victim.h"

#define THREADS 4
#define ROUNDS 20

static pthread_barrier_t start;

static void *work(void *argument)
{
	int number = (int)(long)argument, round, fd;
	char name[16], expected[32], buffer[32];

	snprintf(name, sizeof(name), "thread-%d", number);
	pthread_barrier_wait(&start);
	for (round = 0; round < ROUNDS; round++) {
		fd = openat(AT_FDCWD, name, O_RDONLY);
		require(fd >= 0);
		say("openat(AT_FDCWD<%s>, \"%s\", O_RDONLY) = %d<%s/%s>", folder, name, fd, folder, name);
		snprintf(expected, sizeof(expected), "for-%d-%02d-----", number, round);
		require(pread(fd, buffer, 13, 13L * round) == 13 && memcmp(buffer, expected, 13) == 0);
		say("pread64(%d<%s/%s>, \"%.13s\", 13, %d) = 13", fd, folder, name, expected, 13 * round);
		require(close(fd) == 0);
		say("close(%d<%s/%s>) = 0", fd, folder, name);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	char name[16], bytes[13 * ROUNDS + 32];
	pthread_t threads[THREADS];
	int i, round;

	pthread_barrier_init(&start, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		snprintf(name, sizeof(name), "thread-%d", i);
		for (round = 0; round < ROUNDS; round++)
			snprintf(bytes + 13 * round, 32, "for-%d-%02d-----", i, round);
		make_file(name, bytes, 13 * ROUNDS);
	}
	for (i = 0; i < THREADS; i++)
		require(pthread_create(&threads[i], NULL, work, (void *)(long)i) == 0);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	tell(argc > 1 ? argv[1] : NULL);
	return 0;
}
