// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/framebuilder.h"
#include "support/uifixture.h"
#include "ui/charts/chartpanel.h"
#include "ui/dialogs/notedialog.h"
#include "ui/mainwindow.h"
#include "ui/pages/dashboardpage.h"
#include "ui/pendingnotes.h"
#include "ui/useractions.h"

#include <QtGui/QAction>
#include <QtTest/QTest>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

namespace
{

const CacheId cache1{u"cache-1"_s};

Event note(TimeMs timeMs, const QString& text, EventKind kind = EventKind::Note)
{
    return {NodeId{}, cache1, timeMs, kind, text};
}

FramePtr frameWith(std::vector<Event> events)
{
    auto frame = std::make_shared<Frame>();
    frame->fromMs = 1000;
    frame->toMs = 2000;
    frame->events = std::move(events);
    return frame;
}

QStringList textsOf(const FramePtr& frame)
{
    QStringList texts;
    for (const Event& event : frame->events)
        texts << event.text;
    return texts;
}

/// Remembers what it was given.
class FakeNotes : public NoteKeeper
{
public:
    void keep(const Event& event) override { kept.push_back(event); }
    void takeBack(const Event& event) override { takenBack.push_back(event); }
    std::vector<Event> kept;
    std::vector<Event> takenBack;
};

} // namespace

/// Notes and deploys that are added by hand.
class TestNotes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNoteIsShownUntilHistoryHasIt();
    void aRemovedNoteIsHiddenUntilHistoryLacksIt();
    void notesOfOtherCachesAndTimesAreLeftAlone();
    void theDialogAsksForWhatIsNeeded();
    void aMomentInTheFutureIsRefused();
    void addingShowsAtOnceAndCanBeUndone();
    void whatCannotBeKeptIsSaidAndGoes();
    void theKeyWorksWithoutAFocusedChart();
};

void TestNotes::aNoteIsShownUntilHistoryHasIt()
{
    PendingNotes pending;
    const FramePtr plain = frameWith({note(1900, u"late"_s)});
    QCOMPARE(pending.applyTo(plain, cache1), plain);
    pending.add(note(1500, u"mine"_s));
    QCOMPARE(textsOf(pending.applyTo(plain, cache1)), (QStringList{u"mine"_s, u"late"_s}));
    const FramePtr written = frameWith({note(1500, u"mine"_s)});
    QCOMPARE(pending.applyTo(written, cache1), written);
    QVERIFY(pending.isEmpty());
}

void TestNotes::aRemovedNoteIsHiddenUntilHistoryLacksIt()
{
    PendingNotes pending;
    const FramePtr shown = frameWith({note(1500, u"mine"_s), note(1500, u"other"_s)});
    pending.remove(note(1500, u"mine"_s));
    QCOMPARE(textsOf(pending.applyTo(shown, cache1)), QStringList{u"other"_s});
    pending.add(note(1500, u"mine"_s)); // undone
    QCOMPARE(textsOf(pending.applyTo(shown, cache1)), (QStringList{u"mine"_s, u"other"_s}));
    pending.remove(note(1500, u"mine"_s));
    const FramePtr gone = frameWith({note(1500, u"other"_s)});
    QCOMPARE(pending.applyTo(gone, cache1), gone);
    QVERIFY(pending.isEmpty());
}

void TestNotes::notesOfOtherCachesAndTimesAreLeftAlone()
{
    PendingNotes pending;
    pending.add(note(2500, u"later than the frame"_s));
    pending.add({NodeId{}, CacheId{u"cache-2"_s}, 1500, EventKind::Note, u"of another"_s});
    const FramePtr plain = frameWith({});
    QCOMPARE(pending.applyTo(plain, cache1), plain);
    QVERIFY(!pending.isEmpty());
}

