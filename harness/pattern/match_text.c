/* SPDX-License-Identifier: MIT */
/* Matches texts: buffers by their bytes, paths by globs. */
#include <string.h>

#include "harness/pattern/ast.h"

/* The bytes of a text node, names filled in. NULL: a name is not bound yet. */
static const unsigned char *node_bytes(const struct node *node, struct matching *m, size_t *ret_length)
{
	const struct atom *atoms;
	size_t count;
	bool is_open;

	if (node->bytes) {
		*ret_length = node->length;
		return (const unsigned char *)node->bytes;
	}
	if (!glob_expand(node->atoms, node->atom_count, m, &atoms, &count, &is_open))
		return NULL;
	return atoms_bytes(m->scratch, atoms, count, ret_length);
}

static enum match cut_match(struct matching *m, const struct target *target)
{
	return unknown(m, REASON_CUT, target->slot, target->argument ? target->argument->name : NULL);
}

/* "x" exactly and "x"... at the start: `bytes` may be only the first of `full_length`. */
static enum match match_start(const struct node *node, const unsigned char *wanted, size_t wanted_length,
			      const unsigned char *bytes, size_t length, size_t full_length, bool is_cut,
			      const struct target *target, struct matching *m)
{
	size_t known = wanted_length < length ? wanted_length : length;

	if (memcmp(wanted, bytes, known) != 0)
		return MATCH_NO;
	if (!is_cut)
		return length == wanted_length || (node->is_open_end && length > wanted_length) ? MATCH_YES : MATCH_NO;
	if (full_length != SIZE_MAX && !node->is_open_end && full_length != wanted_length)
		return MATCH_NO;
	if (full_length != SIZE_MAX && full_length < wanted_length)
		return MATCH_NO;
	if (wanted_length <= length)
		return node->is_open_end ? MATCH_YES : wanted_length < length ? MATCH_NO : cut_match(m, target);
	return cut_match(m, target);
}

enum match match_buffer(const struct node *node, const unsigned char *bytes, size_t length, size_t full_length,
			bool is_cut, const struct target *target, struct matching *m)
{
	size_t wanted_length;
	const unsigned char *wanted = node_bytes(node, m, &wanted_length);

	if (!wanted)
		return m->is_open ? MATCH_YES : unknown(m, REASON_UNREAD, target->slot, NULL);
	if (!node->is_open_start)
		return match_start(node, wanted, wanted_length, bytes, length, full_length, is_cut, target, m);
	if (node->is_open_end) {
		if (!wanted_length || memmem(bytes, length, wanted, wanted_length))
			return MATCH_YES;
		return is_cut ? cut_match(m, target) : MATCH_NO;
	}
	if (is_cut)
		return cut_match(m, target);
	if (wanted_length > length)
		return MATCH_NO;
	return memcmp(bytes + length - wanted_length, wanted, wanted_length) == 0 ? MATCH_YES : MATCH_NO;
}

enum match match_bytes(const struct node *node, const struct value *value, const struct target *target,
		       struct matching *m)
{
	const unsigned char *bytes = value->bytes ? value->bytes : (const unsigned char *)"";

	if (value->state == STATE_UNREAD)
		return unknown(m, REASON_UNREAD, target->slot, target->argument ? target->argument->name : NULL);
	if (node->is_abstract != value->is_abstract)
		return MATCH_NO;
	return match_buffer(node, bytes, value->length, value->full_length, value->state == STATE_CUT, target, m);
}

static bool begins_absolute(const struct atom *atoms, size_t count)
{
	return count && atoms[0].kind == ATOM_CHAR && atoms[0].c == '/';
}

/* Whether folding would change it, so that a prefix of it says nothing about the resolved path. */
static bool is_plain(const char *text, size_t length)
{
	return length && text[0] == '/' && !memmem(text, length, "//", 2) && !memmem(text, length, "/.", 2);
}

static enum match match_as_passed(const struct atom *atoms, size_t count, const struct value *value,
				  const struct target *target, struct matching *m)
{
	const char *text = (const char *)value->bytes;

	if (value->state != STATE_CUT)
		return glob_match(atoms, count, text, value->length, false) ? MATCH_YES : MATCH_NO;
	return glob_may_begin(atoms, count, text, value->length) ? cut_match(m, target) : MATCH_NO;
}

static enum match match_resolved(const struct atom *atoms, size_t count, const struct value *value,
				 const struct target *target, struct matching *m)
{
	const char *name = target->argument ? target->argument->name : NULL;
	const char *text = (const char *)value->bytes;

	if (value->opened && glob_match(atoms, count, value->opened, strlen(value->opened), false))
		return MATCH_YES;
	if (value->state == STATE_CUT) {
		if (is_plain(text, value->length) && !glob_may_begin(atoms, count, text, value->length))
			return MATCH_NO;
		return cut_match(m, target);
	}
	if (!value->resolved)
		return unknown(m, REASON_UNRESOLVED_PATH, target->slot, name);
	if (!value->is_uncertain)
		return glob_match(atoms, count, value->resolved, strlen(value->resolved), false) ? MATCH_YES : MATCH_NO;
	return value->opened ? MATCH_NO : unknown(m, REASON_UNCERTAIN_PATH, target->slot, name);
}

/* 'GET '... on a path: a prefix of any depth. */
static bool open_ends(const struct node *node, struct matching *m, const struct atom **atoms, size_t *count)
{
	struct atom *more = arena_take(m->scratch, (*count + 2) * sizeof(*more));
	size_t used = 0;

	if (!more)
		return false;
	if (node->is_open_start)
		more[used++] = (struct atom){.kind = ATOM_DEEP};
	memcpy(more + used, *atoms, *count * sizeof(*more));
	used += *count;
	if (node->is_open_end)
		more[used++] = (struct atom){.kind = ATOM_DEEP};
	*atoms = more;
	*count = used;
	return true;
}

enum match match_path(const struct node *node, const struct value *value, const struct target *target,
		      struct matching *m)
{
	enum match as_passed = MATCH_NO, resolved = MATCH_NO;
	const struct atom *atoms;
	size_t count;
	bool is_open, is_absolute;

	if (value->state == STATE_UNREAD || !value->bytes)
		return unknown(m, REASON_UNREAD, target->slot, target->argument ? target->argument->name : NULL);
	if (node->kind == NODE_TEXT)
		return match_buffer(node, value->bytes, value->length, value->full_length, value->state == STATE_CUT,
				    target, m);
	if (!glob_expand(node->path_atoms ? node->path_atoms : node->atoms,
			 node->path_atoms ? node->path_count : node->atom_count, m, &atoms, &count, &is_open))
		return is_open && m->is_open ? MATCH_YES : unknown(m, REASON_UNREAD, target->slot, NULL);
	if ((node->is_open_start || node->is_open_end) && !open_ends(node, m, &atoms, &count))
		return unknown(m, REASON_UNREAD, target->slot, NULL);

	is_absolute = begins_absolute(atoms, count);
	/* a symlink's target is text that nothing resolves */
	if (!is_absolute || (target->argument && target->argument->kind == KIND_PATH_TEXT))
		as_passed = match_as_passed(atoms, count, value, target, m);
	else
		resolved = match_resolved(atoms, count, value, target, m);
	if (count && (atoms[0].kind == ATOM_DEEP || atoms[0].kind == ATOM_FOLDERS) && as_passed != MATCH_YES)
		resolved = match_resolved(atoms, count, value, target, m);
	return as_passed > resolved ? as_passed : resolved;
}
