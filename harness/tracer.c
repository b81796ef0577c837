/* SPDX-License-Identifier: MIT */
/* Shares the loaded tracer out: slots are claimed, read, and given back. */
#include "harness/tracer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "harness/tracer_private.h"

#define MOST_UNREAD	(1u << 18)	/* bytes at which the reader is woken; tasks wait from eight times as many on */
#define SMALL_STRINGS	(1u << 14)	/* up to this limit a small ring takes what all processors send at a time */

/* The only static of the library beside the assertions' last line: it is per process by nature. */
static struct {
	pthread_mutex_t lock;
	struct tracer *tracers;
	char why[512];
} process = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int ready_locked(const char **ret_why)
{
	struct tracer *tracer;
	int r;

	if (process.tracers)
		return 0;
	r = tracer_load(&tracer, process.why, sizeof(process.why));
	if (r < 0) {
		*ret_why = process.why;
		return r;
	}
	process.tracers = tracer;
	return 0;
}

int tracer_ready(const char **ret_why)
{
	int r;

	pthread_mutex_lock(&process.lock);
	r = ready_locked(ret_why);
	pthread_mutex_unlock(&process.lock);
	return r;
}

int tracer_unload(void)
{
	struct tracer *tracer, *next;
	int r = 0;

	pthread_mutex_lock(&process.lock);
	for (tracer = process.tracers; tracer; tracer = tracer->next)
		if (tracer->open)
			r = -EBUSY;
	for (tracer = r ? NULL : process.tracers; tracer; tracer = next) {
		next = tracer->next;
		tracer_free(tracer);
	}
	if (!r)
		process.tracers = NULL;
	pthread_mutex_unlock(&process.lock);
	return r;
}

/* ---- channels ---- */

static int on_record(void *context, void *record, size_t size)
{
	struct channel *channel = context;
	const struct wire_head *head = record;

	/* Left over from an owner that died: not ours. */
	if (size < sizeof(*head) || head->generation != channel->generation)
		return 0;
	return channel->add(channel->context, record, size);
}

static int make_poll_fd(int ring_fd)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLET};
	int fd = epoll_create1(EPOLL_CLOEXEC), r;

	if (fd < 0)
		return -errno;
	/* Edge-triggered: a reader would spin otherwise while the tree runs. */
	if (epoll_ctl(fd, EPOLL_CTL_ADD, ring_fd, &event) < 0) {
		r = -errno;
		close(fd);
		return r;
	}
	return fd;
}

/* At a process's first use of the slot; kept for its next session there. */
static int make_reader(struct channel *channel)
{
	int fd = channel->tracer->kernel.rings[channel->slot], r;

	if (!channel->has_poll_fd) {
		channel->poll_fd = make_poll_fd(fd);
		if (channel->poll_fd < 0)
			return channel->poll_fd;
		channel->has_poll_fd = true;
	}
	if (channel->tracer->is_mapped_here[channel->slot])
		return 0;
	r = ring_map(&channel->ring, fd);
	if (r == 0)
		channel->tracer->is_mapped_here[channel->slot] = true;
	return r;
}

/* Byte n is locked by process n, so that the kernel takes it away when that ends, however it ends. */
static bool lock_of(const struct tracer *tracer, int command, int pid, struct flock *ret_lock)
{
	*ret_lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = pid, .l_len = 1};
	return fcntl(tracer->locks, command, ret_lock) == 0;
}

static bool has_ended(const struct tracer *tracer, int pid)
{
	struct flock lock;

	return lock_of(tracer, F_GETLK, pid, &lock) && lock.l_type == F_UNLCK;
}

/* Once for all slots that this process will have unwatched. */
static bool hold_lock(struct tracer *tracer, int me)
{
	struct flock lock;
	int stale;

	if (tracer->locked_as == me)
		return true;
	if (!lock_of(tracer, F_SETLK, me, &lock))
		return false;
	tracer->locked_as = me;
	/* Of one that had the number before. */
	for (unsigned slot = 0; slot < WIRE_SLOTS; slot++) {
		stale = -me;
		atomic_compare_exchange_strong(&tracer->claims->owner[slot], &stale, 0);
	}
	return true;
}

