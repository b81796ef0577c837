/* SPDX-License-Identifier: MIT */
/* What requests of video devices take whose structures hold one of several: formats, buffers, streams. */
#include "harness/decode/requests.h"

#include <linux/types.h>
#include <linux/videodev2.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(video_fields, "V4L2_FIELD_???",
	 NAME(V4L2_FIELD_ANY), NAME(V4L2_FIELD_NONE), NAME(V4L2_FIELD_TOP), NAME(V4L2_FIELD_BOTTOM),
	 NAME(V4L2_FIELD_INTERLACED), NAME(V4L2_FIELD_SEQ_TB), NAME(V4L2_FIELD_SEQ_BT), NAME(V4L2_FIELD_ALTERNATE),
	 NAME(V4L2_FIELD_INTERLACED_TB), NAME(V4L2_FIELD_INTERLACED_BT))

ENUM_SET(video_colours, "V4L2_COLORSPACE_???",
	 NAME(V4L2_COLORSPACE_DEFAULT), NAME(V4L2_COLORSPACE_SMPTE170M), NAME(V4L2_COLORSPACE_SMPTE240M),
	 NAME(V4L2_COLORSPACE_REC709), NAME(V4L2_COLORSPACE_BT878), NAME(V4L2_COLORSPACE_470_SYSTEM_M),
	 NAME(V4L2_COLORSPACE_470_SYSTEM_BG), NAME(V4L2_COLORSPACE_JPEG), NAME(V4L2_COLORSPACE_SRGB),
	 NAME(V4L2_COLORSPACE_OPRGB), NAME(V4L2_COLORSPACE_BT2020), NAME(V4L2_COLORSPACE_RAW), NAME(V4L2_COLORSPACE_DCI_P3))

FLAG_SET(video_blanking_flags, "V4L2_VBI_???", NAME(V4L2_VBI_UNSYNC), NAME(V4L2_VBI_INTERLACED))

FLAG_SET(video_services, "V4L2_SLICED_???",
	 NAME(V4L2_SLICED_VBI_625), NAME(V4L2_SLICED_TELETEXT_B), NAME(V4L2_SLICED_VPS), NAME(V4L2_SLICED_CAPTION_525),
	 NAME(V4L2_SLICED_WSS_625))

FLAG_SET(video_parameter_flags, "V4L2_CAP_???", NAME(V4L2_CAP_TIMEPERFRAME))

FLAG_SET(video_parameter_modes, "V4L2_MODE_???", NAME(V4L2_MODE_HIGHQUALITY))

ENUM_SET(video_buffer_clocks, "V4L2_BUF_FLAG_TIMESTAMP_???",
	 NAME(V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN), NAME(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC), NAME(V4L2_BUF_FLAG_TIMESTAMP_COPY))

ENUM_SET(video_buffer_moments, "V4L2_BUF_FLAG_TSTAMP_SRC_???",
	 NAME(V4L2_BUF_FLAG_TSTAMP_SRC_EOF), NAME(V4L2_BUF_FLAG_TSTAMP_SRC_SOE))

/* ---- formats ---- */

#define PIXELS(label, at) SAME(label, FOURCC, at, 4, SET(constants_video_formats))

static const struct field pixels_fields[] = {
	SAME("width", UNSIGNED, 0, 4),
	SAME("height", UNSIGNED, 4, 4),
	PIXELS("pixelformat", 8),
	SAME("field", FLAGS, 12, 4, SET(constants_video_fields)),
	SAME("bytesperline", UNSIGNED, 16, 4),
	SAME("sizeimage", UNSIGNED, 20, 4),
	SAME("colorspace", FLAGS, 24, 4, SET(constants_video_colours)),
	{NULL},
};

static const struct field planes_fields[] = {
	SAME("width", UNSIGNED, 0, 4),
	SAME("height", UNSIGNED, 4, 4),
	PIXELS("pixelformat", 8),
	SAME("field", FLAGS, 12, 4, SET(constants_video_fields)),
	SAME("colorspace", FLAGS, 16, 4, SET(constants_video_colours)),
	{NULL},
};

static const struct field plane_fields[] = {
	SAME("sizeimage", UNSIGNED, 0, 4),
	SAME("bytesperline", UNSIGNED, 4, 4),
	{NULL},
};

static const struct field rectangle_fields[] = {
	SAME("left", SIGNED, 0, 4),
	SAME("top", SIGNED, 4, 4),
	SAME("width", UNSIGNED, 8, 4),
	SAME("height", UNSIGNED, 12, 4),
	{NULL},
};

