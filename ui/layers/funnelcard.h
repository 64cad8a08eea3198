// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/funnel.h"

#include <QtWidgets/QFrame>

class QLabel;

namespace cacheledger
{

class FigureTable;
class FunnelView;
class Theme;

/// How requests were answered: the funnel as a picture, as a table, and in a sentence.
class FunnelCard : public QFrame
{
    Q_OBJECT

public:
    FunnelCard(Theme* theme, QWidget* parent = nullptr);

    void setFunnel(const Funnel& funnel);
    void showProblem(const QString& problem); ///< in place of the sentence

Q_SIGNALS:
    void editRequested(); ///< the stages

private:
    FunnelView* m_view;
    FigureTable* m_table;
    QLabel* m_note;
};

} // namespace cacheledger
