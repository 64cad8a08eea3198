// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alertdesk.h"

#include "../support/filesizelimit.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static const NodeId nodeOne{u"n1"_s};
static const AlertKey keyOne{u"memory"_s, nodeOne};

static WatchedNode nodeCalled(const NodeId& id)
{
    return {CacheId{u"shop"_s}, id, u"shop"_s, id.value + u":6379"_s, {}, 1000};
}

static Rule someRule()
{
    Rule rule;
    rule.id = u"memory"_s;
    rule.name = u"Memory"_s;
    rule.metric = "memory_used_ratio";
    return rule;
}

static AlertReport beginning(const std::vector<WatchedNode>& nodes)
{
    AlertReport report;
    report.rules = std::vector<Rule>{someRule()};
    report.nodes = nodes;
    return report;
}

static AlertReport changing(const AlertKey& key, AlertState from, AlertState to, TimeMs atMs)
{
    AlertProgress progress;
    progress.state = to;
    progress.activeSinceMs = atMs;
    AlertReport report;
    report.transitions.push_back({key, from, to, atMs, 1.0, progress});
    report.asOfMs = atMs;
    return report;
}

/// The desk between judging, the log and the page, over a real file.
class TestAlertDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qRegisterMetaType<std::vector<Alert>>();
        qRegisterMetaType<std::vector<NodePast>>();
        qRegisterMetaType<std::vector<AlertNews>>();
        qRegisterMetaType<std::vector<Silence>>();
        qRegisterMetaType<AlertStatistics>();
        qRegisterMetaType<Error>();
    }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void whatIsJudgedIsStoredAtOnce();
    void aRestartGoesOnWithTheSameAlert();
    void whatWentWhileNobodyLookedEnds();
    void standingIsStoredNowAndThen();
    void anEndedAlertCanBeMarked();
    void aReaderFollowsTheWriter();
    void aReaderAsksTheWriter();
    void whatWasAskedWhileNobodyWroteIsDoneAtTheNextStart();
    void aReaderSaysWhyItCannotAsk();
    void aSilenceWithoutAReasonIsRefused();
    void whatCannotBeStoredIsStoredLater();
    void aDamagedLogIsSetAside();
    void damageWhileItRunsIsSetAsideAndWhatLastsGoesOn_data();
    void damageWhileItRunsIsSetAsideAndWhatLastsGoesOn();
    void aFullDiskIsNamedAndForgetsNothing();
    void aNewerLogIsLeftAlone();
    void tenThousandAlertsAreOneList();

private:
    QString path() const { return m_folder->filePath(u"alerts.sqlite"_s); }
    std::unique_ptr<AlertDesk> desk() const
    {
        return std::make_unique<AlertDesk>(path(), m_folder->filePath(u"history.sqlite"_s), m_clock);
    }
    std::unique_ptr<AlertDesk> writingDesk() const
    {
        auto made = desk();
        made->startWriting({nodeOne});
        made->onJudged(beginning({nodeCalled(nodeOne)}));
        return made;
    }
    std::vector<Alert> stored() const
    {
        AlertQuery all;
        all.toMs = m_clock->nowMs() + NodeSeries::dayMs;
        const auto log = AlertLog::open(path(), Database::Mode::Read);
        return log ? (*log)->read(all).value() : std::vector<Alert>();
    }

    int waitingRequests() const
    {
        const auto log = AlertLog::open(path(), Database::Mode::Read);
        return static_cast<int>(alertrequests::waiting((*log)->database())->first.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<ManualClock> m_clock = std::make_shared<ManualClock>(1'700'000'000'000);
};

void TestAlertDesk::whatIsJudgedIsStoredAtOnce()
{
    const auto writer = writingDesk();
    QSignalSpy happened(writer.get(), &AlertDesk::happened);
    QSignalSpy storedSignal(writer.get(), &AlertDesk::stored);
    const TimeMs atMs = m_clock->nowMs();
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, atMs));
    QCOMPARE(stored().size(), std::size_t(1));
    QVERIFY(stored().front().state == AlertState::Firing && stored().front().told);
    QCOMPARE(happened.count(), 1);
    QVERIFY(storedSignal.count() > 0);
    writer->onJudged(changing(keyOne, AlertState::Firing, AlertState::Resolved, atMs + 9));
    QCOMPARE(stored().front().endedMs, atMs + 9);
    const auto news = happened.last().first().value<std::vector<AlertNews>>();
    QVERIFY(news.front().entry.to == AlertState::Resolved && news.front().entry.notify);
}

