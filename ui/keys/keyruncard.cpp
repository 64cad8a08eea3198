// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/keyruncard.h"

#include "metrics/format.h"
#include "ui/flowgrid.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QComboBox* KeyRunCard::choice(const QString& name, const QString& spoken,
                              const std::vector<std::pair<QString, QVariant>>& choices, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setAccessibleName(spoken);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const auto& [text, value] : choices)
        box->addItem(text, value);
    return box;
}

KeyRunCard::KeyRunCard(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_sample(choice(u"KeySample"_s, tr("Share of the keys that is looked at"),
                      {{tr("all keys"), 1.0}, {tr("10 % of the keys"), 0.1}, {tr("1 % of the keys"), 0.01}}, this)),
      m_budget(choice(u"KeyBudget"_s, tr("Keys a second"),
                      {{tr("1,000 keys/s"), 1000},
                       {tr("5,000 keys/s"), 5000},
                       {tr("20,000 keys/s"), 20'000},
                       {tr("as fast as it answers"), 0}},
                      this)),
      m_depth(choice(u"KeyDepth"_s, tr("Parts of a prefix"),
                     {{tr("1 part"), 1}, {tr("2 parts"), 2}, {tr("3 parts"), 3}}, this)),
      m_delimiter(new QLineEdit(this)),
      m_start(widgets::primaryButton(tr("&Analyse keys"), this)),
      m_pause(widgets::button(tr("&Pause"), this)),
      m_cancel(widgets::button(tr("&Cancel"), this)),
      m_resume(widgets::button(tr("&Resume"), this)),
      m_progress(new QProgressBar(this)),
      m_running(widgets::dimLabel({}, context.theme, FontRole::Small, this))
{
    setUp();
    connectAll();
    refresh();
}

void KeyRunCard::setUp()
{
    widgets::makeCard(this);
    m_budget->setCurrentIndex(1);
    m_delimiter->setObjectName(u"KeyDelimiter"_s);
    m_delimiter->setAccessibleName(tr("Delimiter"));
    m_delimiter->setPlaceholderText(tr("delimiter: any"));
    m_delimiter->setMaxLength(1);
    m_start->setObjectName(u"AnalyseKeys"_s);
    m_pause->setObjectName(u"PauseKeys"_s);
    m_cancel->setObjectName(u"CancelKeys"_s);
    m_resume->setObjectName(u"ResumeKeys"_s);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the analysis"));
    m_running->setObjectName(u"KeysRunning"_s);
    m_running->setWordWrap(true);
    auto* inputs = new FlowGrid(150, 4, this);
    inputs->setCells({m_sample, m_budget, m_delimiter, m_depth});
    auto* line = new QHBoxLayout;
    line->addWidget(m_running, 1);
    for (QPushButton* each : {m_cancel, m_pause, m_resume, m_start})
        line->addWidget(each);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(inputs);
    column->addLayout(line);
    column->addWidget(m_progress);
}

void KeyRunCard::connectAll()
{
    connect(m_start, &QPushButton::clicked, this, &KeyRunCard::start);
    KeyAnalyst* keys = m_context.services.keys;
    if (!keys)
        return;
    connect(m_pause, &QPushButton::clicked, keys, [keys] { keys->setPaused(!keys->state().isPaused); });
    connect(m_cancel, &QPushButton::clicked, keys, &KeyAnalyst::cancel);
    connect(m_resume, &QPushButton::clicked, this, [this, keys] {
        Q_EMIT began();
        keys->goOn(m_cache);
    });
    connect(keys, &KeyAnalyst::stateChanged, this, &KeyRunCard::refresh);
    connect(keys, &KeyAnalyst::unfinishedRead, this, &KeyRunCard::onUnfinished);
}

void KeyRunCard::onUnfinished(const CacheId& cache, const std::optional<UnfinishedKeys>& unfinished)
{
    if (cache != m_cache)
        return;
    m_unfinished = unfinished;
    refresh();
}

void KeyRunCard::start()
{
    const QByteArray delimiter = m_delimiter->text().toUtf8();
    if (delimiter.size() > 1) {
        Q_EMIT refused(tr("The delimiter must be one byte."), tr("Choose one such as : or /."));
        return;
    }
    Q_EMIT began();
    KeyAnalysisOrder order;
    order.cache = m_context.selection->current();
    order.sampled = m_sample->currentData().toDouble();
    order.keysPerSecond = m_budget->currentData().toInt();
    order.depth = m_depth->currentData().toInt();
    if (!delimiter.isEmpty())
        order.delimiter = delimiter.front();
    m_context.services.keys->start(order);
}

void KeyRunCard::refresh()
{
    if (const CacheId selected = m_context.selection->current(); selected != m_cache) {
        m_cache = selected;
        m_unfinished.reset();
    }
    const KeyAnalyst* keys = m_context.services.keys;
    const KeyAnalysisState state = keys ? keys->state() : KeyAnalysisState();
    m_start->setEnabled(keys && !state.isRunning);
    m_resume->setVisible(!state.isRunning && m_unfinished);
    for (QWidget* each :
         {static_cast<QWidget*>(m_pause), static_cast<QWidget*>(m_cancel), static_cast<QWidget*>(m_progress)})
        each->setVisible(state.isRunning);
    if (!state.isRunning) {
        m_running->setText(keys ? unfinishedText() : tr("Keys cannot be analysed here."));
        return;
    }
    m_pause->setText(state.isPaused ? tr("&Go on") : tr("&Pause"));
    const KeyScanProgress& progress = state.progress;
    m_progress->setRange(0, progress.total ? 1000 : 0);
    if (progress.total)
        m_progress->setValue(static_cast<int>(1000 * std::min(progress.scanned, *progress.total) /
                                              std::max<qint64>(1, *progress.total)));
    m_running->setText(runningText(state));
}

static QString keyCountText(qint64 number)
{
    return format::value(static_cast<double>(number), Unit::Count).joined();
}

QString KeyRunCard::unfinishedText() const
{
    if (!m_unfinished)
        return {};
    const qint64 agoMs = m_context.services.clock->nowMs() - m_unfinished->timeMs;
    return tr("Stopped %1 ago after %2 keys, at %3.")
        .arg(format::duration(std::max<qint64>(0, agoMs)), keyCountText(m_unfinished->scanned), m_unfinished->node);
}

QString KeyRunCard::runningText(const KeyAnalysisState& state) const
{
    const KeyScanProgress& progress = state.progress;
    const CacheConfig* cache = m_context.services.caches->find(state.cache);
    const QString other = state.cache == m_context.selection->current() || !cache ? QString() : cache->name + u": "_s;
    if (progress.node.isEmpty())
        return other + tr("Finding the servers\u2026");
    const QString where = progress.onReplica ? tr("%1, a replica").arg(progress.node) : progress.node;
    const QString seen = progress.total
                             ? tr("%1 of %2 keys").arg(keyCountText(progress.scanned), keyCountText(*progress.total))
                             : tr("%1 keys").arg(keyCountText(progress.scanned));
    const QString at =
        progress.servers > 1
            ? tr("%1 at %2 (server %3 of %4)").arg(seen, where).arg(progress.server).arg(progress.servers)
            : tr("%1 at %2").arg(seen, where);
    return other + (state.isPaused ? tr("%1, paused").arg(at) : at);
}

} // namespace cacheledger
