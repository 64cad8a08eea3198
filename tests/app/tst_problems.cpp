// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/problems.h"

#include <QtTest/QTest>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// Which problem of the application is shown, and what putting it away does.
class TestProblems : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theGravestIsShown();
    void oneThatWasPutAwayMakesRoomForTheNext();
    void oneThatWasPutAwayComesBackWithOtherWords();
    void oneThatWasPutAwayComesBackAfterItWasOver();
    void puttingAwayNothingDoesNothing();

private:
    static Error error(const QString& message) { return {ErrorCode::Io, message, {}}; }

    std::unique_ptr<Problems> m_problems;
    QString m_shown;
    int m_changes = 0;
};

void TestProblems::init()
{
    m_problems = std::make_unique<Problems>();
    m_shown.clear();
    m_changes = 0;
    connect(m_problems.get(), &Problems::shownChanged, this, [this](const QString& headline, const QString&) {
        m_shown = headline;
        ++m_changes;
    });
    m_problems->set(Problems::Kind::Damaged, u"damaged"_s, error(u"It is damaged."_s));
}

void TestProblems::theGravestIsShown()
{
    QCOMPARE(m_shown, u"damaged"_s);
    m_problems->set(Problems::Kind::Demo, u"demo"_s, error(u"It cannot start."_s));
    QCOMPARE(m_shown, u"damaged"_s);
    m_problems->set(Problems::Kind::Profile, u"profile"_s, error(u"It cannot be written."_s));
    QCOMPARE(m_shown, u"profile"_s);
    m_problems->clear(Problems::Kind::Profile);
    QCOMPARE(m_shown, u"damaged"_s);
    m_problems->clear(Problems::Kind::Damaged);
    m_problems->clear(Problems::Kind::Demo);
    QCOMPARE(m_shown, QString());
}

void TestProblems::oneThatWasPutAwayMakesRoomForTheNext()
{
    m_problems->set(Problems::Kind::Demo, u"demo"_s, error(u"It cannot start."_s));
    m_problems->dismiss();
    QCOMPARE(m_shown, u"demo"_s);
    m_problems->dismiss();
    QCOMPARE(m_shown, QString());
}

void TestProblems::oneThatWasPutAwayComesBackWithOtherWords()
{
    m_problems->dismiss();
    m_problems->set(Problems::Kind::Damaged, u"damaged"_s, error(u"It is damaged."_s));
    QCOMPARE(m_shown, QString());
    m_problems->set(Problems::Kind::Damaged, u"damaged"_s, error(u"It was repaired."_s));
    QCOMPARE(m_shown, u"damaged"_s);
}

void TestProblems::oneThatWasPutAwayComesBackAfterItWasOver()
{
    m_problems->dismiss();
    m_problems->clear(Problems::Kind::Damaged);
    m_problems->set(Problems::Kind::Damaged, u"damaged"_s, error(u"It is damaged."_s));
    QCOMPARE(m_shown, u"damaged"_s);
}

void TestProblems::puttingAwayNothingDoesNothing()
{
    m_problems->clear(Problems::Kind::Damaged);
    const int changes = m_changes;
    m_problems->dismiss();
    QCOMPARE(m_changes, changes);
}

QTEST_GUILESS_MAIN(TestProblems)
#include "tst_problems.moc"
