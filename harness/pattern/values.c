/* SPDX-License-Identifier: MIT */
/* Parses one value of a pattern: everything that can stand for an argument, a field or a result. */
#include <ctype.h>
#include <errno.h>
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
static struct node *parse_descriptor(struct compiler *c, struct node *number, const char *start)
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

#define MOST_TERMS 128	/* flags joined by |: a register has 64 bits */

static struct term *add_term(struct compiler *c, struct node *node, const char *start)
{
	struct term **link = &node->terms, *term;
	unsigned count = 0;

	while (*link && ++count < MOST_TERMS)
		link = &(*link)->next;
	if (count == MOST_TERMS) {
		complain(c, span_from(c, start), "more than %d flags", MOST_TERMS);
		return NULL;
	}
	term = arena_take(c->arena, sizeof(*term));

	if (!term) {
		out_of_memory(c);
		return NULL;
	}
	term->source = span_from(c, start);
	*link = term;
	return term;
}

static bool parse_term(struct compiler *c, struct node *node)
{
	const char *start = c->at;
	bool is_without = *c->at == '!', is_negative;
	uint64_t number = 0;
	char *name = NULL;
	struct term *term;

	if (accept(c, "...")) {
		node->has_rest = true;
		return true;
	}
	if (is_without)
		c->at++;
	skip_blanks(c);
	if (!lex_number(c, &number, &is_negative)) {
		name = lex_word(c, "&");
		if (!name) {
			complain(c, (struct span){(size_t)(start - c->text), (size_t)(c->at - c->text)},
				 "a name or a number is missing here");
			return false;
		}
	}
	/* the one name that begins with it: of a field that is 0 */
	if (is_without && name && !strcmp(name, "PR_TAGGED_ADDR_ENABLE")) {
		is_without = false;
		name = arena_copy(c->arena, "!PR_TAGGED_ADDR_ENABLE", sizeof("!PR_TAGGED_ADDR_ENABLE"));
		if (!name)
			return out_of_memory(c), false;
	}
	/* numbers that several devices share have a name of their own: MEMLOCK or MTRRIOC_SET_PAGE_ENTRY */
	if (name) {
		while (looking_at(c, " or ") && isupper((unsigned char)c->at[4])) {
			c->at += 4;
			if (!lex_word(c, ""))
				return false;
			name = arena_format(c->arena, "%.*s", (int)(c->at - start), start);
			if (!name)
				return out_of_memory(c), false;
		}
	}
	/* 5<<16 of the console's tones is a number */
	if (!name && !strncmp(c->at, "<<16|", 5)) {
		c->at += 4;
		number <<= 16;
	}
	/* strace's 1<<CAP_CHOWN and FUTEX_OP_SET<<28 are names of their own */
	if (looking_at(c, "<<")) {
		c->at += 2;
		if (*c->at == '(' && strchr(c->at, ')'))	/* 1<<(INET_DIAG_INFO-1) */
			c->at = strchr(c->at, ')') + 1;
		else if (!lex_word(c, ""))
			return false;
		name = arena_format(c->arena, "%.*s", (int)(c->at - start), start);
		if (!name)
			return out_of_memory(c), false;
	}
	term = add_term(c, node, start);
	if (!term)
		return false;
	term->name = name;
	term->number = number;
	term->is_without = is_without;
	return true;
}

/* O_CREAT|O_EXCL|... from its first term on, which starts at `start`. */
static struct node *parse_names(struct compiler *c, const char *start)
{
	struct node *node = node_new(c, NODE_NAMES, start);

	if (!node)
		return NULL;
	for (c->at = start;;) {
		const char *end;

		skip_blanks(c);
		if (!parse_term(c, node))
			return NULL;
		finish(c, node, start);
		/* a blank behind it may be what separates the elements of a set */
		end = c->at;
		skip_blanks(c);
		if (*c->at != '|') {
			c->at = end;
			break;
		}
		c->at++;
	}
	return c->error ? NULL : node;
}

/* strace's 8*RIP+1 and offsetof(struct user, u_debugreg)+8: each a name of its own. */
static struct node *parse_offset(struct compiler *c, const char *start)
{
	struct node *node = node_new(c, NODE_NAMES, start);
	struct term *term;

	c->at = start;
	if (*c->at == '8')
		c->at++;
	else
		c->at += strcspn(c->at, ")");
	if (*c->at)
		c->at++;
	while (isalnum((unsigned char)*c->at) || *c->at == '_' || *c->at == '+')
		c->at++;
	term = node ? add_term(c, node, start) : NULL;
	if (!term)
		return NULL;
	term->name = arena_format(c->arena, "%.*s", (int)(c->at - start), start);
	return term->name ? finish(c, node, start) : (out_of_memory(c), NULL);
}

