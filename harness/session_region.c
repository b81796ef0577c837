/* SPDX-License-Identifier: MIT */
/* Recording a stretch of the calling thread. */
#include "harness/session.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEEPEST 16	/* regions open in one another */

/*
 * A thread keeps its channel from region to region: to begin and to end is then to set a switch that
 * the kernel side reads. The ring is read at every such edge, so that each record belongs to the
 * regions that are open.
 */
struct region_thread {
	struct channel *channel;
	unsigned process;		/* the number of the process that opened it; a copy in a child is not its own */
	struct sx_options options;	/* it was opened with; pointers are not kept */
	uint64_t wanted[2][WIRE_CALLS / 64];
	bool is_filtered;
	struct session *open[DEEPEST];
	uint64_t born_after[DEEPEST];	/* tasks with a higher number were started inside */
	unsigned depth;
	uint64_t owner;			/* the thread's task number */
	pid_t tid;
	struct region_thread *next;
};

static struct {
	pthread_once_t once;
	pthread_key_t key;
	bool is_ready;
	pthread_mutex_t lock;		/* over which sessions are open in which thread, and */
	struct region_thread *threads;	/* those of this process */
	atomic_uint *process;		/* its own page, which reads as 0 in a new child however that was made */
	atomic_uint last_process;
} regions = {.once = PTHREAD_ONCE_INIT, .lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- threads and processes ---- */

/* Without a system call, which a region would have in its list. */
static unsigned this_process(void)
{
	unsigned process = atomic_load(regions.process), none = 0;

	if (process)
		return process;
	process = atomic_fetch_add(&regions.last_process, 1) + 1;
	/* Another thread of the parent's may have held it when the child was copied. */
	if (atomic_compare_exchange_strong(regions.process, &none, process)) {
		pthread_mutex_init(&regions.lock, NULL);
		regions.threads = NULL;
	}
	return atomic_load(regions.process);
}

static void pause_regions(struct region_thread *thread)
{
	if (thread && thread->depth)
		channel_session(thread->channel)->on = WIRE_ON_OTHERS;
}

static void resume_regions(struct region_thread *thread)
{
	if (thread && thread->depth)
		channel_session(thread->channel)->on = WIRE_ON_ALL;
}

/* The regions from the n-th on end without sx_end(); under the lock. */
static void cut_regions(struct region_thread *thread, unsigned n, const char *why)
{
	while (thread->depth > n) {
		struct session *session = thread->open[--thread->depth];

		trace_fail(session->trace, "%s", why);
		session->channel = NULL;
		session->region = NULL;
	}
}

static void free_thread(void *context)
{
	struct region_thread *thread = context, **at = &regions.threads;

	if (thread->process == this_process()) {
		pthread_mutex_lock(&regions.lock);
		cut_regions(thread, 0, "the thread ended inside the region");
		while (*at && *at != thread)
			at = &(*at)->next;
		if (*at)
			*at = thread->next;
		pthread_mutex_unlock(&regions.lock);
		channel_close(thread->channel);
	}
	free(thread);
}

static void prepare(void)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return;
	regions.process = page;
	regions.is_ready = madvise(page, size, MADV_WIPEONFORK) == 0 &&
			   pthread_key_create(&regions.key, free_thread) == 0;
}

/* NULL: this thread has had no region. */
static struct region_thread *known_thread(void)
{
	struct region_thread *thread;
	unsigned process;

	pthread_once(&regions.once, prepare);
	if (!regions.is_ready || !(process = this_process()))
		return NULL;
	thread = pthread_getspecific(regions.key);
	return thread && thread->process == process ? thread : NULL;
}

static struct region_thread *new_thread(void)
{
	struct region_thread *thread;

	if (!regions.is_ready)
		return NULL;
	free(pthread_getspecific(regions.key));	/* the parent's: its channel is the parent's too */
	pthread_setspecific(regions.key, NULL);
	thread = calloc(1, sizeof(*thread));
	if (!thread)
		return NULL;
	thread->process = this_process();
	if (pthread_setspecific(regions.key, thread)) {
		free(thread);
		return NULL;
	}
	pthread_mutex_lock(&regions.lock);
	thread->next = regions.threads;
	regions.threads = thread;
	pthread_mutex_unlock(&regions.lock);
	return thread;
}

/* ---- records ---- */

static int take_record(void *context, const void *record, size_t size)
{
	struct region_thread *thread = context;
	const struct wire_head *head = record;

	for (unsigned n = 0; n < thread->depth; n++)
		if (head->task == thread->owner || head->task > thread->born_after[n])
			if (recorder_add(thread->open[n]->recorder, record, size) == -ENOMEM)
				return -ENOMEM;
	return 0;
}

static void read_all(struct region_thread *thread)
{
	int r;

	pthread_mutex_lock(&regions.lock);
	r = channel_read(thread->channel, take_record, thread);
	for (unsigned n = 0; r < 0 && n < thread->depth; n++)
		trace_fail(thread->open[n]->trace, "recording failed: %s", strerror(-r));
	pthread_mutex_unlock(&regions.lock);
}

/* ---- edges ---- */

static bool records_alike(const struct region_thread *thread, const struct session *session)
{
	const struct sx_options *mine = &thread->options, *theirs = &session->options;

	return mine->string_limit == theirs->string_limit &&
	       (mine->flags & (SX_NO_FOLLOW | SX_STACKS)) == (theirs->flags & (SX_NO_FOLLOW | SX_STACKS)) &&
	       thread->is_filtered == session->is_filtered &&
	       !memcmp(thread->wanted, session->wanted, sizeof(thread->wanted));
}

