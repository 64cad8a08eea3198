// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/environmentlook.h"

#include <QtWidgets/QFrame>

#include <vector>

class QLabel;
class QToolButton;

namespace cacheledger
{

class EnvironmentBadge;
class Theme;

/// The list of pages. In a narrow window only the icons are shown.
class Sidebar : public QFrame
{
    Q_OBJECT

public:
    explicit Sidebar(Theme* theme, QWidget* parent = nullptr);

    void setCurrent(const QString& page);
    void setNarrow(bool narrow);
    void setWatermark(bool demo);
    /// The chosen cache is a production one; an empty look: it is not. `cache` is its name.
    void setProduction(const EnvironmentLook& look, const QString& cache);
    /// A short text over a page's entry, "▲ 2", said as `spoken`; empty: none. `kind` is what the style sheet colours
    /// it by: "critical", "warning", "information".
    void setBadge(const QString& page, const QString& text, const QString& kind, const QString& spoken);

Q_SIGNALS:
    void pageChosen(const QString& page);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Entry {
        QString id;
        QString title;
        QToolButton* button = nullptr;
        QLabel* badge = nullptr; // made when there is one
    };
    QToolButton* makeButton(const QString& id, const QString& title, const QString& icon, int number);

    static void placeBadge(const Entry& entry);

    Theme* m_theme;
    QLabel* m_name;
    QLabel* m_watermark;
    EnvironmentBadge* m_production;
    EnvironmentLook m_look;
    bool m_narrow = false;
    void showProduction();
    std::vector<Entry> m_entries;
};

} // namespace cacheledger
