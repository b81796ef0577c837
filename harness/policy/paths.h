/* SPDX-License-Identifier: MIT */
/* What a program did to files, summed up per folder: what a Landlock ruleset would have to grant. */
#ifndef SX_POLICY_PATHS_H
#define SX_POLICY_PATHS_H

#include "harness/base/arena.h"
#include "harness/base/text.h"
#include "harness/recording.h"

struct folder;

struct folders {	/* begins as {.arena = …} */
	struct arena *arena;
	struct folder *list;
	size_t count, room;
	size_t unknown;		/* calls whose path is not known */
};

/* One call more; one that failed did nothing. False: out of memory. */
bool folders_add(struct folders *folders, const struct sx_call *call);

/* "read,execute  /usr/bin", a line per folder, sorted. */
void folders_print(struct text *text, struct folders *folders);

#endif
