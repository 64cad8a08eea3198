// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include "metrics/health.h"

#include <QtCore/QDirIterator>
#include <QtGui/QPainter>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include <cmath>

using namespace cacheledger;
using namespace Qt::StringLiterals;

static double luminance(const QColor& color)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

static double contrast(const QColor& a, const QColor& b)
{
    const double brighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (brighter + 0.05) / (darker + 0.05);
}

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrasts_data()
    {
        QTest::addColumn<QColor>("front");
        QTest::addColumn<QColor>("ground");
        QTest::addColumn<double>("least");
        for (bool dark : {false, true}) {
            const ThemeColors& c = Theme::colorsFor(dark);
            const char* theme = dark ? "dark" : "light";
            const auto row = [&](const char* what, QColor front, QColor ground, double least) {
                QTest::addRow("%s: %s", theme, what) << front << ground << least;
            };
            const std::pair<const char*, QColor> grounds[] = {{"ground", c.ground},
                                                              {"card", c.card},
                                                              {"sidebar", c.sidebar},
                                                              {"hover", c.hover},
                                                              {"critical banner", c.criticalGround},
                                                              {"warning banner", c.warningGround},
                                                              {"no data", c.noData}};
            for (const auto& [name, ground] : grounds) {
                row(qPrintable(u"text on %1"_s.arg(QLatin1String(name))), c.text, ground, 4.5);
                row(qPrintable(u"dim text on %1"_s.arg(QLatin1String(name))), c.dimText, ground, 4.5);
                row(qPrintable(u"critical on %1"_s.arg(QLatin1String(name))), c.critical, ground, 4.5);
                row(qPrintable(u"warning on %1"_s.arg(QLatin1String(name))), c.warning, ground, 4.5);
                row(qPrintable(u"accent as graphic on %1"_s.arg(QLatin1String(name))), c.accent, ground, 3);
            }
            for (const auto& [name, ground] : std::span(grounds).first(4))
                row(qPrintable(u"normal on %1"_s.arg(QLatin1String(name))), c.normal, ground, 4.5);
            for (size_t i = 0; i < c.series.size(); ++i) {
                row(qPrintable(u"series %1 on card"_s.arg(i)), c.series[i], c.card, 3);
                row(qPrintable(u"series %1 on a breach"_s.arg(i)), c.series[i], c.criticalGround, 3);
            }
            row("accent as text on card", c.accent, c.card, 4.5);
            row("accent as text on ground", c.accent, c.ground, 4.5);
            row("text on accent", c.accentText, c.accent, 4.5);
            row("text on a pressed button", c.text, c.line, 4.5);
            row("control edge on card", c.controlLine, c.card, 3);
            row("control edge on ground", c.controlLine, c.ground, 3);
        }
    }
    void contrasts()
    {
        QFETCH(QColor, front);
        QFETCH(QColor, ground);
        QFETCH(double, least);
        QVERIFY2(
            contrast(front, ground) >= least,
            qPrintable(u"%1 on %2: %3"_s.arg(front.name(), ground.name()).arg(contrast(front, ground), 0, 'f', 2)));
    }

    void everyColourIsSet()
    {
        for (bool dark : {false, true}) {
            const ThemeColors& c = Theme::colorsFor(dark);
            for (const QColor& color :
                 {c.ground, c.card, c.sidebar, c.text, c.dimText, c.line, c.grid, c.controlLine, c.hover, c.accent,
                  c.accentText, c.normal, c.warning, c.critical, c.criticalGround, c.warningGround, c.noData})
                QVERIFY(color.isValid());
        }
        QVERIFY(luminance(Theme::colorsFor(true).ground) < luminance(Theme::colorsFor(false).ground));
    }

    void aChangeOfModeIsToldOnlyWhenItShows()
    {
        Theme theme;
        theme.setMode(Theme::Mode::Light);
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setMode(Theme::Mode::Dark);
        QVERIFY(theme.isDark());
        QCOMPARE(theme.colors().ground, Theme::colorsFor(true).ground);
        theme.setMode(Theme::Mode::Dark);
        QCOMPARE(changed.count(), 1);
        theme.setMode(Theme::Mode::Light);
        QCOMPARE(changed.count(), 2);
    }

    void installingPaintsTheApplication()
    {
        Theme theme;
        theme.install(*qApp);
        theme.setMode(Theme::Mode::Dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::colorsFor(true).ground);
        QCOMPARE(QApplication::font().pixelSize(), 13);
        QVERIFY(!qApp->styleSheet().contains(u'@'));
        theme.setMode(Theme::Mode::Light);
        QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::colorsFor(false).ground);
        QVERIFY(qApp->styleSheet().contains(Theme::colorsFor(false).accent.name()));
    }

    void controlsAreLargeEnoughToHit()
    {
        Theme theme;
        theme.install(*qApp);
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* tool = new QToolButton;
        tool->setIcon(theme.icon(u"menu"_s));
        for (QWidget* control : std::initializer_list<QWidget*>{new QPushButton(u"Save"_s), tool, new QLineEdit,
                                                                new QComboBox, new QSpinBox, new QCheckBox(u"On"_s)}) {
            layout->addWidget(control);
            control->ensurePolished();
            QVERIFY2(control->sizeHint().height() >= 24, control->metaObject()->className());
            QVERIFY2(control->sizeHint().width() >= 24, control->metaObject()->className());
        }
    }

    void theFocusIsVisibleInBothThemes()
    {
        Theme theme;
        theme.install(*qApp);
        for (Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            theme.setMode(mode);
            QWidget window;
            auto* layout = new QVBoxLayout(&window);
            auto* first = new QPushButton(u"First"_s);
            auto* second = new QPushButton(u"Second"_s);
            layout->addWidget(first);
            layout->addWidget(second);
            window.show();
            window.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&window));
            second->setFocus();
            const QImage plain = first->grab().toImage();
            const QSize size = first->size();
            first->setFocus();
            const QImage focused = first->grab().toImage();
            QCOMPARE(focused.pixelColor(focused.width() / 2, 0), theme.colors().accent);
            QVERIFY(plain.pixelColor(plain.width() / 2, 0) != theme.colors().accent);
            QCOMPARE(first->sizeHint().height(), size.height());
        }
    }

    void everyIconIsDrawnInTheThemesColour()
    {
        Theme theme;
        theme.setMode(Theme::Mode::Light);
        const char* names[] = {"overview",     "dashboard",     "settings", "add",     "edit",    "duplicate",
                               "remove",       "pause",         "play",     "back",    "zoom-in", "zoom-out",
                               "reset",        "live",          "menu",     "save",    "copy",    "table",
                               "test",         "search",        "check",    "warning", "cross",   "info",
                               "chevron-down", "chevron-right", "theme",    "moon",    "sun"};
        for (const char* name : names) {
            const QIcon icon = theme.icon(QLatin1String(name));
            QVERIFY2(!icon.isNull(), name);
            const auto inkOf = [&] { return darkestInk(icon.pixmap(96, 96).toImage()); };
            QVERIFY2(inkOf() == Theme::colorsFor(false).text.rgb(), name);
            theme.setMode(Theme::Mode::Dark);
            QVERIFY2(inkOf() == Theme::colorsFor(true).text.rgb(), name);
            theme.setMode(Theme::Mode::Light);
        }
        QVERIFY(theme.icon(u"no-such-icon"_s).isNull());
    }

    void iconsAreOfOneStyle()
    {
        Theme theme; // makes the resources known
        QDirIterator files(u":/icons"_s, {u"*.svg"_s}, QDir::Files);
        int count = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.fileName().endsWith(u"cacheledger.svg"_s))
                continue;
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray svg = file.readAll();
            QVERIFY2(svg.contains("viewBox=\"0 0 24 24\""), qPrintable(file.fileName()));
            QVERIFY2(svg.contains("stroke-width=\"1.5\""), qPrintable(file.fileName()));
            QVERIFY2(svg.contains("currentColor"), qPrintable(file.fileName()));
            ++count;
        }
        QVERIFY(count >= 26);
    }

    void severitiesHaveShapeWordAndColour()
    {
        Theme theme;
        QStringList shapes;
        QStringList words;
        for (Severity severity : {Severity::Normal, Severity::Warning, Severity::Critical, Severity::Unknown}) {
            shapes << Theme::severityShape(severity);
            words << Theme::severityWord(severity);
            QVERIFY(theme.severityColor(severity).isValid());
        }
        QCOMPARE(shapes.removeDuplicates(), 0);
        QCOMPARE(words.removeDuplicates(), 0);
        QVERIFY(theme.severityColor(Severity::Unknown) != theme.severityColor(Severity::Normal));
    }

    void seriesColoursRepeatFromTheFifthOn()
    {
        Theme theme;
        QCOMPARE(theme.seriesColor(4), theme.seriesColor(0));
        QCOMPARE(theme.seriesColor(7), theme.seriesColor(3));
    }

private:
    static QRgb darkestInk(const QImage& image)
    {
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (qAlpha(image.pixel(x, y)) == 255)
                    return image.pixel(x, y);
        return 0;
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
