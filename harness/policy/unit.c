/* SPDX-License-Identifier: MIT */
/* What belongs to a unit of systemd besides the settings of its filter: its drop-ins, its sections, what is not judged. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/policy/profile_private.h"

/* Settings that become filters of their own. */
static const char *const other_filters[] = {
	"LockPersonality", "MemoryDenyWriteExecute", "PrivateDevices", "ProtectClock", "ProtectHostname",
	"ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "RestrictAddressFamilies",
	"RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
};

static bool is_no(const char *value)
{
	static const char *const words[] = {"", "0", "no", "n", "false", "f", "off"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return false;
}

int unit_other_filter(struct profile_reader *reader, const char *line)
{
	struct profile *profile = reader->profile;

	for (size_t i = 0; i < sizeof(other_filters) / sizeof(other_filters[0]); i++) {
		size_t length = strlen(other_filters[i]);
		const char *value = line + length;

		if (strncmp(line, other_filters[i], length) != 0)
			continue;
		value += strspn(value, " \t");
		if (*value != '=')
			continue;
		value += 1 + strspn(value + 1, " \t");
		if (is_no(value) || (profile->not_judged && strstr(profile->not_judged, other_filters[i])))
			return 0;
		profile->not_judged = arena_format(reader->arena, "%s%s%s=", profile->not_judged ? profile->not_judged : "",
						   profile->not_judged ? ", " : "", other_filters[i]);
		return profile->not_judged ? 0 : -ENOMEM;
	}
	return 0;
}

/* Of the kinds of unit that start programs. */
bool unit_section_counts(const char *section)
{
	static const char *const names[] = {"[Service]", "[Socket]", "[Mount]", "[Swap]"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(section, names[i]) == 0)
			return true;
	return false;
}

static bool is_unit(const char *file)
{
	static const char *const endings[] = {".service", ".socket", ".mount", ".swap"};
	size_t length = strlen(file), ending;

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		ending = strlen(endings[i]);
		if (length > ending && strcmp(file + length - ending, endings[i]) == 0)
			return true;
	}
	return false;
}

static int is_drop_in(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return *entry->d_name != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".conf") == 0;
}

/* In the order of bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int read_drop_in(struct profile_reader *reader, const char *folder, const char *name, unit_read read, void *context)
{
	struct text text = {0};
	int r;

	reader->file = arena_format(reader->arena, "%s/%s", folder, name);
	if (!reader->file)
		return -ENOMEM;
	r = profile_read_text(reader->file, &text, reader->why);
	if (r == 0 && text.length && memchr(text.bytes, '\0', text.length))
		r = reader_fail_line(reader, 1, "a NUL stands in it: no text");
	if (r == 0 && text.length)
		r = read(context, text.bytes, text.length);
	text_free(&text);
	return r;
}

int unit_drop_ins(struct profile_reader *reader, unit_read read, void *context)
{
	const char *folder = arena_format(reader->arena, "%s.d", reader->profile->file);
	struct dirent **list = NULL;
	int count, r = 0;

	if (!folder)
		return -ENOMEM;
	if (!is_unit(reader->profile->file))
		return 0;
	count = scandir(folder, &list, is_drop_in, by_name);
	if (count < 0 && errno != ENOENT && errno != ENOTDIR) {
		r = -errno;
		text_format(reader->why, "cannot read %s: %s", folder, strerror(errno));
		return r;
	}
	for (int i = 0; i < count; i++) {
		if (r == 0)
			r = read_drop_in(reader, folder, list[i]->d_name, read, context);
		free(list[i]);
	}
	free(list);
	reader->file = NULL;
	return r;
}
