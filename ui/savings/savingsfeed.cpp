// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/savingsfeed.h"

#include "config/sourcestore.h"
#include "cost/moneyformat.h"
#include "ui/layers/funnel.h"
#include "ui/savings/ledgerview.h"
#include "ui/timerange.h"

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int feedDelayMs = 1000;
static constexpr int feedPeriodMs = 60'000;
static constexpr int feedAgainMs = 10'000; ///< where there is no data yet

SavingsFeed::SavingsFeed(const PageContext& context, QObject* parent) : QObject(parent), m_context(context)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(feedDelayMs);
    m_period.setInterval(feedPeriodMs);
    m_again.setSingleShot(true);
    m_again.setInterval(feedAgainMs);
    connect(&m_again, &QTimer::timeout, this, &SavingsFeed::askSoon);
    if (const SourceStore* sources = context.services.sources)
        connect(sources, &SourceStore::sourceAdded, this, [this](const SourceConfig& source) {
            if (source.cache == m_cache)
                askSoon();
        });
    LedgerClient* client = context.services.ledger;
    if (!client)
        return;
    connect(&m_soon, &QTimer::timeout, this, &SavingsFeed::ask);
    connect(&m_period, &QTimer::timeout, this, [this] {
        if (m_context.range->isLive() && !m_context.range->isPaused())
            ask();
    });
    connect(context.range, &TimeRange::changed, this, &SavingsFeed::askSoon);
    connect(client, &LedgerClient::inputsChanged, this, [this](const CacheId& cache) {
        if (cache.value.isEmpty() || cache == m_cache)
            askSoon();
    });
    connect(client, &LedgerClient::ledgerReady, this, [this](quint64 id, const LedgerPtr& ledger) {
        if (id != m_running || id == 0)
            return;
        m_running = 0;
        if (!ledger || !ledger->hasData())
            m_again.start();
        Q_EMIT told(ledger ? text(*ledger, m_askedFromMs) : QString());
    });
    connect(client, &LedgerClient::failed, this, [this](quint64 id) {
        if (id != m_running || id == 0)
            return;
        m_running = 0;
        Q_EMIT told({}); // the Savings page says why
    });
}

SavingsFeed::~SavingsFeed()
{
    drop();
}

void SavingsFeed::drop()
{
    if (m_running != 0)
        m_context.services.ledger->cancel(m_running);
    m_running = 0;
}

void SavingsFeed::setCache(const CacheId& cache)
{
    if (cache == m_cache)
        return;
    m_cache = cache;
    drop();
    Q_EMIT told({});
    askSoon();
}

void SavingsFeed::setActive(bool active)
{
    if (active == m_active || !m_context.services.ledger)
        return;
    m_active = active;
    if (active) {
        askSoon();
        m_period.start();
    } else {
        m_soon.stop();
        m_again.stop();
        m_period.stop();
        drop();
    }
}

void SavingsFeed::askSoon()
{
    if (m_active)
        m_soon.start();
}

void SavingsFeed::ask()
{
    const SourceStore* sources = m_context.services.sources;
    if (!m_active || m_cache.value.isEmpty() || !sources)
        return;
    drop();
    if (sources->sourcesOf(m_cache).empty()) {
        Q_EMIT told({});
        return;
    }
    const TimeSpan span = m_context.range->span();
    m_askedFromMs = span.fromMs;
    m_running = m_context.services.ledger->request({m_cache, span.fromMs, span.toMs, LedgerStep::Month, {}});
}

QString SavingsFeed::text(const Ledger& ledger, TimeMs askedFromMs)
{
    if (!ledger.hasData())
        return {};
    return tr("Net saving %1 · %2 · coverage %3")
        .arg(formatMoney(ledger.total.net), ledgerview::confidence(ledger.total.confidence),
             ratioFigure(ledger.coverageSince(askedFromMs), false).text);
}

} // namespace cacheledger
