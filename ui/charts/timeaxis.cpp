// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timeaxis.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 axisSecond = 1000;
constexpr qint64 axisMinute = 60 * axisSecond;
constexpr qint64 axisHour = 60 * axisMinute;
constexpr qint64 axisDay = 24 * axisHour;
constexpr double labelGap = 14;
constexpr double mostTicks = 10; // a wide plot is calm, not crowded

enum class StepUnit { Clock, Days, Months };

/// A distance between ticks: milliseconds of clock time, or a number of calendar days or months.
struct Step {
    StepUnit unit;
    qint64 count;
    qint64 lengthMs() const
    {
        return unit == StepUnit::Clock ? count : unit == StepUnit::Days ? count * axisDay : count * 30 * axisDay;
    }
};

constexpr std::array timeSteps{
    Step{StepUnit::Clock, axisSecond},
    Step{StepUnit::Clock, 2 * axisSecond},
    Step{StepUnit::Clock, 5 * axisSecond},
    Step{StepUnit::Clock, 10 * axisSecond},
    Step{StepUnit::Clock, 15 * axisSecond},
    Step{StepUnit::Clock, 30 * axisSecond},
    Step{StepUnit::Clock, axisMinute},
    Step{StepUnit::Clock, 2 * axisMinute},
    Step{StepUnit::Clock, 5 * axisMinute},
    Step{StepUnit::Clock, 10 * axisMinute},
    Step{StepUnit::Clock, 15 * axisMinute},
    Step{StepUnit::Clock, 30 * axisMinute},
    Step{StepUnit::Clock, axisHour},
    Step{StepUnit::Clock, 2 * axisHour},
    Step{StepUnit::Clock, 3 * axisHour},
    Step{StepUnit::Clock, 6 * axisHour},
    Step{StepUnit::Clock, 12 * axisHour},
    Step{StepUnit::Days, 1},
    Step{StepUnit::Days, 2},
    Step{StepUnit::Days, 7},
    Step{StepUnit::Days, 14},
    Step{StepUnit::Months, 1},
    Step{StepUnit::Months, 2},
    Step{StepUnit::Months, 3},
    Step{StepUnit::Months, 6},
    Step{StepUnit::Months, 12},
    Step{StepUnit::Months, 24},
    Step{StepUnit::Months, 60},
};

QString axisFormat(const char* pattern)
{
    return QCoreApplication::translate("TimeAxis", pattern);
}

QString textOf(const QDateTime& moment, const char* pattern)
{
    return QLocale().toString(moment, axisFormat(pattern));
}

// Formats for translators: the order of day and month differs between languages.
constexpr const char* secondsFormat = QT_TRANSLATE_NOOP("TimeAxis", "HH:mm:ss");
constexpr const char* minutesFormat = QT_TRANSLATE_NOOP("TimeAxis", "HH:mm");
constexpr const char* dayFormat = QT_TRANSLATE_NOOP("TimeAxis", "d MMM");
constexpr const char* dayMinutesFormat = QT_TRANSLATE_NOOP("TimeAxis", "d MMM HH:mm");
constexpr const char* daySecondsFormat = QT_TRANSLATE_NOOP("TimeAxis", "d MMM HH:mm:ss");
constexpr const char* monthFormat = QT_TRANSLATE_NOOP("TimeAxis", "MMM");
constexpr const char* monthYearFormat = QT_TRANSLATE_NOOP("TimeAxis", "MMM yyyy");
constexpr const char* yearFormat = QT_TRANSLATE_NOOP("TimeAxis", "yyyy");
constexpr const char* fullDayFormat = QT_TRANSLATE_NOOP("TimeAxis", "d MMM yyyy HH:mm");

class TickMaker
{
public:
    TickMaker(TimeSpan span, const QTimeZone& zone) : m_span(span), m_zone(zone) {}

    std::vector<TimeMs> times(const Step& step) const
    {
        return step.unit == StepUnit::Clock ? clockTimes(step.count) : calendarTimes(step);
    }

    QString label(TimeMs timeMs, const Step& step) const
    {
        const QDateTime moment = at(timeMs);
        if (step.unit == StepUnit::Months) {
            const bool january = moment.date().month() == 1;
            return textOf(moment, step.count >= 12 ? yearFormat : january ? monthYearFormat : monthFormat);
        }
        const bool midnight = moment.time().msecsSinceStartOfDay() == 0;
        if (step.unit == StepUnit::Days || midnight)
            return textOf(moment, dayFormat);
        return textOf(moment, step.count < axisMinute ? secondsFormat : minutesFormat);
    }

