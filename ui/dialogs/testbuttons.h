// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QDialog;
class QPushButton;
class QString;
class QVBoxLayout;

namespace cacheledger
{

/// The foot of a dialog whose content can be tried before it is kept: a button that tests, which is returned, Cancel,
/// and Save, which is the default. The buttons are named NAMETest and NAMESave.
QPushButton* addTestButtons(QDialog* dialog, QVBoxLayout* column, const QString& name, const QString& testText,
                            const std::function<void()>& test, const std::function<void()>& save);

} // namespace cacheledger
