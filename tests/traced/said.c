/* SPDX-License-Identifier: MIT */
/* Compares what a victim said with what was recorded: line by line, and as patterns. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

/* One line, and whose it is. */
struct line {
	int tid;
	char *text;		/* "..." in what was said: anything may come here */
	bool is_open;		/* it goes on in another */
};

struct lines {
	struct line *list;
	size_t count;
};

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* One space before the result, and no word on why a call was refused: the rest is the victim's line. */
static void simplify(char *text)
{
	static const char denied[] = " /* denied by seccomp */";
	char *result = NULL, *next, *end = text + strlen(text);

	for (next = text; (next = strstr(next, ") ")); next++) {
		char *equals = next + 1 + strspn(next + 1, " ");

		if (equals[0] == '=' && equals[1] == ' ') {
			result = next + 2;
			memmove(result, equals, strlen(equals) + 1);
		}
	}
	end = text + strlen(text);
	if (end - text > (long)strlen(denied) && strcmp(end - strlen(denied), denied) == 0)
		end[-(long)strlen(denied)] = '\0';
}

/* "<... read resumed>rest" belongs to the thread's line that is open. An execve is begun by one thread
 * and may come out as the first of its process. */
static void resume(struct lines *lines, int tid, const char *text)
{
	const char *rest = strchr(text, '>');
	struct line *line = NULL;
	size_t i, length;

	for (i = lines->count; i-- > 0 && !line;)
		if (lines->list[i].tid == tid && lines->list[i].is_open)
			line = &lines->list[i];
	for (i = lines->count; i-- > 0 && !line && starts(text, "<... execve resumed>");)
		if (lines->list[i].is_open && starts(lines->list[i].text, "execve("))
			line = &lines->list[i];
	ck_assert_msg(line && rest, "nothing to resume: %s", text);
	rest++;
	length = strlen(line->text);
	line->text = realloc(line->text, length + strlen(rest) + 2);
	ck_assert_ptr_nonnull(line->text);
	if (line->text[length - 1] == ',' && *rest != ' ')
		strcat(line->text, " ");
	strcat(line->text, rest);
	line->is_open = false;
	simplify(line->text);
}

/* Where a line says that it goes on elsewhere: at " <unfinished ...>", " <pid changed to 12 ...>"; or NULL. */
static char *opening(char *text)
{
	static const char end[] = " ...>";
	size_t length = strlen(text);
	char *start = strrchr(text, '<');

	if (!start || length < strlen(end) || strcmp(text + length - strlen(end), end) != 0)
		return NULL;
	return starts(start, "<unfinished ") || starts(start, "<pid changed to ") ? start : NULL;
}

/* "PID text" lines; unfinished and resumed parts are one. The list's texts are copies. */
static struct lines parse(const char *text)
{
	struct lines lines = { calloc(1, sizeof(struct line)), 0 };
	const char *end;
	struct line *line;
	char *start, *stop;
	int tid;

	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		ck_assert_msg(end, "the last line has no end: %s", text);
		tid = (int)strtol(text, &start, 10);
		ck_assert_msg(start > text && *start == ' ', "no pid before: %.*s", (int)(end - text), text);
		start += strspn(start, " ");
		if (starts(start, "<... ")) {
			char *rest = strndup(start, end - start);

			resume(&lines, tid, rest);
			free(rest);
			continue;
		}
		lines.list = realloc(lines.list, (lines.count + 1) * sizeof(*line));
		ck_assert_ptr_nonnull(lines.list);
		line = &lines.list[lines.count++];
		*line = (struct line){ .tid = tid, .text = strndup(start, end - start) };
		ck_assert_ptr_nonnull(line->text);
		stop = opening(line->text);
		if (stop) {
			line->is_open = true;
			while (stop > line->text && stop[-1] == ' ')
				stop--;
			*stop = '\0';
		}
		simplify(line->text);
	}
	return lines;
}

static void free_lines(struct lines lines)
{
	while (lines.count > 0)
		free(lines.list[--lines.count].text);
	free(lines.list);
}

/* The lines of one thread, those left out that nobody says; texts stay the list's. */
static struct lines of_thread(struct lines all, int tid)
{
	struct lines lines = { calloc(all.count + 1, sizeof(struct line)), 0 };
	size_t i;

	ck_assert_ptr_nonnull(lines.list);
	for (i = 0; i < all.count; i++)
		if (all.list[i].tid == tid)
			lines.list[lines.count++] = all.list[i];
	return lines;
}

