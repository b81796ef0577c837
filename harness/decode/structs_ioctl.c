/* SPDX-License-Identifier: MIT */
/* Structures that requests of ioctl take: of files, loop devices, network interfaces, seccomp supervisors. */
#include "harness/decode/fields.h"

#include <linux/seccomp.h>
#include <linux/sockios.h>

/* ---- files ---- */

static const struct field fsxattr_get_fields[] = {
	SAME("fsx_xflags",     FLAGS,	 0, 4, SET(constants_extended_flags)),
	SAME("fsx_extsize",    UNSIGNED, 4, 4),
	SAME("fsx_nextents",   UNSIGNED, 8, 4),
	SAME("fsx_projid",     HEX,	 12, 4),
	SAME("fsx_cowextsize", UNSIGNED, 16, 4),
	{NULL},
};

static const struct field fsxattr_set_fields[] = {
	SAME("fsx_xflags",     FLAGS,	 0, 4, SET(constants_extended_flags)),
	SAME("fsx_extsize",    UNSIGNED, 4, 4),
	SAME("fsx_projid",     HEX,	 12, 4),
	SAME("fsx_cowextsize", UNSIGNED, 16, 4),
	{NULL},
};

/* Of a request, the kernel writes what it is asked for, and reads what it is told. */
static bool is_asked(const struct decoding *d)
{
	return (uint32_t)call_arg(d->call, 1) >> 30 & 2;
}

static struct value *decode_fsxattr(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, is_asked(d) ? fsxattr_get_fields : fsxattr_set_fields, bytes, length, address, false);
}
LAYOUT_BY(fsxattr, 28, 28, decode_fsxattr)

static const struct field fstrim_range_fields[] = {
	SAME("start", HEX, 0, 8), SAME("len", UNSIGNED, 8, 8), SAME("minlen", UNSIGNED, 16, 8), {NULL},
};
LAYOUT_SAME(fstrim_range, 24)

static const struct field file_clone_range_fields[] = {
	SAME("src_fd",	    FD,	      0, 8),
	SAME("src_offset",  UNSIGNED, 8, 8),
	SAME("src_length",  UNSIGNED, 16, 8),
	SAME("dest_offset", UNSIGNED, 24, 8),
	{NULL},
};
LAYOUT_SAME(file_clone_range, 32)

/* ---- loop devices ---- */

static const struct field loop_info64_fields[] = {
	SAME("lo_device",    DEV,      0, 8, VERBOSE),
	SAME("lo_inode",     UNSIGNED, 8, 8, VERBOSE),
	SAME("lo_rdevice",   DEV,      16, 8, VERBOSE),
	SAME("lo_offset",    HEX,      24, 8),
	SAME("lo_sizelimit", UNSIGNED, 32, 8, VERBOSE),
	SAME("lo_number",    UNSIGNED, 40, 4),
	SAME("lo_encrypt_type",	FLAGS, 44, 4, SET(constants_loop_ciphers), UNLESS(44, ~0u, 0)),
	SAME("lo_encrypt_type",	FLAGS, 44, 4, SET(constants_loop_ciphers), WHEN(44, ~0u, 0), VERBOSE),
	SAME("lo_encrypt_key_size", UNSIGNED, 48, 4, UNLESS(44, ~0u, 0)),
	SAME("lo_encrypt_key_size", UNSIGNED, 48, 4, WHEN(44, ~0u, 0), VERBOSE),
	SAME("lo_flags",     FLAGS,    52, 4, SET(constants_loop_flags)),
	SAME("lo_file_name", NAME,     56, 64),
	SAME("lo_crypt_name", NAME,    120, 64, UNLESS(44, ~0u, 0)),
	SAME("lo_crypt_name", NAME,    120, 64, WHEN(44, ~0u, 0), VERBOSE),
	SAME("lo_encrypt_key", BYTES,  184, 1, COUNTED(48), REPEATED(32), UNLESS(44, ~0u, 0)),
	SAME("lo_encrypt_key", BYTES,  184, 1, COUNTED(48), REPEATED(32), WHEN(44, ~0u, 0), VERBOSE),
	SAME("lo_init",	     HEX,      216, 8, REPEATED(2), VERBOSE),
	{NULL},
};
LAYOUT_SAME(loop_info64, 232)

