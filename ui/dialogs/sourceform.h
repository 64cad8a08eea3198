// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourcepresets.h"
#include "ui/theme.h"

#include <QtWidgets/QWidget>

#include <map>
#include <optional>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;
class QSpinBox;

namespace cacheledger
{

class FormField;

/// Where a source of application metrics is and how it is asked: the upper half of SourceDialog. What is wrong stands
/// beside its field.
class SourceForm : public QWidget
{
    Q_OBJECT

public:
    /// `secretsLast`: a secret that is entered outlives the application.
    SourceForm(bool secretsLast, Theme* theme, QWidget* parent = nullptr);

    /// `way` is its cache's.
    void setSource(const SourceConfig& source, const Route& way, bool isNew);
    /// As entered; id, cache, fields and what else has no editor as they came.
    SourceConfig source() const;
    /// What was entered; nothing: the stored one stays, or none is needed.
    std::optional<QString> secret() const;
    /// False: what is wrong stands beside its field.
    bool validateInput();
    /// The one that was chosen and is for the kind that is chosen now; else null.
    const MappingPreset* preset() const;

Q_SIGNALS:
    void edited(); ///< the kind or how it is asked
    void presetChosen(const cacheledger::MappingPreset& preset);

private:
    void makeEditors();
    void layOut();
    FormField* addField(const QString& key, const QString& label, QWidget* editor);
    void updateFields();
    void applyPreset();
    void completeAddress();

    Theme* m_theme;
    bool m_secretsLast;
    SourceConfig m_source; // as it came
    Route m_way;
    QString m_presetKey;  // what a preset wrote into m_key
    QString m_presetPath; // what a preset added to m_url
    std::map<QString, FormField*> m_fields;
    QComboBox* m_preset = nullptr;
    QComboBox* m_kind = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_url = nullptr;
    QLineEdit* m_endpoint = nullptr;
    QLineEdit* m_key = nullptr;
    QSpinBox* m_interval = nullptr;
    QComboBox* m_auth = nullptr;
    QLineEdit* m_authName = nullptr;
    QLineEdit* m_secret = nullptr;
    QLineEdit* m_caFile = nullptr;
    QCheckBox* m_viaCache = nullptr;
};

} // namespace cacheledger
