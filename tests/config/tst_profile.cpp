// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/profile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QStorageInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestProfile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

private Q_SLOTS:
    void followsTheXdgVariables()
    {
        qputenv("XDG_CONFIG_HOME", "/x/config");
        qputenv("XDG_DATA_HOME", "/x/data/");
        qputenv("XDG_STATE_HOME", "/x/state");
        const Profile profile = Profile::standard();
        QCOMPARE(profile.configDir, u"/x/config/cacheledger"_s);
        QCOMPARE(profile.dataDir, u"/x/data/cacheledger"_s);
        QCOMPARE(profile.stateDir, u"/x/state/cacheledger"_s);
    }

    void ignoresXdgVariablesThatAreNotAbsolute()
    {
        for (const char* value : {"", "relative"}) {
            qputenv("XDG_CONFIG_HOME", value);
            qputenv("XDG_DATA_HOME", value);
            qputenv("XDG_STATE_HOME", value);
            const Profile profile = Profile::standard();
            QCOMPARE(profile.configDir, QDir::homePath() + u"/.config/cacheledger"_s);
            QCOMPARE(profile.dataDir, QDir::homePath() + u"/.local/share/cacheledger"_s);
            QCOMPARE(profile.stateDir, QDir::homePath() + u"/.local/state/cacheledger"_s);
        }
    }

    void putsEverythingUnderOneFolder()
    {
        const Profile profile = Profile::under(u"/p/q/../r/"_s);
        QCOMPARE(profile.cachesFile(), u"/p/r/config/caches.json"_s);
        QCOMPARE(profile.preferencesFile(), u"/p/r/config/preferences.json"_s);
        QCOMPARE(profile.historyFile(), u"/p/r/data/history.sqlite"_s);
        QCOMPARE(profile.stateFile(), u"/p/r/state/window.json"_s);
        QVERIFY(QDir::isAbsolutePath(Profile::under(u"relative"_s).configDir));
    }

    void createsPrivateFolders()
    {
        const Profile profile = Profile::under(m_dir.filePath(u"deep/er"_s));
        QVERIFY(profile.create());
        QVERIFY(profile.create()); // and leaves what is there
        for (const QString& folder : {profile.configDir, profile.dataDir, profile.stateDir}) {
            QVERIFY(QFileInfo(folder).isDir());
            const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                                QFile::WriteOther | QFile::ExeOther;
            QVERIFY(!(QFile::permissions(folder) & others));
        }
    }

    void saysWhichFolderCannotBeMade()
    {
        QFile file(m_dir.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto created = Profile::under(file.fileName()).create();
        QVERIFY(!created);
        QCOMPARE(created.error().code, ErrorCode::Io);
        QVERIFY(created.error().message.contains(file.fileName() + u"/config"_s));
    }

    void saysThatAFolderIsReadOnly()
    {
        if (QStorageInfo(u"/sys"_s).fileSystemType() != "sysfs") // a chroot
            QSKIP("no /sys here");
        const auto created = Profile::under(u"/sys/kernel/cacheledger"_s).create(); // not even root can write there
        QVERIFY(!created);
        QCOMPARE(created.error().code, ErrorCode::ReadOnly);
        QVERIFY(created.error().message.contains(u"/sys/kernel/cacheledger"_s));
    }

    void hasTheSameKeyForTheSameFolders()
    {
        const QString folder = m_dir.filePath(u"one"_s);
        const QString before = Profile::under(folder).key();
        QVERIFY(Profile::under(folder).create());
        QCOMPARE(Profile::under(folder).key(), before);
        QCOMPARE(Profile::under(folder + u"/../one/"_s).key(), before);
        const QString link = m_dir.filePath(u"link"_s);
        QVERIFY(QFile::link(folder, link));
        QCOMPARE(Profile::under(link).key(), before);
        QVERIFY(Profile::under(m_dir.filePath(u"two"_s)).key() != before);
        QVERIFY(before.size() >= 8 && before.size() <= 40);
    }
};

QTEST_GUILESS_MAIN(TestProfile)
#include "tst_profile.moc"
