/* SPDX-License-Identifier: MIT */
/* Matches one value of a call against one node of a pattern. */
#include <stdlib.h>
#include <string.h>

#include "harness/pattern/ast.h"

enum match match_both(enum match a, enum match b)
{
	return a < b ? a : b;
}

enum match unknown(struct matching *m, enum reason_kind kind, unsigned slot, const char *name)
{
	if (m->reason.kind == REASON_NONE)
		m->reason = (struct reason){(uint8_t)kind, (uint8_t)slot, name};
	return MATCH_UNKNOWN;
}

static enum match unread(struct matching *m, const struct target *target)
{
	return unknown(m, REASON_UNREAD, target->slot, target->argument ? target->argument->name : NULL);
}

bool compare_numbers(enum compare op, int64_t a, int64_t b)
{
	switch (op) {
	case COMPARE_LESS:
		return a < b;
	case COMPARE_AT_MOST:
		return a <= b;
	case COMPARE_MORE:
		return a > b;
	case COMPARE_AT_LEAST:
		return a >= b;
	case COMPARE_NOT:
		return a != b;
	case COMPARE_EQUAL:
		return a == b;
	}
	return false;
}

static bool is_wide_argument(const struct target *target)
{
	if (!target->argument)
		return true;
	switch (target->argument->kind) {
	case KIND_LONG:
	case KIND_SIZE:
	case KIND_HEX:
	case KIND_ADDRESS:
	case KIND_OFFSET:
		return true;
	default:
		return false;
	}
}

/* -1 and 4294967295 are one in a register of 32 bits. */
static bool equal_numbers(uint64_t a, uint64_t b, bool is_wide)
{
	if (a == b)
		return true;
	if (is_wide || (uint32_t)a != (uint32_t)b)
		return false;
	return (a >> 32 == 0 || (int64_t)a == (int32_t)a) && (b >> 32 == 0 || (int64_t)b == (int32_t)b);
}

bool is_number_of(const struct node *node, uint64_t number, const struct target *target)
{
	return equal_numbers(node->number, number, is_wide_argument(target));
}

/* The register that a value was made of. */
static bool value_register(const struct value *value, uint64_t *ret)
{
	char *end;

	*ret = value->number;
	switch ((enum value_kind)value->kind) {
	case VALUE_NUMBER:
	case VALUE_FLAGS:
	case VALUE_FD:
	case VALUE_ADDRESS:
		return true;
	case VALUE_WORD:
		if (value->number || value->is_named_number || !value->word)
			return value->word != NULL;
		/* a number that is printed in a way of its own: 00000000 */
		*ret = strtoull(value->word, &end, 0);
		return *value->word && !*end;
	case VALUE_CALL:
	case VALUE_STRUCT:
		if (value->is_hidden_whole) {	/* its address stands for it */
			*ret = value->address;
			return true;
		}
		return value->number != 0 || value->is_named_number;
	case VALUE_OR:
		for (const struct value *part = value->first; part; part = part->next)
			*ret |= part->number;
		return true;
	default:
		*ret = value->address;
		return value->address != 0;
	}
}

/* ---- flags ---- */

static bool look_up(const char *name, const struct value *value, uint64_t *ret_value, uint64_t *ret_mask,
		    bool *ret_is_flags)
{
	if (value->kind == VALUE_FLAGS) {
		*ret_is_flags = value->set && value->set->is_flags;
		return name_value(name, value->set, ret_value, ret_mask);
	}
	for (const struct value *part = value->first; part; part = part->next)
		if (part->kind == VALUE_FLAGS && look_up(name, part, ret_value, ret_mask, ret_is_flags))
			return true;
	return false;
}

static bool has_term(const struct term *term, const struct value *value, uint64_t number)
{
	uint64_t wanted, mask;
	bool is_flags;

	if (!term->name)
		return (number & term->number) == term->number;
	if (!look_up(term->name, value, &wanted, &mask, &is_flags))
		return false;
	if (mask)
		return (number & mask) == wanted;
	return is_flags ? wanted && (number & wanted) == wanted : equal_numbers(number, wanted, false);
}

static enum match match_exactly(struct node *node, const struct value *value, uint64_t number)
{
	const struct constants *set = value->kind == VALUE_FLAGS ? value->set : NULL;
	uint64_t wanted, mask;
	bool is_flags;

	if (!set || node->known_set != set) {
		node->known_set = set;
		node->known_number = 0;
		node->is_known_complete = true;
		for (const struct term *term = node->terms; term; term = term->next) {
			if (!term->name)
				node->known_number |= term->number;
			else if (look_up(term->name, value, &wanted, &mask, &is_flags))
				node->known_number |= wanted;
			else
				node->is_known_complete = false;
		}
	}
	return node->is_known_complete && equal_numbers(number, node->known_number, false) ? MATCH_YES : MATCH_NO;
}

