// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/hourcard.h"

#include "metrics/format.h"
#include "ui/figuretable.h"
#include "ui/layers/heatgrid.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 hoursAskedMs = 60'000; // an hour's ratio moves slowly

HourCard::HourCard(HistoryClient* history, TimeRange* range, Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_range(range),
      m_feed(history, range),
      m_stage(new QComboBox(this)),
      m_asTable(widgets::button(tr("Table"), this)),
      m_about(widgets::dimLabel({}, theme, FontRole::Small, this)),
      m_summary(widgets::dimLabel({}, theme, FontRole::Small, this)),
      m_grid(new HeatGrid(theme, this)),
      m_table(new FigureTable(tr("Hit ratio by weekday and hour"), this))
{
    setObjectName(u"HourCard"_s);
    widgets::makeCard(this);
    m_stage->setObjectName(u"HourStage"_s);
    m_stage->setAccessibleName(tr("Stage"));
    m_stage->setMinimumContentsLength(8);
    m_stage->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_stage->setMaximumWidth(240);
    m_asTable->setObjectName(u"HourTable"_s);
    m_asTable->setCheckable(true);
    m_summary->setWordWrap(true);
    m_about->setWordWrap(true);
    m_table->hide();
    auto* head = new QHBoxLayout;
    head->addWidget(widgets::label(tr("Hit ratio by hour, %"), theme, FontRole::Body, true, this));
    head->addStretch(1);
    head->addWidget(m_stage);
    head->addWidget(m_asTable);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addLayout(head);
    column->addWidget(m_about);
    column->addWidget(m_grid);
    column->addWidget(m_table);
    column->addWidget(m_summary);
    connect(m_stage, &QComboBox::activated, this, &HourCard::ask);
    connect(m_asTable, &QPushButton::toggled, this, [this](bool table) {
        m_grid->setVisible(!table);
        m_table->setVisible(table);
    });
    connect(range, &TimeRange::changed, this, &HourCard::ask);
    connect(&m_feed, &PageFeed::answered, this, &HourCard::onFrame);
    connect(&m_feed, &PageFeed::failed, this, [this](const Error& error) {
        show(nullptr);
        m_summary->setText(error.text());
    });
}

void HourCard::setStages(std::vector<NodeId> sources, std::vector<StageConfig> stages, LayerMetrics metrics)
{
    if (sources == m_sources && stages == m_stages && metrics == m_metrics)
        return;
    m_sources = std::move(sources);
    m_stages = std::move(stages);
    m_metrics = std::move(metrics);
    fillChoices();
    ask();
}

void HourCard::fillChoices()
{
    const QString chosen = m_stage->currentData().toString();
    m_stage->clear();
    m_stage->addItem(tr("All that answer"));
    for (const StageConfig& stage : m_stages)
        m_stage->addItem(stage.name.isEmpty() ? stage.id : stage.name, stage.id);
    m_stage->setCurrentIndex(std::max(0, m_stage->findData(chosen)));
}

static std::string increaseOfStage(const StageConfig& stage, const char* leaf)
{
    return "increase.stage." + stage.id.toStdString() + "." + leaf;
}

/// Of the chosen stage, or of all that answer.
std::vector<std::string> HourCard::hits() const
{
    const QString chosen = m_stage->currentData().toString();
    std::vector<std::string> all;
    for (const StageConfig& stage : m_stages) {
        if (chosen.isEmpty() ? stage.answers : stage.id == chosen)
            all.push_back(increaseOfStage(stage, "hits"));
    }
    return all;
}

/// What the hits are a share of: the stage's own lookups; of all together the requests that came in.
std::vector<std::string> HourCard::lookups() const
{
    const QString chosen = m_stage->currentData().toString();
    if (chosen.isEmpty() && m_metrics.has("app.requests"))
        return {"increase.app.requests"};
    for (const StageConfig& stage : m_stages) {
        if (!(chosen.isEmpty() ? stage.answers : stage.id == chosen))
            continue;
        if (m_metrics.has("stage." + stage.id.toStdString() + ".misses"))
            return {increaseOfStage(stage, "hits"), increaseOfStage(stage, "misses")};
        return {increaseOfStage(stage, "requests")};
    }
    return {};
}

void HourCard::ask()
{
    if (m_stages.empty() || m_sources.empty()) {
        m_feed.setQuestion({});
        show(nullptr);
        return;
    }
    FeedQuestion question;
    question.nodes = m_sources;
    question.metrics = hits();
    for (const std::string& metric : lookups()) {
        if (std::find(question.metrics.begin(), question.metrics.end(), metric) == question.metrics.end())
            question.metrics.push_back(metric);
    }
    question.columns = HourGrid::columnsFor(m_range->span());
    question.window = &HourGrid::spanFor;
    question.minPeriodMs = hoursAskedMs;
    m_feed.setQuestion(std::move(question));
}

void HourCard::onFrame(const FramePtr& frame)
{
    show(frame.get());
}

void HourCard::show(const Frame* frame)
{
    const HourGrid grid = HourGrid::of(frame, m_range->zone(), hits(), lookups());
    m_grid->setGrid(grid);
    m_table->setContent(grid.headings(), grid.rows());
    const TimeSpan span = HourGrid::spanFor(m_range->span());
    m_about->setText(tr("Over %1 to the end of the range, hours in %2. – no traffic, · no data.")
                         .arg(format::duration(span.lengthMs()), m_range->isUtc() ? tr("UTC") : tr("local time")));
    m_summary->setText(grid.summary());
}

void HourCard::setActive(bool active)
{
    m_feed.setActive(active);
}

} // namespace cacheledger
