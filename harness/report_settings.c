/* SPDX-License-Identifier: MIT */
/* What the environment says about reports and dumps. */
#include "harness/report_settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define CONTEXT_CALLS 5
#define REPORT_STRINGS 64
#define DUMP_STRINGS 32
#define MOST_CONTEXT 1000
#define MOST_STRINGS (1u << 20)

/* The value of a variable, or NULL where it is unset or empty. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool is_one_of(const char *value, const char *const words[])
{
	for (; *words; words++)
		if (strcasecmp(value, *words) == 0)
			return true;
	return false;
}

static bool says_yes(const char *value)
{
	return is_one_of(value, (const char *const[]){"1", "yes", "on", "true", "always", NULL});
}

static bool says_no(const char *value)
{
	return is_one_of(value, (const char *const[]){"0", "no", "off", "false", "never", NULL});
}

static void complain(struct report_settings *settings, const char *name, const char *value, const char *wanted)
{
	if (!settings->complaint[0])
		snprintf(settings->complaint, sizeof(settings->complaint), "%s=%.40s is ignored: it is to be %s",
			 name, value, wanted);
}

/* The number that a variable holds, or `otherwise`. */
static size_t number_of(struct report_settings *settings, const char *name, size_t otherwise, size_t most)
{
	const char *value = variable(name);
	unsigned long number;
	char *end;

	if (!value)
		return otherwise;
	errno = 0;
	number = strtoul(value, &end, 10);
	if (errno || *end || *value < '0' || *value > '9') {
		if (settings)
			complain(settings, name, value, "a number");
		return otherwise;
	}
	return number < most ? number : most;
}

bool report_wants_colour(int fd)
{
	const char *value = variable("SX_COLOR");

	if (value && says_yes(value))
		return true;
	if (value && says_no(value))
		return false;
	if (variable("NO_COLOR"))
		return false;
	value = variable("CLICOLOR_FORCE");
	if (value && strcmp(value, "0") != 0)
		return true;
	value = variable("CLICOLOR");
	if (value && strcmp(value, "0") == 0)
		return false;
	value = variable("TERM");
	return isatty(fd) == 1 && value && strcmp(value, "dumb") != 0;
}

size_t report_string_limit(size_t otherwise)
{
	return number_of(NULL, "SX_STRINGS", otherwise, MOST_STRINGS);
}

static enum dump_when dump_when(struct report_settings *settings)
{
	const char *value = variable("SX_DUMP");

	if (!value || strcmp(value, "fail") == 0)
		return DUMP_FAIL;
	if (strcmp(value, "always") == 0)
		return DUMP_ALWAYS;
	if (strcmp(value, "never") == 0)
		return DUMP_NEVER;
	complain(settings, "SX_DUMP", value, "fail, always or never");
	return DUMP_FAIL;
}

bool report_dumps_always(void)
{
	const char *value = variable("SX_DUMP");

	return value && strcmp(value, "always") == 0;
}

void report_settings_read(struct report_settings *settings)
{
	const char *update = variable("SX_UPDATE");
	const char *ci = variable("CI");

	*settings = (struct report_settings){.dump_dir = variable("SX_DUMP_DIR")};
	settings->dump = dump_when(settings);
	settings->context = number_of(settings, "SX_CONTEXT", CONTEXT_CALLS, MOST_CONTEXT);
	settings->strings = number_of(settings, "SX_STRINGS", REPORT_STRINGS, MOST_STRINGS);
	settings->dump_strings = report_string_limit(DUMP_STRINGS);
	settings->update = update && !says_no(update);
	settings->is_ci = ci && !says_no(ci);
	settings->colour = report_wants_colour(STDERR_FILENO);
}
