// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alertspage.h"

#include "ui/alerts/activealerts.h"
#include "ui/alerts/alerthistory.h"
#include "ui/alerts/alertstatisticsview.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/rulelist.h"
#include "ui/alerts/silencelist.h"
#include "ui/cachestate.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int mostPaletteAlerts = 50;

AlertsPage::AlertsPage(const PageContext& context, QWidget* parent) : Page(context, parent), m_tabs(new QTabBar(this))
{
    m_tabs->setObjectName(u"AlertTabs"_s);
    m_tabs->setAccessibleName(tr("Views of alerts"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    auto* stack = new QStackedWidget(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metric::space4, metric::space2, metric::space4, metric::space4);
    column->setSpacing(metric::space3);
    column->addWidget(m_tabs, 0, Qt::AlignLeft);
    column->addWidget(stack, 1);
    if (!context.services.alerts) {
        m_tabs->hide();
        stack->addWidget(
            widgets::dimLabel(tr("Alerts are not judged in this session."), context.theme, FontRole::Body, stack));
        return;
    }
    connect(m_tabs, &QTabBar::currentChanged, stack, &QStackedWidget::setCurrentIndex);
    setUpViews(stack);
    setUpDoNotDisturb();
    connect(context.services.alerts, &AlertClient::failed, this, [this](quint64 id, const Error& error) {
        if (id == 0) // what was asked for is told where it would have been shown
            this->context().actions->notify(error.text());
    });
}

void AlertsPage::setUpViews(QStackedWidget* stack)
{
    m_active = new ActiveAlerts(context(), stack);
    auto* silences = new SilenceList(context(), stack);
    addView(u"active"_s, tr("Active"), m_active, stack);
    addView(u"history"_s, tr("History"), new AlertHistory(context(), stack), stack);
    m_rules = new RuleList(context(), stack);
    addView(u"rules"_s, tr("Rules"), m_rules, stack);
    addView(u"silences"_s, tr("Silences"), silences, stack);
    addView(u"statistics"_s, tr("Statistics"), new AlertStatisticsView(context(), stack), stack);
    connect(m_active, &ActiveAlerts::silenceRequested, silences,
            [silences](const Alert& alert) { silences->add(&alert); });
}

void AlertsPage::addView(const QString& name, const QString& title, QWidget* view, QStackedWidget* stack)
{
    m_names << name;
    stack->addWidget(view);
    m_tabs->addTab(title);
}

void AlertsPage::setUpDoNotDisturb()
{
    m_quietMenu = new QMenu(this);
    m_quiet = new QToolButton(this);
    m_quiet->setObjectName(u"DoNotDisturb"_s);
    m_quiet->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_quiet->setPopupMode(QToolButton::InstantPopup);
    m_quiet->setCheckable(true);
    m_quiet->setFocusPolicy(Qt::TabFocus);
    m_quiet->setMenu(m_quietMenu);
    m_quiet->setToolTip(tr("Alerts are judged and kept as always, but nobody is notified"));
    m_quiet->hide();
    connect(m_quietMenu, &QMenu::aboutToShow, this, &AlertsPage::fillDoNotDisturb);
    connect(context().services.alerts, &AlertClient::doNotDisturbChanged, this, &AlertsPage::showDoNotDisturb);
    fillDoNotDisturb();
    showDoNotDisturb();
}

/// The times in it are from now on, so it is made when it is opened.
void AlertsPage::fillDoNotDisturb()
{
    m_quietMenu->clear();
    AlertClient* client = context().services.alerts;
    for (const RestChoice& choice : restChoices(context().services.clock->nowMs(), context().range->zone()))
        connect(m_quietMenu->addAction(choice.text), &QAction::triggered, client,
                [client, choice] { client->setDoNotDisturb(choice.untilMs); });
    m_quietMenu->addSeparator();
    QAction* off = m_quietMenu->addAction(tr("Notify again"));
    off->setEnabled(client->doNotDisturbUntilMs().has_value());
    connect(off, &QAction::triggered, client, [client] { client->setDoNotDisturb({}); });
}

void AlertsPage::showDoNotDisturb()
{
    const std::optional<TimeMs> untilMs = context().services.alerts->doNotDisturbUntilMs();
    m_quiet->setText(
        untilMs ? tr("Do not disturb until %1")
                      .arg(wording::clockTime(*untilMs, context().services.clock->nowMs(), context().range->zone()))
                : tr("Do not disturb"));
    m_quiet->setAccessibleName(m_quiet->text());
    m_quiet->setChecked(untilMs.has_value());
    Q_EMIT headerWidgetChanged();
}

QWidget* AlertsPage::headerWidget()
{
    return m_quiet;
}

void AlertsPage::showView(const QString& name)
{
    if (const qsizetype index = m_names.indexOf(name); index >= 0)
        m_tabs->setCurrentIndex(static_cast<int>(index));
}

std::vector<PaletteItem> AlertsPage::paletteItems()
{
    std::vector<PaletteItem> items;
    if (!context().services.alerts)
        return items;
    for (int i = 0; i < m_tabs->count(); ++i)
        items.push_back(
            {tr("Alerts: %1").arg(m_tabs->tabText(i)), tr("Page"), {}, {}, [this, i] { m_tabs->setCurrentIndex(i); }});
    items.push_back({tr("New alert rule"), tr("Action"), tr("add threshold"), {}, [this] {
                         showView(u"rules"_s);
                         m_rules->addRule();
                     }});
    for (const Alert& alert : context().services.alerts->active()) {
        if (items.size() >= static_cast<std::size_t>(m_tabs->count() + 1 + mostPaletteAlerts))
            break;
        items.push_back({tr("%1 at %2").arg(alert.ruleName, alert.cacheName),
                         tr("Alert"),
                         alert.address,
                         {},
                         [this, id = alert.id] {
                             showView(u"active"_s);
                             m_active->showAlert(id);
                         }});
    }
    return items;
}

} // namespace cacheledger
