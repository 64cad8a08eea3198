// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/costreport.h"

#include <QtCore/QSet>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static void listTable(const ReportTable& table, const QString& section, std::vector<ListedFigure>& listed)
{
    for (const ReportRow& row : table.rows) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const ReportCell& cell = row.cells[i];
            if (cell.figure.isEmpty())
                continue;
            const QString label = row.cells.front().value.text + u": "_s + table.columns[i].title;
            const QString& formula = cell.formula.isEmpty() ? table.columns[i].formula : cell.formula;
            listed.push_back({section, {cell.figure, label, cell.value, cell.confidence, formula, {}}});
        }
    }
}

static void listChart(const ReportChart& chart, const QString& section, std::vector<ListedFigure>& listed)
{
    for (const ReportPoint& point : chart.points) {
        if (point.figure.isEmpty())
            continue;
        const QString label = chart.title + u": "_s + point.label;
        const bool isRange = chart.kind == ReportChartKind::Range;
        listed.push_back({section,
                          {isRange ? point.figure + u".low"_s : point.figure,
                           label,
                           point.value,
                           Confidence::Estimated,
                           chart.formula,
                           {}}});
        if (isRange)
            listed.push_back(
                {section, {point.figure + u".high"_s, label, point.second, Confidence::Estimated, chart.formula, {}}});
    }
}

std::vector<ListedFigure> figuresOf(const CostReport& report)
{
    std::vector<ListedFigure> listed;
    for (const ReportSection& section : report.sections) {
        for (const ReportBlock& block : section.blocks) {
            if (const auto* figures = std::get_if<ReportFigures>(&block)) {
                for (const ReportFigure& figure : figures->figures)
                    listed.push_back({section.id, figure});
            } else if (const auto* table = std::get_if<ReportTable>(&block)) {
                listTable(*table, section.id, listed);
            } else if (const auto* chart = std::get_if<ReportChart>(&block)) {
                listChart(*chart, section.id, listed);
            }
        }
    }
    return listed;
}

QStringList figuresWithoutFormula(const CostReport& report)
{
    QSet<QString> known;
    for (const ReportFormula& formula : report.formulas)
        known.insert(formula.id);
    QStringList missing;
    for (const ListedFigure& listed : figuresOf(report)) {
        if (!known.contains(listed.figure.formula))
            missing << listed.figure.id;
    }
    return missing;
}

QString formulaMark(const CostReport& report, const QString& formula)
{
    const auto found = std::find_if(report.formulas.begin(), report.formulas.end(),
                                    [&formula](const ReportFormula& each) { return each.id == formula; });
    return found == report.formulas.end() ? QString() : u" [%1]"_s.arg(found->number);
}

} // namespace cacheledger
