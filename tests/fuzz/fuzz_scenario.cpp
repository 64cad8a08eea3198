// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario files: what is understood is the same after it was written and read, and its economics can be told.
#include "cost/economics.h"
#include "cost/scenariofile.h"

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray document(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const QString name = QStringLiteral("scenario.json");
    const ScenarioFile file = scenariofile::parse(document, name);
    if (file.scenario.has_value() != file.problems.empty())
        std::abort();
    if (!file.scenario)
        return 0;
    const ScenarioFile again = scenariofile::parse(scenariofile::toText(*file.scenario), name);
    if (!again.scenario || !(*again.scenario == *file.scenario))
        std::abort();
    const Economics economics = economicsOf(*file.scenario);
    if (sensitivityOf(*file.scenario).size() != 6 || cumulativeSaving(economics).size() != 37)
        std::abort();
    return 0;
}
