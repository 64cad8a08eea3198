// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/curllibrary.h"

#include <QtCore/QLibrary>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int binaryVersion = 4; // of libcurl.so since 2006

template <typename Function>
static bool resolveInto(QLibrary& library, const char* name, Function& function)
{
    function = reinterpret_cast<Function>(library.resolve(name));
    return function != nullptr;
}

std::optional<CurlLibrary> CurlLibrary::load(const QString& name, int version)
{
    QLibrary library(name, version);
    library.setLoadHints(QLibrary::PreventUnloadHint); // threads may still send when the program ends
    CurlLibrary curl;
    const bool complete = library.load() && resolveInto(library, "curl_global_init", curl.globalInit) &&
                          resolveInto(library, "curl_easy_init", curl.easyInit) &&
                          resolveInto(library, "curl_easy_cleanup", curl.easyCleanup) &&
                          resolveInto(library, "curl_easy_setopt", curl.easySetopt) &&
                          resolveInto(library, "curl_easy_getinfo", curl.easyGetinfo) &&
                          resolveInto(library, "curl_easy_perform", curl.easyPerform) &&
                          resolveInto(library, "curl_easy_strerror", curl.easyStrerror) &&
                          resolveInto(library, "curl_slist_append", curl.slistAppend) &&
                          resolveInto(library, "curl_slist_free_all", curl.slistFreeAll);
    return complete ? std::optional(curl) : std::nullopt;
}

const CurlLibrary* CurlLibrary::shared()
{
    static const std::optional<CurlLibrary> curl = [] {
        auto loaded = load(u"curl"_s, binaryVersion);
        // Once, before the first transfer; it is linked against thread-safe libraries.
        if (loaded && loaded->globalInit(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            loaded.reset();
        return loaded;
    }();
    return curl ? &*curl : nullptr;
}

} // namespace cacheledger
