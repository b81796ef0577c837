/* SPDX-License-Identifier: MIT */
/* Processes that ran already: their threads, their later children, the call they were in; and whose they may be. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

static const struct sx_here_ here = { "attach.c", 1, "attach" };

/* victim_serves, started by the test itself. */
static pid_t start_server(void)
{
	pid_t pid;

	make_fifo();
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		execl(victim("serves"), "serves", told_file(), NULL);
		_exit(127);
	}
	return pid;
}

static void end_server(pid_t pid)
{
	int status;

	send_letter('q');
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 5 << 8);	/* it was left alone */
}

/* By its state, not by time. */
static void await_read(pid_t pid, const char *state)
{
	char path[64], *text;
	int is_there;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	do {
		text = text_of_file(path);
		is_there = strncmp(text, state, strlen(state)) == 0;
		free(text);
	} while (!is_there);
}

static int count_threads(pid_t pid)
{
	char path[64], *text, *found;
	int count;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	text = text_of_file(path);
	found = strstr(text, "\nThreads:");
	count = found ? atoi(found + strlen("\nThreads:")) : 0;
	free(text);
	return count;
}

START_TEST(threads_and_later_children_are_recorded)
{
	pid_t pid = start_server();
	sx_trace *trace;

	send_letter('1');
	trace = sx_attach(SX_OPTIONS(.timeout_ms = 30000), pid);
	ck_assert_ptr_null(sx_error(trace));
	send_letter('2');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/2', ...) = -1 ENOENT", 20000), 0);
	send_letter('t');
	send_letter('f');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/f', ...) = -1 ENOENT", 20000), 0);
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open('/missing/3', ...)"));	/* it may yet */
	sx_stop(trace);
	send_letter('3');
	end_server(pid);

	sx_assert_times(trace, 1, "open('/missing/t', ...)");
	sx_assert_times(trace, 1, "open('/missing/f', ...)");
	ck_assert_int_eq(sx_call_pid(sx_find(trace, NULL, "open('/missing/t', ...)")), pid);
	ck_assert_int_ne(sx_call_tid(sx_find(trace, NULL, "open('/missing/t', ...)")), pid);
	ck_assert_int_ne(sx_call_pid(sx_find(trace, NULL, "open('/missing/f', ...)")), pid);
	ck_assert_ptr_null(sx_find(trace, NULL, "open('/missing/3', ...)"));
	sx_free(trace);
}
END_TEST

/* The call that was in progress is there, with its arguments, and says that its beginning was not seen. */
START_TEST(the_call_in_progress_is_marked)
{
	pid_t pid = start_server();
	sx_trace *trace;
	char *text, *line;

	await_read(pid, "0 ");	/* read */
	trace = sx_attach(NULL, pid);
	ck_assert_ptr_null(sx_error(trace));
	send_letter('x');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/x', ...)", 20000), 0);
	sx_stop(trace);
	sx_assert_next(trace, "read(</**/told>, 'x', 1) = 1", "open('/missing/x', O_RDONLY)");
	ck_assert_str_eq(sx_call_name(sx_find(trace, NULL, "*")), "read");
	text = text_of_dump(trace);
	line = strstr(text, "in progress");
	ck_assert_msg(line && strchr(text, '\n') && line < strchr(text, '\n'), "%s", text);
	ck_assert_ptr_null(strstr(line + 1, "in progress"));
	free(text);
	sx_free(trace);
	end_server(pid);
}
END_TEST

START_TEST(threads_that_were_there_are_recorded)
{
	pid_t pid = start_server();
	sx_trace *trace;

	send_letter('T');	/* a thread that stays, and reads in its place */
	while (count_threads(pid) < 2)
		;
	trace = sx_attach(NULL, pid);
	ck_assert_msg(!sx_error(trace), "%s", sx_error(trace));
	send_letter('y');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/y', ...)", 20000), 0);
	sx_stop(trace);
	ck_assert_int_eq(sx_call_pid(sx_find(trace, NULL, "open('/missing/y', ...)")), pid);
	ck_assert_int_ne(sx_call_tid(sx_find(trace, NULL, "open('/missing/y', ...)")), pid);
	sx_free(trace);
	end_server(pid);
}
END_TEST

