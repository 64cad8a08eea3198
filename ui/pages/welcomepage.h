// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QPushButton;

namespace cacheledger
{

class Theme;

/// The first thing a new user sees: connect a cache, or look at demo data.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(Theme* theme, QWidget* parent = nullptr);
    void setDemoStarting(bool starting);

Q_SIGNALS:
    void connectRequested();
    void demoRequested();

private:
    QPushButton* m_demo;
};

} // namespace cacheledger
