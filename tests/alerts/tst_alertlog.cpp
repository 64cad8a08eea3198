// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertlog.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs noon = 1'700'000'000'000;

static Alert someAlert(qint64 id)
{
    Alert alert;
    alert.id = id;
    alert.key = {u"memory-high"_s, NodeId{u"node-1"_s}};
    alert.cache = CacheId{u"cache-1"_s};
    alert.cacheName = u"shop \"ü\""_s;
    alert.address = u"10.0.0.1:6379"_s;
    alert.ruleName = u"Memory high"_s;
    alert.tier = AlertTier::Critical;
    alert.metric = "memory_used_ratio";
    alert.function = RuleFunction::P95;
    alert.comparison = Comparison::AtLeast;
    alert.threshold = 0.1;
    alert.forMs = 600'000;
    alert.playbook = u"memory-exhaustion"_s;
    alert.channels = {u"mail"_s, u"a,b"_s};
    alert.intervalMs = 5000;
    alert.state = AlertState::Firing;
    alert.sinceMs = noon;
    alert.firedMs = noon + 600'000;
    alert.firedValue = 0.30000000000000004;
    alert.newestValue = -1;
    alert.newestValueMs = noon + 700'000;
    alert.message = u"It is full."_s;
    return alert;
}

/// The alert log's file: what is stored is read back, also after a kill, and no file is ever lost.
class TestAlertLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void anAlertIsReadBackAsItWas();
    void entriesAreKeptInOrder();
    void anAlertThatEndsIsNoLongerLasting();
    void aBatchIsStoredAsAWholeOrNotAtAll();
    void whereTheEngineStoodIsKept();
    void silencesAndDoNotDisturbAreKept();
    void numbersAreNotUsedAgain();
    void alertsAreFound_data();
    void alertsAreFound();
    void onlyWhatNeverFiredIsDropped();
    void aReaderSeesThatTheFileChanged();
    void aFileThatCannotBeUsedIsTold_data();
    void aFileThatCannotBeUsedIsTold();
    void tenThousandAlertsAreOneTransaction();

