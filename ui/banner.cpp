// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/banner.h"

#include "metrics/health.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

Banner::Banner(Theme* theme, QWidget* parent) : QFrame(parent), m_theme(theme), m_severity(Severity::Critical)
{
    setObjectName(u"Banner"_s);
    setAttribute(Qt::WA_StyledBackground);
    hide();
}

void Banner::build()
{
    m_headline = new QLabel(this);
    m_text = new QLabel(this);
    m_action = widgets::button({}, this);
    m_close = widgets::closeButton(this);
    m_headline->setTextFormat(Qt::RichText);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metric::space3, metric::space2, metric::space3, metric::space2);
    row->setSpacing(metric::space3);
    row->addWidget(m_headline);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_close, 0, Qt::AlignTop);
    m_close->setVisible(m_dismissable);
    connect(m_action, &QPushButton::clicked, this, &Banner::activated);
    connect(m_close, &QToolButton::clicked, this, &Banner::dismissed);
    connect(m_theme, &Theme::changed, this, &Banner::restyle);
}

void Banner::setContent(Severity severity, const QString& headline, const QString& text, const QString& actionText)
{
    if (!m_headline)
        build();
    m_severity = severity;
    m_headlineText = headline;
    if (m_text->text() != text)
        m_text->setText(text);
    m_action->setText(actionText);
    m_action->setVisible(!actionText.isEmpty());
    setAccessibleName(headline);
    setAccessibleDescription(text);
    restyle();
}

void Banner::setDismissable()
{
    m_dismissable = true;
    if (m_close)
        m_close->show();
}

void Banner::restyle()
{
    m_headline->setText(widgets::severityHtml(m_theme, m_severity, m_headlineText));
    widgets::setStyleProperty(this, "severity", QString::fromLatin1(severityName(m_severity)));
}

} // namespace cacheledger
