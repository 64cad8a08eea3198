// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of a whole cache on their way into its samples.
#include "app/cachefigures.h"

#include <QtTest/QTest>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static const CacheId shop{u"shop"_s};
static const std::string saving = "ledger.net_per_month";

static SnapshotPtr sampleAt(TimeMs timeMs, const LayoutPtr& layout)
{
    auto sample = std::make_shared<Snapshot>();
    sample->timeMs = timeMs;
    sample->layout = layout;
    sample->values.assign(layout->size(), 1);
    return sample;
}

class CacheFiguresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_figures = {}; }
    void aSampleWithoutFiguresIsTheSameOne();
    void aFigureIsAColumnUntilItsTimeIsOver();
    void aFigureThatIsNotKnownAnyMoreKeepsItsColumn();
    void whatWasNeverKnownMakesNoColumn();
    void samplesOfOneLayoutShareOne();

private:
    LayoutPtr m_layout = std::make_shared<SeriesLayout>(std::vector<std::string>{"used_memory"});
    CacheFigures m_figures;
};

void CacheFiguresTest::aSampleWithoutFiguresIsTheSameOne()
{
    m_figures.set(CacheId{u"other"_s}, saving, 1, 100);
    const SnapshotPtr sample = sampleAt(1, m_layout);
    QCOMPARE(m_figures.addedTo(sample, shop), sample);
    m_figures.set(shop, saving, 1, 100);
    QVERIFY(m_figures.addedTo(sample, shop) != sample);
    m_figures.remove(shop);
    QCOMPARE(m_figures.addedTo(sample, shop), sample);
}

void CacheFiguresTest::aFigureIsAColumnUntilItsTimeIsOver()
{
    m_figures.set(shop, saving, -12.5, 100);
    const SnapshotPtr before = m_figures.addedTo(sampleAt(100, m_layout), shop);
    QCOMPARE(before->value("used_memory"), std::optional(1.0));
    QCOMPARE(before->value(saving), std::optional(-12.5));
    QVERIFY(!m_figures.addedTo(sampleAt(101, m_layout), shop)->value(saving).has_value());
}

void CacheFiguresTest::aFigureThatIsNotKnownAnyMoreKeepsItsColumn()
{
    m_figures.set(shop, saving, 3, 100);
    m_figures.set(shop, saving, std::nullopt, 200);
    const SnapshotPtr sample = m_figures.addedTo(sampleAt(1, m_layout), shop);
    QCOMPARE(sample->layout->size(), std::size_t(2));
    QVERIFY(!sample->value(saving).has_value());
}

void CacheFiguresTest::whatWasNeverKnownMakesNoColumn()
{
    m_figures.set(shop, saving, std::nullopt, 100);
    QCOMPARE(m_figures.addedTo(sampleAt(1, m_layout), shop)->layout, m_layout);
}

void CacheFiguresTest::samplesOfOneLayoutShareOne()
{
    m_figures.set(shop, saving, 3, 100);
    const LayoutPtr widened = m_figures.addedTo(sampleAt(1, m_layout), shop)->layout;
    m_figures.set(shop, saving, 4, 100);
    QCOMPARE(m_figures.addedTo(sampleAt(2, m_layout), shop)->layout, widened);
    const auto other = std::make_shared<SeriesLayout>(std::vector<std::string>{"maxmemory", "used_memory"});
    const SnapshotPtr sample = m_figures.addedTo(sampleAt(3, other), shop);
    QCOMPARE(sample->layout->names(), (std::vector<std::string>{"maxmemory", "used_memory", saving}));
    QCOMPARE(sample->value(saving), std::optional(4.0));
}

QTEST_APPLESS_MAIN(CacheFiguresTest)
#include "tst_cachefigures.moc"
