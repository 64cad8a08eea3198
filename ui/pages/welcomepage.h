// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

namespace cacheledger
{

class Theme;

/// The first thing a new user sees: connect a cache, or look at demo data.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(Theme* theme, QWidget* parent = nullptr);

Q_SIGNALS:
    void connectRequested();
    void demoRequested();
};

} // namespace cacheledger
