// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/incidentfile.h"

#include "incidentfixture.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace cacheledger::testing;
using namespace Qt::StringLiterals;

class TestIncidentFile : public QObject
{
    Q_OBJECT

    static QByteArray with(const QByteArray& key, const QByteArray& value)
    {
        return R"({"version": 1, "id": "2026-11-22-1", "tier": "critical", "state": "open",
"opened": "2026-11-22T13:04:00.000Z", )" +
               key + ": " + value + "}";
    }

private Q_SLOTS:
    void anIncidentIsReadBackAsItWas()
    {
        const Incident incident = fullIncident();
        const auto read = incidentfile::parse(incidentfile::toText(incident), u"f"_s);
        QVERIFY2(read.ok(), read.ok() ? "" : qPrintable(read.error().text()));
        QVERIFY(read->playbook);
        QVERIFY(*read->playbook == *incident.playbook);
        Incident same = *read;
        same.playbook = incident.playbook;
        QVERIFY(same == incident);
    }

    void theLeastIsEnough()
    {
        const auto read = incidentfile::parse(with("\"title\"", "\"x\""), u"f"_s);
        QVERIFY2(read.ok(), read.ok() ? "" : qPrintable(read.error().text()));
        QCOMPARE(read->openedMs, incidentStartMs);
        QVERIFY(!read->playbook);
    }

    void whatIsWrongIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("says");
        QTest::newRow("no JSON") << QByteArray("{\n\"version\": 1,\n oops") << u"line 3"_s;
        QTest::newRow("a list") << QByteArray("[]") << u"JSON object"_s;
        QTest::newRow("no version") << QByteArray("{}") << u"\"version\""_s;
        QTest::newRow("a number beyond all") << QByteArray("{\"version\": 1e999}") << u"too large"_s;
        QTest::newRow("no id") << QByteArray(R"({"version": 1})") << u"/id"_s;
        QTest::newRow("an id that leaves the folder") << QByteArray(R"({"version": 1, "id": "../../etc"})") << u"/id"_s;
        QTest::newRow("a title that is a number") << with("\"title\"", "5") << u"/title"_s;
        QTest::newRow("a time without a zone") << with("\"closed\"", "\"2026-11-22T13:04:00\"") << u"/closed"_s;
        QTest::newRow("a time that is none") << with("\"closed\"", "\"soon\"") << u"/closed"_s;
        QTest::newRow("a list that is none") << with("\"alerts\"", "{}") << u"/alerts"_s;
        QTest::newRow("an alert that is none") << with("\"alerts\"", "[7]") << u"/alerts/0"_s;
        QTest::newRow("an unknown kind") << with("\"timeline\"",
                                                 R"([{"time": "2026-11-22T13:04:00Z", "kind": "party", "text": ""}])")
                                         << u"/timeline/0/kind"_s;
        QTest::newRow("a negative place")
            << with("\"checklist\"", R"([{"section": "actions", "index": -1, "at": "2026-11-22T13:04:00Z"}])")
            << u"/checklist/0/index"_s;
        QTest::newRow("evidence outside the folder")
            << with("\"evidence\"",
                    R"([{"kind": "info", "time": "2026-11-22T13:04:00Z", "file": "../../.ssh/id_rsa"}])")
            << u"/evidence/0/file"_s;
        QTest::newRow("a node that is no text") << with("\"nodes\"", "[7]") << u"/nodes/0"_s;
        QTest::newRow("roles that are none") << with("\"roles\"", "7") << u"/roles"_s;
        QTest::newRow("a flag that is none") << with("\"reviewed\"", "\"yes\"") << u"/reviewed"_s;
        QTest::newRow("a broken playbook") << with("\"playbook\"", "{\"version\": 1}") << u"f"_s;
        QTest::newRow("too large") << QByteArray(incidentfile::largestFile + 1, ' ') << u"larger than 16 MiB"_s;
    }
    void whatIsWrongIsNamedWithItsPlace()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, says);
        const auto read = incidentfile::parse(document, u"f"_s);
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, ErrorCode::BadConfiguration);
        QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
    }

    void aNewerOneIsLeftAlone()
    {
        const auto read = incidentfile::parse(R"({"version": 2})", u"f"_s);
        QVERIFY(!read.ok());
        QVERIFY2(read.error().message.contains(u"newer"_s), qPrintable(read.error().text()));
    }
};

QTEST_GUILESS_MAIN(TestIncidentFile)
#include "tst_incidentfile.moc"
