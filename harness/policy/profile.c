/* SPDX-License-Identifier: MIT */
/* Reads a policy; of the formats here the one of OCI, and what Docker adds to it. */
#include "harness/policy/profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/nearest.h"
#include "harness/policy/json.h"
#include "harness/policy/profile_private.h"

#define MOST_BYTES (16 << 20)

#if defined(__aarch64__)
#define NATIVE_ARCH	"SCMP_ARCH_AARCH64"
#define NATIVE_GO	"arm64"
#define COMPAT_ARCH	"SCMP_ARCH_ARM"
#define X32_ARCH	NULL
#else
#define NATIVE_ARCH	"SCMP_ARCH_X86_64"
#define NATIVE_GO	"amd64"
#define COMPAT_ARCH	"SCMP_ARCH_X86"
#define X32_ARCH	"SCMP_ARCH_X32"
#endif

static void begin_failure(struct profile_reader *reader, unsigned line)
{
	text_format(reader->why, "%s:%u: ", reader->file ? reader->file : reader->profile->file, line);
	if (reader->rule)
		text_format(reader->why, "syscalls[%u]: ", reader->rule->number);
}

int reader_fail(struct profile_reader *reader, const struct json *where, const char *format, ...)
{
	va_list list;

	begin_failure(reader, where ? where->line : 1);
	va_start(list, format);
	text_vformat(reader->why, format, list);
	va_end(list);
	return -EINVAL;
}

int reader_fail_line(struct profile_reader *reader, unsigned line, const char *format, ...)
{
	va_list list;

	begin_failure(reader, line);
	va_start(list, format);
	text_vformat(reader->why, format, list);
	va_end(list);
	return -EINVAL;
}

/* A member of that kind; absent is NULL and fine. */
int reader_member(struct profile_reader *reader, const struct json *object, const char *name, enum json_kind kind,
		  const struct json **ret)
{
	*ret = json_member(object, name);
	if (!*ret || (*ret)->kind == kind)
		return 0;
	return reader_fail(reader, *ret, "\"%s\" must be %s, not %s", name, json_kind_name(kind),
			   json_kind_name((*ret)->kind));
}

int reader_strings(struct profile_reader *reader, const struct json *array, const char *name)
{
	for (const struct json *item = array ? array->first : NULL; item; item = item->next)
		if (item->kind != JSON_STRING)
			return reader_fail(reader, item, "\"%s\" must have strings, not %s", name, json_kind_name(item->kind));
	return 0;
}

bool reader_has(const struct json *array, const char *text)
{
	for (const struct json *item = array ? array->first : NULL; item; item = item->next)
		if (strcmp(item->text, text) == 0)
			return true;
	return false;
}

/* ---- actions ---- */

static const struct {
	const char *name;
	uint8_t kind;
} actions[] = {
	{ "SCMP_ACT_ALLOW", POLICY_ALLOW }, { "SCMP_ACT_LOG", POLICY_LOG }, { "SCMP_ACT_ERRNO", POLICY_ERRNO },
	{ "SCMP_ACT_TRAP", POLICY_TRAP }, { "SCMP_ACT_KILL_THREAD", POLICY_KILL_THREAD },
	{ "SCMP_ACT_KILL", POLICY_KILL_THREAD }, { "SCMP_ACT_KILL_PROCESS", POLICY_KILL_PROCESS },
	{ "SCMP_ACT_TRACE", POLICY_TRACE }, { "SCMP_ACT_NOTIFY", POLICY_NOTIFY },
};

const char *action_name(struct action action)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (actions[i].kind == action.kind)
			return actions[i].name;
	return "SCMP_ACT_???";
}

void rule_name(struct text *text, const struct rule *rule)
{
	if (rule->label)
		text_add(text, rule->label);
	else
		text_format(text, "syscalls[%u]", rule->number);
	if (rule->line)
		text_format(text, " in line %u", rule->line);
	if (rule->line && rule->file)
		text_format(text, " of %s", rule->file);
}

bool action_equal(struct action a, struct action b)
{
	return a.kind == b.kind && a.number == b.number;
}

/* `object` has the action under one name, and what it returns under the other. */
int reader_action(struct profile_reader *reader, const struct json *object, const char *name, const char *number_name,
		  struct action *ret)
{
	const struct json *word, *number = json_member(object, number_name);
	struct nearest nearest;
	uint64_t value = EPERM;
	size_t i, count = sizeof(actions) / sizeof(actions[0]);
	int r = reader_member(reader, object, name, JSON_STRING, &word);

