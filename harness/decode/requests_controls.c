/* SPDX-License-Identifier: MIT */
/* What requests of video devices take that are about controls, and about sizes and intervals of frames. */
#include "harness/decode/requests.h"

#include <linux/types.h>
#include <linux/videodev2.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(video_next_controls, "V4L2_CTRL_FLAG_NEXT_???",
	 NAME(V4L2_CTRL_FLAG_NEXT_CTRL), NAME(V4L2_CTRL_FLAG_NEXT_COMPOUND))

static const unsigned char *answer_at(struct decoding *d, uint64_t address, size_t size)
{
	return has_result(d) ? bytes_at_exit(d, address, size) : NULL;
}

/* Fields from `from` on are what the call left. */
static void mark_answers(struct value *from)
{
	for (; from; from = from->next)
		from->is_exit = true;
}

/* One without a name is counted from its class. */
static struct value *control_name(struct decoding *d, uint32_t control)
{
	uint32_t class = control & 0xffff0000;
	const char *name = constant_name(&constants_video_classes, class);
	struct value *word;

	if (!name || has_name(&constants_video_controls, control))
		return value_flags(d, &constants_video_controls, control);
	word = value_word(d, arena_format(d->arena, control - class ? "%s+%#x" : "%s+%x", name, control - class));
	if (word) {
		word->number = control;
		word->is_named_number = true;
		word->base = BASE_HEX;
	}
	return word;
}

/* Where the next one behind it is asked for, that stands before it. */
static struct value *control_asked(struct decoding *d, uint32_t control)
{
	uint32_t next = control & (V4L2_CTRL_FLAG_NEXT_CTRL | V4L2_CTRL_FLAG_NEXT_COMPOUND);
	struct value *both;

	if (!next)
		return control_name(d, control);
	both = value_new(d, VALUE_OR);
	if (both) {
		both->number = control;
		both->is_named_number = true;
		both->base = BASE_HEX;
	}
	value_add(both, value_flags(d, &constants_video_next_controls, next));
	value_add(both, value_flags(d, &constants_video_controls, control - next));
	return both;
}

static struct value *decode_video_control(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = answer_at(d, address, sizeof(struct v4l2_control));
	bool is_question = (uint32_t)call_arg(d->call, 1) == VIDIOC_G_CTRL;
	struct value *control = value_struct(d, address), *told, *left;

	value_field(control, "id", control_name(d, (uint32_t)get_unsigned(bytes, 4)));
	left = filled ? value_number(d, (uint64_t)get_signed(filled + 4, 4), BASE_SIGNED) : NULL;
	mark_answers(left);
	if (is_question) {
		value_field(control, "value", left);
	} else {
		told = value_number(d, (uint64_t)get_signed(bytes + 4, 4), BASE_SIGNED);
		value_field(control, "value", value_turn(d, told, left));
	}
	return control;
}
static REQUEST_LAYOUT(video_control, sizeof(struct v4l2_control))

static const struct field query_fields[] = {
	SAME("type", FLAGS, 4, 4, SET(constants_video_control_kinds)),
	SAME("name", NAME, 8, 32),
	SAME("minimum", SIGNED, 40, 4, VERBOSE),
	SAME("maximum", SIGNED, 44, 4, VERBOSE),
	SAME("step", SIGNED, 48, 4, VERBOSE),
	SAME("default_value", SIGNED, 52, 4, VERBOSE),
	SAME("flags", FLAGS, 56, 4, SET(constants_video_control_flags), VERBOSE),
	SAME("reserved", HEX, 60, 4, REPEATED(2), IF_SET, VERBOSE),
	{NULL},
};

