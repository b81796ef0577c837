/* SPDX-License-Identifier: MIT */
/* Says of each part of a pattern whether a call has it, and how far off it is. */
#include <limits.h>
#include <string.h>

#include "harness/pattern/match.h"

#define DISTANCE_CALL	10	/* another call */
#define DISTANCE_FAMILY	4	/* … that does the same */
#define DISTANCE_PATH	8
#define DISTANCE_OTHER	3

struct explaining {
	struct arena *arena;
	const struct pattern *pattern;
	const struct sx_call *call;
	const struct bindings *bound;
	bool is_wordless;		/* only the distance is asked for: most calls are far off, and lists are long */
	struct bindings bindings;
	struct matching matching;
};

static const struct bindings nothing_bound;

static struct matching *fresh_matching(struct explaining *e)
{
	bindings_copy(&e->bindings, e->bound ? e->bound : &nothing_bound, e->pattern->names_used);
	e->matching = (struct matching){
		.scratch = e->arena,
		.kept = e->arena,
		.bindings = &e->bindings,
		.is_open = true,
		.is_elsewhere = e->pattern->task != NULL,
	};
	return &e->matching;
}

static const char *source_text(const struct explaining *e, const struct span *span)
{
	if (e->is_wordless)
		return NULL;
	return arena_format(e->arena, "%.*s", (int)(span->end - span->start), e->pattern->text + span->start);
}

static const char *wanted(const struct explaining *e, const struct node *node)
{
	if (e->is_wordless)
		return NULL;
	return arena_format(e->arena, "wanted %s", source_text(e, &node->source));
}

static const char *unknown_text(const struct reason *reason)
{
	switch ((enum reason_kind)reason->kind) {
	case REASON_CUT:
		return "recorded only in part";
	case REASON_UNREAD:
		return "could not be read";
	case REASON_UNCERTAIN_PATH:
		return "cannot be resolved: .. behind what may be a link";
	case REASON_UNRESOLVED_PATH:
		return "cannot be resolved: its folder is not known";
	case REASON_UNKNOWN_OBJECT:
		return "not known what it is open on";
	case REASON_ANSWERED:
		return "answered by a seccomp supervisor";
	default:
		return "cannot be told";
	}
}

/* ---- flags ---- */

static void add_name(const struct explaining *e, struct text *text, const char *lead, const char *name)
{
	if (e->is_wordless)
		return;
	text_format(text, "%s%s %s", text->length ? ", " : "", lead, name);
}

/* "lacks O_CLOEXEC, has O_TRUNC". */
static unsigned explain_flags(const struct explaining *e, struct node *node, const struct value *value,
			      const char **ret_why)
{
	const struct constants *set = value->set;
	uint64_t all = 0, number, mask;
	struct text text = {0};
	unsigned count = 0;

	for (const struct term *term = node->terms; set && term; term = term->next) {
		bool has;

		if (!term->name || !name_value(term->name, set, &number, &mask))
			continue;
		all |= mask ? mask : number;
		has = mask ? (value->number & mask) == number : (value->number & number) == number;
		if (has == !term->is_without)
			continue;
		add_name(e, &text, term->is_without ? "has" : mask || !set->is_flags ? "wanted" : "lacks", term->name);
		count++;
	}
	for (const struct constant *one = set && set->is_flags && !node->has_rest ? set->list : NULL; one && one->name; one++) {
		if (one->mask || !one->value || (all & one->value) || (value->number & one->value) != one->value)
			continue;
		add_name(e, &text, "has", one->name);
		all |= one->value;
		count++;
	}
	*ret_why = text.length && !text.failed ? arena_copy(e->arena, text.bytes, text.length + 1) : wanted(e, node);
	text_free(&text);
	return count ? (count < DISTANCE_OTHER ? count : DISTANCE_OTHER) : DISTANCE_OTHER;
}

/* ---- texts ---- */

static size_t first_difference(const unsigned char *a, size_t a_length, const unsigned char *b, size_t b_length)
{
	size_t at = 0;

	while (at < a_length && at < b_length && a[at] == b[at])
		at++;
	return at;
}

static const unsigned char *literal(const struct explaining *e, const struct node *node, size_t *ret_length)
{
	if (node->kind == NODE_TEXT) {
		*ret_length = node->length;
		return (const unsigned char *)node->bytes;
	}
	return atoms_bytes(e->arena, node->atoms, node->atom_count, ret_length);
}

static size_t last_component(const unsigned char *path, size_t length)
{
	const unsigned char *slash = memrchr(path, '/', length);

	return slash ? (size_t)(slash - path) + 1 : 0;
}

