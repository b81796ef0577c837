/* SPDX-License-Identifier: MIT */
/* Recordings made by hand, for tests that need no kernel. */
#include "tests/unit/fake.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CALL_NS 1000

static void *grow(void *array, size_t count)
{
	void *grown = realloc(array, (count + 1) * sizeof(void *));

	if (!grown)
		abort();
	return grown;
}

static void *take(struct fake *fake, size_t size)
{
	void *memory = arena_take(&fake->arena, size);

	if (!memory)
		abort();
	return memory;
}

static struct process *add_process(struct fake *fake, int32_t pid, int32_t tid, const char *name)
{
	struct process *process = take(fake, sizeof(*process));
	size_t count = fake->recording.process_count;

	*process = (struct process){
		.recording = &fake->recording,
		.index = (uint32_t)count,
		.pid = pid,
		.tid = tid,
		.task = count + 1,
		.parent_task = count ? 1 : 0,
		.born_ns = fake->clock_ns,
		.ended_ns = UINT64_MAX,
		.is_thread = pid != tid,
	};
	strncpy(process->name, name, sizeof(process->name) - 1);
	fake->processes = grow(fake->processes, count);
	fake->processes[count] = process;
	fake->recording.processes = (const struct process *const *)fake->processes;
	fake->recording.process_count = count + 1;
	fake->pid = pid;
	fake->tid = tid;
	return process;
}

void fake_finish(struct fake *fake)
{
	size_t count = fake->recording.count;
	uint16_t *keys = take(fake, (count + 1) * sizeof(*keys));
	struct key_census *census = take(fake, sizeof(*census));
	uint32_t *others = take(fake, (count + 1) * sizeof(*others));

	for (size_t i = 0; i < count; i++) {
		keys[i] = call_key(fake->entries[i]);
		census->calls += call_entry(fake->entries[i]) == ENTRY_CALL;
		if (keys[i] == KEY_OTHER)
			others[census->other_count++] = (uint32_t)i;
		else
			census->counts[keys[i]]++;
	}
	census->others = others;
	fake->recording.keys = keys;
	fake->recording.census = census;
}

struct process *fake_process(struct fake *fake, int32_t pid, const char *name)
{
	return add_process(fake, pid, pid, name);
}

struct process *fake_thread(struct fake *fake, int32_t tid, const char *name)
{
	return add_process(fake, fake->pid, tid, name);
}

struct fake *fake_new(void)
{
	struct fake *fake = calloc(1, sizeof(*fake));

	if (!fake)
		abort();
	memset(fake->recording.wanted, 0xff, sizeof(fake->recording.wanted));
	fake->recording.program = "fake";
	fake->clock_ns = CALL_NS;
	fake_process(fake, 100, "fake");
	return fake;
}

struct fake *fake_free(struct fake *fake)
{
	if (!fake)
		return NULL;
	for (size_t i = 0; i < fake->recording.count; i++)
		free((void *)call_payload(fake->entries[i]));
	free(fake->entries);
	free(fake->processes);
	arena_free(&fake->arena);
	free(fake);
	return NULL;
}

static void put_payload(struct sx_call *entry, const unsigned char *payload)
{
	memcpy(entry->args + entry->arg_count, &payload, sizeof(payload));
}

static struct sx_call *add_entry(struct fake *fake, enum entry_kind kind)
{
	struct sx_call *entry = take(fake, sizeof(*entry) + (WIRE_ARGS + 1) * sizeof(*entry->args));
	size_t count = fake->recording.count;

	entry->entry = kind;
	entry->start_ns = fake->clock_ns;
	entry->end_ns = fake->clock_ns;
	entry->pid = fake->pid;
	entry->tid = fake->tid;
	for (size_t i = 0; i < fake->recording.process_count; i++)
		if (fake->processes[i]->tid == fake->tid)
			entry->process = fake->processes[i];
	entry->is_apart = true;
	entry->sequence = (uint32_t)count + 1;
	fake->clock_ns += CALL_NS;
	fake->entries = grow(fake->entries, count);
	fake->entries[count] = entry;
	fake->recording.entries = (const struct sx_call *const *)fake->entries;
	fake->recording.count = count + 1;
	return entry;
}

