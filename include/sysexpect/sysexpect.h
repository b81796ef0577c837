/* SPDX-License-Identifier: MIT */
/**
 * @file
 * sysexpect: run a program under an eBPF tracer, get every system call as a list, assert on it.
 *
 * This header is the manual. It needs libc only, as C11 or as C++14 and later. In a test, include
 * the adapter of your framework instead (<sysexpect/check.h> and so on): it says how a test fails.
 *
 * Patterns are written in strace's own syntax; see "Patterns" below. Every line that the dump
 * prints is a pattern that matches the call it was printed from.
 */
#ifndef SYSEXPECT_H
#define SYSEXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <sysexpect/mark.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SX_API __attribute__((__visibility__("default")))
#define SX_PRINTF_(text, first) __attribute__((__format__(__printf__, text, first)))
#define SX_SENTINEL_ __attribute__((__sentinel__))
#else
#define SX_API
#define SX_PRINTF_(text, first)
#define SX_SENTINEL_
#endif

/** A recording, or a view of one. */
typedef struct sx_trace sx_trace;

/** One system call: entry and exit joined. Valid until sx_free() of its trace. */
typedef struct sx_call sx_call;

/** Do not record children and threads of the program started: all that is said of the trace is said of its first thread. */
#define SX_NO_FOLLOW	 (1u << 0)
/** Record the user stack of every call: sx_call_stack(), and in reports. Costs some 4 us and 8 KiB per call. */
#define SX_STACKS	 (1u << 1)
/** Return when the process started has ended; what remains is named, then killed. */
#define SX_LEAVE_DAEMONS (1u << 2)
/** Keep standard output and standard error: sx_stdout(), sx_stderr(). The program writes into pipes. */
#define SX_CAPTURE	 (1u << 3)

/** Tell of calls at their entry too, for sx_print_live(): one that blocks is seen. Of sx_start() and sx_attach(). */
#define SX_LIVE		 (1u << 4)

/** Of sx_attach(): record nothing before the next execve that succeeds. */
#define SX_AT_EXEC	 (1u << 5)
/** Signals without effect (SIGCHLD to who does not listen, what is ignored) are in the list, too, behind the call that
 *  they came in: as strace shows them, to which, and to nobody else, the kernel delivers them. */
#define SX_IGNORED_SIGNALS (1u << 6)
/** Record how long each call was on a processor: sx_call_run_ns(). */
#define SX_RUN_TIMES	 (1u << 7)

/** How to record. Zero in a field means its default; NULL instead of the structure means all defaults. */
struct sx_options {
	size_t size;		/**< sizeof(struct sx_options); SX_OPTIONS() sets it */
	const char *calls;	/**< which calls to record, in the syntax of strace's -e trace=; NULL: all */
	size_t string_limit;	/**< bytes kept of each string or buffer; 0: 4096; at most 1 MiB */
	unsigned timeout_ms;	/**< then the tree is killed and every assertion fails; 0: 10000; UINT_MAX: none */
	size_t memory_limit;	/**< bytes of recorded calls; calls past it count as lost. Of each stream that is kept; more
				     of it fails every assertion. 0: 2 GiB */
	unsigned flags;		/**< SX_NO_FOLLOW, … */
	const char *dir;	/**< working directory of the program; NULL: inherit */
	const char *const *env;	/**< its environment, NULL-terminated; NULL: inherit */
	const char *stdin_text;	/**< what its standard input reads; NULL: inherit */
	const char *user;	/**< run it as this user, with the user's groups; "UID:GID", numbers: as these, with the one
				 *   group; "": who called sudo; NULL: no change */
	const char *file;	/**< what is run, looked up in PATH in the place of argv[0]; NULL: argv[0] */
};

/* ---- recording ---- */

/**
 * Whether this process can trace: loads and attaches the BPF programs, once per process.
 *
 * Loading needs CAP_BPF and CAP_PERFMON. Where they are missing the helper is asked, which is
 * installed beside the library (or which SX_HELPER names) and has got them from root:
 *
 *     setcap cap_bpf,cap_perfmon=ep /usr/local/libexec/sysexpect-helper
 *
 * Who is not root sees no more than ptrace(2) would show. A program that gains rights (set-id, with
 * capabilities of its own, or one that may be run but not read) is recorded up to the execve that
 * starts it; assertions that rule something out then cannot tell.
 *
 * Forked children inherit a loaded tracer. With SX_REQUIRE=1 in the environment the reason is
 * printed to stderr and 0 returned, so that a suite that would skip runs and fails instead.
 *
 * @param why  if not NULL, set to one sentence that says what is missing and what to do, or to
 *             NULL on success; valid for the life of the process.
 * @return 0, -EPERM (CAP_BPF or CAP_PERFMON missing), -EOPNOTSUPP (kernel cannot), or another
 *         -errno of loading.
 */
SX_API int sx_available(const char **why);

