/* SPDX-License-Identifier: MIT */
/* Which argument of each call it selects a part of a pattern means, by its position or its name. */
#include <string.h>

#include "harness/pattern/constants.h"
#include "harness/syscalls/constants.h"

/* The register that an argument of the pattern fixes; false: it may be several. */
static bool fixed_value(const struct node *node, const struct constants *set, uint64_t *ret)
{
	uint64_t value, mask;

	*ret = node->number;
	if (node->kind == NODE_NUMBER)
		return true;
	/* of QCMD(Q_GETQUOTA, USRQUOTA) the command stands above the type */
	if (node->kind == NODE_CALL && node->first && strcmp(node->word, "QCMD") == 0 &&
	    fixed_value(node->first, &constants_quota_commands, &value)) {
		*ret = value << 8;
		return true;
	}
	if (node->kind != NODE_NAMES || node->has_rest)
		return false;
	*ret = 0;
	for (const struct term *term = node->terms; term; term = term->next) {
		value = term->number;
		if (term->name && !name_value(term->name, set, &value, &mask))
			return false;
		*ret |= value;
	}
	return true;
}

/* The row whose parameters hold: of a call with one per command, that of the command which the pattern names. */
const struct syscall *pattern_row(const struct pattern *pattern, unsigned abi, unsigned number)
{
	const struct syscall *row = syscall_of(abi, number);
	unsigned selector = row->selector ? row->selector - 1u : SYSCALL_ARGS;
	uint64_t args[SYSCALL_ARGS] = {0};
	uint8_t slots[SYSCALL_ARGS];
	unsigned count;

	if (selector >= SYSCALL_ARGS)
		return row;
	count = printed_slots(row, slots);
	for (unsigned i = 0; i < pattern->arg_count; i++) {
		const struct node *node = pattern->args[i];
		bool is_selector = node->name ? same_parameter(node->name, row->args[selector].name) :
				   i < count && slots[i] == selector;

		if (is_selector && fixed_value(node, argument_constants(row, selector), &args[selector]))
			return syscall_variant(row, args);
	}
	return row;
}

/* Where a positional argument of the pattern stands in a call: its slot, or SYSCALL_ARGS. */
static unsigned slot_at(const struct syscall *row, unsigned position)
{
	uint8_t slots[SYSCALL_ARGS];

	return position < printed_slots(row, slots) ? slots[position] : SYSCALL_ARGS;
}

/* What positions mean is taken from the first call of the native table that is selected, else of the other. */
static const struct syscall *model_row(const struct pattern *pattern)
{
	for (unsigned abi = 0; abi < PATTERN_ABIS; abi++)
		for (unsigned number = 0; number < WIRE_CALLS; number++)
			if (numbers_have(pattern, abi, number))
				return pattern_row(pattern, abi, number);
	return NULL;
}

static int mixed_positions(struct compiler *c, const struct node *node, unsigned position, const struct syscall *a,
			   unsigned slot_a, const struct syscall *b, unsigned slot_b)
{
	if (slot_a == SYSCALL_ARGS || slot_b == SYSCALL_ARGS) {
		const struct syscall *shorter = slot_a == SYSCALL_ARGS ? a : b, *longer = slot_a == SYSCALL_ARGS ? b : a;

		complain(c, node->source, "argument %u by position: %s has it, %s has not", position + 1, longer->name,
			 shorter->name);
	} else {
		complain(c, node->source, "argument %u means different things: %s in %s, %s in %s", position + 1,
			 a->args[slot_a].name, a->name, b->args[slot_b].name, b->name);
	}
	if (slot_a != SYSCALL_ARGS)
		text_format(c->report, "\nname it: %s=…", same_parameter(a->args[slot_a].name, "path") ? "path" :
			    a->args[slot_a].name);
	return c->error;
}

/* A call of the other ABI under a name that the native table has too may order its registers in another way: there
 * the parameter's name decides, and a call that has none of it cannot be judged. */
