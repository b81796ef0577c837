/* SPDX-License-Identifier: MIT */
/* Values as text, in strace's own words. */
#include "harness/decode/print.h"

#include <stdint.h>
#include <string.h>

static void add_number(struct text *text, uint64_t number, enum number_base base)
{
	switch (base) {
	case BASE_SIGNED:
		text_add_decimal(text, (long long)number);
		break;
	case BASE_UNSIGNED:
		text_add_unsigned(text, number);
		break;
	case BASE_OCTAL:
		text_format(text, "%#03llo", (unsigned long long)number);
		break;
	default:
		text_add_hex(text, number);
		break;
	}
}

static void print_bytes(struct text *text, const struct value *value, const struct line_style *style)
{
	bool is_path = value->kind == VALUE_PATH;
	struct quoting quoting = {
		.limit = is_path || value->is_quoted_name ? SIZE_MAX : style->string_limit,
		.is_hex = value->is_hex,
	};
	size_t length = value->length + (value->hides_nul && wants_hex(value->bytes, value->length, &quoting, style));

	if (value->is_character) {
		text_add(text, value->word);
		return;
	}
	if (value->is_abstract)
		text_add_char(text, '@');
	print_quoted(text, value->bytes, length, &quoting, style);
	if (value->state == STATE_CUT || value->has_more || value->length > quoting.limit)
		text_add(text, "...");
}

static bool wants_details(const struct object *object, const struct line_style *style)
{
	unsigned kinds = style->detail_kinds ? style->detail_kinds : ~0u;

	if (!style->details || !object->details || !object->file)
		return style->details;
	switch (object->file->type) {
	case WIRE_FILE_SOCKET:
		return kinds & DETAIL_SOCKET;
	case WIRE_FILE_PIDFD:
		return kinds & DETAIL_PIDFD;
	case WIRE_FILE_ANON:
		return !style->detail_kinds;
	default:
		return kinds & DETAIL_DEVICE;
	}
}

static void print_object(struct text *text, const struct object *object, const struct line_style *style)
{
	struct quoting quoting = {.limit = SIZE_MAX, .is_in_angles = true};
	const char *details = wants_details(object, style) ? object->details : NULL;
	bool is_device = details && (!strncmp(details, "char ", 5) || !strncmp(details, "block ", 6));
	const char *path = details && !is_device ? details : object->path;

	if (!path || (!is_device && path != details && !style->paths && style->detail_kinds))
		return;
	text_add_char(text, '<');
	/* The -> of details stays as it is. */
	if (path == details)
		text_add(text, object->printed ? object->printed : details);
	else
		print_quoted(text, (const unsigned char *)path, strlen(path), &quoting, style);
	if (is_device)
		text_format(text, "<%s>", details);
	text_add_char(text, '>');
	if (object->is_deleted)
		text_add(text, "(deleted)");
}

static void print_fd(struct text *text, const struct value *value, const struct line_style *style)
{
	if (value->word && style->names == LINE_ABBREV)
		text_add(text, value->word);
	else
		text_add_decimal(text, (int64_t)value->number);
	if (value->word && style->names == LINE_VERBOSE)
		text_format(text, " /* %s */", value->word);
	if (value->object && (style->paths || style->details))
		print_object(text, value->object, style);
}

static void print_address(struct text *text, uint64_t address)
{
	if (address)
		text_add_hex(text, address);
	else
		text_add(text, "NULL");
}

static bool is_left_out(const struct value *child, const struct line_style *style)
{
	return child->is_verbose_only && !child->is_hidden_whole && !style->verbose;
}

static void print_struct(struct text *text, const struct value *value, const struct line_style *style)
{
	bool has_more = value->has_more;
	bool is_first = true, is_in_gap = false;

	text_add_char(text, '{');
	for (const struct value *child = value->first; child; child = child->next) {
		if (is_left_out(child, style)) {
			if (child->is_gap && !is_in_gap)
				text_add(text, is_first ? "..." : ", ...");
			is_first &= !child->is_gap;
			is_in_gap = child->is_gap;
			has_more |= !child->is_unmentioned && !child->is_gap;
			continue;
		}
		if (!is_first)
			text_add(text, ", ");
		is_first = is_in_gap = false;
		if (child->name && *child->name && !(child->kind == VALUE_CALL && child->is_bare && style->names == LINE_ABBREV))
			text_format(text, "%s=", child->name);
		print_value(text, child, style);
	}
	if (has_more && !is_first)
		text_add(text, ", ");
	if (has_more)
		text_add(text, value->is_more_unread ? "???" : "...");
	text_add_char(text, '}');
}