/**
 * Run a program to its end and record every call of it, its threads and its children.
 *
 * Waits for the whole tree, processes that outlive the program included (see SX_LEAVE_DAEMONS).
 * The first call in the list is the execve(2) that started the program; nothing of the library's
 * own is in it. The program gets what a plain fork and exec would give it.
 *
 *     sx_trace *t = sx_run(SX_OPTIONS(.flags = SX_CAPTURE, .stdin_text = "1 2\n"), SX_ARGV("./app", "sum"));
 *
 *     sx_assert_exited(t, 0);
 *     sx_assert_never(t, "%network");
 *     assert(!strcmp(sx_stdout(t, NULL), "3\n"));
 *     sx_free(t);
 *
 * @param options  NULL for the defaults; only read during the call.
 * @param argv     NULL-terminated; argv[0] is looked up in PATH as execvp(3) does.
 * @return a trace, never NULL: where recording failed, sx_error() says why and every assertion on
 *         it fails with that sentence. Free with sx_free().
 */
SX_API sx_trace *sx_run(const struct sx_options *options, const char *const argv[]);

/**
 * Run a function in a forked child and record every call of it; what it returns is the exit status.
 *
 * The first call in the list is the function's own first one. Where it does not return (exit(), a
 * longjmp or exception out of it, as a framework's failed assertion is) the child ends at once, no
 * other test runs in it, and every assertion on the trace fails with "the function did not return".
 *
 *     static int save(void *unused) { return write_config("app.conf"); }
 *
 *     sx_trace *t = sx_fork(NULL, save, NULL);
 *
 *     sx_assert_exited(t, 0);
 *     sx_assert_order(t, "%open(...) = $fd", "fsync($fd) = 0", "%rename(newpath='app.conf') = 0");
 *     sx_free(t);
 *
 * @param function  its result & 0xff is the exit status, as of main().
 * @return as sx_run().
 */
SX_API sx_trace *sx_fork(const struct sx_options *options, int (*function)(void *), void *argument);

/**
 * Record the calling thread from here to sx_end(): exactly its calls, and nothing of the library's.
 *
 * Threads and children started in between are recorded too, until sx_end(), unless SX_NO_FOLLOW says
 * otherwise. Regions may be nested (an inner one records as the outer one does) and repeated, and
 * several threads may have their own. Assert after sx_end(): a framework's assertion makes calls.
 * timeout_ms, dir, env, stdin_text, user and SX_CAPTURE have no meaning here.
 *
 *     sx_trace *t = sx_begin(NULL);
 *
 *     process(&blocks[0]);
 *     sx_end(t);
 *     sx_assert_never(t, "*");
 *     sx_free(t);
 *
 * @return as sx_run(). On the thread's first region the tracer may have to be loaded; see sx_available().
 */
SX_API sx_trace *sx_begin(const struct sx_options *options);

/** End the region that sx_begin() began, on the same thread; inner regions first. */
SX_API void sx_end(sx_trace *trace);

/**
 * Start a program and return while it runs; it is recorded all along.
 *
 * At most one thread of the library's reads along, with every signal blocked; it is gone after
 * sx_wait(), sx_stop() or sx_free(). The trace may be queried while it grows: assertions that call
 * for something judge what has happened so far, those that rule something out cannot tell before
 * the end.
 *
 *     sx_trace *t = sx_start(NULL, SX_ARGV("./server"));
 *
 *     if (sx_wait_for(t, "listen(...) = 0", 5000) == 0)
 *         talk_to_it();
 *     sx_stop(t);
 *     sx_assert_follows(t, "%accept(...) = $client", "close($client) = 0");
 *     sx_free(t);
 *
 * @return as sx_run(). timeout_ms counts from here.
 */
SX_API sx_trace *sx_start(const struct sx_options *options, const char *const argv[]);

/**
 * Record a process that is already running: all its threads, and the children that it makes from now on.
 *
 * A call that was in progress is recorded when it returns, with the arguments that its registers
 * still hold. sx_stop(), sx_free() and the timeout end the recording and leave the process alone.
 * Without root only processes of the same user can be recorded, and no set-id program. It needs
 * the capabilities in this very process: the helper cannot lend this.
 *
 *     sx_trace *t = sx_attach(SX_OPTIONS(.calls = "%file"), pid);
 *
 *     send_request();
 *     sx_wait_for(t, "%open(path='/srv/data/index')", 5000);
 *     sx_stop(t);
 *     sx_assert_called(t, "%open(path='/srv/data/index')");
 *     sx_free(t);
 *
 * @param pid  process id as this process sees it.
 * @return as sx_start(); sx_error() says that there is no such process or that it has ended, that it
 *         belongs to another user or to the kernel, that it is this one, that it is being recorded
 *         already, or that the kernel (before 6.9) cannot take threads of a running process.
 */
SX_API sx_trace *sx_attach(const struct sx_options *options, pid_t pid);

