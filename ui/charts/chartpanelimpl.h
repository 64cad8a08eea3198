// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chartfooter.h"
#include "ui/charts/chartheader.h"
#include "ui/charts/chartmenu.h"
#include "ui/charts/chartpanel.h"
#include "ui/charts/frametablemodel.h"
#include "ui/charts/plotview.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

class QTableView;

namespace cacheledger
{

/// The parts of a ChartPanel and what goes between them. Only for chartpanel*.cpp.
class ChartPanel::Impl
{
public:
    Impl(ChartPanel* owner, ChartSpec spec, Theme* itsTheme, TimeRange* itsRange, Crosshair* itsCrosshair)
        : q(owner),
          theme(itsTheme),
          range(itsRange),
          crosshair(itsCrosshair),
          data(std::move(spec)),
          header(new ChartHeader(&data, theme, q)),
          plot(new PlotView(&data, theme, range, crosshair, q)),
          footer(new ChartFooter(theme, q)),
          menu(new ChartMenu(q, theme))
    {
    }

    const QTimeZone& zone() const { return range->zone(); }
    TimeMs nowMs() const { return frameNowMs + (sinceFrame.isValid() ? sinceFrame.elapsed() : 0); }
    /// The crosshair's, else the newest that is shown.
    TimeMs momentMeant() const { return crosshair->time().value_or(std::min(nowMs(), data.span().toMs)); }
    void setUp();
    void connectParts();
    void showValues() { header->showValues(crosshair->time(), stale); }
    bool isComparing() const { return range->isComparing() && data.isComparable(); }
    void showComparison();
    void showAge();
    void tell();
    void refresh();
    void showTable(bool shown);
    void makeTable();
    void paintPicture(QPainter& painter, double pixelRatio, bool vectors) const;
    void paintCard(QPainter& painter, const QColor& edge, double edgeWidth) const;

    ChartPanel* q;
    Theme* theme;
    TimeRange* range;
    Crosshair* crosshair;
    PlotData data;
    ChartHeader* header;
    PlotView* plot;
    ChartFooter* footer;
    ChartMenu* menu;
    QTableView* table = nullptr; ///< made when first asked for
    FrameTableModel* model = nullptr;
    QTimer ageTimer;
    QElapsedTimer sinceFrame;
    TimeMs frameNowMs = 0;
    std::optional<TimeMs> ended; ///< charttext::endedMs() of the frame
    bool stale = false;
    bool focusShown = false;
};

} // namespace cacheledger
