// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/ledger.h"

#include "app/commands/ledgerjson.h"
#include "app/ledger/ledgerreader.h"
#include "app/reportsources.h"
#include "cost/ledgerverdict.h"
#include "cost/moneyformat.h"
#include "metrics/format.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString percent(double ratio)
{
    return QLocale::c().toString(ratio * 100, 'f', 1) + u" %"_s;
}

static QString paid(const Money& amount)
{
    return formatMoney(amount, QLocale::c());
}

/// A line each, columns as wide as their widest text; the first to the left, numbers to the right.
static QStringList aligned(const std::vector<QStringList>& rows)
{
    std::vector<qsizetype> widths;
    for (const QStringList& row : rows)
        for (qsizetype i = 0; i < row.size(); ++i) {
            widths.resize(std::max(widths.size(), static_cast<std::size_t>(i + 1)));
            qsizetype& width = widths[static_cast<std::size_t>(i)];
            width = std::max(width, row[i].size());
        }
    QStringList lines;
    for (const QStringList& row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i) {
            const auto width = static_cast<int>(widths[static_cast<std::size_t>(i)]);
            line += i == 0 ? row[i].leftJustified(width) : u"  "_s + row[i].rightJustified(width);
        }
        lines += line;
    }
    return lines;
}

static QStringList entryCells(const QString& name, const LedgerEntry& entry)
{
    return {name,
            entry.requests ? QLocale::c().toString(*entry.requests, 'f', 0) : u"-"_s,
            paid(entry.gross),
            paid(entry.embedding),
            paid(entry.wrongHits),
            paid(entry.cacheCost),
            paid(entry.otherCosts),
            paid(entry.net),
            percent(entry.coverage),
            confidenceText(entry.confidence)};
}

static QString periodText(const LedgerEntry& entry, const QByteArray& zoneId, LedgerStep by)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(entry.fromMs, zoneOf(zoneId));
    return time.toString(by == LedgerStep::Hour  ? u"yyyy-MM-dd HH:mm"_s
                         : by == LedgerStep::Day ? u"yyyy-MM-dd"_s
                                                 : u"yyyy-MM"_s);
}

static QStringList stageLines(const Ledger& ledger)
{
    std::vector<QStringList> rows{
        {Cli::tr("stage"), Cli::tr("hits"), Cli::tr("a hit"), Cli::tr("gross"), Cli::tr("confidence")}};
    for (const LedgerStage& stage : ledger.total.stages)
        rows.push_back({stage.name, stage.credited ? QLocale::c().toString(*stage.credited, 'f', 0) : u"-"_s,
                        formatMoneyExact(stage.avoidedPerHit, QLocale::c()), paid(stage.gross),
                        stage.gross.isValid() ? confidenceText(stage.confidence) : Cli::tr("unpriced")});
    return aligned(rows);
}

/// As the Savings page says it, over what was asked for.
static PayVerdict ledgerVerdict(const Ledger& ledger, const TrafficFacts& said, const TrafficFacts& planned)
{
    return verdictOf(verdictInputOf(ledger, {said.distinctShare ? said.distinctShare : planned.distinctShare,
                                             said.answerAgeMs ? said.answerAgeMs : planned.answerAgeMs}));
}

static QStringList verdictLines(const PayVerdict& verdict)
{
    QStringList lines{QString(), verdictText(verdict.state)};
    for (const VerdictReason& reason : verdict.reasons)
        lines << u"  "_s + outcomeWords(reason.outcome).leftJustified(12) + reason.text;
    return lines;
}

static QStringList ledgerLines(const Ledger& ledger, LedgerStep by)
{
    std::vector<QStringList> rows{{Cli::tr("period"), Cli::tr("requests"), Cli::tr("gross"), Cli::tr("embedding"),
                                   Cli::tr("wrong hits"), Cli::tr("cache"), Cli::tr("other"), Cli::tr("net"),
                                   Cli::tr("coverage"), Cli::tr("confidence")}};
    for (const LedgerEntry& entry : ledger.entries)
        rows.push_back(entryCells(periodText(entry, ledger.timeZone, by), entry));
    rows.push_back(entryCells(Cli::tr("total"), ledger.total));
    QStringList lines = aligned(rows);
    lines << QString() << stageLines(ledger);
    const bool isWhole = ledger.total.apart.empty();
    lines << QString()
          << (isWhole ? Cli::tr("Net saving: %1 (%2), from %3 of the time.")
                            .arg(paid(ledger.total.net), confidenceText(ledger.total.confidence),
                                 percent(ledger.total.coverage))
                      : Cli::tr("Net saving: not known without a rate of exchange; above are the amounts in %1 alone.")
                            .arg(ledger.currency.code()));
    if (ledger.perThousandRequests)
        lines << Cli::tr("For 1,000 requests: %1.").arg(paid(*ledger.perThousandRequests));
    if (ledger.breakEvenRequestsPerMonth && ledger.breakEvenHitRatio)
        lines << Cli::tr("Break-even: %1 requests a month, or a hit ratio of %2 at this volume.")
                     .arg(QLocale::c().toString(*ledger.breakEvenRequestsPerMonth, 'f', 0),
                          percent(*ledger.breakEvenHitRatio));
    if (!ledger.entries.empty()) {
        if (const Money running = runningTotal(ledger).back(); running != ledger.total.net)
            lines << Cli::tr("Running total at the end: %1, less what was spent once.").arg(paid(running));
    }
    if (ledger.total.resets > 0)
        lines << Cli::tr("The counters began anew %n time(s).", "", ledger.total.resets);
    if (ledger.firstDataMs)
        lines << Cli::tr("History begins at %1.").arg(format::isoUtc(*ledger.firstDataMs));
    for (const QString& text : ledger.unpriced)
        lines << Cli::tr("Not known: %1").arg(text);
    return lines << ledger.notes;
}

int runLedger(const LedgerCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto file = openHistoryIfThere(context);
    if (!file)
        return console.fail(file.error());
    const auto target = resolveHistoryTarget(command.cache, file->get(), context);
    if (!target)
        return console.fail(target.error());
    const auto inputs = ledgerInputs(context.profile, target->cache);
    if (!inputs)
        return console.fail(inputs.error());
    const QByteArray zoneId = command.timeZone.isEmpty() ? inputs->plan.timeZone : command.timeZone;
    const auto period = periodOf(command.span, zoneOf(zoneId));
    if (!period)
        return console.fail(period.error());
    const LedgerRequest request{target->cache, period->fromMs, period->toMs, command.by, command.timeZone};
    Ledger none;
    none.currency = inputs->plan.currency;
    const Result<Ledger> ledger =
        *file ? readLedger(**file, *inputs, request, context.clock->nowMs()) : Result<Ledger>(none);
    if (!ledger)
        return console.fail(ledger.error());
    if (ledger->entries.empty())
        console.note(Cli::tr("There are no counts of %1's stages from %2 to %3. Choose another range, or add a source "
                             "with cacheledger sources add.")
                         .arg(target->name, format::isoUtc(period->fromMs), format::isoUtc(period->toMs)));
    const PayVerdict verdict = ledgerVerdict(*ledger, command.traffic, inputs->plan.traffic);
    if (command.json)
        console.writeLine(QString::fromStdString(ledgerJson(*ledger, verdict, *target, *period).dump(2)));
    else if (!ledger->entries.empty())
        for (const QString& line : ledgerLines(*ledger, command.by) + verdictLines(verdict))
            console.writeLine(line);
    return console.finish(ExitCode::Ok);
}

} // namespace cacheledger
