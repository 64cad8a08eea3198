// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/economics.h"

#include <QtWidgets/QWidget>

#include <map>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace cacheledger
{

class FlowGrid;
class FormField;
class RowTable;
class Theme;

/// A scenario as somebody enters it: name, currency, what introducing the cache costs, the lines of a month before and
/// after, and paid calls. What is wrong stands beside its field at once.
class ScenarioForm : public QWidget
{
    Q_OBJECT

public:
    explicit ScenarioForm(Theme* theme, QWidget* parent = nullptr);

    void setScenario(const Scenario& scenario);
    /// As it is entered; nothing while something is wrong.
    const std::optional<Scenario>& scenario() const { return m_entered; }

Q_SIGNALS:
    void edited(); ///< also when something is wrong now

private:
    FormField* addField(const QString& key, const QString& label, QWidget* editor);
    QWidget* makeHead();
    QWidget* makeCalls();
    void read();
    std::optional<CallModel> readCalls(Currency currency, bool& valid);
    std::optional<Decimal> readNumber(const QString& key, const Decimal& most, bool& valid);

    Theme* m_theme;
    Scenario m_scenario; // as it came
    std::optional<Scenario> m_entered;
    bool m_filling = false;
    std::map<QString, FormField*> m_fields;
    QComboBox* m_currency = nullptr;
    QCheckBox* m_hasCalls = nullptr;
    QWidget* m_callFields = nullptr;
    RowTable* m_before = nullptr;
    RowTable* m_after = nullptr;
    RowTable* m_calls = nullptr;
};

} // namespace cacheledger
