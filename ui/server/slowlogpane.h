// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/server/slowlogtable.h"

#include <QtWidgets/QWidget>

#include <memory>

namespace cacheledger
{

class AskBar;
class FigureTable;
class PageScroll;
class ServerAsker;
struct PageContext;

/// The slow logs of the selected cache's servers, grouped and entry by entry, and what their latency monitors saw.
/// What was kept over the time range, and what the servers hold when the view is opened and when the user says so,
/// without duplicates. Neither keys nor values are shown.
class SlowLogPane : public QWidget
{
    Q_OBJECT

public:
    explicit SlowLogPane(const PageContext& context, QWidget* parent = nullptr);
    ~SlowLogPane() override;

    void refresh();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void recall();
    void showTables();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
    ServerAsker* m_asker;
    AskBar* m_bar;
    PageScroll* m_scroll;
    FigureTable* m_groups;
    FigureTable* m_entries;
    FigureTable* m_latency;
    QWidget* m_groupsCard;
    QWidget* m_entriesCard;
    QWidget* m_latencyCard;
    QWidget* m_none;
};

} // namespace cacheledger
