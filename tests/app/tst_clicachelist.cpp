// SPDX-License-Identifier: GPL-3.0-or-later
// `cacheledger caches import`, and what `caches add` and `caches list` say of tags and production.
#include "cliprocess.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCliCacheList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_cli = std::make_unique<CliRunner>(); }

    void aListIsTakenOverOnce()
    {
        const QString file =
            m_cli->writeFile(u"caches.csv"_s, "name,url,environment,tags,password\n"
                                              "shop,redis://a.example,prod,eu,canary\nlab,b.example,,,\n"
                                              "bad,http://c.example,,,\n");
        const CliResult dry = m_cli->run({u"caches"_s, u"import"_s, file, u"--dry-run"_s});
        QCOMPARE(dry.exitCode, 0);
        QVERIFY2(dry.err.contains("Would be taken: 2, skipped: 1."), dry.err.constData());
        QVERIFY(list().isEmpty());
        const CliResult done = m_cli->run({u"caches"_s, u"import"_s, file});
        QCOMPARE(done.exitCode, 0);
        QVERIFY2(done.out.contains("shop\tredis://a.example:6379/0\tprod\teu\twithout password"), done.out.constData());
        QVERIFY2(done.err.contains("line 4 bad is not taken"), done.err.constData());
        QVERIFY2(done.err.contains("CACHELEDGER_PASSWORD_SHOP"), done.err.constData());
        QVERIFY(!(done.out + done.err).contains("canary"));
        const QJsonArray caches = list();
        QCOMPARE(caches.size(), 2);
        QCOMPARE(caches[0].toObject()[u"production"_s].toBool(), true);
        QCOMPARE(caches[0].toObject()[u"tags"_s].toArray(), QJsonArray{u"eu"_s});
        QCOMPARE(caches[1].toObject()[u"production"_s].toBool(), false);
        const CliResult again = m_cli->run({u"caches"_s, u"import"_s, file, u"--json"_s});
        QCOMPARE(again.exitCode, 0);
        const QJsonObject said = QJsonDocument::fromJson(again.out).object();
        QCOMPARE(said[u"taken"_s].toArray().size(), 0);
        QCOMPARE(said[u"skipped"_s].toArray().size(), 3);
        QCOMPARE(said[u"format"_s].toString(), u"csv"_s);
    }

    void whatCannotBeReadIsSaid_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("another format") << QByteArray("host\na\n") << QStringList{u"--format"_s, u"insight"_s} << 64
                                        << QByteArray("no JSON");
        QTest::newRow("an unknown format")
            << QByteArray("host\na\n") << QStringList{u"--format"_s, u"xml"_s} << 64 << QByteArray("--format");
        QTest::newRow("binary") << QByteArray("\x7f\x45LF\0\0", 6) << QStringList() << 64 << QByteArray("no text");
        QTest::newRow("no file") << QByteArray() << QStringList() << 74 << QByteArray("cannot be read");
    }

    void whatCannotBeReadIsSaid()
    {
        QFETCH(QByteArray, content);
        QFETCH(QStringList, more);
        const QString file = content.isEmpty() ? m_cli->path(u"nothing.csv"_s) : m_cli->writeFile(u"list"_s, content);
        const CliResult result = m_cli->run(QStringList{u"caches"_s, u"import"_s, file} + more);
        QTEST(result.exitCode, "code");
        QFETCH(QByteArray, said);
        QVERIFY2(result.err.contains(said), result.err.constData());
        QVERIFY(list().isEmpty());
    }

    void productionIsMarkedByNameOrBySayingSo()
    {
        QCOMPARE(m_cli
                     ->run({u"caches"_s, u"add"_s, u"eu"_s, u"redis://a.example"_s, u"--environment"_s, u"eu-west"_s,
                            u"--production"_s, u"--tag"_s, u"team-a"_s})
                     .exitCode,
                 0);
        const CliResult listed = m_cli->run({u"caches"_s, u"list"_s});
        QVERIFY2(listed.out.contains("eu-west\t\xe2\x97\x86 production\tteam-a"), listed.out.constData());
        QCOMPARE(list()[0].toObject()[u"production"_s].toBool(), true);
    }

private:
    QJsonArray list() const
    {
        return QJsonDocument::fromJson(m_cli->run({u"caches"_s, u"list"_s, u"--json"_s}).out).array();
    }

    std::unique_ptr<CliRunner> m_cli;
};

QTEST_GUILESS_MAIN(TestCliCacheList)
#include "tst_clicachelist.moc"
