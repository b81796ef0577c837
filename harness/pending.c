/* SPDX-License-Identifier: MIT */
/* Operations of io_uring that were submitted and have no result yet. */
#include "harness/pending.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/recording.h"
#include "harness/syscalls/operations.h"

struct pending_one {
	struct pending_one *next;
	struct wire_call record;	/* and its payload */
};

static size_t bucket_of(uint64_t id)
{
	return id % PENDING_BUCKETS;
}

int pending_keep(struct pending *pending, const struct wire_call *record, size_t size)
{
	struct pending_one *one, **bucket;

	if (size < sizeof(*record) || record->payload > size - sizeof(*record))
		return -EBADMSG;
	one = malloc(sizeof(*one) + record->payload);
	if (!one)
		return -ENOMEM;
	memcpy(&one->record, record, sizeof(*record) + record->payload);
	bucket = &pending->buckets[bucket_of(WIRE_OPERATION_ID(record))];
	one->next = *bucket;
	*bucket = one;
	return 0;
}

const struct wire_call *pending_find(const struct pending *pending, uint64_t id)
{
	for (const struct pending_one *one = pending->buckets[bucket_of(id)]; one; one = one->next)
		if (WIRE_OPERATION_ID(&one->record) == id)
			return &one->record;
	return NULL;
}

/* An offset means nothing to what has no place for it: to a pipe or socket, the calls with one are those without. */
static unsigned number_without_offset(const struct wire_call *whole)
{
	static const char *const names[][2] = {
		{ "pread64", "read" }, { "pwrite64", "write" }, { "preadv2", "readv" }, { "pwritev2", "writev" },
	};
	const struct wire_call *payload = whole + 1;
	union {
		struct sx_call call;
		unsigned char room[sizeof(struct sx_call) + sizeof(payload)];
	} one = {.call = {.entry = ENTRY_CALL, .blobs = whole->payload, .is_apart = true}};
	const char *name = syscall_of(WIRE_ABI_RING, whole->nr)->name;

	memcpy(one.room + sizeof(one.call), &payload, sizeof(payload));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct wire_file *file;

		if (strcmp(name, names[i][0]) != 0)
			continue;
		file = call_file(&one.call, 0, (int)whole->args[0], NULL);
		if (file && !S_ISREG(file->mode) && !S_ISBLK(file->mode))
			return (unsigned)syscall_number(WIRE_ABI_NATIVE, names[i][1]);
	}
	return whole->nr;
}

/* What the operation was on when it was done comes first: it counts more than what stood there before. */
struct wire_call *pending_join(const struct wire_call *begun, const struct wire_call *ended)
{
	uint32_t late = ended ? (ended->payload + 7) & ~7u : 0;	/* blobs stand on 8-byte boundaries */
	struct wire_call *whole = calloc(1, sizeof(*begun) + late + begun->payload);

	if (!whole)
		return NULL;
	*whole = *begun;
	whole->head.kind = WIRE_CALL;
	whole->head.abi = WIRE_ABI_RING;
	whole->head.flags = ended ? 0 : WIRE_UNFINISHED;
	whole->ret = ended ? ended->ret : 0;
	whole->end_ns = ended ? ended->end_ns : 0;
	whole->payload = late + begun->payload;
	whole->instruction_pointer = 0;
	whole->stack_pointer = 0;
	if (ended) {
		memcpy(whole->args, ended->args, sizeof(whole->args));	/* which buffer the kernel selects is known late */
		memcpy(whole + 1, ended + 1, ended->payload);
	}
	memcpy((char *)(whole + 1) + late, begun + 1, begun->payload);
	if (whole->nr == WIRE_CALLS - 1) {
		whole->nr = own_unknown();
		whole->args[0] = WIRE_OPERATION(begun) & 0xff;
	}
	whole->nr = number_without_offset(whole);
	return whole;
}

void pending_drop(struct pending *pending, uint64_t id)
{
	struct pending_one **link = &pending->buckets[bucket_of(id)], *one;

	while (*link && WIRE_OPERATION_ID(&(*link)->record) != id)
		link = &(*link)->next;
	one = *link;
	if (!one)
		return;
	*link = one->next;
	free(one);
}

const struct wire_call *pending_next(const struct pending *pending, const struct wire_call *record)
{
	size_t bucket = 0;

	if (record) {
		const struct pending_one *one =
			(const struct pending_one *)(const void *)((const char *)record - offsetof(struct pending_one, record));

		if (one->next)
			return &one->next->record;
		bucket = bucket_of(WIRE_OPERATION_ID(record)) + 1;
	}
	for (; bucket < PENDING_BUCKETS; bucket++)
		if (pending->buckets[bucket])
			return &pending->buckets[bucket]->record;
	return NULL;
}

void pending_free(struct pending *pending)
{
	for (size_t i = 0; i < PENDING_BUCKETS; i++) {
		for (struct pending_one *one = pending->buckets[i], *next; one; one = next) {
			next = one->next;
			free(one);
		}
		pending->buckets[i] = NULL;
	}
}
