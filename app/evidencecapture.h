// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/historyclient.h"
#include "incidents/incident.h"
#include "redis/evidenceprobe.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <functional>
#include <map>

namespace cacheledger
{

/// Something captured: its entry, and the file's content where there is one.
struct EvidencePart {
    EvidenceItem item; ///< without a file's name
    QByteArray content;
};

/// Captures the evidence of one node once: what it tells now, what its history says of half an hour before the incident
/// and since. A node that does not answer leaves what history has. Ends by itself, at the latest after its time limit.
/// Event-driven; one thread (the history client's).
class EvidenceCapture : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        NodeId node;
        QString address;
        TimeMs openedMs = 0;
        TimeMs nowMs = 0;
        HistoryClient* history = nullptr;
        std::vector<std::string> metrics = {}; ///< to be charted besides the usual ones
    };
    explicit EvidenceCapture(Parts parts, QObject* parent = nullptr);

    static constexpr int patienceMs = 20'000;
    void setPatience(int ms) { m_patience.setInterval(ms); }
    /// Asks the history, and waits for answered().
    void start();
    void answered(const EvidenceAnswer& answer);

Q_SIGNALS:
    void finished(const std::vector<cacheledger::EvidencePart>& parts);

private:
    enum class Ask { Before, Now, Charts };
    void ask(Ask what, std::vector<std::string> metrics, TimeMs fromMs, TimeMs toMs, int columns);
    void onFrame(quint64 id, const FramePtr& frame);
    void onFailed(quint64 id, const Error& error);
    void onCharts(const FramePtr& frame);
    void askForCharts(TimeMs fromMs);
    void askForDifferences();
    void addDifferences();
    void add(EvidenceKind kind, const QByteArray& content, const QString& reason = {});
    template <typename T>
    void addTable(EvidenceKind kind, const Result<T>& told, EvidenceTable (*table)(const T&));
    void finishWhenDone();
    void finish();

    Parts m_parts;
    QTimer m_patience;
    std::map<quint64, Ask> m_asked;
    std::map<std::string, double> m_now; // numbers of INFO
    std::map<std::string, double> m_before;
    QString m_historyProblem;
    bool m_isAnswered = false;
    bool m_differs = false; // added
    bool m_hasCharts = false;
    bool m_looksCloser = false; // at what history has of the time
    bool m_finished = false;
    std::vector<EvidencePart> m_captured;
};

} // namespace cacheledger
