/* SPDX-License-Identifier: MIT */
/* Which descriptors are the same open file description: turns the kernel's addresses into numbers that are never reused. */
#ifndef SX_IDENTITY_H
#define SX_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "harness/recording.h"

struct known_file;

/* Starts as {0}. */
struct identities {
	struct known_file *table;	/* open addressing; a power of two */
	size_t room, used;
	uint64_t last;			/* number given last */
};

/*
 * Replace the address in every WIRE_FILE blob of the call by a number: a new one where the call made
 * a new description, the one given before where the description is known. Calls come in the order
 * of their ends. 0 or -ENOMEM.
 */
int identities_follow(struct identities *identities, struct sx_call *call);

void identities_free(struct identities *identities);

#endif
