// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QTableView>

namespace cacheledger
{

class NodesModel;
class Theme;

/// The nodes of a cache; what can be missed is left out where the window is narrow.
class NodesTable : public QTableView
{
    Q_OBJECT

public:
    NodesTable(NodesModel* model, Theme* theme, QWidget* parent);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitColumns();

    static constexpr int mostRows = 10; ///< of more, the table has a bar of its own
};

} // namespace cacheledger
