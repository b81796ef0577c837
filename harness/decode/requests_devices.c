/* SPDX-License-Identifier: MIT */
/* What requests of trusted environments, infrared receivers, counters and the random number generator take. */
#include "harness/decode/requests.h"

#include <linux/counter.h>
#include <linux/lirc.h>
#include <linux/random.h>
#include <linux/tee.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(tee_implementers, "TEE_IMPL_ID_???",
	 NAME(TEE_IMPL_ID_OPTEE), NAME(TEE_IMPL_ID_AMDTEE))

FLAG_SET(tee_capabilities, "TEE_GEN_CAP_???",
	 NAME(TEE_GEN_CAP_GP), NAME(TEE_GEN_CAP_PRIVILEGED), NAME(TEE_GEN_CAP_REG_MEM), NAME(TEE_GEN_CAP_MEMREF_NULL))

FLAG_SET(tee_memory_flags, "TEE_IOCTL_SHM_???",
	 NEWER(TEE_IOCTL_SHM_MAPPED, 0x1), NEWER(TEE_IOCTL_SHM_DMA_BUF, 0x2), NEWER(TEE_IOCTL_SHM_EXT_DMA_BUF, 0x4),
	 NEWER(TEE_IOCTL_SHM_REGISTER, 0x8), NEWER(TEE_IOCTL_SHM_USER_MAPPED, 0x10), NEWER(TEE_IOCTL_SHM_POOL, 0x20))

ENUM_SET(lirc_modes, "LIRC_MODE_???",
	 NAME(LIRC_MODE_RAW), NAME(LIRC_MODE_PULSE), NAME(LIRC_MODE_MODE2), NAME(LIRC_MODE_SCANCODE),
	 NAME(LIRC_MODE_LIRCCODE))

FLAG_SET(lirc_features, "LIRC_CAN_???",
	 NAME(LIRC_CAN_SEND_PULSE), NAME(LIRC_CAN_SEND_LIRCCODE), NAME(LIRC_CAN_SET_SEND_CARRIER),
	 NAME(LIRC_CAN_SET_SEND_DUTY_CYCLE), NAME(LIRC_CAN_SET_TRANSMITTER_MASK), NAME(LIRC_CAN_REC_MODE2),
	 NAME(LIRC_CAN_REC_SCANCODE), NAME(LIRC_CAN_REC_LIRCCODE), NAME(LIRC_CAN_SET_REC_CARRIER),
	 NAME(LIRC_CAN_MEASURE_CARRIER), NAME(LIRC_CAN_USE_WIDEBAND_RECEIVER), NAME(LIRC_CAN_SET_REC_TIMEOUT),
	 NAME(LIRC_CAN_GET_REC_RESOLUTION), NAME(LIRC_CAN_SET_REC_CARRIER_RANGE))

ENUM_SET(counter_components, "COUNTER_COMPONENT_???",
	 NAME(COUNTER_COMPONENT_NONE), NAME(COUNTER_COMPONENT_SIGNAL), NAME(COUNTER_COMPONENT_COUNT),
	 NAME(COUNTER_COMPONENT_FUNCTION), NAME(COUNTER_COMPONENT_SYNAPSE_ACTION), NAME(COUNTER_COMPONENT_EXTENSION))

ENUM_SET(counter_scopes, "COUNTER_SCOPE_???",
	 NAME(COUNTER_SCOPE_DEVICE), NAME(COUNTER_SCOPE_SIGNAL), NAME(COUNTER_SCOPE_COUNT))

ENUM_SET(counter_events, "COUNTER_EVENT_???",
	 NAME(COUNTER_EVENT_OVERFLOW), NAME(COUNTER_EVENT_UNDERFLOW), NAME(COUNTER_EVENT_OVERFLOW_UNDERFLOW),
	 NAME(COUNTER_EVENT_THRESHOLD), NAME(COUNTER_EVENT_INDEX), NAME(COUNTER_EVENT_CHANGE_OF_STATE),
	 NAME(COUNTER_EVENT_CAPTURE))

static const struct field tee_version_fields[] = {
	SAME("impl_id", FLAGS, 0, 4, SET(constants_tee_implementers)),
	SAME("gen_caps", FLAGS, 8, 4, SET(constants_tee_capabilities)),
	SAME("impl_caps", HEX, 4, 4),
	{NULL},
};

static const struct field tee_session_fields[] = {
	SAME("session", HEX, 0, 4),
	{NULL},
};

static const struct field tee_cancel_fields[] = {
	SAME("cancel_id", UNSIGNED, 0, 4),
	SAME("session", HEX, 4, 4),
	{NULL},
};

static const struct field tee_allocate_fields[] = {
	SAME("size", HEX, 0, 8),
	SAME("flags", FLAGS, 8, 4, SET(constants_tee_memory_flags)),
	{NULL},
};

static const struct field tee_allocated_fields[] = {
	SAME("size", HEX, 0, 8),
	SAME("flags", FLAGS, 8, 4, SET(constants_tee_memory_flags)),
	SAME("id", SIGNED, 12, 4),
	{NULL},
};

