/* SPDX-License-Identifier: MIT */
/* Asks the checks of a command line: of nothing, to see that they can be asked, then of the program's calls. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "checks.h"

/* Opened before the program runs, so that a wrong name costs nothing. */
struct outputs {
	FILE *dump, *junit;	/* NULL: not asked for */
};

/* The place that reports name: which check of the command line it is. */
static const char *ask(const struct checks *checks, size_t n, sx_trace *trace)
{
	const struct check *check = &checks->list[n];
	struct sx_here_ here = {NULL, (int)n + 1, check->name};

	switch (check->kind) {
	case CHECK_EXPECT:
		return sx_check_called_(here, trace, check->text);
	case CHECK_NEVER:
		return sx_check_never_(here, trace, check->text);
	case CHECK_ONLY:
		return check_only(here, trace, checks->only, checks->only_count);
	case CHECK_ORDER:
		return check_order(here, trace, checks->order, checks->order_count);
	case CHECK_POLICY:
		return sx_check_conforms_(here, trace, check->kept ? check->kept : check->text, checks->caps);
	default:
		return sx_check_exited_(here, trace, atoi(check->text));
	}
}

static void tell_status(const struct checks *checks, sx_trace *trace)
{
	int status = sx_status(trace);

	if (WIFEXITED(status))
		fprintf(stderr, "sysexpect: %s exited with %d\n", checks->argv[0], WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		fprintf(stderr, "sysexpect: %s was killed by SIG%s\n", checks->argv[0],
			sigabbrev_np(WTERMSIG(status)) ? sigabbrev_np(WTERMSIG(status)) : "?");
}

/* ---- outputs ---- */

static FILE *open_one(const char *file)
{
	FILE *stream = strcmp(file, "-") == 0 ? stdout : fopen(file, "we");

	if (!stream)
		check_complain(file, strerror(errno));
	return stream;
}

static int close_one(FILE *stream, const char *file)
{
	bool is_bad = stream && (fflush(stream) != 0 || ferror(stream));

	if (stream && stream != stdout)
		is_bad |= fclose(stream) != 0;
	return is_bad ? check_complain(file, "could not be written") : 0;
}

static int open_outputs(const struct checks *checks, struct outputs *ret)
{
	*ret = (struct outputs){0};
	if (checks->output) {
		ret->dump = open_one(checks->output);
		if (!ret->dump)
			return EXIT_ERROR;
	}
	if (checks->junit) {
		ret->junit = open_one(checks->junit);
		if (!ret->junit) {
			close_one(ret->dump, checks->output);
			return EXIT_ERROR;
		}
	}
	return 0;
}

static int close_outputs(const struct checks *checks, const struct outputs *outputs)
{
	int dump = close_one(outputs->dump, checks->output), junit = close_one(outputs->junit, checks->junit);

	return dump ? dump : junit;
}

/* ---- verdicts ---- */

/* What the n-th check says of a trace; an error is one that is none of the program's. Of a trial errors alone are told. */
static struct verdict judge_one(const struct checks *checks, size_t n, sx_trace *trace, bool keeps_report, bool is_trial)
{
	int listening = keeps_report ? verdicts_listen() : -1;
	const char *why = ask(checks, n, trace);
	bool is_error = why && sx_error(trace);

	return (struct verdict){
		.name = checks->list[n].name,
		.why = why ? strdup(why) : NULL,
		.report = verdicts_said(listening, is_error || !is_trial),
		.is_error = is_error,
	};
}

static void forget(struct verdict *verdict)
{
	free((char *)verdict->why);
	free((char *)verdict->report);
	*verdict = (struct verdict){.name = verdict->name};
}

static void not_asked(struct verdict *verdict)
{
	verdict->why = strdup("not asked, since the recording or another check is wrong");
	verdict->is_error = true;
}

/* Where dumps go: of a list without calls there is none worth having. */
static const char *const dump_settings[2] = {"SX_DUMP", "SX_DUMP_DIR"};

static void hide_settings(char *settings[2])
{
	for (int i = 0; i < 2; i++) {
		const char *value = getenv(dump_settings[i]);

		settings[i] = value ? strdup(value) : NULL;
		unsetenv(dump_settings[i]);
	}
	setenv("SX_DUMP", "never", 1);
}

static void restore_settings(char *settings[2])
{
	unsetenv("SX_DUMP");
	for (int i = 0; i < 2; i++) {
		if (settings[i])
			setenv(dump_settings[i], settings[i], 1);
		free(settings[i]);
	}
}

/* Whether the checks can be asked at all: of a list without calls. What they say of that is of no interest. */
static int try_out(const struct checks *checks, struct verdict *verdicts)
{
	char *settings[2];
	int result = 0;

	hide_settings(settings);
	for (size_t i = 0; i < checks->count; i++) {
		sx_trace *nothing = sx_begin(NULL);

		sx_end(nothing);
		verdicts[i] = judge_one(checks, i, nothing, true, true);
		if (verdicts[i].is_error)
			result = EXIT_ERROR;
		else
			forget(&verdicts[i]);
		sx_free(nothing);
	}
	restore_settings(settings);
	for (size_t i = 0; result && i < checks->count; i++)
		if (!verdicts[i].is_error)
			not_asked(&verdicts[i]);
	return result;
}

static int judge(const struct checks *checks, sx_trace *trace, struct verdict *verdicts)
{
	/* of a run that was killed at its timeout there is a list, and nothing holds of it */
	bool is_late = sx_error(trace) && sx_find(trace, NULL, NULL);
	int result = 0;

	for (size_t i = 0; i < checks->count; i++) {
		/* a trace that failed answers every check with the same error: once is enough */
		if (result == EXIT_ERROR) {
			not_asked(&verdicts[i]);
			continue;
		}
		verdicts[i] = judge_one(checks, i, trace, checks->junit, false);
		verdicts[i].is_error &= !is_late;
		if (verdicts[i].why)
			result = verdicts[i].is_error ? EXIT_ERROR : EXIT_NOT_HELD;
	}
	return result;
}

static void tell(const struct checks *checks, const struct outputs *outputs, const struct verdict *verdicts)
{
	if (checks->has_tap)
		verdicts_print_tap(stdout, verdicts, checks->count);
	if (outputs->junit)
		verdicts_write_junit(outputs->junit, checks->argv[0], verdicts, checks->count);
}

/* ---- the run ---- */

static int run_and_judge(const struct checks *checks, const struct outputs *outputs, struct verdict *verdicts)
{
	sx_trace *trace = sx_run(&checks->options, checks->argv);
	int result;

	tell_status(checks, trace);
	result = judge(checks, trace, verdicts);
	if (outputs->dump)
		sx_print_as(trace, outputs->dump, &(struct sx_print_style){.size = sizeof(struct sx_print_style),
									    .flags = SX_PRINT_PIDS});
	sx_free(trace);
	return result;
}

static int skip(const struct checks *checks, struct verdict *verdicts, const char *why)
{
	check_complain(why, NULL);
	if (checks->has_tap)
		printf("1..0 # SKIP %s\n", why);
	for (size_t i = 0; i < checks->count; i++)
		verdicts[i] = (struct verdict){.name = checks->list[i].name, .why = strdup(why), .is_skipped = true};
	return EXIT_CANNOT_TRACE;
}

int checks_run(struct checks *checks)
{
	struct verdict *verdicts = calloc(checks->count, sizeof(*verdicts));
	struct outputs outputs;
	const char *why;
	int result, r;

	if (!verdicts)
		return check_complain("out of memory", NULL);
	result = checks_keep_policies(checks);
	if (!result)
		result = open_outputs(checks, &outputs);
	if (result) {
		free(verdicts);
		return result;
	}
	if (sx_available(&why) < 0) {
		result = skip(checks, verdicts, why);
		if (outputs.junit)
			verdicts_write_junit(outputs.junit, checks->argv[0], verdicts, checks->count);
	} else {
		result = try_out(checks, verdicts);
		if (!result)
			result = run_and_judge(checks, &outputs, verdicts);
		tell(checks, &outputs, verdicts);
	}
	r = close_outputs(checks, &outputs);
	for (size_t i = 0; i < checks->count; i++)
		forget(&verdicts[i]);
	free(verdicts);
	return r ? r : result;
}
