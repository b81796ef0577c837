/* SPDX-License-Identifier: MIT */
/* A recording from its first record to the finished list: what remains of the tree in the end is killed. */
#include "harness/session.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/text.h"

/* ---- reading ---- */

static int take_record(void *context, const void *record, size_t size)
{
	int r = recorder_add(context, record, size);

	return r == -ENOMEM ? r : 0;	/* a malformed record changes nothing */
}

/* Read what waits; 1: the tree has ended. */
static int read_some(struct session *session)
{
	int r;

	pthread_mutex_lock(&session->lock);
	r = channel_read(session->channel, take_record, session->recorder);
	if (r == 0)
		r = recorder_is_over(session->recorder);
	if (session->waiters)
		pthread_cond_broadcast(&session->changed);
	pthread_mutex_unlock(&session->lock);
	return r;
}

static bool daemons_are_left(struct session *session)
{
	return session->options.flags & SX_LEAVE_DAEMONS && session->child &&
	       child_wait(session->child, 0, &session->status) == 0;
}

int session_read(struct session *session, uint64_t deadline_ns)
{
	struct pollfd polled[] = {
		{channel_poll_fd(session->channel), POLLIN, 0},
		{session->options.flags & SX_LEAVE_DAEMONS && session->child ? child_poll_fd(session->child) : -1,
		 POLLIN, 0},
		{session->stop_fd, POLLIN, 0},
		{-1, POLLIN, 0},
		{-1, POLLIN, 0},
	};

	for (;;) {
		/* The end of the tree may be the record that was lost: look now and then. */
		int timeout = channel_session(session->channel)->lost ? 10 : 1000;
		bool was_alive = channel_session(session->channel)->live != 0;
		int r = read_some(session);

		if (r)
			return r < 0 ? r : 0;
		if (!was_alive || daemons_are_left(session))
			return 0;
		if (deadline_ns != UINT64_MAX) {
			uint64_t now = session_now_ns();

			if (now >= deadline_ns)
				return -ETIMEDOUT;
			if ((deadline_ns - now) / 1000000 < (uint64_t)timeout)
				timeout = (int)((deadline_ns - now) / 1000000) + 1;
		}
		polled[3].fd = session->streams.ends[1];
		polled[4].fd = session->streams.ends[2];
		poll(polled, 5, timeout);
		if (polled[2].revents)
			return 0;
		if (polled[3].revents || polled[4].revents)
			streams_take(&session->streams);
	}
}

/* ---- the end ---- */

/* "4711 (sleep), 4712 (sh) and 3 more" */
static void name_living(struct session *session, struct text *text)
{
	pid_t pids[8];
	size_t count = channel_living(session->channel, pids, 8), named = count < 8 ? count : 8;

	for (size_t i = 0; i < named; i++) {
		const char *name = recorder_process_name(session->recorder, pids[i]);

		text_format(text, "%s%d%s%s%s", i ? ", " : "", (int)pids[i], name ? " (" : "", name ? name : "",
			    name ? ")" : "");
	}
	if (count > named)
		text_format(text, " and %zu more", count - named);
}

static void kill_what_remains(struct session *session, bool is_timed_out)
{
	struct text names = {0}, text = {0};

	name_living(session, &names);
	if (is_timed_out) {
		text_format(&text, "timed out after %u ms and was killed; still running: %s "
			    "(sx_options.timeout_ms sets the time)",
			    session->options.timeout_ms, names.bytes ? names.bytes : "nothing");
		trace_set_timeout(session->trace, text.bytes ? text.bytes : "timed out and was killed");
	} else if (names.length) {
		recorder_set_left(session->recorder, names.bytes);
	}
	text_free(&text);
	text_free(&names);
	channel_kill(session->channel, KILL_PATIENCE_MS);
	session_read(session, session_now_ns() + KILL_PATIENCE_MS * 1000000ull);
}

/* A process that was there before us lives on; its status is known if it ended by itself. */
static void leave_attached(struct session *session, bool is_timed_out)
{
	char text[96];

	channel_detach(session->channel);
	read_some(session);
	session->has_status = recorder_process_status(session->recorder, session->attached, &session->status);
	if (!is_timed_out)
		return;
	snprintf(text, sizeof(text), "timed out after %u ms: recording stopped (sx_options.timeout_ms sets the time)",
		 session->options.timeout_ms);
	trace_set_timeout(session->trace, text);
}

static void keep_output(struct session *session)
{
	int r = streams_keep(&session->streams);

	if (r == -EFBIG)
		trace_fail(session->trace, "the program wrote more than %zu bytes to a captured stream "
			   "(sx_options.memory_limit sets the limit)", session->options.memory_limit);
	else if (r < 0)
		trace_fail(session->trace, "what the program wrote could not be kept: %s", strerror(-r));
}

void session_finish(struct session *session, int read_result)
{
	bool is_timed_out = read_result == -ETIMEDOUT;

	if (read_result < 0 && !is_timed_out)
		trace_fail(session->trace, "recording failed: %s", strerror(-read_result));
	if (session->attached)
		leave_attached(session, is_timed_out);
	else if (read_result < 0 || channel_session(session->channel)->live)
		kill_what_remains(session, is_timed_out);
	if (session->child && child_wait(session->child, KILL_PATIENCE_MS, &session->status) == 0)
		session->has_status = true;
	else if (session->child)
		trace_fail(session->trace, "recording failed: the process that waits for the program was killed");
	keep_output(session);
	session_settle(session, is_timed_out);
}

void session_settle(struct session *session, bool is_timed_out)
{
	const struct recording *list;
	int r;

	pthread_mutex_lock(&session->lock);
	r = recorder_finish(session->recorder, (const struct wire_session *)channel_session(session->channel),
			    is_timed_out);
	pthread_mutex_unlock(&session->lock);
	if (r < 0) {
		trace_fail(session->trace, "recording failed: %s", strerror(-r));
		return;
	}
	list = recorder_list(session->recorder);
	session->lost = list->losses.records + list->losses.over_limit + list->losses.tasks +
			list->losses.gained;
	trace_attach(session->trace, list);
}