void TestAlertDesk::aRestartGoesOnWithTheSameAlert()
{
    const TimeMs atMs = m_clock->nowMs();
    writingDesk()->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, atMs));
    const qint64 id = stored().front().id;
    const auto again = desk();
    again->startWriting({nodeOne});
    QSignalSpy pasts(again.get(), &AlertDesk::pastsRead);
    again->onNodesAppeared({nodeCalled(nodeOne), nodeCalled(NodeId{u"n2"_s})}, {someRule()});
    const auto read = pasts.first().first().value<std::vector<NodePast>>();
    QCOMPARE(read.size(), std::size_t(2));
    QVERIFY(read[0].progress.at(keyOne).state == AlertState::Firing);
    QCOMPARE(read[0].asOfMs, atMs);
    QVERIFY(read[1].progress.empty());
    AlertReport admitted = beginning({nodeCalled(nodeOne)});
    admitted.admitted = {nodeOne};
    admitted.known = {keyOne};
    again->onJudged(admitted);
    again->onJudged(changing(keyOne, AlertState::Firing, AlertState::Resolved, atMs + 5));
    QCOMPARE(stored().size(), std::size_t(1));
    QCOMPARE(stored().front().id, id);
    QCOMPARE(stored().front().endedMs, atMs + 5);
}

void TestAlertDesk::whatWentWhileNobodyLookedEnds()
{
    const TimeMs atMs = m_clock->nowMs();
    writingDesk()->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, atMs));
    {
        const auto ruleGone = desk();
        ruleGone->startWriting({nodeOne});
        QVERIFY(!stored().front().endedMs);
        AlertReport admitted = beginning({nodeCalled(nodeOne)});
        admitted.admitted = {nodeOne};
        ruleGone->onJudged(admitted);
        QVERIFY(stored().front().state == AlertState::Inactive && stored().front().endedMs);
    }
    writingDesk()->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, atMs + 10));
    QVERIFY(!stored().front().endedMs);
    desk()->startWriting({});
    QVERIFY2(stored().front().endedMs, "its node is no longer configured");
}

void TestAlertDesk::standingIsStoredNowAndThen()
{
    const TimeMs atMs = m_clock->nowMs();
    const auto writer = writingDesk();
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, atMs));
    AlertReport readings;
    readings.readings.push_back({keyOne, atMs + 5000, 2.0});
    readings.asOfMs = atMs + 5000;
    writer->onJudged(readings);
    QCOMPARE(stored().front().newestValue, 1.0);
    readings.progress[keyOne] = {AlertState::Firing, atMs, atMs, {}, atMs + 4000};
    writer->onJudged(readings);
    QCOMPARE(stored().front().newestValue, 2.0);
    const auto resume = AlertLog::open(path(), Database::Mode::Read).value()->resume(atMs);
    QCOMPARE(resume->asOfMs, atMs + 5000);
    QCOMPARE(resume->progress.at(keyOne).keepFiringSinceMs, atMs + 4000);
}

void TestAlertDesk::anEndedAlertCanBeMarked()
{
    const TimeMs atMs = m_clock->nowMs();
    const auto writer = writingDesk();
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, atMs));
    writer->onJudged(changing(keyOne, AlertState::Firing, AlertState::Resolved, atMs + 9));
    const qint64 id = stored().front().id;
    m_clock->advance(1000);
    writer->markFalsePositive(id, true);
    writer->acknowledge(id);
    writer->setIncident(id, u"2026-1"_s);
    QVERIFY(stored().front().falsePositive && stored().front().acknowledgedMs);
    QCOMPARE(stored().front().incident, u"2026-1"_s);
    QSignalSpy statistics(writer.get(), &AlertDesk::statisticsReady);
    writer->readStatistics(7, 30);
    QCOMPARE(statistics.first().first().value<quint64>(), 7u);
    QCOMPARE(statistics.first().at(1).value<AlertStatistics>().falsePositives, 1);
}

