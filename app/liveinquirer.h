// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

#include <QtCore/QThreadPool>

#include <set>

namespace cacheledger
{

class Collector;

/// Asks nodes through the collector, in its thread and over short connections beside the pollers'. While another
/// process collects nothing can be asked, which is what answered() says then.
class LiveInquirer : public ServerInquirer
{
    Q_OBJECT

public:
    /// `serverLogFile`: what is kept of what servers told; empty: nothing is.
    explicit LiveInquirer(QString serverLogFile = {}, QObject* parent = nullptr);
    ~LiveInquirer() override;
    /// Null: none. What the one before was asked is answered with an error.
    void setCollector(Collector* collector);
    quint64 ask(const NodeId& node, const EvidenceParts& parts) override;
    quint64 recall(const std::vector<NodeId>& nodes, TimeMs fromMs, TimeMs toMs) override;

private:
    void answerSoon(quint64 request);

    QString m_serverLogFile;
    Collector* m_collector = nullptr;
    QMetaObject::Connection m_listening;
    std::set<quint64> m_running;
    quint64 m_next = quint64(1) << 40; // far from the numbers of the incidents' evidence, which comes the same way
    QThreadPool m_pool;                // reads the file
};

} // namespace cacheledger