/**
 * Record one more running process in the same trace.
 *
 * @param trace  of sx_attach(), still running.
 * @param why    if not NULL, gets one sentence of at most `room` bytes where it could not be.
 * @return 0, -ESRCH, -EPERM, -EBUSY, -EOPNOTSUPP, or -EINVAL: the trace is of another kind, or over, or it is a thread
 *         of the kernel.
 */
SX_API int sx_attach_also(sx_trace *trace, pid_t pid, char *why, size_t room);

/**
 * Wait until a call (or mark, or event) that matches has been recorded since the start.
 *
 * Woken by the event, never by polling. Calls are seen when they return: wait for
 * "listen(...) = 0", not for the accept that blocks. A recording that is over is looked through at once.
 *
 * @param trace       or a view of one: until the call is in the view, of sx_between() with an end behind it.
 * @param timeout_ms  how long at most; UINT_MAX: for ever.
 * @return 0, -ETIMEDOUT, -ESRCH (the tree ended without it, or recording failed), or -EINVAL (bad
 *         pattern; its report goes to stderr and sx_error() is set).
 */
SX_API int sx_wait_for(sx_trace *trace, const char *pattern, unsigned timeout_ms);

/** Wait until the whole tree has ended. Returns the program's status as wait(2) gives it, or -ECHILD: none. */
SX_API int sx_wait(sx_trace *trace);

/** SIGTERM to the program started; SIGKILL to what is left of the tree after two seconds. Waits for the end. */
SX_API void sx_stop(sx_trace *trace);

/** Status of the program started, as wait(2) gives it; -1 if there is none. */
SX_API int sx_status(const sx_trace *trace);

/** Records lost, for any reason; 0: the list is complete. */
SX_API uint64_t sx_lost(const sx_trace *trace);

/** NULL, or one sentence: why recording failed, or that a pattern was bad. Valid until sx_free(). */
SX_API const char *sx_error(const sx_trace *trace);

/**
 * What the program and its children wrote to standard output; with SX_CAPTURE.
 *
 * @param length  if not NULL, set to the count of bytes. A NUL stands behind them.
 * @return the bytes, "" where nothing was written. NULL without SX_CAPTURE, where the recording
 *         failed, and while the program runs, so that none of these looks like a program that wrote
 *         nothing. Valid until sx_free().
 */
SX_API const char *sx_stdout(const sx_trace *trace, size_t *length);
/** The same of standard error. */
SX_API const char *sx_stderr(const sx_trace *trace, size_t *length);

/** Free a trace with all of its calls and views. Of a view or NULL: nothing happens. */
SX_API void sx_free(sx_trace *trace);

/** Detach the BPF programs and give every descriptor back. Also done at exit. Not while a recording runs. */
SX_API void sx_unload(void);

/* ---- patterns ---- */

/**
 * @page patterns Patterns
 *
 *     pattern = [ "[pid " value "]" ] calls [ "(" args ")" ] [ result ]
 *
 * Calls: a name, a glob (`*at`), a `/regex/`, a class of strace (`%file`, `%network`, `%%stat`), a family of equal
 * calls (`%open`, `%rename`, `%unlink`, `%write`, `%read`, `%exec`, `%fork`, …), a group of systemd (`@io-event`),
 * `%startup` (what the dynamic loader calls before the program's own code); several joined by `|`.
 *
 * Arguments: by position, or as `name=value` with the manual page's parameter name, which also works for families,
 * classes and globs: there `path=` is any path argument, `fd=` any descriptor. `*` is any one value, `...` any
 * further arguments. Without brackets the arguments do not matter.
 *
 *     0x1f  O_CREAT|O_EXCL  NULL         exactly
 *     O_CREAT|...  !O_TRUNC|...          at least these flags; without this one
 *     < 10  >= 0  != 5                   compared
 *     "text"                             exactly these bytes, with strace's escapes
 *     'pattern'                          paths and <…>: * and ? within a component, ** across; $name is expanded;
 *                                        a backslash takes the meaning from * ? $ ' and itself
 *     'GET '...   ...'needle'...         a buffer that begins with this; that contains it
 *     3   </etc/passwd>   3</etc/?*>     a descriptor by number, by what it is open on, by both
 *     [v, v, ...]   {field=v, ...}       arrays and structures as the dump shows them
 *     $name                              the first use captures, later ones must be equal
 *
 * A path that begins with `/` meets the absolute path of what was meant, links followed where the call opened
 * something; any other meets the text that was passed. A descriptor that was captured stands for the open file,
 * through dup, fork and exec, not for its number. `$cwd` (the program's at its start; of an sx_begin() region the
 * test's, unless it changed inside), `$pid` and `$home` are predefined; sx_set() makes more.
 *
 * Result: `= value`, `= -1 ENOENT`, `>= 0`, `= $name`, `= ?` (it never returned), `= denied` (seccomp refused it).
 * Left out: any. What a seccomp supervisor (a user notification) answered with success was not refused, and whether it
 * was done nobody knows but the supervisor: such a call matches as made, and a pattern with a result cannot tell, unless
 * it ends as the dump's line does: answered by seccomp notify, in the marks of a comment.
 *
 * `mark('name')` matches an sx_mark(); `--- SIGTERM …` and `+++ exited with 0 +++` match signals and ends.
 *
 * A pattern that is wrong (an unknown call or constant, too many arguments, a variable that is never set) fails at
 * its first use, with a caret and a suggestion; it never counts as "no match".
 */

