// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QScrollArea>

class QVBoxLayout;

namespace cacheledger
{

/// A page's body that scrolls up and down. The right edge of the content stays in line with the header whether or not
/// there is a scroll bar.
class PageScroll : public QScrollArea
{
    Q_OBJECT

public:
    explicit PageScroll(QWidget* parent);
    QVBoxLayout* column() const { return m_column; } ///< the body's layout, with a stretch at its end

    /// Inserts before the stretch.
    void add(QWidget* widget);
    /// Any size will do: to ask everything in it how much it would like is in vain.
    QSize sizeHint() const override { return {640, 480}; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QVBoxLayout* m_column;
};

} // namespace cacheledger
