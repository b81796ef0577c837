/* SPDX-License-Identifier: MIT */
/* The kernel side as the library sees it: loaded once per process, shared out in channels. */
#ifndef SX_TRACER_H
#define SX_TRACER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bpf/wire.h"

struct tracer;

/* One session's share: a slot of the kernel side with a ring of its own. */
struct channel;

struct channel_settings {
	uint32_t string_limit;
	uint32_t flags;		/* WIRE_SESSION_… */
	const uint64_t (*wanted)[WIRE_CALLS / 64];	/* [2]; NULL: every call */
	bool joins_later;	/* the calling task is added, with its first call once the session is on */
	bool is_unwatched;	/* no other process calls channel_abandon() if this one dies */
};

/* Load and attach, unless done; forked children inherit what is there. On failure *ret_why is one
 * sentence, valid for the life of the process. */
int tracer_ready(const char **ret_why);

/* Detach and give every descriptor back; -EBUSY while a channel is open. */
int tracer_unload(void);

/* A free slot. Where all are taken by other processes a tracer of this process's own is loaded. */
int channel_open(struct channel **ret_channel, const struct channel_settings *settings, const char **ret_why);

/* Give the slot back; tasks that are still in it are no longer recorded. NULL is nothing. */
struct channel *channel_close(struct channel *channel);

/* Whether the kernel shows the operations of io_uring, so that they are recorded as calls. */
bool channel_sees_rings(const struct channel *channel);

/* Add the calling task; the flags are WIRE_JOIN_…. Async-signal-safe: for a child between fork and execve. */
int channel_join(const struct channel *channel, uint32_t flags);

/* Id of the thread that opened it, in its own namespace. */
pid_t channel_owner(const struct channel *channel);

/* Add a running task of another process, by its ids in this process's namespace. 0, 1 (it is in a session
 * already), -ESRCH, or -EOPNOTSUPP: a thread that does not lead its process, on a kernel before 6.9.
 * `at_exec`: record nothing before its next successful execve. Its number in the session goes to *ret_number. */
int channel_add_task(const struct channel *channel, pid_t pid, pid_t tid, bool at_exec, uint64_t *ret_number);

/* Whether it can be done at all: a tracer that the helper lent takes nobody but the caller. */
bool channel_adds_tasks(const struct channel *channel);

/* Record no more; tasks that are still in the session go on unrecorded. */
void channel_detach(const struct channel *channel);

/* Becomes readable when much waits to be read, or the session ended; edge-triggered. Owned by the channel. */
int channel_poll_fd(const struct channel *channel);

/* Hand every waiting record of this session to `add`, until it returns < 0; returns that or 0. */
typedef int (*channel_add_fn)(void *context, const void *record, size_t size);
int channel_read(struct channel *channel, channel_add_fn add, void *context);

/* What waits in the ring is nobody's. */
void channel_drop(struct channel *channel);

/* What both sides see: counts and switches. */
volatile struct wire_session *channel_session(const struct channel *channel);

/* Kill every process of the session, also those that are born meanwhile. Async-signal-safe; returns
 * how many were still alive after `patience_ms`. */
unsigned channel_kill(const struct channel *channel, unsigned patience_ms);

/* The processes of the session that are alive, at most `room`; returns how many there are. */
size_t channel_living(const struct channel *channel, pid_t *ret_pids, size_t room);

/* Descriptors without which the kernel side would be detached: for the process that outlives this
 * one. Returns how many were filled in, at most `room`. */
size_t channel_lifelines(const struct channel *channel, int *ret_fds, size_t room);

/* Called in the process that outlives a dead owner, when the tree is gone: the slot is free again. */
void channel_abandon(const struct channel *channel);

#endif
