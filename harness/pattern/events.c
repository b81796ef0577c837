/* SPDX-License-Identifier: MIT */
/* Patterns of events: "--- SIGCHLD {si_status=1, ...} ---", and "+++ exited with 0 +++", compared with the line that is printed. */
#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "harness/pattern/ast.h"
#include "harness/pattern/constants.h"

/* The text with single blanks; strace's three dots and a star are any text. */
static size_t event_atoms(const char *text, struct atom *atoms)
{
	size_t count = 0;

	for (; *text; text++) {
		if (*text == '*' || strncmp(text, "...", 3) == 0) {
			text += *text == '.' ? 2 : 0;
			atoms[count++] = (struct atom){.kind = ATOM_DEEP};
		} else if (!isspace((unsigned char)*text)) {
			atoms[count++] = (struct atom){.c = (unsigned char)*text};
		} else if (count && atoms[count - 1].c != ' ') {
			atoms[count++] = (struct atom){.c = ' '};
		}
	}
	while (count && atoms[count - 1].c == ' ')
		count--;
	return count;
}

static int keep_event(struct compiler *c, const char *text)
{
	struct atom *atoms = text ? arena_take(c->arena, (strlen(text) + 1) * sizeof(*atoms)) : NULL;

	if (!atoms)
		return out_of_memory(c);
	c->pattern->event = atoms;
	c->pattern->event_count = event_atoms(text, atoms);
	return 0;
}

/* Its number, or an error. */
static int check_signal(struct compiler *c, const char *start, const char *name)
{
	struct nearest nearest = {name};
	int signal = signal_of(name);

	if (signal > 0)
		return signal;
	for (int number = 1; number < 65; number++)
		if (signal_name(number))
			nearest_try(&nearest, signal_name(number));
	complain(c, span_from(c, start), "unknown signal %s", name);
	suggest(c, nearest.best);
	return c->error;
}

/* What stands for any text behind a signal's name. */
static void accept_rest(struct compiler *c)
{
	skip_blanks(c);
	while (accept(c, "...") || accept(c, "\xe2\x80\xa6"))
		skip_blanks(c);
}

static int parse_info(struct compiler *c)
{
	bool is_there = *c->at == '{';
	const char *start;

	if (is_there) {
		c->pattern->info = parse_value(c);
		if (!c->pattern->info)
			return c->error;
		accept_rest(c);
	}
	is_there |= accept(c, "---");
	skip_blanks(c);
	if (!*c->at)
		return 0;
	start = c->at;
	c->at += strlen(start);
	return complain(c, span_from(c, start), is_there ? "nothing may follow here" : "expected {field=value, ...} and ---");
}

/* --- stopped by SIGSTOP --- */
static int parse_stop(struct compiler *c, const char *whole)
{
	const char *start = c->at;
	char *name;

	if (*c->at == '*' || looking_at(c, "..."))
		return keep_event(c, whole);
	name = lex_word(c, "");
	if (!name)
		return complain(c, span_from(c, whole), "stopped by which signal?");
	check_signal(c, start, name);
	return c->error ? c->error : keep_event(c, arena_format(c->arena, "--- stopped by %s ---", name));
}

static int parse_signal(struct compiler *c)
{
	const char *whole = c->at, *start;
	char *name;

	c->at += 3;
	skip_blanks(c);
	start = c->at;
	/* strace's ? is a signal that could not be read */
	if (*c->at == '?')
		return keep_event(c, whole);
	if (!accept(c, "*") && !looking_at(c, "...")) {
		name = lex_word(c, "");
		if (!name)
			return complain(c, span_from(c, whole), "expected --- SIGNAL {…} ---");
		if (strcmp(name, "stopped") == 0 && accept(c, " by "))
			return parse_stop(c, whole);
		c->pattern->signal = check_signal(c, start, name);
		if (c->error)
			return c->error;
	}
	accept_rest(c);
	return parse_info(c);
}

/* The fields that siginfo has, and the signals that alone have them; none: a signal of any kind may. */
static const struct field {
	const char *name;
	const char *signals;
} fields[] = {
	{"si_signo", NULL}, {"si_code", NULL}, {"si_errno", NULL}, {"si_pid", NULL}, {"si_uid", NULL}, {"si_int", NULL},
	{"si_ptr", NULL}, {"si_timerid", NULL}, {"si_overrun", NULL}, {"si_band", NULL}, {"si_fd", NULL},
	{"si_status", "SIGCHLD"}, {"si_utime", "SIGCHLD"}, {"si_stime", "SIGCHLD"},
	{"si_addr", "SIGILL SIGFPE SIGSEGV SIGBUS SIGTRAP"}, {"si_addr_lsb", "SIGBUS"}, {"si_lower", "SIGSEGV"},
	{"si_upper", "SIGSEGV"}, {"si_pkey", "SIGSEGV"}, {"si_call_addr", "SIGSYS"}, {"si_syscall", "SIGSYS"},
	{"si_arch", "SIGSYS"},
};

