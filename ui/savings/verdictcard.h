// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"
#include "cost/verdict.h"
#include "ui/pagecontext.h"

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

class QGridLayout;
class QLabel;
class QPushButton;

namespace cacheledger
{

/// "Does caching pay here?", over the header's range and at least the last 30 days: the verdict in shape, word and
/// colour, and what each rule says with its figure. Asks only while it is visible.
class VerdictCard : public QFrame
{
    Q_OBJECT

public:
    VerdictCard(const PageContext& context, QWidget* parent = nullptr);
    ~VerdictCard() override;

    /// `about`: what it is judged by.
    void setVerdict(const PayVerdict& verdict, const QString& about);

Q_SIGNALS:
    /// What it was judged by: the ledger of the header's range and at least the last 30 days.
    void judged(const cacheledger::CacheId& cache, const cacheledger::LedgerPtr& ledger);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QPushButton* makeTrafficButton();
    void showState();
    void ask();
    void onAnswer(quint64 id, const LedgerPtr& ledger);
    void onFailed(quint64 id, const Error& error);

    PageContext m_context;
    QTimer m_period;
    quint64 m_running = 0;
    CacheId m_judged; // what m_running is about
    VerdictState m_state = VerdictState::NotEnoughData;
    QLabel* m_verdict;
    QGridLayout* m_reasons;
    QLabel* m_about;
};

} // namespace cacheledger
