// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QFrame>

namespace cacheledger
{

class FigureTable;

/// The ledger itself: a row a period with their total, as CSV to copy or save, and the way to what it is computed with.
class LedgerEntriesCard : public QFrame
{
    Q_OBJECT

public:
    explicit LedgerEntriesCard(const PageContext& context, QWidget* parent = nullptr);

    void setLedger(const LedgerPtr& ledger, LedgerStep step); ///< null: there is none
    QString csv() const;                                      ///< of the ledger that is shown; empty: none
    void copyCsv();
    void saveCsv();

private:
    QWidget* makeTools();

    PageContext m_context;
    LedgerPtr m_ledger;
    FigureTable* m_table;
};

} // namespace cacheledger
