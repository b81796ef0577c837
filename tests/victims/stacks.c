/* SPDX-License-Identifier: MIT */
/* Calls getppid() behind inner(), middle() and outer(); the lines of their calls are numbered 101, 201, 301. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__has_attribute) && __has_attribute(noclone)
#define APART static __attribute__((noinline, noclone))	/* gcc would make a copy with another name */
#else
#define APART static __attribute__((noinline))
#endif
#define NO_TAIL_CALL __asm__ volatile("" ::: "memory")

#line 99
APART int inner(int n)
{
	n += getppid() & 1;
	NO_TAIL_CALL;
	return n;
}

#line 199
APART int middle(int n, volatile char *room)
{
	n += inner(n);
	NO_TAIL_CALL;
	return n + room[0];
}

#line 299
APART int outer(int n, volatile char *room)
{
	n += middle(n, room);
	NO_TAIL_CALL;
	return n;
}

/* Behind more stack than is recorded: of outer() on nothing is known. */
#line 399
APART int far(int n)
{
	volatile char room[20000];

	memset((char *)room, n, sizeof(room));
	n += outer(n, room);
	NO_TAIL_CALL;
	return n + room[1];
}

/* Called back by libc, which stands between in the stack. */
#line 499
APART int compare(const void *a, const void *b)
{
	int n = getppid() & 1;

	NO_TAIL_CALL;
	return n - n + *(const int *)a - *(const int *)b;
}

APART void sort(void)
{
	int numbers[] = { 2, 1 };

	qsort(numbers, 2, sizeof(numbers[0]), compare);
	NO_TAIL_CALL;
}

static void *in_thread(void *room)
{
	return (void *)(long)outer(1, room);
}

static char some_room[16];

int main(int argc, char **argv)
{
	const char *way = argv[argc - 1];
	pthread_t thread;
	pid_t child;
	int i;

	if (!strcmp(way, "far"))
		return far(1) < 0;
	if (!strcmp(way, "sort"))
		return sort(), 0;
	if (!strcmp(way, "thread"))
		return pthread_create(&thread, NULL, in_thread, some_room) || pthread_join(thread, NULL);
	if (!strcmp(way, "fork")) {
		child = fork();
		if (child == 0)
			_exit(outer(1, some_room) < 0);
		return waitpid(child, NULL, 0) != child;
	}
	if (!strcmp(way, "exec"))
		return execl(argv[0], argv[0], "plain", (char *)NULL);
	if (!strcmp(way, "always"))
		for (;; usleep(20000))
			outer(1, some_room);
	if (!strcmp(way, "often"))
		for (i = 0; i < 3000; i++)
			outer(i, some_room);
	return outer(1, some_room) < 0;
}
