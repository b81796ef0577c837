/* SPDX-License-Identifier: MIT */
/* Writes what a recording needs as a profile. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/policy/paths.h"
#include "harness/policy/write.h"
#include "harness/query.h"
#include "sysexpect/sysexpect.h"

#define FORMATS (SX_PROFILE_SYSTEMD | SX_PROFILE_PATHS)
#define ALL_FLAGS (SX_PROFILE_ADD | SX_PROFILE_ARGS | FORMATS)

/* A profile of an incomplete list would refuse what was not seen. */
static bool is_complete(const struct recording *recording, const struct selection *selection)
{
	const struct losses *losses = &recording->losses;

	return !recording->is_running && !recording->is_timed_out && !recording->is_filtered && !losses->records &&
	       !losses->over_limit && !losses->tasks && !losses->gained && !selection->unsure;
}

static int take_calls(struct sx_trace *trace, struct allowances *allowances, struct folders *folders)
{
	struct recording recording;
	struct selection selection = {0};
	const char *why;

	if (trace_error(trace) || !trace_recording(trace, &recording) ||
	    !query_select(trace, allowances->arena, &recording, &selection, &why))
		return -ECANCELED;
	if (!is_complete(&recording, &selection))
		return -ENODATA;
	for (size_t i = 0; i < selection.count; i++) {
		const struct sx_call *call = selection.entries[i];

		/* what a filter refused is not needed: the program ran without it */
		if (call_entry(call) == ENTRY_CALL && !sx_call_denied(call) &&
		    (!allow_call(allowances, call) || !folders_add(folders, call)))
			return -ENOMEM;
	}
	return 0;
}

static int add_file(struct allowances *allowances, const char *file)
{
	struct policy_subject subject = {0};
	struct profile *profile;
	struct text why = {0};
	int r = 0;

	if (access(file, F_OK) == 0) {
		r = profile_read(allowances->arena, file, &subject, &profile, &why);
		if (r == 0)
			r = allow_profile(allowances, profile, &why);
	} else if (errno != ENOENT) {
		r = -errno;
	}
	text_free(&why);
	return r;
}

static int write_text(FILE *stream, const struct text *text)
{
	int r = 0;

	if (!stream)
		return -errno;
	if (fwrite(text->bytes, 1, text->length, stream) != text->length)
		r = -EIO;
	if (fclose(stream) != 0 && r == 0)
		r = -errno;
	return r;
}

/* Through a file beside it, so that there is the old one or the new one. */
static int replace_file(const char *file, const struct text *text, const struct stat *before)
{
	struct text name = {0};
	int r;

	text_format(&name, "%s.new", file);
	if (name.failed)
		return -ENOMEM;
	r = write_text(fopen(name.bytes, "we"), text);
	if (r == 0 && before && chmod(name.bytes, before->st_mode & 07777) < 0)
		r = -errno;
	if (r == 0 && rename(name.bytes, file) < 0)
		r = -errno;
	if (r < 0 && r != -ENOENT)
		unlink(name.bytes);
	text_free(&name);
	return r;
}

/* A link stays a link. What is no file, or has no name any more, is written to as it is: nothing could take its place. */
static int write_file(const char *file, const struct text *text)
{
	struct stat before;
	char *real;
	int r;

	if (stat(file, &before) < 0)
		return errno == ENOENT ? replace_file(file, text, NULL) : -errno;
	real = S_ISREG(before.st_mode) ? realpath(file, NULL) : NULL;
	r = real ? replace_file(real, text, &before) : write_text(fopen(file, "we"), text);
	free(real);
	return r;
}

int sx_write_profile(sx_trace *trace, const char *file, unsigned flags)
{
	struct arena arena = {0};
	struct allowances allowances = {.arena = &arena, .by_arguments = flags & SX_PROFILE_ARGS};
	struct folders folders = {.arena = &arena};
	struct text text = {0};
	int r;

	if (!trace || !file || flags & ~ALL_FLAGS || (flags & FORMATS && flags & (flags - 1)))
		return -EINVAL;
	r = take_calls(trace, &allowances, &folders);
	if (r == 0 && flags & SX_PROFILE_ADD)
		r = add_file(&allowances, file);
	if (r == 0) {
		if (flags & SX_PROFILE_SYSTEMD)
			allowances_print_systemd(&text, &allowances);
		else if (flags & SX_PROFILE_PATHS)
			folders_print(&text, &folders);
		else
			allowances_print(&text, &allowances);
		r = text.failed ? -ENOMEM : write_file(file, &text);
	}
	text_free(&text);
	arena_free(&arena);
	return r;
}
