/* SPDX-License-Identifier: MIT */
/* Recording a program that runs beside the test: start, look while it grows, wait, stop. */
#include "harness/session.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

#include "harness/query.h"

#define STOP_PATIENCE_NS 2000000000ull	/* from SIGTERM to SIGKILL */

/* ---- the reader's thread ---- */

static void *read_along(void *context)
{
	struct session *session = context;

	session_finish(session, session_read(session, session->deadline_ns));
	pthread_mutex_lock(&session->lock);
	session->is_over = true;
	pthread_cond_broadcast(&session->changed);
	pthread_mutex_unlock(&session->lock);
	return NULL;
}

/* Wait under the lock until something changes or the deadline passes; false: it has passed. */
static bool await_change(struct session *session, uint64_t deadline_ns)
{
	struct timespec until = {(time_t)(deadline_ns / 1000000000), (long)(deadline_ns % 1000000000)};

	if (deadline_ns == UINT64_MAX)
		return pthread_cond_wait(&session->changed, &session->lock) == 0;
	return pthread_cond_clockwait(&session->changed, &session->lock, CLOCK_MONOTONIC, &until) != ETIMEDOUT;
}

static bool await_end(struct session *session, uint64_t deadline_ns)
{
	bool is_over;

	pthread_mutex_lock(&session->lock);
	while (!session->is_over && await_change(session, deadline_ns))
		;
	is_over = session->is_over;
	pthread_mutex_unlock(&session->lock);
	return is_over;
}

/* One thread may wait while another stops: the first to come here closes what both use. */
static void join_reader(struct session *session)
{
	pthread_mutex_lock(&session->ending);
	if (session->has_reader) {
		pthread_join(session->reader, NULL);
		session->has_reader = false;
		session_close(session);
	}
	pthread_mutex_unlock(&session->ending);
}

/* Act on a tree that somebody else may see to its end meanwhile. */
static void unless_ended(struct session *session, void (*act)(struct session *session))
{
	pthread_mutex_lock(&session->ending);
	if (session->has_reader)
		act(session);
	pthread_mutex_unlock(&session->ending);
}

static int take_record(void *context, const void *record, size_t size)
{
	int r = recorder_add(context, record, size);

	return r == -ENOMEM ? r : 0;
}

/* The list as it is now, with all that waits in the ring. Snapshots live as long as the session. */
static void snapshot(struct sx_trace *root, struct recording *ret)
{
	struct session *session = root->session;
	const struct recording *list;

	pthread_mutex_lock(&session->lock);
	if (!session->is_over)
		channel_read(session->channel, take_record, session->recorder);
	list = recorder_list(session->recorder);
	if (!list->is_running) {
		*ret = *list;
	} else {
		if (recorder_count(session->recorder) != session->snapshot_count || !session->snapshot.entries) {
			recorder_snapshot(session->recorder, &session->snapshots, &session->snapshot);
			session->snapshot_count = recorder_count(session->recorder);
		}
		*ret = session->snapshot;
	}
	pthread_mutex_unlock(&session->lock);
}

/* Signals are the test's: none is ever handled on that thread. */
int session_read_along(struct session *session)
{
	sigset_t all, before;
	int r;

	session->trace->snapshot = snapshot;
	trace_attach(session->trace, recorder_list(session->recorder));
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(&session->reader, NULL, read_along, session);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	session->has_reader = r == 0;
	return -r;
}

/* ---- public ---- */

static struct sx_trace *start(const struct sx_options *options, const char *const argv[])
{
	struct session *session;
	struct sx_trace *trace = session_open(options, argv && argv[0] ? argv[0] : "", true, &session);
	int r;

	if (!session)
		return trace;
	if (!argv || !argv[0]) {
		trace_fail(trace, "sx_start: argv is empty");
		session_close(session);
		return trace;
	}
	if (!session_start(session, argv)) {
		session_close(session);
		return trace;
	}
	r = session_read_along(session);
	if (r < 0) {
		trace_fail(trace, "cannot record '%s': no thread to read along: %s", argv[0], strerror(-r));
		session_finish(session, r);
		session->is_over = true;
		session_close(session);
	}
	return trace;
}

sx_trace *sx_start(const struct sx_options *options, const char *const argv[])
{
	struct sx_trace *trace;

	session_pause();
	trace = start(options, argv);
	session_resume();
	return trace;
}

int sx_wait(sx_trace *trace)
{
	struct session *session = trace ? trace->root->session : NULL;

	if (!session)
		return -ECHILD;
	if (session->has_reader) {
		session_pause();
		await_end(session, UINT64_MAX);
		join_reader(session);
		session_resume();
	}
	return session->has_status ? session->status : -ECHILD;
}

static void terminate(struct session *session)
{
	child_terminate(session->child);
}

static void kill_tree(struct session *session)
{
	channel_kill(session->channel, KILL_PATIENCE_MS);
}

static void detach(struct session *session)
{
	eventfd_write(session->stop_fd, 1);
}

static void stop(struct session *session)
{
	if (session->attached) {
		session_abort(session);
		return;
	}
	unless_ended(session, terminate);
	if (!await_end(session, session_now_ns() + STOP_PATIENCE_NS))
		unless_ended(session, kill_tree);
	await_end(session, UINT64_MAX);
	join_reader(session);
}

void sx_stop(sx_trace *trace)
{
	struct session *session = trace ? trace->root->session : NULL;

	if (!session || !session->has_reader)
		return;
	session_pause();
	stop(session);
	session_resume();
}

