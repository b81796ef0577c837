/* SPDX-License-Identifier: MIT */
/* What requests of general purpose pins take. */
#include "harness/decode/requests.h"

#include <linux/gpio.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(pin_request_flags, "GPIOHANDLE_REQUEST_???",
	 NAME(GPIOHANDLE_REQUEST_INPUT), NAME(GPIOHANDLE_REQUEST_OUTPUT), NAME(GPIOHANDLE_REQUEST_ACTIVE_LOW),
	 NAME(GPIOHANDLE_REQUEST_OPEN_DRAIN), NAME(GPIOHANDLE_REQUEST_OPEN_SOURCE),
	 NAME(GPIOHANDLE_REQUEST_BIAS_PULL_UP), NAME(GPIOHANDLE_REQUEST_BIAS_PULL_DOWN),
	 NAME(GPIOHANDLE_REQUEST_BIAS_DISABLE))

FLAG_SET(pin_event_flags, "GPIOEVENT_REQUEST_???",
	 NAME(GPIOEVENT_REQUEST_BOTH_EDGES), NAME(GPIOEVENT_REQUEST_RISING_EDGE), NAME(GPIOEVENT_REQUEST_FALLING_EDGE))

FLAG_SET(pin_line_flags, "GPIOLINE_FLAG_???",
	 NAME(GPIOLINE_FLAG_KERNEL), NAME(GPIOLINE_FLAG_IS_OUT), NAME(GPIOLINE_FLAG_ACTIVE_LOW),
	 NAME(GPIOLINE_FLAG_OPEN_DRAIN), NAME(GPIOLINE_FLAG_OPEN_SOURCE), NAME(GPIOLINE_FLAG_BIAS_PULL_UP),
	 NAME(GPIOLINE_FLAG_BIAS_PULL_DOWN), NAME(GPIOLINE_FLAG_BIAS_DISABLE))

FLAG_SET(pin_flags, "GPIO_V2_LINE_FLAG_???",
	 NAME(GPIO_V2_LINE_FLAG_USED), NAME(GPIO_V2_LINE_FLAG_ACTIVE_LOW), NAME(GPIO_V2_LINE_FLAG_INPUT),
	 NAME(GPIO_V2_LINE_FLAG_OUTPUT), NAME(GPIO_V2_LINE_FLAG_EDGE_RISING), NAME(GPIO_V2_LINE_FLAG_EDGE_FALLING),
	 NAME(GPIO_V2_LINE_FLAG_OPEN_DRAIN), NAME(GPIO_V2_LINE_FLAG_OPEN_SOURCE),
	 NAME(GPIO_V2_LINE_FLAG_BIAS_PULL_UP), NAME(GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN),
	 NAME(GPIO_V2_LINE_FLAG_BIAS_DISABLED), NAME(GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME),
	 NAME(GPIO_V2_LINE_FLAG_EVENT_CLOCK_HTE))

static const struct field pin_chip_fields[] = {
	SAME("name", NAME, 0, 32),
	SAME("label", NAME, 32, 32),
	SAME("lines", UNSIGNED, 64, 4),
	{NULL},
};

static const struct field pin_unwatched_fields[] = {
	SAME("offset", UNSIGNED, 0, 4),
	{NULL},
};

static const struct field pin_asked_fields[] = {
	SAME("line_offset", UNSIGNED, 0, 4),
	{NULL},
};

static const struct field pin_answer_fields[] = {
	SAME("flags", FLAGS, 4, 4, SET(constants_pin_line_flags)),
	SAME("name", NAME, 8, 32),
	SAME("consumer", NAME, 40, 32),
	{NULL},
};

static const struct field pin_handle_fields[] = {
	SAME("lines", UNSIGNED, 356, 4),
	SAME("lineoffsets", UNSIGNED, 0, 4, REPEATED(64), COUNTED(356)),
	SAME("flags", FLAGS, 256, 4, SET(constants_pin_request_flags)),
	SAME("default_values", UNSIGNED, 260, 1, REPEATED(64), COUNTED(356)),
	SAME("consumer_label", NAME, 324, 32),
	{NULL},
};

static const struct field pin_handle_made_fields[] = {
	SAME("fd", FD, 360, 4),
	{NULL},
};

static const struct field pin_event_fields[] = {
	SAME("lineoffset", UNSIGNED, 0, 4),
	SAME("handleflags", FLAGS, 4, 4, SET(constants_pin_request_flags)),
	SAME("eventflags", FLAGS, 8, 4, SET(constants_pin_event_flags)),
	SAME("consumer_label", NAME, 12, 32),
	{NULL},
};

static const struct field pin_event_made_fields[] = {
	SAME("fd", FD, 44, 4),
	{NULL},
};

static const struct field pin_values_fields[] = {
	SAME("values", UNSIGNED, 0, 1, REPEATED(64)),
	{NULL},
};

static const struct field pin_settings_fields[] = {
	SAME("flags", FLAGS, 0, 4, SET(constants_pin_request_flags)),
	SAME("default_values", UNSIGNED, 4, 1, REPEATED(64)),
	{NULL},
};

static const struct field pin_mask_fields[] = {
	SAME("mask", HEX, 8, 8),
	{NULL},
};

static const struct field pin_bits_fields[] = {
	SAME("bits", HEX, 0, 8),
	{NULL},
};

static const struct field pin_bits_told_fields[] = {
	SAME("bits", HEX, 0, 8),
	SAME("mask", HEX, 8, 8),
	{NULL},
};

