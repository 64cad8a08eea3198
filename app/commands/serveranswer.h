// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "metrics/evidenceanswer.h"

namespace cacheledger
{

/// Asks one server once for these parts and INFO, and waits for the answer in an event loop of its own. Of what is not
/// wanted nothing is asked.
EvidenceAnswer askServer(const Endpoint& endpoint, const QString& password, const EvidenceParts& parts);

} // namespace cacheledger
