// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/notedialog.h"

#include "history/annotationspool.h"
#include "ui/widgets.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace cacheledger
{

using namespace Qt::StringLiterals;

NoteDialog::NoteDialog(const QString& cacheName, TimeMs timeMs, TimeMs nowMs, const QTimeZone& zone, Theme* theme,
                       QWidget* parent)
    : QDialog(parent),
      m_nowMs(nowMs),
      m_givenMs(timeMs),
      m_time(widgets::momentEdit(timeMs, zone, tr("Time"), this)),
      m_kind(new QComboBox(this)),
      m_text(new QLineEdit(this)),
      m_message(widgets::label({}, theme, FontRole::Small, false, this)),
      m_add(widgets::primaryButton(tr("&Add"), this))
{
    setWindowTitle(tr("Add a note to “%1”").arg(cacheName));
    m_kind->addItem(tr("Note"), static_cast<int>(EventKind::Note));
    m_kind->addItem(tr("Deploy"), static_cast<int>(EventKind::Deploy));
    m_kind->setAccessibleName(tr("Kind"));
    m_text->setObjectName(u"NoteText"_s);
    m_text->setAccessibleName(tr("Text"));
    m_text->setPlaceholderText(tr("What happened"));
    m_text->setMaxLength(static_cast<int>(longestAnnotation));
    m_text->setMinimumWidth(320);
    m_message->setObjectName(u"NoteMessage"_s);
    auto* form = new QFormLayout;
    form->addRow(tr("&What"), m_text);
    form->addRow(tr("&Kind"), m_kind);
    form->addRow(zone == QTimeZone::utc() ? tr("Time (&UTC)") : tr("&Time"), m_time);
    widgets::layOutDialog(this, form, m_message, m_add);
    connect(m_text, &QLineEdit::textChanged, this, &NoteDialog::validate);
    connect(m_time, &QDateTimeEdit::dateTimeChanged, this, [this](const QDateTime& time) {
        m_givenMs = time.toMSecsSinceEpoch();
        validate();
    });
    m_text->setFocus();
    validate();
}

TimeMs NoteDialog::timeMs() const
{
    return m_givenMs;
}

EventKind NoteDialog::kind() const
{
    return static_cast<EventKind>(m_kind->currentData().toInt());
}

QString NoteDialog::text() const
{
    return annotationText(m_text->text());
}

void NoteDialog::validate()
{
    const bool future = m_givenMs > m_nowMs + 60'000;
    widgets::setStyleProperty(m_message, "problem", future);
    m_message->setText(future ? u"▲ "_s + tr("The time lies in the future.")
                              : tr("Shown on every chart of this cache."));
    m_add->setEnabled(!future && !text().isEmpty());
}

} // namespace cacheledger
