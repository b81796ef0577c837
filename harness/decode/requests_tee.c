/* SPDX-License-Identifier: MIT */
/* What requests of trusted environments take that point to a message of several parameters. */
#include "harness/decode/requests.h"

#include <linux/tee.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(tee_logins, "TEE_IOCTL_LOGIN_???",
	 NAME(TEE_IOCTL_LOGIN_PUBLIC), NAME(TEE_IOCTL_LOGIN_USER), NAME(TEE_IOCTL_LOGIN_GROUP),
	 NAME(TEE_IOCTL_LOGIN_APPLICATION), NAME(TEE_IOCTL_LOGIN_USER_APPLICATION), NAME(TEE_IOCTL_LOGIN_GROUP_APPLICATION))

/* drivers/tee/optee/optee_private.h */
ENUM_SET(tee_origins, "TEEC_ORIGIN_???",
	 NEWER(TEEC_ORIGIN_API, 1), NEWER(TEEC_ORIGIN_COMMS, 2), NEWER(TEEC_ORIGIN_TEE, 3), NEWER(TEEC_ORIGIN_TRUSTED_APP, 4))

FLAG_SET(tee_parameters, "TEE_IOCTL_PARAM_ATTR_",
	 IN_FIELD(TEE_IOCTL_PARAM_ATTR_TYPE_NONE, 0xff), IN_FIELD(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 0xff),
	 IN_FIELD(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0xff), IN_FIELD(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 0xff),
	 IN_FIELD(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 0xff), IN_FIELD(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0xff),
	 IN_FIELD(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0xff), NAME(TEE_IOCTL_PARAM_ATTR_META))

static const struct field tee_parameter_fields[] = {
	SAME("attr", FLAGS, 0, 8, SET(constants_tee_parameters)),
	SAME("a", HEX, 8, 8),
	SAME("b", HEX, 16, 8),
	SAME("c", HEX, 24, 8),
	{NULL},
};

static const struct field tee_reference_fields[] = {
	SAME("attr", FLAGS, 0, 8, SET(constants_tee_parameters)),
	SAME("shm_offs", HEX, 8, 8),
	SAME("size", HEX, 16, 8),
	SAME("shm_id", UNSIGNED, 24, 8),
	{NULL},
};

static const struct field tee_nothing_fields[] = {
	SAME("attr", FLAGS, 0, 8, SET(constants_tee_parameters)),
	{NULL},
};

static struct value *decode_tee_parameter(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t kind = get_unsigned(bytes, 8);

	if (kind == TEE_IOCTL_PARAM_ATTR_TYPE_NONE)
		return value_fields(d, tee_nothing_fields, bytes, length, address, false);
	if (kind >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT && kind <= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT)
		return value_fields(d, tee_reference_fields, bytes, length, address, false);
	return value_fields(d, tee_parameter_fields, bytes, length, address, false);
}
static REQUEST_LAYOUT(tee_parameter, sizeof(struct tee_ioctl_param))

static const struct field tee_one_parameter_fields[] = {
	SAME("", LAYOUT, 0, 32, .layout = &layout_tee_parameter),
	{NULL},
};

static const struct field tee_open_fields[] = {
	SAME("uuid", UUID, 0, 16),
	SAME("clnt_login", FLAGS, 32, 4, SET(constants_tee_logins)),
	SAME("clnt_uuid", UNSIGNED, 16, 4, WHEN(32, ~0u, TEE_IOCTL_LOGIN_GROUP)),
	SAME("clnt_uuid", UNSIGNED, 16, 4, WHEN(32, ~0u, TEE_IOCTL_LOGIN_GROUP_APPLICATION)),
	SAME("clnt_uuid", HEX, 16, 1, REPEATED(16), UNLESS(32, ~7u, 0)),
	SAME("cancel_id", UNSIGNED, 36, 4),
	SAME("num_params", UNSIGNED, 52, 4),
	{NULL},
};

static const struct field tee_opened_fields[] = {
	SAME("session", HEX, 40, 4),
	SAME("ret", UNSIGNED, 44, 4),
	SAME("ret_origin", FLAGS, 48, 4, SET(constants_tee_origins)),
	{NULL},
};

static const struct field tee_invoke_fields[] = {
	SAME("func", UNSIGNED, 0, 4),
	SAME("session", HEX, 4, 4),
	SAME("cancel_id", UNSIGNED, 8, 4),
	SAME("num_params", UNSIGNED, 20, 4),
	{NULL},
};

