// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "advisor/adviceworth.h"
#include "cost/ledgerclient.h"
#include "keyspace/keyrecord.h"
#include "ui/keyanalyst.h"
#include "ui/page.h"

class QComboBox;
class QLabel;

namespace cacheledger
{

class Banner;
class KeyResultView;
class KeyRunCard;

/// What is inside the selected cache: starts an analysis of its keys, and shows what one found, beside another.
class KeysPage : public Page
{
    Q_OBJECT

public:
    KeysPage(const PageContext& context, QWidget* parent);

    bool usesRange() const override { return false; }
    bool usesCache() const override { return true; }
    void refresh() override;
    std::vector<PaletteItem> paletteItems() override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeChoice();
    void connectAll();
    void onRecords(const CacheId& cache, const std::vector<KeyRecord>& records);
    void warn(const QString& what, const QString& hint);
    void askForCost();
    CacheMoney moneyOf(const Ledger& ledger) const;
    void showRecord();
    const KeyRecord* chosen(const QComboBox* box) const;
    QString titleOf(const KeyRecord& record) const;

    KeyRunCard* m_run;
    Banner* m_banner;
    QWidget* m_choice = nullptr; // of what is shown
    QComboBox* m_shown;
    QComboBox* m_before;
    QLabel* m_about;
    QLabel* m_empty;
    KeyResultView* m_view;
    std::vector<KeyRecord> m_records;
    CacheId m_cache; // whose records these are
    quint64 m_ledgerRequest = 0;
    CacheMoney m_money; // without amounts until they are known
};

} // namespace cacheledger
