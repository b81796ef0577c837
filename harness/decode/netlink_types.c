/* SPDX-License-Identifier: MIT */
/* Types of netlink messages, and what their flags mean. */
#include "harness/decode/netlink.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>

static const struct constants *const type_sets[] = {
	[NETLINK_ROUTE] = &constants_netlink_route_types,
	[NETLINK_SOCK_DIAG] = &constants_netlink_diag_types,
	[NETLINK_XFRM] = &constants_netlink_xfrm_types,
	[NETLINK_SELINUX] = &constants_netlink_selinux_types,
	[NETLINK_AUDIT] = &constants_netlink_audit_types,
	[NETLINK_GENERIC] = &constants_netlink_generic_types,
	[NETLINK_CRYPTO] = &constants_netlink_crypto_types,
};

/* The upper flags of what makes something, deletes, or asks. */
enum verb { VERB_NONE, VERB_NEW, VERB_DELETE, VERB_GET };

static const struct constants *const verb_flags[] = {
	[VERB_NONE] = &constants_netlink_flags,
	[VERB_NEW] = &constants_netlink_new_flags,
	[VERB_DELETE] = &constants_netlink_delete_flags,
	[VERB_GET] = &constants_netlink_get_flags,
};

/* A letter for each type of a subsystem: n, d, g; - for neither. */
static const struct {
	const struct constants *types;
	const char *verbs;
} subsystems[] = {
	[1] = {&constants_conntrack_types, "ngdggggg"},
	[2] = {&constants_expectation_types, "ngdg"},
	[3] = {&constants_packet_queue_types, ""},
	[4] = {&constants_packet_log_types, ""},
	[5] = {&constants_fingerprint_types, ""},
	[6] = {&constants_ipset_types, ""},
	[7] = {&constants_accounting_types, "nggd"},
	[8] = {&constants_ct_timeout_types, "ngd"},
	[9] = {&constants_ct_helper_types, "ngd"},
	[10] = {&constants_nftables_types, "ngdngdngdngdngdng-ngdgngdgdddddddg"},
	[11] = {&constants_nft_compat_types, "g"},
	[12] = {&constants_netfilter_hook_types, "g"},
};

#define SUBSYSTEMS (sizeof(subsystems) / sizeof(subsystems[0]))

static enum verb verb_of(const char *verbs, unsigned type)
{
	unsigned n = 0;

	while (verbs[n] && n < type)
		n++;
	switch (verbs[n]) {
	case 'n':
		return VERB_NEW;
	case 'd':
		return VERB_DELETE;
	case 'g':
		return VERB_GET;
	default:
		return VERB_NONE;
	}
}

static struct value *unknown_subsystem(struct decoding *d, unsigned type)
{
	struct value *value = value_word(d, arena_format(d->arena, "%#x /* NFNL_SUBSYS_??? */<<8", type >> 8));

	if (value) {
		value->number = type & 0xff00;
		value->is_named_number = true;
		value->base = BASE_HEX;
	}
	return value;
}

/* Messages of the netfilter have their subsystem in the upper byte. */
static struct value *netfilter_type(struct decoding *d, unsigned type)
{
	const struct constants *types = type >> 8 < SUBSYSTEMS ? subsystems[type >> 8].types : NULL;
	struct value *both;

	if (has_name(&constants_netfilter_types, type))
		return value_flags(d, &constants_netfilter_types, type);
	both = value_new(d, VALUE_OR);
	if (type >> 8 < SUBSYSTEMS)
		value_add(both, value_flags(d, &constants_netfilter_subsystems, type & 0xff00));
	else
		value_add(both, unknown_subsystem(d, type));
	value_add(both, value_flags(d, types, type & 0xff));
	return both;
}

struct value *value_message_type(struct decoding *d, unsigned type, unsigned family)
{
	if (type < NLMSG_MIN_TYPE)
		return value_flags(d, &constants_netlink_types, type);
	if (family == NETLINK_NETFILTER)
		return netfilter_type(d, type);
	if (family < sizeof(type_sets) / sizeof(type_sets[0]) && type_sets[family])
		return value_flags(d, type_sets[family], type);
	return value_flags(d, &constants_netlink_types, type);
}

#define CRYPTO_BASE	16	/* CRYPTO_MSG_NEWALG; linux/cryptouser.h */
#define XFRM_BASE	16	/* XFRM_MSG_NEWSA; linux/xfrm.h */
#define DELETE_ACTIONS	49	/* RTM_DELACTION */

const struct constants *message_flags(unsigned type, unsigned family)
{
	enum verb verb = VERB_NONE;

	if (type < NLMSG_MIN_TYPE)
		return type == NLMSG_ERROR ? &constants_netlink_ack_flags : &constants_netlink_flags;
	switch (family) {
	case NETLINK_ROUTE:
		verb = type == DELETE_ACTIONS ? VERB_GET : verb_of("ndg-", type & 3);
		break;
	case NETLINK_SOCK_DIAG:
		verb = VERB_GET;
		break;
	case NETLINK_GENERIC:	/* of the family that knows the others */
		verb = type == GENL_ID_CTRL ? VERB_GET : VERB_NONE;
		break;
	case NETLINK_XFRM:
		verb = verb_of("ndgndg--------ng--ngng", type - XFRM_BASE);
		break;
	case NETLINK_CRYPTO:
		verb = verb_of("nd-gd", type - CRYPTO_BASE);
		break;
	case NETLINK_NETFILTER:
		if (type >> 8 < SUBSYSTEMS && subsystems[type >> 8].verbs)
			verb = verb_of(subsystems[type >> 8].verbs, type & 0xff);
		break;
	default:
		break;
	}
	return verb_flags[verb];
}
