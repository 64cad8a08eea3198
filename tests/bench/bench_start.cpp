// SPDX-License-Identifier: GPL-3.0-or-later
// How long it takes from starting the program to its first painted window, against a bare window with one empty chart
// (this program with --bare), and how much memory the program takes after watching for a while.
#include "figure.h"
#include "inforeplies.h"

#include "config/cachestore.h"
#include "config/profile.h"
#include "history/historywriter.h"
#include "metrics/clock.h"
#include "metrics/infoparser.h"
#include "redis/localredis.h"
#include "ui/windowstate.h"

#include <QtCharts/QChartView>
#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimer>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMainWindow>

#include <cmath>
#include <cstdio>

using namespace cacheledger;
using namespace Qt::StringLiterals;

namespace
{

constexpr int runs = 15;
constexpr int historySeconds = 3600;
constexpr int unavailable = 69;

/// Tells standard output when the event loop comes back after the first paint event, and ends.
class EndAfterPaint : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            QTimer::singleShot(0, this, [] {
                std::puts("painted");
                std::fflush(stdout);
                QCoreApplication::quit();
            });
        }
        return false;
    }
};

int showBareWindow(int argc, char** argv)
{
    const QApplication application(argc, argv);
    QMainWindow window;
    auto* view = new QChartView(&window);
    window.setCentralWidget(view);
    window.resize(1366, 768);
    EndAfterPaint end;
    view->viewport()->installEventFilter(&end); // it covers the window, which never paints itself
    window.show();
    return QApplication::exec();
}

CacheConfig cacheOf(const LocalRedis& server)
{
    CacheConfig cache;
    cache.id = {u"bench-cache"_s};
    cache.name = u"bench"_s;
    cache.nodes = {{{u"bench-node"_s}, server.endpoint()}};
    return cache;
}

/// An hour at one sample a second that ends now.
Result<void> writeHistory(const QString& file, const CacheConfig& cache, const LocalRedis& server)
{
    auto opened = HistoryWriter::open(file);
    if (!opened)
        return opened.error();
    HistoryWriter& writer = **opened;
    const NodeConfig& node = cache.nodes.front();
    if (auto known = writer.registerNode({cache.id, node.id, cache.name, node.endpoint.address()}); !known)
        return known;
    const std::vector<QByteArray> replies = bench::recordReplies(server.port(), 60);
    if (replies.empty())
        return Error{ErrorCode::Io, u"The server gave no INFO."_s, {}};
    InfoParser parser;
    const TimeMs end = SystemClock().nowMs();
    for (int second = 0; second < historySeconds; ++second) {
        const QByteArray& reply = replies[static_cast<std::size_t>(second) % replies.size()];
        const QByteArray text = reply.mid(reply.indexOf("\r\n") + 2);
        const InfoValues info = parser.parse({text.constData(), static_cast<std::size_t>(text.size())});
        const SnapshotPtr sample = std::make_shared<Snapshot>(
            Snapshot{node.id, end - (historySeconds - second) * 1000, 1000, info.layout, info.values, info.texts, 0});
        if (auto stored = writer.append({&sample, 1}); !stored)
            return stored;
        if (auto compacted = writer.compact(); !compacted)
            return compacted;
    }
    return writer.flush();
}

/// A profile as a user has it after an hour of watching one cache on the Dashboard.
Result<void> makeProfile(const QString& folder, const LocalRedis& server)
{
    const Profile profile = Profile::under(folder);
    if (auto created = profile.create(); !created)
        return created;
    const CacheConfig cache = cacheOf(server);
    CacheStore caches(profile.cachesFile());
    if (auto added = caches.add(cache); !added)
        return added;
    if (auto saved = saveWindowState(profile.stateFile(), {{}, u"dashboard"_s, {}, cache.id}); !saved)
        return saved;
    return writeHistory(profile.historyFile(), cache, server);
}

/// Milliseconds from starting the program until it says that it has painted; NaN when it does not.
double millisecondsToPaint(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    process.start(program, arguments);
    const bool painted = process.waitForReadyRead(20'000);
    const double elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    process.waitForFinished(20'000);
    return painted && process.readAllStandardOutput().startsWith("painted") ? elapsed : std::nan("");
}

bool measureStart(const QString& binary, const QString& profile)
{
    qputenv("CACHELEDGER_EXIT_AFTER_FIRST_PAINT", "1");
    const QString self = QCoreApplication::applicationFilePath();
    std::vector<double> ours;
    std::vector<double> bare;
    for (int run = 0; run <= runs; ++run) {
        const double bareMs = millisecondsToPaint(self, {u"--bare"_s});
        const double ourMs = millisecondsToPaint(binary, {u"--profile"_s, profile});
        if (std::isnan(ourMs) || std::isnan(bareMs))
            return false;
        if (run == 0)
            continue; // reads the libraries from the disk
        bare.push_back(bareMs);
        ours.push_back(ourMs);
    }
    qunsetenv("CACHELEDGER_EXIT_AFTER_FIRST_PAINT");
    const double ourMs = bench::median(ours);
    const double bareMs = bench::median(bare);
    std::fprintf(stderr, "bench_start: first paint after %.0f ms, a bare window's after %.0f ms (medians of %d)\n",
                 ourMs, bareMs, runs);
    const double ratio = ourMs / bareMs;
    bench::print({u"start.ratio"_s, ratio, u"ratio"_s,
                  u"ms until a QMainWindow with one empty QChartView has painted"_s, bareMs, ratio});
    return true;
}

bool measureMemory(const QString& binary, const QString& profile)
{
    bool given = false;
    const int asked = qEnvironmentVariableIntValue("CACHELEDGER_BENCH_SECONDS", &given);
    const int seconds = given ? qMax(1, asked) : 600;
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(binary, {u"--profile"_s, profile});
    if (!process.waitForStarted() || process.waitForFinished(seconds * 1000))
        return false;
    const auto mib = bench::residentMibOf(process.processId());
    process.terminate();
    process.waitForFinished(20'000);
    if (!mib)
        return false;
    std::fprintf(stderr, "bench_start: resident memory after %d s on the Dashboard, one cache at 1 s\n", seconds);
    bench::print({u"memory.gui_mib"_s, *mib, u"MiB"_s, {}, 0, 0});
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    if (bench::listed(argc, argv, {"start.ratio", "memory.gui_mib"}))
        return 0;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (argc > 1 && qstrcmp(argv[1], "--bare") == 0)
        return showBareWindow(argc, argv);
    const QCoreApplication application(argc, argv);
    const QString binary = qEnvironmentVariable("CACHELEDGER_BINARY");
    if (binary.isEmpty()) {
        std::fputs("bench_start: CACHELEDGER_BINARY must name the program to measure\n", stderr);
        return unavailable;
    }
    LocalRedis server;
    const QTemporaryDir profile;
    auto ready = server.start();
    if (ready)
        ready = makeProfile(profile.path(), server);
    if (!ready) {
        std::fprintf(stderr, "bench_start: %s\n", qPrintable(ready.error().text()));
        return unavailable;
    }
    return measureStart(binary, profile.path()) && measureMemory(binary, profile.path()) ? 0 : unavailable;
}