struct sx_call *fake_numbered(struct fake *fake, unsigned number, int64_t ret, const uint64_t args[static WIRE_ARGS])
{
	struct sx_call *call = add_entry(fake, ENTRY_CALL);

	call->abi = fake->is_compat ? WIRE_ABI_COMPAT : WIRE_ABI_NATIVE;
	call->nr = number;
	call->arg_count = WIRE_ARGS;
	memcpy(call->args, args, WIRE_ARGS * sizeof(*args));
	if (ret == FAKE_NO_RETURN) {
		call->end_ns = UINT64_MAX;
		call->flags |= WIRE_UNFINISHED;
	} else {
		call->ret = ret;
		call->end_ns = call->start_ns + CALL_NS / 2;
	}
	return call;
}

struct sx_call *fake_call(struct fake *fake, const char *name, int64_t ret, const uint64_t args[static WIRE_ARGS])
{
	int number = syscall_number(fake->is_compat ? WIRE_ABI_COMPAT : WIRE_ABI_NATIVE, name);

	if (number < 0)
		abort();
	return fake_numbered(fake, (unsigned)number, ret, args);
}

struct sx_call *fake_mark(struct fake *fake, const char *name)
{
	struct sx_call *call;
	char bytes[256];
	int length = snprintf(bytes, sizeof(bytes), "\001sysexpect-mark\002%s", name);

	call = fake_call(fake, "write", -9, (uint64_t[WIRE_ARGS]){(uint64_t)-1, 0x1000, (uint64_t)length});
	call->entry = ENTRY_MARK;
	fake_memory(fake, call, 1, 0x1000, false, bytes, (size_t)length);
	return call;
}

static void set_payload(struct sx_call *entry, const void *bytes, size_t length)
{
	unsigned char *payload = malloc(length);

	if (!payload)
		abort();
	memcpy(payload, bytes, length);
	put_payload(entry, payload);
	entry->blobs = (uint32_t)length;
}

struct sx_call *fake_signal(struct fake *fake, int signal, int code, const uint64_t fields[static 4])
{
	struct sx_call *entry = add_entry(fake, ENTRY_SIGNAL);
	struct wire_signal event = {.signal = signal, .code = code};

	memcpy(event.fields, fields, sizeof(event.fields));
	set_payload(entry, &event, sizeof(event));
	return entry;
}

struct sx_call *fake_stop(struct fake *fake, int signal)
{
	struct sx_call *entry = add_entry(fake, ENTRY_SIGNAL);
	struct wire_signal event = {.signal = signal, .how = WIRE_SIGNAL_STOPPED};

	set_payload(entry, &event, sizeof(event));
	return entry;
}

struct sx_call *fake_exit(struct fake *fake, unsigned status)
{
	struct sx_call *entry = add_entry(fake, ENTRY_EXIT);
	struct process *process = fake->processes[entry->process->index];
	struct wire_exit event = {.status = status, .is_whole = 1};

	process->ended_ns = entry->start_ns;
	process->is_over = true;
	process->status = status;
	set_payload(entry, &event, sizeof(event));
	return entry;
}

void fake_blob(struct fake *fake, struct sx_call *call, const struct wire_blob *blob, const void *bytes)
{
	size_t stored = blob->chunked ? blob->chunked : blob->length;
	size_t padded = (stored + 7) & ~(size_t)7;
	unsigned char *payload = realloc((void *)call_payload(call), call->blobs + sizeof(*blob) + padded);

	(void)fake;
	if (!payload)
		abort();
	memcpy(payload + call->blobs, blob, sizeof(*blob));
	memset(payload + call->blobs + sizeof(*blob), 0, padded);
	if (stored)
		memcpy(payload + call->blobs + sizeof(*blob), bytes, stored);
	put_payload(call, payload);
	call->blobs += (uint32_t)(sizeof(*blob) + padded);
}

void fake_string(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, const char *string)
{
	size_t length = strlen(string) + 1;

	fake_blob(fake, call, &(struct wire_blob){.what = WIRE_STRING, .slot = (wire_u8)slot, .address = address,
		  .length = (wire_u32)length, .wanted = (wire_u32)length}, string);
}

void fake_cut_string(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, const char *string,
		     size_t length)
{
	fake_blob(fake, call, &(struct wire_blob){.what = WIRE_STRING, .slot = (wire_u8)slot, .address = address,
		  .state = WIRE_CUT, .length = (wire_u32)length}, string);
}

