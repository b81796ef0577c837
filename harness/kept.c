/* SPDX-License-Identifier: MIT */
/* What was decoded for a caller who may hold it as long as the recording lives. */
#include "harness/kept.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	const struct sx_call *call;
	const void *bytes;
	size_t length;
	struct entry *next;
	uint8_t n, what;
};

struct kept {
	pthread_mutex_t lock;
	struct arena arena;
	struct entry **buckets;
	size_t bucket_count, count;
};

struct kept *kept_new(void)
{
	struct kept *kept = calloc(1, sizeof(*kept));

	if (kept)
		pthread_mutex_init(&kept->lock, NULL);
	return kept;
}

struct kept *kept_free(struct kept *kept)
{
	if (!kept)
		return NULL;
	arena_free(&kept->arena);
	free(kept->buckets);
	pthread_mutex_destroy(&kept->lock);
	free(kept);
	return NULL;
}

static size_t bucket_of(const struct kept *kept, const struct sx_call *call, unsigned n)
{
	return ((size_t)call_sequence(call) * 8 + n) * 2654435761u % kept->bucket_count;
}

static void grow(struct kept *kept)
{
	size_t room = kept->bucket_count ? kept->bucket_count * 4 : 64;
	struct entry **old = kept->buckets, **buckets = calloc(room, sizeof(*buckets));
	size_t old_count = kept->bucket_count;

	if (!buckets)
		return;
	kept->buckets = buckets;
	kept->bucket_count = room;
	for (size_t i = 0; i < old_count; i++) {
		for (struct entry *entry = old[i], *next; entry; entry = next) {
			size_t bucket = bucket_of(kept, entry->call, entry->n);

			next = entry->next;
			entry->next = buckets[bucket];
			buckets[bucket] = entry;
		}
	}
	free(old);
}

static struct entry *find(const struct kept *kept, const struct sx_call *call, unsigned n, enum kept_what what)
{
	struct entry *entry = kept->bucket_count ? kept->buckets[bucket_of(kept, call, n)] : NULL;

	while (entry && (entry->call != call || entry->n != n || entry->what != what))
		entry = entry->next;
	return entry;
}

static struct entry *add(struct kept *kept, const struct sx_call *call, unsigned n, enum kept_what what)
{
	struct entry *entry = NULL;

	if (kept->count >= kept->bucket_count)
		grow(kept);
	if (kept->bucket_count)
		entry = arena_take(&kept->arena, sizeof(*entry));
	if (!entry)
		return NULL;
	*entry = (struct entry){.call = call, .n = (uint8_t)n, .what = (uint8_t)what};
	entry->next = kept->buckets[bucket_of(kept, call, n)];
	kept->buckets[bucket_of(kept, call, n)] = entry;
	kept->count++;
	return entry;
}

const char *kept_text(struct kept *kept, const struct sx_call *call, const char *text)
{
	struct entry *entry;
	const char *found;

	if (!kept)
		return NULL;
	pthread_mutex_lock(&kept->lock);
	entry = kept->bucket_count ? kept->buckets[bucket_of(kept, call, SYSCALL_ARGS)] : NULL;
	while (entry && (entry->call != call || entry->what != KEPT_TEXT || strcmp(entry->bytes, text)))
		entry = entry->next;
	if (!entry) {
		found = arena_copy(&kept->arena, text, strlen(text) + 1);
		entry = found ? add(kept, call, SYSCALL_ARGS, KEPT_TEXT) : NULL;
		if (entry)
			entry->bytes = found;
	}
	found = entry ? entry->bytes : NULL;
	pthread_mutex_unlock(&kept->lock);
	return found;
}

const void *kept_get(struct kept *kept, const struct sx_call *call, unsigned n, enum kept_what what, kept_make make,
		     size_t *ret_length)
{
	const void *bytes = NULL;
	struct entry *entry;

	*ret_length = 0;
	if (!kept || n >= SYSCALL_ARGS)
		return NULL;
	pthread_mutex_lock(&kept->lock);
	entry = find(kept, call, n, what);
	if (!entry) {
		entry = add(kept, call, n, what);
		if (entry)
			make(&kept->arena, call, n, &entry->bytes, &entry->length);
	}
	if (entry) {
		bytes = entry->bytes;
		*ret_length = entry->length;
	}
	pthread_mutex_unlock(&kept->lock);
	return bytes;
}
