// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/advisorpage.h"

#include "advisor/advicesummary.h"
#include "advisor/performancescore.h"
#include "metrics/derived.h"
#include "metrics/format.h"
#include "ui/advisor/advicecard.h"
#include "ui/advisor/advicelist.h"
#include "ui/advisor/advisorcache.h"
#include "ui/advisor/advisorkeys.h"
#include "ui/advisor/advisormoney.h"
#include "ui/advisor/dismissdialog.h"
#include "ui/advisor/forecastfeed.h"
#include "ui/advisor/scorecard.h"
#include "ui/banner.h"
#include "ui/pagescroll.h"
#include "ui/useractions.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QBoxLayout>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr qint64 advisedWindowMs = 60'000;
static constexpr int adviseAgainMs = 3000;

struct AdvisorPage::Watched {
    NodeConfig node;
    LiveWindow window{advisedWindowMs};
};

AdvisorPage::AdvisorPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_dismissed(context.services.dismissalsFile),
      m_cacheWide(new AdvisorCache(context, this)),
      m_banner(new Banner(context.theme, this)),
      m_scroll(new PageScroll(this)),
      m_score(new ScoreCard(context.theme, this)),
      m_headline(widgets::label({}, context.theme, FontRole::Title, true, this)),
      m_found(new QWidget(this)),
      m_money(new AdvisorMoney(context, this)),
      m_keys(new AdvisorKeys(context, this)),
      m_forecast(new AdviceList(tr("What is to be expected"), context.theme, this)),
      m_forecastFeed(new ForecastFeed(context, this)),
      m_unknown(new AdviceList(tr("Could not be looked at"), context.theme, this)),
      m_aside(new AdviceList(tr("Set aside"), context.theme, this)),
      m_fine(new AdviceList(tr("Looked at, nothing to do"), context.theme, this))
{
    setUp();
    const Services& services = context.services;
    connect(context.selection, &CacheSelection::changed, this, &AdvisorPage::showCache);
    connect(services.caches, &CacheStore::cacheUpdated, this, &AdvisorPage::showCache);
    connect(services.statuses, &NodeStatusBoard::statusChanged, this, &AdvisorPage::take);
    if (services.secrets)
        connect(services.secrets, &SecretVault::readFinished, this,
                [this](const CacheId& secret, const QString& password, bool found) {
                    if (secret == m_shownCache)
                        m_hasPassword = found && !password.isEmpty();
                });
    connect(m_money, &AdvisorMoney::changed, this, &AdvisorPage::advise);
    connect(m_keys, &AdvisorKeys::changed, this, &AdvisorPage::advise);
    connect(m_cacheWide, &AdvisorCache::changed, this, &AdvisorPage::advise);
    m_again.setInterval(adviseAgainMs);
    connect(&m_again, &QTimer::timeout, this, &AdvisorPage::advise);
    if (const auto loaded = m_dismissed.load(); !loaded)
        context.actions->notify(loaded.error().text());
    showCache();
}

AdvisorPage::~AdvisorPage() = default;

void AdvisorPage::setUp()
{
    m_headline->setObjectName(u"AdviceHeadline"_s);
    m_headline->setWordWrap(true);
    m_forecast->setObjectName(u"Forecast"_s);
    connect(m_forecastFeed, &ForecastFeed::told, m_forecast, &AdviceList::setRows);
    m_unknown->setObjectName(u"AdviceUnknown"_s);
    m_aside->setObjectName(u"AdviceAside"_s);
    m_fine->setObjectName(u"AdviceFine"_s);
    auto* found = new QVBoxLayout(m_found);
    widgets::setMargins(found, 0, metric::space3);
    m_banner->hide();
    for (QWidget* part :
         {static_cast<QWidget*>(m_banner), static_cast<QWidget*>(m_score), static_cast<QWidget*>(m_headline), m_found,
          static_cast<QWidget*>(m_money), static_cast<QWidget*>(m_forecast), static_cast<QWidget*>(m_unknown),
          static_cast<QWidget*>(m_aside), static_cast<QWidget*>(m_fine)})
        m_scroll->add(part);
}

void AdvisorPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_again.start();
    m_cacheWide->setActive(true);
    m_forecastFeed->setActive(true);
    m_keys->read();
    advise();
}

void AdvisorPage::hideEvent(QHideEvent* event)
{
    m_again.stop();
    m_cacheWide->setActive(false);
    m_forecastFeed->setActive(false);
    Page::hideEvent(event);
}

