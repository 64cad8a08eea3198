// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/funnel.h"

#include <QtWidgets/QWidget>

namespace cacheledger
{

class Theme;

/// The funnel painted: a bar a stage, as wide as the requests that reach it, whose filled part it answered; words and
/// numbers beside every bar. Its accessible description is funnelSummary(); the same figures stand in a table beside.
class FunnelView : public QWidget
{
    Q_OBJECT

public:
    explicit FunnelView(Theme* theme, QWidget* parent = nullptr);

    void setFunnel(const Funnel& funnel);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Row {
        QString name;
        QString text;
        std::optional<double> reaching; // share of the requests in
        std::optional<double> filled;   // share of the requests in
        bool main = true;               // false: only spares a step
        bool last = false;              // the full pipeline
    };
    void makeRows(const Funnel& funnel);
    void paintRow(QPainter& painter, const Row& row, const QRectF& area, int nameWidth, int textWidth) const;
    int rowHeight() const;

    Theme* m_theme;
    std::vector<Row> m_rows;
};

} // namespace cacheledger
