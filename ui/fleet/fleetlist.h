// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace cacheledger
{

class FleetFeed;
class FleetModel;
class FleetTable;

/// Every node of every cache in a list, the worst first, with search, filters and totals of groups. GUI thread.
class FleetList : public QWidget
{
    Q_OBJECT

public:
    FleetList(const PageContext& context, QWidget* parent);

    void setActive(bool active); ///< judges and asks for nothing while it is not
    void refresh();
    FleetModel* model() const { return m_model; }

private:
    void setUp();
    QWidget* makeFilters();
    void connectAll();
    void updateSoon();
    void update();
    void takeCaches();
    void takeRules();
    void takeAlerts();
    void takeFilter();
    void fillLabels();
    void updateSummary();
    void open(const QString& node);

    PageContext m_context;
    FleetModel* m_model;
    FleetFeed* m_feed;
    FleetTable* m_table;
    QLabel* m_summary;
    QLineEdit* m_search;
    QComboBox* m_label;
    QComboBox* m_grouping;
    QCheckBox* m_troubled;
    QTimer m_ticker;
    QTimer m_soon; // many changes of one moment are one update
    bool m_active = false;
    bool m_cachesChanged = false;
};

} // namespace cacheledger
