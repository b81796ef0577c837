/* SPDX-License-Identifier: MIT */
/* The public side of dumps: styles, and whole recordings in one. */
#include "harness/print.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/query.h"
#include "harness/report_settings.h"
#include "harness/syscalls/select.h"
#include "harness/trace.h"

static uint8_t names_of(unsigned flags)
{
	if (flags & SX_PRINT_RAW)
		return LINE_RAW;
	return flags & SX_PRINT_NUMBERS ? LINE_VERBOSE : LINE_ABBREV;
}

static size_t string_limit_of(const struct sx_print_style *style)
{
	if (style->flags & SX_PRINT_NO_STRINGS)
		return 0;
	return style->string_limit ? style->string_limit : report_string_limit(32);
}

static struct line_style line_style_of(const struct sx_print_style *style, int fd)
{
	unsigned flags = style->flags;
	uint8_t kinds = (uint8_t)((flags & SX_PRINT_SOCKETS ? DETAIL_SOCKET : 0) |
				  (flags & SX_PRINT_DEVICES ? DETAIL_DEVICE : 0) |
				  (flags & SX_PRINT_PIDFDS ? DETAIL_PIDFD : 0));

	return (struct line_style){
		.string_limit = string_limit_of(style),
		.column = style->column,
		.names = names_of(flags),
		.hex_strings = flags & SX_PRINT_HEX_ALL ? 2 : flags & SX_PRINT_HEX ? 1 : 0,
		.hex_escapes = flags & SX_PRINT_HEX_ESCAPES,
		.paths = !(flags & SX_PRINT_NO_PATHS),
		.details = flags & SX_PRINT_DETAILS || kinds,
		.detail_kinds = flags & SX_PRINT_DETAILS ? 0 : kinds,
		.verbose = flags & SX_PRINT_VERBOSE,
		.parameters = flags & SX_PRINT_PARAMETERS,
		.colour = !(flags & SX_PRINT_JSON) && report_wants_colour(fd),
	};
}

/* ---- sets ---- */

static int take_calls(const char *text, uint64_t ret_set[2][WIRE_CALLS / 64], bool *ret_has, struct text *ret_why)
{
	*ret_has = text != NULL;
	return text ? select_parse(text, ret_set, ret_why) : 0;
}

static bool is_whole(const char *text)
{
	return !strcmp(text, "all") || !strcmp(text, "none");
}

/* "!" and "all" and "none" of any set; returns what is left to read. */
static char *read_inversion(char *text, bool *ret_is_inverted)
{
	*ret_is_inverted = false;
	for (; *text == '!'; text++)
		*ret_is_inverted = !*ret_is_inverted;
	if (!strcmp(text, "all"))
		*ret_is_inverted = !*ret_is_inverted;
	return is_whole(text) ? text + strlen(text) : text;
}

/* A set of nothing is called "none". */
static bool is_empty_list(const char *set, const char *list)
{
	return !list[strspn(list, ",")] && !is_whole(set + strspn(set, "!"));
}

/* The next word of a list; NULL: there is none. */
static char *next_word(char **rest)
{
	char *word;

	do {
		word = *rest ? strsep(rest, ",") : NULL;
	} while (word && !*word);
	return word;
}

static int take_fds(struct arena *arena, const char *text, struct fds *ret_fds, bool *ret_has, struct text *ret_why)
{
	char *copy, *rest, *word, *end;
	int *list;

	*ret_has = text != NULL;
	if (!text)
		return 0;
	copy = arena_copy(arena, text, strlen(text) + 1);
	list = arena_take(arena, (strlen(text) + 1) * sizeof(*list));
	if (!copy || !list)
		return -ENOMEM;
	ret_fds->list = list;
	rest = read_inversion(copy, &ret_fds->is_inverted);
	if (is_empty_list(text, rest)) {
		text_format(ret_why, "invalid descriptor '%s'", text);
		return -EINVAL;
	}
	while ((word = next_word(&rest))) {
		long fd = strtol(word, &end, 10);

		if (*word < '0' || *word > '9' || *end || fd > INT32_MAX) {
			text_format(ret_why, "invalid descriptor '%s'", word);
			return -EINVAL;
		}
		list[ret_fds->count++] = (int)fd;
	}
	return 0;
}