	if (r < 0)
		return r;
	if (!word)
		return reader_fail(reader, object, "there is no \"%s\"", name);
	nearest = (struct nearest){.word = word->text};
	for (i = 0; i < count && strcmp(actions[i].name, word->text) != 0; i++)
		nearest_offer(&nearest, actions[i].name);
	if (i == count) {
		reader_fail(reader, word, "%s is no action", json_quoted(reader->arena, word->text));
		if (nearest.name)
			text_format(reader->why, "\ndid you mean %s", nearest.name);
		return -EINVAL;
	}
	if (number && (!json_unsigned(number, &value) || value > 4095))
		return reader_fail(reader, number, "\"%s\" must be an errno: a number from 0 to 4095", number_name);
	*ret = (struct action){.kind = actions[i].kind};
	if (ret->kind == POLICY_ERRNO || ret->kind == POLICY_TRACE)
		ret->number = (uint16_t)value;
	return 0;
}

/* ---- architectures ---- */

/* Names that runc takes; of any other it makes an error, and no container. */
static int check_architectures(struct profile_reader *reader, const struct json *first)
{
	static const char *const names[] = {
		"SCMP_ARCH_X86", "SCMP_ARCH_X86_64", "SCMP_ARCH_X32", "SCMP_ARCH_ARM", "SCMP_ARCH_AARCH64", "SCMP_ARCH_MIPS",
		"SCMP_ARCH_MIPS64", "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL", "SCMP_ARCH_MIPSEL64", "SCMP_ARCH_MIPSEL64N32",
		"SCMP_ARCH_PPC", "SCMP_ARCH_PPC64", "SCMP_ARCH_PPC64LE", "SCMP_ARCH_S390", "SCMP_ARCH_S390X", "SCMP_ARCH_PARISC",
		"SCMP_ARCH_PARISC64", "SCMP_ARCH_RISCV64", "SCMP_ARCH_LOONGARCH64", "SCMP_ARCH_M68K", "SCMP_ARCH_SH",
		"SCMP_ARCH_SHEB",
	};
	size_t count = sizeof(names) / sizeof(names[0]), i;

	for (const struct json *arch = first; arch; arch = arch->next) {
		struct nearest nearest = {.word = arch->text};

		for (i = 0; i < count && strcmp(names[i], arch->text) != 0; i++)
			nearest_offer(&nearest, names[i]);
		if (i < count)
			continue;
		reader_fail(reader, arch, "%s is no architecture", json_quoted(reader->arena, arch->text));
		if (nearest.name)
			text_format(reader->why, "\ndid you mean %s", nearest.name);
		return -EINVAL;
	}
	return 0;
}

static int read_arch_map(struct profile_reader *reader, const struct json *map)
{
	const struct json *arch, *below;
	struct json alone;
	int r = 0;

	for (const struct json *entry = map->first; entry && r == 0; entry = entry->next) {
		if (entry->kind != JSON_OBJECT)
			return reader_fail(reader, entry, "\"archMap\" must have objects, not %s", json_kind_name(entry->kind));
		r = reader_member(reader, entry, "architecture", JSON_STRING, &arch);
		if (r == 0)
			r = reader_member(reader, entry, "subArchitectures", JSON_ARRAY, &below);
		if (r == 0)
			r = reader_strings(reader, below, "subArchitectures");
		if (r == 0)
			r = check_architectures(reader, below ? below->first : NULL);
		alone = arch ? *arch : (struct json){0};
		alone.next = NULL;
		if (r == 0 && arch)
			r = check_architectures(reader, &alone);
		if (r == 0 && arch && strcmp(arch->text, NATIVE_ARCH) == 0) {
			reader->profile->has_compat = reader_has(below, COMPAT_ARCH);
			reader->profile->has_x32 = X32_ARCH && reader_has(below, X32_ARCH);
		}
	}
	return r;
}

/* The native one is always in: libseccomp begins each filter with it. */
static int read_architectures(struct profile_reader *reader, const struct json *root)
{
	const struct json *list, *map;
	int r = reader_member(reader, root, "architectures", JSON_ARRAY, &list);

	if (r == 0)
		r = reader_strings(reader, list, "architectures");
	if (r == 0)
		r = reader_member(reader, root, "archMap", JSON_ARRAY, &map);
	if (r < 0)
		return r;
	if (list && list->count && map && map->count)
		return reader_fail(reader, map, "both \"architectures\" and \"archMap\"");
	r = check_architectures(reader, list ? list->first : NULL);
	if (r < 0)
		return r;
	reader->profile->has_compat = reader_has(list, COMPAT_ARCH);
	reader->profile->has_x32 = X32_ARCH && reader_has(list, X32_ARCH);
	return map ? read_arch_map(reader, map) : 0;
}

