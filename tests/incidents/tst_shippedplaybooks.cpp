// SPDX-License-Identifier: GPL-3.0-or-later
// The playbooks that come along: complete, with what they name, and opened by the rules that come along.
#include "alerts/rulefile.h"
#include "incidents/check.h"
#include "incidents/playbookcontext.h"
#include "incidents/playbookfile.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QStandardPaths>
#include <QtTest/QTest>

#include <algorithm>

using namespace cacheledger;

namespace
{

std::vector<const PlaybookStep*> stepsOf(const Playbook& book)
{
    std::vector<const PlaybookStep*> steps;
    for (const auto* list : {&book.actions, &book.diagnosis, &book.mitigation, &book.verification})
        for (const PlaybookStep& step : *list)
            steps.push_back(&step);
    return steps;
}

bool isAsking(const PlaybookStep& step)
{
    return step.check.has_value();
}

/// Every rule of the shipped ones and the playbook it should open.
const QHash<QString, QString>& playbookOfRule()
{
    static const QHash<QString, QString> table{
        {QStringLiteral("node-unavailable"), QStringLiteral("node-failure")},
        {QStringLiteral("hit-ratio-drop"), QStringLiteral("performance-degradation")},
        {QStringLiteral("memory-high"), QStringLiteral("memory-exhaustion")},
        {QStringLiteral("response-time-spike"), QStringLiteral("performance-degradation")},
        {QStringLiteral("eviction-rate-high"), QStringLiteral("eviction-storm")},
        {QStringLiteral("connections-nearly-exhausted"), QStringLiteral("connection-exhaustion")},
        {QStringLiteral("replication-lag"), QStringLiteral("replication-lag")},
        {QStringLiteral("key-distribution-skew"), QStringLiteral("hot-key")},
        {QStringLiteral("hit-ratio-after-a-week"), QStringLiteral("caching-does-not-pay")},
    };
    return table;
}

} // namespace

