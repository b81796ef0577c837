/* SPDX-License-Identifier: MIT */
/* The syntax tree of a pattern, private to this room. */
#ifndef SX_PATTERN_AST_H
#define SX_PATTERN_AST_H

#include <regex.h>

#include "harness/pattern/pattern.h"

enum node_kind {
	NODE_ANY,		/* * */
	NODE_NUMBER,
	NODE_COMPARE,		/* >= 5: `op`, operand: first */
	NODE_NAMES,		/* O_CREAT|O_EXCL|0x800|...: `terms`, `has_rest` */
	NODE_TEXT,		/* "bytes" as they are */
	NODE_QUOTED,		/* 'glob': `atoms` */
	NODE_DESCRIPTOR,	/* 3</path>: number in first (NULL: any), `atoms` */
	NODE_ARRAY,		/* [a, b] */
	NODE_SET,		/* [A B], ~[A B] */
	NODE_STRUCT,		/* {a=1, b=2} */
	NODE_CALL,		/* word(x, y) */
	NODE_CHANGE,		/* before => after */
	NODE_CAPTURE,		/* $name */
	NODE_REST,		/* ... as an element of an array, a set or a structure */
	NODE_RAW,		/* what only strace's own printing explains: compared as printed */
};

enum compare { COMPARE_LESS, COMPARE_AT_MOST, COMPARE_MORE, COMPARE_AT_LEAST, COMPARE_NOT, COMPARE_EQUAL };

/* One part of NODE_NAMES. */
struct term {
	const char *name;	/* NULL: number */
	uint64_t number;
	bool is_without;	/* !NAME */
	struct span source;
	struct term *next;
};

/* One position of a glob. */
enum atom_kind {
	ATOM_CHAR,
	ATOM_ONE,		/* ? */
	ATOM_STAR,		/* * within a component */
	ATOM_DEEP,		/* ** across components */
	ATOM_FOLDERS,		/* "**" and a slash at the start of a component: any folders, or none */
	ATOM_NAME,		/* $name, captured: `index` */
};

struct atom {
	uint8_t kind;
	unsigned char c;	/* of ATOM_CHAR */
	uint8_t index;
	bool is_expanded;	/* came out of a variable: never a glob, and not as the pattern spells it */
};

struct node {
	uint8_t kind;			/* enum node_kind */
	uint8_t op;			/* enum compare */
	bool is_negative, is_hex;	/* NODE_NUMBER: how it is written */
	bool is_open_start, is_open_end; /* texts: ...'x'... */
	bool is_abstract;		/* @"name" of a unix socket */
	bool is_deleted;		/* NODE_DESCRIPTOR: …(deleted) */
	bool is_inverted;		/* NODE_SET */
	bool has_rest;			/* NODE_NAMES: |... */
	uint8_t index;			/* NODE_CAPTURE */
	struct span source;
	const char *name;		/* of a field or parameter; NULL: by position */
	struct span name_source;
	const char *word;		/* NODE_CALL; NODE_RAW: text with single spaces; NODE_CAPTURE: name */
	uint64_t number;
	const char *bytes;		/* NODE_TEXT; NODE_QUOTED: as a buffer, NULL if captured names are in it */
	size_t length;
	struct atom *atoms;
	size_t atom_count;
	struct atom *path_atoms;	/* of a text or an object that begins with a slash: without // and a slash at the end */
	size_t path_count;
	struct term *terms;
	struct node *first, *last;	/* children */
	unsigned child_count, rest_count;	/* while parsing */
	struct node *next;

	/* what matching has seen, for fields that exist nowhere */
	bool was_missing, was_present;
	/* … and for structures that agree in all that they name: whole ones, and a field that others have besides */
	bool was_whole;
	const char *left_out;
	/* the last set that `terms` were looked up in, so that it is done once */
	const struct constants *known_set;
	bool is_known_complete;
	uint64_t known_number;
};

/* Item of the name part. */
enum item_kind { ITEM_NAME, ITEM_GLOB, ITEM_REGEX, ITEM_CLASS, ITEM_GROUP };

struct item {
	uint8_t kind;
	const char *text;		/* without %, @ and slashes */
	struct span source;
	regex_t *regex;			/* while compiling only */
	struct item *next;
};

/* Bits of slot masks: 0-5 arguments, and */
#define SLOT_IN_STRUCT	0x40	/* a field of an argument that is a structure (flags of openat2, clone3) */
#define SLOT_IMPLIED	0x80	/* creat: flags that it always has */

#define PATTERN_ABIS 3		/* native, i386, io_uring: WIRE_ABI_… in this order */

