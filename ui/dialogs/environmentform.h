// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cachestore.h"

#include <QtWidgets/QWidget>

class QCheckBox;
class QComboBox;

namespace cacheledger
{

class Theme;

/// How a cache's environment shows: its colour, which is that of all caches of the environment, and whether the cache
/// is marked as production. Both follow the environment's name until the user says otherwise.
class EnvironmentForm : public QWidget
{
    Q_OBJECT

public:
    EnvironmentForm(const CacheStore* caches, Theme* theme, QWidget* parent = nullptr);

    void setCache(const CacheConfig& cache);
    void setEnvironment(const QString& environment); ///< as it is typed
    /// Sets the mark; nothing where it is what the environment's name says.
    void applyTo(CacheConfig& cache) const;
    /// The name of the colour that the user chose; empty: none, it stays as it is.
    QString chosenColor() const { return m_chosen; }

private:
    void showColor();

    const CacheStore* m_caches;
    Theme* m_theme;
    QString m_environment;
    QComboBox* m_color;
    QCheckBox* m_production;
    QString m_chosen;
    bool m_marked = false; // the user touched the mark, or the cache has one of its own
};

} // namespace cacheledger