/* ---- views: each is a trace that every query and assertion takes; freed with its root ---- */

/** The calls that match. */
SX_API sx_trace *sx_matching(sx_trace *trace, const char *pattern);
/** The calls entered after the first `from` returned and before the next `to` was entered. NULL: start, end. */
SX_API sx_trace *sx_between(sx_trace *trace, const char *from, const char *to);
/** The calls of one process; 0: of the program started. */
SX_API sx_trace *sx_of_process(sx_trace *trace, pid_t pid);
/** The calls of one thread. */
SX_API sx_trace *sx_of_thread(sx_trace *trace, pid_t tid);

/* ---- queries ---- */

/**
 * How many calls match; NULL counts all.
 *
 * @return SIZE_MAX on a bad pattern (its report goes to stderr and sx_error() is set), on a failed
 *         recording, and where sx_assert_never() could not tell.
 */
SX_API size_t sx_count(sx_trace *trace, const char *pattern);

/** The first call that matches and comes after `after` (NULL: from the start); NULL: none, or a bad pattern. */
SX_API const sx_call *sx_find(sx_trace *trace, const sx_call *after, const char *pattern);

/** Give $name (letters, digits and _) a value for all patterns on this trace. The text is never read as a glob. Another
 *  name, or a NULL format, sets sx_error(). */
SX_API void sx_set(sx_trace *trace, const char *name, const char *format, ...) SX_PRINTF_(3, 4);

/* Of NULL, which sx_find() returns where nothing matches, they say what is true of no call: NULL, -1 of ids and errno,
 * INT64_MIN of results, UINT64_MAX of registers and times. */
SX_API const char *sx_call_name(const sx_call *call);	/**< "openat" */
SX_API pid_t sx_call_pid(const sx_call *call);	/**< process id as this process sees it */
SX_API pid_t sx_call_tid(const sx_call *call);	/**< thread id as this process sees it */
SX_API uint64_t sx_call_arg(const sx_call *call, unsigned n);	/**< raw register of argument n, from 0; 0 past the sixth */
/** Absolute, normalised path of argument n, or of what its descriptor is open on; NULL: none, or not known. */
SX_API const char *sx_call_path(const sx_call *call, unsigned n);
/** The same by the parameter's name in the manual page ("path", "oldpath"); "path" is any path argument. */
SX_API const char *sx_call_path_of(const sx_call *call, const char *parameter);
/** Bytes of a buffer or string argument as captured, vectors gathered; *length gets their count. NULL: none. */
SX_API const void *sx_call_data(const sx_call *call, unsigned n, size_t *length);
SX_API int64_t sx_call_ret(const sx_call *call);	/**< what the caller in C saw: -1 on error */
SX_API int sx_call_errno(const sx_call *call);	/**< errno of a failed call; 0 otherwise */
SX_API uint64_t sx_call_time_ns(const sx_call *call);	/**< entry, in ns since the recording's start */
SX_API uint64_t sx_call_duration_ns(const sx_call *call);	/**< UINT64_MAX: it never returned */
/** Of its duration what the call was on a processor for, neither asleep nor waiting for one: what strace -c takes for
 *  system time. UINT64_MAX: it never returned or was not seen from its entry on; or recorded without SX_RUN_TIMES. */
SX_API uint64_t sx_call_run_ns(const sx_call *call);
SX_API unsigned sx_call_number(const sx_call *call);	/**< its number in the ABI it was called by */
SX_API int64_t sx_call_raw_ret(const sx_call *call);	/**< as the kernel left it: -errno of a failed call */
SX_API uint64_t sx_call_instruction_pointer(const sx_call *call);	/**< where the program goes on behind the call */
SX_API bool sx_call_denied(const sx_call *call);	/**< whether seccomp refused it; false of an answered call */

SX_API unsigned sx_call_arg_count(const sx_call *call);	/**< arguments that the dump prints */
SX_API const char *sx_call_arg_name(const sx_call *call, unsigned n);	/**< parameter of the n-th of these, from 0; or NULL */

/**
 * A decoded value as the dump prints it, strings and structures whole.
 *
 * @param where  a parameter's name, with what lies in it: "flags", "statbuf.st_mode", "iov[1].iov_len"; or "result".
 *               Of what a call changed, fields are those that it left.
 * @return "O_RDONLY|O_CLOEXEC", "S_IFREG|0644"; NULL: the call has nothing there. Valid until sx_free().
 */
