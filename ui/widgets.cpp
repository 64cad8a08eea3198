// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets.h"

#include "history/frame.h"
#include "ui/charts/sparkline.h"
#include "ui/environmentlook.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtGui/QPainter>
#include <QtGui/QScreen>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QStyle>
#include <QtWidgets/QStyleOption>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

int MeasuredText::width(const QString& text, const QFont& font) const
{
    if (m_width < 0 || m_text != text || m_font != font) {
        m_text = text;
        m_font = font;
        m_width = QFontMetrics(font).horizontalAdvance(text);
    }
    return m_width;
}

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ElidedLabel::sizeHint() const
{
    const QMargins margins = contentsMargins();
    return {m_measured.width(text(), font()) + 2 + margins.left() + margins.right(),
            fontMetrics().height() + m_lift + margins.top() + margins.bottom()};
}

void ElidedLabel::keepWhole()
{
    m_whole = true;
    updateGeometry();
}

void ElidedLabel::alignBaselineTo(const QLabel* larger)
{
    m_lift = std::max(0, QFontMetrics(larger->font()).descent() - QFontMetrics(font()).descent());
    updateGeometry();
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QSize hint = sizeHint();
    return {m_whole ? hint.width() : std::min(hint.width(), fontMetrics().averageCharWidth() * 6), hint.height()};
}

bool ElidedLabel::isElided() const
{
    return m_measured.width(text(), font()) > contentsRect().width();
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QString shown = isElided() ? fontMetrics().elidedText(text(), Qt::ElideRight, textRect().width()) : text();
    style()->drawItemText(&painter, textRect(), static_cast<int>(alignment()), palette(), isEnabled(), shown,
                          foregroundRole());
    updateToolTip();
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    updateToolTip();
}

bool ElidedLabel::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip)
        updateToolTip();
    return QLabel::event(event);
}

void ElidedLabel::updateToolTip()
{
    const QString wanted = isElided() ? text() : QString();
    if (toolTip() != wanted)
        setToolTip(wanted);
}

EnvironmentBadge::EnvironmentBadge(Theme* theme, QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setFont(theme->font(FontRole::Small, true));
    setObjectName(u"EnvironmentBadge"_s);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    hide();
}

void EnvironmentBadge::setLook(const EnvironmentLook& look)
{
    constexpr int widest = 180;
    m_color = look.color;
    setText(fontMetrics().elidedText(look.text, Qt::ElideRight, widest));
    setAccessibleName(tr("Environment: %1").arg(look.text));
    setProperty("production", look.production);
    setVisible(!look.text.isEmpty());
    update();
}

QSize EnvironmentBadge::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 18, fontMetrics().height() + 6};
}

void EnvironmentBadge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF pill = QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75);
    QColor ground = m_color;
    ground.setAlphaF(0.12F);
    painter.setPen(QPen(m_color, property("production").toBool() ? 1.5 : 1));
    painter.setBrush(property("production").toBool() ? ground : QColor(Qt::transparent));
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.setPen(m_color);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

SeverityLabel::SeverityLabel(Theme* theme, FontRole role, QWidget* parent) : QLabel(parent), m_theme(theme)
{
    setTextFormat(Qt::PlainText);
    setFont(theme->font(role, true));
}

void SeverityLabel::setSeverity(Severity severity, const QString& word)
{
    m_severity = severity;
    setText(Theme::severityShape(severity) + QChar::Nbsp + word);
    update();
}

QSize SeverityLabel::sizeHint() const
{
    return {m_measured.width(text(), font()) + 2, fontMetrics().height()};
}

void SeverityLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(m_theme->severityColor(m_severity));
    painter.drawText(contentsRect(), Qt::AlignVCenter, text());
}

