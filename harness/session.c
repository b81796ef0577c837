/* SPDX-License-Identifier: MIT */
/* One recording from start to end: the only room that knows all others. */
#include "harness/session.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/text.h"
#include "harness/options.h"
#include "harness/syscalls/select.h"

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

uint64_t session_now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

/* ---- opening ---- */

static int select_calls(struct session *session)
{
	struct text why = {0};
	int r;

	if (!session->options.calls)
		return 0;
	session->is_filtered = true;
	r = select_parse(session->options.calls, session->wanted, &why);
	if (r < 0)
		trace_fail(session->trace, "cannot record: %s", why.bytes ? why.bytes : "out of memory");
	text_free(&why);
	return r;
}

bool session_open_channel(struct session *session)
{
	const struct sx_options *options = &session->options;
	struct channel_settings settings = {
		.string_limit = (uint32_t)options->string_limit,
		.flags = (options->flags & SX_NO_FOLLOW ? WIRE_SESSION_NO_FOLLOW : 0) |
			 (options->flags & SX_STACKS ? WIRE_SESSION_STACKS : 0) |
			 (options->flags & SX_LIVE ? WIRE_SESSION_ENTRIES : 0) |
			 (options->flags & SX_RUN_TIMES ? WIRE_SESSION_RUN_TIMES : 0) |
			 (session->is_region ? 0 : WIRE_SESSION_HOLDS),	/* who records himself cannot read meanwhile */
		.joins_later = session->is_region,
		.is_unwatched = session->is_region || session->attached,
	};
	const char *why = "out of memory";

	if (session->is_filtered)
		settings.wanted = (const uint64_t (*)[WIRE_CALLS / 64])session->wanted;
	if (channel_open(&session->channel, &settings, &why) == 0)
		return true;
	trace_fail(session->trace, "%s", why);
	return false;
}

bool session_begin(struct session *session, const char *program, bool is_live, uint64_t lost_before)
{
	struct recorder_settings settings = {
		.memory_limit = session->options.memory_limit,
		.program = program,
		.keeps_arrivals = is_live,
		.keeps_entered = session->options.flags & SX_LIVE,
		.keeps_ignored = session->options.flags & SX_IGNORED_SIGNALS,
		.has_run_times = session->options.flags & SX_RUN_TIMES,
		.region_tid = session->region_tid,
		.lost_before = lost_before,
		.keeps_stacks = session->options.flags & SX_STACKS,
	};

	if (!session->channel && !session_open_channel(session))
		return false;
	if (session->is_filtered)
		settings.wanted = (const uint64_t (*)[WIRE_CALLS / 64])session->wanted;
	settings.sees_rings = channel_sees_rings(session->channel);
	settings.obscure_before = channel_session(session->channel)->obscure;
	settings.start_ns = session_now_ns();
	settings.start_realtime_ns = clock_ns(CLOCK_REALTIME);
	session->recorder = recorder_new(&settings);
	if (!session->recorder)
		trace_fail(session->trace, "cannot record: out of memory");
	session->deadline_ns = session->options.timeout_ms == UINT_MAX
				       ? UINT64_MAX
				       : settings.start_ns + session->options.timeout_ms * 1000000ull;
	return session->recorder != NULL;
}

static struct sx_trace out_of_memory_trace = {
	.root = &out_of_memory_trace,
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.error = "out of memory",
};

struct sx_trace *session_new(const struct sx_options *options, struct session **ret_session)
{
	struct sx_trace *trace = trace_new();
	struct session *session;
	const char *why;

	*ret_session = NULL;
	if (!trace)
		return &out_of_memory_trace;
	session = calloc(1, sizeof(*session));
	if (!session) {
		trace_fail(trace, "out of memory");
		return trace;
	}
	session->trace = trace;
	session->streams = STREAMS_INHERITED;
	session->stop_fd = -1;
	pthread_mutex_init(&session->lock, NULL);
	pthread_mutex_init(&session->ending, NULL);
	pthread_cond_init(&session->changed, NULL);
	trace->session = session;
	if (options_read(&session->options, options, &why) < 0) {
		trace_fail(trace, "%s", why);
		return trace;
	}
	if (select_calls(session) == 0)
		*ret_session = session;
	return trace;
}

struct sx_trace *session_open(const struct sx_options *options, const char *program, bool is_live,
			      struct session **ret_session)
{
	struct sx_trace *trace = session_new(options, ret_session);

	if (*ret_session)
		trace_define_folder(trace, (*ret_session)->options.dir);
	if (*ret_session && !session_begin(*ret_session, program, is_live, 0))
		*ret_session = NULL;
	return trace;
}

/* ---- starting ---- */

static int join_program(void *context)
{
	return channel_join(context, WIRE_JOIN_AT_EXEC);
}

/* In the warden, when the test has died. */
static void bury_tree(void *context)
{
	channel_kill(context, KILL_PATIENCE_MS);
	channel_abandon(context);
}

static void explain_start(struct session *session, const char *program, enum child_stage stage, int error)
{
	const char *dir = session->options.dir, *user = session->options.user;

	switch (stage) {
	case CHILD_DIR:
		trace_fail(session->trace, "cannot run '%s': cannot change to the directory '%s': %s", program, dir,
			   strerror(error));
		break;
	case CHILD_USER:
		trace_fail(session->trace, "cannot run '%s': cannot become the user '%s': %s", program, user,
			   error == ENOENT ? "there is no such user" :
			   error == ENXIO  ? "SUDO_UID does not name one" : strerror(error));
		break;
	case CHILD_EXEC:
		trace_fail(session->trace, "cannot run '%s': %s", program, strerror(error));
		break;
	case CHILD_JOIN:
		trace_fail(session->trace, "cannot run '%s': the tracer did not take the new process: %s", program,
			   strerror(error));
		break;
	default:
		trace_fail(session->trace, "cannot run '%s': cannot set up a process for it: %s", program,
			   strerror(error));
	}
}

