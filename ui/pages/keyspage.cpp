// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keyspage.h"

#include "cost/ledgerverdict.h"
#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/banner.h"
#include "ui/flowgrid.h"
#include "ui/keyanalyst.h"
#include "ui/keys/keyresultview.h"
#include "ui/pagescroll.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 costOverMs = 30 * 24 * 3600'000LL;

static QComboBox* keyChoice(const QString& name, const QString& spoken,
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

KeysPage::KeysPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_sample(keyChoice(u"KeySample"_s, tr("Share of the keys that is looked at"),
                         {{tr("all keys"), 1.0}, {tr("10 % of the keys"), 0.1}, {tr("1 % of the keys"), 0.01}}, this)),
      m_budget(keyChoice(u"KeyBudget"_s, tr("Keys a second"),
                         {{tr("1,000 keys/s"), 1000},
                          {tr("5,000 keys/s"), 5000},
                          {tr("20,000 keys/s"), 20'000},
                          {tr("as fast as it answers"), 0}},
                         this)),
      m_depth(keyChoice(u"KeyDepth"_s, tr("Parts of a prefix"),
                        {{tr("1 part"), 1}, {tr("2 parts"), 2}, {tr("3 parts"), 3}}, this)),
      m_delimiter(new QLineEdit(this)),
      m_start(widgets::primaryButton(tr("&Analyse keys"), this)),
      m_pause(widgets::button(tr("&Pause"), this)),
      m_cancel(widgets::button(tr("&Cancel"), this)),
      m_progress(new QProgressBar(this)),
      m_running(widgets::dimLabel({}, context.theme, FontRole::Small, this)),
      m_banner(new Banner(context.theme, this)),
      m_shown(keyChoice(u"KeyShown"_s, tr("Analysis"), {}, this)),
      m_before(keyChoice(u"KeyBefore"_s, tr("Compared with"), {}, this)),
      m_about(widgets::dimLabel({}, context.theme, FontRole::Small, this)),
      m_empty(
          widgets::dimLabel(tr("Nobody has looked at the keys of this cache yet. An analysis reads names, sizes and "
                               "times to live, on a replica where there is one, and changes nothing."),
                            context.theme, FontRole::Body, this)),
      m_view(new KeyResultView(context.theme, this))
{
    auto* scroll = new PageScroll(this);
    m_banner->hide();
    m_empty->setWordWrap(true);
    m_empty->setObjectName(u"KeysEmpty"_s);
    scroll->add(makeControls());
    scroll->add(m_banner);
    scroll->add(m_choice = makeChoice());
    scroll->add(m_empty);
    scroll->add(m_view);
    connectAll();
    showState();
    showRecord();
}

QWidget* KeysPage::makeControls()
{
    auto* card = new QFrame(this);
    widgets::makeCard(card);
    m_budget->setCurrentIndex(1);
    m_delimiter->setObjectName(u"KeyDelimiter"_s);
    m_delimiter->setAccessibleName(tr("Delimiter"));
    m_delimiter->setPlaceholderText(tr("delimiter: any"));
    m_delimiter->setMaxLength(1);
    m_start->setObjectName(u"AnalyseKeys"_s);
    m_pause->setObjectName(u"PauseKeys"_s);
    m_cancel->setObjectName(u"CancelKeys"_s);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the analysis"));
    m_running->setObjectName(u"KeysRunning"_s);
    m_running->setWordWrap(true);
    auto* inputs = new FlowGrid(150, 4, card);
    inputs->setCells({m_sample, m_budget, m_delimiter, m_depth});
    auto* line = new QHBoxLayout;
    line->addWidget(m_running, 1);
    for (QPushButton* each : {m_cancel, m_pause, m_start})
        line->addWidget(each);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(inputs);
    column->addLayout(line);
    column->addWidget(m_progress);
    return card;
}

QWidget* KeysPage::makeChoice()
{
    auto* choice = new QWidget(this);
    auto* line = new QHBoxLayout(choice);
    line->setContentsMargins(0, 0, 0, 0);
    m_about->setObjectName(u"KeysAbout"_s);
    m_about->setWordWrap(true);
    line->addWidget(m_about, 1);
    line->addWidget(m_shown);
    line->addWidget(widgets::dimLabel(tr("compared with"), context().theme, FontRole::Small, choice));
    line->addWidget(m_before);
    return choice;
}

void KeysPage::connectAll()
{
    connect(m_start, &QPushButton::clicked, this, &KeysPage::start);
    connect(context().selection, &CacheSelection::changed, this, &KeysPage::refresh);
    for (const QComboBox* box : {m_shown, m_before})
        connect(box, &QComboBox::activated, this, &KeysPage::showRecord);
    if (KeyAnalyst* keys = context().services.keys) {
        connect(m_pause, &QPushButton::clicked, keys, [keys] { keys->setPaused(!keys->state().isPaused); });
        connect(m_cancel, &QPushButton::clicked, keys, &KeyAnalyst::cancel);
        connect(keys, &KeyAnalyst::stateChanged, this, &KeysPage::showState);
        connect(keys, &KeyAnalyst::recordsRead, this, &KeysPage::onRecords);
        connect(keys, &KeyAnalyst::failed, this, &KeysPage::onFailed);
    }
    if (const LedgerClient* ledger = context().services.ledger)
        connect(ledger, &LedgerClient::ledgerReady, this, [this](quint64 id, const LedgerPtr& found) {
            if (id != m_ledgerRequest || id == 0)
                return;
            m_ledgerRequest = 0;
            m_cost = verdictInputOf(*found, {}).cacheCostPerMonth; // of a history of two days, too
            showRecord();
        });
}

void KeysPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    refresh();
}

void KeysPage::refresh()
{
    if (!isVisible() || !context().services.keys)
        return;
    const CacheId cache = context().selection->current();
    if (cache != m_cache) {
        m_cache = cache;
        m_records.clear();
        m_banner->hide();
        m_cost = {};
        onRecords(cache, {});
    }
    context().services.keys->read(cache);
    askForCost();
    showState();
}

void KeysPage::askForCost()
{
    LedgerClient* ledger = context().services.ledger;
    if (!ledger || ledger->costPlan(m_cache).costs.empty())
        return;
    const TimeMs nowMs = context().services.clock->nowMs();
    m_ledgerRequest = ledger->request({m_cache, nowMs - costOverMs, nowMs, LedgerStep::Month, {}});
}

void KeysPage::start()
{
    const QByteArray delimiter = m_delimiter->text().toUtf8();
    if (delimiter.size() > 1) {
        m_banner->setContent(Severity::Warning, tr("The delimiter must be one byte."),
                             tr("Choose one such as : or /."));
        m_banner->show();
        return;
    }
    m_banner->hide();
    KeyAnalysisOrder order;
    order.cache = context().selection->current();
    order.sampled = m_sample->currentData().toDouble();
    order.keysPerSecond = m_budget->currentData().toInt();
    order.depth = m_depth->currentData().toInt();
    if (!delimiter.isEmpty())
        order.delimiter = delimiter.front();
    context().services.keys->start(order);
}

void KeysPage::showState()
{
    const KeyAnalyst* keys = context().services.keys;
    const KeyAnalysisState state = keys ? keys->state() : KeyAnalysisState();
    m_start->setEnabled(keys && !state.isRunning);
    for (QWidget* each :
         {static_cast<QWidget*>(m_pause), static_cast<QWidget*>(m_cancel), static_cast<QWidget*>(m_progress)})
        each->setVisible(state.isRunning);
    if (!state.isRunning) {
        m_running->setText(keys ? QString() : tr("Keys cannot be analysed here."));
        return;
    }
    m_pause->setText(state.isPaused ? tr("&Go on") : tr("&Pause"));
    const auto count = [](qint64 number) { return format::value(static_cast<double>(number), Unit::Count).joined(); };
    const KeyScanProgress& progress = state.progress;
    m_progress->setRange(0, progress.total ? 1000 : 0);
    if (progress.total)
        m_progress->setValue(static_cast<int>(1000 * std::min(progress.scanned, *progress.total) /
                                              std::max<qint64>(1, *progress.total)));
    const QString where = state.onReplica ? tr("%1, a replica").arg(state.node) : state.node;
    const QString seen = progress.total ? tr("%1 of %2 keys").arg(count(progress.scanned), count(*progress.total))
                                        : tr("%1 keys").arg(count(progress.scanned));
    const CacheConfig* cache = context().services.caches->find(state.cache);
    const QString other = state.cache == context().selection->current() || !cache ? QString() : cache->name + u": "_s;
    m_running->setText(other +
                       (state.isPaused ? tr("%1 at %2, paused").arg(seen, where) : tr("%1 at %2").arg(seen, where)));
}

QString KeysPage::titleOf(const KeyRecord& record) const
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(record.timeMs, context().range->zone()),
                              QLocale::ShortFormat);
}

