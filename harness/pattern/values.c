/* SPDX-License-Identifier: MIT */
/* Parses one value of a pattern: everything that can stand for an argument, a field or a result. */
#include <ctype.h>
#include <string.h>

#include "harness/pattern/constants.h"

struct node *finish(struct compiler *c, struct node *node, const char *start)
{
	if (node)
		node->source = span_from(c, start);
	return c->error ? NULL : node;
}

/* "< 5", ">= $n", "!= 0"; but </etc/passwd> and <$cwd> are descriptors, and !O_CREAT is a flag. */
bool at_comparison(const struct compiler *c)
{
	const char *at = c->at;

	if (*at == '>' || looking_at(c, "!=") || looking_at(c, "==") || looking_at(c, "<="))
		return true;
	if (*at++ != '<')
		return false;
	if (*at == '-' || isdigit((unsigned char)*at))
		return true;
	if (*at == ' ')
		return strncmp(at, " unfinished", 11) != 0;
	if (*at == '$')
		return !memchr(at, '>', strcspn(at, ",)"));
	return false;
}

static enum compare lex_compare(struct compiler *c)
{
	if (accept(c, "<="))
		return COMPARE_AT_MOST;
	if (accept(c, ">="))
		return COMPARE_AT_LEAST;
	if (accept(c, "!="))
		return COMPARE_NOT;
	if (accept(c, "=="))
		return COMPARE_EQUAL;
	return *c->at++ == '<' ? COMPARE_LESS : COMPARE_MORE;
}

/* Resolved paths have one slash between components and none at the end: what a pattern or a variable has more
 * than that is dropped. */
static bool fill_path(struct compiler *c, struct node *node)
{
	const struct atom *atoms = node->atoms;
	size_t count = 0;

	if (!node->atom_count || atoms[0].kind != ATOM_CHAR || atoms[0].c != '/')
		return true;
	node->path_atoms = arena_take(c->arena, node->atom_count * sizeof(*atoms));
	if (!node->path_atoms)
		return out_of_memory(c), false;
	for (size_t i = 0; i < node->atom_count; i++) {
		bool is_slash = atoms[i].kind == ATOM_CHAR && atoms[i].c == '/';

		if (!is_slash || !count || atoms[i - 1].kind != ATOM_CHAR || atoms[i - 1].c != '/')
			node->path_atoms[count++] = atoms[i];
	}
	if (count > 1 && node->path_atoms[count - 1].kind == ATOM_CHAR && node->path_atoms[count - 1].c == '/')
		count--;
	node->path_count = count;
	return true;
}

/* A variable as a whole value: its text is never a glob. */
static bool fill_variable(struct compiler *c, struct node *node, const char *text)
{
	node->bytes = text;
	node->length = strlen(text);
	node->atoms = arena_take(c->arena, (node->length + 1) * sizeof(*node->atoms));
	if (!node->atoms)
		return out_of_memory(c), false;
	for (size_t i = 0; i < node->length; i++)
		node->atoms[i] = (struct atom){.c = (unsigned char)text[i], .is_expanded = true};
	node->atom_count = node->length;
	return fill_path(c, node);
}

static struct node *parse_capture(struct compiler *c)
{
	const char *start = c->at++;
	char *name = lex_word(c, "");
	const struct variable *variable;
	struct node *node;
	int index;

	if (!name) {
		complain(c, span_from(c, start), "a $ without a name");
		return NULL;
	}
	node = node_new(c, NODE_CAPTURE, start);
	if (!node)
		return NULL;
	node->word = name;
	node->index = UINT8_MAX;
	variable = variable_of(c->variables, name);
	if (variable)
		return fill_variable(c, node, variable->text) ? finish(c, node, start) : NULL;
	index = name_index(c, name);
	if (index >= 0)
		node->index = (uint8_t)index;
	return finish(c, node, start);
}

struct node *parse_comparison(struct compiler *c)
{
	const char *start = c->at;
	enum compare op = lex_compare(c);
	struct node *node, *operand;

	skip_blanks(c);
	if (at_comparison(c)) {
		complain(c, span_from(c, start), "a comparison needs a number");
		return NULL;
	}
	operand = parse_value(c);
	if (!operand)
		return NULL;
	if (operand->kind != NODE_NUMBER && operand->kind != NODE_CAPTURE && operand->kind != NODE_NAMES) {
		complain(c, operand->source, "a comparison needs a number");
		return NULL;
	}
	node = node_new(c, NODE_COMPARE, start);
	if (!node)
		return NULL;
	node->op = (uint8_t)op;
	node_add(node, operand);
	return node;
}

