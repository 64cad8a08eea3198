// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/economicsresults.h"

#include "ui/figuretable.h"
#include "ui/flowgrid.h"
#include "ui/savings/barchart.h"
#include "ui/savings/economicsview.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static void fillResult(FigureTable* table, const ledgerview::Table& content)
{
    table->setContent(content.headings, content.rows);
}

EconomicsResults::EconomicsResults(Theme* theme, QWidget* parent) : QWidget(parent)
{
    const auto card = [theme](const QString& title, QWidget* content) {
        auto* made = new QFrame;
        widgets::makeCard(made);
        auto* column = new QVBoxLayout(made);
        widgets::setMargins(column, metric::space3, metric::space2);
        column->addWidget(widgets::label(title, theme, FontRole::Body, true, made));
        column->addWidget(content);
        column->addStretch(1);
        return made;
    };
    m_results = new FigureTable(tr("Outcome"));
    m_results->setObjectName(u"EconomicsResults"_s);
    m_sensitivity = new FigureTable(tr("If one of these is another"));
    m_sensitivity->setObjectName(u"EconomicsSensitivity"_s);
    m_comparison = new FigureTable(tr("Scenarios side by side"));
    m_comparison->setObjectName(u"EconomicsComparison"_s);
    m_chart = new BarChart(tr("Saved by the end of each month"), theme);
    m_chart->setObjectName(u"EconomicsChart"_s);
    auto* grid = new FlowGrid(420, 2);
    auto* right = new QWidget;
    auto* stacked = new QVBoxLayout(right);
    stacked->setContentsMargins(0, 0, 0, 0);
    stacked->setSpacing(metric::space3);
    stacked->addWidget(card(tr("Saved by the end of each month"), m_chart), 1);
    stacked->addWidget(card(tr("If one of these is another"), m_sensitivity));
    grid->setCells({card(tr("Outcome"), m_results), right});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    column->addWidget(grid);
    column->addWidget(card(tr("Scenarios side by side"), m_comparison));
}

void EconomicsResults::setScenario(const std::optional<Scenario>& now)
{
    if (now) {
        const Economics economics = economicsOf(*now);
        fillResult(m_results, economicsview::results(economics));
        fillResult(m_sensitivity, economicsview::sensitivity(sensitivityOf(*now)));
        const std::vector<Bar> bars = economicsview::cumulative(economics);
        m_chart->setBars(bars, economicsview::summary(economics));
        m_chart->setMark(economicsview::paybackBar(economics, bars.size()), tr("paid back"));
    } else { // figures that do not belong to what is entered would be read as if they did
        fillResult(m_results, {{tr("What is marked above cannot be read yet.")}, {}});
        fillResult(m_sensitivity, {{tr("What is marked above cannot be read yet.")}, {}});
        m_chart->setBars({}, {});
        m_chart->setMark({}, {});
    }
}

void EconomicsResults::setCompared(const std::vector<Scenario>& scenarios)
{
    fillResult(m_comparison, economicsview::comparison(scenarios));
}

} // namespace cacheledger
