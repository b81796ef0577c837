/* SPDX-License-Identifier: MIT */
/* Whether the values of a pattern can stand where they stand, private to this room. */
#ifndef SX_PATTERN_CONSTANTS_H
#define SX_PATTERN_CONSTANTS_H

#include "harness/pattern/ast.h"

int check_argument(struct compiler *c, struct parameter *parameter);
int check_result(struct compiler *c);

#endif
