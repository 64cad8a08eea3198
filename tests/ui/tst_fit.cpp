// SPDX-License-Identifier: GPL-3.0-or-later
// No text is clipped: in a usual window, in half of one (200 % on the same screen), and with fonts of twice the size.
#include "support/walk.h"
#include "ui/widgets.h"

#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QToolButton>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static QSize textSize(const QWidget& widget, const QString& text)
{
    QString plain = text;
    plain.remove(u'&');
    return widget.fontMetrics().size(Qt::TextSingleLine, plain);
}

static QString clippingOf(const QLabel& label)
{
    if (label.text().isEmpty() || qobject_cast<const ElidedLabel*>(&label))
        return {};
    const int wanted = label.wordWrap() ? label.heightForWidth(label.width()) : label.minimumSizeHint().height();
    if (label.height() < wanted)
        return u"%1 of %2 px high"_s.arg(label.height()).arg(wanted);
    if (!label.wordWrap() && label.width() < label.minimumSizeHint().width())
        return u"%1 of %2 px wide"_s.arg(label.width()).arg(label.minimumSizeHint().width());
    return {};
}

static QString clippingOf(const QAbstractButton& button)
{
    const auto* tool = qobject_cast<const QToolButton*>(&button);
    if (button.text().isEmpty() ||
        (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull()))
        return {};
    const QSize text = textSize(button, button.text());
    if (button.width() < text.width() || button.height() < text.height())
        return u"%1x%2 for a text of %3x%4"_s.arg(button.width())
            .arg(button.height())
            .arg(text.width())
            .arg(text.height());
    return {};
}

static bool reachable(const QWidget& widget, const QWidget& root)
{
    if (!widget.isVisibleTo(&root))
        return false;
    for (const QWidget* each = &widget; each && each != &root; each = each->parentWidget()) {
        if (each->objectName() == "qt_calendar_navigationbar"_L1)
            return false;
    }
    return true;
}

class TestFit : public QObject
{
    Q_OBJECT

    /// What a layout gives less height than it needs covers its neighbour or is cut.
    static QStringList squashedIn(const QScrollArea& area, const QWidget& root)
    {
        QStringList squashed;
        for (const QWidget* widget : area.widget()->findChildren<QWidget*>()) {
            // Parts of tables and combo boxes are laid out by these.
            const bool isPart =
                qobject_cast<const QHeaderView*>(widget) || qobject_cast<const QComboBox*>(widget->parentWidget());
            if (!widget->isVisibleTo(&root) || widget->isWindow() || isPart || widget->hasHeightForWidth())
                continue;
            if (const int wanted = std::min(widget->minimumSizeHint().height(), widget->maximumHeight());
                widget->height() < wanted)
                squashed << u"%1 “%2” is %3 of %4 px high"_s
                                .arg(QLatin1String(widget->metaObject()->className()), widget->objectName())
                                .arg(widget->height())
                                .arg(wanted);
        }
        return squashed;
    }

private Q_SLOTS:
    void noTextIsClipped_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("a usual window") << QSize(1366, 768);
        QTest::newRow("a wide window") << QSize(1920, 1080);
        QTest::newRow("half of a usual window, as at 200 per cent") << QSize(683, 384);
    }

    void noTextIsClipped()
    {
        QFETCH(QSize, size);
        cacheledger::testing::UiFixture fixture;
        QStringList clipped;
        cacheledger::testing::walkEverything(fixture, size, [&](QWidget& root, const QString& name) {
            for (const QWidget* widget : root.findChildren<QWidget*>()) {
                if (!reachable(*widget, root))
                    continue;
                QString problem;
                QString text;
                if (const auto* label = qobject_cast<const QLabel*>(widget))
                    problem = clippingOf(*label), text = label->text();
                else if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
                    problem = clippingOf(*button), text = button->text();
                if (!problem.isEmpty())
                    clipped << u"%1: “%2” has %3"_s.arg(name, text, problem);
            }
        });
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
    }

    void pagesNeitherScrollSidewaysNorSquash_data() { noTextIsClipped_data(); }

    void pagesNeitherScrollSidewaysNorSquash()
    {
        QFETCH(QSize, size);
        cacheledger::testing::UiFixture fixture;
        QStringList wide;
        cacheledger::testing::walkEverything(fixture, size, [&](QWidget& root, const QString& name) {
            for (const QScrollArea* area : root.findChildren<QScrollArea*>()) {
                if (area->isVisibleTo(&root) && area->widget()->width() > area->viewport()->width())
                    wide << u"%1: %2 px in %3"_s.arg(name).arg(area->widget()->width()).arg(area->viewport()->width());
                for (const QString& widget : squashedIn(*area, root))
                    wide << u"%1: %2"_s.arg(name, widget);
            }
        });
        QVERIFY2(wide.isEmpty(), qPrintable(wide.join(u'\n')));
    }

    void overviewOfSixCachesIsWholeAt1366x768()
    {
        cacheledger::testing::UiFixture fixture;
        fixture.fillTypical();
        for (const QString& name : {u"five"_s, u"six"_s})
            fixture.setState(fixture.addCache(name), NodeState::Down, 100);
        MainWindow window(fixture.services, &fixture.theme);
        window.resize(1366, 768);
        window.show();
        auto* area = window.page(u"overview"_s)->findChild<QScrollArea*>();
        QTRY_COMPARE(area->findChildren<QFrame*>(QRegularExpression(u"^CacheCard\\."_s)).size(), 6);
        QTRY_VERIFY2(area->widget()->height() <= area->viewport()->height(),
                     qPrintable(u"%1 of %2"_s.arg(area->widget()->height()).arg(area->viewport()->height())));
    }

    void targetsAreAtLeast24Pixels()
    {
        cacheledger::testing::UiFixture fixture;
        QStringList small;
        cacheledger::testing::walkEverything(fixture, {1366, 768}, [&](QWidget& root, const QString& name) {
            for (const QAbstractButton* button : root.findChildren<QAbstractButton*>()) {
                if (reachable(*button, root) && (button->height() < 24 || button->width() < 24))
                    small << u"%1: “%2” %3 is %4x%5"_s.arg(name, button->text(), button->accessibleName())
                                 .arg(button->width())
                                 .arg(button->height());
            }
        });
        QVERIFY2(small.isEmpty(), qPrintable(small.join(u'\n')));
    }

    void everythingThatTakesTheFocusHasAName()
    {
        cacheledger::testing::UiFixture fixture;
        QStringList nameless;
        cacheledger::testing::walkEverything(fixture, {1366, 768}, [&](QWidget& root, const QString& name) {
            for (const QWidget* widget : root.findChildren<QWidget*>()) {
                const bool takesFocus = widget->focusPolicy() & Qt::TabFocus;
                if (!takesFocus || !reachable(*widget, root) || widget->objectName().startsWith(u"qt_"_s))
                    continue;
                const auto* button = qobject_cast<const QAbstractButton*>(widget);
                if (widget->accessibleName().isEmpty() && (!button || button->text().isEmpty()) &&
                    !widget->focusProxy() && !qobject_cast<QWidget*>(widget->parentWidget())->accessibleName().size())
                    nameless << u"%1: %2 %3"_s.arg(name, QString::fromLatin1(widget->metaObject()->className()),
                                                   widget->objectName());
            }
        });
        nameless.removeDuplicates();
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    }
};

QTEST_MAIN(TestFit)
#include "tst_fit.moc"