static uint8_t slots_by_name(struct pattern *pattern, const struct syscall *row, const char *name, unsigned position)
{
	unsigned slot = slot_at(row, position);

	if (slot < SYSCALL_ARGS && (!row->is_known || same_parameter(row->args[slot].name, name)))
		return (uint8_t)(1u << slot);
	for (slot = 0; slot < SYSCALL_ARGS && row->args[slot].name; slot++)
		if (same_parameter(row->args[slot].name, name))
			return (uint8_t)(1u << slot);
	pattern->has_other_parameters[WIRE_ABI_COMPAT] = true;
	return 0;
}

static int bind_position(struct compiler *c, unsigned position)
{
	struct pattern *pattern = c->pattern;
	struct parameter *parameter = &pattern->parameters[position];
	const struct syscall *model = model_row(pattern), *row;
	unsigned wanted = model ? slot_at(model, position) : SYSCALL_ARGS, slot;

	for (unsigned number = 0; model && number < KEYS; number++) {
		unsigned abi = number / WIRE_CALLS, nr = number % WIRE_CALLS;
		bool has_native;

		if (!numbers_have(pattern, abi, nr))
			continue;
		row = pattern_row(pattern, abi, nr);
		has_native = abi == WIRE_ABI_COMPAT && syscall_number(WIRE_ABI_NATIVE, row->name) >= 0;
		if (has_native && wanted < SYSCALL_ARGS && model->is_known) {
			parameter->slots[abi][nr] = slots_by_name(pattern, row, model->args[wanted].name, position);
			continue;
		}
		slot = slot_at(row, position);
		if (row->is_known && model->is_known &&
		    (slot == SYSCALL_ARGS || wanted == SYSCALL_ARGS ? slot != wanted :
		     !same_parameter(row->args[slot].name, model->args[wanted].name)) && !is_loose(row))
			return mixed_positions(c, parameter->value, position, model, wanted, row, slot);
		if (slot < SYSCALL_ARGS)
			parameter->slots[abi][nr] = (uint8_t)(1u << slot);
	}
	return 0;
}

/* Names that several calls share, whatever the manual pages call the parameter. */
static void try_shared_names(const struct pattern *pattern, const struct syscall *row, struct nearest *nearest)
{
	static const char *const names[] = {
		"path", "fd", "dirfd", "flags", "mode", "buf", "count", "oldpath", "newpath", "target", "linkpath", "addr", NULL,
	};

	for (const char *const *name = names; *name; name++)
		if (parameter_slots(row, *name, pattern->is_wide))
			nearest_try(nearest, *name);
}

static int unknown_parameter(struct compiler *c, const struct node *node)
{
	struct nearest nearest = {node->name};
	const struct syscall *only = NULL;
	bool is_one = true;

	for (unsigned number = 0; number < KEYS; number++) {
		const struct syscall *row;

		if (!numbers_have(c->pattern, number / WIRE_CALLS, number % WIRE_CALLS))
			continue;
		row = pattern_row(c->pattern, number / WIRE_CALLS, number % WIRE_CALLS);
		is_one &= !only || strcmp(only->name, row->name) == 0;
		only = row;
		for (unsigned i = 0; i < SYSCALL_ARGS && row->args[i].name; i++)
			nearest_try(&nearest, row->args[i].name);
		try_shared_names(c->pattern, row, &nearest);
	}
	if (!is_one || !only || !only->is_known) {
		complain(c, node->name_source, "none of these calls has a parameter %s", node->name);
	} else {
		complain(c, node->name_source, "%s has no parameter %s", only->name, node->name);
		if (!nearest.best) {
			uint8_t slots[SYSCALL_ARGS];
			unsigned count = printed_slots(only, slots);

			text_add(c->report, count ? "\nit has " : "\nit has none");
			for (unsigned i = 0; i < count; i++)
				text_format(c->report, "%s%s", i ? ", " : "", only->args[slots[i]].name);
		}
	}
	suggest(c, nearest.best);
	return c->error;
}

static int bind_name(struct compiler *c, struct parameter *parameter)
{
	struct pattern *pattern = c->pattern;
	const struct node *node = parameter->value;
	bool is_raw = raw_slot(node->name) < SYSCALL_ARGS;
	bool is_found = pattern->has_other_names && is_raw;

	for (unsigned number = 0; number < KEYS; number++) {
		unsigned abi = number / WIRE_CALLS, nr = number % WIRE_CALLS;
		const struct syscall *row;
		uint8_t slots;

		if (!numbers_have(pattern, abi, nr))
			continue;
		row = pattern_row(pattern, abi, nr);
		slots = parameter_slots(row, node->name, pattern->is_wide);
		if (!row->is_known && is_raw)
			slots = (uint8_t)(1u << raw_slot(node->name));
		parameter->slots[abi][nr] = slots;
		is_found |= slots != 0;
	}
	return is_found ? 0 : unknown_parameter(c, node);
}

