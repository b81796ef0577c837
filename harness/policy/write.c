/* SPDX-License-Identifier: MIT */
/* The smallest profile that allows what was recorded, as text. */
#include "harness/policy/write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/pattern/classes.h"

#define MOST_CASES 32	/* past it a call is allowed with any arguments */

/* Conditions that are allowed together; compared as bytes, so made from zeroes field by field. */
struct allowed_case {
	struct condition conditions[WIRE_ARGS];
	size_t count;
};

struct allowance {
	const char *name;
	bool is_whole;		/* with any arguments */
	struct allowed_case *cases;
	size_t count;
};

static struct allowance *find(struct allowances *allowances, const char *name)
{
	struct allowance *grown;

	for (size_t i = 0; i < allowances->count; i++)
		if (strcmp(allowances->list[i].name, name) == 0)
			return &allowances->list[i];
	if (allowances->count == allowances->room) {
		grown = arena_take(allowances->arena, (allowances->room * 2 + 64) * sizeof(*grown));
		if (!grown)
			return NULL;
		if (allowances->count)
			memcpy(grown, allowances->list, allowances->count * sizeof(*grown));
		allowances->list = grown;
		allowances->room = allowances->room * 2 + 64;
	}
	allowances->list[allowances->count] = (struct allowance){.name = name};
	return &allowances->list[allowances->count++];
}

static bool add_case(struct allowances *allowances, struct allowance *allowance, const struct allowed_case *one)
{
	if (allowance->is_whole)
		return true;
	for (size_t i = 0; i < allowance->count; i++)
		if (memcmp(&allowance->cases[i], one, sizeof(*one)) == 0)
			return true;
	if (!one->count || allowance->count == MOST_CASES) {
		allowance->is_whole = true;
		return true;
	}
	if (!allowance->cases)
		allowance->cases = arena_take(allowances->arena, MOST_CASES * sizeof(*allowance->cases));
	if (!allowance->cases)
		return false;
	allowance->cases[allowance->count++] = *one;
	return true;
}

/* Arguments that say what a call is to do: their values are few, and the same in each run. */
static void add_condition(struct allowed_case *one, const struct argument *argument, unsigned slot, uint64_t value)
{
	struct condition *condition = &one->conditions[one->count];

	switch (argument->kind) {
	case KIND_FLAGS:
		condition->comparison = CMP_EQ;
		condition->value = value;
		break;
	case KIND_FLAGS32:
	case KIND_IOCTL:
	case KIND_FCNTL:
		/* the kernel does not look at the upper half, which may hold anything */
		condition->comparison = CMP_MASKED_EQ;
		condition->value = UINT32_MAX;
		condition->second = value & UINT32_MAX;
		break;
	default:
		return;
	}
	condition->index = (uint8_t)slot;
	one->count++;
}

bool allow_call(struct allowances *allowances, const struct sx_call *call)
{
	const struct syscall *row = syscall_of(call->abi, call_number(call));
	struct allowed_case one;
	struct allowance *allowance;

	if (!row->is_known || call->abi == WIRE_ABI_RING)	/* seccomp does not see what io_uring does */
		return true;
	allowance = find(allowances, row->name);
	if (!allowance)
		return false;
	memset(&one, 0, sizeof(one));
	if (call->abi == WIRE_ABI_COMPAT)
		allowances->has_compat = true;
	else if (allowances->by_arguments)
		for (unsigned slot = 0; slot < WIRE_ARGS && row->args[slot].name; slot++)
			add_condition(&one, &row->args[slot], slot, call_arg(call, slot));
	return add_case(allowances, allowance, &one);
}

static int allow_rule(struct allowances *allowances, const struct rule *rule)
{
	struct allowed_case one;

	memset(&one, 0, sizeof(one));
	one.count = rule->condition_count;
	if (one.count)
		memcpy(one.conditions, rule->conditions, one.count * sizeof(*one.conditions));
	for (size_t i = 0; i < rule->name_count; i++) {
		struct allowance *allowance = find(allowances, rule->names[i]);

		if (!allowance || !add_case(allowances, allowance, &one))
			return -ENOMEM;
	}
	return 0;
}

int allow_profile(struct allowances *allowances, const struct profile *profile, struct text *why)
{
	int r = 0;

	allowances->has_compat |= profile->has_compat;
	if (profile->format != FORMAT_OCI || !action_equal(profile->otherwise, (struct action){.kind = POLICY_ERRNO, .number = EPERM}) || profile->has_x32) {
		text_format(why, "%s is no profile that was written from a recording", profile->file);
		return -EINVAL;
	}
	for (size_t i = 0; i < profile->rule_count && r == 0; i++) {
		const struct rule *rule = &profile->rules[i];

		if (rule->action.kind != POLICY_ALLOW || rule->is_either || rule->left_out) {
			text_format(why, "%s:%u: syscalls[%u] is no rule that was written from a recording", profile->file,
				    rule->line, rule->number);
			return -EINVAL;
		}
		r = allow_rule(allowances, rule);
	}
	return r;
}

/* ---- JSON ---- */

static int compare_allowances(const void *a, const void *b)
{
	return strcmp(((const struct allowance *)a)->name, ((const struct allowance *)b)->name);
}

static int compare_cases(const void *a, const void *b)
{
	const struct allowed_case *one = a, *other = b;

	for (size_t i = 0; i < one->count && i < other->count; i++) {
		const struct condition *left = &one->conditions[i], *right = &other->conditions[i];

		if (left->index != right->index)
			return left->index < right->index ? -1 : 1;
		if (left->value != right->value)
			return left->value < right->value ? -1 : 1;
		if (left->second != right->second)
			return left->second < right->second ? -1 : 1;
	}
	return one->count < other->count ? -1 : one->count > other->count;
}

