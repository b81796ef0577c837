/* SPDX-License-Identifier: MIT */
/* Reads the command line into what the library takes. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "summary.h"

/* ---- the letters ---- */

enum {
	OPTION_PLAIN = 256, OPTION_QUALIFIER, OPTION_SEPARATELY, OPTION_ABSOLUTE, OPTION_HEX, OPTION_DECODE_FDS,
	OPTION_PIDNS, OPTION_QUIET, OPTION_DAEMONIZE, OPTION_JSON, OPTION_IGNORED, OPTION_ALWAYS_PID, OPTION_KILL,
	OPTION_STACKS, OPTION_FRAMES, OPTION_ARGV0, OPTION_NOT_HERE,
};

static const struct option long_options[] = {
	{"plain", no_argument, NULL, OPTION_PLAIN},
	{"json", no_argument, NULL, OPTION_JSON},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{"output", required_argument, NULL, 'o'},
	{"output-append-mode", no_argument, NULL, 'A'},
	{"output-separately", no_argument, NULL, OPTION_SEPARATELY},
	{"follow-forks", no_argument, NULL, 'f'},
	{"attach", required_argument, NULL, 'p'},
	{"detach-on", required_argument, NULL, 'b'},
	{"daemonize", optional_argument, NULL, OPTION_DAEMONIZE},
	{"daemonise", optional_argument, NULL, OPTION_DAEMONIZE},
	{"daemonized", optional_argument, NULL, OPTION_DAEMONIZE},
	{"daemonised", optional_argument, NULL, OPTION_DAEMONIZE},
	{"syscall-limit", required_argument, NULL, 'l'},
	{"kill-on-exit", no_argument, NULL, OPTION_KILL},
	{"interruptible", required_argument, NULL, 'I'},
	{"expr", required_argument, NULL, 'e'},
	{"trace", required_argument, NULL, OPTION_QUALIFIER},
	{"abbrev", required_argument, NULL, OPTION_QUALIFIER},
	{"verbose", required_argument, NULL, OPTION_QUALIFIER},
	{"raw", required_argument, NULL, OPTION_QUALIFIER},
	{"signal", required_argument, NULL, OPTION_QUALIFIER},
	{"signals", required_argument, NULL, OPTION_QUALIFIER},
	{"read", required_argument, NULL, OPTION_QUALIFIER},
	{"reads", required_argument, NULL, OPTION_QUALIFIER},
	{"write", required_argument, NULL, OPTION_QUALIFIER},
	{"writes", required_argument, NULL, OPTION_QUALIFIER},
	{"status", required_argument, NULL, OPTION_QUALIFIER},
	{"trace-fds", required_argument, NULL, OPTION_QUALIFIER},
	{"decode-pids", required_argument, NULL, OPTION_QUALIFIER},
	{"inject", required_argument, NULL, OPTION_QUALIFIER},
	{"fault", required_argument, NULL, OPTION_QUALIFIER},
	{"kvm", required_argument, NULL, OPTION_QUALIFIER},
	{"namespace", required_argument, NULL, OPTION_QUALIFIER},
	{"quiet", optional_argument, NULL, OPTION_QUIET},
	{"silent", optional_argument, NULL, OPTION_QUIET},
	{"silence", optional_argument, NULL, OPTION_QUIET},
	{"decode-fds", optional_argument, NULL, OPTION_DECODE_FDS},
	{"pidns-translation", no_argument, NULL, OPTION_PIDNS},
	{"trace-path", required_argument, NULL, 'P'},
	{"successful-only", no_argument, NULL, 'z'},
	{"failed-only", no_argument, NULL, 'Z'},
	{"string-limit", required_argument, NULL, 's'},
	{"columns", required_argument, NULL, 'a'},
	{"no-abbrev", no_argument, NULL, 'v'},
	{"strings-in-hex", optional_argument, NULL, OPTION_HEX},
	{"const-print-style", required_argument, NULL, 'X'},
	{"arg-names", no_argument, NULL, 'N'},
	{"absolute-timestamps", optional_argument, NULL, OPTION_ABSOLUTE},
	{"timestamps", optional_argument, NULL, OPTION_ABSOLUTE},
	{"relative-timestamps", optional_argument, NULL, 'r'},
	{"syscall-times", optional_argument, NULL, 'T'},
	{"instruction-pointer", no_argument, NULL, 'i'},
	{"syscall-number", no_argument, NULL, 'n'},
	{"stack-trace", optional_argument, NULL, OPTION_STACKS},
	{"stack-traces", optional_argument, NULL, OPTION_STACKS},
	{"always-show-pid", no_argument, NULL, OPTION_ALWAYS_PID},
	{"summary-only", no_argument, NULL, 'c'},
	{"summary", no_argument, NULL, 'C'},
	{"summary-sort-by", required_argument, NULL, 'S'},
	{"summary-columns", required_argument, NULL, 'U'},
	{"summary-syscall-overhead", required_argument, NULL, 'O'},
	{"summary-wall-clock", no_argument, NULL, 'w'},
	{"env", required_argument, NULL, 'E'},
	{"user", required_argument, NULL, 'u'},
	{"debug", no_argument, NULL, OPTION_IGNORED},
	{"seccomp-bpf", no_argument, NULL, OPTION_IGNORED},
	{"argv0", required_argument, NULL, OPTION_ARGV0},
	{"secontext", optional_argument, NULL, OPTION_NOT_HERE},
	{"tips", optional_argument, NULL, OPTION_NOT_HERE},
	{"stack-trace-frame-limit", required_argument, NULL, OPTION_FRAMES},
	{NULL, 0, NULL, 0}};

