/* SPDX-License-Identifier: MIT */
/* Built with the thread sanitizer: two threads that count under a lock, or with a race. */
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counted;
static bool has_race;

static void *count(void *unused)
{
	int i;

	for (i = 0; i < 100; i++) {
		if (!has_race)
			pthread_mutex_lock(&lock);
		counted++;
		if (!has_race)
			pthread_mutex_unlock(&lock);
	}
	syscall(SYS_open, "/missing/raced", O_RDONLY);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	has_race = argc > 1 && strcmp(argv[1], "race") == 0;
	if (pthread_create(&thread, NULL, count, NULL))
		return 1;
	count(NULL);
	pthread_join(thread, NULL);
	return 0;
}
