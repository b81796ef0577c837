/* SPDX-License-Identifier: MIT */
/* Kinds that fewer programs use: sockets in detail, options, terminals, filters, data as one piece. */
#include <asm/ioctls.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "tests/unit/lines.h"

#define FIRST  0x7ffc00001000ul
#define SECOND 0x7ffc00002000ul
#define THIRD  0x7ffc00003000ul

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

static void assert_details(const struct wire_socket *socket, const char *details)
{
	struct sx_call *call = FAKE_CALL(f, "close", 0, 5);
	char line[200];

	fake_socket(f, call, 0, 5, 77, socket);
	snprintf(line, sizeof(line), "close(5<%s>) = 0", details);
	assert_line_as(call, line, .details = true, .no_alignment = true);
	assert_line_as(call, "close(5<socket:[77]>) = 0", .paths = true, .no_alignment = true);
}

static void set_inet(wire_u8 bytes[static 112], wire_u32 *length, uint32_t address, uint16_t port)
{
	struct sockaddr_in inet = {AF_INET, htons(port), {htonl(address)}, {0}};

	memcpy(bytes, &inet, sizeof(inet));
	*length = sizeof(inet);
}

START_TEST(sockets_are_told_by_their_ends)
{
	struct wire_socket tcp = {.family = AF_INET, .type = SOCK_STREAM, .protocol = IPPROTO_TCP};
	struct wire_socket local = {.family = AF_UNIX, .type = SOCK_STREAM};
	struct wire_socket netlink = {.family = AF_NETLINK, .type = SOCK_RAW, .local_length = 12};
	struct sockaddr_in6 inet6 = {AF_INET6, htons(80), 0, IN6ADDR_LOOPBACK_INIT, 0};
	struct wire_socket six = {.family = AF_INET6, .type = SOCK_DGRAM, .protocol = IPPROTO_UDP, .local_length = sizeof(inet6)};

	assert_details(&tcp, "TCP:[77]");
	set_inet(tcp.local, &tcp.local_length, INADDR_LOOPBACK, 8080);
	assert_details(&tcp, "TCP:[127.0.0.1:8080]");
	set_inet(tcp.remote, &tcp.remote_length, 0x0a000001, 80);
	assert_details(&tcp, "TCP:[127.0.0.1:8080->10.0.0.1:80]");

	assert_details(&local, "UNIX-STREAM:[77]");
	local.peer_ino = 78;
	assert_details(&local, "UNIX-STREAM:[77->78]");
	memcpy(local.local, &(struct sockaddr_un){AF_UNIX, "/tmp/\"x"}, 20);
	local.local_length = 10;
	assert_details(&local, "UNIX-STREAM:[77->78,\"/tmp/\\\"x\"]");
	local.local[2] = 0;
	local.local_length = 9;
	assert_details(&local, "UNIX-STREAM:[77->78,@\"tmp/\\\"x\"]");

	assert_details((&(struct wire_socket){.family = AF_XDP, .type = SOCK_RAW}), "XDP:[77]");
	assert_details((&(struct wire_socket){.family = AF_CAN, .type = SOCK_DGRAM, .protocol = 2}), "CAN_BCM:[77]");
	assert_details((&(struct wire_socket){.family = AF_INET6, .type = SOCK_DGRAM, .protocol = IPPROTO_ICMPV6}),
		       "PINGv6:[77]");
	assert_details(&netlink, "NETLINK:[77]");
	netlink.local[4] = 9;
	assert_details(&netlink, "NETLINK:[ROUTE:9]");

	memcpy(six.local, &inet6, sizeof(inet6));
	assert_details(&six, "UDPv6:[[::1]:80]");
}
END_TEST

START_TEST(a_socket_that_lies_about_its_lengths_has_no_details)
{
	struct wire_socket tcp = {.family = AF_INET, .protocol = IPPROTO_TCP, .local_length = 1000};
	struct sx_call *call = FAKE_CALL(f, "close", 0, 5);

	fake_socket(f, call, 0, 5, 77, &tcp);
	assert_line_as(call, "close(5<socket:[77]>) = 0", .details = true, .no_alignment = true);
}
END_TEST

