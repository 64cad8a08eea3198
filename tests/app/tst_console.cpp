// SPDX-License-Identifier: GPL-3.0-or-later
// What the log of a service looks like to the journal, and to a terminal.
#include "app/console.h"

#include <QtCore/QFile>
#include <QtCore/QLoggingCategory>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestConsole : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_stream = std::fopen(QFile::encodeName(path()).constData(), "w");
        QVERIFY(m_stream);
    }

    void cleanup()
    {
        std::fclose(m_stream);
        qunsetenv("JOURNAL_STREAM");
        QLoggingCategory::setFilterRules({});
    }

    void aTerminalGetsTheProgramsName()
    {
        Console console(stdout, m_stream);
        console.note(u"Collecting."_s);
        console.note(u"It fires."_s, LogTopic::Alerts, LogLevel::Warning);
        QCOMPARE(written(), QByteArray("cacheledger: Collecting.\ncacheledger: It fires.\n"));
    }

    void theJournalGetsLevelAndTopic()
    {
        becomeJournal(0);
        Console console(stdout, m_stream);
        console.note(u"Collecting."_s);
        console.note(u"It fires."_s, LogTopic::Alerts, LogLevel::Warning);
        console.note(Error{ErrorCode::DiskFull, u"The disk is full."_s, u"Free\nsome space."_s}, LogTopic::History);
        console.fail(Error{ErrorCode::Io, u"Over."_s, {}});
        QCOMPARE(written(), QByteArray("<6>cacheledger: Collecting.\n<4>alerts: It fires.\n"
                                       "<4>history: The disk is full. Free some space.\n<3>cacheledger: Over.\n"));
    }

    void aStreamThatWasRedirectedIsNoJournal()
    {
        becomeJournal(1);
        Console console(stdout, m_stream);
        console.note(u"Collecting."_s, LogTopic::Servers);
        QCOMPARE(written(), QByteArray("cacheledger: Collecting.\n"));
    }

    void aTopicCanBeSwitchedOff_data()
    {
        QTest::addColumn<QString>("rules");
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("all of one") << u"cacheledger.alerts=false"_s << QByteArray("p s ");
        QTest::newRow("a level of all") << u"cacheledger.*.info=false"_s << QByteArray("p a ");
        QTest::newRow("but what a command itself says") << u"*=false"_s << QByteArray("p ");
    }

    void aTopicCanBeSwitchedOff()
    {
        QFETCH(QString, rules);
        QFETCH(QByteArray, left);
        QLoggingCategory::setFilterRules(rules);
        Console console(stdout, m_stream);
        console.note(u"p"_s);
        console.note(u"s"_s, LogTopic::Servers);
        console.note(u"a"_s, LogTopic::Alerts, LogLevel::Warning);
        QCOMPARE(written().replace("cacheledger: ", "").replace('\n', ' '), left);
    }

private:
    QString path() const { return m_folder->filePath(u"log"_s); }
    void becomeJournal(int inodeOffset)
    {
        struct stat of {
        };
        QCOMPARE(::fstat(::fileno(m_stream), &of), 0);
        qputenv("JOURNAL_STREAM", QByteArray::number(quint64(of.st_dev)) + ':' +
                                      QByteArray::number(quint64(of.st_ino) + quint64(inodeOffset)));
    }
    QByteArray written() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::FILE* m_stream = nullptr;
};

QTEST_GUILESS_MAIN(TestConsole)
#include "tst_console.moc"
