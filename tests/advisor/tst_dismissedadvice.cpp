// SPDX-License-Identifier: GPL-3.0-or-later
#include "advisor/dismissedadvice.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestDismissedAdvice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsSetAsideIsKeptForThatCache()
    {
        DismissedAdvice advice(file());
        QVERIFY(advice.load());
        QVERIFY(advice.dismiss(m_shop, "no-maxmemory", u" a dedicated host "_s, 1'795'352'640'123));
        QVERIFY(advice.of(CacheId{u"other"_s}).empty());
        DismissedAdvice again(file());
        QVERIFY(again.load());
        const DismissedAdvice::Dismissal kept{u"a dedicated host"_s, 1'795'352'640'123};
        QCOMPARE(again.of(m_shop).at("no-maxmemory"), kept);
        QVERIFY(again.bringBack(m_shop, "no-maxmemory"));
        QVERIFY(again.load());
        QVERIFY(again.of(m_shop).empty());
    }

    void aReasonIsNeeded()
    {
        DismissedAdvice advice(file());
        QCOMPARE(advice.dismiss(m_shop, "x", u"  "_s, 1).error().code, ErrorCode::InvalidArgument);
        QVERIFY(advice.of(m_shop).empty());
        QVERIFY(!QFile::exists(file()));
    }

    void aFileThatIsNotUnderstoodIsNotWrittenOver_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("not JSON") << QByteArray("x") << ErrorCode::BadConfiguration;
        QTest::newRow("newer") << QByteArray(R"({"version": 2, "caches": {}})") << ErrorCode::BadConfiguration;
        QTest::newRow("no caches") << QByteArray(R"({"version": 1})") << ErrorCode::BadConfiguration;
        QTest::newRow("a list") << QByteArray(R"({"version": 1, "caches": {"a": []}})") << ErrorCode::BadConfiguration;
        QTest::newRow("no reason")
            << QByteArray(R"({"version": 1, "caches": {"a": {"b": {"since": "2026-01-01T00:00:00Z"}}}})")
            << ErrorCode::BadConfiguration;
        QTest::newRow("no moment") << QByteArray(
                                          R"({"version": 1, "caches": {"a": {"b": {"reason": "r", "since": "x"}}}})")
                                   << ErrorCode::BadConfiguration;
    }
    void aFileThatIsNotUnderstoodIsNotWrittenOver()
    {
        QFETCH(QByteArray, text);
        QFETCH(ErrorCode, code);
        write(text);
        DismissedAdvice advice(file());
        QCOMPARE(advice.load().error().code, code);
        QCOMPARE(advice.dismiss(m_shop, "x", u"why"_s, 1).error().code, code);
        QVERIFY(advice.of(m_shop).empty());
        QFile unchanged(file());
        QVERIFY(unchanged.open(QIODevice::ReadOnly));
        QCOMPARE(unchanged.readAll(), text);
    }

    void withoutAFileItLastsAsLongAsTheObject()
    {
        DismissedAdvice advice{QString()};
        QVERIFY(advice.load());
        QVERIFY(advice.dismiss(m_shop, "x", u"why"_s, 1));
        QCOMPARE(advice.of(m_shop).size(), 1U);
    }

    void aPlaceThatCannotBeWrittenIsSaidAndNothingIsSetAside()
    {
        write("{}");
        DismissedAdvice advice(file() + u"/below-a-file.json"_s);
        QVERIFY(!advice.dismiss(m_shop, "x", u"why"_s, 1));
        QVERIFY(advice.of(m_shop).empty());
    }

private:
    QString file() const { return m_folder->filePath(u"dismissed-advice.json"_s); }
    void write(const QByteArray& text) const
    {
        QFile out(file());
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    const CacheId m_shop{u"shop"_s};
};

QTEST_GUILESS_MAIN(TestDismissedAdvice)
#include "tst_dismissedadvice.moc"
