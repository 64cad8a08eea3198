// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/clientspane.h"

#include "ui/figuretable.h"
#include "ui/pagescroll.h"
#include "ui/savings/ledgercharts.h"
#include "ui/server/askbar.h"
#include "ui/server/clienttable.h"
#include "ui/server/clienttrend.h"

#include <QtWidgets/QComboBox>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::size_t mostBiggest = 20;

static QString clientsProblem(const EvidenceAnswer& answer)
{
    return answer.clients ? QString() : answer.clients.error().text();
}

ClientsPane::ClientsPane(const PageContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_asker(new ServerAsker(context, {false, true, false}, this)),
      m_bar(
          new AskBar(context, *m_asker,
                     tr("Who is connected now (CLIENT LIST). It costs a server a little for each connection: how many "
                        "it may have to be asked is in the settings."),
                     clientsProblem)),
      m_grouping(new QComboBox),
      m_scroll(new PageScroll(this)),
      m_groups(new FigureTable(tr("Connections by group"), nullptr, 10)),
      m_biggest(new FigureTable(tr("Biggest connections")))
{
    m_grouping->setObjectName(u"ClientGrouping"_s);
    m_grouping->setAccessibleName(tr("Grouped by"));
    const std::pair<ClientGrouping, QString> groupings[] = {{ClientGrouping::Name, tr("By name")},
                                                            {ClientGrouping::Library, tr("By library")},
                                                            {ClientGrouping::Address, tr("By address")},
                                                            {ClientGrouping::Command, tr("By last command")}};
    for (const auto& [grouping, name] : groupings)
        m_grouping->addItem(name, static_cast<int>(grouping));
    m_bar->addChoice(m_grouping);
    m_groups->setObjectName(u"ClientGroups"_s);
    m_groups->setOptionalColumns({2, 3});
    m_biggest->setObjectName(u"BiggestClients"_s);
    m_biggest->setOptionalColumns({8, 4, 2, 5, 3});
    m_groupsCard = titledCard(tr("Connections"), context.theme, {m_groups});
    m_biggestCard = titledCard(tr("The biggest"), context.theme, {m_biggest});
    for (QWidget* each : {static_cast<QWidget*>(m_bar), m_groupsCard, m_biggestCard})
        m_scroll->add(each);
    m_trend = new ClientTrend(context, m_scroll, this);
    connect(m_asker, &ServerAsker::changed, this, &ClientsPane::showTables);
    connect(m_bar, &AskBar::requested, this, &ClientsPane::refresh);
    connect(m_grouping, &QComboBox::activated, this, &ClientsPane::showTables);
    connect(context.selection, &CacheSelection::changed, this, [this] {
        if (isVisible())
            refresh();
    });
    showTables();
}

void ClientsPane::refresh()
{
    m_asker->ask();
}

void ClientsPane::showTables()
{
    std::vector<ClientConnection> clients;
    std::vector<ConnectedClient> connected;
    for (const ServerAsker::Told& told : m_asker->told()) {
        if (!told.answer.clients)
            continue;
        for (const ClientConnection& client : *told.answer.clients) {
            clients.push_back(client);
            connected.push_back({told.address, client});
        }
    }
    const auto grouping = static_cast<ClientGrouping>(m_grouping->currentData().toInt());
    m_groups->setContent(clientGroupHeadings(grouping), clientGroupRows(clients, grouping));
    m_groupsCard->setVisible(!clients.empty());
    m_biggestCard->setVisible(!clients.empty());
    m_biggest->setContent(clientHeadings(), biggestClientRows(std::move(connected), mostBiggest));
    m_bar->showState();
}

void ClientsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_trend->setActive(true);
    if (!m_asker->askedMs())
        refresh();
}

void ClientsPane::hideEvent(QHideEvent* event)
{
    m_trend->setActive(false);
    QWidget::hideEvent(event);
}

void ClientsPane::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    m_trend->buildSoon();
}

} // namespace cacheledger