static const struct field pin_line_asked_fields[] = {
	SAME("offset", UNSIGNED, 64, 4),
	{NULL},
};

/* What the union of an attribute holds, its number says; one that fills the padding is shown as it is. */
#define PIN_ATTRIBUTE									\
	SAME("flags", FLAGS, 8, 8, SET(constants_pin_flags), WHEN(0, ~0u, GPIO_V2_LINE_ATTR_ID_FLAGS)),	\
	SAME("values", HEX, 8, 8, WHEN(0, ~0u, GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES)),		\
	SAME("debounce_period_us", UNSIGNED, 8, 4, WHEN(0, ~0u, GPIO_V2_LINE_ATTR_ID_DEBOUNCE))

static const struct field pin_attribute_fields[] = {
	PIN_ATTRIBUTE,
	{NULL},
};

static const struct field pin_raw_fields[] = {
	SAME("id", UNSIGNED, 0, 4),
	SAME("padding", HEX, 4, 4, IF_SET),
	SAME("data", HEX, 8, 8),
	{NULL},
};

static const struct field pin_told_fields[] = {
	PIN_ATTRIBUTE,
	SAME("mask", HEX, 16, 8),
	{NULL},
};

static const struct field pin_told_raw_fields[] = {
	SAME("attr", FIELDS, 0, 16, INSIDE(pin_raw)),
	SAME("mask", HEX, 16, 8),
	{NULL},
};

static bool is_known_attribute(const unsigned char *bytes)
{
	uint64_t id = get_unsigned(bytes, 4);

	return !get_unsigned(bytes + 4, 4) && id >= GPIO_V2_LINE_ATTR_ID_FLAGS && id <= GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
}

static struct value *decode_pin_attribute(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, is_known_attribute(bytes) ? pin_attribute_fields : pin_raw_fields, bytes, length, address, false);
}
static REQUEST_LAYOUT(pin_attribute, sizeof(struct gpio_v2_line_attribute))

static struct value *decode_pin_told(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return value_fields(d, is_known_attribute(bytes) ? pin_told_fields : pin_told_raw_fields, bytes, length, address, false);
}
static REQUEST_LAYOUT(pin_told, sizeof(struct gpio_v2_line_config_attribute))

static const struct field pin_line_answer_fields[] = {
	SAME("name", NAME, 0, 32),
	SAME("consumer", NAME, 32, 32),
	SAME("flags", FLAGS, 72, 8, SET(constants_pin_flags)),
	SAME("num_attrs", UNSIGNED, 68, 4),
	SAME("attrs", LAYOUT, 80, 16, .layout = &layout_pin_attribute, REPEATED(10), COUNTED(68), UNLESS(68, ~0u, 0)),
	SAME("padding", HEX, 240, 4, REPEATED(4), IF_SET),
	{NULL},
};

static const struct field pin_config_fields[] = {
	SAME("flags", FLAGS, 0, 8, SET(constants_pin_flags)),
	SAME("num_attrs", UNSIGNED, 8, 4),
	SAME("padding", HEX, 12, 4, REPEATED(5), IF_SET),
	SAME("attrs", LAYOUT, 32, 24, .layout = &layout_pin_told, REPEATED(10), COUNTED(8), UNLESS(8, ~0u, 0)),
	{NULL},
};

static const struct field pin_lines_fields[] = {
	SAME("num_lines", UNSIGNED, 560, 4),
	SAME("offsets", UNSIGNED, 0, 4, REPEATED(64), COUNTED(560)),
	SAME("consumer", NAME, 256, 32),
	SAME("config", FIELDS, 288, 272, INSIDE(pin_config)),
	SAME("event_buffer_size", UNSIGNED, 564, 4, IF_SET),
	SAME("padding", HEX, 568, 4, REPEATED(5), IF_SET),
	{NULL},
};

static const struct field pin_lines_made_fields[] = {
	SAME("fd", FD, 588, 4),
	{NULL},
};

const struct request requests_pins[] = {
	GIVES(GPIO_GET_CHIPINFO_IOCTL, pin_chip),
	TAKES(GPIO_GET_LINEINFO_UNWATCH_IOCTL, pin_unwatched),
	CHANGES(GPIO_GET_LINEINFO_IOCTL, pin_asked, pin_answer),
	CHANGES(GPIO_GET_LINEINFO_WATCH_IOCTL, pin_asked, pin_answer),
	CHANGES(GPIO_GET_LINEHANDLE_IOCTL, pin_handle, pin_handle_made),
	CHANGES(GPIO_GET_LINEEVENT_IOCTL, pin_event, pin_event_made),
	GIVES(GPIOHANDLE_GET_LINE_VALUES_IOCTL, pin_values),
	TAKES(GPIOHANDLE_SET_LINE_VALUES_IOCTL, pin_values),
	TAKES(GPIOHANDLE_SET_CONFIG_IOCTL, pin_settings),
	CHANGES(GPIO_V2_GET_LINEINFO_IOCTL, pin_line_asked, pin_line_answer),
	CHANGES(GPIO_V2_GET_LINEINFO_WATCH_IOCTL, pin_line_asked, pin_line_answer),
	CHANGES(GPIO_V2_GET_LINE_IOCTL, pin_lines, pin_lines_made),
	CHANGES(GPIO_V2_LINE_GET_VALUES_IOCTL, pin_mask, pin_bits),
	TAKES(GPIO_V2_LINE_SET_VALUES_IOCTL, pin_bits_told),
	TAKES(GPIO_V2_LINE_SET_CONFIG_IOCTL, pin_config),
	{0},
};
