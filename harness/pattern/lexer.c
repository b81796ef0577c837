/* SPDX-License-Identifier: MIT */
/* Scans the words, numbers and quoted texts of a pattern. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "harness/pattern/ast.h"

void skip_blanks(struct compiler *c)
{
	for (;;) {
		const char *end;

		while (isspace((unsigned char)*c->at))
			c->at++;
		if (c->at[0] != '/' || c->at[1] != '*')
			return;
		/* not strstr(): AddressSanitizer's looks for the end of the pattern at each comment */
		for (end = c->at + 2; *end && (end[0] != '*' || end[1] != '/');)
			end++;
		if (!*end)
			return;
		c->at = end + 2;
	}
}

bool looking_at(const struct compiler *c, const char *token)
{
	return strncmp(c->at, token, strlen(token)) == 0;
}

bool accept(struct compiler *c, const char *token)
{
	if (!looking_at(c, token))
		return false;
	c->at += strlen(token);
	return true;
}

struct span span_from(const struct compiler *c, const char *start)
{
	const char *end = c->at;

	while (end > start && isspace((unsigned char)end[-1]))
		end--;
	return (struct span){(size_t)(start - c->text), (size_t)(end - c->text)};
}

struct node *node_new(struct compiler *c, enum node_kind kind, const char *start)
{
	struct node *node = arena_take(c->arena, sizeof(*node));

	if (!node) {
		out_of_memory(c);
		return NULL;
	}
	node->kind = kind;
	node->source = span_from(c, start);
	return node;
}

void node_add(struct node *parent, struct node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

static bool is_word_char(char ch, const char *more)
{
	return isalnum((unsigned char)ch) || ch == '_' || (ch && strchr(more, ch));
}

char *lex_word(struct compiler *c, const char *more)
{
	const char *start = c->at;
	char *word;

	while (is_word_char(*c->at, more))
		c->at++;
	if (c->at == start)
		return NULL;
	word = arena_format(c->arena, "%.*s", (int)(c->at - start), start);
	if (!word)
		out_of_memory(c);
	return word;
}

static unsigned digit_of(char ch)
{
	if (ch >= '0' && ch <= '9')
		return (unsigned)(ch - '0');
	if (ch >= 'a' && ch <= 'f')
		return (unsigned)(ch - 'a') + 10;
	if (ch >= 'A' && ch <= 'F')
		return (unsigned)(ch - 'A') + 10;
	return 99;
}

/* The size of huge pages is printed as its logarithm: 21<<MAP_HUGE_SHIFT. */
#define HUGE_SHIFT 26	/* MAP_HUGE_SHIFT, SHM_HUGE_SHIFT, MFD_HUGE_SHIFT */

static const char *lex_shift(const char *at, uint64_t *number)
{
	static const char *const names[] = {"<<MAP_HUGE_SHIFT", "<<SHM_HUGE_SHIFT", "<<MFD_HUGE_SHIFT"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strncmp(at, names[i], strlen(names[i])) != 0 || *number > UINT32_MAX >> HUGE_SHIFT)
			continue;
		*number <<= HUGE_SHIFT;
		return at + strlen(names[i]);
	}
	return at;
}

/* 12, -1, 0x1f, 0644; not the beginning of a word. A number of more than 64 bits is none. */
bool lex_number(struct compiler *c, uint64_t *ret_number, bool *ret_is_negative)
{
	const char *at = c->at;
	unsigned base = 10;
	uint64_t number = 0;
	bool is_negative = *at == '-', has_digits = false;

	if (is_negative)
		at++;
	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X') && digit_of(at[2]) < 16) {
		base = 16;
		at += 2;
	} else if (at[0] == '0') {
		base = 8;
	}
	for (; digit_of(*at) < base; at++) {
		if (__builtin_mul_overflow(number, base, &number) ||
		    __builtin_add_overflow(number, digit_of(*at), &number))
			return false;
		has_digits = true;
	}
	if (has_digits && !is_negative)
		at = lex_shift(at, &number);
	if (!has_digits || is_word_char(*at, ""))
		return false;
	c->at = at;
	*ret_number = is_negative ? -number : number;
	*ret_is_negative = is_negative;
	return true;
}

/* The character behind a backslash, C's escapes; c->at stands on it. `quotable`: what stands for itself. */
static bool lex_escape(struct compiler *c, const char *quotable, unsigned char *ret)
{
	static const char letters[] = "n\nt\tr\rv\vf\fa\ab\be\033";
	const char *start = c->at - 1;
	unsigned value = 0;
	int digits;

	if (*c->at && strchr(quotable, *c->at)) {
		*ret = (unsigned char)*c->at++;
		return true;
	}
	for (const char *letter = letters; *letter; letter += 2) {
		if (*c->at != *letter)
			continue;
		c->at++;
		*ret = (unsigned char)letter[1];
		return true;
	}
	if (*c->at == 'x' && digit_of(c->at[1]) < 16) {
		c->at++;
		for (digits = 0; digits < 2 && digit_of(*c->at) < 16; digits++)
			value = value * 16 + digit_of(*c->at++);
		*ret = (unsigned char)value;
		return true;
	}
	for (digits = 0; digits < 3 && digit_of(*c->at) < 8; digits++)
		value = value * 8 + digit_of(*c->at++);
	if (digits && value < 256) {
		*ret = (unsigned char)value;
		return true;
	}
	if (*c->at)
		c->at++;
	complain(c, span_from(c, start), "unknown escape");
	return false;
}

