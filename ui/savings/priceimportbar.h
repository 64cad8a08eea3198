// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/litellm.h"
#include "ui/theme.h"

#include <QtCore/QDate>
#include <QtCore/QTimeZone>
#include <QtWidgets/QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace cacheledger
{

class FigureTable;

/// The way to import LiteLLM's list of prices: the file, the day from which its prices are valid, and what came of it,
/// with what was not taken and why. Whoever owns it reads the file.
class PriceImportBar : public QWidget
{
    Q_OBJECT

public:
    /// `today` is what stands in the day at first; days are of `zone`.
    PriceImportBar(const QDate& today, const QTimeZone& zone, Theme* theme, QWidget* parent = nullptr);

    /// Asks for this file; says so where the day that is entered is none.
    void take(const QString& file);
    void showOutcome(const QString& file, const Result<PriceImport>& outcome);
    void tell(const QString& text, bool problem);

Q_SIGNALS:
    /// `fromMs` 0: ever since. Until showOutcome() nothing else can be imported.
    void importRequested(const QString& file, cacheledger::TimeMs fromMs);

private:
    void chooseFile();

    QTimeZone m_zone;
    QPushButton* m_import;
    QLineEdit* m_from;
    QLabel* m_message;
    FigureTable* m_skipped;
};

} // namespace cacheledger
