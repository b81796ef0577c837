/* SPDX-License-Identifier: MIT */
/* Signals and ends of processes as lines, in strace's own words. */
#include "harness/decode/build.h"
#include "harness/decode/print.h"

#include <signal.h>
#include <string.h>

static bool read_signal(const struct sx_call *entry, struct wire_signal *ret)
{
	if (entry->blobs < sizeof(*ret))
		return false;
	memcpy(ret, call_payload(entry), sizeof(*ret));
	return true;
}

static const struct value *info_of(struct arena *arena, const struct sx_call *entry, const struct wire_signal *event)
{
	struct decoding d = {.arena = arena, .call = entry, .row = syscall_of(WIRE_ABI_NATIVE, UINT32_MAX)};

	return value_siginfo(&d, event->signal, event->error, event->code, (const unsigned char *)event->fields,
			     sizeof(event->fields), 8);
}

const struct value *decode_signal_info(struct arena *arena, const struct sx_call *entry, int *ret_signal)
{
	struct wire_signal event;

	if (!read_signal(entry, &event))
		return NULL;
	*ret_signal = event.signal;
	return info_of(arena, entry, &event);
}

bool is_stop(const struct sx_call *entry)
{
	struct wire_signal event;

	return read_signal(entry, &event) && event.how == WIRE_SIGNAL_STOPPED;
}

static void add_info(struct text *text, const struct sx_call *entry, const struct wire_signal *event,
		     const struct line_style *style)
{
	struct arena arena = {0};
	const struct value *info = info_of(&arena, entry, event);

	text_add_char(text, ' ');
	if (info)
		print_value(text, info, style);
	else
		text->failed = true;
	arena_free(&arena);
}

static void signal_line(struct text *text, const struct sx_call *entry, const struct line_style *style)
{
	struct wire_signal event;
	const char *name;
	bool is_stopped;

	if (!read_signal(entry, &event)) {
		text_add(text, "--- ? ---");
		return;
	}
	is_stopped = event.how == WIRE_SIGNAL_STOPPED;
	text_add(text, is_stopped ? "--- stopped by " : "--- ");
	name = signal_name(event.signal);
	if (name)
		text_add(text, name);
	else
		text_add_decimal(text, event.signal);
	if (!is_stopped)
		add_info(text, entry, &event, style);
	text_add(text, " ---");
}

static void exit_line(struct text *text, const struct sx_call *entry)
{
	struct wire_exit event;
	unsigned signal;
	const char *name;

	if (entry->blobs < offsetof(struct wire_exit, comm)) {
		text_add(text, "+++ ? +++");
		return;
	}
	memcpy(&event, call_payload(entry), offsetof(struct wire_exit, comm));
	signal = event.status & 0x7f;
	name = signal_name((int)signal);
	if (entry->flags & WIRE_SUPERSEDED)
		text_format(text, "+++ superseded by execve in pid %u +++", event.status);
	else if (!signal)
		text_format(text, "+++ exited with %u +++", event.status >> 8 & 0xff);
	else if (name)
		text_format(text, "+++ killed by %s%s +++", name, event.status & 0x80 ? " (core dumped)" : "");
	else
		text_format(text, "+++ killed by %u%s +++", signal, event.status & 0x80 ? " (core dumped)" : "");
}

void line_of_event(struct text *text, const struct sx_call *entry, const struct line_style *style)
{
	if (entry->entry == ENTRY_SIGNAL)
		signal_line(text, entry, style);
	else if (entry->entry == ENTRY_EXIT)
		exit_line(text, entry);
	else
		line_of_call(text, entry, style, NULL);
}