START_TEST(its_end_is_the_recordings_end)
{
	pid_t pid = start_server();
	sx_trace *trace;

	await_read(pid, "0 ");
	trace = sx_attach(NULL, pid);
	ck_assert_ptr_null(sx_error(trace));
	end_server(pid);
	ck_assert_int_eq(sx_wait(trace), 5 << 8);
	sx_assert_exited(trace, 5);
	sx_assert_never(trace, "open('/missing/z', ...)");
	sx_assert_called(trace, "mark('stopping')");
	sx_free(trace);
}
END_TEST

START_TEST(a_timeout_leaves_it_alone)
{
	pid_t pid = start_server();
	sx_trace *trace = sx_attach(SX_OPTIONS(.timeout_ms = 100), pid);

	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/z', ...)", 20000), -ESRCH);
	ck_assert_msg(sx_error(trace) && strstr(sx_error(trace), "timed out"), "%s", sx_error(trace));
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open('/missing/z', ...)"));
	sx_free(trace);
	end_server(pid);
}
END_TEST

START_TEST(two_cannot_record_the_same_process)
{
	pid_t pid = start_server();
	sx_trace *first, *second, *third;

	await_read(pid, "0 ");
	first = sx_attach(NULL, pid);
	second = sx_attach(NULL, pid);
	ck_assert_ptr_null(sx_error(first));
	ck_assert_ptr_nonnull(sx_error(second));
	send_letter('a');
	ck_assert_int_eq(sx_wait_for(first, "open('/missing/a', ...)", 20000), 0);
	sx_free(second);
	sx_free(first);

	third = sx_attach(NULL, pid);	/* once it is over, it is free again */
	ck_assert_msg(!sx_error(third), "%s", sx_error(third));
	send_letter('b');
	ck_assert_int_eq(sx_wait_for(third, "open('/missing/b', ...)", 20000), 0);
	sx_free(third);
	end_server(pid);
}
END_TEST

static void assert_refused(pid_t pid, const char *reason)
{
	sx_trace *trace = sx_attach(NULL, pid);
	const char *error = sx_error(trace);

	ck_assert_msg(error && strstr(error, reason), "%s", error);
	ck_assert_ptr_nonnull(sx_check_never_(here, trace, "open"));
	sx_free(trace);
}

START_TEST(what_is_not_there_and_oneself_cannot_be_attached_to)
{
	assert_refused(999999999, "no such process");
	assert_refused(0, "no such process");
	assert_refused(-1, "no such process");
	assert_refused(getpid(), "itself");
}
END_TEST

/* Of what has ended nothing comes any more, and of the kernel's own threads nothing ever: a recording of either would
 * hold whatever is said of it. */
START_TEST(what_makes_no_calls_cannot_be_attached_to)
{
	pid_t pid = fork();
	siginfo_t info;

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_refused(pid, "it has ended");
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	if (geteuid() == 0 && access("/proc/2/comm", R_OK) == 0)	/* in the namespace of the first process */
		assert_refused(2, "thread of the kernel");
}
END_TEST

/* It stays a zombie as long as its other threads live. */
START_TEST(a_process_whose_first_thread_has_ended_is_recorded)
{
	pid_t pid = start_server();
	char path[64], *text;
	sx_trace *trace;
	int is_gone;

	send_letter('e');
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	do {
		text = text_of_file(path);
		is_gone = strstr(text, ") Z ") != NULL;
		free(text);
	} while (!is_gone);
	trace = sx_attach(NULL, pid);
	ck_assert_msg(!sx_error(trace), "%s", sx_error(trace));
	send_letter('z');
	ck_assert_int_eq(sx_wait_for(trace, "open('/missing/z', ...)", 20000), 0);
	end_server(pid);
	ck_assert_int_eq(sx_wait(trace), 5 << 8);
	sx_assert_never(trace, "socket");
	sx_free(trace);
}
END_TEST

/* The first process of a pid namespace, with a child there: when it gets a letter, it asks who it and the child are. */
static void be_first(int letters)
{
	pid_t child = fork();
	char letter;

	if (child == 0) {
		pause();
		_exit(0);
	}
	syscall(SYS_setsid);
	if (read(letters, &letter, 1) == 1) {
		syscall(SYS_getpid);
		syscall(SYS_getsid, 0);
		syscall(SYS_kill, child, 0);
	}
	_exit(read(letters, &letter, 1) == 0 ? 0 : 1);
}