namespace widgets
{

void setStyleProperty(QWidget* widget, const char* name, const QVariant& value)
{
    if (widget->property(name) == value)
        return;
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

QLabel* label(const QString& text, Theme* theme, FontRole role, bool bold, QWidget* parent)
{
    auto* made = new QLabel(text, parent);
    made->setFont(theme->font(role, bold));
    return made;
}

QLabel* dimLabel(const QString& text, Theme* theme, FontRole role, QWidget* parent)
{
    QLabel* made = label(text, theme, role, false, parent);
    made->setProperty("dim", true);
    return made;
}

void makeCard(QFrame* frame)
{
    frame->setFrameShape(QFrame::NoFrame);
    frame->setAttribute(Qt::WA_StyledBackground);
    setStyleProperty(frame, "card", true);
}

QPushButton* button(const QString& text, QWidget* parent)
{
    auto* made = new QPushButton(text, parent);
    made->setAutoDefault(false);
    made->setMinimumHeight(28);
    return made;
}

QPushButton* primaryButton(const QString& text, QWidget* parent)
{
    QPushButton* made = button(text, parent);
    made->setProperty("primary", true);
    return made;
}

QToolButton* iconButton(Theme* theme, const QString& icon, const QString& name, QWidget* parent)
{
    auto* made = new QToolButton(parent);
    const auto tint = [theme, icon, made] { made->setIcon(theme->icon(icon)); };
    tint();
    QObject::connect(theme, &Theme::changed, made, tint);
    made->setIconSize({16, 16});
    made->setFixedSize(28, 28);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    made->setAccessibleName(name);
    made->setToolTip(name);
    return made;
}

QToolButton* closeButton(QWidget* parent)
{
    const QString name = QCoreApplication::translate("Widgets", "Dismiss");
    auto* made = new QToolButton(parent);
    made->setText(u"✕"_s);
    made->setFixedSize(28, 28);
    made->setFocusPolicy(Qt::StrongFocus);
    made->setAccessibleName(name);
    made->setToolTip(name);
    return made;
}

QString severityHtml(Theme* theme, Severity severity, const QString& word)
{
    return u"<span style=\"color:%1\">%2&nbsp;<b>%3</b></span>"_s.arg(
        theme->severityColor(severity).name(), Theme::severityShape(severity), word.toHtmlEscaped());
}

void showSeries(Sparkline* spark, const Frame* frame, std::string_view metric)
{
    const FrameSeries* series = frame ? frame->find(metric) : nullptr;
    if (!series) {
        spark->setData({}, {});
        return;
    }
    spark->setSpan(frame->fromMs, frame->toMs);
    spark->setData(frame->times, series->value, frame->breakBefore);
}

void setMargins(QBoxLayout* layout, int margin, int spacing)
{
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(spacing);
}

void resizeDialog(QDialog* dialog, QSize usual)
{
    static constexpr QSize around(24, 24);
    static constexpr QSize least(420, 300);
    const QSize room =
        dialog->parentWidget() ? dialog->parentWidget()->window()->size() : dialog->screen()->availableSize();
    dialog->resize(usual.boundedTo((room - around).expandedTo(least)));
}

QScrollArea* scrolled(QWidget* body, QWidget* parent)
{
    body->setObjectName(u"PageBody"_s);
    auto* scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(body);
    return scroll;
}

void layOutDialog(QDialog* dialog, QFormLayout* form, QLabel* message, QPushButton* accept)
{
    QPushButton* cancel = button(QCoreApplication::translate("Widgets", "Cancel"), dialog);
    accept->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(accept);
    form->setSpacing(metric::space2);
    auto* column = new QVBoxLayout(dialog);
    setMargins(column, metric::space4, metric::space3);
    column->addLayout(form);
    column->addWidget(message);
    column->addLayout(buttons);
    QObject::connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    QObject::connect(accept, &QPushButton::clicked, dialog, &QDialog::accept);
}

} // namespace widgets

QDateTimeEdit* widgets::momentEdit(TimeMs timeMs, const QTimeZone& zone, const QString& name, QWidget* parent)
{
    auto* edit = new QDateTimeEdit(parent);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    edit->setTimeZone(zone);
#else
    edit->setTimeSpec(zone == QTimeZone::utc() ? Qt::UTC : Qt::LocalTime);
#endif
    edit->setDateTime(QDateTime::fromMSecsSinceEpoch(timeMs, zone));
    edit->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    edit->setCalendarPopup(true);
    edit->setAccessibleName(name);
    edit->setMinimumWidth(200);
    return edit;
}

} // namespace cacheledger
