/* SPDX-License-Identifier: MIT */
/* Looks up the constants of a pattern, each in the set of the argument that it stands for. */
#include "harness/pattern/constants.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Names that decoders print and that are in no set. */
static const char *const plain_words[] = {
	"NULL", "AT_FDCWD", "SIG_DFL", "SIG_IGN", "SIG_ERR", "MAP_FAILED", "UTIME_NOW", "UTIME_OMIT", "RLIM_INFINITY",
	"RLIM64_INFINITY", "INADDR_ANY", "CMSG_DATA", "AUDIT_ARCH_X86_64", "AUDIT_ARCH_I386", NULL
};

static const struct constant *constant_in(const struct constants *set, const char *name)
{
	for (const struct constant *constant = set ? set->list : NULL; constant && constant->name; constant++)
		if (strcmp(constant->name, name) == 0)
			return constant;
	return NULL;
}

/* strace's sums: 1<<CAP_CHOWN, FUTEX_OP_ADD<<28. */
static bool shifted_value(const char *name, const struct constants *set, uint64_t *ret_value)
{
	const char *shift = strstr(name, "<<");
	uint64_t sides[2], mask;
	char part[64], *end;

	if (!shift || (size_t)(shift - name) >= sizeof(part))
		return false;
	memcpy(part, name, (size_t)(shift - name));
	part[shift - name] = '\0';
	for (int i = 0; i < 2; i++) {
		const char *text = i ? shift + 2 : part;

		sides[i] = strtoull(text, &end, 0);
		if ((*end || end == text) && !name_value(text, set, &sides[i], &mask))
			return false;
	}
	if (sides[1] > 63)
		return false;
	*ret_value = sides[0] << sides[1];
	return true;
}

bool name_value(const char *name, const struct constants *set, uint64_t *ret_value, uint64_t *ret_mask)
{
	const struct constant *constant = constant_in(set, name);

	if (constant) {
		*ret_value = constant->value;
		*ret_mask = constant->mask;
		return true;
	}
	*ret_mask = 0;
	return shifted_value(name, set, ret_value);
}

/* "CHLD" in a set of signals stands for SIGCHLD. */
static bool is_signal(const char *name)
{
	char whole[32];

	if (signal_of(name) > 0)
		return true;
	if (strlen(name) + 4 > sizeof(whole))
		return false;
	strcpy(whole, "SIG");
	strcat(whole, name);
	return signal_of(whole) > 0;
}

static bool is_plain_word(const char *name)
{
	for (const char *const *word = plain_words; *word; word++)
		if (strcmp(*word, name) == 0)
			return true;
	if (strncmp(name, "__NR_", 5) == 0)
		return syscall_number(WIRE_ABI_NATIVE, name + 5) >= 0 || syscall_number(WIRE_ABI_COMPAT, name + 5) >= 0;
	return *name == '&';
}

static bool is_constant(const char *name)
{
	uint64_t value, mask;

	for (const struct constants *const *set = all_constants; *set; set++)
		if (name_value(name, *set, &value, &mask))
			return true;
	return is_signal(name) || is_plain_word(name) || errno_of(name) > 0 || is_user_offset(name) ||
	       (strlen(name) > 4 && name[2] == ':');
}

bool suggest_constant(struct compiler *c, const char *name, const struct constants *set)
{
	struct nearest nearest = {name};

	if (set) {
		for (const struct constant *constant = set->list; constant->name; constant++)
			nearest_try(&nearest, constant->name);
	} else {
		for (const struct constants *const *one = all_constants; *one; one++)
			for (const struct constant *constant = (*one)->list; constant->name; constant++)
				nearest_try(&nearest, constant->name);
		for (const char *const *word = plain_words; *word; word++)
			nearest_try(&nearest, *word);
		/* in a set of signals */
		for (int number = 1; number < 65; number++)
			if (signal_name(number))
				nearest_try(&nearest, signal_name(number) + strlen("SIG"));
	}
	suggest(c, nearest.best);
	return nearest.best;
}

/* ---- in the middle of structures and arrays: no set is known before a call is seen ---- */

static int check_inner_terms(struct compiler *c, const struct node *node)
{
	for (const struct term *term = node->terms; term; term = term->next) {
		if (!term->name || is_constant(term->name))
			continue;
		complain(c, term->source, "unknown constant %s", term->name);
		suggest_constant(c, term->name, NULL);
		return c->error;
	}
	return check_inner_flags(c, node);
}

