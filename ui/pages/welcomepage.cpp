// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcomepage.h"

#include "ui/pagescroll.h"
#include "ui/widgets.h"

#include <QtGui/QIcon>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QFrame* choice(Theme* theme, const QString& title, const QString& text, QPushButton* button)
{
    auto* card = new QFrame;
    widgets::makeCard(card);
    auto* column = new QVBoxLayout(card);
    widgets::setMargins(column, metric::space4, metric::space2);
    column->addWidget(widgets::label(title, theme, FontRole::Title, true));
    QLabel* body = widgets::dimLabel(text, theme, FontRole::Body);
    body->setWordWrap(true);
    column->addWidget(body, 1, Qt::AlignTop);
    column->addSpacing(metric::space2);
    column->addWidget(button, 0, Qt::AlignLeft);
    card->setMinimumHeight(190);
    return card;
}

WelcomePage::WelcomePage(Theme* theme, QWidget* parent) : QWidget(parent)
{
    auto* picture = new QLabel;
    picture->setPixmap(QIcon(u":/icons/cacheledger.svg"_s).pixmap(QSize(64, 64)));
    QLabel* title = widgets::label(tr("See what your cache does, and what it saves"), theme, FontRole::Number, true);
    title->setWordWrap(true);
    QLabel* text =
        widgets::dimLabel(tr("CacheLedger asks Redis for its numbers, remembers them and shows hit ratio, memory, "
                             "evictions and latency, live and past. It only reads: it never changes your server."),
                          theme, FontRole::Body);
    text->setWordWrap(true);
    auto* connectButton = widgets::primaryButton(tr("&Connect a cache…"));
    connectButton->setObjectName(u"WelcomeConnect"_s);
    m_demo = widgets::button({});
    m_demo->setObjectName(u"WelcomeDemo"_s);
    setDemoStarting(false);

    auto* choices = new QHBoxLayout;
    choices->setSpacing(metric::space3);
    choices->addWidget(
        choice(theme, tr("Connect a cache"),
               tr("A Redis, Valkey, KeyDB, Dragonfly or another server that speaks their protocol. You need its "
                  "address and, if it has one, the password."),
               connectButton));
    choices->addWidget(
        choice(theme, tr("Look around first"),
               tr("Starts a Redis of its own on this computer with a made-up question-answering load. Marked as "
                  "demo everywhere; it ends with CacheLedger."),
               m_demo));
    auto* inner = new QWidget;
    inner->setMaximumWidth(760);
    auto* column = new QVBoxLayout(inner);
    column->setSpacing(metric::space3);
    column->addWidget(picture);
    column->addWidget(title);
    column->addWidget(text);
    column->addSpacing(metric::space3);
    column->addLayout(choices);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(inner, 100);
    row->addStretch(1);
    auto* scroll = new PageScroll(this);
    scroll->column()->insertStretch(0, 1);
    scroll->column()->insertLayout(1, row);
    scroll->column()->addStretch(1);
    setFocusProxy(connectButton);
    connect(connectButton, &QPushButton::clicked, this, &WelcomePage::connectRequested);
    connect(m_demo, &QPushButton::clicked, this, &WelcomePage::demoRequested);
}

void WelcomePage::setDemoStarting(bool starting)
{
    m_demo->setEnabled(!starting);
    m_demo->setText(starting ? tr("The demo starts…") : tr("Try it with &demo data"));
}

} // namespace cacheledger
