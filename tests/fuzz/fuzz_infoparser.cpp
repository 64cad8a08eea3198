// SPDX-License-Identifier: GPL-3.0-or-later
// A parser that knows another answer must read the same as a fresh one, whatever the server sends.
#include "metrics/infoparser.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

namespace
{
bool same(const InfoValues& a, const InfoValues& b)
{
    if (!(*a.layout == *b.layout) || *a.texts != *b.texts || a.malformedLines != b.malformedLines ||
        a.firstMalformed != b.firstMalformed || a.values.size() != b.values.size())
        return false;
    for (std::size_t i = 0; i < a.values.size(); ++i)
        if (a.values[i] != b.values[i] && !(std::isnan(a.values[i]) && std::isnan(b.values[i])))
            return false;
    return true;
}

void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// The answer a poll later: some digits went on.
std::string next(std::string_view answer)
{
    std::string text(answer);
    for (std::size_t i = 0; i < text.size(); i += 3)
        if (text[i] >= '0' && text[i] < '9')
            ++text[i];
    return text;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::vector<std::string> extra = {"probe.rtt"};
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t half = std::min(input.find("\n===\n"), size);
    const std::string_view first = input.substr(0, half);
    const std::string second(half < size ? std::string(input.substr(half + 5)) : next(first));

    InfoParser parser;
    const InfoValues read = parser.parse(first, extra);
    require(read.values.size() == read.layout->size() && read.layout->names().back() == "probe.rtt");
    for (const double value : read.values)
        require(!std::isinf(value));
    for (const std::string_view answer : {first, std::string_view(second), first})
        require(same(parser.parse(answer, extra), InfoParser().parse(answer, extra)));
    return 0;
}
