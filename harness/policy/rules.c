/* SPDX-License-Identifier: MIT */
/* Reads the rules of a profile, and finds which calls each names. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/nearest.h"
#include "harness/policy/profile_private.h"
#include "harness/syscalls/constants.h"

#define MOST_CONDITIONS 64

/* ---- conditions ---- */

static const char *const comparisons[] = {
	[CMP_NE] = "SCMP_CMP_NE", [CMP_LT] = "SCMP_CMP_LT", [CMP_LE] = "SCMP_CMP_LE", [CMP_EQ] = "SCMP_CMP_EQ",
	[CMP_GE] = "SCMP_CMP_GE", [CMP_GT] = "SCMP_CMP_GT", [CMP_MASKED_EQ] = "SCMP_CMP_MASKED_EQ",
};

const char *comparison_name(unsigned comparison)
{
	return comparisons[comparison];
}

static int read_number(struct profile_reader *reader, const struct json *object, const char *name, uint64_t *ret)
{
	const struct json *number = json_member(object, name);

	*ret = 0;
	if (!number || json_unsigned(number, ret))
		return 0;
	return reader_fail(reader, number, "\"%s\" must be a whole number from 0 to 18446744073709551615", name);
}

static int read_comparison(struct profile_reader *reader, const struct json *object, struct condition *ret)
{
	size_t count = sizeof(comparisons) / sizeof(comparisons[0]), i;
	const struct json *word;
	struct nearest nearest;
	int r = reader_member(reader, object, "op", JSON_STRING, &word);

	if (r < 0)
		return r;
	if (!word)
		return reader_fail(reader, object, "a condition without \"op\"");
	nearest = (struct nearest){.word = word->text};
	for (i = 0; i < count && strcmp(comparisons[i], word->text) != 0; i++)
		nearest_offer(&nearest, comparisons[i]);
	ret->comparison = (uint8_t)i;
	if (i < count)
		return 0;
	reader_fail(reader, word, "%s is no comparison", json_quoted(reader->arena, word->text));
	if (nearest.name)
		text_format(reader->why, "\ndid you mean %s", nearest.name);
	return -EINVAL;
}

static int read_condition(struct profile_reader *reader, const struct json *object, struct condition *ret)
{
	uint64_t index;
	int r;

	if (object->kind != JSON_OBJECT)
		return reader_fail(reader, object, "\"args\" must have objects, not %s", json_kind_name(object->kind));
	r = read_number(reader, object, "index", &index);
	if (r == 0 && index >= WIRE_ARGS)
		return reader_fail(reader, json_member(object, "index"), "arguments are numbered from 0 to 5");
	ret->index = (uint8_t)index;
	if (r == 0)
		r = read_number(reader, object, "value", &ret->value);
	if (r == 0)
		r = read_number(reader, object, "valueTwo", &ret->second);
	return r == 0 ? read_comparison(reader, object, ret) : r;
}

static int read_conditions(struct profile_reader *reader, const struct json *object, struct rule *rule)
{
	unsigned seen[WIRE_ARGS] = {0};
	struct condition *list;
	const struct json *array;
	int r = reader_member(reader, object, "args", JSON_ARRAY, &array);

	if (r < 0 || !array || !array->count)
		return r;
	if (array->count > MOST_CONDITIONS)
		return reader_fail(reader, array, "more than %d conditions", MOST_CONDITIONS);
	list = arena_take(reader->arena, array->count * sizeof(*list));
	if (!list)
		return -ENOMEM;
	rule->conditions = list;
	for (const struct json *item = array->first; item; item = item->next) {
		struct condition *condition = &list[rule->condition_count++];

		r = read_condition(reader, item, condition);
		if (r < 0)
			return r;
		rule->is_either |= seen[condition->index]++ > 0;
	}
	return 0;
}

/* ---- includes and excludes ---- */

static const char *held_cap(const struct profile_reader *reader, const struct json *list)
{
	for (const struct json *item = list ? list->first : NULL; item; item = item->next)
		for (const struct constant *cap = constants_capabilities.list; cap->name; cap++)
			if (strcmp(cap->name, item->text) == 0 && reader->subject->caps >> cap->value & 1)
				return cap->name;
	return NULL;
}

