/* SPDX-License-Identifier: MIT */
/* Signals: numbers, sets, actions, stacks and what comes with one. */
#include "harness/decode/fields.h"

#include <string.h>

struct value *value_signal(struct decoding *d, int number)
{
	return value_flags(d, &constants_signals, (uint64_t)(int64_t)number);
}

#define SIGNALS 64

/* Sets with more than two thirds of the signals are printed as what they lack. */
struct value *value_sigset(struct decoding *d, const unsigned char *bytes, size_t size)
{
	uint64_t mask = 0;
	unsigned count = (unsigned)(size < 8 ? size * 8 : SIGNALS);
	struct value *set = value_new(d, VALUE_SET);

	if (!set)
		return NULL;
	memcpy(&mask, bytes, size < 8 ? size : 8);	/* little endian, both */
	set->number = mask;
	set->is_inverted = (unsigned)__builtin_popcountll(mask) >= count * 2 / 3;
	for (unsigned i = 0; i < count; i++) {
		const char *name = signal_name((int)i + 1);
		struct value *word;

		if ((mask >> i & 1) == set->is_inverted)
			continue;
		word = value_word(d, name ? name + strlen("SIG") : "?");
		if (word) {
			word->number = i + 1;
			word->is_named_number = true;
		}
		value_add(set, word);
	}
	return set;
}

static uint64_t set_size(const struct decoding *d, const struct argument *argument)
{
	return argument->of == NO_SIZE ? word_size(d) : argument_word(d, argument->of);
}

static struct value *sigset_at(struct decoding *d, uint64_t address, uint64_t size, bool at_exit, bool is_any_size)
{
	const unsigned char *bytes;
	struct value *set;

	if (!address)
		return value_address(d, 0);
	/* The kernel takes no other size; strace does not look at the set then. */
	if (size != 8 && size != word_size(d) && !(is_any_size && size && size < 8))
		return value_address(d, address);
	bytes = at_exit ? bytes_at_exit(d, address, size) : bytes_at_entry(d, address, size);
	if (!bytes)
		return value_unread(d, address);
	set = value_sigset(d, bytes, size);
	if (set)
		set->address = address;
	return set;
}

struct value *value_sigset_at(struct decoding *d, uint64_t address, uint64_t size)
{
	return sigset_at(d, address, size, false, false);
}

DECODE_KIND(decode_sigset)
{
	return sigset_at(d, number, set_size(d, argument), false, false);
}

DECODE_KIND(decode_out_sigset)
{
	if (!has_result(d))
		return value_address(d, number);
	return sigset_at(d, number, set_size(d, argument), true, argument->size);
}

DECODE_KIND(decode_sigset_word)
{
	unsigned char bytes[4] = {(unsigned char)number, (unsigned char)(number >> 8), (unsigned char)(number >> 16),
				  (unsigned char)(number >> 24)};

	return value_sigset(d, bytes, sizeof(bytes));
}

/* A stop interrupted it, and the kernel has it go on by a call of its own. */
DECODE_KIND(decode_interrupted)
{
	const char *name = (uint32_t)number == UINT32_MAX ? "system call" : syscall_of(d->call->abi, (uint32_t)number)->name;

	return value_word(d, arena_format(d->arena, "<... resuming interrupted %s ...>", name));
}

/* The mask that comes back; it was captured by its place on the stack, which no register holds. */
DECODE_KIND(decode_sigframe)
{
	const struct wire_blob *blob = NULL;
	const unsigned char *bytes;
	struct value *frame;
	size_t length;

	while ((blob = call_next_blob(d->call, blob)))
		if (blob->what == WIRE_MEMORY && blob->slot == d->slot)
			break;
	bytes = blob ? blob_bytes(blob, &length) : NULL;
	frame = value_struct(d, blob ? blob->address : 0);
	if (!frame || !bytes || length < argument->of) {
		if (frame) {
			frame->has_more = true;
			frame->state = STATE_UNREAD;
		}
		return frame;
	}
	value_field(frame, "mask", value_sigset(d, bytes, argument->of));
	return frame;
}

/* ---- sigaction ---- */

static struct value *handler_value(struct decoding *d, uint64_t handler)
{
	uint64_t all = is_compat(d) ? UINT32_MAX : UINT64_MAX;