static unsigned explain_path(const struct explaining *e, const struct node *node, const struct value *value,
			     const char **ret_why)
{
	const unsigned char *have = value->bytes;
	size_t have_length = value->length, want_length;
	const unsigned char *want = literal(e, node, &want_length);
	size_t have_name, want_name;

	if (!want || !have)
		return DISTANCE_PATH;
	if (want_length && want[0] == '/' && node->kind == NODE_QUOTED && value->resolved) {
		have = (const unsigned char *)value->resolved;
		have_length = strlen(value->resolved);
	}
	have_name = last_component(have, have_length);
	want_name = last_component(want, want_length);
	if (have_length - have_name == want_length - want_name &&
	    memcmp(have + have_name, want + want_name, want_length - want_name) == 0) {
		*ret_why = "other directory";
		return DISTANCE_PATH / 2;
	}
	*ret_why = "other path";
	if (have_name != want_name || memcmp(have, want, want_name) != 0)
		return DISTANCE_PATH;
	*ret_why = "other file";
	return DISTANCE_PATH - 2;
}

static unsigned explain_bytes(const struct explaining *e, const struct node *node, const struct value *value,
			      struct part *part)
{
	const unsigned char *want;
	size_t want_length;

	if (e->is_wordless)
		return DISTANCE_OTHER;
	part->why = "other text";
	want = literal(e, node, &want_length);
	if (!want || !value->bytes || node->is_open_start) {
		part->why = node->is_open_start ? "does not contain it" : part->why;
		return DISTANCE_OTHER;
	}
	part->offset = first_difference(value->bytes, value->length, want, want_length);
	if (part->offset == value->length)
		part->why = "shorter";
	else if (part->offset == want_length)
		part->why = "longer";
	else if (part->offset)
		part->why = arena_format(e->arena, "differs from byte %zu on", part->offset);
	return DISTANCE_OTHER;
}

/* ---- an argument ---- */

static unsigned explain_capture(const struct explaining *e, const struct node *node, const struct value *value,
				const char **ret_why)
{
	struct text text = {0};

	*ret_why = wanted(e, node);
	if (e->is_wordless || node->index == UINT8_MAX || !e->bound || e->bound->of[node->index].kind == BINDING_NONE)
		return DISTANCE_OTHER;
	/* the same number, and yet: the descriptor was another one before or after */
	if (e->bound->of[node->index].kind == BINDING_DESCRIPTOR && value && value->kind == VALUE_FD &&
	    (int32_t)e->bound->of[node->index].number == (int32_t)value->number) {
		*ret_why = arena_format(e->arena, "another open file than $%s", node->word);
		return DISTANCE_OTHER;
	}
	text_format(&text, "$%s is ", node->word);
	binding_print(&text, &e->bound->of[node->index]);
	if (!text.failed)
		*ret_why = arena_copy(e->arena, text.bytes, text.length + 1);
	text_free(&text);
	return DISTANCE_OTHER;
}

/* The first field that differs, or that the structure has not, or has besides. */
static void explain_fields(struct explaining *e, struct node *node, const struct value *value, struct part *part)
{
	const struct target target = {.call = e->call, .slot = part->slot};

	for (struct node *field = node->first; field; field = field->next) {
		const struct value *child = field->name ? value_named(value, field->name) : NULL;

		if (!field->name)
			continue;
		if (!child) {
			part->why = arena_format(e->arena, "has no %s", field->name);
			return;
		}
		if (match_value(field, child, &target, fresh_matching(e)) == MATCH_YES)
			continue;
		part->field = field->name;
		part->why = wanted(e, field);
		return;
	}
	if (node->left_out)
		part->why = arena_format(e->arena, "has %s besides: end the structure with \", ...\"", node->left_out);
}

static unsigned explain_value(struct explaining *e, struct node *node, const struct value *value,
			      struct part *part)
{
	bool is_text = node->kind == NODE_TEXT || node->kind == NODE_QUOTED;

	part->why = wanted(e, node);
	if (value->kind == VALUE_ADDRESS && is_text) {
		part->why = value->number ? "an address: nothing was passed or filled in" : "NULL";
		return DISTANCE_OTHER;
	}
	if (value->kind == VALUE_FLAGS && node->kind == NODE_NAMES)
		return explain_flags(e, node, value, &part->why);
	if (value->kind == VALUE_PATH && is_text)
		return explain_path(e, node, value, &part->why);
	if (value->kind == VALUE_BYTES && is_text)
		return explain_bytes(e, node, value, part);
	if (node->kind == NODE_CAPTURE)
		return explain_capture(e, node, value, &part->why);
	if (node->kind == NODE_STRUCT && value->kind == VALUE_STRUCT && !e->is_wordless)
		explain_fields(e, node, value, part);
	if (node->kind == NODE_DESCRIPTOR && value->kind == VALUE_FD)
		part->why = node->first && (int32_t)node->first->number != (int32_t)value->number ? "other descriptor" :
			    "open on something else";
	return DISTANCE_OTHER;
}

