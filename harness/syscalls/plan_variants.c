/* SPDX-License-Identifier: MIT */
/* Plans that an argument's value picks: rows of variants, and requests of ioctl. */
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

/* The n-th key of one variant under one ABI; or how many there are, taken off n. */
static bool variant_key(const struct variant *variant, unsigned abi, size_t *n, struct wire_variant *ret_key)
{
	uint32_t value;
	size_t k;

	if (variant->numbers[abi] < 0)
		return false;
	for (k = 0; variant_value(variant, k, &value); k++)
		if (!(*n)--) {
			ret_key->call = abi * WIRE_CALLS + variant->numbers[abi];
			ret_key->value = value;
			return true;
		}
	return false;
}

/* What the kernel side would not find by itself: it looks at the direction and the size in the request's number. */
static bool needs_plan(const struct request_shape *shape)
{
	struct wire_op op;

	return (shape->takes && !(shape->number >> 30 & 1)) || (shape->gives && !(shape->number >> 30 & 2)) ||
	       (shape->number >> 16 & 0x3fff) < shape->size ||
	       (shape->layout && plan_nested(shape->layout, false, 0, &op));
}

static void plan_of_request(unsigned abi, const struct request_shape *shape, struct wire_plan *ret_plan)
{
	struct syscall row = *syscall_of(WIRE_ABI_NATIVE, NATIVE_ioctl);

	row.selector = 0;
	row.args[2] = (struct argument){
		.name = row.args[2].name,
		.kind = !shape->gives ? KIND_STRUCT : !shape->takes ? KIND_OUT_STRUCT : KIND_INOUT_STRUCT,
		.size = shape->size,
		.layout = shape->layout,
	};
	plan_of_row(abi, &row, ret_plan);
}

static bool plan_request(size_t n, struct wire_variant *ret_key, struct wire_plan *ret_plan)
{
	static const int numbers[] = {NATIVE_ioctl, COMPAT_ioctl};
	struct request_shape shape;
	size_t cursor = 0;

	while (request_shape(&cursor, &shape))
		for (unsigned abi = WIRE_ABI_NATIVE; abi <= WIRE_ABI_COMPAT; abi++) {
			if (numbers[abi] < 0 || !needs_plan(&shape) || n--)
				continue;
			ret_key->call = abi * WIRE_CALLS + (unsigned)numbers[abi];
			ret_key->value = shape.number;
			plan_of_request(abi, &shape, ret_plan);
			return true;
		}
	return false;
}

bool plan_variant(size_t n, struct wire_variant *ret_key, struct wire_plan *ret_plan)
{
	const struct variant *variant;
	unsigned abi;
	size_t i;

	for (i = 0; variant_lists[i]; i++)
		for (variant = variant_lists[i]; variant->base; variant++)
			for (abi = WIRE_ABI_NATIVE; abi <= WIRE_ABI_COMPAT; abi++)
				if (variant_key(variant, abi, &n, ret_key)) {
					plan_of_row(abi, &variant->row, ret_plan);
					return true;
				}
	return plan_request(n, ret_key, ret_plan);
}
