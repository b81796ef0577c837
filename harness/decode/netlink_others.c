/* SPDX-License-Identifier: MIT */
/* Messages of small families: netfilter, generic ones, SELinux, cryptography, events of devices. */
#include "harness/decode/netlink.h"

#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

static struct value *begin(struct decoding *d, struct value *message, const struct piece *payload)
{
	struct value *header = value_struct(d, payload->address);

	value_add(message, header);
	return header;
}

bool add_family_message(struct decoding *d, struct value *message, const struct piece *payload)
{
	struct piece data = piece_from(payload, 1);
	struct value *header;

	if (!payload->length)
		return false;
	header = begin(d, message, payload);
	value_field(header, "family", value_flags(d, &constants_socket_families, payload->bytes[0]));
	if (data.meant)
		value_field(header, "data", value_hex(d, &data));
	return true;
}

/* ---- netfilter ---- */

#define NFTABLES 10	/* NFNL_SUBSYS_NFTABLES */

static const struct field nfgenmsg_fields[] = {
	SAME("nfgen_family", FLAGS, 0, 1, SET(constants_socket_families)),
	SAME("version",	     FLAGS, 1, 1, SET(constants_nfnetlink_versions)),
	{NULL},
};

/* For some the resource is the subsystem, in either order of its bytes. */
static struct value *resource_value(struct decoding *d, unsigned subsystem, const unsigned char *bytes)
{
	unsigned big = (unsigned)(bytes[0] << 8 | bytes[1]), little = (unsigned)get_unsigned(bytes, 2);
	struct value *value;

	if (subsystem == NFTABLES && (big == NFTABLES || little == NFTABLES)) {
		value = value_word(d, big == NFTABLES ? "htons(NFNL_SUBSYS_NFTABLES)" : "NFNL_SUBSYS_NFTABLES");
		if (value) {
			value->number = little;
			value->is_named_number = true;
			value->base = BASE_HEX;
		}
		return value;
	}
	value = value_call(d, "htons");
	if (value)
		value->number = little;
	value_add(value, value_number(d, big, BASE_UNSIGNED));
	return value;
}

static bool add_netfilter(struct decoding *d, struct value *message, unsigned type, const struct piece *payload)
{
	static const struct attribute_table numbers = {0};
	struct value *header;
	struct piece rest = piece_from(payload, 4);

	if (payload->length < 4)
		return false;
	header = value_fields(d, nfgenmsg_fields, payload->bytes, 4, payload->address, false);
	value_field(header, "res_id", resource_value(d, type >> 8, payload->bytes + 2));
	value_add(message, header);
	if (rest.meant && (type == 16 || type == 17))	/* the ends of a batch have none */
		value_add(message, value_hex(d, &rest));
	else if (rest.meant)
		value_add(message, value_attributes(d, &rest, &numbers, AF_UNSPEC));
	return true;
}

/* ---- SELinux ---- */

static bool add_selinux(struct decoding *d, struct value *message, unsigned type, const struct piece *payload)
{
	struct value *news;

	if (payload->length < 4 || (type != 16 && type != 17))
		return false;
	news = begin(d, message, payload);
	if (type == 16)
		value_field(news, "val", value_number(d, (uint64_t)get_signed(payload->bytes, 4), BASE_SIGNED));
	else
		value_field(news, "seqno", value_number(d, get_unsigned(payload->bytes, 4), BASE_UNSIGNED));
	return true;
}

/* ---- generic families; of the one that knows the others, commands and attributes have names ---- */

#define CONTROLLER 16	/* GENL_ID_CTRL */

static bool add_generic(struct decoding *d, struct value *message, unsigned type, const struct piece *payload)
{
	static const struct attribute_table numbers = {0};
	const unsigned char *bytes = payload->bytes;
	struct piece rest = piece_from(payload, 4);
	bool is_control = type == CONTROLLER;
	struct value *header;

	if (payload->length < 4)
		return false;
	header = begin(d, message, payload);
	value_field(header, "cmd", is_control ? value_flags(d, &constants_generic_commands, bytes[0]) :
						value_number(d, bytes[0], BASE_HEX));
	value_field(header, "version", value_number(d, bytes[1], BASE_UNSIGNED));
	if (bytes[2] || bytes[3])
		value_field(header, "reserved", value_number(d, get_unsigned(bytes + 2, 2), BASE_HEX));
	if (rest.meant)
		value_add(message, value_attributes(d, &rest, is_control ? &netlink_generic_controls : &numbers, AF_UNSPEC));
	return true;
}

/* ---- cryptography ---- */

static const struct field crypto_user_alg_fields[] = {
	SAME("cru_name", NAME, 0, 64), SAME("cru_driver_name", NAME, 64, 64), SAME("cru_module_name", NAME, 128, 64),
	SAME("cru_type", HEX, 192, 4), SAME("cru_mask", HEX, 196, 4), SAME("cru_refcnt", UNSIGNED, 200, 4),
	SAME("cru_flags", HEX, 204, 4), {NULL},
};

