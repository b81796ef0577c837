/* SPDX-License-Identifier: MIT */
/* From the name part of a pattern to the numbers of the calls that it selects. */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "harness/pattern/ast.h"
#include "harness/pattern/classes.h"

static void select_number(struct pattern *pattern, unsigned abi, unsigned number)
{
	pattern->numbers[abi][number / 64] |= (uint64_t)1 << number % 64;
}

#define RING_PREFIX "io_uring:"

/* A plain name means the operation of io_uring that does the same, too; one with the prefix means that alone. */
static bool select_name(struct pattern *pattern, const char *name)
{
	size_t prefix = strncmp(name, RING_PREFIX, strlen(RING_PREFIX)) == 0 ? strlen(RING_PREFIX) : 0;
	bool is_found = false;

	for (unsigned abi = prefix ? WIRE_ABI_RING : 0; abi < PATTERN_ABIS; abi++) {
		int number = syscall_number(abi, name);

		if (number < 0 && prefix)
			number = syscall_number(abi, name + prefix);
		if (number < 0 || number >= WIRE_CALLS - 1)
			continue;
		select_number(pattern, abi, (unsigned)number);
		is_found = true;
	}
	return is_found;
}

/* Of an operation of io_uring: whether the name with the prefix would do. */
static bool test_ring_name(unsigned number, bool (*test)(const struct syscall *, const void *), const void *with)
{
	struct syscall row = *syscall_of(WIRE_ABI_RING, number);

	row.name = syscall_ring_name(number);
	return row.is_known && test(&row, with);
}

/* Every call whose row satisfies a test. */
static bool select_rows(struct pattern *pattern, bool (*test)(const struct syscall *, const void *), const void *with)
{
	bool is_found = false;

	for (unsigned abi = 0; abi < PATTERN_ABIS; abi++) {
		for (unsigned number = 0; number < WIRE_CALLS - 1; number++) {
			if (!test(syscall_of(abi, number), with) &&
			    (abi != WIRE_ABI_RING || !test_ring_name(number, test, with)))
				continue;
			select_number(pattern, abi, number);
			is_found = true;
		}
	}
	return is_found;
}

static bool is_of_class(const struct syscall *row, const void *with)
{
	return row->is_known && (row->classes & *(const uint32_t *)with);
}

static bool is_of_glob(const struct syscall *row, const void *with)
{
	return fnmatch(with, row->name, 0) == 0;
}

static bool is_of_regex(const struct syscall *row, const void *with)
{
	return regexec(with, row->name, 0, NULL, 0) == 0;
}

const struct call_group *call_group_find(const char *name, size_t length)
{
	for (const struct call_group *group = call_groups; group->name; group++)
		if (strlen(group->name) == length && memcmp(group->name, name, length) == 0)
			return group;
	return NULL;
}

/* Members that this machine's table does not have are of other architectures. */
static bool select_group(struct pattern *pattern, const char *name, unsigned depth)
{
	const struct call_group *group = call_group_find(name, strlen(name));
	const char *at, *end;
	char member[64];

	if (!group || depth > 4)
		return false;
	for (at = group->members; *at; at = *end ? end + 1 : end) {
		end = strchrnul(at, ' ');
		if ((size_t)(end - at) >= sizeof(member))
			continue;
		memcpy(member, at, (size_t)(end - at));
		member[end - at] = '\0';
		if (*member == '@')
			select_group(pattern, member + 1, depth + 1);
		else
			select_name(pattern, member);
	}
	return true;
}

static const struct syscall_family *family_of(const char *name)
{
	const struct syscall_family *family = syscall_families;

	while (family->name && strcmp(family->name, name) != 0)
		family++;
	return family->name ? family : NULL;
}

/* Calls that a dynamic loader or a static program's start makes; which of them it made, startup.c says. */
static const char *const startup_calls[] = {
	"execve", "execveat", "brk", "mmap", "mmap2", "mprotect", "munmap", "access", "faccessat", "faccessat2", "open",
	"openat", "read", "pread64", "fstat", "fstat64", "newfstatat", "statx", "stat", "close", "arch_prctl",
	"set_thread_area", "set_tid_address", "set_robust_list", "rseq", "prlimit64", "getrandom", "readlink",
	"readlinkat", "uname", "ugetrlimit", "madvise", "futex", NULL
};

