/* SPDX-License-Identifier: MIT */
/* Control messages of sendmsg and recvmsg. */
#include "harness/decode/netlink.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define SECURITY 3	/* SCM_SECURITY; linux/socket.h */

struct control {
	const unsigned char *data;
	size_t length;
	int level, type;
};

static struct value *descriptors_value(struct decoding *d, const struct control *control)
{
	struct value *array = value_array(d, 0);

	for (size_t at = 0; at + sizeof(int) <= control->length; at += sizeof(int))
		value_add(array, value_fd(d, -1, (int)get_signed(control->data + at, sizeof(int))));
	return array;
}

static const struct field credential_fields[] = {
	SAME("pid", SIGNED, 0, 4), SAME("uid", ID, 4, 4), SAME("gid", ID, 8, 4), {NULL},
};
LAYOUT_SAME(credential, 12)

static const struct field pktinfo_fields[] = {
	SAME("ipi_ifindex", INTERFACE, 0, 4), {NULL},
};

static struct value *pktinfo_value(struct decoding *d, const struct control *control)
{
	struct value *info = value_fields(d, pktinfo_fields, control->data, control->length, 0, false);

	value_field(info, "ipi_spec_dst", value_inet_address(d, control->data + 4));
	value_field(info, "ipi_addr", value_inet_address(d, control->data + 8));
	return info;
}

static struct value *raw_value(struct decoding *d, const struct control *control)
{
	struct memory memory = {.bytes = control->data, .length = control->length};
	struct value *value = value_bytes(d, &memory, 0, memory.length);

	if (value)
		value->is_hex = true;
	return value;
}

/* What a driver, and then the hardware, said of when: three times, one of which is not used any more. */
static struct value *timestamps_value(struct decoding *d, const struct control *control)
{
	size_t size = layout_size(d, &layout_timespec);
	struct value *array;

	if (control->length < 3 * size)
		return raw_value(d, control);
	array = value_array(d, 0);
	for (size_t at = 0; at < 3 * size; at += size)
		value_add(array, layout_timespec.decode(d, control->data + at, size, 0));
	return array;
}

static struct value *text_value(struct decoding *d, const struct control *control)
{
	struct memory memory = {.bytes = control->data, .length = control->length};

	return value_bytes(d, &memory, 0, memory.length);
}

static struct value *bytes_value(struct decoding *d, const struct control *control)
{
	struct value *array = value_array(d, 0);

	for (size_t i = 0; i < control->length; i++)
		value_add(array, value_number(d, control->data[i], BASE_HEX));
	return array;
}

/* struct sock_extended_err, and behind it who is to blame */
static const struct field extended_error_fields[] = {
	SAME("ee_errno", UNSIGNED, 0, 4), SAME("ee_origin", UNSIGNED, 4, 1), SAME("ee_type", UNSIGNED, 5, 1),
	SAME("ee_code", UNSIGNED, 6, 1), SAME("ee_info", UNSIGNED, 8, 4), SAME("ee_data", UNSIGNED, 12, 4), {NULL},
};

#define EXTENDED_ERROR 16
#define INTERNET_ADDRESS 16	/* sizeof(struct sockaddr_in) */

static struct value *error_value(struct decoding *d, const struct control *control)
{
	struct value *error = value_fields(d, extended_error_fields, control->data, EXTENDED_ERROR, 0, false);

	value_field(error, "offender", value_sockaddr(d, control->data + EXTENDED_ERROR, INTERNET_ADDRESS, 0));
	return error;
}

