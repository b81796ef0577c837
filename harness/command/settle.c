/* SPDX-License-Identifier: MIT */
/* What options decide together, and which do not go together. */
#include <string.h>

#include "options.h"

/* What descriptors are open on. */
static void settle_fds(struct command *command, const struct letters *letters)
{
	static const struct {
		unsigned kind, flag;
	} kinds[] = {
		{DECODE_SOCKET, SX_PRINT_SOCKETS}, {DECODE_DEVICE, SX_PRINT_DEVICES}, {DECODE_PIDFD, SX_PRINT_PIDFDS},
	};
	unsigned decoded = letters->has_decoded_fds ? letters->decoded_fds :
			   letters->is_plain	    ? 0 : DECODE_PATH;

	if (letters->y)
		decoded |= letters->y > 1 ? DECODE_ALL : DECODE_PATH;
	if (!(decoded & DECODE_PATH))
		command->style.flags |= SX_PRINT_NO_PATHS;
	if (decoded == DECODE_ALL)
		command->style.flags |= SX_PRINT_DETAILS;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (decoded & kinds[i].kind)
			command->style.flags |= kinds[i].flag;
}

static void settle_quiet(struct command *command, const struct letters *letters)
{
	static const unsigned levels[] = {0, QUIET_ATTACH | QUIET_PERSONALITY,
					  QUIET_ATTACH | QUIET_PERSONALITY | QUIET_EXIT, QUIET_ALL};

	command->quiet |= levels[letters->q < 3 ? letters->q : 3];
	if (command->quiet & QUIET_EXIT)
		command->style.flags |= SX_PRINT_NO_EXITS;
	if (command->quiet & QUIET_SUPERSEDED)
		command->style.flags |= SX_PRINT_NO_SUPERSEDED;
}

void settle(struct command *command, const struct letters *letters)
{
	unsigned *flags = &command->style.flags;
	bool follows = letters->f || command->is_separate || !letters->is_plain;

	if (!follows) {
		command->options.flags |= SX_NO_FOLLOW;
		*flags |= SX_PRINT_NO_PIDS;
	} else if (command->output) {
		*flags |= SX_PRINT_PIDS;
	}
	if (command->is_separate && command->output) {
		*flags &= ~SX_PRINT_PIDS;
		*flags |= SX_PRINT_NO_PIDS;
		command->style.file_per_task = command->output;
	}
	if (letters->x)
		*flags |= letters->x > 1 ? SX_PRINT_HEX_ALL : SX_PRINT_HEX;
	if (letters->t) {
		*flags &= ~(SX_PRINT_TIME | SX_PRINT_TIME_US | SX_PRINT_EPOCH);
		*flags |= letters->t > 2 ? SX_PRINT_EPOCH : letters->t > 1 ? SX_PRINT_TIME_US : SX_PRINT_TIME;
		command->style.time_unit = 0;
	}
	if (letters->k) {
		*flags |= SX_PRINT_STACKS | (letters->k > 1 ? SX_PRINT_SOURCES : 0);
		command->options.flags |= SX_STACKS;
	}
	if (command->has_summary && !command->table.by_clock)
		command->options.flags |= SX_RUN_TIMES;
	settle_fds(command, letters);
	settle_quiet(command, letters);
	if (letters->wants_json)
		*flags |= SX_PRINT_JSON;
	if (letters->wants_json && !letters->has_string_limit)
		command->style.string_limit = DEFAULT_CAPTURE;
	/* Dumps show all that was moved, as far as it is captured. */
	if (command->style.read_fds || command->style.write_fds)
		command->options.string_limit = LARGEST_LIMIT;
}

int judge(struct command *command, const struct letters *letters, char **ret_why)
{
	char why[160];

	if (sx_print_check(&command->style, why, sizeof(why)) < 0)
		return refuse(ret_why, "%s", why);
	if (!command->argv && !command->attached_count)
		return refuse(ret_why, "which program? See sysexpect --help");
	if (command->argv && command->attached_count)
		return refuse(ret_why, "-p and a program: one of them at a time");
	if (command->argv0 && !command->argv)
		return refuse(ret_why, "--argv0: only of a program that is started");
	if (!command->has_summary && (command->table.by_clock || command->table.columns))
		return refuse(ret_why, "%s goes with the table of -c or -C", command->table.by_clock ? "-w" : "-U");
	if (command->is_separate && command->has_summary)
		return refuse(ret_why, "-c and -C go with no -ff: there is one table for all processes");
	if (command->is_separate && command->output && strchr("|!", *command->output))
		return refuse(ret_why, "-ff: a command cannot take several files");
	if (command->daemonize && !command->argv)
		return refuse(ret_why, "-D: without a program there is nobody to make room for");
	if (command->daemonize && (command->options.user || command->attached_count))
		return refuse(ret_why, "-D goes with neither -u nor -p");
	if (command->options.user && !command->argv)
		return refuse(ret_why, "-u: only a program that is started can run as another user");
	if (command->options.user && !*command->options.user)
		return refuse(ret_why, "-u: no user");
	if (command->has_summary && !command->has_lines && command->limit)
		return refuse(ret_why, "-l goes with lines, which -c leaves out");
	if (command->style.flags & SX_PRINT_JSON && (command->style.raw || command->style.abbrev ||
						     command->style.structures || command->style.read_fds ||
						     command->style.write_fds))
		return refuse(ret_why, "--json has raw and decoded values of everything: abbrev, verbose, raw, read and write "
			      "go with lines of text");
	return 0;
}
