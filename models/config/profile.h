// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/result.h"

#include <QtCore/QString>

namespace cacheledger
{

/// The folders of one user: XDG's configuration, data and state homes plus "cacheledger", or everything under one
/// folder with --profile DIR (DIR/config, DIR/data, DIR/state).
struct Profile {
    QString configDir;
    QString dataDir;
    QString stateDir;

    static Profile standard();
    static Profile under(const QString& dir);

    QString cachesFile() const;      ///< configDir/caches.json
    QString preferencesFile() const; ///< configDir/preferences.json
    QString pricesFile() const;      ///< configDir/prices.json
    QString dismissalsFile() const;  ///< configDir/dismissed-advice.json
    QString scenariosDir() const;    ///< configDir/scenarios
    QString sourcesFile() const;     ///< configDir/sources.json
    QString costsFile() const;       ///< configDir/costs.json
    QString rulesFile() const;       ///< configDir/rules.json
    QString alertsFile() const;      ///< dataDir/alerts.sqlite
    QString playbooksDir() const;    ///< configDir/playbooks
    QString channelsFile() const;    ///< configDir/channels.json
    QString reportsFile() const;     ///< configDir/reports.json: schedules
    QString madeReportsFile() const; ///< dataDir/reports.json: what was made
    QString auditFile() const;       ///< dataDir/audit.sqlite: commands that were sent
    QString serverLogFile() const;   ///< dataDir/serverlog.sqlite: slow logs, latency events, settings of servers
    QString historyFile() const;     ///< dataDir/history.sqlite
    QString incidentsDir() const;    ///< dataDir/incidents
    QString keysDir() const;         ///< dataDir/keys: analyses of keys that are kept
    QString stateFile() const;       ///< stateDir/window.json
    /// A short name that is the same for the same folders; for the single-instance socket.
    QString key() const;

    /// Creates the folders (0700). ReadOnly or Io names the folder.
    Result<void> create() const;
};

} // namespace cacheledger
