/* SPDX-License-Identifier: MIT */
/* What the files that read a profile share. */
#ifndef SX_POLICY_PROFILE_PRIVATE_H
#define SX_POLICY_PROFILE_PRIVATE_H

#include "harness/policy/json.h"
#include "harness/policy/profile.h"

struct profile_reader {
	struct arena *arena;
	struct profile *profile;
	const struct policy_subject *subject;
	const struct rule *rule;	/* being read; NULL: outside of them */
	const char *file;		/* being read, a drop-in of a unit; NULL: the profile's own */
	struct text *why;
};

/* "file:line: syscalls[3]: what"; -EINVAL. */
int reader_fail(struct profile_reader *reader, const struct json *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "file:line: what"; -EINVAL. */
int reader_fail_line(struct profile_reader *reader, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A member of that kind; NULL where there is none. */
int reader_member(struct profile_reader *reader, const struct json *object, const char *name, enum json_kind kind,
		  const struct json **ret);

/* Whether all items are strings: else -EINVAL. NULL has none. */
int reader_strings(struct profile_reader *reader, const struct json *array, const char *name);
bool reader_has(const struct json *array, const char *text);

int reader_action(struct profile_reader *reader, const struct json *object, const char *name, const char *number_name,
		  struct action *ret);
int reader_rules(struct profile_reader *reader, const struct json *syscalls);

/* ---- calls by name, sorted, so that a large profile is read in reasonable time ---- */

struct numbers {
	struct number *list;
	size_t count;
};

bool numbers_make(struct arena *arena, struct numbers *ret);

/* The rule is about the calls of this name, of either ABI. Names that no call has are nothing. */
int reader_link(struct profile_reader *reader, struct rule *rule, const char *name, unsigned line,
		const struct numbers *numbers);

/* Names that no call has: a note, unless another machine has it. */
void reader_note_unknown(struct profile_reader *reader, const struct rule *rule, const char *name, unsigned line);

/* ---- policies of lines ---- */

/* Lines that are neither empty nor comments, without blanks at their ends. */
struct line_walk {
	const char *at, *end;
	unsigned line;		/* of the text at hand */
};

/* In the arena; NULL: none left, or no memory (*ret_error then is -ENOMEM). */
const char *line_next(struct line_walk *walk, struct arena *arena, int *ret_error);

enum policy_format format_of(const char *bytes, size_t length);
int reader_systemd(struct profile_reader *reader, const char *bytes, size_t length);

/* Each drop-in of a unit (FILE.d/…conf), in their order; reader->file names it meanwhile. */
typedef int (*unit_read)(void *context, const char *bytes, size_t length);
int unit_drop_ins(struct profile_reader *reader, unit_read read, void *context);

/* Note where a line is a setting that becomes another filter, which is not judged. */
int unit_other_filter(struct profile_reader *reader, const char *line);
bool unit_section_counts(const char *section);

/* The whole of a file; 0, or -errno with a sentence. */
int profile_read_text(const char *file, struct text *ret, struct text *why);

int reader_patterns(struct profile_reader *reader, const char *bytes, size_t length);
struct verdict patterns_judge(struct profile *profile, const struct sx_call *call);

/* "amd64": as includes and excludes name architectures. */
const char *profile_go_arch(void);

#endif
