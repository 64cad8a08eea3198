// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chartgroups.h"

#include "ui/charts/chartpanel.h"
#include "ui/flowgrid.h"
#include "ui/pages/dashboardcharts.h"
#include "ui/pagescroll.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QScrollBar>

#include <algorithm>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int chartHeight = 232;
static constexpr int markMs = 1500;

ChartGroups::ChartGroups(const PageContext& context, PageScroll* scroll, QObject* parent)
    : QObject(parent),
      m_context(context),
      m_scroll(scroll)
{
    m_building.setInterval(0);
    m_mark.setSingleShot(true);
    m_mark.setInterval(markMs);
    connect(&m_building, &QTimer::timeout, this, &ChartGroups::buildNextGroup);
    connect(&m_mark, &QTimer::timeout, this, [this] {
        for (ChartPanel* panel : m_panels)
            widgets::setStyleProperty(panel, "highlight", false);
    });
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_mark.isActive()) // charts that are made only now find their places in further turns of the event loop
            scrollToRevealed();
    });
}

static bool isDrawnAlike(const ChartSpec& a, const ChartSpec& b)
{
    return metricsOf({a}) == metricsOf({b}) && a.threshold == b.threshold && a.thresholdAbove == b.thresholdAbove &&
           a.judged == b.judged;
}

void ChartGroups::setSpecs(std::vector<ChartSpec> specs)
{
    const std::vector<ChartSpec> before = std::exchange(m_specs, std::move(specs));
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        if (!isDrawnAlike(m_specs[i], before[i]))
            replacePanel(i, m_specs[i]);
    }
}

void ChartGroups::buildSoon()
{
    if (!isComplete() && !m_building.isActive()) // posted, so that what else waited for the paint comes first
        QTimer::singleShot(0, &m_building, [this] { m_building.start(); });
}

void ChartGroups::buildAll()
{
    while (!isComplete())
        buildNextGroup();
}

void ChartGroups::buildNextGroup()
{
    if (isComplete()) {
        m_building.stop();
        return;
    }
    const QString group = m_specs[m_panels.size()].group;
    QLabel* heading = widgets::label(group, m_context.theme, FontRole::Body, true);
    heading->setProperty("dim", true);
    heading->setContentsMargins(0, metric::space1, 0, 0);
    m_scroll->add(heading);
    std::vector<QWidget*> cells;
    while (!isComplete() && m_specs[m_panels.size()].group == group) {
        m_panels.push_back(makePanel(m_specs[m_panels.size()]));
        cells.push_back(m_panels.back());
    }
    auto* grid = new FlowGrid(300, 3);
    m_scroll->add(grid);
    grid->setCells(cells);
    m_grids.push_back(grid);
    for (QWidget* added : {static_cast<QWidget*>(heading), static_cast<QWidget*>(grid)}) {
        if (added->isHidden()) // the layout would show it only in the next turn of the event loop
            added->show();
    }
    if (m_grids.size() == 1)
        Q_EMIT started();
}

ChartPanel* ChartGroups::makePanel(const ChartSpec& spec)
{
    auto* panel = new ChartPanel(spec, m_context.theme, m_context.range, m_context.crosshair);
    panel->setObjectName(u"Chart."_s + spec.id);
    panel->setFixedHeight(chartHeight);
    panel->setWatermark(m_watermark);
    if (m_frame)
        panel->setFrame(m_frame, m_context.services.clock->nowMs());
    if (m_previous)
        panel->setPrevious(m_previous);
    if (!m_message.isEmpty())
        panel->setMessage(m_message);
    connect(panel, &ChartPanel::notice, m_context.actions, &UserActions::notify);
    panel->setNotesShown(m_context.actions->canAddNotes());
    connect(panel, &ChartPanel::noteRequested, m_context.actions, [context = m_context](qint64 timeMs) {
        context.actions->addNote(context.selection->current(), timeMs, context.range->zone());
    });
    connect(panel, &ChartPanel::noteRemovalRequested, m_context.actions, &UserActions::removeNote);
    return panel;
}

void ChartGroups::replacePanel(std::size_t index, const ChartSpec& spec)
{
    ChartPanel* fresh = makePanel(spec);
    for (FlowGrid* grid : m_grids) {
        std::vector<QWidget*> cells = grid->cells();
        std::replace(cells.begin(), cells.end(), static_cast<QWidget*>(m_panels[index]), static_cast<QWidget*>(fresh));
        if (cells != grid->cells())
            grid->setCells(cells);
    }
    m_panels[index] = fresh;
}

void ChartGroups::setFrame(const FramePtr& frame)
{
    m_frame = frame;
    m_message.clear();
    const TimeMs nowMs = m_context.services.clock->nowMs();
    for (ChartPanel* panel : m_panels)
        panel->setFrame(frame, nowMs);
}

void ChartGroups::setPrevious(const FramePtr& frame)
{
    m_previous = frame;
    for (ChartPanel* panel : m_panels)
        panel->setPrevious(frame);
}

void ChartGroups::setMessage(const QString& text)
{
    m_message = text;
    for (ChartPanel* panel : m_panels)
        panel->setMessage(text);
}

void ChartGroups::setWatermark(const QString& text)
{
    if (text == m_watermark)
        return;
    m_watermark = text;
    for (ChartPanel* panel : m_panels)
        panel->setWatermark(text);
}

void ChartGroups::scrollToRevealed()
{
    m_scroll->ensureWidgetVisible(m_panels[m_revealed], 0, metric::space4);
}

void ChartGroups::reveal(const QString& id)
{
    const auto found =
        std::find_if(m_specs.begin(), m_specs.end(), [&](const ChartSpec& spec) { return spec.id == id; });
    if (found == m_specs.end())
        return;
    buildAll();
    m_revealed = static_cast<std::size_t>(found - m_specs.begin());
    ChartPanel* panel = m_panels[m_revealed];
    m_scroll->widget()->layout()->activate();
    scrollToRevealed();
    panel->setFocus(Qt::ShortcutFocusReason);
    widgets::setStyleProperty(panel, "highlight", true);
    m_mark.start();
}

} // namespace cacheledger
