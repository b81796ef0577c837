/* SPDX-License-Identifier: MIT */
/* Recordings made by hand, for tests that need no kernel. */
#ifndef SX_FAKE_H
#define SX_FAKE_H

#include "harness/base/arena.h"
#include "harness/recording.h"

/* A recording that grows by the functions below; `recording` is always consistent. */
struct fake {
	struct recording recording;
	struct arena arena;
	struct sx_call **entries;
	struct process **processes;
	uint64_t clock_ns;	/* start of the next entry; each call takes 1000 ns */
	int32_t pid, tid;	/* of the next entries */
	bool is_compat;		/* next calls are i386 ones */
};

/* One process, pid and tid 100, named "fake". */
struct fake *fake_new(void);
struct fake *fake_free(struct fake *fake);	/* NULL */

/* A call that returned `ret` (-errno on failure), or, with FAKE_NO_RETURN, never did. The name must be known. */
#define FAKE_NO_RETURN INT64_MIN
#define FAKE_CALL(fake, name, ret, ...)                                                        \
	fake_call(fake, name, ret, (uint64_t[WIRE_ARGS]){__VA_ARGS__})
struct sx_call *fake_call(struct fake *fake, const char *name, int64_t ret, const uint64_t args[static WIRE_ARGS]);

/* The same by number, known or not. */
struct sx_call *fake_numbered(struct fake *fake, unsigned number, int64_t ret,
			      const uint64_t args[static WIRE_ARGS]);

struct sx_call *fake_mark(struct fake *fake, const char *name);
struct sx_call *fake_signal(struct fake *fake, int signal, int code, const uint64_t fields[static 4]);
struct sx_call *fake_stop(struct fake *fake, int signal);
struct sx_call *fake_exit(struct fake *fake, unsigned status);

/* Keys and their census, as the list of a program that has ended has them; nothing may be added any more. */
void fake_finish(struct fake *fake);

/* One more process of the tree, and the entries that follow are its. */
struct process *fake_process(struct fake *fake, int32_t pid, const char *name);
struct process *fake_thread(struct fake *fake, int32_t tid, const char *name);

/* ---- what the kernel side captured with a call ---- */

/* Any blob; `bytes` may be NULL where length is 0. */
void fake_blob(struct fake *fake, struct sx_call *call, const struct wire_blob *blob, const void *bytes);

/* A string of the program at `address`, whole; its NUL is kept with it. */
void fake_string(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, const char *string);

/* The first `length` bytes of a string whose end was not reached. */
void fake_cut_string(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, const char *string,
		     size_t length);

void fake_memory(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, bool at_exit,
		 const void *bytes, size_t length);

/* The first `length` of `wanted` bytes at entry, with an unreadable page behind them. */
void fake_broken(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, const void *bytes, size_t length,
		 size_t wanted);

void fake_unread(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, size_t wanted);

/* Descriptor `fd` is open on the file `path` (absolute); slot WIRE_RESULT: the one that the call returned. */
void fake_file(struct fake *fake, struct sx_call *call, unsigned slot, int fd, const char *path);
void fake_cwd(struct fake *fake, struct sx_call *call, const char *path);

/* Descriptor `fd` is open on anything else: see enum-like WIRE_FILE_… in wire.h. */
void fake_object(struct fake *fake, struct sx_call *call, unsigned slot, int fd, const struct wire_file *file,
		 const char *name);
void fake_socket(struct fake *fake, struct sx_call *call, unsigned slot, int fd, uint64_t ino,
		 const struct wire_socket *socket);

#endif