SX_API const char *sx_call_text(const sx_call *call, const char *where);

/** The same as a number: of flags and constants their value, of a descriptor its number. False: there is none. */
SX_API bool sx_call_value(const sx_call *call, const char *where, uint64_t *ret_value);

/** The line that the dump prints of it, result and all. Valid until sx_free(). */
SX_API const char *sx_call_line(const sx_call *call);

/** The same as a JSON object, as SX_PRINT_JSON prints it, strings whole. Valid until sx_free(). */
SX_API const char *sx_call_json(const sx_call *call);

/**
 * Who made the call: with SX_STACKS, one line for each frame, the innermost first.
 *
 * "load_config at src/config.c:88", "read in /usr/lib/libc.so.6+0xf8a84" where no line is known, an
 * address where no function is. Found by the unwind tables of the programs from what was recorded at
 * the call's entry, so that a process that has ended has its stacks too, and frame pointers are not
 * needed; of files that have been changed or removed since, nothing is said. A last line
 * "(incomplete: …)" says why there are no more callers. Built without libdw, that is all callers.
 *
 *     sx_trace *t = sx_run(SX_OPTIONS(.flags = SX_STACKS), SX_ARGV("./app"));
 *     const sx_call *call = sx_find(t, NULL, "write(2, ...)");
 *
 *     if (call)
 *         puts(sx_call_stack(call));
 *     sx_free(t);
 *
 * @return valid until sx_free(); NULL: recorded without SX_STACKS.
 */
SX_API const char *sx_call_stack(const sx_call *call);

/** Print the dump: one line per call as `strace -f -y` prints it. Coloured only on a terminal (see SX_COLOR). */
SX_API void sx_print(sx_trace *trace, FILE *stream);

/** "PID " before every line, as strace -f -o FILE does it. Neither this nor the next: "[pid N] " while there are several. */
#define SX_PRINT_PIDS		(1u << 0)
/** No process ids at all, as strace without -f. */
#define SX_PRINT_NO_PIDS	(1u << 1)
/** Descriptors as bare numbers, as strace without -y. */
#define SX_PRINT_NO_PATHS	(1u << 2)
/** -yy: protocol, addresses and device numbers of descriptors; counts of an eventfd, signals of a signalfd. */
#define SX_PRINT_DETAILS	(1u << 3)
/** -v: structures and environments whole. */
#define SX_PRINT_VERBOSE	(1u << 4)
/** -x: strings that hold non-printable bytes in hexadecimal. */
#define SX_PRINT_HEX		(1u << 5)
/** -xx: all strings in hexadecimal. */
#define SX_PRINT_HEX_ALL	(1u << 6)
/** -X raw: numbers instead of names. */
#define SX_PRINT_RAW		(1u << 7)
/** -X verbose: numbers with their names in a comment. */
#define SX_PRINT_NUMBERS	(1u << 8)
/** -t: time of day of the entry. */
#define SX_PRINT_TIME		(1u << 9)
/** -tt: with microseconds. */
#define SX_PRINT_TIME_US	(1u << 10)
/** -ttt: as seconds since 1970, with microseconds. */
#define SX_PRINT_EPOCH		(1u << 11)
/** -r: seconds since the entry before. */
#define SX_PRINT_RELATIVE	(1u << 12)
/** -T: seconds spent in the call. */
#define SX_PRINT_DURATION	(1u << 13)
/** No "+++ exited with 0 +++" lines. */
#define SX_PRINT_NO_EXITS	(1u << 14)
/** No "--- SIGCHLD … ---" lines. */
#define SX_PRINT_NO_SIGNALS	(1u << 15)
/** Nothing of strings but that they are there, as strace -s 0. */
#define SX_PRINT_NO_STRINGS	(1u << 16)
/** -k: below each call who made it; with SX_STACKS. */
#define SX_PRINT_STACKS		(1u << 17)

/** -i: the instruction pointer behind the call, or where a signal met the program. */
#define SX_PRINT_POINTERS	(1u << 18)
/** -n: the number of the call. */
#define SX_PRINT_CALL_NUMBERS	(1u << 19)
/** -N: parameter names before arguments. */
#define SX_PRINT_PARAMETERS	(1u << 20)
/** -Y: names of commands behind the ids of processes that were recorded. */
#define SX_PRINT_COMMANDS	(1u << 21)
/** --strings-in-hex=non-ascii-chars: escapes in hexadecimal in place of octal. */
#define SX_PRINT_HEX_ESCAPES	(1u << 22)
/** -e decode-fds=socket, dev, pidfd: parts of SX_PRINT_DETAILS. */
#define SX_PRINT_SOCKETS	(1u << 23)
#define SX_PRINT_DEVICES	(1u << 24)
#define SX_PRINT_PIDFDS		(1u << 25)
/** Process ids before every line: with SX_PRINT_PIDS, or in its place as "[pid N] ". */
#define SX_PRINT_ALWAYS_PID	(1u << 26)
/** One JSON object on each line in place of text; its schema is installed in share/sysexpect/dump.schema.json. */
#define SX_PRINT_JSON		(1u << 27)
/** -b execve: nothing of a process behind an execve that is not the program's own first one. */
#define SX_PRINT_UNTIL_EXEC	(1u << 28)
/** No "+++ superseded by execve in pid N +++" lines. */
#define SX_PRINT_NO_SUPERSEDED	(1u << 29)

