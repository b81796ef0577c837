/* SPDX-License-Identifier: MIT */
/* ioctl: the request, and what it says of its argument. */
#include "harness/decode/fields.h"

#include <asm/ioctls.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>

enum direction {
	TAKES,		/* a structure that the call reads */
	GIVES,		/* one that it fills */
	NOTHING,	/* no argument */
};

/* lsattr and chattr */
static struct value *decode_inode_flags(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, address);

	value_add(array, value_flags(d, &constants_inode_flags, get_unsigned(bytes, 4)));
	return array;
}

static const struct layout layout_inode_flags = {.name = "inode_flags", .size = 4, .decode = decode_inode_flags};

/* Those that the table has no row of its own for. */
static const struct {
	uint32_t request;
	uint8_t direction;	/* enum direction */
	const struct layout *layout;
} requests[] = {
	{0x802c542a, GIVES, &layout_termios2},	/* TCGETS2 and its kin, which need struct termios2 to be written out */
	{0x402c542b, TAKES, &layout_termios2},
	{0x402c542c, TAKES, &layout_termios2},
	{0x402c542d, TAKES, &layout_termios2},
	{TIOCGPKT, GIVES, &layout_int},
	{TIOCGPTN, GIVES, &layout_uint},
	{TIOCSPTLCK, TAKES, &layout_int},
	{TIOCGPTLCK, GIVES, &layout_int},
	{TIOCGEXCL, GIVES, &layout_int},
	{TIOCMSET, TAKES, &layout_hex32},
	{TIOCMBIS, TAKES, &layout_hex32},
	{TIOCMBIC, TAKES, &layout_hex32},
	{TIOCVHANGUP, NOTHING, NULL},
	{TIOCSBRK, NOTHING, NULL},
	{TIOCCBRK, NOTHING, NULL},
	{FIOQSIZE, GIVES, &layout_int64},
	{FS_IOC_GETFLAGS, GIVES, &layout_inode_flags},
	{FS_IOC_SETFLAGS, TAKES, &layout_inode_flags},
	{FS_IOC_GETVERSION, GIVES, &layout_uint},
	{FS_IOC_FSGETXATTR, GIVES, &layout_fsxattr},
	{FS_IOC_FSSETXATTR, TAKES, &layout_fsxattr},
	{FS_IOC_FIEMAP, TAKES, &layout_fiemap},
	{FITRIM, TAKES, &layout_fstrim_range},
	{FICLONERANGE, TAKES, &layout_file_clone_range},
	{SECCOMP_IOCTL_NOTIF_RECV, GIVES, &layout_seccomp_notif},
	{SECCOMP_IOCTL_NOTIF_SEND, TAKES, &layout_seccomp_notif_resp},
	{SECCOMP_IOCTL_NOTIF_ID_VALID, TAKES, &layout_hex64},
	{SECCOMP_IOCTL_NOTIF_ADDFD, TAKES, &layout_seccomp_notif_addfd},
	{BLKROGET, GIVES, &layout_int},
	{BLKROSET, TAKES, &layout_int},
	{BLKRRPART, NOTHING, NULL},
	{BLKFLSBUF, NOTHING, NULL},
	{BLKGETSIZE, GIVES, &layout_ulong},
	{BLKGETSIZE64, GIVES, &layout_u64},
	{BLKSSZGET, GIVES, &layout_int},
	{BLKBSZGET, GIVES, &layout_int},
	{BLKBSZSET, TAKES, &layout_int},
	{BLKPBSZGET, GIVES, &layout_uint},
	{BLKIOMIN, GIVES, &layout_uint},
	{BLKIOOPT, GIVES, &layout_uint},
	{BLKALIGNOFF, GIVES, &layout_int},
};

#define REQUESTS (sizeof(requests) / sizeof(requests[0]))

static size_t find(uint32_t request)
{
	size_t i;

	for (i = 0; i < REQUESTS; i++)
		if (requests[i].request == request)
			break;
	return i;
}

bool ioctl_has_argument(uint32_t request)
{
	size_t i = find(request);

	return i == REQUESTS || requests[i].direction != NOTHING;
}

static bool is_named(uint32_t request)
{
	for (const struct constant *constant = constants_ioctl_requests.list; constant->name; constant++)
		if (constant->value == request)
			return true;
	return false;
}

/* A request without a name as its fields: _IOC(_IOC_READ, 0x54, 0x30, 0x4) */
static struct value *composed(struct decoding *d, uint32_t request)
{
	struct value *call = value_call(d, "_IOC");

	if (!call)
		return NULL;
	call->number = request;
	call->is_named_number = true;
	call->base = BASE_HEX;
	value_add(call, value_flags(d, &constants_ioctl_directions, request >> 30));
	value_add(call, value_number(d, request >> 8 & 0xff, BASE_HEX));
	value_add(call, value_number(d, request & 0xff, BASE_HEX));
	value_add(call, value_number(d, request >> 16 & 0x3fff, BASE_HEX));
	return call;
}

DECODE_KIND(decode_ioctl)
{
	uint32_t request = (uint32_t)number;
	struct value *value;

	if (is_named(request))
		return value_flags(d, &constants_ioctl_requests, request);
	value = value_sized_request(d, request);
	return value ? value : composed(d, request);
}

DECODE_KIND(decode_ioctl_arg)
{
	size_t i = find((uint32_t)call_arg(d->call, argument->of));

	if (i == REQUESTS)
		return value_number(d, number, BASE_HEX);
	switch (requests[i].direction) {
	case TAKES:
		return value_pointer_to(d, requests[i].layout, number, false);
	case GIVES:
		return has_result(d) ? value_pointer_to(d, requests[i].layout, number, true) : value_address(d, number);
	default:
		return value_number(d, number, BASE_HEX);
	}
}
