/* SPDX-License-Identifier: MIT */
/* Descriptors, and what they are open on. */
#include "harness/base/text.h"
#include "harness/decode/build.h"
#include "harness/decode/print.h"

#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#define AT_CURRENT_FOLDER (-100)

/* The bytes behind a struct wire_file. */
static const char *file_tail(const struct wire_blob *blob, size_t *ret_length)
{
	const unsigned char *bytes = blob_bytes(blob, ret_length);

	if (*ret_length < sizeof(struct wire_file)) {
		*ret_length = 0;
		return "";
	}
	*ret_length -= sizeof(struct wire_file);
	return (const char *)bytes + sizeof(struct wire_file);
}

/* Components come leaf first, each with its NUL; the path is built from its end. */
static const char *join_components(struct arena *arena, const char *prefix, const char *tail, size_t length)
{
	size_t prefix_length = strlen(prefix);
	char *path = arena_take(arena, prefix_length + length + 2);
	size_t start = prefix_length + length + 1;
	size_t at = 0;

	if (!path)
		return NULL;
	while (at < length) {
		size_t part = strnlen(tail + at, length - at);

		if (part && start >= part + 1 + prefix_length) {
			start -= part;
			memcpy(path + start, tail + at, part);
			path[--start] = '/';
		}
		at += part + 1;
	}
	if (start == prefix_length + length + 1)
		path[--start] = '/';
	start -= prefix_length;
	memcpy(path + start, prefix, prefix_length);
	return path + start;
}

const char *file_path(struct decoding *d, const struct wire_blob *blob, const struct wire_file *file)
{
	const char *prefix = "";
	const char *tail;
	size_t length;

	if (file->type != WIRE_FILE_PATH)
		return NULL;
	tail = file_tail(blob, &length);
	if (file->flags & WIRE_SHORT)
		prefix = "...";
	else if (file->flags & WIRE_OUTSIDE)
		prefix = "(unreachable)";
	return join_components(d->arena, prefix, tail, length);
}

/* The one component of a file that lies in no folder. */
static const char *only_component(struct arena *arena, const struct wire_blob *blob)
{
	size_t length;
	const char *tail = file_tail(blob, &length);
	char *name = arena_take(arena, length + 1);

	if (name)
		memcpy(name, tail, length);
	return name;
}

static char *add_number(char *to, uint32_t number)
{
	char digits[10];
	unsigned count = 0;

	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while (count)
		*to++ = digits[--count];
	return to;
}

/* Without printf: half of all lines have such a descriptor. */
static const char *device_details(struct arena *arena, const struct wire_file *file)
{
	const char *kind = S_ISCHR(file->mode) ? "char " : S_ISBLK(file->mode) ? "block " : NULL;
	char *details, *end;

	if (!kind)
		return NULL;
	details = arena_take(arena, 32);
	if (!details)
		return NULL;
	end = add_number(stpcpy(details, kind), file->rdev >> 20);
	*end++ = ':';
	*add_number(end, file->rdev & 0xfffff) = '\0';
	return details;
}

static void name_socket(struct arena *arena, const struct wire_blob *blob, const struct wire_file *file,
			struct object *object)
{
	struct wire_socket socket;
	size_t length;
	const char *tail = file_tail(blob, &length);

	object->path = arena_format(arena, "socket:[%llu]", (unsigned long long)file->ino);
	if (length < sizeof(socket))
		return;
	memcpy(&socket, tail, sizeof(socket));
	object->details = socket_details(arena, file, &socket, false);
	object->printed = socket_details(arena, file, &socket, true);
}

/* What an eventfd has counted and the signals that a signalfd takes, as strace -yy has them. */
static const char *counter_details(struct decoding *d, const struct wire_blob *blob)
{
	struct text text = {0};
	struct wire_counter counter;
	const char *details = NULL;
	size_t length;
	const char *tail = file_tail(blob, &length);

	if (length < WIRE_COUNTER_AT + sizeof(counter))
		return NULL;
	memcpy(&counter, tail + WIRE_COUNTER_AT, sizeof(counter));
	if (!strncmp(tail, "[eventfd]", length))
		return arena_format(d->arena, "{eventfd-count=%#llx, eventfd-id=%u, eventfd-semaphore=%u}",
				    (unsigned long long)counter.word, counter.id, counter.flags & EFD_SEMAPHORE);
	counter.word = ~counter.word;
	print_value(&text, value_sigset(d, (const unsigned char *)&counter.word, sizeof(counter.word)),
		    &(struct line_style){0});
	if (text.bytes && !text.failed)
		details = arena_format(d->arena, "signalfd:%s", text.bytes);
	text_free(&text);
	return details;
}

