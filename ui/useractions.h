// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

#include <functional>

class QWidget;

namespace cacheledger
{

class Theme;

/// A short message with at most one action. Exactly one of `act` and `expired` is called, once.
struct Notice {
    QString text;
    QString actionText;            ///< empty: no button
    std::function<void()> act;     ///< the button
    std::function<void()> expired; ///< it went away unused
};

/// What the user can do from any page: configure caches, open one, retry one, start the demo. GUI thread.
class UserActions : public QObject
{
    Q_OBJECT

public:
    UserActions(Services services, Theme* theme, QWidget* window);

    void addCache();
    void editCache(const CacheId& cache);
    void enterPassword(const CacheId& cache); ///< editCache(), with the password field ready for typing
    void duplicateCache(const CacheId& cache);
    /// Removes at once and offers to undo it; history is not touched, the password goes when undo is no longer offered.
    void removeCache(const CacheId& cache);
    void openCache(const CacheId& cache) { Q_EMIT cacheOpened(cache); }
    void retry(const CacheId& cache) { Q_EMIT retryRequested(cache); }
    void startDemo() { Q_EMIT demoRequested(); }
    void notify(const QString& text) { Q_EMIT noticeRequested({text, {}, {}, {}}); }

Q_SIGNALS:
    void noticeRequested(const cacheledger::Notice& notice);
    void cacheOpened(const cacheledger::CacheId& cache);
    void retryRequested(const cacheledger::CacheId& cache);
    void demoRequested();

private:
    enum class Purpose { Add, Edit, Password, Duplicate };
    void openDialog(Purpose purpose, const CacheConfig& cache, const CacheId& passwordOf);

    Services m_services;
    Theme* m_theme;
    QWidget* m_window;
};

} // namespace cacheledger