/* The name of the parameter that an argument of the pattern means. */
static const char *parameter_name(const struct pattern *pattern, const struct parameter *parameter)
{
	if (parameter->value->name)
		return parameter->value->name;
	for (unsigned number = 0; number < KEYS; number++) {
		unsigned abi = number / WIRE_CALLS, nr = number % WIRE_CALLS;
		uint8_t slots = parameter->slots[abi][nr] & 0x3f;

		if (slots && syscall_of(abi, nr)->is_known)
			return pattern_row(pattern, abi, nr)->args[__builtin_ctz(slots)].name;
	}
	return NULL;
}

/* The slots in a call that the pattern may not select: there the name decides. */
static uint8_t slots_in(const struct explaining *e, const struct parameter *parameter)
{
	const char *name;

	if (pattern_selects(e->pattern, e->call))
		return slots_of(e->pattern, parameter, e->call);
	name = parameter_name(e->pattern, parameter);
	return name ? parameter_slots(decode_row(e->call), name, e->pattern->is_wide) : 0;
}

static unsigned explain_argument(struct explaining *e, const struct parameter *parameter, struct part *part)
{
	uint8_t slots = slots_in(e, parameter);
	struct node *node = parameter->value;

	*part = (struct part){.kind = PART_ARGUMENT, .slot = SYSCALL_ARGS, .source = node->source, .distance = UINT_MAX};
	for (unsigned slot = 0; slot < SYSCALL_ARGS; slot++) {
		struct matching *m;
		struct part one = {.kind = PART_ARGUMENT, .slot = (uint8_t)slot, .source = node->source};
		enum match match;

		if (!(slots >> slot & 1))
			continue;
		m = fresh_matching(e);
		match = match_slot(node, e->call, slot, slots, m);
		one.match = (uint8_t)match;
		if (match == MATCH_UNKNOWN) {
			one.distance = 1;
			one.why = unknown_text(&m->reason);
		} else if (match == MATCH_NO) {
			const struct value *value = decode_argument(e->arena, e->call, slot);

			one.why = wanted(e, node);
			one.distance = value ? explain_value(e, node, value, &one) : DISTANCE_OTHER;
		}
		if (one.distance < part->distance)
			*part = one;
	}
	if (part->distance != UINT_MAX)
		return part->distance;
	part->distance = slots & SLOT_IMPLIED ? 0 : DISTANCE_OTHER;
	part->match = slots & SLOT_IMPLIED ? MATCH_YES : MATCH_NO;
	part->why = part->distance ? "no such argument here" : NULL;
	return part->distance;
}

static unsigned explain_result(struct explaining *e, struct part *part)
{
	const struct result_pattern *result = &e->pattern->result;
	struct matching *m = fresh_matching(e);
	enum match match = match_result(e->pattern, e->call, m);
	const char *text;

	*part = (struct part){.kind = PART_RESULT, .match = (uint8_t)match, .slot = REASON_RESULT, .source = result->source};
	if (match == MATCH_YES)
		return 0;
	part->distance = match == MATCH_UNKNOWN ? 1 : DISTANCE_OTHER;
	if (match == MATCH_UNKNOWN) {
		part->why = unknown_text(&m->reason);
		return part->distance;
	}
	if (e->is_wordless)
		return part->distance;
	text = source_text(e, &result->source);
	if (text && *text == '=' && result->kind != RESULT_COMPARE)
		text += 1 + strspn(text + 1, " ");
	if (result->kind == RESULT_DENIED)
		part->why = "seccomp did not refuse it";
	else if (result->kind == RESULT_VALUE && result->value->kind == NODE_CAPTURE && result_outcome(e->call) == OUTCOME_VALUE)
		explain_capture(e, result->value, decode_result(e->arena, e->call), &part->why);
	else
		part->why = arena_format(e->arena, "wanted %s", text ? text : "another result");
	return part->distance;
}

static unsigned name_distance(const struct pattern *pattern, const struct sx_call *call)
{
	if (pattern->subject != SUBJECT_CALL || call_entry(call) != ENTRY_CALL)
		return pattern->subject == SUBJECT_MARK && call_entry(call) == ENTRY_MARK ? 0 : DISTANCE_CALL;
	if (pattern_selects(pattern, call))
		return 0;
	return pattern_family_with(pattern, call) ? DISTANCE_FAMILY : DISTANCE_CALL;
}

