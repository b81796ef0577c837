/* SPDX-License-Identifier: MIT */
/* The pattern language: text becomes a compiled pattern, which a call matches, does not match, or may match. */
#ifndef SX_PATTERN_PATTERN_H
#define SX_PATTERN_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/arena.h"
#include "harness/base/text.h"
#include "harness/decode/decode.h"
#include "harness/decode/value.h"
#include "harness/recording.h"

struct pattern;

enum match {
	MATCH_NO,
	MATCH_UNKNOWN,		/* what was recorded does not say; see struct reason */
	MATCH_YES,
};

/* Why a match is unknown. */
enum reason_kind {
	REASON_NONE,
	REASON_CUT,		/* the recorded bytes end before the difference */
	REASON_UNREAD,		/* could not be read from the program's memory */
	REASON_UNCERTAIN_PATH,	/* ".." behind what may be a link */
	REASON_UNRESOLVED_PATH,	/* relative to a folder that is not known */
	REASON_UNKNOWN_OBJECT,	/* what the descriptor was open on is not known */
	REASON_NO_FIELD,	/* no structure that was looked at has a field of this name */
	REASON_OTHER_PARAMETERS, /* the call has other parameters under this ABI */
	REASON_ANSWERED,	/* a seccomp supervisor answered it: whether it was done is not known */
};

#define REASON_RESULT WIRE_RESULT	/* `slot` of the result */

struct reason {
	uint8_t kind;		/* enum reason_kind */
	uint8_t slot;		/* argument, or REASON_RESULT */
	const char *name;	/* parameter, field or variable that it is about; or NULL */
};

/* ---- variables ---- */

/* A $name that has its value before matching starts: $cwd, $pid, $home, sx_set(). */
struct variable {
	const char *name;
	const char *text;
	const struct variable *next;
};

/* What a $name was captured as. */
enum binding_kind {
	BINDING_NONE,
	BINDING_NUMBER,
	BINDING_DESCRIPTOR,	/* `identity`: the open file description */
	BINDING_BYTES,
	BINDING_PATH,
	BINDING_TASK,		/* [pid $name]: number: pid; identity: tid */
};

struct binding {
	uint8_t kind;		/* enum binding_kind */
	bool is_entry;		/* of a descriptor: its entry in the process's table is meant (close, dup2's new one, F_SETFD) */
	bool is_elsewhere;	/* … and the pattern says in which process: it may be another than the capturing one */
	int32_t pid;		/* process in which it was captured */
	union {			/* small, as there is one of every call that a step of an order may be */
		struct {
			uint64_t number;
			uint64_t identity;
			uint64_t identity_after; /* dup2's new descriptor: what it is from then on; 0: as `identity` */
		};
		struct {	/* of bytes and paths */
			const unsigned char *bytes;
			size_t length;
			const char *resolved;	/* BINDING_PATH: absolute path, or NULL */
		};
	};
};

#define PATTERN_NAMES 16	/* captured names of one assertion */

/* Captured values by index; patterns_name() gives the name of an index. */
struct bindings {
	struct binding of[PATTERN_NAMES];
};

/* Copies the values of some names only, a bit each: all of them are a kilobyte, and this is done for each call. */
static inline void bindings_copy(struct bindings *to, const struct bindings *from, uint32_t names)
{
	for (; names; names &= names - 1)
		to->of[__builtin_ctz(names)] = from->of[__builtin_ctz(names)];
}

/* ---- compiling ---- */

/* The patterns of one assertion, compiled together: they share their captures. */
struct patterns {
	struct pattern **list;
	size_t count;
	const char *names[PATTERN_NAMES];	/* captured names, without the dollar sign */
	unsigned name_count;
};

/* Compile. Everything lives in the arena. Returns 0, -ENOMEM, or -EINVAL: then `ret_report` holds what is
 * wrong, the pattern, a caret line, and where there is one a suggestion; no newline at its end. */
int patterns_compile(struct arena *arena, const char *const *texts, size_t count, const struct variable *variables,
		     struct patterns *ret, struct text *ret_report);

const char *pattern_text(const struct pattern *pattern);

/* What entries it is about. */
enum pattern_subject { SUBJECT_CALL, SUBJECT_MARK, SUBJECT_SIGNAL, SUBJECT_EXIT };
enum pattern_subject pattern_subject(const struct pattern *pattern);

/* Calls that the name part selects, bit per number; abi: WIRE_ABI_NATIVE, WIRE_ABI_COMPAT or WIRE_ABI_RING. */
const uint64_t *pattern_numbers(const struct pattern *pattern, unsigned abi);

/* Whether the name part selects this call; reads nothing but its number. */
bool pattern_selects(const struct pattern *pattern, const struct sx_call *call);

/* Whether it has nothing but a name part, so that pattern_selects() is the whole answer. */
bool pattern_is_name_only(const struct pattern *pattern);

/* Bit per captured name that occurs in it. */
uint32_t pattern_names_used(const struct pattern *pattern);

/* Whether it uses a captured name otherwise than as a whole value ('$a/b', > $n), so that a candidate matched
 * without bindings must be matched again with them. */
