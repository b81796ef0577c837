/* SPDX-License-Identifier: MIT */
/* Runs a function of the test as a program of its own: no way out of it leads back into the test. */
#ifndef SX_CHILD_FUNCTION_H
#define SX_CHILD_FUNCTION_H

/* How a function ended. */
enum function_end {
	FUNCTION_NOT_STARTED,
	FUNCTION_RUNNING,	/* it was killed, if it does not run any more */
	FUNCTION_RETURNED,
	FUNCTION_JUMPED,	/* longjmp() out of it: a framework's failure */
	FUNCTION_THREW,		/* a C++ exception left it, or pthread_exit() */
	FUNCTION_EXITED,	/* it called exit() */
};

/* Shared with the test. */
struct function_state {
	int end;		/* enum function_end */
	int stage, error;	/* where its process could not be set up: enum child_stage, -errno */
};

/* In the new process: let the recording begin, run the function, and end the process with its result; whatever else the
 * function does ends the process too. Between the beginning and the function no call is made. */
_Noreturn void child_run_function(int (*function)(void *), void *argument, volatile struct function_state *state,
				  void (*begin)(void *context), void *context);

#endif
