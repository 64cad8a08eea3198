// SPDX-License-Identifier: GPL-3.0-or-later
// `collect` killed at random moments, over and over on one history. 300 times with CACHELEDGER_TORTURE set, else a few.
#include "cliprocess.h"
#include "history/historyfile.h"
#include "metrics/clock.h"
#include "sqlite/database.h"
#include "support/fakeserver.h"

#include <QtCore/QFile>
#include <QtTest/QTest>

#include <algorithm>
#include <random>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr int pollMs = 250;
static constexpr qsizetype allowedLoss = 5000 / pollMs; // polls: what a loaded machine did not ask is no loss

class TestCliKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killsAtRandomMomentsLoseAtMostSeconds();

private:
    QString historyFile() const { return m_cli.profileDir() + u"/data/history.sqlite"_s; }
    /// The times of all samples, in order; every column of every block and bucket is decoded. Sets m_fault.
    std::vector<TimeMs> readEverything();

    CliRunner m_cli;
    QString m_fault;
};

std::vector<TimeMs> TestCliKill::readEverything()
{
    std::vector<TimeMs> times;
    const TimeMs endMs = SystemClock().nowMs() + 60'000;
    const auto file = HistoryFile::open(historyFile());
    const auto nodes = file ? (*file)->nodes() : Result<std::vector<KnownNode>>(file.error());
    if (!nodes || nodes->empty()) {
        m_fault = nodes ? QString() : nodes.error().text();
        return times;
    }
    const NodeId node = nodes->front().node;
    const auto names = (*file)->metricNames(node, 0, endMs);
    const auto raw = names ? (*file)->readRaw(node, *names, 0, endMs,
                                              [&times](const SampleRun& run) {
                                                  times.insert(times.end(), run.times.begin(), run.times.end());
                                                  return true;
                                              })
                           : Result<void>(names.error());
    if (!raw)
        m_fault = raw.error().text();
    for (const Tier tier : {Tier::Minute, Tier::Hour})
        if (const auto read =
                (*file)->readTier(node, tier, names.value(), 0, endMs, [](const BucketRun&) { return true; });
            !read)
            m_fault = read.error().text();
    const auto database = Database::open(historyFile(), Database::Mode::Read);
    Query check(**database, "PRAGMA integrity_check");
    if (!check.next() || check.text(0) != u"ok"_s)
        m_fault = check.text(0);
    return times;
}

void TestCliKill::killsAtRandomMomentsLoseAtMostSeconds()
{
    const bool torture = qEnvironmentVariableIsSet("CACHELEDGER_TORTURE");
    const int kills = torture ? 300 : 8;
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    std::uniform_int_distribution lifeMs(50, torture ? 6500 : 4000);
    FakeServer server;
    server.answer("INFO", FakeServer::bulk("redis_version:7.0.15\r\nused_memory:1000\r\n"));
    std::vector<TimeMs> before;
    qsizetype worstLoss = 0;
    const auto enough = static_cast<std::size_t>(kills) / 2; // where starting takes long, more lives bring it
    for (int kill = 0; kill < kills || (before.size() < enough && kill < 5 * kills); ++kill) {
        const int askedBefore = server.countOf("INFO everything");
        const auto process = m_cli.start(
            {u"collect"_s, u"--cache"_s, server.endpoint().url(), u"--interval"_s, QString::number(pollMs)});
        QVERIFY(process->waitForStarted());
        QVERIFY(!QTest::qWaitFor([&] { return process->state() == QProcess::NotRunning; }, lifeMs(random)));
        process->kill();
        QVERIFY(process->waitForFinished());
        QTest::qWait(0);
        if (!QFile::exists(historyFile()))
            continue;
        const std::vector<TimeMs> times = readEverything();
        const QByteArray where = "seed " + QByteArray::number(seed) + ", kill " + QByteArray::number(kill) + ": ";
        // Killed before the very first transaction, there is nothing in it yet.
        QVERIFY2(m_fault.isEmpty() || before.empty(), where + m_fault.toUtf8());
        m_fault.clear();
        QVERIFY2(std::ranges::adjacent_find(times, std::greater_equal()) == times.end(), where + "a time came twice");
        QVERIFY2(times.size() >= before.size() && std::equal(before.begin(), before.end(), times.begin()),
                 where + "what was stored before is not");
        const qsizetype asked = server.countOf("INFO everything") - askedBefore;
        const qsizetype loss = asked - (std::ssize(times) - std::ssize(before));
        worstLoss = std::max(worstLoss, loss);
        QVERIFY2(loss <= allowedLoss, where + QByteArray::number(loss) + " polls lost");
        before = times;
    }
    QVERIFY2(before.size() >= enough, "hardly anything was collected");
    qInfo("%d kills, %d samples: no damage, no duplicate, at most %d ms of polls lost", kills,
          static_cast<int>(before.size()), static_cast<int>(worstLoss * pollMs));
}

QTEST_GUILESS_MAIN(TestCliKill)
#include "tst_clikill.moc"
