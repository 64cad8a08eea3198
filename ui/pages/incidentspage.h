// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTreeWidget;

namespace cacheledger
{

class IncidentView;

/// All incidents, open ones first, with a search; and one of them, as it is worked on.
class IncidentsPage : public Page
{
    Q_OBJECT

public:
    IncidentsPage(const PageContext& context, QWidget* parent);

    bool usesRange() const override { return false; }
    std::vector<PaletteItem> paletteItems() override;

    void showIncident(const QString& id); ///< asks for it where it is closed
    void showList();

private:
    QWidget* makeList();
    void connectClient();
    void fillList();
    void search();
    void openPlaybook();
    void exportReview(const QString& id);

    IncidentClient* m_client; // null: no incidents
    QStackedWidget* m_stack;
    QLineEdit* m_search = nullptr;
    QTreeWidget* m_list = nullptr;
    QLabel* m_problems = nullptr;
    QLabel* m_empty = nullptr;
    IncidentView* m_view = nullptr;
    std::optional<QStringList> m_found; // nothing: no search
    quint64 m_searching = 0;
    quint64 m_asked = 0;
    QString m_wanted; // id of the one that is shown, or to be shown
};

} // namespace cacheledger
