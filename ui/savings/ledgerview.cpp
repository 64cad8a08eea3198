// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/savings/ledgerview.h"

#include "cost/moneyformat.h"
#include "metrics/format.h"
#include "ui/layers/funnel.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr double wholeCoverage = 0.99;

static QString ledgerText(const char* text)
{
    return QCoreApplication::translate("LedgerView", text);
}

static Figure moneyFigure(const Money& money, bool strong = false)
{
    return {formatMoney(money), true, money.isValid(), strong};
}

/// Subtracted, so shown with the sign with which it goes into the net.
static Figure costFigure(const Money& money, bool strong = false)
{
    return moneyFigure(money.isValid() && money.sign() != 0 ? -money : money, strong);
}

static Figure coverageFigure(double coverage)
{
    return ratioFigure(coverage, false);
}

QString ledgerview::confidence(Confidence confidence)
{
    const QString shape = confidence == Confidence::Measured    ? u"●"_s
                          : confidence == Confidence::Estimated ? u"◐"_s
                                                                : u"○"_s;
    return shape + u' ' + confidenceText(confidence);
}

QTimeZone ledgerview::zone(const Ledger& ledger)
{
    const QTimeZone zone(ledger.timeZone);
    return ledger.timeZone.isEmpty() || !zone.isValid() ? QTimeZone::utc() : zone;
}

QString ledgerview::period(TimeMs fromMs, LedgerStep step, const QTimeZone& zone)
{
    const QDateTime start = QDateTime::fromMSecsSinceEpoch(fromMs, zone);
    const QLocale locale;
    switch (step) {
    case LedgerStep::Hour:
        return locale.toString(start, u"d MMM HH:mm"_s);
    case LedgerStep::Day:
        return locale.toString(start, u"d MMM"_s);
    case LedgerStep::Month:
        return locale.toString(start, u"MMM yyyy"_s);
    }
    return {};
}

static std::vector<Figure> entryRow(const LedgerEntry& entry, const QString& name, bool strong)
{
    Figure coverage = coverageFigure(entry.coverage);
    if (entry.resets > 0)
        coverage.note = ledgerText(QT_TRANSLATE_NOOP("LedgerView", "%1 restarts of counters")).arg(entry.resets);
    return {{name, false, true, strong},
            countFigure(entry.requests),
            countFigure(entry.answered),
            moneyFigure(entry.gross, strong),
            costFigure(entry.embedding, strong),
            costFigure(entry.wrongHits, strong),
            costFigure(entry.cacheCost, strong),
            costFigure(entry.otherCosts, strong),
            moneyFigure(entry.net, strong),
            coverage,
            {ledgerview::confidence(entry.confidence)}};
}

ledgerview::Table ledgerview::entries(const Ledger& ledger, LedgerStep step)
{
    Table table;
    table.headings = {
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Period")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Requests")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Answered")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Gross")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Embedding")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Wrong hits")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Cache")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Other costs")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Net")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Coverage")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Confidence")),
    };
    table.rows.push_back(entryRow(ledger.total, ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Total")), true));
    for (auto entry = ledger.entries.rbegin(); entry != ledger.entries.rend(); ++entry)
        table.rows.push_back(entryRow(*entry, period(entry->fromMs, step, zone(ledger)), false));
    return table;
}

ledgerview::Table ledgerview::stages(const Ledger& ledger)
{
    Table table;
    table.headings = {
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Stage")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Requests")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Hits")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Credited")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Avoided a hit")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Gross")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Confidence")),
    };
    for (const LedgerStage& stage : ledger.total.stages) {
        Figure gross = moneyFigure(stage.gross);
        if (!stage.gross.isValid() && !stage.unpriced.isEmpty())
            gross = {ledgerText(QT_TRANSLATE_NOOP("LedgerView", "unpriced")), true, false, false, stage.unpriced};
        table.rows.push_back({{stage.name.isEmpty() ? stage.stage : stage.name},
                              countFigure(stage.requests),
                              countFigure(stage.hits),
                              countFigure(stage.credited),
                              {formatMoneyExact(stage.avoidedPerHit.rounded(6)), true, stage.avoidedPerHit.isValid()},
                              gross,
                              {stage.gross.isValid() ? confidence(stage.confidence) : QString()}});
    }
    const Figure none{{}, true};
    table.rows.push_back({{ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Total")), false, true, true},
                          countFigure(ledger.total.requests),
                          none,
                          countFigure(ledger.total.answered),
                          none,
                          moneyFigure(ledger.total.gross, true),
                          {confidence(ledger.total.confidence)}});
    return table;
}

ledgerview::Table ledgerview::assumptions(const Ledger& ledger)
{
    Table table;
    table.headings = {
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Input")), ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Value")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Unit")),  ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Source")),
        ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Since")), ledgerText(QT_TRANSLATE_NOOP("LedgerView", "Confidence")),
    };
    for (const LedgerAssumption& each : ledger.assumptions) {
        const QString since = each.dateMs == 0
                                  ? ledgerText(QT_TRANSLATE_NOOP("LedgerView", "ever"))
                                  : QLocale().toString(QDateTime::fromMSecsSinceEpoch(each.dateMs, zone(ledger)).date(),
                                                       QLocale::ShortFormat);
        table.rows.push_back({{each.what, false, true, false, each.source + u" · "_s + since},
                              {each.value, true},
                              {each.unit},
                              {each.source},
                              {since},
                              {confidence(each.confidence)}});
    }
    return table;
}

namespace
{
struct Subtraction {
    const char* label;
    Money LedgerEntry::*amount;
};
} // namespace

