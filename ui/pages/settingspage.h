// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QBoxLayout;
class QLabel;
class QVBoxLayout;
#include <QtWidgets/QFrame>

namespace cacheledger
{

struct PreferenceInfo;

/// Preferences (a form made from their table), the configured caches, where the files are, and what this is.
class SettingsPage : public Page
{
    Q_OBJECT

public:
    SettingsPage(const PageContext& context, QWidget* parent);

    bool usesRange() const override { return false; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makePreferences();
    QWidget* makeCaches();
    QWidget* makeFiles();
    QWidget* makeAbout();
    QWidget* makeEditor(const PreferenceInfo& info);
    QWidget* makeCacheRow(const CacheConfig& cache);
    QFrame* card(const QString& title, QVBoxLayout** column);
    void fillCaches();
    void set(const QString& key, const QVariant& value);

    QBoxLayout* m_columns;
    QVBoxLayout* m_cacheRows = nullptr;
    bool m_fillSoon = false;
    QLabel* m_problem = nullptr;
};

} // namespace cacheledger