static const struct field window_fields[] = {
	SAME("w", FIELDS, 0, 16, INSIDE(rectangle)),
	SAME("field", FLAGS, 16, 4, SET(constants_video_fields)),
	SAME("chromakey", HEX, 20, 4),
	{NULL},
};

static const struct field window_rest_fields[] = {
	SAME("clipcount", UNSIGNED, 32, 4),
	SAME("bitmap", ADDRESS, 40, 8),
	SAME("global_alpha", HEX, 48, 1, IF_SET),
	{NULL},
};

static const struct field clip_fields[] = {
	SAME("c", FIELDS, 0, 16, INSIDE(rectangle)),
	{NULL},
};

static const struct field blanking_fields[] = {
	SAME("sampling_rate", UNSIGNED, 0, 4),
	SAME("offset", UNSIGNED, 4, 4),
	SAME("samples_per_line", UNSIGNED, 8, 4),
	PIXELS("sample_format", 12),
	SAME("start", SIGNED, 16, 4, REPEATED(2)),
	SAME("count", UNSIGNED, 24, 4, REPEATED(2)),
	SAME("flags", FLAGS, 32, 4, SET(constants_video_blanking_flags)),
	{NULL},
};

static const struct field radio_fields[] = {
	PIXELS("pixelformat", 0),
	SAME("buffersize", UNSIGNED, 4, 4, IF_SET),
	{NULL},
};

static const struct field metadata_fields[] = {
	PIXELS("dataformat", 0),
	SAME("buffersize", UNSIGNED, 4, 4),
	{NULL},
};

static struct value *planes_value(struct decoding *d, const unsigned char *bytes)
{
	struct value *planes = value_fields(d, planes_fields, bytes, 20, 0, false), *list = value_array(d, 0);
	size_t count = bytes[180];

	for (size_t i = 0; i < count && i < VIDEO_MAX_PLANES; i++)
		value_add(list, value_fields(d, plane_fields, bytes + 20 + 20 * i, 20, 0, false));
	value_field(planes, "plane_fmt", list);
	value_field(planes, "num_planes", value_number(d, count, BASE_UNSIGNED));
	return planes;
}

static struct value *window_value(struct decoding *d, const unsigned char *bytes, bool at_exit)
{
	struct value *window = value_fields(d, window_fields, bytes, 24, 0, false);

	value_field(window, "clips", value_elements_at(d, clip_fields, get_unsigned(bytes + 24, 8), get_unsigned(bytes + 32, 4),
						       sizeof(struct v4l2_clip), at_exit));
	value_take(window, value_fields(d, window_rest_fields, bytes, 56, 0, false));
	return window;
}

static struct value *services_value(struct decoding *d, const unsigned char *bytes)
{
	struct value *services = value_struct(d, 0), *lines = value_array(d, 0), *field;

	value_field(services, "service_set", value_flags(d, &constants_video_services, get_unsigned(bytes, 2)));
	for (size_t i = 0; i < 2; i++) {
		field = value_array(d, 0);
		for (size_t k = 0; k < 24; k++)
			value_add(field, value_number(d, get_unsigned(bytes + 2 + 48 * i + 2 * k, 2), BASE_HEX));
		value_add(lines, field);
	}
	value_field(services, "service_lines", lines);
	value_field(services, "io_size", value_number(d, get_unsigned(bytes + 100, 4), BASE_UNSIGNED));
	return services;
}

/* What the type says that the rest is, under the name of the union's member; false: nothing that is known. */
static bool add_format(struct decoding *d, struct value *format, const unsigned char *bytes, bool at_exit)
{
	const unsigned char *at = bytes + offsetof(struct v4l2_format, fmt);

	switch (get_unsigned(bytes, 4)) {
	case V4L2_BUF_TYPE_VIDEO_CAPTURE:
	case V4L2_BUF_TYPE_VIDEO_OUTPUT:
		return value_field(format, "fmt.pix", value_fields(d, pixels_fields, at, 200, 0, false));
	case V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE:
	case V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE:
		return value_field(format, "fmt.pix_mp", planes_value(d, at));
	case V4L2_BUF_TYPE_VIDEO_OUTPUT_OVERLAY:
	case V4L2_BUF_TYPE_VIDEO_OVERLAY:
		return value_field(format, "fmt.win", window_value(d, at, at_exit));
	case V4L2_BUF_TYPE_VBI_CAPTURE:
	case V4L2_BUF_TYPE_VBI_OUTPUT:
		return value_field(format, "fmt.vbi", value_fields(d, blanking_fields, at, 200, 0, false));
	case V4L2_BUF_TYPE_SLICED_VBI_CAPTURE:
	case V4L2_BUF_TYPE_SLICED_VBI_OUTPUT:
		return value_field(format, "fmt.sliced", services_value(d, at));
	case V4L2_BUF_TYPE_SDR_CAPTURE:
	case V4L2_BUF_TYPE_SDR_OUTPUT:
		return value_field(format, "fmt.sdr", value_fields(d, radio_fields, at, 200, 0, false));
	case V4L2_BUF_TYPE_META_CAPTURE:
	case V4L2_BUF_TYPE_META_OUTPUT:
		return value_field(format, "fmt.meta", value_fields(d, metadata_fields, at, 200, 0, false));
	default:
		return false;
	}
}

