// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/annotationspool.h"
#include "history/historyrecorder.h"
#include "historyfixture.h"

#include <QtCore/QDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{
const CacheId cache1{u"cache-1"_s};
const NodeId node1{u"node-1"_s};

Annotation note(TimeMs timeMs, const QString& text, bool removed = false)
{
    return {{NodeId{}, cache1, timeMs, EventKind::Note, text}, removed};
}
} // namespace

/// Notes on their way into a history that another process writes.
class TestAnnotationSpool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatWasPutIsStoredOnce();
    void aRunningRecorderTakesItInSoon();
    void removingTakesBackOneOfSeveral();
    void onlyNotesAndDeploysCanBeTakenBack();
    void aFileThatIsNoneIsSetAside_data();
    void aFileThatIsNoneIsSetAside();
    void unfinishedFilesAreLeftAlone();
    void badAnnotationsAreRefused_data();
    void badAnnotationsAreRefused();
    void aFolderThatCannotBeWrittenIsNamed();
    void aCrashBetweenStoringAndRemovingDoublesNothing();

private:
    QString path() const { return m_folder->filePath(u"history.db"_s); }
    AnnotationSpool spool() const { return AnnotationSpool(path()); }
    QStringList texts() const;
    QStringList waiting() const { return QDir(spool().folder()).entryList(QDir::Files); }
    std::unique_ptr<HistoryWriter> writer() const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestAnnotationSpool::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<HistoryWriter> TestAnnotationSpool::writer() const
{
    auto writer = HistoryWriter::open(path());
    if (!writer || !(*writer)->registerNode({cache1, node1, u"Sessions"_s, u"127.0.0.1:6379"_s}))
        return nullptr;
    return std::move(*writer);
}

QStringList TestAnnotationSpool::texts() const
{
    const auto file = HistoryFile::open(path());
    const auto events = file ? (*file)->events(std::vector{node1}, 0, 2 * noon) : file.error();
    QStringList texts;
    if (events)
        for (const Event& event : *events)
            texts << event.text;
    return texts;
}

void TestAnnotationSpool::whatWasPutIsStoredOnce()
{
    QVERIFY(spool().put(note(noon, u"one"_s)));
    QVERIFY(spool().put(note(noon + 5, u"two\nlines — ü"_s)));
    QCOMPARE(waiting().size(), 2);
    AnnotationSpool reading(path());
    const auto out = writer();
    QVERIFY(out);
    QCOMPARE(reading.takeInto(*out).value(), 2);
    QCOMPARE(reading.takeInto(*out).value(), 0);
    QCOMPARE(texts(), (QStringList{u"one"_s, u"two lines — ü"_s}));
    QVERIFY(waiting().isEmpty());
}

void TestAnnotationSpool::aRunningRecorderTakesItInSoon()
{
    HistoryRecorder recorder(path());
    recorder.registerNode({cache1, node1, u"Sessions"_s, u"127.0.0.1:6379"_s});
    recorder.start();
    QTRY_VERIFY(HistoryFile::open(path()).ok());
    QVERIFY(spool().put(note(noon, u"deployed"_s)));
    QTRY_COMPARE(texts(), QStringList{u"deployed"_s});
    QTRY_VERIFY(waiting().isEmpty());
}

void TestAnnotationSpool::removingTakesBackOneOfSeveral()
{
    const auto out = writer();
    QVERIFY(out);
    for (const QString& text : {u"one"_s, u"two"_s})
        QVERIFY(spool().put(note(noon, text)));
    QVERIFY(spool().put(note(noon, u"one"_s, true)));
    QVERIFY(spool().put(note(noon, u"never there"_s, true)));
    QCOMPARE(spool().takeInto(*out).value(), 4);
    QCOMPARE(texts(), QStringList{u"two"_s});
}

void TestAnnotationSpool::onlyNotesAndDeploysCanBeTakenBack()
{
    const auto out = writer();
    QVERIFY(out);
    const Event restart{node1, cache1, noon, EventKind::Restart, u"The server restarted."_s};
    QVERIFY(out->appendEvents({&restart, 1}));
    QCOMPARE(int(out->removeEvents({&restart, 1}).error().code), int(ErrorCode::InvalidArgument));
    QCOMPARE(texts(), QStringList{u"The server restarted."_s});
}

