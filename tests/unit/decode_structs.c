/* SPDX-License-Identifier: MIT */
/* Structures, sockets, signals and events, as lines; expectations are strace 6.1's. */
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "tests/unit/lines.h"

#define FIRST  0x7ffc00001000ul
#define SECOND 0x7ffc00002000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
	setenv("TZ", "UTC", 1);
}

static void teardown(void)
{
	f = fake_free(f);
}

static struct sx_call *connecting(const void *address, size_t length)
{
	struct sx_call *call = FAKE_CALL(f, "connect", 0, 5, FIRST, length);

	fake_memory(f, call, 1, FIRST, false, address, length);
	return call;
}

START_TEST(addresses_of_each_family)
{
	struct sockaddr_in inet = {AF_INET, htons(80), {htonl(INADDR_LOOPBACK)}, {0}};
	struct sockaddr_in6 inet6 = {AF_INET6, htons(80), htonl(5), IN6ADDR_LOOPBACK_INIT, 7};
	struct sockaddr_un local = {AF_UNIX, "/tmp/x"};
	unsigned char netlink[12] = {AF_NETLINK, 0, 0, 0, 12, 0, 0, 0, 5};
	unsigned char other[16] = {99, 0, 'a', 'b'};

	assert_line(connecting(&inet, sizeof(inet)),
		    "connect(5, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0");
	assert_line(connecting(&inet, 8), "connect(5, {sa_family=AF_INET, sa_data=\"\\0P\\177\\0\\0\\1\"}, 8) = 0");
	assert_line(connecting(&inet6, sizeof(inet6)),
		    "connect(5, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(5), "
		    "inet_pton(AF_INET6, \"::1\", &sin6_addr), sin6_scope_id=7}, 28) = 0");
	assert_line(connecting(&local, sizeof(local)), "connect(5, {sa_family=AF_UNIX, sun_path=\"/tmp/x\"}, 110) = 0");
	assert_line(connecting(&local, 2), "connect(5, {sa_family=AF_UNIX}, 2) = 0");
	local.sun_path[0] = '\0';
	assert_line(connecting(&local, 8), "connect(5, {sa_family=AF_UNIX, sun_path=@\"tmp/x\"}, 8) = 0");
	assert_line(connecting(netlink, 12), "connect(5, {sa_family=AF_NETLINK, nl_pid=12, nl_groups=0x000005}, 12) = 0");
	assert_line(connecting(other, 4), "connect(5, {sa_family=0x63 /* AF_??? */, sa_data=\"ab\"}, 4) = 0");
	assert_line(connecting(&inet, 1), "connect(5, 0x7ffc00001000, 1) = 0");
	assert_line_as(connecting(&inet, sizeof(inet)),
		       "connect(5, {sa_family=0x2, sin_port=\"\\x00\\x50\", sin_addr=\"\\x7f\\x00\\x00\\x01\"}, 16) = 0",
		       .names = LINE_RAW, .no_alignment = true);
}
END_TEST

START_TEST(an_address_that_came_short_is_not_decoded)
{
	struct sockaddr_in inet = {AF_INET, htons(80), {htonl(INADDR_LOOPBACK)}, {0}};
	struct sx_call *call = FAKE_CALL(f, "connect", 0, 5, FIRST, 16);

	fake_memory(f, call, 1, FIRST, false, &inet, 7);
	assert_line(call, "connect(5, 0x7ffc00001000, 16) = 0");
}
END_TEST

START_TEST(lengths_are_shown_as_they_were_and_are)
{
	struct sockaddr_in inet = {AF_INET, htons(80), {htonl(INADDR_LOOPBACK)}, {0}};
	socklen_t room = 110, length = 16;
	struct sx_call *call = FAKE_CALL(f, "getsockname", 0, 5, FIRST, SECOND);

	fake_memory(f, call, 2, SECOND, false, &room, 4);
	fake_memory(f, call, 2, SECOND, true, &length, 4);
	fake_memory(f, call, 1, FIRST, true, &inet, 16);
	assert_line(call, "getsockname(5, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}, "
			  "[110 => 16]) = 0");
	call = FAKE_CALL(f, "getsockname", -9, 5, FIRST, SECOND);
	fake_memory(f, call, 2, SECOND, false, &room, 4);
	assert_line(call, "getsockname(5, 0x7ffc00001000, [110]) = -1 EBADF (Bad file descriptor)");
}
END_TEST