/* What a value needs wherever it stands; and which names it captures. */
static int check_inner(struct compiler *c, const struct node *node, bool is_defined, bool is_inner)
{
	if (node->kind == NODE_CAPTURE && node->index != UINT8_MAX)
		use_name(c, node->index, node->source, true, is_defined);
	for (size_t i = 0; i < node->atom_count; i++)
		if (node->atoms[i].kind == ATOM_NAME)
			use_name(c, node->atoms[i].index, node->source, false, false);
	if (node->kind == NODE_COMPARE) {
		if (node->first->kind == NODE_CAPTURE && node->first->index != UINT8_MAX)
			use_name(c, node->first->index, node->first->source, false, false);
		return is_inner ? check_inner(c, node->first, false, is_inner && node->first->kind == NODE_NAMES) : 0;
	}
	if (node->kind == NODE_NAMES && is_inner)
		return check_inner_terms(c, node);
	/* inet_pton(AF_INET6, "::1", &sin6_addr), BPF_STMT(…): words inside may be anything */
	if (node->kind == NODE_CALL)
		return 0;
	for (const struct node *child = node->first; child; child = child->next)
		if (check_inner(c, child, is_defined, true) < 0)
			return c->error;
	return c->error;
}

int check_parts(struct compiler *c, const struct node *node)
{
	return check_inner(c, node, true, false);
}

/* ---- the code of a signal ---- */

static bool is_signal_code(const char *name, int signal)
{
	uint64_t value, mask;

	for (int number = signal ? signal : 1; number <= (signal ? signal : SIGSYS); number++)
		if (name_value(name, signal_codes(number), &value, &mask))
			return true;
	return name_value(name, signal_codes(0), &value, &mask);	/* those of all */
}

int check_signal_code(struct compiler *c, const struct node *node)
{
	const struct constants *set = c->pattern->signal ? signal_codes(c->pattern->signal) : NULL;
	const struct node *names = node->kind == NODE_COMPARE ? node->first : node;

	for (const struct term *term = names->kind == NODE_NAMES ? names->terms : NULL; term; term = term->next) {
		if (!term->name || is_signal_code(term->name, c->pattern->signal))
			continue;
		if (is_constant(term->name))
			complain(c, term->source, "%s is no si_code of %s", term->name,
				 c->pattern->signal ? signal_name(c->pattern->signal) : "a signal");
		else
			complain(c, term->source, "unknown constant %s", term->name);
		if (set || !is_constant(term->name))
			suggest_constant(c, term->name, set);
		return c->error;
	}
	return 0;
}

/* ---- a whole argument ---- */

static bool is_narrow(const struct argument *argument)
{
	switch (argument->kind) {
	case KIND_INT:
	case KIND_UINT:
	case KIND_HEX32:
	case KIND_FD:
	case KIND_DIRFD:
	case KIND_FLAGS32:
	case KIND_MODE:
	case KIND_MODE_IF_CREATE:
	case KIND_MODE_IF_MKNOD:
	case KIND_SIGNAL:
	case KIND_PID:
	case KIND_PGID:
	case KIND_PID_OR_PGID:
	case KIND_WHOSE:
	case KIND_ID:
	case KIND_ID16:
		return true;
	default:
		return false;
	}
}

/* Nothing can be said before a call is seen. */
static bool is_anything(const struct argument *argument)
{
	return !argument || argument->only_for || argument->kind == KIND_VARIANT || argument->kind == KIND_FCNTL_ARG ||
	       argument->kind == KIND_IOCTL_ARG;
}

static bool is_single_name(const struct node *node, const char *name)
{
	return node->terms && !node->terms->next && !node->has_rest && node->terms->name &&
	       strcmp(node->terms->name, name) == 0;
}

static bool is_single_in(const struct node *node, const struct constants *set)
{
	for (const struct constant *constant = set ? set->list : NULL; constant && constant->name; constant++)
		if (is_single_name(node, constant->name))
			return true;
	return false;
}

/* Every name that stands in the set is in it, NULL where it is a pointer, AT_FDCWD where it is a descriptor. */
static const struct term *misfit_term(const struct node *node, const struct argument *argument,
				      const struct constants *set)
{
	uint64_t value, mask;

	if (is_descriptor_kind(argument))
		return is_single_name(node, "AT_FDCWD") || is_single_in(node, set) ? NULL : node->terms;
	if (!set && !is_scalar_kind(argument) && is_single_name(node, "NULL"))
		return NULL;
	if (has_no_names(argument))
		return node->terms;
	for (const struct term *term = node->terms; term; term = term->next) {
		if (!term->name || name_value(term->name, set, &value, &mask))
			continue;
		if (!set && !is_scalar_kind(argument) && !is_text_kind(argument) && is_constant(term->name))
			continue;
		return term;
	}
	return NULL;
}

static bool has_nul(const struct node *node)
{
	if (node->kind == NODE_TEXT)
		return memchr(node->bytes, '\0', node->length) && !node->is_abstract;
	for (size_t i = 0; i < node->atom_count; i++)
		if (node->atoms[i].kind == ATOM_CHAR && !node->atoms[i].c)
			return true;
	return false;
}

