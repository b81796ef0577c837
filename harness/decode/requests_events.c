/* SPDX-License-Identifier: MIT */
/* Requests of input devices whose numbers tell how long their answer is: names, sets of bits, axes, slots. */
#include "harness/decode/requests.h"

#include <linux/input.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(input_effect_states, "FF_STATUS_???", NAME(FF_STATUS_STOPPED), NAME(FF_STATUS_PLAYING))

ENUM_SET(input_slot_codes, "ABS_MT_???",
	 NAME(ABS_MT_SLOT), NAME(ABS_MT_TOUCH_MAJOR), NAME(ABS_MT_TOUCH_MINOR), NAME(ABS_MT_WIDTH_MAJOR),
	 NAME(ABS_MT_WIDTH_MINOR), NAME(ABS_MT_ORIENTATION), NAME(ABS_MT_POSITION_X), NAME(ABS_MT_POSITION_Y),
	 NAME(ABS_MT_TOOL_TYPE), NAME(ABS_MT_BLOB_ID), NAME(ABS_MT_TRACKING_ID), NAME(ABS_MT_PRESSURE),
	 NAME(ABS_MT_DISTANCE), NAME(ABS_MT_TOOL_X), NAME(ABS_MT_TOOL_Y))

/* What the bits of an answer mean; of the state of keys and of what a device can do. */
static const struct bits {
	uint8_t number;
	uint16_t most;
	const struct constants *names;
} bits[] = {
	{_IOC_NR(EVIOCGPROP(0)), INPUT_PROP_MAX, &constants_input_properties},
	{_IOC_NR(EVIOCGKEY(0)), KEY_MAX, &constants_input_keys},
	{_IOC_NR(EVIOCGLED(0)), LED_MAX, &constants_input_lamps},
	{_IOC_NR(EVIOCGSND(0)), SND_MAX, &constants_input_sounds},
	{_IOC_NR(EVIOCGSW(0)), SW_MAX, &constants_input_switches},
	{_IOC_NR(EVIOCGBIT(0, 0)), EV_MAX, &constants_input_events},
	{_IOC_NR(EVIOCGBIT(EV_KEY, 0)), KEY_MAX, &constants_input_keys},
	{_IOC_NR(EVIOCGBIT(EV_REL, 0)), REL_MAX, &constants_input_relatives},
	{_IOC_NR(EVIOCGBIT(EV_ABS, 0)), ABS_MAX, &constants_input_axes},
	{_IOC_NR(EVIOCGBIT(EV_MSC, 0)), MSC_MAX, &constants_input_miscellaneous},
	{_IOC_NR(EVIOCGBIT(EV_SW, 0)), SW_MAX, &constants_input_switches},
	{_IOC_NR(EVIOCGBIT(EV_LED, 0)), LED_MAX, &constants_input_lamps},
	{_IOC_NR(EVIOCGBIT(EV_SND, 0)), SND_MAX, &constants_input_sounds},
	{_IOC_NR(EVIOCGBIT(EV_REP, 0)), REP_MAX, &constants_input_repeats},
	{_IOC_NR(EVIOCGBIT(EV_FF, 0)), FF_MAX, &constants_input_effects},
	{_IOC_NR(EVIOCGBIT(EV_FF_STATUS, 0)), FF_STATUS_MAX, &constants_input_effect_states},
};

/* Those that are set, as far as the kernel wrote; four of them without -v. */
static struct value *bits_value(struct decoding *d, const struct bits *what, const struct memory *memory)
{
	struct value *set = value_new(d, VALUE_SET);
	size_t count = d->call->ret > what->most / 8 ? what->most : (size_t)d->call->ret * 8;

	for (size_t i = 0; i < count && i / 8 < memory->length; i++)
		if (memory->bytes[i / 8] >> i % 8 & 1)
			value_add(set, value_flags(d, what->names, i));
	if (set)
		set->shown_most = 1 + 4;
	return set;
}

static const struct field axis_fields[] = {
	SAME("value", UNSIGNED, 0, 4),
	SAME("minimum", UNSIGNED, 4, 4),
	SAME("maximum", UNSIGNED, 8, 4, VERBOSE),
	SAME("fuzz", UNSIGNED, 12, 4, VERBOSE),
	SAME("flat", UNSIGNED, 16, 4, VERBOSE),
	SAME("resolution", UNSIGNED, 20, 4, VERBOSE),
	{NULL},
};

#define SHORT_AXIS offsetof(struct input_absinfo, resolution)	/* of kernels before 2.6.31 */

static struct value *axis_value(struct decoding *d, const struct memory *memory, uint64_t address, size_t size)
{
	struct value *axis;

	if (size > sizeof(struct input_absinfo))
		size = sizeof(struct input_absinfo);
	if (size < SHORT_AXIS || memory->length < size)
		return value_unread(d, address);
	axis = value_fields(d, axis_fields, memory->bytes, size, address, false);
	return axis;
}

static const struct field slot_fields[] = {
	SAME("", SIGNED, 0, 4),
	{NULL},
};

static struct value *slots_value(struct decoding *d, const struct memory *memory, uint64_t address, size_t size)
{
	struct value *slots = value_struct(d, address);
	struct memory behind = memory_behind(memory, 4);

	if (size < 4 || memory->length < 4)
		return value_unread(d, address);
	value_field(slots, "code", value_flags(d, &constants_input_slot_codes, get_unsigned(memory->bytes, 4)));
	value_field(slots, "values", value_elements(d, slot_fields, &behind, address + 4, size / 4 - 1, 4));
	return slots;
}

static struct value *answer_value(struct decoding *d, uint32_t request, uint64_t address, const struct memory *memory)
{
	unsigned number = _IOC_NR(request);
	size_t size = _IOC_SIZE(request);

	if (number == _IOC_NR(EVIOCGMTSLOTS(0)))
		return slots_value(d, memory, address, size);
	if (number >= _IOC_NR(EVIOCGNAME(0)) && number <= _IOC_NR(EVIOCGUNIQ(0)))
		return value_bytes(d, memory, address, (size_t)d->call->ret);
	if (number >= _IOC_NR(EVIOCGABS(0)) && number <= _IOC_NR(EVIOCGABS(ABS_MAX)))
		return axis_value(d, memory, address, size);
	if (number == _IOC_NR(EVIOCGBIT(EV_PWR, 0)) && memory->length >= 4)
		return value_list(d, slot_fields, memory->bytes, 4, address);
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if (bits[i].number == number && d->call->ret)
			return bits_value(d, &bits[i], memory);
	return value_address(d, address);
}

struct value *value_of_events(struct decoding *d, uint32_t request, uint64_t address)
{
	struct memory memory;
	struct value *value;
	bool is_told = _IOC_DIR(request) == _IOC_WRITE;

	if (_IOC_TYPE(request) != 'E' || (!is_told && _IOC_DIR(request) != _IOC_READ))
		return NULL;
	if (!address || (!is_told && !has_result(d)))
		return value_address(d, address);
	if (is_told ? !memory_at_entry(d, address, &memory) : !memory_at_exit(d, address, &memory))
		return is_told || _IOC_SIZE(request) ? value_unread(d, address) : value_address(d, address);
	if (is_told && _IOC_NR(request) < _IOC_NR(EVIOCSABS(0)))
		return value_address(d, address);
	value = is_told ? axis_value(d, &memory, address, _IOC_SIZE(request)) : answer_value(d, request, address, &memory);
	if (value)
		value->is_exit = !is_told;
	return value;
}
