// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace cacheledger
{

/// The colours that an environment can have, by name: "red", "orange", "yellow", "green", "teal", "blue", "purple",
/// "grey". How they look is the theme's business.
const QStringList& environmentColors();
/// What an environment has until the user chooses: red for production, orange for staging, blue for tests, green for
/// development, else one of the others by its name, always the same; grey for none.
QString defaultEnvironmentColor(const QString& environment);
/// Whether the name says so: "production", "prod-eu", "live".
bool namesProduction(const QString& environment);

} // namespace cacheledger
