// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/advicesummary.h"

#include <QtWidgets/QFrame>

class QLabel;
class QPushButton;

namespace cacheledger
{

class SeverityLabel;
class Theme;

/// Something to do about a cache: what was seen, what it is held against, what to do, and the way back. Commands are
/// shown, never run.
class AdviceCard : public QFrame
{
    Q_OBJECT

public:
    explicit AdviceCard(Theme* theme, QWidget* parent = nullptr);

    /// `nodesOfCache`: how many there are; where all have it, none is named.
    /// `worth`: what it brings, a sentence; empty: not known, and not shown.
    void setAdvice(const CacheAdvice& advice, int nodesOfCache, const QString& worth);
    const std::string& id() const { return m_id; }

Q_SIGNALS:
    void dismissRequested();

private:
    std::string m_id;
    SeverityLabel* m_severity;
    QLabel* m_title;
    QLabel* m_nodes;
    QLabel* m_evidence;
    QLabel* m_action;
    QLabel* m_wayBack;
    QLabel* m_worthName = nullptr;
    QLabel* m_worth;
    QLabel* m_confidence;
    QPushButton* m_dismiss;
};

} // namespace cacheledger
