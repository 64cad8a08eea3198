// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/reportclient.h"
#include "ui/page.h"

#include <QtCore/QTimer>

#include <QtGui/QImage>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace cacheledger
{

class ReportChoices;
class ReportSchedules;

/// Cost reports: what one is to be of, its first page as it will be, saving it, those that were made, and what is made
/// again and again. Everything is made in other threads and can be cancelled.
class ReportsPage : public Page
{
    Q_OBJECT

public:
    ReportsPage(const PageContext& context, QWidget* parent);
    ~ReportsPage() override;

    bool usesRange() const override;
    bool usesCache() const override { return true; }
    void refresh() override;
    std::vector<PaletteItem> paletteItems() override;

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeActions();
    QWidget* makePreview();
    QWidget* makeList();
    void connectClient();
    void askLater(); ///< for the preview, when the choices have settled
    void ask();
    void save();
    void cancel();
    void onReport(const CostReportPtr& report);
    void showPreview();
    void showBusy(bool busy);
    void tell(const QString& text, bool isProblem);
    void fillList();

    ReportClient* m_client; // null: no reports
    ReportChoices* m_choices = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_cancel = nullptr;
    QLabel* m_status = nullptr;
    QLabel* m_preview = nullptr;
    QTreeWidget* m_list = nullptr;
    QTimer m_again; // after a preview that failed
    QTimer m_settled;
    QImage m_page;
    quint64 m_asked = 0;    // the preview
    quint64 m_saving = 0;   // a file
    quint64 m_painting = 0; // the newest preview that is painted; an older one is dropped
};

} // namespace cacheledger