#define SHORT_OPTIONS "+:a:Ab:cCdDe:E:fFhiI:kl:nNo:O:p:P:qrs:S:tTu:U:vVwxX:yYzZ"

static int refuse_here(const char *name, char **ret_why)
{
	static const struct {
		const char *name, *why;
	} reasons[] = {
		{"secontext", "SELinux contexts are not recorded"},
		{"tips", "there are none; sysexpect(1) has everything"},
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (!strcmp(reasons[i].name, name))
			return refuse(ret_why, "--%s: %s", name, reasons[i].why);
	return refuse(ret_why, "option --%s is not known", name);
}

static int read_status_letter(struct command *command, unsigned status)
{
	command->style.statuses = status;
	return 0;
}

static int read_hex(struct command *command, struct letters *letters, const char *how, char **ret_why)
{
	command->style.flags &= ~SX_PRINT_HEX_ESCAPES;
	letters->x = 0;
	if (!how || !strcmp(how, "all"))
		letters->x = 2;
	else if (!strcmp(how, "non-ascii"))
		letters->x = 1;
	else if (!strcmp(how, "non-ascii-chars"))
		command->style.flags |= SX_PRINT_HEX_ESCAPES;
	else if (strcmp(how, "none"))
		return refuse(ret_why, "--strings-in-hex=%s: none of none, non-ascii-chars, non-ascii, all", how);
	return 0;
}

static int read_daemonize(struct command *command, const char *how, char **ret_why)
{
	static const struct {
		const char *name;
		unsigned level;
	} levels[] = {{"grandchild", 1}, {"pgroup", 2}, {"pgrp", 2}, {"session", 3}};

	if (!how)
		how = "grandchild";
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (!strcmp(how, levels[i].name)) {
			command->daemonize = levels[i].level;
			return 0;
		}
	}
	return refuse(ret_why, "--daemonize=%s: none of grandchild, pgroup, session", how);
}

static int read_long(struct command *command, struct letters *letters, int letter, const char *name, char **ret_why)
{
	unsigned long number;

	switch (letter) {
	case OPTION_PLAIN:
		letters->is_plain = true;
		return 0;
	case OPTION_JSON:
		letters->wants_json = true;
		return 0;
	case OPTION_QUALIFIER:
		return read_qualifier(command, letters, name, optarg, ret_why);
	case OPTION_SEPARATELY:
		command->is_separate = true;
		return 0;
	case OPTION_ABSOLUTE:
		return read_timestamps(command, optarg ? optarg : "", ret_why);
	case OPTION_HEX:
		return read_hex(command, letters, optarg, ret_why);
	case OPTION_DECODE_FDS:
		return read_qualifier(command, letters, "decode-fds", optarg ? optarg : "path", ret_why);
	case OPTION_PIDNS:
		return read_qualifier(command, letters, "decode-pids", "pidns", ret_why);
	case OPTION_QUIET:
		return read_qualifier(command, letters, "quiet", optarg ? optarg : "attach,personality", ret_why);
	case OPTION_DAEMONIZE:
		return read_daemonize(command, optarg, ret_why);
	case OPTION_ALWAYS_PID:
		command->style.flags |= SX_PRINT_ALWAYS_PID;
		return 0;
	case OPTION_KILL:
		command->kills_on_exit = true;
		return 0;
	case OPTION_STACKS:
		if (optarg && strcmp(optarg, "symbol") && strcmp(optarg, "source"))
			return refuse(ret_why, "--stack-trace=%s: neither symbol nor source", optarg);
		letters->k = optarg && !strcmp(optarg, "source") ? 2 : 1;
		return 0;
	case OPTION_FRAMES:
		if (read_number(optarg, UINT_MAX, &number) < 0 || !number)
			return refuse(ret_why, "--stack-trace-frame-limit=%s: not a number of callers", optarg);
		command->style.frames = (unsigned)number;
		return 0;
	case OPTION_ARGV0:
		command->argv0 = optarg;
		return 0;
	case OPTION_IGNORED:
		return 0;
	default:
		return refuse_here(name, ret_why);
	}
}

