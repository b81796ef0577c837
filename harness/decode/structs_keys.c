/* SPDX-License-Identifier: MIT */
/* Structures that keyctl takes for key exchange and public keys. */
#include "harness/decode/fields.h"

#define KEY(label, offset) SAME(label, FLAGS, offset, 4, SET(constants_keyrings))
#define SPARE(offset, n) SAME("__spare", HEX, offset, 4, REPEATED(n), IF_SET)

static const struct field keyctl_dh_params_fields[] = {
	KEY("private", 0), KEY("prime", 4), KEY("base", 8), {NULL},
};
LAYOUT_SAME(keyctl_dh_params, 12)

static struct value *decode_keyctl_kdf_params(struct decoding *d, const unsigned char *bytes, size_t length,
					      uint64_t address)
{
	struct value *params = value_struct(d, address), *spare = value_array(d, address);
	size_t word = word_size(d);
	uint64_t other = get_unsigned(bytes + word, word), count = get_unsigned(bytes + 2 * word, 4), used = 0;
	struct memory memory;

	value_field(params, "hashname", value_string(d, get_unsigned(bytes, word)));
	if (count && other && memory_at_entry(d, other, &memory) && memory.state != STATE_UNREAD)
		value_field(params, "otherinfo", value_bytes(d, &memory, other, count));
	else
		value_field(params, "otherinfo", value_address(d, other));
	value_field(params, "otherinfolen", value_number(d, count, BASE_UNSIGNED));
	for (size_t i = 0; i < 8; i++) {
		uint64_t number = get_unsigned(bytes + 2 * word + 4 + 4 * i, 4);

		value_add(spare, value_number(d, number, BASE_HEX));
		used |= number;
	}
	if (used)
		value_field(params, "__spare", spare);
	return params;
}
LAYOUT_BY(keyctl_kdf_params, 56, 44, decode_keyctl_kdf_params)

static const struct field keyctl_pkey_query_fields[] = {
	SAME("supported_ops", FLAGS, 0, 4, SET(constants_key_operations)),
	SAME("key_size", UNSIGNED, 4, 4),
	SAME("max_data_size", UNSIGNED, 8, 2),
	SAME("max_sig_size", UNSIGNED, 10, 2),
	SAME("max_enc_size", UNSIGNED, 12, 2),
	SAME("max_dec_size", UNSIGNED, 14, 2),
	SPARE(16, 10),
	{NULL},
};
LAYOUT_SAME(keyctl_pkey_query, 56)

static const struct field keyctl_pkey_params_fields[] = {
	KEY("key_id", 0), SAME("in_len", UNSIGNED, 4, 4), SAME("out_len", UNSIGNED, 8, 4), SPARE(12, 7), {NULL},
};
LAYOUT_SAME(keyctl_pkey_params, 40)

static const struct field keyctl_pkey_verify_fields[] = {
	KEY("key_id", 0), SAME("in_len", UNSIGNED, 4, 4), SAME("in2_len", UNSIGNED, 8, 4), SPARE(12, 7), {NULL},
};
LAYOUT_SAME(keyctl_pkey_verify, 40)

/* What the kernel can do with keys: a byte of flags after the other. */
static struct value *decode_keyctl_capabilities(struct decoding *d, const unsigned char *bytes, size_t length,
						uint64_t address)
{
	struct value *array = value_array(d, address);

	for (size_t i = 0; i < length; i++)
		value_add(array, i == 0 ? value_flags(d, &constants_key_capabilities0, bytes[i]) :
				 i == 1 ? value_flags(d, &constants_key_capabilities1, bytes[i]) :
					  value_number(d, bytes[i], BASE_HEX));
	return array;
}
LAYOUT_BY(keyctl_capabilities, 1, 1, decode_keyctl_capabilities)
