/* SPDX-License-Identifier: MIT */
/* Which code stood where in each process at each moment; from the calls that map, for processes that are gone. */
#include "harness/spaces.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/base/arena.h"

enum change_kind { CHANGE_MAP, CHANGE_UNMAP, CHANGE_IMAGE, CHANGE_UNKNOWN };

/* Something that came or went in one memory. */
struct change {
	uint64_t ns;
	enum change_kind kind;
	size_t arrival;		/* those of one moment stay in the order in which they came */
	struct mapping mapping;	/* of an image: start is the address of its headers, end that of the loader */
};

/* The memory of a process, or of several that share it. */
struct space {
	uint32_t parent;	/* it began as a copy of that one, at born_ns; its own number: empty */
	uint64_t born_ns;
	struct change *changes;
	size_t count, room;
	struct change *effective;	/* those that change something, in order; made when asked for */
	size_t effective_count;
	uint64_t version;		/* of all spaces, when it was made */
};

/* From when on a task has run in a space; newest first. */
struct stay {
	struct stay *before;
	uint64_t from_ns;
	uint32_t space;
};

struct spaces {
	const struct recording *recording;
	struct arena arena;
	struct space *list;
	size_t count, room;
	struct stay **stays;	/* by task number */
	size_t stay_room;
	struct mapped_file *files;
	struct mappings current;	/* what was asked for last */
	uint64_t version;		/* grows with each change */
	uint64_t seeded_ns;	/* from when on it is known what they have; UINT64_MAX: never */
};

#define SPACE_SEED 0	/* of tasks whose beginning was not seen */

static int grow(void *array, size_t *room, size_t wanted, size_t size)
{
	size_t more = *room ? *room : 16;
	void *memory;

	if (wanted <= *room)
		return 0;
	while (more < wanted)
		more *= 2;
	memory = realloc(*(void **)array, more * size);
	if (!memory)
		return -ENOMEM;
	memset((char *)memory + *room * size, 0, (more - *room) * size);
	*(void **)array = memory;
	*room = more;
	return 0;
}

/* ---- files ---- */

static const struct mapped_file *intern(struct spaces *spaces, const char *path, uint32_t dev, uint64_t ino, uint64_t ns)
{
	struct mapped_file *file;

	for (file = spaces->files; file; file = file->next)
		if (file->ino == ino && file->dev == dev && !strcmp(file->path, path))
			return file;
	file = arena_take(&spaces->arena, sizeof(*file));
	if (!file)
		return NULL;
	file->path = arena_copy(&spaces->arena, path, strlen(path) + 1);
	file->dev = dev;
	file->ino = ino;
	file->mapped_ns = ns;
	file->next = spaces->files;
	if (!file->path)
		return NULL;
	spaces->files = file;
	return file;
}

/* The components of a path stand leaf first. */
static char *join_components(const char *components, size_t length)
{
	char *path = calloc(1, length + 2), *end = path + length + 1;

	if (!path)
		return NULL;
	*end = '\0';
	for (size_t at = 0; at < length;) {
		size_t size = strnlen(components + at, length - at);

		end -= size;
		memcpy(end, components + at, size);
		*--end = '/';
		at += size + 1;
	}
	memmove(path, end, strlen(end) + 1);
	return path;
}

static const struct mapped_file *file_of_blob(struct spaces *spaces, const struct wire_blob *blob, uint64_t ns)
{
	const struct mapped_file *found = NULL;
	const struct wire_file *file;
	size_t length;
	char *path;

	file = (const void *)blob_bytes(blob, &length);
	if (length <= sizeof(*file) || file->type != WIRE_FILE_PATH ||
	    file->flags & (WIRE_DELETED | WIRE_OUTSIDE | WIRE_SHORT | WIRE_UNMOUNTED))
		return NULL;
	path = join_components((const char *)(file + 1), length - sizeof(*file));
	if (path)
		found = intern(spaces, path, file->dev, file->ino, ns);
	free(path);
	return found;
}

/* ---- spaces and who stays in them ---- */

static int new_space(struct spaces *spaces, uint32_t parent, uint64_t ns, uint32_t *ret_space)
{
	if (grow(&spaces->list, &spaces->room, spaces->count + 1, sizeof(*spaces->list)) < 0)
		return -ENOMEM;
	*ret_space = (uint32_t)spaces->count++;
	spaces->list[*ret_space] = (struct space){.parent = parent == UINT32_MAX ? *ret_space : parent, .born_ns = ns};
	return 0;
}

