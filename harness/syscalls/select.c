/* SPDX-License-Identifier: MIT */
/* Reads strace's -e trace= syntax into a bit per call. */
#include "harness/syscalls/select.h"

#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/nearest.h"
#include "harness/syscalls/table.h"

#define BOTH (1u << WIRE_ABI_NATIVE | 1u << WIRE_ABI_COMPAT)

struct selection {
	uint64_t (*wanted)[WIRE_CALLS / 64];
	struct text *why;
	char *item;		/* the one being read, without ? and @64 */
	unsigned abis;		/* bit per ABI it is limited to */
	bool may_be_nothing;	/* it had a ? */
	size_t found;		/* calls that it named */
};

static void want(struct selection *selection, unsigned abi, unsigned number)
{
	selection->wanted[abi][number / 64] |= 1ULL << (number & 63);
	selection->found++;
}

/* Call `matches` for every named call of the ABIs that the item means. */
static void want_matching(struct selection *selection,
			  bool (*matches)(const struct syscall *row, unsigned number, const void *context),
			  const void *context)
{
	unsigned abi, number;

	for (abi = WIRE_ABI_NATIVE; abi <= WIRE_ABI_COMPAT; abi++) {
		if (!(selection->abis >> abi & 1))
			continue;
		for (number = 0; number < syscall_end(abi); number++) {
			const struct syscall *row = syscall_of(abi, number);

			if (row->is_known && matches(row, number, context))
				want(selection, abi, number);
		}
	}
}

static bool is_any(const struct syscall *row, unsigned number, const void *context)
{
	return true;
}

static bool is_in_class(const struct syscall *row, unsigned number, const void *context)
{
	return row->classes & *(const uint32_t *)context;
}

static bool is_named(const struct syscall *row, unsigned number, const void *context)
{
	return !strcmp(row->name, context);
}

static bool is_numbered(const struct syscall *row, unsigned number, const void *context)
{
	return number == *(const unsigned long *)context;
}

static bool is_like(const struct syscall *row, unsigned number, const void *context)
{
	return !regexec(context, row->name, 0, NULL, 0);
}

/* /regex, and /regex/ as patterns write it. */
static int want_regex(struct selection *selection)
{
	char *expression = selection->item + 1, problem[128];
	size_t length = strlen(expression);
	regex_t regex;
	int r;

	if (length && expression[length - 1] == '/')
		expression[length - 1] = '\0';
	r = regcomp(&regex, expression, REG_EXTENDED | REG_NOSUB);
	if (r) {
		regerror(r, &regex, problem, sizeof(problem));
		text_format(selection->why, "calls: /%s: %s", expression, problem);
		return r == REG_ESPACE ? -ENOMEM : -EINVAL;
	}
	want_matching(selection, is_like, &regex);
	regfree(&regex);
	if (selection->found || selection->may_be_nothing)
		return 0;
	text_format(selection->why, "calls: no system call is named like /%s", expression);
	return -EINVAL;
}

static int unknown(struct selection *selection, const char *what)
{
	struct nearest nearest = { .word = selection->item };
	unsigned abi, number;
	size_t i;

	if (selection->may_be_nothing)
		return 0;
	if (selection->item[0] == '%') {
		nearest.word++;
		for (i = 0; syscall_class_names[i]; i++)
			nearest_offer(&nearest, syscall_class_names[i]);
	} else {
		for (abi = WIRE_ABI_NATIVE; abi <= WIRE_ABI_COMPAT; abi++)
			for (number = 0; number < syscall_end(abi); number++)
				if (selection->abis >> abi & 1 && syscall_of(abi, number)->is_known)
					nearest_offer(&nearest, syscall_of(abi, number)->name);
	}
	text_format(selection->why, "calls: unknown %s \"%s\"", what, selection->item);
	if (nearest.name)
		text_format(selection->why, "; did you mean \"%s%s\"?", selection->item[0] == '%' ? "%" : "",
			    nearest.name);
	return -EINVAL;
}

static int want_class(struct selection *selection)
{
	uint32_t mask = syscall_class(selection->item + 1);

	if (!mask)
		return unknown(selection, "class");
	want_matching(selection, is_in_class, &mask);
	return 0;
}

