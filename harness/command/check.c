/* SPDX-License-Identifier: MIT */
/* sysexpect --never PATTERN … -- PROG: assertions from the command line. */
#include "check.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <sysexpect/sysexpect.h>

#include "verdicts.h"

#define EXIT_NOT_HELD		1
#define EXIT_CANNOT_TRACE	77
#define EXIT_ERROR		99

enum {
	CHECK_EXPECT = 256,
	CHECK_NEVER,
	CHECK_ONLY,
	CHECK_ORDER,
	CHECK_POLICY,
	CHECK_EXITS,
	OPTION_CAPS,
	OPTION_TAP,
	OPTION_JUNIT,
	OPTION_TIMEOUT,
	OPTION_HELP,
};

static const struct option check_options[] = {
	{"expect", required_argument, NULL, CHECK_EXPECT},
	{"never", required_argument, NULL, CHECK_NEVER},
	{"only", required_argument, NULL, CHECK_ONLY},
	{"order", required_argument, NULL, CHECK_ORDER},
	{"policy", required_argument, NULL, CHECK_POLICY},
	{"exits", required_argument, NULL, CHECK_EXITS},
	{"caps", required_argument, NULL, OPTION_CAPS},
	{"tap", no_argument, NULL, OPTION_TAP},
	{"junit", required_argument, NULL, OPTION_JUNIT},
	{"timeout", required_argument, NULL, OPTION_TIMEOUT},
	{"output", required_argument, NULL, 'o'},
	{"help", no_argument, NULL, OPTION_HELP},
	{NULL, 0, NULL, 0}};

static const char check_help[] =
	"usage: sysexpect CHECK... [--tap] [--junit FILE] [-o FILE] [--timeout SECONDS] [--] PROG [ARGS]...\n"
	"Runs PROG and checks its system calls. A check comes first; see PATTERNS in sysexpect(1).\n"
	"\n"
	"  --expect PATTERN   a call matches              --never PATTERN   no call matches\n"
	"  --only PATTERN     every call matches one of them (give several)\n"
	"  --order PATTERN    calls that match come in this order (give several)\n"
	"  --policy FILE      a policy allows every call: an OCI seccomp profile, a unit of systemd or\n"
	"                     values of SystemCallFilter=, or a list of lines \"allow PATTERN\" and\n"
	"                     \"deny PATTERN\", the first that matches decides\n"
	"  --caps LIST        judge the profiles for these capabilities: CAP_KILL,CAP_CHOWN\n"
	"  --exits STATUS     PROG exits with this status\n"
	"\n"
	"  --tap              results on standard output as TAP\n"
	"  --junit FILE       results as JUnit XML\n"
	"  -o FILE            the dump\n"
	"  --timeout SECONDS  kill the process tree then; the checks do not hold\n"
	"\n"
	"0: all held. 1: one did not, or cannot be told. 77: this machine cannot trace.\n"
	"99: a wrong option, pattern or profile, or PROG could not be run.\n";

struct check {
	int kind;
	const char *text;
	const char *name;		/* "never write(2, ...)" */
};

struct checks {
	struct check *list;
	size_t count;
	const char *only[SX_COMMAND_PATTERNS], *order[SX_COMMAND_PATTERNS];
	size_t only_count, order_count;
	const char *caps, *junit, *output;
	bool has_tap, has_help;
	struct sx_options options;
	const char *const *argv;
};

bool check_is_meant(const char *first)
{
	size_t length = strcspn(first + (strncmp(first, "--", 2) == 0 ? 2 : 0), "=");

	if (strncmp(first, "--", 2) != 0 || !length)
		return false;
	for (const struct option *option = check_options; option->name; option++)
		if (option->val != 'o' && option->val != OPTION_HELP && strlen(option->name) == length &&
		    memcmp(option->name, first + 2, length) == 0)
			return true;
	return false;
}

static int complain(const char *what, const char *about)
{
	fprintf(stderr, "sysexpect: %s%s%s\n", what, about ? ": " : "", about ? about : "");
	return EXIT_ERROR;
}

