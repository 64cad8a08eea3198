// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cacheconfig.h"

#include <QtGui/QColor>

namespace cacheledger
{

class CacheStore;
class Theme;

/// How an environment looks wherever a cache of it is shown: a shape, a word and a colour.
struct EnvironmentLook {
    QString text; ///< "◆ production", "◆ production · eu-west", "● staging"; empty: nothing to say
    QColor color; ///< at least 4.5:1 on a card
    bool production = false;
};
EnvironmentLook environmentLook(const CacheConfig& cache, const CacheStore& caches, const Theme& theme);
/// The colour of that name in the theme; grey for an unknown one.
QColor environmentColor(const QString& name, bool dark);
/// "Red", translated.
QString environmentColorName(const QString& name);

} // namespace cacheledger
