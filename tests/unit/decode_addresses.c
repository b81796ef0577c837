/* SPDX-License-Identifier: MIT */
/* Addresses of rare families, counters, and calls whose command picks their arguments. */
#include <errno.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/unit/lines.h"

#define PLACE 0x7ffc00001000ul
#define OTHER 0x7ffc00002000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

static struct sx_call *bind_to(const void *bytes, size_t length)
{
	struct sx_call *call = FAKE_CALL(f, "bind", 0, 3, PLACE, length);

	fake_memory(f, call, 1, PLACE, false, bytes, length);
	return call;
}

#define assert_bind(bytes, expected) \
	assert_line(bind_to(bytes, sizeof(bytes) - 1), "bind(3, {sa_family=" expected ") = 0")

START_TEST(families_have_their_fields)
{
	assert_bind("\x1f\0\x02\x03", "AF_BLUETOOTH, hci_dev=htobs(770)}, 4");
	assert_bind("\x1f\0\x01\0\x01\x02\x03\x04\x05\x06\x41\0\x01\0",
		    "AF_BLUETOOTH, l2_psm=htobs(L2CAP_PSM_SDP), l2_bdaddr=01:02:03:04:05:06, "
		    "l2_cid=htobs(L2CAP_CID_DYN_START+1), l2_bdaddr_type=BDADDR_LE_PUBLIC}, 14");
	assert_bind("\x03\0\x82\x84\x86\x40\x40\x40\x02\0\0\0\0\0\0\0", "AF_AX25, sax25_call=ABC-1, sax25_ndigis=0}, 16");
	assert_bind("\x04\0\0\x05\0\0\0\x09\x01\0\0\0\0\0\0\x03",
		    "AF_IPX, sipx_port=htons(5), sipx_network=htonl(0x9), sipx_node=[0x1, 00, 00, 00, 00, 00], "
		    "sipx_type=00, sipx_zero=0x3}, 16");
	assert_bind("\x09\0" "12345\0\0\0\0\0\0\0\0\0\0\0", "AF_X25, sx25_addr={x25_addr=\"12345\"}}, 18");
	assert_bind("\x24\0\0\0\x02\0\0\0\xff\0\xff\xff\0\0\0\0\0\0\0\0",
		    "AF_IEEE802154, addr={addr_type=0x2 /* IEEE802154_ADDR_SHORT */, pan_id=0xff, "
		    "short_addr=0xffff /* IEEE802154_ADDR_BROADCAST */}}, 20");
	assert_bind("\x27\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0",
		    "AF_NFC, dev_idx=if_nametoindex(\"lo\"), target_idx=0x2, nfc_protocol=NFC_PROTO_FELICA}, 16");
	assert_bind("\x28\0\0\0\xff\xff\xff\xff\x02\0\0\0\x01\0\0\0",
		    "AF_VSOCK, svm_cid=VMADDR_CID_HOST, svm_port=VMADDR_PORT_ANY, svm_flags=VMADDR_FLAG_TO_HOST}, 16");
	assert_bind("\x2a\0\0\0\xff\xff\xff\xff\xfe\xff\xff\xff",
		    "AF_QIPCRTR, sq_node=QRTR_NODE_BCAST, sq_port=QRTR_PORT_CTRL}, 12");
	assert_bind("\x2c\0\x01\0\x07\0\0\0\x02\0\0\0\x05\0\0\0",
		    "AF_XDP, sxdp_flags=XDP_SHARED_UMEM, sxdp_ifindex=7, sxdp_queue_id=2, sxdp_shared_umem_fd=5}, 16");
	assert_bind("\x2d\0\0\0\0\0\0\0\xff\x01\x0b\0",
		    "AF_MCTP, smctp_network=MCTP_NET_ANY, smctp_addr={s_addr=MCTP_ADDR_ANY}, smctp_type=0x1, "
		    "smctp_tag=0xb}, 12");
	assert_bind("\x1e\0\x02\x02\x07\0\0\0\x11\0\0\0\0\0\0\0",
		    "AF_TIPC, addrtype=TIPC_SERVICE_ADDR, scope=TIPC_CLUSTER_SCOPE, name={name={type=7, instance=17}, "
		    "domain=0}}, 16");
	assert_bind("\x1e\0\x01\x03\x07\0\0\0\x11\0\0\0\x12\0\0\0",
		    "AF_TIPC, addrtype=TIPC_SERVICE_RANGE, scope=TIPC_NODE_SCOPE, nameseq={type=7, lower=17, upper=18}}, 16");
	assert_bind("\x1e\0\x03\0\x07\0\0\0\x11\0\0\0\0\0\0\0",
		    "AF_TIPC, addrtype=TIPC_SOCKET_ADDR, scope=0 /* TIPC_???_SCOPE */, id={ref=7, node=17}}, 16");
	assert_bind("\x21\0\x01\0\x01\0\x10\0\x02\0\0\x50\x7f\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		    "AF_RXRPC, srx_service=0x1 /* CM_SERVICE */, transport_type=SOCK_STREAM, transport_len=16, "
		    "transport={sin={sin_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}}}, 36");
}
END_TEST