/** -kk: and at which line, with SX_PRINT_STACKS. */
#define SX_PRINT_SOURCES	(1u << 30)

/**
 * --pidns-translation: behind an id that the program passes or gets in another pid namespace than this process's, what
 * this process calls the same process, thread, process group or session, as a comment: "4711 in strace's PID NS". Known
 * of tasks that were recorded and of the groups and sessions that they lead; where sx_attach() takes a process in such a
 * namespace, also of all that are there at that moment.
 */
#define SX_PRINT_OWNER_IDS	(1u << 31)

/** -e status=: calls that returned without an error, with one, and those that never returned. */
#define SX_STATUS_SUCCESSFUL	(1u << 0)
#define SX_STATUS_FAILED	(1u << 1)
#define SX_STATUS_UNFINISHED	(1u << 2)
/** No call has this status in a recording; alone, it hides all. */
#define SX_STATUS_OTHER		(1u << 3)

/** How a dump looks. Zero in a field means its default. Sets are written as strace's options take them, with ! and all. */
struct sx_print_style {
	size_t size;		/**< sizeof(struct sx_print_style) */
	size_t string_limit;	/**< -s: bytes shown of a string; 0: 32 */
	unsigned column;	/**< -a: column of the result; 0: 40 */
	unsigned flags;		/**< SX_PRINT_PIDS, … */
	unsigned statuses;	/**< SX_STATUS_…; 0: every call */
	char time_unit;		/**< smallest unit of times of day: 's', 'm', 'u', 'n'; 0: as the flag says */
	char relative_unit;	/**< … of -r; 0: 'u' */
	char duration_unit;	/**< … of -T; 0: 'u' */
	const char *abbrev;	/**< -e abbrev=: calls with abbreviated structures; NULL: all, or with SX_PRINT_VERBOSE none */
	const char *structures;	/**< -e verbose=: calls whose structures are shown; NULL: all */
	const char *raw;	/**< -e raw=: calls with bare registers; NULL: none */
	const char *signals;	/**< -e signal=: signals that are shown; NULL: all */
	const char *read_fds;	/**< -e read=: descriptors whose input is dumped in hexadecimal; NULL: none */
	const char *write_fds;	/**< -e write=: the same of output */
	const char *fds;	/**< -e trace-fds=: only calls on these descriptors; NULL: all */
	const char *const *paths;	/**< -P: only calls on these paths: where one leads to, if it is absolute, or as the call
					 *   has it; NULL-terminated; NULL: all */
	const char *file_per_task;	/**< -ff: into a file for each task, of this name with ".TID" behind it; NULL: no */
	unsigned frames;	/**< --stack-trace-frame-limit=: callers of each call that are shown; 0: all that were found */
};

/** Print the dump in another style; NULL: as sx_print(). */
SX_API void sx_print_as(sx_trace *trace, FILE *stream, const struct sx_print_style *style);

/**
 * The same of a recording that runs: each line as soon as it is known, until the recording has ended.
 *
 * For sx_start() and sx_attach() with SX_LIVE. Calls of several tasks that overlap are split as strace splits them, in
 * the order in which they came. May be called in a thread beside others that assert, wait or stop.
 *
 * @param limit  calls after which it returns, though the recording runs; 0: none.
 * @return 0; -ECANCELED: there is no recording; -EINVAL: the style; or the -errno of writing.
 */
SX_API int sx_print_live(sx_trace *trace, FILE *stream, const struct sx_print_style *style, size_t limit);

/**
 * Whether a style is in order.
 *
 * @param why  if not NULL, gets one sentence of at most `room` bytes where it is not.
 * @return 0 or -EINVAL.
 */
SX_API int sx_print_check(const struct sx_print_style *style, char *why, size_t room);

/* ---- profiles ---- */

/** And what the file already allows, if it was written by this function: the union of several runs. */
#define SX_PROFILE_ADD		(1u << 0)
/** Flags and commands only as they were recorded (of i386 calls any). */
#define SX_PROFILE_ARGS		(1u << 1)
/** Lines for a unit of systemd, SystemCallFilter= and so on, in place of JSON; goes with no other flag. */
#define SX_PROFILE_SYSTEMD	(1u << 2)
/** What was done to the files of each folder (read, list, write, create, remove, change, execute), as text: what a
 *  Landlock ruleset would have to grant. Goes with no other flag. */
#define SX_PROFILE_PATHS	(1u << 3)

