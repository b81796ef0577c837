/* SPDX-License-Identifier: MIT */
/* Parses a whole pattern: task, calls, arguments, result. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "harness/pattern/ast.h"

static struct span here(const struct compiler *c)
{
	size_t at = (size_t)(c->at - c->text);

	return (struct span){at, at + 1};
}

/* "[pid 12] ", "[pid $child] ", and the bare number that strace -o prints. */
static int parse_task(struct compiler *c)
{
	const char *start = c->at;
	uint64_t number;
	bool is_negative;

	if (accept(c, "[pid")) {
		skip_blanks(c);
		c->pattern->task = parse_value(c);
		if (c->error)
			return c->error;
		skip_blanks(c);
		if (!c->pattern->task || !accept(c, "]"))
			return complain(c, here(c), "expected a number or $name and ] behind [pid");
	} else if (isdigit((unsigned char)*c->at)) {
		if (!lex_number(c, &number, &is_negative) || *c->at != ' ')
			return complain(c, span_from(c, start), "a call's name cannot begin with a digit");
		c->pattern->task = node_new(c, NODE_NUMBER, start);
		if (!c->pattern->task)
			return c->error;
		c->pattern->task->number = number;
	}
	skip_blanks(c);
	return 0;
}

#define MOST_ITEMS 1024	/* names joined by | */
#define MOST_REGEX 256	/* bytes of a regular expression: what it costs to compile grows faster than it does */

static struct item *new_item(struct compiler *c, enum item_kind kind, const char *start, const char *text)
{
	struct item *item = arena_take(c->arena, sizeof(*item));

	if (!item || !text) {
		out_of_memory(c);
		return NULL;
	}
	item->kind = (uint8_t)kind;
	item->text = text;
	item->source = span_from(c, start);
	return item;
}

static struct item *parse_regex(struct compiler *c)
{
	const char *start = c->at++, *end = strchr(c->at, '/');
	struct item *item;
	char *text, why[128];
	int r;

	if (!end) {
		complain(c, span_from(c, start), "the regular expression has no closing /");
		return NULL;
	}
	text = arena_format(c->arena, "%.*s", (int)(end - c->at), c->at);
	c->at = end + 1;
	item = new_item(c, ITEM_REGEX, start, text);
	if (!item)
		return NULL;
	if (!*text) {
		complain(c, item->source, "the regular expression is empty: * stands for every call");
		return NULL;
	}
	/* intervals multiply, and no name of a call needs them */
	if (strlen(text) > MOST_REGEX || strchr(text, '{')) {
		complain(c, item->source, strlen(text) > MOST_REGEX ? "the regular expression is too long" :
			 "a regular expression has no {…} here");
		return NULL;
	}
	item->regex = arena_take(c->arena, sizeof(*item->regex));
	if (!item->regex) {
		out_of_memory(c);
		return NULL;
	}
	r = regcomp(item->regex, text, REG_EXTENDED | REG_NOSUB);
	if (r) {
		regerror(r, item->regex, why, sizeof(why));
		item->regex = NULL;
		complain(c, item->source, "bad regular expression: %s", why);
		return NULL;
	}
	return item;
}

static struct item *parse_item(struct compiler *c)
{
	const char *start = c->at;
	enum item_kind kind = ITEM_NAME;
	char *text;

	if (*c->at == '/')
		return parse_regex(c);
	if (accept(c, "@")) {
		kind = ITEM_GROUP;
		text = lex_word(c, "-");
	} else if (accept(c, "%")) {
		kind = ITEM_CLASS;
		text = lex_word(c, "%");
	} else {
		text = lex_word(c, "*?:");
		if (text && strpbrk(text, "*?"))
			kind = ITEM_GLOB;
	}
	if (!text) {
		if (c->at > start || *c->at)
			complain(c, (struct span){(size_t)(start - c->text), (size_t)(c->at - c->text) + 1},
				 "the name of a call is missing here");
		else
			complain(c, here(c), "the pattern names no call");
		return NULL;
	}
	return new_item(c, kind, start, text);
}