START_TEST(messages_carry_descriptors)
{
	struct iovec vector = {(void *)0x3000, 5};
	struct msghdr header = {.msg_iov = (void *)0x2000, .msg_iovlen = 1, .msg_control = (void *)0x4000,
				.msg_controllen = CMSG_SPACE(8)};
	unsigned char control[CMSG_SPACE(8)] = {0};
	struct cmsghdr *message = (struct cmsghdr *)control;
	int fds[2] = {0, 1};
	struct sx_call *call = FAKE_CALL(f, "sendmsg", 5, 6, FIRST, MSG_NOSIGNAL);

	message->cmsg_len = CMSG_LEN(8);
	message->cmsg_level = SOL_SOCKET;
	message->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(message), fds, 8);
	fake_memory(f, call, 1, FIRST, false, &header, sizeof(header));
	fake_memory(f, call, 1, 0x2000, false, &vector, sizeof(vector));
	fake_memory(f, call, 1, 0x3000, false, "hello", 5);
	fake_memory(f, call, 1, 0x4000, false, control, sizeof(control));
	assert_line(call, "sendmsg(6, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"hello\", iov_len=5}], msg_iovlen=1, "
			  "msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[0, 1]}], "
			  "msg_controllen=24, msg_flags=0}, MSG_NOSIGNAL) = 5");

	call = FAKE_CALL(f, "recvmsg", -11, 6, FIRST, MSG_DONTWAIT);
	header.msg_namelen = 100;
	fake_memory(f, call, 1, FIRST, false, &header, sizeof(header));
	assert_line(call, "recvmsg(6, {msg_namelen=100}, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)");
}
END_TEST

START_TEST(control_messages_that_lie_about_their_length_end_the_list)
{
	struct msghdr header = {.msg_control = (void *)0x4000, .msg_controllen = 40};
	uint64_t control[5] = {1000, 1 | 1ull << 32, 0, 0, 0};
	struct sx_call *call = FAKE_CALL(f, "sendmsg", 0, 6, FIRST, 0);
	char *line;

	fake_memory(f, call, 1, FIRST, false, &header, sizeof(header));
	fake_memory(f, call, 1, 0x4000, false, control, sizeof(control));
	line = line_as(call, &(struct line_style){.string_limit = 32});
	ck_assert_ptr_nonnull(strstr(line, "cmsg_len=1000"));
	free(line);
	control[0] = 3;	/* shorter than its own header */
	call = FAKE_CALL(f, "sendmsg", 0, 6, FIRST, 0);
	fake_memory(f, call, 1, FIRST, false, &header, sizeof(header));
	fake_memory(f, call, 1, 0x4000, false, control, sizeof(control));
	line = line_as(call, &(struct line_style){.string_limit = 32});
	ck_assert_ptr_nonnull(strstr(line, "[{cmsg_len=3, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS}, ... /* 0x4010 */]"));
	free(line);
}
END_TEST

