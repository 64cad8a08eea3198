// SPDX-License-Identifier: GPL-3.0-or-later
// A month's cost report as PDF: from a history of two months, a sample a minute, to the bytes of the file.
#include "../report/monthhistory.h"
#include "app/reportmaking.h"
#include "app/reportsources.h"
#include "figure.h"

#include <QtCore/QDateTime>
#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtGui/QGuiApplication>

#include <cstdio>

using namespace cacheledger;

namespace
{

TimeMs startOf(int month)
{
    return QDateTime(QDate(2026, month, 1), QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch();
}

ReportGathering gatheringOf(const QString& folder, const CacheId& cache)
{
    ReportGathering gathering;
    gathering.profile = Profile::under(folder);
    gathering.cache = cache;
    gathering.cacheName = QStringLiteral("rag-cache");
    gathering.nowMs = startOf(12);
    gathering.zone = QTimeZone::utc();
    LedgerInputs inputs;
    inputs.prices = ledgerPrices(gathering.profile).value();
    inputs.plan.cache = cache;
    inputs.plan.currency = currencies::usd();
    for (const char* stage : {"response", "semantic"}) {
        StageValue value;
        value.stage = QString::fromLatin1(stage);
        value.costPerHit = *Money::parse(u"0.0021", currencies::usd());
        inputs.plan.values.push_back(value);
    }
    CacheCostLine redis;
    redis.name = QStringLiteral("Redis");
    redis.amount = *Money::parse(u"460", currencies::usd());
    inputs.plan.costs.push_back(redis);
    gathering.ledger =
        ledgerFromHistory(gathering.profile.historyFile(), inputs, {}, std::make_shared<ManualClock>(gathering.nowMs));
    return gathering;
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv, {"report.month_s", "report.month_mib"}))
        return 0;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    const QTemporaryDir folder;
    const CacheId cache{QStringLiteral("cache-1")};
    const ReportGathering gathering = gatheringOf(folder.path(), cache);
    if (!gathering.profile.create() ||
        !cacheledger::testing::writeGeneratedHistory(gathering.profile.historyFile(), cache, gathering.cacheName,
                                                     startOf(10), startOf(12), 60'000)) {
        std::fputs("bench_report: the history could not be written\n", stderr);
        return 1;
    }
    ReportOrder order;
    order.cache = cache;
    order.period = {startOf(11), startOf(12)};
    order.locale = QLocale(QStringLiteral("en_US"));
    std::vector<double> seconds;
    double mib = 0;
    for (int run = 0; run < 5; ++run) {
        QElapsedTimer timer;
        timer.start();
        const auto bytes = makeReport(gathering, order);
        seconds.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e9);
        if (!bytes) {
            std::fprintf(stderr, "bench_report: %s\n", qPrintable(bytes.error().text()));
            return 1;
        }
        mib = static_cast<double>(bytes->size()) / (1024.0 * 1024.0);
    }
    const double median = bench::median(seconds);
    bench::print(
        {QStringLiteral("report.month_s"), median, QStringLiteral("s"), QStringLiteral("at most"), 2, median / 2});
    bench::print({QStringLiteral("report.month_mib"), mib, QStringLiteral("MiB"), QStringLiteral("at most"), 1, mib});
    return 0;
}
