/* SPDX-License-Identifier: MIT */
/* What the tables of requests of ioctl say: every request as a line, and one of each form to the letter. */
#include <errno.h>
#include <linux/btrfs.h>
#include <linux/gpio.h>
#include <linux/hdreg.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/loop.h>
#include <linux/ptp_clock.h>
#include <linux/random.h>
#include <linux/rtc.h>
#include <linux/sockios.h>
#include <linux/tee.h>
#include <linux/userfaultfd.h>
#include <linux/videodev2.h>
#include <stdlib.h>
#include <string.h>

#include "harness/decode/requests.h"
#include "harness/syscalls/plan.h"
#include "tests/unit/lines.h"

#define PLACE 0x7ffc00001000ul
#define ROOM 5000

static struct fake *f;
static unsigned char before[ROOM], after[ROOM];

static void setup(void)
{
	f = fake_new();
	setenv("TZ", "UTC", 1);
	memset(before, 0, ROOM);
	memset(after, 0, ROOM);
}

static void teardown(void)
{
	f = fake_free(f);
}

static struct sx_call *ask(uint64_t number, int64_t ret)
{
	struct sx_call *call = FAKE_CALL(f, "ioctl", ret, 3, number, PLACE);

	fake_memory(f, call, 2, PLACE, false, before, ROOM);
	fake_memory(f, call, 2, PLACE, true, after, ROOM);
	return call;
}

static void look_at(struct sx_call *call)
{
	static const struct line_style styles[] = {
		{.string_limit = 32},
		{.string_limit = SIZE_MAX, .verbose = true, .paths = true},
	};

	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		char *line = line_as(call, &styles[i]);

		assert_line_matches_itself(call, line);
		free(line);
	}
}

START_TEST(every_request_is_a_line_that_matches_its_call)
{
	for (size_t i = 0; request_tables[i]; i++)
		for (const struct request *row = request_tables[i]; row->number; row++) {
			memset(before, 0, ROOM);
			memset(after, 0, ROOM);
			look_at(ask(row->number, 0));
			for (size_t k = 0; k < ROOM; k++)
				before[k] = after[k] = (unsigned char)(0x80 + k);
			look_at(ask(row->number, 0));
			look_at(ask(row->number, -ENOTTY));
			memset(before, 1, ROOM);
			look_at(ask(row->number, 3));
			look_at(FAKE_CALL(f, "ioctl", 0, 3, row->number, 0));
			look_at(FAKE_CALL(f, "ioctl", -EFAULT, 3, row->number, PLACE));
		}
}
END_TEST

static bool finds(unsigned call, uint32_t value, struct wire_plan *ret_plan)
{
	struct plan_cursor cursor = {0};
	struct wire_variant key;

	while (plan_next_variant(&cursor, &key, ret_plan))
		if (key.call == call && key.value == value)
			return true;
	return false;
}

START_TEST(a_request_that_does_not_tell_its_size_has_a_plan)
{
	unsigned number = (unsigned)syscall_number(WIRE_ABI_NATIVE, "ioctl");
	struct wire_plan plan;

	ck_assert(finds(number, HDIO_GETGEO, &plan));
	ck_assert_uint_eq(plan.steps, 2);
	ck_assert_uint_eq(plan.ops[1].when, WIRE_WHEN_SUCCESS);
	ck_assert_uint_eq(plan.ops[1].size, sizeof(struct hd_geometry));
	ck_assert(finds(number, SIOCSIFHWADDR, &plan));
	ck_assert_uint_eq(plan.ops[1].when, WIRE_WHEN_ENTER);
	ck_assert(!finds(number, TEE_IOC_VERSION, &plan));
}
END_TEST

