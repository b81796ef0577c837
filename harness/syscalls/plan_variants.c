/* SPDX-License-Identifier: MIT */
/* Plans that an argument's value picks: rows of variants, and requests of ioctl. */
#include <string.h>

#include "harness/decode/layouts.h"
#include "harness/syscalls/plan.h"
#include "harness/syscalls/plan_nested.h"
#include "harness/syscalls/variants.h"

/* ---- variants: one key for each value, with every combination of the bits that do not matter ---- */

/* The n-th value of a variant's selector: its ignored bits counted through. */
static bool variant_value(const struct variant *variant, size_t n, uint32_t *ret_value)
{
	uint32_t value = variant->value, bits = variant->ignored;

	for (; bits; bits &= bits - 1, n >>= 1)
		if (n & 1)
			value |= bits & -bits;
	*ret_value = value;
	return !n;
}

static bool next_of_rows(struct plan_cursor *at, struct wire_variant *ret_key, struct wire_plan *ret_plan)
{
	uint32_t value;

	for (; variant_lists[at->list]; at->list++, at->row = 0)
		for (; variant_lists[at->list][at->row].base; at->row++, at->abi = WIRE_ABI_NATIVE)
			for (; at->abi <= WIRE_ABI_COMPAT; at->abi++, at->value = 0) {
				const struct variant *variant = &variant_lists[at->list][at->row];

				if (variant->numbers[at->abi] < 0 || !variant_value(variant, at->value, &value))
					continue;
				at->value++;
				ret_key->call = at->abi * WIRE_CALLS + variant->numbers[at->abi];
				ret_key->value = value;
				plan_of_row(at->abi, &variant->row, ret_plan);
				return true;
			}
	return false;
}

/* What the kernel side would not find by itself: it looks at the direction and the size in the request's number. */
static bool needs_plan(const struct request_shape *shape)
{
	struct wire_op op;

	if (shape->is_fd || shape->fds)
		return true;
	return (shape->takes && !(shape->number >> 30 & 1)) || (shape->gives && !(shape->number >> 30 & 2)) ||
	       (shape->number >> 16 & 0x3fff) < shape->size ||
	       (shape->layout && plan_nested(shape->layout, false, NESTED_ALL, 0, &op));
}

/* Behind the structure that they stand in. */
static void add_descriptors(const struct request_shape *shape, struct wire_plan *plan)
{
	for (unsigned i = 0; i < shape->fds && plan->steps < WIRE_OPS; i++) {
		struct wire_op *op = &plan->ops[plan->enter_steps];

		memmove(op + 1, op, (plan->steps - plan->enter_steps) * sizeof(*op));
		*op = (struct wire_op){.op = WIRE_OP_FDAT, .slot = 2, .dirfd = WIRE_NO_DIRFD, .offset = shape->fd_at[i]};
		plan->enter_steps++;
		plan->steps++;
	}
}

static void plan_of_request(unsigned abi, const struct request_shape *shape, struct wire_plan *ret_plan)
{
	struct syscall row = *syscall_of(WIRE_ABI_NATIVE, NATIVE_ioctl);

	row.selector = 0;
	row.args[2] = (struct argument){
		.name = row.args[2].name,
		.kind = shape->is_fd ? KIND_FD : !shape->gives ? KIND_STRUCT : !shape->takes ? KIND_OUT_STRUCT : KIND_INOUT_STRUCT,
		.size = shape->size,
		.layout = shape->layout,
	};
	plan_of_row(abi, &row, ret_plan);
	add_descriptors(shape, ret_plan);
}

static bool next_of_requests(struct plan_cursor *at, struct wire_variant *ret_key, struct wire_plan *ret_plan)
{
	static const int numbers[] = {NATIVE_ioctl, COMPAT_ioctl};
	struct request_shape shape;

	for (; at->request_abi <= WIRE_ABI_COMPAT; at->request_abi++, at->request = 0)
		while (numbers[at->request_abi] >= 0 && request_shape(&at->request, &shape)) {
			if (!needs_plan(&shape))
				continue;
			ret_key->call = at->request_abi * WIRE_CALLS + (unsigned)numbers[at->request_abi];
			ret_key->value = shape.number;
			plan_of_request(at->request_abi, &shape, ret_plan);
			return true;
		}
	return false;
}

bool plan_next_variant(struct plan_cursor *at, struct wire_variant *ret_key, struct wire_plan *ret_plan)
{
	return next_of_rows(at, ret_key, ret_plan) || next_of_requests(at, ret_key, ret_plan);
}