static struct node *parse_number(struct compiler *c)
{
	const char *start = c->at;
	struct node *node, *factor;
	uint64_t number;
	bool is_negative;

	if (!lex_number(c, &number, &is_negative))
		return NULL;
	if (looking_at(c, "<<"))
		return parse_names(c, start);
	node = node_new(c, NODE_NUMBER, start);
	if (!node)
		return NULL;
	node->number = number;
	node->is_negative = is_negative;
	node->is_hex = start[0] == '0' && start[1] == 'x';
	if (*c->at == '<' && c->at[1] != ' ')
		return parse_descriptor(c, node, start);
	if (number == 8 && *c->at == '*' && isupper((unsigned char)c->at[1]))
		return parse_offset(c, start);
	/* strace prints limits as 8192*1024 */
	if (*c->at == '*' && isdigit((unsigned char)c->at[1])) {
		c->at++;
		factor = parse_number(c);
		if (!factor || factor->kind != NODE_NUMBER)
			return NULL;
		node->number *= factor->number;
		return finish(c, node, start);
	}
	finish(c, node, start);
	start = c->at;
	skip_blanks(c);
	if (*c->at == '|')
		return parse_names(c, c->text + node->source.start);
	c->at = start;
	return node;
}

/* One that has a number itself among its names: MIXER_READ(13) or OTPSELECT */
static bool at_shared_number(const struct compiler *c, const char **ret_end)
{
	const char *at = c->at;

	if (*at++ != '(')
		return false;
	at += strspn(at, "0123456789");
	if (strncmp(at, ") or ", 5) || !isupper((unsigned char)at[5]))
		return false;
	for (at++; !strncmp(at, " or ", 4) && isupper((unsigned char)at[4]);)
		for (at += 4; isalnum((unsigned char)*at) || *at == '_';)
			at++;
	*ret_end = at;
	return true;
}

static struct node *parse_shared_number(struct compiler *c, const char *start, const char *end)
{
	struct node *node = node_new(c, NODE_NAMES, start);
	struct term *term;

	c->at = end;
	term = node ? add_term(c, node, start) : NULL;
	if (!term)
		return NULL;
	term->name = arena_format(c->arena, "%.*s", (int)(end - start), start);
	return term->name ? finish(c, node, start) : (out_of_memory(c), NULL);
}

static struct node *parse_word(struct compiler *c)
{
	const char *start = c->at;
	char *word = lex_word(c, "&");
	const char *end;
	struct node *node;

	if (!word)
		return NULL;
	if (looking_at(c, "(struct user"))
		return parse_offset(c, start);
	if (at_shared_number(c, &end))
		return parse_shared_number(c, start, end);
	if (*c->at == '(') {
		node = node_new(c, NODE_CALL, start);
		if (!node)
			return NULL;
		node->word = word;
		c->at++;
		if (!parse_elements(c, node, ')'))
			return NULL;
		finish(c, node, start);
		node->bytes = arena_format(c->arena, "%.*s", (int)(c->at - start), start);
		return node->bytes ? node : (out_of_memory(c), NULL);
	}
	if (*c->at == '<' && c->at[1] != '<' && strcmp(word, "AT_FDCWD") == 0) {
		node = node_new(c, NODE_NUMBER, start);
		if (!node)
			return NULL;
		node->number = (uint64_t)-100;
		node->is_negative = true;
		return parse_descriptor(c, node, start);
	}
	return parse_names(c, start);
}

/* 02:fc:00:00:00:05, of any length: a name of its own. */
static bool at_hardware_address(const struct compiler *c)
{
	const char *at = c->at;

	return isxdigit((unsigned char)at[0]) && isxdigit((unsigned char)at[1]) && at[2] == ':' &&
	       isxdigit((unsigned char)at[3]) && isxdigit((unsigned char)at[4]) && !isxdigit((unsigned char)at[5]);
}

static struct node *parse_hardware_address(struct compiler *c)
{
	const char *start = c->at;
	struct node *node = node_new(c, NODE_NAMES, start);
	struct term *term;

	while (isxdigit((unsigned char)*c->at) || *c->at == ':')
		c->at++;
	term = node ? add_term(c, node, start) : NULL;
	if (!term)
		return NULL;
	term->name = arena_format(c->arena, "%.*s", (int)(c->at - start), start);
	return term->name ? finish(c, node, start) : (out_of_memory(c), NULL);
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