static int join_now(void *context)
{
	return channel_join(context, 0);
}

static bool start(struct session *session, struct child_request *request, const char *name)
{
	const struct sx_options *options = &session->options;
	enum child_stage stage = CHILD_STREAMS;
	int lifelines[16], r;

	request->env = options->env;
	request->dir = options->dir;
	request->user = options->user;
	request->file = options->file;
	request->streams = session->streams.fds;
	request->bury = bury_tree;
	request->context = session->channel;
	request->lifelines = lifelines;
	r = streams_make(&session->streams, options->stdin_text, options->flags & SX_CAPTURE, options->memory_limit);
	if (r == 0) {
		request->lifeline_count = channel_lifelines(session->channel, lifelines, 16);
		r = child_start(&session->child, request, &stage);
	}
	streams_hand_over(&session->streams);
	if (r < 0)
		explain_start(session, name, stage, -r);
	return r == 0;
}

/* $cwd is where the program starts. */
static void define_folder(struct session *session)
{
	char *folder = session->options.dir ? realpath(session->options.dir, NULL) : NULL;

	if (folder)
		trace_define(session->trace, "cwd", folder);
	free(folder);
}

bool session_start(struct session *session, const char *const argv[])
{
	struct child_request request = {.argv = argv, .join = join_program};

	define_folder(session);
	return start(session, &request, session->options.file ? session->options.file : argv[0]);
}

/* By memory: a call would be the first one recorded. */
static void begin_now(void *context)
{
	channel_session(context)->on = WIRE_ON_ALL;
}

bool session_start_function(struct session *session, int (*function)(void *), void *argument,
			    volatile struct function_state *state)
{
	struct child_request request = {
		.function = function, .argument = argument, .function_state = state, .join = join_now,
		.begin = begin_now,
	};

	channel_session(session->channel)->on = WIRE_ON_NONE;
	return start(session, &request, "the function");
}

/* ---- the end ---- */

void session_close(struct session *session)
{
	session->child = child_free(session->child);
	session->channel = channel_close(session->channel);
	if (session->stop_fd >= 0)
		close(session->stop_fd);
	session->stop_fd = -1;
}

static void session_free(struct session *session)
{
	if (!session)
		return;
	session_close(session);
	arena_free(&session->snapshots);
	streams_free(&session->streams);
	recorder_free(session->recorder);
	pthread_cond_destroy(&session->changed);
	pthread_mutex_destroy(&session->lock);
	pthread_mutex_destroy(&session->ending);
	free(session);
}

/* ---- public ---- */

/* With SX_REQUIRE=1 "cannot trace" is no reason to skip: every recording fails with the sentence. */
int sx_available(const char **why)
{
	const char *required = getenv("SX_REQUIRE"), *sentence = NULL;
	int r = tracer_ready(&sentence);

	if (why)
		*why = r < 0 ? sentence : NULL;
	if (r < 0 && required && !strcmp(required, "1")) {
		fprintf(stderr, "sysexpect: %s (SX_REQUIRE=1: a failure, not a skip)\n", sentence);
		return 0;
	}
	return r;
}

sx_trace *sx_run(const struct sx_options *options, const char *const argv[])
{
	struct session *session;
	struct sx_trace *trace;

	session_pause();
	trace = session_open(options, argv && argv[0] ? argv[0] : "", false, &session);
	if (session) {
		if (!argv || !argv[0])
			trace_fail(trace, "sx_run: argv is empty");
		else if (session_start(session, argv))
			session_finish(session, session_read(session, session->deadline_ns));
		session_close(session);
	}
	session_resume();
	return trace;
}

int sx_status(const sx_trace *trace)
{
	const struct session *session = trace ? trace->root->session : NULL;

	return session && session->has_status ? session->status : -1;
}

uint64_t sx_lost(const sx_trace *trace)
{
	const struct session *session = trace ? trace->root->session : NULL;

	return session ? session->lost : 0;
}

static const char *written(const sx_trace *trace, int n, size_t *length)
{
	struct session *session = trace ? trace->root->session : NULL;
	bool is_kept;

	if (length)
		*length = 0;
	if (!session)
		return NULL;
	pthread_mutex_lock(&session->lock);
	is_kept = session->is_over || !trace->root->snapshot;
	pthread_mutex_unlock(&session->lock);
	if (is_kept && length)
		*length = session->streams.length[n];
	return is_kept ? session->streams.written[n] : NULL;
}

const char *sx_stdout(const sx_trace *trace, size_t *length)
{
	return written(trace, 1, length);
}

const char *sx_stderr(const sx_trace *trace, size_t *length)
{
	return written(trace, 2, length);
}

const char *sx_error(const sx_trace *trace)
{
	const char *error = trace ? trace_error(trace) : NULL;

	return error || !trace ? error : trace_timeout(trace);
}

void sx_free(sx_trace *trace)
{
	struct session *session;

	if (!trace || trace == &out_of_memory_trace || trace->root != trace)
		return;
	session_pause();
	session = trace->session;
	if (session) {
		session_leave(session);
		session_abort(session);
	}
	trace_free(trace);
	session_free(session);
	session_resume();
}

void sx_unload(void)
{
	session_forget_threads();
	tracer_unload();
}
