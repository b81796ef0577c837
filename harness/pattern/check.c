/* SPDX-License-Identifier: MIT */
/* Compiles the patterns of one assertion: whether they can mean anything, and the names that they share. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/pattern/ast.h"
#include "harness/pattern/constants.h"

const struct variable *variable_of(const struct variable *variables, const char *name)
{
	while (variables && strcmp(variables->name, name) != 0)
		variables = variables->next;
	return variables;
}

int name_index(struct compiler *c, const char *name)
{
	struct patterns *patterns = c->patterns;

	for (unsigned i = 0; i < patterns->name_count; i++)
		if (strcmp(patterns->names[i], name) == 0)
			return (int)i;
	if (patterns->name_count == PATTERN_NAMES)
		return complain(c, span_from(c, c->at), "more than %d different $names", PATTERN_NAMES);
	patterns->names[patterns->name_count] = name;
	return (int)patterns->name_count++;
}

/* A name or variable that looks like this one, but is another. */
static void suggest_name(struct compiler *c, unsigned index, const char *otherwise)
{
	struct nearest nearest = {c->patterns->names[index]};

	for (unsigned other = 0; other < c->patterns->name_count; other++)
		if (other != index && c->names[other].is_captured)
			nearest_try(&nearest, c->patterns->names[other]);
	for (const struct variable *variable = c->variables; variable; variable = variable->next)
		nearest_try(&nearest, variable->name);
	if (nearest.best)
		text_format(c->report, "\ndid you mean $%s?", nearest.best);
	else
		text_format(c->report, "\n%s", otherwise);
}

void use_name(struct compiler *c, unsigned index, struct span source, bool is_captured, bool is_defined)
{
	if (!c->names[index].uses++ || (is_defined && !c->names[index].is_defined)) {
		c->names[index].pattern = (unsigned)c->patterns->count;
		c->names[index].source = source;
	}
	c->names[index].is_captured |= is_captured;
	c->names[index].is_defined |= is_defined;
	c->pattern->names_used |= 1u << index;
	if (is_captured || c->error)
		return;
	c->pattern->needs_bindings = true;
	if (c->names[index].is_captured)
		return;
	complain(c, source, "$%s is only read here, and nothing before gives it a value", c->patterns->names[index]);
	suggest_name(c, index, "capture it first, or give it a value with sx_set()");
}

static int check_mark(struct compiler *c)
{
	struct pattern *pattern = c->pattern;
	struct node *node = pattern->arg_count ? pattern->args[0] : NULL;

	if (pattern->arg_count > 1 || (node && node->name))
		return complain(c, node->source, "mark has one argument, its name: mark('ready')");
	if (node && node->kind != NODE_TEXT && node->kind != NODE_QUOTED && node->kind != NODE_ANY)
		return complain(c, node->source, "a mark's name is a text: mark('ready')");
	if (pattern->has_args && !node && !pattern->has_rest)
		return complain(c, pattern->name_source, "mark has one argument, its name: mark('ready'), or mark(...)");
	if (pattern->result.kind != RESULT_ANY)
		return complain(c, pattern->result.source, "a mark has no result");
	return 0;
}

static int check_task(struct compiler *c)
{
	struct node *task = c->pattern->task;

	if (!task)
		return 0;
	if (task->kind == NODE_CAPTURE) {
		if (task->index != UINT8_MAX)
			use_name(c, task->index, task->source, true, false);
		return 0;
	}
	if (task->kind != NODE_NUMBER && task->kind != NODE_ANY)
		return complain(c, task->source, "[pid …] takes a number or a $name");
	if (task->kind == NODE_NUMBER && (!task->number || task->number > INT32_MAX))
		return complain(c, task->source, "no process has this id");
	return 0;
}

int pattern_check(struct compiler *c)
{
	struct pattern *pattern = c->pattern;

	if (check_task(c) < 0)
		return c->error;
	if (pattern->subject == SUBJECT_SIGNAL || pattern->subject == SUBJECT_EXIT)
		return pattern->info ? check_signal_info(c) : 0;
	if (select_calls(c) < 0)
		return c->error;
	if (pattern->subject == SUBJECT_MARK)
		return check_mark(c);
	if (bind_arguments(c) < 0 || check_twice(c) < 0)
		return c->error;
	for (unsigned i = 0; i < pattern->arg_count; i++)
		if (check_argument(c, &pattern->parameters[i]) < 0)
			return c->error;
	if (check_lengths(c) < 0)
		return c->error;
	return check_result(c);
}

/* A name that is captured once and never compared is a slip of the pen, and would match anything. */
static int check_names(struct compiler *c, const char *const *texts)
{
	struct patterns *patterns = c->patterns;

	for (unsigned i = 0; i < patterns->name_count; i++) {
		if (c->names[i].uses > 1 || c->names[i].is_defined || !c->names[i].uses)
			continue;
		c->text = texts[c->names[i].pattern];
		complain(c, c->names[i].source, "$%s is used only here, where it matches anything", patterns->names[i]);
		suggest_name(c, i, "write * where any value will do");
		return c->error;
	}
	return 0;
}

static void free_expressions(struct pattern *pattern)
{
	for (struct item *item = pattern->items; item; item = item->next) {
		if (item->regex)
			regfree(item->regex);
		item->regex = NULL;
	}
}

int patterns_compile(struct arena *arena, const char *const *texts, size_t count, const struct variable *variables,
		     struct patterns *ret, struct text *ret_report)
{
	struct compiler c = {.arena = arena, .variables = variables, .patterns = ret, .report = ret_report};

	*ret = (struct patterns){0};
	ret->list = arena_take(arena, (count + 1) * sizeof(*ret->list));
	if (!ret->list)
		return out_of_memory(&c);
	for (; ret->count < count; ret->count++) {
		if (!texts[ret->count]) {
			text_add(ret_report, "pattern error: the pattern is NULL");
			return -EINVAL;
		}
		c.pattern = arena_take(arena, sizeof(*c.pattern));
		c.text = arena_copy(arena, texts[ret->count], strlen(texts[ret->count]) + 1);
		if (!c.pattern || !c.text)
			return out_of_memory(&c);
		ret->list[ret->count] = c.pattern;
		c.pattern->text = c.text;
		c.at = c.text;
		c.depth = 0;
		if (pattern_parse(&c) == 0)
			pattern_check(&c);
		free_expressions(c.pattern);
		if (c.error)
			return c.error;
	}
	return check_names(&c, texts);
}

const char *pattern_text(const struct pattern *pattern)
{
	return pattern->text;
}

enum pattern_subject pattern_subject(const struct pattern *pattern)
{
	return pattern->subject;
}

const uint64_t *pattern_numbers(const struct pattern *pattern, unsigned abi)
{
	return pattern->numbers[abi];
}

bool pattern_is_name_only(const struct pattern *pattern)
{
	return pattern->subject == SUBJECT_CALL && !pattern->task && !pattern->arg_count && !pattern->is_startup &&
	       pattern->result.kind == RESULT_ANY && !pattern->result.is_answered;
}

uint32_t pattern_names_used(const struct pattern *pattern)
{
	return pattern->names_used;
}

bool pattern_needs_bindings(const struct pattern *pattern)
{
	return pattern->needs_bindings;
}
