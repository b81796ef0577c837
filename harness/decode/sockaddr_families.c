/* SPDX-License-Identifier: MIT */
/* Addresses of the families that few programs speak: lists of fields, and those that need more than a list. */
#include "harness/decode/fields.h"
#include "harness/decode/sockaddr.h"
#include "harness/syscalls/constants/set.h"

#include <linux/mctp.h>
#include <linux/nfc.h>
#include <linux/qrtr.h>
#include <linux/tipc.h>
#include <linux/vm_sockets.h>
#include <string.h>
#include <sys/socket.h>

/* include/net/bluetooth/{l2cap,bluetooth,hci_sock}.h */
ENUM_SET(l2cap_services, "L2CAP_PSM_???",
	 NEWER(L2CAP_PSM_SDP, 1), NEWER(L2CAP_PSM_RFCOMM, 3), NEWER(L2CAP_PSM_3DSP, 0x21), NEWER(L2CAP_PSM_IPSP, 0x23),
	 NEWER(L2CAP_PSM_LE_DYN_START, 0x80), NEWER(L2CAP_PSM_LE_DYN_END, 0xff))
ENUM_SET(l2cap_channels, "L2CAP_CID_???",
	 NEWER(L2CAP_CID_SIGNALING, 1), NEWER(L2CAP_CID_CONN_LESS, 2), NEWER(L2CAP_CID_A2MP, 3), NEWER(L2CAP_CID_ATT, 4),
	 NEWER(L2CAP_CID_LE_SIGNALING, 5), NEWER(L2CAP_CID_SMP, 6), NEWER(L2CAP_CID_SMP_BREDR, 7))
ENUM_SET(bluetooth_addresses, "BDADDR_???",
	 NEWER(BDADDR_BREDR, 0), NEWER(BDADDR_LE_PUBLIC, 1), NEWER(BDADDR_LE_RANDOM, 2))
ENUM_SET(hci_channels, "HCI_CHANNEL_???",
	 NEWER(HCI_CHANNEL_RAW, 0), NEWER(HCI_CHANNEL_USER, 1), NEWER(HCI_CHANNEL_MONITOR, 2),
	 NEWER(HCI_CHANNEL_CONTROL, 3), NEWER(HCI_CHANNEL_LOGGING, 4))
/* include/net/af_ieee802154.h, fs/afs/afs_cm.h */
ENUM_SET(wpan_addresses, "IEEE802154_ADDR_???",
	 NEWER(IEEE802154_ADDR_NONE, 0), NEWER(IEEE802154_ADDR_SHORT, 2), NEWER(IEEE802154_ADDR_LONG, 3))
ENUM_SET(wpan_networks, NULL, NEWER(IEEE802154_PANID_BROADCAST, 0xffff))
ENUM_SET(wpan_short_addresses, NULL, NEWER(IEEE802154_ADDR_BROADCAST, 0xffff), NEWER(IEEE802154_ADDR_UNDEF, 0xfffe))
ENUM_SET(afs_services, "???_SERVICE", NEWER(CM_SERVICE, 1), NEWER(VL_SERVICE, 52),
	 NEWER(YFS_FS_SERVICE, 2500), NEWER(YFS_CM_SERVICE, 2501), NEWER(YFS_VL_SERVICE, 2503))
ENUM_SET(mctp_networks, NULL, NAME(MCTP_NET_ANY))
ENUM_SET(mctp_addresses, NULL, NAME(MCTP_ADDR_NULL), NAME(MCTP_ADDR_ANY))
ENUM_SET(qrtr_nodes, NULL, NAME(QRTR_NODE_BCAST))
ENUM_SET(qrtr_ports, NULL, NAME(QRTR_PORT_CTRL))
ENUM_SET(nfc_address_protocols, "NFC_PROTO_???",
	 NAME(NFC_PROTO_JEWEL), NAME(NFC_PROTO_MIFARE), NAME(NFC_PROTO_FELICA), NAME(NFC_PROTO_ISO14443),
	 NAME(NFC_PROTO_NFC_DEP), NAME(NFC_PROTO_ISO14443_B), NAME(NFC_PROTO_ISO15693))