static int want_number(struct selection *selection)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(selection->item, &end, 10);
	if (!errno && !*end)
		want_matching(selection, is_numbered, &number);
	if (selection->found || selection->may_be_nothing)
		return 0;
	text_format(selection->why, "calls: no system call has the number %s", selection->item);
	return -EINVAL;
}

/* strace still takes these classes without their percent sign. */
static uint32_t bare_class(const char *name)
{
	static const char *const names[] = { "file", "desc", "network", "process", "signal", "ipc", "memory" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name))
			return syscall_class(name);
	return 0;
}

static int want_name(struct selection *selection)
{
	uint32_t mask = bare_class(selection->item);

	if (!strcmp(selection->item, "none")) {
		text_add(selection->why, "calls: \"none\" stands alone");
		return -EINVAL;
	}
	if (!strcmp(selection->item, "all"))
		want_matching(selection, is_any, NULL);
	else if (mask)
		want_matching(selection, is_in_class, &mask);
	else
		want_matching(selection, is_named, selection->item);
	return selection->found ? 0 : unknown(selection, "system call");
}

/* name@64: limits the item to one ABI. */
static int take_abi(struct selection *selection)
{
	char *at = strrchr(selection->item, '@');

	selection->abis = BOTH;
	if (!at)
		return 0;
	if (!strcmp(at, "@64")) {
		selection->abis = 1u << WIRE_ABI_NATIVE;
	} else if (!strcmp(at, "@32")) {
		selection->abis = 1u << WIRE_ABI_COMPAT;
	} else if (!strcmp(at, "@x32")) {
		selection->abis = 0;	/* the kernels that we know have none */
		selection->may_be_nothing = true;
	} else {
		text_format(selection->why, "calls: \"%s\": after @ comes 64, 32 or x32", selection->item);
		return -EINVAL;
	}
	*at = '\0';
	return 0;
}

static int want_item(struct selection *selection)
{
	int r;

	selection->found = 0;
	selection->may_be_nothing = selection->item[0] == '?';
	if (selection->may_be_nothing)
		selection->item++;
	r = take_abi(selection);
	if (r < 0)
		return r;
	switch (selection->item[0]) {
	case '/':
		return want_regex(selection);
	case '%':
		return want_class(selection);
	case '!':
		text_format(selection->why, "calls: \"!\" stands before the whole list: !open,close");
		return -EINVAL;
	default:
		return isdigit((unsigned char)selection->item[0]) ? want_number(selection) : want_name(selection);
	}
}

/* Calls without a name cannot be listed: they are always recorded, as strace always prints them. */
static void want_nameless(uint64_t wanted[2][WIRE_CALLS / 64], bool is_inverted)
{
	unsigned abi, number;

	for (abi = WIRE_ABI_NATIVE; abi <= WIRE_ABI_COMPAT; abi++)
		for (number = 0; number < WIRE_CALLS; number++) {
			if (number < syscall_end(abi) && syscall_of(abi, number)->is_known) {
				if (is_inverted)
					wanted[abi][number / 64] ^= 1ULL << (number & 63);
				continue;
			}
			wanted[abi][number / 64] |= 1ULL << (number & 63);
		}
}

int select_parse(const char *text, uint64_t wanted[2][WIRE_CALLS / 64], struct text *ret_why)
{
	uint64_t set[2][WIRE_CALLS / 64] = { { 0 } };
	struct selection selection = { .wanted = set, .why = ret_why };
	bool is_inverted = false, has_item = false;
	char *copy, *rest;
	int r = 0;

	if (!text)
		text = "all";
	for (; *text == '!'; text++)
		is_inverted = !is_inverted;
	copy = rest = strdup(text);
	if (!copy)
		return -ENOMEM;
	if (!strcmp(copy, "none"))
		goto selected;
	while (r == 0 && (selection.item = strsep(&rest, ","))) {
		if (!*selection.item)
			continue;
		has_item = true;
		r = want_item(&selection);
	}
	if (r == 0 && !has_item) {
		text_format(ret_why, "calls: the list is empty; \"none\" records none, \"all\" every call");
		r = -EINVAL;
	}
	if (r < 0)
		goto end;
selected:
	want_nameless(set, is_inverted);
	memcpy(wanted, set, sizeof(set));
end:
	free(copy);
	return r;
}