START_TEST(requests_give_take_and_change)
{
	struct sx_call *call;

	memcpy(before, &(struct tee_ioctl_cancel_arg){.cancel_id = 7, .session = 9}, sizeof(struct tee_ioctl_cancel_arg));
	assert_line(ask(TEE_IOC_CANCEL, -EBADF),
		    "ioctl(3, TEE_IOC_CANCEL, {cancel_id=7, session=0x9}) = -1 EBADF (Bad file descriptor)");
	memcpy(after, &(struct hd_geometry){1, 2, 3, 4}, sizeof(struct hd_geometry));
	assert_line(ask(HDIO_GETGEO, 0), "ioctl(3, HDIO_GETGEO, {heads=1, sectors=2, cylinders=3, start=4}) = 0");
	assert_line(ask(HDIO_GETGEO, -ENOTTY),
		    "ioctl(3, HDIO_GETGEO, 0x7ffc00001000) = -1 ENOTTY (Inappropriate ioctl for device)");
	assert_line(FAKE_CALL(f, "ioctl", -ENOTTY, 3, HDIO_GETGEO, 0),
		    "ioctl(3, HDIO_GETGEO, NULL) = -1 ENOTTY (Inappropriate ioctl for device)");
	assert_line(FAKE_CALL(f, "ioctl", 0, 3, RNDCLEARPOOL, 5), "ioctl(3, RNDCLEARPOOL) = 0");
	assert_line(FAKE_CALL(f, "ioctl", 0, 3, HDIO_SET_DMA, 1), "ioctl(3, HDIO_SET_DMA, 1) = 0");
	memset(before, 0, ROOM);
	memset(after, 0, ROOM);
	memcpy(before, &(struct uffdio_api){.api = 0xaa}, sizeof(struct uffdio_api));
	memcpy(after, &(struct uffdio_api){.api = 0xaa, .ioctls = 0x8000000000000003}, sizeof(struct uffdio_api));
	call = ask(UFFDIO_API, 0);
	assert_line(call, "ioctl(3, UFFDIO_API, {api=0xaa, features=0, "
			  "ioctls=1<<_UFFDIO_REGISTER|1<<_UFFDIO_UNREGISTER|1<<_UFFDIO_API}) = 0");
	assert_line(ask(UFFDIO_API, -EINVAL),
		    "ioctl(3, UFFDIO_API, {api=0xaa, features=0}) = -1 EINVAL (Invalid argument)");
	memset(before, 0, ROOM);
	before[0] = 5;
	((struct gpioline_info *)after)->flags = GPIOLINE_FLAG_KERNEL;
	strcpy(((struct gpioline_info *)after)->name, "led");
	assert_line(ask(GPIO_GET_LINEINFO_IOCTL, 0), "ioctl(3, GPIO_GET_LINEINFO_IOCTL, {line_offset=5} => "
		    "{flags=GPIOLINE_FLAG_KERNEL, name=\"led\", consumer=\"\"}) = 0");
}
END_TEST

START_TEST(fields_may_be_there_or_not)
{
	struct ptp_perout_request output = {.start = {1, 2}, .period = {3, 4}, .index = 5};

	memcpy(before, &output, sizeof(output));
	assert_line(ask(PTP_PEROUT_REQUEST2, 0), "ioctl(3, PTP_PEROUT_REQUEST2, {start={sec=1, nsec=2} "
						     "/* 1970-01-01T00:00:01.000000002+0000 */, period={sec=3, nsec=4}, index=5, flags=0}) = 0");
	output.flags = PTP_PEROUT_PHASE;
	output.rsv[1] = 6;
	memcpy(before, &output, sizeof(output));
	assert_line(ask(PTP_PEROUT_REQUEST2, 0),
		    "ioctl(3, PTP_PEROUT_REQUEST2, {phase={sec=1, nsec=2}, period={sec=3, nsec=4}, index=5, "
		    "flags=PTP_PEROUT_PHASE, rsv=[0, 0x6, 0, 0]}) = 0");
	memset(before, 0, ROOM);
	memset(before, 'n', 16);
	memset(before + 16, 'm', 15);
	assert_line(ask(SIOCSIFNAME, 0),
		    "ioctl(3, SIOCSIFNAME, {ifr_name=\"nnnnnnnnnnnnnnn\"..., ifr_newname=\"mmmmmmmmmmmmmmm\"}) = 0");
}
END_TEST