static const char *lacking_cap(const struct profile_reader *reader, const struct json *list)
{
	for (const struct json *item = list ? list->first : NULL; item; item = item->next) {
		struct json one = {.kind = JSON_ARRAY, .first = &(struct json){.kind = JSON_STRING, .text = item->text}};

		if (!held_cap(reader, &one))
			return item->text;
	}
	return NULL;
}

/* Whether the kernel is as new as "minKernel" says; `ret` is the text, or NULL where it says nothing. */
static int read_kernel(struct profile_reader *reader, const struct json *filter, const char **ret, bool *ret_is_newer)
{
	const struct policy_subject *subject = reader->subject;
	const struct json *word;
	unsigned major, minor;
	int r = reader_member(reader, filter, "minKernel", JSON_STRING, &word), length = 0;

	*ret = NULL;
	if (r < 0 || !word)
		return r;
	if (sscanf(word->text, "%3u.%3u%n", &major, &minor, &length) != 2 || word->text[length])
		return reader_fail(reader, word, "\"minKernel\" must look like \"4.8\"");
	*ret = word->text;
	*ret_is_newer = subject->kernel_major > major || (subject->kernel_major == major && subject->kernel_minor >= minor);
	return 0;
}

/* One of "includes" and "excludes"; says in rule->left_out why the rule does not hold. */
static int read_filter(struct profile_reader *reader, const struct json *object, bool is_includes, struct rule *rule)
{
	const struct json *filter, *arches, *caps;
	const char *kernel, *cap, *why = NULL;
	bool is_newer = false, is_arch;
	int r = reader_member(reader, object, is_includes ? "includes" : "excludes", JSON_OBJECT, &filter);

	if (r < 0 || !filter)
		return r;
	r = reader_member(reader, filter, "arches", JSON_ARRAY, &arches);
	if (r == 0)
		r = reader_strings(reader, arches, "arches");
	if (r == 0)
		r = reader_member(reader, filter, "caps", JSON_ARRAY, &caps);
	if (r == 0)
		r = reader_strings(reader, caps, "caps");
	if (r == 0)
		r = read_kernel(reader, filter, &kernel, &is_newer);
	if (r < 0 || rule->left_out)
		return r;
	is_arch = arches && arches->count && reader_has(arches, profile_go_arch()) != is_includes;
	cap = is_includes ? lacking_cap(reader, caps) : held_cap(reader, caps);
	if (is_arch)
		why = arena_format(reader->arena, "is not for %s", profile_go_arch());
	else if (cap)
		why = arena_format(reader->arena, is_includes ? "needs %s" : "holds only without %s",
				   json_quoted(reader->arena, cap));
	else if (kernel && is_newer != is_includes)
		why = arena_format(reader->arena, is_includes ? "needs Linux %s" : "holds only before Linux %s", kernel);
	rule->left_out = why;
	return 0;
}

/* ---- which calls ---- */

struct number {
	const char *name;
	unsigned abi, number;
};

static int compare_numbers(const void *a, const void *b)
{
	return strcmp(((const struct number *)a)->name, ((const struct number *)b)->name);
}

bool numbers_make(struct arena *arena, struct numbers *ret)
{
	ret->list = arena_take(arena, sizeof(*ret->list) * 2 * WIRE_CALLS);
	if (!ret->list)
		return false;
	for (unsigned abi = 0; abi < 2; abi++) {
		for (unsigned number = 0; number < WIRE_CALLS; number++) {
			const struct syscall *row = syscall_of(abi, number);

			if (row->is_known)
				ret->list[ret->count++] = (struct number){row->name, abi, number};
		}
	}
	qsort(ret->list, ret->count, sizeof(*ret->list), compare_numbers);
	return true;
}

static int contradict(struct profile_reader *reader, const struct rule *rule, const struct rule *other, const char *call,
		      unsigned line)
{
	reader_fail_line(reader, line, "contradicts syscalls[%u] in line %u: both decide %s, which is %s", other->number,
			 other->line, call, action_name(other->action));
	text_add(reader->why, " there (it ");
	action_effect(reader->why, other->action);
	text_format(reader->why, ") and %s here (it ", action_name(rule->action));
	action_effect(reader->why, rule->action);
	text_add(reader->why, ")");
	return -EINVAL;
}

