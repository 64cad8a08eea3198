// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourceprobe.h"

#include "sources/sourcemapper.h"

#include <algorithm>
#include <utility>

namespace cacheledger
{

SourceProbe::SourceProbe(SourceAccess access, QObject* parent) : QObject(parent), m_access(std::move(access))
{
    m_access.everything = true;
    m_reader = makeSourceReader(m_access);
}

SourceProbe::~SourceProbe() = default;

void SourceProbe::start()
{
    m_reader->read([this](const Result<SourceReading>& reading) {
        SourceReport report;
        if (reading)
            report = reportOf(*reading);
        else
            report.error = reading.error();
        Q_EMIT finished(report);
    });
}

SourceReport SourceProbe::reportOf(const SourceReading& reading) const
{
    SourceReport report;
    report.problems = reading.problems;
    report.mapped = SourceMapper(m_access.source).map(reading, report.problems);
    const std::vector<FieldMapping> mappings = effectiveFields(m_access.source);
    const auto metricOf = [&mappings](const QString& from) {
        const auto found = std::find_if(mappings.begin(), mappings.end(),
                                        [&from](const FieldMapping& field) { return field.from == from; });
        return found == mappings.end() ? std::string() : found->metric;
    };
    for (const auto& [from, number] : reading.numbers)
        report.fields.push_back({from, number, false, metricOf(from)});
    for (const auto& [from, distribution] : reading.distributions)
        report.fields.push_back(
            {from, distribution.median ? distribution.median : distribution.mean, true, metricOf(from)});
    std::sort(report.fields.begin(), report.fields.end(),
              [](const SourceField& a, const SourceField& b) { return a.from < b.from; });
    return report;
}

} // namespace cacheledger
