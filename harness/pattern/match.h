/* SPDX-License-Identifier: MIT */
/* The parts of a match, as explaining needs them one by one; private to this room. */
#ifndef SX_PATTERN_MATCH_H
#define SX_PATTERN_MATCH_H

#include "harness/pattern/ast.h"

/* How a call ended. */
enum outcome_of_call {
	OUTCOME_VALUE,
	OUTCOME_ERROR_NUMBER,
	OUTCOME_RESTART,	/* interrupted by a signal; the program may never see it */
	OUTCOME_MISSING,	/* it never returned */
};

enum outcome_of_call result_outcome(const struct sx_call *call);
enum match match_task(const struct pattern *pattern, const struct sx_call *call, struct matching *m);
enum match match_parameter(const struct pattern *pattern, const struct parameter *parameter, const struct sx_call *call,
			   struct matching *m, unsigned *choice);
enum match match_slot(struct node *node, const struct sx_call *call, unsigned slot, uint8_t slots, struct matching *m);
enum match match_result(const struct pattern *pattern, const struct sx_call *call, struct matching *m);
uint8_t slots_of(const struct pattern *pattern, const struct parameter *parameter, const struct sx_call *call);

const struct value *value_named(const struct value *structure, const char *name);	/* a field; NULL: none */

/* What an absolute path pattern says of this argument, told cheaply; false: look closer. */
bool match_path_quickly(const struct node *node, const struct sx_call *call, unsigned slot, const struct syscall *row,
			enum match *ret);

/* Whether a call is one that the loader made before the program's own code ran. */
bool is_startup(const struct pattern *pattern, const struct sx_call *call, struct matching *m);

#endif