void KeysPage::onRecords(const CacheId& cache, const std::vector<KeyRecord>& records)
{
    if (cache != m_cache)
        return;
    const KeyRecord* shown = chosen(m_shown);
    const KeyRecord* before = chosen(m_before);
    // Who looks at the newest one goes on with the newest one.
    const TimeMs shownMs = shown && m_shown->currentIndex() > 0 ? shown->timeMs : 0;
    const TimeMs beforeMs = before ? before->timeMs : 0;
    m_records = records;
    m_shown->clear();
    m_before->clear();
    m_before->addItem(tr("none"), -1);
    for (std::size_t i = 0; i < m_records.size(); ++i)
        for (QComboBox* box : {m_shown, m_before}) {
            box->addItem(titleOf(m_records[i]), static_cast<int>(i));
            if (m_records[i].timeMs == (box == m_shown ? shownMs : beforeMs))
                box->setCurrentIndex(box->count() - 1);
        }
    showRecord();
}

void KeysPage::onFailed(const CacheId& cache, const Error& error)
{
    if (cache != m_cache)
        return;
    m_banner->setContent(Severity::Warning, error.message, error.hint);
    m_banner->show();
}

const KeyRecord* KeysPage::chosen(const QComboBox* box) const
{
    const int index = box->currentIndex() < 0 ? -1 : box->currentData().toInt();
    return index < 0 || index >= static_cast<int>(m_records.size()) ? nullptr
                                                                    : &m_records[static_cast<std::size_t>(index)];
}

