// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/playbook.h"

#include <QtTest/QTest>

using namespace cacheledger;

class TestPlaybook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void playbookOfAnAlert_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("named");
        QTest::addColumn<bool>("everyNode");
        QTest::addColumn<QString>("expected");
        QTest::newRow("the one that the rule names") << "down"
                                                     << "one-node" << false << "one-node";
        QTest::newRow("every node: the one for all") << "down"
                                                     << "one-node" << true << "all-nodes";
        QTest::newRow("every node, but nothing for all") << "slow"
                                                         << "one-node" << true << "one-node";
        QTest::newRow("the rule names none") << "slow"
                                             << "" << false << "slowness";
        QTest::newRow("the rule names one that is not there") << "slow"
                                                              << "lost" << false << "slowness";
        QTest::newRow("one for all nodes is none for one") << "down"
                                                           << "" << false << "";
        QTest::newRow("nothing fits") << "other"
                                      << "" << true << "";
    }

    void playbookOfAnAlert()
    {
        QFETCH(QString, rule);
        QFETCH(QString, named);
        QFETCH(bool, everyNode);
        std::vector<Playbook> books(3);
        books[0].id = QStringLiteral("one-node");
        books[1].id = QStringLiteral("all-nodes");
        books[1].alerts = QStringList{QStringLiteral("down")};
        books[1].everyNode = true;
        books[2].id = QStringLiteral("slowness");
        books[2].alerts = QStringList{QStringLiteral("slow")};
        const Playbook* found = playbookFor(books, rule, named, everyNode);
        QTEST(found ? found->id : QString(), "expected");
    }

    void messagesAreFoundByAudienceAndKind()
    {
        Playbook book;
        book.messages[1][2] = QStringLiteral("well again");
        QCOMPARE(book.message(Audience::Stakeholders, MessageKind::Resolved), "well again");
        QCOMPARE(audienceWord(Audience::Users), "users");
        QCOMPARE(messageKindWord(MessageKind::Update), "update");
        QCOMPARE(audienceName(Audience::Engineering), "Engineering");
        QCOMPARE(messageKindName(MessageKind::Initial), "First message");
    }
};

QTEST_GUILESS_MAIN(TestPlaybook)
#include "tst_playbook.moc"
