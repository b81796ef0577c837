/* SPDX-License-Identifier: MIT */
/* What stands behind the program's standard streams: a memory file that it reads, pipes that it writes into. */
#ifndef SX_STREAMS_H
#define SX_STREAMS_H

#include <stdbool.h>
#include <stddef.h>

struct streams {
	int fds[3];		/* the program's, for descriptors 0, 1, 2; -1: inherit */
	bool is_captured;
	int ends[3];		/* where what it writes into 1 and 2 comes out; -1: nothing more will */
	char *taken[3];		/* what has come out so far */
	size_t taken_length[3], room[3];
	size_t limit;		/* bytes of each, at most; what goes past is read and thrown away */
	int error;		/* 0, -EFBIG, or -ENOMEM: something was thrown away */
	char *written[3];	/* of 1 and 2, once kept: NUL-terminated; NULL: not captured */
	size_t length[3];
};

/* Every descriptor inherited. */
#define STREAMS_INHERITED ((struct streams){.fds = {-1, -1, -1}, .ends = {-1, -1, -1}})

/*
 * Standard input from `text` unless NULL, and the two outputs if `is_captured`, up to `limit` bytes each. Input is a
 * file, of which the program may leave as much as it likes; outputs are pipes, which keep what came before when the
 * program opens /dev/stdout anew, and know no limit on the size of files. 0 or -errno; what was made is there for
 * streams_free().
 */
int streams_make(struct streams *streams, const char *text, bool is_captured, size_t limit);

/* The program has its descriptors: this process lets go of them. */
void streams_hand_over(struct streams *streams);

/* Take what waits; whoever polls `ends` calls this. */
void streams_take(struct streams *streams);

/* Take the rest, and keep it; everything is closed. 0, or -errno: what is kept is not all. */
int streams_keep(struct streams *streams);

void streams_free(struct streams *streams);

#endif
