// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever an endpoint sends: only finite numbers get in, and what is believed of a histogram adds up.
#include "sources/exposition.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

namespace
{
void require(bool condition)
{
    if (!condition)
        std::abort();
}

void check(const SourceReading& reading)
{
    for (const auto& [name, number] : reading.numbers)
        require(std::isfinite(number));
    for (const auto& [name, distribution] : reading.distributions)
        require(!distribution.countTotal || std::isfinite(*distribution.countTotal));
    require(reading.problems.size() <= SourceReading::mostProblems);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::vector<FieldMapping> wanted{{QStringLiteral("a"), "app.requests", 1},
                                                  {QStringLiteral("a{b=\"c\"}"), "app.errors", 1},
                                                  {QStringLiteral("h"), "stage.a", 1}};
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const qsizetype half = text.indexOf("\n===\n");
    ExpositionReader reader;
    for (const QByteArray& answer : {text.left(half), half < 0 ? text : text.mid(half + 5), text})
        for (const bool everything : {false, true})
            if (const auto reading = reader.read(answer, wanted, everything))
                check(*reading);
    return 0;
}