/* "[NAME]=", where that is a name of the place's number in the style that is wanted. */
static void print_place(struct text *text, const struct value *array, const char *name, size_t place,
			const struct line_style *style)
{
	size_t length = strlen(name);
	bool is_place = array->is_named_number && length > 2 && style->names != LINE_ABBREV;
	bool has_name = is_place && (name[1] < '0' || name[1] > '9');

	if (!is_place || (!has_name && style->names == LINE_VERBOSE))
		text_format(text, "%s=", name);
	else if (style->names == LINE_RAW)
		text_format(text, "[%zu]=", place);
	else
		text_format(text, "[%zu /* %.*s */]=", place, (int)length - 2, name + 1);
}

static size_t shown_most(const struct value *value, size_t limit)
{
	return value->shown_most && value->shown_most - 1 < limit ? value->shown_most - 1 : limit;
}

/* Arrays are abbreviated as strings are: at most string_limit elements. */
static void print_array(struct text *text, const struct value *value, const struct line_style *style)
{
	size_t limit = style->verbose ? SIZE_MAX : shown_most(value, style->string_limit);
	bool has_more = value->has_more, is_cut = value->has_more && value->more_at;
	size_t shown = 0;

	text_add_char(text, '[');
	for (const struct value *child = value->first; child; child = child->next) {
		if (shown == limit) {
			has_more = true;
			is_cut = false;
			break;
		}
		if (shown++)
			text_add(text, ", ");
		if (child->name)
			print_place(text, value, child->name, shown - 1, style);
		print_value(text, child, style);
	}
	if (has_more)
		text_add(text, shown ? ", ..." : "...");
	if (is_cut)
		text_format(text, " /* %#llx */", (unsigned long long)value->more_at);
	text_add_char(text, ']');
}

static void print_joined(struct text *text, const struct value *value, const char *between,
			 const struct line_style *style)
{
	for (const struct value *child = value->first; child; child = child->next) {
		if (child != value->first)
			text_add(text, between);
		print_value(text, child, style);
	}
}

/* As many elements of a set as are shown without -v; true: there are more. */
static bool print_first(struct text *text, const struct value *value, size_t count, const struct line_style *style)
{
	for (const struct value *child = value->first; child; child = child->next) {
		if (!count--)
			return true;
		if (child != value->first)
			text_add_char(text, ' ');
		print_value(text, child, style);
	}
	return false;
}

static void print_set(struct text *text, const struct value *value, const struct line_style *style)
{
	bool has_more = value->has_more;

	text_add(text, value->is_inverted ? "~[" : "[");
	if (value->shown_most && !style->verbose)
		has_more |= print_first(text, value, value->shown_most - 1, style);
	else
		print_joined(text, value, " ", style);
	if (has_more)
		text_add(text, value->first ? " ..." : "...");
	text_add_char(text, ']');
}

/* The parameter that only says which field is filled is left out where the field is named. */
static void print_parameters(struct text *text, const struct value *value, bool has_field,
			     const struct line_style *style)
{
	for (const struct value *child = value->first; child; child = child->next) {
		if (has_field && child->kind == VALUE_WORD && child->word[0] == '&')
			continue;
		if (child != value->first)
			text_add(text, ", ");
		/* what stands in a comment has none, but for the classes of priorities */
		if (has_field && style->names == LINE_ABBREV && child->kind == VALUE_FLAGS && !has_constant(child->set, child->number)) {
			text_add_hex(text, child->number);
			continue;
		}
		print_value(text, child, style);
	}
}

static void print_named(struct text *text, const struct value *value, const struct line_style *style)
{
	/* a number whose order is swapped is a call in every style: htons(0x3) */
	bool is_swapped = value->kind == VALUE_CALL && !value->bytes &&
			  (!strcmp(value->word, "htons") || !strcmp(value->word, "htobs"));
	/* and one of four letters has no number beside it */
	bool is_spelled = value->kind == VALUE_CALL && style->names == LINE_VERBOSE && !strcmp(value->word, "v4l2_fourcc");
	bool has_number = value->is_named_number && style->names != LINE_ABBREV && !is_swapped && !is_spelled;
	struct quoting quoting = {.limit = SIZE_MAX, .is_hex = true};

	if (has_number && value->bytes)
		print_quoted(text, value->bytes, value->length, &quoting, style);
	else if (has_number && value->is_address)
		print_address(text, value->number);
	else if (has_number && value->is_sum)
		print_joined(text, value, "+", style);
	else if (has_number && value->kind == VALUE_WORD && value->first)
		print_struct(text, value, style);
	else if (has_number)
		add_number(text, value->number, value->base);
	if (has_number && (style->names == LINE_RAW || value->is_sum))
		return;
	if (has_number)
		text_add(text, " /* ");
	text_add(text, value->word);
	if (value->kind == VALUE_CALL) {
		struct line_style plain = *style;

		/* Inside a comment, only classes of priorities have their numbers beside them. */
		plain.names = has_number && strcmp(value->word, "IOPRIO_PRIO_VALUE") ? LINE_ABBREV : style->names;
		text_add_char(text, '(');
		print_parameters(text, value, has_number, &plain);
		text_add_char(text, ')');
	}
	if (has_number)
		text_add(text, " */");
}

