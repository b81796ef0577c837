/* SPDX-License-Identifier: MIT */
/* The assertions on how the program ended. */
#include "harness/expect.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define LAST_LINES 3		/* of standard error */

static bool has_ended(const struct process *process)
{
	return process && process->is_over;
}

/* The last call of the program, and the signal or exit behind it. */
static void show_end(struct assertion *a, const struct process *program)
{
	const struct recording *recording = &a->answer.recording;
	const struct sx_call *last = NULL;
	size_t i;

	for (i = recording->count; i > 0 && !last; i--)
		if (call_pid(recording->entries[i - 1]) == program->pid)
			last = recording->entries[i - 1];
	if (!last)
		return;
	report_culprit(a, last);
	report_context(a);
}

static void help_with_end(struct assertion *a, uint32_t status)
{
	int wait_status = (int)status;

	if (report_is_command(a) && WIFEXITED(wait_status))
		report_help(&a->report, "if that is right, write --exits %d", WEXITSTATUS(wait_status));
	else if (report_is_command(a))
		return;
	else if (WIFSIGNALED(wait_status))
		report_help(&a->report, "if that is right, write sx_assert_killed(t, %s)",
			    signal_name(WTERMSIG(wait_status)));
	else
		report_help(&a->report, "if that is right, write sx_assert_exited(t, %d)", WEXITSTATUS(wait_status));
}

/* What the program said last, where SX_CAPTURE kept it. */
static void show_last_words(struct assertion *a)
{
	size_t length = 0, start, lines = 0;
	const char *words = sx_stderr(a->trace, &length);
	struct value value = {.kind = VALUE_BYTES};
	struct line_style style = {.string_limit = a->report.settings.strings * 4};

	while (length && words[length - 1] == '\n')
		length--;
	for (start = length; start > 0 && (words[start - 1] != '\n' || ++lines < LAST_LINES); start--)
		;
	if (!length)
		return;
	value.bytes = (const unsigned char *)words + start;
	value.length = value.full_length = length - start;
	text_add(&a->report.text, "standard error ends with ");
	line_of_value(&a->report.text, &value, &style);
	text_add_char(&a->report.text, '\n');
}

static void report_end(struct assertion *a, const struct process *program, const char *wanted)
{
	struct text status = {0};

	if (has_ended(program))
		report_status(&status, program->status);
	else if (program)
		text_add(&status, "still running");
	else
		text_add(&status, "never started");
	report_head(&a->report, &a->here, "%s %s, wanted: %s",
		    a->answer.recording.program ? a->answer.recording.program : "the program", status.bytes, wanted);
	text_free(&status);
	if (!program)
		return;
	show_end(a, program);
	show_last_words(a);
	if (has_ended(program))
		help_with_end(a, program->status);
}

static const char *finish(struct assertion *a)
{
	const char *why;

	report_dump(a);
	why = report_finish(&a->report);
	arena_free(&a->arena);
	return why;
}

/* A failed recording, or one that says nothing about an end. */
static const char *cannot_ask(struct assertion *a)
{
	if (!a->trace)
		a->answer.error = "the trace is NULL";
	else if (trace_error(a->trace))
		a->answer.error = trace_error(a->trace);
	else if (trace_timeout(a->trace))
		a->answer.error = trace_timeout(a->trace);
	else if (!trace_recording(a->trace, &a->answer.recording))
		a->answer.error = "there is no recording";
	else
		return NULL;
	report_start(&a->report);
	report_error(a);
	return finish(a);
}

static const char *check_end(struct assertion *a, uint32_t is_signal, int number, const char *wanted)
{
	const struct process *program;
	int status;
	const char *why = cannot_ask(a);

	if (why)
		return why;
	report_dump_always(a->trace);
	program = report_program(&a->answer.recording);
	status = has_ended(program) ? (int)program->status : -1;
	if (has_ended(program) && is_signal && WIFSIGNALED(status) && WTERMSIG(status) == number)
		return NULL;
	if (has_ended(program) && !is_signal && WIFEXITED(status) && WEXITSTATUS(status) == number)
		return NULL;
	report_start(&a->report);
	report_end(a, program, wanted);
	return finish(a);
}

const char *sx_check_exited_(struct sx_here_ here, sx_trace *trace, int code)
{
	struct assertion a = {here, trace, "exited"};
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "exit code %d", code);
	return check_end(&a, false, code, wanted);
}

const char *sx_check_killed_(struct sx_here_ here, sx_trace *trace, int signal)
{
	struct assertion a = {here, trace, "killed"};
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "killed by %s", signal_name(signal) ? signal_name(signal) : "no signal");
	return check_end(&a, true, signal, wanted);
}
