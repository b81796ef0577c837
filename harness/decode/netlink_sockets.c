/* SPDX-License-Identifier: MIT */
/* Structures in attributes that tell of sockets: of the internet families, unix, netlink, packets and SMC. */
#include "harness/decode/netlink.h"

#include <sys/socket.h>

static const struct field inet_meminfo_fields[] = {
	SAME("idiag_rmem", UNSIGNED, 0, 4), SAME("idiag_wmem", UNSIGNED, 4, 4), SAME("idiag_fmem", UNSIGNED, 8, 4),
	SAME("idiag_tmem", UNSIGNED, 12, 4), {NULL},
};
LAYOUT_SAME(inet_meminfo, 16)

static const struct field unix_vfs_fields[] = {
	SAME("udiag_vfs_dev", DEV, 4, 4), SAME("udiag_vfs_ino", UNSIGNED, 0, 4), {NULL},
};
LAYOUT_SAME(unix_vfs, 8)

static const struct field unix_rqlen_fields[] = {
	SAME("udiag_rqueue", UNSIGNED, 0, 4), SAME("udiag_wqueue", UNSIGNED, 4, 4), {NULL},
};
LAYOUT_SAME(unix_rqlen, 8)

#define NUMBER(name, at) SAME(name, UNSIGNED, at, 4)
static const struct field netlink_ring_fields[] = {
	NUMBER("ndr_block_size", 0), NUMBER("ndr_block_nr", 4), NUMBER("ndr_frame_size", 8),
	NUMBER("ndr_frame_nr", 12), {NULL},
};
LAYOUT_SAME(netlink_ring, 16)

static const struct field packet_ring_fields[] = {
	NUMBER("pdr_block_size", 0), NUMBER("pdr_block_nr", 4), NUMBER("pdr_frame_size", 8), NUMBER("pdr_frame_nr", 12),
	NUMBER("pdr_retire_tmo", 16), NUMBER("pdr_sizeof_priv", 20), NUMBER("pdr_features", 24), {NULL},
};
LAYOUT_SAME(packet_ring, 28)

static const struct field packet_info_fields[] = {
	SAME("pdi_index", INTERFACE, 0, 4), SAME("pdi_version", FLAGS, 4, 4, SET(constants_packet_versions)),
	NUMBER("pdi_reserve", 8), NUMBER("pdi_copy_thresh", 12), NUMBER("pdi_tstamp", 16),
	SAME("pdi_flags", FLAGS, 20, 4, SET(constants_packet_diag_flags)), {NULL},
};
LAYOUT_SAME(packet_info, 24)

/* struct inet_diag_sockopt: a bit for each option; without -v those that are set. */
static struct value *decode_inet_options(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const char *const names[] = {"recverr", "is_icsk", "freebind", "hdrincl", "mc_loop", "transparent", "mc_all",
					    "nodefrag", "bind_address_no_port", "recverr_rfc4884", "defer_connect"};
	unsigned bits = (unsigned)get_unsigned(bytes, 2), named = sizeof(names) / sizeof(names[0]);
	struct value *options = value_struct(d, address), *option;

	(void)length;
	for (unsigned i = 0; i <= named; i++) {
		option = i < named ? value_number(d, bits >> i & 1, BASE_UNSIGNED) : value_number(d, bits >> named, BASE_HEX);
		if (!option)
			break;
		option->is_verbose_only = option->is_unmentioned = !option->number;
		if (i == named)
			option->comment = "bits 3..8";
		value_field(options, i < named ? names[i] : "unused", option);
	}
	return options;
}
LAYOUT_BY(inet_options, 2, 2, decode_inet_options)

static struct value *decode_packet_group(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const struct field group_fields[] = {
		SAME("pdmc_index", INTERFACE, 0, 4), NUMBER("pdmc_count", 4), SAME("pdmc_type", UNSIGNED, 8, 2),
		SAME("pdmc_alen", UNSIGNED, 10, 2), {NULL},
	};
	struct value *group = value_fields(d, group_fields, bytes, 12, address, false);
	size_t count = (size_t)get_unsigned(bytes + 10, 2);
	struct memory text = {.bytes = bytes + 12, .length = count < length - 12 ? count : length - 12, .state = STATE_OK};
	struct value *value = value_field(group, "pdmc_addr", value_bytes(d, &text, address + 12, text.length));

	if (value)
		value->is_hex = value->is_quoted_name = true;
	return group;
}
LAYOUT_BY(packet_group, 44, 44, decode_packet_group)

