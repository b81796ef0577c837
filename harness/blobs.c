/* SPDX-License-Identifier: MIT */
/* Finds the snapshots that travelled with a call; payloads that make no sense end early. */
#include "harness/recording.h"

#define BLOB_ALIGN 8

static bool has_blobs(const struct sx_call *call)
{
	return call->entry == ENTRY_CALL || call->entry == ENTRY_MARK;
}

static size_t stored_length(const struct wire_blob *blob)
{
	return blob->chunked && blob->chunked != BLOB_SHARED ? blob->chunked : blob->length;
}

/* Bytes that stand behind it in the payload. */
static size_t inline_length(const struct sx_call *call, const struct wire_blob *blob)
{
	if (blob->chunked == BLOB_SHARED)
		return call->has_shared ? sizeof(const unsigned char *) : BLOB_SHARED;
	return stored_length(blob);
}

/* The blob that starts `at` bytes into the payload; NULL where it does not lie in it whole. */
static const struct wire_blob *blob_at(const struct sx_call *call, size_t at)
{
	const struct wire_blob *blob;

	if (at > call->blobs || call->blobs - at < sizeof(*blob))
		return NULL;
	blob = (const struct wire_blob *)(call_payload(call) + at);
	if (inline_length(call, blob) > call->blobs - at - sizeof(*blob))
		return NULL;
	return blob;
}

const struct wire_blob *call_next_blob(const struct sx_call *call, const struct wire_blob *blob)
{
	size_t at = 0;

	if (!has_blobs(call))
		return NULL;
	if (blob) {
		at = (size_t)((const unsigned char *)blob - call_payload(call)) + sizeof(*blob);
		at += (inline_length(call, blob) + BLOB_ALIGN - 1) & ~(size_t)(BLOB_ALIGN - 1);
	}
	return blob_at(call, at);
}

const unsigned char *blob_bytes(const struct wire_blob *blob, size_t *ret_length)
{
	const unsigned char *bytes = (const unsigned char *)(blob + 1);

	*ret_length = blob->state == WIRE_UNREAD ? 0 : stored_length(blob);
	if (blob->chunked == BLOB_SHARED)
		memcpy(&bytes, blob + 1, sizeof(bytes));
	return bytes;
}

/* Two steps may have read the same address: the later moment counts, then the longer piece. */
static bool is_better(const struct wire_blob *blob, const struct wire_blob *best)
{
	if (!best)
		return true;
	if (blob->at_exit != best->at_exit)
		return blob->at_exit > best->at_exit;
	if ((blob->state == WIRE_UNREAD) != (best->state == WIRE_UNREAD))
		return best->state == WIRE_UNREAD;
	return stored_length(blob) > stored_length(best);
}

const struct wire_blob *call_memory(const struct sx_call *call, uint64_t address, int at_exit)
{
	const struct wire_blob *best = NULL;
	const struct wire_blob *blob;

	for (blob = call_next_blob(call, NULL); blob; blob = call_next_blob(call, blob)) {
		if (blob->what != WIRE_MEMORY && blob->what != WIRE_STRING)
			continue;
		if (blob->address != address || (at_exit >= 0 && blob->at_exit != at_exit))
			continue;
		if (is_better(blob, best))
			best = blob;
	}
	return best;
}

#define CURRENT_FOLDER (-100)	/* AT_FDCWD */

const struct wire_file *call_file(const struct sx_call *call, int slot, int fd, const struct wire_blob **ret_blob)
{
	const struct wire_blob *blob;

	for (blob = call_next_blob(call, NULL); blob; blob = call_next_blob(call, blob)) {
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