static uint32_t space_at(const struct spaces *spaces, uint64_t task, uint64_t ns)
{
	const struct stay *stay = task < spaces->stay_room ? spaces->stays[task] : NULL;

	while (stay && stay->from_ns > ns)
		stay = stay->before;
	return stay ? stay->space : SPACE_SEED;
}

static int move_in(struct spaces *spaces, uint64_t task, uint32_t space, uint64_t ns)
{
	struct stay *stay;

	if (grow(&spaces->stays, &spaces->stay_room, task + 1, sizeof(*spaces->stays)) < 0)
		return -ENOMEM;
	stay = arena_take(&spaces->arena, sizeof(*stay));
	if (!stay)
		return -ENOMEM;
	stay->before = spaces->stays[task];
	stay->from_ns = ns;
	stay->space = space;
	spaces->stays[task] = stay;
	return 0;
}

int spaces_fork(struct spaces *spaces, uint64_t parent, uint64_t child, bool shares, uint64_t ns)
{
	uint32_t space = space_at(spaces, parent, ns);

	if (!shares && new_space(spaces, space, ns, &space) < 0)
		return -ENOMEM;
	return move_in(spaces, child, space, ns);
}

/* ---- what calls change ---- */

static int add_change(struct spaces *spaces, uint32_t number, uint64_t ns, enum change_kind kind,
		      const struct mapping *mapping)
{
	struct space *space = &spaces->list[number];

	if (grow(&space->changes, &space->room, space->count + 1, sizeof(*space->changes)) < 0)
		return -ENOMEM;
	space->changes[space->count] = (struct change){.ns = ns, .kind = kind, .arrival = space->count};
	if (mapping)
		space->changes[space->count].mapping = *mapping;
	space->count++;
	spaces->version++;
	return 0;
}

static int unmap(struct spaces *spaces, uint32_t space, uint64_t ns, uint64_t start, uint64_t length)
{
	struct mapping hole = {.start = start, .end = start + ((length + 4095) & ~4095ull)};

	return length ? add_change(spaces, space, ns, CHANGE_UNMAP, &hole) : 0;
}

/* What was there goes at the latest when the new comes, and at the earliest when the call began. */
static int follow_mmap(struct spaces *spaces, uint32_t space, const struct sx_call *call)
{
	struct mapping mapping = {.start = (uint64_t)call->ret};
	const struct wire_blob *blob;
	int r = unmap(spaces, space, call_start_ns(call), mapping.start, call_arg(call, 1));

	if (r < 0 || !(call_arg(call, 2) & PROT_EXEC) || call_arg(call, 3) & MAP_ANONYMOUS)
		return r;
	if (!call_file(call, 4, (int)call_arg(call, 4), &blob))
		return 0;
	mapping.end = mapping.start + ((call_arg(call, 1) + 4095) & ~4095ull);
	mapping.offset = call_arg(call, 5);
	mapping.file = file_of_blob(spaces, blob, call_end_ns(call));
	return mapping.file ? add_change(spaces, space, call_end_ns(call), CHANGE_MAP, &mapping) : 0;
}

static int follow_mremap(struct spaces *spaces, uint32_t space, const struct sx_call *call)
{
	uint64_t start = call_start_ns(call);
	int r = unmap(spaces, space, start, call_arg(call, 0), call_arg(call, 1));

	return r < 0 ? r : unmap(spaces, space, start, (uint64_t)call->ret, call_arg(call, 2));
}

static uint64_t auxv_value(const uint64_t *pairs, size_t count, uint64_t type)
{
	for (size_t i = 0; i + 1 < count && pairs[i] != AT_NULL; i += 2)
		if (pairs[i] == type)
			return pairs[i + 1];
	return 0;
}

static int follow_exec(struct spaces *spaces, uint64_t task, const struct sx_call *call)
{
	const struct wire_blob *blob = NULL;
	struct mapping image = {0};
	uint64_t pairs[40] = {0};
	uint32_t space;

	while ((blob = call_next_blob(call, blob))) {
		size_t length;
		const unsigned char *bytes = blob_bytes(blob, &length);

		if (blob->what == WIRE_IMAGE)
			image.file = file_of_blob(spaces, blob, call_end_ns(call));
		else if (blob->what == WIRE_AUXV)
			memcpy(pairs, bytes, length < sizeof(pairs) ? length : sizeof(pairs));
	}
	image.start = auxv_value(pairs, 40, AT_PHDR);
	image.end = auxv_value(pairs, 40, AT_BASE);
	if (new_space(spaces, UINT32_MAX, call_start_ns(call), &space) < 0 ||
	    move_in(spaces, task, space, call_end_ns(call)) < 0)
		return -ENOMEM;
	return image.file ? add_change(spaces, space, call_start_ns(call), CHANGE_IMAGE, &image) : 0;
}