const char *profile_native_arch(void)
{
	return NATIVE_ARCH;
}

const char *profile_compat_arch(void)
{
	return COMPAT_ARCH;
}

const char *profile_go_arch(void)
{
	return NATIVE_GO;
}

/* ---- the whole ---- */

static int read_root(struct profile_reader *reader, const struct json *root)
{
	const struct json *syscalls, *linux_part;
	int r;

	if (root->kind != JSON_OBJECT)
		return reader_fail(reader, root, "a profile is an object, not %s", json_kind_name(root->kind));
	linux_part = json_member(root, "linux");
	if (linux_part && json_member(linux_part, "seccomp"))
		root = json_member(linux_part, "seccomp");	/* config.json of an OCI bundle */
	r = reader_action(reader, root, "defaultAction", "defaultErrnoRet", &reader->profile->otherwise);
	if (r == 0)
		r = read_architectures(reader, root);
	if (r == 0)
		r = reader_member(reader, root, "syscalls", JSON_ARRAY, &syscalls);
	return r == 0 && syscalls ? reader_rules(reader, syscalls) : r;
}

static int read_json(struct profile_reader *reader, const char *bytes, size_t length)
{
	struct text trouble = {0};
	struct json *root;
	int r = json_read(reader->arena, bytes, length, &root, &trouble);

	if (r == -EINVAL)
		text_format(reader->why, "%s:%s", reader->profile->file, trouble.bytes ? trouble.bytes : " out of memory");
	text_free(&trouble);
	return r == 0 ? read_root(reader, root) : r;
}

int profile_parse(struct arena *arena, const char *file, const char *bytes, size_t length,
		  const struct policy_subject *subject, struct profile **ret, struct text *why)
{
	struct profile *profile = arena_take(arena, sizeof(*profile));
	struct profile_reader reader = {.arena = arena, .profile = profile, .subject = subject, .why = why};
	int r = -EINVAL;

	if (!profile)
		return -ENOMEM;
	profile->file = file;
	profile->arena = arena;
	profile->format = (uint8_t)format_of(bytes, length);
	profile->caps = subject->caps;
	profile->kernel_major = subject->kernel_major;
	profile->kernel_minor = subject->kernel_minor;
	if (profile->format == FORMAT_OCI)
		r = read_json(&reader, bytes, length);
	else if (memchr(bytes, '\0', length))
		text_format(why, "%s: a NUL stands in it: no text", file);
	else if (profile->format == FORMAT_SYSTEMD)
		r = reader_systemd(&reader, bytes, length);
	else
		r = reader_patterns(&reader, bytes, length);
	if (r == -ENOMEM)
		text_add(why, "out of memory");
	if (r == 0)
		*ret = profile;
	return r;
}

int profile_read_text(const char *file, struct text *ret, struct text *why)
{
	char block[16384];
	size_t length;
	FILE *stream = fopen(file, "re");
	int r = 0;

	if (!stream) {
		r = -errno;
		text_format(why, "cannot read %s: %s", file, strerror(-r));
		return r;
	}
	while (ret->length <= MOST_BYTES && (length = fread(block, 1, sizeof(block), stream)))
		text_add_bytes(ret, block, length);
	if (ferror(stream)) {
		r = -EIO;
		text_format(why, "cannot read %s: %s", file, strerror(errno));
	} else if (ret->length > MOST_BYTES) {
		r = -EFBIG;
		text_format(why, "%s has more than 16 MiB: no policy is as large", file);
	}
	fclose(stream);
	return r;
}

int profile_read(struct arena *arena, const char *file, const struct policy_subject *subject, struct profile **ret,
		 struct text *why)
{
	struct text text = {0};
	int r;

	if ((*file == '@' || *file == '~') && access(file, F_OK) < 0 && errno == ENOENT)
		return profile_parse(arena, file, file, strlen(file), subject, ret, why);
	r = profile_read_text(file, &text, why);
	if (r == 0)
		r = profile_parse(arena, file, text.bytes ? text.bytes : "", text.length, subject, ret, why);
	text_free(&text);
	return r;
}
