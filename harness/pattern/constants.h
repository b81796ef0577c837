/* SPDX-License-Identifier: MIT */
/* Whether the values of a pattern can stand where they stand, private to this room. */
#ifndef SX_PATTERN_CONSTANTS_H
#define SX_PATTERN_CONSTANTS_H

#include "harness/pattern/ast.h"

int check_argument(struct compiler *c, struct parameter *parameter);
int check_result(struct compiler *c);

/* ---- impossible.c: each is 0, or the error that it has reported ---- */

bool is_impossible_path(const struct node *node);
bool is_below_zero(const struct node *node);
int check_object(struct compiler *c, const struct node *node);	/* of NODE_DESCRIPTOR */
int check_least_result(struct compiler *c, const struct node *value);
int check_flags(struct compiler *c, const struct node *node, const struct constants *set);
int check_inner_flags(struct compiler *c, const struct node *node);
int check_lengths(struct compiler *c);
int check_parts(struct compiler *c, const struct node *node);	/* of a structure that is no argument */
int check_signal_code(struct compiler *c, const struct node *node);	/* si_code, of c->pattern->signal */

#endif
