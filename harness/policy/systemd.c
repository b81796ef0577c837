/* SPDX-License-Identifier: MIT */
/* Reads the SystemCallFilter= of a unit of systemd, or its values alone, as the rules of a profile. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/nearest.h"
#include "harness/pattern/classes.h"
#include "harness/policy/profile_private.h"

#define NO_ERRNO	-1	/* SystemCallErrorNumber= decides */
#define ERRNO_KILL	-2
#define MOST_WORDS	4096
#define MOST_DEPTH	8	/* of sets in sets */

/* A call that the filter names: what was said of it last. */
struct named {
	const char *name;
	struct rule *rule;	/* the word that says so */
	int number;		/* errno, NO_ERRNO: what the list does; of a list of allowed calls, that it is allowed */
};

struct filter {
	struct profile_reader *reader;
	struct named *list;
	size_t count, room;
	bool is_begun;
	bool is_allowing;	/* the first line names what is allowed */
	int otherwise;		/* SystemCallErrorNumber= */
	bool has_architectures;
	unsigned line;
};

/* ---- the calls named so far ---- */

static struct named *find(struct filter *filter, const char *name, size_t length)
{
	for (size_t i = 0; i < filter->count; i++)
		if (strlen(filter->list[i].name) == length && memcmp(filter->list[i].name, name, length) == 0)
			return &filter->list[i];
	return NULL;
}

static int put(struct filter *filter, const char *name, size_t length, struct rule *rule, int number)
{
	struct named *named = find(filter, name, length), *grown;

	if (!named && filter->count == filter->room) {
		grown = arena_take(filter->reader->arena, (filter->room * 2 + 512) * sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		if (filter->count)
			memcpy(grown, filter->list, filter->count * sizeof(*grown));
		filter->list = grown;
		filter->room = filter->room * 2 + 512;
	}
	if (!named) {
		named = &filter->list[filter->count];
		named->name = arena_format(filter->reader->arena, "%.*s", (int)length, name);
		if (!named->name)
			return -ENOMEM;
		filter->count++;
	}
	named->rule = rule;
	named->number = number;
	return 0;
}

/* A later line takes out what an earlier one put in; with an errno it stays in a list of allowed calls, as refused. */
static int apply(struct filter *filter, const char *name, size_t length, struct rule *rule, bool is_inverted, int number)
{
	struct named *named;

	if (is_inverted != filter->is_allowing || number != NO_ERRNO)
		return put(filter, name, length, rule, number);
	named = find(filter, name, length);
	if (named)
		*named = filter->list[--filter->count];
	return 0;
}

/* ---- words: calls and sets ---- */

static bool is_known(const char *name, size_t length)
{
	char copy[64] = "";

	if (length >= sizeof(copy))
		return false;
	memcpy(copy, name, length);
	if (syscall_number(WIRE_ABI_NATIVE, copy) >= 0 || syscall_number(WIRE_ABI_COMPAT, copy) >= 0)
		return true;
	for (const struct call_group *group = call_groups; group->name; group++) {	/* of another architecture */
		const char *found = group->members;

		while ((found = strstr(found, copy))) {
			if ((found == group->members || found[-1] == ' ') && (!found[length] || found[length] == ' '))
				return true;
			found += length;
		}
	}
	return false;
}

static int unknown(struct filter *filter, const char *name)
{
	struct nearest nearest = {.word = name};

	reader_fail_line(filter->reader, filter->line, "%.40s is no system call", name);
	nearest_offer(&nearest, "allow");	/* of a list of patterns */
	nearest_offer(&nearest, "deny");
	for (unsigned number = 0; number < syscall_end(WIRE_ABI_NATIVE); number++)
		if (syscall_of(WIRE_ABI_NATIVE, number)->is_known)
			nearest_offer(&nearest, syscall_of(WIRE_ABI_NATIVE, number)->name);
	if (nearest.name)
		text_format(filter->reader->why, "\ndid you mean %s", nearest.name);
	return -EINVAL;
}

static int unknown_set(struct filter *filter, const char *name)
{
	struct nearest nearest = {.word = name};

	reader_fail_line(filter->reader, filter->line, "there is no set @%.40s (the sets are those of %s)", name, group_version);
	for (const struct call_group *group = call_groups; group->name; group++)
		nearest_offer(&nearest, group->name);
	if (nearest.name)
		text_format(filter->reader->why, "\ndid you mean @%s", nearest.name);
	return -EINVAL;
}

static int apply_set(struct filter *filter, const struct call_group *group, struct rule *rule, bool is_inverted,
		     int number, unsigned depth)
{
	int r = 0;

	for (const char *word = group->members; *word && r == 0; word += strspn(word, " ")) {
		size_t length = strcspn(word, " ");
		const struct call_group *inner = *word == '@' ? call_group_find(word + 1, length - 1) : NULL;

		if (inner && depth < MOST_DEPTH)
			r = apply_set(filter, inner, rule, is_inverted, number, depth + 1);
		else if (*word != '@')
			r = apply(filter, word, length, rule, is_inverted, number);
		word += length;
	}
	return r;
}

/* "EPERM", "1", "kill". */
static int read_errno(struct filter *filter, const char *text, int *ret)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (isdigit((unsigned char)*text) && !*end && number <= 4095)
		*ret = (int)number;
	else if (strcmp(text, "kill") == 0)
		*ret = ERRNO_KILL;
	else if (errno_of(text) > 0)
		*ret = errno_of(text);
	else
		return reader_fail_line(filter->reader, filter->line, "%.40s is no errno: a name, a number from 0 to 4095, or kill",
					text);
	return 0;
}