/* Of how things look. */
static int read_look(struct command *command, struct letters *letters, int letter, char **ret_why)
{
	unsigned *flags = &command->style.flags;

	switch (letter) {
	case 't':
		letters->t++;
		return 0;
	case 'x':
		letters->x++;
		return 0;
	case 'y':
		letters->y++;
		return 0;
	case 'r':
		*flags |= SX_PRINT_RELATIVE;
		return optarg ? read_unit("--relative-timestamps", optarg, &command->style.relative_unit, ret_why) : 0;
	case 'T':
		*flags |= SX_PRINT_DURATION;
		return optarg ? read_unit("--syscall-times", optarg, &command->style.duration_unit, ret_why) : 0;
	case 'v':
		*flags |= SX_PRINT_VERBOSE;
		return 0;
	case 'k':
		letters->k++;
		return 0;
	case 'i':
		*flags |= SX_PRINT_POINTERS;
		return 0;
	case 'n':
		*flags |= SX_PRINT_CALL_NUMBERS;
		return 0;
	case 'N':
		*flags |= SX_PRINT_PARAMETERS;
		return 0;
	case 'Y':
		*flags = (*flags & ~SX_PRINT_OWNER_IDS) | SX_PRINT_COMMANDS;
		return 0;
	case 's':
		letters->has_string_limit = true;
		return read_string_limit(command, optarg, ret_why);
	case 'a':
		return read_column(command, optarg, ret_why);
	case 'X':
		return read_names(command, optarg, ret_why);
	default:
		return 1;
	}
}

/* Of the table. */
static int read_summary(struct command *command, int letter, char **ret_why)
{
	switch (letter) {
	case 'c':
	case 'C':
		if (command->has_summary && command->has_lines == (letter == 'c'))
			return refuse(ret_why, "-c and -C: lines are left out, or they are not");
		command->has_lines = letter == 'C';
		command->has_summary = true;
		return 0;
	case 'S':
		command->table.sort = optarg;
		return summary_knows_key(optarg) ? 0 :
		       refuse(ret_why, "-S %s: none of time, min-time, max-time, avg-time, calls, errors, name, nothing", optarg);
	case 'U':
		command->table.columns = optarg;
		return summary_knows_columns(optarg) ? 0 :
		       refuse(ret_why, "-U %s: a list of time-percent, total-time, min-time, max-time, avg-time, calls, errors, "
			      "name, each once", optarg);
	case 'O':
		return read_overhead(command, optarg, ret_why);
	case 'w':
		command->table.by_clock = true;
		return 0;
	default:
		return 1;
	}
}

static int read_limit(struct command *command, char **ret_why)
{
	unsigned long limit;

	if (read_number(optarg, ULONG_MAX, &limit) < 0 || !limit)
		return refuse(ret_why, "-l %s: not a number of calls", optarg);
	command->limit = limit;
	return 0;
}

