/* SPDX-License-Identifier: MIT */
/* Paths of -P: what was asked for, and which paths that means. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

int read_path(struct command *command, const char *text, char **ret_why)
{
	const char **asked;

	if (!*text)
		return refuse(ret_why, "-P: no path");
	asked = reallocarray(command->asked, command->asked_count + 1, sizeof(*asked));
	if (!asked)
		return -ENOMEM;
	command->asked = asked;
	asked[command->asked_count++] = text;
	return 0;
}

static bool add_path(struct command *command, char *path)
{
	const char **paths = path ? reallocarray(command->paths, command->path_count + 2, sizeof(*paths)) : NULL;

	if (!paths) {
		free(path);
		return false;
	}
	paths[command->path_count++] = path;
	paths[command->path_count] = NULL;
	command->paths = paths;
	command->style.paths = paths;
	return true;
}

/* In the current folder. */
static char *make_absolute(const char *text)
{
	char *folder = getcwd(NULL, 0), *absolute = NULL;

	if (folder && asprintf(&absolute, "%s/%s", strcmp(folder, "/") ? folder : "", text) < 0)
		absolute = NULL;
	free(folder);
	return absolute;
}

/* As it is written, what it names, and where that leads to now. */
static bool look_for(struct command *command, const char *text)
{
	char *real = realpath(text, NULL);

	if (!add_path(command, strdup(text)) || (*text != '/' && !add_path(command, make_absolute(text)))) {
		free(real);
		return false;
	}
	if (!real || !strcmp(real, text)) {
		free(real);
		return true;
	}
	if (!(command->quiet & QUIET_PATHS))
		fprintf(stderr, "sysexpect: Requested path '%s' resolved into '%s'\n", text, real);
	return add_path(command, real);
}

int resolve_paths(struct command *command)
{
	for (size_t i = 0; i < command->asked_count; i++)
		if (!look_for(command, command->asked[i]))
			return -ENOMEM;
	return 0;
}
