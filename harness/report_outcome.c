/* SPDX-License-Identifier: MIT */
/* The parts of every report: the patterns, what was looked at, doubts, errors and hints. */
#include "harness/expect.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

static void add_view(struct text *text, const struct sx_trace *view)
{
	switch (view->kind) {
	case VIEW_ALL:
		break;
	case VIEW_MATCHING:
		text_format(text, "the calls that match %s", view->pattern);
		break;
	case VIEW_BETWEEN:
		text_format(text, "the calls between %s and %s", view->pattern ? view->pattern : "the start",
			    view->until ? view->until : "the end");
		break;
	case VIEW_PROCESS:
		if (view->id)
			text_format(text, "the calls of process %d", view->id);
		else
			text_add(text, "the calls of the program started");
		break;
	case VIEW_THREAD:
		text_format(text, "the calls of thread %d", view->id);
		break;
	}
	if (view->parent && view->parent->kind != VIEW_ALL) {
		text_add(text, ", in ");
		add_view(text, view->parent);
	}
}

static const char *subject_label(const struct assertion *a)
{
	if (strcmp(a->verb, "never") == 0)
		return "never: ";
	if (strcmp(a->verb, "conforms") == 0)
		return "policy: ";
	return strcmp(a->verb, "only") == 0 ? "only: " : NULL;
}

void report_subject(struct assertion *a)
{
	struct text view = {0};
	size_t i;

	if (a->pattern_count == 1) {
		report_pattern(&a->report, subject_label(a), a->patterns[0]);
	} else if (strcmp(a->verb, "all") == 0) {
		report_pattern(&a->report, "every: ", a->patterns[0]);
		report_pattern(&a->report, "is a:  ", a->patterns[1]);
	} else if (strcmp(a->verb, "follows") == 0) {
		report_pattern(&a->report, "every:     ", a->patterns[0]);
		report_pattern(&a->report, "has later: ", a->patterns[1]);
	} else if (strcmp(a->verb, "precedes") == 0) {
		report_pattern(&a->report, "every:       ", a->patterns[1]);
		report_pattern(&a->report, "has earlier: ", a->patterns[0]);
	} else {
		for (i = 0; i < a->pattern_count; i++)
			report_pattern(&a->report, strcmp(a->verb, "only") == 0 ? "only: " : NULL, a->patterns[i]);
	}
	if (a->trace)
		add_view(&view, a->trace);
	if (view.length)
		text_format(&a->report.text, "  in %s\n", view.bytes);
	text_free(&view);
}

static size_t count_processes(const struct recording *recording)
{
	size_t count = 0, i;

	for (i = 0; i < recording->process_count; i++)
		count += !recording->processes[i]->is_thread;
	return count;
}

void report_among(struct assertion *a, struct text *text)
{
	const struct recording *recording = &a->answer.recording;
	const struct losses *losses = &recording->losses;
	size_t processes = count_processes(recording);
	uint64_t lost = losses->records + losses->over_limit;

	text_format(text, "among %zu %s (%zu %s, ", a->answer.call_count,
		    report_plural(a->answer.call_count, "call", "calls"), processes,
		    report_plural(processes, "process", "processes"));
	if (lost)
		text_format(text, "%" PRIu64 " lost)", lost);
	else
		text_add(text, "nothing lost)");
}

/* ---- cannot tell ---- */

static const char *reason_words(const struct reason *reason)
{
	switch (reason->kind) {
	case REASON_CUT:
		return "recorded only up to here";
	case REASON_UNREAD:
		return "could not be read";
	case REASON_UNCERTAIN_PATH:
		return "has a \"..\" behind what may be a link";
	case REASON_UNRESOLVED_PATH:
		return "relative to a folder that is not known";
	case REASON_UNKNOWN_OBJECT:
		return "what it was open on is not known";
	case REASON_NO_FIELD:
		return "no such field was recorded";
	case REASON_OTHER_PARAMETERS:
		return "other parameters under this ABI";
	case REASON_ANSWERED:
		return "said by a seccomp supervisor";
	default:
		return "may match";
	}
}

static void show_doubt_call(struct assertion *a, const struct doubt *doubt)
{
	struct part part = {
		.kind = doubt->reason.slot == REASON_RESULT ? PART_RESULT : PART_ARGUMENT,
		.match = MATCH_UNKNOWN,
		.slot = doubt->reason.slot,
		.why = reason_words(&doubt->reason),
	};
	/* only what could not be compared stands at a place of its own */
	struct report_line line = {.call = doubt->call, .parts = &part, .part_count = doubt->kind == DOUBT_UNREAD};

	report_lines(&a->report, &line, 1, 0, LINES_WITH_PROCESS);
	if (!a->focus)
		a->focus = doubt->call;
}

