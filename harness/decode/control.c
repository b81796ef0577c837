/* SPDX-License-Identifier: MIT */
/* Control messages of sendmsg and recvmsg. */
#include "harness/decode/netlink.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define SECURITY 3	/* SCM_SECURITY; linux/socket.h */
#define PIDFD	 4	/* SCM_PIDFD */
#define PROTOCOL 52	/* IP_PROTOCOL; linux/in.h */

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
	SAME("pid", PID, 0, 4), SAME("uid", ID, 4, 4), SAME("gid", ID, 8, 4), {NULL},
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

/* Times that are too short for what they should be say nothing. */
static struct value *unavailable(struct decoding *d)
{
	return value_word(d, "???");
}

/* What a driver, and then the hardware, said of when: three times, one of which is not used any more. */
static struct value *timestamps_value(struct decoding *d, const struct control *control, const struct layout *layout,
				      size_t size)
{
	struct value *array;

	if (control->length < 3 * size)
		return unavailable(d);
	array = value_array(d, 0);
	for (size_t at = 0; at < 3 * size; at += size)
		value_add(array, layout->decode(d, control->data + at, size, 0));
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

static struct value *time_value(struct decoding *d, const struct control *control, const struct layout *layout, size_t size)
{
	return control->length < size ? unavailable(d) : layout->decode(d, control->data, size, 0);
}

/* struct __kernel_sock_timeval: of 64 bits, whatever the program's are */
static const struct field wide_timeval_fields[] = {
	SAME("tv_sec", SIGNED, 0, 8), SAME("tv_usec", UNSIGNED, 8, 8), {NULL},
};

static struct value *numbers_value(struct decoding *d, const struct control *control)
{
	struct value *array = value_array(d, 0);

	for (size_t at = 0; at + 4 <= control->length; at += 4)
		value_add(array, value_number(d, get_unsigned(control->data + at, 4), BASE_UNSIGNED));
	return array;
}

/* NULL: the type has no words, or is too short for them. */
static struct value *socket_data(struct decoding *d, const struct control *control)
{
	switch (control->type) {
	case SCM_RIGHTS:
	case PIDFD:
		return control->length >= sizeof(int) ? descriptors_value(d, control) : NULL;
	case SCM_CREDENTIALS:
		return control->length >= 12 ? decode_credential(d, control->data, control->length, 0) : NULL;
	case SO_TIMESTAMP:
		return time_value(d, control, &layout_timeval, layout_size(d, &layout_timeval));
	case SO_TIMESTAMPNS:
		return time_value(d, control, &layout_timespec, layout_size(d, &layout_timespec));
	case SO_TIMESTAMP_NEW:
		return control->length < 16 ? unavailable(d) : value_fields(d, wide_timeval_fields, control->data, 16, 0, false);
	case SO_TIMESTAMPNS_NEW:
		return time_value(d, control, &layout_timespec64, 16);
	case SO_TIMESTAMPING:
		return timestamps_value(d, control, &layout_timespec, layout_size(d, &layout_timespec));
	case SO_TIMESTAMPING_NEW:
		return timestamps_value(d, control, &layout_timespec64, 16);
	case SECURITY:
		return text_value(d, control);
	default:
		return NULL;
	}
}

static struct value *internet_data(struct decoding *d, const struct control *control)
{
	switch (control->type) {
	case IP_PKTINFO:
		return control->length >= 12 ? pktinfo_value(d, control) : NULL;
	case IP_TTL:
	case IP_CHECKSUM:
	case PROTOCOL:
		return control->length >= 4 ? numbers_value(d, control) : NULL;
	case IP_TOS:
	case IP_RECVOPTS:
	case IP_RETOPTS:
		return bytes_value(d, control);
	case IP_RECVERR:
		return control->length >= EXTENDED_ERROR + INTERNET_ADDRESS ? error_value(d, control) : NULL;
	case IP_ORIGDSTADDR:
		return control->length >= INTERNET_ADDRESS ? value_sockaddr(d, control->data, control->length, 0) : NULL;
	case SECURITY:
		return text_value(d, control);
	default:
		return NULL;
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
	if (control->length && control->level == SOL_SOCKET)
		value_field(message, "cmsg_data", socket_data(d, control));
	else if (control->length && control->level == SOL_IP)
		value_field(message, "cmsg_data", internet_data(d, control));
	return message;
}

struct value *value_control(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d), header = word + 8, at = 0;
	struct value *array;

	if (length < header)
		return value_address(d, address);
	array = value_array(d, address);
	while (length - at >= header) {
		uint64_t claimed = get_unsigned(bytes + at, word);
		size_t size = claimed < length - at ? claimed : length - at;
		struct control control = {
			.data = bytes + at + header,
			.length = size > header ? size - header : 0,
			.level = (int)get_signed(bytes + at + word, 4),
			.type = (int)get_signed(bytes + at + word + 4, 4),
		};

		value_add(array, message_value(d, &control, claimed));
		if (claimed < header) {
			at += header;
			break;
		}
		size = (size + word - 1) & ~(word - 1);
		at = size < length - at ? at + size : length;
	}
	if (array && at < length) {
		array->has_more = true;
		array->more_at = address + at;
	}
	return array;
}
