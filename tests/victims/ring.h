/* SPDX-License-Identifier: MIT */
/* An io_uring by hand: one operation at a time, waited for. */
#ifndef RING_H
#define RING_H

#include <linux/io_uring.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct ring {
	int fd;
	unsigned flags;		/* IORING_SETUP_… */
	uint8_t how;		/* IOSQE_…, for every operation */
	uint64_t name;		/* of the last operation */
	uint32_t *tail, *mask, *array, *state;
	struct io_uring_sqe *entries;
	uint32_t *done_head, *done_tail, *done_mask;
	struct io_uring_cqe *done;
};

/* 0; -1 where the kernel gives none. */
static inline int ring_open_with(struct ring *ring, unsigned flags, unsigned results)
{
	struct io_uring_params p;
	char *base;
	size_t size;

	memset(ring, 0, sizeof(*ring));
	memset(&p, 0, sizeof(p));
	p.flags = flags | (results ? IORING_SETUP_CQSIZE : 0);
	p.cq_entries = results;
	p.sq_thread_idle = 1000;
	ring->flags = flags;
	ring->fd = (int)syscall(SYS_io_uring_setup, 4, &p);
	if (ring->fd < 0 || !(p.features & IORING_FEAT_SINGLE_MMAP))
		return -1;
	size = p.sq_off.array + p.sq_entries * sizeof(uint32_t);
	if (size < p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe))
		size = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
	base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, IORING_OFF_SQ_RING);
	ring->entries = mmap(NULL, p.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED,
			     ring->fd, IORING_OFF_SQES);
	if (base == MAP_FAILED || ring->entries == MAP_FAILED)
		return -1;
	ring->tail = (uint32_t *)(base + p.sq_off.tail);
	ring->mask = (uint32_t *)(base + p.sq_off.ring_mask);
	ring->array = (uint32_t *)(base + p.sq_off.array);
	ring->state = (uint32_t *)(base + p.sq_off.flags);
	ring->done_head = (uint32_t *)(base + p.cq_off.head);
	ring->done_tail = (uint32_t *)(base + p.cq_off.tail);
	ring->done_mask = (uint32_t *)(base + p.cq_off.ring_mask);
	ring->done = (struct io_uring_cqe *)(base + p.cq_off.cqes);
	return 0;
}

static inline int ring_open(struct ring *ring)
{
	return ring_open_with(ring, 0, 0);
}

/* Put an operation into the queue. */
static inline void ring_add(struct ring *ring, const struct io_uring_sqe *operation)
{
	uint32_t at = *ring->tail & *ring->mask;

	ring->entries[at] = *operation;
	ring->entries[at].flags |= ring->how;
	ring->array[at] = at;
	__atomic_store_n(ring->tail, *ring->tail + 1, __ATOMIC_RELEASE);
}

/* Whether the thread that takes from the queue has to be woken; of IORING_SETUP_SQPOLL. */
static inline int ring_sleeps(struct ring *ring)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return __atomic_load_n(ring->state, __ATOMIC_ACQUIRE) & IORING_SQ_NEED_WAKEUP;
}

/* Have so many of the queue taken, and wait for as many results; what io_uring_enter gives, or 0 with IORING_SETUP_SQPOLL. */
static inline int ring_enter(struct ring *ring, unsigned count, unsigned results)
{
	unsigned flags = results ? IORING_ENTER_GETEVENTS : 0;

	if (ring->flags & IORING_SETUP_SQPOLL) {
		count = 0;
		if (ring_sleeps(ring))
			flags |= IORING_ENTER_SQ_WAKEUP;
	}
	return (int)syscall(SYS_io_uring_enter, ring->fd, count, results, flags, NULL, 0);
}

/* The next result; -1: there is none. */
static inline int ring_result(struct ring *ring)
{
	uint32_t head = *ring->done_head;
	int result;

	if (__atomic_load_n(ring->done_tail, __ATOMIC_ACQUIRE) == head)
		return -1;
	result = ring->done[head & *ring->done_mask].res;
	__atomic_store_n(ring->done_head, head + 1, __ATOMIC_RELEASE);
	return result;
}

/* What the operation gives, as the system call of the same name would: a descriptor, or -errno. */
static inline int ring_do(struct ring *ring, const struct io_uring_sqe *operation)
{
	struct io_uring_sqe named = *operation;

	named.user_data = ++ring->name;
	ring_add(ring, &named);
	if (ring_enter(ring, 1, 1) < 0)
		return -1;
	return ring_result(ring);
}

/* openat(AT_FDCWD, path, O_RDONLY) through the ring. */
static inline int ring_openat(struct ring *ring, const char *path)
{
	struct io_uring_sqe operation;

	memset(&operation, 0, sizeof(operation));
	operation.opcode = IORING_OP_OPENAT;
	operation.fd = -100;
	operation.addr = (uintptr_t)path;
	return ring_do(ring, &operation);
}

#endif