static int add_check(struct checks *checks, int kind, const char *word, const char *text)
{
	struct check *grown = realloc(checks->list, (checks->count + 1) * sizeof(*grown));
	char *name;

	if (!grown)
		return complain("out of memory", NULL);
	checks->list = grown;
	if (asprintf(&name, "%s %s", word, text) < 0)
		return complain("out of memory", NULL);
	checks->list[checks->count++] = (struct check){kind, text, name};
	return 0;
}

/* The patterns of --only and --order are one check each, named after all of them. */
static int add_to_list(struct checks *checks, int kind, const char *word, const char *text)
{
	const char **list = kind == CHECK_ONLY ? checks->only : checks->order;
	size_t *count = kind == CHECK_ONLY ? &checks->only_count : &checks->order_count;
	char *name;

	if (*count == SX_COMMAND_PATTERNS)
		return complain("too many patterns of one kind", text);
	list[(*count)++] = text;
	if (*count == 1)
		return add_check(checks, kind, word, text);
	for (size_t i = 0; i < checks->count; i++) {
		if (checks->list[i].kind != kind)
			continue;
		if (asprintf(&name, "%s, %s", checks->list[i].name, text) < 0)
			return complain("out of memory", NULL);
		free((char *)checks->list[i].name);
		checks->list[i].name = name;
	}
	return 0;
}

static int read_count(const char *text, unsigned long most, const char *option)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || number > most) {
		complain(option, "needs a number");
		return -1;
	}
	return (int)number;
}

static int read_option(struct checks *checks, int letter, char *argv[])
{
	int number;

	switch (letter) {
	case CHECK_EXPECT:
		return add_check(checks, letter, "expect", optarg);
	case CHECK_NEVER:
		return add_check(checks, letter, "never", optarg);
	case CHECK_POLICY:
		return add_check(checks, letter, "policy", optarg);
	case CHECK_EXITS:
		return read_count(optarg, 255, "--exits") < 0 ? EXIT_ERROR : add_check(checks, letter, "exits", optarg);
	case CHECK_ONLY:
		return add_to_list(checks, letter, "only", optarg);
	case CHECK_ORDER:
		return add_to_list(checks, letter, "order", optarg);
	case OPTION_CAPS:
		checks->caps = optarg;
		return 0;
	case OPTION_TAP:
		checks->has_tap = true;
		return 0;
	case OPTION_JUNIT:
		checks->junit = optarg;
		return 0;
	case 'o':
		checks->output = optarg;
		return 0;
	case OPTION_TIMEOUT:
		number = read_count(optarg, 1000000, "--timeout");
		checks->options.timeout_ms = number > 0 ? (unsigned)number * 1000 : UINT_MAX;
		return number < 0 ? EXIT_ERROR : 0;
	case OPTION_HELP:
		checks->has_help = true;
		return 0;
	case ':':
		return complain("this option needs a value", argv[optind - 1]);
	default:
		return complain("this option does not go with checks", argv[optind - 1]);
	}
}

static int read_checks(struct checks *checks, int argc, char *argv[])
{
	int letter, r;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, "+:o:", check_options, NULL)) != -1) {
		r = read_option(checks, letter, argv);
		if (r || checks->has_help)
			return r;
	}
	if (optind >= argc)
		return complain("which program?", NULL);
	if (!checks->count)
		return complain("nothing to check: --expect, --never, --only, --order, --policy, --exits", NULL);
	checks->argv = (const char *const *)argv + optind;
	return 0;
}

/* The place that reports name: which check of the command line it is. */
static const char *ask(const struct checks *checks, size_t n, sx_trace *trace)
{
	const struct check *check = &checks->list[n];
	struct sx_here_ here = {"sysexpect", (int)n + 1, check->name};

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
		return sx_check_conforms_(here, trace, check->text, checks->caps);
	default:
		return sx_check_exited_(here, trace, atoi(check->text));
	}
}

