// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/pricebook.h"
#include "ui/theme.h"

#include <QtCore/QTimeZone>
#include <QtWidgets/QDialog>

#include <map>

class QComboBox;
class QLabel;
class QLineEdit;

namespace cacheledger
{

class FormField;

/// Enters a price of a model: a new one, or another version of one that is known. It changes nothing itself. What is
/// wrong stands beside its field.
class PriceDialog : public QDialog
{
    Q_OBJECT

public:
    /// Days are those of `zone`.
    PriceDialog(const QTimeZone& zone, Theme* theme, QWidget* parent = nullptr);

    /// A new model.
    void startNew(const QDate& today);
    /// Another version of this one, from today on.
    void startVersion(const PriceVersion& known, const QDate& today);
    /// Only the end of this one can be entered: no more than that is ever changed.
    void startEnd(const PriceVersion& known, const QDate& today);
    /// `field`: "model", "from", ...; empty: of the whole.
    void showProblem(const QString& field, const QString& problem);

Q_SIGNALS:
    void saveRequested(const cacheledger::PriceVersion& version);

private:
    FormField* addField(const QString& key, const QString& label, QWidget* editor);
    QLineEdit* line(const QString& key) const;
    void makeFields();
    void fill(const PriceVersion& version);
    std::optional<PriceVersion> read();
    std::optional<TimeMs> readDay(const QString& key, bool& valid);
    bool readPrices(PriceVersion& version);
    void save();

    Theme* m_theme;
    QTimeZone m_zone;
    PriceVersion m_known;
    bool m_onlyEnd = false;
    std::map<QString, FormField*> m_fields;
    QComboBox* m_currency = nullptr;
    QComboBox* m_unit = nullptr;
    QLabel* m_message = nullptr;
};

} // namespace cacheledger
