// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/health.h"
#include "ui/cachestate.h"
#include "ui/environmentlook.h"
#include "ui/headline.h"
#include "ui/widgets.h"

class QMenu;

namespace cacheledger
{

class Sparkline;

/// One cache on the Overview. Click or Enter opens it.
class CacheCard : public QFrame
{
    Q_OBJECT

public:
    CacheCard(CacheConfig cache, Theme* theme, QWidget* parent = nullptr);

    const CacheConfig& cache() const { return m_cache; }
    void setCache(const CacheConfig& cache);
    void setLook(const EnvironmentLook& look); ///< of its environment
    void setState(const CacheState& state, TimeMs nowMs, const QTimeZone& zone);
    void setThresholds(const std::vector<Threshold>& thresholds); ///< to judge by
    void setHeadline(const FramePtr& frame);                      ///< one column over the last minutes
    void setHistory(const FramePtr& frame);                       ///< hit_ratio over the page's range
    /// Why nothing is known of the values: they are read from history. Until the next setHeadline().
    void setUnread(const Error& error);
    /// What is said of the cache's worst firing alert, and its tier as the style sheet knows it; empty: none fires.
    void setAlert(const QString& text, const QString& tier);
    /// What the cache saves over the page's range, and how sure that is; empty: not known.
    void setSavings(const QString& text);
    /// The worst of reachability and headline metrics: what the Overview sorts by.
    Severity severity() const;
    int rank() const; ///< likewise as a number: higher is worse, down is worst
    /// Why it is not normal, in a few words; empty when it is.
    QString reason() const;

Q_SIGNALS:
    void opened();
    void nodesRequested();
    void editRequested();
    void duplicateRequested();
    void removeRequested();
    void retryRequested();
    void passwordRequested(); ///< the user wants to enter the password that the server misses

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void setUp();
    QMenu* makeMenu();
    QLayout* makeHead();
    QLayout* makeFacts();
    void restyle();
    void updateFacts();

    CacheConfig m_cache;
    Theme* m_theme;
    CacheState m_state;
    FramePtr m_frame;
    QString m_unread;
    TimeMs m_nowMs = 0;
    QTimeZone m_zone;

    ElidedLabel* m_name = nullptr;
    EnvironmentBadge* m_environment = nullptr;
    EnvironmentLook m_look;
    QLabel* m_watermark = nullptr;
    SeverityLabel* m_stateText = nullptr;
    ElidedLabel* m_since = nullptr;
    QLabel* m_error = nullptr;
    ElidedLabel* m_alert = nullptr;
    QPushButton* m_remedy = nullptr;
    ElidedLabel* m_ratio = nullptr;
    ElidedLabel* m_ratioUnit = nullptr;
    SeverityLabel* m_ratioState = nullptr;
    Sparkline* m_spark = nullptr;
    struct Fact {
        QLabel* value = nullptr;
        QLabel* caption = nullptr;
    };
    Fact m_memory, m_evictions, m_latency;
    ElidedLabel* m_savings = nullptr; // made when there is something to say
    QMenu* m_menu = nullptr;
    std::vector<Threshold> m_thresholds = defaultThresholds();
};

} // namespace cacheledger