static int add_to_call(struct profile_reader *reader, struct rule *rule, const struct number *call, unsigned line)
{
	struct call_rules *rules = &reader->profile->of[call->abi][call->number];
	const struct rule *other = rules->whole;
	struct rule_link *link;

	if (rules->last && rules->last->rule == rule)
		return 0;
	if (other && !rule->condition_count && !action_equal(rule->action, other->action))
		return contradict(reader, rule, other, call->name, line);
	link = arena_take(reader->arena, sizeof(*link));
	if (!link)
		return -ENOMEM;
	link->rule = rule;
	if (rules->last)
		rules->last->next = link;
	else
		rules->first = link;
	rules->last = link;
	if (!other && !rule->condition_count)
		rules->whole = rule;
	return 0;
}

/* Where the calls of this name begin, or would. */
static size_t find(const struct numbers *numbers, const char *name)
{
	size_t low = 0, high = numbers->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(numbers->list[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_named(const struct numbers *numbers, size_t at, const char *name)
{
	return at < numbers->count && strcmp(numbers->list[at].name, name) == 0;
}

int reader_link(struct profile_reader *reader, struct rule *rule, const char *name, unsigned line,
		const struct numbers *numbers)
{
	size_t at = find(numbers, name);
	int r = 0;

	for (; r == 0 && is_named(numbers, at, name); at++)
		r = add_to_call(reader, rule, &numbers->list[at], line);
	return r;
}

static int read_names(struct profile_reader *reader, const struct json *object, struct rule *rule,
		      const struct numbers *numbers)
{
	const struct json *names, *name;
	const char **list;
	int r = reader_member(reader, object, "names", JSON_ARRAY, &names);

	if (r == 0)
		r = reader_member(reader, object, "name", JSON_STRING, &name);
	if (r == 0)
		r = reader_strings(reader, names, "names");
	if (r < 0)
		return r;
	if (name && !*name->text)
		name = NULL;
	if (name && names && names->count)
		return reader_fail(reader, name, "both \"name\" and \"names\"");
	if (!name && (!names || !names->count))
		return reader_fail(reader, object, "names no call");
	list = arena_take(reader->arena, (names && !name ? names->count : 1) * sizeof(*list));
	if (!list)
		return -ENOMEM;
	rule->names = list;
	for (const struct json *item = name ? name : names->first; item && r == 0; item = name ? NULL : item->next) {
		list[rule->name_count++] = item->text;
		if (!is_named(numbers, find(numbers, item->text), item->text))
			reader_note_unknown(reader, rule, item->text, item->line);
		else if (!rule->left_out)
			r = reader_link(reader, rule, item->text, item->line, numbers);
	}
	return r;
}

static int read_rule(struct profile_reader *reader, const struct json *object, struct rule *rule,
		     const struct numbers *numbers)
{
	int r;

	if (object->kind != JSON_OBJECT)
		return reader_fail(reader, object, "a rule is an object, not %s", json_kind_name(object->kind));
	r = reader_action(reader, object, "action", "errnoRet", &rule->action);
	if (r == 0)
		r = read_conditions(reader, object, rule);
	if (r == 0)
		r = read_filter(reader, object, false, rule);
	if (r == 0)
		r = read_filter(reader, object, true, rule);
	return r == 0 ? read_names(reader, object, rule, numbers) : r;
}

int reader_rules(struct profile_reader *reader, const struct json *syscalls)
{
	struct profile *profile = reader->profile;
	struct numbers numbers = {0};
	int r = 0;

	profile->rules = arena_take(reader->arena, (syscalls->count + 1) * sizeof(*profile->rules));
	if (!profile->rules || !numbers_make(reader->arena, &numbers))
		return -ENOMEM;
	for (const struct json *item = syscalls->first; item && r == 0; item = item->next) {
		struct rule *rule = &profile->rules[profile->rule_count];

		rule->number = (unsigned)profile->rule_count++;
		rule->line = item->line;
		reader->rule = rule;
		r = read_rule(reader, item, rule, &numbers);
	}
	reader->rule = NULL;
	return r;
}
