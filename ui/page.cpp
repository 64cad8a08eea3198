// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page.h"
#include "ui/pages/advisorpage.h"
#include "ui/pages/alertspage.h"
#include "ui/pages/dashboardpage.h"
#include "ui/pages/incidentspage.h"
#include "ui/pages/keyspage.h"
#include "ui/pages/layerspage.h"
#include "ui/pages/nodespage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/reportspage.h"
#include "ui/pages/savingspage.h"
#include "ui/pages/serverpage.h"
#include "ui/pages/settingspage.h"

#include <QtCore/QCoreApplication>

namespace cacheledger
{

template <typename T>
static Page* createPage(const PageContext& context, QWidget* parent)
{
    return new T(context, parent);
}

const std::vector<PageInfo>& pages()
{
    static const std::vector<PageInfo> table{
        {"overview", QT_TRANSLATE_NOOP("Page", "Overview"), "overview", false, true, createPage<OverviewPage>},
        {"dashboard", QT_TRANSLATE_NOOP("Page", "Dashboard"), "dashboard", false, true, createPage<DashboardPage>},
        {"layers", QT_TRANSLATE_NOOP("Page", "Layers"), "layers", false, true, createPage<LayersPage>},
        {"savings", QT_TRANSLATE_NOOP("Page", "Savings"), "savings", false, true, createPage<SavingsPage>},
        {"alerts", QT_TRANSLATE_NOOP("Page", "Alerts"), "alerts", false, true, createPage<AlertsPage>},
        {"incidents", QT_TRANSLATE_NOOP("Page", "Incidents"), "incidents", false, true, createPage<IncidentsPage>},
        {"nodes", QT_TRANSLATE_NOOP("Page", "Nodes"), "nodes", false, true, createPage<NodesPage>},
        {"server", QT_TRANSLATE_NOOP("Page", "Server"), "server", false, true, createPage<ServerPage>},
        {"keys", QT_TRANSLATE_NOOP("Page", "Keys"), "keys", false, true, createPage<KeysPage>},
        {"advisor", QT_TRANSLATE_NOOP("Page", "Advisor"), "advisor", false, true, createPage<AdvisorPage>},
        {"reports", QT_TRANSLATE_NOOP("Page", "Reports"), "reports", false, true, createPage<ReportsPage>},
        {"settings", QT_TRANSLATE_NOOP("Page", "Settings"), "settings", true, false, createPage<SettingsPage>},
    };
    return table;
}

QString pageTitle(const PageInfo& page)
{
    return QCoreApplication::translate("Page", page.title);
}

} // namespace cacheledger