/* Take the slot if it is free, or if its owner died where nobody watched over it. */
static bool claim_slot(struct tracer *tracer, unsigned slot, int me, bool is_unwatched)
{
	atomic_int *owner = &tracer->claims->owner[slot];
	int before = atomic_load(owner);

	if (before > 0 || before == -me)
		return false;
	if (before < 0 && !has_ended(tracer, -before))
		return false;
	return atomic_compare_exchange_strong(owner, &before, is_unwatched ? -me : me);
}

/* Whether the session wants the last slot, which has the largest ring: it fills one at a time, nobody waits for its reader,
 * or the reader prints what it reads. */
static bool sends_much(const struct channel_settings *settings)
{
	return settings->string_limit > SMALL_STRINGS || !(settings->flags & WIRE_SESSION_HOLDS) ||
	       settings->flags & (WIRE_SESSION_STACKS | WIRE_SESSION_ENTRIES);
}

static struct channel *claim(struct tracer *tracer, const struct channel_settings *settings)
{
	bool from_last = sends_much(settings);
	int me = (int)getpid();

	if (settings->is_unwatched && !hold_lock(tracer, me))
		return NULL;
	for (unsigned i = 0; i < WIRE_SLOTS; i++) {
		unsigned slot = from_last ? WIRE_SLOTS - 1 - i : i;
		struct channel *channel = &tracer->channels[slot];

		if (!claim_slot(tracer, slot, me, settings->is_unwatched))
			continue;
		channel->tracer = tracer;
		channel->slot = slot;
		channel->generation = atomic_fetch_add(&tracer->claims->generation, 1) + 1;
		return channel;
	}
	return NULL;
}

static void begin_session(struct channel *channel, const struct channel_settings *settings)
{
	struct wire_session *session = &channel->tracer->sessions[channel->slot];

	memset(session, 0, sizeof(*session));
	session->string_limit = settings->string_limit;
	session->flags = settings->flags;
	session->wake_bytes = channel->ring.bytes / 16 < MOST_UNREAD ? channel->ring.bytes / 16 : MOST_UNREAD;
	if (settings->wanted)
		memcpy(session->wanted, settings->wanted, sizeof(session->wanted));
	else
		memset(session->wanted, 0xff, sizeof(session->wanted));
	session->on = settings->joins_later ? WIRE_ON_NONE : WIRE_ON_ALL;
	atomic_thread_fence(memory_order_seq_cst);
	session->generation = channel->generation;
}

static int drop_record(void *context, const void *record, size_t size)
{
	(void)context;
	(void)record;
	(void)size;
	return 0;
}

void channel_drop(struct channel *channel)
{
	channel_read(channel, drop_record, NULL);
}

static int join(const struct channel *channel, uint32_t flags, pid_t *ret_tid)
{
	struct wire_join request = {channel->slot, channel->generation, flags, 0};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.test.prog_fd = (uint32_t)channel->tracer->kernel.control;
	attr.test.ctx_in = (uintptr_t)&request;
	attr.test.ctx_size_in = sizeof(request);
	if (syscall(SYS_bpf, BPF_PROG_RUN, &attr, sizeof(attr)) < 0)
		return -errno;
	*ret_tid = request.tid;
	return (int)attr.test.retval;
}