static int signal_by_word(const char *word)
{
	char name[32], *end;
	long number = strtol(word, &end, 10);

	if (*word >= '0' && *word <= '9' && !*end)
		return number >= 0 && number <= 64 ? (int)number : -EINVAL;
	snprintf(name, sizeof(name), "%s%.24s", strncasecmp(word, "SIG", 3) ? "SIG" : "", word);
	for (char *c = name; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return signal_of(name);
}

static int take_signals(struct arena *arena, const char *text, uint64_t *ret_hidden, struct text *ret_why)
{
	char *copy = text ? arena_copy(arena, text, strlen(text) + 1) : NULL, *rest, *word;
	bool is_inverted;
	uint64_t named = 0;

	if (!text)
		return 0;
	if (!copy)
		return -ENOMEM;
	rest = read_inversion(copy, &is_inverted);
	if (is_empty_list(text, rest)) {
		text_format(ret_why, "invalid signal '%s'", text);
		return -EINVAL;
	}
	while ((word = next_word(&rest))) {
		int number = signal_by_word(word);

		if (number < 0) {
			text_format(ret_why, "invalid signal '%s'", word);
			return -EINVAL;
		}
		if (number)
			named |= 1ULL << (number - 1);
	}
	*ret_hidden = is_inverted ? named : ~named;
	return 0;
}

static int take_unit(char unit, uint8_t *ret_digits, struct text *ret_why)
{
	static const char units[] = {'s', 'm', 'u', 'n'};

	*ret_digits = 0;
	if (!unit)
		return 0;
	for (size_t i = 0; i < sizeof(units); i++)
		if (units[i] == unit)
			*ret_digits = (uint8_t)(3 * i + 1);
	if (*ret_digits)
		return 0;
	text_format(ret_why, "invalid unit of time '%c'", unit);
	return -EINVAL;
}

int print_take_style(struct printer *printer, struct print_wishes *wishes, struct arena *arena,
		     const struct sx_print_style *style, int fd, struct text *ret_why)
{
	struct sx_print_style all = {.size = sizeof(all)};
	int r;

	*wishes = (struct print_wishes){0};
	if (style)
		memcpy(&all, style, style->size < sizeof(all) ? style->size : sizeof(all));
	printer->line = line_style_of(&all, fd);
	printer->flags = all.flags;
	printer->frames = all.frames ? all.frames : SIZE_MAX;
	printer->wishes = wishes;
	wishes->statuses = all.statuses;
	wishes->paths = all.paths && all.paths[0] ? all.paths : NULL;
	r = take_calls(all.abbrev, wishes->abbrev, &wishes->has_abbrev, ret_why);
	if (r == 0)
		r = take_calls(all.structures, wishes->structures, &wishes->has_structures, ret_why);
	if (r == 0)
		r = take_calls(all.raw, wishes->raw, &wishes->has_raw, ret_why);
	if (r == 0)
		r = take_signals(arena, all.signals, &wishes->hidden_signals, ret_why);
	if (r == 0)
		r = take_fds(arena, all.fds, &wishes->fds, &wishes->has_fds, ret_why);
	if (r == 0)
		r = take_fds(arena, all.read_fds, &wishes->read_fds, &wishes->has_read, ret_why);
	if (r == 0)
		r = take_fds(arena, all.write_fds, &wishes->write_fds, &wishes->has_write, ret_why);
	if (r == 0)
		r = take_unit(all.time_unit, &wishes->time_digits, ret_why);
	if (r == 0)
		r = take_unit(all.relative_unit, &wishes->relative_digits, ret_why);
	if (r == 0)
		r = take_unit(all.duration_unit, &wishes->duration_digits, ret_why);
	return r;
}

/* ---- public ---- */

int sx_print_check(const struct sx_print_style *style, char *why, size_t room)
{
	struct print_wishes wishes;
	struct printer printer = {0};
	struct arena arena = {0};
	struct text text = {0};
	int r = print_take_style(&printer, &wishes, &arena, style, -1, &text);

	if (r < 0 && why && room)
		snprintf(why, room, "%s", text.bytes ? text.bytes : "out of memory");
	text_free(&text);
	arena_free(&arena);
	return r;
}

static void print_all(struct printer *printer, const struct selection *selection)
{
	struct text *text = printer->text;

	if (printer->flags & SX_PRINT_UNTIL_EXEC)
		printer->banished = banished_new();
	print_interleaved(printer, selection->entries, selection->count);
	printer->banished = banished_free(printer->banished);
	text_cut(text, 0);
	print_losses(text, printer->recording, printer->flags & SX_PRINT_JSON);
	if (!(printer->flags & SX_PRINT_JSON))
		print_framework(text, printer->recording);
	if (text->length)
		fputs(text->bytes, printer->stream);
}

void sx_print_as(sx_trace *trace, FILE *stream, const struct sx_print_style *style)
{
	struct recording recording = {0};
	struct selection selection = {0};
	struct print_wishes wishes;
	struct arena arena = {0};
	struct text text = {0};
	const char *why = "there is no trace";
	struct printer printer = {.recording = &recording, .text = &text, .stream = stream};

	if (!stream)
		return;
	if (print_take_style(&printer, &wishes, &arena, style, fileno(stream), &text) < 0) {
		fprintf(stream, "/* nothing to show: %s */\n", text.bytes ? text.bytes : "out of memory");
	} else if (!trace || !trace_recording(trace, &recording) ||
		   !query_select(trace, &arena, &recording, &selection, &why)) {
		if (trace && trace_error(trace))
			why = trace_error(trace);
		fprintf(stream, "/* nothing to show: %s */\n", why);
	} else {
		print_all(&printer, &selection);
	}
	text_free(&text);
	arena_free(&arena);
}

void sx_print(sx_trace *trace, FILE *stream)
{
	sx_print_as(trace, stream, NULL);
}
