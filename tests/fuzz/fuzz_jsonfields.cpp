// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever an endpoint sends as JSON: it ends, only finite numbers get in, and their number is bounded.
#include "sources/jsonfields.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::vector<FieldMapping> wanted{{QStringLiteral("/a/0"), "app.requests", 1}};
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto reading = readJsonFields(text, wanted);
    if (!reading)
        return 0;
    for (const auto& [name, number] : reading->numbers)
        if (!std::isfinite(number) || !(name.isEmpty() || name.startsWith(QLatin1Char('/'))))
            std::abort();
    return 0;
}