static struct rule *new_rule(struct filter *filter, const char *label)
{
	struct profile *profile = filter->reader->profile;
	struct rule *rule = &profile->rules[profile->rule_count];

	if (profile->rule_count == MOST_WORDS || !label)
		return NULL;
	*rule = (struct rule){
		.number = (unsigned)profile->rule_count++,
		.line = filter->line,
		.file = filter->reader->file,
		.label = label,
	};
	return rule;
}

static int read_word(struct filter *filter, char *word, bool is_inverted)
{
	struct rule *rule = new_rule(filter, arena_format(filter->reader->arena, "%s%s%s",
							  filter->reader->profile->is_bare ? "" : "SystemCallFilter=",
							  is_inverted ? "~" : "", word));
	const struct call_group *group;
	char *colon = strchr(word, ':');
	int number = NO_ERRNO, r;

	if (!rule)
		return reader_fail_line(filter->reader, filter->line, "more than %d words", MOST_WORDS);
	if (colon && !is_inverted)
		return reader_fail_line(filter->reader, filter->line, "%.40s: a call that is allowed has no errno", word);
	if (colon) {
		*colon = '\0';
		r = read_errno(filter, colon + 1, &number);
		if (r < 0)
			return r;
	}
	if (*word != '@')
		return is_known(word, strlen(word)) ? apply(filter, word, strlen(word), rule, is_inverted, number) :
						      unknown(filter, word);
	group = call_group_find(word + 1, strlen(word + 1));
	return group ? apply_set(filter, group, rule, is_inverted, number, 0) : unknown_set(filter, word + 1);
}

/* ---- settings ---- */

/* What is always allowed by a list of allowed calls. */
static int begin(struct filter *filter, bool is_inverted)
{
	const struct call_group *always = call_group_find("default", strlen("default"));
	struct rule *rule;

	filter->is_begun = true;
	filter->is_allowing = !is_inverted;
	if (is_inverted || !always)
		return 0;
	rule = new_rule(filter, "@default");
	if (!rule)
		return -ENOMEM;
	rule->line = 0;
	rule->is_used = true;	/* nobody wrote it */
	return apply_set(filter, always, rule, false, NO_ERRNO, 0);
}

static int read_filter(struct filter *filter, char *value)
{
	bool is_inverted = *value == '~';
	char *save = NULL;
	int r = 0;

	value += is_inverted;
	if (!*value && !is_inverted) {	/* an empty value forgets what stands above */
		filter->count = 0;
		filter->is_begun = false;
		return 0;
	}
	if (!filter->is_begun)
		r = begin(filter, is_inverted);
	for (char *word = strtok_r(value, " \t", &save); word && r == 0; word = strtok_r(NULL, " \t", &save))
		r = read_word(filter, word, is_inverted);
	return r;
}

static int read_architectures(struct filter *filter, char *value)
{
	static const char *const names[] = {
		"native", "x86", "x86-64", "x32", "arm", "arm64", "loongarch64", "mips", "mips-le", "mips64", "mips64-le",
		"mips64-n32", "mips64-le-n32", "parisc", "parisc64", "ppc", "ppc64", "ppc64-le", "riscv64", "s390", "s390x",
	};
	struct profile *profile = filter->reader->profile;
	char *save = NULL;
	size_t i;

	if (!filter->has_architectures || !*value)
		profile->has_compat = profile->has_x32 = !*value;
	filter->has_architectures = *value != '\0';
	for (char *word = strtok_r(value, " \t", &save); word; word = strtok_r(NULL, " \t", &save)) {
		for (i = 0; i < sizeof(names) / sizeof(names[0]) && strcmp(names[i], word) != 0; i++)
			;
		if (i == sizeof(names) / sizeof(names[0]))
			return reader_fail_line(filter->reader, filter->line, "%.40s is no architecture", word);
		profile->has_compat |= strcmp(word, "x86") == 0 && strcmp(profile_go_arch(), "amd64") == 0;
		profile->has_compat |= strcmp(word, "arm") == 0 && strcmp(profile_go_arch(), "arm64") == 0;
		profile->has_x32 |= strcmp(word, "x32") == 0 && strcmp(profile_go_arch(), "amd64") == 0;
	}
	return 0;
}