static const struct field loop_info_fields[] = {
	SAME("lo_number",    SIGNED,   0, 4),
	BOTH("lo_device",    DEV,      8, 8, 4, 2, VERBOSE),
	BOTH("lo_inode",     UNSIGNED, 16, 8, 8, 4, VERBOSE),
	BOTH("lo_rdevice",   DEV,      24, 8, 12, 2, VERBOSE),
	BOTH("lo_offset",    HEX,      32, 4, 16, 4),
	BOTH("lo_encrypt_type",	FLAGS, 36, 4, 20, 4, SET(constants_loop_ciphers), UNLESS(36, ~0u, 0)),
	BOTH("lo_encrypt_type",	FLAGS, 36, 4, 20, 4, SET(constants_loop_ciphers), WHEN(36, ~0u, 0), VERBOSE),
	BOTH("lo_encrypt_key_size", UNSIGNED, 40, 4, 24, 4, UNLESS(36, ~0u, 0)),
	BOTH("lo_encrypt_key_size", UNSIGNED, 40, 4, 24, 4, WHEN(36, ~0u, 0), VERBOSE),
	BOTH("lo_flags",     FLAGS,    44, 4, 28, 4, SET(constants_loop_flags)),
	BOTH("lo_name",	     NAME,     48, 64, 32, 64),
	BOTH("lo_encrypt_key", BYTES,  112, 1, 96, 1, COUNTED(40), REPEATED(32), UNLESS(36, ~0u, 0)),
	BOTH("lo_encrypt_key", BYTES,  112, 1, 96, 1, COUNTED(40), REPEATED(32), WHEN(36, ~0u, 0), VERBOSE),
	BOTH("lo_init",	     HEX,      144, 8, 128, 4, REPEATED(2), VERBOSE),
	BOTH("reserved",     HEX,      160, 1, 136, 1, REPEATED(4), VERBOSE),
	{NULL},
};
LAYOUT(loop_info, 168, 140)

static const struct field loop_config_fields[] = {
	SAME("fd",	   FD,	     0, 4),
	SAME("block_size", UNSIGNED, 4, 4),
	SAME("info",	   LAYOUT,   8, 232, .layout = &layout_loop_info64),
	SAME("__reserved", HEX,	     240, 8, REPEATED(8), IF_SET),
	{NULL},
};
LAYOUT_SAME(loop_config, 304)

/* ---- network interfaces ---- */

/* What the union behind the name holds, as the request says. */
static struct value *interface_answer(struct decoding *d, const unsigned char *bytes, const char **ret_name)
{
	static const struct {
		uint16_t get, set;
		const char *name;
	} numbers[] = {
		{SIOCGIFINDEX, 0, "ifr_ifindex"},		   {SIOCGIFMTU, SIOCSIFMTU, "ifr_mtu"},
		{SIOCGIFMETRIC, SIOCSIFMETRIC, "ifr_metric"},	   {SIOCGIFTXQLEN, SIOCSIFTXQLEN, "ifr_qlen"},
	}, addresses[] = {
		{SIOCGIFADDR, SIOCSIFADDR, "ifr_addr"},		   {SIOCGIFDSTADDR, SIOCSIFDSTADDR, "ifr_dstaddr"},
		{SIOCGIFBRDADDR, SIOCSIFBRDADDR, "ifr_broadaddr"}, {SIOCGIFNETMASK, SIOCSIFNETMASK, "ifr_netmask"},
	};
	uint32_t request = (uint32_t)call_arg(d->call, 1);

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (request == numbers[i].get || request == numbers[i].set) {
			*ret_name = numbers[i].name;
			return value_number(d, (uint64_t)get_signed(bytes, 4), BASE_SIGNED);
		}
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		if (request == addresses[i].get || request == addresses[i].set) {
			*ret_name = addresses[i].name;
			return value_sockaddr(d, bytes, 16, 0);
		}
	if (request == SIOCGIFFLAGS || request == SIOCSIFFLAGS) {
		*ret_name = "ifr_flags";
		return value_flags(d, &constants_interface_flags, get_unsigned(bytes, 2));
	}
	*ret_name = NULL;
	return NULL;
}

/* Requests of odd number ask, the even ones behind them tell; those of the length of a queue stand the other way. */
static bool is_question(uint64_t request)
{
	switch ((uint32_t)request) {
	case SIOCGIFTXQLEN:
	case SIOCGIFINDEX:
		return true;
	case SIOCSIFTXQLEN:
		return false;
	default:
		return request & 1;
	}
}

