// SPDX-License-Identifier: GPL-3.0-or-later
// An address that is understood reads the same from its own text; one that is not never comes back in the message.
#include "config/endpoint.h"

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto parsed = parseEndpointUrl(text);
    if (!parsed)
        return 0;
    const auto again = parseEndpointUrl(parsed->endpoint.url());
    if (!again || !(again->endpoint == parsed->endpoint) || again->hasPassword)
        std::abort();
    return 0;
}
