// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

#include <QtCore/QObject>

namespace cacheledger
{

/// Which field of a source's answer is which metric, while somebody edits it: the mapping, the fields that the last
/// test found, and what these probably mean (suggestMapping()). A metric comes from one field at most. GUI thread.
class SourceMapping : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const std::vector<FieldMapping>& mapped() const { return m_mapped; }
    void setMapped(std::vector<FieldMapping> mapped);
    const std::vector<SourceField>& found() const { return m_found; }
    void setFound(std::vector<SourceField> found);

    /// Those that fields are looked for in; when none of them fits, those of the presets.
    void setStages(std::vector<StageConfig> stages);
    /// For fields that are not used and metrics that have none.
    int openSuggestions() const { return static_cast<int>(m_suggested.size()); }
    /// In place of what the preset before it brought and nobody changed; what else was mapped stays, unless the preset
    /// maps its metric.
    void applyPreset(const std::vector<FieldMapping>& fields);

    /// Takes the metric from the field that had it. With the factor that is suggested for the field, else 1. An empty
    /// field frees the metric.
    void assign(const QString& from, const std::string& metric);
    void setFactor(const std::string& metric, double factor); ///< not 0
    /// Nothing of the answer but this field goes to these; empty: the field is not used.
    void setMetricOf(const QString& from, const std::string& metric);
    int takeSuggestions(); ///< how many

    const FieldMapping* ofMetric(const std::string& metric) const;
    std::vector<std::string> metricsOf(const QString& from) const;
    const SourceField* foundField(const QString& from) const;
    /// As found by the test, then those that are mapped but were not found.
    QStringList fieldNames() const;

Q_SIGNALS:
    void changed();
    /// Only the values of the fields: what is being typed into a cell beside them is left alone.
    void valuesChanged();

private:
    void change(); ///< after a change of anything
    std::vector<FieldMapping> suggestions() const;

    std::vector<StageConfig> m_stages;
    std::vector<FieldMapping> m_mapped;
    std::vector<FieldMapping> m_ofPreset;
    std::vector<SourceField> m_found;
    std::vector<FieldMapping> m_suggested;
};

} // namespace cacheledger
