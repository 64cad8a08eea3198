// SPDX-License-Identifier: GPL-3.0-or-later
// What a poll costs us: from the bytes of a reply to a stored sample, and live against redis_exporter on the same
// server.
#include "figure.h"
#include "inforeplies.h"

#include "history/historywriter.h"
#include "metrics/clock.h"
#include "metrics/infoparser.h"
#include "redis/localredis.h"
#include "redis/reply.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>

#include <cstdio>

using namespace cacheledger;

namespace
{

double storedPollMicroseconds(const std::vector<QByteArray>& replies, std::size_t* series)
{
    QTemporaryDir folder;
    auto writer = HistoryWriter::open(folder.filePath(QStringLiteral("history.sqlite")));
    if (!writer)
        return -1;
    const NodeId node{QStringLiteral("node")};
    const TimeMs start = SystemClock().nowMs() / 60000 * 60000 - 86400000;
    if (!(*writer)->registerNode({{QStringLiteral("cache")}, node, QStringLiteral("bench"), QStringLiteral("here:1")}))
        return -1;
    InfoParser parser;
    ReplyReader reader;
    constexpr int polls = 3600;
    const double before = bench::ownCpuSeconds();
    for (int i = 0; i < polls; ++i) {
        const QByteArray& bytes = replies[std::size_t(i) % replies.size()];
        reader.feed(bytes.constData(), bytes.size());
        auto reply = reader.next();
        if (!reply || !*reply)
            return -1;
        auto snapshot = std::make_shared<Snapshot>();
        InfoValues info =
            parser.parse(std::string_view((*reply)->text.constData(), std::size_t((*reply)->text.size())));
        *series = info.values.size();
        *snapshot = {node,       start + i * 1000,   1000, info.layout, std::move(info.values),
                     info.texts, info.malformedLines};
        const SnapshotPtr stored = snapshot;
        if (!(*writer)->append({&stored, 1}) || !(*writer)->compact())
            return -1;
    }
    if (!(*writer)->flush())
        return -1;
    return (bench::ownCpuSeconds() - before) / polls * 1e6;
}

/// CPU microseconds a poll of the collecting program, process as a whole, at 4 polls a second.
double collectMicroseconds(const QString& binary, quint16 port, int seconds)
{
    QTemporaryDir folder;
    QProcess collect;
    collect.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    collect.start(binary, {QStringLiteral("--profile"), folder.path(), QStringLiteral("collect"),
                           QStringLiteral("--cache"), QStringLiteral("redis://127.0.0.1:%1").arg(port),
                           QStringLiteral("--interval"), QStringLiteral("250")});
    if (!collect.waitForStarted())
        return -1;
    QElapsedTimer timer;
    timer.start();
    collect.waitForFinished(8000); // the start is not a poll; five seconds after it, history is checked once
    const auto before = bench::cpuSecondsOf(collect.processId());
    const qint64 from = timer.elapsed();
    collect.waitForFinished(seconds * 1000);
    const auto after = bench::cpuSecondsOf(collect.processId());
    const double polls = double(timer.elapsed() - from) / 250;
    collect.terminate();
    collect.waitForFinished(10000);
    return before && after ? (*after - *before) / polls * 1e6 : -1;
}

/// CPU microseconds a scrape of redis_exporter, process as a whole, at the same rate.
double exporterMicroseconds(quint16 redisPort, int seconds)
{
    const QString binary = QStandardPaths::findExecutable(QStringLiteral("prometheus-redis-exporter"));
    if (binary.isEmpty())
        return -1;
    const quint16 port = freeLoopbackPort();
    QProcess exporter;
    exporter.setProcessChannelMode(QProcess::MergedChannels);
    exporter.start(binary, {QStringLiteral("-redis.addr"), QStringLiteral("redis://127.0.0.1:%1").arg(redisPort),
                            QStringLiteral("-web.listen-address"), QStringLiteral("127.0.0.1:%1").arg(port)});
    exporter.waitForStarted();
    const QByteArray request = "GET /metrics HTTP/1.0\r\n";
    for (int tries = 0; tries < 100 && !bench::askBytes(port, request, "never").contains("redis_up 1"); ++tries)
        exporter.waitForReadyRead(50);
    const auto before = bench::cpuSecondsOf(exporter.processId());
    int scrapes = 0;
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < seconds * 1000;) {
        const qint64 next = (timer.elapsed() / 250 + 1) * 250;
        if (bench::askBytes(port, request, "never").contains("redis_up 1"))
            ++scrapes;
        exporter.waitForFinished(int(qMax<qint64>(1, next - timer.elapsed())));
    }
    const auto after = bench::cpuSecondsOf(exporter.processId());
    exporter.terminate();
    exporter.waitForFinished(5000);
    return before && after && scrapes ? (*after - *before) / scrapes * 1e6 : -1;
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv, {"poll.cpu_us", "poll.live_cpu_us", "poll.exporter_ratio"}))
        return 0;
    QCoreApplication application(argc, argv);
    LocalRedis server;
    if (const auto started = server.start(); !started) {
        std::fprintf(stderr, "bench_poll: %s\n", qPrintable(started.error().text()));
        return 69;
    }
    const std::vector<QByteArray> replies = bench::recordReplies(server.port(), 60);
    if (replies.empty())
        return 69;
    std::vector<double> runs;
    std::size_t series = 0;
    for (int i = 0; i < 5; ++i)
        runs.push_back(storedPollMicroseconds(replies, &series));
    std::fprintf(stderr, "bench_poll: replies of %lld bytes, %zu series, one transaction a poll\n",
                 static_cast<long long>(replies.front().size()), series);
    bench::print({QStringLiteral("poll.cpu_us"), bench::median(runs), QStringLiteral("us"), {}, 0, 0});

    const QString binary = qEnvironmentVariable("CACHELEDGER_BINARY");
    if (binary.isEmpty())
        return 0;
    const double ours = collectMicroseconds(binary, server.port(), 30);
    const double theirs = exporterMicroseconds(server.port(), 30);
    const QString what = QStringLiteral("redis_exporter, CPU of the process a scrape, same server, 4 a second");
    bench::print({QStringLiteral("poll.live_cpu_us"), ours, QStringLiteral("us"), what, theirs, theirs / ours});
    bench::print(
        {QStringLiteral("poll.exporter_ratio"), theirs / ours, QStringLiteral("ratio"), what, theirs, theirs / ours});
    return ours > 0 && theirs > 0 ? 0 : 69;
}
