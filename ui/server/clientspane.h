// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QComboBox;

namespace cacheledger
{

class AskBar;
class ClientTrend;
class FigureTable;
class PageScroll;
class ServerAsker;

/// The connections of the selected cache's servers: grouped, the biggest ones, and how many there were over the range.
/// Asked only when the view is opened and when the user says so, and of no server with more connections than the user
/// allows (CLIENT LIST costs it time for each).
class ClientsPane : public QWidget
{
    Q_OBJECT

public:
    explicit ClientsPane(const PageContext& context, QWidget* parent = nullptr);

    void refresh();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showTables();

    PageContext m_context;
    ServerAsker* m_asker;
    AskBar* m_bar;
    QComboBox* m_grouping;
    PageScroll* m_scroll;
    FigureTable* m_groups;
    FigureTable* m_biggest;
    QWidget* m_groupsCard;
    QWidget* m_biggestCard;
    ClientTrend* m_trend;
};

} // namespace cacheledger
