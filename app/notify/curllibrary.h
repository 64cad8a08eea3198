// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the senders: libcurl, loaded when something is first sent.

#include <QtCore/QString>

#include <curl/curl.h>

#include <optional>

namespace cacheledger
{

/// What is used of libcurl. It is not linked: it brings some twenty other libraries (TLS twice, LDAP, SSH), which every
/// start of the program would load and relocate, and few starts send anything.
struct CurlLibrary {
    decltype(&curl_global_init) globalInit = nullptr;
    decltype(&curl_easy_init) easyInit = nullptr;
    decltype(&curl_easy_cleanup) easyCleanup = nullptr;
    decltype(&curl_easy_setopt) easySetopt = nullptr;
    decltype(&curl_easy_getinfo) easyGetinfo = nullptr;
    decltype(&curl_easy_perform) easyPerform = nullptr;
    decltype(&curl_easy_strerror) easyStrerror = nullptr;
    decltype(&curl_slist_append) slistAppend = nullptr;
    decltype(&curl_slist_free_all) slistFreeAll = nullptr;

    /// Nothing when there is no such library, or when it lacks one of these functions. What was loaded stays.
    static std::optional<CurlLibrary> load(const QString& name, int version);
    /// The system's libcurl, loaded and initialized at the first call; null when that fails. Any thread.
    static const CurlLibrary* shared();
};

} // namespace cacheledger
