/* SPDX-License-Identifier: MIT */
/* "Did you mean": the name that is most like a mistyped one. */
#ifndef SX_BASE_NEAREST_H
#define SX_BASE_NEAREST_H

struct nearest {
	const char *word;	/* as typed */
	const char *name;	/* the best so far, or NULL */
	unsigned distance;
};

/* Starts as {.word = …}. Names that are too unlike the word are never taken. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