static bool select_class(struct compiler *c, const struct item *item)
{
	struct pattern *pattern = c->pattern;
	const struct syscall_family *family = family_of(item->text);
	uint32_t class = syscall_class(item->text);

	if (class)
		return select_rows(pattern, is_of_class, &class);
	if (strcmp(item->text, "startup") == 0) {
		if (pattern->items->next)
			complain(c, item->source, "%%startup stands alone");
		pattern->is_startup = true;
		for (const char *const *name = startup_calls; *name; name++)
			select_name(pattern, *name);
		return true;
	}
	for (const char *const *member = family ? family->members : NULL; member && *member; member++)
		select_name(pattern, *member);
	return family;
}

static int unknown_class(struct compiler *c, const struct item *item)
{
	struct nearest nearest = {item->text};

	for (const char *const *name = syscall_class_names; *name; name++)
		nearest_try(&nearest, *name);
	for (const struct syscall_family *family = syscall_families; family->name; family++)
		nearest_try(&nearest, family->name);
	nearest_try(&nearest, "startup");
	complain(c, item->source, "unknown class %%%s", item->text);
	if (nearest.best)
		text_format(c->report, "\ndid you mean %%%s?", nearest.best);
	return c->error;
}

static int unknown_group(struct compiler *c, const struct item *item)
{
	struct nearest nearest = {item->text};

	for (const struct call_group *group = call_groups; group->name; group++)
		nearest_try(&nearest, group->name);
	complain(c, item->source, "unknown set @%s (the sets are those of %s)", item->text, group_version);
	if (nearest.best)
		text_format(c->report, "\ndid you mean @%s?", nearest.best);
	return c->error;
}

static int unknown_call(struct compiler *c, const struct item *item)
{
	struct nearest nearest = {item->text};

	for (unsigned abi = 0; abi < PATTERN_ABIS; abi++)
		for (unsigned number = 0; number < syscall_end(abi); number++)
			if (syscall_of(abi, number)->is_known)
				nearest_try(&nearest, syscall_of(abi, number)->name);
	nearest_try(&nearest, "mark");
	complain(c, item->source, "unknown system call %s", item->text);
	suggest(c, nearest.best);
	if (!nearest.best && (family_of(item->text) || syscall_class(item->text)))
		text_format(c->report, "\ndid you mean %%%s?", item->text);
	return c->error;
}

/* "syscall_0x1c2": a call that the table has no name for. */
static bool select_unnamed(struct pattern *pattern, const char *name)
{
	unsigned long number;
	char *end;

	if (strncmp(name, "syscall_0x", 10) != 0)
		return false;
	number = strtoul(name + 8, &end, 16);
	if (*end || end == name + 8)
		return false;
	if (number >= WIRE_CALLS - 1) {
		pattern->has_other_names = true;
		return true;
	}
	for (unsigned abi = 0; abi < PATTERN_ABIS; abi++)
		if (strcmp(syscall_of(abi, (unsigned)number)->name, name) == 0)
			select_number(pattern, abi, (unsigned)number);
	return true;
}

/* Whether a name of a number past the table would do. */
static bool may_name_others(bool (*test)(const struct syscall *, const void *), const void *with)
{
	for (unsigned number = WIRE_CALLS - 1; number < 4 * WIRE_CALLS; number++)
		if (test(syscall_of(WIRE_ABI_NATIVE, number), with))
			return true;
	return false;
}

static bool select_pattern(struct pattern *pattern, const struct item *item)
{
	/* Numbers past the table and those of x32 are looked at by name when a call is there. */
	pattern->has_other_names = true;
	if (item->kind == ITEM_GLOB)
		return select_rows(pattern, is_of_glob, item->text) || may_name_others(is_of_glob, item->text);
	return select_rows(pattern, is_of_regex, item->regex) || may_name_others(is_of_regex, item->regex);
}

