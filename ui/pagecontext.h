// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

namespace cacheledger
{

class Crosshair;
class Theme;
class TimeRange;
class UserActions;

/// The cache that every page about one cache shows. GUI thread.
class CacheSelection : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    CacheId current() const { return m_current; }
    void select(const CacheId& cache); ///< emits changed() on change

Q_SIGNALS:
    void changed();

private:
    CacheId m_current;
};

/// What a page is given. Nothing of it belongs to the page; all of it outlives the page.
struct PageContext {
    Services services;
    Theme* theme = nullptr;
    TimeRange* range = nullptr;
    Crosshair* crosshair = nullptr;
    CacheSelection* selection = nullptr;
    UserActions* actions = nullptr;
};

} // namespace cacheledger