/* An argument of the pattern. */
struct parameter {
	struct node *value;
	uint8_t slots[PATTERN_ABIS][WIRE_CALLS];	/* arguments that it may mean, by ABI and number */
	unsigned position;		/* by position: which; SYSCALL_ARGS: by name */
};

enum result_kind {
	RESULT_ANY,
	RESULT_VALUE,		/* = value */
	RESULT_ERROR,		/* = -1 ENOENT: `error`; 0: any error */
	RESULT_COMPARE,		/* >= 0 */
	RESULT_MISSING,		/* = ?; `error`: of a restart, or 0 */
	RESULT_DENIED,		/* = denied */
};

struct result_pattern {
	uint8_t kind;
	int error;
	const char *error_name;
	struct node *value;	/* RESULT_VALUE; RESULT_COMPARE: NODE_COMPARE */
	bool is_answered;	/* LINE_ANSWERED stands behind it */
	struct span source;
};

#define PATTERN_ARGS 12

struct pattern {
	const char *text;
	enum pattern_subject subject;
	struct node *task;		/* [pid …]; NULL: any */
	struct item *items;
	struct span name_source;
	bool has_args;			/* brackets were written */
	bool has_rest;			/* … with "...", or with names only */
	bool is_all_positional;
	unsigned arg_count, positional_count;
	struct node *args[PATTERN_ARGS];
	struct parameter *parameters;	/* arg_count of them */
	struct result_pattern result;

	uint64_t numbers[PATTERN_ABIS][WIRE_CALLS / 64];
	bool is_wide;			/* the name part has a class, group, glob …: path= means any path */
	bool has_other_names;		/* it may name calls that the table has no number for (x32, 511 and up) */
	bool has_other_parameters[PATTERN_ABIS];	/* some call of this ABI lacks a parameter that is asked for by position */
	bool is_startup;		/* %startup: the place in the list counts too */
	uint32_t names_used;
	bool needs_bindings;
	int signal;			/* SUBJECT_SIGNAL: which; 0: any */
	struct node *info;		/* … and its {field=value, ...}; NULL: any */
	const struct atom *event;	/* SUBJECT_EXIT, and a signal that is not known: the line */
	size_t event_count;
};

/* What compiling works with. */
struct compiler {
	struct arena *arena;
	const struct variable *variables;
	struct patterns *patterns;
	struct text *report;

	const char *text;		/* of the pattern at hand */
	const char *at;
	struct pattern *pattern;
	int error;			/* 0, -EINVAL or -ENOMEM; the report is of the first */
	unsigned depth;

	/* per captured name: how it is used */
	struct {
		unsigned uses;
		bool is_defined;	/* stands where a call hands something out */
		bool is_captured;	/* stands as a whole value */
		unsigned pattern;
		struct span source;
	} names[PATTERN_NAMES];
};

/* ---- lexer.c ---- */

void skip_blanks(struct compiler *c);	/* and comments */
bool accept(struct compiler *c, const char *token);
bool looking_at(const struct compiler *c, const char *token);
struct span span_from(const struct compiler *c, const char *start);
char *lex_word(struct compiler *c, const char *more);	/* letters, digits, _ and those in `more`; NULL: none here */
bool lex_number(struct compiler *c, uint64_t *ret_number, bool *ret_is_negative);
bool lex_text(struct compiler *c, char **ret_bytes, size_t *ret_length);	/* "…" */
bool lex_quoted(struct compiler *c, char end, struct atom **ret_atoms, size_t *ret_count);	/* '…' or <…> */
struct node *node_new(struct compiler *c, enum node_kind kind, const char *start);
void node_add(struct node *parent, struct node *child);

/* ---- parser.c, values.c, words.c, brackets.c ---- */

int pattern_parse(struct compiler *c);		/* c->text into c->pattern */
struct node *parse_value(struct compiler *c);
struct node *parse_comparison(struct compiler *c);
struct node *parse_bracket(struct compiler *c);
bool parse_elements(struct compiler *c, struct node *node, char end);
struct node *finish(struct compiler *c, struct node *node, const char *start);	/* it ends here; NULL after an error */
bool at_comparison(const struct compiler *c);
struct node *parse_descriptor(struct compiler *c, struct node *number, const char *start);
struct node *parse_number(struct compiler *c);
struct node *parse_word(struct compiler *c);
struct node *parse_names(struct compiler *c, const char *start);
bool at_hardware_address(const struct compiler *c);
struct node *parse_hardware_address(struct compiler *c);
int parse_event(struct compiler *c, enum pattern_subject subject);	/* events.c */
int check_signal_info(struct compiler *c);	/* … of a pattern that has one */

/* ---- check.c ---- */