class TestShippedPlaybooks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allThirteenAreThereAndGood()
    {
        QStringList ids;
        for (const Playbook& book : playbookfile::shipped())
            ids << book.id;
        ids.sort();
        QCOMPARE(ids.join(u' '), "cache-stampede caching-does-not-pay connection-exhaustion eviction-storm hot-key "
                                 "key-collision memory-exhaustion no-eviction-policy node-failure "
                                 "performance-degradation replication-lag stale-data total-cache-failure");
        const QDir folder(QStringLiteral(PROJECT_SOURCE_DIR "/resources/playbooks"));
        for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
            const PlaybookFile file = playbookfile::read(folder.filePath(name));
            QVERIFY2(file.playbook, file.problems.empty() ? "" : qPrintable(file.problems[0].text()));
            QCOMPARE(file.playbook->id + QStringLiteral(".json"), name);
        }
    }

    void eachIsComplete()
    {
        for (const Playbook& book : playbookfile::shipped()) {
            const QByteArray name = book.id.toUtf8();
            QVERIFY2(book.symptoms.size() >= 4, name.constData());
            QVERIFY2(book.actions.size() >= 3, name.constData());
            QVERIFY2(book.diagnosis.size() >= 6, name.constData());
            QVERIFY2(book.mitigation.size() >= 4, name.constData());
            QVERIFY2(book.verification.size() >= 3, name.constData());
            QVERIFY2(book.prevention.size() >= 4, name.constData());
            QVERIFY2(book.escalation.size() >= 2, name.constData());
            QVERIFY2(std::ranges::count_if(book.diagnosis, isAsking) >= 1, name.constData());
            QVERIFY2(std::ranges::count_if(book.verification, isAsking) >= 1, name.constData());
            QVERIFY2(std::ranges::any_of(book.symptoms, [](const auto& symptom) { return !symptom.metric.empty(); }),
                     name.constData());
        }
    }

    void timesAreThoseOfTheSource_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::newRow("total failure") << "total-cache-failure" << 15 << 60;
        QTest::newRow("degradation") << "performance-degradation" << 30 << 120;
        QTest::newRow("memory") << "memory-exhaustion" << 15 << 90;
    }

    void timesAreThoseOfTheSource()
    {
        QFETCH(QString, id);
        const auto books = playbookfile::shipped();
        const auto book = std::ranges::find(books, id, &Playbook::id);
        QVERIFY(book != books.end());
        QTEST(book->expectedFromMinutes, "from");
        QTEST(book->expectedToMinutes, "to");
    }

    void escalationIsThatOfTheSource()
    {
        const auto books = playbookfile::shipped();
        const auto escalates = [&](const char* id, const auto& wanted) {
            const auto book = std::ranges::find(books, QString::fromLatin1(id), &Playbook::id);
            return std::ranges::any_of(book->escalation, wanted);
        };
        QVERIFY(escalates("total-cache-failure", [](const auto& entry) { return entry.afterMs == 30 * 60'000; }));
        QVERIFY(escalates("performance-degradation", [](const auto& entry) {
            return entry.condition && entry.condition->metric == "hit_ratio" &&
                   entry.condition->comparison == Comparison::Below && entry.condition->threshold == 0.7 &&
                   entry.forMs == 3'600'000;
        }));
        QVERIFY(escalates("memory-exhaustion", [](const auto& entry) {
            return entry.condition && entry.condition->metric == "memory_used_ratio" &&
                   entry.condition->threshold == 0.98;
        }));
    }

    void everyRuleOpensItsPlaybook()
    {
        const auto books = playbookfile::shipped();
        int without = 0;
        for (const Rule& rule : rulefile::shipped()) {
            const Playbook* book = playbookFor(books, rule.id, rule.playbook, false);
            QVERIFY2(rule.playbook.isEmpty() || (book && book->id == rule.playbook), qPrintable(rule.id));
            if (playbookOfRule().contains(rule.id))
                QVERIFY2(book && book->id == playbookOfRule()[rule.id], qPrintable(rule.id));
            without += book ? 0 : 1;
        }
        QCOMPARE(without, 3); // growth, few operations and a missing backup, which are for planning
        const Playbook* all =
            playbookFor(books, QStringLiteral("node-unavailable"), QStringLiteral("node-failure"), true);
        QVERIFY(all);
        QCOMPARE(all->id, "total-cache-failure");
    }

    void everyOneIsOpenedByARule()
    {
        const auto rules = rulefile::shipped();
        const std::vector<Playbook> books = playbookfile::shipped();
        for (const Playbook& book : books)
            QVERIFY2(std::ranges::find(rules, book.id, &Rule::playbook) != rules.end(), qPrintable(book.id));
        for (const Rule& rule : rules)
            QVERIFY2(rule.playbook.isEmpty() || std::ranges::find(books, rule.playbook, &Playbook::id) != books.end(),
                     qPrintable(rule.id));
    }

    void theirAlertsAreRules()
    {
        const auto rules = rulefile::shipped();
        for (const Playbook& book : playbookfile::shipped())
            for (const QString& rule : book.alerts)
                QVERIFY2(std::ranges::find(rules, rule, &Rule::id) != rules.end(), qPrintable(book.id + u' ' + rule));
    }

    void messagesSayWhatMatters()
    {
        for (const Playbook& book : playbookfile::shipped()) {
            const QByteArray name = book.id.toUtf8();
            QStringList texts;
            for (const Audience audience : allAudiences)
                for (const MessageKind kind : allMessageKinds)
                    texts << book.message(audience, kind);
            QCOMPARE(texts.removeDuplicates(), 0);
            const QString engineering = book.message(Audience::Engineering, MessageKind::Initial);
            QVERIFY2(engineering.contains(QStringLiteral("{{commander}}")) &&
                         engineering.contains(QStringLiteral("{{next_update}}")),
                     name.constData());
            QVERIFY2(book.message(Audience::Engineering, MessageKind::Resolved).contains(QStringLiteral("{{cause}}")),
                     name.constData());
            for (const MessageKind kind : allMessageKinds) // no names of machines or metrics for users
                QVERIFY2(!book.message(Audience::Users, kind)
                              .contains(QRegularExpression(
                                  QStringLiteral("\\{\\{(node|cache|cli|metric|before|field|cost)"))),
                         name.constData());
        }
    }

    void mitigationsAreForPeople()
    {
        // Nothing here runs by itself, so nothing says it did; a removal of many keys is never FLUSHALL or KEYS.
        for (const Playbook& book : playbookfile::shipped())
            for (const PlaybookStep* step : stepsOf(book))
                QVERIFY2(!step->command.contains(QRegularExpression(
                             QStringLiteral("\\b(FLUSHALL|FLUSHDB|MONITOR|DEBUG|SHUTDOWN)\\b| KEYS "))),
                         qPrintable(book.id + u' ' + step->command));
    }

    void commandsAreShell()
    {
        const QString shell = QStandardPaths::findExecutable(QStringLiteral("bash"));
        QVERIFY(!shell.isEmpty());
        PlaybookContext context;
        context.node = QStringLiteral("10.0.0.5:6379");
        QString script;
        for (const Playbook& book : playbookfile::shipped())
            for (const PlaybookStep* step : stepsOf(book)) {
                const FilledText command = context.fill(step->command);
                QVERIFY2(command.missing.isEmpty(), qPrintable(command.text));
                script += command.text + u'\n';
            }
        QProcess parser;
        parser.start(shell, {QStringLiteral("-n")});
        parser.write(script.toUtf8());
        parser.closeWriteChannel();
        QVERIFY(parser.waitForFinished());
        QVERIFY2(parser.exitCode() == 0, parser.readAllStandardError().constData());
        QVERIFY(script.count(u'\n') > 100);
    }
};

QTEST_GUILESS_MAIN(TestShippedPlaybooks)
#include "tst_shippedplaybooks.moc"
