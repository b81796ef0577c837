/* SPDX-License-Identifier: MIT */
/* Named sets of calls that are not a class or family of the syscall table. */
#ifndef SX_PATTERN_CLASSES_H
#define SX_PATTERN_CLASSES_H

#include <stddef.h>

/* A set of systemd's: names separated by spaces; @name is another set. */
struct call_group {
	const char *name;
	const char *members;
};

extern const struct call_group call_groups[];	/* ends with a NULL name */
extern const char *const group_version;		/* "systemd 252" */

/* NULL: there is no such set. */
const struct call_group *call_group_find(const char *name, size_t length);

#endif
