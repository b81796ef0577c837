/* SPDX-License-Identifier: MIT */
/* Reads the command line into what the library takes. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

const char options_help[] =
	"usage: sysexpect [OPTION]... [--] PROG [ARGS]...\n"
	"Runs PROG under an eBPF tracer and prints every system call of its process tree.\n"
	"Follows children and shows what descriptors are open on, as strace -f -y does.\n"
	"\n"
	"What is recorded\n"
	"  -e trace=SET   only these calls: names, %class, /regex, !SET, all, none\n"
	"  -f             follow children (the default; see --plain)\n"
	"  --plain        neither -f nor -y until asked: the defaults of strace\n"
	"\n"
	"Where it goes\n"
	"  -o FILE        to FILE instead of standard error     -A  append to it\n"
	"  -c             a table of counts, times and errors   -C  lines and table\n"
	"  -S KEY         sort the table by time, calls, errors, name or nothing\n"
	"\n"
	"How lines look\n"
	"  -s N           bytes shown of strings (32)\n"
	"  -a N           column of the result (40)\n"
	"  -v             structures and environments whole\n"
	"  -x, -xx        non-printable strings, all strings in hexadecimal\n"
	"  -X STYLE       constants: abbrev, raw or verbose\n"
	"  -y, -yy        what descriptors are open on; with addresses and devices\n"
	"  -t, -tt, -ttt  time of day; with microseconds; since 1970\n"
	"  -r             time since the call before\n"
	"  -T             time spent in the call\n"
	"  -k             below each call who made it: functions of the program and its libraries\n"
	"  -qq            no lines about exits             -e signal=none  none about signals\n"
	"\n"
	"How PROG runs\n"
	"  -E NAME=VALUE  put into its environment; -E NAME: take out of it\n"
	"  -u USER        as this user\n"
	"\n"
	"  -h, --help     -V, --version\n"
	"\n"
	"  sysexpect --never PATTERN... -- PROG   checks calls instead of printing them: sysexpect --tap --help\n"
	"  sysexpect profile -o FILE -- PROG      writes a seccomp profile: sysexpect profile --help\n"
	"\n"
	"Ends as PROG ends: with its exit status, or by the signal that killed it.\n"
	"1: PROG could not be run, or a wrong option. 77: this machine cannot trace, and why.\n";

/* How often a letter was given. */
struct letters {
	unsigned t, x, y, q;
	bool is_plain, follows, is_relative, has_no_signals;
};

static int refuse(char **ret_why, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int refuse(char **ret_why, const char *format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = vasprintf(ret_why, format, list);
	va_end(list);
	if (length < 0) {
		*ret_why = NULL;
		return -ENOMEM;
	}
	return -EINVAL;
}

static int read_number(const char *text, unsigned long most, unsigned long *ret_number)
{
	unsigned long number;
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || number > most)
		return -EINVAL;
	*ret_number = number;
	return 0;
}

/* -E NAME=VALUE or -E NAME: in a copy of the environment that grows by one entry each time. */
static int change_environment(struct command *command, const char *change)
{
	const char *const *from = command->env ? command->env : (const char *const *)environ;
	size_t name_length = strcspn(change, "=");
	size_t count = 0, kept = 0, i;
	const char **env;

	while (from[count])
		count++;
	env = calloc(count + 2, sizeof(*env));
	if (!env)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		if (!strncmp(from[i], change, name_length) && from[i][name_length] == '=')
			continue;
		env[kept++] = from[i];
	}
	if (change[name_length])
		env[kept] = change;
	free(command->env);
	command->env = env;
	command->options.env = env;
	return 0;
}

/* -e quiet=SET: which messages are left out; the others are never printed here. */
static int read_quiet(struct letters *letters, const char *set, char **ret_why)
{
	static const char *const known[] = {"attach", "personality", "path-resolution",
					    "path-resolve", "thread-execve", "superseded"};
	char *copy = strdup(set), *rest = copy, *word;
	int r = copy ? 0 : -ENOMEM;
	size_t i;

	while (!r && (word = strsep(&rest, ","))) {
		if (!strcmp(word, "exit") || !strcmp(word, "exits") || !strcmp(word, "all")) {
			letters->q = 2;
			continue;
		}
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
			if (!strcmp(word, known[i]))
				break;
		}
		if (i == sizeof(known) / sizeof(known[0]) && strcmp(word, "none"))
			r = refuse(ret_why, "-e quiet=%s: no such set of messages", word);
	}
	free(copy);
	return r;
}

