// SPDX-License-Identifier: GPL-3.0-or-later
// A caches.json that is understood holds only valid caches and is the same after it was written again.
#include "config/cachejson.h"
#include "config/configfile.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QString name = QStringLiteral("caches.json");
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    auto json = configfile::parse(text, name, cachejson::newestVersion);
    if (!json)
        return 0;
    const auto caches = cachejson::toCaches(*json, name);
    if (!caches)
        return 0;
    for (std::size_t i = 0; i < caches->size(); ++i) {
        if (!validate((*caches)[i]))
            std::abort();
        cachejson::update((*json)["caches"][i], (*caches)[i]);
    }
    const auto again = configfile::parse(configfile::toText(*json), name, cachejson::newestVersion);
    if (!again || !(cachejson::toCaches(*again, name).value() == *caches))
        std::abort();
    return 0;
}