int channel_open(struct channel **ret_channel, const struct channel_settings *settings, const char **ret_why)
{
	struct channel *channel = NULL;
	struct tracer *tracer;
	int r;

	pthread_mutex_lock(&process.lock);
	r = ready_locked(ret_why);
	if (r < 0)
		goto end;
	for (tracer = process.tracers; tracer && !channel; tracer = tracer->next)
		channel = claim(tracer, settings);
	if (!channel) {
		r = tracer_load(&tracer, process.why, sizeof(process.why));
		if (r < 0) {
			*ret_why = process.why;
			goto end;
		}
		tracer->next = process.tracers;
		process.tracers = tracer;
		channel = claim(tracer, settings);
	}
	r = make_reader(channel);
	if (r < 0) {
		*ret_why = "cannot trace: the ring buffer could not be mapped into this process";
		atomic_store(&channel->tracer->claims->owner[channel->slot], 0);
		goto end;
	}
	channel_drop(channel);
	begin_session(channel, settings);
	r = join(channel, WIRE_JOIN_OWNER | (settings->joins_later ? WIRE_JOIN_LATER : 0), &channel->tid);
	if (r < 0) {
		*ret_why = "cannot trace: the kernel does not let this process run the tracer's control program";
		channel_abandon(channel);
		goto end;
	}
	channel->tracer->open++;
	*ret_channel = channel;
end:
	pthread_mutex_unlock(&process.lock);
	return r;
}

struct channel *channel_close(struct channel *channel)
{
	if (!channel)
		return NULL;
	pthread_mutex_lock(&process.lock);
	channel_session(channel)->on = WIRE_ON_NONE;
	channel_session(channel)->generation = 0;
	channel->tracer->open--;
	channel_abandon(channel);
	pthread_mutex_unlock(&process.lock);
	return NULL;
}

void channel_abandon(const struct channel *channel)
{
	int owner = atomic_load(&channel->tracer->claims->owner[channel->slot]);

	if (channel->tracer->sessions[channel->slot].generation == channel->generation)
		channel->tracer->sessions[channel->slot].generation = 0;
	if (owner)
		atomic_store(&channel->tracer->claims->owner[channel->slot], 0);
}

int channel_join(const struct channel *channel, uint32_t flags)
{
	pid_t unused;

	return join(channel, flags, &unused);
}

pid_t channel_owner(const struct channel *channel)
{
	return channel->tid;
}

bool channel_sees_rings(const struct channel *channel)
{
	return channel_session(channel)->sees_rings;
}

/* Whether the task's state is of a session that is over. */
static bool was_left(const struct channel *channel, int pidfd, size_t size)
{
	struct wire_task *task = calloc(1, size);
	bool was_left = task &&
			bpf_map_lookup_elem(channel->tracer->kernel.states, &pidfd, task) == 0 &&
			task->slot < WIRE_SLOTS && channel->tracer->sessions[task->slot].generation != task->generation;

	free(task);
	return was_left;
}

bool channel_adds_tasks(const struct channel *channel)
{
	return channel->tracer->kernel.states >= 0;
}

int channel_add_task(const struct channel *channel, pid_t pid, pid_t tid, bool at_exec, uint64_t *ret_number)
{
	const struct kernel_side *kernel = &channel->tracer->kernel;
	struct wire_session *session = &channel->tracer->sessions[channel->slot];
	size_t size = channel->tracer->skeleton ? bpf_map__value_size(channel->tracer->skeleton->maps.states) : 0;
	struct wire_live key = {channel->generation, pid};
	struct wire_task *task;
	int pidfd, r;

	if (!channel_adds_tasks(channel))
		return -EPERM;
	task = calloc(1, size);
	if (!task)
		return -ENOMEM;
	pidfd = (int)syscall(SYS_pidfd_open, tid, pid == tid ? 0 : O_EXCL);	/* PIDFD_THREAD */
	if (pidfd < 0) {
		r = errno == EINVAL || (errno == ENOENT && pid != tid) ? -EOPNOTSUPP : -errno;
		goto end;
	}
	task->slot = channel->slot;
	task->generation = channel->generation;
	task->pid = pid;
	task->tid = tid;
	task->number = __atomic_add_fetch(&session->started, 1, __ATOMIC_SEQ_CST);
	*ret_number = task->number;
	task->string_limit = session->string_limit;
	task->flags = session->flags;
	task->call = WIRE_TASK_MIDWAY;
	task->is_armed = at_exec;
	__atomic_add_fetch(&session->live, 1, __ATOMIC_SEQ_CST);
	r = bpf_map_update_elem(kernel->states, &pidfd, task, BPF_NOEXIST);
	if (r == -EEXIST && was_left(channel, pidfd, size))
		r = bpf_map_update_elem(kernel->states, &pidfd, task, BPF_ANY);
	if (r == 0)	/* the first thread may have ended */
		bpf_map_update_elem(kernel->living, &key, &task->number, pid == tid ? BPF_ANY : BPF_NOEXIST);
	if (r < 0) {
		__atomic_sub_fetch(&session->live, 1, __ATOMIC_SEQ_CST);
		r = r == -EEXIST ? 1 : r;
	}
	close(pidfd);
end:
	free(task);
	return r;
}