START_TEST(poll_shows_answers_behind_its_result)
{
	struct pollfd fds[2] = {{4, POLLIN | POLLOUT, 0}, {-1, POLLIN, 0}};
	struct sx_call *call = FAKE_CALL(f, "poll", 1, FIRST, 2, 0);

	fake_memory(f, call, 0, FIRST, false, fds, sizeof(fds));
	fds[0].revents = POLLIN;
	fake_memory(f, call, 0, FIRST, true, fds, sizeof(fds));
	assert_line(call, "poll([{fd=4, events=POLLIN|POLLOUT}, {fd=-1}], 2, 0) = 1 ([{fd=4, revents=POLLIN}])");
	assert_line(FAKE_CALL(f, "poll", 0, 0, 0, 1), "poll(NULL, 0, 1) = 0 (Timeout)");
	assert_line(FAKE_CALL(f, "poll", -14, 0, 1, 0), "poll(NULL, 1, 0) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(select_shows_sets_and_what_time_is_left)
{
	struct timeval asked = {1, 2}, left = {0, 999999};
	fd_set reads;
	struct sx_call *call = FAKE_CALL(f, "select", 1, 10, FIRST, 0, 0, SECOND);

	FD_ZERO(&reads);
	FD_SET(3, &reads);
	FD_SET(4, &reads);
	fake_memory(f, call, 1, FIRST, false, &reads, 8);
	FD_CLR(3, &reads);
	fake_memory(f, call, 1, FIRST, true, &reads, 8);
	fake_memory(f, call, 4, SECOND, false, &asked, sizeof(asked));
	fake_memory(f, call, 4, SECOND, true, &left, sizeof(left));
	assert_line(call, "select(10, [3 4], NULL, NULL, {tv_sec=1, tv_usec=2}) = 1 (in [4], left {tv_sec=0, tv_usec=999999})");
	assert_line(FAKE_CALL(f, "select", -22, (uint64_t)-1, FIRST, 0, 0, 0),
		    "select(-1, 0x7ffc00001000, NULL, NULL, NULL) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(epoll_events_have_both_readings_of_their_data)
{
	struct epoll_event events[1] = {{EPOLLOUT, {.u64 = 6}}};
	struct sx_call *call = FAKE_CALL(f, "epoll_wait", 1, 4, FIRST, 4, 0);

	fake_memory(f, call, 1, FIRST, true, events, sizeof(events));
	assert_line(call, "epoll_wait(4, [{events=EPOLLOUT, data={u32=6, u64=6}}], 4, 0) = 1");
	assert_line(FAKE_CALL(f, "epoll_wait", 0, 4, FIRST, 4, 0), "epoll_wait(4, [], 4, 0) = 0");
}
END_TEST

START_TEST(signal_sets_are_printed_the_short_way)
{
	uint64_t set = 1 << (SIGINT - 1) | 1 << (SIGTERM - 1) | 1ull << 33;
	struct sx_call *call = FAKE_CALL(f, "rt_sigprocmask", 0, SIG_BLOCK, FIRST, 0, 8);

	fake_memory(f, call, 1, FIRST, false, &set, 8);
	assert_line(call, "rt_sigprocmask(SIG_BLOCK, [INT TERM RT_2], NULL, 8) = 0");
	assert_line_as(call, "rt_sigprocmask(0, [2 15 34], NULL, 8) = 0", .names = LINE_RAW, .no_alignment = true);
	set = ~(1ull << 8);
	call = FAKE_CALL(f, "rt_sigprocmask", 0, SIG_BLOCK, FIRST, 0, 8);
	fake_memory(f, call, 1, FIRST, false, &set, 8);
	assert_line(call, "rt_sigprocmask(SIG_BLOCK, ~[KILL], NULL, 8) = 0");
	call = FAKE_CALL(f, "rt_sigprocmask", -22, SIG_BLOCK, FIRST, 0, 4);
	assert_line(call, "rt_sigprocmask(SIG_BLOCK, 0x7ffc00001000, NULL, 4) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(actions_show_handler_mask_and_flags)
{
	uint64_t action[4] = {0x401000, 0x14000000, 0x402000, 2}, old[4] = {0};
	struct sx_call *call = FAKE_CALL(f, "rt_sigaction", 0, SIGUSR1, FIRST, SECOND, 8);

	fake_memory(f, call, 1, FIRST, false, action, sizeof(action));
	fake_memory(f, call, 2, SECOND, true, old, sizeof(old));
	assert_line(call, "rt_sigaction(SIGUSR1, {sa_handler=0x401000, sa_mask=[INT], sa_flags=SA_RESTORER|SA_RESTART, "
			  "sa_restorer=0x402000}, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}, 8) = 0");
}
END_TEST

START_TEST(statuses_are_written_as_the_macros_that_test_them)
{
	static const struct {
		int status;
		const char *text;
	} cases[] = {
		{3 << 8, "WIFEXITED(s) && WEXITSTATUS(s) == 3"},
		{9, "WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL"},
		{0x80 | 6, "WIFSIGNALED(s) && WTERMSIG(s) == SIGABRT && WCOREDUMP(s)"},
		{0x137f, "WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP"},
		{0xffff, "WIFCONTINUED(s)"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sx_call *call = FAKE_CALL(f, "wait4", 7, 7, FIRST, 0, 0);
		char expected[200];

		fake_memory(f, call, 1, FIRST, true, &cases[i].status, 4);
		snprintf(expected, sizeof(expected), "wait4(7, [{%s}], 0, NULL) = 7", cases[i].text);
		assert_line(call, expected);
	}
	assert_line(FAKE_CALL(f, "wait4", 0, 7, FIRST, WNOHANG, 0), "wait4(7, 0x7ffc00001000, WNOHANG, NULL) = 0");
}
END_TEST

START_TEST(limits_are_written_in_units_of_1024)
{
	uint64_t limits[2] = {8192 * 1024, RLIM_INFINITY};
	struct sx_call *call = FAKE_CALL(f, "prlimit64", 0, 0, RLIMIT_STACK, 0, FIRST);

	fake_memory(f, call, 3, FIRST, true, limits, sizeof(limits));
	assert_line(call, "prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0");
}
END_TEST

START_TEST(folders_are_counted_and_listed_with_v)
{
	unsigned char entries[48] = {1, [8] = 2, [16] = 24, [18] = 4, '.', [24] = 5, [32] = 6, [40] = 24, [42] = 8, 'x'};
	struct sx_call *call = FAKE_CALL(f, "getdents64", 48, 3, FIRST, 4096);

	fake_memory(f, call, 1, FIRST, true, entries, sizeof(entries));
	assert_line(call, "getdents64(3, 0x7ffc00001000 /* 2 entries */, 4096) = 48");
	assert_line_as(call, "getdents64(3, [{d_ino=1, d_off=2, d_reclen=24, d_type=DT_DIR, d_name=\".\"}, {d_ino=5, d_off=6, "
			     "d_reclen=24, d_type=DT_REG, d_name=\"x\"}], 4096) = 48", .verbose = true, .no_alignment = true);
	entries[16] = 3;	/* an entry shorter than its own header */
	call = FAKE_CALL(f, "getdents64", 48, 3, FIRST, 4096);
	fake_memory(f, call, 1, FIRST, true, entries, sizeof(entries));
	assert_line(call, "getdents64(3, 0x7ffc00001000 /* 0+ entries */, 4096) = 48");
}
END_TEST

START_TEST(names_of_the_system)
{
	struct utsname name = {.sysname = "Linux", .nodename = "vm", .release = "6.1"};
	struct sx_call *call = FAKE_CALL(f, "uname", 0, FIRST);

	fake_memory(f, call, 0, FIRST, true, &name, sizeof(name));
	assert_line(call, "uname({sysname=\"Linux\", nodename=\"vm\", ...}) = 0");
}
END_TEST

START_TEST(times_of_files_have_names_for_now_and_omit)
{
	struct timespec times[2] = {{1, 2}, {0, UTIME_NOW}};
	struct sx_call *call = FAKE_CALL(f, "utimensat", 0, (uint64_t)AT_FDCWD, 0, FIRST, 0);

	fake_memory(f, call, 2, FIRST, false, times, sizeof(times));
	assert_line(call, "utimensat(AT_FDCWD, NULL, [{tv_sec=1, tv_nsec=2} /* 1970-01-01T00:00:01.000000002+0000 */, "
			  "UTIME_NOW], 0) = 0");
}
END_TEST

START_TEST(capabilities_are_bits)
{
	uint32_t header[2] = {_LINUX_CAPABILITY_VERSION_3, 0}, data[6] = {1, 2, 3, 0, 0, 1 << (39 - 32)};
	struct sx_call *call = FAKE_CALL(f, "capset", 0, FIRST, SECOND);

	fake_memory(f, call, 0, FIRST, false, header, sizeof(header));
	fake_memory(f, call, 1, SECOND, false, data, sizeof(data));
	assert_line(call, "capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_CHOWN, "
			  "permitted=1<<CAP_DAC_OVERRIDE, inheritable=1<<CAP_CHOWN|1<<CAP_DAC_OVERRIDE|1<<CAP_BPF}) = 0");
}
END_TEST

START_TEST(clone3_shows_what_its_flags_ask_for)
{
	uint64_t args[11] = {0x4100, 0, 0, 0, 17, 0x1000, 0x2000};
	struct sx_call *call = FAKE_CALL(f, "clone3", 77, FIRST, 88);

	fake_memory(f, call, 0, FIRST, false, args, sizeof(args));
	assert_line(call, "clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x1000, stack_size=0x2000}, 88) = 77");
	call = FAKE_CALL(f, "clone3", -22, FIRST, 8);
	fake_memory(f, call, 0, FIRST, false, args, 8);
	assert_line(call, "clone3(0x7ffc00001000, 8) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(events_are_lines_too)
{
	/* pid and uid; status; utime; stime */
	uint64_t child[4] = {100, 1, 0, 0}, nothing[4] = {0}, fault[4] = {0x1234};
	char *line;

	assert_line(fake_signal(f, SIGCHLD, CLD_EXITED, child),
		    "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=100, si_uid=0, si_status=1, si_utime=0, "
		    "si_stime=0} ---");
	assert_line(fake_signal(f, SIGALRM, SI_KERNEL, nothing), "--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---");
	assert_line(fake_signal(f, SIGSEGV, SI_KERNEL, nothing),
		    "--- SIGSEGV {si_signo=SIGSEGV, si_code=SI_KERNEL, si_addr=NULL} ---");
	assert_line(fake_signal(f, SIGSEGV, SEGV_MAPERR, fault),
		    "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x1234} ---");
	assert_line(fake_signal(f, SIGTERM, SI_USER, child), "--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=100, si_uid=0} ---");
	assert_line(fake_exit(f, 0), "+++ exited with 0 +++");
	assert_line(fake_exit(f, 42 << 8), "+++ exited with 42 +++");
	assert_line(fake_exit(f, SIGKILL), "+++ killed by SIGKILL +++");
	assert_line(fake_exit(f, SIGSEGV | 0x80), "+++ killed by SIGSEGV (core dumped) +++");

	line = line_as(fake_signal(f, 99, 77, nothing), &(struct line_style){0});
	ck_assert_ptr_nonnull(strstr(line, "--- 99 {si_signo=99, si_code=0x4d}"));
	free(line);
}
END_TEST

START_TEST(names_lead_back_to_numbers)
{
	for (int number = 1; number <= 530; number++) {
		const char *name = errno_name(number);

		if (name)
			ck_assert_int_eq(errno_of(name), number);
	}
	ck_assert_str_eq(errno_name(2), "ENOENT");
	ck_assert_str_eq(errno_name(95), "EOPNOTSUPP");
	ck_assert_str_eq(errno_name(512), "ERESTARTSYS");
	ck_assert_str_eq(errno_name(516), "ERESTART_RESTARTBLOCK");
	ck_assert_ptr_null(errno_name(0));
	ck_assert_ptr_null(errno_name(-5));
	ck_assert_int_eq(errno_of("ENOSUCH"), -2);
	for (int number = 1; number <= 64; number++)
		ck_assert_int_eq(signal_of(signal_name(number)), number);
	ck_assert_ptr_null(signal_name(0));
	ck_assert_ptr_null(signal_name(65));
	ck_assert_int_eq(signal_of("SIGNOT"), -2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_structs");
	TCase *tests = tcase_create("structs");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, addresses_of_each_family);
	tcase_add_test(tests, an_address_that_came_short_is_not_decoded);
	tcase_add_test(tests, lengths_are_shown_as_they_were_and_are);
	tcase_add_test(tests, messages_carry_descriptors);
	tcase_add_test(tests, control_messages_that_lie_about_their_length_end_the_list);
	tcase_add_test(tests, poll_shows_answers_behind_its_result);
	tcase_add_test(tests, select_shows_sets_and_what_time_is_left);
	tcase_add_test(tests, epoll_events_have_both_readings_of_their_data);
	tcase_add_test(tests, signal_sets_are_printed_the_short_way);
	tcase_add_test(tests, actions_show_handler_mask_and_flags);
	tcase_add_test(tests, statuses_are_written_as_the_macros_that_test_them);
	tcase_add_test(tests, limits_are_written_in_units_of_1024);
	tcase_add_test(tests, folders_are_counted_and_listed_with_v);
	tcase_add_test(tests, names_of_the_system);
	tcase_add_test(tests, times_of_files_have_names_for_now_and_omit);
	tcase_add_test(tests, capabilities_are_bits);
	tcase_add_test(tests, clone3_shows_what_its_flags_ask_for);
	tcase_add_test(tests, events_are_lines_too);
	tcase_add_test(tests, names_lead_back_to_numbers);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