static const struct field tcp_vegas_fields[] = {
	NUMBER("tcpv_enabled", 0), NUMBER("tcpv_rttcnt", 4), NUMBER("tcpv_rtt", 8), NUMBER("tcpv_minrtt", 12), {NULL},
};
LAYOUT_SAME(tcp_vegas, 16)

static const struct field tcp_dctcp_fields[] = {
	SAME("dctcp_enabled", UNSIGNED, 0, 2), SAME("dctcp_ce_state", UNSIGNED, 2, 2), NUMBER("dctcp_alpha", 4),
	NUMBER("dctcp_ab_ecn", 8), NUMBER("dctcp_ab_tot", 12), {NULL},
};
LAYOUT_SAME(tcp_dctcp, 16)

static const struct field tcp_bbr_fields[] = {
	SAME("bbr_bw_lo", HEX, 0, 4), SAME("bbr_bw_hi", HEX, 4, 4), NUMBER("bbr_min_rtt", 8),
	NUMBER("bbr_pacing_gain", 12),
	NUMBER("bbr_cwnd_gain", 16), {NULL},
};
LAYOUT_SAME(tcp_bbr, 20)

static struct value *decode_socket_address(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_sockaddr(d, bytes, length, address);
}
LAYOUT_BY(socket_address, 128, 128, decode_socket_address)

/* struct tcp_diag_md5sig: of the key so many bytes as it says. */
static struct value *decode_tcp_md5(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	static const struct field sig_fields[] = {
		SAME("tcpm_family", FLAGS, 0, 1, SET(constants_socket_families)),
		SAME("tcpm_prefixlen", UNSIGNED, 1, 1),
		SAME("tcpm_keylen", UNSIGNED, 2, 2), {NULL},
	};
	struct value *sig = value_fields(d, sig_fields, bytes, 4, address, false), *text;
	size_t count = (size_t)get_unsigned(bytes + 2, 2), most = length - 20;
	struct memory key = {.bytes = bytes + 20, .length = count < most ? count : most, .state = STATE_OK};
	struct piece peer = {bytes + 4, 16, 16, address + 4, false};

	value_field(sig, "tcpm_addr", value_internet_field(d, &peer, bytes[0], "&tcpm_addr"));
	text = value_field(sig, "tcpm_key", value_bytes(d, &key, address + 20, key.length));
	if (text)
		text->is_hex = text->is_quoted_name = true;
	return sig;
}
LAYOUT_BY(tcp_md5, 100, 100, decode_tcp_md5)

/* ---- steps of a filter of sockets ---- */

static const struct field step_fields[] = {
	SAME("code", FLAGS, 0, 1, SET(constants_inet_bytecodes)), SAME("yes", UNSIGNED, 1, 1),
	SAME("no", UNSIGNED, 2, 2), {NULL},
};
static const struct field host_fields[] = {
	SAME("family", FLAGS, 0, 1, SET(constants_socket_families)), SAME("prefix_len", UNSIGNED, 1, 1),
	NUMBER("port", 4), {NULL},
};
static const struct field mark_fields[] = { NUMBER("mark", 0), NUMBER("mask", 4), {NULL} };

/* What a step compares with, by its code: linux/inet_diag.h. */
enum operand { OPERAND_BYTES, OPERAND_STEP, OPERAND_HOST, OPERAND_DEVICE, OPERAND_MARK };
static const uint8_t operands[] = {
	[2] = OPERAND_STEP, [3] = OPERAND_STEP, [4] = OPERAND_STEP, [5] = OPERAND_STEP, [7] = OPERAND_HOST,
	[8] = OPERAND_HOST, [9] = OPERAND_DEVICE, [10] = OPERAND_MARK,
};
static const struct {
	const struct field *fields;
	size_t size;
} operand_shapes[] = {
	[OPERAND_STEP] = {step_fields, 4}, [OPERAND_HOST] = {host_fields, 8}, [OPERAND_DEVICE] = {NULL, 4},
	[OPERAND_MARK] = {mark_fields, 8},
};

