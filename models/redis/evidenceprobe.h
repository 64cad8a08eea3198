// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/endpoint.h"
#include "metrics/evidenceanswer.h"
#include "redis/connection.h"

#include <QtCore/QObject>

#include <memory>

namespace cacheledger
{

/// Asks one node once for INFO and what else is wanted (the parts that are not end as Cancelled), over a short
/// connection of its own. CLIENT LIST, whose cost grows with the number of clients, only where INFO says that there are
/// few enough. Single use, event-driven, one thread. Emits finished() exactly once, within the options' time limits.
class EvidenceProbe : public QObject
{
    Q_OBJECT

public:
    EvidenceProbe(Endpoint endpoint, QString password, ConnectionOptions options = {}, QObject* parent = nullptr,
                  const EvidenceParts& parts = {});
    ~EvidenceProbe() override; ///< cancels
    static constexpr int usualClientLimit = 1000;
    /// Clients are listed up to this number of them; 0: never.
    void setClientLimit(int clients);
    void start();

Q_SIGNALS:
    void finished(const cacheledger::EvidenceAnswer& answer);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
