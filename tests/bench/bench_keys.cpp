// SPDX-License-Identifier: GPL-3.0-or-later
// A full analysis of a million keys, against redis-cli --memkeys on the same server; what it costs the server's other
// clients, at the default budget; how its memory grows with the number of keys; how often a sample's error holds.
#include "figure.h"

#include "keyspace/keyscan.h"
#include "redis/localredis.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>

#include <cstdio>
#include <random>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

constexpr int unavailable = 69;

QByteArray cli(const LocalRedis& server, const QStringList& words)
{
    QProcess process;
    process.start(u"redis-cli"_s, QStringList{u"-p"_s, QString::number(server.port())} + words);
    process.waitForFinished(-1);
    return process.readAllStandardOutput();
}

/// Four RAG prefixes, in the shares of a real one.
void fillKeys(const LocalRedis& server, int from, int to)
{
    const QString script =
        u"for i=%1,%2 do local p=i%10; local n,s='emb:',120 "
        u"if p>5 then n,s='resp:',60 elseif p>3 then n,s='ctx:',200 elseif p>2 then n,s='sem:',40 end "
        u"redis.call('SET',n..redis.sha1hex(i),string.rep('x',s)) end"_s;
    constexpr int step = 50'000;
    for (int i = from; i < to; i += step)
        cli(server, {u"EVAL"_s, script.arg(i).arg(i + step - 1), u"0"_s});
}

/// Until all is seen, or `until` has ended.
Result<KeyScanResult> scanOnce(const LocalRedis& server, int keysPerSecond, QProcess* until = nullptr)
{
    KeyScanOptions options;
    options.keysPerSecond = keysPerSecond;
    KeyScan scan(server.endpoint(), {}, options);
    std::optional<Result<KeyScanResult>> found;
    QEventLoop loop;
    QObject::connect(&scan, &KeyScan::finished, &loop, [&](const Result<KeyScanResult>& result) {
        found = result;
        loop.quit();
    });
    if (until)
        QObject::connect(until, &QProcess::finished, &scan, &KeyScan::cancel);
    scan.start();
    loop.exec();
    return *found;
}

void measureTime(const LocalRedis& server)
{
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int run = 0; run < 3; ++run) {
        QElapsedTimer timer;
        timer.start();
        const auto result = scanOnce(server, 0);
        ours.push_back(double(timer.restart()) / 1000);
        if (!result || result->report.keys < 1)
            return;
        cli(server, {u"--memkeys"_s});
        theirs.push_back(double(timer.elapsed()) / 1000);
    }
    const double our = bench::median(ours);
    const double their = bench::median(theirs);
    bench::print({u"keys.analysis_s"_s, our, u"s"_s, u"redis-cli --memkeys"_s, their, our / their});
    bench::print({u"keys.memkeys_time_ratio"_s, our / their, u"ratio"_s, u"redis-cli --memkeys"_s, their, our / their});
}

/// The slowest call of ours that the server itself measured.
void measureLongestCall(const LocalRedis& server)
{
    cli(server, {u"CONFIG"_s, u"SET"_s, u"slowlog-log-slower-than"_s, u"200"_s});
    cli(server, {u"SLOWLOG"_s, u"RESET"_s});
    if (!scanOnce(server, 0))
        return;
    double worst = 0;
    const QByteArray entries = cli(server, {u"--json"_s, u"SLOWLOG"_s, u"GET"_s, u"1000"_s});
    static const QRegularExpression usec(
        u"\\[\\d+,\\d+,(\\d+),\\[\"(SCAN|TYPE|MEMORY|PTTL|OBJECT|HLEN|SCARD|ZCARD|HRANDFIELD|SRANDMEMBER|ZRANDMEMBER|HSTRLEN)\""_s);
    for (auto it = usec.globalMatch(QString::fromLatin1(entries)); it.hasNext();)
        worst = std::max(worst, it.next().captured(1).toDouble());
    bench::print({u"keys.max_call_ms"_s, worst / 1000, u"ms"_s, {}, 0, 0});
    cli(server, {u"CONFIG"_s, u"SET"_s, u"slowlog-log-slower-than"_s, u"10000"_s});
}

double requestsPerSecond(const LocalRedis& server, bool watched)
{
    QProcess load;
    load.start(u"redis-benchmark"_s, {u"-p"_s, QString::number(server.port()), u"-t"_s, u"get"_s, u"-n"_s, u"300000"_s,
                                      u"-c"_s, u"50"_s, u"--csv"_s, u"-q"_s});
    if (watched)
        if (const auto scanned = scanOnce(server, KeyScanOptions().keysPerSecond, &load); !scanned) {
            std::fprintf(stderr, "bench_keys: %s\n", qPrintable(scanned.error().text()));
            return 0; // no load, no ratio that anybody would take for one
        }
    load.waitForFinished(-1);
    static const QRegularExpression rate(u"\"GET\",\"([0-9.]+)\""_s);
    return rate.match(QString::fromLatin1(load.readAllStandardOutput())).captured(1).toDouble();
}

