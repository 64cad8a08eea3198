// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/askbar.h"

#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

QString serverMoment(TimeMs timeMs, const QTimeZone& zone)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(timeMs, zone), u"d MMM HH:mm:ss"_s);
}

AskBar::AskBar(const PageContext& context, const ServerAsker& asker, const QString& hint, Problem problemOf,
               QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_asker(asker),
      m_problemOf(std::move(problemOf)),
      m_row(new QHBoxLayout),
      m_state(widgets::dimLabel({}, context.theme)),
      m_problems(widgets::dimLabel({}, context.theme)),
      m_ask(widgets::button(tr("&Ask now")))
{
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    QLabel* what = widgets::dimLabel(hint, context.theme);
    what->setWordWrap(true);
    m_state->setObjectName(u"AskState"_s);
    m_problems->setObjectName(u"AskProblems"_s);
    m_problems->setWordWrap(true);
    m_problems->setTextFormat(Qt::PlainText);
    m_ask->setObjectName(u"AskServers"_s);
    m_ask->setEnabled(context.services.servers != nullptr);
    m_row->setSpacing(metric::space2);
    m_row->addWidget(what, 1);
    m_row->addWidget(m_state);
    m_row->addWidget(m_ask);
    column->addLayout(m_row);
    column->addWidget(m_problems);
    connect(m_ask, &QPushButton::clicked, this, &AskBar::requested);
    showState();
}

void AskBar::addChoice(QWidget* widget)
{
    m_row->insertWidget(1, widget);
}

void AskBar::showState(const QString& problem)
{
    QStringList lines;
    if (!problem.isEmpty())
        lines << u"▲ "_s + problem;
    for (const ServerAsker::Told& told : m_asker.told()) {
        if (const QString untold = m_problemOf(told.answer); !untold.isEmpty())
            lines << tr("▲ %1: %2").arg(told.address, untold);
    }
    if (!m_context.services.servers)
        lines << tr("Servers are not asked in this session.");
    m_problems->setText(lines.join(u'\n'));
    m_problems->setVisible(!lines.isEmpty());
    m_state->setText(m_asker.isAsking()  ? tr("Asking…")
                     : m_asker.askedMs() ? tr("as of %1").arg(serverMoment(*m_asker.askedMs(), m_context.range->zone()))
                                         : QString());
}

} // namespace cacheledger