static struct value *decode_ifreq(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *request = value_struct(d, address), *answer;
	const char *name;

	/* Asked the other way round. */
	if ((uint32_t)call_arg(d->call, 1) == SIOCGIFNAME) {
		value_field(request, "ifr_ifindex", value_number(d, (uint64_t)get_signed(bytes + 16, 4), BASE_SIGNED));
		if (has_result(d))
			value_field(request, "ifr_name", value_name_field(d, bytes, 16));
		return request;
	}
	value_field(request, "ifr_name", value_name_field(d, bytes, 16));
	answer = interface_answer(d, bytes + 16, &name);
	/* A question that failed has no answer. */
	if (name && (has_result(d) || !is_question(call_arg(d->call, 1))))
		value_field(request, name, answer);
	else if (request && !name)
		request->has_more = true;
	return request;
}
LAYOUT_BY(ifreq, 40, 32, decode_ifreq)

/* ---- supervisors of seccomp ---- */

static struct value *notification(struct decoding *d, const unsigned char *bytes, uint64_t address)
{
	struct value *notif = value_struct(d, address), *data = value_struct(d, 0), *args = value_array(d, 0);

	value_field(notif, "id", value_number(d, get_unsigned(bytes, 8), BASE_HEX));
	value_field(notif, "pid", value_task_id(d, get_signed(bytes + 8, 4), ID_OF_TASK));
	value_field(notif, "flags", value_number(d, get_unsigned(bytes + 12, 4), BASE_HEX));
	value_field(data, "nr", value_call_name(d, (uint32_t)get_unsigned(bytes + 16, 4), (uint32_t)get_unsigned(bytes + 20, 4)));
	value_field(data, "arch", value_arch(d, (uint32_t)get_unsigned(bytes + 20, 4)));
	value_field(data, "instruction_pointer", value_address(d, get_unsigned(bytes + 24, 8)));
	for (size_t i = 0; i < 6; i++)
		value_add(args, value_number(d, get_unsigned(bytes + 32 + 8 * i, 8), BASE_HEX));
	value_field(data, "args", args);
	value_field(notif, "data", data);
	return notif;
}
/* The kernel wants it empty; what it is filled with stands behind what was there, if anything was. */
static struct value *decode_seccomp_notif(struct decoding *d, const unsigned char *bytes, size_t length,
					  uint64_t address)
{
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, 80) : NULL;
	struct value *after = filled ? notification(d, filled, address) : value_address(d, address), *both;

	if (after)
		after->is_exit = filled != NULL;
	for (size_t i = 0; i < length; i++) {
		if (!bytes[i])
			continue;
		both = value_change(d, notification(d, bytes, address), after);
		if (both)
			both->is_bare = true;
		return both;
	}
	return after;
}
LAYOUT_BY(seccomp_notif, 80, 80, decode_seccomp_notif)

static struct value *decode_seccomp_notif_resp(struct decoding *d, const unsigned char *bytes, size_t length,
					       uint64_t address)
{
	struct value *response = value_struct(d, address);

	value_field(response, "id", value_number(d, get_unsigned(bytes, 8), BASE_HEX));
	value_field(response, "val", value_number(d, (uint64_t)get_signed(bytes + 8, 8), BASE_SIGNED));
	value_field(response, "error", value_errno(d, (int)get_signed(bytes + 16, 4)));
	value_field(response, "flags", value_flags(d, &constants_response_flags, get_unsigned(bytes + 20, 4)));
	return response;
}
LAYOUT_BY(seccomp_notif_resp, 24, 24, decode_seccomp_notif_resp)

static struct value *decode_seccomp_action(struct decoding *d, const unsigned char *bytes, size_t length,
					   uint64_t address)
{
	struct value *array = value_array(d, address);

	value_add(array, value_flags(d, &constants_filter_actions, get_unsigned(bytes, 4)));
	return array;
}
LAYOUT_BY(seccomp_action, 4, 4, decode_seccomp_action)

static const struct field seccomp_notif_addfd_fields[] = {
	SAME("id",	    HEX,    0, 8),
	SAME("flags",	    FLAGS,  8, 4, SET(constants_addfd_flags)),
	SAME("srcfd",	    FD,	    12, 4),
	SAME("newfd",	    SIGNED, 16, 4),
	SAME("newfd_flags", FLAGS,  20, 4, SET(constants_fd_flags)),
	{NULL},
};
LAYOUT_SAME(seccomp_notif_addfd, 24)
