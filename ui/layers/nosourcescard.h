// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

namespace cacheledger
{

class Theme;

/// What stands in place of the layers while the cache has no source: what one is for, and the way to it.
class NoSourcesCard : public QFrame
{
    Q_OBJECT

public:
    /// `canAdd`: whether there is a place to keep sources.
    NoSourcesCard(Theme* theme, bool canAdd, QWidget* parent = nullptr);

Q_SIGNALS:
    void addRequested();
};

} // namespace cacheledger
