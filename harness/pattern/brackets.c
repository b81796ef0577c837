/* SPDX-License-Identifier: MIT */
/* Parses what stands between brackets: arrays, sets, structures, and what only strace's own printing explains. */
#include <ctype.h>
#include <string.h>

#include "harness/decode/decode.h"
#include "harness/pattern/constants.h"

#define DEPTH_MAX 32

/* The text from `start` to the next comma or closing bracket of the same depth, blanks made one. */
static struct node *parse_raw(struct compiler *c, const char *start)
{
	struct node *node;
	unsigned depth = 0;
	char *word;
	size_t length = 0;

	c->at = start;
	for (; *c->at; c->at++) {
		if (strchr("([{", *c->at))
			depth++;
		else if (strchr(")]}", *c->at) && depth-- == 0)
			break;
		else if (*c->at == ',' && !depth)
			break;
	}
	node = node_new(c, NODE_RAW, start);
	word = arena_take(c->arena, (size_t)(c->at - start) + 1);
	if (!node || !word)
		return out_of_memory(c), NULL;
	for (size_t i = node->source.start; i < node->source.end; i++) {
		bool is_blank = isspace((unsigned char)c->text[i]);

		if (!is_blank)
			word[length++] = c->text[i];
		else if (length && word[length - 1] != ' ')
			word[length++] = ' ';
	}
	node->word = word;
	return node;
}

static bool at_field_name(const struct compiler *c, const char **ret_end)
{
	const char *at = c->at;

	while (isalnum((unsigned char)*at) || *at == '_' || *at == '.')
		at++;
	if (at == c->at || *at != '=' || at[1] == '=')
		return false;
	*ret_end = at;
	return true;
}

/* The place of an element: [SK_MEMINFO_RCVBUF]=212992 */
static bool at_place(const struct compiler *c, const char **ret_end)
{
	const char *end;

	if (*c->at != '[')
		return false;
	end = c->at + 1 + strcspn(c->at + 1, "[]{},='\"");
	if (end == c->at + 1 || *end != ']' || end[1] != '=' || end[2] == '=')
		return false;
	*ret_end = end + 1;
	return true;
}

/* An element of {…}, […] or word(…): a value, with a field's name if it has one, or "...". */
static struct node *parse_element(struct compiler *c)
{
	const char *start = c->at, *end;
	struct span name_source = {0};
	struct node *node;
	char *name = NULL;

	if ((looking_at(c, "...") && c->at[3] != '"' && c->at[3] != '\'') || looking_at(c, "???")) {
		c->at += 3;
		return node_new(c, NODE_REST, start);
	}
	if (at_field_name(c, &end)) {
		name = lex_word(c, ".");
		name_source = span_from(c, start);
		c->at++;
		skip_blanks(c);
	} else if (at_place(c, &end)) {
		name = arena_format(c->arena, "%.*s", (int)(end - start), start);
		if (!name)
			return out_of_memory(c), NULL;
		c->at = end;
		name_source = span_from(c, start);
		c->at++;
		skip_blanks(c);
	}
	start = c->at;
	/* Flags of which there are none: {c_iflag=, … */
	if (name && *start && strchr(",}", *start)) {
		node = node_new(c, NODE_NUMBER, start);
		if (node) {
			node->name = name;
			node->name_source = name_source;
		}
		return node;
	}
	node = parse_value(c);
	if (!node && (c->error || !*start || strchr(",)]}", *start)))
		return NULL;
	if (!node || (*c->at && !strchr(",)]}", *c->at) && !isspace((unsigned char)*c->at)) ||
	    (node->kind == NODE_CALL && looking_at(c, " &&")))
		node = parse_raw(c, start);
	if (node) {
		node->name = name;
		node->name_source = name_source;
	}
	return node;
}

