/* SPDX-License-Identifier: MIT */
/* Matches what has parts: arrays, sets, structures, and words with brackets. */
#include <ctype.h>
#include <string.h>

#include "harness/pattern/ast.h"

static enum match cut(struct matching *m, const struct target *target)
{
	return unknown(m, REASON_CUT, target->slot, target->argument ? target->argument->name : NULL);
}

static enum match match_elements(struct node *node, const struct value *value, bool has_more,
				 const struct target *target, struct matching *m);

/* "...": any number of elements, so that what follows it is tried at each place. */
static enum match match_after_rest(struct node *node, const struct value *value, bool has_more,
				   const struct target *target, struct matching *m)
{
	struct bindings before;
	enum match best = MATCH_NO, match;

	if (!node)
		return MATCH_YES;
	if (m->bindings)
		before = *m->bindings;
	for (;; value = value->next) {
		match = match_elements(node, value, has_more, target, m);
		if (match == MATCH_YES)
			return match;
		if (match > best)
			best = match;
		if (m->bindings)
			*m->bindings = before;
		if (!value)
			return best;
	}
}

static enum match match_elements(struct node *node, const struct value *value, bool has_more,
				 const struct target *target, struct matching *m)
{
	enum match all = MATCH_YES, one;

	for (; node; node = node->next, value = value->next) {
		if (node->kind == NODE_REST)
			return match_both(all, match_after_rest(node->next, value, has_more, target, m));
		if (!value)
			return has_more ? match_both(all, cut(m, target)) : MATCH_NO;
		if (node->name && *node->name == '[' && (!value->name || strcmp(node->name, value->name) != 0))
			return MATCH_NO;
		one = match_value(node, value, target, m);
		if (one == MATCH_NO)
			return MATCH_NO;
		all = match_both(all, one);
	}
	return value || has_more ? MATCH_NO : all;
}

static bool is_in(const struct value *value, const struct value *const *used, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (used[i] == value)
			return true;
	return false;
}

#define SET_MAX 128

/* Elements in any order: each of the pattern's has one of its own, and none is left over unless "..." says so. */
static enum match match_set(struct node *node, const struct value *value, const struct target *target,
			    struct matching *m)
{
	const struct value *used[SET_MAX];
	size_t used_count = 0, count = 0;
	bool has_rest = false;

	if (value->is_inverted != node->is_inverted)
		return MATCH_NO;
	for (const struct value *child = value->first; child; child = child->next)
		count++;
	for (struct node *child = node->first; child; child = child->next) {
		const struct value *found = value->first;

		if (child->kind == NODE_REST) {
			has_rest = true;
			continue;
		}
		while (found && (is_in(found, used, used_count) || match_value(child, found, target, m) != MATCH_YES))
			found = found->next;
		if (!found)
			return value->has_more ? cut(m, target) : MATCH_NO;
		if (used_count == SET_MAX)
			return cut(m, target);
		used[used_count++] = found;
	}
	return has_rest || (used_count == count && !value->has_more) ? MATCH_YES : MATCH_NO;
}

bool is_union_field(const char *name)
{
	static const char *const names[] = {
		"sun_path", "sin_port", "sin_addr", "sin6_port", "sin6_addr", "sin6_flowinfo", "sin6_scope_id", "nl_pid",
		"nl_groups", "sll_protocol", "sll_ifindex", "sll_hatype", "sll_pkttype", "sll_addr", "sll_halen", "svm_cid",
		"svm_port", "sa_data", "sa_restorer", "si_pid", "si_uid", "si_status", "si_utime", "si_stime", "si_addr",
		"si_value", "si_band", "si_fd", "si_overrun", "si_timerid", "si_syscall", "si_call_addr", "si_arch",
		"si_errno", "si_int", "si_ptr", "si_addr_lsb", "si_lower", "si_upper", "si_pkey", "mode", "resolve", "stack", "stack_size", "exit_signal", "child_tid", "parent_tid", "pidfd",
		"tls", "set_tid", "cgroup", "flags", "revents", "cmsg_data", "msg_control", "msg_name", NULL
	};

	for (const char *const *known = names; *known; known++)
		if (strcmp(*known, name) == 0)
			return true;
	return false;
}

/* inet_pton(…) is printed without its field's name. */
static bool is_unnamed(const struct value *child)
{
	return !child->name || (child->kind == VALUE_CALL && child->is_bare);
}

