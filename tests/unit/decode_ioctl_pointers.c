/* SPDX-License-Identifier: MIT */
/* Requests of ioctl whose structures point to others, end in arrays or say with one field what another holds. */
#include <errno.h>
#include <linux/btrfs.h>
#include <linux/types.h>
#include <linux/dm-ioctl.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/if.h>
#include <linux/input.h>
#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/kvm.h>
#include <linux/random.h>
#include <linux/sockios.h>
#include <linux/tee.h>
#include <linux/userfaultfd.h>
#include <linux/videodev2.h>
#include <mtd/mtd-abi.h>
#include <scsi/sg.h>
#include <string.h>

#include "harness/syscalls/plan.h"
#include "tests/unit/lines.h"

#define PLACE 0x7ffc00001000ul
#define FIRST 0x7ffc00002000ul
#define SECOND 0x7ffc00003000ul

static struct fake *f;

static void setup(void)
{
	f = fake_new();
}

static void teardown(void)
{
	f = fake_free(f);
}

static struct sx_call *ask(uint64_t number, int64_t ret, const void *told, size_t told_size, const void *left, size_t left_size)
{
	struct sx_call *call = FAKE_CALL(f, "ioctl", ret, 3, number, PLACE);

	if (told_size)
		fake_memory(f, call, 2, PLACE, false, told, told_size);
	if (left_size)
		fake_memory(f, call, 2, PLACE, true, left, left_size);
	return call;
}

#define ASK(number, ret, told, left) ask(number, ret, &(told), sizeof(told), &(left), sizeof(left))
#define TELL(number, ret, told) ask(number, ret, &(told), sizeof(told), NULL, 0)

START_TEST(a_command_is_shown_with_what_it_sends_and_what_came_back)
{
	struct {
		struct sg_io_hdr io;
		char rest[160 - sizeof(struct sg_io_hdr)];
	} told = {.io = {.interface_id = 'S', .dxfer_direction = SG_DXFER_FROM_DEV, .cmd_len = 2, .mx_sb_len = 3, .dxfer_len = 4,
			 .dxferp = (void *)FIRST, .cmdp = (void *)SECOND, .timeout = 5}}, left = told;
	struct sx_call *call;

	left.io.resid = 1;
	left.io.info = SG_INFO_CHECK;
	call = ASK(SG_IO, 0, told, left);
	fake_memory(f, call, 2, SECOND, false, "\x12\x01\xff\xff", 4);
	fake_memory(f, call, 2, FIRST, true, "\x05\x06\x07\x08", 4);
	assert_line(call, "ioctl(3, SG_IO, {interface_id='S', dxfer_direction=SG_DXFER_FROM_DEV, cmd_len=2, cmdp=\"\\x12\\x01\", "
			  "mx_sb_len=3, iovec_count=0, dxfer_len=4, timeout=5, flags=0, dxferp=\"\\x05\\x06\\x07\", status=0, "
			  "masked_status=0, msg_status=0, sb_len_wr=0, sbp=NULL, host_status=0, driver_status=0, resid=1, "
			  "duration=0, info=SG_INFO_CHECK}) = 0");
	left.io.iovec_count = told.io.iovec_count = 2;
	call = ASK(SG_IO, 0, told, left);
	fake_memory(f, call, 2, FIRST, true, (uint64_t[]){SECOND, 1, SECOND + 64, 9}, 32);
	fake_memory(f, call, 2, SECOND, true, "\x05", 1);
	fake_memory(f, call, 2, SECOND + 64, true, "\x06\x07", 2);
	assert_line(call, "ioctl(3, SG_IO, {interface_id='S', dxfer_direction=SG_DXFER_FROM_DEV, cmd_len=2, cmdp=0x7ffc00003000, "
			  "mx_sb_len=3, iovec_count=2, dxfer_len=4, timeout=5, flags=0, dxferp=[{iov_base=\"\\5\", iov_len=1}, "
			  "{iov_base=\"\\6\\7\", iov_len=9}], status=0, masked_status=0, msg_status=0, sb_len_wr=0, sbp=NULL, "
			  "host_status=0, driver_status=0, resid=1, duration=0, info=SG_INFO_CHECK}) = 0");
	told.io.interface_id = left.io.interface_id = 7;
	assert_line(ASK(SG_IO, -EINVAL, told, left), "ioctl(3, SG_IO, [7]) = -1 EINVAL (Invalid argument)");
}
END_TEST