int pattern_check(struct compiler *c);
void use_name(struct compiler *c, unsigned index, struct span source, bool is_captured, bool is_defined);
int name_index(struct compiler *c, const char *name);	/* of a captured name; < 0: too many */
const struct variable *variable_of(const struct variable *variables, const char *name);

/* ---- bind.c ---- */

int bind_arguments(struct compiler *c);		/* c->pattern->args into its parameters */
int check_twice(struct compiler *c);		/* that no two of them mean the same */
const struct syscall *pattern_row(const struct pattern *pattern, unsigned abi, unsigned number);

/* ---- classes.c ---- */

int select_calls(struct compiler *c);		/* items into numbers */

static inline bool numbers_have(const struct pattern *pattern, unsigned abi, unsigned number)
{
	return pattern->numbers[abi][number / 64] >> number % 64 & 1;
}

/* ---- parameters.c ---- */

bool same_parameter(const char *a, const char *b);
uint8_t parameter_slots(const struct syscall *row, const char *name, bool is_wide);
unsigned printed_slots(const struct syscall *row, uint8_t ret_slots[SYSCALL_ARGS]);	/* in the line's order */
unsigned least_arguments(const struct syscall *row);	/* that every line of this call has */
bool is_loose(const struct syscall *row);	/* its later arguments depend on an earlier one's value */
bool is_conditional(const struct argument *argument);	/* not every line of the call shows it */
bool is_out(const struct argument *argument);	/* the call hands something out there */
bool is_text_kind(const struct argument *argument);
bool is_buffer_kind(const struct argument *argument);
unsigned raw_slot(const char *name);	/* arg1 … arg6 of a call without a row; SYSCALL_ARGS: no such name */
bool is_scalar_kind(const struct argument *argument);
bool is_descriptor_kind(const struct argument *argument);

/* ---- report.c ---- */

/* Report an error at `span` of c->text; the first one stays. Always -EINVAL. */
int complain(struct compiler *c, struct span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
void suggest(struct compiler *c, const char *suggestion);	/* "did you mean …?" behind it; NULL: nothing */
int out_of_memory(struct compiler *c);

/* The nearest of words to `word`, tried one after the other. */
struct nearest {
	const char *word;
	const char *best;
	unsigned distance;
};
void nearest_try(struct nearest *nearest, const char *candidate);

/* ---- matching ---- */

enum match match_both(enum match a, enum match b);
enum match unknown(struct matching *m, enum reason_kind kind, unsigned slot, const char *name);
bool compare_numbers(enum compare op, int64_t a, int64_t b);

/* What is being matched. */
struct target {
	const struct sx_call *call;
	unsigned slot;			/* argument, or REASON_RESULT */
	const struct argument *argument;	/* NULL: the result */
};

enum match match_value(struct node *node, const struct value *value, const struct target *target, struct matching *m);
enum match match_list(struct node *node, const struct value *value, const struct target *target, struct matching *m);
enum match match_names(struct node *node, const struct value *value);
enum match match_path(const struct node *node, const struct value *value, const struct target *target,
		      struct matching *m);
enum match match_bytes(const struct node *node, const struct value *value, const struct target *target,
		       struct matching *m);
enum match match_buffer(const struct node *node, const unsigned char *bytes, size_t length, size_t full_length,
			bool is_cut, const struct target *target, struct matching *m);
enum match match_descriptor(const struct node *node, const struct value *value, const struct target *target,
			    struct matching *m);
enum match match_capture(const struct node *node, const struct value *value, const struct target *target,
			 struct matching *m);
enum match match_event(const struct pattern *pattern, const struct sx_call *entry, struct matching *m);	/* events.c */
bool may_be_implied(struct node *node);	/* flags of creat */
bool is_union_field(const char *name);	/* structures have it or not, as their kind has it */
bool is_number_of(const struct node *node, uint64_t number, const struct target *target);
bool name_value(const char *name, const struct constants *set, uint64_t *ret_value, uint64_t *ret_mask);

/* Globs. `deep`: * and ? also match a slash. */
bool glob_match(const struct atom *atoms, size_t count, const char *text, size_t length, bool deep);
bool glob_may_begin(const struct atom *atoms, size_t count, const char *prefix, size_t length);
/* Captured names put in; false: one is not bound (then *ret_is_open). */
bool glob_expand(const struct atom *atoms, size_t count, struct matching *m, const struct atom **ret_atoms,
		 size_t *ret_count, bool *ret_is_open);
/* The bytes that a quoted text stands for where it is no glob. */
unsigned char *atoms_bytes(struct arena *arena, const struct atom *atoms, size_t count, size_t *ret_length);

#endif
