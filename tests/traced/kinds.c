/* SPDX-License-Identifier: MIT */
/* Structures that few programs pass: captured whole, cut where a page ends, and shown in strace's words. */
#include "suite.h"

START_SAID_TEST(node_masks_and_pages_are_shown, "kinds", "nodes")
START_SAID_TEST(control_blocks_are_shown_with_what_they_write, "kinds", "blocks")
START_SAID_TEST(queued_messages_are_shown_with_their_text, "kinds", "queue")
START_SAID_TEST(quotas_are_shown_by_their_command, "kinds", "quota")
START_SAID_TEST(requests_of_ptrace_are_shown, "kinds", "requests")
START_SAID_TEST(messages_of_netlink_are_taken_apart, "kinds", "netlink")
START_SAID_TEST(attributes_of_bpf_are_shown_with_their_text, "kinds", "attributes")
START_SAID_TEST(what_says_that_a_signal_came_is_shown_by_its_kind, "kinds", "infos")
START_SAID_TEST(control_messages_are_shown_by_their_kind, "kinds", "controls")

START_TEST(what_ptrace_answers_is_shown)
{
	sx_trace *trace = run_victim("kinds", "stopped");

	sx_assert_exited(trace, 0);
	sx_assert_called(trace, "ptrace(PTRACE_SEIZE, ...) = 0");
	assert_said(trace);
	sx_free(trace);
}
END_TEST

/* What a control block writes can be asked for as data. */
START_TEST(a_pattern_reaches_into_a_control_block)
{
	sx_trace *trace = run_victim("kinds", "blocks");

	sx_assert_called(trace, "io_submit(*, 3, [{aio_lio_opcode=IOCB_CMD_PWRITE, aio_buf='hello', ...}, ...])");
	sx_assert_never(trace, "io_submit(*, 3, [{aio_lio_opcode=IOCB_CMD_PREAD, ...}, ...])");
	sx_free(trace);
}
END_TEST

void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, node_masks_and_pages_are_shown);
	tcase_add_test(tcase, control_blocks_are_shown_with_what_they_write);
	tcase_add_test(tcase, what_says_that_a_signal_came_is_shown_by_its_kind);
	tcase_add_test(tcase, control_messages_are_shown_by_their_kind);
	tcase_add_test(tcase, queued_messages_are_shown_with_their_text);
	tcase_add_test(tcase, quotas_are_shown_by_their_command);
	tcase_add_test(tcase, requests_of_ptrace_are_shown);
	tcase_add_test(tcase, what_ptrace_answers_is_shown);
	tcase_add_test(tcase, messages_of_netlink_are_taken_apart);
	tcase_add_test(tcase, attributes_of_bpf_are_shown_with_their_text);
	tcase_add_test(tcase, a_pattern_reaches_into_a_control_block);
}
