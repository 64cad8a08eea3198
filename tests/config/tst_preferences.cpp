// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/preferences.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// JSON is easier to read here with single quotes.
static QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

class TestPreferences : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;

    QByteArray content() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void setContent(const QByteArray& text) const
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath(u"preferences.json"_s);
    }

    void everyRowOfTheTableIsSound()
    {
        const Preferences preferences(m_path);
        for (const PreferenceInfo& info : Preferences::table()) {
            const QString key = QString::fromLatin1(info.key);
            QVERIFY2(preferences.value(key).isValid(), info.key);
            QVERIFY(info.label[0] != 0 && info.description[0] != 0);
            QCOMPARE(Preferences::find(key), &info);
        }
    }

    void startsWithDefaults()
    {
        Preferences preferences(m_path);
        QVERIFY(preferences.load());
        QCOMPARE(preferences.value(u"theme"_s), QVariant(u"system"_s));
        QCOMPARE(preferences.value(u"intervalMs"_s), QVariant(1000));
        QCOMPARE(preferences.value(u"range"_s), QVariant(u"1h"_s));
        QCOMPARE(preferences.value(u"timeZone"_s), QVariant(u"local"_s));
        QVERIFY(!preferences.value(u"nonsense"_s).isValid());
        QVERIFY(!QFileInfo::exists(m_path));
    }

    void remembers()
    {
        {
            Preferences preferences(m_path);
            QSignalSpy changed(&preferences, &Preferences::changed);
            QVERIFY(preferences.set(u"theme"_s, u"dark"_s));
            QVERIFY(preferences.set(u"intervalMs"_s, 250));
            QCOMPARE(changed.size(), 2);
            QCOMPARE(changed[0][0].toString(), u"theme"_s);
            QVERIFY(preferences.set(u"theme"_s, u"dark"_s)); // as it was
            QVERIFY(preferences.set(u"range"_s, u"1h"_s));   // the default
            QCOMPARE(changed.size(), 2);
        }
        Preferences preferences(m_path);
        QVERIFY(preferences.load());
        QCOMPARE(preferences.value(u"theme"_s), QVariant(u"dark"_s));
        QCOMPARE(preferences.value(u"intervalMs"_s), QVariant(250));
    }

    void acceptsTextFromTheCommandLine()
    {
        Preferences preferences(m_path);
        QVERIFY(preferences.set(u"intervalMs"_s, u"3600000"_s));
        QCOMPARE(preferences.value(u"intervalMs"_s), QVariant(3600000));
    }

    void refusesBadValues_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value");
        QTest::addColumn<QString>("about");
        QTest::newRow("unknown key") << u"nonsense"_s << QVariant(1) << u"nonsense"_s;
        QTest::newRow("unknown choice") << u"theme"_s << QVariant(u"pink"_s) << u"system, light, dark"_s;
        QTest::newRow("choice in capitals") << u"theme"_s << QVariant(u"Dark"_s) << u"system, light, dark"_s;
        QTest::newRow("too small") << u"intervalMs"_s << QVariant(249) << u"250"_s;
        QTest::newRow("too large") << u"intervalMs"_s << QVariant(3600001) << u"3600000"_s;
        QTest::newRow("beyond an int") << u"intervalMs"_s << QVariant(1e18) << u"3600000"_s;
        QTest::newRow("not a number") << u"intervalMs"_s << QVariant(u"fast"_s) << u"250"_s;
        QTest::newRow("a fraction") << u"intervalMs"_s << QVariant(1000.5) << u"250"_s;
        QTest::newRow("a flag for a number") << u"intervalMs"_s << QVariant(true) << u"250"_s;
        QTest::newRow("nothing") << u"theme"_s << QVariant() << u"system, light, dark"_s;
    }
    void refusesBadValues()
    {
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        QFETCH(QString, about);
        Preferences preferences(m_path);
        const auto set = preferences.set(key, value);
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(set.error().message.contains(about), qPrintable(set.error().message));
        QVERIFY(!QFileInfo::exists(m_path));
    }

    void keepsUnknownKeys()
    {
        setContent(quoted("{'version': 1, 'future': [1, 2], 'theme': 'light'}"));
        Preferences preferences(m_path);
        QVERIFY(preferences.load());
        QVERIFY(preferences.set(u"theme"_s, u"dark"_s));
        QVERIFY(content().contains("future"));
        QVERIFY(content().contains("\"dark\""));
    }

    void reportsABadValueAndUsesTheDefault()
    {
        setContent(quoted("{'version': 1, 'theme': 'pink', 'intervalMs': 'x', 'range': '7d'}"));
        Preferences preferences(m_path);
        const auto loaded = preferences.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::BadConfiguration);
        QVERIFY(loaded.error().message.contains(u"theme"_s));
        QCOMPARE(preferences.value(u"theme"_s), QVariant(u"system"_s));
        QCOMPARE(preferences.value(u"range"_s), QVariant(u"7d"_s));
        QVERIFY(preferences.set(u"theme"_s, u"system"_s)); // repairs it
        QVERIFY(!content().contains("pink"));
        QVERIFY(preferences.set(u"intervalMs"_s, 500));
        QVERIFY(preferences.load());
    }

    void refusesBadFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("torn") << quoted("{'version': 1, 'theme': 'li") << ErrorCode::BadConfiguration;
        QTest::newRow("empty") << QByteArray() << ErrorCode::BadConfiguration;
        QTest::newRow("another kind") << QByteArray("[1]") << ErrorCode::BadConfiguration;
        QTest::newRow("newer") << quoted("{'version': 9, 'theme': 'light'}") << ErrorCode::BadConfiguration;
    }
    void refusesBadFiles()
    {
        QFETCH(QByteArray, text);
        QFETCH(ErrorCode, code);
        setContent(text);
        Preferences preferences(m_path);
        const auto loaded = preferences.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, code);
        QCOMPARE(preferences.value(u"theme"_s), QVariant(u"system"_s));
        QVERIFY(!preferences.set(u"theme"_s, u"dark"_s));
        QCOMPARE(content(), text);
        QVERIFY(QFile::remove(m_path));
        QVERIFY(preferences.set(u"theme"_s, u"dark"_s));
    }

    void takesOverWhatAnotherProcessWrote()
    {
        Preferences mine(m_path);
        QVERIFY(mine.set(u"theme"_s, u"dark"_s));
        Preferences other(m_path);
        QVERIFY(other.load());
        QVERIFY(other.set(u"range"_s, u"7d"_s));
        QSignalSpy changed(&mine, &Preferences::changed);
        QVERIFY(mine.set(u"timeZone"_s, u"utc"_s));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(mine.value(u"range"_s), QVariant(u"7d"_s));
        QVERIFY(other.load());
        QCOMPARE(other.value(u"timeZone"_s), QVariant(u"utc"_s));
    }

    void changesNothingWhenItCannotWrite()
    {
        setContent("x");
        Preferences preferences(m_path + u"/preferences.json"_s);
        QSignalSpy changed(&preferences, &Preferences::changed);
        const auto set = preferences.set(u"theme"_s, u"dark"_s);
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::Io);
        QCOMPARE(preferences.value(u"theme"_s), QVariant(u"system"_s));
        QCOMPARE(changed.size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestPreferences)
#include "tst_preferences.moc"
