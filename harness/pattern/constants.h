/* SPDX-License-Identifier: MIT */
/* Whether the values of a pattern can stand where they stand, private to this room. */
#ifndef SX_PATTERN_CONSTANTS_H
#define SX_PATTERN_CONSTANTS_H

#include "harness/pattern/ast.h"

int check_argument(struct compiler *c, struct parameter *parameter);
int check_result(struct compiler *c);
int check_parts(struct compiler *c, const struct node *node);	/* of a structure that is no argument */
int check_signal_code(struct compiler *c, const struct node *node);	/* si_code, of c->pattern->signal */

#endif
