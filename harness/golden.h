/* SPDX-License-Identifier: MIT */
/* Golden files: a dump without what changes from run to run, and how two of them differ. */
#ifndef SX_GOLDEN_H
#define SX_GOLDEN_H

#include "harness/base/text.h"
#include "harness/recording.h"

/* The entries as lines in which pids, addresses, times, temporary names and inodes are replaced. Tasks follow one
 * another in the order of their birth, each with its own lines in order. `folder` and `home` become $cwd and $home;
 * either may be NULL. Returns 0 or -ENOMEM. */
int golden_render(struct text *text, const struct recording *recording, const struct sx_call *const *entries,
		  size_t count, const char *folder, const char *home);

/* A unified diff without its file header, with three lines around each change. Returns the number of lines that
 * differ, or -ENOMEM. */
long golden_diff(struct text *text, const char *before, const char *after);

#endif
