// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sentinelquestion.h"

#include "redis/servererror.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

#include <algorithm>
#include <map>
#include <utility>

namespace cacheledger
{

namespace
{
struct SentinelText {
    Q_DECLARE_TR_FUNCTIONS(Sentinel)
};

QString addressAt(const QByteArray& host, const QByteArray& port)
{
    Endpoint endpoint;
    endpoint.host = QString::fromUtf8(host);
    endpoint.port = port.toUShort();
    return endpoint.host.isEmpty() || endpoint.port == 0 ? QString() : endpoint.address();
}

/// The value after `field` in a flat list of names and values.
QByteArray fieldOf(const Reply& entry, const char* field)
{
    for (std::size_t i = 0; i + 1 < entry.elements.size(); i += 2) {
        if (entry.elements[i].text == field)
            return entry.elements[i + 1].text;
    }
    return {};
}

Error unknownPrimary(const QString& name, const Endpoint& sentinel)
{
    return Error{ErrorCode::UnknownCache,
                 SentinelText::tr("The sentinel at %1 knows no primary \"%2\".").arg(sentinel.address(), name),
                 SentinelText::tr("Take the word after \"sentinel monitor\" in its configuration.")};
}
} // namespace

/// One sentinel being asked.
class SentinelQuestion::One
{
public:
    One(const Endpoint& sentinel, const QString& password, QString primary, const ConnectionOptions& options,
        std::function<void()> whenDone)
        : m_primary(std::move(primary)),
          m_whenDone(std::move(whenDone)),
          m_connection(sentinel, password, options)
    {
        QObject::connect(&m_connection, &Connection::ready, &m_connection, [this] { ask(); });
        QObject::connect(&m_connection, &Connection::closed, &m_connection,
                         [this](const Error& error) { finish(error); });
        m_connection.open();
    }

    const std::optional<Result<SentinelAnswer>>& answer() const { return m_answer; }

private:
    void ask()
    {
        m_connection.send(Command::sentinelPrimary(m_primary), [this](const Result<Reply>& reply) {
            if (!reply.ok())
                return finish(reply.error());
            onPrimary(*reply);
        });
    }

    void onPrimary(const Reply& reply)
    {
        if (reply.type == Reply::Type::Error)
            return finish(errorFromReply(reply.text, m_connection.endpoint(), CommandKind::SentinelPrimary));
        SentinelAnswer answer;
        if (reply.elements.size() == 2)
            answer.primary = addressAt(reply.elements[0].text, reply.elements[1].text);
        if (answer.primary.isEmpty())
            return finish(unknownPrimary(m_primary, m_connection.endpoint()));
        m_connection.send(Command::sentinelReplicas(m_primary), [this, answer](const Result<Reply>& replicas) {
            if (!replicas.ok())
                return finish(replicas.error());
            onReplicas(answer, *replicas);
        });
    }

    void onReplicas(SentinelAnswer answer, const Reply& reply)
    {
        if (reply.type == Reply::Type::Error)
            return finish(errorFromReply(reply.text, m_connection.endpoint(), CommandKind::SentinelReplicas));
        for (const Reply& entry : reply.elements) {
            const QString address = addressAt(fieldOf(entry, "ip"), fieldOf(entry, "port"));
            if (!address.isEmpty() && address != answer.primary)
                answer.replicas += address;
        }
        finish(answer);
    }

    void finish(Result<SentinelAnswer> answer)
    {
        if (m_answer)
            return;
        m_answer = std::move(answer);
        // From the event loop: the owner may destroy us, and with us the connection whose callback this is.
        QTimer::singleShot(0, &m_connection, [this] {
            m_connection.close();
            const auto whenDone = std::move(m_whenDone);
            whenDone();
        });
    }

    QString m_primary;
    std::function<void()> m_whenDone;
    std::optional<Result<SentinelAnswer>> m_answer;
    Connection m_connection; // last: its callbacks use the others
};

SentinelQuestion::SentinelQuestion(const std::vector<Endpoint>& sentinels, const QString& password,
                                   const QString& primary, const ConnectionOptions& options, Callback whenDone)
    : m_whenDone(std::move(whenDone))
{
    for (const Endpoint& sentinel : sentinels)
        m_asked.push_back(std::make_unique<One>(sentinel, password, primary, options, [this] { onAnswer(); }));
}

SentinelQuestion::~SentinelQuestion() = default;

void SentinelQuestion::onAnswer()
{
    std::vector<Result<SentinelAnswer>> answers;
    for (const auto& one : m_asked) {
        if (!one->answer())
            return;
        answers.push_back(*one->answer());
    }
    if (const Callback whenDone = std::exchange(m_whenDone, {}))
        whenDone(majorityOf(answers));
}

Result<SentinelAnswer> majorityOf(const std::vector<Result<SentinelAnswer>>& answers)
{
    std::map<QString, int> votes;
    for (const auto& answer : answers) {
        if (answer.ok())
            ++votes[answer->primary];
    }
    if (votes.empty()) {
        // That a name is unknown says more than that another sentinel is down.
        const auto unknown = std::find_if(answers.begin(), answers.end(), [](const Result<SentinelAnswer>& answer) {
            return answer.error().code == ErrorCode::UnknownCache;
        });
        return unknown == answers.end() ? answers.front().error() : unknown->error();
    }
    const SentinelAnswer* best = nullptr;
    for (const auto& answer : answers) {
        if (answer.ok() && (!best || votes[answer->primary] > votes[best->primary]))
            best = &*answer;
    }
    SentinelAnswer result{best->primary, {}};
    for (const auto& answer : answers) {
        if (answer.ok() && answer->primary == result.primary)
            result.replicas += answer->replicas;
    }
    result.replicas.removeDuplicates();
    return result;
}

} // namespace cacheledger
