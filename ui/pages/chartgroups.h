// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/frame.h"
#include "ui/charts/chartspec.h"
#include "ui/pagecontext.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <vector>

namespace cacheledger
{

class ChartPanel;
class FlowGrid;
class PageScroll;

/// The charts of a page under their groups' headings. They are made one group after the other once the page has been
/// painted (buildSoon()), or when somebody needs them: a window with everything but its charts, which would only say
/// "Loading…", is there sooner. What the charts were told (a frame, a message, a watermark) is told to those that come
/// later. GUI thread.
class ChartGroups : public QObject
{
    Q_OBJECT

public:
    /// Adds to `scroll`, which outlives this.
    ChartGroups(const PageContext& context, PageScroll* scroll, QObject* parent);

    /// At first the charts in order, grouped by neighbouring equal `group`; later calls, which must keep number and
    /// groups, replace the charts whose metrics or limits changed.
    void setSpecs(std::vector<ChartSpec> specs);
    const std::vector<ChartSpec>& specs() const { return m_specs; }
    /// Makes the missing groups, one a turn of the event loop.
    void buildSoon();
    void buildAll();
    /// Those made so far, in order.
    const std::vector<ChartPanel*>& panels() const { return m_panels; }

    void setFrame(const FramePtr& frame);    ///< null: loading
    void setPrevious(const FramePtr& frame); ///< of the period before; null: not known yet
    void setMessage(const QString& text);
    void setWatermark(const QString& text);
    /// Scrolls to a chart and marks it for a moment; an unknown id does nothing.
    void reveal(const QString& id);

Q_SIGNALS:
    void started(); ///< the first charts are there

private:
    bool isComplete() const { return m_panels.size() == m_specs.size(); }
    void buildNextGroup();
    ChartPanel* makePanel(const ChartSpec& spec);
    void replacePanel(std::size_t index, const ChartSpec& spec);
    void scrollToRevealed();

    PageContext m_context;
    PageScroll* m_scroll;
    QTimer m_building;
    QTimer m_mark; ///< runs while a revealed chart is marked
    std::size_t m_revealed = 0;
    std::vector<ChartSpec> m_specs;
    std::vector<ChartPanel*> m_panels;
    std::vector<FlowGrid*> m_grids;
    FramePtr m_frame;
    FramePtr m_previous;
    QString m_message;
    QString m_watermark;
};

} // namespace cacheledger