void measureForeground(const LocalRedis& server)
{
    std::vector<double> ratios;
    double alone = 0;
    double beside = 0;
    for (int pair = 0; pair < 7; ++pair) {
        alone = requestsPerSecond(server, false);
        beside = requestsPerSecond(server, true);
        if (alone > 0)
            ratios.push_back(beside / alone);
    }
    const double ratio = bench::median(ratios);
    bench::print({u"keys.foreground_ratio"_s, ratio, u"ratio"_s, u"redis-benchmark alone, 1/s"_s, alone, ratio});
}

double peakMib()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    static const QRegularExpression peak(u"VmHWM:\\s+(\\d+) kB"_s);
    return peak.match(QString::fromLatin1(status.readAll())).captured(1).toDouble() / 1024;
}

void measureMemory(const LocalRedis& server)
{
    const double atOne = peakMib();
    fillKeys(server, 1'000'000, 5'000'000);
    if (!scanOnce(server, 0))
        return;
    const double atFive = peakMib();
    bench::print({u"keys.memory_5m_to_1m"_s, atFive / atOne, u"ratio"_s, u"peak MiB at 1 million keys"_s, atOne,
                  atFive / atOne});
}

/// The sizes of a population of keys, by prefix; heavy-tailed, as answers of models are.
struct Population {
    static constexpr std::array<std::pair<const char*, int>, 4> prefixes{
        {{"emb:", 60}, {"resp:", 25}, {"ctx:", 10}, {"s:", 5}}};
    std::array<std::vector<qint64>, 4> sizes;
    std::array<double, 4> shares{};

    explicit Population(int keys)
    {
        std::mt19937_64 random(4711);
        std::lognormal_distribution<double> size(6, 1);
        double total = 0;
        for (std::size_t p = 0; p < prefixes.size(); ++p) {
            for (int i = 0; i < keys / 100 * prefixes[p].second; ++i)
                sizes[p].push_back(static_cast<qint64>(size(random)));
            for (const qint64 bytes : sizes[p])
                shares[p] += double(bytes);
            total += shares[p];
        }
        for (double& share : shares)
            share /= total;
    }
};

/// Whether the shares of all prefixes lie within their errors in this sample of 1 %.
bool allBoundsHold(const Population& population, unsigned seed)
{
    std::mt19937_64 random(seed);
    KeyAnalysisOptions options;
    options.delimiter = ':';
    options.sampled = 0.01;
    KeyAnalysis analysis(options);
    std::geometric_distribution<std::size_t> skipped(options.sampled);
    for (std::size_t p = 0; p < population.sizes.size(); ++p)
        for (std::size_t i = skipped(random); i < population.sizes[p].size(); i += 1 + skipped(random))
            analysis.add({Population::prefixes[p].first, KeyType::String, population.sizes[p][i], -1, {}, {}});
    const KeyReport report = analysis.report();
    std::size_t holding = 0;
    for (const PrefixShare& share : report.prefixes)
        for (std::size_t p = 0; p < population.shares.size(); ++p)
            if (share.prefix == Population::prefixes[p].first &&
                std::abs(share.byteShare - population.shares[p]) <= share.byteShareError)
                ++holding;
    return holding == population.shares.size();
}

/// Of 100 seeded samples of 1 %; also of a cache so small that only five keys of the rarest prefix are looked at.
void measureCoverage()
{
    for (const auto& [figure, keys] :
         {std::pair(u"keys.bounds_coverage"_s, 1'000'000), std::pair(u"keys.bounds_coverage_small"_s, 10'000)}) {
        const Population population(keys);
        int holding = 0;
        for (unsigned seed = 0; seed < 100; ++seed)
            holding += allBoundsHold(population, seed) ? 1 : 0;
        bench::print({figure, double(holding), u"of 100"_s, {}, 0, 0});
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv,
                      {"keys.analysis_s", "keys.memkeys_time_ratio", "keys.max_call_ms", "keys.foreground_ratio",
                       "keys.memory_5m_to_1m", "keys.bounds_coverage", "keys.bounds_coverage_small"}))
        return 0;
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
    LocalRedis server;
    if (const auto started = server.start(); !started) {
        std::fprintf(stderr, "%s\n", qPrintable(started.error().text()));
        return unavailable;
    }
    fillKeys(server, 0, 1'000'000);
    measureTime(server);
    measureLongestCall(server);
    measureForeground(server);
    measureMemory(server);
    measureCoverage();
    return 0;
}