int spaces_follow(struct spaces *spaces, uint64_t task, const struct sx_call *call)
{
	const char *name = call_row(call)->name;
	uint32_t space;

	if (call_failed(call) || call->flags & WIRE_DENIED || !call_returned(call))
		return 0;
	if (!strcmp(name, "execve") || !strcmp(name, "execveat"))
		return follow_exec(spaces, task, call);
	if (!strstr(name, "map") && strncmp(name, "shm", 3) && strcmp(name, "remap_file_pages"))
		return 0;
	space = space_at(spaces, task, call_start_ns(call));
	if (call->abi == WIRE_ABI_NATIVE) {
		if (!strcmp(name, "mmap"))
			return follow_mmap(spaces, space, call);
		if (!strcmp(name, "munmap"))
			return unmap(spaces, space, call_start_ns(call), call_arg(call, 0), call_arg(call, 1));
		if (!strcmp(name, "mremap"))
			return follow_mremap(spaces, space, call);
		if (strcmp(name, "shmat") || !(call_arg(call, 2) & 040000 /* SHM_REMAP */))
			return 0;
	} else if (strcmp(name, "mmap") && strcmp(name, "mmap2") && strcmp(name, "munmap") && strcmp(name, "mremap")) {
		return 0;
	}
	return add_change(spaces, space, call_start_ns(call), CHANGE_UNKNOWN, NULL);
}

int spaces_seed(struct spaces *spaces, const char *maps_path, uint64_t ns)
{
	FILE *stream = fopen(maps_path, "re");
	size_t room = 0;
	char *line = NULL;
	int r = 0;

	if (!stream)
		return -errno;
	while (r == 0 && getline(&line, &room, stream) > 0) {
		struct mapping mapping = {0};
		unsigned major, minor;
		uint64_t ino;
		char rights[8];
		int at = 0;

		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s %" SCNx64 " %x:%x %" SCNu64 " %n", &mapping.start,
			   &mapping.end, rights, &mapping.offset, &major, &minor, &ino, &at) < 7)
			continue;
		if (rights[2] != 'x' || line[at] != '/')
			continue;
		mapping.file = intern(spaces, line + at, major << 20 | minor, ino, 0);
		r = mapping.file ? add_change(spaces, SPACE_SEED, 0, CHANGE_MAP, &mapping) : -ENOMEM;
	}
	free(line);
	fclose(stream);
	spaces->seeded_ns = r == 0 ? ns : UINT64_MAX;
	return r;
}

/* ---- questions ---- */

static int compare_changes(const void *a, const void *b)
{
	const struct change *left = a, *right = b;

	if (left->ns != right->ns)
		return left->ns < right->ns ? -1 : 1;
	return (left->arrival > right->arrival) - (left->arrival < right->arrival);
}

/* The program and its loader, as its headers say. */
static int map_image(struct spaces *spaces, const struct change *change, struct mappings *mappings)
{
	const struct mapped_file *file = change->mapping.file, *loader_file;
	int fd = mapped_file_open(file, spaces->recording), r;
	char *loader;

	if (fd < 0)
		return fd == -ENOMEM ? fd : 0;
	r = image_segments(fd, file, change->mapping.start, false, mappings);
	loader = r < 0 || !change->mapping.end ? NULL : image_loader(fd);
	close(fd);
	if (!loader)
		return r == -ENOMEM ? r : 0;
	loader_file = intern(spaces, loader, 0, 0, change->ns);
	free(loader);
	fd = loader_file ? mapped_file_open(loader_file, spaces->recording) : -1;
	if (fd < 0)
		return 0;
	r = image_segments(fd, loader_file, change->mapping.end, true, mappings);
	close(fd);
	return r == -ENOMEM ? r : 0;
}

/* Carry it out; whether it had an effect. */
static bool apply(struct spaces *spaces, const struct change *change, struct mappings *mappings, int *ret_error)
{
	*ret_error = 0;
	switch (change->kind) {
	case CHANGE_MAP:
		*ret_error = mappings_add(mappings, &change->mapping);
		return true;
	case CHANGE_UNMAP:
		return mappings_remove(mappings, change->mapping.start, change->mapping.end, ret_error);
	case CHANGE_IMAGE:
		*ret_error = map_image(spaces, change, mappings);
		return true;
	case CHANGE_UNKNOWN:
		return true;
	}
	return false;
}