void TestNotes::theDialogAsksForWhatIsNeeded()
{
    const UiFixture fixture;
    Theme theme;
    NoteDialog dialog(u"Sessions"_s, UiFixture::startMs - 1'234, UiFixture::startMs, QTimeZone::utc(), &theme);
    dialog.show();
    auto* text = dialog.findChild<QLineEdit*>(u"NoteText"_s);
    QPushButton* add = nullptr;
    for (QPushButton* button : dialog.findChildren<QPushButton*>())
        add = button->isDefault() ? button : add;
    QVERIFY(text && add);
    QVERIFY(!add->isEnabled());
    QTest::keyClicks(text, u"  shop 2.4.1 "_s);
    QVERIFY(add->isEnabled());
    QCOMPARE(dialog.text(), u"shop 2.4.1"_s);
    QCOMPARE(dialog.timeMs(), UiFixture::startMs - 1'234);
    QCOMPARE(int(dialog.kind()), int(EventKind::Note));
    text->setText(u"   "_s);
    QVERIFY(!add->isEnabled());
}

void TestNotes::aMomentInTheFutureIsRefused()
{
    Theme theme;
    NoteDialog dialog(u"Sessions"_s, UiFixture::startMs, UiFixture::startMs, QTimeZone::utc(), &theme);
    dialog.findChild<QLineEdit*>(u"NoteText"_s)->setText(u"x"_s);
    auto* time = dialog.findChild<QDateTimeEdit*>();
    time->setDateTime(QDateTime::fromMSecsSinceEpoch(UiFixture::startMs + 3600'000, QTimeZone::utc()));
    QPushButton* add = nullptr;
    for (QPushButton* button : dialog.findChildren<QPushButton*>())
        add = button->isDefault() ? button : add;
    QVERIFY(!add->isEnabled());
    time->setDateTime(QDateTime::fromMSecsSinceEpoch(UiFixture::startMs - 60'000, QTimeZone::utc()));
    QVERIFY(add->isEnabled());
    QCOMPARE(dialog.timeMs(), UiFixture::startMs - 60'000);
}

void TestNotes::addingShowsAtOnceAndCanBeUndone()
{
    UiFixture fixture;
    FakeNotes notes;
    fixture.services.notes = &notes;
    const CacheConfig cache = fixture.addCache(u"Sessions"_s);
    QWidget window;
    UserActions actions(fixture.services, &fixture.theme, &window);
    std::optional<Notice> notice;
    int changes = 0;
    connect(&actions, &UserActions::noticeRequested, this, [&notice](const Notice& asked) { notice = asked; });
    connect(&actions, &UserActions::notesChanged, this, [&changes] { ++changes; });
    actions.addNote(cache.id, UiFixture::startMs - 5000, QTimeZone::utc());
    auto* dialog = window.findChild<NoteDialog*>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit*>(u"NoteText"_s)->setText(u"rollout"_s);
    dialog->accept();
    QCOMPARE(notes.kept.size(), std::size_t(1));
    QCOMPARE(notes.kept.front().text, u"rollout"_s);
    QCOMPARE(notes.kept.front().cache, cache.id);
    QCOMPARE(changes, 1);
    auto frame = std::make_shared<Frame>();
    frame->fromMs = UiFixture::startMs - 60'000;
    frame->toMs = UiFixture::startMs;
    QCOMPARE(textsOf(actions.pendingNotes().applyTo(frame, cache.id)), QStringList{u"rollout"_s});
    QVERIFY(notice && notice->act);
    notice->act();
    QCOMPARE(notes.takenBack.size(), std::size_t(1));
    QCOMPARE(textsOf(actions.pendingNotes().applyTo(frame, cache.id)), QStringList());
}

void TestNotes::whatCannotBeKeptIsSaidAndGoes()
{
    UiFixture fixture;
    FakeNotes notes;
    fixture.services.notes = &notes;
    QWidget window;
    UserActions actions(fixture.services, &fixture.theme, &window);
    QString said;
    connect(&actions, &UserActions::noticeRequested, this, [&said](const Notice& asked) { said = asked.text; });
    actions.removeNote(note(1500, u"mine"_s));
    QVERIFY(!actions.pendingNotes().isEmpty());
    Q_EMIT notes.failed(note(1500, u"mine"_s), Error{ErrorCode::DiskFull, u"The disk is full."_s, {}});
    QVERIFY(actions.pendingNotes().isEmpty());
    QCOMPARE(said, u"The disk is full."_s);
}

void TestNotes::theKeyWorksWithoutAFocusedChart()
{
    UiFixture fixture;
    FakeNotes notes;
    fixture.services.notes = &notes;
    fixture.fillTypical();
    MainWindow window(fixture.services, &fixture.theme);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    const auto dialog = [&] { return window.findChild<NoteDialog*>(); };
    window.showPage(u"overview"_s);
    QTest::keyClick(&window, Qt::Key_N);
    QVERIFY(!dialog()); // it has no charts
    window.showPage(u"dashboard"_s);
    QTest::keyClick(&window, Qt::Key_N);
    QTRY_VERIFY(dialog());
    QCOMPARE(dialog()->timeMs(), fixture.clock->nowMs());
    dialog()->reject();
    QTRY_VERIFY(!dialog());
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    // Of a past range, the end that is shown.
    const TimeSpan past{UiFixture::startMs - 3600'000, UiFixture::startMs - 1800'000};
    window.range()->zoomTo(past);
    QTest::keyClick(&window, Qt::Key_N);
    QTRY_VERIFY(dialog());
    QCOMPARE(dialog()->timeMs(), past.toMs);
}

QTEST_MAIN(TestNotes)
#include "tst_notes.moc"
