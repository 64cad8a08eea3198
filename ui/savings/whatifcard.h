// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerwhatif.h"
#include "ui/savings/ledgerview.h"

#include <QtWidgets/QFrame>

class QGridLayout;
class QLabel;
class QSlider;

namespace cacheledger
{

class Theme;

/// Sliders for hit ratio, volume and price, and the net that would come of them. What they show is never kept and
/// never changes the ledger; the card says so.
class WhatIfCard : public QFrame
{
    Q_OBJECT

public:
    explicit WhatIfCard(Theme* theme, QWidget* parent = nullptr);

    /// The range's total, which stays as it is. Nothing: not known yet.
    void setEntry(const std::optional<LedgerEntry>& entry);
    WhatIf factors() const;
    void reset();

private:
    struct Driver {
        QSlider* slider = nullptr;
        QLabel* value = nullptr;
    };
    Driver addDriver(QGridLayout* grid, int row, const QString& id, const QString& name, int most);
    void show();

    std::optional<LedgerEntry> m_entry;
    Driver m_hitRatio, m_volume, m_price;
    QLabel* m_result;
};

} // namespace cacheledger
