// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/headline.h"

#include "metrics/format.h"

#include <QtCore/QCoreApplication>

#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString headlineText(const char* text)
{
    return QCoreApplication::translate("Headline", text);
}

std::vector<HeadlineSpec> headlineSpecs()
{
    const QString now = headlineText(QT_TRANSLATE_NOOP("Headline", "now"));
    const QString atEnd = headlineText(QT_TRANSLATE_NOOP("Headline", "at the end"));
    const QString minute = headlineText(QT_TRANSLATE_NOOP("Headline", "last 60 s"));
    const QString minuteAtEnd = headlineText(QT_TRANSLATE_NOOP("Headline", "60 s at the end"));
    return {
        {u"hit_ratio"_s,
         headlineText(QT_TRANSLATE_NOOP("Headline", "Hit ratio")),
         {},
         {},
         "hit_ratio",
         "hit_ratio",
         "hit_ratio"},
        {u"latency"_s, headlineText(QT_TRANSLATE_NOOP("Headline", "Probe p95")), minute, minuteAtEnd, "probe.p95",
         "probe.p95", "probe.p95"},
        {u"memory"_s, headlineText(QT_TRANSLATE_NOOP("Headline", "Memory used")), now, atEnd, "used_memory",
         "used_memory", "memory_used_ratio"},
        {u"evictions"_s,
         headlineText(QT_TRANSLATE_NOOP("Headline", "Evictions")),
         {},
         {},
         "evictions_per_second",
         "evictions_per_second",
         "evictions_per_second"},
        {u"errors"_s,
         headlineText(QT_TRANSLATE_NOOP("Headline", "Errors")),
         {},
         {},
         "errors_per_second",
         "errors_per_second",
         "error_ratio"},
        {u"traffic"_s,
         headlineText(QT_TRANSLATE_NOOP("Headline", "Commands")),
         {},
         {},
         "commands_per_second",
         "commands_per_second",
         "commands_per_second"},
    };
}

std::vector<std::string> headlineMetrics()
{
    return {"hit_ratio",         "lookups_per_second",   "probe.p95",         "used_memory", "maxmemory",
            "memory_used_ratio", "evictions_per_second", "errors_per_second", "error_ratio", "commands_per_second"};
}

std::optional<double> singleValue(const Frame* frame, std::string_view metric)
{
    const FrameSeries* series = frame ? frame->find(metric) : nullptr;
    if (!series || series->value.empty() || std::isnan(series->value.back()))
        return {};
    return series->value.back();
}

static QString signedText(const QString& magnitude, double difference)
{
    return (difference < 0 ? u"−"_s : u"+"_s) + magnitude;
}

static QString changeText(Unit unit, std::optional<double> current, std::optional<double> previous)
{
    if (!current || !previous)
        return {};
    const double difference = *current - *previous;
    const QLocale locale;
    if (unit == Unit::Ratio) {
        if (std::abs(difference) < 0.0005)
            return headlineText(QT_TRANSLATE_NOOP("Headline", "no change"));
        return headlineText(QT_TRANSLATE_NOOP("Headline", "%1 pt"))
            .arg(signedText(locale.toString(std::abs(difference) * 100, 'f', 1), difference));
    }
    if (difference == 0)
        return headlineText(QT_TRANSLATE_NOOP("Headline", "no change"));
    if (*previous == 0)
        return headlineText(QT_TRANSLATE_NOOP("Headline", "was 0"));
    const double percent = std::abs(difference / *previous) * 100;
    if (percent < 0.05)
        return headlineText(QT_TRANSLATE_NOOP("Headline", "no change"));
    if (percent > 999)
        return headlineText(QT_TRANSLATE_NOOP("Headline", "×%1")).arg(locale.toString(*current / *previous, 'f', 0));
    return signedText(locale.toString(percent, 'f', percent < 10 ? 1 : 0), difference) + u"\u00a0%"_s;
}

static void fillMemoryNote(TileContent& content, const Frame* current)
{
    const auto limit = singleValue(current, "maxmemory");
    if (const auto ratio = singleValue(current, "memory_used_ratio"))
        content.note = u"· "_s + format::value(ratio, Unit::Ratio).joined();
    else if (limit && *limit == 0)
        content.note = u"· "_s + headlineText(QT_TRANSLATE_NOOP("Headline", "no limit"));
    if (limit && *limit == 0 && content.known)
        content.severity = Severity::Normal;
}

static void fillRate(TileContent& content, double perSecond, bool perMinute)
{
    content.number = format::value(perMinute ? perSecond * 60 : perSecond, Unit::PerSecond).number;
    content.unit = perMinute ? headlineText(QT_TRANSLATE_NOOP("Headline", "/min"))
                             : headlineText(QT_TRANSLATE_NOOP("Headline", "/s"));
}

TileContent headlineContent(const HeadlineSpec& spec, const Frame* current, const Frame* previous,
                            const std::vector<Threshold>& thresholds)
{
    TileContent content;
    const auto value = singleValue(current, spec.metric);
    const Unit unit = catalogue::lookup(spec.metric).unit;
    content.known = value.has_value();
    content.severity = value ? judge(spec.judged, singleValue(current, spec.judged), thresholds) : Severity::Unknown;
    content.change = changeText(unit, value, singleValue(previous, spec.metric));
    const FormattedValue shown = format::value(value, unit);
    content.number = shown.number;
    content.unit = shown.unit;
    if (value && unit == Unit::PerSecond)
        fillRate(content, *value, spec.id == "evictions"_L1 || spec.id == "errors"_L1);
    if (value && spec.id == "errors"_L1 && *value == 0)
        content.severity = Severity::Normal; // no errors are no errors, whatever the traffic
    if (spec.id == "memory"_L1)
        fillMemoryNote(content, current);
    const auto lookups = singleValue(current, "lookups_per_second");
    if (spec.id == "hit_ratio"_L1 && !value && lookups && *lookups == 0)
        content.number = headlineText(QT_TRANSLATE_NOOP("Headline", "no traffic"));
    return content;
}

QString memoryText(const Frame* frame)
{
    const auto used = singleValue(frame, "used_memory");
    const auto limit = singleValue(frame, "maxmemory");
    const QString usedText = format::value(used, Unit::Bytes).joined();
    if (!used || !limit)
        return usedText;
    if (*limit == 0)
        return headlineText(QT_TRANSLATE_NOOP("Headline", "%1, no limit")).arg(usedText);
    return headlineText(QT_TRANSLATE_NOOP("Headline", "%1 of %2"))
        .arg(usedText, format::value(limit, Unit::Bytes).joined());
}

} // namespace cacheledger
