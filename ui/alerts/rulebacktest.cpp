// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rulebacktest.h"

#include "alerts/rulemetrics.h"
#include "metrics/catalogue.h"
#include "ui/alerts/alerttable.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/rulechart.h"
#include "ui/cachestate.h"
#include "ui/charts/chartpanel.h"
#include "ui/widgets.h"

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int backtestChartHeight = 220;
static constexpr int columnsBeforeLayout = 800;

RuleBacktest::RuleBacktest(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_range(context.services.clock),
      m_crosshair(new Crosshair(this)),
      m_feed(context.services.history, &m_range),
      m_run(widgets::button(tr("&Backtest"), this)),
      m_status(widgets::dimLabel({}, context.theme, FontRole::Small, this)),
      m_nodes(new QComboBox(this)),
      m_model(new QStandardItemModel(0, 4, this)),
      m_result(new QWidget(this)),
      m_chartPlace(new QVBoxLayout)
{
    setUp();
    connect(m_run, &QPushButton::clicked, this, &RuleBacktest::run);
    connect(m_nodes, &QComboBox::activated, this, &RuleBacktest::showChart);
    connect(&m_feed, &PageFeed::answered, this, [this](const FramePtr& frame) {
        if (m_chart)
            m_chart->setFrame(frame, m_context.services.clock->nowMs());
    });
    connect(&m_feed, &PageFeed::failed, this, [this](const Error& error) {
        if (m_chart)
            m_chart->setMessage(error.text());
    });
    connect(context.services.alerts, &AlertClient::backtestReady, this, &RuleBacktest::onAnswer);
    connect(context.services.alerts, &AlertClient::failed, this, &RuleBacktest::onFailed);
}

RuleBacktest::~RuleBacktest()
{
    if (m_running != 0)
        m_context.services.alerts->cancel(m_running);
}

void RuleBacktest::setUp()
{
    m_run->setObjectName(u"RunBacktest"_s);
    m_status->setObjectName(u"BacktestStatus"_s);
    m_status->setWordWrap(true);
    m_nodes->setObjectName(u"BacktestNode"_s);
    m_nodes->setAccessibleName(tr("Node of the chart"));
    m_model->setHorizontalHeaderLabels({tr("Node"), tr("Fires at"), tr("Lasts"), tr("Value")});
    auto* table = new QTableView(m_result);
    table->setObjectName(u"BacktestEpisodes"_s);
    table->setModel(m_model);
    setUpAlertTable(table, tr("When the rule would have fired"), 0);
    for (const auto& [column, characters] : {std::pair(1, 18), std::pair(2, 12), std::pair(3, 14)})
        table->setColumnWidth(column, characters * table->fontMetrics().averageCharWidth());
    table->setMinimumHeight(120);
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::space2);
    head->addWidget(m_run);
    head->addWidget(m_status, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space2);
    column->addLayout(head);
    auto* result = new QVBoxLayout(m_result);
    result->setContentsMargins(0, 0, 0, 0);
    result->setSpacing(metric::space2);
    result->addWidget(m_nodes, 0, Qt::AlignLeft);
    result->addLayout(m_chartPlace);
    result->addWidget(table, 1);
    column->addWidget(m_result, 1);
    column->addStretch(0);
    m_result->hide();
    say(tr("Shows when the rule would have fired in the range of the window's header."), false);
}

void RuleBacktest::say(const QString& text, bool problem)
{
    widgets::setStyleProperty(m_status, "problem", problem);
    m_status->setText(problem ? u"▲ "_s + text : text);
}

void RuleBacktest::setRule(const std::optional<Rule>& rule)
{
    m_rule = rule;
    m_run->setEnabled(rule.has_value());
    if (m_tested && m_running == 0)
        say(m_rule == m_tested ? summary() : tr("The rule was changed since; test it again."), false);
}

void RuleBacktest::run()
{
    if (!m_rule || m_running != 0)
        return;
    m_span = m_context.range->span();
    m_tested = m_rule;
    m_running = m_context.services.alerts->requestBacktest(*m_rule, m_span.fromMs, m_span.toMs);
    say(tr("Reading the history…"), false);
}

void RuleBacktest::onFailed(quint64 id, const Error& error)
{
    if (id == 0 || id != m_running)
        return;
    m_running = 0;
    m_tested.reset();
    m_result->hide();
    say(error.text(), true);
}

void RuleBacktest::onAnswer(quint64 id, const std::vector<BacktestEpisode>& episodes)
{
    if (id != m_running)
        return;
    m_running = 0;
    m_episodes = episodes;
    m_range.setUtc(m_context.range->isUtc());
    m_range.setCustom(m_span);
    m_result->show();
    fillEpisodes();
    fillNodes();
    showChart();
    setRule(m_rule);
}

