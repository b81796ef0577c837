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
	TARGET_ON,		/* as TARGET_COUNTED, and later ones are pointers in it */
	TARGET_BEHIND,		/* none: the structure itself, `at` bytes and behind them `size` times the number at `count` */
	TARGET_FD,		/* none: what the descriptor at `at` is open on */
};

#define FD_AT(layout, offset) {&layout, TARGET_FD, .is_told = true, .at = offset, .compat_at = offset}

/* Offsets natively and on i386; the same where both ABIs have one layout. */
static const struct nested {
	const struct layout *layout;
	uint8_t target;		/* enum target */
	uint8_t length;		/* WIRE_LENGTH_FIELD… of a count */
	uint8_t compat_length;
	bool is_wide;		/* WIDE_POINTERS */
	bool is_buffer;		/* string_limit bounds it */
	bool is_told;		/* of a structure that the call reads and fills: as it was read, not as it was filled */
	uint8_t when;		/* WIRE_WHEN_…, where it is not when the structure is */
	bool has_fds;		/* descriptors */
	bool has_parts;		/* or scattered, if the number before the length is not 0 */
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
	{&layout_uring_files_update, TARGET_BY_ARGUMENT, .is_wide = true, .has_fds = true, .at = 8, .compat_at = 8, .count = 3, .size = 4},
	{&layout_uring_files, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .has_fds = true, .at = 16, .compat_at = 16, .size = 4},
	{&layout_uring_files, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 24, .compat_at = 24, .size = 8},
	{&layout_uring_buffers, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 16, .compat_at = 16, .size = 16},
	{&layout_uring_buffers, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 24, .compat_at = 24, .size = 8},
	{&layout_uring_files_update2, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .has_fds = true, .at = 8, .compat_at = 8, .count = 24, .compat_count = 24, .size = 4},
	{&layout_uring_files_update2, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 16, .compat_at = 16, .count = 24, .compat_count = 24, .size = 8},
	{&layout_uring_buffers_update, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 8, .compat_at = 8, .count = 24, .compat_count = 24, .size = 16},
	{&layout_uring_buffers_update, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 16, .compat_at = 16, .count = 24, .compat_count = 24, .size = 8},
	{&layout_clone_args, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD64, .compat_length = WIRE_LENGTH_FIELD64,
	 .is_wide = true, .at = 64, .compat_at = 64, .count = 72, .compat_count = 72, .size = 4 /* set_tid */},
	{&layout_seccomp_notif_addfd, TARGET_FD, .at = 12, .compat_at = 12},
	{&layout_loop_config, TARGET_FD},
	{&layout_interface_list, TARGET_BEHIND, .when = WIRE_WHEN_EXIT, .at = 16, .compat_at = 8},
	{&layout_interface_list, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .at = 8, .compat_at = 4, .size = 1},
	{&layout_entropy, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .at = 8, .compat_at = 8, .count = 4, .compat_count = 4, .size = 1},
	{&layout_tunnel_filter, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD16, .compat_length = WIRE_LENGTH_FIELD16,
	 .at = 4, .compat_at = 4, .count = 2, .compat_count = 2, .size = 6 /* ETH_ALEN */},
	{&layout_mapping, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_told = true, .count = 12, .compat_count = 12, .size = 1, .most = 32768},
	{&layout_mapping, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .count = 12, .compat_count = 12, .size = 1, .most = 32768},
	{&layout_dedupe, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD16, .compat_length = WIRE_LENGTH_FIELD16,
	 .is_told = true, .at = 24, .compat_at = 24, .count = 16, .compat_count = 16, .size = 32},
	{&layout_dedupe, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD16, .compat_length = WIRE_LENGTH_FIELD16,
	 .at = 24, .compat_at = 24, .count = 16, .compat_count = 16, .size = 32},
	{&layout_fiemap, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .at = 32, .compat_at = 32, .count = 24, .compat_count = 24, .size = 56 /* struct fiemap_extent */},
	{&layout_processor, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .at = 8, .compat_at = 8, .size = 40},
	{&layout_attached_programs, TARGET_BEHIND, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .at = 8, .compat_at = 8, .size = 4},
	{&layout_drive_command, TARGET_BEHIND, .when = WIRE_WHEN_EXIT, .at = 4 + 512 /* a sector */, .compat_at = 4 + 512},
	{&layout_partition, TARGET_SIZED, .at = 16, .compat_at = 12, .size = 152},
	{&layout_tee_buffer, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .is_told = true, .count = 8, .compat_count = 8, .size = 1},
	{&layout_tee_buffer, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .count = 8, .compat_count = 8, .size = 1},
	{&layout_btrfs_create, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_told = true, .at = 32, .compat_at = 32, .count = 24, .compat_count = 24, .size = 1},
	{&layout_btrfs_create, TARGET_FD, .is_told = true},
	{&layout_btrfs_send, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .at = 16, .compat_at = 16, .count = 8, .compat_count = 8, .size = 8},
	{&layout_btrfs_send, TARGET_FD},
	{&layout_video_format, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_told = true, .at = 32, .compat_at = 32, .count = 40, .compat_count = 40, .size = 24 /* struct v4l2_clip */},
	{&layout_video_controls, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .at = 24, .compat_at = 24, .count = 4, .compat_count = 4, .size = 20 /* struct v4l2_ext_control */},
	{&layout_video_controls, TARGET_BEHIND, .when = WIRE_WHEN_EXIT, .at = 32, .compat_at = 32},
	{&layout_video_controls, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_EXIT, .at = 24, .compat_at = 24, .count = 4, .compat_count = 4, .size = 20},
	/* SG_IO, whose two headers agree in what is at 12 and 16 */
	{&layout_scsi_io, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .has_parts = true, .is_buffer = true, .at = 16, .compat_at = 16, .count = 12, .compat_count = 12, .size = 1},
	{&layout_scsi_io, TARGET_SIZED, .at = 24, .compat_at = 20, .size = 32 /* a command is no longer */},
	{&layout_scsi_io, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .has_parts = true, .is_wide = true, .is_buffer = true, .at = 72, .compat_at = 72, .count = 60, .compat_count = 60, .size = 1},
	{&layout_scsi_io, TARGET_BEHIND, .when = WIRE_WHEN_EXIT, .at = 160, .compat_at = 160},
	{&layout_scsi_io, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_EXIT, .has_parts = true, .is_buffer = true, .at = 16, .compat_at = 16, .count = 12, .compat_count = 12, .size = 1},
	{&layout_scsi_io, TARGET_SIZED, .when = WIRE_WHEN_EXIT, .at = 32, .compat_at = 24, .size = 64 /* of sense data */},
	{&layout_scsi_io, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_EXIT, .is_wide = true, .is_buffer = true, .at = 48, .compat_at = 48, .count = 44, .compat_count = 44, .size = 1},
	{&layout_scsi_io, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_EXIT, .has_parts = true, .is_wide = true, .is_buffer = true, .at = 80, .compat_at = 80, .count = 68, .compat_count = 68, .size = 1},
	{&layout_unicode_map, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD16, .compat_length = WIRE_LENGTH_FIELD16,
	 .at = 8, .compat_at = 4, .size = 4},
	{&layout_unicode_map_asked, TARGET_BEHIND, .when = WIRE_WHEN_EXIT, .at = 16, .compat_at = 8},
	{&layout_unicode_map_asked, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD16, .compat_length = WIRE_LENGTH_FIELD16,
	 .when = WIRE_WHEN_EXIT, .at = 8, .compat_at = 4, .size = 4},
	{&layout_font, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD16, .compat_length = WIRE_LENGTH_FIELD16,
	 .is_buffer = true, .at = 8, .compat_at = 4, .size = 32},
	{&layout_font_asked, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD16, .compat_length = WIRE_LENGTH_FIELD16,
	 .is_buffer = true, .at = 8, .compat_at = 4, .size = 32},
	{&layout_font_operation, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_buffer = true, .is_told = true, .at = 24, .compat_at = 20, .count = 16, .compat_count = 16, .size = 32},
	{&layout_font_operation, TARGET_STRING, .is_told = true, .at = 24, .compat_at = 20, .size = 32},
	{&layout_font_operation, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_buffer = true, .at = 24, .compat_at = 20, .count = 16, .compat_count = 16, .size = 32},
	{&layout_uring_wait, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .count = 8, .compat_count = 8, .size = 1},
	{&layout_uring_wait, TARGET_SIZED, .is_wide = true, .at = 16, .compat_at = 16, .size = 16 /* ts */},
	FD_AT(layout_iocb, 20),
	FD_AT(layout_file_clone_range, 0),
	FD_AT(layout_io_uring_params, 24),
	FD_AT(layout_uring_sync_cancel, 8),
	FD_AT(layout_uring_clone, 0),
	FD_AT(layout_uring_entry, 4),
	{&layout_uring_query, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 8, .compat_at = 8, .count = 20, .compat_count = 20, .size = 1},
	FD_AT(layout_clone_args, 80),
	FD_AT(layout_mount_attr, 24),
	FD_AT(layout_landlock_path_beneath_attr, 8),
	FD_AT(layout_bpf_attr_fd, 0),
	FD_AT(layout_bpf_attr_fds, 0),
	FD_AT(layout_bpf_attr_fds, 4),
	FD_AT(layout_bpf_attr_map, 20),
	FD_AT(layout_bpf_attr_map, 48),
	FD_AT(layout_bpf_attr_map, 72),
	FD_AT(layout_bpf_attr_map, 76),
	{&layout_bpf_attr_program, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 8, .compat_at = 8, .count = 4, .compat_count = 4, .size = 8 /* struct bpf_insn */, .most = 8 * 4096},
	{&layout_bpf_attr_program, TARGET_STRING, .is_wide = true, .at = 16, .compat_at = 16},
	{&layout_bpf_attr_program, TARGET_STRING, .is_wide = true, .when = WIRE_WHEN_EXIT, .at = 32, .compat_at = 32},
	FD_AT(layout_bpf_attr_program, 72),
	FD_AT(layout_bpf_attr_program, 112),
	FD_AT(layout_bpf_attr_info, 0),
	{&layout_bpf_attr_info, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 8, .compat_at = 8, .count = 4, .compat_count = 4, .size = 1},
	{&layout_bpf_attr_info, TARGET_ON, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .at = 8, .compat_at = 8, .count = 4, .compat_count = 4, .size = 1},
	/* What lies there depends on the object: of another one the pointer is none, and what it names is not looked at. */
	{&layout_bpf_attr_info, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .is_buffer = true, .at = 24, .compat_at = 24, .count = 16, .compat_count = 16, .size = 1},
	{&layout_bpf_attr_info, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .at = 32, .compat_at = 32, .count = 20, .compat_count = 20, .size = 1, .most = 8 * 4096},
	{&layout_bpf_attr_info, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .at = 56, .compat_at = 56, .count = 52, .compat_count = 52, .size = 4},
	{&layout_bpf_attr_info, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .at = 16, .compat_at = 16, .count = 24, .compat_count = 24, .size = 1},
	FD_AT(layout_bpf_attr_query, 0),
	{&layout_bpf_attr_query, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .at = 16, .compat_at = 16, .count = 24, .compat_count = 24, .size = 4},
	{&layout_bpf_attr_query, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .at = 32, .compat_at = 32, .count = 24, .compat_count = 24, .size = 4},
	{&layout_bpf_attr_query, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .at = 40, .compat_at = 40, .count = 24, .compat_count = 24, .size = 4},
	{&layout_bpf_attr_query, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .when = WIRE_WHEN_SUCCESS, .is_wide = true, .at = 48, .compat_at = 48, .count = 24, .compat_count = 24, .size = 4},
	FD_AT(layout_bpf_attr_link, 0),
	FD_AT(layout_bpf_attr_link, 4),
	{&layout_bpf_attr_link, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 16, .compat_at = 16, .count = 24, .compat_count = 24, .size = 1},
	{&layout_bpf_attr_link, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 32, .compat_at = 32, .count = 20, .compat_count = 20, .size = 8},
	{&layout_bpf_attr_link, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .at = 40, .compat_at = 40, .count = 20, .compat_count = 20, .size = 8},
	{&layout_bpf_attr_text, TARGET_STRING, .is_wide = true},
	FD_AT(layout_bpf_attr_text, 8),
	{&layout_bpf_attr_types, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .is_buffer = true, .count = 16, .compat_count = 16, .size = 1},
	{&layout_xattr_set_args, TARGET_COUNTED, .length = WIRE_LENGTH_FIELD32, .compat_length = WIRE_LENGTH_FIELD32,
	 .is_wide = true, .is_buffer = true, .count = 8, .compat_count = 8, .size = 1},
};