static int read_option(struct command *command, struct letters *letters, int letter, char **ret_why)
{
	switch (letter) {
	case 'F':
	case 'f':
		letters->f++;
		return 0;
	case 'q':
		letters->q++;
		return 0;
	case 'd':
		return 0;
	case 'D':
		command->daemonize++;
		return command->daemonize > 3 ? refuse(ret_why, "-D: at most three times") : 0;
	case 'I':
		return strlen(optarg) == 1 && *optarg >= '1' && *optarg <= '4' ? 0 :
		       !strcmp(optarg, "anywhere") || !strcmp(optarg, "always") || !strcmp(optarg, "waiting") ||
		       !strcmp(optarg, "never") || !strcmp(optarg, "never_tstp") ? 0 : refuse(ret_why, "-I %s: not from 1 to 4", optarg);
	case 'b':
		if (strcmp(optarg, "execve"))
			return refuse(ret_why, "-b %s: only execve can be waited for", optarg);
		command->style.flags |= SX_PRINT_UNTIL_EXEC;
		return 0;
	case 'l':
		return read_limit(command, ret_why);
	case 'o':
		command->output = optarg;
		return 0;
	case 'A':
		command->is_appending = true;
		return 0;
	case 'e':
		return read_expression(command, letters, optarg, ret_why);
	case 'z':
		return read_status_letter(command, SX_STATUS_SUCCESSFUL);
	case 'Z':
		return read_status_letter(command, SX_STATUS_FAILED);
	case 'E':
		return *optarg && *optarg != '=' ? change_environment(command, optarg) :
						   refuse(ret_why, "-E %s: no name", optarg);
	case 'u':
		command->options.user = optarg;
		return 0;
	case 'P':
		return read_path(command, optarg, ret_why);
	case 'p':
		return read_pids(command, optarg, ret_why);
	case 'h':
		command->task = TASK_HELP;
		return 0;
	case 'V':
		command->task = TASK_VERSION;
		return 0;
	default:
		return 1;
	}
}

/* "--t": which options begin so; 0 where it is none of ours, and then nothing is set. */
static int refuse_ambiguous(const char *text, char **ret_why)
{
	size_t length = strncmp(text, "--", 2) ? 0 : strcspn(text + 2, "="), count = 0;
	char list[512] = "";

	for (const struct option *option = long_options; length && option->name; option++) {
		if (strncmp(option->name, text + 2, length))
			continue;
		if (strlen(list) + strlen(option->name) + sizeof(" --,") < sizeof(list))
			sprintf(list + strlen(list), "%s --%s", count ? "," : "", option->name);
		count++;
	}
	return count < 2 ? 0 : refuse(ret_why, "option %.*s is ambiguous:%s", (int)length + 2, text, list);
}

static int refuse_unknown(int letter, char *argv[], char **ret_why)
{
	int r = letter == '?' ? refuse_ambiguous(argv[optind - 1], ret_why) : 0;

	if (r)
		return r;
	if (letter == ':')
		return refuse(ret_why, "option %s needs a value", argv[optind - 1]);
	if (optopt && optopt < OPTION_PLAIN)
		return refuse(ret_why, "option -%c is not known", optopt);
	return refuse(ret_why, "option %s is not known", argv[optind - 1]);
}

int options_read(struct command *command, int argc, char *argv[], char **ret_why)
{
	struct letters letters = {0};
	int letter, index = 0, r;

	*command = (struct command){
		.has_lines = true,
		.table = {.sort = "time"},
		.options = {.size = sizeof(struct sx_options), .timeout_ms = UINT_MAX, .flags = SX_IGNORED_SIGNALS},
		.style = {.size = sizeof(struct sx_print_style)},
	};
	opterr = 0;
	/* "+": PROG ends the options, what follows is its own. ":": a missing value is told apart. */
	while ((letter = getopt_long(argc, argv, SHORT_OPTIONS, long_options, &index)) != -1) {
		if (letter == ':' || letter == '?')
			return refuse_unknown(letter, argv, ret_why);
		r = letter >= OPTION_PLAIN ? read_long(command, &letters, letter, long_options[index].name, ret_why) :
					     read_look(command, &letters, letter, ret_why);
		if (r == 1)
			r = read_summary(command, letter, ret_why);
		if (r == 1)
			r = read_option(command, &letters, letter, ret_why);
		if (r)
			return r < 0 ? r : refuse_unknown(letter, argv, ret_why);
		if (command->task != TASK_RUN)
			return 0;
	}
	if (letters.f > 1)
		command->is_separate = true;
	command->argv = optind < argc ? (const char *const *)argv + optind : NULL;
	if (command->argv && command->argv0) {
		command->options.file = argv[optind];
		argv[optind] = (char *)(uintptr_t)command->argv0;
	}
	settle(command, &letters);
	r = judge(command, &letters, ret_why);
	return r < 0 ? r : resolve_paths(command);
}

void options_done(struct command *command)
{
	for (size_t i = 0; i < command->path_count; i++)
		free((char *)(uintptr_t)command->paths[i]);
	free(command->paths);
	free(command->asked);
	free(command->attached);
	free(command->env);
	*command = (struct command){0};
}
