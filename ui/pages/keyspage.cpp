// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keyspage.h"

#include "metrics/format.h"
#include "metrics/health.h"
#include "ui/banner.h"
#include "ui/keys/keyresultview.h"
#include "ui/keys/keyruncard.h"
#include "ui/pagescroll.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QComboBox>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 costOverMs = 30 * 24 * 3600'000LL;

KeysPage::KeysPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_run(new KeyRunCard(context, this)),
      m_banner(new Banner(context.theme, this)),
      m_shown(KeyRunCard::choice(u"KeyShown"_s, tr("Analysis"), {}, this)),
      m_before(KeyRunCard::choice(u"KeyBefore"_s, tr("Compared with"), {}, this)),
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
    scroll->add(m_run);
    scroll->add(m_banner);
    scroll->add(m_choice = makeChoice());
    scroll->add(m_empty);
    scroll->add(m_view);
    connectAll();
    showRecord();
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
    connect(m_run, &KeyRunCard::began, m_banner, &QWidget::hide);
    connect(m_run, &KeyRunCard::refused, this, &KeysPage::warn);
    connect(context().selection, &CacheSelection::changed, this, &KeysPage::refresh);
    for (const QComboBox* box : {m_shown, m_before})
        connect(box, &QComboBox::activated, this, &KeysPage::showRecord);
    if (const KeyAnalyst* keys = context().services.keys) {
        connect(keys, &KeyAnalyst::recordsRead, this, &KeysPage::onRecords);
        connect(keys, &KeyAnalyst::failed, this, [this](const CacheId& cache, const Error& error) {
            if (cache == m_cache)
                warn(error.message, error.hint);
        });
    }
    if (const LedgerClient* ledger = context().services.ledger) {
        connect(ledger, &LedgerClient::inputsChanged, this, &KeysPage::refresh);
        connect(ledger, &LedgerClient::ledgerReady, this, [this](quint64 id, const LedgerPtr& found) {
            if (id != m_ledgerRequest || id == 0)
                return;
            m_ledgerRequest = 0;
            m_money = moneyOf(*found);
            showRecord();
        });
    }
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
        m_money = {};
        onRecords(cache, {});
    }
    askForCost();
    m_run->refresh();
    context().services.keys->read(cache);
}

void KeysPage::askForCost()
{
    LedgerClient* ledger = context().services.ledger;
    if (!ledger)
        return;
    if (ledger->costPlan(m_cache).costs.empty()) {
        m_money = {};
        return;
    }
    const TimeMs nowMs = context().services.clock->nowMs();
    m_ledgerRequest = ledger->request({m_cache, nowMs - costOverMs, nowMs, LedgerStep::Month, {}});
}

/// Where nothing was counted yet, what was entered.
CacheMoney KeysPage::moneyOf(const Ledger& ledger) const
{
    const Services& services = context().services;
    return cacheMoneyOf(ledger, services.ledger->costPlan(m_cache), services.clock->nowMs());
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

void KeysPage::warn(const QString& what, const QString& hint)
{
    m_banner->setContent(Severity::Warning, what, hint);
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
    if (record->result.servers > 1)
        parts << tr("%1 shards").arg(record->result.servers);
    if (record->result.cancelled)
        parts << tr("cancelled: only a part was seen");
    if (m_money.cost.isValid())
        parts << tr("the cost a month is shared by memory");
    m_about->setText(parts.join(u" \u00b7 "_s));
    KeyAdviceInput input;
    input.record = record;
    input.before = chosen(m_before) ? chosen(m_before) : record == &m_records.back() ? nullptr : record + 1;
    input.nowMs = context().services.clock->nowMs();
    input.money = m_money;
    m_view->setRecord(input, chosen(m_before));
}

std::vector<PaletteItem> KeysPage::paletteItems()
{
    if (!context().services.keys)
        return {};
    return {
        {tr("Analyse the keys of this cache"), tr("Action"), tr("prefix memory scan"), {}, [this] { m_run->start(); }}};
}

} // namespace cacheledger
