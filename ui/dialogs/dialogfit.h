// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QLayout>
#include <QtWidgets/QWidget>

#include <algorithm>

namespace cacheledger
{

/// Makes a dialog as tall as its content is at its width. QWidget::adjustSize() stops at two thirds of the screen, and
/// asks how tall wrapped texts are at a width that they do not get.
inline void fitHeight(QWidget& dialog)
{
    QLayout* layout = dialog.layout();
    layout->activate();
    const int wanted = dialog.testAttribute(Qt::WA_Resized) ? dialog.width() : layout->totalSizeHint().width();
    const int width = std::max({wanted, dialog.minimumWidth(), layout->totalMinimumSize().width()});
    const int height =
        layout->hasHeightForWidth() ? layout->totalHeightForWidth(width) : layout->totalSizeHint().height();
    dialog.resize(width, std::max(height, layout->totalMinimumSize().height()));
}

} // namespace cacheledger