private:
    QString path() const { return m_folder->filePath(u"alerts.sqlite"_s); }
    std::unique_ptr<AlertLog> open(Database::Mode mode = Database::Mode::Write) const
    {
        auto log = AlertLog::open(path(), mode);
        if (!log)
            qFatal("%s", qPrintable(log.error().text()));
        return std::move(*log);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestAlertLog::anAlertIsReadBackAsItWas()
{
    Alert alert = someAlert(7);
    alert.noData = true;
    alert.acknowledgedMs = noon + 1;
    alert.snoozedUntilMs = noon + 2;
    alert.falsePositive = true;
    alert.silence = u"s"_s;
    alert.inhibitedBy = u"node-unavailable"_s;
    alert.leader = 3;
    alert.told = true;
    alert.owed = true;
    alert.incident = u"i"_s;
    QVERIFY(open()->store({{alert}, {}, {}, 0}).ok());
    const auto found = open(Database::Mode::Read)->find(7);
    QVERIFY(found.ok() && found->has_value());
    const Alert& read = **found;
    QCOMPARE(read.key, alert.key);
    QCOMPARE(read.cacheName, alert.cacheName);
    QCOMPARE(read.channels, alert.channels);
    QCOMPARE(read.threshold, alert.threshold);
    QCOMPARE(read.firedValue, alert.firedValue);
    QCOMPARE(read.newestValueMs, alert.newestValueMs);
    QVERIFY(read.tier == alert.tier && read.function == alert.function && read.comparison == alert.comparison);
    QVERIFY(read.state == alert.state && read.noData && read.falsePositive && read.told && read.owed);
    QCOMPARE(read.acknowledgedMs, alert.acknowledgedMs);
    QCOMPARE(read.snoozedUntilMs, alert.snoozedUntilMs);
    QVERIFY(!read.endedMs);
    QCOMPARE(read.silence + read.inhibitedBy + read.incident, u"snode-unavailablei"_s);
    QCOMPARE(read.leader, 3);
    QCOMPARE(read.intervalMs, 5000);
}

void TestAlertLog::entriesAreKeptInOrder()
{
    const std::vector<AlertEntry> entries{
        {1, noon, AlertState::Inactive, AlertState::Pending, 0.95, false, u"pending"_s},
        {1, noon + 10, AlertState::Pending, AlertState::Firing, {}, true, {}},
        {1, noon + 5, AlertState::Firing, AlertState::Resolved, 0.1, false, u"silenced"_s}, // the clock was set back
    };
    const auto log = open();
    QVERIFY(log->store({{someAlert(1)}, entries, {}, 0}).ok());
    QVERIFY(log->entries(1).value() == entries);
    QVERIFY(log->entries(2).value().empty());
}

void TestAlertLog::anAlertThatEndsIsNoLongerLasting()
{
    const auto log = open();
    QVERIFY(log->store({{someAlert(1), someAlert(2)}, {}, {}, 0}).ok());
    Alert ended = someAlert(1);
    ended.state = AlertState::Resolved;
    ended.endedMs = noon + 1'000'000;
    QVERIFY(log->store({{ended}, {}, {}, 0}).ok());
    const auto lasting = log->lasting();
    QCOMPARE(lasting->size(), std::size_t(1));
    QCOMPARE(lasting->front().id, 2);
    QVERIFY(log->find(1).value()->state == AlertState::Resolved);
}

void TestAlertLog::aBatchIsStoredAsAWholeOrNotAtAll()
{
    const auto log = open();
    Alert nameless = someAlert(2);
    nameless.message = QString(); // is empty, not null
    QVERIFY(log->store({{nameless}, {}, {}, 0}).ok());
    QVERIFY(log->database()
                .exec("CREATE TRIGGER refuse BEFORE INSERT ON transition WHEN new.value = 13 "
                      "BEGIN SELECT RAISE(ABORT, 'no'); END")
                .ok());
    const AlertEntry refused{3, noon, AlertState::Inactive, AlertState::Firing, 13, true, {}};
    QVERIFY(!log->store({{someAlert(3)}, {refused}, {}, noon}).ok());
    QVERIFY(!log->find(3).value());
    QCOMPARE(log->resume(noon)->asOfMs, 0);
    QVERIFY(log->store({{someAlert(3)}, {}, {}, noon}).ok());
}

void TestAlertLog::whereTheEngineStoodIsKept()
{
    const AlertKey one{u"r1"_s, NodeId{u"n"_s}};
    const AlertKey two{u"r2"_s, NodeId{u"n"_s}};
    const AlertProgress pending{AlertState::Pending, noon, {}, {}, {}};
    const AlertProgress firing{AlertState::Firing, noon, noon + 5, {}, noon + 9};
    QVERIFY(open()->store({{}, {}, {{one, pending}, {two, firing}}, noon + 10}).ok());
    QVERIFY(open()->store({{}, {}, {{one, AlertProgress()}}, 0}).ok());
    const auto resume = open()->resume(noon);
    QCOMPARE(resume->asOfMs, noon + 10);
    QVERIFY((resume->progress == std::map<AlertKey, AlertProgress>{{two, firing}}));
    QCOMPARE(resume->nextAlert, 1);
}

void TestAlertLog::silencesAndDoNotDisturbAreKept()
{
    const Silence silence{u"id"_s, {{u"shop"_s}, {u"a:1"_s, u"b:2"_s}, {}}, {u"r"_s}, noon, noon + 100, u"Deploy"_s};
    Silence ended = silence;
    ended.id = u"ended"_s;
    ended.endMs = noon - 1;
    const auto log = open();
    QVERIFY(log->put(silence).ok() && log->put(ended).ok());
    QVERIFY(log->silences(noon).value() == std::vector<Silence>{silence});
    QVERIFY(!log->doNotDisturbUntilMs().value());
    QVERIFY(log->setDoNotDisturb(noon + 5).ok());
    QCOMPARE(open()->resume(noon)->doNotDisturbUntilMs, noon + 5);
    QVERIFY(log->setDoNotDisturb({}).ok());
    QVERIFY(!log->doNotDisturbUntilMs().value());
}

void TestAlertLog::numbersAreNotUsedAgain()
{
    const auto log = open();
    QCOMPARE(log->resume(noon)->nextAlert, 1);
    Alert alert = someAlert(41);
    alert.firedMs.reset();
    alert.endedMs = noon;
    QVERIFY(log->store({{alert}, {}, {}, 0}).ok());
    QVERIFY(log->dropPending(noon + 1).ok());
    QVERIFY(!log->find(41).value());
    QCOMPARE(log->resume(noon)->nextAlert, 42);
}

void TestAlertLog::alertsAreFound_data()
{
    QTest::addColumn<AlertQuery>("query");
    QTest::addColumn<QList<qint64>>("ids");
    const auto row = [](const char* name, AlertQuery query, QList<qint64> ids) { QTest::newRow(name) << query << ids; };
    const TimeMs late = noon + 1'000'000;
    row("the newest first", {0, late, {}, {}, {}, {}}, {3, 2, 1});
    row("so many at most", {0, late, {}, {}, {}, {}, 2}, {3, 2});
    row("that ended before the range are left out", {noon + 500, late, {}, {}, {}, {}}, {3, 2});
    row("that began after the range are left out", {0, noon + 50, {}, {}, {}, {}}, {2, 1});
    row("of a cache", {0, late, {CacheId{u"cache-2"_s}}, {}, {}, {}}, {2});
    row("of a rule", {0, late, {}, {u"other"_s}, {}, {}}, {3});
    row("of a tier", {0, late, {}, {}, {AlertTier::Warning}, {}}, {1});
    row("by words, whatever their case", {0, late, {}, {}, {}, u"IS FULL"_s}, {3, 1});
}

void TestAlertLog::alertsAreFound()
{
    Alert one = someAlert(1);
    one.endedMs = noon + 100;
    one.tier = AlertTier::Warning;
    Alert two = someAlert(2);
    two.cache = CacheId{u"cache-2"_s};
    two.message.clear();
    Alert three = someAlert(3);
    three.sinceMs = noon + 200;
    three.key.rule = u"other"_s;
    const auto log = open();
    QVERIFY(log->store({{one, two, three}, {}, {}, 0}).ok());
    QFETCH(AlertQuery, query);
    QList<qint64> ids;
    for (const Alert& alert : log->read(query).value())
        ids << alert.id;
    QTEST(ids, "ids");
}

void TestAlertLog::onlyWhatNeverFiredIsDropped()
{
    Alert fired = someAlert(1);
    fired.endedMs = noon;
    Alert lasting = someAlert(2);
    lasting.firedMs.reset();
    Alert never = someAlert(3);
    never.firedMs.reset();
    never.endedMs = noon;
    const auto log = open();
    const AlertEntry entry{3, noon, AlertState::Inactive, AlertState::Pending, {}, false, u"pending"_s};
    QVERIFY(log->store({{fired, lasting, never}, {entry}, {}, 0}).ok());
    QVERIFY(log->dropPending(noon + 1).ok());
    QVERIFY(log->find(1).value() && log->find(2).value() && !log->find(3).value());
    QVERIFY(log->entries(3).value().empty());
    QCOMPARE(log->firedSince(noon)->size(), std::size_t(1));
    QCOMPARE(log->firedSince(noon + 600'001)->size(), std::size_t(0));
}

void TestAlertLog::aReaderSeesThatTheFileChanged()
{
    const auto writer = open();
    const auto reader = open(Database::Mode::Read);
    const qint64 before = reader->dataVersion();
    QCOMPARE(reader->dataVersion(), before);
    QVERIFY(writer->store({{someAlert(1)}, {}, {}, 0}).ok());
    QVERIFY(reader->dataVersion() != before);
    QCOMPARE(reader->lasting()->size(), std::size_t(1));
}

void TestAlertLog::aFileThatCannotBeUsedIsTold_data()
{
    QTest::addColumn<QByteArray>("content"); // empty: SQL makes it
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("said");
    QTest::newRow("no SQLite file") << QByteArray(4096, 'x') << QByteArray() << ErrorCode::NotAHistory
                                    << u"is not a CacheLedger alert log"_s;
    QTest::newRow("another application's SQLite file") << QByteArray() << QByteArray("CREATE TABLE t(a)")
                                                       << ErrorCode::NotAHistory << u"is not a CacheLedger alert log"_s;
    QTest::newRow("a newer one") << QByteArray()
                                 << QByteArray("CREATE TABLE t(a); PRAGMA application_id=0x434c616c; "
                                               "PRAGMA user_version=99")
                                 << ErrorCode::NewerVersion << u"The alert log %1 was written by a newer CacheLedger"_s;
    QTest::newRow("none to be read") << QByteArray() << QByteArray() << ErrorCode::Io
                                     << u"There is no alert log %1 yet"_s;
}

void TestAlertLog::aFileThatCannotBeUsedIsTold()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, sql);
    QFETCH(ErrorCode, code);
    QFETCH(QString, said);
    if (!content.isEmpty()) {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) > 0);
    } else if (!sql.isEmpty()) {
        QVERIFY(Database::open(path(), Database::Mode::Write).value()->exec(sql.constData()).ok());
    }
    const bool there = QFile::exists(path());
    const auto opened = AlertLog::open(path(), there ? Database::Mode::Write : Database::Mode::Read);
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().code, code);
    QVERIFY2(opened.error().message.contains(said.replace(u"%1"_s, path())), qPrintable(opened.error().message));
    QCOMPARE(QFile::exists(path()), there);
}

void TestAlertLog::tenThousandAlertsAreOneTransaction()
{
    AlertBatch batch;
    for (qint64 id = 1; id <= 10'000; ++id) {
        batch.alerts.push_back(someAlert(id));
        batch.entries.push_back({id, noon, AlertState::Inactive, AlertState::Firing, 1, false, u"grouped"_s});
    }
    const auto log = open();
    QVERIFY(log->store(batch).ok());
    QCOMPARE(log->lasting()->size(), std::size_t(10'000));
}

QTEST_GUILESS_MAIN(TestAlertLog)
#include "tst_alertlog.moc"
