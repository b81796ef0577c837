/* SPDX-License-Identifier: MIT */
/* Recording a function of the test in a process of its own. */
#include "harness/session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "harness/child_function.h"

/* Where the calls that do it are recorded. */
static bool has_become_program(const struct session *session)
{
	const struct recording *list = recorder_list(session->recorder);

	for (size_t i = 0; i < list->count; i++) {
		const struct sx_call *call = list->entries[i];

		if (call_entry(call) == ENTRY_CALL && call->process == list->processes[0] && !call_failed(call) &&
		    call->abi == WIRE_ABI_NATIVE && (call->nr == SYS_execve || call->nr == SYS_execveat))
			return true;
	}
	return false;
}

static void explain_exit(struct session *session)
{
	int code = WEXITSTATUS(session->status);

	if (has_become_program(session))
		trace_fail(session->trace,
			   "the function did not return: its process became another program, which exited with %d", code);
	else
		trace_fail(session->trace, "the function did not return: it called _exit(%d)", code);
}

/* A function that did not return has no result: every assertion says so. */
static void explain_end(struct session *session, int end)
{
	switch (end) {
	case FUNCTION_NOT_STARTED:
		trace_fail(session->trace, "the function was not called: its process could not be set up");
		break;
	case FUNCTION_JUMPED:
		trace_fail(session->trace,
			   "the function did not return: a longjmp left it (a failed assertion of the framework?)");
		break;
	case FUNCTION_THREW:
		trace_fail(session->trace, "the function did not return: an exception or pthread_exit() left it");
		break;
	case FUNCTION_EXITED:
		trace_fail(session->trace, "the function did not return: it called exit()");
		break;
	case FUNCTION_RUNNING:
		/* A signal is a status like any other; _exit() is the framework's way out of a test. */
		if (session->has_status && WIFEXITED(session->status))
			explain_exit(session);
		break;
	}
}

static struct sx_trace *run_function(const struct sx_options *options, int (*function)(void *), void *argument)
{
	struct session *session;
	struct sx_trace *trace = session_open(options, "function", false, &session);
	volatile struct function_state *state;

	if (!session)
		return trace;
	state = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (state == MAP_FAILED) {
		trace_fail(trace, "cannot record: %s", strerror(errno));
		session_close(session);
		return trace;
	}
	state->end = FUNCTION_NOT_STARTED;
	fflush(NULL);	/* or the copy would print it again */
	recorder_seed_mappings(session->recorder, "/proc/self/maps", false);	/* the copy has the same */
	if (!function) {
		trace_fail(trace, "sx_fork: no function");
	} else if (session_start_function(session, function, argument, state)) {
		session_finish(session, session_read(session, session->deadline_ns));
		explain_end(session, state->end);
	}
	munmap((void *)(uintptr_t)state, sizeof(*state));
	session_close(session);
	return trace;
}

sx_trace *sx_fork(const struct sx_options *options, int (*function)(void *), void *argument)
{
	struct sx_trace *trace;

	session_pause();
	trace = run_function(options, function, argument);
	session_resume();
	return trace;
}