static const struct field tee_register_fields[] = {
	SAME("addr", ADDRESS, 0, 8),
	SAME("length", HEX, 8, 8),
	SAME("flags", FLAGS, 16, 4, SET(constants_tee_memory_flags)),
	{NULL},
};

static const struct field tee_registered_fields[] = {
	SAME("length", HEX, 8, 8),
	SAME("flags", FLAGS, 16, 4, SET(constants_tee_memory_flags)),
	SAME("id", SIGNED, 20, 4),
	{NULL},
};

static const struct field counter_component_fields[] = {
	SAME("type", FLAGS, 0, 1, SET(constants_counter_components)),
	SAME("scope", FLAGS, 1, 1, SET(constants_counter_scopes)),
	SAME("parent", UNSIGNED, 2, 1),
	SAME("id", UNSIGNED, 3, 1),
	{NULL},
};

static const struct field counter_watch_fields[] = {
	SAME("component", FIELDS, 0, 4, INSIDE(counter_component)),
	SAME("event", FLAGS, 4, 1, SET(constants_counter_events)),
	SAME("channel", UNSIGNED, 5, 1),
	{NULL},
};

static const struct field entropy_fields[] = {
	SAME("entropy_count", SIGNED, 0, 4),
	SAME("buf_size", SIGNED, 4, 4),
	{NULL},
};

static struct value *decode_entropy(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *pool = value_fields(d, entropy_fields, bytes, length, address, false), *buffer;
	int64_t size = get_signed(bytes + offsetof(struct rand_pool_info, buf_size), 4);
	struct memory memory = {.bytes = bytes, .length = length, .state = STATE_OK};

	memory = memory_behind(&memory, sizeof(struct rand_pool_info));
	address += sizeof(struct rand_pool_info);
	if (size < 0 || (size && !memory.length))
		buffer = value_unread(d, address);
	else
		buffer = value_bytes(d, &memory, address, (size_t)size);
	value_field(pool, "buf", buffer);
	return pool;
}
const struct layout layout_entropy = {.name = "rand_pool_info", .size = sizeof(struct rand_pool_info), .decode = decode_entropy};

const struct request requests_devices[] = {
	GIVES(TEE_IOC_VERSION, tee_version),
	TAKES(TEE_IOC_CLOSE_SESSION, tee_session),
	TAKES(TEE_IOC_CANCEL, tee_cancel),
	CHANGES(TEE_IOC_SHM_ALLOC, tee_allocate, tee_allocated),
	CHANGES(TEE_IOC_SHM_REGISTER, tee_register, tee_registered),
	NOTHING(RNDZAPENTCNT),
	NOTHING(RNDCLEARPOOL),
	NOTHING(RNDRESEEDCRNG),
	TAKES_ONE(RNDADDTOENTCNT, SIGNED, 4),
	GIVES_ONE(RNDGETENTCNT, SIGNED, 4),
	TAKES_LAYOUT(RNDADDENTROPY, entropy),
	NOTHING(COUNTER_ENABLE_EVENTS_IOCTL),
	NOTHING(COUNTER_DISABLE_EVENTS_IOCTL),
	TAKES(COUNTER_ADD_WATCH_IOCTL, counter_watch),
	GIVES_ONE(LIRC_GET_FEATURES, FLAGS, 4, SET(constants_lirc_features)),
	GIVES_ONE(LIRC_GET_SEND_MODE, FLAGS, 4, SET(constants_lirc_modes)),
	GIVES_ONE(LIRC_GET_REC_MODE, FLAGS, 4, SET(constants_lirc_modes)),
	GIVES_ONE(LIRC_GET_REC_RESOLUTION, UNSIGNED, 4),
	GIVES_ONE(LIRC_GET_MIN_TIMEOUT, UNSIGNED, 4),
	GIVES_ONE(LIRC_GET_MAX_TIMEOUT, UNSIGNED, 4),
	GIVES_ONE(LIRC_GET_LENGTH, UNSIGNED, 4),
	GIVES_ONE(LIRC_GET_REC_TIMEOUT, UNSIGNED, 4),
	TAKES_ONE(LIRC_SET_SEND_MODE, FLAGS, 4, SET(constants_lirc_modes)),
	TAKES_ONE(LIRC_SET_REC_MODE, FLAGS, 4, SET(constants_lirc_modes)),
	TAKES_ONE(LIRC_SET_SEND_CARRIER, UNSIGNED, 4),
	TAKES_ONE(LIRC_SET_REC_CARRIER, UNSIGNED, 4),
	TAKES_ONE(LIRC_SET_SEND_DUTY_CYCLE, UNSIGNED, 4),
	TAKES_ONE(LIRC_SET_TRANSMITTER_MASK, HEX, 4),
	TAKES_ONE(LIRC_SET_REC_TIMEOUT, UNSIGNED, 4),
	TAKES_ONE(LIRC_SET_REC_TIMEOUT_REPORTS, UNSIGNED, 4),
	TAKES_ONE(LIRC_SET_MEASURE_CARRIER_MODE, UNSIGNED, 4),
	TAKES_ONE(LIRC_SET_REC_CARRIER_RANGE, UNSIGNED, 4),
	TAKES_ONE(LIRC_SET_WIDEBAND_RECEIVER, UNSIGNED, 4),
	{0},
};
