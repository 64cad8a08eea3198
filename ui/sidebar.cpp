// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sidebar.h"

#include "ui/page.h"
#include "ui/widgets.h"

#include <QtCore/QEvent>
#include <QtGui/QKeySequence>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int sidebarWidth = 176;
static constexpr int sidebarNarrowWidth = 56;

Sidebar::Sidebar(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_theme(theme),
      m_name(widgets::label(u"CacheLedger"_s, theme, FontRole::Title, true, this)),
      m_watermark(widgets::label(tr("DEMO DATA"), theme, FontRole::Small, true, this)),
      m_production(new EnvironmentBadge(theme, this))
{
    setObjectName(u"Sidebar"_s);
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Pages"));
    setFixedWidth(sidebarWidth);
    m_name->setContentsMargins(8, 6, 0, 10);
    m_watermark->setProperty("watermark", true);
    m_watermark->setAlignment(Qt::AlignCenter);
    m_watermark->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_watermark->hide();
    m_production->setObjectName(u"ProductionBadge"_s);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space2, 2);
    column->addWidget(m_name);
    int number = 1;
    for (const bool bottom : {false, true}) {
        for (const PageInfo& page : pages()) {
            if (page.atBottom == bottom)
                column->addWidget(makeButton(QString::fromLatin1(page.id), pageTitle(page),
                                             QString::fromLatin1(page.icon), number++));
        }
        if (!bottom) {
            column->addStretch(1);
            column->addWidget(m_production);
            column->addSpacing(metric::space1);
            column->addWidget(m_watermark);
            column->addSpacing(metric::space2);
        }
    }
}

QToolButton* Sidebar::makeButton(const QString& id, const QString& title, const QString& icon, int number)
{
    auto* button = new QToolButton(this);
    button->setObjectName(u"Sidebar."_s + id);
    button->setText(title);
    button->setAccessibleName(title);
    const auto tint = [this, button, icon] { button->setIcon(m_theme->icon(icon)); };
    tint();
    connect(m_theme, &Theme::changed, button, tint);
    button->setIconSize({18, 18});
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setCheckable(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setMinimumHeight(34);
    const QKeySequence keys(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number % 10));
    button->setToolTip(number > 10 ? title : tr("%1 (%2)").arg(title, keys.toString(QKeySequence::NativeText)));
    connect(button, &QToolButton::clicked, this, [this, id] { Q_EMIT pageChosen(id); });
    m_entries.push_back({id, title, button, nullptr});
    return button;
}

void Sidebar::setCurrent(const QString& page)
{
    for (const Entry& entry : m_entries)
        entry.button->setChecked(entry.id == page);
}

void Sidebar::setNarrow(bool narrow)
{
    m_narrow = narrow;
    showProduction();
    setFixedWidth(narrow ? sidebarNarrowWidth : sidebarWidth);
    m_name->setVisible(!narrow);
    m_watermark->setText(narrow ? tr("DEMO") : tr("DEMO DATA"));
    widgets::setStyleProperty(m_watermark, "narrow", narrow);
    for (const Entry& entry : m_entries)
        entry.button->setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

void Sidebar::setProduction(const EnvironmentLook& look, const QString& cache)
{
    m_look = look.production ? look : EnvironmentLook();
    m_production->setToolTip(tr("%1 is marked as production").arg(cache));
    showProduction();
    m_production->setAccessibleName(tr("%1 is marked as production").arg(cache));
}

void Sidebar::showProduction()
{
    EnvironmentLook look = m_look;
    if (look.production)
        look.text = m_narrow ? u"◆"_s : u"◆ "_s + tr("PRODUCTION");
    m_production->setLook(look);
}

void Sidebar::setBadge(const QString& page, const QString& text, const QString& kind, const QString& spoken)
{
    for (Entry& entry : m_entries) {
        if (entry.id != page || (text.isEmpty() && !entry.badge))
            continue;
        if (!entry.badge) {
            entry.badge = widgets::label({}, m_theme, FontRole::Small, true, entry.button);
            entry.badge->setObjectName(u"SidebarBadge"_s);
            entry.badge->setAttribute(Qt::WA_TransparentForMouseEvents);
            entry.button->installEventFilter(this);
        }
        entry.badge->setText(text);
        entry.badge->setVisible(!text.isEmpty());
        widgets::setStyleProperty(entry.badge, "kind", kind);
        entry.button->setAccessibleName(text.isEmpty() ? entry.title : tr("%1, %2").arg(entry.title, spoken));
        placeBadge(entry);
    }
}

void Sidebar::placeBadge(const Entry& entry)
{
    entry.badge->adjustSize();
    const bool narrow = entry.button->toolButtonStyle() == Qt::ToolButtonIconOnly;
    const int right = entry.button->width() - (narrow ? 0 : metric::space2);
    const int top = narrow ? 0 : (entry.button->height() - entry.badge->height()) / 2;
    entry.badge->move(right - entry.badge->width(), top);
}

bool Sidebar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize) {
        for (const Entry& entry : m_entries) {
            if (entry.button == watched)
                placeBadge(entry);
        }
    }
    return QFrame::eventFilter(watched, event);
}

void Sidebar::setWatermark(bool demo)
{
    m_watermark->setVisible(demo);
}

} // namespace cacheledger