static bool is_event(const char *text)
{
	return starts(text, "--- ") || starts(text, "+++ ");
}

/* Calls of the victims' own helpers, and a signal whose moment nobody knows. */
static bool is_aside(const char *text)
{
	return starts(text, "gettid()") || starts(text, "readlink(\"/proc/self/fd/") || starts(text, "--- SIGCHLD ");
}

static size_t skip_asides(struct lines shown, size_t i)
{
	while (i < shown.count && is_aside(shown.list[i].text))
		i++;
	return i;
}

/* How many of `count` lines stand in `shown` from `start` on, each at its place; the index behind them. */
static size_t equal_from(struct lines shown, size_t start, const struct line *said, size_t count, size_t *ret_end)
{
	size_t i = start, n, equal = 0;

	for (n = 0; n < count; n++, i++) {
		i = skip_asides(shown, i);
		if (i < shown.count && strcmp(shown.list[i].text, said[n].text) == 0)
			equal++;
	}
	*ret_end = i;
	return equal;
}

static void fail_with(struct lines shown, size_t start, const struct line *said, size_t count)
{
	size_t i = start, n, wrong = 0;
	const char *text;

	for (n = 0; n < count; n++, i++) {
		i = skip_asides(shown, i);
		text = i < shown.count ? shown.list[i].text : "(nothing)";
		if (strcmp(text, said[n].text) != 0 && wrong++ < 5)
			fprintf(stderr, "thread %d, line %zu of %zu:\n  said:  %s\n  shown: %s\n", said->tid, n + 1, count,
				said[n].text, text);
	}
	ck_abort_msg("thread %d: %zu of %zu lines are not what the victim said", said->tid, wrong, count);
}

/* Each line as a pattern finds the call that stands at its place, and no earlier one. */
static void check_patterns(sx_trace *thread, struct lines shown, size_t from, size_t to)
{
	const sx_call *call = NULL, *before = NULL, *found;
	size_t i;

	for (i = 0; i < to; i++) {
		if (is_event(shown.list[i].text))
			continue;
		before = call;
		call = sx_find(thread, before, "*");
		ck_assert_msg(call, "the dump shows a call that is not in the list: %s", shown.list[i].text);
		if (i < from || is_aside(shown.list[i].text))
			continue;
		ck_assert_msg(starts(shown.list[i].text, sx_call_name(call)), "%s is not %s", sx_call_name(call),
			      shown.list[i].text);
		found = sx_find(thread, before, shown.list[i].text);
		ck_assert_msg(found == call, "as a pattern this %s: %s", found ? "finds another call" : "finds nothing",
			      shown.list[i].text);
	}
}

/* The lines of one thread; they come in pieces between which anything may stand. */
static void check_thread(sx_trace *trace, struct lines said, struct lines shown)
{
	sx_trace *thread = sx_of_thread(trace, said.list[0].tid);
	size_t first, last, at = 0, start, end, equal, most, best;

	for (first = 0; first < said.count; first = last + 1) {
		for (last = first; last < said.count && strcmp(said.list[last].text, "...") != 0;)
			last++;
		if (last == first)
			continue;
		most = best = 0;
		for (start = at; start < shown.count && most < last - first; start++) {
			equal = equal_from(shown, start, said.list + first, last - first, &end);
			if (equal > most) {
				most = equal;
				best = start;
			}
		}
		if (most < last - first)
			fail_with(shown, best, said.list + first, last - first);
		equal_from(shown, best, said.list + first, last - first, &end);
		check_patterns(thread, shown, best, end);
		at = end;
	}
}

void assert_said(sx_trace *trace)
{
	char *told = text_of_file(told_file()), *dump = text_of_dump(trace);
	struct lines said = parse(told), shown = parse(dump), mine, theirs;
	size_t i, k;

	ck_assert_msg(said.count > 1, "the victim said nothing");
	for (i = 0; i < said.count; i++) {
		for (k = 0; k < i && said.list[k].tid != said.list[i].tid;)
			k++;
		if (k < i)	/* this thread was checked */
			continue;
		mine = of_thread(said, said.list[i].tid);
		theirs = of_thread(shown, said.list[i].tid);
		if (mine.count != 1 || strcmp(mine.list[0].text, "...") != 0)
			check_thread(trace, mine, theirs);
		free(mine.list);
		free(theirs.list);
	}
	free_lines(said);
	free_lines(shown);
	free(told);
	free(dump);
}
