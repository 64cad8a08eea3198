// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyscan.h"

#include "keyspace/referencecheck.h"
#include "keyspace/valuesizes.h"
#include "redis/servererror.h"
#include "redis/serverkind.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <random>
#include <utility>

namespace cacheledger
{

static constexpr int idleOfEvery = 10; ///< how long keys idle is a histogram: a tenth of them draws it
static constexpr qint64 progressEveryMs = 250;

class KeyScan::Impl
{
public:
    Impl(KeyScan* owner, Endpoint endpoint, QString password, KeyScanOptions settings, ConnectionOptions limits)
        : q(owner),
          options(std::move(settings)),
          analysis(options.analysis),
          random(options.seed),
          connection(std::move(endpoint), std::move(password), std::move(limits))
    {
        wait.setSingleShot(true);
        QObject::connect(&wait, &QTimer::timeout, q, [this] { next(); });
        QObject::connect(&connection, &Connection::ready, q, [this] { begin(); });
        QObject::connect(&connection, &Connection::closed, q, [this](const Error& error) { finish(error); });
    }

    void start()
    {
        sinceStart.start();
        connection.open();
    }
    void start(KeyScanState from)
    {
        analysis = std::move(from.analysis);
        result = std::move(from.sums);
        before = from.mark;
        earlierMs = result.durationMs;
        cursor = settledCursor = before.runId.isEmpty() ? QByteArray("0") : from.cursor;
        start();
    }
    KeyScanState takeState()
    {
        KeyScanResult sums = result;
        sums.report = {};
        sums.durationMs = earlierMs + sinceStart.elapsed();
        return {std::move(analysis), settledCursor, std::move(sums), mark.runId.isEmpty() ? before : mark};
    }
    void setPaused(bool value)
    {
        paused = value;
        if (!paused && !underWay && sinceStart.isValid() && connection.state() == Connection::State::Ready)
            next();
    }
    void cancel();

private:
    void begin();
    void askForMark();
    void askForSize();
    void onMark(const Result<Reply>& reply);
    void next();
    void onScan(const Result<Reply>& reply);
    void askAbout(const std::vector<Reply>& names);
    void askFrequencies();
    void askSizes();
    void onFacts();
    void onAnswer(const Result<Reply>& reply);
    void take(KeyFacts& key, CommandKind kind, const Reply& reply);
    void refused(CommandKind kind, const QByteArray& error);
    void askHotKeys();
    void beginReferences();
    void askReferences();
    void pace();
    void finish(std::optional<Error> error);