static void name_object(struct arena *arena, const struct wire_blob *blob, const struct wire_file *file,
			struct object *object)
{
	struct decoding d = {.arena = arena};
	unsigned long long ino = file->ino;

	switch (file->type) {
	case WIRE_FILE_PATH:
		object->path = file_path(&d, blob, file);
		object->details = device_details(arena, file);
		break;
	case WIRE_FILE_PIPE:
		object->path = arena_format(arena, "pipe:[%llu]", ino);
		break;
	case WIRE_FILE_SOCKET:
		name_socket(arena, blob, file, object);
		break;
	case WIRE_FILE_ANON:
		object->path = arena_format(arena, "anon_inode:%s", only_component(arena, blob));
		object->details = counter_details(&d, blob);
		break;
	case WIRE_FILE_NS:
		object->path = arena_format(arena, "%s:[%llu]", only_component(arena, blob), ino);
		break;
	case WIRE_FILE_MEMFD:
		object->path = arena_format(arena, "/%s", only_component(arena, blob));
		object->is_deleted = true;
		break;
	case WIRE_FILE_PIDFD:
		object->path = "anon_inode:[pidfd]";
		object->details = arena_format(arena, "pid:%u", file->number);
		break;
	default:
		break;
	}
}

/* Without any text. */
static struct object *bare_object(struct arena *arena, const struct wire_file *file)
{
	struct object *object;

	if (!file || file->type == WIRE_FILE_NONE)
		return NULL;
	object = arena_take(arena, sizeof(*object));
	if (!object)
		return NULL;
	object->file = file;
	object->identity = file->identity;
	object->is_deleted = file->flags & WIRE_DELETED;
	return object;
}

const struct object *decode_object(struct arena *arena, const struct wire_blob *blob, const struct wire_file *file)
{
	struct object *object = bare_object(arena, file);

	if (object)
		name_object(arena, blob, file, object);
	return object;
}

struct value *value_fd(struct decoding *d, int slot, int fd)
{
	struct value *value = value_number(d, (uint64_t)(int64_t)fd, BASE_SIGNED);
	const struct wire_blob *blob = NULL;
	const struct wire_file *file;

	if (!value)
		return NULL;
	value->kind = VALUE_FD;
	if (fd == AT_CURRENT_FOLDER)
		value->word = "AT_FDCWD";
	if (fd < 0 && fd != AT_CURRENT_FOLDER)
		return value;
	file = call_file(d->call, fd == AT_CURRENT_FOLDER ? -1 : slot, fd, &blob);
	if (!file || file->type == WIRE_FILE_UNKNOWN) {
		value->state = STATE_UNREAD;	/* the number is sure; what it is open on is not known */
		return value;
	}
	value->object = d->is_bare ? bare_object(d->arena, file) : decode_object(d->arena, blob, file);
	value->is_exit = blob->at_exit;
	return value;
}

struct value *value_named_fd(struct decoding *d, int slot, int fd, const struct constants *names)
{
	struct value *value = value_fd(d, slot, fd);

	for (const struct constant *constant = names ? names->list : NULL; value && constant && constant->name; constant++)
		if ((int)constant->value == fd)
			value->word = constant->name;
	return value;
}

DECODE_KIND(decode_fd)
{
	int fd = (int)number;

	/* AT_FDCWD has no meaning here, so it has no name either. */
	if (fd == AT_CURRENT_FOLDER)
		return value_number(d, (uint64_t)(int64_t)fd, BASE_SIGNED);
	return value_fd(d, (int)d->slot, fd);
}

DECODE_KIND(decode_dirfd)
{
	return value_named_fd(d, (int)d->slot, (int)number, argument->set);
}

/* Its number means nothing here, so it is none of this process's descriptors. */
DECODE_KIND(decode_fd_there)
{
	struct value *value = has_result(d) ? value_fd(d, WIRE_RESULT, (int)d->call->ret) :
					      value_number(d, 0, BASE_SIGNED);

	if (value)
		value->number = (uint64_t)(int64_t)(int32_t)number;
	return value;
}

DECODE_KIND(decode_fd_pair)
{
	const unsigned char *bytes;
	struct value *array;

	if (!number || !has_result(d))
		return value_address(d, number);
	bytes = bytes_at_exit(d, number, 2 * sizeof(int));
	if (!bytes)
		return value_unread(d, number);
	array = value_array(d, number);
	for (size_t i = 0; i < 2; i++)
		value_add(array, value_fd(d, -1, (int)get_signed(bytes + i * sizeof(int), sizeof(int))));
	if (array)
		array->is_exit = true;
	return array;
}
