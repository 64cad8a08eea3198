// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/commands/context.h"

namespace cacheledger
{

/// The commands about incidents; they read what is kept and change nothing. Each returns the process's exit code.
int runIncidentsList(const IncidentsListCommand& command, const CommandContext& context);
int runIncidentsShow(const IncidentsShowCommand& command, const CommandContext& context);
/// A .pdf needs a QGuiApplication.
int runIncidentsExport(const IncidentsExportCommand& command, const CommandContext& context);

} // namespace cacheledger
