/* SPDX-License-Identifier: MIT */
/* Why tracing is not possible here, in one sentence that says what to do. */
#ifndef SX_CAPABILITY_H
#define SX_CAPABILITY_H

#include <stdbool.h>
#include <stddef.h>

/* Whether this process has the capabilities that loading needs. */
bool may_load(void);

/* The sentence for an error of loading the tracer. */
void explain_load_failure(int error, char *ret_text, size_t room);

#endif
