// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/evidencevalues.h"

#include "incidents/playbookfile.h"
#include "metrics/catalogue.h"
#include "metrics/infoparser.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

#include <algorithm>
#include <cmath>

namespace cacheledger
{

static QString notCaptured()
{
    return QCoreApplication::translate("Evidence", "it was not captured");
}

void EvidenceValues::addInfo(const QByteArray& info)
{
    const InfoValues read = InfoParser().parse({info.constData(), static_cast<std::size_t>(info.size())});
    for (std::size_t i = 0; i < read.values.size(); ++i) {
        if (std::isfinite(read.values[i]))
            m_info[read.layout->name(i)] = read.values[i];
    }
    if (!read.texts)
        return;
    for (const auto& [field, text] : *read.texts)
        m_texts[field] = QString::fromStdString(text);
}

void EvidenceValues::addCharts(const EvidenceCharts& charts, TimeMs atMs)
{
    for (const EvidenceCharts::Series& series : charts.series) {
        for (std::size_t i = 0; i < charts.times.size() && charts.times[i] <= atMs; ++i) {
            if (std::isfinite(series.values[i]))
                m_charts[series.metric] = series.values[i];
        }
    }
}

LiveNumber EvidenceValues::number(const std::string& metric, RuleFunction function, qint64 windowMs) const
{
    Q_UNUSED(windowMs)
    if (function != RuleFunction::Value)
        return {{}, notCaptured()};
    for (const auto* values : {&m_charts, &m_info}) {
        if (const auto found = values->find(metric); found != values->end())
            return {found->second, {}};
    }
    if (const auto limit = m_info.find("maxmemory");
        metric == "memory_used_ratio" && limit != m_info.end() && limit->second == 0)
        return {{}, QCoreApplication::translate("Evidence", "there is no limit (maxmemory is 0)")};
    return {{}, m_reason.isEmpty() ? notCaptured() : m_reason};
}

LiveText EvidenceValues::text(const std::string& field) const
{
    const auto found = m_texts.find(field);
    return found == m_texts.end() ? LiveText{{}, notCaptured()} : LiveText{found->second, {}};
}

std::vector<std::string> metricsShownBy(const Playbook& playbook)
{
    std::vector<std::string> metrics;
    const auto add = [&](const std::string& metric) {
        const bool isServers = catalogue::find(metric) && !catalogue::isOfApplication(metric);
        if (isServers && std::ranges::find(metrics, metric) == metrics.end())
            metrics.push_back(metric);
    };
    for (const PlaybookSymptom& symptom : playbook.symptoms)
        add(symptom.metric);
    static const QRegularExpression shown(QStringLiteral("\\{\\{(?:metric|before):([^}]+)\\}\\}"));
    auto found = shown.globalMatch(QString::fromUtf8(playbookfile::toText(playbook)));
    while (found.hasNext())
        add(found.next().captured(1).trimmed().toStdString());
    return metrics;
}

} // namespace cacheledger