/* The inside of <…>: the arrow of a socket does not end it, and strace nests (</dev/tty<char 5:0>>). */
static bool ends_here(const struct compiler *c, const char *start, char end, unsigned *depth)
{
	if (*c->at != end) {
		if (end == '>' && *c->at == '<')
			++*depth;
		return false;
	}
	if (end == '>' && start[1] != '/' && c->at > start + 1 && c->at[-1] == '-')
		return false;
	if (end == '>' && *depth) {
		--*depth;
		return false;
	}
	return true;
}

/* Bytes up to the end of a quoted text, or of all: what is taken for each of many texts must not be the whole pattern. */
static size_t quoted_length(struct compiler *c, char end)
{
	const char *start = c->at;
	unsigned depth = 0;
	size_t length;

	for (c->at++; *c->at && !ends_here(c, start, end, &depth); c->at++)
		if (*c->at == '\\' && c->at[1])
			c->at++;
	length = (size_t)(c->at - start);
	c->at = start;
	return length;
}

bool lex_text(struct compiler *c, char **ret_bytes, size_t *ret_length)
{
	const char *start = c->at;
	size_t room = quoted_length(c, '"'), length = 0;
	char *bytes = arena_take(c->arena, room + 1);

	if (!bytes) {
		out_of_memory(c);
		return false;
	}
	for (c->at++; *c->at != '"'; length++) {
		unsigned char ch = (unsigned char)*c->at;

		if (!ch) {
			complain(c, span_from(c, start), "the text has no closing \"");
			return false;
		}
		c->at++;
		if (ch == '\\' && !lex_escape(c, "\"\\'", &ch))
			return false;
		bytes[length] = (char)ch;
	}
	c->at++;
	*ret_bytes = bytes;
	*ret_length = length;
	return true;
}

/* $name inside a quoted text: its value where it has one, else an atom that is filled in when matching. */
static size_t lex_variable(struct compiler *c, struct atom **atoms, size_t count, size_t *room)
{
	const char *start = c->at;
	const struct variable *variable;
	struct atom *grown;
	size_t length;
	char *name;
	int index;

	c->at++;
	name = lex_word(c, "");
	if (!name) {
		complain(c, span_from(c, start), "a $ without a name; a dollar sign itself is written \\$");
		return count;
	}
	variable = variable_of(c->variables, name);
	if (!variable) {
		index = name_index(c, name);
		if (index < 0)
			return count;
		(*atoms)[count] = (struct atom){.kind = ATOM_NAME, .index = (uint8_t)index};
		return count + 1;
	}
	length = strlen(variable->text);
	grown = arena_take(c->arena, (*room + length) * sizeof(*grown));
	if (!grown) {
		out_of_memory(c);
		return count;
	}
	memcpy(grown, *atoms, count * sizeof(*grown));
	for (size_t i = 0; i < length; i++)
		grown[count + i] = (struct atom){.c = (unsigned char)variable->text[i], .is_expanded = true};
	*atoms = grown;
	*room += length;
	return count + length;
}

/* Stars: "**" and a slash at the start of a component is any folders or none. */
static struct atom lex_star(struct compiler *c, bool is_component_start)
{
	struct atom atom = {.kind = ATOM_STAR};

	c->at++;
	if (*c->at != '*')
		return atom;
	while (*c->at == '*')
		c->at++;
	atom.kind = ATOM_DEEP;
	if (is_component_start && *c->at == '/') {
		c->at++;
		atom.kind = ATOM_FOLDERS;
	}
	return atom;
}

bool lex_quoted(struct compiler *c, char end, struct atom **ret_atoms, size_t *ret_count)
{
	const char *start = c->at;
	size_t room = quoted_length(c, end) + 1, count = 0;
	struct atom *atoms = arena_take(c->arena, room * sizeof(*atoms));
	unsigned depth = 0;

	if (!atoms) {
		out_of_memory(c);
		return false;
	}
	for (c->at++; !ends_here(c, start, end, &depth);) {
		bool is_start = !count || (atoms[count - 1].kind == ATOM_CHAR && atoms[count - 1].c == '/') ||
				atoms[count - 1].kind == ATOM_FOLDERS;
		unsigned char ch = (unsigned char)*c->at;

		if (!ch) {
			complain(c, span_from(c, start), "the text has no closing %c", end);
			return false;
		}
		if (ch == '*') {
			atoms[count++] = lex_star(c, is_start);
		} else if (ch == '$' && (end != '>' || is_word_char(c->at[1], ""))) {
			count = lex_variable(c, &atoms, count, &room);
		} else {
			uint8_t kind = ch == '?' ? ATOM_ONE : ATOM_CHAR;

			c->at++;
			if (ch == '\\' && !lex_escape(c, "*?$'\"\\<>", &ch))
				return false;
			atoms[count++] = (struct atom){.kind = kind, .c = ch};
		}
		if (c->error)
			return false;
	}
	c->at++;
	*ret_atoms = atoms;
	*ret_count = count;
	return true;
}