/* net/nfc/nfc.h: service access points */
ENUM_SET(nfc_points, NULL,
	 NEWER(LLCP_SAP_SDP, 1), NEWER(LLCP_SAP_IP, 2), NEWER(LLCP_SAP_OBEX, 3), NEWER(LLCP_SAP_SNEP, 4), NEWER(LLCP_SAP_MAX, 0xff))
ENUM_SET(vsock_ports, NULL, NAME(VMADDR_PORT_ANY))
FLAG_SET(vsock_flags, "VMADDR_FLAG_???", NAME(VMADDR_FLAG_TO_HOST))
FLAG_SET(xdp_socket_flags, "XDP_???",
	 NEWER(XDP_SHARED_UMEM, 1), NEWER(XDP_COPY, 2), NEWER(XDP_ZEROCOPY, 4), NEWER(XDP_USE_NEED_WAKEUP, 8),
	 NEWER(XDP_USE_SG, 16))

#define COMMENTS(label, at, size, names, ...) SAME(label, COMMENTED, at, size, SET(constants_##names), ##__VA_ARGS__)
#define NAMED(label, at, size, names) SAME(label, FLAGS, at, size, SET(constants_##names))

static const struct field x25_inner_fields[] = {SAME("x25_addr", NAME, 0, 16), {NULL}};
static const struct field x25_fields[] = {SAME("sx25_addr", FIELDS, 2, 16, INSIDE(x25_inner)), {NULL}};

static const struct field nfc_fields[] = {
	SAME("dev_idx", INTERFACE, 4, 4), SAME("target_idx", HEX, 8, 4),
	NAMED("nfc_protocol", 12, 4, nfc_address_protocols), {NULL},
};

static const struct field vsock_fields[] = {
	SAME("svm_reserved1", HEX, 2, 2, IF_SET), NAMED("svm_cid", 8, 4, vsock_cids),
	NAMED("svm_port", 4, 4, vsock_ports),
	NAMED("svm_flags", 12, 1, vsock_flags), SAME("svm_zero", HEX_BYTES, 13, 3, IF_SET), {NULL},
};

static const struct field qrtr_fields[] = {
	NAMED("sq_node", 4, 4, qrtr_nodes), NAMED("sq_port", 8, 4, qrtr_ports), {NULL},
};

/* The descriptor counts with the flag that says so; without it, it is a number that should not be there. */
static const struct field xdp_fields[] = {
	NAMED("sxdp_flags", 2, 2, xdp_socket_flags), SAME("sxdp_ifindex", INTERFACE, 4, 4),
	SAME("sxdp_queue_id", UNSIGNED, 8, 4), SAME("sxdp_shared_umem_fd", FD, 12, 4, WHEN(2, 1, 1)),
	SAME("sxdp_shared_umem_fd", HEX, 12, 4, WHEN(2, 1, 0), IF_SET), {NULL},
};

static const struct field mctp_inner_fields[] = {NAMED("s_addr", 0, 1, mctp_addresses), {NULL}};
static const struct field mctp_fields[] = {
	SAME("__smctp_pad0", HEX, 2, 2, IF_SET), NAMED("smctp_network", 4, 4, mctp_networks),
	SAME("smctp_addr", FIELDS, 8, 1, INSIDE(mctp_inner)), SAME("smctp_type", HEX, 9, 1),
	SAME("smctp_tag", HEX, 10, 1),
	SAME("__smctp_pad1", HEX, 11, 1, IF_SET), {NULL},
};