static struct value *type_value(struct decoding *d, const unsigned char *bytes)
{
	return value_flags(d, &constants_video_buffer_types, get_unsigned(bytes, 4));
}

static bool is_question(const struct decoding *d)
{
	uint32_t request = (uint32_t)call_arg(d->call, 1);

	return request == VIDIOC_G_FMT || request == VIDIOC_G_PARM || request == VIDIOC_DQBUF;
}

static const unsigned char *answer_at(struct decoding *d, uint64_t address, size_t size)
{
	return has_result(d) ? bytes_at_exit(d, address, size) : NULL;
}

/* Fields behind `from` are what the call left. */
static void mark_answers(struct value *from)
{
	for (; from; from = from->next)
		from->is_exit = true;
}

static struct value *decode_video_format(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = answer_at(d, address, sizeof(struct v4l2_format));
	struct value *format = value_struct(d, address), *answer;

	value_field(format, "type", type_value(d, bytes));
	if (is_question(d)) {
		if (filled && add_format(d, format, filled, true))
			mark_answers(format->first->next);
		return format;
	}
	if (!add_format(d, format, bytes, false) || !filled)
		return format;
	answer = value_struct(d, address);
	add_format(d, answer, filled, true);
	return value_turn(d, format, answer);
}
const struct layout layout_video_format = {.name = "v4l2_format", .size = sizeof(struct v4l2_format), .decode = decode_video_format};

static struct value *decode_video_creation(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *creation = value_struct(d, address), *format = value_struct(d, 0);
	const unsigned char *at = bytes + offsetof(struct v4l2_create_buffers, format);

	value_field(creation, "count", value_number(d, get_unsigned(bytes + 4, 4), BASE_UNSIGNED));
	value_field(creation, "memory", value_flags(d, &constants_video_memories, get_unsigned(bytes + 8, 4)));
	value_field(format, "type", type_value(d, at));
	add_format(d, format, at, false);
	value_field(creation, "format", format);
	return creation;
}
static REQUEST_LAYOUT(video_creation, sizeof(struct v4l2_create_buffers))

/* ---- buffers ---- */

static struct value *decode_video_buffers(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = answer_at(d, address, sizeof(struct v4l2_requestbuffers));
	struct value *buffers = value_struct(d, address), *count = value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED);

	value_field(buffers, "type", type_value(d, bytes + 4));
	value_field(buffers, "memory", value_flags(d, &constants_video_memories, get_unsigned(bytes + 8, 4)));
	value_field(buffers, "count", value_turn(d, count, filled ? value_number(d, get_unsigned(filled, 4), BASE_UNSIGNED) : NULL));
	return buffers;
}
static REQUEST_LAYOUT(video_buffers, sizeof(struct v4l2_requestbuffers))

static struct value *buffer_flags(struct decoding *d, uint64_t flags)
{
	uint64_t clock = flags & V4L2_BUF_FLAG_TIMESTAMP_MASK, moment = flags & V4L2_BUF_FLAG_TSTAMP_SRC_MASK;
	struct value *all = value_new(d, VALUE_OR);

	if (all) {
		all->number = flags;
		all->is_named_number = true;
		all->base = BASE_HEX;
	}
	if (flags - clock - moment)
		value_add(all, value_flags(d, &constants_video_buffer_flags, flags - clock - moment));
	value_add(all, value_flags(d, &constants_video_buffer_clocks, clock));
	value_add(all, value_flags(d, &constants_video_buffer_moments, moment));
	return all;
}