static struct value *socket_data(struct decoding *d, const struct control *control)
{
	switch (control->type) {
	case SCM_RIGHTS:
		return descriptors_value(d, control);
	case SCM_CREDENTIALS:
		return control->length >= 12 ? decode_credential(d, control->data, control->length, 0) :
					       raw_value(d, control);
	case SO_TIMESTAMP:
		return control->length >= 16 ? layout_timeval.decode(d, control->data, control->length, 0) :
					       raw_value(d, control);
	case SO_TIMESTAMPNS:
		return control->length >= 16 ? layout_timespec.decode(d, control->data, control->length, 0) :
					       raw_value(d, control);
	case SO_TIMESTAMP_NEW:
		return control->length >= 16 && !is_compat(d) ?
		       layout_timeval.decode(d, control->data, control->length, 0) : raw_value(d, control);
	case SO_TIMESTAMPNS_NEW:
		return control->length >= 16 && !is_compat(d) ?
		       layout_timespec.decode(d, control->data, control->length, 0) : raw_value(d, control);
	case SO_TIMESTAMPING:
		return timestamps_value(d, control);
	case SECURITY:
		return text_value(d, control);
	default:
		return raw_value(d, control);
	}
}

static struct value *internet_data(struct decoding *d, const struct control *control)
{
	struct value *array;

	switch (control->type) {
	case IP_PKTINFO:
		return control->length >= 12 ? pktinfo_value(d, control) : raw_value(d, control);
	case IP_TTL:
		if (control->length < 4)
			return raw_value(d, control);
		array = value_array(d, 0);
		value_add(array, value_number(d, (uint64_t)get_signed(control->data, 4), BASE_SIGNED));
		return array;
	case IP_CHECKSUM:
		if (control->length < 4)
			return raw_value(d, control);
		array = value_array(d, 0);
		value_add(array, value_number(d, get_unsigned(control->data, 4), BASE_UNSIGNED));
		return array;
	case IP_TOS:
	case IP_RECVOPTS:
	case IP_RETOPTS:
		return bytes_value(d, control);
	case IP_RECVERR:
		return control->length >= EXTENDED_ERROR + INTERNET_ADDRESS ? error_value(d, control) :
									     raw_value(d, control);
	case IP_ORIGDSTADDR:
		return control->length >= INTERNET_ADDRESS ?
		       value_sockaddr(d, control->data, INTERNET_ADDRESS, 0) : raw_value(d, control);
	default:
		return raw_value(d, control);
	}
}

static const struct constants *types_of(int level)
{
	switch (level) {
	case SOL_SOCKET:
		return &constants_control_socket;
	case SOL_IP:
		return &constants_control_ip;
	case SOL_IPV6:
		return &constants_control_ipv6;
	default:
		return NULL;
	}
}

static struct value *message_value(struct decoding *d, const struct control *control, uint64_t length)
{
	struct value *message = value_struct(d, 0);

	value_field(message, "cmsg_len", value_number(d, length, BASE_UNSIGNED));
	value_field(message, "cmsg_level", value_flags(d, &constants_control_levels, (uint32_t)control->level));
	value_field(message, "cmsg_type", value_flags(d, types_of(control->level), (uint32_t)control->type));
	if (!control->length || (control->level == SOL_SOCKET && control->type == SCM_RIGHTS && control->length < sizeof(int)))
		return message;
	if (control->level == SOL_SOCKET)
		value_field(message, "cmsg_data", socket_data(d, control));
	else if (control->level == SOL_IP)
		value_field(message, "cmsg_data", internet_data(d, control));
	else
		value_field(message, "cmsg_data", raw_value(d, control));
	return message;
}

struct value *value_control(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d);
	size_t header = word + 8;
	struct value *array;
	size_t at = 0;

	if (length < header)
		return value_address(d, address);
	array = value_array(d, address);
	while (at < length && length - at >= header) {
		uint64_t claimed = get_unsigned(bytes + at, word);
		size_t size = claimed < length - at ? claimed : length - at;
		struct control control = {
			.data = bytes + at + header,
			.length = size > header ? size - header : 0,
			.level = (int)get_signed(bytes + at + word, 4),
			.type = (int)get_signed(bytes + at + word + 4, 4),
		};

		value_add(array, message_value(d, &control, claimed));
		if (claimed < header)
			break;
		at += (size + word - 1) & ~(word - 1);
	}
	if (array && at < length && length - at < header)
		array->has_more = true;
	return array;
}
