// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"
#include "ui/savings/pricebookkeeper.h"

#include <QtWidgets/QWidget>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace cacheledger
{

class PriceDialog;
class PriceImportBar;
class PriceTableModel;

/// The price book of the Savings page: every model's prices with their versions and who says so. A price is never
/// altered: a change is a new version, and earlier periods keep theirs. Takes LiteLLM's list and tells what was taken
/// and what was not, with reasons.
class PricesPane : public QWidget
{
    Q_OBJECT

public:
    PricesPane(const PageContext& context, QWidget* parent = nullptr);
    ~PricesPane() override;

    void addPrice();
    void addVersion();
    void endPrice();
    void importList(const QString& file); ///< valid from the day that is entered there

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QPushButton* addTool(QBoxLayout* line, const char* name, const QString& text, void (PricesPane::*act)());
    QBoxLayout* makeTools();
    void setUpTable();
    void takeList(const QString& file, TimeMs fromMs);
    void updateTools();
    void showBook(const PriceBook& book);
    void tellDone(const QString& text, const PriceBook& before);
    PriceDialog* openDialog();
    PriceDialog* openEntry(); ///< not shown yet
    void onDialogDone(PriceDialog* dialog, const QString& field, const QString& text,
                      const Result<PriceBookKeeper::Change>& done);
    const PriceVersion* chosen() const;
    QDate today() const;

    PageContext m_context;
    PriceBookKeeper m_book;
    PriceTableModel* m_model;
    QTableView* m_table;
    PriceImportBar* m_import;
    QLineEdit* m_search = nullptr;
    QPushButton* m_version = nullptr;
    QPushButton* m_end = nullptr;
};

} // namespace cacheledger
