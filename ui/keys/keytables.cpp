// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/keytables.h"

#include "cost/moneyformat.h"
#include "keyspace/keyname.h"
#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <numeric>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString keyText(const char* text)
{
    return QCoreApplication::translate("Keys", text);
}

static QString keyRatioText(double ratio)
{
    return format::value(ratio, Unit::Ratio).joined();
}

static QString keyBytesText(double bytes)
{
    return format::value(bytes, Unit::Bytes).joined();
}

QString keytables::prefixName(const QByteArray& prefix)
{
    return prefix.isEmpty() ? keyText(QT_TRANSLATE_NOOP("Keys", "(no prefix)")) : shownKey(prefix, 40);
}

QString keytables::shareText(double share, double error)
{
    return error > 0 ? keyRatioText(share) + u" \u00b1 "_s + keyRatioText(error) : keyRatioText(share);
}

QString keytables::timesText(const std::array<double, timeBucketCount>& counts, bool all)
{
    static constexpr std::array<const char*, timeBucketCount> names{
        QT_TRANSLATE_NOOP("Keys", "under 1 min"), QT_TRANSLATE_NOOP("Keys", "under 1 h"),
        QT_TRANSLATE_NOOP("Keys", "under 1 d"),   QT_TRANSLATE_NOOP("Keys", "under 7 d"),
        QT_TRANSLATE_NOOP("Keys", "under 30 d"),  QT_TRANSLATE_NOOP("Keys", "over 30 d")};
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0)
            order.push_back(i);
    if (!all) {
        std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return counts[i]; });
        if (order.size() > 2)
            order.erase(order.begin() + 2, order.end());
    }
    QStringList parts;
    for (const std::size_t i : order)
        parts << keyText(names[i]) + u' ' + keyRatioText(counts[i] / total);
    return parts.join(u", "_s);
}

static QString typesText(const PrefixStat& stat)
{
    QStringList types;
    for (std::size_t i = 0; i < keyTypeCount; ++i)
        if (stat.types[i] > 0)
            types << QLatin1String(keyTypeName(static_cast<KeyType>(i)));
    return types.join(u", "_s);
}

QStringList keytables::prefixHeadings()
{
    return {keyText(QT_TRANSLATE_NOOP("Keys", "Prefix")),      keyText(QT_TRANSLATE_NOOP("Keys", "Memory")),
            keyText(QT_TRANSLATE_NOOP("Keys", "Share")),       keyText(QT_TRANSLATE_NOOP("Keys", "Keys")),
            keyText(QT_TRANSLATE_NOOP("Keys", "Mean size")),   keyText(QT_TRANSLATE_NOOP("Keys", "Without TTL")),
            keyText(QT_TRANSLATE_NOOP("Keys", "TTL")),         keyText(QT_TRANSLATE_NOOP("Keys", "Idle")),
            keyText(QT_TRANSLATE_NOOP("Keys", "Type")),        keyText(QT_TRANSLATE_NOOP("Keys", "Cost a month")),
            keyText(QT_TRANSLATE_NOOP("Keys", "Since before"))};
}

std::vector<int> keytables::optionalPrefixColumns()
{
    return {8, 7, 4, 6, 10, 3};
}

static Figure sizeChangeOf(double bytes, const QByteArray& prefix, const KeyReport* before)
{
    if (!before)
        return {u"\u2013"_s, true, false};
    const auto known =
        std::ranges::find_if(before->prefixes, [&](const PrefixShare& each) { return each.prefix == prefix; });
    if (known == before->prefixes.end())
        return {keyText(QT_TRANSLATE_NOOP("Keys", "new")), true, true, true};
    const double change = bytes - known->bytes;
    const QString sign = change < 0 ? u"\u2212"_s : u"+"_s;
    return {sign + keyBytesText(std::abs(change)), true};
}