static int select_item(struct compiler *c, struct item *item)
{
	struct pattern *pattern = c->pattern;

	if (item->kind != ITEM_NAME)
		pattern->is_wide = true;
	switch ((enum item_kind)item->kind) {
	case ITEM_NAME:
		if (!select_name(pattern, item->text) && !select_unnamed(pattern, item->text))
			return unknown_call(c, item);
		return 0;
	case ITEM_CLASS:
		return select_class(c, item) ? c->error : unknown_class(c, item);
	case ITEM_GROUP:
		return select_group(pattern, item->text, 0) ? 0 : unknown_group(c, item);
	case ITEM_GLOB:
	case ITEM_REGEX:
		if (!select_pattern(pattern, item))
			return complain(c, item->source, "no system call has a name like this");
		return 0;
	}
	return 0;
}

int select_calls(struct compiler *c)
{
	struct item *item = c->pattern->items;

	if (item->kind == ITEM_NAME && strcmp(item->text, "mark") == 0) {
		if (item->next)
			return complain(c, item->source, "mark is no system call: it stands alone");
		c->pattern->subject = SUBJECT_MARK;
		return 0;
	}
	for (; item; item = item->next) {
		if (select_item(c, item) < 0)
			return c->error;
	}
	return c->error;
}

static bool is_named_by(const struct syscall *row, const struct item *item)
{
	switch ((enum item_kind)item->kind) {
	case ITEM_NAME:
		return strcmp(item->text, row->name) == 0;
	case ITEM_GLOB:
		return is_of_glob(row, item->text);
	case ITEM_REGEX: {
		/* Compiled anew: the compiled pattern keeps nothing that would have to be freed, and such calls are rare. */
		regex_t regex;
		bool is_match;

		if (regcomp(&regex, item->text, REG_EXTENDED | REG_NOSUB))
			return true;	/* out of memory: rather a call too many than one unseen */
		is_match = is_of_regex(row, &regex);
		regfree(&regex);
		return is_match;
	}
	default:
		return false;
	}
}

bool pattern_selects(const struct pattern *pattern, const struct sx_call *call)
{
	uint16_t key = call_key(call);

	if (pattern->subject != SUBJECT_CALL || call_entry(call) != ENTRY_CALL)
		return false;
	if (key != KEY_OTHER)
		return numbers_have(pattern, key / WIRE_CALLS, key % WIRE_CALLS);
	for (const struct item *item = pattern->has_other_names ? pattern->items : NULL; item; item = item->next)
		if (is_named_by(call_row(call), item))
			return true;
	return false;
}

const char *pattern_family_with(const struct pattern *pattern, const struct sx_call *call)
{
	const char *name = call_row(call)->name;

	for (const struct syscall_family *family = syscall_families; family->name; family++) {
		bool has_call = false, has_item = false;

		for (const char *const *member = family->members; *member; member++) {
			has_call |= strcmp(*member, name) == 0;
			for (const struct item *item = pattern->items; item; item = item->next)
				has_item |= item->kind == ITEM_NAME && strcmp(*member, item->text) == 0;
		}
		if (has_call && has_item)
			return family->name;
	}
	return NULL;
}

/* strace's narrow classes that a modern libc's calls are not in, and what holds them. */
#define NOTE(class) "a modern libc calls what is in the class " class
static const char *const wider_classes[][3] = {
	{ "stat", "%%stat", NOTE("%%stat") }, { "lstat", "%%stat", NOTE("%%stat") }, { "fstat", "%%stat", NOTE("%%stat") },
	{ "statfs", "%%statfs", NOTE("%%statfs") }, { "fstatfs", "%%statfs", NOTE("%%statfs") },
};

static bool has_call_of(const struct recording *recording, uint32_t class)
{
	for (size_t i = 0; i < recording->count; i++)
		if (call_entry(recording->entries[i]) == ENTRY_CALL && (call_row(recording->entries[i])->classes & class))
			return true;
	return false;
}

const char *pattern_note(const struct pattern *pattern, const struct recording *recording)
{
	const struct item *item = pattern->items;

	if (!item || item->next || item->kind != ITEM_CLASS)
		return NULL;
	for (size_t i = 0; i < sizeof(wider_classes) / sizeof(*wider_classes); i++) {
		if (strcmp(wider_classes[i][0], item->text) != 0)
			continue;
		if (has_call_of(recording, syscall_class(item->text)) ||
		    !has_call_of(recording, syscall_class(wider_classes[i][1] + 1)))
			return NULL;
		return wider_classes[i][2];
	}
	return NULL;
}
