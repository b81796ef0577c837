/* SPDX-License-Identifier: MIT */
/* Keeps what many calls have in common once: their blobs then have a pointer to it in place of the bytes. */
#include <errno.h>
#include <string.h>

#include "harness/recorder_private.h"

#define PADDED(length) (((length) + 7) & ~(size_t)7)

/* Paths, and what descriptors are open on, come over and over again; what is read and written seldom does. */
static bool is_common(const struct wire_blob *blob, size_t length)
{
	return (blob->what == WIRE_STRING || blob->what == WIRE_FILE || blob->what == WIRE_CWD) &&
	       length > sizeof(const unsigned char *);
}

int blobs_share(struct sx_call *call, struct shared *shared)
{
	unsigned char *payload = (unsigned char *)(uintptr_t)call_payload(call);
	const struct wire_blob *blob = call_next_blob(call, NULL), *next;
	bool is_any = false;
	size_t to = 0;

	/* what is behind the last blob that can be told is nothing that a reader would come to */
	for (; blob; blob = next) {
		struct wire_blob *copy = (struct wire_blob *)(void *)(payload + to);
		const unsigned char *bytes, *kept;
		size_t length;

		next = call_next_blob(call, blob);
		bytes = blob_bytes(blob, &length);
		if (is_common(blob, length)) {
			kept = shared_keep(shared, bytes, length);
			if (!kept)
				return -ENOMEM;
			memmove(copy, blob, sizeof(*copy));
			copy->length = (wire_u32)length;
			copy->chunked = BLOB_SHARED;
			memcpy(copy + 1, &kept, sizeof(kept));
			to += sizeof(*copy) + sizeof(kept);
			is_any = true;
		} else {
			length = PADDED(blob->chunked ? blob->chunked : blob->length);
			memmove(copy, blob, sizeof(*copy) + length);
			to += sizeof(*copy) + length;
		}
	}
	if (is_any) {
		call->has_shared = true;
		call->blobs = (uint32_t)to;
	}
	return 0;
}