#define ALGORITHM 208	/* sizeof(struct crypto_user_alg) */

static bool add_crypto(struct decoding *d, struct value *message, unsigned type, const struct piece *payload)
{
	struct piece rest = piece_from(payload, ALGORITHM);

	if (type < 16 || type > 19 || payload->length < ALGORITHM)
		return false;
	value_add(message, value_fields(d, crypto_user_alg_fields, payload->bytes, ALGORITHM, payload->address, false));
	if (rest.meant)
		value_add(message, value_attributes(d, &rest, &netlink_crypto, AF_UNSPEC));
	return true;
}

#define TYPE_FIELD SAME("type", NAME, 0, 64)
#define GENIV_FIELD SAME("geniv", NAME, 64, 64)
#define SIZE_FIELD(name, at) SAME(name, UNSIGNED, at, 4)
static const struct field crypto_hash_fields[] = {
	TYPE_FIELD, SIZE_FIELD("blocksize", 64), SIZE_FIELD("digestsize", 68), {NULL},
};
LAYOUT_SAME(crypto_hash, 72)
static const struct field crypto_blkcipher_fields[] = {
	TYPE_FIELD, GENIV_FIELD, SIZE_FIELD("blocksize", 128), SIZE_FIELD("min_keysize", 132),
	SIZE_FIELD("max_keysize", 136), SIZE_FIELD("ivsize", 140), {NULL},
};
LAYOUT_SAME(crypto_blkcipher, 144)
static const struct field crypto_aead_fields[] = {
	TYPE_FIELD, GENIV_FIELD, SIZE_FIELD("blocksize", 128), SIZE_FIELD("maxauthsize", 132),
	SIZE_FIELD("ivsize", 136), {NULL},
};
LAYOUT_SAME(crypto_aead, 140)
static const struct field crypto_rng_fields[] = { TYPE_FIELD, SIZE_FIELD("seedsize", 64), {NULL} };
LAYOUT_SAME(crypto_rng, 68)
static const struct field crypto_cipher_fields[] = {
	TYPE_FIELD, SIZE_FIELD("blocksize", 64), SIZE_FIELD("min_keysize", 68), SIZE_FIELD("max_keysize", 72), {NULL},
};
LAYOUT_SAME(crypto_cipher, 76)

/* ---- ---- */

bool add_other_message(struct decoding *d, struct value *message, unsigned type, unsigned protocol,
		       const struct piece *payload)
{
	switch (protocol) {
	case NETLINK_SELINUX:
		return add_selinux(d, message, type, payload);
	case NETLINK_NETFILTER:
		return add_netfilter(d, message, type, payload);
	case NETLINK_GENERIC:
		return add_generic(d, message, type, payload);
	case NETLINK_CRYPTO:
		return add_crypto(d, message, type, payload);
	default:
		return false;
	}
}

/* ---- events of devices, as the daemon that hears the kernel's passes them on ---- */

static const struct {
	const char *name;
	bool is_swapped;	/* in network order */
} event_fields[] = {
	{"magic", true}, {"header_size", false}, {"properties_off", false}, {"properties_len", false},
	{"filter_subsystem_hash", true}, {"filter_devtype_hash", true}, {"filter_tag_bloom_hi", true},
	{"filter_tag_bloom_lo", true},
};

#define EVENT 40	/* the prefix, and these */

struct value *value_event(struct decoding *d, const struct piece *piece)
{
	struct piece rest = piece_from(piece, EVENT);
	struct value *header, *both, *number;
	struct memory text = {.bytes = rest.bytes, .length = rest.length, .state = STATE_OK};

	if (piece->length < EVENT || memcmp(piece->bytes, "libudev", 8) != 0)
		return NULL;
	header = value_struct(d, piece->address);
	value_field(header, "prefix", value_name_field(d, piece->bytes, 8));
	for (size_t i = 0; i < sizeof(event_fields) / sizeof(event_fields[0]); i++) {
		uint32_t raw = (uint32_t)get_unsigned(piece->bytes + 8 + 4 * i, 4);

		if (event_fields[i].is_swapped) {
			number = value_call(d, "htonl");
			value_add(number, value_number(d, __builtin_bswap32(raw), BASE_HEX));
		} else {
			number = value_number(d, raw, BASE_UNSIGNED);
		}
		value_field(header, event_fields[i].name, number);
	}
	if (!rest.meant)
		return header;
	both = value_array(d, piece->address);
	value_add(both, header);
	if (text.length < rest.meant)
		text.state = STATE_CUT;
	value_add(both, value_bytes(d, &text, rest.address, rest.meant));
	return both;
}
