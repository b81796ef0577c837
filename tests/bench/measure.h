/* SPDX-License-Identifier: MIT */
/* One timed run of a program: alone, traced, with two empty BPF programs attached, or under another tracer. */
#ifndef SX_BENCH_MEASURE_H
#define SX_BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include <sysexpect/sysexpect.h>

enum way {
	TRACED,			/* by us */
	BESIDE,			/* while we trace another program */
	FLOOR,			/* while two empty programs are attached to sys_enter and sys_exit */
};

struct run {
	double ms;		/* < 0: could not be run */
	uint64_t calls, lost;
	char error[160];
};

double now_ms(void);

/* The n-th of the values once they are sorted, which they are afterwards. */
double median(double *values, size_t count);

/* Run to its end with standard output into nothing; -1 if it could not be started or failed. */
double spawn_ms(const char *const argv[]);

/* The same in a child that loads what `way` needs before the clock starts, and takes it along when it ends: nothing
 * is attached in the kernel afterwards. `options` are of TRACED only. */
struct run run_in_child(enum way way, const struct sx_options *options, const char *const argv[]);

#endif
