// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/playbookfile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

using namespace cacheledger;
using Json = nlohmann::ordered_json;

namespace
{

const QString fileName = QStringLiteral("mine.json");

/// A playbook that is good and has everything that there is.
Json goodBook()
{
    return Json::parse(R"({
  "version": 1, "id": "mine", "revision": 3, "title": "Mine", "tier": "critical",
  "alerts": ["hit-ratio-low"], "everyNode": true,
  "meaning": "m", "impact": "i", "expectedMinutes": {"from": 5, "to": 10},
  "symptoms": [{"text": "s", "metric": "hit_ratio"}, {"text": "t"}],
  "actions": [{"text": "Look at {{cache}}.", "command": "{{cli}} INFO",
    "check": {"field": "maxmemory_policy", "comparison": "==", "texts": ["noeviction"], "met": "y", "notMet": "n"}}],
  "diagnosis": [{"text": "d", "check": {"metric": "evicted_keys", "function": "increase", "window": "10m",
    "comparison": ">", "threshold": 0, "met": "y", "notMet": "n"}}],
  "mitigation": [{"text": "m", "command": "c", "risk": "r", "wayBack": "w"}],
  "verification": [{"text": "v"}],
  "prevention": ["p", "q"],
  "escalation": [{"after": "30m", "text": "e", "to": "o"},
    {"check": {"metric": "up", "comparison": "<", "threshold": 1, "met": "y", "notMet": "n"}, "for": "1h",
     "text": "f", "to": "o"}],
  "messages": {"engineering": {"initial": "1", "update": "2", "resolved": "3"},
    "stakeholders": {"initial": "4", "update": "5", "resolved": "6"},
    "users": {"initial": "7", "update": "8", "resolved": "9"}}
})");
}

QByteArray textOf(const Json& json)
{
    return QByteArray::fromStdString(json.dump(1));
}

QByteArray bookWith(const char* id, const char* title)
{
    Json json = goodBook();
    json["id"] = id;
    json["title"] = title;
    return textOf(json);
}

void writeFile(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QString said(const std::vector<PlaybookProblem>& problems)
{
    QStringList texts;
    for (const PlaybookProblem& problem : problems)
        texts << problem.text();
    return texts.join(u'\n');
}

} // namespace

class TestPlaybookFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingIsReadAndWrittenAgain()
    {
        const PlaybookFile file = playbookfile::parse(textOf(goodBook()), fileName);
        QVERIFY2(file.playbook, qPrintable(said(file.problems)));
        const Playbook& book = *file.playbook;
        QCOMPARE(book.id, "mine");
        QCOMPARE(book.revision, 3);
        QCOMPARE(book.tier, AlertTier::Critical);
        QVERIFY(book.everyNode);
        QCOMPARE(book.expectedToMinutes, 10);
        QCOMPARE(book.symptoms[0].metric, "hit_ratio");
        QCOMPARE(book.actions[0].check->texts, QStringList{QStringLiteral("noeviction")});
        QCOMPARE(book.diagnosis[0].check->function, RuleFunction::Increase);
        QCOMPARE(book.diagnosis[0].check->windowMs, 600'000);
        QCOMPARE(book.mitigation[0].wayBack, "w");
        QCOMPARE(book.escalation[0].afterMs, std::optional<qint64>(1'800'000));
        QCOMPARE(book.escalation[1].forMs, 3'600'000);
        QCOMPARE(book.message(Audience::Users, MessageKind::Initial), "7");
        const PlaybookFile again = playbookfile::parse(playbookfile::toText(book), fileName);
        QVERIFY2(again.playbook, qPrintable(said(again.problems)));
        QVERIFY(*again.playbook == book);
    }

    void markdownHasEveryPart()
    {
        const QString text = playbookfile::toMarkdown(*playbookfile::parse(textOf(goodBook()), fileName).playbook);
        for (const char* part :
             {"# Mine\n", "`mine` · critical · usually 5 to 10 minutes", "- s (`hit_ratio`)\n- t\n",
              "1. Look at {{cache}}.\n\n   ```sh\n   {{cli}} INFO\n   ```\n", "   - Risk: r\n   - Way back: w\n",
              "   - Check: maxmemory_policy == noeviction\n     - met: y\n     - not met: n\n",
              "- **After 30m** → o: e\n", "- **When Node answers < 1 for 1h** → o: f\n", "- p\n- q\n",
              "**Users, Resolved**\n\n> 9\n"})
            QVERIFY2(text.contains(QString::fromUtf8(part)), part + text.toUtf8());
    }

    void aFenceIsLongerThanThoseInside()
    {
        Playbook book = *playbookfile::parse(textOf(goodBook()), fileName).playbook;
        book.actions[0].command = QStringLiteral("echo ```\nls");
        QVERIFY(playbookfile::toMarkdown(book).contains(QStringLiteral("   ````sh\n   echo ```\n   ls\n   ````\n")));
    }

    void faultsAreNamedWithTheirLine_data()
    {
        QTest::addColumn<QString>("pointer"); // what is changed, and where the fault is
        QTest::addColumn<QString>("value");   // JSON; empty: the key goes
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const char* pointer, const char* value, const char* reason) {
            QTest::newRow(name) << QString::fromLatin1(pointer) << QString::fromUtf8(value)
                                << QString::fromUtf8(reason);
        };
        row("no id", "/id", "", "is missing.");
        row("bad id", "/id", "\"A book\"", "small letters");
        row("revision 0", "/revision", "0", "must be a whole number from 1");
        row("revision as a fraction", "/revision", "1.5", "must be a whole number from 1");
        row("revision as a text", "/revision", "\"1\"", "must be a whole number from 1");
        row("empty title", "/title", "\" \"", "must not be empty.");
        row("no tier", "/tier", "", "is missing.");
        row("unknown tier", "/tier", "\"urgent\"", "critical, warning, information");
        row("alerts as a text", "/alerts", "\"x\"", "must be a list of texts.");
        row("an alert that is no id", "/alerts", "[\"Hit ratio\"]", "has \"Hit ratio\", which is no id of a rule.");
        row("everyNode as a number", "/everyNode", "1", "must be true or false.");
        row("no meaning", "/meaning", "", "is missing.");
        row("impact as a list", "/impact", "[]", "must be a text in quotes.");
        row("no expected time", "/expectedMinutes", "", "is missing.");
        row("expected time as a number", "/expectedMinutes", "5", "must be an object.");
        row("expected backwards", "/expectedMinutes/to", "4", "must not be less than \"from\".");
        row("expected without an end", "/expectedMinutes/to", "", "is missing.");
        row("another key of the expected time", "/expectedMinutes/about", "4", "is no key here; these are: from, to.");
        row("unknown key", "/runbook", "1", "is no key of a playbook; these are: version, id,");
        row("unknown key with a slash", "/a~1b", "1", "is no key of a playbook");
        row("no symptoms", "/symptoms", "", "is missing.");
        row("a symptom that is a text", "/symptoms/0", "\"s\"", "must be an object.");
        row("a symptom of an unknown metric", "/symptoms/0/metric", "\"hit_ratoi\"", "Did you mean hit_ratio?");
        row("unknown key of a symptom", "/symptoms/0/value", "1", "is no key of a symptom");
        row("no step", "/actions", "[]", "must have at least one step.");
        row("steps as an object", "/actions", "{}", "must be a list of at most 50 objects.");
        row("a step without a text", "/actions/0/text", "", "is missing.");
        row("an empty command", "/actions/0/command", "\"\"", "must not be empty.");
        row("a risk where nothing is changed", "/actions/0/risk", "\"r\"", "is no key of a step here");
        row("a mitigation without a risk", "/mitigation/0/risk", "", "is missing.");
        row("a mitigation without a way back", "/mitigation/0/wayBack", "", "is missing.");
        row("unknown placeholder", "/actions/0/text", "\"{{hits}}\"", "has the unknown placeholder {{hits}}");
        row("unknown placeholder of a message", "/messages/users/update", "\"{{eta}}\"", "unknown placeholder {{eta}}");
        row("unknown metric of a placeholder", "/prevention/1", "\"{{metric:keyz}}\"", "whose metric is \"keyz\"");
        row("a check that is a text", "/diagnosis/0/check", "\"x\"", "must be an object.");
        row("a check of an unknown metric", "/diagnosis/0/check/metric", "\"evicted\"", "is no known metric");
        row("a check of nothing", "/diagnosis/0/check/metric", "", "or \"field\" must be given, and not both.");
        row("a check without comparison", "/diagnosis/0/check/comparison", "", "is missing.");
        row("a check with a bad comparison", "/diagnosis/0/check/comparison", "\"=\"", "must be one of >, >=");
        row("a check without threshold", "/diagnosis/0/check/threshold", "", "is missing.");
        row("a check that says nothing", "/diagnosis/0/check/met", "", "is missing.");
        row("a check with a bad function", "/diagnosis/0/check/function", "\"avg\"", "says nothing about a counter");
        row("a check with a bad window", "/diagnosis/0/check/window", "\"-5m\"", "not negative");
        row("texts for a metric", "/diagnosis/0/check/texts", "[\"x\"]", "has no meaning for a metric.");
        row("a threshold for a text", "/actions/0/check/threshold", "1", "has no meaning for a text field.");
        row("an unknown field", "/actions/0/check/field", "\"policy\"", "must be one of role");
        row("unknown key of a check", "/actions/0/check/limit", "1", "is no key of a check");
        row("prevention as a text", "/prevention", "\"p\"", "must be a list of texts.");
        row("an escalation never", "/escalation/0/after", "", "or \"check\" must be given, and not both.");
        row("an escalation at once", "/escalation/0/after", "\"0s\"", "must be more than 0s");
        row("an escalation after a year", "/escalation/0/after", "\"52w\"", "at most 12w6d");
        row("a duration without a condition", "/escalation/0/for", "\"1h\"", "has a meaning with a check only.");
        row("a condition for a year", "/escalation/1/for", "\"52w\"", "must be at most 12w6d");
        row("an escalation to nobody", "/escalation/0/to", "", "is missing.");
        row("unknown key of an escalation", "/escalation/0/who", "1", "is no key of an escalation");
        row("messages as a list", "/messages", "[]", "must be an object.");
        row("no messages", "/messages", "", "is missing.");
        row("an audience too many", "/messages/press", "{}", "is no audience");
        row("an audience too few", "/messages/users", "", "is missing.");
        row("an audience that is a text", "/messages/users", "\"x\"", "must be an object.");
        row("a message too few", "/messages/users/resolved", "", "is missing.");
        row("a message too many", "/messages/users/final", "\"x\"", "is no message");
    }

    void faultsAreNamedWithTheirLine()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, reason);
        Json json = goodBook();
        const Json::json_pointer at(pointer.toStdString());
        if (value.isEmpty())
            json[at.parent_pointer()].erase(at.back());
        else
            json[at] = Json::parse(value.toStdString());
        const QByteArray document = textOf(json);
        const PlaybookFile file = playbookfile::parse(document, fileName);
        QVERIFY(!file.playbook);
        const PlaybookProblem& problem = file.problems[0];
        QCOMPARE(file.problems.size(), 1U);
        QVERIFY2(problem.reason.contains(reason), qPrintable(problem.text()));
        QCOMPARE(problem.pointer, QString(pointer).replace(QLatin1String("~1"), QLatin1String("/")));
        QVERIFY2(problem.text().startsWith(QStringLiteral("mine.json, line %1 (").arg(problem.line)),
                 qPrintable(problem.text()));
        if (!value.isEmpty() && !pointer.contains(u'~')) {
            // Each key stands on a line of its own.
            const QByteArray line = document.split('\n').value(problem.line - 1);
            const QByteArray key = QByteArray::fromStdString(at.back());
            QVERIFY2(line.contains('"' + key + "\": ") || (key.size() == 1 && key[0] <= '9'), line.constData());
        }
    }

    void severalFaultsAreNamedInTheOrderOfTheFile()
    {
        Json json = goodBook();
        json["meaning"] = "{{a}} {{b}} {{a}}";
        json["title"] = 7;
        json["messages"].erase("users");
        const PlaybookFile file = playbookfile::parse(textOf(json), fileName);
        QStringList pointers;
        for (const PlaybookProblem& problem : file.problems)
            pointers << problem.pointer;
        QCOMPARE(pointers.join(u' '), "/title /meaning /meaning /messages/users");
    }

    void tooMuchIsRefused()
    {
        const PlaybookFile huge = playbookfile::parse(QByteArray(10 * 1024 * 1024, 'x'), fileName);
        QVERIFY(!huge.playbook);
        QVERIFY2(said(huge.problems).contains(QStringLiteral("mine.json cannot be used: it is larger than 1 MiB.")),
                 qPrintable(said(huge.problems)));
        Json json = goodBook();
        json["impact"] = std::string(4001, 'x');
        json["prevention"] = std::vector<std::string>(51, "x");
        json["symptoms"] = std::vector<Json>(51, {{"text", "x"}});
        const QString problems = said(playbookfile::parse(textOf(json), fileName).problems);
        for (const char* part :
             {"(/impact): has 4001 characters; 4000 are the most.", "(/prevention): has 51 entries; 50 are the most.",
              "(/symptoms): must be a list of at most 50 objects."})
            QVERIFY2(problems.contains(QString::fromLatin1(part)), qPrintable(problems));
    }

    void whatIsNoPlaybookIsRefused_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no JSON") << QByteArray("{\n\"version\": 1\n\"id\"}") << "line 3 is not valid JSON";
        QTest::newRow("a rule file") << QByteArray("{\"version\": 1, \"rules\": []}") << "is no key of a playbook";
        QTest::newRow("a newer one") << QByteArray("{\"version\": 2}") << "newer CacheLedger";
    }

    void whatIsNoPlaybookIsRefused()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, reason);
        const PlaybookFile file = playbookfile::parse(document, fileName);
        QVERIFY(!file.playbook);
        QVERIFY2(said(file.problems).contains(reason), qPrintable(said(file.problems)));
        QVERIFY(said(file.problems).contains(fileName));
    }

    void ownPlaybooksReplaceShippedOnes()
    {
        QTemporaryDir folder;
        writeFile(folder.filePath(QStringLiteral("a.json")), bookWith("hot-key", "My own"));
        writeFile(folder.filePath(QStringLiteral("b.json")), bookWith("mine", "Mine"));
        writeFile(folder.filePath(QStringLiteral("notes.txt")), "no playbook");
        const PlaybookLibrary library = playbookfile::library(folder.path());
        QCOMPARE(said(library.problems), QString());
        QCOMPARE(library.find(QStringLiteral("hot-key"))->title, "My own");
        const std::size_t shipped = playbookfile::shipped().size();
        QCOMPARE(library.playbooks.size(), shipped + 1);
        QCOMPARE(library.all().back().id, "mine");
        QVERIFY(!library.playbooks.back().replaces && library.playbooks.back().file.endsWith(QStringLiteral("b.json")));
        const auto& replaced = *std::ranges::find_if(library.playbooks, &ListedPlaybook::replaces);
        QVERIFY(replaced.file.endsWith(QStringLiteral("a.json")));
        QVERIFY(!library.find(QStringLiteral("notes")));
    }

    void aBrokenOwnPlaybookLeavesTheShippedOne()
    {
        QTemporaryDir folder;
        writeFile(folder.filePath(QStringLiteral("a.json")), bookWith("hot-key", "{{nonsense}}"));
        writeFile(folder.filePath(QStringLiteral("b.json")), "{");
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("c.json")));
        const PlaybookLibrary library = playbookfile::library(folder.path());
        QCOMPARE(library.playbooks.size(), playbookfile::shipped().size());
        QCOMPARE(library.find(QStringLiteral("hot-key"))->title, "Hot key");
        QCOMPARE(library.problems.size(), 2U);
        QVERIFY2(library.problems[0].text().contains(QStringLiteral("a.json, line 5 (/title): has the unknown")),
                 qPrintable(said(library.problems)));
        QVERIFY(library.problems[1].text().contains(QStringLiteral("b.json cannot be used: line 1")));
    }

    void anIdThatIsThereTwiceIsRefused()
    {
        QTemporaryDir folder;
        writeFile(folder.filePath(QStringLiteral("a.json")), bookWith("mine", "First"));
        writeFile(folder.filePath(QStringLiteral("b.json")), bookWith("mine", "Second"));
        const PlaybookLibrary library = playbookfile::library(folder.path());
        QCOMPARE(library.find(QStringLiteral("mine"))->title, "First");
        QCOMPARE(library.problems.size(), 1U);
        QVERIFY2(library.problems[0].text().endsWith(QStringLiteral("(/id): is \"mine\" again, as in a.json.")),
                 qPrintable(said(library.problems)));
    }

    void withoutAFolderThereAreTheShippedOnes()
    {
        const PlaybookLibrary library = playbookfile::library(QStringLiteral("/nowhere/at/all"));
        QCOMPARE(library.playbooks.size(), playbookfile::shipped().size());
        QCOMPARE(said(library.problems), QString());
        const PlaybookFile file = playbookfile::read(QStringLiteral("/nowhere.json"));
        QVERIFY(!file.playbook);
        QCOMPARE(said(file.problems), "/nowhere.json cannot be read.");
    }
};

QTEST_GUILESS_MAIN(TestPlaybookFile)
#include "tst_playbookfile.moc"
