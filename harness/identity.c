/* SPDX-License-Identifier: MIT */
/* Which descriptors are the same open file description: turns the kernel's addresses into numbers that are never reused. */
#include "harness/identity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A struct file by its address; the kernel reuses addresses, so inode and device are looked at too. */
struct known_file {
	uint64_t address;	/* 0: free */
	uint64_t ino;
	uint32_t dev;
	uint64_t number;
};

static size_t place_of(uint64_t address, size_t room)
{
	return (size_t)((address >> 6) * 0x9e3779b97f4a7c15ull >> 20) & (room - 1);
}

static struct known_file *find(struct known_file *table, size_t room, uint64_t address)
{
	size_t at = place_of(address, room);

	while (table[at].address && table[at].address != address)
		at = (at + 1) & (room - 1);
	return &table[at];
}

static int grow(struct identities *identities)
{
	size_t room = identities->room ? identities->room * 2 : 256;
	struct known_file *table = calloc(room, sizeof(*table));

	if (!table)
		return -ENOMEM;
	for (size_t i = 0; i < identities->room; i++)
		if (identities->table[i].address)
			*find(table, room, identities->table[i].address) = identities->table[i];
	free(identities->table);
	identities->table = table;
	identities->room = room;
	return 0;
}

/* Whether what stands behind this blob is a description that the call has just made. */
static bool is_new(const struct sx_call *call, const struct wire_blob *blob)
{
	const struct syscall *row = call_row(call);

	if (!blob->at_exit)
		return false;
	if (blob->slot == WIRE_RESULT)	/* a copy of a descriptor is the same description */
		return strncmp(row->name, "dup", 3) && strncmp(row->name, "fcntl", 5) &&
		       strcmp(row->name, "pidfd_getfd");
	return blob->slot < SYSCALL_ARGS && row->args[blob->slot].kind == KIND_FD_PAIR;
}

static int number_of(struct identities *identities, struct wire_file *file, bool is_made)
{
	struct known_file *known;
	int r;

	if (identities->used * 2 >= identities->room) {
		r = grow(identities);
		if (r < 0)
			return r;
	}
	known = find(identities->table, identities->room, file->identity);
	if (!known->address)
		identities->used++;
	if (!known->address || is_made || known->ino != file->ino || known->dev != file->dev) {
		known->address = file->identity;
		known->ino = file->ino;
		known->dev = file->dev;
		known->number = ++identities->last;
	}
	file->identity = known->number;
	return 0;
}

int identities_follow(struct identities *identities, struct sx_call *call)
{
	const struct wire_blob *blob = NULL;
	int r;

	while ((blob = call_next_blob(call, blob))) {
		struct wire_file *file = (struct wire_file *)(uintptr_t)(blob + 1);

		if (blob->what != WIRE_FILE || blob->length < sizeof(*file) || !file->identity)
			continue;
		r = number_of(identities, file, is_new(call, blob));
		if (r < 0)
			return r;
	}
	return 0;
}

void identities_free(struct identities *identities)
{
	free(identities->table);
	*identities = (struct identities){0};
}
