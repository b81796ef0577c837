/* SPDX-License-Identifier: MIT */
/* Requests of ioctl whose name has a length or a number in it: EVIOCGNAME(256), EVIOCGABS(ABS_X). */
#include "harness/decode/fields.h"

#include <linux/ioctl.h>

#define TO_PROGRAM	_IOC_READ
#define FROM_PROGRAM	_IOC_WRITE
#define BOTH_WAYS	(_IOC_READ | _IOC_WRITE)

enum part { PART_LENGTH, PART_NUMBER, PART_EVENT, PART_AXIS };

/* By direction (0: any), kind and numbers; what stands in brackets. */
static const struct sized {
	uint8_t direction, type, first, last;
	uint8_t part;		/* enum part */
	const char *name;
} sized[] = {
	{TO_PROGRAM, 'E', 0x06, 0x06, PART_LENGTH, "EVIOCGNAME"},
	{TO_PROGRAM, 'E', 0x07, 0x07, PART_LENGTH, "EVIOCGPHYS"},
	{TO_PROGRAM, 'E', 0x08, 0x08, PART_LENGTH, "EVIOCGUNIQ"},
	{TO_PROGRAM, 'E', 0x09, 0x09, PART_LENGTH, "EVIOCGPROP"},
	{TO_PROGRAM, 'E', 0x0a, 0x0a, PART_LENGTH, "EVIOCGMTSLOTS"},
	{TO_PROGRAM, 'E', 0x18, 0x18, PART_LENGTH, "EVIOCGKEY"},
	{TO_PROGRAM, 'E', 0x19, 0x19, PART_LENGTH, "EVIOCGLED"},
	{TO_PROGRAM, 'E', 0x1a, 0x1a, PART_LENGTH, "EVIOCGSND"},
	{TO_PROGRAM, 'E', 0x1b, 0x1b, PART_LENGTH, "EVIOCGSW"},
	{TO_PROGRAM, 'E', 0x20, 0x3f, PART_EVENT, "EVIOCGBIT"},
	{TO_PROGRAM, 'E', 0x40, 0x7f, PART_AXIS, "EVIOCGABS"},
	{FROM_PROGRAM, 'E', 0xc0, 0xff, PART_AXIS, "EVIOCSABS"},
	{TO_PROGRAM, 'H', 0x04, 0x04, PART_LENGTH, "HIDIOCGRAWNAME"},
	{TO_PROGRAM, 'H', 0x05, 0x05, PART_LENGTH, "HIDIOCGRAWPHYS"},
	{0, 'H', 0x06, 0x06, PART_LENGTH, "HIDIOCSFEATURE"},
	{BOTH_WAYS, 'H', 0x07, 0x07, PART_LENGTH, "HIDIOCGFEATURE"},
	{TO_PROGRAM, 'H', 0x08, 0x08, PART_LENGTH, "HIDIOCGRAWUNIQ"},
	{TO_PROGRAM, 'H', 0x12, 0x12, PART_LENGTH, "HIDIOCGPHYS"},
	{TO_PROGRAM, 'j', 0x13, 0x13, PART_LENGTH, "JSIOCGNAME"},
	{TO_PROGRAM, 'U', 0x2c, 0x2c, PART_LENGTH, "UI_GET_SYSNAME"},
	{FROM_PROGRAM, 'k', 0x00, 0x00, PART_LENGTH, "SPI_IOC_MESSAGE"},
	{TO_PROGRAM, 'M', 0x00, 0xff, PART_NUMBER, "MIXER_READ"},
	{FROM_PROGRAM, 'M', 0x00, 0xff, PART_NUMBER, "MIXER_WRITE"},
};

static bool is_one(const struct sized *one, uint32_t request)
{
	unsigned direction = _IOC_DIR(request), number = _IOC_NR(request);

	if (_IOC_TYPE(request) != one->type || number < one->first || number > one->last)
		return false;
	return one->direction ? direction == one->direction : (direction & TO_PROGRAM) != 0;
}

/* NULL: it is none of these. */
struct value *value_sized_request(struct decoding *d, uint32_t request)
{
	const struct sized *one = NULL;
	uint64_t number = _IOC_NR(request);
	struct value *call;

	for (size_t i = 0; i < sizeof(sized) / sizeof(sized[0]) && !one; i++)
		if (is_one(&sized[i], request))
			one = &sized[i];
	call = one ? value_call(d, one->name) : NULL;
	if (!call)
		return NULL;
	call->number = request;
	call->is_named_number = true;
	call->base = BASE_HEX;
	if (one->part == PART_EVENT) {
		if (number == one->first)
			value_add(call, value_number(d, 0, BASE_UNSIGNED));
		else
			value_add(call, value_flags(d, &constants_input_events, number - one->first));
	}
	if (one->part == PART_AXIS)
		value_add(call, value_flags(d, &constants_input_axes, number - one->first));
	else if (one->part == PART_NUMBER)
		value_add(call, value_number(d, number, BASE_UNSIGNED));
	else
		value_add(call, value_number(d, _IOC_SIZE(request), BASE_UNSIGNED));
	return call;
}
