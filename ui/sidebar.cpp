// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sidebar.h"

#include "ui/page.h"
#include "ui/widgets.h"

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
      m_watermark(widgets::label(tr("DEMO DATA"), theme, FontRole::Small, true, this))
{
    setObjectName(u"Sidebar"_s);
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Pages"));
    setFixedWidth(sidebarWidth);
    m_name->setContentsMargins(8, 6, 0, 10);
    m_watermark->setProperty("watermark", true);
    m_watermark->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_watermark->hide();
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
    const QKeySequence keys(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number));
    button->setToolTip(tr("%1 (%2)").arg(title, keys.toString(QKeySequence::NativeText)));
    connect(button, &QToolButton::clicked, this, [this, id] { Q_EMIT pageChosen(id); });
    m_entries.push_back({id, button});
    return button;
}

void Sidebar::setCurrent(const QString& page)
{
    for (const Entry& entry : m_entries)
        entry.button->setChecked(entry.id == page);
}

void Sidebar::setNarrow(bool narrow)
{
    setFixedWidth(narrow ? sidebarNarrowWidth : sidebarWidth);
    m_name->setVisible(!narrow);
    m_watermark->setText(narrow ? tr("DEMO") : tr("DEMO DATA"));
    for (const Entry& entry : m_entries)
        entry.button->setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

void Sidebar::setWatermark(bool demo)
{
    m_watermark->setVisible(demo);
}

} // namespace cacheledger
