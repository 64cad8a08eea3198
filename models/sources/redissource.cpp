// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/redissource.h"

#include "redis/servererror.h"
#include "sources/sourcemapper.h"

#include <QtCore/QCoreApplication>

#include <set>
#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 mostHashFields = 10'000;

QString redisSourceText(const char* text)
{
    return QCoreApplication::translate("Source", text);
}
} // namespace

RedisSourceReader::RedisSourceReader(const SourceAccess& access) : m_access(access) {}

RedisSourceReader::~RedisSourceReader() = default;

void RedisSourceReader::read(Callback callback)
{
    m_done = std::move(callback);
    m_reading = {};
    m_firstError.reset();
    m_waiting = 0;
    if (m_connection && m_connection->state() == Connection::State::Ready)
        return begin();
    m_connection = std::make_unique<Connection>(m_access.endpoint, m_access.secret, m_access.redis);
    QObject::connect(m_connection.get(), &Connection::ready, m_connection.get(), [this] { onReady(); });
    QObject::connect(m_connection.get(), &Connection::closed, m_connection.get(),
                     [this](const Error& error) { fail(error); });
    m_connection->open();
}

void RedisSourceReader::onReady()
{
    if (m_access.endpoint.database == 0)
        return begin();
    m_connection->send(Command::select(m_access.endpoint.database), [this](const Result<Reply>& reply) {
        if (!reply)
            return; // it is being closed
        if (reply->type == Reply::Type::Error)
            return fail(errorFromReply(reply->text, m_access.endpoint, CommandKind::Select));
        begin();
    });
}

void RedisSourceReader::ask(const Command& command, std::function<void(const Reply& reply)> take)
{
    ++m_waiting;
    m_connection->send(command, [this, kind = command.kind(), take = std::move(take)](const Result<Reply>& reply) {
        onReply(kind, take, reply);
    });
}

void RedisSourceReader::onReply(CommandKind kind, const std::function<void(const Reply& reply)>& take,
                                const Result<Reply>& reply)
{
    if (!reply || !m_done)
        return; // closed() follows, or this reading has ended
    if (reply->type == Reply::Type::Error) {
        const Error error = errorFromReply(reply->text, m_access.endpoint, kind);
        m_reading.addProblem(error.message);
        reject(error);
    } else {
        take(*reply);
    }
    if (--m_waiting > 0)
        return;
    if (!m_reading.numbers.empty() || !m_reading.distributions.empty())
        return finish(std::exchange(m_reading, {}));
    fail(m_firstError.value_or(nothingRead()));
}

/// What stood there and could not be used says more than that nothing could.
Error RedisSourceReader::nothingRead() const
{
    const QStringList& problems = m_reading.problems;
    QString message = redisSourceText("%1 has nothing that can be read of \"%2\".")
                          .arg(m_access.endpoint.address(), m_access.source.name);
    if (!problems.isEmpty())
        message += u' ' + problems.join(u' ');
    return {ErrorCode::ServerError, message,
            problems.isEmpty() ? redisSourceText("Check the key and the database, and that the application has "
                                                 "written there.")
                               : redisSourceText("Check that the application writes numbers there.")};
}

void RedisSourceReader::reject(const Error& error)
{
    if (!m_firstError)
        m_firstError = error;
}

void RedisSourceReader::fail(const Error& error)
{
    if (m_done)
        finish(error);
}

void RedisSourceReader::finish(const Result<SourceReading>& result)
{
    const Callback callback = std::exchange(m_done, nullptr);
    callback(result); // may destroy this object
}

void RedisListReader::begin()
{
    std::set<QString> lists;
    std::set<QString> numbers;
    for (const FieldMapping& field : effectiveFields(access().source))
        (field.from.contains(u"latencies"_s) ? lists : numbers).insert(field.from);
    for (const QString& key : lists)
        askList(key);
    for (const QString& key : numbers)
        askNumber(key);
}

void RedisListReader::askList(const QString& key)
{
    ask(Command::listNewest(key.toUtf8()), [this, key](const Reply& reply) {
        std::vector<double> values;
        qsizetype bad = 0;
        for (const Reply& element : reply.elements) {
            const auto number = sourceNumber(element.text);
            if (number && *number >= 0)
                values.push_back(*number);
            else
                ++bad;
        }
        if (bad > 0)
            reading().addProblem(redisSourceText("Values of the list %1 that are no latencies: %2 of %3.")
                                     .arg(key)
                                     .arg(bad)
                                     .arg(reply.elements.size()));
        if (auto found = SourceDistribution::ofValues(std::move(values)))
            reading().distributions[key] = *found;
    });
}

void RedisListReader::askNumber(const QString& key)
{
    ask(Command::get(key.toUtf8()), [this, key](const Reply& reply) {
        if (reply.type == Reply::Type::Nil)
            return; // nothing was counted yet
        if (const auto number = sourceNumber(reply.text))
            reading().numbers[key] = *number;
        else
            reading().addProblem(
                redisSourceText("%1 is \"%2\", which is no number.").arg(key, QString::fromUtf8(reply.text.left(40))));
    });
}

void RedisHashReader::begin()
{
    const QByteArray key = access().source.key.toUtf8();
    ask(Command::hashLength(key), [this, key](const Reply& length) {
        if (length.integer > mostHashFields)
            return reject({ErrorCode::ReplyTooLarge,
                           redisSourceText("The hash %1 has %2 fields, and more than %3 are not read.")
                               .arg(access().source.key)
                               .arg(length.integer)
                               .arg(mostHashFields),
                           redisSourceText("Give the key of a hash with the statistics alone.")});
        ask(Command::hashGetAll(key), [this](const Reply& reply) { takeFields(reply); });
    });
}

void RedisHashReader::takeFields(const Reply& reply)
{
    std::set<QString> wanted;
    for (const FieldMapping& field : access().source.fields)
        wanted.insert(field.from);
    for (std::size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
        const QString name = QString::fromUtf8(reply.elements[i].text);
        if (const auto number = sourceNumber(reply.elements[i + 1].text))
            reading().numbers[name] = *number;
        else if (wanted.count(name) > 0)
            reading().addProblem(redisSourceText("%1 is \"%2\", which is no number.")
                                     .arg(name, QString::fromUtf8(reply.elements[i + 1].text.left(40))));
    }
}

} // namespace cacheledger
