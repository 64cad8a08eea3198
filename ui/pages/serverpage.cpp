// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/serverpage.h"

#include "ui/server/clientspane.h"
#include "ui/server/commandspane.h"
#include "ui/server/diagnosispane.h"
#include "ui/server/settingspane.h"
#include "ui/server/slowlogpane.h"
#include "ui/theme.h"
#include "ui/useractions.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>

namespace cacheledger
{

using namespace Qt::StringLiterals;

ServerPage::ServerPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_tabs(new QTabBar(this)),
      m_stack(new QStackedWidget(this)),
      m_commands(new CommandsPane(context)),
      m_slowLog(new SlowLogPane(context)),
      m_clients(new ClientsPane(context)),
      m_diagnosis(new DiagnosisPane(context)),
      m_settings(new SettingsPane(context))
{
    m_tabs->setObjectName(u"ServerTabs"_s);
    m_tabs->setAccessibleName(tr("Views of the servers"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(metric::space4, 0, metric::space4, 0);
    line->addWidget(m_tabs);
    line->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, metric::space2, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    addView(u"commands"_s, tr("Commands"), m_commands);
    addView(u"slowlog"_s, tr("Slow log"), m_slowLog);
    addView(u"clients"_s, tr("Clients"), m_clients);
    addView(u"diagnosis"_s, tr("Diagnosis"), m_diagnosis);
    addView(u"settings"_s, tr("Settings"), m_settings);
}

void ServerPage::addView(const QString& name, const QString& title, QWidget* view)
{
    m_names << name;
    m_stack->addWidget(view);
    m_tabs->addTab(title);
}

void ServerPage::showView(const QString& name)
{
    if (const qsizetype index = m_names.indexOf(name); index >= 0)
        m_tabs->setCurrentIndex(static_cast<int>(index));
}

void ServerPage::refresh()
{
    if (m_slowLog->isVisible())
        m_slowLog->refresh();
    else if (m_clients->isVisible())
        m_clients->refresh();
    else if (m_diagnosis->isVisible())
        m_diagnosis->refresh();
    else if (m_settings->isVisible())
        m_settings->refresh();
    else
        m_commands->refresh();
}

std::vector<PaletteItem> ServerPage::paletteItems()
{
    std::vector<PaletteItem> items;
    for (int i = 0; i < m_tabs->count(); ++i)
        items.push_back({tr("Server: %1").arg(m_tabs->tabText(i)),
                         tr("Page"),
                         tr("slow latency clients memory doctor settings"),
                         {},
                         [this, i] { m_tabs->setCurrentIndex(i); }});
    items.push_back({tr("Copy the commands as CSV"), tr("Action"), tr("server commandstats"), {}, [this] {
                         showView(u"commands"_s);
                         QGuiApplication::clipboard()->setText(m_commands->csv());
                         context().actions->notify(tr("The commands were copied as CSV."));
                     }});
    return items;
}

} // namespace cacheledger
