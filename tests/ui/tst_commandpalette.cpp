// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commandpalette.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

class TestCommandPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("title");
        QTest::addColumn<bool>("found");
        QTest::newRow("an empty query finds everything") << QString() << u"Hit ratio"_s << true;
        QTest::newRow("the beginning of a word") << u"rat"_s << u"Hit ratio"_s << true;
        QTest::newRow("capitals do not matter") << u"HIT"_s << u"Hit ratio"_s << true;
        QTest::newRow("words in any order") << u"ratio hit"_s << u"Hit ratio"_s << true;
        QTest::newRow("initials") << u"hr"_s << u"Hit ratio"_s << true;
        QTest::newRow("a metric's id") << u"used_mem"_s << u"Memory: used"_s << true;
        QTest::newRow("letters that only occur in order") << u"mem"_s << u"Theme of the system"_s << false;
        QTest::newRow("one word of two is missing") << u"hit memory"_s << u"Hit ratio"_s << false;
        QTest::newRow("nothing like it") << u"zzz"_s << u"Hit ratio"_s << false;
    }

    void finds()
    {
        QFETCH(QString, query);
        QFETCH(QString, title);
        const PaletteItem item{
            title, u"Metric"_s, title.startsWith(u"Memory"_s) ? u"used_memory"_s : QString(), {}, {}};
        const bool hit = paletteScore(query, item) > 0;
        QTEST(hit, "found");
    }

    void prefersTheBeginningOfTheTitle()
    {
        const PaletteItem title{u"Memory"_s, u"Metric"_s, {}, {}, {}};
        const PaletteItem inside{u"In memory"_s, u"Metric"_s, {}, {}, {}};
        const PaletteItem keyword{u"RSS"_s, u"Metric"_s, u"memory"_s, {}, {}};
        QVERIFY(paletteScore(u"mem"_s, title) > paletteScore(u"mem"_s, inside));
        QVERIFY(paletteScore(u"mem"_s, inside) > paletteScore(u"mem"_s, keyword));
    }
};

QTEST_GUILESS_MAIN(TestCommandPalette)
#include "tst_commandpalette.moc"
