/* SPDX-License-Identifier: MIT */
/* Matches a descriptor by what it is open on. */
#include <string.h>

#include "harness/pattern/ast.h"

static bool glob_object(const struct atom *atoms, size_t count, const char *text)
{
	/* in a path * stays within a component; a socket's addresses have none */
	return text && glob_match(atoms, count, text, strlen(text), text[0] != '/');
}

/* The path, what -yy says instead, and both as strace nests them: /dev/null<char 1:3>. */
static bool is_open_on(const struct atom *atoms, size_t count, const struct object *object, struct matching *m)
{
	if (glob_object(atoms, count, object->path) || glob_object(atoms, count, object->details))
		return true;
	if (!object->path || !object->details)
		return false;
	return glob_object(atoms, count, arena_format(m->scratch, "%s<%s>", object->path, object->details));
}

static enum match match_object(const struct node *node, const struct value *value, const struct target *target,
			       struct matching *m)
{
	const char *name = target->argument ? target->argument->name : NULL;
	const struct object *object = value->object;
	const struct atom *atoms;
	size_t count;
	bool is_open;

	/* not open, or no descriptor at all */
	if (!object && value->state != STATE_UNREAD)
		return MATCH_NO;
	if (!object || (!object->path && !object->details))
		return unknown(m, REASON_UNKNOWN_OBJECT, target->slot, name);
	/* a path has one slash between components and none at its end, as elsewhere */
	if (!glob_expand(node->path_atoms ? node->path_atoms : node->atoms,
			 node->path_atoms ? node->path_count : node->atom_count, m, &atoms, &count, &is_open))
		return is_open && m->is_open ? MATCH_YES : unknown(m, REASON_UNKNOWN_OBJECT, target->slot, name);
	if (node->is_deleted && !object->is_deleted)
		return MATCH_NO;
	if (is_open_on(atoms, count, object, m))
		return MATCH_YES;
	/* a path whose beginning is not known may be any that ends like it */
	if (object->file && (object->file->flags & WIRE_SHORT))
		return unknown(m, REASON_UNKNOWN_OBJECT, target->slot, name);
	return MATCH_NO;
}

enum match match_descriptor(const struct node *node, const struct value *value, const struct target *target,
			    struct matching *m)
{
	if (value->kind != VALUE_FD)
		return value->kind == VALUE_ADDRESS && value->state == STATE_UNREAD ?
		       unknown(m, REASON_UNREAD, target->slot, target->argument ? target->argument->name : NULL) : MATCH_NO;
	if (node->first && (int32_t)node->first->number != (int32_t)value->number)
		return MATCH_NO;
	return match_object(node, value, target, m);
}