static const struct field long_query_fields[] = {
	SAME("type", FLAGS, 4, 4, SET(constants_video_control_kinds)),
	SAME("name", NAME, 8, 32),
	SAME("minimum", SIGNED, 40, 8, VERBOSE),
	SAME("maximum", SIGNED, 48, 8, VERBOSE),
	SAME("step", UNSIGNED, 56, 8, VERBOSE),
	SAME("default_value", SIGNED, 64, 8, VERBOSE),
	SAME("flags", FLAGS, 72, 4, SET(constants_video_control_flags), VERBOSE),
	SAME("elem_size", UNSIGNED, 76, 4, VERBOSE),
	SAME("elems", UNSIGNED, 80, 4, VERBOSE),
	SAME("nr_of_dims", UNSIGNED, 84, 4, VERBOSE),
	SAME("dims", UNSIGNED, 88, 4, REPEATED(4), COUNTED(84), VERBOSE),
	SAME("reserved", HEX, 104, 4, REPEATED(32), IF_SET, VERBOSE),
	{NULL},
};

static struct value *query(struct decoding *d, const struct field *fields, const unsigned char *bytes, size_t size, uint64_t address)
{
	const unsigned char *filled = answer_at(d, address, size);
	uint32_t asked = (uint32_t)get_unsigned(bytes, 4), found = filled ? (uint32_t)get_unsigned(filled, 4) : asked;
	struct value *control = value_struct(d, address), *answer;

	value_field(control, "id", value_turn(d, control_asked(d, asked), found != asked ? control_name(d, found) : NULL));
	answer = filled ? value_fields(d, fields, filled, size, address, false) : NULL;
	mark_answers(answer ? answer->first : NULL);
	value_take(control, answer);
	return control;
}

static struct value *decode_video_query(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return query(d, query_fields, bytes, sizeof(struct v4l2_queryctrl), address);
}
static REQUEST_LAYOUT(video_query, sizeof(struct v4l2_queryctrl))

static struct value *decode_video_long_query(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return query(d, long_query_fields, bytes, sizeof(struct v4l2_query_ext_ctrl), address);
}
static REQUEST_LAYOUT(video_long_query, sizeof(struct v4l2_query_ext_ctrl))

/* ---- several controls at once ---- */

static const struct field controls_fields[] = {
	SAME("ctrl_class", FLAGS, 0, 4, SET(constants_video_classes)),
	SAME("count", UNSIGNED, 4, 4),
	{NULL},
};

/* A number, or a text behind a pointer, which is not kept. */
static struct value *decode_video_one_control(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *control = value_struct(d, address);
	uint64_t size = get_unsigned(bytes + 4, 4);

	value_field(control, "id", value_flags(d, &constants_video_controls, get_unsigned(bytes, 4)));
	value_field(control, "size", value_number(d, size, BASE_UNSIGNED));
	if (size) {
		value_field(control, "string", value_unread(d, get_unsigned(bytes + 12, 8)));
		return control;
	}
	value_field(control, "value", value_number(d, (uint64_t)get_signed(bytes + 12, 4), BASE_SIGNED));
	value_field(control, "value64", value_number(d, (uint64_t)get_signed(bytes + 12, 8), BASE_SIGNED));
	return control;
}
static REQUEST_LAYOUT(video_one_control, sizeof(struct v4l2_ext_control))

static const struct field one_control_fields[] = {
	SAME("", LAYOUT, 0, sizeof(struct v4l2_ext_control), .layout = &layout_video_one_control),
	{NULL},
};

static struct value *list_of(struct decoding *d, const unsigned char *bytes, bool at_exit)
{
	return value_elements_at(d, one_control_fields, get_unsigned(bytes + offsetof(struct v4l2_ext_controls, controls), 8),
				 get_unsigned(bytes + 4, 4), sizeof(struct v4l2_ext_control), at_exit);
}

/* Which of them was refused stands behind them where the call failed. */
static struct value *decode_video_controls(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = bytes_at_exit(d, address, sizeof(struct v4l2_ext_controls));
	struct value *controls = value_fields(d, controls_fields, bytes, length, address, false), *answer = controls, *list;
	bool is_question = (uint32_t)call_arg(d->call, 1) == VIDIOC_G_EXT_CTRLS;

	if (!get_unsigned(bytes + 4, 4))
		return controls;
	if (!is_question) {
		list = value_field(controls, "controls", list_of(d, bytes, false));
		if (!list || list->kind == VALUE_ADDRESS || list->has_more)
			return controls;
		answer = filled ? value_struct(d, address) : NULL;
	}
	if (!filled)
		return controls;
	list = value_field(answer, "controls", list_of(d, filled, true));
	if (!has_result(d))
		value_field(answer, "error_idx", value_number(d, get_unsigned(filled + 8, 4), BASE_UNSIGNED));
	mark_answers(list);
	return is_question ? controls : value_turn(d, controls, answer);
}
const struct layout layout_video_controls = {
	.name = "v4l2_ext_controls", .size = sizeof(struct v4l2_ext_controls), .decode = decode_video_controls,
};

