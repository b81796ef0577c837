/* SPDX-License-Identifier: MIT */
/* Memory files behind the program's standard streams: what it reads, and what it wrote. */
#ifndef SX_STREAMS_H
#define SX_STREAMS_H

#include <stdbool.h>
#include <stddef.h>

struct streams {
	int fds[3];		/* for descriptors 0, 1, 2; -1: inherit */
	char *written[3];	/* of 1 and 2, once kept: NUL-terminated; NULL: not captured */
	size_t length[3];
};

/* Every descriptor inherited. */
#define STREAMS_INHERITED ((struct streams){.fds = {-1, -1, -1}})

/*
 * Standard input from `text` unless NULL, and the two outputs if `is_captured`. Files, not pipes: nothing has to
 * read along, and the program never blocks on them. 0 or -errno; what was made is there for streams_free().
 */
int streams_make(struct streams *streams, const char *text, bool is_captured);

/* Read what was written; the descriptors are closed. 0 or -errno. */
int streams_keep(struct streams *streams);

void streams_free(struct streams *streams);

#endif