void TestAnnotationSpool::aFileThatIsNoneIsSetAside_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray good = annotationToJson(note(noon, u"x"_s));
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("hello");
    QTest::newRow("another kind of event") << QByteArray(good).replace("Note", "Restart");
    QTest::newRow("an unknown kind") << QByteArray(good).replace("Note", "Nonsense");
    QTest::newRow("an unknown action") << QByteArray(good).replace("\"add\"", "\"burn\"");
    QTest::newRow("without a cache") << QByteArray(good).replace("cache-1", "");
    QTest::newRow("a time that is none") << QByteArray(good).replace(QByteArray::number(noon), "\"noon\"");
    QTest::newRow("too large") << QByteArray(100'000, ' ') + good;
}

void TestAnnotationSpool::aFileThatIsNoneIsSetAside()
{
    QFETCH(QByteArray, text);
    QVERIFY(spool().put(note(noon, u"good"_s)));
    QFile bad(spool().folder() + u"/0-bad.json"_s);
    QVERIFY(bad.open(QIODevice::WriteOnly) && bad.write(text) == text.size());
    bad.close();
    const auto out = writer();
    QVERIFY(out);
    QCOMPARE(spool().takeInto(*out).value(), 1);
    QCOMPARE(waiting(), QStringList{u"0-bad.json.rejected"_s});
    QCOMPARE(texts(), QStringList{u"good"_s});
}

void TestAnnotationSpool::unfinishedFilesAreLeftAlone()
{
    QVERIFY(QDir().mkpath(spool().folder()));
    QFile part(spool().folder() + u"/1-x.part"_s);
    QVERIFY(part.open(QIODevice::WriteOnly) && part.write("{") == 1);
    part.close();
    const auto out = writer();
    QVERIFY(out);
    QCOMPARE(spool().takeInto(*out).value(), 0);
    QCOMPARE(waiting(), QStringList{u"1-x.part"_s});
}

void TestAnnotationSpool::badAnnotationsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cache");
    QTest::addColumn<int>("kind");
    QTest::newRow("no text") << u" \n "_s << u"c"_s << int(EventKind::Note);
    QTest::newRow("a long text") << QString(longestAnnotation + 1, u'x') << u"c"_s << int(EventKind::Deploy);
    QTest::newRow("no cache") << u"x"_s << QString() << int(EventKind::Note);
    QTest::newRow("an alert") << u"x"_s << u"c"_s << int(EventKind::Alert);
}

void TestAnnotationSpool::badAnnotationsAreRefused()
{
    QFETCH(QString, text);
    QFETCH(QString, cache);
    QFETCH(int, kind);
    const Result<void> put = spool().put({{{}, CacheId{cache}, noon, static_cast<EventKind>(kind), text}, false});
    QCOMPARE(int(put.error().code), int(ErrorCode::InvalidArgument));
    QVERIFY(!QDir(spool().folder()).exists());
}

void TestAnnotationSpool::aFolderThatCannotBeWrittenIsNamed()
{
    QFile inTheWay(spool().folder());
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const Result<void> put = spool().put(note(noon, u"x"_s));
    QVERIFY(!put);
    QVERIFY2(put.error().message.contains(spool().folder()), qPrintable(put.error().message));
    QVERIFY(!put.error().hint.isEmpty());
}

void TestAnnotationSpool::aCrashBetweenStoringAndRemovingDoublesNothing()
{
    QVERIFY(spool().put(note(noon, u"once"_s)));
    const QString file = spool().folder() + u'/' + waiting().constFirst();
    QVERIFY(QFile::copy(file, path() + u".copy"_s));
    const auto out = writer();
    QVERIFY(out);
    QCOMPARE(spool().takeInto(*out).value(), 1);
    QVERIFY(QFile::rename(path() + u".copy"_s, file));
    QCOMPARE(spool().takeInto(*out).value(), 1);
    QCOMPARE(texts(), QStringList{u"once"_s});
}

QTEST_GUILESS_MAIN(TestAnnotationSpool)
#include "tst_annotationspool.moc"
