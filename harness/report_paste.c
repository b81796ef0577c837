/* SPDX-License-Identifier: MIT */
/* What a help: line offers to paste: a pattern in a C source, or an option of the command line. */
#include "harness/expect.h"

#include <string.h>

bool report_is_command(const struct assertion *a)
{
	return !a->here.file;
}

static const char *option_of(const struct assertion *a)
{
	return strcmp(a->verb, "called") == 0 ? "expect" : a->verb;
}

/* As a shell reads one word. Patterns have single quotes: then double ones, unless they would mean more than themselves. */
static void add_shell_word(struct text *text, const char *word)
{
	char quote = strchr(word, '\'') && !strpbrk(word, "\"\\$`!") ? '"' : '\'';

	text_add_char(text, quote);
	for (; *word; word++) {
		if (quote == '\'' && *word == '\'')
			text_add(text, "'\\''");
		else
			text_add_char(text, *word);
	}
	text_add_char(text, quote);
}

const char *report_option(struct assertion *a, const char *option, const char *pattern)
{
	struct text text = {0};
	const char *copy = NULL;

	text_format(&text, "--%s ", option);
	add_shell_word(&text, pattern);
	if (!text.failed)
		copy = arena_copy(&a->report.arena, text.bytes, text.length + 1);
	text_free(&text);
	return copy ? copy : "";
}

const char *report_pasted(struct assertion *a, const char *pattern)
{
	return report_is_command(a) ? report_option(a, option_of(a), pattern) : report_c_string(&a->report, pattern);
}

/* What stands in the library's words for what an option of the command sets, and how that is said there. */
static const struct {
	const char *of_library, *of_command;
} words[] = {
	{"raise string_limit", "record more of each string: -s 65536"},
	{"raise timeout_ms", "raise --timeout"},
	{"was killed at timeout_ms", "was killed at --timeout"},
	{"sx_options.timeout_ms", "--timeout"},
	{"record fewer calls with SX_OPTIONS(.calls = \"…\")", "record fewer calls: -e trace=SET"},
	{"raise memory_limit, or ", ""},
	{"record all calls: leave .calls out", "record all calls: leave -e trace= out"},
	{"to .calls, or", "to -e trace=, or"},
	{".calls left", "-e trace= left"},
};

const char *report_said(struct assertion *a, const char *said)
{
	for (size_t i = 0; report_is_command(a) && i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = strstr(said, words[i].of_library), *changed;

		if (!at)
			continue;
		changed = arena_format(&a->report.arena, "%.*s%s%s", (int)(at - said), said, words[i].of_command,
				       at + strlen(words[i].of_library));
		said = changed ? changed : said;
	}
	return said;
}
