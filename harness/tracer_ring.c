/* SPDX-License-Identifier: MIT */
/* Reads a BPF ring buffer; its layout is that of kernel/bpf/ringbuf.c. */
#include "harness/tracer_ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

int ring_map(struct ring *ring, int fd)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct bpf_map_info info = {0};
	uint32_t size = sizeof(info);
	char *memory;
	int r;

	r = bpf_obj_get_info_by_fd(fd, &info, &size);
	if (r < 0)
		return r;
	if (info.type != BPF_MAP_TYPE_RINGBUF || !info.max_entries)
		return -EINVAL;
	/* Reserved whole first, so that its two parts stand side by side: only the first page may be written to. */
	ring->mapped_bytes = 2 * page + 2 * (size_t)info.max_entries;
	memory = mmap(NULL, ring->mapped_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return -errno;
	if (mmap(memory, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED ||
	    mmap(memory + page, ring->mapped_bytes - page, PROT_READ, MAP_SHARED | MAP_FIXED, fd, (off_t)page) == MAP_FAILED ||
	    madvise(memory, ring->mapped_bytes, MADV_DONTFORK) < 0) {
		r = -errno;
		munmap(memory, ring->mapped_bytes);
		return r;
	}
	ring->memory = memory;
	ring->bytes = info.max_entries;
	return 0;
}

void ring_unmap(struct ring *ring)
{
	munmap(ring->memory, ring->mapped_bytes);
	ring->memory = NULL;
}

int ring_consume(struct ring *ring, ring_record_fn add, void *context)
{
	size_t page = (ring->mapped_bytes - 2 * (size_t)ring->bytes) / 2;
	unsigned long *consumed = ring->memory;
	const unsigned long *produced = (const unsigned long *)(uintptr_t)((char *)ring->memory + page);
	char *records = (char *)ring->memory + 2 * page;
	unsigned long at = *consumed, told = at, end = at;
	int r = 0;

	while (r >= 0) {
		uint32_t length;
		char *head;

		/* Not before each record either: the kernel's side writes this word with each. */
		if (at >= end)
			end = __atomic_load_n(produced, __ATOMIC_ACQUIRE);
		if (at >= end)
			break;
		head = records + (at & (ring->bytes - 1));
		length = __atomic_load_n((uint32_t *)(uintptr_t)head, __ATOMIC_ACQUIRE);
		if (length & BPF_RINGBUF_BUSY_BIT)
			break;
		if (!(length & BPF_RINGBUF_DISCARD_BIT))
			r = add(context, head + BPF_RINGBUF_HDR_SZ, length);
		length &= ~(uint32_t)BPF_RINGBUF_DISCARD_BIT;
		at += (length + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
		/* Not after each record: the kernel's side reads this word whenever it reserves. */
		if (at - told >= ring->bytes / 64) {
			__atomic_store_n(consumed, at, __ATOMIC_RELEASE);
			told = at;
		}
	}
	__atomic_store_n(consumed, at, __ATOMIC_RELEASE);
	return r < 0 ? r : 0;
}