/* What is mapped at `ns`; 1: not known. */
static int mappings_at(struct spaces *spaces, uint32_t number, uint64_t ns, struct mappings *mappings);

/* Most calls that map have nothing to do with code: keep those that have. */
static int settle(struct spaces *spaces, uint32_t number)
{
	struct space *space = &spaces->list[number];
	struct mappings mappings = {0};
	int r = 0;

	if (space->count)
		qsort(space->changes, space->count, sizeof(*space->changes), compare_changes);
	free(space->effective);
	space->effective_count = 0;
	space->effective = calloc(space->count + 1, sizeof(*space->effective));
	if (!space->effective)
		return -ENOMEM;
	if (space->parent != number)
		r = mappings_at(spaces, space->parent, space->born_ns, &mappings);
	for (size_t i = 0; i < space->count && r >= 0; i++)
		if (apply(spaces, &space->changes[i], &mappings, &r))
			space->effective[space->effective_count++] = space->changes[i];
	free(mappings.list);
	space->version = spaces->version;
	return r < 0 ? r : 0;
}

static int mappings_at(struct spaces *spaces, uint32_t number, uint64_t ns, struct mappings *mappings)
{
	struct space *space = &spaces->list[number];
	int r = 0, unknown = number == SPACE_SEED && ns < spaces->seeded_ns;

	if (!space->effective || space->version != spaces->version) {
		r = settle(spaces, number);
		if (r < 0)
			return r;
	}
	if (space->parent != number) {
		r = mappings_at(spaces, space->parent, space->born_ns, mappings);
		if (r < 0)
			return r;
		unknown |= r;
	}
	for (size_t i = 0; i < space->effective_count && space->effective[i].ns <= ns; i++) {
		if (space->effective[i].kind == CHANGE_UNKNOWN)
			unknown = 1;
		apply(spaces, &space->effective[i], mappings, &r);
		if (r < 0)
			return r;
	}
	return unknown;
}

/* Records whose loss could leave a library where it is not. */
static bool has_lost_changes(const struct recording *recording)
{
	static const char *const names[] = {"mmap", "munmap", "mremap", "execve", "execveat", "shmat"};
	uint64_t others = recording->losses.records + recording->losses.over_limit;

	for (unsigned abi = 0; abi < 2; abi++) {
		for (unsigned nr = 0; nr < WIRE_CALLS - 1; nr++) {
			uint64_t lost = recording->losses.calls_of ? recording->losses.calls_of[abi][nr] : 0;

			for (size_t i = 0; lost && i < sizeof(names) / sizeof(names[0]); i++)
				if (!strcmp(syscall_of(abi, nr)->name, names[i]))
					return true;
			others -= lost < others ? lost : others;
		}
	}
	return others != 0;	/* forks, or calls past the table */
}

const struct mappings *spaces_of_call(struct spaces *spaces, const struct sx_call *call, const char **ret_why)
{
	uint32_t space = space_at(spaces, call_process(call)->task, call_start_ns(call));
	int r;

	spaces->current.count = 0;
	if (has_lost_changes(spaces->recording)) {
		*ret_why = "records were lost, so it is not known what was mapped";
		return NULL;
	}
	r = mappings_at(spaces, space, call_start_ns(call), &spaces->current);
	*ret_why = r < 0 ? "out of memory" : "it is not known what was mapped";
	return r ? NULL : &spaces->current;
}

struct spaces *spaces_new(const struct recording *recording)
{
	struct spaces *spaces = calloc(1, sizeof(*spaces));
	uint32_t seed;

	if (!spaces)
		return NULL;
	spaces->recording = recording;
	spaces->seeded_ns = UINT64_MAX;
	return new_space(spaces, UINT32_MAX, 0, &seed) < 0 ? spaces_free(spaces) : spaces;
}

struct spaces *spaces_free(struct spaces *spaces)
{
	if (!spaces)
		return NULL;
	for (size_t i = 0; i < spaces->count; i++) {
		free(spaces->list[i].changes);
		free(spaces->list[i].effective);
	}
	free(spaces->list);
	free(spaces->stays);
	free(spaces->current.list);
	arena_free(&spaces->arena);
	free(spaces);
	return NULL;
}
