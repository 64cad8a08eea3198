// SPDX-License-Identifier: GPL-3.0-or-later
// Any file read as a kept analysis of keys, and as one that goes on.
#include "keyspace/keyrecordfile.h"
#include "keyspace/keysurvey.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cacheledger;
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    if (const auto record = keyrecordfile::parse(bytes, QStringLiteral("x")))
        (void)keyrecordfile::toText(*record);
    if (const auto state = KeySurveyState::fromBytes(bytes)) {
        (void)state->scan.analysis.report();
        (void)state->toBytes();
    }
    return 0;
}
