/* SPDX-License-Identifier: MIT */
/* Matches a text against the atoms of a glob. */
#include <stdio.h>
#include <string.h>

#include "harness/pattern/ast.h"

static bool is_deep(const struct atom *atom, bool deep)
{
	return atom->kind == ATOM_DEEP || atom->kind == ATOM_FOLDERS || (deep && atom->kind == ATOM_STAR);
}

/* Two places to go back to: the last star within a component, and the last one that crosses components. What stood
 * before such a star has matched as early as it can, so that no earlier place need be kept. */
struct retry {
	size_t atom, text;
	bool is_set;
};

/* Where the text behind a star may go on, one later than before; false: nowhere. */
static bool retry_shallow(struct retry *retry, const char *text, size_t length)
{
	if (!retry->is_set || retry->text >= length || text[retry->text] == '/') {
		retry->is_set = false;
		return false;
	}
	retry->text++;
	return true;
}

static bool retry_deep(struct retry *retry, const struct atom *atoms, const char *text, size_t length)
{
	const char *slash;

	if (!retry->is_set || retry->text >= length)
		return false;
	if (atoms[retry->atom].kind != ATOM_FOLDERS) {
		retry->text++;
		return true;
	}
	slash = memchr(text + retry->text, '/', length - retry->text);
	if (!slash)
		return false;
	retry->text = (size_t)(slash - text) + 1;
	return true;
}

bool glob_match(const struct atom *atoms, size_t count, const char *text, size_t length, bool deep)
{
	struct retry shallow = {0}, far = {0};
	size_t a = 0, t = 0;

	for (;;) {
		const struct atom *atom = a < count ? &atoms[a] : NULL;

		if (!atom && t == length)
			return true;
		if (atom && atom->kind == ATOM_CHAR && t < length && (unsigned char)text[t] == atom->c) {
			a++;
			t++;
			continue;
		}
		if (atom && atom->kind == ATOM_ONE && t < length && (deep || text[t] != '/')) {
			a++;
			t++;
			continue;
		}
		if (atom && is_deep(atom, deep)) {
			far = (struct retry){a++, t, true};
			shallow.is_set = false;
			continue;
		}
		if (atom && atom->kind == ATOM_STAR) {
			shallow = (struct retry){a++, t, true};
			continue;
		}
		if (retry_shallow(&shallow, text, length)) {
			a = shallow.atom + 1;
			t = shallow.text;
		} else if (retry_deep(&far, atoms, text, length)) {
			a = far.atom + 1;
			t = far.text;
		} else {
			return false;
		}
	}
}

/* Whether a text that begins like this, and goes on in a way that is not known, may match. */
bool glob_may_begin(const struct atom *atoms, size_t count, const char *prefix, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (i >= count)
			return false;
		if (atoms[i].kind == ATOM_ONE)
			continue;
		if (atoms[i].kind != ATOM_CHAR)
			return true;
		if (atoms[i].c != (unsigned char)prefix[i])
			return false;
	}
	return true;
}

static size_t binding_text(const struct binding *binding, char *buffer, size_t room, const char **ret)
{
	if (binding->kind == BINDING_BYTES || binding->kind == BINDING_PATH) {
		*ret = (const char *)binding->bytes;
		return binding->length;
	}
	*ret = buffer;
	return (size_t)snprintf(buffer, room, "%lld", (long long)binding->number);
}

bool glob_expand(const struct atom *atoms, size_t count, struct matching *m, const struct atom **ret_atoms,
		 size_t *ret_count, bool *ret_is_open)
{
	struct atom *expanded;
	size_t total = 0, used = 0, length;
	char number[32];
	const char *text;
	bool has_name = false;

	*ret_is_open = false;
	for (size_t i = 0; i < count; i++) {
		const struct binding *binding;

		total++;
		if (atoms[i].kind != ATOM_NAME)
			continue;
		has_name = true;
		binding = m->bindings ? &m->bindings->of[atoms[i].index] : NULL;
		if (!binding || binding->kind == BINDING_NONE) {
			*ret_is_open = true;
			return false;
		}
		total += binding_text(binding, number, sizeof(number), &text);
	}
	*ret_atoms = atoms;
	*ret_count = count;
	if (!has_name)
		return true;
	expanded = arena_take(m->scratch, total * sizeof(*expanded));
	if (!expanded)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (atoms[i].kind != ATOM_NAME) {
			expanded[used++] = atoms[i];
			continue;
		}
		length = binding_text(&m->bindings->of[atoms[i].index], number, sizeof(number), &text);
		for (size_t j = 0; j < length; j++)
			expanded[used++] = (struct atom){.c = (unsigned char)text[j], .is_expanded = true};
	}
	*ret_atoms = expanded;
	*ret_count = used;
	return true;
}

unsigned char *atoms_bytes(struct arena *arena, const struct atom *atoms, size_t count, size_t *ret_length)
{
	unsigned char *bytes = arena_take(arena, 3 * count + 1);
	size_t length = 0;

	for (size_t i = 0; bytes && i < count; i++) {
		switch ((enum atom_kind)atoms[i].kind) {
		case ATOM_CHAR:
			bytes[length++] = atoms[i].c;
			break;
		case ATOM_ONE:
			bytes[length++] = '?';
			break;
		case ATOM_FOLDERS:
		case ATOM_DEEP:
			bytes[length++] = '*';
			bytes[length++] = '*';
			if (atoms[i].kind == ATOM_FOLDERS)
				bytes[length++] = '/';
			break;
		case ATOM_STAR:
			bytes[length++] = '*';
			break;
		case ATOM_NAME:
			break;
		}
	}
	*ret_length = length;
	return bytes;
}