	if (handler == 0 || handler == 1 || handler == all) {
		struct value *word = value_word(d, handler == 0 ? "SIG_DFL" : handler == 1 ? "SIG_IGN" : "SIG_ERR");

		if (word) {
			word->number = handler;
			word->is_named_number = true;
			word->base = BASE_HEX;
		}
		return word;
	}
	return value_address(d, handler);
}

#define SIGACTION_RESTORER 0x04000000

static struct value *action_value(struct decoding *d, uint64_t address, uint64_t handler, struct value *mask,
				  uint64_t flags, uint64_t restorer)
{
	struct value *action = value_struct(d, address);

	value_field(action, "sa_handler", handler_value(d, handler));
	value_field(action, "sa_mask", mask);
	value_field(action, "sa_flags", value_flags(d, &constants_sigaction_flags, flags));
	if (flags & SIGACTION_RESTORER)
		value_field(action, "sa_restorer", value_address(d, restorer));
	return action;
}

static struct value *decode_sigaction(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d);

	return action_value(d, address, get_unsigned(bytes, word), value_sigset(d, bytes + 3 * word, 8),
			    get_unsigned(bytes + word, word), get_unsigned(bytes + 2 * word, word));
}
LAYOUT_BY(sigaction, 32, 20, decode_sigaction)

static struct value *decode_old_sigaction(struct decoding *d, const unsigned char *bytes, size_t length,
					  uint64_t address)
{
	return action_value(d, address, get_unsigned(bytes, 4), value_sigset(d, bytes + 4, 4), get_unsigned(bytes + 8, 4),
			    get_unsigned(bytes + 12, 4));
}
LAYOUT_BY(old_sigaction, 16, 16, decode_old_sigaction)

static const struct field stack_fields[] = {
	BOTH("ss_sp",	 ADDRESS,  0, 8,  0, 4),
	BOTH("ss_flags", FLAGS,	   8, 4,  4, 4, SET(constants_sigaltstack_flags)),
	BOTH("ss_size",	 UNSIGNED, 16, 8, 8, 4),
	{NULL},
};
LAYOUT(stack, 24, 12)

/* The set and its size that pselect6 takes behind one pointer. */
static struct value *decode_sigset_pack(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d);
	uint64_t size = get_unsigned(bytes + word, word);
	struct value *pack = value_struct(d, address);

	value_field(pack, "sigmask", sigset_at(d, get_unsigned(bytes, word), size, false, false));
	value_field(pack, "sigsetsize", value_number(d, size, BASE_UNSIGNED));
	return pack;
}
LAYOUT_BY(sigset_pack, 16, 8, decode_sigset_pack)

/* ---- sigevent ---- */

#define NOTIFY_SIGNAL	 0
#define NOTIFY_THREAD	 2
#define NOTIFY_THREAD_ID 4

static struct value *decode_sigevent(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	size_t word = word_size(d);
	struct value *event = value_struct(d, address);
	int signal = (int)get_signed(bytes + word, 4);
	unsigned notify = (unsigned)get_unsigned(bytes + word + 4, 4);
	const unsigned char *rest = bytes + word + 8;

	if (get_unsigned(bytes, word)) {
		struct value *content = value_field(event, "sigev_value", value_struct(d, 0));

		value_field(content, "sival_int", value_number(d, (uint64_t)get_signed(bytes, 4), BASE_SIGNED));
		value_field(content, "sival_ptr", value_address(d, get_unsigned(bytes, word)));
	}
	if (notify == NOTIFY_SIGNAL || notify == NOTIFY_THREAD || notify == NOTIFY_THREAD_ID)
		value_field(event, "sigev_signo", value_signal(d, signal));
	else
		value_field(event, "sigev_signo", value_number(d, (uint32_t)signal, BASE_UNSIGNED));
	value_field(event, "sigev_notify", value_flags(d, &constants_sigevent_notifies, notify));
	if (notify == NOTIFY_THREAD_ID)
		value_field(event, "sigev_notify_thread_id", value_number(d, (uint64_t)get_signed(rest, 4), BASE_SIGNED));
	if (notify == NOTIFY_THREAD) {
		value_field(event, "sigev_notify_function", value_address(d, get_unsigned(rest, word)));
		value_field(event, "sigev_notify_attributes", value_address(d, get_unsigned(rest + word, word)));
	}
	return event;
}
LAYOUT_BY(sigevent, 32, 20, decode_sigevent)	/* without the padding */
