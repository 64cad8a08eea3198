// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

namespace cacheledger
{

class Theme;

/// The line under a chart: resolution on the left, age of the newest sample on the right.
class ChartFooter : public QWidget
{
    Q_OBJECT

public:
    explicit ChartFooter(Theme* theme, QWidget* parent = nullptr);
    void setResolution(const QString& text);
    void setAge(const QString& text, bool stale);
    QString resolution() const { return m_resolution; }
    QString ageText() const { return m_age; }
    void paintContent(QPainter& painter) const; ///< also for pictures
    QSize sizeHint() const override { return {200, 18}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme* m_theme;
    QString m_resolution;
    QString m_age;
    bool m_stale = false;
};

} // namespace cacheledger