    QDateTime at(TimeMs timeMs) const { return QDateTime::fromMSecsSinceEpoch(timeMs, m_zone); }

private:
    qint64 offsetMs(TimeMs timeMs) const
    {
        return m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc())) * axisSecond;
    }

    static qint64 roundUp(qint64 value, qint64 step)
    {
        const qint64 rest = ((value % step) + step) % step;
        return rest == 0 ? value : value + step - rest;
    }

    // Round by the wall clock: when its offset changes on the way, the next tick is looked for with the new one.
    std::vector<TimeMs> clockTimes(qint64 step) const
    {
        std::vector<TimeMs> times;
        TimeMs next = m_span.fromMs;
        while (next < m_span.toMs) {
            qint64 offset = offsetMs(next);
            TimeMs tick = roundUp(next + offset, step) - offset;
            if (const qint64 then = offsetMs(tick); then != offset)
                tick = std::max(next, roundUp(tick + then, step) - then);
            if (tick < m_span.toMs)
                times.push_back(tick);
            next = tick + 1;
        }
        return times;
    }

    std::vector<TimeMs> calendarTimes(const Step& step) const
    {
        std::vector<TimeMs> times;
        QDate date = firstDate(step);
        while (true) {
            const TimeMs tick = date.startOfDay(m_zone).toMSecsSinceEpoch();
            if (tick >= m_span.toMs)
                return times;
            if (tick >= m_span.fromMs)
                times.push_back(tick);
            date =
                step.unit == StepUnit::Days ? date.addDays(step.count) : date.addMonths(static_cast<int>(step.count));
        }
    }

    QDate firstDate(const Step& step) const
    {
        const QDate date = at(m_span.fromMs).date();
        if (step.unit == StepUnit::Days) // weeks begin on a Monday, which Julian day 0 was
            return date.addDays(-(date.toJulianDay() % step.count));
        if (step.count >= 12)
            return QDate(date.year() - date.year() % static_cast<int>(step.count / 12), 1, 1);
        const int month = date.month() - 1;
        return QDate(date.year(), month - month % static_cast<int>(step.count) + 1, 1);
    }

    TimeSpan m_span;
    const QTimeZone& m_zone;
};

} // namespace

TimeAxis::TimeAxis(TimeSpan span, double left, double width, const QTimeZone& zone)
    : m_span{span.fromMs, std::max(span.toMs, span.fromMs + 1)},
      m_left(left),
      m_width(std::max(1.0, width)),
      m_zone(zone)
{
}

double TimeAxis::x(TimeMs timeMs) const
{
    return m_left + static_cast<double>(timeMs - m_span.fromMs) / static_cast<double>(m_span.lengthMs()) * m_width;
}

TimeMs TimeAxis::time(double x) const
{
    const double share = std::clamp((x - m_left) / m_width, 0.0, 1.0);
    return m_span.fromMs + std::llround(share * static_cast<double>(m_span.lengthMs()));
}

// The ticks of one step whose labels stay inside; none when labels would come too near to each other.
static std::optional<std::vector<TimeTick>> fittingTicks(const TimeAxis& axis, const Step& step,
                                                         const TimeAxis::Measure& measure, double minX, double maxX)
{
    const TickMaker maker(axis.span(), axis.zone());
    std::vector<TimeTick> found;
    double end = minX - labelGap;
    for (TimeMs timeMs : maker.times(step)) {
        TimeTick tick{timeMs, axis.x(timeMs), maker.label(timeMs, step)};
        const double half = measure(tick.label) / 2;
        if (tick.x - half < minX || tick.x + half > maxX)
            continue;
        if (tick.x - half < end + labelGap)
            return std::nullopt;
        end = tick.x + half;
        found.push_back(std::move(tick));
    }
    return found;
}

// Where no tick tells the day, the first that has the room does.
static void addDate(std::vector<TimeTick>& ticks, const TimeAxis& axis, const TimeAxis::Measure& measure, double minX,
                    double maxX)
{
    for (size_t i = 0; i < ticks.size(); ++i) {
        const QDateTime moment = QDateTime::fromMSecsSinceEpoch(ticks[i].timeMs, axis.zone());
        const bool seconds = moment.time().second() != 0 || axis.span().lengthMs() < 5 * axisMinute;
        const QString label = textOf(moment, seconds ? daySecondsFormat : dayMinutesFormat);
        const double half = measure(label) / 2;
        const double from = i == 0 ? minX : ticks[i - 1].x + measure(ticks[i - 1].label) / 2 + labelGap;
        const double to = i + 1 == ticks.size() ? maxX : ticks[i + 1].x - measure(ticks[i + 1].label) / 2 - labelGap;
        if (ticks[i].x - half >= from && ticks[i].x + half <= to) {
            ticks[i].label = label;
            return;
        }
    }
}

std::vector<TimeTick> TimeAxis::ticks(const Measure& measure, double minX, double maxX, TimeMs nowMs) const
{
    const double widest = measure(u"00:00:00"_s);
    const double narrowest = measure(u"00:00"_s);
    const auto dayOf = [this](TimeMs timeMs) { return QDateTime::fromMSecsSinceEpoch(timeMs, m_zone).date(); };
    for (const Step& step : timeSteps) {
        const double apart = m_width * static_cast<double>(step.lengthMs()) / static_cast<double>(m_span.lengthMs());
        const bool clock = step.unit == StepUnit::Clock;
        const double label = clock && step.count < axisMinute ? widest : narrowest;
        if (apart < std::max(label + labelGap, m_width / mostTicks))
            continue;
        auto found = fittingTicks(*this, step, measure, minX, maxX);
        if (!found)
            continue;
        const bool dated = !clock || std::any_of(found->begin(), found->end(), [&](const TimeTick& tick) {
            return dayOf(tick.timeMs).startOfDay(m_zone).toMSecsSinceEpoch() == tick.timeMs;
        });
        if (!dated && dayOf(m_span.toMs - 1) != dayOf(nowMs))
            addDate(*found, *this, measure, minX, maxX);
        return *found;
    }
    return {};
}

QString TimeAxis::describe(TimeMs timeMs) const
{
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(timeMs, m_zone);
    if (m_span.lengthMs() > 90 * axisDay)
        return textOf(moment, fullDayFormat);
    const bool oneDay = QDateTime::fromMSecsSinceEpoch(m_span.fromMs, m_zone).date() ==
                        QDateTime::fromMSecsSinceEpoch(m_span.toMs - 1, m_zone).date();
    if (m_span.lengthMs() > 2 * axisDay)
        return textOf(moment, dayMinutesFormat);
    return textOf(moment, oneDay ? secondsFormat : daySecondsFormat);
}

} // namespace cacheledger
