/* SPDX-License-Identifier: MIT */
/* A dump without what changes from run to run: pids, addresses, times, temporary names and inodes. */
#include "harness/golden.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/arena.h"
#include "harness/decode/decode.h"
#include "harness/print.h"

#define STRINGS 32		/* bytes shown of a string: a golden file must not depend on SX_STRINGS */
#define RANDOM_LENGTH 6		/* characters that mkstemp(3) puts in place of XXXXXX */
#define SHORTEST_ADDRESS 6	/* hexadecimal digits */
#define FIRST_DATE 1000000000	/* seconds: a larger tv_sec is a date, a smaller one a time-out or an uptime */
#define MOST_INODES 1024

struct temporary {
	char *name;		/* last component of a path that was made with O_EXCL */
	size_t start, length;	/* of its random part */
	const struct temporary *next;
};

struct normaliser {
	const struct recording *recording;
	const char *folder, *home;
	struct arena arena;
	const struct temporary *temporaries;
	uint64_t inodes[MOST_INODES];	/* in the order of their appearance */
	size_t inode_count;
	bool is_after_date;	/* the tv_nsec behind a tv_sec that was a date */
};

/* ---- names for things ---- */

/* The ordinal of a task, from 1, in the order of birth; 0: none of the tree. */
static size_t task_number(const struct recording *recording, int64_t id)
{
	size_t i;

	for (i = 0; i < recording->process_count; i++)
		if (recording->processes[i]->tid == id)
			return i + 1;
	return 0;
}

static void add_task(struct text *text, const struct normaliser *n, int64_t id)
{
	size_t number = task_number(n->recording, id);

	if (number)
		text_format(text, "$p%zu", number);
	else
		text_add_char(text, '*');
}

static size_t inode_number(struct normaliser *n, uint64_t inode)
{
	size_t i;

	for (i = 0; i < n->inode_count; i++)
		if (n->inodes[i] == inode)
			return i + 1;
	if (n->inode_count == MOST_INODES)
		return 0;
	n->inodes[n->inode_count++] = inode;
	return n->inode_count;
}

/* ---- temporary names ---- */

static bool makes_temporary(const struct sx_call *call, const struct syscall *row)
{
	unsigned i;

	for (i = 0; i < SYSCALL_ARGS; i++) {
		if (row->args[i].kind == KIND_MODE_IF_CREATE)
			return call_arg(call, i) == 0600 && (call_arg(call, row->args[i].of) & O_EXCL);
		if (row->args[i].kind == KIND_MODE && strncmp(row->name, "mkdir", 5) == 0)
			return (call_arg(call, i) & 07777) == 0700;
	}
	return false;
}

/* The last run of letters and digits that is long enough to be random. */
static bool random_part(const char *name, size_t length, size_t *ret_start, size_t *ret_length)
{
	size_t end = length, start;

	while (end > 0) {
		while (end > 0 && !isalnum((unsigned char)name[end - 1]))
			end--;
		start = end;
		while (start > 0 && isalnum((unsigned char)name[start - 1]))
			start--;
		if (end - start >= RANDOM_LENGTH) {
			*ret_start = start;
			*ret_length = end - start;
			return true;
		}
		end = start;
	}
	return false;
}

static int remember_temporary(struct normaliser *n, const struct sx_call *call, unsigned slot)
{
	const struct value *path = decode_argument(&n->arena, call, slot);
	struct temporary *temporary;
	const char *slash, *name;
	size_t length;

	if (!path || path->kind != VALUE_PATH || !path->bytes || path->state == STATE_CUT)
		return 0;
	slash = memrchr(path->bytes, '/', path->length);
	name = slash ? slash + 1 : (const char *)path->bytes;
	length = path->length - (size_t)(name - (const char *)path->bytes);
	temporary = arena_take(&n->arena, sizeof(*temporary));
	if (!temporary)
		return -ENOMEM;
	if (!random_part(name, length, &temporary->start, &temporary->length))
		return 0;
	temporary->name = arena_format(&n->arena, "%.*s", (int)length, name);
	if (!temporary->name)
		return -ENOMEM;
	temporary->next = n->temporaries;
	n->temporaries = temporary;
	return 0;
}

