/* SPDX-License-Identifier: MIT */
/* The dump's last line where a test framework wrote inside a region: whose calls these are. */
#include "harness/print.h"

#include <string.h>
#include <sys/stat.h>

#define PREFIX "check_"		/* Check's message file is made by mkstemp("…/check_XXXXXX") and unlinked at once */
#define PREFIX_LENGTH (sizeof(PREFIX) - 1)
#define NAME_LENGTH (PREFIX_LENGTH + 6)

/* What the call writes to, if it is such a file; NULL: anything else. */
static const struct wire_file *message_file(const struct recording *recording, const struct sx_call *call)
{
	const struct wire_blob *blob = NULL;
	const struct wire_file *file;
	const char *leaf;
	size_t length;

	if (call_entry(call) != ENTRY_CALL || call_tid(call) != recording->region_tid ||
	    strcmp(call_row(call)->name, "write"))
		return NULL;
	file = call_file(call, 0, (int)call_arg(call, 0), &blob);
	if (!file || file->type != WIRE_FILE_PATH || !(file->flags & WIRE_DELETED) || !S_ISREG(file->mode))
		return NULL;
	leaf = (const char *)blob_bytes(blob, &length) + sizeof(*file);
	if (length < sizeof(*file) + NAME_LENGTH + 1 || leaf[NAME_LENGTH] || memcmp(leaf, PREFIX, PREFIX_LENGTH))
		return NULL;
	return file;
}

void print_framework(struct text *text, const struct recording *recording)
{
	const struct wire_file *first = NULL;
	size_t count = 0;

	for (size_t i = 0; recording->region_tid && i < recording->count; i++) {
		const struct wire_file *file = message_file(recording, recording->entries[i]);

		if (!file)
			continue;
		if (!first)
			first = file;
		count += file->dev == first->dev && file->ino == first->ino;
	}
	if (count)
		text_format(text, "/* %zu of these calls %s Check's own, to its message file: assert after sx_end() */\n",
			    count, count == 1 ? "is" : "are");
}
