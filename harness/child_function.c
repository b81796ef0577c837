/* SPDX-License-Identifier: MIT */
/* Runs a function of the test as a program of its own: no way out of it leads back into the test. */
#include "harness/child_function.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Exit status of a function that did not return; the shared memory says why. */
#define STATUS_NOT_RETURNED 70	/* sysexits(3): EX_SOFTWARE */

/* libc's longjmp() calls what is registered here for the frames that it leaves (nptl/cleanup.c); exported, but
 * declared in no header. */
extern void _pthread_cleanup_push(struct _pthread_cleanup_buffer *buffer, void (*routine)(void *), void *argument)
	__attribute__((weak));

/* The process runs one function in its life. */
static volatile struct function_state *function_state;

/* What it printed is part of what it did; not after a jump, which may have left stdio in the middle. */
static void end_as(enum function_end end)
{
	if (end != FUNCTION_JUMPED)
		fflush(NULL);
	if (function_state->end == FUNCTION_RUNNING)
		function_state->end = (int)end;
	_exit(STATUS_NOT_RETURNED);
}

static void on_jump(void *unused)
{
	(void)unused;
	end_as(FUNCTION_JUMPED);
}

static void on_exit_call(void)
{
	end_as(FUNCTION_EXITED);
}

/* Called when an exception passes the frame below: built with -fexceptions. */
static void on_unwinding(volatile int *is_inside)
{
	if (*is_inside)
		end_as(FUNCTION_THREW);
}

static __attribute__((noinline)) int call_guarded(int (*function)(void *), void *argument)
{
	__attribute__((cleanup(on_unwinding))) volatile int is_inside = 1;
	int result = function(argument);

	is_inside = 0;
	return result;
}

_Noreturn void child_run_function(int (*function)(void *), void *argument, volatile struct function_state *state,
				  void (*begin)(void *context), void *context)
{
	struct _pthread_cleanup_buffer buffer;
	int result;

	function_state = state;
	/* Handlers run last in, first out: this one keeps the test's own from running. */
	atexit(on_exit_call);
	if (_pthread_cleanup_push)
		_pthread_cleanup_push(&buffer, on_jump, NULL);
	state->end = FUNCTION_RUNNING;
	begin(context);
	result = call_guarded(function, argument);
	state->end = FUNCTION_RETURNED;
	fflush(NULL);	/* what it printed; the test flushed its own before */
	/* Not _exit(): sanitizers put calls of their own before it. */
	for (;;)
		syscall(SYS_exit_group, result);
}
