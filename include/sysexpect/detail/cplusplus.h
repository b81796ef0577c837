/* SPDX-License-Identifier: MIT */
/* SX_ARGV and SX_OPTIONS for C++, where C's compound literals are no standard; included by sysexpect.h. */
#ifndef SYSEXPECT_DETAIL_CPLUSPLUS_H
#define SYSEXPECT_DETAIL_CPLUSPLUS_H

/* g++ -Wextra warns of fields that a designated initialiser leaves out, which is what SX_OPTIONS is for. */
#pragma GCC system_header

namespace sysexpect_detail {

inline const char *word(const char *text)
{
	return text;
}

/* std::string and whatever else has c_str(), without a header of the C++ library. */
template <typename Text>
inline auto word(const Text &text) -> decltype(text.c_str())
{
	return text.c_str();
}

template <size_t Count>
struct argv {
	const char *words[Count + 1];

	operator const char *const *() const
	{
		return words;
	}
};

template <typename... Words>
inline argv<sizeof...(Words)> make_argv(const Words &...words)
{
	return argv<sizeof...(Words)>{{word(words)..., nullptr}};
}

struct options {
	::sx_options value;

	operator const ::sx_options *() const
	{
		return &value;
	}
};

} /* namespace sysexpect_detail */

/** The arguments as a NULL-terminated vector, for the statement it stands in. */
#define SX_ARGV(...) (::sysexpect_detail::make_argv(__VA_ARGS__))

#if __cplusplus >= 202002L
/** Options by name, in the order of the fields: SX_OPTIONS(.timeout_ms = 2000, .flags = SX_CAPTURE). */
#define SX_OPTIONS(...) (::sysexpect_detail::options{{.size = sizeof(::sx_options), __VA_ARGS__}})
#endif

#endif
