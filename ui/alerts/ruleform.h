// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/rulecheck.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QWidget>

#include <map>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;
class QPlainTextEdit;

namespace cacheledger
{

class FormField;
class MetricChooser;

/// All fields of a rule. What is wrong is said under the field it concerns, while it is typed.
class RuleForm : public QWidget
{
    Q_OBJECT

public:
    /// A new rule gets its id from its name until one is typed; a known one keeps its.
    RuleForm(const PageContext& context, bool isNew, QWidget* parent);

    void setRule(const Rule& rule);
    Rule rule() const; ///< as typed; what is no number or no duration breaks a rule of rulecheck
    bool isValid() const { return m_valid; }
    void startTyping(); ///< the focus goes to the first field

Q_SIGNALS:
    void changed(); ///< after validation

private:
    template <typename Choices>
    QComboBox* choice(const QString& name, const Choices& choices);
    QLineEdit* line(const QString& name, const QString& placeholder = {});
    void addField(const char* key, const QString& label, QWidget* editor, int width);
    void addHeading(const QString& text);
    void makeTexts();
    void makeCondition();
    void makeTiming();
    void makeScope();
    void makeNotification();
    void onNameTyped();
    void validate();
    void showUnit();
    std::vector<RuleFault> faults(const Rule& rule) const;
    double scale() const; ///< what is typed is the value times this: per cent of a ratio

    PageContext m_context;
    bool m_new;
    bool m_valid = false;
    bool m_loading = false;
    Rule m_base; // what the form does not show
    std::map<QString, FormField*> m_fields;
    QGridLayout* m_grid;
    int m_row = 0;
    int m_column = 0;

    QLineEdit* m_name;
    QLineEdit* m_id;
    QComboBox* m_tier;
    QCheckBox* m_enabled;
    MetricChooser* m_metric;
    QComboBox* m_function;
    QLineEdit* m_window;
    QComboBox* m_comparison;
    QLineEdit* m_threshold;
    QLineEdit* m_recovery;
    QLineEdit* m_for;
    QLineEdit* m_keepFiring;
    QLineEdit* m_minimum;
    QComboBox* m_noData;
    std::map<RuleRequirement, QCheckBox*> m_requirements;
    QLineEdit* m_caches;
    QLineEdit* m_nodes;
    QLineEdit* m_tags;
    QLineEdit* m_stages;
    QPlainTextEdit* m_message;
    QComboBox* m_playbook;
    QLineEdit* m_channels;
    QLineEdit* m_inhibits;
};

} // namespace cacheledger
