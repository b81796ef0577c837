/* SPDX-License-Identifier: MIT */
/* Parses values that are words: numbers, names, and flags joined by |. */
#include <ctype.h>
#include <string.h>

#include "harness/pattern/ast.h"

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
struct node *parse_names(struct compiler *c, const char *start)
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

struct node *parse_number(struct compiler *c)
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

struct node *parse_word(struct compiler *c)
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
bool at_hardware_address(const struct compiler *c)
{
	const char *at = c->at;

	return isxdigit((unsigned char)at[0]) && isxdigit((unsigned char)at[1]) && at[2] == ':' &&
	       isxdigit((unsigned char)at[3]) && isxdigit((unsigned char)at[4]) && !isxdigit((unsigned char)at[5]);
}

struct node *parse_hardware_address(struct compiler *c)
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
