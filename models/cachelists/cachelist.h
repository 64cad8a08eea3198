// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"

#include <optional>
#include <vector>

namespace cacheledger
{

enum class CacheListFormat {
    Csv,               ///< a heading, then a line for each cache
    PrometheusTargets, ///< file_sd, JSON or YAML, or the scrape configuration itself: what redis_exporter is asked
                       ///< about
    RedisInsight       ///< its export of databases, JSON
};

/// "csv", "targets", "insight".
const char* cacheListFormatName(CacheListFormat format);
std::optional<CacheListFormat> cacheListFormatFromName(const QString& name);

/// A cache that a list names and that is not known yet.
struct ListedCache {
    CacheConfig cache;   ///< valid, with a name of its own
    QString where;       ///< "line 3", "entry 2"
    QString password;    ///< that the list had; never goes into a file
    QStringList leftOut; ///< what the list has that is not taken over, in words: "password", "SSH tunnel"
};

/// One that is not taken.
struct SkippedCache {
    QString where;
    QString name; ///< or address; empty: it has none
    QString why;  ///< one sentence
};

struct CacheList {
    CacheListFormat format = CacheListFormat::Csv;
    std::vector<ListedCache> taken;
    std::vector<SkippedCache> skipped;
    QStringList unknown; ///< columns, labels or keys that mean nothing here, each once
};

/// Reads a list. `format` nothing: by what it looks like. `known` are the caches that are configured already: their
/// servers are skipped, their names not used again. Fails with InvalidArgument for what is no text, larger than 10 MiB,
/// of no known format, or without any entry; a message never holds a password. Pure.
Result<CacheList> readCacheList(const QByteArray& text, std::optional<CacheListFormat> format,
                                const std::vector<CacheConfig>& known);

} // namespace cacheledger
