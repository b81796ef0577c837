/* SPDX-License-Identifier: MIT */
/* What each operation of io_uring_register takes, and what io_uring_enter waits for. */
#include <linux/io_uring.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

/* A ring that is registered is named by its index, which is no descriptor. */
#define BY_INDEX	(1u << 31)	/* IORING_REGISTER_USE_REGISTERED_RING */
#define REGISTER_BY(ring, opcode_, ...)						\
	VARIANT(io_uring_register, "io_uring_register", DE|ME, opcode_, 0, NUMBER, \
		ring(fd), FLAGS(opcode, io_uring_register_ops), __VA_ARGS__, UINT(nr_args))
#define REGISTER(opcode_, ...) \
	REGISTER_BY(FD, opcode_, __VA_ARGS__), REGISTER_BY(UINT, (opcode_) | BY_INDEX, __VA_ARGS__)
#define PLAIN_BY_INDEX(opcode_) REGISTER_BY(UINT, (opcode_) | BY_INDEX, ADDRESS(arg))

/* Flags of io_uring_enter that say nothing of its arguments: GETEVENTS, SQ_WAKEUP, SQ_WAIT, ABS_TIMER, NO_IOWAIT. */
#define OTHERS		0xa7
#define ENTER(flags_, ring, ...)						\
	VARIANT(io_uring_enter, "io_uring_enter", DE|SI, flags_, OTHERS, NUMBER, \
		ring(fd), UINT(to_submit), UINT(min_complete), FLAGS(flags, io_uring_enter_flags), __VA_ARGS__)
#define EXT_ARG		0x08
#define RING		0x10	/* IORING_ENTER_REGISTERED_RING */
#define EXT_ARG_REG	0x40	/* the argument is an offset in a registered region */

const struct variant variants_rings[] = {
	REGISTER(IORING_REGISTER_BUFFERS, REMOTE_IOVEC(arg, 3)),
	REGISTER(IORING_REGISTER_FILES, FDS(arg, 3)),
	REGISTER(IORING_REGISTER_EVENTFD, FDS(arg, 3)),
	REGISTER(IORING_REGISTER_EVENTFD_ASYNC, FDS(arg, 3)),
	REGISTER(IORING_REGISTER_FILES_UPDATE, IN(arg, uring_files_update)),
	REGISTER(IORING_REGISTER_PROBE, PROBE(arg, 3)),
	REGISTER(IORING_REGISTER_RESTRICTIONS, ARRAY(arg, uring_restriction, 3)),
	REGISTER(IORING_REGISTER_FILES2, ARRAY(arg, uring_files, 3)),
	REGISTER(IORING_REGISTER_BUFFERS2, ARRAY(arg, uring_buffers, 3)),
	REGISTER(IORING_REGISTER_FILES_UPDATE2, ARRAY(arg, uring_files_update2, 3)),
	REGISTER(IORING_REGISTER_BUFFERS_UPDATE, ARRAY(arg, uring_buffers_update, 3)),
	REGISTER(IORING_REGISTER_IOWQ_AFF, ARRAY(arg, cpu_set, 3)),
	REGISTER(IORING_REGISTER_IOWQ_MAX_WORKERS, WORKERS(arg, 3)),
	REGISTER(IORING_REGISTER_RING_FDS, FDS_IN(arg, uring_ring_fd, 3, 8)),
	REGISTER(IORING_UNREGISTER_RING_FDS, ARRAY(arg, uring_ring_slot, 3)),
	REGISTER(IORING_REGISTER_PBUF_RING, IN(arg, uring_buffer_ring)),
	REGISTER(IORING_UNREGISTER_PBUF_RING, IN(arg, uring_buffer_ring)),
	REGISTER(IORING_REGISTER_SYNC_CANCEL, IN(arg, uring_sync_cancel)),
	REGISTER(IORING_REGISTER_FILE_ALLOC_RANGE, IN(arg, uring_index_range)),
	REGISTER(26 /* IORING_REGISTER_PBUF_STATUS */, OUT(arg, uring_buffer_status)),
	REGISTER(27 /* IORING_REGISTER_NAPI */, INOUT(arg, uring_polling)),
	REGISTER(28 /* IORING_UNREGISTER_NAPI */, OUT(arg, uring_polling)),
	REGISTER(29 /* IORING_REGISTER_CLOCK */, IN(arg, uring_clock)),
	REGISTER(30 /* IORING_REGISTER_CLONE_BUFFERS */, IN(arg, uring_clone)),
	REGISTER(31 /* IORING_REGISTER_SEND_MSG_RING */, IN(arg, uring_entry)),
	REGISTER(32 /* IORING_REGISTER_ZCRX_IFQ */, INOUT(arg, uring_receiver)),
	REGISTER(33 /* IORING_REGISTER_RESIZE_RINGS */, IN(arg, uring_resize)),
	REGISTER(34 /* IORING_REGISTER_MEM_REGION */, IN(arg, uring_region)),
	REGISTER(35 /* IORING_REGISTER_QUERY */, INOUT(arg, uring_query)),
	PLAIN_BY_INDEX(IORING_UNREGISTER_BUFFERS),
	PLAIN_BY_INDEX(IORING_UNREGISTER_FILES),
	PLAIN_BY_INDEX(IORING_UNREGISTER_EVENTFD),
	PLAIN_BY_INDEX(IORING_REGISTER_PERSONALITY),
	PLAIN_BY_INDEX(IORING_UNREGISTER_PERSONALITY),
	PLAIN_BY_INDEX(IORING_REGISTER_ENABLE_RINGS),
	PLAIN_BY_INDEX(IORING_UNREGISTER_IOWQ_AFF),

	ENTER(RING, UINT, SIGSET(sig, 5), SIZE(sz)),
	ENTER(EXT_ARG, FD, IN(arg, uring_wait), SIZE(sz)),
	ENTER(EXT_ARG | RING, UINT, IN(arg, uring_wait), SIZE(sz)),
	ENTER(EXT_ARG_REG, FD, SIZE(arg), SIZE(sz)),
	ENTER(EXT_ARG_REG | RING, UINT, SIZE(arg), SIZE(sz)),
	{ NULL }
};
