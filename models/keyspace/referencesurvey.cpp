// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/referencesurvey.h"

#include "redis/keyslot.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <algorithm>
#include <map>
#include <utility>

namespace cacheledger
{

class ReferenceSurvey::Impl
{
public:
    Impl(ReferenceSurvey* owner, int budget, const KeyReport& report) : q(owner), keysPerSecond(budget), check(report)
    {
        wait.setSingleShot(true);
        QObject::connect(&wait, &QTimer::timeout, q, [this] { next(); });
    }

    /// A server and the slots that are its own.
    struct Owner {
        std::vector<SlotRange> ranges;
        std::unique_ptr<Connection> connection;
    };
    /// What one server is asked at once: where its answers belong.
    struct Part {
        std::vector<Command> commands;
        std::vector<std::size_t> places;
    };

    void add(const Endpoint& endpoint, const QString& password, const ConnectionOptions& options,
             std::vector<SlotRange> ranges);
    void start();
    void settle(Connection* opened);
    void next();
    void take(std::size_t place, const Result<Reply>& reply);
    void send(Connection& connection, const Part& part);
    Connection* ownerOf(const QByteArray& key) const;
    void finish();

    ReferenceSurvey* q;
    int keysPerSecond;
    ReferenceCheck check;
    std::vector<CommandKind> kinds; // of the questions under way
    std::vector<Reply> answers;     // parallel; an error until there is one
    std::size_t missing = 0;        // of the answers
    std::vector<const Connection*> opening;
    QStringList notTold;
    QElapsedTimer sinceStart;
    qint64 asked = 0;
    QTimer wait;
    bool paused = false;
    bool cancelled = false;
    bool underWay = true; // until all connections stand, or do not
    bool finished = false;
    std::vector<Owner> owners; // last: their callbacks use the others
};

void ReferenceSurvey::Impl::add(const Endpoint& endpoint, const QString& password, const ConnectionOptions& options,
                                std::vector<SlotRange> ranges)
{
    owners.push_back({std::move(ranges), std::make_unique<Connection>(endpoint, password, options)});
    Connection* added = owners.back().connection.get();
    QObject::connect(added, &Connection::ready, q, [this, added] { settle(added); });
    QObject::connect(added, &Connection::closed, q, [this, added] { settle(added); });
}

void ReferenceSurvey::Impl::start()
{
    sinceStart.start();
    for (const Owner& owner : owners)
        opening.push_back(owner.connection.get());
    for (const Owner& owner : owners)
        owner.connection->open();
    if (owners.empty())
        settle(nullptr);
}

/// It stands, or it does not: what its server owns is unknown then.
void ReferenceSurvey::Impl::settle(Connection* opened)
{
    const auto found = std::find(opening.begin(), opening.end(), opened);
    if (found != opening.end())
        opening.erase(found);
    else if (opened)
        return; // it was lost later
    if (!opening.empty())
        return;
    underWay = false;
    wait.start(0); // not from inside a connection's signal
}

Connection* ReferenceSurvey::Impl::ownerOf(const QByteArray& key) const
{
    const int slot = clusterSlotOf(key);
    for (const Owner& owner : owners)
        for (const SlotRange& range : owner.ranges)
            if (slot >= range.first && slot <= range.last)
                return owner.connection->state() == Connection::State::Ready ? owner.connection.get() : nullptr;
    return nullptr;
}

void ReferenceSurvey::Impl::next()
{
    if (finished || paused || underWay)
        return;
    if (cancelled)
        return finish();
    const std::vector<Command> commands = check.next();
    if (commands.empty())
        return finish();
    asked += static_cast<qint64>(commands.size());
    kinds.clear();
    answers.assign(commands.size(), Reply{Reply::Type::Error, {}, 0, {}});
    std::map<Connection*, Part> parts;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        kinds.push_back(commands[i].kind());
        if (Connection* owner = ownerOf(check.askedKeys()[i])) {
            parts[owner].commands.push_back(commands[i]);
            parts[owner].places.push_back(i);
        }
    }
    missing = 1; // until all have been sent
    underWay = true;
    for (const auto& [connection, part] : parts) {
        missing += part.commands.size();
        send(*connection, part);
    }
    take(answers.size(), Reply());
}

void ReferenceSurvey::Impl::send(Connection& connection, const Part& part)
{
    const auto places = std::make_shared<std::vector<std::size_t>>(part.places.rbegin(), part.places.rend());
    connection.sendAll(part.commands, [this, places](const Result<Reply>& reply) {
        const std::size_t place = places->back();
        places->pop_back();
        take(place, reply);
    });
}

void ReferenceSurvey::Impl::take(std::size_t place, const Result<Reply>& reply)
{
    if (reply.ok() && place < answers.size()) {
        answers[place] = *reply;
        const QString words = QString::fromLatin1(commandInfo(kinds[place]).words);
        if (reply->type == Reply::Type::Error && reply->text.startsWith("NOPERM") && !notTold.contains(words))
            notTold << words;
    }
    if (--missing > 0)
        return;
    check.take(answers);
    underWay = false;
    const qint64 dueMs = keysPerSecond > 0 ? asked * 1000 / keysPerSecond : 0;
    wait.start(static_cast<int>(std::max<qint64>(0, dueMs - sinceStart.elapsed())));
}

void ReferenceSurvey::Impl::finish()
{
    if (std::exchange(finished, true))
        return;
    wait.stop();
    for (const Owner& owner : owners)
        owner.connection->close();
    Q_EMIT q->finished();
}

ReferenceSurvey::ReferenceSurvey(const SurveyPlan& plan, const QString& password, int keysPerSecond,
                                 const ConnectionOptions& connection, const KeyReport& report, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, keysPerSecond, report))
{
    for (std::size_t i = 0; i < std::min(plan.shards.size(), plan.ranges.size()); ++i)
        for (const SurveyServer& server : plan.shards[i])
            if (!server.isReplica)
                m_impl->add(server.endpoint, password, connection, plan.ranges[i]);
}

ReferenceSurvey::~ReferenceSurvey() = default;

void ReferenceSurvey::start()
{
    m_impl->start();
}

void ReferenceSurvey::pause()
{
    m_impl->paused = true;
}

void ReferenceSurvey::resume()
{
    m_impl->paused = false;
    if (!m_impl->underWay)
        m_impl->wait.start(0);
}

void ReferenceSurvey::cancel()
{
    m_impl->cancelled = true;
    if (!m_impl->opening.empty())
        m_impl->finish();
    else
        resume();
}

const ReferenceCheck& ReferenceSurvey::check() const
{
    return m_impl->check;
}

const QStringList& ReferenceSurvey::notTold() const
{
    return m_impl->notTold;
}

} // namespace cacheledger
