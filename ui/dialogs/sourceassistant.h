// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/sourcepresets.h"
#include "ui/layers/sourcefieldsmodel.h"
#include "ui/layers/stagetargetsmodel.h"

#include <QtWidgets/QWidget>

class QBoxLayout;
class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace cacheledger
{

class Theme;

/// The mapping assistant: the fields of a source at the left, what a stage can be told at the right. Fields are dragged
/// over, picked, or taken as suggested. The lower half of SourceDialog.
class SourceAssistant : public QWidget
{
    Q_OBJECT

public:
    SourceAssistant(Theme* theme, QWidget* parent = nullptr);

    /// `chosen`: the stages of the cache; none: those that fit are offered.
    void setUp(const std::vector<StageConfig>& chosen, const std::vector<FieldMapping>& mapped);
    /// Maps its fields and offers its stages.
    void applyPreset(const MappingPreset& preset);
    SourceMapping& mapping() { return m_mapping; }
    const SourceMapping& mapping() const { return m_mapping; }
    /// Those that fields can be mapped to now.
    const std::vector<StageConfig>& stages() const { return m_stages; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QTableView* makeTable(QAbstractItemModel* model, const QString& name, int stretched);
    QBoxLayout* makeFields();
    QBoxLayout* makeTargets();
    void updateStages();
    void updateState();
    QStringList metricChoices() const;

    Theme* m_theme;
    std::vector<StageConfig> m_chosen;
    std::vector<StageConfig> m_stages;
    const MappingPreset* m_preset = nullptr; // of mappingPresets()
    SourceMapping m_mapping;
    SourceFieldsModel* m_fieldsModel;
    StageTargetsModel* m_targetsModel;
    QBoxLayout* m_both = nullptr;
    QComboBox* m_stage = nullptr;
    QPushButton* m_suggestions = nullptr;
    QLabel* m_hint = nullptr;
};

} // namespace cacheledger
