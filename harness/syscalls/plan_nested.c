/* SPDX-License-Identifier: MIT */
/* Pointers inside structures: a row for each whose target is shown with the structure. */
#include "harness/syscalls/plan_nested.h"

#include <stddef.h>

#include "harness/decode/layouts.h"

#define WIDE_POINTERS 64	/* wire_op.dirfd: as wide for every ABI */

enum target {
	TARGET_STRING,
	TARGET_COUNTED,		/* `size` times the number that stands at `count`, or fewer bytes than string_limit */
	TARGET_BY_ARGUMENT,	/* `size` times the argument `count` */
	TARGET_SIZED,		/* `size` bytes */
};

/* Offsets natively and on i386; the same where both ABIs have one layout. */
static const struct nested {
	const struct layout *layout;
	uint8_t target;		/* enum target */
	uint8_t length;		/* WIRE_LENGTH_FIELD… of a count */
	uint8_t compat_length;
	bool is_wide;		/* WIDE_POINTERS */
	bool is_buffer;		/* string_limit bounds it */
	uint16_t at, compat_at;
	uint8_t count, compat_count;
	uint32_t size;
	uint32_t most;		/* bytes; 0: WIRE_FIXED_MAX */
} pointers[] = {
	{&layout_sock_fprog, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD16, .compat_length = WIRE_LENGTH_FIELD16,
	 .at = 8, .compat_at = 4, .size = 8 /* struct sock_filter */, .most = 8 * 4096 /* BPF_MAXINSNS of them */},
	{&layout_register_vector, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD64, .compat_length = WIRE_LENGTH_FIELD32,
	 .count = 8, .compat_count = 4},
	{&layout_sigset_pack, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD64, .compat_length = WIRE_LENGTH_FIELD32,
	 .count = 8, .compat_count = 4},
	{&layout_keyctl_kdf_params, TARGET_STRING},
	{&layout_keyctl_kdf_params, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_buffer = true, .at = 8, .compat_at = 4, .count = 16, .compat_count = 8, .size = 1},
	{&layout_uring_files_update, TARGET_BY_ARGUMENT, .is_wide = true, .at = 8, .compat_at = 8, .count = 3, .size = 4},
	{&layout_uring_files, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 16, .compat_at = 16, .size = 4},
	{&layout_uring_files, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 24, .compat_at = 24, .size = 8},
	{&layout_uring_buffers, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 16, .compat_at = 16, .size = 16},
	{&layout_uring_buffers, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 24, .compat_at = 24, .size = 8},
	{&layout_uring_files_update2, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 8, .compat_at = 8, .count = 24, .compat_count = 24, .size = 4},
	{&layout_uring_files_update2, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 16, .compat_at = 16, .count = 24, .compat_count = 24, .size = 8},
	{&layout_uring_buffers_update, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 8, .compat_at = 8, .count = 24, .compat_count = 24, .size = 16},
	{&layout_uring_buffers_update, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 16, .compat_at = 16, .count = 24, .compat_count = 24, .size = 8},
	{&layout_clone_args, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD64, .compat_length = WIRE_LENGTH_FIELD64,
	 .is_wide = true, .at = 64, .compat_at = 64, .count = 72, .compat_count = 72, .size = 4 /* set_tid */},
	{&layout_xattr_set_args, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .is_buffer = true, .count = 8, .compat_count = 8, .size = 1},
};

static void fill(const struct nested *one, bool is_compat, struct wire_op *op)
{
	op->op = one->target == TARGET_STRING ? WIRE_OP_POINTER_STRING : WIRE_OP_POINTER;
	op->offset = is_compat ? one->compat_at : one->at;
	op->dirfd = one->is_wide ? WIDE_POINTERS : WIRE_NO_DIRFD;
	op->size = one->size;
	op->limit = one->most ? one->most : one->is_buffer;
	if (one->target == TARGET_COUNTED) {
		op->length = is_compat ? one->compat_length : one->length;
		op->of = is_compat ? one->compat_count : one->count;
	} else if (one->target == TARGET_BY_ARGUMENT) {
		op->length = WIRE_LENGTH_ARG32;
		op->of = one->count;
	}
}

bool plan_nested(const struct layout *layout, bool is_compat, size_t n, struct wire_op *op)
{
	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
		if (pointers[i].layout != layout || n--)
			continue;
		fill(&pointers[i], is_compat, op);
		return true;
	}
	return false;
}
