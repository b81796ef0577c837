/* SPDX-License-Identifier: MIT */
/* Random profiles and programs: the verdict on the recorded list is what the kernel does under the real filter.
 *
 *     against_kernel [CASES [FIRST]]    case N depends on nothing but N
 *
 * Each case makes a profile, once as JSON for the library and once as libseccomp rules in the way of runc, and a program
 * of calls that do no harm. The program runs recorded without the filter, and unrecorded under it, until the first
 * call that is refused.
 *
 * The cases of CI are the first 300. About one in 1600 differs for libseccomp's sake: case 1622 has a filter of 2.5.4
 * that allows gettid(0x40, 0x80000000), where its rules are a1 < 7, a1 > 0x7fffffffffffffff and (a1 & …) == 7. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

#include "../machine.h"
#include "harness/policy/profile.h"
#include "harness/trace.h"
#include "miscompiled.h"

/* libseccomp 2.5 loses memory where it refuses a rule; asked for by LeakSanitizer, where there is one. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libseccomp";
}

#define CALLS		6
#define MOST_RULES	8
#define MOST_CONDITIONS	3
#define NO_FILTER	(-98)
#define FIRST_ERRNO	1000	/* no call of ours fails with these by itself */

struct call {
	bool is_compat;
	unsigned number;
	uint64_t args[6];
};

struct test_rule {
	const char *names[2];
	unsigned name_count;
	unsigned action, error;
	struct { unsigned index, comparison; uint64_t value, second; } conditions[MOST_CONDITIONS];
	unsigned condition_count;
};

struct test_case {
	unsigned default_action;
	bool has_compat;
	struct test_rule rules[MOST_RULES + 1];
	unsigned rule_count;
	struct call calls[CALLS];
};

/* What the program shares with us. */
struct shared {
	unsigned done;			/* calls that were not refused */
	uint32_t socket_words[4];	/* of socketcall */
};
static struct shared *shared;

static bool has_i386;
static uint64_t state;

static unsigned pick(unsigned count)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % count;
}

/* ---- making a case ---- */