static void sort(struct allowances *allowances)
{
	if (allowances->count)
		qsort(allowances->list, allowances->count, sizeof(*allowances->list), compare_allowances);
	for (size_t i = 0; i < allowances->count; i++)
		if (allowances->list[i].count)
			qsort(allowances->list[i].cases, allowances->list[i].count, sizeof(struct allowed_case), compare_cases);
}

static void print_case(struct text *text, const char *name, const struct allowed_case *one)
{
	text_format(text, "\t\t{\n\t\t\t\"names\": [\n\t\t\t\t\"%s\"\n\t\t\t],\n\t\t\t\"action\": \"SCMP_ACT_ALLOW\",\n"
		    "\t\t\t\"args\": [\n", name);
	for (size_t i = 0; i < one->count; i++) {
		const struct condition *condition = &one->conditions[i];

		text_format(text, "\t\t\t\t{\"index\": %u, \"value\": %llu, ", condition->index,
			    (unsigned long long)condition->value);
		if (condition->comparison == CMP_MASKED_EQ)
			text_format(text, "\"valueTwo\": %llu, ", (unsigned long long)condition->second);
		text_format(text, "\"op\": \"%s\"}%s\n", comparison_name(condition->comparison), i + 1 < one->count ? "," : "");
	}
	text_add(text, "\t\t\t]\n\t\t}");
}

static void print_names(struct text *text, const struct allowances *allowances)
{
	bool is_first = true;

	text_add(text, "\t\t{\n\t\t\t\"names\": [");
	for (size_t i = 0; i < allowances->count; i++) {
		if (!allowances->list[i].is_whole)
			continue;
		text_format(text, "%s\n\t\t\t\t\"%s\"", is_first ? "" : ",", allowances->list[i].name);
		is_first = false;
	}
	text_add(text, "\n\t\t\t],\n\t\t\t\"action\": \"SCMP_ACT_ALLOW\"\n\t\t}");
}

static bool has_whole(const struct allowances *allowances)
{
	for (size_t i = 0; i < allowances->count; i++)
		if (allowances->list[i].is_whole)
			return true;
	return false;
}

void allowances_print(struct text *text, struct allowances *allowances)
{
	const char *separator = "\n";

	sort(allowances);
	text_format(text, "{\n\t\"defaultAction\": \"SCMP_ACT_ERRNO\",\n\t\"defaultErrnoRet\": 1,\n\t\"architectures\": [\n"
		    "\t\t\"%s\"", profile_native_arch());
	if (allowances->has_compat)
		text_format(text, ",\n\t\t\"%s\"", profile_compat_arch());
	text_add(text, "\n\t],\n\t\"syscalls\": [");
	if (has_whole(allowances)) {
		text_add(text, separator);
		print_names(text, allowances);
		separator = ",\n";
	}
	for (size_t i = 0; i < allowances->count; i++) {
		const struct allowance *allowance = &allowances->list[i];

		for (size_t n = 0; !allowance->is_whole && n < allowance->count; n++) {
			text_add(text, separator);
			print_case(text, allowance->name, &allowance->cases[n]);
			separator = ",\n";
		}
	}
	text_add(text, "\n\t]\n}\n");
}

/* ---- systemd ---- */

static bool is_allowed(const struct allowances *allowances, const char *name, size_t length)
{
	for (size_t i = 0; i < allowances->count; i++)
		if (strlen(allowances->list[i].name) == length && memcmp(allowances->list[i].name, name, length) == 0)
			return true;
	return false;
}

/* Whether all calls of the set that this machine has are allowed; counts them. */
static bool covers(const struct allowances *allowances, const struct call_group *group, size_t *count)
{
	for (const char *word = group->members; *word; word += strspn(word, " ")) {
		size_t length = strcspn(word, " ");
		char name[64] = "";

		if (*word == '@') {
			const struct call_group *inner = call_group_find(word + 1, length - 1);

			if (inner && !covers(allowances, inner, count))
				return false;
		} else if (length < sizeof(name)) {
			memcpy(name, word, length);
			if (is_allowed(allowances, word, length))
				++*count;
			else if (syscall_number(WIRE_ABI_NATIVE, name) >= 0)
				return false;
		}
		word += length;
	}
	return true;
}

static bool is_member(const struct call_group *group, const char *name)
{
	for (const char *word = group->members; *word; word += strspn(word, " ")) {
		size_t length = strcspn(word, " ");
		const struct call_group *inner = *word == '@' ? call_group_find(word + 1, length - 1) : NULL;

		if (inner ? is_member(inner, name) : strlen(name) == length && memcmp(word, name, length) == 0)
			return true;
		word += length;
	}
	return false;
}

void allowances_print_systemd(struct text *text, struct allowances *allowances)
{
	const struct call_group *always = call_group_find("default", 7), *used[64];
	size_t used_count = 0, count;

	sort(allowances);
	text_format(text, "# the calls of @default (%s) are allowed without being named\n"
		    "SystemCallArchitectures=native%s\n", group_version, allowances->has_compat ? " x86" : "");
	for (const struct call_group *group = call_groups; group->name; group++) {
		count = 0;
		if (group == always || used_count == 64 || !covers(allowances, group, &count) || count < 2)
			continue;
		used[used_count++] = group;
		text_format(text, "SystemCallFilter=@%s\n", group->name);
	}
	for (size_t i = 0; i < allowances->count; i++) {
		bool is_covered = always && is_member(always, allowances->list[i].name);

		for (size_t n = 0; n < used_count && !is_covered; n++)
			is_covered = is_member(used[n], allowances->list[i].name);
		if (!is_covered)
			text_format(text, "SystemCallFilter=%s\n", allowances->list[i].name);
	}
}
