/* SPDX-License-Identifier: MIT */
/* A program's calls made by hand, and short questions to the list of them. */
#ifndef SX_UNIT_ASKING_H
#define SX_UNIT_ASKING_H

#include <fcntl.h>
#include <string.h>

#include <sysexpect/sysexpect.h>

#include "harness/kept.h"
#include "harness/query.h"
#include "tests/unit/matches.h"

#define PATH   0x1000
#define BUFFER 0x2000

static struct fake *f;
static struct sx_trace *t;
static struct arena arena;

static inline void setup(void)
{
	f = fake_new();
	f->recording.kept = kept_new();
	t = trace_new();
	trace_attach(t, &f->recording);
}

static inline void teardown(void)
{
	t = trace_free(t);
	f->recording.kept = kept_free(f->recording.kept);
	f = fake_free(f);
	arena_free(&arena);
}

/* ---- a program's calls ---- */

static uint64_t next_identity = 100;

static inline void set_file(struct sx_call *call, unsigned slot, int fd, uint64_t identity)
{
	fake_object(f, call, slot, fd, &(struct wire_file){.type = WIRE_FILE_PATH, .identity = identity}, "data");
}

static inline struct sx_call *open_file(const char *path, int fd, uint64_t *ret_identity)
{
	struct sx_call *call = FAKE_CALL(f, "openat", fd, (uint64_t)AT_FDCWD, PATH, O_RDWR);

	fake_cwd(f, call, "/home/u");
	fake_string(f, call, 1, PATH, path);
	*ret_identity = next_identity++;
	if (fd >= 0)
		set_file(call, WIRE_RESULT, fd, *ret_identity);
	return call;
}

static inline struct sx_call *use(const char *name, int fd, uint64_t identity)
{
	struct sx_call *call = FAKE_CALL(f, name, 0, (uint64_t)fd);

	set_file(call, 0, fd, identity);
	return call;
}

static inline struct sx_call *rename_file(const char *from, const char *to)
{
	struct sx_call *call = FAKE_CALL(f, "rename", 0, PATH, BUFFER);

	fake_cwd(f, call, "/home/u");
	fake_string(f, call, 0, PATH, from);
	fake_string(f, call, 1, BUFFER, to);
	return call;
}

static inline struct sx_call *unread_unlink(void)
{
	struct sx_call *call = FAKE_CALL(f, "unlink", 0, PATH);

	fake_unread(f, call, 0, PATH, 0);
	return call;
}

/* ---- short questions ---- */

static inline enum outcome times(size_t lowest, size_t highest, const char *pattern)
{
	struct answer answer;

	return query_times(t, &arena, lowest, highest, pattern, &answer);
}

static inline enum outcome called(const char *pattern)
{
	return times(1, SIZE_MAX, pattern);
}

static inline enum outcome never(const char *pattern)
{
	return times(0, 0, pattern);
}

#define LIST(...) (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define order(ret, ...) query_order(t, &arena, LIST(__VA_ARGS__), ret)
#define next(ret, ...) query_next(t, &arena, LIST(__VA_ARGS__), ret)
#define only(ret, ...) query_only(t, &arena, LIST(__VA_ARGS__), ret)

static struct answer answer;

#endif
