// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/economicsview.h"

#include "cost/moneyformat.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <array>
#include <cmath>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int chartMonths = 36;

static QString economicsText(const char* text)
{
    return QCoreApplication::translate("EconomicsView", text);
}

static constexpr std::array lineKinds{QT_TRANSLATE_NOOP("EconomicsView", "grows with requests"),
                                      QT_TRANSLATE_NOOP("EconomicsView", "fixed"),
                                      QT_TRANSLATE_NOOP("EconomicsView", "the cache")}; // in the order of CostKind

static QString percentText(const std::optional<Decimal>& percent)
{
    return percent ? formatDecimal(percent->rounded(1)) + u"\u00a0%"_s
                   : economicsText(QT_TRANSLATE_NOOP("EconomicsView", "none"));
}

static QString paybackText(const Economics& economics)
{
    return economics.paybackMonths ? economicsText(QT_TRANSLATE_NOOP("EconomicsView", "%1 months"))
                                         .arg(formatDecimal(economics.paybackMonths->rounded(1)))
                                   : economicsText(QT_TRANSLATE_NOOP("EconomicsView", "not reached"));
}

ledgerview::Table economicsview::sensitivity(const std::vector<SensitivityRow>& rows)
{
    ledgerview::Table table;
    table.headings = {economicsText(QT_TRANSLATE_NOOP("EconomicsView", "If")),
                      economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Saving a month")),
                      economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Payback")),
                      economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Three years, net"))};
    for (const SensitivityRow& row : rows) {
        const QString change = (row.percent < 0 ? u"−"_s : u"+"_s) + QLocale().toString(std::abs(row.percent));
        table.rows.push_back(
            {{economicsText(QT_TRANSLATE_NOOP("EconomicsView", "%1 %2\u00a0%")).arg(driverText(row.driver), change)},
             {formatMoney(row.outcome.monthlySaving), true},
             {paybackText(row.outcome), true},
             {formatMoney(row.outcome.threeYearSaving), true}});
    }
    return table;
}

namespace
{
/// One figure of a scenario, as "Results" has it.
struct ResultRow {
    const char* name;
    QString (*value)(const Economics&);
};
} // namespace

static constexpr ResultRow resultRows[] = {
    {QT_TRANSLATE_NOOP("EconomicsView", "A month without the cache"),
     [](const Economics& each) { return formatMoney(each.before); }},
    {QT_TRANSLATE_NOOP("EconomicsView", "A month with the cache"),
     [](const Economics& each) { return formatMoney(each.after); }},
    {QT_TRANSLATE_NOOP("EconomicsView", "Saving a month"),
     [](const Economics& each) { return formatMoney(each.monthlySaving); }},
    {QT_TRANSLATE_NOOP("EconomicsView", "of what it was"),
     [](const Economics& each) { return percentText(each.savingPercent); }},
    {QT_TRANSLATE_NOOP("EconomicsView", "Saving a year"),
     [](const Economics& each) { return formatMoney(each.annualSaving); }},
    {QT_TRANSLATE_NOOP("EconomicsView", "Introducing it costs"),
     [](const Economics& each) { return formatMoney(each.implementationCost); }},
    {QT_TRANSLATE_NOOP("EconomicsView", "Payback"), &paybackText},
    {QT_TRANSLATE_NOOP("EconomicsView", "Saving in three years, net"),
     [](const Economics& each) { return formatMoney(each.threeYearSaving); }},
    {QT_TRANSLATE_NOOP("EconomicsView", "Three-year ROI, of introducing it"),
     [](const Economics& each) { return percentText(each.threeYearRoiPercent); }},
    {QT_TRANSLATE_NOOP("EconomicsView", "Return a month after payback"),
     [](const Economics& each) { return percentText(each.monthlyReturnPercent); }},
};

ledgerview::Table economicsview::comparison(const std::vector<Scenario>& scenarios)
{
    ledgerview::Table table;
    table.headings = {economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Result"))};
    std::vector<Economics> outcomes;
    for (const Scenario& scenario : scenarios) {
        table.headings << scenario.name;
        outcomes.push_back(economicsOf(scenario));
    }
    for (const ResultRow& row : resultRows) {
        std::vector<Figure> cells{{economicsText(row.name)}};
        for (const Economics& each : outcomes)
            cells.push_back({row.value(each), true});
        table.rows.push_back(std::move(cells));
    }
    return table;
}

ledgerview::Table economicsview::results(const Economics& economics)
{
    ledgerview::Table table;
    table.headings = {economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Result")),
                      economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Value"))};
    for (const ResultRow& row : resultRows)
        table.rows.push_back({{economicsText(row.name)}, {row.value(economics), true}});
    return table;
}

QString economicsview::summary(const Economics& economics)
{
    return economics.paybackMonths
               ? economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Saved over 36 months; paid back after %1 months."))
                     .arg(formatDecimal(economics.paybackMonths->rounded(1)))
               : economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Saved over 36 months; payback is not reached."));
}

std::vector<Bar> economicsview::cumulative(const Economics& economics)
{
    std::vector<Bar> bars;
    const std::vector<Money> sums = cumulativeSaving(economics, chartMonths);
    for (std::size_t month = 0; month < sums.size(); ++month)
        bars.push_back({QLocale().toString(static_cast<int>(month)), formatMoneyShort(sums[month]), 0,
                        sums[month].toDouble(), sums[month].isValid() ? Bar::Kind::Result : Bar::Kind::Unknown});
    return bars;
}

std::optional<std::size_t> economicsview::paybackBar(const Economics& economics, std::size_t bars)
{
    if (!economics.paybackMonths)
        return {};
    const double months = std::ceil(economics.paybackMonths->toDouble());
    return months >= 0 && months < static_cast<double>(bars) ? std::optional(static_cast<std::size_t>(months))
                                                             : std::nullopt;
}

QStringList economicsview::lineHeadings()
{
    return {economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Line")),
            economicsText(QT_TRANSLATE_NOOP("EconomicsView", "A month")),
            economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Kind"))};
}

QStringList economicsview::kindChoices()
{
    QStringList choices;
    for (const char* kind : lineKinds)
        choices << economicsText(kind);
    return choices;
}

std::vector<QStringList> economicsview::rows(const std::vector<EconomicsLine>& lines)
{
    std::vector<QStringList> rows;
    for (const EconomicsLine& line : lines)
        rows.push_back({line.name, line.perMonth.toDecimalString(),
                        economicsText(lineKinds[static_cast<std::size_t>(line.kind)])});
    return rows;
}

static Error rowError(std::size_t row, const QString& why)
{
    return {ErrorCode::InvalidArgument,
            economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Row %1: %2")).arg(row + 1).arg(why),
            {}};
}

static Result<Money> costIn(const QString& text, Currency currency)
{
    auto amount = Money::parse(text, currency);
    if (amount && amount->isNegative())
        return Error{ErrorCode::InvalidArgument,
                     economicsText(QT_TRANSLATE_NOOP("EconomicsView", "A cost is not negative.")),
                     {}};
    return amount;
}

static QString nameNeeded()
{
    return economicsText(QT_TRANSLATE_NOOP("EconomicsView", "A name is needed."));
}

Result<std::vector<EconomicsLine>> economicsview::lines(const std::vector<QStringList>& rows, Currency currency)
{
    std::vector<EconomicsLine> lines;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto amount = costIn(rows[i].value(1), currency);
        if (!amount)
            return rowError(i, amount.error().text());
        const qsizetype kind = kindChoices().indexOf(rows[i].value(2));
        if (rows[i].value(0).isEmpty())
            return rowError(i, nameNeeded());
        if (kind < 0)
            return rowError(
                i,
                economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Kinds are: %1.")).arg(kindChoices().join(u", "_s)));
        lines.push_back({rows[i].value(0), *amount, static_cast<CostKind>(kind)});
    }
    return lines;
}

QStringList economicsview::callHeadings()
{
    return {economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Paid call")),
            economicsText(QT_TRANSLATE_NOOP("EconomicsView", "Price of one"))};
}

std::vector<QStringList> economicsview::callRows(const std::vector<CallPrice>& calls)
{
    std::vector<QStringList> rows;
    for (const CallPrice& call : calls)
        rows.push_back({call.name, call.perCall.toDecimalString()});
    return rows;
}

Result<std::vector<CallPrice>> economicsview::calls(const std::vector<QStringList>& rows, Currency currency)
{
    std::vector<CallPrice> calls;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto amount = costIn(rows[i].value(1), currency);
        if (!amount)
            return rowError(i, amount.error().text());
        if (rows[i].value(0).isEmpty())
            return rowError(i, nameNeeded());
        calls.push_back({rows[i].value(0), *amount});
    }
    return calls;
}

} // namespace cacheledger