START_TEST(options_are_numbers_structures_or_bytes)
{
	int one = 1, refused = 111, four = 4;
	int linger[2] = {1, 2};
	struct sx_call *call = FAKE_CALL(f, "setsockopt", 0, 3, SOL_SOCKET, SO_REUSEADDR, FIRST, 4);

	fake_memory(f, call, 3, FIRST, false, &one, 4);
	assert_line(call, "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0");
	call = FAKE_CALL(f, "setsockopt", 0, 3, SOL_SOCKET, SO_LINGER, FIRST, 8);
	fake_memory(f, call, 3, FIRST, false, linger, 8);
	assert_line(call, "setsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=2}, 8) = 0");
	call = FAKE_CALL(f, "setsockopt", 0, 3, SOL_TCP, TCP_CONGESTION, FIRST, 5);
	fake_memory(f, call, 3, FIRST, false, "cubic", 5);
	assert_line(call, "setsockopt(3, SOL_TCP, TCP_CONGESTION, \"cubic\", 5) = 0");
	call = FAKE_CALL(f, "getsockopt", 0, 3, SOL_SOCKET, SO_ERROR, FIRST, SECOND);
	fake_memory(f, call, 3, FIRST, true, &refused, 4);
	fake_memory(f, call, 4, SECOND, false, &four, 4);
	fake_memory(f, call, 4, SECOND, true, &four, 4);
	assert_line(call, "getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0");
}
END_TEST

START_TEST(requests_are_named_or_taken_apart)
{
	struct { unsigned short row, column, x, y; } size = {24, 80, 0, 0};
	struct sx_call *call = FAKE_CALL(f, "ioctl", 0, 1, TIOCGWINSZ, FIRST);

	fake_memory(f, call, 2, FIRST, true, &size, sizeof(size));
	assert_line(call, "ioctl(1, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}) = 0");
	assert_line(FAKE_CALL(f, "ioctl", -25, 1, TCGETS, FIRST), "ioctl(1, TCGETS, 0x7ffc00001000) = -1 ENOTTY (Inappropriate ioctl for device)");
	assert_line(FAKE_CALL(f, "ioctl", -9, 1, 0x12345678, 0x55),
		    "ioctl(1, _IOC(_IOC_NONE, 0x56, 0x78, 0x1234), 0x55) = -1 EBADF (Bad file descriptor)");
	assert_line(FAKE_CALL(f, "ioctl", -9, 1, 0xc0041234, 0),
		    "ioctl(1, _IOC(_IOC_READ|_IOC_WRITE, 0x12, 0x34, 0x4), 0) = -1 EBADF (Bad file descriptor)");
	assert_line(FAKE_CALL(f, "ioctl", 0, 1, FIOCLEX, 0x55), "ioctl(1, FIOCLEX) = 0");
}
END_TEST

START_TEST(an_offset_is_shown_before_and_after)
{
	int64_t before = 0, after = 10;
	struct sx_call *call = FAKE_CALL(f, "sendfile", 10, 6, 12, FIRST, 10);

	fake_memory(f, call, 2, FIRST, false, &before, 8);
	fake_memory(f, call, 2, FIRST, true, &after, 8);
	assert_line(call, "sendfile(6, 12, [0] => [10], 10) = 10");
	call = FAKE_CALL(f, "sendfile", -9, 6, 12, FIRST, 10);
	fake_memory(f, call, 2, FIRST, false, &before, 8);
	assert_line(call, "sendfile(6, 12, [0], 10) = -1 EBADF (Bad file descriptor)");
}
END_TEST

