// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timerange.h"

#include <QtWidgets/QDialog>

class QDateTimeEdit;
class QLabel;
class QPushButton;

namespace cacheledger
{

class Theme;

/// Asks for two moments, in `zone`.
class RangeDialog : public QDialog
{
    Q_OBJECT

public:
    RangeDialog(TimeSpan initial, TimeMs nowMs, const QTimeZone& zone, Theme* theme, QWidget* parent = nullptr);
    TimeSpan span() const;

private:
    void validate();

    TimeMs m_nowMs;
    QTimeZone m_zone;
    QDateTimeEdit* m_from;
    QDateTimeEdit* m_to;
    QLabel* m_message;
    QPushButton* m_show;
};

} // namespace cacheledger
