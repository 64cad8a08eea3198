// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/funnelcard.h"

#include "ui/figuretable.h"
#include "ui/layers/funnelview.h"
#include "ui/layers/layertables.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

FunnelCard::FunnelCard(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_view(new FunnelView(theme, this)),
      m_table(new FigureTable(tr("Stages"), this)),
      m_note(widgets::dimLabel({}, theme, FontRole::Small, this))
{
    setObjectName(u"FunnelCard"_s);
    widgets::makeCard(this);
    m_table->setObjectName(u"StageTable"_s);
    m_table->setOptionalColumns({5, 2, 6}); // passed on, hits, p50: the picture has the counts, too
    m_note->setObjectName(u"FunnelNote"_s);
    m_note->setWordWrap(true);
    auto* head = new QHBoxLayout;
    head->addWidget(widgets::label(tr("How requests were answered"), theme, FontRole::Body, true));
    head->addStretch(1);
    auto* edit = widgets::button(tr("Stages…"), this);
    edit->setObjectName(u"EditStages"_s);
    connect(edit, &QPushButton::clicked, this, &FunnelCard::editRequested);
    head->addWidget(edit);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addLayout(head);
    column->addWidget(m_view);
    column->addWidget(m_table);
    column->addWidget(m_note);
}

void FunnelCard::setFunnel(const Funnel& funnel)
{
    m_view->setFunnel(funnel);
    m_table->setContent(funnelHeadings(), funnelRows(funnel));
    const bool ratioOnly =
        std::any_of(funnel.stages.begin(), funnel.stages.end(), [](const FunnelStage& each) { return each.ratioOnly; });
    m_note->setText(ratioOnly
                        ? tr("Stages that report only a ratio have no counts: how many requests they answered, and "
                             "what is below them, is unknown.")
                        : funnelSummary(funnel));
}

void FunnelCard::showProblem(const QString& problem)
{
    m_note->setText(u"▲ "_s + problem);
}

} // namespace cacheledger