/* The value behind KEY=, or NULL. */
static char *value_of(char *line, const char *key)
{
	size_t length = strlen(key);

	if (strncmp(line, key, length) != 0)
		return NULL;
	line += length + strspn(line + length, " \t");
	return *line == '=' ? line + 1 + strspn(line + 1, " \t") : NULL;
}

static int read_setting(struct filter *filter, char *line)
{
	char *value = value_of(line, "SystemCallFilter");

	if (value)
		return read_filter(filter, value);
	value = value_of(line, "SystemCallArchitectures");
	if (value)
		return read_architectures(filter, value);
	value = value_of(line, "SystemCallErrorNumber");
	if (value && *value)
		return read_errno(filter, value, &filter->otherwise);
	if (value)
		filter->otherwise = ERRNO_KILL;
	if (*line != '[' && !strchr(line, '='))
		return reader_fail_line(filter->reader, filter->line, "%.40s is neither a setting nor a section", line);
	return unit_other_filter(filter->reader, line);
}

/* A backslash at its end joins a line with the next one. */
static char *whole_line(struct line_walk *walk, struct arena *arena, int *ret_error)
{
	char *line = (char *)line_next(walk, arena, ret_error);
	const char *more;
	size_t length;

	while (line && (length = strlen(line)) && line[length - 1] == '\\') {
		line[length - 1] = '\0';
		more = line_next(walk, arena, ret_error);
		if (more)
			line = arena_format(arena, "%s %s", line, more);
	}
	return line;
}

/* ---- from names to rules ---- */

static struct action action_of(int number)
{
	if (number == ERRNO_KILL)
		return (struct action){.kind = POLICY_KILL_PROCESS};
	return (struct action){.kind = POLICY_ERRNO, .number = (uint16_t)number};
}

static int make_rules(struct filter *filter)
{
	struct profile_reader *reader = filter->reader;
	struct profile *profile = reader->profile;
	struct action refusal = action_of(filter->otherwise), allowed = {.kind = POLICY_ALLOW};
	struct numbers numbers = {0};
	int r = 0;

	profile->otherwise = filter->is_allowing ? refusal : allowed;
	if (!numbers_make(reader->arena, &numbers))
		return -ENOMEM;
	for (size_t n = 0; n < profile->rule_count; n++) {
		struct rule *rule = &profile->rules[n];
		const char **names = arena_take(reader->arena, (filter->count + 1) * sizeof(*names));

		if (!names)
			return -ENOMEM;
		rule->names = names;
		for (size_t i = 0; i < filter->count && r == 0; i++) {
			const struct named *named = &filter->list[i];

			if (named->rule != rule)
				continue;
			names[rule->name_count++] = named->name;
			rule->action = named->number != NO_ERRNO ? action_of(named->number) :
				       filter->is_allowing ? allowed : refusal;
			r = reader_link(reader, rule, named->name, rule->line, &numbers);
		}
		if (!rule->name_count)
			rule->left_out = "other lines decide on all that it names";
	}
	return r;
}

/* In a section that is about something else it would be passed over: whoever wrote it there meant it. */
static int check_section(const struct filter *filter, const char *line, const char *section)
{
	if (!*section || unit_section_counts(section) || strncmp(line, "SystemCall", strlen("SystemCall")) != 0)
		return 0;
	return reader_fail_line(filter->reader, filter->line, "%.*s= means nothing in %.40s, but in [Service]",
				(int)strcspn(line, "= \t"), line, section);
}

static int read_part(void *context, const char *bytes, size_t length)
{
	struct filter *filter = context;
	struct line_walk walk = {.at = bytes, .end = bytes + length};
	struct profile *profile = filter->reader->profile;
	const char *section = "";
	char *line;
	int r = 0;

	for (bool is_first = !filter->reader->file; r == 0; is_first = false) {
		filter->line = walk.line;
		line = whole_line(&walk, filter->reader->arena, &r);
		if (!line)
			break;
		filter->line = walk.line;
		if (is_first)
			profile->is_bare = *line != '[' && !strchr(line, '=');
		if (*line == '[')
			section = line;
		if (!profile->is_bare)
			r = check_section(filter, line, section);
		if (r == 0)
			r = profile->is_bare ? read_filter(filter, line) : read_setting(filter, line);
	}
	return r;
}

int reader_systemd(struct profile_reader *reader, const char *bytes, size_t length)
{
	struct filter filter = {.reader = reader, .otherwise = ERRNO_KILL};
	struct profile *profile = reader->profile;
	int r;

	profile->rules = arena_take(reader->arena, MOST_WORDS * sizeof(*profile->rules));
	if (!profile->rules)
		return -ENOMEM;
	profile->has_compat = profile->has_x32 = true;
	r = read_part(&filter, bytes, length);
	if (r == 0 && !profile->is_bare)
		r = unit_drop_ins(reader, read_part, &filter);
	if (r == 0 && !filter.is_begun)
		return reader_fail_line(reader, 1, "there is no SystemCallFilter= in it");
	return r == 0 ? make_rules(&filter) : r;
}
