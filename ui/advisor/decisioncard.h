// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/decisionmatrix.h"

#include <QtWidgets/QFrame>

class QGridLayout;

namespace cacheledger
{

class Theme;

/// The decision matrix: what was found of each factor, and whether it fits each place where answers could be kept, in
/// shape and word.
class DecisionCard : public QFrame
{
    Q_OBJECT

public:
    explicit DecisionCard(Theme* theme, QWidget* parent = nullptr);

    void setMatrix(const std::vector<DecisionFactor>& matrix);

private:
    Theme* m_theme;
    QGridLayout* m_grid;
};

} // namespace cacheledger
