// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notes.h"
#include "history/historyfile.h"
#include "history/historywriter.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// Notes on their way from the window into the history.
class TestSpooledNotes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void whatWasKeptIsOnDiskWhenItEnds();
    void notesAreTakenInInOrder();
    void aNoteThatCannotBeKeptIsTold();
    void aFolderThatCannotBeMadeIsTold();

private:
    static Event note(int second, const QString& text = u"a note"_s)
    {
        return {{}, CacheId{u"cache-1"_s}, 1'795'352'640'000 + second * 1000, EventKind::Note, text};
    }
    QString path() const { return m_folder->filePath(u"history.sqlite"_s); }
    QStringList taken() const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

/// The texts in the history after its writer took in what waits.
QStringList TestSpooledNotes::taken() const
{
    {
        const auto writer = HistoryWriter::open(path());
        if (!writer || !(*writer)->registerNode({CacheId{u"cache-1"_s}, NodeId{u"node-1"_s}, u"shop"_s, u"h:1"_s}) ||
            !AnnotationSpool(path()).takeInto(**writer))
            return {u"nothing was taken"_s};
    }
    const auto file = HistoryFile::open(path());
    const auto events = (*file)->events(std::vector{NodeId{u"node-1"_s}}, 0, note(1'000'000).timeMs);
    QStringList texts;
    for (const Event& event : *events)
        texts << event.text;
    return texts;
}

void TestSpooledNotes::whatWasKeptIsOnDiskWhenItEnds()
{
    QStringList expected;
    {
        SpooledNotes notes(path());
        QSignalSpy failed(&notes, &NoteKeeper::failed);
        for (int i = 0; i < 50; ++i) {
            expected << u"note %1"_s.arg(i);
            notes.keep(note(i, expected.last()));
        }
        QCOMPARE(failed.size(), 0);
    }
    QCOMPARE(taken(), expected);
}

void TestSpooledNotes::notesAreTakenInInOrder()
{
    {
        SpooledNotes notes(path());
        for (int i = 0; i < 10; ++i) {
            notes.keep(note(1));
            notes.takeBack(note(1));
        }
        notes.keep(note(2, u"stays"_s));
    }
    QCOMPARE(taken(), QStringList{u"stays"_s});
}

void TestSpooledNotes::aNoteThatCannotBeKeptIsTold()
{
    SpooledNotes notes(path());
    QSignalSpy failed(&notes, &NoteKeeper::failed);
    notes.keep(note(1, QString(longestAnnotation + 1, u'x')));
    notes.keep(note(2));
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.front().at(0).value<Event>().timeMs, note(1).timeMs);
    QCOMPARE(failed.front().at(1).value<Error>().code, ErrorCode::InvalidArgument);
}

void TestSpooledNotes::aFolderThatCannotBeMadeIsTold()
{
    QFile inTheWay(AnnotationSpool(path()).folder());
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    SpooledNotes notes(path());
    QSignalSpy failed(&notes, &NoteKeeper::failed);
    notes.keep(note(1));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!failed.front().at(1).value<Error>().text().isEmpty());
}

QTEST_GUILESS_MAIN(TestSpooledNotes)
#include "tst_spoolednotes.moc"
