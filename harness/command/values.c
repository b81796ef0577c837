/* SPDX-License-Identifier: MIT */
/* Options whose value is a number, a word or a variable. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

extern char **environ;

int refuse(char **ret_why, const char *format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = vasprintf(ret_why, format, list);
	va_end(list);
	if (length < 0) {
		*ret_why = NULL;
		return -ENOMEM;
	}
	return -EINVAL;
}

int read_number(const char *text, unsigned long most, unsigned long *ret_number)
{
	unsigned long number;
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || number > most)
		return -EINVAL;
	*ret_number = number;
	return 0;
}

/* -E NAME=VALUE or -E NAME: in a copy of the environment that grows by one entry each time. */
int change_environment(struct command *command, const char *change)
{
	const char *const *from = command->env ? command->env : (const char *const *)environ;
	size_t name_length = strcspn(change, "=");
	size_t count = 0, kept = 0, i;
	const char **env;

	while (from[count])
		count++;
	env = calloc(count + 2, sizeof(*env));
	if (!env)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		if (!strncmp(from[i], change, name_length) && from[i][name_length] == '=')
			continue;
		env[kept++] = from[i];
	}
	if (change[name_length])
		env[kept] = change;
	free(command->env);
	command->env = env;
	command->options.env = env;
	return 0;
}

int read_names(struct command *command, const char *style, char **ret_why)
{
	command->style.flags &= ~(SX_PRINT_RAW | SX_PRINT_NUMBERS);
	if (!strcmp(style, "raw"))
		command->style.flags |= SX_PRINT_RAW;
	else if (!strcmp(style, "verbose"))
		command->style.flags |= SX_PRINT_NUMBERS;
	else if (strcmp(style, "abbrev"))
		return refuse(ret_why, "-X %s: neither abbrev nor raw nor verbose", style);
	return 0;
}

int read_string_limit(struct command *command, const char *text, char **ret_why)
{
	unsigned long limit;

	if (read_number(text, LARGEST_LIMIT, &limit) < 0)
		return refuse(ret_why, "-s %s: not a number from 0 to 1048576", text);
	command->style.flags &= ~SX_PRINT_NO_STRINGS;
	if (limit == 0)
		command->style.flags |= SX_PRINT_NO_STRINGS;
	command->style.string_limit = limit;
	/* What is not captured cannot be shown; one byte more tells whether the string goes on. */
	command->options.string_limit = limit < DEFAULT_CAPTURE ? 0 : limit < LARGEST_LIMIT ? limit + 1 : limit;
	return 0;
}

int read_column(struct command *command, const char *text, char **ret_why)
{
	unsigned long column;

	if (read_number(text, 4096, &column) < 0)
		return refuse(ret_why, "-a %s: not a number from 0 to 4096", text);
	command->style.column = column ? column : 1;	/* 0 means the default to the library */
	return 0;
}