void AdvisorPage::refresh()
{
    advise();
}

/// What was seen of its nodes before goes on counting, as far as they are the same.
void AdvisorPage::showCache()
{
    const CacheId selected = context().selection->current();
    const CacheConfig* cache = context().services.caches->find(selected);
    std::vector<Watched> nodes;
    for (const NodeConfig& node : cache ? cache->nodes : std::vector<NodeConfig>()) {
        const auto known = std::find_if(m_nodes.begin(), m_nodes.end(),
                                        [&](const Watched& other) { return other.node.id == node.id; });
        nodes.push_back(known == m_nodes.end() ? Watched{node} : std::move(*known));
        nodes.back().node = node;
    }
    m_nodes = std::move(nodes);
    m_cacheWide->setNodes(selected, cache ? cache->nodeIds() : std::vector<NodeId>());
    m_forecastFeed->setCache(cache);
    if (selected != m_shownCache) {
        m_shownCache = selected;
        m_hasPassword = false;
        if (isVisible())
            m_keys->read();
        if (context().services.secrets && !selected.isEmpty())
            context().services.secrets->read(selected);
    }
    for (const Watched& watched : m_nodes)
        if (const NodeStatus* status = context().services.statuses->find(watched.node.id))
            take(*status);
    advise();
}

void AdvisorPage::take(const NodeStatus& status)
{
    const auto watched = std::find_if(m_nodes.begin(), m_nodes.end(),
                                      [&](const Watched& other) { return other.node.id == status.node; });
    if (watched == m_nodes.end() || !status.latest)
        return;
    const SnapshotPtr known = watched->window.latest();
    if (known && known->timeMs >= status.latest->timeMs)
        return;
    watched->window.add(status.latest);
    if (!known)
        advise(); // the first answer
}

void AdvisorPage::advise()
{
    if (!isVisible())
        return;
    std::map<QString, std::vector<AdviceFinding>> findings;
    std::vector<const LiveWindow*> answering;
    for (const Watched& watched : m_nodes) {
        if (!watched.window.latest())
            continue;
        answering.push_back(&watched.window);
        const bool isNamed = !watched.node.endpoint.user.isEmpty();
        findings[watched.node.endpoint.address()] = cacheledger::advise(
            {watched.window, !isNamed && !m_hasPassword, isNamed, m_cacheWide->latencyDoctorOf(watched.node.id)});
    }
    const std::vector<AdviceFinding> ofCache = m_cacheWide->advice(answering); // every node has them
    m_keyAdvice = m_keys->advice(m_money->money());
    for (auto& [node, answers] : findings) {
        answerFromKeys(answers, m_keyAdvice);
        answers.insert(answers.end(), ofCache.begin(), ofCache.end());
    }
    const auto& dismissed = m_dismissed.of(m_shownCache);
    std::vector<CacheAdvice> found;
    std::vector<AdviceList::Row> unknown, aside, fine;
    for (const CacheAdvice& advice : summarise(findings)) {
        const AdviceFinding& finding = advice.finding;
        if (const auto why = dismissed.find(finding.id); why != dismissed.end())
            aside.push_back({finding.title,
                             tr("%1 (since %2)")
                                 .arg(why->second.reason,
                                      locale().toString(QDateTime::fromMSecsSinceEpoch(why->second.sinceMs).date(),
                                                        QLocale::ShortFormat)),
                             tr("Bring back"), [this, id = finding.id] { bringBack(id); }});
        else if (finding.state == AdviceState::Found)
            found.push_back(advice);
        else if (finding.state == AdviceState::NotCheckable)
            unknown.push_back(unknownRow(finding));
        else
            fine.push_back({finding.title, finding.evidence, {}, {}});
    }
    showState(!findings.empty());
    showScore();
    showFound(found);
    m_unknown->setRows(std::move(unknown));
    m_aside->setRows(std::move(aside));
    m_fine->setRows(std::move(fine));
}

/// With a way to the page that can tell it.
AdviceList::Row AdvisorPage::unknownRow(const AdviceFinding& finding) const
{
    if (!context().services.keys || !adviceOfKeys(finding.id))
        return {finding.title, finding.evidence, {}, {}};
    return {finding.title, finding.evidence, tr("Keys\u2026"), [this] { context().actions->showPage(u"keys"_s); }};
}