static unsigned explain_event(struct explaining *e, struct part *part)
{
	enum match match = pattern_match(e->pattern, e->call, fresh_matching(e));

	*part = (struct part){.kind = PART_NAME, .match = (uint8_t)match, .source = {0, strlen(e->pattern->text)}};
	if (match == MATCH_YES)
		return 0;
	part->why = "other event";
	return part->distance = DISTANCE_CALL;
}

static unsigned explain_task(struct explaining *e, struct part *part)
{
	enum match match = match_task(e->pattern, e->call, fresh_matching(e));

	*part = (struct part){.kind = PART_TASK, .match = (uint8_t)match, .source = e->pattern->task->source};
	if (match == MATCH_YES)
		return 0;
	part->why = "other process";
	return part->distance = DISTANCE_OTHER;
}

static unsigned explain_name(struct explaining *e, struct part *part)
{
	unsigned distance = name_distance(e->pattern, e->call);

	*part = (struct part){
		.kind = PART_NAME,
		.match = distance ? MATCH_NO : MATCH_YES,
		.distance = distance,
		.source = e->pattern->name_source,
		.why = distance ? "other call" : NULL,
	};
	if (distance || !e->pattern->is_startup || is_startup(e->pattern, e->call, fresh_matching(e)))
		return distance;
	part->match = MATCH_NO;
	part->why = "made by the program itself";
	return part->distance = DISTANCE_FAMILY;
}

/* The verdicts on the parts, in their order, until the distances add up to `enough`. */
static size_t explain_parts(struct explaining *e, struct part ret[PATTERN_PARTS], unsigned enough, unsigned *ret_sum)
{
	const struct pattern *pattern = e->pattern;
	size_t count = 0;

	*ret_sum = 0;
	if (pattern->task)
		*ret_sum += explain_task(e, &ret[count++]);
	if (pattern->subject != SUBJECT_CALL) {
		*ret_sum += explain_event(e, &ret[count++]);
		return count;
	}
	*ret_sum += explain_name(e, &ret[count++]);
	if (call_entry(e->call) != ENTRY_CALL)
		return count;
	for (unsigned i = 0; i < pattern->arg_count && *ret_sum < enough; i++)
		*ret_sum += explain_argument(e, &pattern->parameters[i], &ret[count++]);
	if (pattern->result.kind != RESULT_ANY && *ret_sum < enough)
		*ret_sum += explain_result(e, &ret[count++]);
	return count;
}

size_t pattern_explain(struct arena *arena, const struct pattern *pattern, const struct sx_call *call,
		       const struct bindings *bindings, struct part ret[PATTERN_PARTS])
{
	struct explaining e = {.arena = arena, .pattern = pattern, .call = call, .bound = bindings};
	unsigned sum;

	return explain_parts(&e, ret, UINT_MAX, &sum);
}

unsigned pattern_distance(struct arena *scratch, const struct pattern *pattern, const struct sx_call *call,
			  const struct bindings *bindings, unsigned enough)
{
	struct explaining e = {.arena = scratch, .pattern = pattern, .call = call, .bound = bindings, .is_wordless = true};
	struct part parts[PATTERN_PARTS];
	unsigned sum;

	explain_parts(&e, parts, enough, &sum);
	return sum;
}

/* Paths that a parameter means in a call, a bit each; none where the pattern says * there. */
static uint8_t path_slots(const struct pattern *pattern, const struct parameter *parameter, const struct sx_call *call)
{
	const struct syscall *row = decode_row(call);
	uint8_t slots = slots_of(pattern, parameter, call), paths = 0;

	if (!row->is_known || parameter->value->kind == NODE_ANY)
		return 0;
	for (unsigned slot = 0; slot < SYSCALL_ARGS; slot++)
		if (slots >> slot & 1 && row->args[slot].kind == KIND_PATH)
			paths |= (uint8_t)(1u << slot);
	return paths;
}

bool pattern_may_share_path(const struct pattern *pattern, const struct sx_call *call)
{
	for (unsigned i = 0; i < pattern->arg_count; i++)
		if (path_slots(pattern, &pattern->parameters[i], call))
			return true;
	return false;
}

bool pattern_shares_path(struct arena *scratch, const struct pattern *pattern, const struct sx_call *call)
{
	struct explaining e = {.arena = scratch, .pattern = pattern, .call = call};

	for (unsigned i = 0; i < pattern->arg_count; i++) {
		const struct parameter *parameter = &pattern->parameters[i];
		uint8_t slots = path_slots(pattern, parameter, call);

		for (unsigned slot = 0; slots >> slot; slot++)
			if (slots >> slot & 1 &&
			    match_slot(parameter->value, call, slot, (uint8_t)(1u << slot), fresh_matching(&e)) == MATCH_YES)
				return true;
	}
	return false;
}
