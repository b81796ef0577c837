/* SPDX-License-Identifier: MIT */
/* What requests of terminals and serial lines take, where no row of the table has them. */
#include "harness/decode/requests.h"

#include <asm/ioctls.h>
#include <asm/sockios.h>
#include <asm/termbits.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(modem_lines, "TIOCM_???",
	 NEWER(TIOCM_LE, 0x1), NEWER(TIOCM_DTR, 0x2), NEWER(TIOCM_RTS, 0x4), NEWER(TIOCM_ST, 0x8),
	 NEWER(TIOCM_SR, 0x10), NEWER(TIOCM_CTS, 0x20), NEWER(TIOCM_CAR, 0x40), NEWER(TIOCM_RNG, 0x80),
	 NEWER(TIOCM_DSR, 0x100), NEWER(TIOCM_OUT1, 0x2000), NEWER(TIOCM_OUT2, 0x4000), NEWER(TIOCM_LOOP, 0x8000))

static const struct field termio_fields[] = {
	SAME("c_iflag", FLAGS, 0, 2, SET(constants_termios_input)),
	SAME("c_oflag", FLAGS, 2, 2, SET(constants_termios_output)),
	SAME("c_cflag", FLAGS, 4, 2, SET(constants_termios_control)),
	SAME("c_lflag", FLAGS, 6, 2, SET(constants_termios_local)),
	SAME("c_line", FLAGS, 8, 1, SET(constants_line_disciplines), VERBOSE),
	{NULL},
};

static struct value *decode_termio(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *termio = value_fields(d, termio_fields, bytes, length, address, false);
	struct memory characters = {.bytes = bytes + offsetof(struct termio, c_cc), .length = NCC, .state = STATE_OK};
	struct value *child = value_field(termio, "c_cc", value_bytes(d, &characters, 0, NCC));

	if (child) {
		child->is_hex = true;
		child->is_verbose_only = true;
	}
	return termio;
}
static REQUEST_LAYOUT(termio, sizeof(struct termio))

const struct request requests_terminals[] = {
	GIVES_LAYOUT(TCGETA, termio),
	TAKES_LAYOUT(TCSETA, termio),
	TAKES_LAYOUT(TCSETAW, termio),
	TAKES_LAYOUT(TCSETAF, termio),
	GIVES_LAYOUT(TIOCGLCKTRMIOS, termios),
	TAKES_LAYOUT(TIOCSLCKTRMIOS, termios),
	GIVES_LAYOUT(0x802c542a, termios2),
	TAKES_LAYOUT(0x402c542b, termios2),
	TAKES_LAYOUT(0x402c542c, termios2),
	TAKES_LAYOUT(0x402c542d, termios2),
	GIVES_ONE(TIOCGPKT, SIGNED, 4),
	GIVES_ONE(TIOCGPTN, SIGNED, 4),
	TAKES_ONE(TIOCSPTLCK, SIGNED, 4),
	GIVES_ONE(TIOCGPTLCK, SIGNED, 4),
	GIVES_ONE(TIOCGEXCL, SIGNED, 4),
	GIVES_ONE(TIOCMGET, FLAGS, 4, SET(constants_modem_lines)),
	TAKES_ONE(TIOCMSET, FLAGS, 4, SET(constants_modem_lines)),
	TAKES_ONE(TIOCMBIS, FLAGS, 4, SET(constants_modem_lines)),
	TAKES_ONE(TIOCMBIC, FLAGS, 4, SET(constants_modem_lines)),
	GIVES_ONE(TIOCGDEV, SIGNED, 4),
	GIVES_ONE(TIOCGSOFTCAR, SIGNED, 4),
	TAKES_ONE(TIOCSSOFTCAR, SIGNED, 4),
	TAKES_ONE(FIOSETOWN, SIGNED, 4),
	GIVES_ONE(FIOGETOWN, SIGNED, 4),
	GIVES_ONE(FIOQSIZE, SIGNED, 8),
	NOTHING(TIOCVHANGUP),
	NOTHING(TIOCSBRK),
	NOTHING(TIOCCBRK),
	NOTHING(TIOCCONS),
	NOTHING(TIOCSSERIAL),
	TAKES_BARE(TIOCSTI, BYTES, 1),
	{0},
};
