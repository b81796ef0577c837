/* SPDX-License-Identifier: MIT */
/* What each operation of io_uring_register takes. */
#include <linux/io_uring.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

#define REGISTER(opcode_, argument)						\
	VARIANT(io_uring_register, "io_uring_register", DE|ME, opcode_, 0, NUMBER, \
		FD(fd), FLAGS(opcode, io_uring_register_ops), argument, UINT(nr_args))

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
	REGISTER(IORING_REGISTER_IOWQ_MAX_WORKERS, INOUT(arg, uring_worker_counts)),
	REGISTER(IORING_REGISTER_RING_FDS, ARRAY(arg, uring_ring_fd, 3)),
	REGISTER(IORING_UNREGISTER_RING_FDS, ARRAY(arg, uring_ring_slot, 3)),
	REGISTER(IORING_REGISTER_PBUF_RING, IN(arg, uring_buffer_ring)),
	REGISTER(IORING_UNREGISTER_PBUF_RING, IN(arg, uring_buffer_ring)),
	REGISTER(IORING_REGISTER_SYNC_CANCEL, IN(arg, uring_sync_cancel)),
	REGISTER(IORING_REGISTER_FILE_ALLOC_RANGE, IN(arg, uring_index_range)),
	{ NULL }
};
