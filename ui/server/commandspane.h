// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/commanduse.h"
#include "ui/page.h"
#include "ui/pagefeed.h"

class QComboBox;

namespace cacheledger
{

class Banner;
class ChartGroups;
class FigureTable;
class PageScroll;

/// What a cache's servers were asked to do over the range, command by command, against the period before; the types of
/// errors they answered with; and the chosen command over time. From history alone.
class CommandsPane : public QWidget
{
    Q_OBJECT

public:
    explicit CommandsPane(const PageContext& context, QWidget* parent = nullptr);

    void refresh();
    QString csv() const; ///< of the table of commands, as shown
    QString chosenCommand() const { return QString::fromStdString(m_chosen); }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUp();
    void connectAll();
    QWidget* makeCommands();
    void showCache();
    /// Looks at what the servers count now; asks anew where that has changed.
    void updateNames();
    void ask();
    void askForCharts();
    void showTables();
    void updateBanner();
    void choose(const std::string& command);
    void setActive(bool active);

    PageContext m_context;
    PageFeed m_totals; // one column: the tables
    PageFeed m_before; // likewise of the period before
    PageFeed m_lines;
    PageFeed m_linesBefore;
    bool m_active = false;
    CacheId m_shownCache;
    std::vector<NodeId> m_nodes;
    std::vector<std::string> m_commands, m_errorTypes;
    std::vector<CommandUse> m_shown; // in the order of the table's rows
    std::string m_chosen;
    FramePtr m_total, m_totalBefore;
    QString m_problem;
    QComboBox* m_order;
    Banner* m_banner;
    PageScroll* m_scroll;
    FigureTable* m_table;
    FigureTable* m_errors;
    QWidget* m_commandsCard = nullptr;
    QWidget* m_errorsCard = nullptr;
    ChartGroups* m_charts;
};

} // namespace cacheledger
