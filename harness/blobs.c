/* SPDX-License-Identifier: MIT */
/* Finds the snapshots that travelled with a call; payloads that make no sense end early. */
#include "harness/recording.h"

#define BLOB_ALIGN 8

static size_t stored_length(const struct wire_blob *blob)
{
	return blob->chunked && blob->chunked != BLOB_SHARED ? blob->chunked : blob->length;
}

/* A way through the blobs of a call. */
struct path {
	const unsigned char *payload;
	size_t size, at;
	bool has_shared;
};

static struct path path_of(const struct sx_call *call)
{
	bool has_blobs = call->entry == ENTRY_CALL || call->entry == ENTRY_MARK;

	return (struct path){.payload = call_payload(call), .size = has_blobs ? call->blobs : 0, .has_shared = call->has_shared};
}

/* Bytes that stand behind a blob in the payload. */
static size_t inline_length(bool has_shared, const struct wire_blob *blob)
{
	if (blob->chunked == BLOB_SHARED)
		return has_shared ? sizeof(const unsigned char *) : BLOB_SHARED;
	return stored_length(blob);
}

/* NULL behind the last one, and where one does not lie in the payload whole. */
static inline const struct wire_blob *next_blob(struct path *path)
{
	const struct wire_blob *blob;
	size_t length;

	if (path->at > path->size || path->size - path->at < sizeof(*blob))
		return NULL;
	blob = (const struct wire_blob *)(path->payload + path->at);
	length = inline_length(path->has_shared, blob);
	if (length > path->size - path->at - sizeof(*blob))
		return NULL;
	path->at += sizeof(*blob) + ((length + BLOB_ALIGN - 1) & ~(size_t)(BLOB_ALIGN - 1));
	return blob;
}

const struct wire_blob *call_next_blob(const struct sx_call *call, const struct wire_blob *blob)
{
	struct path path = path_of(call);

	if (blob) {
		path.at = (size_t)((const unsigned char *)blob - path.payload);
		next_blob(&path);
	}
	return next_blob(&path);
}

const unsigned char *blob_bytes(const struct wire_blob *blob, size_t *ret_length)
{
	const unsigned char *bytes = (const unsigned char *)(blob + 1);

	*ret_length = blob->state == WIRE_UNREAD ? 0 : stored_length(blob);
	if (blob->chunked == BLOB_SHARED)
		memcpy(&bytes, blob + 1, sizeof(bytes));
	return bytes;
}

/* Two steps may have read the same address: what was read counts, and the longer piece. */
static bool is_better(const struct wire_blob *blob, const struct wire_blob *best)
{
	if (!best)
		return true;
	if ((blob->state == WIRE_UNREAD) != (best->state == WIRE_UNREAD))
		return best->state == WIRE_UNREAD;
	return stored_length(blob) > stored_length(best);
}

const struct wire_blob *call_memory(const struct sx_call *call, uint64_t address, bool at_exit)
{
	const struct wire_blob *best = NULL;
	struct path path = path_of(call);
	const struct wire_blob *blob;

	while ((blob = next_blob(&path))) {
		if (blob->what != WIRE_MEMORY && blob->what != WIRE_STRING)
			continue;
		if (blob->address != address || blob->at_exit != at_exit)
			continue;
		if (is_better(blob, best))
			best = blob;
	}
	return best;
}

#define CURRENT_FOLDER (-100)	/* AT_FDCWD */

const struct wire_file *call_file(const struct sx_call *call, int slot, int fd, const struct wire_blob **ret_blob)
{
	struct path path = path_of(call);
	const struct wire_blob *blob;

	while ((blob = next_blob(&path))) {
		size_t length;
		const unsigned char *bytes;

		if (fd == CURRENT_FOLDER) {
			if (blob->what != WIRE_CWD)
				continue;
		} else if (blob->what != WIRE_FILE || (int64_t)blob->address != fd ||
			   (slot >= 0 && blob->slot != slot)) {
			continue;
		}
		bytes = blob_bytes(blob, &length);
		if (length < sizeof(struct wire_file))
			continue;
		if (ret_blob)
			*ret_blob = blob;
		return (const struct wire_file *)bytes;
	}
	return NULL;
}
