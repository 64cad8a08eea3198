// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overviewpage.h"

#include "ui/fleet/fleetlist.h"
#include "ui/pages/overviewcards.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QToolButton>

#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

OverviewPage::OverviewPage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_stack(new QStackedLayout(this)),
      m_header(new QWidget(this)),
      m_asCards(new QToolButton(m_header)),
      m_asList(new QToolButton(m_header))
{
    makeHeader();
    const Services& services = context.services;
    connect(services.caches, &CacheStore::cacheAdded, this, &OverviewPage::showWanted);
    connect(services.caches, &CacheStore::cacheRemoved, this, &OverviewPage::showWanted);
    connect(services.preferences, &Preferences::changed, this, [this](const QString& key) {
        if (key == "overview"_L1)
            showWanted();
    });
    showWanted();
}

void OverviewPage::makeHeader()
{
    auto* add = widgets::button(tr("&Add cache…"), m_header);
    connect(add, &QPushButton::clicked, context().actions, &UserActions::addCache);
    auto* group = new QButtonGroup(m_header);
    auto* row = new QHBoxLayout(m_header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::space1);
    const auto choice = [&](QToolButton* button, const QString& name, const QString& text, const QString& tip,
                            bool list) {
        button->setObjectName(name);
        button->setText(text);
        button->setToolTip(tip);
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        group->addButton(button);
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, list] { choose(list); });
    };
    choice(m_asCards, u"OverviewAsCards"_s, tr("Cards"), tr("A card for each cache"), false);
    choice(m_asList, u"OverviewAsList"_s, tr("List"), tr("A row for each node, the worst first"), true);
    row->addSpacing(metric::space1);
    row->addWidget(add);
    m_header->hide();
}

QWidget* OverviewPage::headerWidget()
{
    return m_header;
}

bool OverviewPage::wantsList() const
{
    const QString chosen = context().services.preferences->value(u"overview"_s).toString();
    if (chosen == "auto"_L1)
        return context().services.caches->caches().size() > mostCards;
    return chosen == "list"_L1;
}

void OverviewPage::choose(bool list)
{
    const QString choice = list ? u"list"_s : u"cards"_s;
    if (const auto set = context().services.preferences->set(u"overview"_s, choice); !set)
        context().actions->notify(set.error().text());
    showWanted();
}

void OverviewPage::showWanted()
{
    m_listed = wantsList();
    if (m_listed && !m_list) {
        m_list = new FleetList(context(), this);
        m_stack->addWidget(m_list);
    } else if (!m_listed && !m_cards) {
        m_cards = new OverviewCards(context(), this);
        m_stack->addWidget(m_cards);
    }
    // The other one would go on growing with every cache that is added.
    if (m_listed)
        delete std::exchange(m_cards, nullptr);
    else
        delete std::exchange(m_list, nullptr);
    m_stack->setCurrentWidget(m_listed ? static_cast<QWidget*>(m_list) : m_cards);
    (m_listed ? m_asList : m_asCards)->setChecked(true);
    setActive(m_active);
}

void OverviewPage::setActive(bool active)
{
    m_active = active;
    if (m_cards)
        m_cards->setActive(active && !m_listed);
    if (m_list)
        m_list->setActive(active && m_listed);
}

void OverviewPage::refresh()
{
    if (m_listed)
        m_list->refresh();
    else
        m_cards->refresh();
}

std::vector<PaletteItem> OverviewPage::paletteItems()
{
    return {{tr("Overview as cards"), tr("Action"), tr("caches"), {}, [this] { choose(false); }},
            {tr("Overview as a list"), tr("Action"), tr("nodes fleet"), {}, [this] { choose(true); }}};
}

void OverviewPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    setActive(true);
}

void OverviewPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    setActive(false);
}

} // namespace cacheledger