bool pattern_needs_bindings(const struct pattern *pattern);

/* ---- matching ---- */

/* One thread's workplace for matching. */
struct matching {
	struct arena *scratch;		/* values are decoded here; the caller clears it */
	struct arena *kept;		/* captured bytes are copied here, as they outlive the scratch */
	const struct recording *recording;	/* the list that is looked at; NULL: the call's own */
	struct bindings *bindings;	/* in: what is bound; out, unless MATCH_NO: and what was captured. NULL: none */
	struct startup *startup;	/* kept by pattern_match() for %startup */
	struct reason reason;		/* out, of MATCH_UNKNOWN: the first */
	bool is_elsewhere;		/* set by pattern_match(): the pattern says in which process it looks */
	bool is_open;			/* names that are not bound yet inside texts and comparisons match anything */
	unsigned choice;		/* which of several like parameters a named argument means; see pattern_choices() */
};

/* Whether `call` matches. Where it says MATCH_NO, bindings are as they were. */
enum match pattern_match(const struct pattern *pattern, const struct sx_call *call, struct matching *matching);

/* The name of a structure's field that the pattern asks for and that no structure had which it was held against, all
 * else being equal; NULL: none. Such a pattern is likely misspelt. */
const char *pattern_missing_field(const struct pattern *pattern);

/* A field that structures had besides those which the pattern names, agreeing in all of these, while none had just
 * these; NULL: there is no such structure. The pattern then likely lacks its "...". */
const char *pattern_left_out(const struct pattern *pattern);

/* Where a pattern has a captured name: as a whole argument or result, and nowhere else. */
struct place {
	const struct pattern *pattern;
	const struct parameter *parameter;	/* NULL: the result */
};

/* False: there is no such place. */
bool pattern_place(const struct pattern *pattern, unsigned name, struct place *ret);

/* The open file description that the name would stand for in a call, told without decoding; 0: look closer. */
uint64_t place_identity(const struct place *place, const struct sx_call *call);

/* How many ways there are for named arguments with a capture to pick a parameter (path=$p in rename: 2);
 * 1 for most. matching.choice runs below it. */
unsigned pattern_choices(const struct pattern *pattern, const struct sx_call *call);

/* Whether two captures are of the same thing; `first` was captured first. */
enum match binding_equal(const struct binding *first, const struct binding *then);

/* What it points to is copied, to live as long as the arena; false: out of memory. */
bool binding_keep(struct binding *binding, struct arena *arena);

/* "5", "5</tmp/data>", "\"text\"": for reports. */
void binding_print(struct text *text, const struct binding *binding);

/* The arguments of a call that a parameter's name means, a bit per slot: "path" is any path. */
unsigned pattern_parameter_is(const struct sx_call *call, const char *name);

/* ---- explaining ---- */

enum part_kind { PART_TASK, PART_NAME, PART_ARGUMENT, PART_RESULT };

/* What one part of a pattern says about a call. */
struct part {
	uint8_t kind;		/* enum part_kind */
	uint8_t match;		/* enum match */
	uint8_t slot;		/* PART_ARGUMENT: argument of the call, SYSCALL_ARGS: none has that name */
	unsigned distance;	/* 0: matches; larger: farther off */
	size_t offset;		/* of a string or buffer that differs: its first byte that does; 0 where not known */
	const char *field;	/* of a structure that differs in one field, its name; or NULL */
	struct span source;	/* in the pattern's text, the parameter's name and = excluded */
	const char *why;	/* "lacks O_CLOEXEC", "other directory", "wanted >= 0"; NULL where it matches */
};

#define PATTERN_PARTS 20

/* The verdict on each part of a pattern, in its order; `bindings` may be NULL (unbound names then match anything).
 * Texts live in the arena. Returns how many parts were filled. */
size_t pattern_explain(struct arena *arena, const struct pattern *pattern, const struct sx_call *call,
		       const struct bindings *bindings, struct part ret[PATTERN_PARTS]);

/* Whether a path of the pattern may be that of a call which the pattern does not select; and whether it is. */
bool pattern_may_share_path(const struct pattern *pattern, const struct sx_call *call);
bool pattern_shares_path(struct arena *scratch, const struct pattern *pattern, const struct sx_call *call);

/* Sum of the distances that pattern_explain() would give, without its words: 0 matches. Where they add up to `enough`
 * the rest is not looked at. */
unsigned pattern_distance(struct arena *scratch, const struct pattern *pattern, const struct sx_call *call,
			  const struct bindings *bindings, unsigned enough);

/* The family that has both what the pattern names and this call ("open" for a pattern openat and a call open), or NULL. */
const char *pattern_family_with(const struct pattern *pattern, const struct sx_call *call);

/* A call that the pattern is about and that the vDSO may answer without the kernel, or NULL. */
const char *pattern_vdso(const struct pattern *pattern);

/* A note on a pattern that is likely not what was meant (%stat where libc calls newfstatat), or NULL. */
const char *pattern_note(const struct pattern *pattern, const struct recording *recording);

#endif
