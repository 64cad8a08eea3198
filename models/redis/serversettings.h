// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/command.h"
#include "redis/reply.h"

#include <QtCore/QString>

#include <map>
#include <vector>

namespace cacheledger
{

/// The settings of a server by name, as CONFIG GET tells them.
using ServerSettings = std::map<QString, QString>;

/// The questions for all settings but those that are secrets (requirepass, masterauth and their like): these are not
/// asked for, so that they never come to us.
std::vector<Command> settingsQuestions();
/// Adds the answer to one of these. False: it is no list of names and values. A setting whose name speaks of a password
/// is left out whatever the server answers.
bool readSettings(const Reply& reply, ServerSettings& settings);

} // namespace cacheledger
