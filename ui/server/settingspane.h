// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/servertold.h"
#include "ui/pagecontext.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QWidget>

namespace cacheledger
{

class FigureTable;
class PageScroll;

/// Settings of the selected cache's servers that changed within the time range, the newest first. Secrets are never
/// looked at.
class SettingsPane : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsPane(const PageContext& context, QWidget* parent = nullptr);

    void refresh();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void onRecalled(quint64 request, const Result<ServerPast>& past);
    void showChanges(const std::vector<SettingChange>& changes);

    PageContext m_context;
    quint64 m_recalling = 0; // 0: not
    QLabel* m_state;
    PageScroll* m_scroll;
    FigureTable* m_table;
    QWidget* m_card;
};

} // namespace cacheledger