static bool is_word(const struct node *node, const char *word)
{
	const struct term *term = node->terms;

	if (!term || term->next || !term->name || node->has_rest || !word)
		return false;
	if (strcmp(term->name, word) == 0)
		return true;
	return strncmp(term->name, "SIG", 3) == 0 && strcmp(term->name + 3, word) == 0;
}

enum match match_names(struct node *node, const struct value *value)
{
	uint64_t number;

	switch ((enum value_kind)value->kind) {
	case VALUE_WORD:
		return is_word(node, value->word) ? MATCH_YES : MATCH_NO;
	case VALUE_ADDRESS:
		return is_word(node, "NULL") && !value->number ? MATCH_YES : MATCH_NO;
	case VALUE_ARRAY:	/* which an address stands for, also where it is none */
		return is_word(node, "NULL") && value->is_verbose_only && !value->address ? MATCH_YES : MATCH_NO;
	case VALUE_FD:
		return is_word(node, value->word) ? MATCH_YES : MATCH_NO;
	case VALUE_FLAGS:
	case VALUE_OR:
		break;
	case VALUE_NUMBER:
		/* numbers only, such as 0x10|0x1; and NULL where a pointer was recorded as a number */
		for (const struct term *term = node->terms; term; term = term->next)
			if (term->name)
				return is_word(node, "NULL") && !value->number ? MATCH_YES : MATCH_NO;
		break;
	default:
		return MATCH_NO;
	}
	value_register(value, &number);
	if (!node->has_rest)
		return match_exactly(node, value, number);
	for (const struct term *term = node->terms; term; term = term->next)
		if (has_term(term, value, number) == term->is_without)
			return MATCH_NO;
	return MATCH_YES;
}

/* ---- numbers ---- */

static enum match match_number(const struct node *node, const struct value *value, const struct target *target)
{
	uint64_t number;

	if (!value_register(value, &number))
		return MATCH_NO;
	return is_number_of(node, number, target) ? MATCH_YES : MATCH_NO;
}

static enum match negate(enum match match)
{
	return match == MATCH_UNKNOWN ? MATCH_UNKNOWN : match == MATCH_YES ? MATCH_NO : MATCH_YES;
}

/* The number that a comparison's right side stands for. */
static bool operand_number(const struct node *operand, struct matching *m, uint64_t *ret, bool *ret_is_open)
{
	const struct binding *binding;
	char *end;

	*ret_is_open = false;
	if (operand->kind == NODE_NUMBER) {
		*ret = operand->number;
		return true;
	}
	if (operand->kind != NODE_CAPTURE)
		return false;
	if (operand->index == UINT8_MAX) {
		*ret = strtoull(operand->bytes, &end, 0);
		return *operand->bytes && !*end;
	}
	binding = m->bindings ? &m->bindings->of[operand->index] : NULL;
	*ret_is_open = !binding || binding->kind == BINDING_NONE;
	if (*ret_is_open || binding->kind == BINDING_BYTES || binding->kind == BINDING_PATH)
		return false;
	*ret = binding->number;
	return true;
}

static enum match match_comparison(struct node *node, const struct value *value, const struct target *target,
				   struct matching *m)
{
	struct node *operand = node->first;
	uint64_t number, wanted;
	bool is_open;

	if (operand->kind == NODE_NAMES)
		return node->op == COMPARE_NOT ? negate(match_names(operand, value)) :
		       node->op == COMPARE_EQUAL ? match_names(operand, value) : MATCH_NO;
	/* not this descriptor: by what it is, as elsewhere */
	if (operand->kind == NODE_CAPTURE && operand->index != UINT8_MAX && m->bindings &&
	    m->bindings->of[operand->index].kind != BINDING_NONE && node->op == COMPARE_NOT)
		return negate(match_capture(operand, value, target, m));
	if (!operand_number(operand, m, &wanted, &is_open))
		return is_open && m->is_open ? MATCH_YES : is_open ? unread(m, target) : MATCH_NO;
	if (!value_register(value, &number))
		return MATCH_NO;
	if (value->kind == VALUE_FD)
		number = (uint64_t)(int64_t)(int32_t)number;
	if (node->op == COMPARE_NOT || node->op == COMPARE_EQUAL)
		return equal_numbers(number, wanted, is_wide_argument(target)) == (node->op == COMPARE_EQUAL) ? MATCH_YES :
		       MATCH_NO;
	/* sizes are unsigned: the largest is not less than 0 */
	if (value->base == BASE_UNSIGNED || value->base == BASE_HEX || value->kind == VALUE_ADDRESS) {
		if (operand->is_negative && (int64_t)wanted < 0)
			return node->op == COMPARE_MORE || node->op == COMPARE_AT_LEAST ? MATCH_YES : MATCH_NO;
		if (number > INT64_MAX || wanted > INT64_MAX)
			return compare_numbers(node->op, number > wanted ? 1 : number < wanted ? -1 : 0, 0) ? MATCH_YES :
			       MATCH_NO;
	}
	return compare_numbers(node->op, (int64_t)number, (int64_t)wanted) ? MATCH_YES : MATCH_NO;
}

/* ---- texts ---- */