void fake_memory(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, bool at_exit,
		 const void *bytes, size_t length)
{
	fake_blob(fake, call, &(struct wire_blob){.what = WIRE_MEMORY, .slot = (wire_u8)slot, .at_exit = at_exit,
		  .address = address, .length = (wire_u32)length, .wanted = (wire_u32)length}, bytes);
}

void fake_broken(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, const void *bytes, size_t length,
		 size_t wanted)
{
	fake_blob(fake, call, &(struct wire_blob){.what = WIRE_MEMORY, .slot = (wire_u8)slot, .state = WIRE_BROKEN,
		  .address = address, .length = (wire_u32)length, .wanted = (wire_u32)wanted}, bytes);
}

void fake_unread(struct fake *fake, struct sx_call *call, unsigned slot, uint64_t address, size_t wanted)
{
	fake_blob(fake, call, &(struct wire_blob){.what = WIRE_MEMORY, .slot = (wire_u8)slot, .state = WIRE_UNREAD,
		  .address = address, .wanted = (wire_u32)wanted}, NULL);
}

/* struct wire_file and what follows it. */
static void add_file(struct fake *fake, struct sx_call *call, unsigned what, unsigned slot, int fd,
		     const struct wire_file *file, const void *tail, size_t tail_length)
{
	unsigned char bytes[sizeof(*file) + WIRE_PATH_MAX + 1];

	if (tail_length > sizeof(bytes) - sizeof(*file))
		abort();
	memcpy(bytes, file, sizeof(*file));
	if (tail_length)
		memcpy(bytes + sizeof(*file), tail, tail_length);
	fake_blob(fake, call, &(struct wire_blob){.what = (wire_u8)what, .slot = (wire_u8)slot,
		  .at_exit = slot == WIRE_RESULT, .address = (wire_u64)(int64_t)fd,
		  .length = (wire_u32)(sizeof(*file) + tail_length)}, bytes);
}

/* "/a/b" as "b\0a\0". */
static size_t split_path(const char *path, char components[static WIRE_PATH_MAX])
{
	size_t end = strlen(path), used = 0;

	while (end) {
		size_t start = end;

		while (start && path[start - 1] != '/')
			start--;
		if (start < end) {
			memcpy(components + used, path + start, end - start);
			used += end - start;
			components[used++] = '\0';
		}
		end = start ? start - 1 : 0;
	}
	return used;
}

/* The same path is the same open file description, unless a test says otherwise. */
static uint64_t identity_of(const char *path)
{
	uint64_t hash = 14695981039346656037u;

	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * 1099511628211u;
	return hash;
}

static void add_path(struct fake *fake, struct sx_call *call, unsigned what, unsigned slot, int fd, mode_t mode,
		     const char *path)
{
	char components[WIRE_PATH_MAX];
	struct wire_file file = {.type = WIRE_FILE_PATH, .mode = (wire_u16)mode, .ino = 1,
				 .identity = identity_of(path)};

	if (strlen(path) >= WIRE_PATH_MAX)
		abort();
	add_file(fake, call, what, slot, fd, &file, components, split_path(path, components));
}

void fake_file(struct fake *fake, struct sx_call *call, unsigned slot, int fd, const char *path)
{
	add_path(fake, call, WIRE_FILE, slot, fd, S_IFREG | 0644, path);
}

void fake_cwd(struct fake *fake, struct sx_call *call, const char *path)
{
	add_path(fake, call, WIRE_CWD, 0, -100, S_IFDIR | 0755, path);
}

void fake_object(struct fake *fake, struct sx_call *call, unsigned slot, int fd, const struct wire_file *file,
		 const char *name)
{
	add_file(fake, call, WIRE_FILE, slot, fd, file, name, name ? strlen(name) + 1 : 0);
}

void fake_socket(struct fake *fake, struct sx_call *call, unsigned slot, int fd, uint64_t ino,
		 const struct wire_socket *socket)
{
	struct wire_file file = {.type = WIRE_FILE_SOCKET, .mode = S_IFSOCK | 0777, .ino = ino,
				 .identity = ino ^ 0xf00d};

	add_file(fake, call, WIRE_FILE, slot, fd, &file, socket, sizeof(*socket));
}
