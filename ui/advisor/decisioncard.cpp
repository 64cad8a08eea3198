// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/advisor/decisioncard.h"

#include "ui/savings/ledgerview.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString fitText(const DecisionFactor::Cell& cell)
{
    switch (cell.fit) {
    case PlaceFit::Fits:
        return DecisionCard::tr("● fits: %1").arg(cell.limit);
    case PlaceFit::DoesNotFit:
        return DecisionCard::tr("■ does not: %1").arg(cell.limit);
    case PlaceFit::Unknown:
        return DecisionCard::tr("○ not known: %1").arg(cell.limit);
    case PlaceFit::Any:
        break;
    }
    return cell.limit;
}

DecisionCard::DecisionCard(Theme* theme, QWidget* parent) : QFrame(parent), m_theme(theme), m_grid(new QGridLayout)
{
    setObjectName(u"Decision"_s);
    widgets::makeCard(this);
    m_grid->setHorizontalSpacing(metric::space3);
    m_grid->setVerticalSpacing(metric::space2);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space3, metric::space2);
    column->addWidget(widgets::label(tr("Where should answers be kept?"), theme, FontRole::Body, true, this));
    column->addLayout(m_grid);
    QLabel* about = widgets::dimLabel(
        tr("Rules of thumb: a bill that was measured goes before them. Each column says what it asks for."), theme,
        FontRole::Small, this);
    about->setWordWrap(true);
    column->addWidget(about);
    setMatrix(decisionMatrix({}));
}

void DecisionCard::setMatrix(const std::vector<DecisionFactor>& matrix)
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto put = [this](const QString& text, int row, int column, bool isHead, bool isDim = false) {
        QLabel* label = widgets::label(text, m_theme, isHead ? FontRole::Small : FontRole::Body, isHead, this);
        label->setWordWrap(true);
        label->setProperty("dim", isDim);
        m_grid->addWidget(label, row, column, Qt::AlignTop);
        return label;
    };
    put(tr("Factor"), 0, 0, true);
    put(tr("Here"), 0, 1, true);
    for (std::size_t i = 0; i < cachingPlaces.size(); ++i)
        put(cachingPlaceText(cachingPlaces[i]), 0, static_cast<int>(i) + 2, true);
    for (int column = 0; column < static_cast<int>(cachingPlaces.size()) + 2; ++column)
        m_grid->setColumnStretch(column, column == 1 ? 3 : 2);
    int row = 1;
    for (const DecisionFactor& factor : matrix) {
        put(factor.name, row, 0, false);
        put(factor.isKnown ? u"%1 (%2)"_s.arg(factor.measured, ledgerview::confidence(factor.confidence))
                           : factor.measured,
            row, 1, false, !factor.isKnown)
            ->setObjectName(u"Decision."_s + QLatin1String(factor.id));
        for (std::size_t i = 0; i < factor.cells.size(); ++i)
            put(fitText(factor.cells[i]), row, static_cast<int>(i) + 2, false,
                factor.cells[i].fit == PlaceFit::Unknown || factor.cells[i].fit == PlaceFit::Any);
        ++row;
    }
}

} // namespace cacheledger
