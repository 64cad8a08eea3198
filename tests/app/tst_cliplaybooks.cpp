// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include "incidents/playbookfile.h"

#include <QtCore/QDir>
#include <QtTest/QTest>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// `cacheledger playbooks ...` as a process.
class TestCliPlaybooks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listNamesTheShippedPlaybooks();
    void ownPlaybooksAreListedAndBrokenOnesNamed();
    void showPrintsMarkdown();
    void showOfAnUnknownOne();
    void checkOfAGoodFile();
    void checkNamesEveryFault();
    void checkOfWhatIsNoPlaybook_data();
    void checkOfWhatIsNoPlaybook();
};

static QByteArray shippedText(const char* id)
{
    for (const Playbook& book : playbookfile::shipped())
        if (book.id == QLatin1String(id))
            return playbookfile::toText(book);
    return {};
}

static void install(const CliRunner& cli, const QString& name, const QByteArray& text)
{
    const QString folder = cli.profileDir() + u"/config/playbooks"_s;
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + u'/' + name);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

void TestCliPlaybooks::listNamesTheShippedPlaybooks()
{
    const CliRunner cli;
    const CliResult result = cli.run({u"playbooks"_s, u"list"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(result.out.trimmed().split('\n').size(), 13);
    QVERIFY2(result.out.contains("critical    memory-exhaustion        Memory exhaustion\n"), result.out.constData());
    const auto json = nlohmann::json::parse(cli.run({u"playbooks"_s, u"list"_s, u"--json"_s}).out.toStdString());
    QCOMPARE(json["playbooks"].size(), 13U);
    for (const auto& book : json["playbooks"]) {
        QCOMPARE(book["origin"].get<std::string>(), "shipped");
        QVERIFY(book["file"].is_null() && book["expectedMinutes"]["to"] > 0);
    }
}

void TestCliPlaybooks::ownPlaybooksAreListedAndBrokenOnesNamed()
{
    const CliRunner cli;
    install(cli, u"mine.json"_s, shippedText("hot-key").replace("\"hot-key\"", "\"mine\""));
    install(cli, u"hot.json"_s, shippedText("hot-key"));
    install(cli, u"broken.json"_s, "{");
    const CliResult result = cli.run({u"playbooks"_s, u"list"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out.trimmed().split('\n').size(), 14);
    QVERIFY2(result.err.contains("broken.json cannot be used: line 1 is not valid JSON."), result.err.constData());
    const auto json = nlohmann::json::parse(cli.run({u"playbooks"_s, u"list"_s, u"--json"_s}).out.toStdString());
    std::map<std::string, std::string> origins;
    for (const auto& book : json["playbooks"])
        origins[book["id"]] = book["origin"];
    QCOMPARE(origins["hot-key"], "replaced");
    QCOMPARE(origins["mine"], "own");
}

void TestCliPlaybooks::showPrintsMarkdown()
{
    const CliRunner cli;
    const CliResult result = cli.run({u"playbooks"_s, u"show"_s, u"memory-exhaustion"_s});
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY(result.out.startsWith("# Memory exhaustion\n"));
    QVERIFY(result.out.contains("\n## Mitigation\n"));
}

void TestCliPlaybooks::showOfAnUnknownOne()
{
    const CliRunner cli;
    const CliResult near = cli.run({u"playbooks"_s, u"show"_s, u"hotkey"_s});
    QCOMPARE(near.exitCode, 64);
    QVERIFY2(near.err.contains("Did you mean \"hot-key\"?"), near.err.constData());
    const CliResult far = cli.run({u"playbooks"_s, u"show"_s, u"xyzzyxyzzy"_s});
    QCOMPARE(far.exitCode, 64);
    QVERIFY2(far.err.contains("playbooks list"), far.err.constData());
}

void TestCliPlaybooks::checkOfAGoodFile()
{
    const CliRunner cli;
    const QString file = cli.writeFile(u"hot.json"_s, shippedText("hot-key"));
    const CliResult result = cli.run({u"playbooks"_s, u"check"_s, file});
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY2(result.out.contains("a good playbook, \"Hot key\""), result.out.constData());
}

void TestCliPlaybooks::checkNamesEveryFault()
{
    const CliRunner cli;
    QByteArray text = shippedText("hot-key");
    text.replace("\"tier\": \"", "\"tier\": \"very ").replace("\"impact\": \"", "\"impact\": \"{{nonsense}} ");
    const CliResult result = cli.run({u"playbooks"_s, u"check"_s, cli.writeFile(u"hot.json"_s, text)});
    QCOMPARE(result.exitCode, 78);
    QVERIFY2(result.err.contains("hot.json, line 5 (/tier): must be one of critical"), result.err.constData());
    QVERIFY2(result.err.contains("(/impact): has the unknown placeholder {{nonsense}}"), result.err.constData());
}

void TestCliPlaybooks::checkOfWhatIsNoPlaybook_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("code");
    QTest::newRow("10 MB of text") << QByteArray(10 * 1024 * 1024, 'x') << 78;
    QTest::newRow("a list") << QByteArray("[]") << 78;
    QTest::newRow("no file") << QByteArray() << 74;
}

void TestCliPlaybooks::checkOfWhatIsNoPlaybook()
{
    QFETCH(QByteArray, content);
    const CliRunner cli;
    const QString file = content.isEmpty() ? cli.path(u"missing.json"_s) : cli.writeFile(u"x.json"_s, content);
    const CliResult result = cli.run({u"playbooks"_s, u"check"_s, file});
    QTEST(result.exitCode, "code");
    QVERIFY(result.out.isEmpty() && result.err.contains(".json"));
}

QTEST_GUILESS_MAIN(TestCliPlaybooks)
#include "tst_cliplaybooks.moc"