static uint8_t step_of(const struct nested *one)
{
	switch ((enum target)one->target) {
	case TARGET_STRING:
		return WIRE_OP_POINTER_STRING;
	case TARGET_BEHIND:
		return WIRE_OP_MEMORY;
	case TARGET_FD:
		return WIRE_OP_FDAT;
	case TARGET_ON:
		return WIRE_OP_POINTER_ON;
	default:
		return one->has_fds ? WIRE_OP_POINTER_FD : one->has_parts ? WIRE_OP_POINTER_PARTS : WIRE_OP_POINTER;
	}
}

static void fill(const struct nested *one, bool is_compat, struct wire_op *op)
{
	op->op = step_of(one);
	op->when = one->when;
	if (one->target != TARGET_BEHIND || one->size)
		op->offset = is_compat ? one->compat_at : one->at;
	op->dirfd = one->is_wide ? WIDE_POINTERS : WIRE_NO_DIRFD;
	op->size = one->size;
	if (one->target == TARGET_BEHIND && !one->size)
		op->size = is_compat ? one->compat_at : one->at;
	op->limit = one->most ? one->most : one->is_buffer;
	if (one->target == TARGET_COUNTED || one->target == TARGET_ON || (one->target == TARGET_BEHIND && one->size)) {
		op->length = is_compat ? one->compat_length : one->length;
		op->of = is_compat ? one->compat_count : one->count;
	} else if (one->target == TARGET_BY_ARGUMENT) {
		op->length = WIRE_LENGTH_ARG32;
		op->of = one->count;
	}
}

bool plan_nested(const struct layout *layout, bool is_compat, enum nested_part part, size_t n, struct wire_op *op)
{
	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
		if (pointers[i].layout != layout || (part != NESTED_ALL && pointers[i].is_told != (part == NESTED_TOLD)) || n--)
			continue;
		fill(&pointers[i], is_compat, op);
		return true;
	}
	return false;
}
