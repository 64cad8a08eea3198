// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windowstate.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestWindowState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackAsItWas()
    {
        const WindowState state{QByteArray("\x01\x00\xff", 3), u"dashboard"_s, u"7d"_s, {u"some-id"_s}, true};
        QVERIFY(saveWindowState(file(), state).ok());
        QVERIFY(loadWindowState(file()) == state);
    }

    void aStateWithoutComparingDoesNotCompare()
    {
        QFile target(file());
        QVERIFY(target.open(QIODevice::WriteOnly | QIODevice::Truncate));
        target.write("{\"version\": 1, \"page\": \"dashboard\", \"comparing\": \"yes\"}");
        target.close();
        QCOMPARE(loadWindowState(file()).page, u"dashboard"_s);
        QVERIFY(!loadWindowState(file()).comparing);
    }

    void ignoresWhatItCannotRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("an empty file") << QByteArray();
        QTest::newRow("a torn file") << QByteArray("{\"version\": 1, \"page\": \"dash");
        QTest::newRow("another type") << QByteArray("[1, 2]");
        QTest::newRow("a later version") << QByteArray("{\"version\": 2, \"page\": \"dashboard\"}");
        QTest::newRow("a version that is no number") << QByteArray("{\"version\": \"1\", \"page\": \"dashboard\"}");
        QTest::newRow("values of other types") << QByteArray("{\"version\": 1, \"page\": 7, \"geometry\": null}");
        QTest::newRow("binary") << QByteArray("\x00\xff\xfe\x01", 4);
        QTest::newRow("far too large") << QByteArray(200'000, ' ');
    }

    void ignoresWhatItCannotRead()
    {
        QFETCH(QByteArray, text);
        QFile target(file());
        QVERIFY(target.open(QIODevice::WriteOnly | QIODevice::Truncate));
        target.write(text);
        target.close();
        QVERIFY(loadWindowState(file()) == WindowState());
    }

    void aMissingFileIsAnEmptyState() { QVERIFY(loadWindowState(dir.filePath(u"none.json"_s)) == WindowState()); }

    void saysWhereItCouldNotWrite()
    {
        const auto saved = saveWindowState(dir.filePath(u"no/such/folder.json"_s), {});
        QVERIFY(!saved.ok());
        QVERIFY(saved.error().message.contains(u"no/such/folder.json"_s));
    }

private:
    QString file() const { return dir.filePath(u"window.json"_s); }
    QTemporaryDir dir;
};

QTEST_GUILESS_MAIN(TestWindowState)
#include "tst_windowstate.moc"
