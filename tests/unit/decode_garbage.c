/* SPDX-License-Identifier: MIT */
/* Payloads that make no sense: every call of both ABIs must still become a line. */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/lines.h"
#include "tests/unit/matches.h"

#define ROUNDS 6

static struct fake *f;
static uint64_t state;

static void setup(void)
{
	f = fake_new();
	state = 88172645463325252u;
}

static void teardown(void)
{
	f = fake_free(f);
}

/* xorshift: the same numbers in every run. */
static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Small numbers, descriptors, addresses that blobs stand at, and anything. */
static uint64_t any_argument(void)
{
	switch (next() % 6) {
	case 0:
		return 0;
	case 1:
		return next() % 40;
	case 2:
		return (uint64_t)-(int64_t)(next() % 200);
	case 3:
	case 4:
		return 0x1000 * (1 + next() % 6);
	default:
		return next();
	}
}

static void add_garbage(struct sx_call *call)
{
	unsigned char bytes[512];
	struct wire_blob blob = {
		.what = (wire_u8)(next() % 7),
		.slot = (wire_u8)(next() % 8),
		.state = (wire_u8)(next() % 5),
		.at_exit = (wire_u8)(next() % 2),
		.length = (wire_u32)(next() % sizeof(bytes)),
		.wanted = (wire_u32)(next() % 2 ? next() : next() % 600),
		.address = next() % 4 ? 0x1000 * (1 + next() % 6) : next() % 5,
	};

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(next() % 3 ? next() : 0);
	/* Pointers that lead to other blobs, and counts that are not too wild. */
	for (size_t i = 0; i + 8 <= sizeof(bytes); i += 8) {
		uint64_t word = next() % 2 ? 0x1000 * (1 + next() % 6) : next() % 64;

		if (next() % 2)
			memcpy(bytes + i, &word, sizeof(word));
	}
	fake_blob(f, call, &blob, bytes);
}

static void look_at(const struct sx_call *call)
{
	static const struct line_style styles[] = {
		{.string_limit = 32},
		{.string_limit = 100, .paths = true, .details = true, .verbose = true, .names = LINE_VERBOSE},
		{.string_limit = 0, .names = LINE_RAW, .hex_strings = 2},
	};
	const char *name = decode_row(call)->name;
	struct arena arena = {0};

	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		char *line = line_as(call, &styles[i]);

		ck_assert_int_eq(strncmp(line, name, strlen(name)), 0);
		ck_assert_int_eq(line[strlen(name)], '(');
		ck_assert_ptr_nonnull(strstr(line, "= "));
		free(line);
	}
	for (unsigned n = 0; n < SYSCALL_ARGS; n++) {
		enum value_state value_state;
		bool is_uncertain;
		size_t length;

		ck_assert_ptr_nonnull(decode_argument(&arena, call, n));
		decode_data(&arena, call, n, &length, &value_state);
		decode_path(&arena, call, n, &is_uncertain);
	}
	decode_result(&arena, call);
	arena_free(&arena);
}

static struct sx_call *any_call(unsigned number)
{
	uint64_t args[WIRE_ARGS];
	int64_t results[] = {0, 1, 3, 100, -2, -512, FAKE_NO_RETURN, 0x7f0012340000};
	struct sx_call *call;

	for (size_t n = 0; n < WIRE_ARGS; n++)
		args[n] = any_argument();
	call = fake_numbered(f, number, results[next() % 8], args);
	for (uint64_t count = next() % 8; count; count--)
		add_garbage(call);
	return call;
}

START_TEST(every_call_with_any_payload_is_a_line)
{
	state += (uint64_t)_i;
	for (unsigned abi = WIRE_ABI_NATIVE; abi <= WIRE_ABI_COMPAT; abi++) {
		f->is_compat = abi == WIRE_ABI_COMPAT;
		for (unsigned number = 0; number < syscall_end(abi); number++)
			look_at(any_call(number));
	}
}
END_TEST

/* With a result that a kernel may return: any other is an error of the pattern. */
static void make_possible(struct sx_call *call)
{
	char *line = line_as(call, &(struct line_style){.string_limit = SIZE_MAX});
	const char *text = line;
	char *report = report_of(&text, 1, NULL);

	if (report && call->ret >= 0)
		call->ret = -22;
	free(report);
	free(line);
}

/* Shown whole, with what descriptors are open on. */
START_TEST(every_line_matches_its_own_call)
{
	const struct line_style style = {.string_limit = SIZE_MAX, .paths = true, .verbose = true};

	state += (uint64_t)_i;
	for (unsigned number = 0; number < syscall_end(WIRE_ABI_NATIVE); number++) {
		struct sx_call *call = any_call(number);
		char *line;

		make_possible(call);
		line = line_as(call, &style);
		assert_line_matches_itself(call, line);
		free(line);
	}
}
END_TEST