/* Make the thread's channel fit what the region wants. */
static bool open_for(struct region_thread *thread, struct session *session)
{
	if (thread->channel && records_alike(thread, session)) {
		session->channel = thread->channel;
		return true;
	}
	if (thread->depth) {
		trace_fail(session->trace, "sx_begin: a region inside another cannot record otherwise than that one "
			   "(calls, string_limit, SX_NO_FOLLOW, SX_STACKS)");
		return false;
	}
	if (thread->channel)
		channel_join(thread->channel, WIRE_JOIN_LEAVE);
	thread->channel = channel_close(thread->channel);
	if (!session_open_channel(session))
		return false;
	thread->channel = session->channel;
	thread->options = session->options;
	thread->is_filtered = session->is_filtered;
	memcpy(thread->wanted, session->wanted, sizeof(thread->wanted));
	thread->owner = channel_session(thread->channel)->started;
	thread->tid = channel_owner(thread->channel);
	return true;
}

static bool begin(struct region_thread *thread, struct session *session)
{
	volatile struct wire_session *shared;

	if (!thread) {
		trace_fail(session->trace, "out of memory");
		return false;
	}
	session->is_region = true;
	if (thread->depth == DEEPEST) {
		trace_fail(session->trace, "sx_begin: more than %d regions inside one another", DEEPEST);
		return false;
	}
	if (!open_for(thread, session))
		return false;
	shared = channel_session(thread->channel);
	read_all(thread);
	session->region_tid = thread->tid;
	if (!session_begin(session, "region", false, shared->lost)) {
		session->channel = NULL;
		return false;
	}
	recorder_seed_mappings(session->recorder, "/proc/self/maps", false);
	session->region = thread;
	trace_attach(session->trace, recorder_list(session->recorder));
	pthread_mutex_lock(&regions.lock);
	thread->born_after[thread->depth] = shared->started;
	thread->open[thread->depth++] = session;
	pthread_mutex_unlock(&regions.lock);
	return true;
}

static bool is_wanted(const struct session *session, unsigned nr)
{
	return !session->is_filtered || session->wanted[WIRE_ABI_NATIVE][nr / 64] >> (nr % 64) & 1;
}

/* To ask for the folder would cost an empty region more than all the rest: it is asked for at the end, where there
 * are calls that it could matter to, and not told where it may have been another one in between. */
static bool folder_stayed(struct session *session)
{
	const struct recording *list = recorder_list(session->recorder);

	if (!list->count || !is_wanted(session, SYS_chdir) || !is_wanted(session, SYS_fchdir))
		return false;
	for (size_t i = 0; i < list->count; i++) {
		unsigned nr = call_number(list->entries[i]);

		if (call_entry(list->entries[i]) == ENTRY_CALL && (nr == SYS_chdir || nr == SYS_fchdir))
			return false;
	}
	return true;
}

sx_trace *sx_begin(const struct sx_options *options)
{
	struct region_thread *thread = known_thread();
	struct session *session;
	struct sx_trace *trace;

	pause_regions(thread);	/* what follows is the library's own */
	trace = session_new(options, &session);
	if (session) {
		if (!thread)
			thread = new_thread();
		begin(thread, session);
	}
	resume_regions(thread);
	return trace;
}

void sx_end(sx_trace *trace)
{
	struct region_thread *thread = known_thread();
	struct session *session = trace ? trace->root->session : NULL;

	if (!session || !session->is_region || !session->recorder)
		return;
	pause_regions(thread);
	if (!session->region) {
		trace_fail(trace, "sx_end: the region has ended already");
	} else if (session->region != thread) {
		trace_fail(trace, "sx_end: the region was begun by another thread (%d), which has to end it",
			   (int)session->region_tid);
	} else if (thread->open[thread->depth - 1] != session) {
		trace_fail(trace, "sx_end: a region inside this one has not ended yet");
	} else {
		read_all(thread);
		session_settle(session, false);
		if (folder_stayed(session))
			trace_define_folder(trace->root, NULL);
		session->channel = NULL;	/* it is the thread's */
		session->region = NULL;
		pthread_mutex_lock(&regions.lock);
		thread->depth--;
		pthread_mutex_unlock(&regions.lock);
		if (!thread->depth)
			channel_session(thread->channel)->on = WIRE_ON_NONE;
	}
	resume_regions(thread);
}

/* sx_free() of a region that was not ended; those inside it end with it. */
void session_leave(struct session *session)
{
	struct region_thread *thread;

	if (!session->is_region)
		return;
	pthread_mutex_lock(&regions.lock);
	thread = session->region;
	for (unsigned n = 0; thread && n < thread->depth; n++) {
		if (thread->open[n] != session)
			continue;
		if (!n && thread->process == this_process())
			channel_session(thread->channel)->on = WIRE_ON_NONE;
		cut_regions(thread, n, "a region around this one was freed before it ended");
	}
	session->channel = NULL;
	session->region = NULL;
	pthread_mutex_unlock(&regions.lock);
}

void session_pause(void)
{
	pause_regions(known_thread());
}

void session_resume(void)
{
	resume_regions(known_thread());
}

void session_forget_threads(void)
{
	known_thread();		/* of a child: its parent's are not its own */
	pthread_mutex_lock(&regions.lock);
	for (struct region_thread *thread = regions.threads; thread; thread = thread->next)
		if (!thread->depth)
			thread->channel = channel_close(thread->channel);
	pthread_mutex_unlock(&regions.lock);
}