    KeyScan* q;
    KeyScanOptions options;
    KeyAnalysis analysis;
    std::mt19937_64 random;
    KeyScanResult result;
    KeyScanProgress progress;
    QElapsedTimer sinceStart;
    qint64 toldMs = -progressEveryMs;
    QTimer wait;
    QByteArray cursor = "0";
    QByteArray settledCursor = "0"; // what came before it has been summed up
    ServerMark before;              // of the server that the cursor is of
    ServerMark mark;
    qint64 earlierMs = 0;
    qint64 namesOfBatch = 0;
    std::vector<KeyFacts> batch;
    std::vector<bool> gone;                                     // parallel
    std::vector<std::pair<std::size_t, CommandKind>> questions; // of the batch, in the order they were sent
    std::size_t answered = 0;
    ValueSizes sizes; // of the batch
    std::vector<Reply> sizeAnswers;
    qint64 askedAbout = 0;
    std::unique_ptr<ReferenceCheck> references; // from when all keys were seen
    std::vector<Reply> referenceAnswers;
    bool offersTracking = false;   // HOTKEYS
    bool byFrequency = false;      // an LFU policy: there are no idle times
    bool isFrequencyAsked = false; // of the batch
    bool paused = false;
    bool isSettled = false; // anything
    bool cancelled = false;
    bool underWay = false;
    bool finished = false;
    Connection connection; // last: its callbacks use the others
};

void KeyScan::Impl::begin()
{
    std::vector<Command> commands;
    if (const int database = connection.endpoint().database; database != 0)
        commands.push_back(Command::select(database));
    if (options.readOnly)
        commands.push_back(Command::readOnly());
    if (commands.empty())
        return askForMark();
    connection.sendAll(commands, [this, left = commands.size()](const Result<Reply>& reply) mutable {
        if (!reply.ok())
            return; // closed() says it
        if (reply->type == Reply::Type::Error)
            return finish(errorFromReply(reply->text, connection.endpoint(),
                                         options.readOnly ? CommandKind::ReadOnly : CommandKind::Select));
        if (--left == 0)
            askForMark();
    });
}

void KeyScan::Impl::askForMark()
{
    connection.send(Command::info(), [this](const Result<Reply>& reply) { onMark(reply); });
}

void KeyScan::Impl::onMark(const Result<Reply>& reply)
{
    if (!reply.ok() || finished)
        return; // closed() says it
    if (reply->type != Reply::Type::Error)
        mark = ServerMark::of(reply->text);
    offersTracking = reply->type != Reply::Type::Error && offersHotKeys(reply->text);
    const QString why = before.runId.isEmpty() ? QString() : before.whyNot(mark);
    if (why.isEmpty())
        return askForSize();
    finish(Error{ErrorCode::InvalidArgument,
                 KeyScan::tr("The analysis cannot go on at %1. %2").arg(connection.endpoint().address(), why),
                 KeyScan::tr("Begin a new one.")});
}

void KeyScan::Impl::askForSize()
{
    connection.send(Command::dbSize(), [this](const Result<Reply>& reply) {
        if (reply.ok() && reply->type == Reply::Type::Integer)
            progress.total = reply->integer;
        next();
    });
}

void KeyScan::Impl::next()
{
    if (finished || paused || underWay)
        return;
    if (cancelled)
        return finish({});
    underWay = true;
    if (references)
        return askReferences();
    connection.send(Command::scan(cursor), [this](const Result<Reply>& reply) { onScan(reply); });
}

void KeyScan::Impl::onScan(const Result<Reply>& reply)
{
    if (!reply.ok())
        return; // closed() says it
    if (reply->type == Reply::Type::Error)
        return finish(errorFromReply(reply->text, connection.endpoint(), CommandKind::Scan));
    if (reply->elements.size() != 2)
        return finish(Error{
            ErrorCode::ProtocolError,
            KeyScan::tr("%1 answered SCAN with something else than expected.").arg(connection.endpoint().address()),
            {}});
    cursor = reply->elements[0].text;
    askAbout(reply->elements[1].elements);
}

void KeyScan::Impl::askAbout(const std::vector<Reply>& names)
{
    namesOfBatch = static_cast<qint64>(names.size());
    batch.clear();
    questions.clear();
    answered = 0;
    isFrequencyAsked = byFrequency;
    std::vector<Command> commands;
    std::bernoulli_distribution isSampled(options.analysis.sampled);
    for (const Reply& name : names) {
        if (options.analysis.sampled < 1 && !isSampled(random))
            continue;
        const std::size_t index = batch.size();
        batch.push_back({name.text, KeyType::Other, {}, {}, {}, {}});
        const auto ask = [&](Command command) {
            questions.emplace_back(index, command.kind());
            commands.push_back(std::move(command));
        };
        ask(Command::type(name.text));
        ask(Command::pttl(name.text));
        // Of the hottest keys none is to be missed.
        if (askedAbout++ % idleOfEvery == 0 || byFrequency)
            ask(byFrequency ? Command::objectFrequency(name.text) : Command::objectIdleTime(name.text));
    }
    gone.assign(batch.size(), false);
    if (commands.empty())
        return onFacts();
    connection.sendAll(commands, [this](const Result<Reply>& reply) { onAnswer(reply); });
}

/// The slot of a key went to another server of the cluster.
static bool isRedirection(const QByteArray& error)
{
    return error.startsWith("MOVED ") || error.startsWith("ASK ") || error.startsWith("TRYAGAIN");
}

static bool isElsewhere(const Reply& reply)
{
    return reply.type == Reply::Type::Error && isRedirection(reply.text);
}

void KeyScan::Impl::onAnswer(const Result<Reply>& reply)
{
    if (!reply.ok())
        return; // closed() says it
    const auto [index, kind] = questions[answered++];
    if (reply->type == Reply::Type::Error && reply->text.startsWith("CLUSTERDOWN"))
        return finish(errorFromReply(reply->text, connection.endpoint(), kind)); // a replica that joins may say so
    if (reply->type == Reply::Type::Error) {
        result.slotsMoved = result.slotsMoved || isElsewhere(*reply);
        refused(kind, reply->text);
    } else {
        take(batch[index], kind, *reply);
    }
    if (kind == CommandKind::Type && (reply->text == "none" || isElsewhere(*reply)))
        gone[index] = true;
    if (answered < questions.size())
        return;
    if (byFrequency && !isFrequencyAsked)
        return askFrequencies();
    sizes.begin(batch, gone);
    askSizes();
}

void KeyScan::Impl::askSizes()
{
    const std::vector<Command> commands = sizes.next();
    if (commands.empty())
        return onFacts();
    std::vector<CommandKind> kinds;
    for (const Command& command : commands)
        kinds.push_back(command.kind());
    sizeAnswers.clear();
    connection.sendAll(commands, [this, kinds = std::move(kinds)](const Result<Reply>& reply) {
        if (!reply.ok())
            return; // closed() says it
        if (reply->type == Reply::Type::Error) {
            result.slotsMoved = result.slotsMoved || isElsewhere(*reply);
            refused(kinds[sizeAnswers.size()], reply->text);
        }
        sizeAnswers.push_back(*reply);
        if (sizeAnswers.size() < kinds.size())
            return;
        sizes.take(sizeAnswers);
        askSizes();
    });
}

/// Of the first batch, whose refused idle times told of the policy.
void KeyScan::Impl::askFrequencies()
{
    isFrequencyAsked = true;
    questions.clear();
    answered = 0;
    std::vector<Command> commands;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        questions.emplace_back(i, CommandKind::ObjectFrequency);
        commands.push_back(Command::objectFrequency(batch[i].name));
    }
    connection.sendAll(commands, [this](const Result<Reply>& reply) { onAnswer(reply); });
}