/* NULL: the value can stand for this argument. Otherwise why it cannot. */
static const char *misfit(const struct node *node, const struct argument *argument, const struct constants *set,
			  const struct term **ret_term)
{
	*ret_term = NULL;
	if (is_anything(argument))
		return NULL;
	switch ((enum node_kind)node->kind) {
	case NODE_NUMBER:
		/* an address that could not be read is printed in hexadecimal */
		if (is_text_kind(argument) && !node->is_hex)
			return node->number ? "is a text, not a number" : "is a text: write NULL for no text";
		if (is_narrow(argument) && (int64_t)node->number != (int32_t)node->number && node->number > UINT32_MAX)
			return "has 32 bits: this number can never match";
		return NULL;
	case NODE_COMPARE:
		if (is_text_kind(argument))
			return "is a text, not a number";
		if (is_below_zero(node) && (argument->kind == KIND_SIZE || argument->kind == KIND_UINT))
			return "is never less than 0: this can never match";
		return node->first->kind == NODE_NAMES ? misfit(node->first, argument, set, ret_term) : NULL;
	case NODE_TEXT:
	case NODE_QUOTED:
		if (wrong_shape(node, argument))
			return wrong_shape(node, argument);
		if (is_text_kind(argument) && has_nul(node))
			return "ends at its NUL: a text with a NUL in it can never match";
		if (argument->kind == KIND_PATH && node->kind == NODE_QUOTED && is_impossible_path(node))
			return "is matched as resolved, without . and ..: this can never match";
		if (argument->kind == KIND_PATH && is_endless_path(node))
			return "is matched without a slash at its end: this can never match";
		return NULL;
	case NODE_NAMES:
		*ret_term = misfit_term(node, argument, set);
		return *ret_term ? "" : NULL;
	default:
		return wrong_shape(node, argument);
	}
}

/* A word that is no constant at all: what may have been meant by it. */
static void explain_word(struct compiler *c, const char *word, const struct argument *argument)
{
	if (isdigit((unsigned char)*word))
		text_add(c->report, *word == '0' ? "\na number that begins with 0 is octal, or hexadecimal behind 0x" : "");
	else if (is_text_kind(argument) || is_buffer_kind(argument))
		text_format(c->report, "\na text stands in quotes: '%s'", word);
	else if (islower((unsigned char)*word))
		text_format(c->report, "\nwrite $%s for what is captured, * for any value", word);
}

static int report_term(struct compiler *c, const struct term *term, const struct syscall *row,
		       const struct argument *argument, const struct constants *set)
{
	if (!term->name)
		return complain(c, term->source, "%s of %s takes no flags", argument->name, row->name);
	if (is_constant(term->name) && !set)
		return complain(c, term->source, "%s of %s is %s: it has no value %s", argument->name, row->name,
				is_descriptor_kind(argument) ? "a descriptor" : is_text_kind(argument) ? "a text" :
				is_pointer_kind(argument) ? "a pointer" : "a number",
				term->name);
	if (is_constant(term->name)) {
		complain(c, term->source, "%s is no value of %s of %s", term->name, argument->name, row->name);
		suggest_constant(c, term->name, set);
	} else {
		complain(c, term->source, "unknown constant %s", term->name);
		if (!suggest_constant(c, term->name, set))
			explain_word(c, term->name, argument);
	}
	return c->error;
}

/* A constant in quotes is a text. */
static void explain_quotes(struct compiler *c, const struct node *node, const struct constants *set)
{
	uint64_t value, mask;

	if ((node->kind == NODE_TEXT || node->kind == NODE_QUOTED) && node->bytes &&
	    strnlen(node->bytes, node->length) == node->length && set && name_value(node->bytes, set, &value, &mask))
		text_format(c->report, "\nwrite it without quotes: %s", node->bytes);
}

static const struct argument *argument_at(const struct syscall *row, unsigned slot)
{
	return row->is_known && row->args[slot].name ? &row->args[slot] : NULL;
}