static pid_t start_namespace(int *ret_letters)
{
	int letters[2], ids[2];
	pid_t pid, first = 0;

	ck_assert_int_eq(pipe2(letters, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(ids, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(letters[1]);
		first = unshare(CLONE_NEWPID) == 0 ? fork() : -1;
		if (first == 0)
			be_first(letters[0]);
		_exit(write(ids[1], &first, sizeof(first)) == sizeof(first) ? 0 : 1);
	}
	close(letters[0]);
	ck_assert_int_eq(read(ids[0], &first, sizeof(first)), (int)sizeof(first));
	close(ids[0]);
	close(ids[1]);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_gt(first, 0);
	*ret_letters = letters[1];
	return first;
}

START_TEST(ids_in_the_pid_namespace_of_a_running_process_are_told)
{
	struct sx_print_style style = {.size = sizeof(style), .column = 1, .flags = SX_PRINT_NO_PIDS | SX_PRINT_OWNER_IDS};
	int letters;
	pid_t first = start_namespace(&letters), leader = 0, child = 0;
	sx_trace *trace;
	char *dump = NULL, wanted[200], path[40], *text;
	const char *found;
	size_t length = 0;
	FILE *stream;

	snprintf(path, sizeof(path), "/proc/%d/stat", first);
	do {
		text = text_of_file(path);
		found = strrchr(text, ')');
		if (found)
			sscanf(found, ") %*c %*d %*d %d", &leader);
		free(text);
	} while (leader != first);
	trace = sx_attach(NULL, first);
	ck_assert_msg(!sx_error(trace), "%s", sx_error(trace));
	ck_assert_int_eq(write(letters, "x", 1), 1);
	ck_assert_int_eq(sx_wait_for(trace, "kill(2, 0) = 0", 20000), 0);
	stream = open_memstream(&dump, &length);
	sx_print_as(trace, stream, &style);
	fclose(stream);
	snprintf(wanted, sizeof(wanted), "getpid() = 1 /* %d in strace's PID NS */\ngetsid(0) = 1 /* %d in strace's PID NS */\n"
		 "kill(2 /* ", first, first);
	found = strstr(dump, wanted);
	ck_assert_msg(found, "%s", dump);
	ck_assert_int_eq(sscanf(found + strlen(wanted), "%d in strace's PID NS */, 0) = 0\n", &child), 1);
	snprintf(path, sizeof(path), "/proc/%d/status", child);
	snprintf(wanted, sizeof(wanted), "\nNSpid:\t%d\t2\n", child);
	text = text_of_file(path);
	ck_assert_msg(strstr(text, wanted), "%s", text);
	free(text);
	free(dump);
	close(letters);
	ck_assert_int_eq(sx_wait(trace), 0);
	sx_free(trace);
}
END_TEST

/* The right to trace is not the right to look into everybody's programs. */
START_TEST(a_user_cannot_attach_to_anothers_process)
{
	pid_t pid = start_server();
	const char *const rights[] = { "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=+bpf,+perfmon",
				       "--ambient-caps=+bpf,+perfmon" };
	char number[16], probe[4200], *text;
	int status;

	snprintf(number, sizeof(number), "%d", pid);
	snprintf(probe, sizeof(probe), "%s/probe", work_folder());
	ck_assert_int_eq(run_plain(NULL, SX_ARGV("cp", PROBE, probe)), 0);
	snprintf(probe + strlen(probe), 8, ".out");
	status = run_plain(probe, SX_ARGV("setpriv", rights[0], rights[1], rights[2], rights[3], rights[4],
					  "sh", "-c", "\"$0/probe\" available && \"$0/probe\" attach \"$1\"", work_folder(), number));
	text = text_of_file(probe);
	ck_assert_msg(status == 1 << 8 && strstr(text, "0 available") && strstr(text, "belongs to another user"), "%x %s",
		      status, text);
	free(text);
	end_server(pid);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, threads_and_later_children_are_recorded);
	tcase_add_test(tcase, the_call_in_progress_is_marked);
	tcase_add_test(tcase, threads_that_were_there_are_recorded);
	tcase_add_test(tcase, its_end_is_the_recordings_end);
	tcase_add_test(tcase, a_timeout_leaves_it_alone);
	tcase_add_test(tcase, two_cannot_record_the_same_process);
	tcase_add_test(tcase, what_is_not_there_and_oneself_cannot_be_attached_to);
	tcase_add_test(tcase, what_makes_no_calls_cannot_be_attached_to);
	tcase_add_test(tcase, a_process_whose_first_thread_has_ended_is_recorded);
	tcase_add_test(tcase, ids_in_the_pid_namespace_of_a_running_process_are_told);
	tcase_add_test(tcase, a_user_cannot_attach_to_anothers_process);
}