/* ---- sizes and intervals of frames ---- */

static const struct field size_asked_fields[] = {
	SAME("index", UNSIGNED, 0, 4),
	SAME("pixel_format", FOURCC, 4, 4, SET(constants_video_formats)),
	{NULL},
};

static const struct field size_fields[] = {
	SAME("width", UNSIGNED, 0, 4),
	SAME("height", UNSIGNED, 4, 4),
	{NULL},
};

static const struct field sizes_fields[] = {
	SAME("min_width", UNSIGNED, 0, 4),
	SAME("max_width", UNSIGNED, 4, 4),
	SAME("step_width", UNSIGNED, 8, 4),
	SAME("min_height", UNSIGNED, 12, 4),
	SAME("max_height", UNSIGNED, 16, 4),
	SAME("step_height", UNSIGNED, 20, 4),
	{NULL},
};

static const struct field size_answer_fields[] = {
	SAME("type", FLAGS, 8, 4, SET(constants_video_size_kinds)),
	SAME("discrete", FIELDS, 12, 8, INSIDE(size), WHEN(8, ~0u, V4L2_FRMSIZE_TYPE_DISCRETE)),
	SAME("stepwise", FIELDS, 12, 24, INSIDE(sizes), WHEN(8, ~0u, V4L2_FRMSIZE_TYPE_STEPWISE)),
	{NULL},
};

static const struct field interval_asked_fields[] = {
	SAME("index", UNSIGNED, 0, 4),
	SAME("pixel_format", FOURCC, 4, 4, SET(constants_video_formats)),
	SAME("width", UNSIGNED, 8, 4),
	SAME("height", UNSIGNED, 12, 4),
	{NULL},
};

static const struct field intervals_fields[] = {
	SAME("min", RATIO, 0, 8),
	SAME("max", RATIO, 8, 8),
	SAME("step", RATIO, 16, 8),
	{NULL},
};

static const struct field interval_answer_fields[] = {
	SAME("type", FLAGS, 16, 4, SET(constants_video_interval_kinds)),
	SAME("discrete", RATIO, 20, 8, WHEN(16, ~0u, V4L2_FRMIVAL_TYPE_DISCRETE)),
	SAME("stepwise", FIELDS, 20, 24, INSIDE(intervals), WHEN(16, ~0u, V4L2_FRMIVAL_TYPE_STEPWISE)),
	SAME("stepwise", FIELDS, 20, 24, INSIDE(intervals), WHEN(16, ~0u, V4L2_FRMIVAL_TYPE_CONTINUOUS)),
	{NULL},
};

const struct request requests_controls[] = {
	BOTH_LAYOUT(VIDIOC_G_CTRL, video_control),
	BOTH_LAYOUT(VIDIOC_S_CTRL, video_control),
	BOTH_LAYOUT(VIDIOC_QUERYCTRL, video_query),
	BOTH_LAYOUT(VIDIOC_QUERY_EXT_CTRL, video_long_query),
	TAKES_LAYOUT(VIDIOC_G_EXT_CTRLS, video_controls),
	TAKES_LAYOUT(VIDIOC_S_EXT_CTRLS, video_controls),
	TAKES_LAYOUT(VIDIOC_TRY_EXT_CTRLS, video_controls),
	ADDS(VIDIOC_ENUM_FRAMESIZES, size_asked, size_answer),
	ADDS(VIDIOC_ENUM_FRAMEINTERVALS, interval_asked, interval_answer),
	{0},
};
