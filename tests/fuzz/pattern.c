/* SPDX-License-Identifier: MIT */
/* Throws any text at the pattern compiler, and what compiles at calls of many kinds. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "harness/pattern/pattern.h"
#include "tests/unit/fake.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define FIRST  0x1000
#define SECOND 0x2000

static void add_files(struct fake *f)
{
	struct sx_call *call = FAKE_CALL(f, "openat", 3, (uint64_t)AT_FDCWD, FIRST, O_WRONLY | O_CREAT, 0600);

	fake_cwd(f, call, "/home/u");
	fake_string(f, call, 1, FIRST, "data.tmp");
	fake_file(f, call, WIRE_RESULT, 3, "/home/u/data.tmp");
	call = FAKE_CALL(f, "rename", -2, FIRST, SECOND);
	fake_string(f, call, 0, FIRST, "a/../b");
	fake_cut_string(f, call, 1, SECOND, "/cut", 4);
	call = FAKE_CALL(f, "write", 5, 3, FIRST, 5);
	fake_file(f, call, 0, 3, "/home/u/data.tmp");
	fake_memory(f, call, 1, FIRST, false, "he\0lo", 5);
	call = FAKE_CALL(f, "unlink", 0, FIRST);
	fake_unread(f, call, 0, FIRST, 0);
}

static void add_structures(struct fake *f)
{
	struct stat st = {.st_mode = S_IFREG | 0644, .st_size = 1234};
	uint64_t set = 1 << (SIGINT - 1) | 1 << (SIGTERM - 1), vector[] = {SECOND, SECOND, 0};
	struct sx_call *call = FAKE_CALL(f, "fstat", 0, 3, FIRST);
	int pair[2] = {3, 4};

	fake_memory(f, call, 1, FIRST, true, &st, sizeof(st));
	call = FAKE_CALL(f, "rt_sigprocmask", 0, SIG_BLOCK, FIRST, 0, 8);
	fake_memory(f, call, 1, FIRST, false, &set, 8);
	call = FAKE_CALL(f, "execve", 0, FIRST, FIRST + 64, 0);
	fake_string(f, call, 0, FIRST, "/bin/true");
	fake_memory(f, call, 1, FIRST + 64, false, vector, sizeof(vector));
	fake_string(f, call, 1, SECOND, "true");
	call = FAKE_CALL(f, "pipe2", 0, FIRST, O_CLOEXEC);
	fake_memory(f, call, 0, FIRST, true, pair, sizeof(pair));
	call = FAKE_CALL(f, "connect", 0, 3, FIRST, 16);
	fake_memory(f, call, 1, FIRST, false, "\2\0\0\120\177\0\0\1\0\0\0\0\0\0\0\0", 16);
}

static struct fake *make_calls(void)
{
	struct fake *f = fake_new();

	if (!f)
		abort();
	add_files(f);
	add_structures(f);
	FAKE_CALL(f, "clone", 200, 0x01200011, 0, 0, 0, 0);
	FAKE_CALL(f, "fcntl", 0x8002, 3, F_GETFL);
	FAKE_CALL(f, "read", -512, 0, FIRST, 1);
	FAKE_CALL(f, "exit_group", FAKE_NO_RETURN, 0);
	fake_numbered(f, 9999, -38, (uint64_t[6]){1, 2, 3});
	fake_mark(f, "ready");
	fake_signal(f, SIGCHLD, 1, (uint64_t[4]){0});
	fake_exit(f, 256);
	f->is_compat = true;
	FAKE_CALL(f, "close", 0, 3);
	return f;
}

static void match_all(const struct fake *f, const struct patterns *patterns, struct arena *arena)
{
	struct arena scratch = {0};
	struct bindings bindings = {0};
	struct part parts[PATTERN_PARTS];

	for (size_t i = 0; i < patterns->count; i++) {
		for (size_t n = 0; n < f->recording.count; n++) {
			struct matching matching = {.scratch = &scratch, .kept = arena, .bindings = &bindings, .is_open = n % 2};
			const struct sx_call *call = f->recording.entries[n];

			matching.choice = pattern_choices(patterns->list[i], call) - 1;
			pattern_match(patterns->list[i], call, &matching);
			if (pattern_explain(&scratch, patterns->list[i], call, &bindings, parts) > PATTERN_PARTS)
				abort();
			arena_clear(&scratch);
		}
	}
	arena_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct variable variables[] = {{"cwd", "/home/u", &variables[1]}, {"n", "3", NULL}};
	static struct fake *calls;
	const char *texts[4];
	struct arena arena = {0};
	struct patterns patterns;
	struct text report = {0};
	size_t count = 0;
	char *copy = malloc(size + 1);

	if (!calls)
		calls = make_calls();
	if (!copy)
		return 0;
	memcpy(copy, bytes, size);
	copy[size] = '\0';
	for (char *at = copy; at && count < 4; count++) {
		texts[count] = at;
		at = strchr(at, '\n');
		if (at)
			*at++ = '\0';
	}
	if (patterns_compile(&arena, texts, count, variables, &patterns, &report) == 0)
		match_all(calls, &patterns, &arena);
	else if (!report.length)
		abort();
	text_free(&report);
	arena_free(&arena);
	free(copy);
	return 0;
}
