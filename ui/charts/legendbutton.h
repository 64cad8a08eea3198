// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/linestroker.h"

#include <QtWidgets/QAbstractButton>

namespace cacheledger
{

class Theme;

/// One entry of a chart's legend: a piece of the line, its name, the value under the crosshair (else the newest). A
/// toggle: checked is visible. Click and Space switch the line, a double click (or Shift+Space) shows it alone.
class LegendButton : public QAbstractButton
{
    Q_OBJECT

public:
    LegendButton(const QString& label, Theme* theme, QWidget* parent = nullptr);

    void setLabel(const QString& label);
    void setPen(const LineStroker::Pen& pen);
    /// The room for the value only grows, so that neighbours stand still while numbers change.
    void setValue(const QString& value, bool dimmed);
    QString value() const { return m_value; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    /// Also for pictures. Text outside `exposed` is left out: laying it out is what costs.
    void paintContent(QPainter& painter, const QRectF& rect, const QRectF& exposed) const;

Q_SIGNALS:
    void soloed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void nextCheckState() override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRectF valueRect(const QRectF& rect) const;

    Theme* m_theme;
    LineStroker::Pen m_pen;
    QString m_value;
    double m_labelWidth = 0;
    double m_valueWidth = 0;
    bool m_dimmed = false;
    bool m_ring = false;
};

} // namespace cacheledger