static int find_temporaries(struct normaliser *n)
{
	const struct recording *recording = n->recording;
	const struct syscall *row;
	size_t i;
	unsigned slot;

	for (i = 0; i < recording->count; i++) {
		if (call_entry(recording->entries[i]) != ENTRY_CALL || call_failed(recording->entries[i]))
			continue;
		row = call_row(recording->entries[i]);
		if (!makes_temporary(recording->entries[i], row))
			continue;
		for (slot = 0; slot < SYSCALL_ARGS; slot++)
			if (row->args[slot].kind == KIND_PATH &&
			    remember_temporary(n, recording->entries[i], slot) < 0)
				return -ENOMEM;
	}
	return 0;
}

/* ---- from left to right through a line ---- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* How many bytes of `at` a normaliser took; 0: not its concern. */
static size_t take_temporary(struct text *text, const struct normaliser *n, const char *line, const char *at)
{
	const struct temporary *t;
	size_t length;

	for (t = n->temporaries; t; t = t->next) {
		length = strlen(t->name);
		if (strncmp(at, t->name, length) != 0 || is_word(at[length]) || (at > line && is_word(at[-1])))
			continue;
		text_add_bytes(text, at, t->start);
		text_add_char(text, '*');
		text_add_bytes(text, at + t->start + t->length, length - t->start - t->length);
		return length;
	}
	return 0;
}

static size_t take_folder(struct text *text, const char *folder, const char *name, const char *line, const char *at)
{
	size_t length = folder ? strlen(folder) : 0;

	if (length < 2 || at == line || !strchr("\"<", at[-1]) || strncmp(at, folder, length) != 0 ||
	    !strchr("/\">", at[length]))
		return 0;
	text_add(text, name);
	return length;
}

static size_t take_process_folder(struct text *text, const struct normaliser *n, const char *at)
{
	char *end;
	long id;

	if (strncmp(at, "/proc/", 6) != 0 || !isdigit((unsigned char)at[6]))
		return 0;
	id = strtol(at + 6, &end, 10);
	text_add(text, "/proc/");
	add_task(text, n, id);
	return (size_t)(end - at);
}

/* pipe:[123] */
static size_t take_inode(struct text *text, struct normaliser *n, const char *at)
{
	unsigned long long inode;
	char *end;

	if (strncmp(at, ":[", 2) != 0 || !isdigit((unsigned char)at[2]))
		return 0;
	inode = strtoull(at + 2, &end, 10);
	if (*end != ']')
		return 0;
	text_format(text, ":[%zu", inode_number(n, inode));
	return (size_t)(end - at);
}

static size_t take_address(struct text *text, const char *line, const char *at)
{
	size_t digits = 0;

	if (at[0] != '0' || at[1] != 'x' || (at > line && (is_word(at[-1]) || at[-1] == '|')))
		return 0;
	while (isxdigit((unsigned char)at[2 + digits]))
		digits++;
	if (digits < SHORTEST_ADDRESS || is_word(at[2 + digits]))
		return 0;
	text_add_char(text, '*');
	return 2 + digits;
}

/* Whether the `length` bytes before `at` end with one of the names of a field, whole. */
static bool is_field(const char *line, const char *at, const char *const names[])
{
	size_t length;

	for (; *names; names++) {
		length = strlen(*names);
		if ((size_t)(at - line) >= length && memcmp(at - length, *names, length) == 0 &&
		    ((size_t)(at - line) == length || !is_word(at[-(ptrdiff_t)length - 1])))
			return true;
	}
	return false;
}

static const char *const task_fields[] = {"si_pid=", "l_pid=", "pid=", "child_tid=[", "parent_tid=[", "set_tid=[", NULL};
static const char *const varying_fields[] = {"st_ino=", "stx_ino=", "d_ino=", "si_utime=", "si_stime=", NULL};
static const char *const second_fields[] = {"tv_sec=", NULL};
static const char *const fraction_fields[] = {"tv_nsec=", "tv_usec=", NULL};

static size_t take_number(struct text *text, struct normaliser *n, const char *line, const char *at)
{
	long long number;
	char *end;

	if (!isdigit((unsigned char)*at) || at == line || is_word(at[-1]))
		return 0;
	number = strtoll(at, &end, 10);
	if (is_field(line, at, second_fields))
		n->is_after_date = number >= FIRST_DATE;
	if (is_field(line, at, task_fields))
		add_task(text, n, number);
	else if (is_field(line, at, varying_fields) ||
		 (n->is_after_date && (is_field(line, at, second_fields) || is_field(line, at, fraction_fields))))
		text_add_char(text, '*');
	else
		return 0;
	return (size_t)(end - at);
}

