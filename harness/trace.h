/* SPDX-License-Identifier: MIT */
/* What is behind an sx_trace: a recording, or a view of one. */
#ifndef SX_TRACE_H
#define SX_TRACE_H

#include <pthread.h>
#include <stdarg.h>

#include <sysexpect/sysexpect.h>

#include "harness/base/arena.h"
#include "harness/pattern/pattern.h"
#include "harness/recording.h"

struct session;

enum view_kind { VIEW_ALL, VIEW_MATCHING, VIEW_BETWEEN, VIEW_PROCESS, VIEW_THREAD };

struct sx_trace {
	struct sx_trace *root;		/* itself, if it is no view */

	/* of a view: what it keeps of its parent; never changed once made */
	enum view_kind kind;
	struct sx_trace *parent;
	const char *pattern;		/* VIEW_MATCHING; VIEW_BETWEEN: from, or NULL */
	const char *until;		/* VIEW_BETWEEN: to, or NULL */
	pid_t id;			/* VIEW_PROCESS, VIEW_THREAD */
	const struct kept_view *kept;	/* of select.c, under the root's lock: set once */

	/* of the root */
	const struct recording *recording;	/* NULL: recording failed before there was a list */
	struct session *session;	/* of the room that records; NULL in unit tests */
	/* A copy of the list as it is now, whose entries stay valid until sx_free(); NULL: *recording does not grow. */
	void (*snapshot)(struct sx_trace *root, struct recording *ret);
	pthread_mutex_t lock;		/* over what follows; see trace_lock() */
	struct arena arena;		/* views, variables, messages; lives until trace_free() */
	const char *error;		/* sticky: recording failed, or a pattern was bad */
	const char *timeout;		/* the tree was killed: assertions fail, the list can still be asked */
	const struct variable *variables;
	struct finders *finders;	/* of query_find.c; NULL: none yet */
	_Atomic bool is_dumped;		/* SX_DUMP=always has printed it */
	_Atomic bool is_warned;		/* of calls that the vDSO answers */
};

/* A root without a recording. Predefines $home. NULL: out of memory. */
struct sx_trace *trace_new(void);

/* Predefine $cwd: a folder, or NULL: that of this process. */
void trace_define_folder(struct sx_trace *root, const char *folder);

/* Give a root its list; predefines $pid. */
void trace_attach(struct sx_trace *root, const struct recording *recording);

/* Free a root with its views; not the recording and not the session. NULL is nothing. */
struct sx_trace *trace_free(struct sx_trace *root);

/* Set the sticky error, unless there is one; returns the one that stands. */
const char *trace_fail(struct sx_trace *trace, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A text that lives as long as the trace. */
const char *trace_keep(struct sx_trace *trace, const char *text);

/* NULL, or the sticky error. */
const char *trace_error(const struct sx_trace *trace);

/* Say that the tree was killed at its timeout: no error of the list, but every assertion on it fails. */
void trace_set_timeout(struct sx_trace *trace, const char *text);

/* NULL, or the sentence. */
const char *trace_timeout(const struct sx_trace *trace);

/* $name = text, for every view; false: out of memory. */
bool trace_define(struct sx_trace *trace, const char *name, const char *text);

/* The variables as they are now; what it returns never changes. */
const struct variable *trace_variables(const struct sx_trace *trace);

/* The list as it is now; false: there is none, trace_error() says why. */
bool trace_recording(const struct sx_trace *trace, struct recording *ret);

#endif