/* A remedy may stand behind several doubts. */
static bool is_new_remedy(const struct answer *answer, unsigned n)
{
	unsigned i;

	if (!answer->doubts[n].remedy)
		return false;
	for (i = 0; i < n; i++)
		if (answer->doubts[i].remedy && strcmp(answer->doubts[i].remedy, answer->doubts[n].remedy) == 0)
			return false;
	return true;
}

void report_doubts(struct assertion *a)
{
	const struct answer *answer = &a->answer;
	unsigned i;

	report_head(&a->report, &a->here, "cannot tell: %s",
		    answer->doubt_count ? report_said(a, answer->doubts[0].text) : "the recording is not complete");
	report_why(&a->report, ": %s %s", a->verb, report_short(&a->report, a->patterns[0]));
	report_subject(a);
	for (i = 0; i < answer->doubt_count; i++) {
		if (i)
			report_note(&a->report, "%s", report_said(a, answer->doubts[i].text));
		if (answer->doubts[i].call)
			show_doubt_call(a, &answer->doubts[i]);
	}
	for (i = 0; i < answer->doubt_count; i++)
		if (is_new_remedy(answer, i))
			report_help(&a->report, "%s", report_said(a, answer->doubts[i].remedy));
}

/* ---- errors ---- */

static size_t first_line(const char *text)
{
	return strcspn(text, "\n");
}

static const char *last_line(const char *text)
{
	const char *newline = strrchr(text, '\n');

	return newline ? newline + 1 : text;
}

/* In a tree that was killed for being late: what each thread was in. */
static void show_unfinished(struct assertion *a)
{
	const struct recording *recording = &a->answer.recording;
	struct report_line lines[REPORT_VIOLATIONS];
	size_t count = 0, i;

	for (i = 0; i < recording->count && count < REPORT_VIOLATIONS; i++) {
		if (call_entry(recording->entries[i]) != ENTRY_CALL || call_returned(recording->entries[i]))
			continue;
		lines[count++] = (struct report_line){.call = recording->entries[i]};
	}
	if (!count)
		return;
	text_add(&a->report.text, "what had not returned:\n");
	report_lines(&a->report, lines, count, 0, LINES_WITH_PROCESS);
	a->focus = lines[count - 1].call;
}

void report_error(struct assertion *a)
{
	const char *error = report_said(a, a->answer.error ? a->answer.error : "out of memory");
	int length = (int)first_line(error);

	if (a->trace)
		trace_recording(a->trace, &a->answer.recording);
	report_head(&a->report, &a->here, "%.*s", length, error);
	if (error[length]) {
		text_format(&a->report.text, "%s\n", error + length + 1);
		if (strncmp(last_line(error), "did you mean", 12) == 0)
			report_why(&a->report, "; %s", last_line(error));
	} else {
		report_subject(a);
	}
	if (a->answer.recording.is_timed_out)
		show_unfinished(a);
}

/* ---- hints ---- */

const struct process *report_program(const struct recording *recording)
{
	size_t i;

	for (i = 0; i < recording->process_count; i++)
		if (!recording->processes[i]->parent_task && !recording->processes[i]->is_thread)
			return recording->processes[i];
	return NULL;
}

/* A program that came to grief is often why a call is missing. */
static void note_end(struct assertion *a)
{
	const struct process *program = report_program(&a->answer.recording);
	struct text status = {0};

	if (!program || !program->is_over || !program->status)
		return;
	report_status(&status, program->status);
	report_note(&a->report, "%s %s", a->answer.recording.program ? a->answer.recording.program : "the program",
		    status.bytes ? status.bytes : "ended");
	text_free(&status);
}

void report_remarks(struct assertion *a)
{
	const struct answer *answer = &a->answer;
	const char *name = NULL;
	unsigned i;

	if (answer->note)
		report_note(&a->report, "%s", answer->note);
	for (size_t n = 0; n < answer->patterns.count && !name; n++)
		name = pattern_vdso(answer->patterns.list[n]);
	if (name)
		report_note(&a->report, "the vDSO answers %s in the program itself, where it can: no trace shows that", name);
	if (answer->outcome != OUTCOME_FAILS)
		return;
	note_end(a);
	for (i = 0; i < answer->doubt_count; i++)
		report_note(&a->report, "%s", report_said(a, answer->doubts[i].text));
}

void report_status(struct text *text, uint32_t status)
{
	int wait_status = (int)status;

	if (WIFSIGNALED(wait_status))
		text_format(text, "killed by %s%s", signal_name(WTERMSIG(wait_status)),
			    WCOREDUMP(wait_status) ? " (core dumped)" : "");
	else
		text_format(text, "exited with %d", WEXITSTATUS(wait_status));
}
