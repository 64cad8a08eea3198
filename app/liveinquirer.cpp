// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/liveinquirer.h"

#include "app/collector.h"
#include "app/serverlog/serverlogfile.h"

#include <utility>

namespace cacheledger
{

LiveInquirer::LiveInquirer(QString serverLogFile, QObject* parent)
    : ServerInquirer(parent),
      m_serverLogFile(std::move(serverLogFile))
{
    m_pool.setMaxThreadCount(1);
}

LiveInquirer::~LiveInquirer()
{
    m_pool.waitForDone();
}

void LiveInquirer::setCollector(Collector* collector)
{
    disconnect(m_listening);
    m_collector = collector;
    for (const quint64 request : std::exchange(m_running, {}))
        answerSoon(request);
    if (!collector)
        return;
    m_listening =
        connect(collector, &Collector::evidenceCaptured, this, [this](quint64 request, const EvidenceAnswer& answer) {
            if (m_running.erase(request) > 0)
                Q_EMIT answered(request, answer);
        });
}

quint64 LiveInquirer::ask(const NodeId& node, const EvidenceParts& parts)
{
    const quint64 request = m_next++;
    if (!m_collector) {
        answerSoon(request);
        return request;
    }
    m_running.insert(request);
    m_collector->captureEvidence(request, node, parts);
    return request;
}

quint64 LiveInquirer::recall(const std::vector<NodeId>& nodes, TimeMs fromMs, TimeMs toMs)
{
    const quint64 request = m_next++;
    m_pool.start([this, request, file = m_serverLogFile, question = serverlogfile::Question{nodes, fromMs, toMs}] {
        auto past = file.isEmpty() ? Result<ServerPast>(ServerPast()) : serverlogfile::read(file, question);
        // The pool is waited for before this ends.
        QMetaObject::invokeMethod(
            this, [this, request, past = std::move(past)] { Q_EMIT recalled(request, past); }, Qt::QueuedConnection);
    });
    return request;
}

void LiveInquirer::answerSoon(quint64 request)
{
    const Error error{ErrorCode::Unsupported, tr("Another process collects; this one does not ask the servers."),
                      tr("Look there, or end it.")};
    QMetaObject::invokeMethod(
        this, [this, request, error] { Q_EMIT answered(request, EvidenceAnswer(error)); }, Qt::QueuedConnection);
}

} // namespace cacheledger