static int parse_calls(struct compiler *c)
{
	const char *start = c->at;
	struct item **link = &c->pattern->items;
	unsigned count = 0;

	do {
		skip_blanks(c);
		if (count++ == MOST_ITEMS)
			return complain(c, here(c), "more than %d names of calls", MOST_ITEMS);
		*link = parse_item(c);
		if (!*link)
			return c->error;
		link = &(*link)->next;
		c->pattern->name_source = span_from(c, start);
		skip_blanks(c);
	} while (accept(c, "|"));
	return 0;
}

/* name= in front of an argument. */
static char *parse_parameter_name(struct compiler *c)
{
	const char *start = c->at;
	char *name = lex_word(c, "");

	if (name && *c->at == '=' && c->at[1] != '=')
		return name;
	c->at = start;
	return NULL;
}

static int missing_value(struct compiler *c)
{
	size_t length = strcspn(c->at, ",) ");
	size_t at = (size_t)(c->at - c->text);

	if (c->error)
		return c->error;
	if (*c->at == '/')
		return complain(c, (struct span){at, at + length}, "a text stands in quotes: '%.*s'", (int)length, c->at);
	return complain(c, here(c), "a value is missing here");
}

static int parse_argument(struct compiler *c)
{
	struct pattern *pattern = c->pattern;
	const char *start = c->at;
	char *name = parse_parameter_name(c);
	struct span name_source = span_from(c, start);
	struct node *node;

	if (name) {
		c->at++;
		skip_blanks(c);
	}
	if (pattern->arg_count == PATTERN_ARGS)
		return complain(c, here(c), "too many arguments");
	node = parse_value(c);
	if (!node)
		return missing_value(c);
	if (!name && pattern->positional_count < pattern->arg_count)
		return complain(c, node->source, "an argument by position stands behind one by name");
	node->name = name;
	node->name_source = name_source;
	pattern->args[pattern->arg_count++] = node;
	pattern->positional_count += !name;
	return 0;
}

/* The rest of what is between the brackets: "..." or, in a pasted line, "<unfinished ...>". */
static bool accept_rest(struct compiler *c)
{
	if (looking_at(c, "...") && c->at[3] != '"' && c->at[3] != '\'') {
		c->at += 3;
		return true;
	}
	return accept(c, "<unfinished ...>");
}

static int parse_arguments(struct compiler *c)
{
	struct pattern *pattern = c->pattern;
	const char *start = c->at++;
	int r;

	pattern->has_args = true;
	skip_blanks(c);
	while (*c->at != ')') {
		if (accept_rest(c)) {
			pattern->has_rest = true;
			skip_blanks(c);
			if (!*c->at && c->at[-1] == '>')
				return 0;
			if (*c->at != ')')
				return complain(c, here(c), "\"...\" stands for all further arguments: expected )");
			break;
		}
		r = parse_argument(c);
		if (r < 0)
			return r;
		skip_blanks(c);
		if (*c->at == ',')
			c->at++;
		else if (!*c->at)
			return complain(c, (struct span){(size_t)(start - c->text), (size_t)(start - c->text) + 1},
					"the closing ) is missing");
		else if (*c->at != ')' && !looking_at(c, "<unfinished ...>"))
			return complain(c, here(c), "expected a comma or )");
		skip_blanks(c);
	}
	c->at++;
	return 0;
}

/* Behind the result: "(…)" as strace explains it, and the "<0.000012>" of -T. */
static int parse_end(struct compiler *c)
{
	skip_blanks(c);
	if (*c->at == '(') {
		const char *end = strrchr(c->at, ')');

		if (!end)
			return complain(c, here(c), "the closing ) is missing");
		c->at = end + 1;
	}
	skip_blanks(c);
	if (*c->at == '<' && isdigit((unsigned char)c->at[1])) {
		c->at += strcspn(c->at, ">");
		c->at += *c->at == '>';
	}
	skip_blanks(c);
	if (*c->at)
		return complain(c, (struct span){(size_t)(c->at - c->text), strlen(c->text)},
				"nothing may follow here");
	return 0;
}