static void print_change(struct text *text, const struct value *value, const struct line_style *style)
{
	if (!value->is_bare)
		text_add_char(text, '[');
	if (value->is_named_again && value->name && value->first && value->first->next) {
		print_value(text, value->first, style);
		text_format(text, " => %s=", value->name);
		print_value(text, value->first->next, style);
	} else {
		print_joined(text, value, " => ", style);
	}
	if (!value->is_bare)
		text_add_char(text, ']');
}

static void print_kind(struct text *text, const struct value *value, const struct line_style *style)
{
	switch (value->kind) {
	case VALUE_FLAGS:
		print_constants(text, value, style);
		break;
	case VALUE_BYTES:
	case VALUE_PATH:
		print_bytes(text, value, style);
		break;
	case VALUE_FD:
		print_fd(text, value, style);
		break;
	case VALUE_ADDRESS:
		print_address(text, value->number);
		break;
	case VALUE_WORD:
	case VALUE_CALL:
		print_named(text, value, style);
		break;
	case VALUE_STRUCT:
		print_struct(text, value, style);
		break;
	case VALUE_ARRAY:
		print_array(text, value, style);
		break;
	case VALUE_SET:
		print_set(text, value, style);
		break;
	case VALUE_CHANGE:
		print_change(text, value, style);
		break;
	case VALUE_OR:
		if (value->is_named_number && style->names == LINE_RAW)
			add_number(text, value->number, (enum number_base)value->base);
		else
			print_joined(text, value, "|", style);
		break;
	default:
		add_number(text, value->number, (enum number_base)value->base);
		break;
	}
}

void print_value(struct text *text, const struct value *value, const struct line_style *style)
{
	bool is_hidden = value->is_verbose_only && !style->verbose && (!value->name || value->is_hidden_whole);

	if (value->is_comment_first)
		text_format(text, "/* %s */ ", value->comment);
	if (is_hidden)
		print_address(text, value->address);
	else
		print_kind(text, value, style);
	print_whose(text, value, false, style);
	/* The comment of a hidden vector says how much it holds. Ticks are raw with -X raw, dates stay. */
	if (value->comment && !value->is_comment_first && (is_hidden || !value->is_verbose_only || value->name) &&
	    !(style->names == LINE_RAW && (value->kind == VALUE_CALL || value->kind == VALUE_OR ||
					       (value->kind == VALUE_NUMBER && value->base != BASE_SIGNED))))
		text_format(text, " /* %s */", value->comment);
}

void print_result_value(struct text *text, const struct value *value, const struct line_style *style)
{
	/* Behind a result strace prints neither the names of the style nor what descriptors are open on. */
	struct line_style bare = *style;
	struct value plain = *value;

	bare.paths = false;
	bare.details = false;
	plain.comment = NULL;
	if (value->kind == VALUE_FLAGS) {
		text_add_hex(text, value->number);
		text_add(text, " (");
		if (value->word)
			text_format(text, "%s ", value->word);
		bare.names = value->is_bare ? LINE_ABBREV : style->names;
		print_constants(text, value, &bare);
		text_add_char(text, ')');
		return;
	}
	print_kind(text, &plain, style);
	if (value->comment)
		text_format(text, " (%s)", value->comment);
	if (!value->first || (style->names == LINE_RAW && (value->first->kind == VALUE_CALL ||
							   (value->first->kind == VALUE_FLAGS && value->first->is_bare))))
		return;
	if (value->first->kind == VALUE_FLAGS && value->first->is_bare)
		bare.names = LINE_ABBREV;
	text_add(text, " (");
	for (const struct value *child = value->first; child; child = child->next) {
		if (child != value->first)
			text_add(text, ", ");
		if (child->word && child->kind != VALUE_WORD && child->kind != VALUE_CALL)
			text_format(text, "%s ", child->word);
		print_value(text, child, &bare);
	}
	text_add_char(text, ')');
}
