// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/ledgerclient.h"
#include "keyspace/keyrecord.h"
#include "ui/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace cacheledger
{

class Banner;
class KeyResultView;

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
    QWidget* makeControls();
    QWidget* makeChoice();
    void connectAll();
    void start();
    void showState();
    void onRecords(const CacheId& cache, const std::vector<KeyRecord>& records);
    void onFailed(const CacheId& cache, const Error& error);
    void askForCost();
    void showRecord();
    const KeyRecord* chosen(const QComboBox* box) const;
    QString titleOf(const KeyRecord& record) const;

    QComboBox* m_sample;
    QComboBox* m_budget;
    QComboBox* m_depth;
    QLineEdit* m_delimiter;
    QPushButton* m_start;
    QPushButton* m_pause;
    QPushButton* m_cancel;
    QProgressBar* m_progress;
    QLabel* m_running;
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
    Money m_cost; // of the cache a month; no amount: not known
};

} // namespace cacheledger
