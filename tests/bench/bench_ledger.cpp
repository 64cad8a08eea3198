// SPDX-License-Identifier: GPL-3.0-or-later
// What a year's savings ledger by day costs: ten stages of eight counters each, from history to the last amount.
#include "figure.h"

#include "app/ledger/ledgerreader.h"
#include "history/historywriter.h"
#include "metrics/snapshot.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace cacheledger;

namespace
{

constexpr TimeMs endOfYear = 1'798'761'600'000; // 2027-01-01T00:00:00Z
constexpr qint64 dayMs = 86'400'000;
constexpr TimeMs startOfYear = endOfYear - 365 * dayMs;
constexpr int stageCount = 10;
constexpr int pollMs = 300'000;
const CacheId cache{QStringLiteral("cache")};
const NodeId source{QStringLiteral("source")};

QString stageName(int stage)
{
    return QStringLiteral("stage-%1").arg(stage);
}

LayoutPtr eightCountersAStage()
{
    std::vector<std::string> names;
    for (int stage = 0; stage < stageCount; ++stage)
        for (const char* leaf : {"requests", "hits", "misses", "errors", "wrong_hits", "tokens_input", "tokens_output",
                                 "tokens_embedding"})
            names.push_back("stage." + stageName(stage).toStdString() + '.' + leaf);
    std::sort(names.begin(), names.end());
    return std::make_shared<const SeriesLayout>(names);
}

bool writeYear(const QString& path)
{
    const auto writer = HistoryWriter::open(path);
    if (!writer || !(*writer)->registerNode({cache, source, QStringLiteral("app"), QStringLiteral("http://app")}))
        return false;
    const LayoutPtr layout = eightCountersAStage();
    std::vector<double> values(layout->size());
    std::vector<SnapshotPtr> batch;
    for (TimeMs time = startOfYear; time < endOfYear; time += pollMs) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] += static_cast<double>((time / pollMs * 31 + static_cast<TimeMs>(i) * 17) % 97);
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->node = source;
        snapshot->timeMs = time;
        snapshot->intervalMs = pollMs;
        snapshot->layout = layout;
        snapshot->values = values;
        batch.push_back(std::move(snapshot));
        if (batch.size() < 500 && time + pollMs < endOfYear)
            continue;
        if (!(*writer)->append(batch) || !(*writer)->compact())
            return false;
        batch.clear();
    }
    return true;
}

LedgerInputs inputs()
{
    LedgerInputs all;
    all.plan.cache = cache;
    all.plan.currency = currencies::usd();
    for (int stage = 0; stage < stageCount; ++stage) {
        StageValue value;
        value.stage = stageName(stage);
        value.costPerHit = Money(all.plan.currency, 2'113'001);
        all.plan.values.push_back(value);
    }
    CacheCostLine line;
    line.name = QStringLiteral("Redis");
    line.amount = Money::ofUnits(all.plan.currency, 40);
    all.plan.costs = {line};
    all.prices = *ledgerPrices(Profile());
    return all;
}

/// The fastest of several runs, each with an open of its own: what else the machine does only adds. NaN: no answer.
double yearMs(const QString& path, const QByteArray& zone)
{
    double fastest = std::nan("");
    for (int run = 0; run < 5; ++run) {
        QElapsedTimer timer;
        timer.start();
        const auto file = HistoryFile::open(path);
        const auto ledger =
            file ? readLedger(**file, inputs(), {cache, startOfYear, endOfYear, LedgerStep::Day, zone}, endOfYear)
                 : Result<Ledger>(file.error());
        const double elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        if (!ledger || ledger->entries.size() < 365)
            return std::nan("");
        fastest = std::isnan(fastest) ? elapsed : std::min(fastest, elapsed);
    }
    std::fprintf(stderr, "ledger: days of %s: %.1f ms\n", zone.isEmpty() ? "UTC" : zone.constData(), fastest);
    return fastest;
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv, {"ledger.year_ms"}))
        return 0;
    QCoreApplication app(argc, argv);
    QTemporaryDir folder;
    // A file that is kept spares writing it again while a query is being worked on.
    const QString kept = qEnvironmentVariable("CACHELEDGER_BENCH_LEDGER");
    const QString path = kept.isEmpty() ? folder.filePath(QStringLiteral("history.db")) : kept;
    if (!QFile::exists(path) && !writeYear(path))
        return 1;
    const double utc = yearMs(path, {});
    double slowest = utc;
    // Midnights at half hours and quarter hours cut one hour a day; New York's cut none, but are not 24 h apart twice.
    for (const char* zone : {"Asia/Kolkata", "Asia/Kathmandu", "America/New_York"}) {
        const double ofZone = yearMs(path, zone);
        slowest = ofZone <= slowest ? slowest : ofZone; // no answer of one is no answer
    }
    bench::print({QStringLiteral("ledger.year_ms"), slowest, QStringLiteral("ms"),
                  QStringLiteral("ms by days of UTC, which cut no hour"), utc, slowest / utc});
    return 0;
}