START_TEST(open_how_shows_a_mode_that_counts_and_bytes_that_are_new)
{
	uint64_t how[4] = {0102, 0600, RESOLVE_BENEATH, 0};
	struct sx_call *call = FAKE_CALL(f, "openat2", -2, (uint64_t)-100, FIRST, SECOND, 24);

	fake_string(f, call, 1, FIRST, "/x");
	fake_memory(f, call, 2, SECOND, false, how, 24);
	assert_line(call, "openat2(AT_FDCWD, \"/x\", {flags=O_RDWR|O_CREAT, mode=0600, resolve=RESOLVE_BENEATH}, 24) = -1 ENOENT "
			  "(No such file or directory)");
	how[0] = 0;
	how[1] = 0;
	how[2] = 0;
	how[3] = 1ull << 48;
	call = FAKE_CALL(f, "openat2", -7, (uint64_t)-100, FIRST, SECOND, 32);
	fake_string(f, call, 1, FIRST, "/x");
	fake_memory(f, call, 2, SECOND, false, how, 32);
	assert_line(call, "openat2(AT_FDCWD, \"/x\", {flags=O_RDONLY, resolve=0, /* bytes 24..31 */ "
			  "\"\\x00\\x00\\x00\\x00\\x00\\x00\\x01\\x00\"}, 32) = -1 E2BIG (Argument list too long)");
	call = FAKE_CALL(f, "openat2", -22, (uint64_t)-100, FIRST, SECOND, 8);
	fake_string(f, call, 1, FIRST, "/x");
	fake_memory(f, call, 2, SECOND, false, how, 8);
	assert_line(call, "openat2(AT_FDCWD, \"/x\", 0x7ffc00002000, 8) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(filters_are_listed_with_v)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 99, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {4, (struct sock_filter *)SECOND};
	struct sx_call *call = FAKE_CALL(f, "seccomp", 0, SECCOMP_SET_MODE_FILTER, 0, FIRST);

	fake_memory(f, call, 2, FIRST, false, &program, sizeof(program));
	fake_memory(f, call, 2, SECOND, false, steps, sizeof(steps));
	assert_line(call, "seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=4, filter=0x7ffc00002000}) = 0");
	assert_line_as(call, "seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=4, filter=[BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0), "
			     "BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x63, 0, 0x1), BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ERRNO|0x1), "
			     "BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)]}) = 0", .verbose = true, .no_alignment = true);
}
END_TEST

START_TEST(several_messages_in_one_call)
{
	struct iovec vectors[2] = {{(void *)0x5000, 2}, {(void *)0x6000, 3}};
	struct mmsghdr messages[2] = {
		{.msg_hdr = {.msg_iov = (void *)SECOND, .msg_iovlen = 1}},
		{.msg_hdr = {.msg_iov = (void *)THIRD, .msg_iovlen = 1}},
	};
	struct sx_call *call = FAKE_CALL(f, "sendmmsg", 1, 3, FIRST, 2, 0);

	fake_memory(f, call, 1, FIRST, false, messages, sizeof(messages));
	fake_memory(f, call, 1, SECOND, false, &vectors[0], sizeof(vectors[0]));
	fake_memory(f, call, 1, THIRD, false, &vectors[1], sizeof(vectors[1]));
	fake_memory(f, call, 1, 0x5000, false, "ab", 2);
	fake_memory(f, call, 1, 0x6000, false, "cde", 3);
	messages[0].msg_len = 2;
	fake_memory(f, call, 1, FIRST, true, messages, sizeof(messages[0]));
	assert_line(call, "sendmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"ab\", iov_len=2}], msg_iovlen=1, "
			  "msg_controllen=0, msg_flags=0}, msg_len=2}, {msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"cde\", "
			  "iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}}], 2, 0) = 1");
}
END_TEST

START_TEST(data_is_gathered_across_segments)
{
	uint64_t vector[4] = {0x5000, 6, 0x6000, 5};
	struct sx_call *call = FAKE_CALL(f, "writev", 11, 1, FIRST, 2);
	struct arena arena = {0};
	enum value_state state;
	const unsigned char *data;
	size_t length;

	fake_memory(f, call, 1, FIRST, false, vector, sizeof(vector));
	fake_memory(f, call, 1, 0x5000, false, "hello ", 6);
	fake_memory(f, call, 1, 0x6000, false, "world", 5);
	data = decode_data(&arena, call, 1, &length, &state);
	ck_assert_uint_eq(length, 11);
	ck_assert_int_eq(memcmp(data, "hello world", 11), 0);
	ck_assert_int_eq(state, STATE_OK);

	/* One segment could not be read: what there is, and that it is not all. */
	call = FAKE_CALL(f, "writev", 11, 1, FIRST, 2);
	fake_memory(f, call, 1, FIRST, false, vector, sizeof(vector));
	fake_unread(f, call, 1, 0x5000, 6);
	fake_memory(f, call, 1, 0x6000, false, "world", 5);
	data = decode_data(&arena, call, 1, &length, &state);
	ck_assert_uint_eq(length, 5);
	ck_assert_int_eq(state, STATE_UNREAD);

	call = FAKE_CALL(f, "close", 0, 3);
	ck_assert_ptr_null(decode_data(&arena, call, 0, &length, &state));
	ck_assert_uint_eq(length, 0);
	arena_free(&arena);
}
END_TEST

START_TEST(large_data_came_in_chunks)
{
	char data[300], line[100];
	struct sx_call *call = FAKE_CALL(f, "write", 300, 1, FIRST, 300);
	struct arena arena = {0};
	enum value_state state;
	const unsigned char *bytes;
	size_t length;

	memset(data, 'a', sizeof(data));
	fake_blob(f, call, &(struct wire_blob){.what = WIRE_MEMORY, .slot = 1, .chunked = 300, .wanted = 300, .address = FIRST},
		  data);
	fake_file(f, call, 0, 1, "/x");
	bytes = decode_data(&arena, call, 1, &length, &state);
	ck_assert_uint_eq(length, 300);
	ck_assert_int_eq(bytes[299], 'a');
	snprintf(line, sizeof(line), "write(1</x>, \"%.32s\"..., 300) = 300", data);
	assert_line_as(call, line, .paths = true, .no_alignment = true);
	arena_free(&arena);
}
END_TEST

START_TEST(priorities_of_input_and_output)
{
	assert_line(FAKE_CALL(f, "ioprio_set", 0, 1, 0, 2 << 13 | 4),
		    "ioprio_set(IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4)) = 0");
	assert_line_as(FAKE_CALL(f, "ioprio_set", 0, 1, 0, 2 << 13 | 4), "ioprio_set(0x1, 0, 16388) = 0", .names = LINE_RAW,
		       .no_alignment = true);
}
END_TEST

START_TEST(random_bytes_are_hexadecimal)
{
	struct sx_call *call = FAKE_CALL(f, "getrandom", 4, FIRST, 8, 0);

	fake_memory(f, call, 0, FIRST, true, "ab\0c", 4);
	assert_line(call, "getrandom(\"\\x61\\x62\\x00\\x63\", 8, 0) = 4");
}
END_TEST

#if defined(__x86_64__)
static void assert_xfeatures(uint64_t mask, const char *line)
{
	struct sx_call *call = FAKE_CALL(f, "arch_prctl", 0, 0x1021, FIRST);

	fake_memory(f, call, 1, FIRST, true, &mask, sizeof(mask));
	assert_line(call, line);
}

START_TEST(components_of_the_extended_state_share_names)
{
	assert_xfeatures(0xe7, "arch_prctl(ARCH_GET_XCOMP_SUPP, [0xe7 /* XFEATURE_MASK_FPSSE|XFEATURE_MASK_YMM|"
			       "XFEATURE_MASK_AVX512 */]) = 0");
	assert_xfeatures(0xa2, "arch_prctl(ARCH_GET_XCOMP_SUPP, [0xa2 /* XFEATURE_MASK_SSE|XFEATURE_MASK_OPMASK|"
			       "XFEATURE_MASK_Hi16_ZMM */]) = 0");
	assert_xfeatures(0x8000000000060001, "arch_prctl(ARCH_GET_XCOMP_SUPP, [0x8000000000060001 /* XFEATURE_MASK_FP|"
					     "XFEATURE_MASK_XTILE|0x8000000000000000 */]) = 0");
	assert_xfeatures(1ull << 63, "arch_prctl(ARCH_GET_XCOMP_SUPP, [0x8000000000000000 /* XFEATURE_MASK_??? */]) = 0");
}
END_TEST
#endif

int main(void)
{
	Suite *suite = suite_create("decode_more");
	TCase *tests = tcase_create("kinds");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, sockets_are_told_by_their_ends);
	tcase_add_test(tests, a_socket_that_lies_about_its_lengths_has_no_details);
	tcase_add_test(tests, options_are_numbers_structures_or_bytes);
	tcase_add_test(tests, requests_are_named_or_taken_apart);
	tcase_add_test(tests, an_offset_is_shown_before_and_after);
	tcase_add_test(tests, open_how_shows_a_mode_that_counts_and_bytes_that_are_new);
	tcase_add_test(tests, filters_are_listed_with_v);
	tcase_add_test(tests, several_messages_in_one_call);
	tcase_add_test(tests, data_is_gathered_across_segments);
	tcase_add_test(tests, large_data_came_in_chunks);
	tcase_add_test(tests, priorities_of_input_and_output);
	tcase_add_test(tests, random_bytes_are_hexadecimal);
#if defined(__x86_64__)
	tcase_add_test(tests, components_of_the_extended_state_share_names);
#endif
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
