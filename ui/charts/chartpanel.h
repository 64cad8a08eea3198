// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "metrics/result.h"
#include "ui/charts/chartspec.h"
#include "ui/timerange.h"

#include <QtWidgets/QFrame>

#include <memory>
#include <optional>
#include <vector>

namespace cacheledger
{

class Theme;

/// The crosshair that all charts of a page share: a moment, or none.
class Crosshair : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    std::optional<TimeMs> time() const { return m_time; }
    void set(std::optional<TimeMs> time); ///< emits moved() on change

Q_SIGNALS:
    void moved();

private:
    std::optional<TimeMs> m_time;
};

/// One chart in a card: title, legend (click hides, double click solos, keyboard too), plot with axes, gaps, restarts
/// and threshold, crosshair read-out, footer (resolution, aggregation, age of the newest sample), menu (copy, save PNG
/// and SVG, save CSV, table). Axes and grid come from Qt Charts, rendered once per range and size; the lines are
/// painted by us from min/max columns. Drag zooms the shared TimeRange, wheel and keys zoom and pan it. GUI thread.
class ChartPanel : public QFrame
{
    Q_OBJECT

public:
    ChartPanel(ChartSpec spec, Theme* theme, TimeRange* range, Crosshair* crosshair, QWidget* parent = nullptr);
    ~ChartPanel() override;

    const ChartSpec& spec() const;
    /// Shows a frame (which has all of the spec's metrics, in any order). Null: "loading". The frame's range is what is
    /// drawn.
    void setFrame(const FramePtr& frame, TimeMs nowMs);
    /// The period of the same length before the frame's, which is drawn dashed behind it while the range is comparing;
    /// null: not known yet. In a live range only the first is drawn at once, a later one with the next frame.
    void setPrevious(const FramePtr& frame);
    /// Stretches that are shaded in place of the breaches of the threshold: when a rule would have fired.
    void setBands(std::vector<TimeSpan> bands);
    /// Instead of the plot, until the next frame: why there is nothing ("No data in this range", an error).
    void setMessage(const QString& text);
    /// Width of the plot in device pixels: what a request should ask columns for.
    int plotColumns() const;
    void setWatermark(const QString& text); ///< "DEMO"; empty: none

    QImage toImage() const; ///< the whole card at the device's pixel ratio
    Result<void> savePng(const QString& file) const;
    Result<void> saveSvg(const QString& file) const; ///< the same as vectors
    Result<void> saveCsv(const QString& file) const;
    QString toCsv() const; ///< time (ISO 8601 UTC) and raw units of what is shown
    bool isSeriesVisible(const std::string& metric) const;
    void setTableShown(bool shown); ///< the same data as a table, in place of the plot
    void setLogarithmic(bool logarithmic);
    /// Whether notes can be added here: in the menu, and with N at the crosshair.
    void setNotesShown(bool shown);
    /// The note or deploy that is drawn closest to a moment, within a few pixels.
    std::optional<Event> noteNear(TimeMs timeMs) const;
    QString summary() const; ///< one sentence, also the accessible description

Q_SIGNALS:
    /// The user asked to save or copy and it failed or succeeded; a page shows it as a short message.
    void notice(const QString& text);
    void noteRequested(qint64 timeMs);
    void noteRemovalRequested(const cacheledger::Event& note);

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
