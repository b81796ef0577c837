/* SPDX-License-Identifier: MIT */
/* sysexpect --never PATTERN … -- PROG: assertions from the command line. */
#include "checks.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <sysexpect/sysexpect.h>

enum {
	OPTION_CAPS = CHECK_LAST,
	OPTION_TAP,
	OPTION_JUNIT,
	OPTION_TIMEOUT,
	OPTION_TRACE,
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
	{"string-limit", required_argument, NULL, 's'},
	{"trace", required_argument, NULL, OPTION_TRACE},
	{"help", no_argument, NULL, OPTION_HELP},
	{NULL, 0, NULL, 0}};

static const char check_help[] =
	"usage: sysexpect CHECK... [--tap] [--junit FILE] [-o FILE] [--timeout SECONDS] [--] PROG [ARGS]...\n"
	"Runs PROG and checks its system calls; sysexpect(1) says more.\n"
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
	"  -o FILE            the dump        (of both: - is standard output)\n"
	"  --timeout SECONDS  kill the process tree then; the checks do not hold\n"
	"  -e trace=SET       record only these calls; of others it cannot be told that they were not made\n"
	"  -s BYTES           record so much of each string and buffer (4096)\n"
	"\n"
	"Before PROG is run all patterns and policies are read, and all files opened.\n"
	"0: all held. 1: one did not, or cannot be told. 77: this machine cannot trace.\n"
	"99: a wrong option, pattern or profile, or PROG could not be run.\n";

static const struct option *find_option(const char *word)
{
	size_t length = strcspn(word, "=");

	for (const struct option *option = check_options; option->name; option++)
		if (strlen(option->name) == length && memcmp(option->name, word, length) == 0)
			return option;
	return NULL;
}

/* Options that printing has as well may stand before the first check, and those with a value have it behind them. */
bool check_is_meant(char *const argv[])
{
	for (size_t i = 1; argv[i] && argv[i][0] == '-' && argv[i][1]; i++) {
		bool is_long = argv[i][1] == '-';
		const struct option *option = is_long ? find_option(argv[i] + 2) : NULL;

		if (is_long && !argv[i][2])
			return false;
		if (option && option->val > UCHAR_MAX && option->val < OPTION_TRACE)
			return true;
		if ((option && option->has_arg && !strchr(argv[i], '=')) ||
		    (!is_long && strchr("eos", argv[i][1]) && !argv[i][2]))
			i += argv[i + 1] != NULL;
	}
	return false;
}

int check_complain(const char *what, const char *about)
{
	fprintf(stderr, "sysexpect: %s%s%s\n", what, about ? ": " : "", about ? about : "");
	return EXIT_ERROR;
}

static int add_check(struct checks *checks, int kind, const char *word, const char *text)
{
	struct check *grown = realloc(checks->list, (checks->count + 1) * sizeof(*grown));
	char *name;

	if (!grown)
		return check_complain("out of memory", NULL);
	checks->list = grown;
	if (asprintf(&name, "%s %s", word, text) < 0)
		return check_complain("out of memory", NULL);
	checks->list[checks->count++] = (struct check){.kind = kind, .text = text, .name = name};
	return 0;
}

/* The patterns of --only and --order are one check each, named after all of them. */
static int add_to_list(struct checks *checks, int kind, const char *word, const char *text)
{
	const char **list = kind == CHECK_ONLY ? checks->only : checks->order;
	size_t *count = kind == CHECK_ONLY ? &checks->only_count : &checks->order_count;
	char *name;

	if (*count == SX_COMMAND_PATTERNS)
		return check_complain("too many patterns of one kind", text);
	list[(*count)++] = text;
	if (*count == 1)
		return add_check(checks, kind, word, text);
	for (size_t i = 0; i < checks->count; i++) {
		if (checks->list[i].kind != kind)
			continue;
		if (asprintf(&name, "%s, %s", checks->list[i].name, text) < 0)
			return check_complain("out of memory", NULL);
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
		check_complain(option, "needs a number");
		return -1;
	}
	return (int)number;
}

/* -e trace=SET or -e SET; other qualifiers are about how calls are shown. NULL: --trace SET. */
static int read_calls(struct checks *checks, const char *expression)
{
	const char *set = expression && strncmp(expression, "trace=", 6) == 0 ? expression + 6 : optarg;

	if (set == expression && *set != '/' && strchr(set, '='))
		return check_complain("this option does not go with checks: -e", expression);
	checks->options.calls = set;
	return 0;
}

/* One stream takes one kind of text. */
static int judge_outputs(const struct checks *checks)
{
	int count = checks->has_tap + (checks->output && strcmp(checks->output, "-") == 0) +
		    (checks->junit && strcmp(checks->junit, "-") == 0);

	return count > 1 ? check_complain("standard output takes one of --tap, --junit - and -o -", NULL) : 0;
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
	case 'e':
	case OPTION_TRACE:
		return read_calls(checks, letter == 'e' ? optarg : NULL);
	case 's':
		number = read_count(optarg, 1 << 20, "-s");
		checks->options.string_limit = number > 0 ? (size_t)number : 0;
		return number < 0 ? EXIT_ERROR : 0;
	case OPTION_TIMEOUT:
		number = read_count(optarg, 1000000, "--timeout");
		checks->options.timeout_ms = number > 0 ? (unsigned)number * 1000 : UINT_MAX;
		return number < 0 ? EXIT_ERROR : 0;
	case OPTION_HELP:
		checks->has_help = true;
		return 0;
	case ':':
		return check_complain("this option needs a value", argv[optind - 1]);
	default:
		return check_complain("this option does not go with checks", argv[optind - 1]);
	}
}

static int read_checks(struct checks *checks, int argc, char *argv[])
{
	int letter, r;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, "+:e:o:s:", check_options, NULL)) != -1) {
		r = read_option(checks, letter, argv);
		if (r || checks->has_help)
			return r;
	}
	if (optind >= argc)
		return check_complain("which program?", NULL);
	if (!checks->count)
		return check_complain("nothing to check: --expect, --never, --only, --order, --policy, --exits", NULL);
	checks->argv = (const char *const *)argv + optind;
	return judge_outputs(checks);
}

static void forget(struct check *check)
{
	free((char *)check->name);
	free(check->kept);
}

int check_main(int argc, char *argv[])
{
	struct checks checks = {.options = {.size = sizeof(struct sx_options), .timeout_ms = UINT_MAX}};
	int result = read_checks(&checks, argc, argv);

	if (result == 0 && checks.has_help)
		result = fputs(check_help, stdout) < 0 ? EXIT_ERROR : 0;
	else if (result == 0)
		result = checks_run(&checks);
	for (size_t i = 0; i < checks.count; i++)
		forget(&checks.list[i]);
	free(checks.list);
	return result;
}
