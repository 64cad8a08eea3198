// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/monthcard.h"

#include "forecast/forecastwords.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 monthHoldsMs = 600'000;

MonthCard::MonthCard(const PageContext& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_text(widgets::label({}, context.theme, FontRole::Body, false, this))
{
    setObjectName(u"MonthCard"_s);
    widgets::makeCard(this);
    m_text->setObjectName(u"MonthText"_s);
    m_text->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space1);
    column->addWidget(widgets::label(tr("This month"), context.theme, FontRole::Body, true, this));
    column->addWidget(m_text);
    hide();
    LedgerClient* client = context.services.ledger;
    if (!client)
        return;
    connect(client, &LedgerClient::ledgerReady, this, &MonthCard::onAnswer);
    connect(client, &LedgerClient::failed, this, [this](quint64 id) { onAnswer(id, nullptr); });
    connect(client, &LedgerClient::inputsChanged, this, [this](const CacheId& cache) {
        if (cache.value.isEmpty() || cache == m_cache)
            m_askedMs = 0;
    });
}

MonthCard::~MonthCard()
{
    drop();
}

void MonthCard::drop()
{
    if (m_running != 0)
        m_context.services.ledger->cancel(m_running);
    m_running = 0;
}

void MonthCard::refresh()
{
    LedgerClient* client = m_context.services.ledger;
    const CacheId cache = m_context.selection->current();
    const TimeMs nowMs = m_context.services.clock->nowMs();
    const bool isSame = cache == m_cache;
    if (!client || cache.value.isEmpty())
        return;
    if (isSame && m_askedMs > 0 && nowMs < m_askedMs + monthHoldsMs)
        return setVisible(m_isKnown);
    drop();
    if (!isSame) {
        m_isKnown = false;
        hide(); // not another cache's
    }
    m_cache = cache;
    m_askedMs = nowMs;
    const TimeMs fromMs = savingsLedgerFrom(nowMs, client->costPlan(cache).timeZone);
    m_running = client->request({cache, fromMs, nowMs, LedgerStep::Day, {}});
}

void MonthCard::onAnswer(quint64 id, const LedgerPtr& ledger)
{
    if (id != m_running || id == 0)
        return;
    m_running = 0;
    const SavingsForecast forecast = ledger ? forecastSavings(*ledger, m_askedMs) : SavingsForecast();
    m_isKnown = forecast.answer != SavingsForecast::Answer::Unpriced;
    if (m_isKnown)
        m_text->setText(forecastwords::savingsText(forecast));
    setVisible(m_isKnown);
}

} // namespace cacheledger