QString RuleBacktest::summary() const
{
    qint64 firingMs = 0;
    for (const BacktestEpisode& episode : m_episodes)
        firingMs += episode.endMs.value_or(m_span.toMs) - episode.firedMs;
    const QString length = alertwords::span(m_span.lengthMs());
    return m_episodes.empty() ? tr("It would not have fired in this range of %1.").arg(length)
                              : tr("It would have fired %1 times in this range of %2, for %3 altogether.")
                                    .arg(m_episodes.size())
                                    .arg(length, alertwords::span(firingMs));
}

QString RuleBacktest::nodeName(const NodeId& node) const
{
    const CacheConfig* cache = m_context.services.caches->cacheOf(node);
    for (const NodeConfig& each : cache ? cache->nodes : std::vector<NodeConfig>()) {
        if (each.id == node)
            return cache->nodes.size() == 1 ? cache->name : tr("%1, %2").arg(cache->name, each.endpoint.address());
    }
    const SourceStore* sources = m_context.services.sources;
    const SourceConfig* source = sources ? sources->find(node) : nullptr;
    if (const CacheConfig* of = source ? m_context.services.caches->find(source->cache) : nullptr)
        return tr("%1, %2").arg(of->name, source->name);
    return tr("a node that is gone");
}

void RuleBacktest::fillEpisodes()
{
    m_model->removeRows(0, m_model->rowCount());
    for (const BacktestEpisode& episode : m_episodes) {
        const QString lasts = episode.endMs ? alertwords::span(*episode.endMs - episode.firedMs) : tr("until the end");
        m_model->appendRow(
            {new QStandardItem(nodeName(episode.node)),
             new QStandardItem(wording::clockTime(episode.firedMs, m_context.services.clock->nowMs(), m_range.zone())),
             new QStandardItem(lasts),
             new QStandardItem(alertwords::value(episode.value, m_tested->metric, m_tested->function))});
        if (!episode.metric.empty())
            m_model->item(m_model->rowCount() - 1, 3)->setToolTip(alertwords::metric(episode.metric));
    }
}

/// All that the rule is for, those where it fired most first.
void RuleBacktest::fillNodes()
{
    std::vector<std::pair<std::ptrdiff_t, NodeId>> nodes;
    const auto add = [&](const CacheConfig& cache, const NodeId& node, const QString& address) {
        if (rulechart::covers(m_tested->scope, cache, address))
            nodes.emplace_back(std::count_if(m_episodes.begin(), m_episodes.end(),
                                             [&](const BacktestEpisode& each) { return each.node == node; }),
                               node);
    };
    const bool ofSources = catalogue::isOfApplication(m_tested->metric);
    for (const CacheConfig& cache : m_context.services.caches->caches()) {
        if (ofSources && m_context.services.sources)
            for (const SourceConfig& source : m_context.services.sources->sourcesOf(cache.id))
                add(cache, source.id, cache.name + u'/' + source.name);
        if (!ofSources)
            for (const NodeConfig& node : cache.nodes)
                add(cache, node.id, node.endpoint.address());
    }
    std::stable_sort(nodes.begin(), nodes.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    m_nodes->clear();
    for (const auto& [count, node] : nodes)
        m_nodes->addItem(nodeName(node), node.value);
    m_nodes->setVisible(nodes.size() > 1);
}

void RuleBacktest::showChart()
{
    delete m_chart;
    m_chart = nullptr;
    if (m_nodes->count() == 0)
        return;
    const NodeId node{m_nodes->currentData().toString()};
    Rule drawn = *m_tested; // of a family, the one that fired first
    for (const BacktestEpisode& episode : m_episodes)
        if (isFamily(drawn.metric) && episode.node == node && !episode.metric.empty())
            drawn.metric = episode.metric;
    if (isFamily(drawn.metric))
        return;
    m_chart = new ChartPanel(rulechart::spec(drawn), m_context.theme, &m_range, m_crosshair, m_result);
    m_chart->setObjectName(u"BacktestChart"_s);
    m_chart->setFixedHeight(backtestChartHeight);
    m_chart->setNotesShown(false);
    std::vector<TimeSpan> bands;
    for (const BacktestEpisode& episode : m_episodes) {
        if (episode.node == node)
            bands.push_back({episode.firedMs, episode.endMs.value_or(m_span.toMs)});
    }
    m_chart->setBands(bands);
    m_chartPlace->addWidget(m_chart);
    m_chart->show(); // the layout would do it only in the next turn of the event loop
    FeedQuestion question;
    question.nodes = {node};
    question.metrics = {rulechart::drawnMetric(drawn)};
    question.columns = std::max(columnsBeforeLayout, m_chart->plotColumns());
    question.withEvents = true;
    m_feed.setQuestion(question);
    m_feed.setActive(isVisible());
}

void RuleBacktest::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_feed.setActive(m_chart != nullptr);
}

} // namespace cacheledger
