// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"

#include <QtWidgets/QFrame>

class QLabel;
class QVBoxLayout;

namespace cacheledger
{

/// The sources of the selected cache: what each is, whether it answers, and since when; edit, pause, remove (with
/// undo).
class SourceList : public QFrame
{
    Q_OBJECT

public:
    SourceList(const PageContext& context, QWidget* parent = nullptr);

    /// Anew, for the cache that is selected now.
    void fill();
    /// State and age only.
    void updateStates();

Q_SIGNALS:
    void editRequested(const cacheledger::SourceConfig& source);

private:
    QWidget* makeRow(const SourceConfig& source);
    QString stateText(const SourceConfig& source) const;
    void remove(const NodeId& id);
    void setPaused(const NodeId& id, bool paused);

    PageContext m_context;
    QVBoxLayout* m_rows;
    std::vector<std::pair<NodeId, QLabel*>> m_states;
};

} // namespace cacheledger