static bool has_step(uint32_t request, unsigned op, unsigned when, unsigned offset)
{
	unsigned number = (unsigned)syscall_number(WIRE_ABI_NATIVE, "ioctl");
	struct plan_cursor cursor = {0};
	struct wire_variant key;
	struct wire_plan plan;

	while (plan_next_variant(&cursor, &key, &plan)) {
		if (key.call != number || key.value != request)
			continue;
		for (unsigned i = 0; i < plan.steps; i++)
			if (plan.ops[i].op == op && plan.ops[i].when == when && plan.ops[i].offset == offset && plan.ops[i].slot == 2)
				return true;
	}
	return false;
}

START_TEST(what_a_structure_points_to_is_captured_with_it)
{
	ck_assert(has_step(SG_IO, WIRE_OP_POINTER, WIRE_WHEN_ENTER, offsetof(struct sg_io_hdr, cmdp)));
	ck_assert(has_step(SG_IO, WIRE_OP_POINTER_PARTS, WIRE_WHEN_EXIT, offsetof(struct sg_io_hdr, dxferp)));
	ck_assert(has_step(SIOCGIFCONF, WIRE_OP_POINTER, WIRE_WHEN_SUCCESS, offsetof(struct ifconf, ifc_buf)));
	ck_assert(has_step(RNDADDENTROPY, WIRE_OP_MEMORY, WIRE_WHEN_ENTER, sizeof(struct rand_pool_info)));
	ck_assert(has_step(BTRFS_IOC_RESIZE, WIRE_OP_FDAT, WIRE_WHEN_ENTER, 0));
	ck_assert(has_step(FICLONE, WIRE_OP_FD, WIRE_WHEN_ENTER, 0));
}
END_TEST

START_TEST(an_array_behind_a_structure_is_as_long_as_it_says)
{
	struct {
		int entropy_count, buf_size;	/* struct rand_pool_info */
		char bytes[4];
	} entropy = {8, 2, "abc"};
	struct ifconf asked = {.ifc_len = 41, .ifc_buf = (void *)FIRST}, left = {.ifc_len = 40, .ifc_buf = (void *)FIRST};
	struct ifreq one = {.ifr_name = "lo", .ifr_addr = {.sa_family = 2, .sa_data = {0, 0, 127, 0, 0, 1}}};
	struct sx_call *call;

	assert_line(TELL(RNDADDENTROPY, 0, entropy), "ioctl(3, RNDADDENTROPY, {entropy_count=8, buf_size=2, buf=\"ab\"}) = 0");
	call = ASK(SIOCGIFCONF, 0, asked, left);
	fake_memory(f, call, 2, FIRST, true, &one, sizeof(one));
	assert_line(call, "ioctl(3, SIOCGIFCONF, {ifc_len=41 => 40 /* 1 * sizeof(struct ifreq) */, ifc_buf=[{ifr_name=\"lo\", "
			  "ifr_addr={sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}}]}) = 0");
}
END_TEST

