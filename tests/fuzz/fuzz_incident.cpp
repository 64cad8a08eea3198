// SPDX-License-Identifier: GPL-3.0-or-later
// An incident.json that is understood is the same after it was written again.
#include "incidents/incidentfile.h"
#include "incidents/playbook.h"

#include <cstdint>
#include <cstdlib>

using namespace cacheledger;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QString name = QStringLiteral("incident.json");
    const auto read = incidentfile::parse({reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)}, name);
    if (!read)
        return 0;
    auto again = incidentfile::parse(incidentfile::toText(*read), name);
    if (!again || (again->playbook == nullptr) != (read->playbook == nullptr))
        std::abort();
    if (read->playbook && !(*again->playbook == *read->playbook))
        std::abort();
    again->playbook = read->playbook;
    if (!(*again == *read))
        std::abort();
    return 0;
}
