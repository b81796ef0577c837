/* SPDX-License-Identifier: MIT */
/* Which code stood where in each process at each moment; from the calls that map, for processes that are gone. */
#ifndef SX_SPACES_H
#define SX_SPACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/recording.h"

/* A file as it was mapped. Each is there once, so that pointers can be compared. */
struct mapped_file {
	struct mapped_file *next;
	const char *path;
	uint64_t ino;
	uint32_t dev;		/* as the kernel has it: major << 20 | minor; 0: not known */
	uint64_t mapped_ns;	/* when it was first mapped, since the recording's start */
};

/* Executable bytes of a file in memory. */
struct mapping {
	uint64_t start, end;
	uint64_t offset;	/* in the file */
	const struct mapped_file *file;
};

struct mappings {
	struct mapping *list;	/* in order of address */
	size_t count, room;
};

struct spaces;

struct spaces *spaces_new(const struct recording *recording);	/* NULL: out of memory */
struct spaces *spaces_free(struct spaces *spaces);		/* NULL is nothing */

/* A call returned that may have mapped something, recorded for others or only for this. 0 or -ENOMEM. */
int spaces_follow(struct spaces *spaces, uint64_t task, const struct sx_call *call);

/* A task was made: with memory of its own, or in its parent's. 0 or -ENOMEM. */
int spaces_fork(struct spaces *spaces, uint64_t parent, uint64_t child, bool shares, uint64_t ns);

/* Tasks whose beginning was not seen have what a file like /proc/self/maps says, from `ns` on. 0 or -errno. */
int spaces_seed(struct spaces *spaces, const char *maps_path, uint64_t ns);

/* What was mapped where, for this call at its entry; valid until the next question. NULL: not known, and *ret_why. */
const struct mappings *spaces_of_call(struct spaces *spaces, const struct sx_call *call, const char **ret_why);

/* Opens the file that was mapped; -ESTALE where the one that stands there now is another or was changed since. */
int mapped_file_open(const struct mapped_file *file, const struct recording *recording);

/* ---- shared with spaces_image.c and spaces_list.c ---- */

/* The executable segments of the program behind `fd` that the kernel put so that its headers are at `headers`. */
int image_segments(int fd, const struct mapped_file *file, uint64_t headers, bool is_base, struct mappings *mappings);

/* The path of the loader that the program behind `fd` names; malloc'ed. NULL: none, or it cannot be read. */
char *image_loader(int fd);

int mappings_add(struct mappings *mappings, const struct mapping *mapping);	/* 0 or -ENOMEM */

/* Make a hole; whether anything was there. */
bool mappings_remove(struct mappings *mappings, uint64_t start, uint64_t end, int *ret_error);

#endif