/* A value must be able to stand for the argument in at least one of the calls; the first that it cannot is reported. */
int check_argument(struct compiler *c, struct parameter *parameter)
{
	struct node *node = parameter->value;
	const struct syscall *bad_row = NULL;
	unsigned bad_slot = 0;
	bool is_fit = false, is_defined = false, is_known = false, is_implied = false;

	for (unsigned number = 0; number < KEYS; number++) {
		unsigned abi = number / WIRE_CALLS, nr = number % WIRE_CALLS;
		uint8_t slots = parameter->slots[abi][nr];
		const struct syscall *row = slots ? pattern_row(c->pattern, abi, nr) : NULL;

		is_fit |= slots & SLOT_IN_STRUCT || (slots & SLOT_IMPLIED && may_be_implied(node));
		is_implied |= (slots & SLOT_IMPLIED) != 0;
		for (unsigned slot = 0; slots && slot < SYSCALL_ARGS; slot++) {
			const struct argument *argument = argument_at(row, slot);
			const struct constants *set = argument ? argument_constants(row, slot) : NULL;
			const struct term *term;

			if (!(slots >> slot & 1) || (slots & SLOT_IN_STRUCT))
				continue;
			is_defined |= argument && is_out(argument);
			if (!misfit(node, argument, set, &term)) {
				is_fit = true;
				is_known |= set != NULL;
				if (node->kind == NODE_NAMES && check_flags(c, node, set) < 0)
					return c->error;
			} else if (is_loose(row) && !set) {
				is_fit = true;
			} else if (!bad_row) {
				bad_row = row;
				bad_slot = slot;
			}
		}
	}
	if (!is_fit && bad_row) {
		const struct argument *argument = &bad_row->args[bad_slot];
		const struct constants *set = argument_constants(bad_row, bad_slot);
		const struct term *term;
		const char *why = misfit(node, argument, set, &term);

		if (term)
			return report_term(c, term, bad_row, argument, set);
		complain(c, node->source, "%s of %s %s", argument->name, bad_row->name, why);
		explain_quotes(c, node, set);
		return c->error;
	}
	if (!is_known && node->kind == NODE_NAMES && check_inner_terms(c, node) < 0)
		return c->error;
	if (!is_fit && is_implied)
		return complain(c, node->source, "creat always has O_WRONLY|O_CREAT|O_TRUNC: this can never match");
	return check_inner(c, node, is_defined, false);
}

/* ---- the result ---- */

static bool has_result_of(const struct pattern *pattern, bool (*test)(const struct syscall *))
{
	for (unsigned number = 0; number < KEYS; number++)
		if (numbers_have(pattern, number / WIRE_CALLS, number % WIRE_CALLS) &&
		    test(syscall_of(number / WIRE_CALLS, number % WIRE_CALLS)))
			return true;
	return pattern->has_other_names;
}

static bool returns(const struct syscall *row)
{
	return row->result != RESULT_NONE;
}

static bool returns_descriptor(const struct syscall *row)
{
	return row->result == RESULT_FD || row->result == RESULT_FCNTL || row->result == RESULT_VARIANT ||
	       is_loose(row);
}

static bool returns_names(const struct syscall *row)
{
	return row->result == RESULT_FCNTL || row->result == RESULT_VARIANT || row->result_set || is_loose(row);
}

int check_result(struct compiler *c)
{
	const struct result_pattern *result = &c->pattern->result;
	const struct node *value = result->value;

	if (result->kind != RESULT_ANY && result->kind != RESULT_MISSING && result->kind != RESULT_DENIED &&
	    !has_result_of(c->pattern, returns))
		return complain(c, result->source, "this call never returns: write \"= ?\", or no result");
	if (!value)
		return 0;
	if (value->kind == NODE_NUMBER && (int64_t)value->number < 0 && value->is_negative)
		return complain(c, result->source, "an error is written \"= -1 ENOENT\", any error \"= -1\"");
	if (value->kind == NODE_DESCRIPTOR && !has_result_of(c->pattern, returns_descriptor))
		return complain(c, value->source, "the result is no descriptor");
	if (value->kind == NODE_TEXT || value->kind == NODE_QUOTED || value->kind == NODE_ARRAY ||
	    value->kind == NODE_STRUCT || value->kind == NODE_SET || value->kind == NODE_RAW)
		return complain(c, value->source, "a result is a number, a descriptor, an error or ?");
	if (value->kind == NODE_NAMES && value->terms && value->terms->is_without && !value->terms->name)
		return complain(c, value->source, "a result that is another one is written != %s",
				c->text + value->terms->source.start + 1);
	if (value->kind == NODE_NAMES && !has_result_of(c->pattern, returns_names)) {
		complain(c, value->source, "the result has no names");
		if (value->terms && value->terms->name && is_constant(value->terms->name))
			text_add(c->report, "\nan error is written \"= -1 ENOENT\"");
		else if (value->terms && value->terms->name && strncmp(value->terms->name, "den", 3) == 0)
			suggest(c, "denied");
		return c->error;
	}
	if (value->kind == NODE_COMPARE && value->first->kind == NODE_NAMES)
		return complain(c, value->first->source, "a result is compared with a number");
	if (check_least_result(c, value) < 0 || check_range_of_result(c, value) < 0 || check_result_of_arguments(c) < 0)
		return c->error;
	return check_inner(c, value, true, value->kind == NODE_NAMES);
}
