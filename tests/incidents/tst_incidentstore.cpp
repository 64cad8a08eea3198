// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentbook.h"

#include "incidentfixture.h"
#include "incidents/incidentfile.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QLockFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>
#include <fcntl.h>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

/// No file can grow while it lives: what a full disk looks like to a program.
class NoRoom
{
public:
    NoRoom()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit none{0, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~NoRoom() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    NoRoom(const NoRoom&) = delete;
    NoRoom& operator=(const NoRoom&) = delete;

private:
    rlimit m_before{};
};

} // namespace

class TestIncidentStore : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> dir;
    QString folder() const { return dir->filePath(u"incidents"_s); }
    static Incident newIncident(TimeMs openedMs = incidentStartMs)
    {
        return incidentlife::openedFor(firingAlert(7, u"memory-high"_s, openedMs), somePlaybook(), openedMs);
    }
    static QString made(IncidentStore& store, TimeMs openedMs = incidentStartMs)
    {
        Incident incident = newIncident(openedMs);
        return store.create(incident).ok() ? incident.id : QString();
    }
    void write(const QString& id, const QByteArray& text) const
    {
        QDir().mkpath(folder() + u'/' + id);
        QFile file(folder() + u'/' + id + u"/incident.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static IncidentStore::Change note(const QString& text)
    {
        return [text](Incident& incident) { incidentlife::addNote(incident, text, incidentStartMs + 1000, {}); };
    }

private Q_SLOTS:
    void init() { dir = std::make_unique<QTemporaryDir>(); }

    void aFolderThatIsNotThereHasNone()
    {
        IncidentStore store(folder());
        QVERIFY(store.list().incidents.empty());
        QVERIFY(!QDir(folder()).exists());
    }

    void aNewIncidentIsSeenAlsoAfterLongNone()
    {
        IncidentStore store(folder());
        QVERIFY(store.list().incidents.empty());
        QDir().mkpath(folder());
        QVERIFY(store.list().incidents.empty());
        // Long empty: nothing happened in the folder for an hour.
        const auto hourAgo = QDateTime::currentDateTime().addSecs(-3600);
        const auto setBack = [&] {
            const timespec times[2] = {{hourAgo.toSecsSinceEpoch(), 0}, {hourAgo.toSecsSinceEpoch(), 0}};
            QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(folder()).constData(), times, 0), 0);
        };
        setBack();
        for (int i = 0; i < 3; ++i)
            QVERIFY(store.list().incidents.empty());
        // Its folder is there before its file is.
        QDir().mkpath(folder() + u"/2026-11-22-1"_s);
        setBack();
        QVERIFY(store.list().incidents.empty());
        QDir(folder()).rmdir(u"2026-11-22-1"_s);
        IncidentStore other(folder());
        const QString id = made(other);
        QCOMPARE(store.list().incidents.size(), std::size_t(1));
        QCOMPARE(store.list().incidents.front().id, id);
    }

    void idsCountTheDaysIncidents()
    {
        IncidentStore store(folder());
        QCOMPARE(made(store), u"2026-11-22-1"_s);
        QCOMPARE(made(store), u"2026-11-22-2"_s);
        QCOMPARE(made(store, incidentStartMs + 86'400'000), u"2026-11-23-1"_s);
        QCOMPARE(store.load(u"2026-11-22-2"_s)->title, somePlaybook()->title);
    }

    void openOnesComeFirstThenTheNewest()
    {
        IncidentStore store(folder());
        const QString old = made(store, incidentStartMs - 86'400'000);
        const QString closed = made(store, incidentStartMs + 1000);
        const QString open = made(store);
        QVERIFY(store.update(closed, [](Incident& incident) { incidentlife::close(incident, {}, {}, 1, {}); }).ok());
        QStringList ids;
        for (const IncidentSummary& summary : store.list().incidents)
            ids << summary.id;
        QCOMPARE(ids, (QStringList{open, old, closed}));
    }

    void twoProcessesChangeOneIncidentWithoutLosingAnything()
    {
        IncidentStore one(folder());
        IncidentStore other(folder());
        const QString id = made(one);
        QVERIFY(one.update(id, note(u"first"_s)).ok());
        QVERIFY(other.update(id, note(u"second"_s)).ok());
        const auto both = one.load(id);
        QCOMPARE(both->timeline.size(), newIncident().timeline.size() + 2);
        QCOMPARE(other.list().incidents.size(), std::size_t(1));
    }

    void whatCannotBeReadIsToldAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("broken") << QByteArray("{\"version\": 1, oops");
        QTest::newRow("newer") << QByteArray("{\"version\": 99}");
        QTest::newRow("empty") << QByteArray();
        Incident elsewhere = newIncident();
        elsewhere.id = u"2020-01-01-1"_s;
        QTest::newRow("another incident's") << incidentfile::toText(elsewhere);
    }
    void whatCannotBeReadIsToldAndLeftAlone()
    {
        QFETCH(QByteArray, text);
        write(u"2026-11-22-9"_s, text);
        IncidentStore store(folder());
        const QString good = made(store);
        const IncidentList list = store.list();
        QCOMPARE(list.incidents.size(), std::size_t(1));
        QCOMPARE(list.incidents.front().id, good);
        QCOMPARE(list.problems.size(), 1);
        QVERIFY2(list.problems.front().contains(u"2026-11-22-9"_s), qPrintable(list.problems.front()));
        IncidentBook book(folder());
        QVERIFY(!book.change(u"2026-11-22-9"_s, note(u"x"_s)).incident);
        QVERIFY(!book.isBehind());
        QFile file(folder() + u"/2026-11-22-9/incident.json"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
    }

    void foreignFoldersAreNotLookedAt()
    {
        QDir().mkpath(folder() + u"/notes"_s);
        QDir().mkpath(folder() + u"/2026-11-22-4"_s);
        IncidentStore store(folder());
        QVERIFY(store.list().incidents.empty());
        QVERIFY(store.list().problems.isEmpty());
    }

    void searchFindsEveryWordAnywhere()
    {
        IncidentStore store(folder());
        const QString id = made(store);
        made(store);
        QVERIFY(store.update(id, note(u"Embeddings without TTL"_s)).ok());
        QCOMPARE(store.search(u"ttl EMBEDDINGS"_s), QStringList{id});
        QCOMPARE(store.search(u"ttl nowhere"_s), QStringList());
        QCOMPARE(store.search(u"10.0.0.7"_s).size(), 2);
        QCOMPARE(store.search({}).size(), 2);
    }

    void evidenceLiesBesideIt()
    {
        IncidentStore store(folder());
        const QString id = made(store);
        QVERIFY(store.saveEvidence(id, u"1-info.txt"_s, "redis_version:7").ok());
        QCOMPARE(store.evidence(id, u"1-info.txt"_s).value(), QByteArray("redis_version:7"));
        QCOMPARE(store.evidence(id, u"2-info.txt"_s).error().code, ErrorCode::Io);
        QVERIFY(!store.evidence(id, u"../../x.txt"_s).ok());
        QVERIFY(!store.saveEvidence(id, u"../x.txt"_s, {}).ok());
        QVERIFY(!store.load(u"../x"_s).ok());
    }

    void aHeldLockIsSaid()
    {
        IncidentStore store(folder());
        const QString id = made(store);
        QLockFile lock(folder() + u'/' + id + u"/lock"_s);
        QVERIFY(lock.lock());
        QCOMPARE(store.update(id, note(u"x"_s)).error().code, ErrorCode::Locked);
    }

    void nothingIsLostWhileTheDiskIsFull()
    {
        IncidentBook book(folder());
        const auto before = book.open(newIncident());
        QVERIFY(before.incident && !before.error);
        const QString known = before.incident->id;
        QString unborn;
        {
            const NoRoom noRoom;
            const auto changed = book.change(known, note(u"kept in memory"_s));
            QVERIFY(changed.incident && changed.error);
            const auto again = book.change(known, note(u"this too"_s));
            QVERIFY(again.incident);
            QCOMPARE(again.incident->timeline.size(), before.incident->timeline.size() + 2);
            const auto fresh = book.open(newIncident(incidentStartMs + 1));
            QVERIFY(fresh.incident && fresh.error);
            unborn = fresh.incident->id;
            QVERIFY(book.change(unborn, note(u"early"_s)).incident);
            QVERIFY(!book.keepEvidence(unborn, u"1-info.txt"_s, "x"));
            QCOMPARE(book.evidence(unborn, u"1-info.txt"_s).value(), QByteArray("x"));
            QCOMPARE(book.list().incidents.size(), std::size_t(2));
            QVERIFY(book.retry());
            QVERIFY(book.isBehind());
        }
        QVERIFY(!book.retry());
        QVERIFY(!book.isBehind());
        const IncidentStore store(folder());
        QCOMPARE(store.load(known)->timeline.size(), before.incident->timeline.size() + 2);
        QCOMPARE(store.load(unborn)->timeline.back().text, u"early"_s);
        QCOMPARE(store.evidence(unborn, u"1-info.txt"_s).value(), QByteArray("x"));
    }

    void evidenceWaitsForRoomToo()
    {
        IncidentBook book(folder());
        const QString id = book.open(newIncident()).incident->id;
        {
            const NoRoom noRoom;
            QVERIFY(book.keepEvidence(id, u"1-info.txt"_s, "x"));
            QVERIFY(!book.keepEvidence(id, u"2-info.txt"_s, "y")); // was said
        }
        QVERIFY(!book.retry());
        QCOMPARE(IncidentStore(folder()).evidence(id, u"2-info.txt"_s).value(), QByteArray("y"));
    }
};

QTEST_GUILESS_MAIN(TestIncidentStore)
#include "tst_incidentstore.moc"
