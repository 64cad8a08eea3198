// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/audit/auditfile.h"
#include "app/audit/auditkeeper.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static constexpr TimeMs dayMs = 24LL * 3600 * 1000;
static constexpr TimeMs noonMs = 1'795'348'800'000; // 2026-11-22T12:00:00Z

static CommandTally::Change change(const QString& address, CommandKind kind, quint64 commands)
{
    return {address, kind, {commands, commands * 10, commands * 100}};
}

class TestAuditFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void countsOfADayAddUp()
    {
        const auto ping = change(u"here:1"_s, CommandKind::Ping, 2);
        const auto info = change(u"here:1"_s, CommandKind::InfoEverything, 1);
        const auto there = change(u"there:1"_s, CommandKind::Ping, 7);
        add({ping, info}, noonMs);
        add({ping, there}, noonMs + 1000);
        add({ping}, noonMs + dayMs);
        const auto rows = read({});
        QCOMPARE(rows.size(), std::size_t(4));
        QCOMPARE(rows[0].command, u"INFO everything"_s);
        QCOMPARE(rows[1].command, u"PING"_s);
        QCOMPARE(rows[1].commands, 4);
        QCOMPARE(rows[1].bytesSent, 40);
        QCOMPARE(rows[1].bytesReceived, 400);
        QVERIFY(rows[0].day < rows[3].day);
        QCOMPARE(rows[3].commands, 2);
        QCOMPARE(read({{u"there:1"_s}, {}, {}}).size(), std::size_t(1));
        QCOMPARE(read({{}, rows[3].day, {}}).size(), std::size_t(1));
        QCOMPARE(read({{}, {}, rows[0].day}).size(), std::size_t(3));
        QVERIFY(read({{u"nowhere:1"_s}, {}, {}}).empty());
    }

    void oldDaysGo()
    {
        const auto ping = change(u"here:1"_s, CommandKind::Ping, 1);
        add({ping}, noonMs);
        add({ping}, noonMs + 399 * dayMs);
        QCOMPARE(read({}).size(), std::size_t(2));
        add({ping}, noonMs + 401 * dayMs);
        QCOMPARE(read({}).size(), std::size_t(2));
    }

    void theOldestDaysGoBeyondItsBoundButNeverToday()
    {
        for (int day = 0; day < 4; ++day)
            add({change(u"a:1"_s, CommandKind::Ping, 1), change(u"b:1"_s, CommandKind::Ping, 1)}, noonMs + day * dayMs,
                5);
        const auto rows = read({});
        QCOMPARE(rows.size(), std::size_t(4)); // of two days
        add({change(u"c:1"_s, CommandKind::Ping, 1)}, noonMs + 3 * dayMs, 1);
        QCOMPARE(read({}).size(), std::size_t(3));
    }

    void thereIsNothingBeforeAnythingWasSent()
    {
        QVERIFY(read({}).empty());
        QVERIFY(auditfile::add(path(), {}, noonMs).ok());
        QVERIFY(!QFile::exists(path()));
    }

    void anotherFileIsLeftAlone()
    {
        QVERIFY(QDir().mkpath(m_folder->filePath(u"data"_s)));
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a database, and long enough to be seen as one\n");
        file.close();
        const auto added = auditfile::add(path(), std::array{change(u"a:1"_s, CommandKind::Ping, 1)}, noonMs);
        QVERIFY(!added.ok());
        QVERIFY2(added.error().message.contains(path()), qPrintable(added.error().text()));
        QVERIFY(!auditfile::read(path(), {}).ok());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("not a database"));
    }

    void aKeeperWritesEveryNowAndThenAndAtItsEnd()
    {
        const auto clock = std::make_shared<SystemClock>();
        const auto tally = CommandTally::ofProcess().of(u"kept:1"_s);
        const auto sent = [this] {
            const auto rows = read({{u"kept:1"_s}, {}, {}});
            qint64 sum = 0;
            for (const AuditRow& row : rows)
                sum += row.commands;
            return sum;
        };
        {
            AuditKeeper keeper(path(), clock, 20);
            tally->addSent(CommandKind::Ping, 14);
            QTRY_COMPARE(sent(), 1);
            tally->addSent(CommandKind::Ping, 14);
            QTRY_COMPARE(sent(), 2);
        }
        {
            const AuditKeeper keeper(path(), clock);
            tally->addSent(CommandKind::Ping, 14);
        }
        QCOMPARE(sent(), 3);
    }

    void whatCannotBeWrittenIsToldOnceAndWrittenLater()
    {
        const auto tally = CommandTally::ofProcess().of(u"late:1"_s);
        QVERIFY(QDir().mkpath(path())); // a folder stands in the way
        AuditKeeper keeper(path(), std::make_shared<SystemClock>(), 20);
        QSignalSpy failed(&keeper, &AuditKeeper::failed);
        tally->addSent(CommandKind::Ping, 14);
        QTRY_COMPARE(failed.size(), 1);
        tally->addSent(CommandKind::Ping, 14);
        QVERIFY(QDir().rmdir(path()));
        const auto sent = [this] {
            const auto rows = read({{u"late:1"_s}, {}, {}});
            return rows.empty() ? 0 : rows.front().commands;
        };
        QTRY_COMPARE(sent(), 2);
        QCOMPARE(failed.size(), 1);
    }

private:
    using AuditRow = auditfile::Row;
    QString path() const { return m_folder->filePath(u"data/audit.sqlite"_s); }
    void add(const std::vector<CommandTally::Change>& changes, TimeMs nowMs, int maxRows = auditfile::keptRows)
    {
        const auto added = auditfile::add(path(), changes, nowMs, maxRows);
        QVERIFY2(added.ok(), added.ok() ? "" : qPrintable(added.error().text()));
    }
    std::vector<auditfile::Row> read(const auditfile::Question& question) const
    {
        const auto rows = auditfile::read(path(), question);
        return rows ? *rows : std::vector<auditfile::Row>{};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestAuditFile)
#include "tst_auditfile.moc"