static const struct { const char *json; uint32_t libseccomp; } actions[] = {
	{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW }, { "SCMP_ACT_ERRNO", SCMP_ACT_ERRNO(0) },
	{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS }, { "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
	{ "SCMP_ACT_KILL", SCMP_ACT_KILL }, { "SCMP_ACT_LOG", SCMP_ACT_LOG },
};
static const struct { const char *json; enum scmp_compare libseccomp; } comparisons[] = {
	{ "SCMP_CMP_NE", SCMP_CMP_NE }, { "SCMP_CMP_LT", SCMP_CMP_LT }, { "SCMP_CMP_LE", SCMP_CMP_LE },
	{ "SCMP_CMP_EQ", SCMP_CMP_EQ }, { "SCMP_CMP_GE", SCMP_CMP_GE }, { "SCMP_CMP_GT", SCMP_CMP_GT },
	{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
};
static const uint64_t values[] = {0, 1, 2, 3, 7, 64, 0x80000000, 0xffffffff, 0x100000001, 0x7fffffffffffffff,
				  0xffffffffffffffff};
static const char *const names[] = {"getpid", "getppid", "getuid", "getgid", "getuid32", "gettid", "getpgrp", "socket",
				    "listen", "socketcall", "no_such_call"};
static const unsigned native_calls[] = {SYS_getpid, SYS_getppid, SYS_getuid, SYS_getgid, SYS_gettid, SYS_getpgrp};
#if defined(__x86_64__)
static const unsigned compat_calls[] = {20 /* getpid */, 64 /* getppid */, 199 /* getuid32 */, 224 /* gettid */,
					65 /* getpgrp */, 102 /* socketcall */, 359 /* socket */};
#endif

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static uint64_t some_value(void)
{
	return values[pick(COUNT(values))];
}

static void make_call(struct call *call)
{
	for (int i = 0; i < 6; i++)
		call->args[i] = some_value();
	call->number = native_calls[pick(COUNT(native_calls))];
#if defined(__x86_64__)
	call->is_compat = pick(4) == 0 && has_i386;
	if (!call->is_compat)
		return;
	call->number = compat_calls[pick(COUNT(compat_calls))];
	if (call->number == 102) {	/* of a family that is none, or listen on no descriptor */
		call->args[0] = pick(2) ? 1 : 4;
		call->args[1] = (uintptr_t)shared->socket_words;
	} else if (call->number == 359) {
		call->args[0] = 0x7ff0 + call->args[0] % 8;
	}
#endif
}

static void make_rule(struct test_rule *rule)
{
	rule->name_count = 1 + pick(2);
	for (unsigned i = 0; i < rule->name_count; i++)
		rule->names[i] = names[pick(COUNT(names))];
	rule->action = pick(3) ? pick(2) : pick(COUNT(actions) - 1);
	rule->error = FIRST_ERRNO + pick(3);
	rule->condition_count = pick(MOST_CONDITIONS + 1);
	for (unsigned i = 0; i < rule->condition_count; i++) {
		rule->conditions[i].index = pick(3) ? pick(2) : pick(6);
		rule->conditions[i].comparison = pick(COUNT(comparisons));
		rule->conditions[i].value = some_value();
		rule->conditions[i].second = some_value();
	}
}

static void make_case(struct test_case *test, unsigned number)
{
	*test = (struct test_case){0};
	state = number * 0x9e3779b97f4a7c15u + 1;
	test->default_action = pick(3) ? pick(2) : pick(COUNT(actions));
	test->has_compat = pick(2);
	test->rule_count = 1 + pick(MOST_RULES);
	for (unsigned i = 0; i < test->rule_count; i++)
		make_rule(&test->rules[i]);
	/* how the program ends */
	test->rules[test->rule_count++] = (struct test_rule){.names = {"exit_group"}, .name_count = 1};
	for (unsigned i = 0; i < CALLS; i++)
		make_call(&test->calls[i]);
}

static void print_json(struct text *text, const struct test_case *test)
{
	text_format(text, "{\"defaultAction\": \"%s\", \"defaultErrnoRet\": %d,\n \"architectures\": [\"%s\"%s],\n"
		    " \"syscalls\": [", actions[test->default_action].json, FIRST_ERRNO,
#if defined(__x86_64__)
		    "SCMP_ARCH_X86_64", test->has_compat ? ", \"SCMP_ARCH_X86\"" : "");
#else
		    "SCMP_ARCH_AARCH64", "");
#endif
	for (unsigned i = 0; i < test->rule_count; i++) {
		const struct test_rule *rule = &test->rules[i];

		text_format(text, "%s\n  {\"names\": [", i ? "," : "");
		for (unsigned n = 0; n < rule->name_count; n++)
			text_format(text, "%s\"%s\"", n ? ", " : "", rule->names[n]);
		text_format(text, "], \"action\": \"%s\", \"errnoRet\": %u, \"args\": [", actions[rule->action].json, rule->error);
		for (unsigned n = 0; n < rule->condition_count; n++)
			text_format(text, "%s\n    {\"index\": %u, \"value\": %llu, \"valueTwo\": %llu, \"op\": \"%s\"}", n ? "," : "",
				    rule->conditions[n].index, (unsigned long long)rule->conditions[n].value,
				    (unsigned long long)rule->conditions[n].second,
				    comparisons[rule->conditions[n].comparison].json);
		text_add(text, "]}");
	}
	text_add(text, "\n]}\n");
}

/* ---- the program ---- */

static long do_call(const struct call *call)
{
	const uint64_t *a = call->args;
#if defined(__x86_64__)
	if (call->is_compat) {
		long result = call->number;
		uint64_t sixth = (uint32_t)a[5];

		__asm__ volatile("xchgq %%rbp, %[sixth]; int $0x80; xchgq %%rbp, %[sixth]" : "+a"(result), [sixth] "+r"(sixth)
				 : "b"((uint32_t)a[0]), "c"((uint32_t)a[1]), "d"((uint32_t)a[2]), "S"((uint32_t)a[3]),
				   "D"((uint32_t)a[4])
				 : "memory", "r8", "r9", "r10", "r11");
		return (int)result;
	}
#endif
	long result = syscall(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);

	return result == -1 ? -errno : result;
}

static int run_calls(void *argument)
{
	const struct test_case *test = argument;

	shared->done = 0;
	for (unsigned i = 0; i < CALLS; i++) {
		long result = do_call(&test->calls[i]);

		if (result <= -FIRST_ERRNO && result > -FIRST_ERRNO - 100)
			break;
		shared->done = i + 1;
	}
	return 0;
}

/* ---- under the filter ---- */

static uint32_t action_of(unsigned action, unsigned error)
{
	return action == 1 ? SCMP_ACT_ERRNO(error) : actions[action].libseccomp;
}

static int add(scmp_filter_ctx filter, uint32_t action, int number, unsigned count, const struct scmp_arg_cmp *list)
{
	return seccomp_rule_add_array(filter, action, number, count, list);
}

/* As runc's matchCall(). */
static int add_rule(scmp_filter_ctx filter, const struct test_rule *rule, const char *name, uint32_t default_action)
{
	uint32_t action = action_of(rule->action, rule->error);
	struct scmp_arg_cmp list[MOST_CONDITIONS];
	int number = seccomp_syscall_resolve_name(name), r = 0;
	bool is_either = false;

	if (number == __NR_SCMP_ERROR || action == default_action)
		return 0;
	for (unsigned i = 0; i < rule->condition_count; i++) {
		list[i] = (struct scmp_arg_cmp){rule->conditions[i].index, comparisons[rule->conditions[i].comparison].libseccomp,
						rule->conditions[i].value, rule->conditions[i].second};
		for (unsigned j = 0; j < i; j++)
			is_either |= list[j].arg == list[i].arg;
	}
	if (!is_either)
		return add(filter, action, number, rule->condition_count, list);
	for (unsigned i = 0; i < rule->condition_count && r == 0; i++)
		r = add(filter, action, number, 1, &list[i]);
	return r;
}

/* The filter as the kernel takes it, made beforehand: once it is installed, freeing memory may be refused. */
static int make_filter(const struct test_case *test, struct sock_fprog *ret)
{
	uint32_t default_action = action_of(test->default_action, FIRST_ERRNO);
	static struct sock_filter program[BPF_MAXINSNS];
	scmp_filter_ctx filter = seccomp_init(default_action);
	int fd = memfd_create("filter", MFD_CLOEXEC), r = filter && fd >= 0 ? 0 : -ENOMEM;
	ssize_t length;

#if defined(__x86_64__)
	if (r == 0 && test->has_compat)
		r = seccomp_arch_add(filter, SCMP_ARCH_X86);
#endif
	for (unsigned i = 0; i < test->rule_count && r == 0; i++)
		for (unsigned n = 0; n < test->rules[i].name_count && r == 0; n++)
			r = add_rule(filter, &test->rules[i], test->rules[i].names[n], default_action);
	if (r == 0)
		r = seccomp_export_bpf(filter, fd);
	seccomp_release(filter);
	length = r == 0 ? pread(fd, program, sizeof(program), 0) : 0;
	close(fd);
	*ret = (struct sock_fprog){(unsigned short)((size_t)length / sizeof(*program)), program};
	return r;
}

/* How many calls run before the first that the kernel refuses; negative: the filter could not be made. */
static int run_filtered(struct test_case *test, struct sock_fprog *ret_program)
{
	struct sock_fprog program;
	int status, r = make_filter(test, &program);
	pid_t pid;

	*ret_program = program;
	/* libseccomp does not take two rules with the same conditions and different actions: no container starts */
	if (r == -EEXIST)
		return NO_FILTER;
	if (r < 0)
		return r;
	pid = fork();
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
			_exit(99);
		run_calls(test);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || (WIFEXITED(status) && WEXITSTATUS(status) == 99))
		return -ECHILD;
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGSYS)
		return -ECHILD;
	return (int)shared->done;
}

