/* SPDX-License-Identifier: MIT */
/* What became of the checks of a command line, for people's and for machines' eyes. */
#ifndef SX_COMMAND_VERDICTS_H
#define SX_COMMAND_VERDICTS_H

#include <stdbool.h>
#include <stdio.h>

#include <sysexpect/sysexpect.h>

#define SX_COMMAND_PATTERNS 32	/* of --only, of --order */

struct verdict {
	const char *name;
	const char *why;	/* NULL: it held */
	const char *report;	/* what was said of it, in lines; NULL: nothing */
	bool is_error;		/* it could not be asked */
	bool is_skipped;	/* there was nothing to ask: this machine cannot trace */
};

/* sx_check_only_() and sx_check_order_() of a list that is not known when this is compiled. */
const char *check_only(struct sx_here_ here, sx_trace *trace, const char *const *patterns, size_t count);
const char *check_order(struct sx_here_ here, sx_trace *trace, const char *const *patterns, size_t count);

/* What is written to standard error from here on is kept: a descriptor for verdicts_said(), or -1. */
int verdicts_listen(void);

/* The end of that: it is returned where anything was said, to be freed; and passed on, unless nobody is to read it. */
char *verdicts_said(int listening, bool is_passed_on);

void verdicts_print_tap(FILE *stream, const struct verdict *verdicts, size_t count);
void verdicts_write_junit(FILE *stream, const char *program, const struct verdict *verdicts, size_t count);

#endif
