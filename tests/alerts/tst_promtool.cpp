// SPDX-License-Identifier: GPL-3.0-or-later
// Our engine against Prometheus' own: the same series, the same rules, every moment.
#include "promtooldifference.h"

#include "alerts/prometheusexport.h"
#include "alerts/rulefile.h"
#include "alerts/rulemetrics.h"

#include <QtCore/QObject>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <map>
#include <string>

using namespace cacheledger;

namespace
{

/// Which rules are compared over which lives, in how many groups of series.
struct Comparing {
    const char* name = nullptr;
    PromtoolDifference (*compare)(const QString& promtool, const QString& folder, int nodes, unsigned seed) = nullptr;
    std::vector<Rule> (*rules)() = nullptr;
    int groups = 0;
};

} // namespace

class TestPromtool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_promtool = QStandardPaths::findExecutable(QStringLiteral("promtool"));
        if (m_promtool.isEmpty())
            QSKIP("promtool is not installed (Debian: prometheus)");
    }

    void exportedRulesAreAccepted_data()
    {
        QTest::addColumn<bool>("shipped");
        QTest::newRow("the shipped ones, all switched on") << true;
        QTest::newRow("every function and limit") << false;
    }

    void exportedRulesAreAccepted()
    {
        QFETCH(bool, shipped);
        std::vector<Rule> rules = shipped ? rulefile::shipped() : differentialRules();
        for (Rule& rule : rules)
            rule.enabled = true;
        rules.front().scope.nodes = {QStringLiteral("10.0.0.1:6379"), QStringLiteral("[::1]:6379"),
                                     QStringLiteral("odd\\\"name\"")};
        rules.front().name = QStringLiteral("quotes \" and {{ braces }}\nand lines");
        rules.front().noData = NoDataPolicy::Keep;
        const QString path = m_folder.filePath(QStringLiteral("check.yml"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(prometheusRuleFile(rules)) > 0);
        file.close();
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(m_promtool, {QStringLiteral("check"), QStringLiteral("rules"), path});
        QVERIFY(process.waitForFinished());
        const QByteArray output = process.readAll();
        QVERIFY2(process.exitCode() == 0, output.constData());
        const auto exported = std::count_if(rules.begin(), rules.end(),
                                            [](const Rule& rule) { return !isFamily(rule.metric); }); // see the file
        QVERIFY2(output.contains(QByteArray::number(qlonglong(exported)) + " rules found"), output.constData());
    }

    // Groups of series, since one function may take five minutes at most, on a slow machine too.
    void everyMomentIsJudgedAlike_data()
    {
        QTest::addColumn<Comparing>("comparing");
        QTest::addColumn<int>("series");
        QTest::addColumn<unsigned>("seed");
        const auto rows = [](const Comparing& comparing, int series, unsigned seed) {
            for (int group = 0; group < comparing.groups; ++group)
                QTest::addRow("%s, series %d to %d", comparing.name, group * series + 1, (group + 1) * series)
                    << comparing << series << seed + unsigned(group);
        };
        rows({"every function and limit", differenceFromPromtool, differentialRules, 10}, 20, 42);
        rows({"the shipped rules", differenceOfShippedRules, comparableShippedRules, 2}, 20, 142);
        rows({"over days", differenceOverDays, rulesOverDays, 3}, 4, 7);
    }

    void everyMomentIsJudgedAlike()
    {
        QFETCH(Comparing, comparing);
        QFETCH(int, series);
        QFETCH(unsigned, seed);
        const PromtoolDifference found = comparing.compare(m_promtool, m_folder.path(), series, seed);
        QVERIFY2(found.error.isEmpty(), qPrintable(found.error + found.output.left(3000)));
        if (!found.isComparable)
            QSKIP("promtool 3 or later: its windows leave out a sample at their very start");
        QVERIFY2(found.disagreements == 0, found.output.left(5000).constData());
        QCOMPARE(found.series, series);
        qInfo("%d moments, %d transitions", found.moments, found.transitions);
        QStringList& firing = m_seenFiring[comparing.name];
        firing += found.rulesSeenFiring;
        if (++m_compared[comparing.name] < comparing.groups)
            return;
        for (const Rule& rule : comparing.rules())
            QVERIFY2(firing.contains(rule.id), qPrintable(rule.id + QStringLiteral(" never fired in any group")));
    }

private:
    QString m_promtool;
    QTemporaryDir m_folder;
    std::map<std::string, QStringList> m_seenFiring;
    std::map<std::string, int> m_compared; ///< groups
};

QTEST_GUILESS_MAIN(TestPromtool)
#include "tst_promtool.moc"
