// SPDX-License-Identifier: GPL-3.0-or-later
#include "cachelists/cachelist.h"

#include "cachelists/listbuilder.h"

#include <QtCore/QStringDecoder>

#include <array>

namespace cacheledger
{

static constexpr std::array<const char*, 3> listFormatNames{"csv", "targets", "insight"};
static constexpr qsizetype largestList = 10 * 1024 * 1024;

const char* cacheListFormatName(CacheListFormat format)
{
    return listFormatNames[static_cast<std::size_t>(format)];
}

std::optional<CacheListFormat> cacheListFormatFromName(const QString& name)
{
    for (std::size_t i = 0; i < listFormatNames.size(); ++i) {
        if (name == QLatin1String(listFormatNames[i]))
            return static_cast<CacheListFormat>(i);
    }
    return {};
}

/// JSON with targets is Prometheus', other JSON Insight's; YAML begins with a list or a key; the rest is CSV.
static CacheListFormat formatOf(const QByteArray& text)
{
    const QByteArray begin = text.left(64 * 1024).trimmed();
    const bool isJson = begin.startsWith('[') || begin.startsWith('{');
    if (isJson && (begin.contains("\"targets\"") || begin.contains("scrape_configs")))
        return CacheListFormat::PrometheusTargets;
    if (isJson)
        return CacheListFormat::RedisInsight;
    if (begin.startsWith("- ") || begin.startsWith("---") || begin.contains("targets:"))
        return CacheListFormat::PrometheusTargets;
    return CacheListFormat::Csv;
}

static Result<void> readAs(CacheListFormat format, const QByteArray& text, const QString& decoded, ListBuilder& builder)
{
    switch (format) {
    case CacheListFormat::Csv:
        return readCsvList(decoded, builder);
    case CacheListFormat::PrometheusTargets:
        return readTargetList(text, builder);
    case CacheListFormat::RedisInsight:
        return readInsightList(text, builder);
    }
    Q_UNREACHABLE();
}

Result<CacheList> readCacheList(const QByteArray& bytes, std::optional<CacheListFormat> format,
                                const std::vector<CacheConfig>& known)
{
    if (bytes.size() > largestList)
        return badList(listText("The list is larger than 10 MiB."),
                       listText("Give a CSV, Prometheus targets, or Redis Insight's export."));
    QByteArray text = bytes;
    if (text.startsWith("\xef\xbb\xbf"))
        text.remove(0, 3); // spreadsheets begin with it
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder(text);
    if (text.contains('\0') || decoder.hasError())
        return badList(listText("The list is no text in UTF-8."),
                       listText("Save it as CSV in UTF-8, or give Prometheus targets or Redis Insight's export."));
    const CacheListFormat used = format.value_or(formatOf(text));
    ListBuilder builder(used, known);
    if (auto read = readAs(used, text, decoded, builder); !read)
        return read.error();
    if (builder.entries() == 0)
        return badList(listText("The list names no cache."));
    return builder.take();
}

} // namespace cacheledger
