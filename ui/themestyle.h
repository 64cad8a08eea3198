// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace cacheledger
{

struct ThemeColors;

/// The application's one style sheet, written from the tokens. `dark` chooses the arrows and ticks, which a style sheet
/// can only take from files.
QString themeStyleSheet(const ThemeColors& colors, bool dark);

} // namespace cacheledger