START_TEST(what_is_too_short_for_its_family_is_bytes)
{
	assert_bind("\x2d\0\0\0\0\0\0\0\xff\x01", "AF_MCTP, sa_data=\"\\0\\0\\0\\0\\0\\0\\377\\1\"}, 10");
	assert_line(FAKE_CALL(f, "bind", -EINVAL, 3, PLACE, 0xffffffff),
		    "bind(3, 0x7ffc00001000, -1) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(counters_say_what_they_count)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE, .size = PERF_ATTR_SIZE_VER1, .config = PERF_COUNT_SW_PAGE_FAULTS,
				       .sample_freq = 5, .freq = 1, .disabled = 1, .precise_ip = 2};
	struct sx_call *call = FAKE_CALL(f, "perf_event_open", -EACCES, PLACE, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);

	fake_memory(f, call, 0, PLACE, false, &attr, 72);
	assert_line(call, "perf_event_open({type=PERF_TYPE_SOFTWARE, size=PERF_ATTR_SIZE_VER1, config=PERF_COUNT_SW_PAGE_FAULTS, "
			  "sample_freq=5, sample_type=0, read_format=0, disabled=1, freq=1, "
			  "precise_ip=2 /* requested to have 0 skid */, ...}, -1, 0, -1, PERF_FLAG_FD_CLOEXEC) = -1 EACCES "
			  "(Permission denied)");
	attr = (struct perf_event_attr){.type = PERF_TYPE_HW_CACHE, .config = 0x10002};
	call = FAKE_CALL(f, "perf_event_open", -EACCES, PLACE, -1, 0, -1, 0);
	fake_memory(f, call, 0, PLACE, false, &attr, sizeof(attr));
	assert_line(call, "perf_event_open({type=PERF_TYPE_HW_CACHE, size=0 /* PERF_ATTR_SIZE_??? */, "
			  "config=PERF_COUNT_HW_CACHE_RESULT_MISS<<16|PERF_COUNT_HW_CACHE_OP_READ<<8|PERF_COUNT_HW_CACHE_LL, "
			  "sample_period=0, sample_type=0, read_format=0, precise_ip=0 /* arbitrary skid */, ...}, -1, 0, "
			  "-1, 0) = -1 EACCES (Permission denied)");
	/* What could be read only when the kernel had written the size that it knows is not what it was given. */
	call = FAKE_CALL(f, "perf_event_open", -E2BIG, PLACE, -1, 0, -1, 0);
	attr.size = sizeof(attr);
	fake_blob(f, call, &(struct wire_blob){.what = WIRE_MEMORY, .state = WIRE_BROKEN, .length = 112, .wanted = 136,
					       .address = PLACE}, &attr);
	assert_line(call, "perf_event_open(0x7ffc00001000, -1, 0, -1, 0) = -1 E2BIG (Argument list too long)");
	call = FAKE_CALL(f, "perf_event_open", -EFAULT, PLACE, -1, 0, -1, 0);
	fake_memory(f, call, 0, PLACE, false, &attr, 47);
	assert_line(call, "perf_event_open(0x7ffc00001000, -1, 0, -1, 0) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(commands_pick_what_is_looked_at)
{
	struct sx_call *call;

	assert_line(FAKE_CALL(f, "syslog", 0, 5, PLACE, 3), "syslog(5 /* SYSLOG_ACTION_CLEAR */) = 0");
	assert_line(FAKE_CALL(f, "syslog", 0, 8, 0, 7), "syslog(8 /* SYSLOG_ACTION_CONSOLE_LEVEL */, NULL, 7 /* LOGLEVEL_DEBUG */) = 0");
	call = FAKE_CALL(f, "syslog", 3, 3, PLACE, 10);
	fake_memory(f, call, 1, PLACE, true, "<6>", 3);
	assert_line(call, "syslog(3 /* SYSLOG_ACTION_READ_ALL */, \"<6>\", 10) = 3");
	call = FAKE_CALL(f, "fsconfig", 0, 3, FSCONFIG_SET_BINARY, PLACE, OTHER, 3);
	fake_string(f, call, 2, PLACE, "key");
	fake_memory(f, call, 3, OTHER, false, "val", 3);
	assert_line(call, "fsconfig(3, FSCONFIG_SET_BINARY, \"key\", \"\\x76\\x61\\x6c\", 3) = 0");
	call = FAKE_CALL(f, "fsconfig", -EINVAL, 3, FSCONFIG_CMD_CREATE, PLACE, OTHER, 3);
	assert_line(call, "fsconfig(3, FSCONFIG_CMD_CREATE, 0x7ffc00001000, 0x7ffc00002000, 3) = -1 EINVAL (Invalid argument)");
	assert_line(FAKE_CALL(f, "fanotify_init", 3, 0xc | 1, 0), "fanotify_init(0xc /* FAN_CLASS_??? */|FAN_CLOEXEC, O_RDONLY) = 3");
	assert_line(FAKE_CALL(f, "fanotify_init", 3, 0x10000000, 0), "fanotify_init(FAN_CLASS_NOTIF|0x10000000 /* FAN_??? */, O_RDONLY) = 3");
	assert_line(FAKE_CALL(f, "fanotify_init", 3, 0x10000001, 0), "fanotify_init(FAN_CLASS_NOTIF|FAN_CLOEXEC|0x10000000, O_RDONLY) = 3");
	assert_line(FAKE_CALL(f, "fanotify_init", 3, 0, 0), "fanotify_init(FAN_CLASS_NOTIF, O_RDONLY) = 3");
	assert_line_as(FAKE_CALL(f, "fanotify_init", 3, 0xc, 0), "fanotify_init(0xc /* FAN_CLASS_??? */, 0 /* O_RDONLY */) = 3",
		       .no_alignment = true, .names = LINE_VERBOSE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode_addresses");
	TCase *tests = tcase_create("addresses");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, families_have_their_fields);
	tcase_add_test(tests, what_is_too_short_for_its_family_is_bytes);
	tcase_add_test(tests, counters_say_what_they_count);
	tcase_add_test(tests, commands_pick_what_is_looked_at);
	suite_add_tcase(suite, tests);
	return run_tests(suite);
}