static constexpr Subtraction subtractions[] = {
    {QT_TRANSLATE_NOOP("LedgerView", "Embedding"), &LedgerEntry::embedding},
    {QT_TRANSLATE_NOOP("LedgerView", "Wrong hits"), &LedgerEntry::wrongHits},
    {QT_TRANSLATE_NOOP("LedgerView", "Cache"), &LedgerEntry::cacheCost},
    {QT_TRANSLATE_NOOP("LedgerView", "Other costs"), &LedgerEntry::otherCosts},
};

std::vector<Bar> ledgerview::waterfall(const LedgerEntry& total)
{
    const auto bar = [](const char* label, const Money& shown, double from, double to, Bar::Kind kind) {
        return Bar{ledgerText(label), formatMoney(shown), from, to, shown.isValid() ? kind : Bar::Kind::Unknown};
    };
    std::vector<Bar> bars;
    double level = total.gross.toDouble();
    bars.push_back(bar(QT_TRANSLATE_NOOP("LedgerView", "Gross"), total.gross, 0, level, Bar::Kind::Gain));
    for (const Subtraction& each : subtractions) {
        const Money& amount = total.*each.amount;
        const double next = level - amount.toDouble();
        bars.push_back(
            bar(each.label, amount.isValid() && amount.sign() != 0 ? -amount : amount, level, next, Bar::Kind::Cost));
        level = next;
    }
    bars.push_back(bar(QT_TRANSLATE_NOOP("LedgerView", "Net"), total.net, 0, total.net.toDouble(), Bar::Kind::Result));
    return bars;
}

QString ledgerview::waterfallSummary(const LedgerEntry& total)
{
    QStringList parts;
    for (const Bar& bar : waterfall(total))
        parts << ledgerText(QT_TRANSLATE_NOOP("LedgerView", "%1 %2")).arg(bar.label, bar.value);
    return parts.join(u"; "_s) + u'.';
}

std::vector<Bar> ledgerview::periods(const Ledger& ledger, LedgerStep step, TimeMs nowMs)
{
    std::vector<Bar> bars;
    for (const LedgerEntry& entry : ledger.entries) {
        const bool whole = entry.toMs <= nowMs && entry.coverage >= wholeCoverage;
        const bool negative = entry.net.isNegative();
        bars.push_back({period(entry.fromMs, step, zone(ledger)), formatMoneyShort(entry.net), 0, entry.net.toDouble(),
                        !entry.net.isValid() || entry.coverage <= 0 ? Bar::Kind::Unknown
                        : !whole                                    ? Bar::Kind::Partial
                        : negative                                  ? Bar::Kind::Cost
                                                                    : Bar::Kind::Gain});
    }
    return bars;
}

std::vector<Bar> ledgerview::stageBars(const Ledger& ledger)
{
    std::vector<Bar> bars;
    for (const LedgerStage& stage : ledger.total.stages)
        bars.push_back(
            {stage.name.isEmpty() ? stage.stage : stage.name,
             stage.gross.isValid() ? formatMoney(stage.gross) : ledgerText(QT_TRANSLATE_NOOP("LedgerView", "unpriced")),
             0, stage.gross.toDouble(), stage.gross.isValid() ? Bar::Kind::Gain : Bar::Kind::Unknown});
    return bars;
}

std::vector<Bar> ledgerview::cumulative(const Ledger& ledger, LedgerStep step, const Money& setUp)
{
    std::vector<Bar> bars;
    const std::vector<Money> totals = runningTotal(ledger);
    for (std::size_t i = 0; i < totals.size(); ++i) {
        const Money sum = setUp.isValid() ? totals[i] - setUp : totals[i];
        bars.push_back({period(ledger.entries[i].fromMs, step, zone(ledger)), formatMoneyShort(sum), 0, sum.toDouble(),
                        sum.isValid() ? Bar::Kind::Result : Bar::Kind::Unknown});
    }
    return bars;
}

std::optional<std::size_t> ledgerview::paybackBar(const std::vector<Bar>& cumulative)
{
    std::size_t first = cumulative.size();
    while (first > 0 && cumulative[first - 1].kind != Bar::Kind::Unknown && cumulative[first - 1].to >= 0)
        --first;
    return first < cumulative.size() ? std::optional(first) : std::nullopt;
}

static QStringList csvRow(const LedgerEntry& entry, const Currency& currency, const QString& name)
{
    const auto amount = [&](const Money& money) {
        return money.isValid() ? money.rounded().toDecimalString(currency.minorDigits()) : QString();
    };
    const auto count = [](std::optional<double> value) { return value ? format::raw(*value) : QString(); };
    return {name,
            format::isoUtc(entry.fromMs),
            format::isoUtc(entry.toMs),
            currency.code(),
            count(entry.requests),
            count(entry.answered),
            amount(entry.gross),
            amount(entry.embedding),
            amount(entry.wrongHits),
            amount(entry.cacheCost),
            amount(entry.otherCosts),
            amount(entry.net),
            format::raw(entry.coverage),
            confidenceName(entry.confidence)};
}

QString ledgerview::csv(const Ledger& ledger)
{
    QString text = u"row,from,to,currency,requests,answered,gross,embedding,wrong_hits,cache_cost,other_costs,net,"
                   "coverage,confidence\r\n"_s;
    for (const LedgerEntry& entry : ledger.entries)
        text += csvRow(entry, ledger.currency, u"period"_s).join(u',') + u"\r\n"_s;
    return text + csvRow(ledger.total, ledger.currency, u"total"_s).join(u',') + u"\r\n"_s;
}

std::optional<double> hitRatioIf(const LedgerEntry& entry, const Decimal& factor)
{
    if (!entry.requests || !entry.answered || *entry.requests <= 0)
        return {};
    return std::min(1.0, *entry.answered / *entry.requests * factor.toDouble());
}

} // namespace cacheledger
