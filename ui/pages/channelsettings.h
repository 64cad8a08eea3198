// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"

#include <QtWidgets/QFrame>

class QLabel;
class QVBoxLayout;

namespace cacheledger
{

/// Who hears of alerts: the channels with what is wrong with each; they can be added, edited, tested and removed.
class ChannelSettings : public QFrame
{
    Q_OBJECT

public:
    ChannelSettings(const PageContext& context, QWidget* parent);

private:
    void fill();
    QWidget* makeRow(const AlertChannel& channel);
    void edit(const AlertChannel& channel, bool isNew);
    void remove(const AlertChannel& channel);
    void setEnabledOf(const QString& id, bool on);
    void showTest(const QString& id, const QString& problem);
    void tell(const QString& problem);

    PageContext m_context;
    ChannelKeeper* m_keeper;
    QVBoxLayout* m_rows;
    QLabel* m_problem;
    QString m_testing; // the channel whose test was asked for here
};

} // namespace cacheledger
