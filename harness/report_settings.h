/* SPDX-License-Identifier: MIT */
/* What the environment says about reports and dumps. */
#ifndef SX_REPORT_SETTINGS_H
#define SX_REPORT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

enum dump_when {
	DUMP_FAIL,		/* behind the report of a failure */
	DUMP_ALWAYS,		/* whole, at the first assertion on a recording, whatever its outcome */
	DUMP_NEVER,
};

struct report_settings {
	enum dump_when dump;	/* SX_DUMP */
	const char *dump_dir;	/* SX_DUMP_DIR, or NULL */
	size_t context;		/* SX_CONTEXT: calls shown on each side of an offender */
	size_t strings;		/* SX_STRINGS: bytes shown of a string in a report */
	size_t dump_strings;	/* SX_STRINGS: the same in a dump */
	bool update;		/* SX_UPDATE: write golden files */
	bool is_ci;		/* CI: golden files are not to be written */
	bool colour;		/* standard error takes colours */
	char complaint[128];	/* a variable that makes no sense, as a sentence; or "" */
};

void report_settings_read(struct report_settings *ret_settings);

/* Whether what is written to descriptor `fd` is coloured: SX_COLOR, NO_COLOR, CLICOLOR_FORCE and
 * CLICOLOR decide in this order; otherwise whether it is a terminal. */
bool report_wants_colour(int fd);

/* Whether SX_DUMP is always; asks nothing else, as it is asked by every assertion that holds. */
bool report_dumps_always(void);

/* SX_STRINGS, or `otherwise`. */
size_t report_string_limit(size_t otherwise);

#endif