static void tell_status(const struct checks *checks, int status)
{
	if (WIFEXITED(status))
		fprintf(stderr, "sysexpect: %s exited with %d\n", checks->argv[0], WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		fprintf(stderr, "sysexpect: %s was killed by SIG%s\n", checks->argv[0],
			sigabbrev_np(WTERMSIG(status)) ? sigabbrev_np(WTERMSIG(status)) : "?");
}

static int write_dump(sx_trace *trace, const char *file)
{
	FILE *stream = fopen(file, "we");

	if (stream) {
		sx_print_as(trace, stream, &(struct sx_print_style){.size = sizeof(struct sx_print_style),
								    .flags = SX_PRINT_PIDS});
		if (fclose(stream) == 0)
			return 0;
	}
	return complain(file, strerror(errno));
}

static int judge(const struct checks *checks, sx_trace *trace, struct verdict *verdicts)
{
	/* of a run that was killed at its timeout there is a list, and nothing holds of it */
	bool is_late = sx_error(trace) && sx_find(trace, NULL, NULL);
	int result = 0;

	for (size_t i = 0; i < checks->count; i++) {
		int listening = checks->junit ? verdicts_listen() : -1;
		/* a trace that failed answers every check with the same error: once is enough */
		const char *why = result == EXIT_ERROR ? "not asked, since the recording or an earlier check is wrong" :
				  ask(checks, i, trace);

		verdicts[i] = (struct verdict){
			.name = checks->list[i].name,
			.why = why ? strdup(why) : NULL,
			.report = verdicts_said(listening),
			.is_error = why && sx_error(trace) && !is_late,
		};
		if (why && result != EXIT_ERROR)
			result = verdicts[i].is_error ? EXIT_ERROR : EXIT_NOT_HELD;
	}
	return result;
}

static int write_junit(const struct checks *checks, const struct verdict *verdicts)
{
	if (verdicts_write_junit(checks->junit, checks->argv[0], verdicts, checks->count) < 0)
		return complain(checks->junit, strerror(errno));
	return 0;
}

static int run(const struct checks *checks)
{
	struct verdict *verdicts = calloc(checks->count, sizeof(*verdicts));
	sx_trace *trace;
	const char *why;
	int result, r = 0;

	if (!verdicts)
		return complain("out of memory", NULL);
	if (sx_available(&why) < 0) {
		complain(why, NULL);
		if (checks->has_tap)
			printf("1..0 # SKIP %s\n", why);
		for (size_t i = 0; i < checks->count; i++)
			verdicts[i] = (struct verdict){.name = checks->list[i].name, .why = why, .is_skipped = true};
		if (checks->junit)
			r = write_junit(checks, verdicts);
		free(verdicts);
		return r ? r : EXIT_CANNOT_TRACE;
	}
	trace = sx_run(&checks->options, checks->argv);
	tell_status(checks, sx_status(trace));
	result = judge(checks, trace, verdicts);
	if (checks->output)
		r = write_dump(trace, checks->output);
	if (r == 0 && checks->has_tap)
		verdicts_print_tap(stdout, verdicts, checks->count);
	if (r == 0 && checks->junit)
		r = write_junit(checks, verdicts);
	for (size_t i = 0; i < checks->count; i++) {
		free((char *)verdicts[i].why);
		free((char *)verdicts[i].report);
	}
	free(verdicts);
	sx_free(trace);
	return r ? r : result;
}

int check_main(int argc, char *argv[])
{
	struct checks checks = {.options = {.size = sizeof(struct sx_options), .timeout_ms = UINT_MAX}};
	int result = read_checks(&checks, argc, argv);

	if (result == 0 && checks.has_help)
		result = fputs(check_help, stdout) < 0 ? EXIT_ERROR : 0;
	else if (result == 0)
		result = run(&checks);
	for (size_t i = 0; i < checks.count; i++)
		free((char *)checks.list[i].name);
	free(checks.list);
	return result;
}