static const char *after(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(text, prefix, length) ? NULL : text + length;
}

/* -e EXPRESSION; one without a qualifier means trace=. */
static int read_expression(struct command *command, struct letters *letters, const char *text,
			   char **ret_why)
{
	const char *set;

	if ((set = after(text, "trace=")) || (set = after(text, "t="))) {
		command->options.calls = set;
	} else if ((set = after(text, "signal=")) || (set = after(text, "signals=")) ||
		   (set = after(text, "s="))) {
		if (strcmp(set, "none") && strcmp(set, "!all") && strcmp(set, "all"))
			return refuse(ret_why, "-e signal=%s: only all and none are known", set);
		letters->has_no_signals = strcmp(set, "all") != 0;
	} else if ((set = after(text, "quiet=")) || (set = after(text, "q="))) {
		return read_quiet(letters, set, ret_why);
	} else if (strchr(text, '=')) {
		return refuse(ret_why, "-e %s: this qualifier is not known; trace=, signal= and quiet= are",
			      text);
	} else {
		command->options.calls = text;
	}
	return 0;
}

static int read_names(struct command *command, const char *style, char **ret_why)
{
	command->style.flags &= ~(SX_PRINT_RAW | SX_PRINT_NUMBERS);
	if (!strcmp(style, "raw"))
		command->style.flags |= SX_PRINT_RAW;
	else if (!strcmp(style, "verbose"))
		command->style.flags |= SX_PRINT_NUMBERS;
	else if (strcmp(style, "abbrev"))
		return refuse(ret_why, "-X %s: neither abbrev nor raw nor verbose", style);
	return 0;
}

static int read_string_limit(struct command *command, const char *text, char **ret_why)
{
	unsigned long limit;

	if (read_number(text, 1024 * 1024, &limit) < 0)
		return refuse(ret_why, "-s %s: not a number from 0 to 1048576", text);
	command->style.flags &= ~SX_PRINT_NO_STRINGS;
	if (limit == 0)
		command->style.flags |= SX_PRINT_NO_STRINGS;
	command->style.string_limit = limit;
	/* What is not captured cannot be shown; one byte more tells whether the string goes on. */
	command->options.string_limit = limit < 4096 ? 0 : limit < 1024 * 1024 ? limit + 1 : limit;
	return 0;
}

static int read_column(struct command *command, const char *text, char **ret_why)
{
	unsigned long column;

	if (read_number(text, 4096, &column) < 0)
		return refuse(ret_why, "-a %s: not a number from 0 to 4096", text);
	command->style.column = column ? column : 1;	/* 0 means the default to the library */
	return 0;
}

static int read_sort(struct command *command, const char *key, char **ret_why)
{
	static const char *const keys[] = {"time", "time_total", "total_time", "calls", "count",
					   "errors", "error", "name", "syscall", "syscall_name",
					   "nothing", "none"};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!strcmp(key, keys[i])) {
			command->sort = keys[i];
			return 0;
		}
	}
	return refuse(ret_why, "-S %s: none of time, calls, errors, name, nothing", key);
}

enum { OPTION_PLAIN = 256 };

static const struct option long_options[] = {
	{"plain", no_argument, NULL, OPTION_PLAIN},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{"output", required_argument, NULL, 'o'},
	{"output-append-mode", no_argument, NULL, 'A'},
	{"follow-forks", no_argument, NULL, 'f'},
	{"expr", required_argument, NULL, 'e'},
	{"string-limit", required_argument, NULL, 's'},
	{"columns", required_argument, NULL, 'a'},
	{"no-abbrev", no_argument, NULL, 'v'},
	{"const-print-style", required_argument, NULL, 'X'},
	{"relative-timestamps", no_argument, NULL, 'r'},
	{"syscall-times", no_argument, NULL, 'T'},
	{"stack-traces", no_argument, NULL, 'k'},
	{"summary-only", no_argument, NULL, 'c'},
	{"summary", no_argument, NULL, 'C'},
	{"summary-sort-by", required_argument, NULL, 'S'},
	{"env", required_argument, NULL, 'E'},
	{"user", required_argument, NULL, 'u'},
	{NULL, 0, NULL, 0}};