void TestAlertDesk::aReaderFollowsTheWriter()
{
    const auto reader = desk();
    QSignalSpy active(reader.get(), &AlertDesk::activeChanged);
    QSignalSpy silences(reader.get(), &AlertDesk::silencesChanged);
    QSignalSpy disturb(reader.get(), &AlertDesk::doNotDisturbChanged);
    reader->startReading(); // there is no file yet
    const auto writer = writingDesk();
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    const TimeMs nowMs = m_clock->nowMs();
    writer->addSilence({u"s"_s, {}, {}, nowMs, nowMs + 1000, u"Deploy"_s});
    writer->setDoNotDisturb(nowMs + 500);
    const auto told = [](const QSignalSpy& spy, auto type) {
        return spy.isEmpty() ? decltype(type)() : spy.last().first().value<decltype(type)>();
    };
    QTRY_COMPARE_WITH_TIMEOUT(told(active, std::vector<Alert>()).size(), std::size_t(1), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(told(silences, std::vector<Silence>()).size(), std::size_t(1), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(told(disturb, std::optional<qint64>()), nowMs + 500, 30'000);
}

void TestAlertDesk::aReaderAsksTheWriter()
{
    const auto writer = writingDesk();
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    const auto reader = desk();
    reader->startReading();
    QSignalSpy failed(reader.get(), &AlertDesk::failed);
    QSignalSpy active(reader.get(), &AlertDesk::activeChanged);
    QSignalSpy silences(writer.get(), &AlertDesk::silencesChanged);
    QSignalSpy disturb(writer.get(), &AlertDesk::doNotDisturbChanged);
    const TimeMs nowMs = m_clock->nowMs();
    const qint64 id = stored().front().id;
    reader->acknowledge(id);
    reader->snooze(id, nowMs + 1000);
    reader->markFalsePositive(id, true);
    reader->setIncident(id, u"2026-11-22-1"_s);
    reader->addSilence({u"s"_s, {}, {u"memory"_s}, nowMs, nowMs + 9000, u"Deploy"_s});
    reader->setDoNotDisturb(nowMs + 5000);
    QVERIFY(!stored().front().acknowledgedMs); // that is the writer's to say
    const auto seen = [&] { return active.isEmpty() ? Alert() : active.last().first().value<std::vector<Alert>>()[0]; };
    QTRY_VERIFY_WITH_TIMEOUT(seen().acknowledgedMs && seen().falsePositive, 30'000);
    QCOMPARE(seen().snoozedUntilMs, nowMs + 1000);
    QCOMPARE(seen().incident, u"2026-11-22-1"_s);
    QCOMPARE(stored().front().acknowledgedMs, nowMs);
    const auto kept = silences.last().first().value<std::vector<Silence>>();
    QCOMPARE(kept.size(), std::size_t(1));
    QCOMPARE(kept.front().rules, QStringList{u"memory"_s});
    QCOMPARE(disturb.last().first().value<std::optional<qint64>>(), nowMs + 5000);
    reader->endSilence(u"s"_s);
    reader->setDoNotDisturb({});
    QTRY_VERIFY_WITH_TIMEOUT(!disturb.last().first().value<std::optional<qint64>>(), 30'000);
    QVERIFY(silences.last().first().value<std::vector<Silence>>().empty());
    QCOMPARE(failed.count(), 0);
    QCOMPARE(waitingRequests(), 0);
}

void TestAlertDesk::whatWasAskedWhileNobodyWroteIsDoneAtTheNextStart()
{
    writingDesk()->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    const qint64 id = stored().front().id;
    const auto reader = desk();
    reader->startReading();
    reader->acknowledge(id);
    reader->acknowledge(4711); // no such alert: harms nothing
    QCOMPARE(waitingRequests(), 2);
    const auto again = desk();
    again->startWriting({nodeOne});
    QVERIFY(stored().front().acknowledgedMs.has_value());
    QCOMPARE(waitingRequests(), 0);
}

void TestAlertDesk::aReaderSaysWhyItCannotAsk()
{
    const auto reader = desk();
    reader->startReading();
    QSignalSpy failed(reader.get(), &AlertDesk::failed);
    reader->acknowledge(1); // nothing was ever judged
    QCOMPARE(failed.count(), 1);
    QVERIFY(!QFile::exists(path()));
    writingDesk()->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    reader->onJudged(changing(keyOne, AlertState::Firing, AlertState::Resolved, m_clock->nowMs()));
    QVERIFY(!stored().front().endedMs); // judging is the writer's alone
    reader->addSilence({u"s"_s, {}, {}, 1, 2, u" "_s});
    QCOMPARE(failed.count(), 2);
    const auto log = Database::open(path(), Database::Mode::Write);
    QVERIFY(log.ok() && (*log)->exec("PRAGMA user_version=99").ok());
    reader->acknowledge(1);
    QCOMPARE(failed.count(), 3);
    QVERIFY(failed.last().at(1).value<Error>().code == ErrorCode::NewerVersion);
}

void TestAlertDesk::aSilenceWithoutAReasonIsRefused()
{
    const auto writer = writingDesk();
    QSignalSpy failed(writer.get(), &AlertDesk::failed);
    const TimeMs nowMs = m_clock->nowMs();
    writer->addSilence({u"s"_s, {}, {}, nowMs, nowMs + 1, u" "_s});
    writer->addSilence({u"s"_s, {}, {}, nowMs, nowMs, u"Deploy"_s});
    QCOMPARE(failed.count(), 2);
    writer->addSilence({u"s"_s, {}, {}, nowMs, nowMs + 1000, u"Deploy"_s});
    QCOMPARE(AlertLog::open(path(), Database::Mode::Read).value()->silences(nowMs)->size(), std::size_t(1));
    writer->endSilence(u"s"_s);
    QCOMPARE(AlertLog::open(path(), Database::Mode::Read).value()->silences(nowMs)->size(), std::size_t(0));
}

void TestAlertDesk::whatCannotBeStoredIsStoredLater()
{
    QVERIFY(QDir().mkdir(path())); // a folder in the file's place
    const auto writer = desk();
    QSignalSpy paused(writer.get(), &AlertDesk::storingPaused);
    QSignalSpy resumed(writer.get(), &AlertDesk::storingResumed);
    QSignalSpy happened(writer.get(), &AlertDesk::happened);
    writer->startWriting({nodeOne});
    QCOMPARE(paused.count(), 1);
    QVERIFY2(paused.first().first().value<Error>().message.contains(u"The alert log"_s),
             qPrintable(paused.first().first().value<Error>().message));
    writer->onJudged(beginning({nodeCalled(nodeOne)}));
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    QCOMPARE(happened.count(), 1);
    QVERIFY(QDir().rmdir(path()));
    QTRY_COMPARE_WITH_TIMEOUT(resumed.count(), 1, 30'000);
    QCOMPARE(paused.count(), 1);
    QCOMPARE(stored().size(), std::size_t(1));
}

void TestAlertDesk::aDamagedLogIsSetAside()
{
    writingDesk()->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(QByteArray(200, 'x'));
    }
    const auto writer = desk();
    QSignalSpy aside(writer.get(), &AlertDesk::damagedSetAside);
    writer->startWriting({nodeOne});
    QCOMPARE(aside.count(), 1);
    QVERIFY(QFile::exists(aside.first().first().toString()));
    writer->onJudged(beginning({nodeCalled(nodeOne)}));
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    QCOMPARE(stored().size(), std::size_t(1));
}

void TestAlertDesk::damageWhileItRunsIsSetAsideAndWhatLastsGoesOn_data()
{
    QTest::addColumn<int>("from");
    QTest::newRow("the whole file") << 0;
    QTest::newRow("all but its head") << 4096;
}

void TestAlertDesk::damageWhileItRunsIsSetAsideAndWhatLastsGoesOn()
{
    QFETCH(int, from);
    const auto writer = writingDesk();
    QSignalSpy aside(writer.get(), &AlertDesk::damagedSetAside);
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    QCOMPARE(stored().size(), std::size_t(1));
    const qint64 id = stored().front().id;
    {
        const auto other = Database::open(path(), Database::Mode::Write);
        QVERIFY(other && (*other)->exec("PRAGMA wal_checkpoint(TRUNCATE)").ok()); // all of it is in the file now
    }
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(from));
        const QByteArray garbage(file.size() - from, '\x7f');
        QCOMPARE(file.write(garbage), garbage.size());
    }
    m_clock->advance(1000);
    writer->acknowledge(id);
    QCOMPARE(aside.count(), 1);
    QCOMPARE(stored().size(), std::size_t(1));
    QVERIFY(stored().front().acknowledgedMs.has_value());
}

void TestAlertDesk::aFullDiskIsNamedAndForgetsNothing()
{
    const auto writer = writingDesk();
    QSignalSpy paused(writer.get(), &AlertDesk::storingPaused);
    QSignalSpy resumed(writer.get(), &AlertDesk::storingResumed);
    {
        const FileSizeLimit limit(100);
        writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
        QCOMPARE(paused.count(), 1);
        const auto error = paused.first().first().value<Error>();
        QVERIFY2(error.code == ErrorCode::DiskFull && !error.hint.isEmpty(), qPrintable(error.text()));
    }
    QTRY_COMPARE_WITH_TIMEOUT(resumed.count(), 1, 30'000);
    QCOMPARE(stored().size(), std::size_t(1));
}

void TestAlertDesk::aNewerLogIsLeftAlone()
{
    QVERIFY(AlertLog::open(path(), Database::Mode::Write).ok());
    QVERIFY(Database::open(path(), Database::Mode::Write).value()->exec("PRAGMA user_version=99").ok());
    const auto writer = desk();
    QSignalSpy paused(writer.get(), &AlertDesk::storingPaused);
    QSignalSpy happened(writer.get(), &AlertDesk::happened);
    writer->startWriting({nodeOne});
    QVERIFY(paused.first().first().value<Error>().code == ErrorCode::NewerVersion);
    writer->onJudged(beginning({nodeCalled(nodeOne)}));
    writer->onJudged(changing(keyOne, AlertState::Inactive, AlertState::Firing, m_clock->nowMs()));
    QCOMPARE(happened.count(), 1); // it is raised, though not kept
    QCOMPARE(QDir(m_folder->path()).entryList({u"*damaged*"_s}).size(), 0);
}

void TestAlertDesk::tenThousandAlertsAreOneList()
{
    std::vector<WatchedNode> nodes;
    AlertReport fired;
    AlertReport ended;
    std::set<NodeId> ids;
    for (int i = 0; i < 10'000; ++i) {
        nodes.push_back(nodeCalled(NodeId{QString::number(i)}));
        ids.insert(nodes.back().node);
        const AlertKey key{u"memory"_s, nodes.back().node};
        AlertProgress progress;
        progress.state = AlertState::Firing;
        fired.transitions.push_back({key, AlertState::Inactive, AlertState::Firing, m_clock->nowMs(), 1.0, progress});
        ended.transitions.push_back({key, AlertState::Firing, AlertState::Resolved, m_clock->nowMs() + 1, 1.0, {}});
    }
    const auto writer = desk();
    QSignalSpy active(writer.get(), &AlertDesk::activeChanged);
    QSignalSpy happened(writer.get(), &AlertDesk::happened);
    writer->startWriting(ids);
    writer->onJudged(beginning(nodes));
    QElapsedTimer timer;
    timer.start();
    writer->onJudged(fired);
    qInfo("10,000 alerts: judged to stored in %lld ms", timer.elapsed());
    QTRY_VERIFY_WITH_TIMEOUT(!active.isEmpty() && active.last().first().value<std::vector<Alert>>().size() == 10'000,
                             20000);
    QCOMPARE(happened.count(), 1);
    writer->onJudged(ended);
    QTRY_VERIFY_WITH_TIMEOUT(active.last().first().value<std::vector<Alert>>().empty(), 30'000);
}

QTEST_GUILESS_MAIN(TestAlertDesk)
#include "tst_alertdesk.moc"