/* A service of a number, so many of them, or one socket: linux/tipc.h */
static const struct field tipc_name_fields[] = {SAME("type", UNSIGNED, 0, 4), SAME("instance", UNSIGNED, 4, 4), {NULL}};
static const struct field tipc_service_fields[] = {
	SAME("name", FIELDS, 0, 8, INSIDE(tipc_name)), SAME("domain", UNSIGNED, 8, 4), {NULL},
};
static const struct field tipc_range_fields[] = {
	SAME("type", UNSIGNED, 0, 4), SAME("lower", UNSIGNED, 4, 4), SAME("upper", UNSIGNED, 8, 4), {NULL},
};
static const struct field tipc_socket_fields[] = {SAME("ref", UNSIGNED, 0, 4), SAME("node", UNSIGNED, 4, 4), {NULL}};
static const struct field tipc_fields[] = {
	NAMED("addrtype", 2, 1, tipc_addresses), NAMED("scope", 3, 1, tipc_scopes),
	SAME("nameseq", FIELDS, 4, 12, INSIDE(tipc_range), WHEN(0, 0xff0000, TIPC_SERVICE_RANGE << 16)),
	SAME("name", FIELDS, 4, 12, INSIDE(tipc_service), WHEN(0, 0xff0000, TIPC_SERVICE_ADDR << 16)),
	SAME("id", FIELDS, 4, 8, INSIDE(tipc_socket), WHEN(0, 0xff0000, TIPC_SOCKET_ADDR << 16)), {NULL},
};

static const struct field wpan_inner_fields[] = {
	COMMENTS("addr_type", 0, 4, wpan_addresses), COMMENTS("pan_id", 4, 2, wpan_networks),
	COMMENTS("short_addr", 6, 2, wpan_short_addresses, WHEN(0, ~0u, 2)),
	SAME("hwaddr", HARDWARE, 6, 8, WHEN(0, ~0u, 3)), SAME("hwaddr", HARDWARE, 6, 8, WHEN(0, ~0u, 1)),
	SAME("hwaddr", HARDWARE, 6, 8, UNLESS(0, ~3u, 0)), {NULL},
};
static const struct field wpan_fields[] = {SAME("addr", FIELDS, 4, 16, INSIDE(wpan_inner)), {NULL}};

static const struct field rxrpc_fields[] = {
	COMMENTS("srx_service", 2, 2, afs_services), NAMED("transport_type", 4, 2, socket_kinds),
	SAME("transport_len", UNSIGNED, 6, 2), {NULL},
};

static void add_fields(struct decoding *d, struct value *address, const struct field *fields, const unsigned char *bytes,
		       size_t length)
{
	value_take(address, value_fields(d, fields, bytes, length, 0, false));
}

/* ---- radio amateurs: letters and digits shifted by a bit, and a number ---- */

#define CALL_LETTERS 6

static const struct field call_fields[] = {SAME("ax25_call", HEX_BYTES, 0, 7), {NULL}};

/* As a sign where it is one; its bytes, with what it would be as a comment where that can be printed. */
static struct value *call_sign(struct decoding *d, const unsigned char *bytes)
{
	char text[CALL_LETTERS + 1] = "";
	unsigned char last = bytes[CALL_LETTERS];
	bool is_odd = last & ~0x1e, is_text = true, has_ended = false;
	struct value *value, *sign;
	size_t length = 0;

