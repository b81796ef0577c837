/* SPDX-License-Identifier: MIT */
/* What an empty region costs, sx_begin() and sx_end() together: the first of a thread, and later ones. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <sysexpect/sysexpect.h>

#define THREADS	  200
#define LATER	  2000
#define MOST_FIRST_US 10.0
#define MOST_LATER_US 1.0

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Microseconds; -1: it could not be recorded, or was not empty. */
static double empty_region(void)
{
	double start = now_us(), took;
	sx_trace *trace = sx_begin(NULL);

	sx_end(trace);
	took = now_us() - start;
	if (sx_error(trace) || sx_count(trace, NULL) != 0)
		took = -1;
	sx_free(trace);
	return took;
}

static void *measure_first(void *ret_us)
{
	*(double *)ret_us = empty_region();
	return NULL;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double report(const char *name, double *figures, size_t count, double most)
{
	double median;

	qsort(figures, count, sizeof(*figures), compare);
	median = figures[count / 2];
	printf("%-28s %7.2f us median, %7.2f us best, %8.2f us worst (wanted: %.0f us)%s\n", name, median, figures[0],
	       figures[count - 1], most, figures[0] < 0 ? "  NOT RECORDED" : median > most ? "  MISSED" : "");
	return figures[0] < 0 ? -1 : median;
}

int main(void)
{
	static double first[THREADS], later[LATER];
	const char *why;
	double a, b;

	if (sx_available(&why) < 0) {
		fprintf(stderr, "SKIP: %s\n", why);
		return 77;
	}
	empty_region();
	for (int i = 0; i < THREADS; i++) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, measure_first, &first[i]))
			return 1;
		pthread_join(thread, NULL);
	}
	for (int i = 0; i < LATER; i++)
		later[i] = empty_region();
	a = report("a thread's first region", first, THREADS, MOST_FIRST_US);
	b = report("later regions", later, LATER, MOST_LATER_US);
	return a < 0 || b < 0;
}