START_TEST(what_a_search_found_is_shown_with_v)
{
	struct btrfs_ioctl_search_args *found = (void *)after, *asked = (void *)before;
	struct btrfs_ioctl_search_header *item = (void *)found->buf;

	asked->key = (struct btrfs_ioctl_search_key){.tree_id = 1, .max_objectid = UINT64_MAX, .nr_items = 9};
	found->key.nr_items = 1;
	*item = (struct btrfs_ioctl_search_header){.objectid = 256, .type = 1};
	assert_line_as(ask(BTRFS_IOC_TREE_SEARCH, 0),
		       "ioctl(3, BTRFS_IOC_TREE_SEARCH, {key={tree_id=BTRFS_ROOT_TREE_OBJECTID, min_objectid=0, "
		       "max_objectid=UINT64_MAX, min_offset=0, max_offset=0, min_transid=0, max_transid=0, min_type=0, "
		       "max_type=0, nr_items=9}} => {key={nr_items=1}, buf=[{transid=0, "
		       "objectid=BTRFS_FIRST_FREE_OBJECTID, offset=0, type=BTRFS_INODE_ITEM_KEY, len=0}]}) = 0",
		       .verbose = true, .no_alignment = true);
}
END_TEST

static void put(unsigned char *memory, size_t at, uint64_t value, size_t size)
{
	memcpy(memory + at, &value, size);
}

START_TEST(newer_requests_are_shown_with_what_they_take_and_give)
{
	put(after, 0, 1500000, 4);
	put(after, 4, 8, 2);
	assert_line(ask(0x80088a02, 0), "ioctl(3, EPIOCGPARAMS, {busy_poll_usecs=1500000 /* 1.500000 s */, busy_poll_budget=8, "
					"prefer_busy_poll=0}) = 0");
	memset(after, 0, ROOM);
	put(before, 0, 1, 8);
	put(after, 0, 5, 8);
	put(after, 8, 77, 8);
	put(after, 16, 42, 4);
	assert_line(ask(0xc040ff0b, 0),
		    "ioctl(3, PIDFD_GET_INFO, {mask=PIDFD_INFO_PID} => {mask=PIDFD_INFO_PID|PIDFD_INFO_CGROUPID, cgroupid=77, "
		    "pid=42, tgid=0, ppid=0, ruid=0, rgid=0, euid=0, egid=0, suid=0, sgid=0, fsuid=0, fsgid=0}) = 0");
	memset(before, 0, ROOM);
	memset(after, 0, ROOM);
	put(before, 0, 96, 8);
	put(before, 24, 0x5000, 8);
	put(before, 72, 8, 8);
	put(after, 32, 0x2000, 8);
	assert_line(ask(0xc0606610, 0),
		    "ioctl(3, PAGEMAP_SCAN, {size=96, flags=0, start=0, end=0x5000, vec=NULL, vec_len=0, max_pages=0, "
		    "category_inverted=0, category_mask=PAGE_IS_PRESENT, category_anyof_mask=0, return_mask=0, walk_end=0x2000}) = 0");
	memset(before, 0, ROOM);
	put(before, 0, 0x1000, 8);
	put(before, 16, 1, 8);
	assert_line(ask(UFFDIO_WRITEPROTECT, -EINVAL),
		    "ioctl(3, UFFDIO_WRITEPROTECT, {range={start=0x1000, len=0}, mode=UFFDIO_WRITEPROTECT_MODE_WP}) = -1 EINVAL "
		    "(Invalid argument)");
	memset(after, 0, ROOM);
	put(after, 0, 0x81, 4);
	strcpy((char *)after + 8, "dog");
	assert_line(ask(0x80285700, 0), "ioctl(3, WDIOC_GETSUPPORT, {options=WDIOF_OVERHEAT|WDIOF_SETTIMEOUT, firmware_version=0, "
					"identity=\"dog\"}) = 0");
	memset(after, 0, ROOM);
	put(after, 0, 16, 4);
	put(after, 4, 9, 4);
	assert_line(ask(0x8010b70b, 4), "ioctl(3, NS_MNT_GET_NEXT, {size=16, nr_mounts=9, mnt_ns_id=0}) = 4");
}
END_TEST