void KeysPage::showRecord()
{
    const KeyRecord* record = chosen(m_shown);
    m_choice->setVisible(record);
    m_view->setVisible(record);
    m_empty->setVisible(!record);
    if (!record)
        return;
    const KeyReport& report = record->result.report;
    const auto count = [](double number) { return format::value(number, Unit::Count).joined(); };
    QStringList parts{tr("%1 keys, %2").arg(count(report.keys), format::value(report.bytes, Unit::Bytes).joined())};
    if (record->sampled < 1)
        parts << tr("estimated from %1 keys, \u00b1 bounds the error (99.5 %)").arg(count(report.keysLookedAt));
    parts << (record->onReplica ? tr("at %1, a replica").arg(record->node) : tr("at %1").arg(record->node));
    parts << (report.delimiter ? tr("delimiter %1").arg(QLatin1Char(*report.delimiter)) : tr("no delimiter"));
    if (record->result.cancelled)
        parts << tr("cancelled: only a part was seen");
    if (m_cost.isValid())
        parts << tr("the cost a month is shared by memory");
    m_about->setText(parts.join(u" \u00b7 "_s));
    m_view->setRecord(*record, chosen(m_before), m_cost);
}

std::vector<PaletteItem> KeysPage::paletteItems()
{
    if (!context().services.keys)
        return {};
    return {{tr("Analyse the keys of this cache"), tr("Action"), tr("prefix memory scan"), {}, [this] { start(); }}};
}

} // namespace cacheledger