static int wrong_count(struct compiler *c, const struct syscall *row, unsigned least, unsigned most)
{
	const struct pattern *pattern = c->pattern;
	struct span place = pattern->name_source;

	if (pattern->arg_count > most)
		place = pattern->args[most]->source;
	if (least == most)
		complain(c, place, "%s has %u argument%s, not %u", row->name, most, most == 1 ? "" : "s", pattern->arg_count);
	else
		complain(c, place, "%s has %u to %u arguments, not %u", row->name, least, most, pattern->arg_count);
	if (pattern->arg_count < least)
		text_add(c->report, pattern->arg_count ? "\nwrite \", ...\" for any further arguments" :
			 "\nwrite (...) for any arguments");
	return c->error;
}

static int check_count(struct compiler *c)
{
	struct pattern *pattern = c->pattern;

	for (unsigned number = 0; number < KEYS; number++) {
		unsigned abi = number / WIRE_CALLS, nr = number % WIRE_CALLS, least, most;
		const struct syscall *row;
		uint8_t slots[SYSCALL_ARGS];

		if (!numbers_have(pattern, abi, nr))
			continue;
		row = pattern_row(pattern, abi, nr);
		if (abi == WIRE_ABI_COMPAT && syscall_number(WIRE_ABI_NATIVE, row->name) >= 0)
			continue;
		least = pattern->has_rest ? 0 : least_arguments(row);
		most = is_loose(row) ? SYSCALL_ARGS : printed_slots(row, slots);
		if (pattern->arg_count < least || pattern->arg_count > most)
			return wrong_count(c, row, least, most);
	}
	return 0;
}

/* Whether two parameters mean one and the same argument in each call. */
static bool is_same_argument(const struct pattern *pattern, const struct parameter *a, const struct parameter *b)
{
	bool is_any = false;

	for (unsigned number = 0; number < 2 * WIRE_CALLS; number++) {
		unsigned abi = number / WIRE_CALLS, nr = number % WIRE_CALLS;
		uint8_t slots = a->slots[abi][nr];

		if (!numbers_have(pattern, abi, nr))
			continue;
		if (!slots || slots != b->slots[abi][nr] || slots & (slots - 1))
			return false;
		is_any = true;
	}
	return is_any;
}

int check_twice(struct compiler *c)
{
	struct pattern *pattern = c->pattern;

	for (unsigned i = 0; i < pattern->arg_count; i++) {
		const struct parameter *parameter = &pattern->parameters[i];

		for (unsigned j = 0; parameter->value->name && j < i; j++)
			if (is_same_argument(pattern, parameter, &pattern->parameters[j]))
				return complain(c, parameter->value->name_source, "%s is asked for twice", parameter->value->name);
	}
	return 0;
}

int bind_arguments(struct compiler *c)
{
	struct pattern *pattern = c->pattern;

	if (pattern->positional_count < pattern->arg_count)
		pattern->has_rest = true;
	else if (pattern->has_args && !pattern->is_wide && check_count(c) < 0)
		return c->error;
	if (!pattern->arg_count)
		return 0;
	pattern->parameters = arena_take(c->arena, pattern->arg_count * sizeof(*pattern->parameters));
	if (!pattern->parameters)
		return out_of_memory(c);
	for (unsigned i = 0; i < pattern->arg_count; i++) {
		struct parameter *parameter = &pattern->parameters[i];

		parameter->value = pattern->args[i];
		parameter->position = pattern->args[i]->name ? SYSCALL_ARGS : i;
		if ((pattern->args[i]->name ? bind_name(c, parameter) : bind_position(c, i)) < 0)
			return c->error;
	}
	/* of many calls, that a position means different things says more than their counts */
	return pattern->is_wide && pattern->positional_count == pattern->arg_count ? check_count(c) : 0;
}