static int parse_errno(struct compiler *c, struct result_pattern *result, const char *name, const char *start)
{
	result->error = errno_of(name);
	if (result->error < 0) {
		struct nearest nearest = {name};

		for (int number = 1; number < 600; number++)
			if (errno_name(number))
				nearest_try(&nearest, errno_name(number));
		complain(c, span_from(c, start), "unknown error %s", name);
		suggest(c, nearest.best);
		return c->error;
	}
	result->error_name = name;
	return 0;
}

static bool is_errno_like(const char *at)
{
	/* E2BIG */
	return at[0] == 'E' && (isupper((unsigned char)at[1]) || isdigit((unsigned char)at[1]));
}

static int parse_equal(struct compiler *c)
{
	struct result_pattern *result = &c->pattern->result;
	const char *start;
	char *word;

	skip_blanks(c);
	start = c->at;
	if (accept(c, "?")) {
		result->kind = RESULT_MISSING;
		skip_blanks(c);
		start = c->at;
		word = is_errno_like(c->at) ? lex_word(c, "") : NULL;
		return word ? parse_errno(c, result, word, start) : 0;
	}
	if (looking_at(c, "denied") && !isalnum((unsigned char)c->at[6]) && c->at[6] != '_') {
		c->at += 6;
		result->kind = RESULT_DENIED;
		return 0;
	}
	if (looking_at(c, "-1") && !isalnum((unsigned char)c->at[2])) {
		c->at += 2;
		skip_blanks(c);
		result->kind = RESULT_ERROR;
		start = c->at;
		word = is_errno_like(c->at) ? lex_word(c, "") : NULL;
		return word ? parse_errno(c, result, word, start) : 0;
	}
	if (is_errno_like(c->at)) {
		word = lex_word(c, "");
		result->kind = RESULT_ERROR;
		return word ? parse_errno(c, result, word, start) : c->error;
	}
	result->kind = RESULT_VALUE;
	result->value = parse_value(c);
	if (!result->value && !c->error)
		return complain(c, here(c), "the result is missing behind =");
	return c->error;
}

static int parse_result(struct compiler *c)
{
	struct result_pattern *result = &c->pattern->result;
	const char *start;
	int r = 0;

	result->is_answered = strstr(c->at, LINE_ANSWERED);
	skip_blanks(c);
	start = c->at;
	if (at_comparison(c) && !looking_at(c, "<unfinished")) {
		result->kind = RESULT_COMPARE;
		result->value = parse_comparison(c);
		if (!result->value)
			return c->error ? c->error : complain(c, here(c), "a number is missing here");
	} else if (accept(c, "<unfinished ...>")) {
		return parse_end(c);
	} else if (accept(c, "=")) {
		r = parse_equal(c);
	}
	result->source = span_from(c, start);
	return r < 0 ? r : parse_end(c);
}

int pattern_parse(struct compiler *c)
{
	int r;

	skip_blanks(c);
	r = parse_task(c);
	if (r < 0)
		return r;
	c->pattern->name_source = here(c);
	if (looking_at(c, "---"))
		return parse_event(c, SUBJECT_SIGNAL);
	if (looking_at(c, "+++"))
		return parse_event(c, SUBJECT_EXIT);
	if (looking_at(c, "<..."))
		return complain(c, here(c), "half of a call: paste the line where it begins");
	r = parse_calls(c);
	if (r < 0)
		return r;
	if (*c->at == '(') {
		r = parse_arguments(c);
		if (r < 0)
			return r;
	}
	return parse_result(c);
}
