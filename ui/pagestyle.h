// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace cacheledger
{

class Theme;

/// The style sheet of the main window and its dialogs: cards, sidebar, header, banners, notices, badges. Controls in
/// general (buttons, fields, menus, scroll bars) are styled by Theme.
QString pageStyleSheet(const Theme& theme);

} // namespace cacheledger