/**
 * Write the smallest OCI seccomp profile that allows every call of the trace; sorted, so that it can be compared.
 *
 * Calls that seccomp refused are left out. Calls without a name cannot be in a profile. The file is replaced by one that
 * was FILE.new, so that there is the old one or the new one; a link stays one, and what is no regular file is written to.
 *
 * @param flags  0, or SX_PROFILE_….
 * @return 0; -ECANCELED: the recording failed; -ENODATA: it is not complete (lost records, `calls`, still running,
 *         killed at its timeout); -EINVAL: wrong flags, or SX_PROFILE_ADD to a profile that says more than which calls
 *         are allowed; otherwise why the file could not be written.
 */
SX_API int sx_write_profile(sx_trace *trace, const char *file, unsigned flags);

/* ---- assertions ---- */

/** Where an assertion stands: filled by the macros. Without a file it is a check of the command, and has its number. */
struct sx_here_ {
	const char *file;
	int line;
	const char *function;
};

/** Ends a list of patterns, before the NULL: so that a pattern that is NULL is no shorter list. */
#define SX_LAST_ "\001"

/* The functions behind the macros: each returns NULL, or one line that says why it does not hold;
 * the full report has then been written to stderr. The line stays valid until the thread's next check. */
SX_API const char *sx_check_called_(struct sx_here_ here, sx_trace *trace, const char *pattern);
SX_API const char *sx_check_never_(struct sx_here_ here, sx_trace *trace, const char *pattern);
SX_API const char *sx_check_times_(struct sx_here_ here, sx_trace *trace, size_t n, const char *pattern);
SX_API const char *sx_check_at_least_(struct sx_here_ here, sx_trace *trace, size_t n, const char *pattern);
SX_API const char *sx_check_at_most_(struct sx_here_ here, sx_trace *trace, size_t n, const char *pattern);
SX_API const char *sx_check_only_(struct sx_here_ here, sx_trace *trace, ...) SX_SENTINEL_;
SX_API const char *sx_check_order_(struct sx_here_ here, sx_trace *trace, ...) SX_SENTINEL_;
SX_API const char *sx_check_next_(struct sx_here_ here, sx_trace *trace, ...) SX_SENTINEL_;
SX_API const char *sx_check_all_(struct sx_here_ here, sx_trace *trace, const char *p, const char *q);
SX_API const char *sx_check_follows_(struct sx_here_ here, sx_trace *trace, const char *p, const char *q);
SX_API const char *sx_check_precedes_(struct sx_here_ here, sx_trace *trace, const char *p, const char *q);
SX_API const char *sx_check_exited_(struct sx_here_ here, sx_trace *trace, int code);
SX_API const char *sx_check_killed_(struct sx_here_ here, sx_trace *trace, int signal);
SX_API const char *sx_check_golden_(struct sx_here_ here, sx_trace *trace, const char *file);
SX_API const char *sx_check_conforms_(struct sx_here_ here, sx_trace *trace, const char *file, const char *caps);

#ifdef __cplusplus
}
#endif

/** Without an adapter a failed assertion prints its line and aborts; a skip ends the process with 77. */
#ifndef SX_FAIL
#include <stdlib.h>
#define SX_FAIL(why) (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, (why)), abort())
#endif
#ifndef SX_SKIP
#include <stdlib.h>
#define SX_SKIP(why) (fprintf(stderr, "%s:%d: SKIP: %s\n", __FILE__, __LINE__, (why)), exit(77))
#endif

/** The name of the running test, as reports show it; some adapters know a better one. */
#ifndef SX_TEST_NAME
#define SX_TEST_NAME __func__
#endif

#ifdef __cplusplus
#define SX_HERE_ (::sx_here_{__FILE__, __LINE__, SX_TEST_NAME})
#define SX_END_ SX_LAST_, static_cast<const char *>(nullptr)
#else
#define SX_HERE_ ((struct sx_here_){__FILE__, __LINE__, SX_TEST_NAME})
#define SX_END_ SX_LAST_, ((const char *)0)
#endif

#define SX_CHECK_(call) do { const char *sx_why_ = (call); if (sx_why_) SX_FAIL(sx_why_); } while (0)

/** At least one call matches. */
#define sx_assert_called(trace, pattern) SX_CHECK_(sx_check_called_(SX_HERE_, trace, pattern))
/** No call matches, and nothing that could have was missed. What the vDSO answers in the program itself (clock_gettime,
 *  clock_getres, gettimeofday, time, getcpu, getrandom since Linux 6.11) is no system call: where such calls are ruled out
 *  or limited, the assertion holds of the others and prints a warning. So is what syscall user dispatch turns into a SIGSYS. */