/* What sx_wait_for() looks for, and how far it has come. */
struct search {
	struct sx_trace *trace;
	const char *text;
	const struct pattern *pattern;
	struct arena scratch;
	size_t seen;		/* arrivals */
	bool is_unsettled;	/* one that matched was not in the view, which may yet come to have it */
};

/* The next arrival that matches. Each is looked at once, in the order in which they came: one that began early may
 * come late. */
static bool next_match(struct session *session, struct search *search)
{
	const struct sx_call *entry;

	while ((entry = recorder_arrival(session->recorder, search->seen))) {
		struct bindings bindings = {0};
		struct matching matching = {.scratch = &search->scratch, .kept = &search->scratch, .bindings = &bindings};
		bool is_match = !entry->is_entered && pattern_match(search->pattern, entry, &matching) == MATCH_YES;

		arena_clear(&search->scratch);
		search->seen++;
		if (is_match)
			return true;
	}
	return false;
}

/* Whether a view ends, so that it is none before its end has come. */
static bool is_bounded(const struct sx_trace *trace)
{
	while (trace != trace->root && !trace->until)
		trace = trace->parent;
	return trace->until;
}

/* In what has come since the last time. A view is asked without the lock, for all that could be in it at once. */
static bool is_found(struct session *session, struct search *search)
{
	bool is_there = next_match(session, search);
	const struct sx_call *call;

	if (search->trace == search->trace->root)
		return is_there;
	while (next_match(session, search))
		is_there = true;
	if (!is_there && !search->is_unsettled)
		return false;
	pthread_mutex_unlock(&session->lock);
	call = query_find(search->trace, NULL, search->text, NULL);
	pthread_mutex_lock(&session->lock);
	search->is_unsettled = is_bounded(search->trace);
	return call;
}

static int look_for(struct session *session, struct search *search, uint64_t deadline_ns)
{
	int r = -ENOENT;

	pthread_mutex_lock(&session->lock);
	session->waiters++;
	if (!session->is_over) {
		channel_session(session->channel)->wake = 1;
		channel_read(session->channel, take_record, session->recorder);
	}
	while (r == -ENOENT) {
		bool was_over = session->is_over;

		if (is_found(session, search))
			r = 0;
		else if (was_over)
			r = -ESRCH;
		else if (!session->is_over && !recorder_arrival(session->recorder, search->seen) &&
			 !await_change(session, deadline_ns))
			r = -ETIMEDOUT;
	}
	if (--session->waiters == 0 && !session->is_over)
		channel_session(session->channel)->wake = 0;
	pthread_mutex_unlock(&session->lock);
	return r;
}

/* A pause after what came, and a wake-up for each record only where nothing does: records that follow each other closely
 * cost no more than without anyone who waits. */
#define PAUSE_NS 20000000ull

static size_t take_waiting(struct session *session, size_t taken, const struct sx_call **ret_entries, size_t room)
{
	if (!session->is_over)
		channel_read(session->channel, take_record, session->recorder);
	return recorder_take_arrivals(session->recorder, taken, ret_entries, room);
}

bool session_take(struct session *session, size_t *taken, const struct sx_call **ret_entries, size_t room,
		  size_t *ret_count)
{
	bool is_over;

	pthread_mutex_lock(&session->lock);
	session->waiters++;
	*ret_count = recorder_take_arrivals(session->recorder, *taken, ret_entries, room);
	if (!*ret_count && !session->is_over) {
		await_change(session, session_now_ns() + PAUSE_NS);
		*ret_count = take_waiting(session, *taken, ret_entries, room);
	}
	if (!*ret_count && !session->is_over) {
		channel_session(session->channel)->wake = 1;
		while (!(*ret_count = take_waiting(session, *taken, ret_entries, room)) && !session->is_over)
			await_change(session, UINT64_MAX);
	}
	if (!*ret_count)	/* the end may have come with the last of them */
		*ret_count = recorder_take_arrivals(session->recorder, *taken, ret_entries, room);
	if (--session->waiters == 0 && !session->is_over)
		channel_session(session->channel)->wake = 0;
	*taken += *ret_count;
	is_over = session->is_over;
	pthread_mutex_unlock(&session->lock);
	return is_over;
}

int sx_wait_for(sx_trace *trace, const char *pattern, unsigned timeout_ms)
{
	struct session *session = trace ? trace->root->session : NULL;
	struct search search = {.trace = trace, .text = pattern};
	struct arena arena = {0};
	struct patterns patterns;
	struct text report = {0};
	int r;

	if (!session || !session->recorder || trace_error(trace))
		return -ESRCH;
	session_pause();
	r = pattern ? patterns_compile(&arena, &pattern, 1, trace_variables(trace), &patterns, &report) : -EINVAL;
	if (!pattern)
		text_add(&report, "sx_wait_for: the pattern is NULL");
	if (r == -EINVAL) {
		fprintf(stderr, "%s\n", trace_fail(trace, "%s", report.bytes));
	} else if (r == 0 && !trace->root->snapshot) {	/* nothing more comes while somebody waits for it */
		r = query_find(trace, NULL, pattern, NULL) ? 0 : -ESRCH;
	} else if (r == 0) {
		search.pattern = patterns.list[0];
		r = look_for(session, &search,
			     timeout_ms == UINT_MAX ? UINT64_MAX : session_now_ns() + timeout_ms * 1000000ull);
	}
	text_free(&report);
	arena_free(&search.scratch);
	arena_free(&arena);
	session_resume();
	return r;
}

/* Of a session that still runs: the tree goes with it. */
void session_abort(struct session *session)
{
	if (!session->has_reader)
		return;
	unless_ended(session, session->attached ? detach : kill_tree);
	await_end(session, UINT64_MAX);
	join_reader(session);
}
