// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connection.h"

#include <QtCore/QObject>
#include <QtCore/QStringList>

#include <memory>
#include <vector>

namespace cacheledger
{

/// Whether the server lets us send a command. Denied: it knows it, our user may not (NOPERM). Unsupported: it does not
/// know it, as many managed services do not.
enum class CommandState { Allowed, Denied, Unsupported };

struct CommandCapability {
    CommandKind kind;
    CommandState state;
};

/// Of one feature: what it lacks on this server.
struct FeatureCapability {
    QString name; ///< as commandFeatureNames() has it
    bool available = false;
    QStringList missing; ///< words of commands that are denied or unknown
    QString grant;       ///< the line for an administrator that grants what is denied; empty: nothing would help
};

struct Capabilities {
    QString server; ///< "Redis 7.0.15"; empty: it does not say
    std::vector<CommandCapability> commands;

    /// Each feature of which something was tried: INFO in any of its forms is enough for polling.
    std::vector<FeatureCapability> features(const QString& user) const;
};

/// Sends each command of the closed list once and sees whether it is permitted: ACL DRYRUN would need a right that a
/// monitoring user should not have. Single use, event-driven, one thread. Emits finished() exactly once.
class CapabilityProbe : public QObject
{
    Q_OBJECT

public:
    CapabilityProbe(Endpoint endpoint, QString password, ConnectionOptions options = {}, QObject* parent = nullptr);
    ~CapabilityProbe() override; ///< cancels
    void start();

Q_SIGNALS:
    void finished(const cacheledger::Result<cacheledger::Capabilities>& capabilities);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace cacheledger