void KeyScan::Impl::take(KeyFacts& key, CommandKind kind, const Reply& reply)
{
    if (kind == CommandKind::Type) {
        key.type = keyTypeFrom(reply.text).value_or(KeyType::Other);
        return;
    }
    if (reply.type != Reply::Type::Integer)
        return;                                           // nil: the key went in between
    if (kind == CommandKind::Pttl && reply.integer != -2) // -2: the key went in between
        key.ttlMs = reply.integer;
    else if (kind == CommandKind::ObjectIdleTime)
        key.idleS = reply.integer;
    else if (kind == CommandKind::ObjectFrequency)
        key.frequency = static_cast<int>(reply.integer);
}

void KeyScan::Impl::refused(CommandKind kind, const QByteArray& error)
{
    if (kind == CommandKind::ObjectIdleTime && error.contains("LFU")) {
        byFrequency = true;
        return;
    }
    if (error.contains("no such key") || error.startsWith("WRONGTYPE") || isRedirection(error)) // it changed meanwhile
        return;
    const QString words = QString::fromLatin1(commandInfo(kind).words);
    if (!result.notTold.contains(words))
        result.notTold += words;
}

void KeyScan::Impl::onFacts()
{
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (gone[i])
            ++result.vanished;
        else
            analysis.add(batch[i]);
        result.estimated += !gone[i] && batch[i].isEstimate ? 1 : 0;
    }
    underWay = false;
    settledCursor = cursor;
    result.scanned += std::exchange(namesOfBatch, 0);
    isSettled = true;
    progress.scanned = result.scanned;
    if (sinceStart.elapsed() - toldMs >= progressEveryMs) {
        toldMs = sinceStart.elapsed();
        Q_EMIT q->progressed(progress);
    }
    if (cancelled)
        return finish({});
    if (cursor == "0")
        return askHotKeys();
    pace();
}

