// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/charttext.h"

#include "metrics/catalogue.h"
#include "metrics/format.h"
#include "metrics/nodestatus.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

#include <algorithm>
#include <cmath>

namespace cacheledger::charttext
{

using namespace Qt::StringLiterals;

static constexpr int staleIntervals = 3;
static constexpr int assumedIntervalMs = 20'000; // where no sample in the range tells the interval

static QString words(const char* text)
{
    return QCoreApplication::translate("ChartText", text);
}

// A footer has no room for "2 s 727 ms".
QString length(qint64 ms)
{
    struct Size {
        qint64 ms;
        const char* unit;
    };
    static constexpr Size sizes[] = {{86'400'000, QT_TRANSLATE_NOOP("ChartText", "d")},
                                     {3'600'000, QT_TRANSLATE_NOOP("ChartText", "h")},
                                     {60'000, QT_TRANSLATE_NOOP("ChartText", "min")},
                                     {1000, QT_TRANSLATE_NOOP("ChartText", "s")}};
    for (const Size& size : sizes) {
        if (ms < size.ms)
            continue;
        const double number = static_cast<double>(ms) / static_cast<double>(size.ms);
        const bool whole = number >= 10 || ms % size.ms == 0;
        return QLocale().toString(number, 'f', whole ? 0 : 1) + QChar(QChar::Nbsp) + words(size.unit);
    }
    return QLocale().toString(ms) + QChar(QChar::Nbsp) + words(QT_TRANSLATE_NOOP("ChartText", "ms"));
}

static QString clockText(TimeMs timeMs, TimeMs besideMs, const QTimeZone& zone)
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(timeMs, zone);
    const bool sameDay = moment.date() == QDateTime::fromMSecsSinceEpoch(besideMs, zone).date();
    return QLocale().toString(moment, sameDay ? words(QT_TRANSLATE_NOOP("ChartText", "HH:mm:ss"))
                                              : words(QT_TRANSLATE_NOOP("ChartText", "d MMM HH:mm")));
}

QString resolution(const Frame& frame)
{
    const qint64 bucket = bucketMs(frame.tier);
    const qint64 sample = bucket > 0 ? bucket : frame.intervalMs;
    const qint64 point = std::max(frame.columnMs, sample);
    if (point <= 0)
        return {};
    QStringList parts{words(QT_TRANSLATE_NOOP("ChartText", "1 point = %1")).arg(length(point))};
    if (bucket > 0)
        parts << words(QT_TRANSLATE_NOOP("ChartText", "from %1 summaries")).arg(length(bucket));
    else if (point > sample)
        parts << words(QT_TRANSLATE_NOOP("ChartText", "raw samples"));
    else
        parts << words(QT_TRANSLATE_NOOP("ChartText", "every sample"));
    if (bucket > 0 || point > sample)
        parts << words(QT_TRANSLATE_NOOP("ChartText", "min–max kept"));
    return parts.join(u" · "_s);
}

std::optional<TimeMs> endedMs(const Frame& frame, std::span<const std::string> metrics)
{
    std::optional<TimeMs> ended;
    for (const std::string& metric : metrics) {
        const FrameSeries* series = frame.find(metric);
        if (!series || catalogue::lookup(metric).combine != Combine::SumOfPrimaries)
            continue;
        const auto last = std::find_if(series->value.rbegin(), series->value.rend(),
                                       [](double value) { return std::isfinite(value); });
        if (last == series->value.rend())
            continue;
        const TimeMs lastMs = frame.times[static_cast<size_t>(series->value.rend() - last) - 1];
        ended = std::max(ended.value_or(lastMs), lastMs);
    }
    return ended && isStale(*ended, frame.times.back(), frame.intervalMs) ? ended : std::nullopt;
}

Age age(const Frame& frame, TimeMs nowMs, const QTimeZone& zone, std::optional<TimeMs> ended)
{
    if (ended)
        return {words(QT_TRANSLATE_NOOP("ChartText", "stale since %1")).arg(clockText(*ended, nowMs, zone)), true};
    if (!frame.newestMs)
        return {words(QT_TRANSLATE_NOOP("ChartText", "no data yet")), true};
    const qint64 ageMs = std::max<qint64>(0, nowMs - *frame.newestMs);
    const int interval = frame.intervalMs > 0 ? frame.intervalMs : assumedIntervalMs;
    // A wide chart is drawn anew once a column, less often than samples arrive.
    const qint64 redrawMs = frame.columnMs > interval ? frame.columnMs : 0;
    if (ageMs > qint64(interval) * staleIntervals + redrawMs)
        return {words(QT_TRANSLATE_NOOP("ChartText", "stale since %1")).arg(clockText(*frame.newestMs, nowMs, zone)),
                true};
    const QString since =
        ageMs < 1000 ? QLocale().toString(static_cast<double>(ageMs) / 1000, 'f', 1) + QChar(QChar::Nbsp) + words("s")
                     : length(ageMs);
    return {words(QT_TRANSLATE_NOOP("ChartText", "%1 ago")).arg(since), false};
}

Age ageWhilePaused(const Frame& frame, TimeMs pausedAtMs, const QTimeZone& zone, std::optional<TimeMs> ended)
{
    Age then = age(frame, pausedAtMs, zone, ended);
    if (!then.stale)
        then.text = words(QT_TRANSLATE_NOOP("ChartText", "paused at %1")).arg(clockText(pausedAtMs, pausedAtMs, zone));
    return then;
}

Age ageOfPast(const Frame& frame, TimeMs nowMs, const QTimeZone& zone, std::optional<TimeMs> ended)
{
    if (!frame.newestMs)
        return age(frame, nowMs, zone);
    if (frame.times.empty())
        return {words(QT_TRANSLATE_NOOP("ChartText", "no data")), false};
    TimeMs lastMs = ended.value_or(std::min(*frame.newestMs, frame.toMs));
    if (!frame.gaps.empty() && frame.gaps.back().toMs >= frame.toMs)
        lastMs = std::min(lastMs, frame.gaps.back().fromMs);
    return {words(QT_TRANSLATE_NOOP("ChartText", "until %1")).arg(clockText(lastMs, nowMs, zone)), false};
}

// The first visible line that has values tells the story.
static int summarized(const PlotData& data)
{
    for (int i = 0; i < data.seriesCount(); ++i)
        if (data.isVisible(i) && !data.isLimit(i) && data.bounds(i))
            return i;
    return -1;
}

static QString trend(const FrameSeries& series, ValueBounds bounds)
{
    std::vector<double> values;
    std::copy_if(series.value.begin(), series.value.end(), std::back_inserter(values),
                 [](double value) { return std::isfinite(value); });
    const size_t quarter = values.size() / 4;
    if (quarter == 0)
        return words(QT_TRANSLATE_NOOP("ChartText", "too few values for a trend"));
    double change = 0;
    for (size_t i = 0; i < quarter; ++i)
        change += values[values.size() - 1 - i] - values[i];
    change /= static_cast<double>(quarter);
    if (std::abs(change) <= (bounds.high - bounds.low) * 0.2)
        return words(QT_TRANSLATE_NOOP("ChartText", "steady"));
    return change > 0 ? words(QT_TRANSLATE_NOOP("ChartText", "rising"))
                      : words(QT_TRANSLATE_NOOP("ChartText", "falling"));
}

static QString comparison(const PlotData& data, int index)
{
    if (!data.showsPrevious(index))
        return {};
    const ValueBounds bounds = *data.previous().bounds(index);
    const auto text = [&](double value) { return format::value(value, data.spec().unit).joined(); };
    return u' ' + words(QT_TRANSLATE_NOOP("ChartText", "Over the previous %1: between %2 and %3."))
                      .arg(length(data.span().lengthMs()), text(bounds.low), text(bounds.high));
}

QString summary(const PlotData& data, const QTimeZone& zone)
{
    const QString title = data.spec().title;
    if (!data.frame())
        return words(QT_TRANSLATE_NOOP("ChartText", "%1: loading.")).arg(title);
    const int index = summarized(data);
    if (index < 0)
        return words(QT_TRANSLATE_NOOP("ChartText", "%1: no data in this range.")).arg(title);
    const FrameSeries& series = *data.series(index);
    const ValueBounds bounds = *data.bounds(index);
    size_t last = series.value.size() - 1;
    while (last > 0 && !std::isfinite(series.value[last]))
        --last;
    const auto text = [&](double value) { return format::value(value, data.spec().unit).joined(); };
    const QString name = data.seriesCount() > 1 && data.seriesSpec(index).label != title
                             ? words(QT_TRANSLATE_NOOP("ChartText", "%1, %2")).arg(title, data.seriesSpec(index).label)
                             : title;
    const QString when = clockText(data.frame()->times[last], data.frame()->toMs - 1, zone);
    const QString before = comparison(data, index);
    if (bounds.low == bounds.high)
        return words(QT_TRANSLATE_NOOP("ChartText", "%1: %2 at %3, unchanged."))
                   .arg(name, text(series.value[last]), when) +
               before;
    return words(QT_TRANSLATE_NOOP("ChartText", "%1: %2 at %3, between %4 and %5, %6."))
               .arg(name, text(series.value[last]), when, text(bounds.low), text(bounds.high), trend(series, bounds)) +
           before;
}

QString caption(TimeSpan span, const QTimeZone& zone)
{
    const QLocale locale;
    const QDateTime from = QDateTime::fromMSecsSinceEpoch(span.fromMs, zone);
    const QDateTime to = QDateTime::fromMSecsSinceEpoch(span.toMs, zone);
    const QString full = words(QT_TRANSLATE_NOOP("ChartText", "d MMM yyyy HH:mm"));
    const QString clock = words(QT_TRANSLATE_NOOP("ChartText", "HH:mm"));
    const QString zoneName = zone.abbreviation(to);
    return u"%1–%2 %3"_s.arg(locale.toString(from, full), locale.toString(to, from.date() == to.date() ? clock : full),
                             zoneName);
}

QString csv(const PlotData& data)
{
    std::vector<const FrameSeries*> shown;
    bool ranges = false;
    for (int i = 0; i < data.seriesCount(); ++i) {
        const FrameSeries* series = data.series(i);
        if (!series || !data.isVisible(i))
            continue;
        shown.push_back(series);
        for (size_t column = 0; column < series->value.size() && !ranges; ++column) {
            const auto bounds = columnBounds(*series, column);
            ranges = bounds && (bounds->low != series->value[column] || bounds->high != series->value[column]);
        }
    }
    QString text = u"time"_s;
    for (const FrameSeries* series : shown) {
        const QString metric = QString::fromStdString(series->metric);
        text += u',' + metric;
        if (ranges)
            text += u",%1.min,%1.max"_s.arg(metric);
    }
    text += u'\n';
    if (!data.frame())
        return text;
    const auto field = [](double value) { return std::isfinite(value) ? u',' + format::raw(value) : u","_s; };
    for (size_t column = 0; column < data.frame()->times.size(); ++column) {
        text += format::isoUtc(data.frame()->times[column]);
        for (const FrameSeries* series : shown) {
            text += field(series->value[column]);
            if (!ranges)
                continue;
            const auto bounds = columnBounds(*series, column);
            text += field(bounds ? bounds->low : qQNaN()) + field(bounds ? bounds->high : qQNaN());
        }
        text += u'\n';
    }
    return text;
}

} // namespace cacheledger::charttext
