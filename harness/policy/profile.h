/* SPDX-License-Identifier: MIT */
/* A policy, such as a seccomp profile of an OCI runtime, and what it says about one call. */
#ifndef SX_POLICY_PROFILE_H
#define SX_POLICY_PROFILE_H

#include "harness/base/arena.h"
#include "harness/base/text.h"
#include "harness/pattern/pattern.h"
#include "harness/recording.h"

enum policy_format {
	FORMAT_OCI,		/* the JSON that OCI runtimes and Docker load */
	FORMAT_SYSTEMD,		/* SystemCallFilter= of a unit, or its values alone */
	FORMAT_PATTERNS,	/* lines "allow PATTERN" and "deny PATTERN" */
};

enum policy_action {
	POLICY_ALLOW,
	POLICY_LOG,
	POLICY_ERRNO,
	POLICY_TRAP,
	POLICY_KILL_THREAD,
	POLICY_KILL_PROCESS,
	POLICY_TRACE,
	POLICY_NOTIFY,
	POLICY_FORBID,		/* a list of patterns says no; no kernel has anything to do with it */
};

struct action {
	uint8_t kind;		/* enum policy_action */
	uint16_t number;	/* POLICY_ERRNO, POLICY_TRACE: errnoRet */
};

enum comparison { CMP_NE, CMP_LT, CMP_LE, CMP_EQ, CMP_GE, CMP_GT, CMP_MASKED_EQ };

struct condition {
	uint8_t index;		/* of the argument */
	uint8_t comparison;	/* enum comparison */
	uint64_t value, second;	/* CMP_MASKED_EQ: (argument & value) == second */
};

struct rule {
	unsigned number;	/* index in "syscalls" */
	const char *label;	/* of other formats: "SystemCallFilter=@mount", "deny %network" */
	unsigned line;
	const char *file;	/* that the line is of; NULL: the profile itself */
	struct action action;
	const char *const *names;
	size_t name_count;
	const struct condition *conditions;
	size_t condition_count;
	bool is_either;		/* two conditions on one argument: a runtime makes a rule of each of all of them */
	const char *left_out;	/* why it does not hold for this judgement ("needs CAP_SYS_ADMIN"); NULL: it holds */
	bool is_used;		/* a call met it */
	const struct pattern *pattern;	/* FORMAT_PATTERNS */
	struct startup *startup;	/* kept for the pattern */
};

/* The rules that name one call, in the order of the file. */
struct rule_link {
	struct rule *rule;
	struct rule_link *next;
};

struct call_rules {
	struct rule_link *first, *last;
	const struct rule *whole;	/* the first that has no conditions; others like it have the same action */
};

/* What stands where a call's name should, and no call of this or another machine is called. */
struct unknown_name {
	const char *name, *nearest;	/* nearest: what it may be a slip of; NULL: nothing is near */
	const struct rule *rule;
	unsigned line;
};

#define NOTED_UNKNOWN 5

struct profile {
	const char *file;
	uint8_t format;			/* enum policy_format */
	bool is_bare;			/* FORMAT_SYSTEMD: the values alone, no unit */
	struct arena *arena;		/* everything lives in it */
	const struct recording *recording;	/* FORMAT_PATTERNS: the list that the calls are of; or NULL */
	struct action otherwise;	/* defaultAction */
	struct rule *rules;
	size_t rule_count;
	struct unknown_name unknown[NOTED_UNKNOWN];	/* the first of them */
	size_t unknown_count;
	const char *not_judged;		/* settings of a unit that refuse calls, too; NULL: none */
	bool has_compat, has_x32;	/* calls of i386, of x32 are judged by the rules; else refused as foreign */
	uint64_t caps;			/* what it was judged for */
	unsigned kernel_major, kernel_minor;
	struct call_rules of[2][WIRE_CALLS];	/* per ABI and number */
};

/* Whom a profile is judged for: rules may depend on it. */
struct policy_subject {
	uint64_t caps;		/* a bit per CAP_… */
	unsigned kernel_major, kernel_minor;
	const struct variable *variables;	/* that patterns know */
};

/* The running kernel, and the capabilities of a list "CAP_KILL,CAP_CHOWN" ("" none, "ALL"); NULL: those that SX_CAPS
 * names, else those that Docker gives. -EINVAL: *ret_why (in the arena) names what no capability is. */
int policy_subject_read(struct policy_subject *ret, const char *caps, struct arena *arena, const char **ret_why);

/* "CAP_CHOWN, CAP_KILL", "none", "Docker's default capabilities". */
void policy_caps_print(struct text *text, uint64_t caps);

/* Read a policy: a profile that a runtime takes, an OCI config.json with one, a unit of systemd, the values of
 * SystemCallFilter= alone, a list of patterns; which of them it is, its first characters say. Where no file has such a
 * name, "@system-service" or "~@mount" is a policy itself. Everything lives in the arena. 0, or -errno with one sentence ("seccomp.json:12: syscalls[3].action: …") in `why`, and maybe more lines. */
int profile_read(struct arena *arena, const char *file, const struct policy_subject *subject, struct profile **ret,
		 struct text *why);

/* The same of a text that was read from `file`. */
int profile_parse(struct arena *arena, const char *file, const char *bytes, size_t length,
		  const struct policy_subject *subject, struct profile **ret, struct text *why);

/* ---- verdicts ---- */

enum verdict_kind {
	VERDICT_ALLOWED,
	VERDICT_REFUSED,
	VERDICT_UNDECIDED,	/* see `why` */
};

struct verdict {
	uint8_t kind;		/* enum verdict_kind */
	struct action action;	/* what the kernel would do */
	const struct rule *rule;	/* NULL: defaultAction, or is_foreign */
	bool is_foreign;	/* the ABI is not among the profile's architectures */
	const char *why;	/* VERDICT_UNDECIDED: "a supervisor decides it"; NULL: see `reason` */
	struct reason reason;	/* a pattern may match */
};

/* What the kernel would do with a call under the profile that a runtime installs, or what the list of patterns says of
 * it. Marks the rule as used. */
struct verdict profile_judge(struct profile *profile, const struct sx_call *call);

/* The same by ABI, number and registers; not of patterns. */
struct verdict profile_judge_registers(struct profile *profile, unsigned abi, unsigned number,
				       const uint64_t args[WIRE_ARGS]);

/* "syscalls[3] in line 12", "SystemCallFilter=@mount in line 3". */
void rule_name(struct text *text, const struct rule *rule);

/* "SCMP_ACT_ERRNO"; "fails with EPERM", "kills the process". */
const char *action_name(struct action action);
void action_effect(struct text *text, struct action action);
const char *comparison_name(unsigned comparison);	/* "SCMP_CMP_EQ" */
const char *profile_native_arch(void);	/* "SCMP_ARCH_X86_64" */
const char *profile_compat_arch(void);	/* "SCMP_ARCH_X86" */
bool action_equal(struct action a, struct action b);

#endif
