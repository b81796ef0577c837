/* SPDX-License-Identifier: MIT */
/* Options whose value is a set or a list: -e QUALIFIER=SET, -p, -P, and times. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

struct word {
	const char *name;
	unsigned bit;
};

static const struct word quiet_words[] = {
	{"attach", QUIET_ATTACH}, {"exit", QUIET_EXIT}, {"exits", QUIET_EXIT},
	{"path-resolution", QUIET_PATHS}, {"path-resolve", QUIET_PATHS}, {"personality", QUIET_PERSONALITY},
	{"thread-execve", QUIET_SUPERSEDED}, {"superseded", QUIET_SUPERSEDED}, {NULL, 0}};

static const struct word status_words[] = {
	{"successful", SX_STATUS_SUCCESSFUL}, {"failed", SX_STATUS_FAILED}, {"unfinished", SX_STATUS_UNFINISHED},
	{"unavailable", SX_STATUS_OTHER}, {"detached", SX_STATUS_OTHER}, {NULL, 0}};

static const struct word fd_words[] = {
	{"path", DECODE_PATH}, {"socket", DECODE_SOCKET}, {"dev", DECODE_DEVICE}, {"pidfd", DECODE_PIDFD},
	{"eventfd", DECODE_OTHER}, {"signalfd", DECODE_OTHER}, {NULL, 0}};

static const struct word pid_words[] = {{"comm", SX_PRINT_COMMANDS}, {"pidns", SX_PRINT_OWNER_IDS}, {NULL, 0}};

static const struct word *find_word(const struct word *words, const char *text, size_t length)
{
	for (; words->name; words++)
		if (strlen(words->name) == length && !strncmp(words->name, text, length))
			return words;
	return NULL;
}

/* "!", "all" and "none" included, as in every set. */
static int read_words(const char *qualifier, const char *set, const struct word *words, unsigned all,
		      unsigned *ret_bits, char **ret_why)
{
	const char *text = set;
	bool is_inverted = false;
	unsigned bits = 0;

	for (; *text == '!'; text++)
		is_inverted = !is_inverted;
	if (!strcmp(text, "all")) {
		bits = all;
	} else if (strcmp(text, "none")) {
		if (!text[strspn(text, ",")])
			return refuse(ret_why, "-e %s=%s: an empty set is called none", qualifier, set);
		for (text += strspn(text, ","); *text; text += strspn(text, ",")) {
			size_t length = strcspn(text, ",");
			const struct word *word = find_word(words, text, length);

			if (!word)
				return refuse(ret_why, "-e %s=%s: \"%.*s\" is not known", qualifier, set, (int)length, text);
			bits |= word->bit;
			text += length;
		}
	}
	*ret_bits = is_inverted ? all & ~bits : bits;
	return 0;
}

/* ---- qualifiers ---- */

enum qualifier {
	TRACE, ABBREV, VERBOSE, RAW, SIGNALS, READ, WRITE, STATUS, QUIET, DECODE_FDS, DECODE_PIDS, TRACE_FDS,
	TAMPERING, KVM, NAMESPACES,
};

static const struct {
	const char *name;
	enum qualifier qualifier;
} qualifiers[] = {
	{"trace", TRACE}, {"t", TRACE}, {"abbrev", ABBREV}, {"a", ABBREV}, {"verbose", VERBOSE}, {"v", VERBOSE},
	{"raw", RAW}, {"x", RAW}, {"signal", SIGNALS}, {"signals", SIGNALS}, {"s", SIGNALS}, {"read", READ},
	{"reads", READ}, {"r", READ}, {"write", WRITE}, {"writes", WRITE}, {"w", WRITE}, {"status", STATUS},
	{"quiet", QUIET}, {"silent", QUIET}, {"silence", QUIET}, {"q", QUIET}, {"decode-fds", DECODE_FDS},
	{"decode-fd", DECODE_FDS}, {"decode-pids", DECODE_PIDS}, {"decode-pid", DECODE_PIDS},
	{"trace-fds", TRACE_FDS}, {"trace-fd", TRACE_FDS}, {"fds", TRACE_FDS}, {"inject", TAMPERING},
	{"fault", TAMPERING}, {"kvm", KVM}, {"namespace", NAMESPACES},
};

static int find_qualifier(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(qualifiers[0]); i++)
		if (strlen(qualifiers[i].name) == length && !strncmp(qualifiers[i].name, name, length))
			return (int)qualifiers[i].qualifier;
	return -1;
}

static int read_decoded_pids(struct command *command, const char *set, char **ret_why)
{
	unsigned *flags = &command->style.flags, bits;
	int r = read_words("decode-pids", set, pid_words, SX_PRINT_COMMANDS | SX_PRINT_OWNER_IDS, &bits, ret_why);

	if (r == 0)
		*flags = (*flags & ~(SX_PRINT_COMMANDS | SX_PRINT_OWNER_IDS)) | bits;
	return r;
}