#define sx_assert_never(trace, pattern) SX_CHECK_(sx_check_never_(SX_HERE_, trace, pattern))
/** Exactly n calls match. */
#define sx_assert_times(trace, n, pattern) SX_CHECK_(sx_check_times_(SX_HERE_, trace, n, pattern))
/** At least n calls match. */
#define sx_assert_at_least(trace, n, pattern) SX_CHECK_(sx_check_at_least_(SX_HERE_, trace, n, pattern))
/** At most n calls match. */
#define sx_assert_at_most(trace, n, pattern) SX_CHECK_(sx_check_at_most_(SX_HERE_, trace, n, pattern))
/** Every call matches one of the patterns. */
#define sx_assert_only(trace, ...) SX_CHECK_(sx_check_only_(SX_HERE_, trace, __VA_ARGS__, SX_END_))
/** There are calls, one per pattern, each entered after the one before returned; others may lie between. */
#define sx_assert_order(trace, ...) SX_CHECK_(sx_check_order_(SX_HERE_, trace, __VA_ARGS__, SX_END_))
/** The same, with no other call of that thread between them. */
#define sx_assert_next(trace, ...) SX_CHECK_(sx_check_next_(SX_HERE_, trace, __VA_ARGS__, SX_END_))
/** Every call that matches p matches q; without any p it fails. */
#define sx_assert_all(trace, p, q) SX_CHECK_(sx_check_all_(SX_HERE_, trace, p, q))
/** Every p has a later q; without any p it fails. */
#define sx_assert_follows(trace, p, q) SX_CHECK_(sx_check_follows_(SX_HERE_, trace, p, q))
/** Every q has an earlier p; without any q it fails. */
#define sx_assert_precedes(trace, p, q) SX_CHECK_(sx_check_precedes_(SX_HERE_, trace, p, q))
/** The program started exited with this code. */
#define sx_assert_exited(trace, code) SX_CHECK_(sx_check_exited_(SX_HERE_, trace, code))
/** The program started was killed by this signal. */
#define sx_assert_killed(trace, signal) SX_CHECK_(sx_check_killed_(SX_HERE_, trace, signal))
/** The normalised dump equals the file; SX_UPDATE=1 rewrites it, refused where CI is set. */
#define sx_assert_golden(trace, file) SX_CHECK_(sx_check_golden_(SX_HERE_, trace, file))

/**
 * A policy allows every call. Of which kind the file is, its first characters say:
 *
 * The JSON of OCI runtimes and Docker. Judged on the raw registers, as the kernel would under a filter made by runc.
 * Rules that depend on capabilities are judged for those in SX_CAPS, a list as "CAP_KILL,CAP_CHOWN", or for Docker's
 * default ones; such that depend on the kernel for the running one. A call on which a supervisor or tracer decides makes
 * it fail with "cannot tell"; so does a recording that is not complete.
 *
 * A unit of systemd, or values of its SystemCallFilter= alone, a line each: `@system-service`, `~@mount chroot:EPERM`.
 * Read as systemd reads them: the first line says whether names are allowed or denied, later ones add and take away, an
 * empty one forgets. SystemCallErrorNumber= and SystemCallArchitectures= count too, and so do the unit's drop-ins, which
 * are looked for beside it alone: app.service.d/(name).conf. Other settings that become filters, as RestrictNamespaces=,
 * are not judged, and named in a warning. Sets are those of the systemd version that reports name. A name that no
 * call has, which systemd would pass over, is an error. A set needs no file: sx_assert_conforms(t, "@system-service").
 *
 * A list of patterns, for the paths and arguments that no filter sees; a number sign begins a comment:
 *
 *     allow %open(path='/etc/app.conf')
 *     deny  %open(flags=O_CREAT|...)     # nothing new elsewhere
 *     deny  %network
 *     allow *
 *
 * The first line that matches a call decides. A call that none matches is allowed by a list that only denies, and is not
 * by any other. Where a line that would decide otherwise may match, it cannot tell.
 *
 * What the policy allows and no call of the trace used is a note, in the report or, where the policy holds, alone.
 */
#define sx_assert_conforms(trace, file) SX_CHECK_(sx_check_conforms_(SX_HERE_, trace, file, NULL))
/** The same for these capabilities: "CAP_KILL,CAP_CHOWN"; "" for none, "ALL" for all. */
#define sx_assert_conforms_as(trace, file, caps) SX_CHECK_(sx_check_conforms_(SX_HERE_, trace, file, caps))

/* ---- arguments in place ---- */

#ifdef __cplusplus
#include <sysexpect/detail/cplusplus.h>
#else
/** The arguments as a NULL-terminated vector, for the statement it stands in. */
#define SX_ARGV(...) ((const char *const[]){__VA_ARGS__, (const char *)0})
/** Options by name: SX_OPTIONS(.timeout_ms = 2000). */
#define SX_OPTIONS(...) (&(const struct sx_options){.size = sizeof(struct sx_options), __VA_ARGS__})
#endif

/** Options with every default; `size` is set. The way for C++14 and C++17. */
static inline struct sx_options sx_options_default(void)
{
	struct sx_options options = {sizeof(struct sx_options), NULL, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL};

	return options;
}

#endif