/* Where a selector picks a row, ordinary commands are picked too. */
START_TEST(every_command_with_any_payload_is_a_line)
{
	static const char *const names[] = {"fcntl", "ioctl", "futex", "prctl", "setsockopt", "getsockopt", "keyctl", "bpf"};

	state += (uint64_t)_i;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int number = syscall_number(WIRE_ABI_NATIVE, names[i]);

		ck_assert_int_ge(number, 0);
		for (uint64_t command = 0; command < 70; command++) {
			struct sx_call *call = any_call((unsigned)number);

			call->args[0] = next() % 2 ? command : call->args[0];
			call->args[1] = i == 1 ? 0x5400 + command : command;
			call->args[2] = next() % 2 ? command : call->args[2];
			look_at(call);
		}
	}
}
END_TEST

START_TEST(payloads_may_end_anywhere)
{
	state += (uint64_t)_i;
	for (size_t round = 0; round < 200; round++) {
		struct sx_call *call = any_call((unsigned)(next() % 330));

		add_garbage(call);
		call->blobs = (uint32_t)(next() % (call->blobs + 1));
		look_at(call);
	}
}
END_TEST

START_TEST(blobs_may_claim_any_length)
{
	state += (uint64_t)_i;
	for (size_t round = 0; round < 200; round++) {
		struct sx_call *call = any_call((unsigned)(next() % 330));
		struct wire_blob *blob;

		add_garbage(call);
		blob = (struct wire_blob *)call_payload(call);
		if (next() % 2)
			blob->length = (wire_u32)next();
		else
			blob->chunked = (wire_u32)next();
		look_at(call);
	}
}
END_TEST

START_TEST(a_blob_that_does_not_lie_in_its_payload_is_none)
{
	struct sx_call *call = FAKE_CALL(f, "write", 5, 1, 0x1000, 5);
	struct wire_blob *blob;

	fake_memory(f, call, 1, 0x1000, false, "hello", 5);
	blob = (struct wire_blob *)(uintptr_t)call_next_blob(call, NULL);
	ck_assert_ptr_nonnull(blob);
	blob->length = 9;
	ck_assert_ptr_null(call_next_blob(call, NULL));
	ck_assert_ptr_null(call_memory(call, 0x1000, false));
}
END_TEST

/* Messages whose headers make sense, attributes of any type and length in and behind each other, cut anywhere. */
static size_t fill_message(unsigned char *bytes, size_t size)
{
	static const uint16_t types[] = {16, 20, 24, 28, 32, 36, 50, 66, 79, 82, 86, 94, 96, 106, 2, 1025, 2561};
	uint16_t type = types[next() % (sizeof(types) / sizeof(types[0]))];
	size_t at = 16 + 4 * (next() % 8);
	uint32_t whole = (uint32_t)size;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(next() % 3 ? next() % 9 : next());
	memcpy(bytes, &whole, 4);
	memcpy(bytes + 4, &type, 2);
	while (at + 4 < size) {
		uint16_t header[2] = {(uint16_t)(next() % 4 ? 4 + next() % 64 : next()), (uint16_t)(next() % 60)};

		memcpy(bytes + at, header, 4);
		at += 4 * (1 + next() % 6);
	}
	return 16 + next() % (size - 15);
}

START_TEST(messages_of_netlink_may_hold_anything)
{
	static const uint16_t protocols[] = {0, 4, 7, 12, 15, 16, 21};

	for (size_t n = 0; n < 2000; n++) {
		struct wire_socket socket = {.family = 16, .type = 3, .protocol = protocols[next() % 7]};
		unsigned char bytes[256];
		size_t known = fill_message(bytes, sizeof(bytes));
		uint64_t end = 0x2000 + 4 * (next() % 2);	/* where a page ends, or not */
		struct sx_call *call = FAKE_CALL(f, "sendto", 0, 3, end - known, sizeof(bytes), 0, 0, 0);

		fake_socket(f, call, 0, 3, 77, &socket);
		fake_memory(f, call, 1, end - known, false, bytes, known);
		look_at(call);
	}
}
END_TEST

START_TEST(an_event_without_its_bytes_is_a_line)
{
	struct sx_call *entry = fake_exit(f, 0);

	entry->blobs = 3;
	assert_line(entry, "+++ ? +++");
	entry = fake_signal(f, 9, 0, (uint64_t[4]){0});
	entry->blobs = 3;
	assert_line(entry, "--- ? ---");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_garbage");
	TCase *tests = tcase_create("garbage");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, every_call_with_any_payload_is_a_line, 0, ROUNDS);
	tcase_add_loop_test(tests, every_line_matches_its_own_call, 0, ROUNDS);
	tcase_add_loop_test(tests, every_command_with_any_payload_is_a_line, 0, ROUNDS);
	tcase_add_loop_test(tests, payloads_may_end_anywhere, 0, ROUNDS);
	tcase_add_loop_test(tests, blobs_may_claim_any_length, 0, ROUNDS);
	tcase_add_test(tests, a_blob_that_does_not_lie_in_its_payload_is_none);
	tcase_add_test(tests, messages_of_netlink_may_hold_anything);
	tcase_add_test(tests, an_event_without_its_bytes_is_a_line);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
