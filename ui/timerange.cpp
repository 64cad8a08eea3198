// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timerange.h"

#include <QtCore/QStringList>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 secondMs = 1000;
static constexpr qint64 hourMs = 3600 * secondMs;
static constexpr qint64 dayMs = 24 * hourMs;
static constexpr qint64 shortestMs = 5 * secondMs;
static constexpr qint64 longestMs = 3653 * dayMs;
static constexpr size_t backDepth = 50;

static constexpr std::array<RangePreset, 7> rangePresets{{
    {"5m", QT_TRANSLATE_NOOP("TimeRange", "5 min"), 300 * secondMs},
    {"1h", QT_TRANSLATE_NOOP("TimeRange", "1 h"), hourMs},
    {"6h", QT_TRANSLATE_NOOP("TimeRange", "6 h"), 6 * hourMs},
    {"24h", QT_TRANSLATE_NOOP("TimeRange", "24 h"), dayMs},
    {"7d", QT_TRANSLATE_NOOP("TimeRange", "7 d"), 7 * dayMs},
    {"30d", QT_TRANSLATE_NOOP("TimeRange", "30 d"), 30 * dayMs},
    {"1y", QT_TRANSLATE_NOOP("TimeRange", "1 y"), 365 * dayMs},
}};

static const RangePreset* findPreset(const QString& id)
{
    const auto found = std::find_if(rangePresets.begin(), rangePresets.end(),
                                    [&](const RangePreset& preset) { return id == QLatin1String(preset.id); });
    return found == rangePresets.end() ? nullptr : found;
}

static TimeSpan clamped(TimeSpan span)
{
    const qint64 length = std::clamp(span.lengthMs(), shortestMs, longestMs);
    if (length == span.lengthMs())
        return span;
    const TimeMs middle = span.fromMs + span.lengthMs() / 2;
    return {middle - length / 2, middle - length / 2 + length};
}

TimeRange::TimeRange(std::shared_ptr<const Clock> clock, QObject* parent)
    : QObject(parent),
      m_clock(std::move(clock)),
      m_state{u"1h"_s, {}},
      m_lastPreset(m_state.preset)
{
}

std::span<const RangePreset> TimeRange::presets()
{
    return rangePresets;
}

TimeSpan TimeRange::span() const
{
    const RangePreset* preset = findPreset(m_state.preset);
    if (!preset)
        return m_state.span;
    const TimeMs end = m_paused ? m_pausedAtMs : m_clock->nowMs();
    return {end - preset->lengthMs, end};
}

bool TimeRange::isLive() const
{
    return !m_state.preset.isEmpty();
}

bool TimeRange::isPaused() const
{
    return m_paused && isLive();
}

QString TimeRange::presetId() const
{
    return m_state.preset;
}

bool TimeRange::canGoBack() const
{
    return !m_back.empty();
}

void TimeRange::setPreset(const QString& id)
{
    m_stepping = false;
    if (!findPreset(id) || id == m_state.preset)
        return;
    m_state = {id, {}};
    m_lastPreset = id;
    m_back.clear();
    Q_EMIT changed();
}

void TimeRange::setCustom(TimeSpan span)
{
    m_stepping = false;
    if (span.fromMs >= span.toMs)
        return;
    m_back.clear();
    move(span);
}

void TimeRange::zoomTo(TimeSpan span)
{
    m_stepping = false;
    if (span.fromMs >= span.toMs)
        return;
    remember();
    move(span);
}

void TimeRange::zoomBy(double factor, TimeMs aroundMs)
{
    if (!(factor > 0) || factor == 1)
        return;
    const TimeSpan now = span();
    const double left = static_cast<double>(aroundMs - now.fromMs) * factor;
    const double right = static_cast<double>(now.toMs - aroundMs) * factor;
    const double limit = static_cast<double>(longestMs);
    TimeSpan next = clamped({aroundMs - static_cast<qint64>(std::clamp(left, -limit, limit)),
                             aroundMs + static_cast<qint64>(std::clamp(right, -limit, limit))});
    const TimeMs latest = std::max(m_clock->nowMs(), now.toMs);
    if (next.toMs > latest)
        next = {next.fromMs - (next.toMs - latest), latest};
    if (next == now)
        return;
    if (!m_stepping)
        remember();
    m_stepping = true;
    move(next);
}

void TimeRange::panBy(double fraction)
{
    const TimeSpan now = span();
    auto shift = static_cast<qint64>(static_cast<double>(now.lengthMs()) * fraction);
    shift = std::min(shift, std::max(m_clock->nowMs(), now.toMs) - now.toMs);
    if (shift == 0)
        return;
    if (!m_stepping)
        remember();
    m_stepping = true;
    move({now.fromMs + shift, now.toMs + shift});
}

void TimeRange::back()
{
    m_stepping = false;
    if (m_back.empty())
        return;
    m_state = m_back.back();
    m_back.pop_back();
    Q_EMIT changed();
}

void TimeRange::goLive()
{
    m_stepping = false;
    if (isLive() && !m_paused)
        return;
    m_state = {m_lastPreset, {}};
    m_paused = false;
    m_back.clear();
    Q_EMIT changed();
}

void TimeRange::setPaused(bool paused)
{
    if (!isLive() || paused == m_paused)
        return;
    m_paused = paused;
    m_pausedAtMs = m_clock->nowMs();
    Q_EMIT changed();
}

void TimeRange::setUtc(bool utc)
{
    if (utc == m_utc)
        return;
    m_utc = utc;
    m_zone = utc ? QTimeZone::utc() : QTimeZone::systemTimeZone();
    Q_EMIT changed();
}

void TimeRange::setComparing(bool comparing)
{
    if (comparing == m_comparing)
        return;
    m_comparing = comparing;
    Q_EMIT comparingChanged();
}

void TimeRange::move(TimeSpan span)
{
    const State next{{}, clamped(span)};
    if (!isLive() && next.span == m_state.span)
        return;
    m_state = next;
    Q_EMIT changed();
}

void TimeRange::remember()
{
    m_back.push_back(m_state);
    if (m_back.size() > backDepth)
        m_back.erase(m_back.begin());
}

QString TimeRange::serialized() const
{
    if (isLive())
        return u"live %1"_s.arg(m_state.preset);
    return u"fixed %1 %2 %3"_s.arg(m_lastPreset).arg(m_state.span.fromMs).arg(m_state.span.toMs);
}

void TimeRange::restore(const QString& text)
{
    const QStringList parts = text.split(u' ');
    if (parts.size() < 2 || !findPreset(parts.at(1)))
        return;
    if (parts.at(0) == u"live"_s && parts.size() == 2) {
        setPreset(parts.at(1));
    } else if (parts.at(0) == u"fixed"_s && parts.size() == 4) {
        bool fromOk = false;
        bool toOk = false;
        const TimeSpan span{parts.at(2).toLongLong(&fromOk), parts.at(3).toLongLong(&toOk)};
        if (!fromOk || !toOk || span.fromMs < 0 || span.fromMs >= span.toMs)
            return;
        m_lastPreset = parts.at(1);
        setCustom(span);
    }
}

} // namespace cacheledger