/* What a quoted text may be followed by: "..." says that more may come. */
static void close_text(struct compiler *c, struct node *node)
{
	if (looking_at(c, "...")) {
		c->at += 3;
		node->is_open_end = true;
	}
}

/* What it stands for in a buffer, unless that depends on captured names. */
static bool fill_bytes(struct compiler *c, struct node *node)
{
	for (size_t i = 0; i < node->atom_count; i++)
		if (node->atoms[i].kind == ATOM_NAME)
			return true;
	node->bytes = (const char *)atoms_bytes(c->arena, node->atoms, node->atom_count, &node->length);
	return node->bytes || (out_of_memory(c), false);
}

static struct node *parse_text(struct compiler *c, bool is_open_start)
{
	const char *start = c->at;
	struct node *node = node_new(c, *c->at == '\'' ? NODE_QUOTED : NODE_TEXT, start);
	char *bytes;

	if (!node)
		return NULL;
	node->is_open_start = is_open_start;
	if (*c->at == '@') {
		node->is_abstract = true;
		c->at++;
	}
	if (*c->at == '\'') {
		node->kind = NODE_QUOTED;
		if (!lex_quoted(c, '\'', &node->atoms, &node->atom_count) || !fill_path(c, node) || !fill_bytes(c, node))
			return NULL;
	} else {
		if (!lex_text(c, &bytes, &node->length))
			return NULL;
		node->bytes = bytes;
	}
	close_text(c, node);
	return finish(c, node, start);
}

/* <…> behind a number, AT_FDCWD, or alone. */
struct node *parse_descriptor(struct compiler *c, struct node *number, const char *start)
{
	struct node *node = node_new(c, NODE_DESCRIPTOR, start);

	if (!node)
		return NULL;
	if (!lex_quoted(c, '>', &node->atoms, &node->atom_count) || !fill_path(c, node))
		return NULL;
	node->is_deleted = accept(c, "(deleted)");
	node->first = number;
	finish(c, node, start);
	return check_object(c, node) < 0 ? NULL : node;
}

static struct node *parse_simple(struct compiler *c)
{
	const char *start = c->at;

	if (at_hardware_address(c))
		return parse_hardware_address(c);

	if (*c->at == '$')
		return parse_capture(c);
	if (*c->at == '"' || *c->at == '\'' || looking_at(c, "@\""))
		return parse_text(c, false);
	if (looking_at(c, "...\"") || looking_at(c, "...'")) {
		struct node *node;

		c->at += 3;
		node = parse_text(c, true);
		return finish(c, node, start);
	}
	if (*c->at == '[' || *c->at == '{' || looking_at(c, "~["))
		return parse_bracket(c);
	/* strace's restart_syscall(<... resuming interrupted poll ...>) */
	if (looking_at(c, "<... ")) {
		c->at += strcspn(c->at, ">");
		c->at += *c->at == '>';
		return node_new(c, NODE_ANY, start);
	}
	if (at_comparison(c))
		return parse_comparison(c);
	if (*c->at == '<')
		return parse_descriptor(c, NULL, start);
	if (*c->at == '*') {
		c->at++;
		return node_new(c, NODE_ANY, start);
	}
	if (*c->at == '!')
		return parse_names(c, start);
	if (*c->at == '-' || isdigit((unsigned char)*c->at)) {
		struct node *node = parse_number(c);

		if (node || c->error)
			return node;
		c->at = start;
		if (*c->at == '-')
			return NULL;
	}
	return parse_word(c);
}

/* A field that changed may have its name behind the arrow, too: features=0 => features=1 */
static void skip_name_again(struct compiler *c)
{
	const char *start = c->at;
	char *name = lex_word(c, ".");

	if (name && *c->at == '=' && c->at[1] != '=' && is_field_name(name)) {
		c->at++;
		skip_blanks(c);
	} else {
		c->at = start;
	}
}

/* NULL with c->error: it was reported; NULL without: no value starts here. */
struct node *parse_value(struct compiler *c)
{
	const char *start = c->at, *end;
	struct node *before, *after, *change;

	before = parse_simple(c);
	if (!before)
		return NULL;
	end = c->at;
	skip_blanks(c);
	if (!looking_at(c, "=>")) {
		c->at = end;
		return before;
	}
	c->at += 2;
	skip_blanks(c);
	skip_name_again(c);
	after = parse_simple(c);
	if (!after) {
		complain(c, span_from(c, start), "the value behind => is missing");
		return NULL;
	}
	change = node_new(c, NODE_CHANGE, start);
	if (!change)
		return NULL;
	node_add(change, before);
	node_add(change, after);
	return change;
}