	for (size_t i = 0; i < CALL_LETTERS; i++) {
		char c = (char)(bytes[i] >> 1);

		is_odd |= bytes[i] & 1 || (has_ended && c != ' ') ||
			  !((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ');
		is_text &= c >= ' ' && c <= '~' && c != '*' && c != '/';
		has_ended |= c == ' ';
		text[i] = c;
		if (c != ' ')
			length = i + 1;
	}
	is_odd |= !length && last;
	text[length] = '\0';
	sign = value_word(d, !length && !(last & 0x1e) ? "*" : arena_format(d->arena, "%s-%u", text, last >> 1 & 0xf));
	if (is_text && !is_odd) {
		if (sign) {
			sign->is_named_number = true;
			value_take(sign, value_fields(d, call_fields, bytes, 7, 0, false));
		}
		return sign;
	}
	value = value_fields(d, call_fields, bytes, 7, 0, false);
	if (value && sign && is_text)
		value->comment = sign->word;
	return value;
}

static void add_ax25(struct decoding *d, struct value *address, const unsigned char *bytes, size_t length)
{
	struct value *call = call_sign(d, bytes + 2), *relays, *whole;
	int64_t count = get_signed(bytes + 12, 4);
	size_t known = (length - 16) / 7;

	whole = count || length > 16 ? value_struct(d, 0) : address;
	value_field(whole, "sax25_call", call);
	value_field(whole, "sax25_ndigis", value_number(d, (uint64_t)count, BASE_SIGNED));
	if (whole == address)
		return;
	value_field(address, "fsa_ax25", whole);
	if (count > 0) {
		relays = value_array(d, 0);
		for (size_t i = 0; i < known && i < (size_t)count && i < 8; i++)
			value_add(relays, call_sign(d, bytes + 16 + 7 * i));
		if (relays)
			relays->has_more = known < (size_t)count;
		value_field(address, "fsa_digipeater", relays);
	}
	if (address)
		address->has_more = length > 16 + 7 * (known < 8 ? known : 8);
}

static void add_ipx(struct decoding *d, struct value *address, const unsigned char *bytes)
{
	struct value *node = value_array(d, 0), *network;
	uint32_t number = (uint32_t)bytes[4] << 24 | (uint32_t)bytes[5] << 16 | (uint32_t)bytes[6] << 8 | bytes[7];

	value_field(address, "sipx_port", network_number(d, "htons", bytes + 2, 2, (uint64_t)bytes[2] << 8 | bytes[3]));
	network = value_call(d, "htonl");
	if (network) {
		network->number = number;
		network->is_named_number = true;
		network->bytes = bytes + 4;
		network->length = 4;
	}
	value_add(network, value_number(d, number, BASE_HEX));
	value_field(address, "sipx_network", network);
	for (size_t i = 8; i < 14; i++)
		value_add(node, hardware_byte(d, bytes[i]));
	value_field(address, "sipx_node", node);
	value_field(address, "sipx_type", hardware_byte(d, bytes[14]));
	if (bytes[15])
		value_field(address, "sipx_zero", value_number(d, bytes[15], BASE_HEX));
}

static void add_nfc(struct decoding *d, struct value *address, const unsigned char *bytes, size_t length)
{
	struct memory name = {.bytes = bytes + 18, .length = 63, .state = STATE_OK};
	uint64_t meant;

	add_fields(d, address, nfc_fields, bytes, length);
	if (address && length > 16 && length < 96)
		address->has_more = true;
	if (length < 96)
		return;
	meant = get_unsigned(bytes + 88, 8);
	value_field(address, "dsap", value_commented(d, &constants_nfc_points, bytes[16]));
	value_field(address, "ssap", value_commented(d, &constants_nfc_points, bytes[17]));
	name.length = meant < name.length ? meant : name.length;
	if (value_field(address, "service_name", value_bytes(d, &name, 0, name.length)))
		address->last->is_quoted_name = true;
	value_field(address, "service_name_len", value_number(d, meant, BASE_UNSIGNED));
}

/* The address below, of another family. */
static void add_rxrpc(struct decoding *d, struct value *address, const unsigned char *bytes, size_t length)
{
	unsigned family = (unsigned)get_unsigned(bytes + 8, 2), below = (unsigned)get_unsigned(bytes + 6, 2);
	struct value *transport = value_struct(d, 0), *inner;
	struct memory data = {.bytes = bytes + 10, .state = STATE_OK};

	add_fields(d, address, rxrpc_fields, bytes, length);
	if (below > length - 8)
		below = (unsigned)length - 8;
	data.length = below > 2 ? below - 2 : 0;
	if (family == AF_INET || family == AF_INET6) {
		inner = value_sockaddr(d, bytes + 8, below, 0);
		if (inner && inner->first)
			inner->first->name = family == AF_INET ? "sin_family" : "sin6_family";
		if (inner && inner->last != inner->first && !strcmp(inner->last->name, "sa_data"))
			inner->last->name = "";
		value_field(transport, family == AF_INET ? "sin" : "sin6", inner);
	} else {
		value_field(transport, "family", value_flags(d, &constants_socket_families, family));
		if (data.length)
			value_add(transport, value_bytes(d, &data, 0, data.length));
		if (transport && transport->last && transport->last->kind == VALUE_BYTES)
			transport->last->is_quoted_name = true;
	}
	value_field(address, "transport", transport);
}

/* ---- Bluetooth: which of its addresses it is says the length ---- */

/* A number, one of its names, or so many past the first that is given out freely. */
static struct value *l2cap_number(struct decoding *d, const unsigned char *bytes, const struct constants *set,
				  unsigned first, const char *name)
{
	uint64_t number = get_unsigned(bytes, 2);
	struct value *call = value_call(d, "htobs");

	if (call) {
		call->number = number;
		call->is_named_number = true;
	}
	if (number < first)
		value_add(call, value_flags(d, set, number));
	else
		value_add(call, value_word(d, number == first ? name :
					   arena_format(d->arena, "%s+%u", name, (unsigned)(number - first))));
	return call;
}

static void add_bluetooth(struct decoding *d, struct value *address, const unsigned char *bytes, size_t length)
{
	static const struct field hardware[] = {SAME("rc_bdaddr", HARDWARE, 2, 6), {NULL}},
				  service[] = {SAME("sco_bdaddr", HARDWARE, 2, 6), {NULL}},
				  logical[] = {SAME("l2_bdaddr", HARDWARE, 4, 6), {NULL}};

	struct value *call;

	if (length <= 6) {
		call = value_field(address, "hci_dev", value_call(d, "htobs"));
		value_add(call, value_number(d, get_unsigned(bytes + 2, 2), BASE_UNSIGNED));
		if (call) {
			call->number = get_unsigned(bytes + 2, 2);
			call->is_named_number = true;
		}
		if (length == 6)
			value_field(address, "hci_channel", value_flags(d, &constants_hci_channels, get_unsigned(bytes + 4, 2)));
		return;
	}
	if (length >= 12) {
		value_field(address, "l2_psm", l2cap_number(d, bytes + 2, &constants_l2cap_services, 0x1001, "L2CAP_PSM_DYN_START"));
		add_fields(d, address, logical, bytes, length);
		value_field(address, "l2_cid", l2cap_number(d, bytes + 10, &constants_l2cap_channels, 0x40, "L2CAP_CID_DYN_START"));
		if (length == 14)
			value_field(address, "l2_bdaddr_type", value_flags(d, &constants_bluetooth_addresses, bytes[12]));
		return;
	}
	add_fields(d, address, length == 8 ? service : hardware, bytes, length);
	if (length == 10)
		value_field(address, "rc_channel", value_number(d, bytes[8], BASE_UNSIGNED));
}

bool add_rare_family(struct decoding *d, struct value *address, unsigned family, const unsigned char *bytes, size_t length)
{
	static const struct {
		uint8_t family, smallest;
		const struct field *fields;
	} plain[] = {
		{AF_X25, 18, x25_fields}, {AF_VSOCK, 16, vsock_fields}, {AF_IEEE802154, 20, wpan_fields},
		{AF_QIPCRTR, 12, qrtr_fields}, {AF_XDP, 16, xdp_fields}, {AF_MCTP, 12, mctp_fields}, {AF_TIPC, 16, tipc_fields},
	};

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (plain[i].family == family && length >= plain[i].smallest) {
			add_fields(d, address, plain[i].fields, bytes, length);
			return true;
		}
	if (family == AF_BLUETOOTH && length >= 4 && length <= 14 && length % 2 == 0)
		add_bluetooth(d, address, bytes, length);
	else if (family == AF_AX25 && length >= 16)
		add_ax25(d, address, bytes, length);
	else if (family == AF_IPX && length >= 16)
		add_ipx(d, address, bytes);
	else if (family == AF_NFC && length >= 16)
		add_nfc(d, address, bytes, length);
	else if (family == AF_RXRPC && length >= 36)
		add_rxrpc(d, address, bytes, length);
	else
		return false;
	return true;
}