START_TEST(the_keyboard_has_names_for_its_keys)
{
	struct kbentry key = {K_SHIFTTAB, 2, 0}, left = {K_SHIFTTAB, 2, K_PAUSE}, letter = {8, 2, K(KT_LETTER, 'a')};
	struct kbsentry text = {.kb_func = 255, .kb_string = "out"};
	struct kbdiacrs accents = {.kb_cnt = 1, .kbdiacr = {{'\'', '\\', '"'}}};
	struct unimapdesc map = {.entry_ct = 2, .entries = (void *)FIRST};
	struct sx_call *call = TELL(PIO_UNIMAP, 0, map);

	fake_memory(f, call, 2, FIRST, false, &(struct unipair[]){{1, 2}, {3, 4}}, 8);
	assert_line(ASK(KDGKBENT, 0, key, left),
		    "ioctl(3, KDGKBENT, {kb_table=K_SHIFTTAB, kb_index=2, kb_value=0x11d /* K_PAUSE */}) = 0");
	assert_line(TELL(KDSKBENT, 0, letter),
		    "ioctl(3, KDSKBENT, {kb_table=1<<KG_ALT, kb_index=2, kb_value=0xb61 /* K(KT_LETTER, 'a') */}) = 0");
	assert_line(TELL(KDSKBDIACR, 0, accents),
		    "ioctl(3, KDSKBDIACR, {kb_cnt=1, kbdiacr=[{diacr='\\'', base='\\\\', result='\"'}]}) = 0");
	assert_line(TELL(KDSKBSENT, 0, text), "ioctl(3, KDSKBSENT, {kb_func=KVAL(K_UNDO), kb_string=\"out\"}) = 0");
	assert_line(FAKE_CALL(f, "ioctl", 0, 3, KDMKTONE, 5 << 16 | 440), "ioctl(3, KDMKTONE, 5<<16|440 /* 2711 Hz, 5 ms */) = 0");
	assert_line(FAKE_CALL(f, "ioctl", 0, 3, KIOCSOUND, 0), "ioctl(3, KIOCSOUND, 0 /* off */) = 0");
	assert_line(call, "ioctl(3, PIO_UNIMAP, {entry_ct=2, entries=[{unicode=0x1, fontpos=0x2}, "
			  "{unicode=0x3, fontpos=0x4}]}) = 0");
}
END_TEST

START_TEST(a_structure_that_is_not_there_to_its_end_is_an_address)
{
	struct ifreq one = {.ifr_name = "lo", .ifr_newname = "hi"};

	assert_line(TELL(SIOCSIFNAME, 0, one), "ioctl(3, SIOCSIFNAME, {ifr_name=\"lo\", ifr_newname=\"hi\"}) = 0");
	assert_line(ask(SIOCSIFNAME, -EFAULT, &one, sizeof(one) - 1, NULL, 0),
		    "ioctl(3, SIOCSIFNAME, 0x7ffc00001000) = -1 EFAULT (Bad address)");
}
END_TEST

START_TEST(all_names_of_a_number_are_shown)
{
	struct uffdio_api asked = {.api = 0xaa}, left = {.api = 0xaa, .features = UFFD_FEATURE_SIGBUS};
	int off = MTD_OTP_OFF;

	assert_line(FAKE_CALL(f, "ioctl", 0, 3, FICLONE, 4), "ioctl(3, BTRFS_IOC_CLONE or FICLONE, 4) = 0");
	assert_line(TELL(OTPSELECT, 0, off), "ioctl(3, MIXER_READ(13) or OTPSELECT, [MTD_OTP_OFF]) = 0");
	assert_line(ASK(UFFDIO_API, 0, asked, left),
		    "ioctl(3, UFFDIO_API, {api=0xaa, features=0 => features=UFFD_FEATURE_SIGBUS, ioctls=0}) = 0");
}
END_TEST

