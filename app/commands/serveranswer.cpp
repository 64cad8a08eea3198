// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/serveranswer.h"

#include "redis/evidenceprobe.h"

#include <QtCore/QEventLoop>

#include <optional>

namespace cacheledger
{

EvidenceAnswer askServer(const Endpoint& endpoint, const QString& password, const EvidenceParts& parts)
{
    std::optional<EvidenceAnswer> found;
    QEventLoop loop;
    EvidenceProbe probe(endpoint, password, {}, nullptr, parts);
    QObject::connect(
        &probe, &EvidenceProbe::finished, &loop,
        [&](const EvidenceAnswer& answer) {
            found.emplace(answer);
            loop.quit();
        },
        Qt::QueuedConnection);
    probe.start();
    loop.exec();
    return *found;
}

} // namespace cacheledger
