// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/clock.h"

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QTimeZone>

#include <memory>
#include <span>
#include <vector>

namespace cacheledger
{

/// A stretch of time, [fromMs, toMs).
struct TimeSpan {
    TimeMs fromMs = 0;
    TimeMs toMs = 0;
    qint64 lengthMs() const { return toMs - fromMs; }
    TimeSpan previous() const { return {fromMs - lengthMs(), fromMs}; } ///< as long, and ends where this one starts
    friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

struct RangePreset {
    const char* id;    ///< "5m", "1h", "6h", "24h", "7d", "30d", "1y"
    const char* label; ///< untranslated, context "TimeRange"
    qint64 lengthMs;
};

/// The one time range that rules every page: live (its end follows the clock), fixed, or paused. Zooming pushes the old
/// range on a stack, back() pops it. GUI thread.
class TimeRange : public QObject
{
    Q_OBJECT

public:
    explicit TimeRange(std::shared_ptr<const Clock> clock, QObject* parent = nullptr);

    static std::span<const RangePreset> presets();

    TimeSpan span() const; ///< now, for a live range; the moment of pausing, while paused
    bool isLive() const;   ///< follows the clock (also while paused)
    bool isPaused() const;
    QString presetId() const; ///< empty for a custom range
    bool canGoBack() const;

    void setPreset(const QString& id); ///< live; unknown ids are ignored
    void setCustom(TimeSpan span);     ///< fixed; ignored when empty or reversed; at most 10 years
    void zoomTo(TimeSpan span);        ///< like setCustom, and remembers where we were; at least 5 s
    /// Wheel: < 1 zooms in. Steps that follow each other are one step for back(). The end never passes now.
    void zoomBy(double factor, TimeMs aroundMs);
    void panBy(double fraction); ///< of the length; a live range becomes fixed; else like zoomBy
    void back();
    void goLive();               ///< the last preset again, not paused
    void setPaused(bool paused); ///< only a live range can be paused

    /// Whether times are shown in UTC (else in the machine's zone). What is asked and stored is always UTC.
    bool isUtc() const { return m_utc; }
    void setUtc(bool utc);
    /// The zone that times are shown in. Looked up once: asking the system for it costs a file access.
    const QTimeZone& zone() const { return m_zone; }

    /// Whether charts show the previous period of the same length behind the range.
    bool isComparing() const { return m_comparing; }
    void setComparing(bool comparing);

    /// What survives a restart, and back. Text that is not ours is ignored.
    QString serialized() const;
    void restore(const QString& text);

Q_SIGNALS:
    /// Another range, mode or pause; not for the clock's going on.
    void changed();
    void comparingChanged();

private:
    struct State {
        QString preset; // empty: fixed span below
        TimeSpan span;
    };
    void move(TimeSpan span);
    void remember();

    std::shared_ptr<const Clock> m_clock;
    State m_state;
    std::vector<State> m_back;
    QString m_lastPreset;
    bool m_stepping = false; ///< the last change was a step of zoomBy() or panBy()
    bool m_paused = false;
    bool m_comparing = false;
    bool m_utc = false;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    TimeMs m_pausedAtMs = 0;
};

} // namespace cacheledger
