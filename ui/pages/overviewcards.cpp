// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overviewcards.h"

#include "alerts/rulewords.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/rulechart.h"
#include "ui/cachecard.h"
#include "ui/flowgrid.h"
#include "ui/pagescroll.h"
#include "ui/savings/savingsfeed.h"
#include "ui/useractions.h"

#include <QtWidgets/QBoxLayout>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 overviewWindowMs = 5 * 60'000;
static constexpr int overviewSparkColumns = 120;

OverviewCards::OverviewCards(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_summary(widgets::label({}, context.theme, FontRole::Body, false, this)),
      m_grid(new FlowGrid(330, 3, this))
{
    m_summary->setTextFormat(Qt::RichText);
    m_summary->setWordWrap(true);
    m_summary->setObjectName(u"OverviewSummary"_s);
    auto* scroll = new PageScroll(this);
    scroll->add(m_summary);
    scroll->add(m_grid);

    const Services& services = context.services;
    connect(services.caches, &CacheStore::cacheAdded, this, &OverviewCards::addEntry);
    connect(services.caches, &CacheStore::cacheUpdated, this, &OverviewCards::updateEntry);
    connect(services.caches, &CacheStore::cacheRemoved, this, &OverviewCards::removeEntry);
    connect(services.statuses, &NodeStatusBoard::statusChanged, this, [this](const NodeStatus& status) {
        // A sample a second is the ticker's business; a change of state is shown at once.
        const auto known = m_states.find(status.node);
        if (known != m_states.end() && known->second == status.state)
            return;
        m_states[status.node] = status.state;
        if (m_active)
            updateStates();
    });
    if (services.alerts) {
        connect(services.alerts, &AlertClient::activeChanged, this, [this] {
            if (m_active)
                updateAlerts();
        });
        connect(services.alerts, &AlertClient::rulesChanged, this, [this] {
            for (const auto& [id, entry] : m_entries)
                applyRules(*entry.card);
            sortCards();
        });
    }
    connect(context.theme, &Theme::changed, this, &OverviewCards::updateSummary);
    connect(context.theme, &Theme::changed, this, &OverviewCards::applyLooks);
    connect(services.caches, &CacheStore::environmentColorsChanged, this, &OverviewCards::applyLooks);
    m_ticker.setInterval(1000);
    connect(&m_ticker, &QTimer::timeout, this, &OverviewCards::updateStates);
    for (const CacheConfig& cache : services.caches->caches())
        addEntry(cache);
}

OverviewCards::~OverviewCards() = default;

/// What is a warning on a card is what a rule of its cache warns of.
void OverviewCards::applyRules(CacheCard& card) const
{
    if (const AlertClient* alerts = m_context.services.alerts)
        card.setThresholds(rulechart::thresholds(alerts->rules(), card.cache()));
}

void OverviewCards::applyLook(CacheCard& card) const
{
    card.setLook(environmentLook(card.cache(), *m_context.services.caches, *m_context.theme));
}

void OverviewCards::applyLooks()
{
    for (const auto& [id, entry] : m_entries)
        applyLook(*entry.card);
}

void OverviewCards::addEntry(const CacheConfig& cache)
{
    Entry& entry = m_entries[cache.id];
    entry.card = new CacheCard(cache, m_context.theme, m_grid);
    entry.headline = std::make_unique<PageFeed>(m_context.services.history, m_context.range);
    entry.history = std::make_unique<PageFeed>(m_context.services.history, m_context.range);
    UserActions* actions = m_context.actions;
    CacheCard* card = entry.card;
    applyRules(*card);
    applyLook(*card);
    const CacheId id = cache.id;
    connect(entry.headline.get(), &PageFeed::answered, card, [this, card](const FramePtr& frame) {
        card->setHeadline(frame);
        sortCards();
    });
    connect(entry.headline.get(), &PageFeed::failed, card, [this, card](const Error& error) {
        card->setUnread(error);
        sortCards();
    });
    connect(entry.history.get(), &PageFeed::answered, card, &CacheCard::setHistory);
    entry.savings = std::make_unique<SavingsFeed>(m_context);
    connect(entry.savings.get(), &SavingsFeed::told, card, &CacheCard::setSavings);
    entry.savings->setCache(id);
    connect(card, &CacheCard::opened, actions, [actions, id] { actions->openCache(id); });
    connect(card, &CacheCard::nodesRequested, actions, [actions, id] { actions->openNode(id, {}); });
    connect(card, &CacheCard::editRequested, actions, [actions, id] { actions->editCache(id); });
    connect(card, &CacheCard::duplicateRequested, actions, [actions, id] { actions->duplicateCache(id); });
    connect(card, &CacheCard::removeRequested, actions, [actions, id] { actions->removeCache(id); });
    connect(card, &CacheCard::passwordRequested, actions, [actions, id] { actions->enterPassword(id); });
    connect(card, &CacheCard::retryRequested, actions, [actions, id] { actions->retry(id); });
    setQuestions(entry, cache);
    updateStates();
    entry.headline->setActive(m_active);
    entry.history->setActive(m_active);
    entry.savings->setActive(m_active);
}

void OverviewCards::setQuestions(Entry& entry, const CacheConfig& cache)
{
    FeedQuestion question;
    question.nodes = cache.nodeIds();
    question.metrics = {"hit_ratio"};
    question.columns = overviewSparkColumns;
    entry.history->setQuestion(question);
    question.metrics = headlineMetrics();
    question.columns = 1;
    question.tier = Tier::Raw;
    question.minPeriodMs = std::max(1000, cache.intervalMs);
    question.window = [](const TimeSpan& range) { return TimeSpan{range.toMs - overviewWindowMs, range.toMs}; };
    entry.headline->setQuestion(question);
}

void OverviewCards::updateEntry(const CacheConfig& cache)
{
    const auto entry = m_entries.find(cache.id);
    if (entry == m_entries.end())
        return;
    entry->second.card->setCache(cache);
    applyLook(*entry->second.card);
    applyRules(*entry->second.card);
    setQuestions(entry->second, cache);
    updateStates();
}

void OverviewCards::removeEntry(const CacheId& cache)
{
    m_entries.erase(cache); // the card goes when the grid is laid out again
    updateStates();
}

void OverviewCards::updateStates()
{
    const Services& services = m_context.services;
    const TimeMs nowMs = services.clock->nowMs();
    for (auto& [id, entry] : m_entries)
        entry.card->setState(cacheState(entry.card->cache(), *services.statuses, nowMs), nowMs,
                             m_context.range->zone());
    updateAlerts();
    sortCards();
}

void OverviewCards::updateAlerts()
{
    if (!m_context.services.alerts)
        return;
    const TimeMs nowMs = m_context.services.clock->nowMs();
    const std::vector<Alert> alerts = m_context.services.alerts->active();
    const std::map<CacheId, const Alert*> worst = worstByCache(alerts, nowMs);
    for (auto& [id, entry] : m_entries) {
        const auto found = worst.find(id);
        if (found == worst.end())
            entry.card->setAlert({}, {});
        else
            entry.card->setAlert(alertwords::brief(*found->second, nowMs), rulewords::tier(found->second->tier));
    }
}

void OverviewCards::sortCards()
{
    std::vector<QWidget*> cards;
    for (const CacheConfig& cache : m_context.services.caches->caches()) {
        if (const auto entry = m_entries.find(cache.id); entry != m_entries.end())
            cards.push_back(entry->second.card);
    }
    std::stable_sort(cards.begin(), cards.end(), [](const QWidget* a, const QWidget* b) {
        return static_cast<const CacheCard*>(a)->rank() > static_cast<const CacheCard*>(b)->rank();
    });
    if (cards != m_grid->cells())
        m_grid->setCells(cards);
    updateSummary();
}

void OverviewCards::updateSummary()
{
    int troubled = 0;
    Severity worst = Severity::Normal;
    QString first;
    for (const QWidget* cell : m_grid->cells()) {
        const auto* card = static_cast<const CacheCard*>(cell);
        worst = worseOf(worst, card->severity());
        if (severityRank(card->severity()) < severityRank(Severity::Warning))
            continue;
        if (troubled++ == 0)
            first = tr("%1 (%2)").arg(card->cache().name, card->reason());
    }
    const int count = static_cast<int>(m_grid->cells().size());
    QString text = count == 1 ? tr("The cache is well") : tr("All %1 caches are well").arg(count);
    if (troubled > 1)
        text = tr("%1 of %2 caches need attention, first of all %3").arg(troubled).arg(count).arg(first); // at least 2
    else if (troubled == 1)
        text = tr("%1 needs attention").arg(first);
    else if (worst == Severity::Unknown)
        text = tr("Nothing wrong is known, but not everything is known");
    const QString html = widgets::severityHtml(m_context.theme, worst, text);
    if (m_summary->text() != html)
        m_summary->setText(html);
    m_summary->setAccessibleName(text);
}

void OverviewCards::refresh()
{
    for (auto& [id, entry] : m_entries) {
        entry.headline->refresh();
        entry.history->refresh();
    }
}

void OverviewCards::setActive(bool active)
{
    m_active = active;
    for (auto& [id, entry] : m_entries) {
        entry.headline->setActive(active);
        entry.history->setActive(active);
        entry.savings->setActive(active);
    }
    if (active) {
        updateStates();
        m_ticker.start();
    } else {
        m_ticker.stop();
    }
}

} // namespace cacheledger
