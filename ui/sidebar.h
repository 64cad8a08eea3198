// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

#include <vector>

class QLabel;
class QToolButton;

namespace cacheledger
{

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

Q_SIGNALS:
    void pageChosen(const QString& page);

private:
    struct Entry {
        QString id;
        QToolButton* button = nullptr;
    };
    QToolButton* makeButton(const QString& id, const QString& title, const QString& icon, int number);

    Theme* m_theme;
    QLabel* m_name;
    QLabel* m_watermark;
    std::vector<Entry> m_entries;
};

} // namespace cacheledger
