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

using namespace cacheledger;

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

    void everyMomentIsJudgedAlike()
    {
        const PromtoolDifference found = differenceFromPromtool(m_promtool, m_folder.path(), 200, 42);
        QVERIFY2(found.error.isEmpty(), qPrintable(found.error + found.output.left(3000)));
        if (!found.isComparable)
            QSKIP("promtool 3 or later: its windows leave out a sample at their very start");
        QVERIFY2(found.disagreements == 0, found.output.left(5000).constData());
        QCOMPARE(found.series, 200);
        for (const Rule& rule : differentialRules())
            QVERIFY2(found.rulesSeenFiring.contains(rule.id), qPrintable(rule.id));
        qInfo("%d moments, %d transitions", found.moments, found.transitions);
    }

    void daysAreJudgedAlike()
    {
        const PromtoolDifference found = differenceOverDays(m_promtool, m_folder.path(), 12, 7);
        QVERIFY2(found.error.isEmpty(), qPrintable(found.error + found.output.left(3000)));
        if (!found.isComparable)
            QSKIP("promtool 3 or later: its windows leave out a sample at their very start");
        QVERIFY2(found.disagreements == 0, found.output.left(5000).constData());
        QVERIFY(found.rulesSeenFiring.contains(QStringLiteral("growth")));
        QVERIFY(found.rulesSeenFiring.contains(QStringLiteral("long-hold")));
    }

private:
    QString m_promtool;
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestPromtool)
#include "tst_promtool.moc"