static const struct field *field_named(const char *name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

static int unknown_field(struct compiler *c, const struct node *node)
{
	struct nearest nearest = {node->name};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		nearest_try(&nearest, fields[i].name);
	complain(c, node->name_source, "a signal has no field %s", node->name);
	suggest(c, nearest.best);
	return c->error;
}

static int check_field(struct compiler *c, const struct node *node)
{
	const char *signal = c->pattern->signal ? signal_name(c->pattern->signal) : NULL;
	const struct field *field;

	if (!node->name)
		return complain(c, node->source, "a field of a signal is written field=value");
	field = field_named(node->name);
	if (!field)
		return unknown_field(c, node);
	if (signal && field->signals && !strstr(field->signals, signal))
		return complain(c, node->name_source, "%s has no %s: this can never match", signal, node->name);
	if (signal && node->kind == NODE_NAMES && strcmp(node->name, "si_signo") == 0 && node->terms && !node->terms->next &&
	    node->terms->name && signal_of(node->terms->name) > 0 && signal_of(node->terms->name) != c->pattern->signal)
		return complain(c, node->source, "si_signo of %s is %s: this can never match", signal, signal);
	return strcmp(node->name, "si_code") == 0 ? check_signal_code(c, node) : 0;
}

int check_signal_info(struct compiler *c)
{
	const struct node *info = c->pattern->info;
	bool has_rest = false;
	unsigned always = 0;

	for (const struct node *node = info->first; node; node = node->next) {
		has_rest |= node->kind == NODE_REST;
		if (node->kind != NODE_REST && check_field(c, node) < 0)
			return c->error;
		always += node->name && (strcmp(node->name, "si_signo") == 0 || strcmp(node->name, "si_code") == 0);
	}
	if (has_rest || always >= 2)
		return check_parts(c, info);
	complain(c, info->source, "a signal has more fields than these: this can never match");
	text_add(c->report, "\nwrite \", ...\" for any further fields");
	return c->error;
}

static bool is_deadly(int signal)
{
	switch (signal) {
	case SIGCHLD:
	case SIGCONT:
	case SIGSTOP:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
	case SIGURG:
	case SIGWINCH:
		return false;
	default:
		return true;
	}
}

/* A process that was killed is meant with a core dump and without. */
static int parse_killed(struct compiler *c, const char *whole)
{
	const char *start = c->at;
	char *name;

	if (*c->at == '*' || looking_at(c, "..."))
		return keep_event(c, whole);
	name = lex_word(c, "");
	if (!name)
		return complain(c, span_from(c, whole), "killed by which signal?");
	if (!is_deadly(check_signal(c, start, name)))
		return complain(c, span_from(c, start), "%s kills no process: this can never match", name);
	if (c->error)
		return c->error;
	skip_blanks(c);
	if (!*c->at || strcmp(c->at, "+++") == 0)
		return keep_event(c, arena_format(c->arena, "+++ killed by %s ...+++", name));
	return keep_event(c, whole);
}

static int check_code(struct compiler *c)
{
	size_t at = (size_t)(c->at - c->text), digits = strspn(c->at, "0123456789");

	if (!digits)
		return complain(c, (struct span){at, at + 1}, "exited with which code?");
	if (digits > 3 || strtoul(c->at, NULL, 10) > 255)
		return complain(c, (struct span){at, at + digits}, "an exit status is 255 at most: this can never match");
	return 0;
}

static int parse_end_of_task(struct compiler *c)
{
	const char *whole = c->at;
	size_t length = strlen(whole);

	while (length && isspace((unsigned char)whole[length - 1]))
		length--;
	c->at += 3;
	skip_blanks(c);
	if (*c->at == '?' || *c->at == '*' || looking_at(c, "..."))
		return keep_event(c, whole);
	if (accept(c, "killed by "))
		return parse_killed(c, whole);
	if (accept(c, "exited with ") && *c->at != '*' && !looking_at(c, "...") && check_code(c) < 0)
		return c->error;
	if (c->at == whole + 3 + strspn(whole + 3, " ") && !looking_at(c, "superseded by "))
		return complain(c, (struct span){0, strlen(c->text)},
				"expected +++ exited with 0 +++ or +++ killed by SIGKILL +++");
	if (length < 7 || strncmp(whole + length - 3, "+++", 3) != 0)
		return keep_event(c, arena_format(c->arena, "%.*s +++", (int)length, whole));
	return keep_event(c, whole);
}

int parse_event(struct compiler *c, enum pattern_subject subject)
{
	c->pattern->subject = subject;
	return subject == SUBJECT_SIGNAL ? parse_signal(c) : parse_end_of_task(c);
}

static enum match match_signal(const struct pattern *pattern, const struct sx_call *entry, struct matching *m)
{
	struct target target = {.call = entry, .slot = SYSCALL_ARGS};
	const struct value *info;
	int signal;

	info = decode_signal_info(m->scratch, entry, &signal);
	if (!info || (pattern->signal && pattern->signal != signal))
		return MATCH_NO;
	/* That the process has stopped is no signal, but it is any event. */
	if (is_stop(entry) && (pattern->signal || pattern->info))
		return MATCH_NO;
	return pattern->info ? match_value(pattern->info, info, &target, m) : MATCH_YES;
}

enum match match_event(const struct pattern *pattern, const struct sx_call *entry, struct matching *m)
{
	struct line_style style = {.string_limit = SIZE_MAX / 4};
	struct text line = {0};
	size_t used = 0;
	bool is_match;

	if (!pattern->event)
		return match_signal(pattern, entry, m);
	line_of_event(&line, entry, &style);
	for (size_t i = 0; i < line.length; i++)
		if (line.bytes[i] != ' ' || (used && line.bytes[used - 1] != ' '))
			line.bytes[used++] = line.bytes[i];
	is_match = used && glob_match(pattern->event, pattern->event_count, line.bytes, used, true);
	text_free(&line);
	return is_match ? MATCH_YES : MATCH_NO;
}
