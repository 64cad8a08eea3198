// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>

class QLineEdit;

namespace cacheledger
{

class Theme;

/// Asks why advice is set aside: without a reason nobody knows later whether it still holds.
class DismissDialog : public QDialog
{
    Q_OBJECT

public:
    DismissDialog(const QString& title, Theme* theme, QWidget* parent);
    QString reason() const;

private:
    QLineEdit* m_reason;
};

} // namespace cacheledger
