/* SPDX-License-Identifier: MIT */
/* Finds fields that no structure can have: such a pattern would match nothing, and "never" hold. */
#include <string.h>

#include "harness/decode/sets.h"
#include "harness/pattern/constants.h"
#include "harness/syscalls/constants.h"

/* ---- one field ---- */

static bool is_null(const struct term *term)
{
	return term->name && strcmp(term->name, "NULL") == 0;
}

static int check_names(struct compiler *c, const struct node *field, const struct node *names, bool is_mode)
{
	const struct constants *set = is_mode ? &constants_file_modes : NULL;
	uint64_t value, mask;

	for (const struct term *term = names->terms; term; term = term->next) {
		if (!term->name || is_null(term) || (is_mode && name_value(term->name, set, &value, &mask)))
			continue;
		complain(c, term->source, "%s is a %s: it has no value %s", field->name, is_mode ? "mode" : "number", term->name);
		if (is_mode)
			suggest_constant(c, term->name, set);
		return c->error;
	}
	return 0;
}

/* An answer to getsockopt may end inside a field, whose bytes then stand there; these are filled as a whole. */
static bool is_always_whole(const char *name)
{
	static const char *const starts[] = {"st_", "stx_", "ru_", "rlim_"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (strncmp(name, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

int check_field_value(struct compiler *c, const struct node *field)
{
	enum field_look look = field->name ? field_look(field->name) : LOOK_ANY;

	if (look == LOOK_ANY)
		return 0;
	switch ((enum node_kind)field->kind) {
	case NODE_TEXT:
	case NODE_QUOTED:
		if (!is_always_whole(field->name))
			return 0;
		return complain(c, field->source, "%s is a number, not a text", field->name);
	case NODE_STRUCT:
	case NODE_DESCRIPTOR:
		return complain(c, field->source, "%s is a number", field->name);
	case NODE_NAMES:
		return check_names(c, field, field, look == LOOK_MODE);
	case NODE_COMPARE:
		return field->first->kind == NODE_NAMES ? check_names(c, field, field->first, look == LOOK_MODE) : 0;
	default:
		return 0;
	}
}

/* ---- addresses ---- */

/* Fields that addresses of one family have. */
static const struct {
	const char *field, *family;
} families[] = {
	{"sin_port", "AF_INET"}, {"sin_addr", "AF_INET"},
	{"sin6_port", "AF_INET6"}, {"sin6_flowinfo", "AF_INET6"}, {"sin6_addr", "AF_INET6"}, {"sin6_scope_id", "AF_INET6"},
	{"sun_path", "AF_UNIX"},
	{"nl_pid", "AF_NETLINK"}, {"nl_groups", "AF_NETLINK"},
	{"sll_protocol", "AF_PACKET"}, {"sll_ifindex", "AF_PACKET"}, {"sll_hatype", "AF_PACKET"}, {"sll_pkttype", "AF_PACKET"},
	{"sll_halen", "AF_PACKET"}, {"sll_addr", "AF_PACKET"},
	{"svm_cid", "AF_VSOCK"}, {"svm_port", "AF_VSOCK"},
};

static const char *family_of(const struct node *field)
{
	for (size_t i = 0; field->name && i < sizeof(families) / sizeof(*families); i++)
		if (strcmp(families[i].field, field->name) == 0)
			return families[i].family;
	return NULL;
}

/* The family that the structure says it has: one name, and nothing else. */
static const char *family_said(const struct node *structure)
{
	for (const struct node *field = structure->first; field; field = field->next)
		if (field->name && strcmp(field->name, "sa_family") == 0 && field->kind == NODE_NAMES && field->terms &&
		    !field->terms->next && !field->has_rest && !field->terms->is_without)
			return field->terms->name;
	return NULL;
}

static bool is_same_family(const char *a, const char *b)
{
	uint64_t value_a, value_b, mask;

	return !name_value(a, &constants_socket_families, &value_a, &mask) ||
	       !name_value(b, &constants_socket_families, &value_b, &mask) || value_a == value_b;
}

int check_families(struct compiler *c, const struct node *structure)
{
	const char *said = family_said(structure), *other = NULL;

	for (const struct node *field = structure->first; field; field = field->next) {
		const char *family = family_of(field);

		if (!family)
			continue;
		if (said && !is_same_family(said, family))
			return complain(c, field->name_source, "%s is a field of %s, not of %s: this can never match", field->name,
					family, said);
		if (other && strcmp(other, family) != 0)
			return complain(c, field->name_source, "%s is a field of %s, others are of %s: this can never match",
					field->name, family, other);
		other = family;
	}
	return 0;
}
