/* SPDX-License-Identifier: MIT */
/* A seccomp profile as OCI runtimes and Docker load it, and what it says about one call. */
#ifndef SX_POLICY_PROFILE_H
#define SX_POLICY_PROFILE_H

#include "harness/base/arena.h"
#include "harness/base/text.h"
#include "harness/recording.h"

enum policy_action {
	POLICY_ALLOW,
	POLICY_LOG,
	POLICY_ERRNO,
	POLICY_TRAP,
	POLICY_KILL_THREAD,
	POLICY_KILL_PROCESS,
	POLICY_TRACE,
	POLICY_NOTIFY,
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
	unsigned line;
	struct action action;
	const char *const *names;
	size_t name_count;
	const struct condition *conditions;
	size_t condition_count;
	bool is_either;		/* two conditions on one argument: a runtime makes a rule of each of all of them */
	const char *left_out;	/* why it does not hold for this judgement ("needs CAP_SYS_ADMIN"); NULL: it holds */
	bool is_used;		/* a call met it */
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

struct profile {
	const char *file;
	struct action otherwise;	/* defaultAction */
	struct rule *rules;
	size_t rule_count;
	bool has_compat, has_x32;	/* calls of i386, of x32 are judged by the rules; else refused as foreign */
	uint64_t caps;			/* what it was judged for */
	unsigned kernel_major, kernel_minor;
	struct call_rules of[2][WIRE_CALLS];	/* per ABI and number */
};

/* Whom a profile is judged for: rules may depend on it. */
struct policy_subject {
	uint64_t caps;		/* a bit per CAP_… */
	unsigned kernel_major, kernel_minor;
};

/* The running kernel, and the capabilities of a list "CAP_KILL,CAP_CHOWN" ("" none, "ALL"); NULL: those that SX_CAPS
 * names, else those that Docker gives. -EINVAL: *ret_why (in the arena) names what no capability is. */
int policy_subject_read(struct policy_subject *ret, const char *caps, struct arena *arena, const char **ret_why);

/* "CAP_CHOWN, CAP_KILL", "none", "Docker's default capabilities". */
void policy_caps_print(struct text *text, uint64_t caps);

/* Read a profile: a file that a runtime takes, or an OCI config.json with one. Everything lives in the arena. 0, or
 * -errno with one sentence ("seccomp.json:12: syscalls[3].action: …") in `why`, and maybe a second line. */
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
	const char *why;	/* VERDICT_UNDECIDED: "a supervisor decides it" */
};

/* What the kernel would do with a call under the profile that a runtime installs. Marks the rule as used. */
struct verdict profile_judge(struct profile *profile, const struct sx_call *call);

/* The same by ABI, number and registers. */
struct verdict profile_judge_registers(struct profile *profile, unsigned abi, unsigned number,
				       const uint64_t args[WIRE_ARGS]);

/* "SCMP_ACT_ERRNO"; "fails with EPERM", "kills the process". */
const char *action_name(struct action action);
void action_effect(struct text *text, struct action action);
const char *comparison_name(unsigned comparison);	/* "SCMP_CMP_EQ" */
const char *profile_native_arch(void);	/* "SCMP_ARCH_X86_64" */
const char *profile_compat_arch(void);	/* "SCMP_ARCH_X86" */
bool action_equal(struct action a, struct action b);

#endif
