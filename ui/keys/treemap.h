// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyanalysis.h"

#include <QtWidgets/QWidget>

namespace cacheledger
{

class Theme;

/// Prefixes by the memory they take. How much of a prefix has no TTL is its shade, and its label says it; the table
/// says all of it in words.
class Treemap : public QWidget
{
    Q_OBJECT

public:
    explicit Treemap(Theme* theme, QWidget* parent = nullptr);

    void setReport(const KeyReport& report);
    QSize sizeHint() const override { return {640, 260}; }

Q_SIGNALS:
    void prefixClicked(const QByteArray& prefix);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Part {
        QByteArray prefix;
        QString name;
        QString note; // the second line
        double bytes = 0;
        double withoutTtl = 0; // share; 0: or not known
        bool isRest = false;
    };
    const Part* partAt(const QPointF& position) const;
    void layOut() const;

    Theme* m_theme;
    std::vector<Part> m_parts;
    mutable std::vector<QRectF> m_rects; // parallel
    mutable QSize m_laidOut;
};

} // namespace cacheledger