START_TEST(lists_of_one_kind_are_abbreviated_without_v)
{
	struct {
		uint64_t src_offset, src_length;	/* struct file_dedupe_range */
		uint16_t dest_count, reserved[3];
		struct file_dedupe_range_info info[3];
	} told = {1, 2, 3, {0}, {{4, 5, 0, 0, 0}, {6, 7, 0, 0, 0}, {8, 9, 0, 0, 0}}}, left = told;
	unsigned char keys[8] = {0x02, 0x90}, switches[2] = {0x3f};
	struct {
		uint32_t count, pad, entry[10];
	} processor = {.count = 1, .entry = {7, 0, 1, 2, 3, 4, 5}};

	left.info[0].bytes_deduped = 2;
	left.info[1].status = -22;
	assert_line(ASK(FIDEDUPERANGE, 0, told, left),
		    "ioctl(3, BTRFS_IOC_FILE_EXTENT_SAME or FIDEDUPERANGE, {src_offset=1, src_length=2, dest_count=3, "
		    "info=[{dest_fd=4, dest_offset=5}, {dest_fd=6, dest_offset=7}, ...]} => {info=[{bytes_deduped=2, status=0}, "
		    "{bytes_deduped=0, status=-22}, ...]}) = 0");
	assert_line(ask(EVIOCGKEY(8), 8, NULL, 0, keys, 8), "ioctl(3, EVIOCGKEY(8), [KEY_ESC KEY_MINUS KEY_TAB]) = 8");
	assert_line(ask(EVIOCGSW(2), 2, NULL, 0, switches, 2),
		    "ioctl(3, EVIOCGSW(2), [SW_LID SW_TABLET_MODE SW_HEADPHONE_INSERT SW_RFKILL_ALL ...]) = 2");
	assert_line(TELL(KVM_SET_CPUID2, 0, processor), "ioctl(3, KVM_SET_CPUID2, {nent=1, entries=[...]}) = 0");
	assert_line_as(TELL(KVM_SET_CPUID2, 0, processor),
		       "ioctl(3, KVM_SET_CPUID2, {nent=1, entries=[{function=0x7, index=0, "
		       "flags=KVM_CPUID_FLAG_SIGNIFCANT_INDEX, eax=0x2, ebx=0x3, ecx=0x4, edx=0x5}]}) = 0",
		       .verbose = true, .no_alignment = true);
}
END_TEST

START_TEST(the_mapper_has_tables_behind_its_header)
{
	struct {
		struct dm_ioctl header;
		struct dm_target_spec target;
		char text[8];
	} told = {.header = {.version = {4, 1, 2}, .data_size = sizeof(told), .data_start = sizeof(struct dm_ioctl), .target_count = 1,
			     .name = "n"},
		  .target = {.sector_start = 1, .length = 2, .target_type = "zero"}, .text = "x"}, wrong = told;

	assert_line(TELL(DM_TABLE_LOAD, -EBADF, told),
		    "ioctl(3, DM_TABLE_LOAD, [{version=[4, 1, 2], data_size=360, data_start=312, name=\"n\", target_count=1, "
		    "flags=0}, ...]) = -1 EBADF (Bad file descriptor)");
	assert_line_as(TELL(DM_TABLE_LOAD, -EBADF, told),
		       "ioctl(3, DM_TABLE_LOAD, [{version=[4, 1, 2], data_size=360, data_start=312, name=\"n\", target_count=1, "
		       "flags=0}, {sector_start=1, length=2, target_type=\"zero\", string=\"x\"}]) = -1 EBADF (Bad file descriptor)",
		       .verbose = true, .no_alignment = true);
	wrong.header.data_start = 400;
	assert_line_as(TELL(DM_TABLE_LOAD, -EBADF, wrong),
		       "ioctl(3, DM_TABLE_LOAD, [{version=[4, 1, 2], data_size=360, data_start=400, name=\"n\", target_count=1, "
		       "flags=0}, ??? /* misplaced struct dm_target_spec */]) = -1 EBADF (Bad file descriptor)",
		       .verbose = true, .no_alignment = true);
}
END_TEST