/* ---- what the library says ---- */

struct judgement {
	unsigned allowed;	/* calls before the first that is refused or undecided */
	bool is_undecided;
	bool is_error;		/* the profile contradicts itself */
	const char *conforms;	/* what the assertion says */
};

static sx_trace *record(struct test_case *test)
{
	sx_trace *trace = sx_fork(NULL, run_calls, test);

	if (sx_error(trace) || sx_count(trace, NULL) != CALLS + 1) {
		printf("not %d calls and an exit were recorded: %zu (%s)\n", CALLS, sx_count(trace, NULL),
		       sx_error(trace) ? sx_error(trace) : "no error");
		sx_print(trace, stdout);
		exit(1);
	}
	return trace;
}

/* Reports go nowhere: they are the work of other tests. */
static const char *ask(sx_trace *trace, const char *file)
{
	int saved = dup(STDERR_FILENO), nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const char *why;

	dup2(nothing, STDERR_FILENO);
	why = sx_check_conforms_((struct sx_here_){__FILE__, __LINE__, "case"}, trace, file, NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(nothing);
	return why;
}

static void judge(struct test_case *test, const char *json, struct judgement *ret)
{
	struct policy_subject subject = {0};
	struct recording recording;
	struct profile *profile;
	struct arena arena = {0};
	struct text why = {0};
	sx_trace *trace;

	*ret = (struct judgement){0};
	if (profile_parse(&arena, "case", json, strlen(json), &subject, &profile, &why) < 0) {
		ret->is_error = strstr(why.bytes, "contradicts") != NULL;
		if (!ret->is_error) {
			printf("a good profile is refused: %s\n%s", why.bytes, json);
			exit(1);
		}
	} else {
		trace = record(test);
		trace_recording(trace, &recording);
		for (size_t i = 0; i < recording.count; i++) {
			if (call_entry(recording.entries[i]) != ENTRY_CALL)
				continue;
			struct verdict verdict = profile_judge(profile, recording.entries[i]);

			ret->is_undecided = verdict.kind == VERDICT_UNDECIDED;
			if (verdict.kind != VERDICT_ALLOWED || ret->allowed == CALLS)
				break;
			ret->allowed++;
		}
		ret->conforms = ask(trace, "profile.json");
		sx_free(trace);
	}
	text_free(&why);
	arena_free(&arena);
}

/* ---- all cases ---- */

static bool write_profile(const char *json)
{
	FILE *stream = fopen("profile.json", "w");

	return stream && fputs(json, stream) >= 0 && fclose(stream) == 0;
}

static int fail(const struct test_case *test, unsigned number, const char *json, const struct judgement *judgement,
		int allowed)
{
	printf("case %u: judged %u calls allowed (%s), the kernel allowed %d\n%s", number, judgement->allowed,
	       judgement->conforms ? judgement->conforms : "conforms", allowed, json);
	for (unsigned i = 0; i < CALLS; i++)
		printf("call %u: %s %u(%#llx, %#llx, %#llx, %#llx, %#llx, %#llx)\n", i + 1,
		       test->calls[i].is_compat ? "i386" : "native", test->calls[i].number,
		       (unsigned long long)test->calls[i].args[0], (unsigned long long)test->calls[i].args[1],
		       (unsigned long long)test->calls[i].args[2], (unsigned long long)test->calls[i].args[3],
		       (unsigned long long)test->calls[i].args[4], (unsigned long long)test->calls[i].args[5]);
	return 1;
}

int main(int argc, char *argv[])
{
	unsigned wanted = argc > 1 ? (unsigned)atoi(argv[1]) : 300, number = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
	unsigned checked = 0, refused = 0, undecided = 0, impossible = 0, failed = 0;
	char folder[] = "/tmp/against_kernel_XXXXXX";
	const char *why;

	if (sx_available(&why) < 0) {
		printf("SKIP: %s\n", why);
		return 77;
	}
	has_i386 = machine_has_i386();
	if (!has_i386)
		printf("%s: native calls only\n", MACHINE_LACKS_I386);
	shared = mmap((void *)0x10000000, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || (uintptr_t)shared > UINT32_MAX || !mkdtemp(folder) || chdir(folder) < 0)
		return 1;
	shared->socket_words[0] = 0x7ff0;
	for (; checked < wanted; number++) {
		struct test_case test;
		struct judgement judgement;
		struct text json = {0};
		struct sock_fprog program;
		int allowed;

		make_case(&test, number);
		print_json(&json, &test);
		if (!write_profile(json.bytes))
			return 1;
		judge(&test, json.bytes, &judgement);
		if (!judgement.is_error && judgement.is_undecided) {
			undecided++;
			failed += !judgement.conforms && fail(&test, number, json.bytes, &judgement, -2);
		} else if (!judgement.is_error) {
			allowed = run_filtered(&test, &program);
			if (allowed != NO_FILTER && allowed != (int)judgement.allowed && is_miscompiled(&program))
				allowed = NO_FILTER;
			impossible += allowed == NO_FILTER;
			checked += allowed != NO_FILTER;
			refused += allowed >= 0 && allowed < CALLS;
			if (allowed != NO_FILTER && (allowed != (int)judgement.allowed || !judgement.conforms != (allowed == CALLS)))
				failed += fail(&test, number, json.bytes, &judgement, allowed);
		}
		text_free(&json);
	}
	unlink("profile.json");
	rmdir(folder);
	printf("%u cases, %u of them with a refused call; besides %u undecided, %u that libseccomp does not take or gets wrong; %u failed\n",
	       checked, refused, undecided, impossible, failed);
	/* cases that are all of one kind check nothing */
	if (wanted >= 100 && (refused < wanted / 5 || refused > wanted * 19 / 20 || undecided + impossible > wanted / 3))
		return 1;
	return failed ? 1 : 0;
}