/// What is measured already; nothing is begun.
void KeyScan::Impl::askHotKeys()
{
    if (!offersTracking)
        return beginReferences();
    underWay = true;
    connection.send(Command::hotKeysGet(), [this](const Result<Reply>& reply) {
        if (!reply.ok() || finished)
            return; // closed() says it
        underWay = false;
        result.tracked.add(trackedKeysFrom(*reply));
        beginReferences();
    });
}

/// Where there are sets whose members may be keys.
void KeyScan::Impl::beginReferences()
{
    if (!options.followReferences)
        return finish({});
    const KeyReport report = analysis.report();
    if (report.someSets.empty())
        return finish({});
    references = std::make_unique<ReferenceCheck>(report);
    pace();
}

void KeyScan::Impl::askReferences()
{
    const std::vector<Command> commands = references->next();
    if (commands.empty())
        return finish({});
    askedAbout += static_cast<qint64>(commands.size());
    referenceAnswers.clear();
    connection.sendAll(commands,
                       [this, count = commands.size(), kind = commands.front().kind()](const Result<Reply>& reply) {
                           if (!reply.ok())
                               return; // closed() says it
                           if (reply->type == Reply::Type::Error)
                               refused(kind, reply->text);
                           referenceAnswers.push_back(*reply);
                           if (referenceAnswers.size() < count)
                               return;
                           references->take(referenceAnswers);
                           underWay = false;
                           if (cancelled)
                               finish({});
                           else
                               pace();
                       });
}

/// So many keys a second on average since the start.
void KeyScan::Impl::pace()
{
    const qint64 dueMs = options.keysPerSecond > 0 ? askedAbout * 1000 / options.keysPerSecond : 0;
    wait.start(static_cast<int>(std::max<qint64>(0, dueMs - sinceStart.elapsed())));
}

void KeyScan::Impl::cancel()
{
    cancelled = true;
    if (!underWay)
        finish({});
}

void KeyScan::Impl::finish(std::optional<Error> error)
{
    if (std::exchange(finished, true))
        return;
    wait.stop();
    connection.close();
    if (error) {
        Q_EMIT q->finished(*error);
        return;
    }
    result.cancelled = cancelled && (settledCursor != "0" || !isSettled);
    result.report = analysis.report();
    if (references) {
        references->fillIn(result.report);
        result.referencesUnknown = references->unknown();
    }
    result.report.someSets.clear();
    result.durationMs = earlierMs + sinceStart.elapsed();
    Q_EMIT q->finished(KeyScanResult(result)); // a copy: a slot may destroy us
}

KeyScan::KeyScan(Endpoint endpoint, QString password, KeyScanOptions options, ConnectionOptions connection,
                 QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(this, std::move(endpoint), std::move(password), std::move(options),
                                    std::move(connection)))
{
}

KeyScan::~KeyScan() = default;

void KeyScan::start()
{
    m_impl->start();
}

void KeyScan::start(KeyScanState from)
{
    m_impl->start(std::move(from));
}

KeyScanState KeyScan::takeState()
{
    return m_impl->takeState();
}

void KeyScan::pause()
{
    m_impl->setPaused(true);
}

void KeyScan::resume()
{
    m_impl->setPaused(false);
}

void KeyScan::cancel()
{
    m_impl->cancel();
}

} // namespace cacheledger