static int read_option(struct command *command, struct letters *letters, int letter, char *argv[],
		       char **ret_why)
{
	switch (letter) {
	case OPTION_PLAIN:
		letters->is_plain = true;
		return 0;
	case 'f':
		letters->follows = true;
		return 0;
	case 't':
		letters->t++;
		return 0;
	case 'x':
		letters->x++;
		return 0;
	case 'y':
		letters->y++;
		return 0;
	case 'q':
		letters->q++;
		return 0;
	case 'r':
		letters->is_relative = true;
		return 0;
	case 'v':
		command->style.flags |= SX_PRINT_VERBOSE;
		return 0;
	case 'k':
		command->style.flags |= SX_PRINT_STACKS;
		command->options.flags |= SX_STACKS;
		return 0;
	case 'T':
		command->style.flags |= SX_PRINT_DURATION;
		return 0;
	case 'o':
		command->output = optarg;
		return *optarg == '|' || *optarg == '!' ?
			       refuse(ret_why, "-o %s: output into a command is not known", optarg) : 0;
	case 'A':
		command->is_appending = true;
		return 0;
	case 'c':
		command->has_summary = true;
		command->has_lines = false;
		return 0;
	case 'C':
		command->has_summary = true;
		return 0;
	case 'S':
		return read_sort(command, optarg, ret_why);
	case 's':
		return read_string_limit(command, optarg, ret_why);
	case 'a':
		return read_column(command, optarg, ret_why);
	case 'e':
		return read_expression(command, letters, optarg, ret_why);
	case 'X':
		return read_names(command, optarg, ret_why);
	case 'E':
		return *optarg && *optarg != '=' ? change_environment(command, optarg) :
						   refuse(ret_why, "-E %s: no name", optarg);
	case 'u':
		command->options.user = optarg;
		return 0;
	case 'h':
		command->task = TASK_HELP;
		return 0;
	case 'V':
		command->task = TASK_VERSION;
		return 0;
	case ':':
		return refuse(ret_why, "option %s needs a value", argv[optind - 1]);
	default:
		if (optopt && optopt < OPTION_PLAIN)
			return refuse(ret_why, "option -%c is not known", optopt);
		return refuse(ret_why, "option %s is not known", argv[optind - 1]);
	}
}

/* What several letters decide together. */
static void settle(struct command *command, const struct letters *letters)
{
	unsigned *flags = &command->style.flags;
	bool follows = letters->follows || !letters->is_plain;

	if (!follows) {
		command->options.flags |= SX_NO_FOLLOW;
		*flags |= SX_PRINT_NO_PIDS;
	} else if (command->output) {
		*flags |= SX_PRINT_PIDS;
	}
	if (!letters->y && letters->is_plain)
		*flags |= SX_PRINT_NO_PATHS;
	if (letters->y > 1)
		*flags |= SX_PRINT_DETAILS;
	if (letters->x)
		*flags |= letters->x > 1 ? SX_PRINT_HEX_ALL : SX_PRINT_HEX;
	if (letters->t)
		*flags |= letters->t > 2 ? SX_PRINT_EPOCH :
			  letters->t > 1 ? SX_PRINT_TIME_US : SX_PRINT_TIME;
	if (letters->is_relative)
		*flags |= SX_PRINT_RELATIVE;
	if (letters->q > 1)
		*flags |= SX_PRINT_NO_EXITS;
	if (letters->has_no_signals)
		*flags |= SX_PRINT_NO_SIGNALS;
}

int options_read(struct command *command, int argc, char *argv[], char **ret_why)
{
	struct letters letters = {0};
	int letter, r;

	*command = (struct command){
		.has_lines = true,
		.sort = "time",
		.options = {.size = sizeof(struct sx_options), .timeout_ms = UINT_MAX},
		.style = {.size = sizeof(struct sx_print_style)},
	};
	opterr = 0;
	/* "+": PROG ends the options, what follows is its own. ":": a missing value is told apart. */
	while ((letter = getopt_long(argc, argv, "+:a:AcCe:E:fhko:qrs:S:tTu:vVxX:y", long_options,
				     NULL)) != -1) {
		r = read_option(command, &letters, letter, argv, ret_why);
		if (r < 0)
			return r;
		if (command->task != TASK_RUN)
			return 0;
	}
	if (optind >= argc)
		return refuse(ret_why, "which program? See sysexpect --help");
	command->argv = (const char *const *)argv + optind;
	settle(command, &letters);
	return 0;
}

void options_done(struct command *command)
{
	free(command->env);
	command->env = NULL;
}