static const struct value *field_of(const struct value *value, const struct node *node, size_t position)
{
	const struct value *child = value->first;

	if (!node->name) {
		while (child && position--)
			child = child->next;
		return child && is_unnamed(child) ? child : NULL;
	}
	while (child && (!child->name || strcmp(child->name, node->name) != 0))
		child = child->next;
	return child;
}

/* The first field that the line shows and the pattern does not name; NULL: it names all. */
static const struct value *left_out(const struct node *node, const struct value *value)
{
	size_t position = 0;

	for (const struct value *child = value->first; child; child = child->next, position++) {
		const struct node *field = node->first;
		size_t at = 0;

		if (child->is_verbose_only)
			continue;
		for (; field; field = field->next, at++)
			if (field->name ? child->name && strcmp(field->name, child->name) == 0 :
			    is_unnamed(child) && at == position)
				break;
		if (!field)
			return child;
	}
	return NULL;
}

static enum match match_struct(struct node *node, const struct value *value, const struct target *target,
			       struct matching *m)
{
	enum match all = MATCH_YES, one;
	const struct value *other;
	struct node *missing = NULL;
	bool has_rest = false;
	size_t position = 0;

	for (struct node *field = node->first; field; field = field->next, position++) {
		const struct value *child;

		if (field->kind == NODE_REST) {
			has_rest = true;
			continue;
		}
		child = field_of(value, field, position);
		if (!child) {
			missing = field;
			continue;
		}
		field->was_present = true;
		one = match_value(field, child, target, m);
		if (one == MATCH_NO)
			return MATCH_NO;
		all = match_both(all, one);
	}
	if (missing && value->state == STATE_CUT)
		return cut(m, target);
	if (missing) {
		missing->was_missing = missing->name && !is_union_field(missing->name);
		return MATCH_NO;
	}
	other = has_rest ? NULL : left_out(node, value);
	if (other)
		node->left_out = other->name ? other->name : "others";
	else
		node->was_whole = true;
	return other ? MATCH_NO : all;
}

static size_t normalise(char *text, size_t length)
{
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '/' && i + 1 < length && text[i + 1] == '*') {
			char *end = memmem(text + i + 2, length - i - 2, "*/", 2);

			i = end ? (size_t)(end - text) + 1 : length;
		} else if (!isspace((unsigned char)text[i])) {
			text[used++] = text[i];
		}
	}
	return used;
}

/* As printed, comments and blanks apart. */
static enum match match_raw(const char *text, const struct value *value, struct matching *m)
{
	struct text printed = {0};
	size_t wanted_length = strlen(text);
	char *wanted = arena_copy(m->scratch, text, wanted_length + 1);
	enum match match = MATCH_NO;

	if (!wanted)
		return MATCH_NO;
	wanted_length = normalise(wanted, wanted_length);
	for (int paths = 0; paths < 2 && match == MATCH_NO; paths++) {
		struct line_style style = {.string_limit = SIZE_MAX / 4, .paths = paths == 0};

		text_cut(&printed, 0);
		line_of_value(&printed, value, &style);
		if (printed.failed || !printed.bytes)
			break;
		printed.length = normalise(printed.bytes, printed.length);
		if (printed.length == wanted_length && memcmp(printed.bytes, wanted, wanted_length) == 0)
			match = MATCH_YES;
	}
	text_free(&printed);
	return match;
}

enum match match_list(struct node *node, const struct value *value, const struct target *target, struct matching *m)
{
	switch ((enum node_kind)node->kind) {
	case NODE_RAW:
		return match_raw(node->word, value, m);
	case NODE_STRUCT:
		return value->kind == VALUE_STRUCT ? match_struct(node, value, target, m) : MATCH_NO;
	case NODE_CALL:
		/* WIFCONTINUED(s) is a word that has brackets in it */
		if (value->kind == VALUE_WORD)
			return match_raw(node->bytes, value, m);
		if (value->kind != VALUE_CALL || !value->word || strcmp(value->word, node->word) != 0)
			return MATCH_NO;
		return match_elements(node->first, value->first, value->has_more, target, m);
	default:
		if (value->kind == VALUE_SET)
			return match_set(node, value, target, m);
		if (value->kind != VALUE_ARRAY || node->is_inverted)
			return MATCH_NO;
		return match_elements(node->first, value->first, value->has_more, target, m);
	}
}