START_TEST(tunnels_are_made_named_and_filtered)
{
	strcpy((char *)before, "tun%d");
	put(before, 16, IFF_TUN | IFF_NO_PI | 8, 2);
	strcpy((char *)after, "tun7");
	assert_line(ask(TUNSETIFF, 0), "ioctl(3, TUNSETIFF, {ifr_name=\"tun%d\", ifr_flags=IFF_TUN|IFF_NO_PI|0x8} => "
				       "{ifr_name=\"tun7\"}) = 0");
	assert_line(ask(TUNSETIFF, -EPERM), "ioctl(3, TUNSETIFF, {ifr_name=\"tun%d\", ifr_flags=IFF_TUN|IFF_NO_PI|0x8}) = "
					    "-1 EPERM (Operation not permitted)");
	put(after, 16, IFF_TAP | IFF_PERSIST, 2);
	assert_line(ask(TUNGETIFF, 0), "ioctl(3, TUNGETIFF, {ifr_name=\"tun7\", ifr_flags=IFF_TAP|IFF_PERSIST}) = 0");
	put(before, 16, IFF_DETACH_QUEUE, 2);
	assert_line(ask(TUNSETQUEUE, 0), "ioctl(3, TUNSETQUEUE, {ifr_flags=IFF_DETACH_QUEUE}) = 0");
	put(before, 0, TUN_FLT_ALLMULTI, 2);
	put(before, 2, 2, 2);
	for (int i = 0; i < 12; i++)
		put(before, 4 + i, i + 1, 1);
	assert_line(ask(TUNSETTXFILTER, 2), "ioctl(3, TUNSETTXFILTER, {flags=TUN_FLT_ALLMULTI, count=2, "
					    "addr=[01:02:03:04:05:06, 07:08:09:0a:0b:0c]}) = 2");
	put(after, 0, IFF_TUN | IFF_VNET_HDR | IFF_MULTI_QUEUE, 4);
	assert_line(ask(TUNGETFEATURES, 0), "ioctl(3, TUNGETFEATURES, [IFF_TUN|IFF_MULTI_QUEUE|IFF_VNET_HDR]) = 0");
	put(before, 0, (uint64_t)-1, 4);
	assert_line(ask(TUNSETSTEERINGEBPF, 0), "ioctl(3, TUNSETSTEERINGEBPF, [-1]) = 0");
	assert_line(FAKE_CALL(f, "ioctl", 0, 3, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | 0x40 | 0x1000),
		    "ioctl(3, TUNSETOFFLOAD, TUN_F_CSUM|TUN_F_TSO4|TUN_F_USO6|0x1000) = 0");
	assert_line(FAKE_CALL(f, "ioctl", 0, 3, TUNSETOWNER, 1000), "ioctl(3, TUNSETOWNER, 1000) = 0");
	assert_line(FAKE_CALL(f, "ioctl", 0, 3, TUNSETLINK, 1), "ioctl(3, TUNSETLINK, ARPHRD_ETHER) = 0");
	assert_line(FAKE_CALL(f, "ioctl", 0, 3, TUNSETPERSIST, 1), "ioctl(3, TUNSETPERSIST, 1) = 0");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("decode_ioctls");
	TCase *t = tcase_create("requests");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_request_is_a_line_that_matches_its_call);
	tcase_add_test(t, a_request_that_does_not_tell_its_size_has_a_plan);
	tcase_add_test(t, requests_give_take_and_change);
	tcase_add_test(t, fields_may_be_there_or_not);
	tcase_add_test(t, what_a_search_found_is_shown_with_v);
	tcase_add_test(t, tunnels_are_made_named_and_filtered);
	tcase_add_test(t, newer_requests_are_shown_with_what_they_take_and_give);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *runner = srunner_create(suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