int read_qualifier(struct command *command, struct letters *letters, const char *qualifier, const char *set,
		   char **ret_why)
{
	struct sx_print_style *style = &command->style;
	unsigned bits;
	int r = 0;

	switch (find_qualifier(qualifier, strlen(qualifier))) {
	case TRACE:
		command->options.calls = set;
		return 0;
	case ABBREV:
		style->abbrev = set;
		return 0;
	case VERBOSE:
		style->structures = set;
		return 0;
	case RAW:
		style->raw = set;
		return 0;
	case SIGNALS:
		style->signals = set;
		return 0;
	case READ:
		style->read_fds = set;
		return 0;
	case WRITE:
		style->write_fds = set;
		return 0;
	case TRACE_FDS:
		style->fds = set;
		return 0;
	case STATUS:
		r = read_words(qualifier, set, status_words, 0xf, &bits, ret_why);
		if (r == 0)
			style->statuses = bits ? bits : SX_STATUS_OTHER;
		return r;
	case QUIET:
		letters->has_quiet = true;
		return read_words(qualifier, set, quiet_words, QUIET_ALL, &command->quiet, ret_why);
	case DECODE_FDS:
		letters->has_decoded_fds = true;
		return read_words(qualifier, set, fd_words, DECODE_ALL, &letters->decoded_fds, ret_why);
	case DECODE_PIDS:
		return read_decoded_pids(command, set, ret_why);
	case TAMPERING:
		return refuse(ret_why, "-e %s=: sysexpect watches and changes nothing; only a ptrace tracer such as strace "
			      "can make calls fail", qualifier);
	case KVM:
		return refuse(ret_why, "-e kvm=: exit reasons of a virtual machine lie in memory that only ptrace can map; "
			      "strace shows them");
	case NAMESPACES:
		return refuse(ret_why, "-e namespace=: changes of namespaces are not looked up; the calls that make them are "
			      "recorded");
	default:
		return refuse(ret_why, "-e %s=%s: this qualifier is not known", qualifier, set);
	}
}

bool is_qualifier(const char *name)
{
	return strlen(name) > 1 && find_qualifier(name, strlen(name)) >= 0;
}

int read_expression(struct command *command, struct letters *letters, const char *text, char **ret_why)
{
	size_t length = strcspn(text, "=");
	char qualifier[32];

	if (!text[length])
		return read_qualifier(command, letters, "trace", text, ret_why);
	snprintf(qualifier, sizeof(qualifier), "%.*s", (int)length, text);
	/* strace also takes a regular expression or a class with an equals sign in it as a set. */
	if (find_qualifier(text, length) < 0 && *text == '/')
		return read_qualifier(command, letters, "trace", text, ret_why);
	return read_qualifier(command, letters, qualifier, text + length + 1, ret_why);
}

/* ---- times ---- */

int read_unit(const char *option, const char *text, char *ret_unit, char **ret_why)
{
	static const char *const units[] = {"s", "ms", "us", "ns"};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!strcmp(text, units[i])) {
			*ret_unit = *text;
			return 0;
		}
	}
	return refuse(ret_why, "%s=%s: the precision is s, ms, us or ns", option, text);
}

/* [[format:]FORMAT],[[precision:]PRECISION]; what one does not say, one before it may have said. */
int read_timestamps(struct command *command, const char *text, char **ret_why)
{
	unsigned *flags = &command->style.flags, format = *flags & (SX_PRINT_TIME | SX_PRINT_EPOCH);
	char unit = command->style.time_unit ? command->style.time_unit : 's';

	if (!format || !*text)
		format = SX_PRINT_TIME;
	while (*text) {
		size_t length = strcspn(text, ",");
		char word[16];
		int r = 0;

		snprintf(word, sizeof(word), "%.*s", (int)(length < 15 ? length : 15), text);
		text += length + (text[length] == ',');
		if (!strncmp(word, "format:", 7) || !strncmp(word, "precision:", 10))
			memmove(word, strchr(word, ':') + 1, strlen(strchr(word, ':')));
		if (!strcmp(word, "none"))
			format = 0;
		else if (!strcmp(word, "time"))
			format = SX_PRINT_TIME;
		else if (!strcmp(word, "unix"))
			format = SX_PRINT_EPOCH;
		else
			r = read_unit("--absolute-timestamps", word, &unit, ret_why);
		if (r < 0)
			return r;
	}
	*flags &= ~(SX_PRINT_TIME | SX_PRINT_TIME_US | SX_PRINT_EPOCH);
	*flags |= format;
	command->style.time_unit = unit;
	return 0;
}

int read_overhead(struct command *command, const char *text, char **ret_why)
{
	static const struct word units[] = {{"", 1000}, {"s", 1000000000}, {"ms", 1000000}, {"us", 1000}, {"ns", 1}, {NULL, 0}};
	const struct word *unit;
	char *end;
	double number;

	errno = 0;
	number = strtod(text, &end);
	unit = find_word(units, end, strlen(end));
	if (errno || end == text || !unit || !(number >= 0) || number > 1e9)
		return refuse(ret_why, "-O %s: not a time such as 5us", text);
	command->table.overhead_ns = (uint64_t)(number * unit->bit);
	return 0;
}

/* ---- lists ---- */

int read_pids(struct command *command, const char *text, char **ret_why)
{
	const char *whole = text;
	pid_t *pids;
	char *end;

	for (;;) {
		long pid;

		text += strspn(text, ", \t\n");
		if (!*text)
			break;
		pid = strtol(text, &end, 10);
		if (end == text || pid <= 0 || pid > INT_MAX || (*end && !strchr(", \t\n", *end)))
			return refuse(ret_why, "-p %s: not a process id", whole);
		text = end;
		pids = reallocarray(command->attached, command->attached_count + 1, sizeof(*pids));
		if (!pids)
			return -ENOMEM;
		command->attached = pids;
		pids[command->attached_count++] = (pid_t)pid;
	}
	return command->attached_count ? 0 : refuse(ret_why, "-p '%s': no process id", whole);
}
