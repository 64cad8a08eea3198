// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fleet/fleetmodel.h"
#include "ui/pagecontext.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <map>

namespace cacheledger
{

/// Asks history for what the rows on the screen show, a few questions at a time, however many nodes there are: the
/// values of the last minutes every five seconds, the strip over the page's range when it has grown by a cell. Groups
/// of many nodes are asked about less often. Asks nothing while not active. GUI thread.
class FleetFeed : public QObject
{
    Q_OBJECT

public:
    FleetFeed(const PageContext& context, FleetModel* model, QObject* parent);
    ~FleetFeed() override;

    void setVisible(int firstRow, int lastRow); ///< of the model; last < first: none
    void setActive(bool active);
    void refresh(); ///< asks for everything on the screen anew

private:
    enum class Kind { Values, Strip };
    struct Running {
        Kind kind = Kind::Values;
        QString key;
        CacheId cache;
    };
    struct Asked {
        std::optional<qint64> valuesMs; ///< on m_elapsed; nothing: not yet
        std::optional<qint64> stripMs;
    };
    void pump();
    bool askFor(const FleetSubject& subject);
    bool isDue(const std::optional<qint64>& askedMs, qint64 periodMs) const;
    void ask(Kind kind, const FleetSubject& subject);
    bool isRunning(Kind kind, const QString& key) const;
    void onRangeChanged();
    void onFrame(quint64 id, const FramePtr& frame);
    void onFailed(quint64 id);
    void drop();

    PageContext m_context;
    FleetModel* m_model;
    QTimer m_soon;
    QTimer m_period;
    QElapsedTimer m_elapsed;
    std::map<QString, Asked> m_asked;
    std::map<quint64, Running> m_running;
    int m_first = 0;
    int m_last = -1;
    int m_turn = 0; ///< place among the visible rows that is asked about next
    bool m_active = false;
    bool m_live = true;
};

} // namespace cacheledger
