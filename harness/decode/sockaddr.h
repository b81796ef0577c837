/* SPDX-License-Identifier: MIT */
/* What addresses of all families are made of. Private to this room. */
#ifndef SX_DECODE_SOCKADDR_H
#define SX_DECODE_SOCKADDR_H

#include "harness/decode/build.h"

/* htons(80): a number whose bytes lie in another order. */
struct value *network_number(struct decoding *d, const char *function, const unsigned char *bytes, size_t length,
			     uint64_t number);
struct value *value_ethertype(struct decoding *d, const unsigned char bytes[static 2]);	/* htons(ETH_P_IP) */
struct value *hardware_byte(struct decoding *d, unsigned char byte);	/* 00, 0x2 */

/* The fields of a family that few programs speak; false: it is none, or too short for it. */
bool add_rare_family(struct decoding *d, struct value *address, unsigned family, const unsigned char *bytes,
		     size_t length);

#endif