const KeyAdvice* AdvisorPage::adviceOfKeys(const std::string& finding) const
{
    const auto known = std::find_if(m_keyAdvice.begin(), m_keyAdvice.end(),
                                    [&](const KeyAdvice& each) { return each.finding.id == finding; });
    return known == m_keyAdvice.end() ? nullptr : &*known;
}

/// Advice is of answers that came to this window: nothing is guessed from what is stored.
void AdvisorPage::showState(bool answered)
{
    const bool isWatchedElsewhere = std::any_of(m_nodes.begin(), m_nodes.end(), [this](const Watched& watched) {
        const NodeStatus* status = context().services.statuses->find(watched.node.id);
        return status && status->state == NodeState::Unwatched;
    });
    if (!answered && !m_nodes.empty())
        m_banner->setContent(Severity::Unknown, tr("No advice yet."),
                             isWatchedElsewhere
                                 ? tr("Another process watches this cache: cacheledger advise asks it for itself.")
                                 : tr("It is given when the servers of this cache have answered."));
    m_banner->setVisible(!answered && !m_nodes.empty());
    for (QWidget* part : {static_cast<QWidget*>(m_score), static_cast<QWidget*>(m_headline), m_found})
        part->setVisible(answered);
}

/// Of the node that does worst.
void AdvisorPage::showScore()
{
    const Watched* worst = nullptr;
    double least = 2;
    for (const Watched& watched : m_nodes) {
        if (!watched.window.latest())
            continue;
        const PerformanceScore score = PerformanceScore::of(watched.window);
        const double share = score.outOf() > 0 ? score.points() / score.outOf() : 1.5;
        if (share < least) {
            least = share;
            worst = &watched;
        }
    }
    if (!worst)
        return;
    const qint64 coveredMs = worst->window.coveredMs();
    const QString over =
        coveredMs > 0 ? tr("over the last %1").arg(format::duration(coveredMs)) : tr("of a single answer so far");
    m_score->setScore(
        PerformanceScore::of(worst->window),
        m_nodes.size() == 1
            ? tr("Like everything below, %1.").arg(over)
            : tr("Of %1, which does worst; %2, like everything below.").arg(worst->node.endpoint.address(), over));
}

void AdvisorPage::showFound(const std::vector<CacheAdvice>& found)
{
    m_headline->setText(found.empty()       ? tr("Nothing is to be done about this cache.")
                        : found.size() == 1 ? tr("One thing to do")
                                            : tr("%1 things to do").arg(found.size()));
    while (m_cards.size() > found.size()) {
        m_cards.back()->deleteLater();
        m_cards.pop_back();
    }
    while (m_cards.size() < found.size()) {
        auto* card = new AdviceCard(context().theme, m_found);
        connect(card, &AdviceCard::dismissRequested, this,
                [this, card] { setAside(card->id(), card->findChild<QLabel*>(u"AdviceTitle"_s)->text()); });
        m_found->layout()->addWidget(card);
        m_cards.push_back(card);
    }
    for (std::size_t i = 0; i < found.size(); ++i)
        m_cards[i]->setAdvice(found[i], static_cast<int>(m_nodes.size()), worthOf(found[i]));
}

QString AdvisorPage::worthOf(const CacheAdvice& advice) const
{
    const KeyAdvice* keys = adviceOfKeys(advice.finding.id);
    if (keys && keys->finding.state == AdviceState::Found)
        return keys->worth ? m_money->worthText(*keys->worth) : keys->noWorth;
    std::vector<const LiveWindow*> having, all;
    for (const Watched& watched : m_nodes) {
        if (!watched.window.latest())
            continue;
        all.push_back(&watched.window);
        if (advice.nodes.contains(watched.node.endpoint.address()))
            having.push_back(&watched.window);
    }
    return m_money->worthText(advice, having, all);
}

void AdvisorPage::setAside(const std::string& finding, const QString& title)
{
    auto* dialog = new DismissDialog(title, context().theme, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, finding, cache = m_shownCache] {
        const auto kept = m_dismissed.dismiss(cache, finding, dialog->reason(), context().services.clock->nowMs());
        if (!kept)
            context().actions->notify(kept.error().text());
        advise();
    });
    dialog->open();
}

void AdvisorPage::bringBack(const std::string& finding)
{
    if (const auto done = m_dismissed.bringBack(m_shownCache, finding); !done)
        context().actions->notify(done.error().text());
    advise();
}

} // namespace cacheledger
