/* SPDX-License-Identifier: MIT */
/* Fields whose text is neither a number nor a name: identifiers, addresses of links, characters, ratios, bytes. */
#include "harness/decode/fields.h"
#include "harness/decode/sockaddr.h"

#include <linux/if_arp.h>
#include <string.h>

/* A word that -X raw does not change, or that stands for these bytes. */
static struct value *uuid_value(struct decoding *d, const unsigned char *bytes)
{
	return value_word(d, arena_format(d->arena,
					  "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", bytes[0],
					  bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8],
					  bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]));
}

#define IN_SOCKADDR 14	/* bytes of sa_data, behind the type of the hardware */

/* By type: include/uapi/linux/if_arp.h. The others fill the room that there is. */
static size_t link_length(unsigned type, size_t size)
{
	static const struct {
		uint16_t type, length;
	} lengths[] = {
		{ARPHRD_NETROM, 7},    {ARPHRD_ETHER, 6},	    {ARPHRD_AX25, 7},		      {ARPHRD_IEEE802, 6},
		{ARPHRD_ARCNET, 1},    {ARPHRD_DLCI, 2},	    {ARPHRD_EUI64, 8},		      {ARPHRD_SLIP, 0},
		{ARPHRD_ROSE, 5},      {ARPHRD_X25, 0},		    {ARPHRD_CAN, 0},		      {ARPHRD_MCTP, 1},
		{ARPHRD_PPP, 0},       {ARPHRD_RAWHDLC, 0},	    {ARPHRD_RAWIP, 0},		      {ARPHRD_TUNNEL, 4},
		{ARPHRD_LOOPBACK, 6},  {ARPHRD_LOCALTLK, 1},	    {ARPHRD_FDDI, 6},		      {ARPHRD_SIT, 4},
		{ARPHRD_IPDDP, 0},     {ARPHRD_IPGRE, 4},	    {ARPHRD_PIMREG, 0},		      {ARPHRD_HIPPI, 6},
		{ARPHRD_IRDA, 4},      {ARPHRD_IEEE80211, 6},	    {ARPHRD_IEEE80211_PRISM, 6},      {ARPHRD_IEEE80211_RADIOTAP, 6},
		{ARPHRD_IEEE802154, 8}, {ARPHRD_IEEE802154_MONITOR, 8}, {ARPHRD_PHONET, 1},	      {ARPHRD_PHONET_PIPE, 1},
		{ARPHRD_CAIF, 0},      {ARPHRD_NETLINK, 0},	    {ARPHRD_6LOWPAN, 8},	      {ARPHRD_VSOCKMON, 0},
	};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		if (lengths[i].type == type)
			return lengths[i].length;
	return size;
}

static struct value *hardware_value(struct decoding *d, const unsigned char *bytes, size_t size)
{
	char text[3 * 32 + 1] = "";
	struct value *value;

	if (size == IN_SOCKADDR)
		size = link_length((unsigned)get_unsigned(bytes - 2, 2), size);
	if (size > 32)
		size = 32;
	for (size_t i = 0; i < size; i++)
		snprintf(text + 3 * i - (i > 0), 4, i ? ":%02x" : "%02x", bytes[i]);
	value = value_word(d, arena_format(d->arena, "%s", text));
	if (value) {
		value->is_named_number = true;
		value->bytes = bytes;
		value->length = size;
	}
	return value;
}

static const char *character_text(struct arena *arena, unsigned char c)
{
	static const char escapes[] = "abtnvfr";

	/* What would mean something else in a pattern is in hexadecimal; a backslash quotes there as in C. */
	if (c == '\'' || c == '\\')
		return arena_format(arena, "'\\%c'", c);
	if (c >= ' ' && c <= '~' && !strchr("$*?", c))
		return arena_format(arena, "'%c'", c);
	if (c >= '\t' && c <= '\r')
		return arena_format(arena, "'\\%c'", escapes[c - '\a']);
	return arena_format(arena, "'\\x%02x'", c);
}

static struct value *character_value(struct decoding *d, const unsigned char *bytes)
{
	struct memory memory = {.bytes = bytes, .length = 1, .wanted = 1, .state = STATE_OK};
	struct value *value = value_bytes(d, &memory, 0, 1);

	if (value) {
		value->is_character = true;
		value->word = character_text(d->arena, bytes[0]);
	}
	return value;
}

static struct value *fourcc_value(struct decoding *d, const unsigned char *bytes, const struct constants *names)
{
	struct value *call = value_call(d, "v4l2_fourcc");

	if (!call)
		return NULL;
	call->number = get_unsigned(bytes, 4);
	call->is_named_number = true;
	call->base = BASE_HEX;
	for (size_t i = 0; i < 4; i++)
		value_add(call, character_value(d, bytes + i));
	for (const struct constant *constant = names ? names->list : NULL; constant && constant->name; constant++)
		if (constant->value == call->number)
			call->comment = constant->name;
	return call;
}

static struct value *bytes_value(struct decoding *d, const unsigned char *bytes, size_t size, bool is_hex)
{
	struct memory memory = {.bytes = bytes, .length = size, .wanted = size, .state = STATE_OK};
	struct value *value = value_bytes(d, &memory, 0, size);

	if (value)
		value->is_hex = is_hex;
	return value;
}

struct value *odd_field_value(struct decoding *d, const struct field *field, const unsigned char *bytes, size_t size)
{
	switch (field->kind) {
	case FIELD_UUID:
		return uuid_value(d, bytes);
	case FIELD_COMMENTED:
		return value_commented(d, field->set, get_unsigned(bytes, size));
	case FIELD_HARDWARE:
		return hardware_value(d, bytes, size);
	case FIELD_SOCKADDR:
		return value_sockaddr(d, bytes, size, 0);
	case FIELD_CHARACTER:
		return character_value(d, bytes);
	case FIELD_FOURCC:
		return fourcc_value(d, bytes, field->set);
	case FIELD_RATIO:
		return value_word(d, arena_format(d->arena, "%u/%u", (unsigned)get_unsigned(bytes, 4),
						  (unsigned)get_unsigned(bytes + 4, 4)));
	case FIELD_ETHERTYPE:
		return value_ethertype(d, bytes);
	case FIELD_BYTES:
	case FIELD_HEX_BYTES:
		return bytes_value(d, bytes, size, field->kind == FIELD_HEX_BYTES);
	default:
		return value_number(d, get_unsigned(bytes, size), BASE_HEX);
	}
}
