// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/server/serverasker.h"

#include <QtWidgets/QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace cacheledger
{

/// Says what a view of the servers asks for and when it did, which of them did not answer and why, and asks again.
class AskBar : public QFrame
{
    Q_OBJECT

public:
    /// `problemOf`: what a node did not tell of this view's part; empty: it did.
    using Problem = std::function<QString(const EvidenceAnswer&)>;
    AskBar(const PageContext& context, const ServerAsker& asker, const QString& hint, Problem problemOf,
           QWidget* parent = nullptr);

    /// Beside the button: for what a view lets choose.
    void addChoice(QWidget* widget);
    /// After changed() of the asker.
    void showState(const QString& problem = {});

Q_SIGNALS:
    void requested();

private:
    const PageContext m_context;
    const ServerAsker& m_asker;
    Problem m_problemOf;
    QHBoxLayout* m_row;
    QLabel* m_state;
    QLabel* m_problems;
    QPushButton* m_ask;
};

/// A moment of the last days, in the range's zone.
QString serverMoment(TimeMs timeMs, const QTimeZone& zone);

} // namespace cacheledger