/* The size of the environment belongs to who runs the test: 0x7ffe… with a comment "24 vars" */
static size_t take_comment(const char *at)
{
	const char *end = strncmp(at, " /* ", 4) == 0 ? strstr(at, " vars */") : NULL;

	if (!end || strspn(at + 4, "0123456789") != (size_t)(end - at - 4))
		return 0;
	return (size_t)(end - at) + strlen(" vars */");
}

static void add_normalised(struct text *text, struct normaliser *n, const char *line)
{
	bool is_quoted = false, is_path = false;
	const char *at = line;
	size_t taken;

	n->is_after_date = false;
	while (*at) {
		taken = take_temporary(text, n, line, at);
		if (!taken)
			taken = take_inode(text, n, at);
		if (!taken)
			taken = take_folder(text, n->folder, "$cwd", line, at);
		if (!taken)
			taken = take_folder(text, n->home, "$home", line, at);
		if (!taken && (is_quoted || is_path))
			taken = take_process_folder(text, n, at);
		if (!taken && !is_quoted && !is_path)
			taken = take_address(text, line, at);
		if (!taken && !is_quoted && !is_path)
			taken = take_number(text, n, line, at);
		if (!taken && !is_quoted)
			taken = take_comment(at);
		if (taken) {
			at += taken;
			continue;
		}
		if (is_quoted && *at == '\\' && at[1])
			text_add_char(text, *at++);
		else if (*at == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && (*at == '<' || *at == '>'))
			is_path = *at == '<';
		text_add_char(text, *at++);
	}
}

/* ---- lines ---- */

/* Puts a name in place of a span that holds a process id. */
static void name_task(struct text *line, const struct normaliser *n, struct span where, int64_t id)
{
	struct text rest = {0};

	if (where.end <= where.start || id == 0 || id == -1)
		return;
	text_add_bytes(&rest, line->bytes + where.end, line->length - where.end);
	text_cut(line, where.start);
	if (id < 0)
		text_add_char(line, '-');
	add_task(line, n, id < 0 ? -id : id);
	text_add_bytes(line, rest.bytes, rest.length);
	text_free(&rest);
}

static void hide_argument(struct text *line, struct span where)
{
	struct text rest = {0};

	if (where.end <= where.start)
		return;
	text_add_bytes(&rest, line->bytes + where.end, line->length - where.end);
	text_cut(line, where.start);
	text_add_char(line, '*');
	text_add_bytes(line, rest.bytes, rest.length);
	text_free(&rest);
}

static void add_call(struct text *line, const struct normaliser *n, const struct sx_call *call,
		     const struct line_style *style)
{
	const struct syscall *row = call_row(call);
	struct line_spans spans = {0};
	unsigned i;

	print_line(line, call, style, &spans);
	if (call_entry(call) != ENTRY_CALL)
		return;
	if (result_is_task(row->result) && call_returned(call) && !call_failed(call))
		name_task(line, n, spans.result, call->ret);
	for (i = SYSCALL_ARGS; i-- > 0;) {
		if (argument_id(&row->args[i], call_arg(call, row->args[i].of)) != ID_OF_NOTHING)
			name_task(line, n, spans.args[i], (int32_t)call_arg(call, i));
		else if (i == 0 && strcmp(row->name, "getrandom") == 0)
			hide_argument(line, spans.args[i]);
	}
}

static void add_entry(struct text *text, struct normaliser *n, const struct sx_call *entry, bool with_task)
{
	const struct line_style style = {.string_limit = STRINGS, .paths = true, .no_alignment = true};
	struct text line = {0};

	if (with_task) {
		text_add(text, "[pid ");
		add_task(text, n, call_tid(entry));
		text_add(text, "] ");
	}
	add_call(&line, n, entry, &style);
	if (line.length)
		add_normalised(text, n, line.bytes);
	text_add_char(text, '\n');
	text->failed = text->failed || line.failed;
	text_free(&line);
}

int golden_render(struct text *text, const struct recording *recording, const struct sx_call *const *entries,
		  size_t count, const char *folder, const char *home)
{
	struct normaliser n = {.recording = recording, .folder = folder, .home = home};
	bool with_task = false;
	size_t task, i;

	if (find_temporaries(&n) < 0)
		goto out;
	for (i = 1; i < count; i++)
		with_task = with_task || call_tid(entries[i]) != call_tid(entries[0]);
	for (task = 0; task < recording->process_count; task++)
		for (i = 0; i < count; i++)
			if (call_process(entries[i]) == recording->processes[task])
				add_entry(text, &n, entries[i], with_task);
	arena_free(&n.arena);
	return text->failed ? -ENOMEM : 0;

out:
	arena_free(&n.arena);
	return -ENOMEM;
}
