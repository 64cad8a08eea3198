// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "incidents/incident.h"
#include "incidents/livevalues.h"

#include <QtCore/QByteArray>

#include <map>
#include <string>
#include <vector>

namespace cacheledger
{

/// What the evidence of an incident tells of a moment, for the texts of its review: live values are long gone then.
class EvidenceValues : public LiveValues
{
public:
    /// Numbers and texts of a captured INFO; may be empty.
    void addInfo(const QByteArray& info);
    /// Of each metric the newest value at `atMs` or before; these count before INFO's.
    void addCharts(const EvidenceCharts& charts, TimeMs atMs);
    /// Why there is no value of a metric; part of a sentence.
    void setReason(const QString& reason) { m_reason = reason; }

    LiveNumber number(const std::string& metric, RuleFunction function, qint64 windowMs) const override;
    LiveText text(const std::string& field) const override;

private:
    std::map<std::string, double> m_info;
    std::map<std::string, double> m_charts;
    std::map<std::string, QString> m_texts;
    QString m_reason;
};

/// The metrics of servers whose values the symptoms and texts of a playbook show: what evidence should have of them.
std::vector<std::string> metricsShownBy(const Playbook& playbook);

} // namespace cacheledger
