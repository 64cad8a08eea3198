// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/events.h"

#include <QtCore/QTimeZone>
#include <QtWidgets/QDialog>

class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cacheledger
{

class Theme;

/// Asks for a note or a deploy: its moment (in `zone`), its kind, its text.
class NoteDialog : public QDialog
{
    Q_OBJECT

public:
    NoteDialog(const QString& cacheName, TimeMs timeMs, TimeMs nowMs, const QTimeZone& zone, Theme* theme,
               QWidget* parent = nullptr);
    TimeMs timeMs() const;
    EventKind kind() const;
    QString text() const; ///< trimmed

private:
    void validate();

    TimeMs m_nowMs;
    TimeMs m_givenMs; ///< kept to the millisecond while nobody edits it
    QDateTimeEdit* m_time;
    QComboBox* m_kind;
    QLineEdit* m_text;
    QLabel* m_message;
    QPushButton* m_add;
};

} // namespace cacheledger