START_TEST(messages_of_trusted_environments_are_taken_apart)
{
	struct {
		uint32_t func, session, cancel_id, ret, ret_origin, num_params;	/* struct tee_ioctl_invoke_arg */
		struct tee_ioctl_param parameter;
	} message = {1, 2, 3, 0, 0, 1, {.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, .a = 4}};
	struct tee_ioctl_buf_data buffer = {.buf_ptr = FIRST, .buf_len = sizeof(message)};
	unsigned char command[4] = {0xec, 1, 2, 0}, answer[4] = {0x50, 0, 1, 0};
	struct sx_call *call = TELL(TEE_IOC_INVOKE, -EBADF, buffer);

	fake_memory(f, call, 2, FIRST, false, &message, sizeof(message));
	assert_line(call, "ioctl(3, TEE_IOC_INVOKE, {buf_len=56, buf_ptr={func=1, session=0x2, cancel_id=3, num_params=1, "
			  "params=[{attr=TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, shm_offs=0x4, size=0, shm_id=0}]}}) = -1 EBADF "
			  "(Bad file descriptor)");
	buffer.buf_len--;
	call = TELL(TEE_IOC_INVOKE, -EINVAL, buffer);
	fake_memory(f, call, 2, FIRST, false, &message, sizeof(message) - 1);
	assert_line(call, "ioctl(3, TEE_IOC_INVOKE, {buf_len=55, buf_ptr=0x7ffc00002000}) = -1 EINVAL (Invalid argument)");
	assert_line(ASK(HDIO_DRIVE_CMD, 0, command, answer),
		    "ioctl(3, HDIO_DRIVE_CMD, {command=ATA_CMD_ID_ATA, sector_number=1, feature=2, sector_count=0} => "
		    "{status=0x50, error=0, nsector=1}) = 0");
}
END_TEST

START_TEST(a_video_format_is_what_its_type_says)
{
	struct v4l2_format told = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE}, left = told;
	struct v4l2_control control = {.id = V4L2_CID_HUE, .value = 5}, unnamed = {.id = V4L2_CTRL_CLASS_USER + 0xf00, .value = 5};
	struct v4l2_queryctrl asked = {.id = V4L2_CTRL_FLAG_NEXT_CTRL}, found = {.id = V4L2_CID_HUE, .type = 1, .name = "Hue"};

	left.fmt.pix = (struct v4l2_pix_format){.width = 3, .height = 2, .pixelformat = V4L2_PIX_FMT_YUYV};
	assert_line(ASK(VIDIOC_G_FMT, 0, told, left),
		    "ioctl(3, VIDIOC_G_FMT, {type=V4L2_BUF_TYPE_VIDEO_CAPTURE, fmt.pix={width=3, height=2, "
		    "pixelformat=v4l2_fourcc('Y', 'U', 'Y', 'V') /* V4L2_PIX_FMT_YUYV */, field=V4L2_FIELD_ANY, bytesperline=0, "
		    "sizeimage=0, colorspace=V4L2_COLORSPACE_DEFAULT}}) = 0");
	assert_line(TELL(VIDIOC_S_CTRL, -EBADF, control),
		    "ioctl(3, VIDIOC_S_CTRL, {id=V4L2_CID_HUE, value=5}) = -1 EBADF (Bad file descriptor)");
	assert_line(TELL(VIDIOC_S_CTRL, -EBADF, unnamed),
		    "ioctl(3, VIDIOC_S_CTRL, {id=V4L2_CTRL_CLASS_USER+0xf00, value=5}) = -1 EBADF (Bad file descriptor)");
	assert_line(ASK(VIDIOC_QUERYCTRL, 0, asked, found),
		    "ioctl(3, VIDIOC_QUERYCTRL, {id=V4L2_CTRL_FLAG_NEXT_CTRL|0 /* V4L2_CID_??? */ => V4L2_CID_HUE, "
		    "type=V4L2_CTRL_TYPE_INTEGER, name=\"Hue\", ...}) = 0");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("decode_ioctl_pointers");
	TCase *t = tcase_create("requests");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_command_is_shown_with_what_it_sends_and_what_came_back);
	tcase_add_test(t, what_a_structure_points_to_is_captured_with_it);
	tcase_add_test(t, an_array_behind_a_structure_is_as_long_as_it_says);
	tcase_add_test(t, the_keyboard_has_names_for_its_keys);
	tcase_add_test(t, a_structure_that_is_not_there_to_its_end_is_an_address);
	tcase_add_test(t, all_names_of_a_number_are_shown);
	tcase_add_test(t, lists_of_one_kind_are_abbreviated_without_v);
	tcase_add_test(t, the_mapper_has_tables_behind_its_header);
	tcase_add_test(t, messages_of_trusted_environments_are_taken_apart);
	tcase_add_test(t, a_video_format_is_what_its_type_says);
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