void channel_detach(const struct channel *channel)
{
	channel_session(channel)->on = WIRE_ON_NONE;
}

int channel_poll_fd(const struct channel *channel)
{
	return channel->poll_fd;
}

int channel_read(struct channel *channel, channel_add_fn add, void *context)
{
	/* A forked child has the list so far; what is to come is its parent's. */
	if (!channel->tracer->is_mapped_here[channel->slot])
		return -ECHILD;
	channel->add = add;
	channel->context = context;
	return ring_consume(&channel->ring, on_record, channel);
}

volatile struct wire_session *channel_session(const struct channel *channel)
{
	return &channel->tracer->sessions[channel->slot];
}

/* ---- the tree ---- */

static bool next_living(int map, const struct channel *channel, struct wire_live *key, bool *is_first)
{
	struct wire_live next;

	while (bpf_map_get_next_key(map, *is_first ? NULL : key, &next) == 0) {
		*is_first = false;
		*key = next;
		if (next.generation == channel->generation)
			return true;
	}
	return false;
}

size_t channel_living(const struct channel *channel, pid_t *ret_pids, size_t room)
{
	int map = channel->tracer->kernel.living;
	struct wire_live key;
	bool is_first = true;
	size_t count = 0;

	while (next_living(map, channel, &key, &is_first)) {
		if (count < room)
			ret_pids[count] = key.pid;
		count++;
	}
	return count;
}

/* SIGKILL by pidfd, and only if the process still belongs to the session when the pidfd is there. */
static void kill_living(int map, const struct wire_live *key)
{
	uint64_t number;
	int pidfd = (int)syscall(SYS_pidfd_open, key->pid, 0);

	if (pidfd < 0)
		return;
	if (bpf_map_lookup_elem(map, key, &number) == 0)
		syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
	close(pidfd);
}

unsigned channel_kill(const struct channel *channel, unsigned patience_ms)
{
	int map = channel->tracer->kernel.living;
	volatile struct wire_session *session = channel_session(channel);
	struct timespec pause = {0, 1000000};

	session->kill = 1;
	for (unsigned i = 0;; i++) {
		struct wire_live key;
		bool is_first = true;
		unsigned count = 0;

		while (next_living(map, channel, &key, &is_first)) {
			kill_living(map, &key);
			count++;
		}
		if (!count || i >= patience_ms)
			return count;
		syscall(SYS_nanosleep, &pause, NULL);
	}
}

size_t channel_lifelines(const struct channel *channel, int *ret_fds, size_t room)
{
	const struct kernel_side *kernel = &channel->tracer->kernel;
	size_t count = 0;

	for (size_t i = 0; i < MOST_LINKS && count < room; i++)
		if (kernel->links[i] >= 0)
			ret_fds[count++] = kernel->links[i];
	if (count < room)
		ret_fds[count++] = kernel->living;
	if (count < room)
		ret_fds[count++] = kernel->control;
	return count;
}
