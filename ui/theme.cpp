// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include "metrics/health.h"
#include "ui/pagestyle.h"
#include "ui/themeicon.h"
#include "ui/themestyle.h"

#include <QtGui/QFontDatabase>
#include <QtGui/QGuiApplication>
#include <QtGui/QPalette>
#include <QtGui/QStyleHints>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyle>
#include <QtWidgets/QStyleFactory>

// Resources of a static library are linked only when somebody names them; the macro must stand outside any namespace.
static void initThemeResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace cacheledger
{

using namespace Qt::StringLiterals;

static ThemeColors lightColors()
{
    ThemeColors c;
    c.ground = 0xf4f5f7, c.card = 0xffffff, c.sidebar = 0xeceef1;
    c.text = 0x1b1f24, c.dimText = 0x57606a, c.line = 0xd8dde3, c.grid = 0xe6e9ed;
    c.controlLine = 0x7d8690, c.hover = 0xeef1f5;
    c.accent = 0x0072b2, c.accentText = 0xffffff;
    c.normal = 0x0a7a56, c.warning = 0x8a5a00, c.critical = 0xb3261e;
    c.criticalGround = 0xfdeeed, c.warningGround = 0xfdf3df;
    c.noData = 0xe9ecf0;
    c.series = {QColor(0x0072b2), QColor(0xd55e00), QColor(0x009e73), QColor(0xc4699b)};
    return c;
}

static ThemeColors darkColors()
{
    ThemeColors c;
    c.ground = 0x15181c, c.card = 0x1d2126, c.sidebar = 0x101317;
    c.text = 0xe8eaed, c.dimText = 0x9aa4af, c.line = 0x31373e, c.grid = 0x2a2f36;
    c.controlLine = 0x747f8b, c.hover = 0x272c33;
    c.accent = 0x4db3f0, c.accentText = 0x0b1116;
    c.normal = 0x3ddbac, c.warning = 0xffc65c, c.critical = 0xff8a80;
    c.criticalGround = 0x40201e, c.warningGround = 0x3a2e16;
    c.noData = 0x2a2f36;
    c.series = {QColor(0x4db3f0), QColor(0xff9d57), QColor(0x3ddbac), QColor(0xe7a1cb)};
    return c;
}

static QString chooseFamily()
{
    const QString inter = u"Inter"_s;
    return QFontDatabase::hasFamily(inter) ? inter : QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
}

static QPalette themePalette(const ThemeColors& c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.ground);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.card);
    palette.setColor(QPalette::AlternateBase, c.ground);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::PlaceholderText, c.dimText);
    palette.setColor(QPalette::Button, c.card);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.critical);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.accentText);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);
    palette.setColor(QPalette::ToolTipBase, c.card);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::Light, c.line);
    palette.setColor(QPalette::Midlight, c.line);
    palette.setColor(QPalette::Mid, c.line);
    palette.setColor(QPalette::Dark, c.controlLine);
    palette.setColor(QPalette::Shadow, c.line);
    for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, c.controlLine);
    return palette;
}

Theme::Theme(QObject* parent) : QObject(parent), m_family(chooseFamily())
{
    initThemeResources();
    m_startedDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_mode == Mode::System && isDark() != m_appliedDark)
            apply();
    });
#endif
}

void Theme::prepare(QApplication& application)
{
    m_application = &application;
    m_appliedDark = isDark();
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setPalette(themePalette(colors()));
    QApplication::setFont(font(FontRole::Body));
}

void Theme::install(QApplication& application)
{
    const bool prepared = m_application != nullptr;
    if (!prepared)
        prepare(application);
    applyStyleSheet();
    if (!prepared)
        Q_EMIT changed();
}

// On the application alone: a window's own sheet makes every widget in it work out both.
void Theme::applyStyleSheet()
{
    m_application->setStyleSheet(themeStyleSheet(colors(), isDark()) + pageStyleSheet(*this));
}

void Theme::setMode(Mode mode)
{
    const bool wasDark = isDark();
    m_mode = mode;
    if (isDark() != wasDark)
        apply();
}

bool Theme::systemIsDark() const
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    return m_startedDark;
}

bool Theme::isDark() const
{
    return m_mode == Mode::Dark || (m_mode == Mode::System && systemIsDark());
}

const ThemeColors& Theme::colorsFor(bool dark)
{
    static const ThemeColors light = lightColors();
    static const ThemeColors night = darkColors();
    return dark ? night : light;
}

const ThemeColors& Theme::colors() const
{
    return colorsFor(isDark());
}

void Theme::apply()
{
    m_appliedDark = isDark();
    if (m_application) {
        QApplication::setPalette(themePalette(colors()));
        QApplication::setFont(font(FontRole::Body));
        applyStyleSheet();
    }
    Q_EMIT changed();
}

QFont Theme::font(FontRole role, bool bold) const
{
    static constexpr std::array pixels{11, 13, 17, 24};
    QFont font(m_family);
    font.setPixelSize(pixels.at(static_cast<size_t>(role)));
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

QIcon Theme::icon(const QString& name) const
{
    return QIcon(new ThemeIconEngine(this, u":/icons/%1.svg"_s.arg(name)));
}

QColor Theme::severityColor(Severity severity) const
{
    switch (severity) {
    case Severity::Normal:
        return colors().normal;
    case Severity::Warning:
        return colors().warning;
    case Severity::Critical:
        return colors().critical;
    case Severity::Unknown:
        break;
    }
    return colors().dimText;
}

QColor Theme::seriesColor(int index) const
{
    const auto& series = colors().series;
    return series.at(static_cast<size_t>(index) % series.size());
}

QString Theme::severityShape(Severity severity)
{
    switch (severity) {
    case Severity::Normal:
        return u"●"_s;
    case Severity::Warning:
        return u"■"_s;
    case Severity::Critical:
        return u"▲"_s;
    case Severity::Unknown:
        break;
    }
    return u"○"_s;
}

QString Theme::severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Normal:
        return tr("Normal");
    case Severity::Warning:
        return tr("Warning");
    case Severity::Critical:
        return tr("Critical");
    case Severity::Unknown:
        break;
    }
    return tr("Unknown");
}

} // namespace cacheledger
