/* SPDX-License-Identifier: MIT */
/* Whether the values of a pattern can stand where they stand, private to this room. */
#ifndef SX_PATTERN_CONSTANTS_H
#define SX_PATTERN_CONSTANTS_H

#include "harness/pattern/ast.h"

int check_argument(struct compiler *c, struct parameter *parameter);
int check_result(struct compiler *c);
bool suggest_constant(struct compiler *c, const char *name, const struct constants *set);	/* NULL: of any set */

/* ---- impossible.c: each is 0, or the error that it has reported ---- */

bool is_impossible_path(const struct node *node);
bool is_endless_path(const struct node *node);	/* it ends in a slash that no path has */
bool is_below_zero(const struct node *node);
int check_object(struct compiler *c, const struct node *node);	/* of NODE_DESCRIPTOR */
int check_least_result(struct compiler *c, const struct node *value);
int check_range_of_result(struct compiler *c, const struct node *value);
int check_flags(struct compiler *c, const struct node *node, const struct constants *set);
int check_inner_flags(struct compiler *c, const struct node *node);
int check_lengths(struct compiler *c);
int check_field_value(struct compiler *c, const struct node *field);	/* impossible_fields.c */
int check_families(struct compiler *c, const struct node *structure);
int check_result_of_arguments(struct compiler *c);

/* ---- shapes.c ---- */

bool is_pointer_kind(const struct argument *argument);	/* to what is no text */
bool has_no_names(const struct argument *argument);	/* but NULL */
const char *wrong_shape(const struct node *node, const struct argument *argument);	/* why it can never match; NULL: it may */

int check_parts(struct compiler *c, const struct node *node);	/* of a structure that is no argument */
int check_signal_code(struct compiler *c, const struct node *node);	/* si_code, of c->pattern->signal */

#endif