/* A text against vectors: what they hold, gathered. */
static enum match match_gathered(const struct node *node, const struct target *target, struct matching *m)
{
	enum value_state state = STATE_OK;
	size_t length = 0;
	const unsigned char *bytes;

	if (!target->argument || target->slot >= SYSCALL_ARGS)
		return MATCH_NO;
	switch (target->argument->kind) {
	case KIND_IN_IOVEC:
	case KIND_OUT_IOVEC:
	case KIND_IN_MSGHDR:
	case KIND_OUT_MSGHDR:
	case KIND_IN_MMSGHDR:
	case KIND_OUT_MMSGHDR:
	case KIND_IN_BYTES:
	case KIND_OUT_BYTES:
	case KIND_XATTR_VALUE:
	case KIND_TOLD_BYTES:
	case KIND_OUT_TOLD_BYTES:
		break;
	default:
		return MATCH_NO;
	}
	bytes = decode_data(m->scratch, target->call, target->slot, &length, &state);
	if (!bytes)
		return state == STATE_UNREAD ? unread(m, target) : MATCH_NO;
	return match_buffer(node, bytes, length, SIZE_MAX, state == STATE_CUT, target, m);
}

static enum match match_text(struct node *node, const struct value *value, const struct target *target,
			     struct matching *m)
{
	switch ((enum value_kind)value->kind) {
	case VALUE_PATH:
		return match_path(node, value, target, m);
	case VALUE_BYTES:
		return match_bytes(node, value, target, m);
	case VALUE_WORD:
		return match_buffer(node, (const unsigned char *)value->word, strlen(value->word), strlen(value->word),
				    false, target, m);
	case VALUE_ADDRESS:
		return value->state == STATE_UNREAD ? unread(m, target) : MATCH_NO;
	case VALUE_ARRAY:
	case VALUE_STRUCT:
		return match_gathered(node, target, m);
	default:
		return MATCH_NO;
	}
}

/* sx_set() and the like: a number where a number stands, else a text that is no glob. */
static enum match match_variable(struct node *node, const struct value *value, const struct target *target,
				 struct matching *m)
{
	uint64_t number, wanted;
	char *end;

	if (value->kind == VALUE_PATH || value->kind == VALUE_BYTES || value->kind == VALUE_ARRAY ||
	    value->kind == VALUE_STRUCT)
		return match_text(node, value, target, m);
	if (value->state == STATE_UNREAD && value->kind != VALUE_FD)
		return unread(m, target);
	wanted = strtoull(node->bytes, &end, 0);
	if (!*node->bytes || *end || !value_register(value, &number))
		return MATCH_NO;
	return equal_numbers(number, wanted, is_wide_argument(target)) ? MATCH_YES : MATCH_NO;
}

static enum match match_either(struct node *node, const struct value *value, const struct target *target,
			       struct matching *m)
{
	enum match before, after;

	after = value->last ? match_value(node, value->last, target, m) : MATCH_NO;
	if (after == MATCH_YES)
		return after;
	before = value->first ? match_value(node, value->first, target, m) : MATCH_NO;
	return before > after ? before : after;
}

static enum match match_change(struct node *node, const struct value *value, const struct target *target,
			       struct matching *m)
{
	if (value->kind == VALUE_ADDRESS && value->state == STATE_UNREAD)
		return unread(m, target);
	if (value->kind == VALUE_ARRAY && value->first && value->first == value->last)
		value = value->first;
	if (value->kind != VALUE_CHANGE || !value->first || !value->first->next)
		return MATCH_NO;
	return match_both(match_value(node->first, value->first, target, m),
			  match_value(node->last, value->first->next, target, m));
}

enum match match_value(struct node *node, const struct value *value, const struct target *target, struct matching *m)
{
	if (value->kind == VALUE_CHANGE && node->kind != NODE_CHANGE && node->kind != NODE_ANY && node->kind != NODE_RAW)
		return match_either(node, value, target, m);
	switch ((enum node_kind)node->kind) {
	case NODE_ANY:
	case NODE_REST:
		return MATCH_YES;
	case NODE_NUMBER:
		return match_number(node, value, target);
	case NODE_COMPARE:
		return match_comparison(node, value, target, m);
	case NODE_NAMES:
		return match_names(node, value);
	case NODE_TEXT:
	case NODE_QUOTED:
		return match_text(node, value, target, m);
	case NODE_DESCRIPTOR:
		return match_descriptor(node, value, target, m);
	case NODE_CAPTURE:
		return node->index == UINT8_MAX ? match_variable(node, value, target, m) :
		       match_capture(node, value, target, m);
	case NODE_CHANGE:
		return match_change(node, value, target, m);
	case NODE_ARRAY:
	case NODE_SET:
	case NODE_STRUCT:
	case NODE_CALL:
	case NODE_RAW:
		if (value->kind == VALUE_ADDRESS && value->state == STATE_UNREAD)
			return unread(m, target);
		return match_list(node, value, target, m);
	}
	return MATCH_NO;
}