static struct value *operand_value(struct decoding *d, const struct piece *piece, enum operand operand)
{
	size_t size = operand_shapes[operand].size;
	struct piece peer = piece_from(piece, size);
	struct value *value;

	if (!size || piece->meant < size)
		return value_hex(d, piece);
	if (piece->length < size)
		return value_partly(d, piece);
	if (operand == OPERAND_DEVICE)
		return value_interface(d, (uint32_t)get_unsigned(piece->bytes, 4));
	value = value_fields(d, operand_shapes[operand].fields, piece->bytes, size, piece->address, false);
	if (operand == OPERAND_HOST && peer.meant)
		value_field(value, "addr", value_internet_field(d, &peer, piece->bytes[0], "&addr"));
	return value;
}

void add_bytecode(struct decoding *d, struct value *attribute, const struct piece *piece)
{
	struct piece rest = piece_from(piece, 4);
	unsigned code;

	value_add(attribute, operand_value(d, piece, OPERAND_STEP));
	if (piece->length < 4 || !rest.meant)
		return;
	code = piece->bytes[0];
	value_add(attribute, operand_value(d, &rest, code < sizeof(operands) ? operands[code] : OPERAND_BYTES));
}

/* ---- SMC ---- */

#define WIDE_BYTE(name, at) SAME(name, WIDE, at, 1)
static const struct field smc_cursor_fields[] = {
	SAME("reserved", UNSIGNED, 0, 2), SAME("wrap", UNSIGNED, 2, 2), NUMBER("count", 4), {NULL},
};
#define CURSOR(name, at) SAME(name, FIELDS, at, 8, INSIDE(smc_cursor))
static const struct field smc_conninfo_fields[] = {
	NUMBER("token", 0), NUMBER("sndbuf_size", 4), NUMBER("rmbe_size", 8), NUMBER("peer_rmbe_size", 12),
	CURSOR("rx_prod", 16), CURSOR("rx_cons", 24), CURSOR("tx_prod", 32), CURSOR("tx_cons", 40),
	WIDE_BYTE("rx_prod_flags", 48), WIDE_BYTE("rx_conn_state_flags", 49), WIDE_BYTE("tx_prod_flags", 50),
	WIDE_BYTE("tx_conn_state_flags", 51), CURSOR("tx_prep", 52), CURSOR("tx_sent", 60), CURSOR("tx_fin", 68),
	{NULL},
};
LAYOUT_SAME(smc_conninfo, 76)

static const struct field smc_link_fields[] = {
	SAME("link_id", UNSIGNED, 0, 1), SAME("ibname", NAME, 1, 64), SAME("ibport", UNSIGNED, 65, 1),
	SAME("gid", NAME, 66, 40),
	SAME("peer_gid", NAME, 106, 40), {NULL},
};
static const struct field smc_lgrinfo_fields[] = {
	SAME("lnk", FIELDS, 0, 146, INSIDE(smc_link), REPEATED(1)),
	SAME("role", FLAGS, 146, 1, SET(constants_smc_roles)), {NULL},
};
LAYOUT_SAME(smc_lgrinfo, 147)

static const struct field smc_dmbinfo_fields[] = {
	NUMBER("linkid", 0), SAME("peer_gid", HEX, 8, 8), SAME("my_gid", HEX, 16, 8), SAME("token", HEX, 24, 8),
	SAME("peer_token", HEX, 32, 8), SAME("peer_gid_ext", HEX, 40, 8), SAME("my_gid_ext", HEX, 48, 8), {NULL},
};
LAYOUT_SAME(smc_dmbinfo, 40)

/* The reasons are named in no header that programs see. */
static const struct field smc_fallback_fields[] = {
	SAME("reason", COMMENTED, 0, 4, SET(constants_smc_reasons)),
	SAME("peer_diagnosis", COMMENTED, 4, 4, SET(constants_smc_reasons)), {NULL},
};
LAYOUT_SAME(smc_fallback, 8)
