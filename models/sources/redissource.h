// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connection.h"
#include "sources/sourcereader.h"

namespace cacheledger
{

/// What both kinds of Redis sources share: one connection that is opened when it is needed and stays, and a reading
/// that is complete when all replies are there.
class RedisSourceReader : public SourceReader
{
public:
    explicit RedisSourceReader(const SourceAccess& access);
    ~RedisSourceReader() override;
    void read(Callback callback) final;

protected:
    /// Sends what is needed with ask().
    virtual void begin() = 0;
    /// `take` gets a reply that is no error; an error is a problem of the reading.
    void ask(const Command& command, std::function<void(const Reply& reply)> take);
    /// What to say when the whole answer gives nothing.
    void reject(const Error& error);
    SourceReading& reading() { return m_reading; }
    const SourceAccess& access() const { return m_access; }

private:
    void onReady();
    Error nothingRead() const;
    void fail(const Error& error);
    void onReply(CommandKind kind, const std::function<void(const Reply& reply)>& take, const Result<Reply>& reply);
    void finish(const Result<SourceReading>& result);

    SourceAccess m_access;
    SourceReading m_reading;
    std::optional<Error> m_firstError; // of those that became problems
    int m_waiting = 0;
    Callback m_done;
    std::unique_ptr<Connection> m_connection; // last: its callbacks use the others
};

/// latencies:OP, success_count:OP, error_count:OP and cache_latencies; the newest 1,000 values of each list.
class RedisListReader : public RedisSourceReader
{
public:
    using RedisSourceReader::RedisSourceReader;

protected:
    void begin() override;

private:
    void askList(const QString& key);
    void askNumber(const QString& key);
};

/// One hash of at most 10,000 fields.
class RedisHashReader : public RedisSourceReader
{
public:
    using RedisSourceReader::RedisSourceReader;

protected:
    void begin() override;

private:
    void takeFields(const Reply& reply);
};

} // namespace cacheledger