/* A slip in a field's name would make the pattern match nothing, and a "never" hold. */
static bool check_field(struct compiler *c, const struct node *node, const struct node *field)
{
	struct nearest nearest = {field->name};
	const char *known;

	for (const struct node *other = node->first; field->name && other != field; other = other->next) {
		if (!other->name || strcmp(other->name, field->name) != 0)
			continue;
		complain(c, field->name_source, "%s is asked for twice", field->name);
		return false;
	}
	if (!field->name || is_field_name(field->name))
		return check_field_value(c, field) == 0;
	for (size_t i = 0; (known = field_name(i)); i++)
		nearest_try(&nearest, known);
	complain(c, field->name_source, "no structure has a field %s", field->name);
	suggest(c, nearest.best);
	return false;
}

static bool missing_end(struct compiler *c, const struct node *node, char end)
{
	struct span place = {node->source.start, node->source.start + 1};

	if (*c->at)
		place = (struct span){(size_t)(c->at - c->text), (size_t)(c->at - c->text) + 1};
	complain(c, place, *c->at ? "expected a comma or %c" : "the closing %c is missing", end);
	return false;
}

#define MOST_RESTS    8		/* each is tried at every place behind the one before */
#define MOST_FIELDS   256
#define MOST_ELEMENTS 65536	/* of an array: argv may be long */
#define MOST_SET      4096

static bool may_go_on(struct compiler *c, struct node *node, const struct node *child)
{
	unsigned most = node->kind == NODE_SET ? MOST_SET : node->kind == NODE_STRUCT ? MOST_FIELDS : MOST_ELEMENTS;

	node->child_count++;
	node->rest_count += child->kind == NODE_REST;
	if (node->rest_count <= MOST_RESTS && node->child_count <= most)
		return true;
	complain(c, child->source, node->rest_count > MOST_RESTS ? "more than %u \"...\" in one bracket" :
		 "more than %u elements in one bracket", node->rest_count > MOST_RESTS ? MOST_RESTS : most);
	return false;
}

/* The children of a bracket, up to its end. Blanks without a comma make an array a set. */
bool parse_elements(struct compiler *c, struct node *node, char end)
{
	const char *before;
	struct node *child;

	if (++c->depth > DEPTH_MAX) {
		complain(c, node->source, "brackets are nested too deeply");
		return false;
	}
	skip_blanks(c);
	while (*c->at != end) {
		before = c->at;
		child = parse_element(c);
		if (!child) {
			if (!c->error)
				c->at = before;
			return c->error ? false : missing_end(c, node, end);
		}
		/* one "..." is as good as many */
		if (child->kind != NODE_REST || !node->last || node->last->kind != NODE_REST)
			node_add(node, child);
		if (!may_go_on(c, node, child))
			return false;
		if (end == '}' && !check_field(c, node, child))
			return false;
		before = c->at;
		skip_blanks(c);
		if (*c->at == end)
			break;
		if (*c->at == ',') {
			c->at++;
			skip_blanks(c);
		} else if (end == ']' && c->at > before && *c->at) {
			node->kind = NODE_SET;
		} else {
			return missing_end(c, node, end);
		}
	}
	c->at++;
	c->depth--;
	return end != '}' || check_families(c, node) == 0;
}

struct node *parse_bracket(struct compiler *c)
{
	const char *start = c->at;
	struct node *node = node_new(c, *c->at == '{' ? NODE_STRUCT : NODE_ARRAY, start), *change;

	if (!node)
		return NULL;
	if (accept(c, "~")) {
		node->kind = NODE_SET;
		node->is_inverted = true;
	}
	if (!parse_elements(c, node, *c->at++ == '{' ? '}' : ']'))
		return NULL;
	finish(c, node, start);
	/* [128 => 16] is one value that changed, not an array */
	if (node->kind == NODE_ARRAY && node->first && node->first == node->last && node->first->kind == NODE_CHANGE) {
		change = node->first;
		change->source = node->source;
		return change;
	}
	return node;
}