static std::vector<Figure> prefixRow(const QString& name, const PrefixShare& share, const Money& costPerMonth,
                                     const Figure& difference)
{
    const auto text = [](const QString& shown, const QString& note = {}) {
        return Figure{shown.isEmpty() ? u"\u2013"_s : shown, false, !shown.isEmpty(), false, note};
    };
    const auto number = [](const QString& shown) {
        return Figure{shown.isEmpty() ? u"\u2013"_s : shown, true, !shown.isEmpty()};
    };
    const QString ids =
        share.shortHexDigits > 0
            ? keyText(QT_TRANSLATE_NOOP("Keys", "Ids of %1 hexadecimal digits")).arg(share.shortHexDigits)
            : QString();
    const QString cost = costPerMonth.isValid()
                             ? formatMoney(costPerMonth.times(Decimal::fromDouble(share.byteShare).value_or(Decimal())))
                             : QString();
    return {{name, false, true, share.shortHexDigits > 0, ids},
            number(keyBytesText(share.bytes)),
            number(keytables::shareText(share.byteShare, share.byteShareError)),
            number(format::value(share.keys, Unit::Count).joined()),
            number(share.keys > 0 ? keyBytesText(share.bytes / share.keys) : QString()),
            number(share.withoutTtlShare ? keyRatioText(*share.withoutTtlShare) : QString()),
            text(keytables::timesText(share.stat.ttls, false), keytables::timesText(share.stat.ttls, true)),
            text(keytables::timesText(share.stat.idles, false), keytables::timesText(share.stat.idles, true)),
            text(typesText(share.stat)),
            number(cost),
            difference};
}

std::vector<std::vector<Figure>> keytables::prefixRows(const KeyReport& report, const Money& costPerMonth,
                                                       const KeyReport* before, std::size_t most)
{
    std::vector<std::vector<Figure>> rows;
    PrefixShare rest = report.folded.value_or(PrefixShare());
    for (const PrefixShare& share : report.prefixes) {
        if (rows.size() < most) {
            rows.push_back(prefixRow(prefixName(share.prefix), share, costPerMonth,
                                     sizeChangeOf(share.bytes, share.prefix, before)));
            continue;
        }
        rest.stat.add(share.stat);
        rest.keys += share.keys;
        rest.bytes += share.bytes;
        rest.byteShare += share.byteShare;
        rest.withoutTtlShare.reset();
    }
    if (rest.keys > 0)
        rows.push_back(prefixRow(keyText(QT_TRANSLATE_NOOP("Keys", "(many small ones)")), rest, costPerMonth,
                                 {u"\u2013"_s, true, false}));
    return rows;
}

QStringList keytables::bigKeyHeadings()
{
    return {keyText(QT_TRANSLATE_NOOP("Keys", "Key")), keyText(QT_TRANSLATE_NOOP("Keys", "Type")),
            keyText(QT_TRANSLATE_NOOP("Keys", "Memory"))};
}

std::vector<std::vector<Figure>> keytables::bigKeyRows(const KeyReport& report)
{
    std::vector<std::vector<Figure>> rows;
    for (const BigKey& key : report.biggest) {
        const QString bytes = keyBytesText(static_cast<double>(key.bytes));
        rows.push_back({{shownKey(key.name)},
                        {QLatin1String(keyTypeName(key.type))},
                        {key.isEstimate ? keyText(QT_TRANSLATE_NOOP("Keys", "about %1")).arg(bytes) : bytes, true}});
    }
    return rows;
}

QStringList keytables::hotKeyHeadings()
{
    return {keyText(QT_TRANSLATE_NOOP("Keys", "Key")), keyText(QT_TRANSLATE_NOOP("Keys", "Type")),
            keyText(QT_TRANSLATE_NOOP("Keys", "Use (logarithmic, to 255)"))};
}

std::vector<std::vector<Figure>> keytables::hotKeyRows(const KeyReport& report)
{
    std::vector<std::vector<Figure>> rows;
    for (const HotKey& key : report.hottest)
        rows.push_back(
            {{shownKey(key.name)}, {QLatin1String(keyTypeName(key.type))}, {QString::number(key.frequency), true}});
    return rows;
}

QStringList keytables::trackedKeyHeadings()
{
    return {keyText(QT_TRANSLATE_NOOP("Keys", "Key")), keyText(QT_TRANSLATE_NOOP("Keys", "Server's time")),
            keyText(QT_TRANSLATE_NOOP("Keys", "Traffic")), keyText(QT_TRANSLATE_NOOP("Keys", "Uses a second"))};
}

std::vector<std::vector<Figure>> keytables::trackedKeyRows(const TrackedKeys& tracked)
{
    const auto figure = [](std::optional<qint64> value, Unit unit) {
        const QString text =
            value ? format::value(static_cast<double>(*value), unit).joined() : QStringLiteral("\u2013");
        return Figure{text, true, value.has_value()};
    };
    std::vector<std::vector<Figure>> rows;
    for (const TrackedKey& key : tracked.keys)
        rows.push_back({{shownKey(key.name)},
                        figure(key.cpuUs, Unit::Microseconds),
                        figure(key.netBytes, Unit::Bytes),
                        figure(key.perSecond, Unit::Count)});
    return rows;
}

} // namespace cacheledger
