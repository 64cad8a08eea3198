// SPDX-License-Identifier: GPL-3.0-or-later
// A note that is understood is the same after it was written again.
#include "history/annotationspool.h"

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto note = annotationFromJson(QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)));
    if (!note)
        return 0;
    const auto again = annotationFromJson(annotationToJson(*note));
    if (!again || again->removed != note->removed || again->event.text != note->event.text ||
        again->event.timeMs != note->event.timeMs || again->event.cache != note->event.cache)
        std::abort();
    return 0;
}
