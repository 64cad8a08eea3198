// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/dismissedadvice.h"
#include "advisor/keyadvice.h"
#include "ui/advisor/advicelist.h"
#include "ui/page.h"

#include <QtCore/QTimer>

class QLabel;

namespace cacheledger
{

class AdviceCard;
class AdvisorKeys;
class AdvisorCache;
class AdvisorMoney;
class Banner;
class ForecastFeed;
class PageScroll;
class ScoreCard;
struct CacheAdvice;

/// What the selected cache could do better, from the newest minute of each of its nodes: its score, what is to be done
/// with evidence and the way back, what could not be looked at, what is fine, and what was set aside with a reason.
class AdvisorPage : public Page
{
    Q_OBJECT

public:
    AdvisorPage(const PageContext& context, QWidget* parent);
    ~AdvisorPage() override;

    bool usesRange() const override { return false; }
    bool usesCache() const override { return true; }
    void refresh() override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct Watched; // a node and its newest minute

    void setUp();
    void showCache();
    void take(const NodeStatus& status);
    void advise();
    void showScore();
    void showFound(const std::vector<CacheAdvice>& found);
    QString worthOf(const CacheAdvice& advice) const;
    AdviceList::Row unknownRow(const AdviceFinding& finding) const;
    const KeyAdvice* adviceOfKeys(const std::string& finding) const; ///< null: not a question of keys
    void showState(bool answered);
    void setAside(const std::string& finding, const QString& title);
    void bringBack(const std::string& finding);

    std::vector<Watched> m_nodes;
    CacheId m_shownCache;
    bool m_hasPassword = false;
    DismissedAdvice m_dismissed;
    AdvisorCache* m_cacheWide;
    QTimer m_again;
    Banner* m_banner;
    PageScroll* m_scroll;
    ScoreCard* m_score;
    QLabel* m_headline;
    QWidget* m_found;
    std::vector<AdviceCard*> m_cards; // in the order of m_found
    AdvisorMoney* m_money;
    AdvisorKeys* m_keys;
    std::vector<KeyAdvice> m_keyAdvice; // as it was told last
    AdviceList* m_forecast;
    ForecastFeed* m_forecastFeed;
    AdviceList* m_unknown;
    AdviceList* m_aside;
    AdviceList* m_fine;
};

} // namespace cacheledger
