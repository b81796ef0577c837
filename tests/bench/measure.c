/* SPDX-License-Identifier: MIT */
/* Times runs in children, so that what one measurement loads into the kernel is gone in the next. */
#include "measure.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

extern char **environ;

double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

double spawn_ms(const char *const argv[])
{
	posix_spawn_file_actions_t actions;
	double start_ms, end_ms;
	int status = -1;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	start_ms = now_ms();
	if (posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)argv, environ) == 0)
		waitpid(pid, &status, 0);
	end_ms = now_ms();
	posix_spawn_file_actions_destroy(&actions);
	return status == 0 ? end_ms - start_ms : -1;
}

static void trace(const struct sx_options *options, const char *const argv[], struct run *ret)
{
	double start_ms = now_ms();
	sx_trace *trace = sx_run(options, argv);

	ret->ms = now_ms() - start_ms;
	ret->lost = sx_lost(trace);
	if (sx_error(trace)) {
		snprintf(ret->error, sizeof(ret->error), "%s", sx_error(trace));
		ret->ms = -1;
	} else {
		ret->calls = sx_count(trace, NULL);
	}
	sx_free(trace);
}

/* While a program that only waits is traced. */
static void run_beside(const char *const argv[], struct run *ret)
{
	sx_trace *trace = sx_start(SX_OPTIONS(.timeout_ms = 600000), SX_ARGV("sleep", "1000"));

	if (!trace || sx_wait_for(trace, "clock_nanosleep|nanosleep(...)", 0) == -EINVAL)
		snprintf(ret->error, sizeof(ret->error), "%s", trace ? sx_error(trace) : "no memory");
	else
		ret->ms = spawn_ms(argv);
	sx_stop(trace);
	ret->lost = sx_lost(trace);
	sx_free(trace);
}

/* The least that any BPF tracer of all calls costs. */
static int attach_empty(const char *tracepoint)
{
	const struct bpf_insn nothing[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int id = libbpf_find_vmlinux_btf_id(tracepoint, BPF_TRACE_RAW_TP);
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_RAW_TP,
		    .attach_btf_id = id < 0 ? 0 : (uint32_t)id);
	int program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "empty", "GPL", nothing, 2, &options);

	return program < 0 ? program : bpf_raw_tracepoint_open(NULL, program);
}

static void run_over_floor(const char *const argv[], struct run *ret)
{
	if (attach_empty("sys_enter") < 0 || attach_empty("sys_exit") < 0)
		snprintf(ret->error, sizeof(ret->error), "two empty programs cannot be attached: %s", strerror(errno));
	else
		ret->ms = spawn_ms(argv);
}

static struct run run_here(enum way way, const struct sx_options *options, const char *const argv[])
{
	struct run run = {.ms = -1};
	const char *why;

	if (way != FLOOR && sx_available(&why) < 0)
		snprintf(run.error, sizeof(run.error), "%s", why);
	else if (way == FLOOR)
		run_over_floor(argv, &run);
	else if (way == BESIDE)
		run_beside(argv, &run);
	else
		trace(options, argv, &run);
	return run;
}

struct run run_in_child(enum way way, const struct sx_options *options, const char *const argv[])
{
	struct run run = {.ms = -1, .error = "the measuring child ended early"};
	int line[2], null;
	pid_t pid;

	if (pipe2(line, O_CLOEXEC) < 0)
		return run;
	pid = fork();
	if (pid == 0) {
		null = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		run = run_here(way, options, argv);
		_exit(write(line[1], &run, sizeof(run)) != sizeof(run));
	}
	close(line[1]);
	if (pid > 0) {
		struct run told;

		if (read(line[0], &told, sizeof(told)) == sizeof(told))
			run = told;
		waitpid(pid, NULL, 0);
	}
	close(line[0]);
	return run;
}
