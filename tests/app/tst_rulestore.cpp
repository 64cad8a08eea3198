// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rulestore.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// The user's rules: followed, kept when they break, and never written over with less.
class TestRuleStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<RuleStore>(path());
        m_store->load();
    }
    void withoutAFileTheShippedOnesHold();
    void aFileThatIsWrittenIsFollowed();
    void aBrokenFileLeavesTheLastGoodRules();
    void aRuleIsSavedAndRemoved();
    void aFileWithFaultsIsNotWrittenOver();
    void aRuleThatCannotBeReadBackIsRefused();

private:
    QString path() const { return m_folder->filePath(u"rules.json"_s); }
    void write(const QByteArray& text) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    Rule ownRule() const
    {
        Rule rule;
        rule.id = rule.name = u"mine"_s;
        rule.metric = "used_memory";
        rule.threshold = 7;
        return rule;
    }
    const ListedRule* find(const QString& id) const
    {
        m_listed = m_store->listed();
        const auto found = std::ranges::find(m_listed, id, [](const ListedRule& each) { return each.rule.id; });
        return found == m_listed.end() ? nullptr : &*found;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RuleStore> m_store;
    mutable std::vector<ListedRule> m_listed;
};

void TestRuleStore::withoutAFileTheShippedOnesHold()
{
    QCOMPARE(m_store->rules().size(), rulefile::shipped().size());
    QVERIFY(m_store->problems().isEmpty());
    QVERIFY(find(u"memory-high"_s)->shipped && !find(u"memory-high"_s)->changed);
}

void TestRuleStore::aFileThatIsWrittenIsFollowed()
{
    QSignalSpy changed(m_store.get(), &RuleStore::changed);
    write(rulefile::toText({ownRule()}));
    QTRY_VERIFY(find(u"mine"_s));
    QVERIFY(!find(u"mine"_s)->shipped);
    Rule second = ownRule();
    second.threshold = 8;
    write(rulefile::toText({second}));
    QTRY_COMPARE(find(u"mine"_s)->rule.threshold, 8.0);
    QVERIFY(QFile::remove(path()));
    QTRY_VERIFY(!find(u"mine"_s));
    QVERIFY(changed.count() >= 3);
}

void TestRuleStore::aBrokenFileLeavesTheLastGoodRules()
{
    write(rulefile::toText({ownRule()}));
    QTRY_VERIFY(find(u"mine"_s));
    write("{ \"version\": 1, \"rules\": [");
    QTRY_COMPARE(m_store->problems().size(), 1);
    QVERIFY2(m_store->problems().front().contains(u"rules.json"_s), qPrintable(m_store->problems().front()));
    QVERIFY(find(u"mine"_s));
    write(rulefile::toText({}));
    QTRY_VERIFY(m_store->problems().isEmpty());
    QVERIFY(!find(u"mine"_s));
}

void TestRuleStore::aRuleIsSavedAndRemoved()
{
    QSignalSpy changed(m_store.get(), &RuleStore::changed);
    Rule shipped = rulefile::shipped().front();
    shipped.enabled = false;
    QVERIFY(m_store->save(shipped).ok() && m_store->save(ownRule()).ok());
    QCOMPARE(changed.count(), 2);
    QVERIFY(find(shipped.id)->changed && !find(shipped.id)->rule.enabled);
    RuleStore again(path());
    again.load();
    QVERIFY(again.rules() == m_store->rules());
    QVERIFY(m_store->remove(shipped.id).ok());
    QVERIFY(!find(shipped.id)->changed && find(shipped.id)->rule.enabled);
    QVERIFY(m_store->remove(u"mine"_s).ok());
    QVERIFY(!find(u"mine"_s));
    QCOMPARE(m_store->remove(u"mine"_s).error().code, ErrorCode::InvalidArgument);
}

void TestRuleStore::aFileWithFaultsIsNotWrittenOver()
{
    const QByteArray text = "{\"version\": 1, \"rules\": [{\"id\": \"a\", \"metric\": \"nonsense_metric\"}]}";
    write(text);
    m_store->reload();
    QVERIFY(!m_store->problems().isEmpty());
    QCOMPARE(m_store->save(ownRule()).error().code, ErrorCode::BadConfiguration);
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), text);
}

void TestRuleStore::aRuleThatCannotBeReadBackIsRefused()
{
    Rule rule = ownRule();
    rule.id = u"Not An Id"_s;
    QCOMPARE(m_store->save(rule).error().code, ErrorCode::BadConfiguration);
    QVERIFY(!QFile::exists(path()));
}

QTEST_GUILESS_MAIN(TestRuleStore)
#include "tst_rulestore.moc"