static const struct field tee_invoked_fields[] = {
	SAME("ret", UNSIGNED, 12, 4),
	SAME("ret_origin", FLAGS, 16, 4, SET(constants_tee_origins)),
	{NULL},
};

static const struct field tee_receive_fields[] = {
	SAME("func", UNSIGNED, 0, 4),
	SAME("num_params", UNSIGNED, 4, 4),
	{NULL},
};

static const struct field tee_received_fields[] = {
	SAME("num_params", UNSIGNED, 4, 4),
	{NULL},
};

static const struct field tee_send_fields[] = {
	SAME("num_params", UNSIGNED, 4, 4),
	{NULL},
};

static const struct field tee_sent_fields[] = {
	SAME("ret", UNSIGNED, 0, 4),
	{NULL},
};

/* By request: what is told and what comes back, how long the message is, and where it says how many parameters follow. */
static const struct message {
	uint32_t request;
	const struct field *told, *answer;
	uint8_t size, count_at;
} messages[] = {
	{TEE_IOC_OPEN_SESSION, tee_open_fields, tee_opened_fields, sizeof(struct tee_ioctl_open_session_arg), 52},
	{TEE_IOC_INVOKE, tee_invoke_fields, tee_invoked_fields, sizeof(struct tee_ioctl_invoke_arg), 20},
	{TEE_IOC_SUPPL_RECV, tee_receive_fields, tee_received_fields, sizeof(struct tee_iocl_supp_recv_arg), 4},
	{TEE_IOC_SUPPL_SEND, tee_send_fields, tee_sent_fields, sizeof(struct tee_iocl_supp_send_arg), 4},
};

/* NULL: it is no such message, or the kernel will not take it for one. */
static struct value *message_value(struct decoding *d, const struct message *message, uint64_t address, uint64_t size, bool at_exit)
{
	struct memory memory, behind;
	struct value *value;
	uint64_t count;

	if (size < message->size || size > TEE_MAX_ARG_SIZE ||
	    (at_exit ? !memory_at_exit(d, address, &memory) : !memory_at_entry(d, address, &memory)) || memory.length < message->size)
		return NULL;
	count = get_unsigned(memory.bytes + message->count_at, 4);
	if (!at_exit && message->size + count * sizeof(struct tee_ioctl_param) != size)
		return NULL;
	value = value_fields(d, at_exit ? message->answer : message->told, memory.bytes, message->size, address, false);
	behind = memory_behind(&memory, message->size);
	value_field(value, "params", count ? value_elements(d, tee_one_parameter_fields, &behind, address + message->size, count,
							    sizeof(struct tee_ioctl_param)) : value_address(d, 0));
	return value;
}

static struct value *decode_tee_buffer(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t place = get_unsigned(bytes, 8), size = get_unsigned(bytes + 8, 8);
	struct value *buffer = value_struct(d, address), *told = NULL, *answer = NULL;

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		if (messages[i].request != (uint32_t)call_arg(d->call, 1))
			continue;
		told = message_value(d, &messages[i], place, size, false);
		answer = told && has_result(d) ? message_value(d, &messages[i], place, size, true) : NULL;
	}
	value_field(buffer, "buf_len", value_number(d, size, BASE_UNSIGNED));
	value_field(buffer, "buf_ptr", value_turn(d, told ? told : value_address(d, place), answer));
	return buffer;
}
const struct layout layout_tee_buffer = {.name = "tee_ioctl_buf_data", .size = 16, .decode = decode_tee_buffer};

static const struct field tee_descriptor_fields[] = {
	SAME("fd", FD, 0, 8),
	SAME("flags", FLAGS, 16, 4, SET(constants_tee_memory_flags)),
	{NULL},
};

static const struct field tee_descriptor_answer_fields[] = {
	SAME("size", HEX, 8, 8),
	SAME("id", SIGNED, 20, 4),
	{NULL},
};

#define TEE_SHM_REGISTER_FD 0xc020a408	/* TEE_IOC_SHM_REGISTER_FD of Linaro's kernels */

const struct request requests_tee[] = {
	BOTH_LAYOUT(TEE_IOC_OPEN_SESSION, tee_buffer),
	BOTH_LAYOUT(TEE_IOC_INVOKE, tee_buffer),
	BOTH_LAYOUT(TEE_IOC_SUPPL_RECV, tee_buffer),
	BOTH_LAYOUT(TEE_IOC_SUPPL_SEND, tee_buffer),
	CHANGES(TEE_SHM_REGISTER_FD, tee_descriptor, tee_descriptor_answer),
	{0},
};
