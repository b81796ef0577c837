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
	struct text *why;
};

/* "file:line: syscalls[3]: what"; -EINVAL. */
int reader_fail(struct profile_reader *reader, const struct json *where, const char *format, ...)
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

/* "amd64": as includes and excludes name architectures. */
const char *profile_go_arch(void);

#endif