static struct value *decode_video_buffer(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = answer_at(d, address, sizeof(struct v4l2_buffer));
	struct value *buffer = value_struct(d, address), *told;
	uint64_t memory;

	told = value_field(buffer, "type", type_value(d, bytes + 4));
	if (!is_question(d))
		told = value_field(buffer, "index", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	if (!filled || !buffer)
		return buffer;
	if (is_question(d))
		value_field(buffer, "index", value_number(d, get_unsigned(filled, 4), BASE_UNSIGNED));
	memory = get_unsigned(filled + offsetof(struct v4l2_buffer, memory), 4);
	value_field(buffer, "memory", value_flags(d, &constants_video_memories, memory));
	if (memory == V4L2_MEMORY_MMAP)
		value_field(buffer, "m.offset", value_number(d, get_unsigned(filled + offsetof(struct v4l2_buffer, m), 4), BASE_HEX));
	else if (memory == V4L2_MEMORY_USERPTR)
		value_field(buffer, "m.userptr", value_address(d, get_unsigned(filled + offsetof(struct v4l2_buffer, m), 8)));
	value_field(buffer, "length", value_number(d, get_unsigned(filled + offsetof(struct v4l2_buffer, length), 4), BASE_UNSIGNED));
	value_field(buffer, "bytesused", value_number(d, get_unsigned(filled + 8, 4), BASE_UNSIGNED));
	value_field(buffer, "flags", buffer_flags(d, get_unsigned(filled + 12, 4)));
	if (is_question(d))
		value_field(buffer, "timestamp", value_layout(d, &layout_timeval, filled + 24, 16, 0));
	mark_answers(told ? told->next : NULL);
	buffer->has_more = true;
	return buffer;
}
static REQUEST_LAYOUT(video_buffer, sizeof(struct v4l2_buffer))

/* ---- parameters of streams ---- */

#define PARAMETERS(mode, buffers)							\
	SAME("capability", FLAGS, 0, 4, SET(constants_video_parameter_flags)),		\
	SAME(mode, FLAGS, 4, 4, SET(constants_video_parameter_modes)),			\
	SAME("timeperframe", RATIO, 8, 8),						\
	SAME("extendedmode", HEX, 16, 4),						\
	SAME(buffers, UNSIGNED, 20, 4)

static const struct field capture_fields[] = {
	PARAMETERS("capturemode", "readbuffers"),
	{NULL},
};

static const struct field output_fields[] = {
	PARAMETERS("outputmode", "writebuffers"),
	{NULL},
};

static void add_parameters(struct decoding *d, struct value *stream, const unsigned char *bytes)
{
	bool is_capture = get_unsigned(bytes, 4) == V4L2_BUF_TYPE_VIDEO_CAPTURE;

	value_field(stream, is_capture ? "parm.capture" : "parm.output",
		    value_fields(d, is_capture ? capture_fields : output_fields, bytes + 4, 24, 0, false));
}

static struct value *decode_video_stream(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = answer_at(d, address, sizeof(struct v4l2_streamparm));
	struct value *stream = value_struct(d, address), *answer;
	uint64_t type = get_unsigned(bytes, 4);

	value_field(stream, "type", type_value(d, bytes));
	if (type != V4L2_BUF_TYPE_VIDEO_CAPTURE && type != V4L2_BUF_TYPE_VIDEO_OUTPUT)
		return stream;
	if (!is_question(d))
		add_parameters(d, stream, bytes);
	if (!filled || !stream)
		return stream;
	if (is_question(d)) {
		add_parameters(d, stream, filled);
		mark_answers(stream->first ? stream->first->next : NULL);
		return stream;
	}
	answer = value_struct(d, address);
	add_parameters(d, answer, filled);
	return value_turn(d, stream, answer);
}
static REQUEST_LAYOUT(video_stream, sizeof(struct v4l2_streamparm))

const struct request requests_video[] = {
	BOTH_LAYOUT(VIDIOC_G_FMT, video_format),
	BOTH_LAYOUT(VIDIOC_S_FMT, video_format),
	BOTH_LAYOUT(VIDIOC_TRY_FMT, video_format),
	TAKES_LAYOUT(VIDIOC_CREATE_BUFS, video_creation),
	BOTH_LAYOUT(VIDIOC_REQBUFS, video_buffers),
	BOTH_LAYOUT(VIDIOC_QUERYBUF, video_buffer),
	BOTH_LAYOUT(VIDIOC_QBUF, video_buffer),
	BOTH_LAYOUT(VIDIOC_DQBUF, video_buffer),
	BOTH_LAYOUT(VIDIOC_G_PARM, video_stream),
	BOTH_LAYOUT(VIDIOC_S_PARM, video_stream),
	{0},
};
